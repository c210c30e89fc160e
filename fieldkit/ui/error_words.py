"""An expected error in the person's language: its message, what to do next, and the words that it is filled with."""

from fieldkit.errors import FieldkitError
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import FALLBACK, mark, say


def error_lines(error: FieldkitError, language: str) -> list[str]:
    """Return what is written about an error: what is wrong, with its code, then what to do."""
    message, advice = error_words(error, language)
    wrong = say(language, "talk.error", message=message, code=error.code)
    return [wrong, *([say(language, "talk.hint", advice=advice)] if advice else [])]


def error_words(error: FieldkitError, language: str) -> tuple[str, str]:
    """Return message and hint. An error that has no translation comes in English, marked."""
    if language == FALLBACK:
        return str(error), error.advice
    facts = {name: fact_words(value, language) for name, value in error.facts.items()}
    message, hint = f"error.{error.code}", f"hint.{error.code}"
    return (
        say(language, message, **facts) if message in TEXTS else mark(str(error)),
        say(language, hint, **facts) if hint in TEXTS else mark(error.advice) if error.advice else "",
    )


def fact_words(value: object, language: str) -> object:
    """Return a fact in the person's language where it is one of our own phrases; anything else as it is."""
    key = f"fact.{value}"
    return say(language, key) if isinstance(value, str) and key in TEXTS else value
