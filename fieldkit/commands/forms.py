"""`fieldkit form list|check`: which forms are here, and what is wrong with one."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.files import read_named
from fieldkit.commands.library import FormFile, forms_here
from fieldkit.forms.check import check_form
from fieldkit.forms.model import text_in
from fieldkit.forms.problems import Problem
from fieldkit.result import Json, Result, Table


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
    form = check_form(file.data, file.id).form
    if form is None:
        return (file.id, "", "has mistakes: fieldkit form check", "", "", file.sha256[:16]), {
            "form": file.id,
            "ok": False,
        }
    title = text_in(form.title, "en", form.default_language)
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
    return (form.form_id, form.version, title, languages, "/".join(levels), file.sha256[:16]), entry


def check(
    files: Annotated[list[Path], typer.Argument(help="Form files (YAML), or folders of them.")],
    warnings: Annotated[bool, typer.Option(help="Show warnings too.")] = True,
) -> Result:
    """Check form files: every mistake at once, each with file:line:column, what is wrong and what to do.

    Example: fieldkit form check forms/border_quick_screen.yaml
    """
    lines: list[str] = []
    data: list[Json] = []
    wrong = 0
    for path in _spread(files):
        problems = [p for p in check_form(read_named(path), path.name).problems if warnings or p.severity == "error"]
        wrong += sum(p.severity == "error" for p in problems)
        lines += [p.located(str(path)) for p in problems] or [f"{path}: no mistakes"]
        data.append({"file": str(path), "problems": [_data(p) for p in problems]})
    status = errors.FormInvalid.exit_status if wrong else 0
    return Result(data={"files": data, "errors": wrong}, lines=tuple(lines), exit_status=status)


def _spread(files: list[Path]) -> list[Path]:
    return [one for path in files for one in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]


def _data(problem: Problem) -> Json:
    return {
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "what": problem.what,
        "do": problem.do,
    }
