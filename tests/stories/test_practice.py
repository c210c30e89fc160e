"""Practice at the keyboard: alone with fieldkit, in full and plain mode, and in two from a card."""

import re

import pytest

from fieldkit.commands.rehearsing import shuffled
from fieldkit.commands.vignettes import told_in
from fieldkit.practice.vignette import Vignette
from fieldkit.ui.messages import say
from tests.stories.at_home import choose
from tests.stories.conftest import Place
from tests.stories.rehearsals import Turn, heard, judgement, scene, talk
from tests.stories.terminal import Terminal
from tests.stories.test_plain_lines import lines_only

NAME = "tea_by_the_shop"
GOATS, TWIN = "path_at_daybreak", "path_in_early_light"
MAGENTA = "magenta"


def decline(window: Terminal, language: str) -> None:
    """Say no to the twin."""
    seen(window, say(language, "twin.now"), language=language)
    choose(window, say(language, "twin.no"))


def mark(language: str) -> str:
    return say(language, "practice.banner")


def sit(
    place: Place, *words: str, language: str, env_more: "dict[str, str] | None" = None, **window: object
) -> Terminal:
    env = {"FIELDKIT_LANG": language, **(env_more or {})}
    return place.laptop(*words, env=env, **window)


def seen(window: Terminal, *words: str, language: str) -> Terminal:
    """Wait for a screen; whatever it is, it says that it is practice, in a colour of its own."""
    window.expect(*words, mark(language))
    assert window.screen()[0].strip() == mark(language)
    assert MAGENTA in window.colours() or window.colours() <= {"default"}  # without colour the words remain
    return window


def ask(window: Terminal, vignette: Vignette, turn: Turn, kind: str, language: str) -> None:
    """Choose one of the ways to ask."""
    assert turn.entry is not None
    ways = shuffled(turn.entry.ways, f"{vignette.id} {turn.view.name}")
    number = next(place for place, way in enumerate(ways, 1) if way.kind == kind)
    asked = " ".join(told_in(ways[number - 1].ask, language).split()[:4])
    seen(window, say(language, "practice.how_ask"), asked, language=language).type(f"{number}\r")


def interview(window: Terminal, vignette: Vignette, language: str, *, leading: str = "", words: bool = True) -> None:
    """Answer along the key; at the question `leading` ask in a way that leads."""
    for turn in talk(vignette, language):
        entry = turn.entry
        if words and entry is not None and entry.ways:
            ask(window, vignette, turn, "leading" if turn.view.name == leading else "open", language)
        seen(window, turn.label, language=language)
        if entry is not None and turn.view.name != leading:
            assert window.shows(" ".join(heard(entry, language).split()[:4])) is words
        window.type(turn.keys)
    seen(window, say(language, "overview.review"), language=language).enter()


def pages(window: Terminal, language: str, last: str) -> str:
    """Read page after page until one is gone through that shows `last`; return all of it."""
    read = ""
    while True:
        if window.expect(mark(language)).shows(say(language, "twin.now")):
            return " ".join(read.split())
        seen(window, say(language, "how.note"), language=language)
        read += "\n" + window.text
        while window.shows(say(language, "more.below")):
            before = window.text
            window.keys("page down").wait_for_change(before)
            read += "\n" + window.text
        before = window.text
        if last in " ".join(read.split()):
            return " ".join(read.split())
        window.enter().wait_for_change(before)


@pytest.mark.parametrize("language", ["en", "rw"])
def test_alone_from_the_list_to_the_result(empty: Place, language: str) -> None:
    """No set-up, no headquarters: a scene is chosen, the person's words come with each question, then one's judgement,
    what was noticed, and last the form's result. Every screen says that it is practice."""
    vignette = scene(NAME)
    with sit(empty, "practice", language=language) as window:
        seen(window, say(language, "practice.for_whom"), language=language)
        choose(window, say(language, "audience.border_officer"))
        seen(window, say(language, "practice.how_hard"), language=language)
        choose(window, say(language, "difficulty.1"))
        seen(window, say(language, "practice.which"), language=language)
        choose(window, told_in(vignette.title, language))
        seen(window, " ".join(told_in(vignette.content_note, language).split()[:6]), language=language).type("1\r")
        for step in vignette.story:
            seen(window, " ".join(told_in(step, language).split()[:6]), language=language).enter()
        interview(window, vignette, language, leading="arranged_by")
        seen(window, say(language, "practice.judge_title"), language=language)
        assert not window.shows(say(language, "result.title"))
        window.enter()
        for turn in judgement(vignette, language):
            seen(window, turn.label, language=language).type(turn.keys)
        seen(window, say(language, "overview.review"), language=language).enter()
        said = pages(window, language, say(language, "result.elements_not_shown"))
        assert " ".join(told_in(vignette.key.why, language).split()[:5]) in said
        assert say(language, "fb.asking.leading")[:40] in said
        window.enter()
        decline(window, language)
        assert window.end() == 0
    assert not (empty.folder / "laptop").exists()


