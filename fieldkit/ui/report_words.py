"""How the interface says a class's results in a language: the hook that `fieldkit/practice` is handed."""

from collections.abc import Callable

from fieldkit.ui.messages import say


def report_words(language: str) -> Callable[..., str]:
    """Return what says the texts of a report in a language: those of the catalogues whose ids begin with `report.`."""

    def said(key: str, /, **facts: object) -> str:
        return say(language, f"report.{key}", **facts)

    return said
