"""A disk that is full at every write of an interview until somebody makes room, and a worker who is told so."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldkit.cases.answer_keys import stored_key
from fieldkit.commands.demo_stories import PROMISED_WORK
from fieldkit.errors import FieldkitError
from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import (
    Answer,
    CompiledForm,
    Distress,
    Finish,
    Leave,
    Next,
    Noted,
    OutlineRow,
    Pause,
    QuestionView,
    Remark,
    Reply,
    SetLanguage,
)
from fieldkit.forms.values import NonAnswer
from fieldkit.store.store import Store

WRITES = ("step", "typed", "note", "happened", "forget", "finish")


@contextlib.contextmanager
def no_room() -> Iterator[None]:
    """Let no file of this process grow: what the system says of a full disk, without one. Needs `resource`."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill(filler: Path) -> None:
    """Write a file until not a byte more fits."""
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass


@dataclass
class FullDrafts:
    """The drafts of a real store on a disk that is full at each write, until room is made for that one."""

    store: Store
    full: Callable[[], contextlib.AbstractContextManager[None]] = no_room
    room: bool = False
    failed: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.store.drafts, name)
        return self._write(name, call) if name in WRITES else call

    def _write(self, name: str, call: Callable[..., object]) -> Callable[..., object]:
        def write(*args: object, **named: object) -> object:
            if self.room:
                self.room = False  # it is full again for the next one
                return call(*args, **named)
            self.failed.append(name)
            with self.full():
                return call(*args, **named)

        return write


@dataclass
class Worker:
    """A screen whose worker answers steadily, and besides writes a note, pauses, changes the language; told of a full
    disk she makes room, or leaves at the trouble with the number `leaves_at`."""

    disk: FullDrafts
    draft: str
    leaves_at: int = -1
    part: str = ""
    troubles: list[tuple[str, str]] = field(default_factory=list)
    acknowledged: dict[str, object] = field(default_factory=dict)
    put: list[str] = field(default_factory=list)
    _given: tuple[str, object] | None = None
    _asides: dict[str, list[Reply]] = field(
        default_factory=lambda: {"nationality": [Remark(), Pause(), SetLanguage("fr")], "offer": [Pause()]}
    )

    def enter(self, form: CompiledForm) -> None:
        self.part = {"after_result": "after/", "identity_contact": "identity/"}.get(form.form.form_id, "")

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        self._acknowledge(view.error is None)
        self.put.append(self.part + view.name)
        if not self.part and self._asides.get(view.name):
            return self._asides[view.name].pop(0)
        if view.kind in ("note", "repeat"):
            return Next()
        raw = _raw(view)
        self._given = (stored_key(self.part, view.name), _stored(view, raw))
        return Answer(raw)

    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        self._acknowledge()
        if not view.at_end:
            return Next()
        self.put.append(self.part)
        return Finish()

    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply:
        return self._page(Noted("says it quietly", True))

    def pause(self, language: str) -> Reply:
        return self._page(Distress())

    def distress(self, language: str) -> Reply:
        return self._page(Next())

    def trouble(self, error: FieldkitError, language: str) -> Reply:
        """She is told, and what was acknowledged is there while she is."""
        self.troubles.append((type(error).__name__, language))
        held = self.disk.store.drafts.load(self.draft).answers
        assert {name: held.get(name) for name in self.acknowledged} == self.acknowledged
        if len(self.troubles) - 1 == self.leaves_at:
            return Leave()
        self.disk.room = True
        return Next()

    def before_long(self, language: str) -> Reply:
        return self._page(Next())

    def outcome(self, outcome: Outcome, language: str) -> Reply:
        return self._page(Next())

    def services(self, post: str | None, needs: Sequence[str], language: str) -> Reply:
        return self._page(Next())

    def danger(self, language: str) -> Reply:
        return self._page(Next())

    def _page(self, reply: Reply) -> Reply:
        self._acknowledge()
        return reply

    def _acknowledge(self, accepted: bool = True) -> None:
        """Another page is asked for: what was answered counts as stored."""
        given, self._given = self._given, None
        if given is not None and accepted:
            self.acknowledged[given[0]] = given[1]


def _raw(view: QuestionView) -> str | tuple[str, ...]:
    wanted, values = PROMISED_WORK.get(view.name), [choice.value for choice in view.choices]
    if isinstance(wanted, list):
        return tuple(str(one) for one in wanted)
    if isinstance(wanted, str) and (wanted in values or not values):
        return wanted
    if view.kind == "select_one":
        return "yes" if "yes" in values else values[0]
    return (values[0],) if values else "20" if view.kind == "integer" else "Invented words"


def _stored(view: QuestionView, raw: str | tuple[str, ...] | NonAnswer) -> object:
    if isinstance(raw, tuple):
        return [value for value in (choice.value for choice in view.choices) if value in raw]
    return int(raw) if view.kind == "integer" and isinstance(raw, str) else raw
