"""What may stand in the `parameters` of each question type: pairs of key and value, and what each may be."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from fieldkit.forms.problems import quoted
from fieldkit.forms.reading import TRUE
from fieldkit.forms.references import FULL_REFERENCE, is_xml_name

_SEPARATORS = re.compile(r"[\s,;]+")
_EQUALS = re.compile(r"\s*=\s*")
_KEPT_CASE = ("label", "value")  # names of columns in a file
_GEO = frozenset(("allow-mock-accuracy", "reference-geometry"))
_SELECT = frozenset(("randomize", "seed"))
_LOCATION = ("location-priority", "location-min-interval", "location-max-age")
_PRIORITIES = ("no-power", "low-power", "balanced", "high-accuracy")
_QUALITIES = ("voice-only", "low", "normal")
_RANGE_DEFAULTS = {"start": "1", "end": "10", "step": "1"}
_TICKS = ("tick_interval", "placeholder", "tick_labelset")

ACCEPTED: Mapping[str, frozenset[str]] = {
    "text": frozenset(("rows",)),
    "range": frozenset(("start", "end", "step", *_TICKS)),
    "image": frozenset(("max-pixels", "app")),
    "audio": frozenset(("quality",)),
    "background-audio": frozenset(("quality",)),
    "geopoint": _GEO | {"capture-accuracy", "warning-accuracy"},
    "geotrace": _GEO | {"incremental"},
    "geoshape": _GEO | {"incremental"},
    "select_one": _SELECT,
    "select_multiple": _SELECT,
    "select_one_external": _SELECT,
    "rank": _SELECT,
    "select_one_from_file": _SELECT | {"label", "value"},
    "select_multiple_from_file": _SELECT | {"label", "value"},
    "audit": frozenset((*_LOCATION, "track-changes", "track-changes-reasons", "identify-user")),
}


class Fault(NamedTuple):
    """One thing that is wrong with a question's parameters."""

    what: str
    do: str


class Asked(NamedTuple):
    """What the rules look at. `lists` gives the values of every choice list."""

    kind: str
    pairs: Mapping[str, str]
    appearance: str
    lists: Mapping[str, Sequence[str]]


def read_parameters(text: str) -> tuple[Mapping[str, str], str]:
    """Return the pairs of `key=value key=value`, and the first part that is no pair ("" when all are).

    Keys and values are in small letters, but for names of columns and `${references}`.
    """
    pairs: dict[str, str] = {}
    wrong = ""
    for part in _SEPARATORS.split(_EQUALS.sub("=", text.strip())):
        key, _, value = part.partition("=")
        key = key.lower()
        if key and value and "=" not in value:
            pairs[key] = value if key in _KEPT_CASE or "${" in value else value.lower()
        else:
            wrong = wrong or part
    return pairs, wrong


def parameter_faults(
    kind: str, pairs: Mapping[str, str], appearance: str = "", lists: Mapping[str, Sequence[str]] | None = None
) -> list[Fault]:
    """Return everything wrong with the `parameters` of a question of type `kind` (fieldkit's word, without list)."""
    accepted = ACCEPTED.get(kind)
    if accepted is None:
        return []
    unknown = sorted(pairs.keys() - accepted)
    if unknown:
        return [Fault(f"{kind} has no parameter {', '.join(unknown)}", f"use: {', '.join(sorted(accepted))}")]
    asked = Asked(kind, pairs, appearance, lists or {})
    return list(_RULES[kind](asked))


def _text(asked: Asked) -> Iterator[Fault]:
    yield from _whole(asked, "rows")


def _image(asked: Asked) -> Iterator[Fault]:
    yield from _whole(asked, "max-pixels")
    app = asked.pairs.get("app")
    if app is not None and asked.appearance in ("", "annotate") and not _is_package(app):
        yield Fault(f"app={app} is not the name of an Android package", "write it as org.example.app")


def _is_package(name: str) -> bool:
    parts = name.split(".")
    return len(parts) > 1 and all(re.match(r"[a-zA-Z][a-zA-Z0-9_]*\Z", part) for part in parts)


def _audio(asked: Asked) -> Iterator[Fault]:
    qualities = _QUALITIES if asked.kind == "background-audio" else (*_QUALITIES, "external")
    yield from _one_of(asked, "quality", qualities)


def _geo(asked: Asked) -> Iterator[Fault]:
    yield from _one_of(asked, "allow-mock-accuracy", ("true", "false"))
    for key in ("capture-accuracy", "warning-accuracy"):
        if key in asked.pairs and _number(asked.pairs[key]) is None:
            yield Fault(f"{key} must be a number", f"write {key}=5")
    if "incremental" in asked.pairs and asked.pairs["incremental"] not in TRUE:
        yield Fault("incremental can only be true", "write incremental=true, or leave it out")


def _select(asked: Asked) -> Iterator[Fault]:
    for key in _KEPT_CASE:
        value = asked.pairs.get(key)
        if value is not None and not is_xml_name(value):
            yield Fault(f"{key}={value} cannot be the name of a column", "use letters, digits, _, - and .")
    yield from _one_of(asked, "randomize", ("true", "false"))
    seed = asked.pairs.get("seed")
    if seed is not None and "randomize" not in asked.pairs:
        yield Fault("seed means nothing without randomize", "add randomize=true")
    elif seed is not None and _number(seed) is None and not FULL_REFERENCE.match(seed):
        yield Fault("seed must be a number or a ${question}", "write seed=42 or seed=${name}")


