"""`fieldkit form import|export`: forms from and to XLSForm workbooks, and XForms."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeAlias

import typer

from fieldkit import errors
from fieldkit.commands.beside import Beside
from fieldkit.commands.files import read_named, try_new, try_place, write_named
from fieldkit.commands.form_source import problem_data, read_source, told_problems
from fieldkit.forms.check import check_form
from fieldkit.forms.problems import Problem
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.ui.text import one_line

Target: TypeAlias = Literal["xlsform", "xform", "md"]
_ENDINGS = {"xlsform": ".xlsx", "xform": ".xml", "md": ".md"}
MEDIA = "{}-media"
"""The folder of the files that a form reads, where ODK's tools look for them."""


class _Made(NamedTuple):
    """A form as YAML, warnings of the import in words, the files that belong beside it, and where lines came from."""

    text: str
    warnings: tuple[str, ...]
    files: dict[str, bytes]
    origin: Callable[[int], tuple[str, int] | None]


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An XLSForm (.xlsx, .xls, .csv, .md) or an XForm (.xml).")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where the YAML goes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> Result:
    """Turn an XLSForm into a fieldkit form: every mistake of the workbook at once, with sheet, row and column.

    Example: fieldkit form import survey.xlsx -o forms/survey.yaml
    """
    env: Env = context.obj
    target = output or file.with_suffix(".yaml")
    try_new(target, force=force)
    try:
        made = _imported(file)
    except errors.WorkbookInvalid as refusal:
        return _refused(file, refusal)
    write_named(target, made.text.encode(), env.platform)
    added = _write_files(made, target, env)
    source = read_source(target)
    problems = source.checked.problems
    wrong = any(problem.severity == "error" for problem in problems)
    return Result(
        data={
            "file": str(target),
            "beside": [str(path) for path in added],
            "problems": [_with_origin(problem_data(source, problem), made, problem) for problem in problems],
        },
        lines=tuple(f"wrote {path}" for path in (target, *added)),
        after=tuple(told_problems(source, problems, made.origin)) or (f"{target}: no mistakes",),
        warnings=tuple(one_line(warning) for warning in made.warnings),
        exit_status=errors.FormInvalid.exit_status if wrong else 0,
    )


def _refused(file: Path, refusal: errors.WorkbookInvalid) -> Result:
    """Say everything that is wrong with a workbook. Nothing was written."""
    from fieldkit.forms.interchange.sheet_problems import SheetProblem

    problems = refusal.facts["problems"]
    listed = problems if isinstance(problems, tuple) else ()
    found = [problem for problem in listed if isinstance(problem, SheetProblem)]
    return Result(
        data={"file": str(file), "problems": [dict(problem._asdict()) for problem in found]},
        after=(*(one_line(problem.located(file.name)) for problem in found), f"{file}: nothing was written"),
        exit_status=errors.WorkbookInvalid.exit_status,
    )


def _write_files(made: _Made, target: Path, env: Env) -> list[Path]:
    """Write the files that came with the form beside it, where there is none of that name. Returns those written."""
    places = [(target.parent / Path(name).name, data) for name, data in made.files.items()]
    fresh = [(place, data) for place, data in places if not place.exists()]
    for place, data in fresh:
        write_named(place, data, env.platform)
    return [place for place, _ in fresh]


def _with_origin(data: Json, made: _Made, problem: Problem) -> Json:
    origin = made.origin(problem.line)
    if origin is None or not isinstance(data, dict):
        return data
    return {**data, "sheet": origin[0], "row": origin[1]}


def _imported(file: Path) -> _Made:
    """Read any of the formats. Raises: WorkbookUnreadable, WorkbookInvalid, FormInvalid, XlsformMissing."""
    data = read_named(file)
    return _from_xform(data, file.name) if file.suffix.lower() == ".xml" else _from_workbook(data, file)


def _from_workbook(data: bytes, file: Path) -> _Made:
    from fieldkit.forms.interchange.import_form import from_xlsform
    from fieldkit.forms.interchange.read_workbook import read_workbook
    from fieldkit.forms.interchange.sheet_problems import invalid_workbook

    imported = from_xlsform(read_workbook(data, file.name), file.stem)
    if not imported.accepted:
        raise invalid_workbook(file.name, imported.problems)
    warnings = tuple(problem.located(file.name) for problem in imported.problems)
    return _Made(imported.text, warnings, {}, imported.origin)


def _from_xform(data: bytes, name: str) -> _Made:
    from fieldkit.forms.interchange.xform_read import from_xform
    from fieldkit.forms.problems import invalid

    imported = from_xform(data)
    if any(problem.severity == "error" for problem in imported.problems):
        raise invalid(name, imported.problems)
    warnings = tuple(problem.located(name) for problem in imported.problems)
    return _Made(imported.text, warnings, imported.files, lambda _line: None)


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A fieldkit form (YAML).")],
    to: Annotated[Target, typer.Option("--to", help="xlsform (.xlsx), xform (.xml) or md (.md).")] = "xlsform",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where the file goes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> Result:
    """Turn a fieldkit form into an XLSForm or XForm for ODK and Kobo; what is lost on the way is said.

    Example: fieldkit form export forms/border_quick_screen.yaml --to xlsform -o screen.xlsx
    """
    env: Env = context.obj
    target = output or file.with_suffix(_ENDINGS[to])
    try_new(target, force=force)
    data, lost = _exported(file, to)
    media = {target.parent / MEDIA.format(target.stem) / name: content for name, content in lists_of(file).items()}
    for place in media:
        _try_media(place, force=force)
    write_named(target, data, env.platform)
    for place, content in media.items():
        place.parent.mkdir(exist_ok=True)
        write_named(place, content, env.platform)
    return Result(
        data={"file": str(target), "to": to, "lost": list(lost), "media": [str(path) for path in media]},
        lines=tuple(f"wrote {path}" for path in (target, *media)),
        warnings=tuple(f"{key}: does not exist in XLSForm and is left out" for key in lost),
    )


def lists_of(file: Path) -> dict[str, bytes]:
    """Return the CSV files that a form chooses from or looks up in, by name: an XForm only names them."""
    beside = Beside(file)
    check_form(read_named(file), file.name, beside)
    return {name: data for name, data in sorted(beside.read.items()) if name.lower().endswith(".csv")}


def _try_media(place: Path, *, force: bool) -> None:
    """Look whether a file could be written into the folder of the media, which need not be there yet.

    Raises: UnwritablePlace.
    """
    if place.parent.exists():
        try_new(place, force=force)
    else:
        try_place(place.parent)


def _exported(file: Path, to: Target) -> tuple[bytes, tuple[str, ...]]:
    """Return the bytes, and which keys of the form they do not hold.

    Raises: FormInvalid, XlsformMissing, ExportFailed.
    """
    from fieldkit.forms.interchange.export_form import lost_in_export, to_xlsform
    from fieldkit.forms.interchange.write_workbook import write_md, write_xlsx
    from fieldkit.forms.interchange.write_xform import to_xform
    from fieldkit.forms.problems import invalid
    from fieldkit.forms.yaml_reader import read_yaml

    root, problems = read_yaml(read_named(file))
    if root is None or any(problem.severity == "error" for problem in problems):
        raise invalid(file.name, problems)
    try:
        book = to_xlsform(root, Beside(file))
    except RecursionError:
        why = "its questions depend on each other through too many steps"
        raise errors.ExportFailed(name=file.name, why=why) from None
    lost = lost_in_export(root)
    if to == "xlsform":
        return write_xlsx(book), lost
    return (write_md(book) if to == "md" else to_xform(book, file.name)).encode(), lost
