"""Answers from a file instead of a person: the same screen, stopping at the first answer that is not accepted."""

from collections.abc import Mapping, Sequence

from fieldkit import errors
from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import (
    AddInstance,
    Answer,
    DeleteInstance,
    Finish,
    Goto,
    Leave,
    Next,
    OutlineRow,
    QuestionView,
    Reply,
)
from fieldkit.forms.keys import ids_of, name_of
from fieldkit.forms.values import NonAnswer
from fieldkit.ui.answers_file import Scripted, load_answers, read_answers
from fieldkit.ui.keys import Command
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.sheets import NEW, Contact, DraftOffer, ServiceLine
from fieldkit.ui.typed import SHAPED, understood

__all__ = ["AnswersScript", "Scripted", "load_answers", "read_answers"]


class AnswersScript:
    """The interview screen of `--answers FILE`. It shows nothing and never asks twice."""

    def __init__(self, answers: Mapping[str, Scripted]) -> None:
        self._answers = dict(answers)
        self._named = _by_shorter_names(answers)
        self._asked: set[str] = set()
        self._inside: list[str] = []
        self._emptied: set[str] = set()
        self.occasion = Occasion()
        self.covered = False

    def __repr__(self) -> str:
        return f"AnswersScript({len(self._answers)} answers)"

    def __enter__(self) -> "AnswersScript":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def question(self, view: QuestionView, typed: str = "") -> Reply:  # noqa: ARG002
        """Return the answer that the file has for this question.

        Raises: AnswerRefused (the last answer was not accepted), AnswerMissing.
        """
        if view.error is not None:
            raise errors.AnswerRefused(question=view.name or "the end", why=view.error)
        if view.at_end:
            return Finish()
        if view.kind == "note":
            return Next()
        key = self._named.get(view.name, view.name)
        self._asked.add(key)
        given = self._answers.get(key)
        if view.kind == "repeat":
            return self._instances(view, given)
        self._inside.append(view.name)
        if given is not None:
            return Answer(_as_typed(view, given))
        return self._missing(view) if view.required else Answer(NonAnswer.BLANK)

    def _instances(self, view: QuestionView, given: Scripted | None) -> Reply:
        """Add instances to a repeat until it has as many as the file's list, or as its keys name: `town[2]`."""
        count = len(view.instances)
        wanted = len(given) if isinstance(given, tuple) else max(self._needed(view), count)
        if count < wanted:
            return AddInstance(view.name)
        if count > wanted:
            return DeleteInstance(view.name, view.instances[-1].instance)
        depth = len(ids_of(view.name)) + 1
        self._inside = [key for key in self._inside if len(ids_of(key)) < depth]
        return Next()

    def _needed(self, view: QuestionView) -> int:
        """Return the highest number of an instance for which the file answers a question asked in this list."""
        outer = ids_of(view.name)
        names = {name_of(key) for key in self._inside if len(ids_of(key)) == len(outer) + 1}
        keys = [key for key in self._named if name_of(key) in names and ids_of(key)[:-1] == outer]
        return max((int(ids_of(key)[-1]) for key in keys if ids_of(key)[-1].isdecimal()), default=0)

    def _missing(self, view: QuestionView) -> Reply:
        """Say which answer is missing. A fresh interview has one instance of every repeat: where the file has an empty
        list, go there, and take it away.

        Raises: AnswerMissing.
        """
        outer = ids_of(view.name)[:-1]
        for key, given in self._answers.items():
            inside = bool(ids_of(view.name)) and ids_of(key) == outer
            if given == () and inside and key not in self._emptied:
                self._emptied.add(key)
                return Goto(min((name for name, full in self._named.items() if full == key), key=len))
        allowed = ", ".join(f"{{nr: {way.value}}}" for way in view.allowed_non_answers) or "none is allowed"
        raise errors.AnswerMissing(question=view.name, allowed=allowed)

    def unused(self) -> tuple[str, ...]:
        """Return the names in the file that were never asked: misspelt, or dropped by other answers."""
        around = {part for key in self._asked for part in _repeats_of(key)}
        return tuple(name for name in self._answers if name not in self._asked and name_of(name) not in around)

    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        """A script finishes at the end; what is still missing then stops it. What it has an answer for and was not
        asked yet, because an interview went on here that had been answered before, it goes to first."""
        if view.error is not None:
            raise errors.AnswerRefused(question="the end", why=view.error)
        for row in rows:
            key = self._named.get(row.name, row.name)
            if key in self._answers and key not in self._asked:
                return Goto(row.name)
        return Finish() if view.at_end else Next()

    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply:  # noqa: ARG002
        return Next()

    def pause(self, contacts: Sequence[Contact], language: str) -> Reply:  # noqa: ARG002
        return Next()

    def distress(self, contacts: Sequence[Contact], language: str) -> Reply:  # noqa: ARG002
        return Next()

    def before_long(self, language: str) -> Reply:  # noqa: ARG002
        return Next()

    def trouble(self, error: errors.FieldkitError, language: str) -> Reply:  # noqa: ARG002
        """Nobody is there to make room: the run stops with the error."""
        raise error

    def services(self, services: Sequence[ServiceLine], language: str) -> Reply:  # noqa: ARG002
        return Next()

    def outcome(self, outcome: Outcome, language: str, extra: Sequence[str] = ()) -> Reply:  # noqa: ARG002
        return Next()

    def danger(self, contacts: Sequence[Contact], language: str) -> Reply:  # noqa: ARG002
        return Next()

    def note(
        self,
        lines: Sequence[str],  # noqa: ARG002
        language: str,  # noqa: ARG002
        title: str = "",  # noqa: ARG002
        keys: Sequence[Command] = (),  # noqa: ARG002
    ) -> Reply:
        return Next()

    def choose(
        self,
        title: str,  # noqa: ARG002
        lines: Sequence[str],  # noqa: ARG002
        options: Sequence[tuple[str, str]],
        language: str,  # noqa: ARG002
    ) -> Reply:
        """Return the first option."""
        return Answer(options[0][0]) if options else Leave()

    def ask(self, title: str, lines: Sequence[str], language: str) -> Reply:  # noqa: ARG002
        """A script has nothing to say outside its form."""
        return Leave()

    def resume_offer(self, offers: Sequence[DraftOffer], language: str) -> Reply:  # noqa: ARG002
        """A script always begins a new interview."""
        return Answer(NEW)

    def close(self) -> None:
        """Forget the answers."""
        self._answers.clear()


def _by_shorter_names(answers: Mapping[str, Scripted]) -> dict[str, str]:
    """Return the file's keys by the names a form may use for them: a group is part of a key only where it must be."""
    found = {key: key for key in answers}
    for key in answers:
        name, ids = name_of(key), key[len(name_of(key)) :]
        while "/" in name:
            name = name.partition("/")[2]
            found.setdefault(name + ids, key)
    return found


def _repeats_of(key: str) -> list[str]:
    """Return the groups and repeats around an answer: `place` and `place/shift` for `place/shift/begins[1][2]`."""
    names = name_of(key).split("/")
    return ["/".join(names[:end]) for end in range(1, len(names))]


def _as_typed(view: QuestionView, given: Scripted) -> Scripted:
    if view.kind in SHAPED and isinstance(given, str):
        return understood(view, given) or given
    if view.kind == "select_multiple" and isinstance(given, str):
        return (given,)
    return given
