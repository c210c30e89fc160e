"""`fieldkit practice preview`: a scene as its trainee meets it, as the one who plays it reads it, and with its key."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.beginning import screen_for
from fieldkit.commands.contacts import contacts_of
from fieldkit.commands.files import read_named, try_new, write_new
from fieldkit.commands.practice import practice_office
from fieldkit.commands.practice_check import Checked, check_files, mistake_data, told_mistakes
from fieldkit.commands.practice_run import Left, put
from fieldkit.commands.preview_pages import Page, Preview
from fieldkit.commands.vignettes import form_of, vignette_path
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Reply
from fieldkit.ports import Env
from fieldkit.practice.read_vignette import read_draft
from fieldkit.practice.to_do import missing_texts
from fieldkit.practice.vignette import Vignette
from fieldkit.result import Json, Result
from fieldkit.ui.keys import leaving_practice
from fieldkit.ui.messages import LANGUAGES, current, say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.sheet import LEAVING
from fieldkit.ui.text import wrap_indented

WIDTH = 78


def preview(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help="The scene's file, or the name of one that ships.")],
    language: Annotated[str | None, typer.Option(help="Language to read it in.")] = None,
    text: Annotated[bool, typer.Option("--text", help="As plain text, not page by page.")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write it to a text file.")] = None,
    force: Annotated[bool, typer.Option(help="Write over the file.")] = False,
) -> Result:
    """Read a whole scene: as the trainee meets it, as the one who plays it, and with its key and feedback.

    What `practice check` says stands on top; a scene that is not finished is shown as far as it can be read.

    Example: fieldkit practice preview our_market.yaml --language rw
    """
    env: Env = ctx.obj
    if output is not None:
        try_new(output, force=force)
    path = vignette_path(file)
    draft = read_draft(read_named(path), path.name)
    checked = check_files([path])[0]
    if draft.root is None or draft.vignette is None:
        return _unreadable(checked)
    spoken = _spoken(draft.vignette, language)
    found = list(Preview(draft.vignette, _form(draft.vignette), checked, draft.root, spoken).pages())
    if output is None and not text and env.terminal.interactive:
        return _on_screen(env, found, spoken)
    lines = tuple(_lines(found))
    data: dict[str, Json] = {
        "vignette": draft.vignette.id,
        "language": spoken,
        "missing": dict(missing_texts(draft.root)),
        "problems": [mistake_data(path, problem) for problem in checked.problems],
        "lines": list(lines),
    }
    if output is None:
        return Result(data=data, lines=lines)
    write_new(output, ("\n".join(lines) + "\n").encode(), env.platform, force=force)
    return Result(data={**data, "file": str(output)}, lines=(f"The preview is in {output}, with the answer key.",))


def _spoken(vignette: Vignette, language: str | None) -> str:
    """Return the language of the preview: the one that was named, else one's own where the scene has it."""
    if language is not None:
        if language not in LANGUAGES:
            raise typer.BadParameter(f"--language takes one of {', '.join(LANGUAGES)}")
        return language
    own = current()
    return own if own in vignette.languages else next((code for code in vignette.languages if code in LANGUAGES), own)


def _form(vignette: Vignette) -> CompiledForm | None:
    """Return the scene's form; None where there is none that can be used, which the check says."""
    try:
        return form_of(vignette) if vignette.form else None
    except (errors.FormUnknown, errors.FormInvalid, errors.UnreadableFile):
        return None


def _unreadable(checked: Checked) -> Result:
    return Result(
        data={"problems": [mistake_data(checked.path, problem) for problem in checked.problems]},
        lines=tuple(told_mistakes(checked, checked.problems)),
        exit_status=errors.DataFileInvalid.exit_status,
    )


def _on_screen(env: Env, found: Sequence[Page], language: str) -> Result:
    """Show page after page; whoever leaves has read enough."""
    shown = screen_for(env, None)
    shown.occasion = Occasion(rehearsal=True)
    contacts = contacts_of(practice_office(), language)

    def page(title: str, lines: Sequence[str]) -> Callable[[], Reply]:
        return lambda: shown.note(lines, language, title, LEAVING)

    with closing(shown), leaving_practice():
        try:
            for title, lines in found:
                put(page(title, lines), lambda: shown.danger(contacts, language), env)
        except Left as left:
            if left.result is not None:
                return left.result
    return Result(data={"state": "read"}, lines=(say(language, "preview.over"),))


def _lines(found: Sequence[Page]) -> Iterator[str]:
    """Yield the pages as text, no line wider than a sheet of paper; pages under one title run on."""
    before = ""
    for title, lines in found:
        if before:
            yield ""
        if title != before:
            yield from wrap_indented(title, WIDTH)
            yield "=" * min(WIDTH, len(title))
        before = title
        for line in lines:
            yield from wrap_indented(line, WIDTH) or ("",)
