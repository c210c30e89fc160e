"""`fieldkit practice key`: the answer key of a scene, filled by doing the interview. docs/practice-format.md 9."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.files import read_named, rewrite_named, try_rewrite
from fieldkit.commands.practice import Stage, session_of, stage_of
from fieldkit.commands.practice_check import Checked, checked_data, mistake_data, told_mistakes
from fieldkit.commands.practice_run import Left, Session
from fieldkit.commands.practice_words import choice_words
from fieldkit.commands.rehearsing import Rehearsal
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.model import Localised
from fieldkit.forms.yaml_reader import Map
from fieldkit.ports import Env
from fieldkit.practice.draw_key import Drawn, drawn, key_block
from fieldkit.practice.read_vignette import Draft, read_draft
from fieldkit.practice.splice_key import NoPlace, Split, joined, must_keep, split
from fieldkit.practice.to_do import is_to_do, is_to_do_text
from fieldkit.practice.vignette import Vignette
from fieldkit.result import Result
from fieldkit.ui.messages import current, say, say_n
from fieldkit.ui.render import told_error

_WRITE, _LEAVE = "write", "leave"


def key(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The scene's file.")],
    language: Annotated[str | None, typer.Option(help="Language to begin in.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Take answers and judgement from a YAML or JSON file.")] = None,
    force: Annotated[bool, typer.Option(help="Replace a key without asking.")] = False,
) -> Result:
    """Fill a scene's answer key by doing the interview: the form with the script's words, then your judgement.

    Only the key's lines of the file change, at the end and when you say so; leave in the middle and nothing does.

    Example: fieldkit practice key our_market.yaml
    """
    env: Env = ctx.obj
    data = read_named(file)
    draft = read_draft(data, file.name)
    vignette = usable(draft)
    if vignette is None:
        return _mistakes(file, data, draft)
    try_rewrite(file)
    has_key = _around(file, data).there and not _is_open(draft)
    if has_key and not force and answers is not None:
        raise errors.SceneKeyThere(path=file)
    with stage_of(env, answers) as stage:
        session = session_of(stage, _only_written(vignette), language, None, alone=True)
        try:
            made = _asked(session, draft, replacing=has_key and not force)
            new = _agreed(stage, session, file, made)
        except Left as left:
            lines = (say(session.language, "authoring.left"),)
            return left.result or Result(data={"state": "left", "file": str(file)}, lines=lines)
    return _told(file, new, made)


def usable(draft: Draft) -> Vignette | None:
    """Return the vignette of a file in which nothing outside its key is wrong; texts may be still to do."""
    return None if any(problem.severity == "error" for problem in draft.outside) else draft.vignette


def _mistakes(file: Path, data: bytes, draft: Draft) -> Result:
    """Return the list of what is wrong, as `practice check` tells it."""
    problems = draft.problems if draft.vignette is None else draft.outside
    found = Checked(file, data, None, problems)
    return Result(
        data={"state": "invalid", "problems": [mistake_data(file, problem) for problem in problems]},
        lines=(*told_mistakes(found, problems), "Correct this first; the file is as it was."),
        exit_status=errors.DataFileInvalid.exit_status,
    )


def _around(file: Path, data: bytes) -> Split:
    try:
        return split(data)
    except NoPlace as none:
        raise errors.SceneKeyNotPlaced(path=file, why=none.why) from None


def _is_open(draft: Draft) -> bool:
    return isinstance(draft.root, Map) and is_to_do(draft.root.entries.get("key"))


# --- what the person says --------------------------------------------------------------------------------------


def _only_written(vignette: Vignette) -> Vignette:
    """Return a scene with the words of its script that stand; nothing comes to a question without any."""
    entries = {
        name: replace(
            entry,
            says=_standing(entry.says),
            seen=_standing(entry.seen),
            ways=tuple(way for way in entry.ways if _standing(way.ask) and _standing(way.says)),
        )
        for name, entry in vignette.script.items()
    }
    said = {name: one for name, one in entries.items() if one.says or one.seen or one.ways or one.silent}
    return replace(vignette, script=said)


def _standing(texts: Localised) -> Localised:
    return {code: text for code, text in texts.items() if not is_to_do_text(text)}


# --- asking ----------------------------------------------------------------------------------------------------


def _asked(session: Session, draft: Draft, *, replacing: bool) -> Drawn:
    """Put the form and the judgement; return the key that comes of it. Raises: Left."""
    lines = [session.say("authoring.how")]
    if draft.to_dos:
        lines += ["", say_n(session.language, "authoring.left_to_write", len(draft.to_dos))]
    if replacing:
        lines += ["", session.say("authoring.there")]
    options = [("begin", session.say("authoring.begin")), (_LEAVE, session.say("authoring.leave"))]
    if session.choose(session.say("authoring.title"), lines, options) == _LEAVE:
        raise Left
    rehearsal = Rehearsal(session.vignette, session.compiled, given={})
    answers = session.interview(rehearsal)
    judged, judgement = session.judge("authoring.judge")
    made = drawn(session.compiled, answers, judgement)
    session.read(_summary(made, judged, session.language), session.say("authoring.summary"))
    return made


def _summary(made: Drawn, judged: CompiledForm, language: str) -> tuple[str, ...]:
    """Return what the key will have, and where the form and the judgement see it differently."""

    def named(names: tuple[str, ...]) -> str:
        return ", ".join(say(language, f"element.{name}") for name in names) or say(language, "authoring.none")

    lines = [say_n(language, "authoring.answers", len(made.answers))]
    if made.not_keyed:
        lines.append(say(language, "authoring.open", names=", ".join(made.not_keyed)))
    lines += ["", say(language, "authoring.form_says", result=say(language, f"result.{made.result}"))]
    lines.append(say(language, "preview.age", given=say(language, f"age.{made.age}")))
    lines.append(say(language, "authoring.touches", names=named(made.touched)))
    situation = choice_words(judged, "situation", made.situation, language) or say(language, "nr.blank")
    lines += ["", say(language, "preview.situation", given=situation)]
    if made.elements is not None:
        lines.append(say(language, "authoring.you_said", names=named(made.elements)))
        if set(made.elements) != set(made.touched):
            lines.append(say(language, "authoring.differs"))
    for step in made.harmful:
        listed = next(name for name in ("step_now", "step_after") if step in judged.form.choices[name])
        lines.append(say(language, "authoring.harmful", step=choice_words(judged, listed, step, language)))
    return tuple(lines)


# --- writing ---------------------------------------------------------------------------------------------------


def _agreed(stage: Stage, session: Session, file: Path, made: Drawn) -> bytes:
    """Write the key once the trainer says so; return the file. Raises: Left, SceneKeyNotPlaced."""
    words: tuple[str, ...] = ()
    while True:
        options = [(_WRITE, session.say("authoring.write")), (_LEAVE, session.say("authoring.leave"))]
        if session.choose(session.say("authoring.summary"), words, options) == _LEAVE:
            raise Left
        try:
            return _written(stage.env, file, made, session.vignette)
        except errors.SceneKeyNotPlaced as error:
            if stage.script is not None:
                raise
            words = (session.say("authoring.changed", first=str(error.facts["why"])),)
        except (errors.UnreadableFile, errors.UnwritablePlace, errors.DiskFull) as error:
            if stage.script is not None:
                raise
            words = tuple(told_error(error))  # the answers are not lost: it can be put right, and written again


def _written(env: Env, file: Path, made: Drawn, asked: Vignette) -> bytes:
    """Put the key into the file as it is now: it may have been changed in an editor. Raises: SceneKeyNotPlaced."""
    data = read_named(file)
    draft = read_draft(data, file.name)
    now = usable(draft)
    if now is None or now.form != asked.form:
        wrong = next((problem for problem in draft.outside if problem.severity == "error"), None)
        why = "it is on another form now" if wrong is None else f"line {wrong.line}: {wrong.what}"
        raise errors.SceneKeyNotPlaced(path=file, why=why)
    try:
        around = split(data)
        new = joined(around, key_block(made, now.key, around, now.languages))
        must_keep(data, new)
    except NoPlace as none:
        raise errors.SceneKeyNotPlaced(path=file, why=none.why) from None
    rewrite_named(file, new, env.platform)
    return new


def _told(file: Path, data: bytes, made: Drawn) -> Result:
    found = checked_data(file, data)
    wrong = tuple(problem for problem in found.problems if problem.severity == "error")
    language = current()
    after = [f"Read it: fieldkit practice preview {file}"]
    if wrong:
        after.insert(0, f"What is still to do: fieldkit practice check {file}")
    return Result(
        data={
            "state": "written",
            "file": str(file),
            "answers": len(made.answers),
            "not_keyed": list(made.not_keyed),
            "result": made.result,
            "age": made.age,
            "touched": list(made.touched),
            "left_out": list(made.harmful),
            "problems": [mistake_data(file, problem) for problem in wrong],
        },
        lines=(
            f"The key is in {file}: {say_n(language, 'authoring.answers', len(made.answers))}, result {made.result}.",
            *told_mistakes(found, wrong),
        ),
        after=tuple(after),
    )