def test_one_may_leave_at_the_content_note_and_in_the_middle(empty: Place) -> None:
    """No reason is asked and nothing is marked; practice cannot become anything else meanwhile."""
    with sit(empty, "practice", NAME, language="en") as window:
        seen(window, "What may touch you", language="en").type("2\r")
        assert window.end() == 0
        assert window.shows("No reason is needed; nothing was kept, and nothing is marked.")
    with sit(empty, "practice", NAME, language="en") as window:
        seen(window, "What may touch you", language="en").type("1\r")
        for key in ("enter", "enter", "enter", "ctrl-n"):
            before = seen(window, language="en").text
            window.keys(key).wait_for_change(before)
        seen(window, "in immediate danger", "X leave practice", language="en")
        for key in ("ctrl-g", "ctrl-u", "ctrl-w", "ctrl-t"):
            before = window.text
            window.keys(key).wait_for_change(before)
            seen(window, language="en")
            before = window.text
            window.type("1\r" if key == "ctrl-w" else "0\r" if key == "ctrl-t" else "\r").wait_for_change(before)
        seen(window, "in immediate danger", language="en").keys("ctrl-x")
        assert window.end() == 0
        assert window.shows("No reason is needed; nothing was kept, and nothing is marked.")


@pytest.mark.parametrize("language", ["en", "rw"])
def test_two_practise_from_a_card(empty: Place, language: str) -> None:
    """The card is shown to one; the other asks without the words; the one who played says how it was asked."""
    vignette = scene(NAME)

    def said(key: str) -> str:
        return say(language, key)

    with sit(empty, "practice", "pair", NAME, language=language) as window:
        seen(window, " ".join(told_in(vignette.content_note, language).split()[:6]), language=language).type("1\r")
        seen(window, said("pair.title"), language=language).type("2\r")
        card = ""
        while not window.shows(said("pair.hand_over")):
            seen(window, language=language)
            card += window.text
            before = window.text
            window.keys("page down" if window.shows(said("more.below")) else "enter").wait_for_change(before)
        assert said("card.well").split("“")[0].strip() in " ".join(card.split())
        window.type("1\r")
        for step in vignette.story:
            seen(window, " ".join(told_in(step, language).split()[:6]), language=language).enter()
        interview(window, vignette, language, words=False)
        seen(window, said("practice.judge_title"), language=language).enter()
        for turn in judgement(vignette, language):
            seen(window, turn.label, language=language).type(turn.keys)
        seen(window, said("overview.review"), language=language).enter()
        for turn in talk(vignette, language):
            if turn.entry is not None and turn.entry.ways:
                asked = " ".join(turn.label.split()[:3])
                seen(window, " ".join(said("pair.how_asked").split()[:4]), asked, language=language)
                choose(window, said("way.open"))
        pages(window, language, said("result.elements_not_shown"))
        window.enter()
        assert seen(window, said("twin.now"), language=language).shows(said("twin.turns"))
        decline(window, language)
        assert window.end() == 0


@pytest.mark.parametrize(("first", "language", "env"), [(GOATS, "en", {}), (TWIN, "rw", {"NO_COLOR": "1"})])
def test_the_twin_comes_next_and_then_the_one_fact(
    empty: Place, first: str, language: str, env: dict[str, str]
) -> None:
    """A child's scene and its twin in a row; nothing says before the end which fact differs. Also without colour."""
    second = scene(scene(first).twin)
    fact = " ".join(told_in(second.differs, language).split())
    with sit(empty, "practice", first, language=language, env_more=env) as window:
        whole_scene(window, scene(first), language)
        offer = seen(window, say(language, "twin.now"), say(language, "twin.how"), language=language)
        assert not offer.shows(fact)
        window.type("1\r")
        whole_scene(window, second, language, fact)
        assert window.end() == 0


