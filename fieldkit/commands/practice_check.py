"""`fieldkit practice check`: check vignettes against their forms, their twins, and the words in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.excerpt import excerpt, lines_of
from fieldkit.commands.files import read_named
from fieldkit.commands.form_source import compiled_of, source_of
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.problems import Problem
from fieldkit.forms.yaml_reader import List, Map, Node, Text, read_yaml
from fieldkit.paths import shipped_forms
from fieldkit.practice.check_vignette import check_twins, check_vignette
from fieldkit.practice.read_items import check_bank_text, is_bank
from fieldkit.practice.read_vignette import check_vignette_text, is_vignette, read_draft
from fieldkit.practice.vignette import Vignette
from fieldkit.result import Json, Result
from fieldkit.ui.messages import current, say, say_n
from fieldkit.ui.text import one_line
from fieldkit.ui.trap_words import told_traps

PRACTICE, BANKS = "practice", "banks"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with what the check says of it."""

    path: Path
    data: bytes
    vignette: Vignette | None
    problems: tuple[Problem, ...]
    only_to_do: bool = False
    """Nothing is wrong but what is still to be written."""


def shipped_vignettes() -> Path:
    """Return the folder of the vignettes that ship."""
    return shipped_forms() / PRACTICE


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Scenes or banks of items (YAML), or folders. Without it: those of fieldkit."),
    ] = None,
    warnings: Annotated[bool, typer.Option(help="Show warnings too.")] = True,
) -> Result:
    """Check scenes and banks of items. It tells every mistake: where it is, what is wrong, what to do.

    The form of the scene is filled with the answers of its key. The result must be the one that the key names.

    Example: fieldkit practice check forms/practice
    """
    found = check_files(files or [shipped_vignettes()])
    language = current()
    lines: list[str] = []
    data: list[Json] = []
    counts = {"error": 0, "warning": 0}
    for one in found:
        problems = [problem for problem in one.problems if warnings or problem.severity == "error"]
        lines += list(told_mistakes(one, problems)) or [say(language, "scenes.fine", file=one.path)]
        for problem in problems:
            counts[problem.severity] += 1
            data.append(mistake_data(one.path, problem))
    told = {f"{word}s": say_n(language, f"scenes.{word}s", number) for word, number in counts.items()}
    lines.append(say_n(language, "scenes.files", len(found), **told))
    return Result(
        data={
            "files": [str(one.path) for one in found],
            "problems": data,
            "errors": counts["error"],
            "warnings": counts["warning"],
        },
        lines=tuple(lines),
        exit_status=_status(found),
    )


def _status(found: Sequence[Checked]) -> int:
    """Return the exit status: mistakes, or only what is still to be written, or nothing."""
    wrong = [one for one in found if any(problem.severity == "error" for problem in one.problems)]
    if not wrong:
        return 0
    unfinished = all(one.only_to_do for one in wrong)
    return (errors.SceneUnfinished if unfinished else errors.DataFileInvalid).exit_status


def check_files(files: Sequence[Path]) -> list[Checked]:
    """Return what the check says of each vignette; a folder stands for the vignettes in it.

    A vignette's twin is looked for among those given and those beside it.
    """
    forms: dict[str, CompiledForm | str] = {}
    found = [_checked(path, forms) for path in _spread(files)]
    twins = check_twins(_around(found))
    return [_with_twins(one, twins) for one in found]


def _spread(files: Sequence[Path]) -> list[Path]:
    return [one for path in files for one in (_vignettes_in(path) if path.is_dir() else [path])]


def _vignettes_in(folder: Path) -> list[Path]:
    """Return the vignettes of a folder, then the banks of items in it and in its folder `banks`."""
    here = [path for place in (folder, folder / BANKS) for path in sorted(place.glob("*.yaml"))]
    return [path for path in here if is_vignette(data := path.read_bytes()) or is_bank(data)]


