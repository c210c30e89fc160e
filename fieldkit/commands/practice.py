"""`fieldkit practice`: the real screens with an invented person, in a store of its own that ends with the command.

The store has the practice profile, a random passphrase that nobody learns, and its own keys; nothing made in it can be
opened, packed or imported as real.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.beginning import begin, screen_for
from fieldkit.commands.class_member import member_asked
from fieldkit.commands.class_results import Member, member_named
from fieldkit.commands.conducting import AnyScreen, conduct
from fieldkit.commands.contacts import Office, contacts_of
from fieldkit.commands.files import try_new, write_new
from fieldkit.commands.form_source import Source, compiled_of, source_of
from fieldkit.commands.library import FormFile
from fieldkit.commands.opening import machine_of
from fieldkit.commands.practice_place import passing_folder
from fieldkit.commands.practice_run import Left, Script, Session, left_lines, put, script_of
from fieldkit.commands.practice_twin import with_twin
from fieldkit.commands.recording import answers_file
from fieldkit.commands.vignettes import (
    FREE,
    Audience,
    Difficulty,
    Theme,
    Wanted,
    Who,
    pick,
    vignette_here,
    vignette_named,
    vignettes_here,
    wanted,
)
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Answer, Reply
from fieldkit.ports import Env
from fieldkit.practice.vignette import Vignette
from fieldkit.result import Json, Result
from fieldkit.store.store import Store, create_store
from fieldkit.sync.bundle.card import Use
from fieldkit.ui.keys import leaving_practice
from fieldkit.ui.messages import current, say
from fieldkit.ui.occasion import Occasion

PHONE = "0000"
"""No phone of anybody: in practice nobody is called."""
FREE_FORM = "border_quick_screen"
"""The form of practice without a scene where none is named."""


def practice(
    ctx: typer.Context,
    scene: Annotated[
        str | None, typer.Argument(help="A scene or a form: its name or its file. Without it you choose a scene.")
    ] = None,
    form: Annotated[str | None, typer.Option(help="Practise with this form. You invent the person.")] = None,
    theme: Theme = "",
    difficulty: Difficulty = 0,
    audience: Audience = "",
    language: Annotated[str | None, typer.Option(help="The language to begin in.")] = None,
    who: Who = "",
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
    record: Annotated[Path | None, typer.Option(help="Write the answers to a file, for a form's tests.")] = None,
    force: Annotated[bool, typer.Option(help="Write over the file of --record.")] = False,
) -> Result:
    """Practise an interview with an invented person. Nothing of it is kept or sent; only a class keeps your marks.

    The scene tells what you see. At each question it gives the person's words. Then you say what you think, and you
    read what you noticed. You may leave at any time: no reason is asked, nothing is marked.

    For authors: with a form, --record writes the answers to a file. --answers and a form's `tests:` can read it.

    Example: fieldkit practice tea_by_the_shop
    """
    env: Env = ctx.obj
    looked_for = wanted(theme, difficulty, audience)
    scripted = answers is not None or record is not None
    if scene is None and form is None and scripted and looked_for == Wanted():
        form = FREE_FORM
    member = _member(env, who)
    vignette = (_of_class(member, scene) or vignette_here(scene)) if scene is not None and form is None else None
    if vignette is None and (form or scene):
        return _free(env, form or scene or "", language, answers, record, force=force)
    if record is not None:
        raise typer.BadParameter("--record is for practice with a form: fieldkit practice --form FORM --record FILE")
    with stage_of(env, answers) as stage:
        try:
            member = member or _asked(stage)
            vignette = vignette or _chosen(stage, looked_for)
        except Left as left:
            return left.result or Result(data={"state": "left"}, lines=left_lines(current()))
        if vignette is not None:
            return _practise_both(stage, vignette, language, member, scene, alone=True)
        source = source_of(FREE_FORM)
        return _practised(stage, source, compiled_of(source), language, followed=True)[0]


def pair(
    ctx: typer.Context,
    scene: Annotated[str, typer.Argument(help="A scene's name (fieldkit practice list), or its file.")],
    language: Annotated[str | None, typer.Option(help="The language to begin in.")] = None,
    who: Who = "",
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
) -> Result:
    """Practise in two. One plays the person from a card. The other asks on the laptop and does not see the words.

    Example: fieldkit practice pair tea_by_the_shop
    """
    env: Env = ctx.obj
    member = _member(env, who)
    vignette = _of_class(member, scene) or vignette_named(scene)
    with stage_of(env, answers) as stage:
        try:
            member = member or _asked(stage)
        except Left as left:
            return left.result or Result(data={"state": "left"}, lines=left_lines(current()))
        return _practise_both(stage, vignette, language, member, scene, alone=False)


def _member(env: Env, who: str) -> Member | None:
    """Return who practises for a class; None where nobody was named. Raises: ClassUnknown."""
    return member_named(env, who) if who else None


def _of_class(member: Member | None, scene: str) -> Vignette | None:
    """Return a scene as the class has it: those of an assessment are there once they are opened."""
    return None if member is None else member.home.vignettes().get(scene)


def _as_in_class(member: Member, vignette: Vignette) -> Vignette:
    """Return a scene that the class has as the class has it, whatever lies here. Raises: ClassSceneNotHere."""
    if member.home.found.listed(vignette.id) is None:
        return vignette
    found = member.home.vignettes().get(vignette.id)
    if found is None:
        raise errors.ClassSceneNotHere(name=vignette.id, why="it is not opened yet")
    return found


def _refuse_other_form(member: Member, vignette: Vignette, compiled: CompiledForm) -> None:
    """Marks are compared by the form's content: a result never names a form that was not used.

    Raises: ClassSceneNotHere.
    """
    listed = member.home.found.listed(vignette.id)
    if listed is not None and listed.form_hash != compiled.form.form_hash:
        raise errors.ClassSceneNotHere(name=vignette.id, why="another version of its form is here")


# --- where it happens ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stage:
    """A store that ends with the practice, a screen that says what it is, and the script where nobody is there."""

    env: Env
    store: Store
    shown: AnyScreen
    office: Office
    script: Script | None


@contextmanager
def stage_of(env: Env, answers: Path | None) -> Iterator[Stage]:
    """Open the stage and close it again. Raises: UnreadableFile, AnswersFileWrong."""
    script = None if answers is None else _script(answers)
    shown = screen_for(env, None) if script is None else script.screen()
    shown.occasion = Occasion(rehearsal=True)
    with (
        passing_folder() as folder,
        _practice_store(folder, env) as store,
        closing(shown),
        leaving_practice(),
    ):
        yield Stage(env, store, shown, practice_office(), script)


def practice_office() -> Office:
    """Return a headquarters that nobody reaches, and that allows every form."""
    return Office("PRACTICE", PHONE, PHONE, _everything)


def _script(answers: Path) -> Script:
    from fieldkit.forms.plain_yaml import read_plain
    from fieldkit.ui.script import load_answers

    return script_of(load_answers(answers, read_plain))


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


def _file(source: Source, compiled: CompiledForm) -> FormFile:
    return FormFile(compiled.form.form_id, Path(source.name), source.data, compiled.form.form_hash)


# --- with a scene ----------------------------------------------------------------------------------------------


def session_of(
    stage: Stage, vignette: Vignette, language: str | None, member: Member | None, *, alone: bool
) -> Session:
    """Return a run of a scene on the stage. Raises: FormUnknown, FormInvalid."""
    vignette = vignette if member is None else _as_in_class(member, vignette)
    source = source_of(vignette.form)
    compiled = compiled_of(source)
    if member is not None:
        _refuse_other_form(member, vignette, compiled)
    spoken = [code for code in compiled.form.languages if code in vignette.languages]
    first = current() if current() in spoken else spoken[0] if spoken else compiled.form.default_language
    return Session(
        store=stage.store,
        office=stage.office,
        env=stage.env,
        shown=stage.shown,
        vignette=vignette,
        compiled=compiled,
        form=_file(source, compiled),
        language=language or first,
        alone=alone,
        script=stage.script,
        member=member,
    )


def _practise_both(
    stage: Stage, vignette: Vignette, language: str | None, member: Member | None, scene: str | None, *, alone: bool
) -> Result:
    """Practise a scene, and its twin where there is one and it is wanted."""

    def twin(first: Session) -> Session | None:
        found = _twin(first.vignette, member, scene)
        return None if found is None else session_of(stage, found, first.language, member, alone=alone)

    return with_twin(session_of(stage, vignette, language, member, alone=alone), twin)


def _twin(vignette: Vignette, member: Member | None, scene: str | None) -> Vignette | None:
    """Return a scene's twin as the class has it, or as it lies beside the scene; None where it cannot be practised, or
    is still sealed for an assessment."""
    name = vignette.twin
    if not name or (member is not None and name in {one.id for one in member.home.found.assessment}):
        return _of_class(member, name) if name else None
    file = Path(scene or "")
    beside = file.parent / f"{name}.yaml"
    with suppress(errors.FieldkitError):  # somebody's own scene may be one of a pair that is not whole yet
        return _of_class(member, name) or vignette_here(str(beside) if file.suffix and beside.is_file() else name)
    return None


def _chosen(stage: Stage, looked_for: Wanted) -> Vignette | None:
    """Return the scene that was chosen; None for practice without one. Raises: Left."""
    language, found = current(), vignettes_here()

    def choose(title: str, options: Sequence[tuple[str, str]]) -> str:
        return _one_of(stage, say(language, title), options) or FREE

    name = pick(found, looked_for, choose, stage.env.entropy, language)
    return next((vignette for vignette in found if vignette.id == name), None)


def _asked(stage: Stage) -> Member | None:
    """Ask for whom it is where somebody joined a class here; a script is for nobody. Raises: Left."""
    if stage.script is not None:
        return None
    return member_asked(stage.env, lambda title, options: _one_of(stage, title, options), current())


def _one_of(stage: Stage, title: str, options: Sequence[tuple[str, str]]) -> str:
    """Return the value of the line that was chosen. Raises: Left."""
    shown, language = stage.shown, current()
    reply = put(lambda: shown.choose(title, (), options, language), lambda: _danger(stage), stage.env)
    return reply.raw if isinstance(reply, Answer) and isinstance(reply.raw, str) else ""


def _danger(stage: Stage) -> Reply:
    return stage.shown.danger(contacts_of(stage.office, current()), current())


# --- with a form and a person of one's own ---------------------------------------------------------------------


def _free(
    env: Env, form: str, language: str | None, answers: Path | None, record: Path | None, *, force: bool
) -> Result:
    if record is not None:
        try_new(record, force=force)
    source = source_of(form)
    compiled = compiled_of(source)
    alone = record is not None or answers is not None  # then it is about the form itself
    with stage_of(env, answers) as stage:
        done, content = _practised(stage, source, compiled, language, followed=not alone)
    if record is None or content is None:
        return done
    write_new(record, _recorded(compiled, content), env.platform, force=force)
    return Result(data=done.data, lines=(f"The answers are in {record}. Nothing else was kept.",))


def _practised(
    stage: Stage, source: Source, compiled: CompiledForm, language: str | None, *, followed: bool
) -> tuple[Result, Mapping[str, Json] | None]:
    """Run a form; return what is said and, where it was finished, what was answered."""
    draft = begin(stage.store, stage.office, _file(source, compiled), language, stage.env)
    done = conduct(stage.store, stage.office, draft, stage.shown, stage.env, followed=followed)
    content = None if done.exit_status else _content(stage.store)
    return _told(done, content), content


def _content(store: Store) -> Mapping[str, Json] | None:
    rows = store.records.list()
    return store.records.content(rows[0].id) if rows else None


def _told(done: Result, content: Mapping[str, Json] | None) -> Result:
    if done.exit_status or content is not None:
        return Result(data=done.data, lines=(say(current(), "practice.over"),), exit_status=done.exit_status)
    return Result(data=done.data, lines=(say(current(), "practice.left_form"),))


def _recorded(compiled: CompiledForm, content: Mapping[str, Json]) -> bytes:
    answers, result = content.get("answers"), content.get("result")
    if not isinstance(answers, Mapping) or not isinstance(result, Mapping):
        raise errors.RecordUnknown(id="practice")
    return answers_file(compiled, answers, str(result.get("label")))
