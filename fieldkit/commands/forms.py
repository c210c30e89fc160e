"""`fieldkit form list|check`: which forms are here, and what is wrong with one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.form_source import all_problems, problem_data, read_source, spread_files, told_problems
from fieldkit.commands.library import FormFile, forms_here
from fieldkit.forms.check import check_form
from fieldkit.forms.model import text_in
from fieldkit.result import Json, Result, Table

MOST_TITLE = 20
"""Columns of a title in the list: names and hashes are what is typed elsewhere, and stay whole in 80 columns."""


def list_() -> Result:
    """List the forms on this machine with their languages, use level and the hash that headquarters approves.

    Example: fieldkit form list
    """
    rows, data = [], []
    for file in forms_here().values():
        row, entry = _listed(file)
        rows.append(row)
        data.append(entry)
    return Result(
        data={"forms": data},
        table=Table(("form", "version", "title", "languages", "use", "sha256"), tuple(rows)),
    )


def _listed(file: FormFile) -> tuple[tuple[str, ...], Json]:
    form = check_form(file.data, file.id, file.beside).form
    if form is None:
        return (file.id, "", "has mistakes: fieldkit form check", "", "", file.sha256[:16]), {
            "form": file.id,
            "ok": False,
        }
    title = text_in(form.title, "en", form.default_language)
    short = title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 3] + "..."
    levels = sorted({form.use.get(code, "practice") for code in form.languages})
    entry: dict[str, Json] = {
        "form": form.form_id,
        "ok": True,
        "version": form.version,
        "title": title,
        "languages": list(form.languages),
        "use": {code: form.use.get(code, "practice") for code in form.languages},
        "who_may_run": list(form.who_may_run),
        "sha256": file.sha256,
    }
    languages = " ".join(form.languages)
    return (form.form_id, form.version, short, languages, "/".join(levels), file.sha256[:16]), entry


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
