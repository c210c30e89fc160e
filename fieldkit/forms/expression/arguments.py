"""What is wrong with the constants among a function's arguments, beside their number. Runs nothing but the checks."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from fieldkit.forms.expression import coding, regular
from fieldkit.forms.expression.convert import Value, date_of_text
from fieldkit.forms.problems import quoted

Values: TypeAlias = Sequence[Value | None]  # None for an argument that is no constant
Mistake: TypeAlias = tuple[str, str]  # what is wrong, what to do


def wrong_arguments(name: str, values: Values) -> Mistake | None:
    """Return what is wrong with the constants among a function's arguments (None for the others), and what to do."""
    check = _CHECKS.get(name)
    return check(values) if check else None


def depends_on_zone(name: str, values: Values) -> bool:
    """Return False where constant arguments give the same on every device: date('2026-11-22')."""
    (value, *_) = values
    if name not in ("date", "format-date", "format-date-time"):
        return True
    return not (isinstance(value, str) and len(value) == len("2026-11-22"))


def _date_wrong(values: Values) -> Mistake | None:
    value = values[0]
    if isinstance(value, str) and value and date_of_text(value) == "":
        return f"{quoted(value)} is not a date", "write it like '2026-11-22'"
    return None


def _digest_wrong(values: Values) -> Mistake | None:
    _, algorithm, encoding = (*values, "hex")[:3]
    if isinstance(algorithm, str) and algorithm.upper() not in coding.ALGORITHMS:
        return f"digest() does not know {quoted(algorithm)}", "write one of " + ", ".join(coding.ALGORITHMS)
    if isinstance(encoding, str) and encoding.lower() not in coding.ENCODINGS:
        return f"digest() does not know {quoted(encoding)}", "write 'hex' or 'base64'"
    return None


def _weights_wrong(values: Values) -> Mistake | None:
    if len(values) % 2:
        return (
            "weighted-checklist() needs a weight after every value",
            "write weighted-checklist(least, most, x, 2, ...)",
        )
    return None


def _regex_wrong(values: Values) -> Mistake | None:
    pattern = values[1]
    return regular.refusal(pattern) if isinstance(pattern, str) else None


_CHECKS: dict[str, Callable[[Values], Mistake | None]] = {
    "date": _date_wrong,
    "date-time": _date_wrong,
    "digest": _digest_wrong,
    "weighted-checklist": _weights_wrong,
    "regex": _regex_wrong,
}
