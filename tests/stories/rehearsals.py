"""A practice interview at the keyboard: the screens of a scene's form along its key, and what is typed at each."""

from collections.abc import Iterator
from dataclasses import dataclass

from fieldkit.commands.vignettes import told_in, vignette_named
from fieldkit.forms.interview import QuestionView
from fieldkit.forms.values import NonAnswer
from fieldkit.practice.marking import key_judgement
from fieldkit.practice.vignette import Given, ScriptEntry, Vignette
from tests.content.shipped import FORMS
from tests.content.walking import compiled, screens
from tests.stories.terminal import KEYS

JUDGEMENT = FORMS / "practice" / "judgement"


@dataclass(frozen=True, slots=True)
class Turn:
    """One screen of a form: what it shows, what comes to it, what is typed on a full screen and in plain mode."""

    view: QuestionView
    entry: ScriptEntry | None
    keys: str
    line: str

    @property
    def label(self) -> str:
        return " ".join(self.view.label.split()[:12])


def scene(name: str) -> Vignette:
    return vignette_named(name)


def heard(entry: ScriptEntry, language: str) -> str:
    """The words that belong to one question, where it is asked well."""
    way = next((way for way in entry.ways if way.kind == "open"), None)
    return told_in(way.says if way is not None else entry.says or entry.seen, language)


def talk(vignette: Vignette, language: str) -> list[Turn]:
    """The interview along the key."""
    given = {name: answer.right for name, answer in vignette.key.answers.items()}
    return [_turn(view, given, vignette) for view in screens(compiled(vignette.form), given, language)]


def judgement(vignette: Vignette, language: str) -> list[Turn]:
    """The judgement that the key would give."""
    given: dict[str, Given] = {}
    for name, value in key_judgement(vignette).items():
        assert isinstance(value, str | tuple)
        given[name] = value
    form = compiled("practice/judgement")
    offered = {
        choice.value for view in screens(form, {}, language) if view.name == "steps_now" for choice in view.choices
    }
    steps = given.pop("steps_now")
    assert isinstance(steps, tuple)
    now = tuple(step for step in steps if step in offered)
    after = tuple(step for step in steps if step not in offered)
    given.update({name: found for name, found in (("steps_now", now), ("steps_after", after)) if found})
    return [_turn(view, given, vignette) for view in screens(form, given, language)]


def _turn(view: QuestionView, given: "dict[str, Given]", vignette: Vignette) -> Turn:
    keys, line = _typed(view, given.get(view.name))
    return Turn(view, vignette.script.get(view.name), keys, line)


def _typed(view: QuestionView, given: "Given | None") -> tuple[str, str]:
    if view.kind == "note":
        return KEYS["enter"], ""
    if given is None or given is NonAnswer.BLANK:
        return KEYS["ctrl-n"], ":n"
    if isinstance(given, NonAnswer):
        letter = "k" if given is NonAnswer.DONT_KNOW else "r"
        return KEYS[f"ctrl-{letter}"], f":{letter}"
    numbers = " ".join(_numbers(view, given))
    if view.kind == "select_multiple":
        return f"{numbers} \r", numbers
    return (f"{numbers}\r", numbers) if view.choices else (f"{given}\r", str(given))


def _numbers(view: QuestionView, given: "str | tuple[str, ...]") -> Iterator[str]:
    known = [choice.value for choice in view.choices]
    for value in (given,) if isinstance(given, str) else given:
        if value in known:
            yield str(known.index(value) + 1)
