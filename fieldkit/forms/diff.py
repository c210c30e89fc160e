"""What changed between two versions of a form, and what each change does to answers that are there."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fieldkit.forms.model import Form, Formula, Group, Localised, Question, Wording, repeats_around
from fieldkit.forms.names import Item
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.read_score import BAND
from fieldkit.forms.versions import Matching, Pair, renamed

_LOGIC = ("relevant", "required", "constraint", "calculation", "default", "read_only", "choice_filter")
_GROUP_LOGIC = ("relevant", "repeat_count", "read_only")
_TEXTS = ("label", "hint", "guidance_hint", "why", "required_message", "constraint_message")
_EFFECTS: Mapping[str, str] = {
    "relevant": "kept; what no longer applies is dropped at the end",
    "required": "kept; asked for before the end",
    "constraint": "kept; checked anew before the end",
    "calculation": "computed anew",
    "default": "kept; the default is for interviews that begin",
    "read_only": "kept",
    "choice_filter": "kept while the choice is still offered",
    "repeat_count": "kept; instances beyond the number are dropped at the end",
}
_FORM_PARTS = (
    "version",
    "form_id",
    "default_language",
    "languages",
    "partial",
    "kind",
    "who_may_run",
    "recipient_class",
    "minutes",
    "followed_by",
    "clock_from",
    "second_person",
)
_CONVERSIONS: Mapping[tuple[QuestionType, QuestionType], str] = {
    (QuestionType.INTEGER, QuestionType.DECIMAL): "kept",
    (QuestionType.INTEGER, QuestionType.TEXT): "converted to text",
    (QuestionType.DECIMAL, QuestionType.TEXT): "converted to text",
    (QuestionType.DATE, QuestionType.TEXT): "converted to text",
    (QuestionType.SELECT_ONE, QuestionType.TEXT): "converted to text: the value of the choice",
    (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE): "converted: the one choice",
    (QuestionType.SELECT_MULTIPLE, QuestionType.SELECT_ONE): "kept where one choice was made, else dropped",
    (QuestionType.DECIMAL, QuestionType.INTEGER): "converted where whole, else dropped",
    (QuestionType.DATETIME, QuestionType.DATE): "converted: the day",
}


class Change(NamedTuple):
    """One change. `kind` is added, dropped, renamed, moved, type, choices, logic, text, or form; `answers` says what
    it does to those that are there."""

    kind: str
    name: str
    what: str
    answers: str


def compared(old: Form, new: Form) -> tuple[Change, ...]:
    """Return every difference, in the order of the newer version; what was dropped comes first."""
    matching = Matching(old, new)
    lowered = {name for form in (old, new) for score in form.scores for name in (score.name, score.name + BAND)}
    found = [*_form_changes(old, new)]
    found += [_dropped(item) for item in matching.dropped if item.name not in lowered]
    pairs = {id(pair.new): pair for pair in matching.pairs}
    for item in new.items:
        pair = pairs.get(id(item))
        if item.name in lowered:
            continue  # told as a score
        found += [_added(item)] if pair is None else _changes(pair, matching)
    return tuple(found)


# --- the form as a whole -------------------------------------------------------------------------------------


def _form_changes(old: Form, new: Form) -> Iterator[Change]:
    for part in _FORM_PARTS:
        before, now = getattr(old, part), getattr(new, part)
        if before != now:
            yield Change("form", part, f"{_told(before)} -> {_told(now)}", "")
    if old.title != new.title:
        yield Change("text", "title", _languages(old.title, new.title), "")
    for gate in ("safety", "consent", "danger"):
        what = _formula_change(getattr(old, gate), getattr(new, gate))
        if what:
            yield Change("logic", f"gate {gate}", what, "kept; asked behind the new gate")
    if old.kept_on_refusal != new.kept_on_refusal:
        what = f"{_told(old.kept_on_refusal)} -> {_told(new.kept_on_refusal)}"
        yield Change("form", "kept_on_refusal", what, "decides what stays when consent is refused")
    if _classify_texts(old) != _classify_texts(new):
        yield Change("logic", "classify", "the rule of the result changed", "the result is worked out anew")
    yield from _score_changes(old, new)


def _score_changes(old: Form, new: Form) -> Iterator[Change]:
    before = {score.name: score for score in old.scores}
    now = {score.name: score for score in new.scores}
    for name in [*before, *(name for name in now if name not in before)]:
        if name not in now or name not in before:
            yield Change("dropped" if name in before else "added", f"score {name}", "", "")
            continue
        if dict(before[name].bands) != dict(now[name].bands):
            what = f"bands {_bands(before[name].bands)} -> {_bands(now[name].bands)}"
            yield Change("logic", f"score {name}", what, "computed anew")
        if _lines(before[name].contributions) != _lines(now[name].contributions):
            yield Change("logic", f"score {name}", "what adds points changed", "computed anew")


def _lines(contributions: object) -> list[tuple[str, float]]:
    return [(line.when.text, line.points) for line in contributions]  # type: ignore[attr-defined]


def _bands(bands: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {least:g}" for name, least in bands.items()) or "none"


def _classify_texts(form: Form) -> list[str]:
    rule = form.classify
    if rule is None:
        return []
    singles = (rule.child, rule.adult, rule.urgent, rule.suspicion)
    found = [formula.text if formula is not None else "" for formula in singles]
    for element, items in rule.elements.items():
        found += [f"{element} {item.when.text}" for item in items]
    found += [f"{line.label} {line.when.text} {sorted(line.cells.items())}" for line in rule.looks_like]
    if rule.decision is not None:
        found += [formula.text for formula in rule.decision.formulas()]
        found += [f"{sorted(line.cells.items())} {line.result} {line.label}" for line in rule.decision.outcomes]
        found += [str(rule.decision.dimensions.positive_if)] if rule.decision.dimensions else []
    return found


# --- items ---------------------------------------------------------------------------------------------------


def _kind(item: Item) -> str:
    if isinstance(item, Question):
        kind: str = item.type.value
        return kind
    return "repeat" if item.repeat else "group"


def _added(item: Item) -> Change:
    asked = isinstance(item, Question) and item.type.takes_answer
    return Change("added", item.key, _kind(item), "not asked yet" if asked else "")


def _dropped(item: Item) -> Change:
    stored = isinstance(item, Question) and item.type not in (QuestionType.NOTE, QuestionType.CALCULATE)
    if isinstance(item, Group):
        return Change("dropped", item.key, _kind(item), "those of its instances are dropped" if item.repeat else "")
    return Change("dropped", item.key, _kind(item), "dropped" if stored else "")


def _changes(pair: Pair, matching: Matching) -> Iterator[Change]:
    old, new = pair
    if renamed(pair):
        yield Change("renamed", new.key, f"from {old.key}", "kept under the new name")
    yield from _moved(pair, matching)
    if isinstance(old, Question) and isinstance(new, Question):
        yield from _question_changes(old, new, matching)
    elif isinstance(old, Group) and isinstance(new, Group):
        if old.repeat != new.repeat:
            effect = "those outside go to the first instance" if new.repeat else "kept where there is one instance"
            yield Change("type", new.key, f"{_kind(old)} -> {_kind(new)}", effect)
        yield from _logic(old, new, _GROUP_LOGIC)
    yield from _texts(old, new)


def _moved(pair: Pair, matching: Matching) -> Iterator[Change]:
    old, new = pair
    before = matching.of(old.group) if old.group else None
    if (old.group is None and new.group is None) or (before is not None and before is new.group):
        return
    if old.group and new.group and before is not None and before.key == new.group.key:
        return
    what = f"{old.group.key if old.group else 'the form'} -> {new.group.key if new.group else 'the form'}"
    same = matching.repeats_of(old) == tuple(repeat.key for repeat in repeats_around(new.group))
    deeper = len(repeats_around(new.group)) > len(repeats_around(old.group))
    moved = "kept, in the first instance" if deeper else "kept where there is one instance, else dropped"
    yield Change("moved", new.key, what, "kept" if same else moved)


def _question_changes(old: Question, new: Question, matching: Matching) -> Iterator[Change]:
    if old.type is not new.type:
        yield Change("type", new.key, f"{old.type.value} -> {new.type.value}", _conversion(old.type, new.type))
    elif old.bind_type != new.bind_type:
        yield Change("type", new.key, f"bind type {old.bind_type or 'none'} -> {new.bind_type or 'none'}", "kept")
    if old.type.has_choices and new.type.has_choices:
        yield from _choice_changes(old, new, matching)
    yield from _logic(old, new, _LOGIC)
    gone = [way.value for way in old.non_response if way not in new.non_response]
    if gone:
        yield Change("type", new.key, f"no longer takes: {', '.join(gone)}", "these non-answers are dropped")
    more = [way.value for way in new.non_response if way not in old.non_response]
    if more:
        yield Change("type", new.key, f"now takes: {', '.join(more)}", "kept")
    if set(old.flags) != set(new.flags):
        yield Change("form", new.key, f"flags {_told(old.flags)} -> {_told(new.flags)}", "kept")
    if dict(old.parameters) != dict(new.parameters):
        yield Change("logic", new.key, "parameters changed", "kept while they fit")


def _conversion(old: QuestionType, new: QuestionType) -> str:
    if not new.takes_answer:
        return "dropped: nobody is asked any more"
    return _CONVERSIONS.get((old, new), "converted where they fit, else dropped")


def _choice_changes(old: Question, new: Question, matching: Matching) -> Iterator[Change]:
    before: Mapping[str, Localised] = matching.old.choices.get(old.list_name, {})
    now: Mapping[str, Localised] = matching.new.choices.get(new.list_name, {})
    gone = [value for value in before if value not in now]
    more = [value for value in now if value not in before]
    told = [value for value in before if value in now and dict(before[value]) != dict(now[value])]
    if gone:
        yield Change("choices", new.key, f"dropped {_told(gone)}", "those that chose it lose it")
    if more:
        yield Change("choices", new.key, f"added {_told(more)}", "kept")
    if told:
        yield Change(
            "choices", new.key, f"other words for {_told(told)}", "kept; look whether they still mean the same"
        )


def _logic(old: Item, new: Item, keys: tuple[str, ...]) -> Iterator[Change]:
    for key in keys:
        what = _formula_change(getattr(old, key), getattr(new, key))
        if what:
            yield Change("logic", new.key, f"{key} {what}", _EFFECTS[key])


def _formula_change(old: Formula | str | None, new: Formula | str | None) -> str:
    before, now = _formula_text(old), _formula_text(new)
    if before == now:
        return ""
    if not before or not now:
        return f"added: {now}" if now else f"dropped: {before}"
    return f"{before} -> {now}"


def _formula_text(formula: Formula | str | None) -> str:
    text = formula.text if isinstance(formula, Formula) else formula or ""
    return " ".join(text.split())


def _texts(old: Item, new: Item) -> Iterator[Change]:
    for key in _TEXTS:
        before, now = getattr(old, key, None), getattr(new, key, None)
        texts = (_text_of(before), _text_of(now))
        if texts[0] != texts[1]:
            yield Change("text", new.key, f"{key} {_languages(*texts)}", "kept" if key == "label" else "")


def _text_of(template: Wording | None) -> Localised:
    return dict(template.texts) if template is not None else {}


def _languages(old: Localised, new: Localised) -> str:
    """Return in which languages a text is new, gone or other."""
    parts = []
    for word, codes in (
        ("new in", [code for code in new if code not in old]),
        ("gone in", [code for code in old if code not in new]),
        ("changed in", [code for code in new if code in old and old[code] != new[code]]),
    ):
        if codes:
            parts.append(f"{word} {', '.join(code or 'every language' for code in codes)}")
    return "; ".join(parts)


def _told(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(str(part) for part in value) or "none"
    return str(value) or "none"
