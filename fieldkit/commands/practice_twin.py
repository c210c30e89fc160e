"""After a practice interview its twin, in which one fact differs: offered, and afterwards what that fact changed.

Which fact it is stands nowhere before both are done; who declines, or leaves the second one, is not marked for it.
"""

from collections.abc import Callable, Iterator

from fieldkit.commands.practice_run import Left, Session
from fieldkit.commands.practice_words import step_words, value_words
from fieldkit.commands.vignettes import told_in
from fieldkit.forms.compiled import CompiledForm
from fieldkit.practice.vignette import ELEMENTS, Vignette
from fieldkit.result import Result
from fieldkit.ui.messages import say

Prepare = Callable[[Session], "Session | None"]
"""Make the session of a session's twin; None where it has none that can be practised here."""


def with_twin(first: Session, prepare: Prepare) -> Result:
    """Run a scene, then its twin where that is wanted. A script is one scene."""
    done = first.run()
    if not first.finished or first.script is not None:
        return done
    second = prepare(first)
    if second is None:
        return done
    try:
        if not _wanted(first):
            return done
    except Left as left:
        return left.result or done
    earlier = first.vignette
    second.after = lambda judged, language: twin_page(earlier, second.vignette, judged, language)
    then = second.run()
    if then.data.get("state") == "hidden":
        return then
    lines = tuple(dict.fromkeys((*done.lines, *then.lines)))
    return Result(data={**done.data, "twin": then.data}, lines=lines, exit_status=then.exit_status)


def _wanted(first: Session) -> bool:
    lines = [first.say("twin.how"), *([] if first.alone else [first.say("twin.turns")])]
    options = [(word, first.say(f"twin.{word}")) for word in ("yes", "no")]
    return first.choose(first.say("twin.now"), lines, options) == "yes"


def twin_page(earlier: Vignette, later: Vignette, judged: CompiledForm, language: str) -> tuple[str, tuple[str, ...]]:
    """Return what the one fact is, and how both keys stand beside each other: title and lines."""
    fact = say(language, "twin.differs", title=told_in(later.title, language))
    lines = [f"{fact} {told_in(later.differs, language)}"]
    for vignette in (earlier, later):
        lines += ["", told_in(vignette.title, language), *(f"  {line}" for line in _key(vignette, judged, language))]
    return say(language, "twin.title"), tuple(lines)


def _key(vignette: Vignette, judged: CompiledForm, language: str) -> Iterator[str]:
    key = vignette.key
    yield say(language, "twin.situation", situation=value_words(judged, "situation", key.situation, language))
    elements = ", ".join(_elements(vignette, judged, language)) or say(language, "twin.none")
    yield say(language, "twin.elements", elements=elements)
    yield say(language, "twin.steps", steps="; ".join(step_words(judged, step, language) for step in key.right_steps))


def _elements(vignette: Vignette, judged: CompiledForm, language: str) -> Iterator[str]:
    for name in ELEMENTS:
        words = value_words(judged, "elements", name, language).partition(":")[0].strip()
        if name in vignette.key.either:
            yield say(language, "twin.both_ways", element=words)
        elif name in vignette.key.present:
            yield words
