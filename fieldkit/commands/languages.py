"""`fieldkit language ...`: how far the texts are in each language, the language of the screens, translators' files."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Literal

import typer

from fieldkit import errors
from fieldkit.commands.files import write_new
from fieldkit.commands.opening import opened
from fieldkit.commands.own_language import choose
from fieldkit.commands.text_states import TextState, form_states, traps_of
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.ui import messages

Language = Literal["en", "rw", "fr", "sw"]
INTERFACE, ENGINE = "interface", "form engine"
UNREVIEWED = "waits for a fluent reader"


def check(
    language: Annotated[str, typer.Option(help="Only this language, with every text that waits for a reader.")] = "",
) -> Result:
    """Count and list the texts that are missing, unreviewed or out of date, and words that must not be used.

    Looks at the interface, the messages of the form engine and the forms that ship. Unreviewed: no fluent person has
    read it. Out of date: the English changed after it was translated; English is shown instead, marked [en].

    Example: fieldkit language check --language rw
    """
    found = [state for state in states() if not language or state.language == language]
    if not found:
        raise typer.BadParameter(f"nothing here has texts in {language!r}")
    rows = tuple(
        (s.language, s.where, str(s.texts), *(str(len(part)) for part in (s.missing, s.unreviewed, s.out_of_date)))
        for s in found
    )
    data: list[Json] = [{f.name: _json(getattr(state, f.name)) for f in fields(state)} for state in found]
    warnings = tuple(f"{state.language}, {state.where}: {trap}" for state in found for trap in state.traps)
    return Result(
        data={"states": data},
        table=Table(("language", "where", "texts", "missing", "unreviewed", "out of date"), rows),
        after=tuple(_listed(found, everything=bool(language))),
        warnings=warnings,
    )


def set_(
    ctx: typer.Context, language: Annotated[Language, typer.Argument(help="The language of your screens.")]
) -> Result:
    """Choose the language of the screens for the person who opens the store; others keep theirs.

    Before the store is open the system's language is used, or the one in FIELDKIT_LANG.

    Example: fieldkit language set rw
    """
    env: Env = ctx.obj
    with opened(env) as store:
        choose(store, language)
    told = messages.say(language, "language.chosen", language=messages.language_name(language))
    return Result(data={"language": language}, lines=(told,))


def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the files go, one for each language.")],
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
) -> Result:
    """Write the interface's texts as .po files, which every translation editor opens.

    How to work on them: docs/languages.md.

    Example: fieldkit language export texts
    """
    from fieldkit.ui.translations import source_file

    env: Env = ctx.obj
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise errors.UnwritablePlace(path=folder, why=error.strerror or "write error") from None
    written = {folder / f"fieldkit-{language}.po": source_file(language) for language in messages.TRANSLATED}
    for target, source in written.items():
        write_new(target, source.read_bytes(), env.platform, force=force)
    return Result(data={"files": [str(path) for path in written]}, lines=tuple(f"wrote {path}" for path in written))


# --- how far the texts are -----------------------------------------------------------------------------------


def states() -> Iterator[TextState]:
    """Yield how far each language is, in the interface, the form engine and the shipped forms."""
    yield from _interface()
    yield from _engine()
    yield from _forms()


def _interface() -> Iterator[TextState]:
    from fieldkit.ui.catalogue import TEXTS
    from fieldkit.ui.translations import read, standing, translations_of

    for language in messages.TRANSLATED:
        found = standing(read(language))
        said = {key: " ".join(forms) for key, forms in translations_of(language).items()}
        yield TextState(
            language,
            INTERFACE,
            len(TEXTS),
            found.missing,
            found.unreviewed,
            found.out_of_date,
            tuple(traps_of(said, language)),
        )


def _engine() -> Iterator[TextState]:
    from fieldkit.forms.messages import KEYS, LANGUAGES, message

    for language in LANGUAGES:
        if language != "en":
            said = {key: message(key, language) for key in KEYS}
            yield TextState(language, ENGINE, len(KEYS), (), KEYS, (), tuple(traps_of(said, language)))


def _forms() -> Iterator[TextState]:
    from fieldkit.commands.library import forms_here
    from fieldkit.forms.check import load_form

    for file in forms_here().values():
        yield from form_states(load_form(file.data, file.id, file.beside), file.id)


def _listed(found: Sequence[TextState], *, everything: bool) -> Iterator[str]:
    """Yield which texts they are; what waits for a reader is hundreds, and is listed for one language only."""
    for state in found:
        parts = (("missing", state.missing), ("out of date", state.out_of_date))
        for word, keys in (*parts, *([(UNREVIEWED, state.unreviewed)] if everything else [])):
            if keys:
                yield f"{state.language}, {state.where}, {word}: {', '.join(keys)}"


def _json(value: object) -> Json:
    return list(value) if isinstance(value, tuple) else value  # type: ignore[return-value]  # texts and numbers
