"""Drafts with a trail, for tests of the audit: what happens one after the other on a clock that a test moves."""

import dataclasses
from dataclasses import dataclass, field

from fieldkit.cases.drafting import Draft, DraftAnswer, DraftSummary, TrailRow
from fieldkit.ports import Instant
from fieldkit.result import Json

STARTED = Instant(1_795_000_000_000, 120, 5_000, "boot-1")


@dataclass(slots=True)
class Talk:
    """A talk under way. Times are in seconds since what happened before."""

    now: Instant = STARTED
    started: Instant = STARTED
    trail: list[TrailRow] = field(default_factory=list)
    history: list[DraftAnswer] = field(default_factory=list)

    def later(self, seconds: float, wall: float | None = None) -> "Talk":
        """Let time pass; `wall` is by how much the clock on the wall moves, if it is another time."""
        moved = seconds if wall is None else wall
        utc, mono = self.now.utc_ms + round(moved * 1000), self.now.mono_ms + round(seconds * 1000)
        self.now = dataclasses.replace(self.now, utc_ms=utc, mono_ms=mono)
        return self

    def boot(self, name: str, mono_ms: int = 0) -> "Talk":
        """Start the laptop anew."""
        self.now = dataclasses.replace(self.now, boot=name, mono_ms=mono_ms)
        return self

    def answer(self, key: str, value: Json, seconds: float = 0, language: str = "en") -> "Talk":
        self.later(seconds)
        self.history.append(DraftAnswer(len(self.trail), key, value, self.now, language))
        return self._row("answer", key, language)

    def event(self, word: str, seconds: float = 0, language: str | None = "en") -> "Talk":
        self.later(seconds)
        return self._row("event", word, language)

    def position(self, key: str, seconds: float = 0, language: str | None = None) -> "Talk":
        self.later(seconds)
        return self._row("position", key, language)

    def _row(self, kind: str, name: str, language: str | None) -> "Talk":
        self.trail.append(TrailRow(kind, name, self.now, language))
        return self

    def draft(self) -> Draft:
        summary = DraftSummary("id", "K7M4QX", "f", "1", "ab", self.started, self.now, None, "en", "person 1", 0)
        return Draft(summary, {}, {}, tuple(self.history), {}, tuple(self.trail))

    def stub(self) -> dict[str, Json]:
        """What of the stub the sum of an audit needs."""
        return {"started": self.started.as_json(), "finished": self.now.as_json()}
