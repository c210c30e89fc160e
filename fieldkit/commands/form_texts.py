"""`fieldkit form texts`: what is missing, unreviewed or worded wrongly in forms; sheets for translators; use levels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.beside import Beside
from fieldkit.commands.files import read_named, rewrite_named, write_new
from fieldkit.commands.library import glossary, is_block
from fieldkit.commands.text_files import Overlay, TextFile, named_forms, text_files, whole_form
from fieldkit.commands.text_levels import set_levels, settings, without_reviews
from fieldkit.commands.text_sheet import Taken, changed_files, sheet, take
from fieldkit.commands.text_states import TextState, form_states
from fieldkit.forms.passages import read_passages
from fieldkit.ports import Env, Platform
from fieldkit.result import Json, Result, Table
from fieldkit.ui.text import one_line

_WORDS = ("missing", "unreviewed", "traps", "gendered", "notes")
_TOLD = {
    "missing": "missing",
    "unreviewed": "waits for a fluent reader",
    "traps": "must not be used",
    "gendered": "assumes somebody's sex",
    "notes": "perhaps another word",
}


def texts(
    ctx: typer.Context,
    forms: Annotated[list[str], typer.Argument(metavar="FORM...", help="Form files, folders of them, or names.")],
    language: Annotated[str, typer.Option(help="Only this language, and all of it told.")] = "",
    use: Annotated[list[str] | None, typer.Option(help="Set a level: rw=pilot. Several times.")] = None,
    reviewed: Annotated[
        list[str] | None, typer.Option(help="Set what was read: rw=all, rw=NAME,NAME, rw=none.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write a translators' sheet (CSV).")] = None,
    sheet_in: Annotated[Path | None, typer.Option("--take", help="Take translations from a sheet over.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a sheet; take trap words that were meant.")
    ] = False,
) -> Result:
    """Show how far the texts of forms are in each language; write and read translators' sheets; set use levels.

    Missing and unreviewed texts, trap words by language and meaning, words that assume somebody's sex, and terms for
    which the glossary has another word. --take changes only the texts that the sheet brings: comments and order stay,
    and one wrong row leaves every file as it was.

    Example: fieldkit form texts forms --language rw -o kinyarwanda.csv
    """
    env: Env = ctx.obj
    paths = named_forms(forms)
    if sum(map(bool, (use or reviewed, output, sheet_in))) > 1:
        raise typer.BadParameter("--take, -o and --use or --reviewed are done one after the other")
    if sheet_in is not None:
        return _taken(sheet_in, paths, env.platform, force=force)
    if output is not None:
        return _written(output, paths, language, env.platform, force=force)
    if use or reviewed:
        return set_levels(paths, settings(reviewed), settings(use), env.platform)
    return _states(paths, language)


# --- how far they are ----------------------------------------------------------------------------------------


def _states(paths: Sequence[Path], language: str) -> Result:
    terms = glossary()
    found: list[TextState] = []
    for path in paths:
        data = read_named(path)
        if is_block(data):
            raise typer.BadParameter(f"{path.name} is a block: its texts are counted in the forms that include it")
        form = whole_form(path, data, Beside(path))
        found += [state for state in form_states(form, path.stem, terms) if not language or state.language == language]
    if not found:
        raise typer.BadParameter(f"nothing here has texts in {one_line(language)!r}")
    rows = [(s.where, s.language, str(s.texts), *(str(len(getattr(s, word))) for word in _WORDS)) for s in found]
    return Result(
        data={"states": [_data(state) for state in found]},
        table=Table(("form", "language", "texts", *_WORDS), tuple(rows)),
        after=tuple(_listed(found, ("missing", "unreviewed", "notes") if language else ("missing",))),
        warnings=tuple(_listed(found, ("traps", "gendered"))),
    )


def _listed(found: Sequence[TextState], words: Sequence[str]) -> Iterator[str]:
    """Yield which texts they are: names in one line, what needs its reason in a line each."""
    for state in found:
        for word in words:
            told: tuple[str, ...] = getattr(state, word)
            lines = [", ".join(told)] if told and word in ("missing", "unreviewed") else told
            yield from (f"{state.language}, {state.where}, {_TOLD[word]}: {line}" for line in lines)


def _data(state: TextState) -> Mapping[str, Json]:
    found = {field.name: getattr(state, field.name) for field in fields(state)}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}


# --- sheets --------------------------------------------------------------------------------------------------


def _written(output: Path, paths: Sequence[Path], language: str, platform: Platform, *, force: bool) -> Result:
    files = text_files(paths)
    sources = {file.file.default_language for file in files.values() if file.is_form} or {"en"}
    if not language or len(sources) > 1 or language in sources:
        why = "a sheet is for one language: --language rw" if len(sources) == 1 else "these forms have several sources"
        raise typer.BadParameter(f"{why}; the source is {', '.join(sorted(sources))}")
    data = sheet(files, sources.pop(), language, glossary())
    write_new(output, data, platform, force=force)
    texts = sum(len(file.file.passages) for file in files.values())
    after = (f"Fill the column {language}; then: fieldkit form texts ... --take {output}",)
    told = f"wrote {output}: {texts} texts of {len(files)} files"
    return Result(data={"file": str(output), "texts": texts, "files": list(files)}, lines=(told,), after=after)


def _taken(sheet_in: Path, paths: Sequence[Path], platform: Platform, *, force: bool) -> Result:
    files = text_files(paths)
    found = take(read_named(sheet_in), files, with_traps=force)
    changed = {} if found.faults else changed_files(files, found.changes)
    if found.faults:
        return _refused(sheet_in, found)
    _check_all(files, changed, found)
    changed = {label: without_reviews(data, found.of(label)) for label, data in changed.items()}
    for label, data in changed.items():
        rewrite_named(files[label].path, data, platform)
    told = [f"{label}: {len(found.of(label))} texts" for label in changed]
    return Result(
        data={"files": list(changed), "changed": len(found.changes), "unchanged": found.unchanged},
        lines=(*told, f"{len(found.changes)} texts taken over, {found.unchanged} as they were"),
        after=("What is new is unreviewed until somebody says so: --reviewed",) if changed else (),
    )


def _refused(sheet_in: Path, found: Taken) -> Result:
    lines = [f"{sheet_in}: {one_line(str(fault))}" for fault in found.faults]
    return Result(
        data={"faults": [dict(fault._asdict()) for fault in found.faults], "changed": 0},
        lines=(*lines, f"{len(lines)} rows cannot be taken over: nothing was changed"),
        exit_status=errors.DataFileInvalid.exit_status,
    )


def _check_all(files: Mapping[str, TextFile], changed: Mapping[str, bytes], found: Taken) -> None:
    """Look at every file as it would be, before any is written. Raises: FormInvalid."""
    for label, data in changed.items():
        texts = {passage.path: passage.texts for passage in read_passages(data).passages}
        for change in found.of(label):
            if texts[change.passage.path].get(change.language) != change.words:
                raise AssertionError(f"the text of row {change.row} did not arrive")
    blocks = {label.partition("/")[2]: data for label, data in changed.items() if not files[label].is_form}
    for label, file in files.items():
        if file.is_form:
            whole_form(file.path, changed.get(label, file.data), Overlay(Beside(file.path), blocks))
