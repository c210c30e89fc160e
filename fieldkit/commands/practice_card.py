"""`fieldkit practice card`: the card of the one who plays the person when two practise, in plain text to be printed."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands.files import try_new, write_new
from fieldkit.commands.practice_words import question_words
from fieldkit.commands.vignettes import form_of, told_in, vignette_named, warnings_of
from fieldkit.forms.compiled import CompiledForm
from fieldkit.ports import Env
from fieldkit.practice.run_form import question_cells
from fieldkit.practice.vignette import OPEN, OTHERWISE, ScriptEntry, Vignette
from fieldkit.result import Result
from fieldkit.ui.messages import LANGUAGES, current, say
from fieldkit.ui.text import wrap_indented

WIDTH = 78


def card(
    ctx: typer.Context,
    vignette: Annotated[str, typer.Argument(help="A scene's name (fieldkit practice list), or its file.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write it to a text file.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the card.")] = None,
    force: Annotated[bool, typer.Option(help="Write over the file.")] = False,
) -> Result:
    """Show the card for the one who plays the person, or write it to a file. It has no answer key.

    Example: fieldkit practice card tea_by_the_shop -o card.txt
    """
    env: Env = ctx.obj
    found = vignette_named(vignette)
    if output is not None:
        try_new(output, force=force)
    spoken = language if language in LANGUAGES else current()
    lines = card_lines(found, form_of(found), spoken)
    data = {"vignette": found.id, "language": spoken, "lines": list(lines)}
    if output is None:
        return Result(data=data, lines=lines)
    write_new(output, ("\n".join(lines) + "\n").encode(), env.platform, force=force)
    return Result(data={**data, "file": str(output)}, lines=(f"The card is in {output}: for the one who plays.",))


def card_lines(vignette: Vignette, compiled: CompiledForm, language: str, width: int = WIDTH) -> tuple[str, ...]:
    """Return the card, no line wider than `width`."""
    return tuple(part for line in _lines(vignette, compiled, language) for part in wrap_indented(line, width) or ("",))


def card_pages(
    vignette: Vignette, compiled: CompiledForm, language: str, most: int
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the card in pages of at most `most` lines: title and lines. What belongs together is not cut."""
    title, *rest = _lines(vignette, compiled, language)
    blocks: list[list[str]] = [[]]
    for line in rest:
        if line:
            blocks[-1].append(line)
        else:
            blocks.append([])
    return [(title, lines) for lines in in_pages(blocks, most)]


def in_pages(blocks: Iterable[Sequence[str]], most: int) -> list[tuple[str, ...]]:
    """Return blocks of lines in pages of at most `most` lines, an empty one between blocks; none is cut."""
    found: list[list[str]] = [[]]
    for block in blocks:
        height = sum(len(wrap_indented(one, WIDTH)) for one in (*found[-1], *block))
        if found[-1] and block and height >= most:
            found.append([])
        found[-1] += [*([""] if found[-1] and block else []), *block]
    return [tuple(lines) for lines in found if lines]


def _lines(vignette: Vignette, compiled: CompiledForm, language: str) -> Iterator[str]:
    """Yield the card's lines as long as they are; an empty one between what belongs together."""
    yield say(language, "card.title", title=told_in(vignette.title, language))
    yield f"{say(language, 'practice.word')} - {say(language, 'card.for_one')}"
    yield ""
    yield f"{say(language, 'practice.touches')}: {told_in(vignette.content_note, language)}"
    yield from warnings_of(vignette, language)
    yield from ("", f"{say(language, 'card.story')}:")
    yield from (f"- {told_in(step, language)}" for step in vignette.story)
    yield from ("", f"{say(language, 'card.how')}:")
    yield from (f"- {say(language, key)}" for key in ("card.how_words", "card.how_seen", "card.how_stop"))
    yield from ("", f"{say(language, 'card.questions')}:", "")
    for cell in question_cells(compiled):
        entry = vignette.script.get(cell.question.name)
        if entry is not None:
            yield question_words(compiled, cell.question.name, language)
            yield from _entry(entry, language)
            yield ""
    rest = vignette.script.get(OTHERWISE)
    if rest is not None:
        yield say(language, "card.otherwise")
        yield from _entry(rest, language)


def _entry(entry: ScriptEntry, language: str) -> Iterator[str]:
    if entry.says:
        yield f"- {say(language, 'card.say', words=told_in(entry.says, language))}"
    if entry.seen:
        yield f"- {say(language, 'card.seen', words=told_in(entry.seen, language))}"
    if entry.silent:
        yield f"- {say(language, 'card.silent')}"
    for way in sorted(entry.ways, key=lambda way: way.kind != OPEN):
        key = "card.well" if way.kind == OPEN else "card.badly"
        yield f"- {say(language, key, ask=told_in(way.ask, language))}"
        if way.seen:
            yield f"  {say(language, 'card.seen', words=told_in(way.seen, language))}"
        if way.says:
            yield f"  {say(language, 'card.say', words=told_in(way.says, language))}"
