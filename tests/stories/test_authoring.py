"""A trainer at the keyboard: the key of a scene by doing the interview, and its preview; full and in lines."""

from pathlib import Path

import pytest

from fieldkit.commands.practice_check import shipped_vignettes
from fieldkit.commands.vignettes import told_in, vignette_named
from fieldkit.ui.messages import say
from tests.stories.conftest import Place
from tests.stories.rehearsals import heard, judgement, scene, talk
from tests.stories.terminal import Terminal
from tests.stories.test_plain_lines import lines_only
from tests.stories.test_practice import mark, seen, sit

NAME = "tea_by_the_shop"


def written(place: Place, *, key: bool) -> Path:
    """Put a scene into the folder, with or without its key."""
    text = (shipped_vignettes() / f"{NAME}.yaml").read_text(encoding="utf-8")
    path = place.folder / f"{NAME}.yaml"
    path.write_text(text if key else text[: text.index("\nkey:\n") + 1] + "# The end.\n", encoding="utf-8")
    return path


def answered(window: Terminal, language: str) -> None:
    """Do the interview and the judgement along the key, with the words of the script on the screen."""
    vignette = scene(NAME)
    for turn in talk(vignette, language):
        seen(window, turn.label, language=language)
        if turn.entry is not None:
            assert window.shows(" ".join(heard(turn.entry, language).split()[:4]))
        window.type(turn.keys)
    seen(window, say(language, "overview.review"), language=language).enter()
    seen(window, say(language, "practice.judge_title"), language=language)
    assert not window.shows(say(language, "result.elements_not_shown"))
    window.enter()
    for turn in judgement(vignette, language):
        seen(window, turn.label, language=language).type(turn.keys)
    seen(window, say(language, "overview.review"), language=language).enter()


@pytest.mark.parametrize("language", ["en", "rw"])
def test_the_key_is_filled_by_doing_the_interview(empty: Place, language: str) -> None:
    """The person's words stand at each question, the judgement comes after; then what the form says, and one's word
    that it is written. The file keeps all else."""
    path = written(empty, key=False)
    before, known = path.read_text(encoding="utf-8"), scene(NAME).key
    with sit(empty, "practice", "key", path.name, language=language) as window:
        seen(window, say(language, "authoring.title"), language=language)
        assert not window.shows(" ".join(say(language, "authoring.there").split()[:4]))
        window.type("1\r")
        answered(window, language)
        seen(window, say(language, "authoring.summary"), say(language, "result.elements_not_shown"), language=language)
        assert window.shows(say(language, "age.adult"))
        assert path.read_text(encoding="utf-8") == before
        window.enter()
        seen(window, say(language, "authoring.write"), language=language).type("1\r")
        assert window.end() == 0
        assert window.shows("The key is in")
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    path.write_text(after.replace("TODO: ", ""), encoding="utf-8")
    made = vignette_named(str(path)).key
    assert {name: one.right for name, one in made.answers.items()} == {
        name: one.right for name, one in known.answers.items()
    }
    assert (made.situation, made.right_steps) == (known.situation, known.right_steps)


def test_whoever_leaves_changes_nothing(empty: Place) -> None:
    """At the question about the key that is there, in the middle, and at the very end."""
    path = written(empty, key=True)
    before = path.read_bytes()
    with sit(empty, "practice", "key", path.name, language="en") as window:
        seen(window, "This scene has a key.", "Leave the file as it is", language="en").type("2\r")
        assert window.end() == 0
        assert window.shows("You left. The file is as it was.")
    with sit(empty, "practice", "key", path.name, language="en") as window:
        seen(window, "This scene has a key.", language="en").type("1\r")
        seen(window, talk(scene(NAME), "en")[0].label, language="en").keys("ctrl-n")
        seen(window, "in immediate danger", language="en").keys("ctrl-x")
        assert window.end() == 0
        assert window.shows("You left. The file is as it was.")
    with sit(empty, "practice", "key", path.name, "--force", language="en") as window:
        seen(window, say("en", "authoring.title"), language="en")
        assert not window.shows("This scene has a key.")
        window.type("1\r")
        answered(window, "en")
        seen(window, "What goes into the key", language="en").enter()
        seen(window, "Write it into the file", language="en").type("2\r")
        assert window.end() == 0
    assert path.read_bytes() == before


