"""`fieldkit practice`: the real screens with an invented person, in a store of its own that ends with the command.

The store has the practice profile, a random passphrase that nobody learns, and its own keys; nothing made in it can be
opened, packed or imported as real.
"""

import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.beginning import begin, screen_for
from fieldkit.commands.conducting import conduct
from fieldkit.commands.contacts import Office
from fieldkit.commands.files import try_new, write_new
from fieldkit.commands.form_source import compiled_of, source_of
from fieldkit.commands.library import FormFile
from fieldkit.commands.opening import machine_of
from fieldkit.commands.recording import answers_file
from fieldkit.forms.compiled import CompiledForm
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store, create_store
from fieldkit.sync.bundle.card import Use

PHONE = "0000"
"""No phone of anybody: in practice nobody is called."""


def practice(
    ctx: typer.Context,
    form: Annotated[str, typer.Argument(help="A form's name, or a form's file.")] = "border_quick_screen",
    language: Annotated[str | None, typer.Option(help="Language to begin in.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
    record: Annotated[Path | None, typer.Option(help="Write the answers to a file, for a form's tests.")] = None,
    force: Annotated[bool, typer.Option(help="Write over the file of --record.")] = False,
) -> Result:
    """Practise an interview with an invented person. Needs no headquarters; nothing of it is kept or sent.

    With --record the answers are written to a file that --answers replays and that a form's `tests:` can take in.

    Example: fieldkit practice border_quick_screen --record answers.yaml
    """
    env: Env = ctx.obj
    if record is not None:
        try_new(record, force=force)
    source = source_of(form)
    compiled = compiled_of(source)
    path = Path(source.name)
    file = FormFile(compiled.form.form_id, path, source.data, compiled.form.form_hash)
    with tempfile.TemporaryDirectory() as folder, _practice_store(Path(folder), env) as store:
        with closing(screen_for(env, answers)) as shown:
            office = Office("PRACTICE", PHONE, PHONE, _everything)
            draft = begin(store, office, file, language, env)
            alone = record is not None or answers is not None  # then it is about the form itself
            done = conduct(store, office, draft, shown, env, followed=not alone)
        content = None if done.exit_status else _content(store)
        if record is None or content is None:
            return _told(done, content)
        write_new(record, _recorded(compiled, content), env.platform, force=force)
    return Result(data=done.data, lines=(f"The answers are in {record}. Nothing else was kept.",))


def _practice_store(home: Path, env: Env) -> Store:
    """Make the store; its passphrase is forgotten at once."""
    return create_store(
        home,
        role=Role.FIELD,
        profile=Profile.PRACTICE,
        passphrase=env.entropy.token(24).hex(),
        person="practice",
        machine=machine_of(env),
    )


def _everything(file: FormFile) -> Mapping[str, Use]:
    """In practice every language of every form may be used; every screen says that it is practice."""
    from fieldkit.forms.check import load_form

    return dict.fromkeys(load_form(file.data, file.id, file.beside).languages, "practice")


def _content(store: Store) -> Mapping[str, Json] | None:
    rows = store.records.list()
    return store.records.content(rows[0].id) if rows else None


def _told(done: Result, content: Mapping[str, Json] | None) -> Result:
    if done.exit_status or content is not None:
        return Result(data=done.data, lines=("Practice ends. Nothing of it was kept.",), exit_status=done.exit_status)
    return Result(data=done.data, lines=("Practice was left before its end. Nothing of it was kept.",))


def _recorded(compiled: CompiledForm, content: Mapping[str, Json]) -> bytes:
    answers, result = content.get("answers"), content.get("result")
    if not isinstance(answers, Mapping) or not isinstance(result, Mapping):
        raise errors.RecordUnknown(id="practice")
    return answers_file(compiled, answers, str(result.get("label")))