def _checked(path: Path, forms: dict[str, CompiledForm | str]) -> Checked:
    try:
        data = read_named(path)
    except errors.UnreadableFile as error:
        problem = Problem(0, 0, f"the file cannot be read: {error.facts['why']}", "check the name")
        return Checked(path, b"", None, (problem,))
    return checked_data(path, data, forms)


def checked_data(path: Path, data: bytes, forms: "dict[str, CompiledForm | str] | None" = None) -> Checked:
    """Return what the check says of a file's content, its twin left out. `forms` keeps those that were read."""
    if is_bank(data):
        _, wrong = check_bank_text(data, path.name)
        return Checked(path, data, None, (*wrong, *_trap_problems(read_yaml(data)[0])))
    draft = read_draft(data, path.name)
    traps = tuple(_trap_problems(draft.root))
    mistaken = any(problem.severity == "error" for problem in draft.problems)
    vignette = None if mistaken else draft.vignette
    fits = () if vignette is None else _against_form(vignette, {} if forms is None else forms)
    return Checked(path, data, vignette, (*draft.problems, *traps, *fits), draft.only_to_do and not traps)


def _against_form(vignette: Vignette, forms: dict[str, CompiledForm | str]) -> tuple[Problem, ...]:
    if vignette.form not in forms:
        forms[vignette.form] = _form(vignette.form)
    form = forms[vignette.form]
    if isinstance(form, str):
        return (Problem(*vignette.place("form"), form, "fieldkit form list shows the forms that are here"),)
    return check_vignette(vignette, form)


def _form(name: str) -> CompiledForm | str:
    """Return a form, or why there is none."""
    try:
        return compiled_of(source_of(name))
    except errors.FormUnknown:
        return f"there is no form {name!r}"
    except errors.FormInvalid:
        return f"the form {name!r} has mistakes of its own"


def _around(found: Sequence[Checked]) -> dict[str, Vignette]:
    """Return the vignettes given, and the twins that lie beside them."""
    known = {one.vignette.id: one.vignette for one in found if one.vignette is not None}
    for one in found:
        twin = one.vignette.twin if one.vignette is not None else ""
        beside = one.path.with_name(f"{twin}.yaml")
        if twin and twin not in known and beside.is_file():
            vignette, _ = check_vignette_text(beside.read_bytes(), beside.name)
            known.update({twin: vignette} if vignette is not None else {})
    return known


def _with_twins(one: Checked, twins: Mapping[str, tuple[Problem, ...]]) -> Checked:
    found = [*one.problems, *(twins[one.vignette.id] if one.vignette is not None else ())]
    ordered = sorted(dict.fromkeys(found), key=lambda problem: (problem.line, problem.column))
    return replace(one, problems=tuple(ordered))


# --- words that hurt -------------------------------------------------------------------------------------------


def _trap_problems(node: Node | None) -> Iterator[Problem]:
    """Yield the words of texts that hurt, or mean something else than they seem to. (languages 6)"""
    if isinstance(node, List):
        for item in node.items:
            yield from _trap_problems(item)
    if not isinstance(node, Map):
        return
    english = node.entries.get("en")
    for code, value in node.entries.items():
        if isinstance(value, Text) and isinstance(english, Text):
            for told in told_traps(code, value.value, english.value):
                yield Problem(*value.place, f"a word that is a trap in {code}: {told}", "say it in another way")
        yield from _trap_problems(value)


# --- for people ------------------------------------------------------------------------------------------------


def told_mistakes(one: Checked, problems: Sequence[Problem]) -> Iterator[str]:
    """Yield each as editors understand it, with the line that it stands in."""
    lines = lines_of(one.data)
    for problem in problems:
        yield one_line(problem.located(str(one.path)))
        yield from excerpt(lines, problem.line, problem.column)


def mistake_data(path: Path, problem: Problem) -> Json:
    """Return a mistake for machines."""
    return {
        "file": str(path),
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "what": problem.what,
        "do": problem.do,
    }