def _audit(asked: Asked) -> Iterator[Fault]:
    yield from _one_of(asked, "track-changes", ("true", "false"))
    yield from _one_of(asked, "identify-user", ("true", "false"))
    yield from _one_of(asked, "track-changes-reasons", ("on-form-edit",))
    if not any(key in asked.pairs for key in _LOCATION):
        return
    missing = [key for key in _LOCATION if key not in asked.pairs]
    if missing:
        yield Fault(f"the audit's location needs {', '.join(missing)} too", f"give all of: {', '.join(_LOCATION)}")
        return
    yield from _one_of(asked, "location-priority", _PRIORITIES)
    least, most = (asked.pairs[key] for key in _LOCATION[1:])
    if not (least.isdecimal() and most.isdecimal()):
        yield Fault("the audit's times must be whole seconds, 0 or more", "write location-min-interval=60")
    elif int(most) < int(least):
        yield Fault("location-max-age is less than location-min-interval", "make it at least as large")


def _range(asked: Asked) -> Iterator[Fault]:
    looks = asked.appearance
    if looks and "vertical" not in looks and "no-ticks" not in looks and any(key in asked.pairs for key in _TICKS):
        do = "leave the appearance out, or use vertical or no-ticks"
        yield Fault(f"{', '.join(_TICKS)} do not go with the appearance {quoted(looks)}", do)
        return
    pairs = {**_RANGE_DEFAULTS, **asked.pairs}
    numbers: dict[str, Decimal] = {}
    for key in ("start", "end", "step", "tick_interval", "placeholder"):
        if key in pairs:
            number = _number(pairs[key])
            if number is None:
                yield Fault(f"{key} must be a number", f"write {key}=1")
                return
            numbers[key] = number
    yield from _steps(numbers)
    if numbers["step"] and "tick_labelset" in pairs:
        yield from _tick_labels(asked, pairs["tick_labelset"], numbers)


def _steps(numbers: Mapping[str, Decimal]) -> Iterator[Fault]:
    start, end, step = numbers["start"], numbers["end"], numbers["step"]
    for key in ("step", "tick_interval"):
        if key in numbers and not numbers[key]:
            yield Fault(f"{key} must not be 0", "make it 1 or more")
        elif key in numbers and numbers[key] > abs(end - start):
            yield Fault(f"{key} is larger than the whole range", "make it smaller than end - start")
    if not step:
        return
    if numbers.get("tick_interval", step) % step:
        yield Fault("tick_interval is not a multiple of step", "make it one")
    placeholder = numbers.get("placeholder")
    if placeholder is None:
        return
    if (placeholder - start) % step:
        yield Fault("placeholder is not reached in steps from start", "make it start plus a multiple of step")
    if not min(start, end) <= placeholder <= max(start, end):
        yield Fault("placeholder is outside the range", "make it a number from start to end")


def _tick_labels(asked: Asked, name: str, numbers: Mapping[str, Decimal]) -> Iterator[Fault]:
    values = asked.lists.get(name)
    if values is None:
        yield Fault(f"there is no list {quoted(name)} for tick_labelset", "add it to the choices")
        return
    start, end = numbers["start"], numbers["end"]
    every = numbers.get("tick_interval") or numbers["step"]
    found = set()
    for value in values:
        number = _number(value)
        if number is None:
            yield Fault(f"the choice {quoted(value)} of {quoted(name)} is not a number", "label numbers only")
            return
        if not min(start, end) <= number <= max(start, end) or (number - start) % every:
            yield Fault(f"the choice {quoted(value)} of {quoted(name)} is no tick of the range", "label ticks only")
            return
        found.add(number)
    if "no-ticks" in asked.appearance and found != {start, end}:
        yield Fault("with no-ticks only the start and the end can have labels", f"keep these two in {quoted(name)}")


def _whole(asked: Asked, key: str) -> Iterator[Fault]:
    value = asked.pairs.get(key)
    if value is not None and not re.match(r"[+-]?[0-9]+\Z", value):
        yield Fault(f"{key} must be a whole number", f"write {key}=5")


def _one_of(asked: Asked, key: str, allowed: Sequence[str]) -> Iterator[Fault]:
    value = asked.pairs.get(key)
    if value is not None and value not in allowed:
        yield Fault(f"{key} cannot be {quoted(value)}", f"use one of: {', '.join(allowed)}")


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


_RULES: Mapping[str, Callable[[Asked], Iterator[Fault]]] = {
    "text": _text,
    "range": _range,
    "image": _image,
    "audio": _audio,
    "background-audio": _audio,
    "geopoint": _geo,
    "geotrace": _geo,
    "geoshape": _geo,
    "audit": _audit,
    **dict.fromkeys((kind for kind in ACCEPTED if kind.startswith("select") or kind == "rank"), _select),
}
