"""Whether two engines ended an interview in the same state: the same questions apply, with the same values."""

from collections.abc import Mapping

COMPANION = "_nr"


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """Return what differs, as `name: ours / theirs`; `-` is a question that does not apply."""
    mine, yours = _told(ours), _told(theirs)
    return [
        f"{name}: {mine.get(name, '-')!r} / {yours.get(name, '-')!r}"
        for name in sorted(mine.keys() | yours.keys())
        if not _same(mine.get(name), yours.get(name))
    ]


def _told(values: Mapping[str, str]) -> dict[str, str]:
    """Leave out the empty companions: fieldkit has none where there is an answer."""
    return {name: value for name, value in values.items() if value or not name.endswith(COMPANION)}


def _same(mine: str | None, yours: str | None) -> bool:
    if mine is None or yours is None:
        return mine is yours
    return mine == yours or _number(mine) == _number(yours) is not None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
