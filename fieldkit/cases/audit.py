"""The audit of an interview: what happened in which order and how long it took; never an answer. docs/interview.md 7

One anchor of the wall clock, the draft's start; after it only the clock that nobody can set. Each boot is a segment.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from fieldkit.cases.answer_keys import AFTER, IDENTITY, own_key
from fieldkit.cases.drafting import Draft, TrailRow
from fieldkit.ports import Instant
from fieldkit.result import Json

ROWS: Final = 1_000
NAMES: Final = 16_000
"""Characters of all names together: with `ROWS` what bounds an audit in its bundle's line."""
SEGMENTS: Final = 50
TRUSTED_FROM_MS: Final = 1_735_689_600_000
"""2025-01-01: a wall clock before it was never set."""
LATEST_MS: Final = 7_258_118_400_000
"""2200-01-01: no time after it and none before 1970 is taken from a laptop."""
WALL_MS: Final = 60_000
"""How far the wall clock may move against the other before it is called a jump."""

CHANGED, LANGUAGE, LATER, WORD = "~", "=", "+", "!"
NOTED, FINISHED = "!noted", "!finished"
BOOT, BACK, WALL, UNSET, EARLY = "boot", "back", "wall", "unset", "early"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one clock: the place of its first row, its anchor, what is odd."""

    row: int
    at: Instant
    jump: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What happened, and whole seconds since the row before."""

    name: str
    after: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that is recorded about one talk. `more`: rows that were too many, and their seconds."""

    segments: tuple[Segment, ...]
    rows: tuple[Row, ...]
    more: tuple[int, int] = (0, 0)

    @property
    def seconds(self) -> int:
        return sum(row.after for row in self.rows) + self.more[1]

    def to_json(self) -> dict[str, Json]:
        """Return it as it is kept on the laptop; `audit_sum.in_sum` makes what travels of it."""
        found: dict[str, Json] = {"rows": [row.name for row in self.rows], "after": [row.after for row in self.rows]}
        if len(self.segments) > 1 or self.segments[0].jump:
            first, *others = (_segment_json(segment) for segment in self.segments)
            found["segments"] = [{key: first[key] for key in first if key != "at"}, *others]
        if self.more[0]:
            found["more"] = list(self.more)
        return found


def audit_of(
    draft: Draft, finished: Instant, asked: Callable[[str], bool] = lambda _: True, not_before_ms: int = 0
) -> Audit:
    """Make the audit of a draft that is finished now. `asked` says of a key of the screening whether somebody answers
    its question: what is computed or preloaded is no row. `not_before_ms`: no clock that is right says less now."""
    clock = _Watch(draft.summary.started)
    for name, at in _named(draft, asked):
        clock.see(name, at)
    clock.see(FINISHED, finished)
    if finished.utc_ms < not_before_ms:
        clock.mark(EARLY)
    rows, kept = clock.rows, _most(clock.rows)
    segments = (Segment(min(s.row, kept), s.at, s.jump) for s in clock.segments)
    more = (len(rows) - kept, sum(row.after for row in rows[kept:]))
    return Audit(tuple(segments), tuple(rows[:kept]), more)


# --- what happened ---------------------------------------------------------------------------------------------


def _named(draft: Draft, asked: Callable[[str], bool]) -> Iterator[tuple[str | None, Instant]]:
    """Yield every row of the trail with its name in the audit; None for one that only tells the time."""
    shown, before = None, draft.summary.started
    for row, again in _compared(draft):
        name = None if again is None else _name(row, asked)
        if row.language and row.language != shown:
            known = row.kind == "position" and shown is not None  # else the change was some time before this row
            shown = row.language
            yield LANGUAGE + shown, row.at if known else before
        yield CHANGED + name if name and again and name[0] != LATER else name, row.at
        before = row.at


def _compared(draft: Draft) -> Iterator[tuple[TrailRow, bool | None]]:
    """Yield the trail; for an answer whether it is another one than before, None where it only went away."""
    values, given = (answer.value for answer in draft.history), dict[str | None, Json]()
    before_all = draft.extra.keys() & {"revises", "about"}
    copied = draft.summary.started if before_all else None  # when answers were there before the first question
    for row in draft.trail:
        if row.kind == "form":
            continue  # its answers come again with the times of their own
        value = next(values, True) if row.kind == "answer" else True
        before = given.get(row.name)
        if row.kind == "answer":
            given[row.name] = value if value is not None else before
        silent = value is None or (row.kind == "answer" and row.at == copied)
        yield row, None if silent else row.kind == "answer" and before not in (None, value)


def _name(row: TrailRow, asked: Callable[[str], bool]) -> str | None:
    if row.kind == "remark":
        return NOTED
    if row.kind == "event":
        return WORD + (row.name or "")
    if row.kind != "answer" or row.name is None:
        return None
    key = own_key("", row.name)
    if key is not None:
        return key if asked(key) else None
    return LATER + next(part.rstrip("/") for part in (AFTER, IDENTITY) if row.name.startswith(part))


# --- how long it took ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Watch:
    """Counts seconds from row to row, and begins a segment where its clock was another one."""

    started: Instant
    rows: list[Row] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    _last: Instant = field(init=False)
    _anchor: Instant = field(init=False)
    _ms: int = 0

    def __post_init__(self) -> None:
        self._last = self._anchor = self.started
        self.segments.append(Segment(0, self.started, ()))
        self._odd(self.started)

    def see(self, name: str | None, at: Instant) -> None:
        """Let the time come to `at`, where something happened that has a row if it has a name."""
        if at.boot != self._last.boot or at.mono_ms < self._last.mono_ms:
            self._anchor = at
            self._begin(at, BOOT if at.boot != self._last.boot else BACK)
        else:
            self._ms += at.mono_ms - self._last.mono_ms
        self._odd(at)
        self._last = at
        if name is not None:
            seconds, self._ms = divmod(self._ms, 1000)
            self._add(Row(name, seconds))

    def _add(self, row: Row) -> None:
        """Add a row; what was answered in a row in a form that follows is one."""
        same = bool(self.rows) and row.name.startswith(LATER) and row.name == self.rows[-1].name
        if same and self.segments[-1].row != len(self.rows):
            row = Row(row.name, self.rows.pop().after + row.after)
        self.rows.append(row)

    def _begin(self, at: Instant, why: str) -> None:
        """Begin a segment; one without a row gives way, and of too many the last one stays."""
        here, new = self.segments[-1], Segment(len(self.rows), at, (why,))
        full = len(self.segments) == SEGMENTS
        if not full and (len(self.segments) == 1 or here.row != new.row):
            self.segments.append(new)
            return
        jump = tuple(dict.fromkeys((*here.jump, why)))
        self.segments[-1] = Segment(here.row, here.at if full else at, jump)

    def _odd(self, at: Instant) -> None:
        """Mark the segment where the wall clock was never set, or was moved against the other one."""
        moved = (at.utc_ms - self._anchor.utc_ms) - (at.mono_ms - self._anchor.mono_ms)
        odd = [UNSET] if at.utc_ms < TRUSTED_FROM_MS else []
        if abs(moved) > WALL_MS:
            odd.append(WALL)
            self._anchor = at
        self.mark(*odd)

    def mark(self, *odd: str) -> None:
        """Say of the present segment what is odd about it, each thing once."""
        here = self.segments[-1]
        if new := [one for one in odd if one not in here.jump]:
            self.segments[-1] = Segment(here.row, here.at, (*here.jump, *new))


def _most(rows: Iterable[Row]) -> int:
    """Return how many rows fit."""
    kept, names = 0, 0
    for row in rows:
        names += len(row.name)
        if kept == ROWS or names > NAMES:
            break
        kept += 1
    return kept


def _segment_json(segment: Segment) -> dict[str, Json]:
    wall = min(max(segment.at.utc_ms, 0), LATEST_MS - 1)  # beyond what is taken anywhere, and flagged
    found: dict[str, Json] = {"row": segment.row, "at": {**segment.at.as_json(), "utc_ms": wall}}
    return {**found, "jump": list(segment.jump)} if segment.jump else found