def test_what_is_changed_in_an_editor_meanwhile_is_kept(empty: Place) -> None:
    """A mistake made there is said, and can be corrected before it is written again: no answer is lost."""
    path = written(empty, key=False)
    text = path.read_text(encoding="utf-8")
    with sit(empty, "practice", "key", path.name, language="en") as window:
        seen(window, say("en", "authoring.title"), language="en").type("1\r")
        answered(window, "en")
        seen(window, "What goes into the key", language="en").enter()
        seen(window, "Write it into the file", language="en")
        path.write_text(text.replace("theme: V04", "theme: V44"), encoding="utf-8")
        window.type("1\r")
        seen(window, "The file has mistakes now.", "`theme` cannot be 'V44'", language="en")
        path.write_text(text.replace("theme: V04", "theme: V03   # changed"), encoding="utf-8")
        window.type("1\r")
        assert window.end() == 0
    assert path.read_text(encoding="utf-8").startswith(text.replace("theme: V04", "theme: V03   # changed"))


@pytest.mark.parametrize("language", ["en", "rw"])
def test_the_key_in_lines(empty: Place, language: str) -> None:
    """The same in plain mode, with the word in every prompt and no escape sequence."""
    path, vignette = written(empty, key=False), scene(NAME)
    prompt = f"{say(language, 'practice.word')}>"
    with sit(empty, "--plain", "practice", "key", path.name, language=language) as window:
        window.at(prompt).enter("1")
        for turn in talk(vignette, language):
            said = " ".join(window.at(prompt).said.split())
            assert turn.label in said
            assert turn.entry is None or heard(turn.entry, language) in said
            window.enter(turn.line)
        window.at(prompt).enter()
        for turn in judgement(vignette, language):
            assert turn.label in " ".join(window.at(prompt).said.split())
            window.enter(turn.line)
        window.at(prompt).enter()
        said = " ".join(window.at(prompt).said.split())
        assert say(language, "result.elements_not_shown") in said
        window.enter("1")
        assert window.end() == 0
        lines_only(window)
    assert "\n  situation: smuggling\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "rw"])
def test_the_preview_page_by_page(empty: Place, language: str) -> None:
    """What the check says, the scene, the questions with the words, the card, the key, a perfect run: all of it marked
    as practice."""
    vignette = scene(NAME)
    with sit(empty, "practice", "preview", NAME, language=language) as window:
        read, last = "", " ".join(told_in(vignette.key.settles_why, language).split()[-4:])
        while read.count(last) < 2:  # with the key, and with the feedback
            seen(window, say(language, "how.note"), language=language)
            read += " " + " ".join(window.text.split())
            before = window.text
            window.keys("page down" if window.shows(say(language, "more.below")) else "enter")
            window.wait_for_change(before)
        found = [
            read.index(part)
            for part in (
                say(language, "preview.check"),
                say(language, "practice.touches"),
                " ".join(told_in(vignette.story[0], language).split()[:6]),
                say(language, "preview.talk"),
                " ".join(told_in(vignette.script["debt"].ways[1].ask, language).split()[:6]),
                say(language, "preview.card"),
                say(language, "preview.key"),
                " ".join(told_in(vignette.key.why, language).split()[:6]),
                say(language, "preview.perfect"),
            )
        ]
        assert found == sorted(found)
        assert window.end() == 0
        assert window.shows(say(language, "preview.over"))


def test_one_may_leave_the_preview(empty: Place) -> None:
    """Where one has read enough."""
    with sit(empty, "practice", "preview", NAME, language="en") as window:
        seen(window, "What the check says", language="en").enter()
        seen(window, "What may touch you", language="en").keys("ctrl-x")
        assert window.end() == 0
        assert window.shows("The preview ends.")


def test_the_preview_in_lines(empty: Place) -> None:
    """In plain mode one page below the other, as every page of words; each says that it is practice."""
    with sit(empty, "--plain", "practice", "preview", NAME, language="en") as window:
        assert window.end() == 0
        said = " ".join(window.everything.split())
        found = [
            said.index(part) for part in ("What the check says", "What may touch you", "The answer key", "22 of 22")
        ]
        assert found == sorted(found)
        assert said.count(mark("en")) > 8
        assert said.endswith("The preview ends.")
        lines_only(window)
