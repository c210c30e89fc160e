"""`fieldkit form list|check`: which forms are here, and what is wrong with one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from fieldkit import errors
from fieldkit.commands.form_source import all_problems, problem_data, read_source, spread_files, told_problems
from fieldkit.commands.library import FormFile, forms_here
from fieldkit.forms.check import load_form
from fieldkit.forms.model import text_in
from fieldkit.forms.words import KINDS
from fieldkit.result import Json, Result, Table
from fieldkit.ui.messages import current, say

COLUMNS = ("kind", "form", "languages", "title")
"""What fits 80 columns with the names, which are typed elsewhere, whole. Version, use and hash are in --json."""


def list_() -> Result:
    """List the forms on this machine by kind, with their languages.

    --json adds the version, the use level of each language and the hash that headquarters approves.

    Example: fieldkit form list
    """
    listed = sorted((_listed(file) for file in forms_here().values()), key=lambda one: one.place)
    return Result(
        data={"forms": [one.data for one in listed]},
        table=Table(COLUMNS, tuple(one.row for one in listed)),
    )


class _Listed(NamedTuple):
    """A form's place among the kinds, its row, its data."""

    place: int
    row: tuple[str, ...]
    data: Json


def _listed(file: FormFile) -> _Listed:
    try:
        form = load_form(file.data, file.id, file.beside)
    except errors.FormInvalid:
        row = ("", file.id, "", "has mistakes: fieldkit form check")
        return _Listed(len(KINDS), row, {"form": file.id, "ok": False})
    title = text_in(form.title, "en", form.default_language)
    entry: dict[str, Json] = {
        "form": form.form_id,
        "ok": True,
        "kind": form.kind,
        "version": form.version,
        "title": title,
        "languages": list(form.languages),
        "use": {code: form.use.get(code, "practice") for code in form.languages},
        "who_may_run": list(form.who_may_run),
        "sha256": file.sha256,
    }
    kind, languages = say(current(), f"kind.{form.kind}"), " ".join(form.languages)
    told = text_in(form.title, current(), form.default_language)
    return _Listed(KINDS.index(form.kind), (kind, form.form_id, languages, told), entry)


def check(
    files: Annotated[list[Path], typer.Argument(help="Form files (YAML), or folders of them.")],
    warnings: Annotated[bool, typer.Option(help="Show warnings too.")] = True,
) -> Result:
    """Check form files: every mistake at once, with file:line:column, the line itself, what is wrong, what to do.

    Example: fieldkit form check forms/border_quick_screen.yaml
    """
    lines: list[str] = []
    data: list[Json] = []
    counts = {"error": 0, "warning": 0}
    spread = spread_files(files)
    for path in spread:
        source = read_source(path)
        problems = [p for p in all_problems(source) if warnings or p.severity == "error"]
        lines += told_problems(source, problems) or [f"{path}: no mistakes"]
        for problem in problems:
            counts[problem.severity] += 1
            data.append(problem_data(source, problem))
    lines += _summary(counts, len(spread))
    status = errors.FormInvalid.exit_status if counts["error"] else 0
    return Result(
        data={
            "files": [str(path) for path in spread],
            "problems": data,
            "errors": counts["error"],
            "warnings": counts["warning"],
        },
        lines=tuple(lines),
        exit_status=status,
    )


def _summary(counts: Mapping[str, int], files: int) -> list[str]:
    """One file without a mistake has said so; otherwise count."""
    if files == 1 and not any(counts.values()):
        return []
    told = ", ".join(_counted(number, word) for word, number in counts.items())
    return [f"{told} in {_counted(files, 'file')}"]


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
