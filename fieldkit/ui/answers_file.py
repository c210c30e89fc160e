"""Read an answers file into answers by key: `town`, `town[2]`, with groups and repeats nested as the form has them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, TypeGuard

from fieldkit import errors
from fieldkit.forms.values import NonAnswer
from fieldkit.result import Json

MAX_FILE = 1_000_000
DEEPEST = 20
"""Groups and repeats within each other."""

Scripted: TypeAlias = str | tuple[str, ...] | NonAnswer
"""One answer. A repeat has the numbers of its instances."""


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
    """Return the answers of a mapping from names to text, a number, a list of texts, {nr: dk|ref|blank}, a group as a
    mapping of its own, or a repeat as a list of mappings. The keys are those of stored answers, with all groups.

    Raises: AnswersFileWrong (naming the question, never the answer).
    """
    if not isinstance(value, Mapping):
        raise errors.AnswersFileWrong(path=path, why="it is not a mapping of names to answers")
    found: dict[str, Scripted] = {}
    for key, answer in _spread(value, "", "", path):
        if key in found:
            raise errors.AnswersFileWrong(path=path, why=f"it answers {key} twice")
        found[key] = answer
    return found


def _spread(level: Mapping[str, Json], groups: str, ids: str, path: str) -> Iterator[tuple[str, Scripted]]:
    """Yield the answers of one level; `groups` and `ids` say in which group and which instances it stands."""
    if groups.count("/") > DEEPEST:
        raise errors.AnswersFileWrong(path=path, why="its groups are nested too deeply")
    for name, answer in level.items():
        key = f"{groups}{name}{ids}"
        if isinstance(answer, Mapping) and "nr" not in answer:
            yield from _spread(answer, f"{groups}{name}/", ids, path)
        elif _is_repeat(answer):
            yield key, tuple(str(number + 1) for number in range(len(answer)))
            for number, row in enumerate(answer, start=1):
                yield from _spread(row, f"{groups}{name}/", f"{ids}[{number}]", path)
        else:
            yield key, _scripted(key, answer, path)


def _is_repeat(answer: Json) -> TypeGuard[Sequence[Mapping[str, Json]]]:
    if not isinstance(answer, Sequence) or isinstance(answer, str) or not answer:
        return False
    return all(isinstance(row, Mapping) for row in answer)


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
