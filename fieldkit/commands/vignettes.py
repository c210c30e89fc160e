"""The vignettes on this machine: found by name or file, listed, and chosen from on the screen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.banks import bank_data, banks_here, reviewed
from fieldkit.commands.files import read_named
from fieldkit.commands.form_source import compiled_of, source_of
from fieldkit.commands.practice_check import shipped_vignettes
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.model import Localised, text_in
from fieldkit.forms.problems import invalid
from fieldkit.ports import Entropy
from fieldkit.practice.items import Bank
from fieldkit.practice.read_vignette import is_vignette, read_draft
from fieldkit.practice.vignette import AUDIENCES, THEMES, Vignette
from fieldkit.result import Json, Result, Table
from fieldkit.ui.messages import STANDS_IN, current, language_name, say, say_n

MOST_SCENES = 9
"""Scenes that stand in one list at once; where there are more, one says first for whom and how hard."""
ANY, ONE, FREE = "*", "?", "!"
"""Lines of the lists that are no scene: all of them, one at random, none."""

_COLUMNS = ("name", "title", "difficulty", "languages", "reviewed")
"""What fits into 80 columns. The theme stands in the name; for whom a scene is: `--audience`, or `--json`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What scenes are looked for; empty stands for any."""

    theme: str = ""
    difficulty: int = 0
    audience: str = ""

    def fits(self, vignette: Vignette) -> bool:
        return (
            self.theme in ("", vignette.theme)
            and self.difficulty in (0, vignette.difficulty)
            and (not self.audience or self.audience in vignette.audience)
        )


Theme = Annotated[str, typer.Option(help="Only scenes on this theme: V01 to V15.")]
Difficulty = Annotated[int, typer.Option(min=0, max=3, help="Only scenes of this difficulty: 1, 2 or 3.")]
Who = Annotated[str, typer.Option(help="The name that you chose in your class. Your marks go to the class.")]
Audience = Annotated[str, typer.Option(help=f"Only scenes for: {', '.join(AUDIENCES)}.")]


def wanted(theme: str, difficulty: int, audience: str) -> Wanted:
    """Return what was asked for on the command line. Raises: typer.BadParameter."""
    if theme and theme.upper() not in THEMES:
        raise typer.BadParameter(f"there is no theme {theme!r}: V01 to V15")
    if audience and audience not in AUDIENCES:
        raise typer.BadParameter(f"there is no audience {audience!r}: {', '.join(AUDIENCES)}")
    return Wanted(theme.upper(), difficulty, audience)


def vignettes_here() -> tuple[Vignette, ...]:
    """Return the vignettes that ship, the easier ones first. Raises: FormInvalid."""
    paths = sorted(shipped_vignettes().glob("*.yaml"))
    found = [_read(data, path.name) for path in paths if is_vignette(data := path.read_bytes())]
    return tuple(sorted(found, key=lambda vignette: (vignette.difficulty, vignette.id)))


def vignette_here(named: str) -> Vignette | None:
    """Return a vignette by its id, or by its file; None where it is none. Raises: FormInvalid, UnreadableFile."""
    path = _path(named)
    if path is None:
        return None
    data = read_named(path)
    return _read(data, path.name) if is_vignette(data) else None


def _path(named: str) -> Path | None:
    path = Path(named)
    if path.suffix not in (".yaml", ".yml"):
        path = shipped_vignettes() / f"{named}.yaml"
        if Path(named).name != named or not path.is_file():
            return None
    return path


def vignette_path(named: str) -> Path:
    """Return the file of a vignette that is named by its id or file, whatever is in it. Raises: VignetteUnknown."""
    path = _path(named)
    if path is None:
        raise errors.VignetteUnknown(vignette=named)
    return path


def vignette_named(named: str) -> Vignette:
    """Return a vignette by its id or file. Raises: VignetteUnknown, FormInvalid, UnreadableFile."""
    found = vignette_here(named)
    if found is None:
        raise errors.VignetteUnknown(vignette=named)
    return found


def form_of(vignette: Vignette) -> CompiledForm:
    """Return the form that a vignette practises. Raises: FormUnknown, FormInvalid."""
    return compiled_of(source_of(vignette.form))


def told_in(texts: Localised, language: str) -> str:
    """Return a text of a vignette as it is shown; what is not written in the language comes in another one."""
    language = language if language in texts else STANDS_IN.get(language, language)
    return " ".join(text_in(texts, language, "en").split())


def warnings_of(vignette: Vignette, language: str) -> list[str]:
    """Return what must be said of the texts that are shown: not in this language, not read by anybody fluent."""
    shown = next((code for code in (language, STANDS_IN.get(language, ""), "en") if code in vignette.languages), "en")
    found = []
    if shown != language:
        names = {"language": language_name(language), "other": language_name(shown)}
        found.append(say(language, "practice.untranslated", **names))
    if not vignette.reviewed.get(shown):
        found.append(say(language, "practice.unreviewed"))
    return found


@lru_cache(maxsize=64)  # a choice of scenes, the scene and its marking ask for them all
def _read(data: bytes, name: str) -> Vignette:
    draft = read_draft(data, name)
    if draft.only_to_do:
        first = draft.to_dos[0]
        raise errors.SceneUnfinished(name=name, count=len(draft.to_dos), line=first.places[0][0], first=first.path)
    if draft.vignette is None or any(problem.severity == "error" for problem in draft.problems):
        raise invalid(name, draft.problems)
    return draft.vignette


# --- listing ---------------------------------------------------------------------------------------------------


def list_(theme: Theme = "", difficulty: Difficulty = 0, audience: Audience = "") -> Result:
    """List the scenes that you can practise, and the knowledge tests below them.

    Example: fieldkit practice list --audience police --difficulty 1
    """
    looked_for = wanted(theme, difficulty, audience)
    found = [vignette for vignette in vignettes_here() if looked_for.fits(vignette)]
    language = current()
    tests = [bank for bank in banks_here() if not (looked_for.theme or looked_for.difficulty)]
    tests = [bank for bank in tests if not audience or audience in bank.audience]
    rows = (*(_row(vignette, language) for vignette in found), *(_test_row(bank, language) for bank in tests))
    columns = tuple(say(language, f"scenes.{name}") for name in _COLUMNS)
    return Result(
        data={"vignettes": [_data(vignette) for vignette in found], "banks": [bank_data(bank) for bank in tests]},
        lines=() if rows else (say(language, "practice.no_scene"),),
        table=Table(columns, rows) if rows else None,
        after=(
            *((say(language, "scenes.next"),) if found else ()),
            *((say(language, "scenes.next_test"),) if tests else ()),
        ),
    )


def _test_row(bank: Bank, language: str) -> tuple[str, ...]:
    return (
        bank.id,
        told_in(bank.title, language),
        say(language, "test.word"),
        ", ".join(bank.languages),
        ", ".join(reviewed(bank)) or say(language, "scenes.none"),
    )


def _row(vignette: Vignette, language: str) -> tuple[str, ...]:
    return (
        vignette.id,
        told_in(vignette.title, language),
        str(vignette.difficulty),
        ", ".join(vignette.languages),
        ", ".join(_reviewed(vignette)) or say(language, "scenes.none"),
    )


def _data(vignette: Vignette) -> dict[str, Json]:
    return {
        "vignette": vignette.id,
        "version": vignette.version,
        "title": dict(vignette.title),
        "form": vignette.form,
        "theme": vignette.theme,
        "difficulty": vignette.difficulty,
        "audience": list(vignette.audience),
        "languages": list(vignette.languages),
        "reviewed": _reviewed(vignette),
    }


def _reviewed(vignette: Vignette) -> Sequence[str]:
    return [language for language in vignette.languages if vignette.reviewed.get(language)]


# --- choosing --------------------------------------------------------------------------------------------------

Choose = Callable[[str, Sequence[tuple[str, str]]], str]
"""Ask for one of (value, label) under a title."""


def pick(found: Sequence[Vignette], looked_for: Wanted, choose: Choose, entropy: Entropy, language: str) -> str:
    """Return the id of the scene that was chosen from those found, or FREE."""
    scenes = [vignette for vignette in found if looked_for.fits(vignette)]
    if not looked_for.audience and len(scenes) > MOST_SCENES:
        scenes = _narrowed(scenes, "practice.for_whom", _by_audience(scenes, language), choose, language)
    if not looked_for.difficulty and len(scenes) > MOST_SCENES:
        scenes = _narrowed(scenes, "practice.how_hard", _by_difficulty(scenes, language), choose, language)
    titles = [(vignette.id, _line(vignette, language)) for vignette in scenes]
    further = [(ONE, say(language, "practice.pick_one"))] if len(scenes) > 1 else []
    chosen = choose("practice.which", [*further, *titles, (FREE, say(language, "practice.free"))])
    return _any_of(scenes, entropy) if chosen == ONE else chosen


def _line(vignette: Vignette, language: str) -> str:
    return f"{told_in(vignette.title, language)} ({say(language, f'difficulty.{vignette.difficulty}')})"


def _narrowed(
    scenes: list[Vignette], title: str, groups: "dict[str, list[Vignette]]", choose: Choose, language: str
) -> list[Vignette]:
    """Return the scenes of the group that was chosen, or all of them."""
    if len(groups) < 2:
        return scenes
    lines = [(ANY, _counted(say(language, "practice.any"), scenes, language))]
    lines += [(name, _counted(name, group, language)) for name, group in groups.items()]
    return groups.get(choose(title, lines), scenes)


def _counted(what: str, scenes: Sequence[Vignette], language: str) -> str:
    return say_n(language, "practice.scenes", len(scenes), what=what)


def _by_audience(scenes: Iterable[Vignette], language: str) -> dict[str, list[Vignette]]:
    named = {say(language, f"audience.{one}"): [v for v in scenes if one in v.audience] for one in AUDIENCES}
    return {name: group for name, group in named.items() if group}


def _by_difficulty(scenes: Iterable[Vignette], language: str) -> dict[str, list[Vignette]]:
    named = {say(language, f"difficulty.{level}"): [v for v in scenes if v.difficulty == level] for level in (1, 2, 3)}
    return {name: group for name, group in named.items() if group}


def _any_of(scenes: Sequence[Vignette], entropy: Entropy) -> str:
    return scenes[int.from_bytes(entropy.token(4), "big") % len(scenes)].id
