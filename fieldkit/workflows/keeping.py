"""Store what happens in an interview before the next screen is drawn; where there is no room, say so and try again."""

import contextlib
import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.cases.answer_keys import stored_key
from fieldkit.cases.drafting import NoteOn
from fieldkit.forms.interview import Danger, Drop, Effect, Leave, QuickExit, Reply, Save, State
from fieldkit.forms.keys import name_of
from fieldkit.forms.question_types import COMPUTED
from fieldkit.forms.values import AnswerValue, to_json
from fieldkit.workflows.work import Screen, Work

NO_ROOM = (errors.DiskFull, errors.StoreUnwritable)
"""What making room, or putting a cable back, may mend."""


class GaveUp(Exception):
    """The worker left because something could not be saved; everything that was acknowledged before is safe."""


def read(page: Callable[[], Reply], language: str, screen: Screen) -> Reply:
    """Show a page to read, and over it the danger page if it is asked for; return what came of it."""
    while isinstance(reply := page(), Danger):
        seen = screen.danger(language)
        if isinstance(seen, Leave | QuickExit):
            return seen
    return reply


def keep(work: Work, language: str, store: Callable[[], None]) -> None:
    """Store something; where there is no room the worker is told, and it is tried again until there is.

    Raises: GaveUp when the worker leaves instead.
    """
    while True:
        try:
            return store()
        except NO_ROOM as error:
            page = functools.partial(work.screen.trouble, error, language)
            if isinstance(read(page, language, work.screen), Leave | QuickExit):
                raise GaveUp from None


@dataclass(frozen=True, slots=True)
class Keeper:
    """Stores what one form of a draft needs; `prefix` stands before its keys."""

    draft_id: str
    prefix: str
    work: Work

    def step(
        self, before: Mapping[str, AnswerValue], state: State, effects: Sequence[Effect] = (), *, moved: bool = False
    ) -> None:
        """Store in one piece what a step changed, before the next question is drawn: answers, and where the interview
        stands now if it `moved`; with answers always, or the last of them would say where it stands."""
        answers = [(e.name, e.value if isinstance(e, Save) else None) for e in effects if isinstance(e, Save | Drop)]
        answers = [*_untold(before, state, {name for name, _ in answers}), *answers]
        rows = [(stored_key(self.prefix, key), None if v is None else to_json(v)) for key, v in answers]
        place = self._place(state) if moved or rows else None
        drafts, now = self.work.drafts, self.work.clock.now()
        if rows or moved:
            self._keep(state.language, lambda: drafts.step(self.draft_id, rows, place, now, state.language))

    def position(self, state: State) -> None:
        """Remember in the draft at which question the form stands."""
        drafts, now, place = self.work.drafts, self.work.clock.now(), self._place(state)
        self._keep(state.language, lambda: drafts.step(self.draft_id, (), place, now, state.language))

    def note(self, key: str, note: NoteOn, language: str) -> None:
        """Store a worker's note on a question."""
        drafts, now = self.work.drafts, self.work.clock.now()
        name = stored_key(self.prefix, key)
        self._keep(language, lambda: drafts.note(self.draft_id, name, note, now, language))

    def happened(self, word: str, language: str) -> None:
        """Store that something happened besides an answer: a pause, a change of the setting."""
        drafts, now = self.work.drafts, self.work.clock.now()
        self._keep(language, lambda: drafts.happened(self.draft_id, word, now, language))

    def forget(self, names: Collection[str], language: str) -> None:
        """Delete answers for good, by the names under which the draft keeps them."""
        self._keep(language, lambda: self.work.drafts.forget(self.draft_id, names))

    def leaving(self, state: State, reply: Leave | QuickExit) -> None:
        """Store where the interview stands and what was being typed. Nothing is asked any more: where there is no room
        the place of the last answer and the answers are there all the same."""
        drafts, now = self.work.drafts, self.work.clock.now()
        word = "left" if isinstance(reply, Leave) else "hidden" if reply.why == "key" else "locked"
        with contextlib.suppress(*NO_ROOM):
            drafts.step(self.draft_id, (), self._place(state), now, state.language)
            drafts.happened(self.draft_id, word, now, state.language)
            if reply.typed and state.position:
                name = stored_key(self.prefix, state.position)
                drafts.typed(self.draft_id, name, reply.typed, now, state.language)

    def _place(self, state: State) -> str:
        return stored_key(self.prefix, state.position) if state.position else self.prefix

    def _keep(self, language: str, store: Callable[[], None]) -> None:
        keep(self.work, language, store)


def _untold(
    before: Mapping[str, AnswerValue], state: State, told: Collection[str]
) -> list[tuple[str, AnswerValue | None]]:
    """Return what no effect tells: what a preload or default put into a question that has no screen, and that a
    calculation took away an answer. Opened again, the form must not compute the first anew nor find the second."""
    computed = {cell.question.key for cell in state.compiled.cells if cell.question.type in COMPUTED}
    fresh = [key for key, value in state.answers.items() if before.get(key) != value and name_of(key) in computed]
    gone = [key for key in before if key not in state.answers]
    return [(key, state.answers.get(key)) for key in (*fresh, *gone) if key not in told]
