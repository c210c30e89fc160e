"""`fieldkit practice new`: a scene that is still to be written, with each question of its form."""

import re
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands.files import try_new, write_new
from fieldkit.commands.form_source import compiled_of, source_of
from fieldkit.commands.vignettes import wanted
from fieldkit.forms.compiled import CompiledForm
from fieldkit.ports import Env
from fieldkit.practice.read_vignette import WANTED
from fieldkit.practice.run_form import question_cells
from fieldkit.practice.scaffold import Plan, scaffold
from fieldkit.practice.to_do import to_dos
from fieldkit.practice.vignette import AUDIENCES
from fieldkit.result import Result
from fieldkit.workflows.reopening import day_of

_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}\Z")


def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What the scene and its file are called: small letters, digits, _.")],
    form: Annotated[str, typer.Option(help="The form that is practised.")],
    theme: Annotated[str, typer.Option(help="The theme that it is written on: V01 to V15.")] = "",
    audience: Annotated[str, typer.Option(help=f"For whom, with commas: {', '.join(AUDIENCES)}.")] = "",
    language: Annotated[str, typer.Option(help="Languages of its texts, with commas; en and rw at least.")] = "en,rw",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Its file NAME.yaml, or a folder.")] = None,
    force: Annotated[bool, typer.Option(help="Write over the file.")] = False,
) -> Result:
    """Begin a scene of your own: a file with everything that is to be written, and each question of the form.

    Example: fieldkit practice new our_market --form border_quick_screen --theme V07
    """
    env: Env = ctx.obj
    if not _NAME.match(name):
        raise typer.BadParameter("a scene's name has small letters, digits and _, at most 48, and begins with a letter")
    path = _place(name, output)
    try_new(path, force=force)
    compiled = compiled_of(source_of(form))
    today = day_of(env.clock.now())
    plan = Plan(
        name,
        f"{today.year}.{today.month}.1",
        wanted(theme, 0, "").theme,
        tuple(wanted("", 0, one).audience for one in _listed(audience)),
        _languages(language, compiled),
    )
    data = scaffold(plan, compiled)
    write_new(path, data, env.platform, force=force)
    return _told(path, plan, compiled, data)


def _place(name: str, output: Path | None) -> Path:
    path = Path(f"{name}.yaml") if output is None else output / f"{name}.yaml" if output.is_dir() else output
    if path.name != f"{name}.yaml":
        raise typer.BadParameter(f"the file of the scene {name} is called {name}.yaml: name it so, or name a folder")
    return path


def _listed(words: str) -> list[str]:
    return [word for part in words.split(",") if (word := part.strip())]


def _languages(language: str, compiled: CompiledForm) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(_listed(language)))
    lacking = [code for code in WANTED if code not in found]
    if lacking:
        raise typer.BadParameter(f"every scene is written in {' and '.join(WANTED)}: add {', '.join(lacking)}")
    foreign = [code for code in found if code not in compiled.form.languages]
    if foreign:
        known = ", ".join(compiled.form.languages)
        raise typer.BadParameter(f"{compiled.form.form_id} has no {', '.join(foreign)}: it has {known}")
    return found


def _told(path: Path, plan: Plan, compiled: CompiledForm, data: bytes) -> Result:
    from fieldkit.forms.yaml_reader import read_yaml

    questions, left = sum(1 for _ in question_cells(compiled)), len(to_dos(read_yaml(data)[0]))
    form = compiled.form.form_id
    return Result(
        data={"file": str(path), "vignette": plan.name, "form": form, "questions": questions, "to_do": left},
        lines=(f"{path}: a scene for {form} with its {questions} questions; {left} things to write.",),
        after=(
            "Open it in a text editor and replace each TODO, from top to bottom.",
            f"What is still to do: fieldkit practice check {path}",
        ),
    )
