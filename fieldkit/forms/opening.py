"""Opening an interview: stored answers and defaults put in, preloads filled, the first screen found."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Protocol

from fieldkit import errors
from fieldkit.forms.compiled import Cell, CompiledForm, Template
from fieldkit.forms.convert_answer import Misfit, convert, fits
from fieldkit.forms.engine import MAX_INSTANCES, Spread, State, computed, holds, put
from fieldkit.forms.expression.code import IDS, POSITION, Surroundings
from fieldkit.forms.expression.convert import is_empty, text
from fieldkit.forms.expression.dates import zone
from fieldkit.forms.frames import Frame, copied, frame_like, frames_of, key_in
from fieldkit.forms.keys import are_ids, ids_of, name_of, suffix_of
from fieldkit.forms.preloads import preloaded
from fieldkit.forms.question_types import PRELOADS, QuestionType
from fieldkit.forms.screens import has_list, options_now
from fieldkit.forms.traversal import all_screens, first_after
from fieldkit.forms.values import AnswerValue, NonAnswer


class Moment(Protocol):
    """What `start` needs of `ports.Instant`."""

    @property
    def utc_ms(self) -> int: ...

    @property
    def offset_min(self) -> int: ...


class Entropy(Protocol):
    """What `start` needs of `ports.Entropy`."""

    def token(self, size: int) -> bytes: ...


def start(
    compiled: CompiledForm,
    *,
    language: str,
    today: dt.date,
    now: Moment,
    answers: Mapping[str, AnswerValue] | None = None,
    entropy: Entropy | None = None,
    properties: Mapping[str, str] | None = None,
) -> State:
    """Open an interview, or open it again with the stored answers (in the order they were first given).

    Opened again it stands at the first question without an answer after the last one that has one. Without `entropy`
    random() and uuid() are empty. `properties` are what preloads read (deviceid, username ...).
    Raises: UnknownLanguage, AnswerDoesNotFit.
    """
    form = compiled.form
    if language not in form.languages:
        raise errors.UnknownLanguage(form=form.form_id, language=language, languages=", ".join(form.languages))
    given = dict(answers or {})
    around = Surroundings(
        today,
        _local(now),
        now.offset_min,
        language,
        form.stand_in(language),
        None if entropy is None else lambda: int.from_bytes(entropy.token(6), "big") / 2**48,
        None if entropy is None else lambda: str(uuid.UUID(bytes=entropy.token(16), version=4)),
        properties or {},
    )
    state = computed(State(compiled, around, given, [], None), given)
    for key, value in given.items():
        _check_fit(state, key, value)
    state = with_defaults(state, compiled.templates[0], state.root)
    return dataclasses.replace(state, position=_first_position(state, answers or {}))


def _local(now: Moment) -> dt.datetime:
    start_of_time = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
    return start_of_time.astimezone(zone(now.offset_min)) + dt.timedelta(milliseconds=now.utc_ms)


def _check_fit(state: State, key: str, value: AnswerValue) -> None:
    """See that a stored answer belongs to the form. One in an instance beyond `repeat_count` waits until it is back."""
    compiled, form = state.compiled, state.compiled.form
    name = name_of(key)
    cell = compiled.by_key.get(name)
    if cell is None and name in compiled.repeats and isinstance(value, tuple):
        fitting = are_ids(value) and len(value) <= MAX_INSTANCES
    else:
        listed = () if cell is None else tuple(form.choices.get(cell.question.list_name, ()))
        fitting = cell is not None and fits(cell.question, listed, value)
    if not fitting or not _stands_in(compiled, key):
        raise errors.AnswerDoesNotFit(question=name, form=form.form_id, version=form.version)


def _stands_in(compiled: CompiledForm, key: str) -> bool:
    """Return whether a key names as many instances, by ids, as there are repeats around its question or list."""
    ids, suffix = ids_of(key), suffix_of(key)
    cell, repeat = compiled.by_key.get(name_of(key)), compiled.repeats.get(name_of(key))
    depth = compiled.templates[cell.template].depth if cell is not None else repeat.depth - 1 if repeat else 0
    whole = suffix == "".join(f"[{name}]" for name in ids)
    return len(ids) == depth and whole and are_ids(ids, unique=False)


def with_defaults(state: State, template: Template, frame: Frame) -> State:
    """Put in defaults, in the order of the form: a later one may read an earlier one. Also for repeats inside."""
    root = copied(state.root, state.compiled.templates[0])
    answers = dict(state.answers)
    made = dataclasses.replace(state, root=root, answers=answers)
    spread = Spread(state.compiled, root, answers)
    _put_defaults(made, spread, template, frame_like(frame, template, root))
    return dataclasses.replace(made, unsettled=True) if spread.unsettled else made


def _put_defaults(state: State, spread: Spread, template: Template, frame: Frame) -> None:
    """Put defaults into a state that belongs to nobody else yet."""
    for entry in template.entries:
        if isinstance(entry, int):
            _put_default(state, spread, state.compiled.cells[entry], frame)
        else:
            for instance in list(frame[entry.list_slot]):
                _put_defaults(state, spread, entry, instance)


def _put_default(state: State, spread: Spread, cell: Cell, frame: Frame) -> None:
    if key_in(cell, frame) in spread.answers:
        return
    answer = _default(state, cell, frame)
    if answer is not None and holds(cell, answer, frame):
        put(spread, cell, frame, answer)


def _default(state: State, cell: Cell, frame: Frame) -> AnswerValue | None:
    """Return the answer that a question starts with, None for none."""
    given, position = cell.default, int(frame[POSITION])
    template = state.compiled.templates[cell.template]
    if template.initial is not None and position <= len(template.initial):
        given = template.initial[position - 1].get(cell.question.key, given)
    if cell.question.type is QuestionType.NOTE:
        return None
    if given is None:
        found = preloaded(cell.question.type, state.around) if cell.question.type in PRELOADS else NonAnswer.BLANK
        return None if isinstance(found, NonAnswer) else found
    value = given(frame)
    if is_empty(value):
        return None
    answer = converted(state, cell, frame, _default_text(cell, text(value)))
    return None if isinstance(answer, Misfit | NonAnswer) else answer


def _default_text(cell: Cell, given: str) -> str:
    """A default of an image is the address of a picture that comes with the form, as XLSForm has it."""
    plain = cell.question.type is QuestionType.IMAGE and "://" not in given
    return f"jr://images/{given}" if plain else given


def _first_position(state: State, given: Mapping[str, AnswerValue]) -> str | None:
    """Return the first screen after the last one that has an answer."""
    last = None
    for stop in all_screens(state):
        if isinstance(stop.entry, Cell) and stop.key in given:
            last = stop
    found = first_after(state, last)
    return None if found is None else found.key


def converted(state: State, cell: Cell, frame: Frame, raw: str | tuple[str, ...]) -> "AnswerValue | Misfit":
    offered = {option.value: None for option in options_now(state, cell, frame)} if has_list(state, cell) else None
    return convert(cell.question, offered, raw, zone(state.around.offset_min))


def filled_instances(before: State, after: State) -> State:
    """Put defaults into the instances that `repeat_count` has just made; `after` is fresh and belongs to nobody."""
    answers = after.answers
    if not isinstance(answers, dict):
        return after
    spread = Spread(after.compiled, after.root, answers)
    for template in after.compiled.templates:
        if template.counted:
            known = {frame[IDS] for frame in frames_of(template, before.root)}
            for frame in [frame for frame in frames_of(template, after.root) if frame[IDS] not in known]:
                _put_defaults(after, spread, template, frame)
    return dataclasses.replace(after, unsettled=True) if spread.unsettled else after
