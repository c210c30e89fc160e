"""Answers from a file instead of a person: the same screen, stopping at the first answer that is not accepted."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from fieldkit import errors
from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import Answer, Finish, Leave, Next, QuestionView, Reply
from fieldkit.forms.values import NonAnswer
from fieldkit.result import Json
from fieldkit.ui.dates import read_day
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.sheets import NEW, Contact, DraftOffer

MAX_FILE = 1_000_000

Scripted = str | tuple[str, ...] | NonAnswer


class AnswersScript:
    """The interview screen of `--answers FILE`. It shows nothing and never asks twice."""

    def __init__(self, answers: Mapping[str, Scripted]) -> None:
        self._answers = dict(answers)
        self._asked: set[str] = set()
        self.occasion = Occasion()

    def __repr__(self) -> str:
        return f"AnswersScript({len(self._answers)} answers)"

    def __enter__(self) -> "AnswersScript":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def question(self, view: QuestionView) -> Reply:
        """Return the answer that the file has for this question.

        Raises: AnswerRefused (the last answer was not accepted), AnswerMissing.
        """
        if view.error is not None:
            raise errors.AnswerRefused(question=view.name or "the end", why=view.error)
        if view.at_end:
            return Finish()
        self._asked.add(view.name)
        if view.kind == "note":
            return Next()
        given = self._answers.get(view.name)
        if given is not None:
            return Answer(_as_typed(view, given))
        if view.required:
            allowed = ", ".join(f"{{nr: {way.value}}}" for way in view.allowed_non_answers) or "none is allowed"
            raise errors.AnswerMissing(question=view.name, allowed=allowed)
        return Answer(NonAnswer.BLANK)

    def unused(self) -> tuple[str, ...]:
        """Return the names in the file that were never asked: misspelt, or dropped by other answers."""
        return tuple(name for name in self._answers if name not in self._asked)

    def outcome(self, outcome: Outcome, language: str, extra: Sequence[str] = ()) -> Reply:  # noqa: ARG002
        return Next()

    def danger(self, contacts: Sequence[Contact], language: str) -> Reply:  # noqa: ARG002
        return Next()

    def note(self, lines: Sequence[str], language: str, title: str = "") -> Reply:  # noqa: ARG002
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


def _as_typed(view: QuestionView, given: Scripted) -> Scripted:
    if view.kind == "date" and isinstance(given, str):
        day = read_day(given)
        return day.isoformat() if day else given
    if view.kind == "select_multiple" and isinstance(given, str):
        return (given,)
    return given


def load_answers(path: Path, read_yaml: "Callable[[bytes, str], Json]") -> dict[str, Scripted]:
    """Read an answers file: JSON when its name ends in .json, else YAML by `read_yaml`, where every scalar is text.

    Raises: UnreadableFile, AnswersFileWrong.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as problem:
        raise errors.UnreadableFile(path=path, why=problem.strerror or "unknown reason") from None
    if len(data) > MAX_FILE:
        raise errors.AnswersFileWrong(path=path, why=f"it is longer than {MAX_FILE} bytes")
    value = _read_json(data, path) if path.suffix.lower() == ".json" else read_yaml(data, path.name)
    return read_answers(value, str(path))


def read_answers(value: Json, path: str) -> dict[str, Scripted]:
    """Return the answers of a mapping name -> text, number, list of texts, or {nr: dk|ref|blank}.

    Raises: AnswersFileWrong (naming the question, never the answer).
    """
    if not isinstance(value, Mapping):
        raise errors.AnswersFileWrong(path=path, why="it is not a mapping of names to answers")
    return {str(name): _scripted(str(name), answer, path) for name, answer in value.items()}


def _scripted(name: str, answer: Json, path: str) -> Scripted:
    match answer:
        case bool() | float() | None:
            pass
        case str() | int():
            return str(answer)
        case Mapping():
            if set(answer) == {"nr"} and answer["nr"] in ("dk", "ref", "blank"):
                return NonAnswer(answer["nr"])
        case _:
            if all(isinstance(part, str) for part in answer):
                return tuple(str(part) for part in answer)
    why = f"{name} must be text, a whole number, a list of texts, or {{nr: dk}}, {{nr: ref}}, {{nr: blank}}"
    raise errors.AnswersFileWrong(path=path, why=why)


def _read_json(data: bytes, path: Path) -> Json:
    try:
        value: Json = json.loads(data.decode("utf-8"), object_pairs_hook=_no_doubles)
    except (ValueError, RecursionError):
        raise errors.AnswersFileWrong(path=path, why="it is not JSON, or names a question twice") from None
    return value


def _no_doubles(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)