def whole_scene(window: Terminal, vignette: Vignette, language: str, last: str = "") -> None:
    """Practise along the key and read to the form's result; the feedback holds `last`."""
    seen(window, " ".join(told_in(vignette.content_note, language).split()[:6]), language=language).type("1\r")
    for step in vignette.story:
        seen(window, " ".join(told_in(step, language).split()[:6]), language=language).enter()
    interview(window, vignette, language)
    seen(window, say(language, "practice.judge_title"), language=language).enter()
    for turn in judgement(vignette, language):
        seen(window, turn.label, language=language).type(turn.keys)
    seen(window, say(language, "overview.review"), language=language).enter()
    said = pages(window, language, say(language, "result.hint"))
    assert last in said
    window.enter()


def test_who_leaves_the_feedback_has_finished_all_the_same(empty: Place) -> None:
    """Leaving there is no opt-out of the scene: nothing says so."""
    vignette = scene(NAME)
    with sit(empty, "practice", NAME, language="en") as window:
        seen(window, "What may touch you", language="en").type("1\r")
        for step in vignette.story:
            seen(window, " ".join(told_in(step, "en").split()[:6]), language="en").enter()
        interview(window, vignette, "en")
        seen(window, "The talk is over", language="en").enter()
        for turn in judgement(vignette, "en"):
            seen(window, turn.label, language="en").type(turn.keys)
        seen(window, say("en", "overview.review"), language="en").enter()
        seen(window, say("en", "feedback.title"), language="en").keys("ctrl-x")
        assert window.end() == 0
        assert window.shows("Practice ends. Nothing of it was kept.")
        assert not window.shows("You left the practice")


def in_lines(
    window: Terminal, vignette: Vignette, language: str, *, words: bool = True, banner: str = "practice.banner"
) -> str:
    """Practise a scene in plain mode, to the end of the program; return what was said last. `words`: practising alone,
    from the content note on; else in two, from where the laptop was handed over."""
    prompt = f"{say(language, 'practice.word')}>"
    if words:
        window.at(prompt).enter("1")
    for turn in talk(vignette, language):
        entry = turn.entry
        if words and entry is not None and entry.ways:
            said = window.at(prompt).said
            asked = next(told_in(way.ask, language) for way in entry.ways if way.kind == "open")
            found = re.search(rf"^ *(\d+)  {re.escape(asked)}", said, re.MULTILINE)
            assert found, said
            window.enter(found[1])
        said = " ".join(window.at(prompt).said.split())
        assert turn.label in said
        assert say(language, banner) in said
        assert entry is None or (heard(entry, language) in said) is words
        window.enter(turn.line)
    window.at(prompt).enter()
    for turn in judgement(vignette, language):
        assert turn.label in " ".join(window.at(prompt).said.split())
        assert say(language, "result.hint") not in " ".join(window.everything.split()), "the result came too early"
        window.enter(turn.line)
    window.at(prompt).enter()
    for name in [] if words else [turn.view.name for turn in talk(vignette, language) if turn.entry is not None]:
        kinds = [way.kind for way in vignette.script[name].ways]
        if kinds:
            assert say(language, "pair.how_asked") in " ".join(window.at(prompt).said.split())
            window.enter("1")
    told = " ".join(window.at(prompt).said.split())
    window.enter("2")
    assert window.end() == 0
    assert told_in(vignette.key.why, language) in told
    assert told.index(say(language, "feedback.answers")) < told.index(say(language, "result.elements_not_shown"))
    return told


@pytest.mark.parametrize("language", ["en", "rw"])
def test_alone_in_lines(empty: Place, language: str) -> None:
    """The same in plain mode: the word stands in every prompt, and no escape sequence is sent."""
    with sit(empty, "--plain", "practice", NAME, language=language) as window:
        in_lines(window, scene(NAME), language)
        lines_only(window)


@pytest.mark.parametrize("language", ["en", "rw"])
def test_two_practise_from_a_card_in_lines(empty: Place, language: str) -> None:
    """In plain mode the card is read first, and pushed away before the laptop is handed over; then the one who asks
    sees the form without the person's words."""
    vignette, prompt = scene(NAME), f"{say(language, 'practice.word')}>"
    with sit(empty, "--plain", "practice", "pair", NAME, language=language) as window:
        window.at(prompt).enter("1")
        assert say(language, "pair.how") in " ".join(window.at(prompt).said.split())
        window.enter("2")
        assert say(language, "pair.hand_over") in " ".join(window.at(prompt).said.split())
        window.enter("1")
        in_lines(window, vignette, language, words=False)
        lines_only(window)
