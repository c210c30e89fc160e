"""A knowledge test at the keyboard, before and after a course: alone and in a class, in full and plain mode."""

import json
import os
import re
from collections.abc import Iterator

import pytest

from fieldkit.commands.banks import bank_file
from fieldkit.commands.knowledge_words import choice_of
from fieldkit.commands.vignettes import told_in
from fieldkit.practice.items import Item
from fieldkit.ui.messages import say
from tests.stories.conftest import Place
from tests.stories.terminal import Terminal
from tests.stories.test_class import PASSPHRASE, laptop
from tests.stories.test_plain_lines import lines_only

NAME = "border_and_field"
BANK, _ = bank_file(NAME)
LANGUAGES = ("en", "rw")


def joined(empty: Place) -> None:
    """Make a class with a test, and join it as 7, through pipes."""
    secret = empty.folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    os.chmod(secret, 0o600)
    words = ("Posts", "-o", "stick", "--audience", "border_officer", "--bank", NAME, "--bank-size", "4")
    done = empty.run("trainer", "practice", "class", "new", *words, "--json")
    assert done.returncode == 0, done.stderr
    code = str(json.loads(done.stdout)["data"]["code"])
    done = empty.run("laptop", "practice", "class", "join", "stick", "--code", code, "--who", "7")
    assert done.returncode == 0, done.stderr


def start(item: Item, language: str) -> str:
    return " ".join(told_in(item.question, language).split())


def item_in(text: str, language: str) -> Item:
    """Return the item that a screen shows."""
    seen = " ".join(text.split())
    (found,) = [item for item in BANK.items if start(item, language) in seen]
    return found


def number_of(text: str, words: str) -> str:
    """Return the number of a line to choose; long ones go on in the next line."""
    beginning = re.escape(" ".join(words.split()[:4]))
    found = re.search(rf"(\d+)\)? +(?:\[.\] +)?{beginning}", text)
    assert found, text
    return found[1]


def screens(window: Terminal, language: str, mark: str, total: int) -> Iterator[Item]:
    """Go through the items of a sitting on a full screen."""
    for number in range(1, total + 1):
        window.expect(mark, say(language, "of", number=number, total=total), say(language, "test.ref"))
        assert window.screen()[0].strip() == mark
        yield item_in(window.text, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_alone_before_the_course(empty: Place, language: str) -> None:
    """Without a class: which test, when; no item says whether it was right; thanks, and nothing is kept."""
    mark = say(language, "practice.banner_test")
    with laptop(empty, "practice", "test", language=language, plain=False) as window:
        window.expect(say(language, "test.which"), mark).type("1\r")
        window.expect(say(language, "test.when"), mark).type("1\r")
        window.expect(say(language, "test.touches")[:30], say(language, "test.first")[:30], mark).type("1\r")
        for item in screens(window, language, mark, len(BANK.items)):
            window.type(f"{number_of(window.text, choice_of(item, item.right, language))}\r")
        window.expect(say(language, "test.thanks"), say(language, "test.talk"), mark)
        assert not window.shows(say(language, "test.right"))
        window.enter()
        assert window.end() == 0
    assert not (empty.folder / "laptop").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_class_before_and_after(empty: Place, language: str) -> None:
    """The same four items both times; after the course each comes back with what was chosen, what is right and why,
    and last what changed for this person."""
    joined(empty)
    mark = say(language, "practice.banner_test_class")
    put: list[set[str]] = []
    with laptop(empty, "practice", "test", "--before", "--who", "7", language=language, plain=False) as window:
        window.expect(say(language, "test.class")[:30], mark).type("1\r")
        first = list[Item]()
        for item in screens(window, language, mark, 4):
            first.append(item)
            words = choice_of(item, item.right, language) if len(first) == 1 else say(language, "test.dk")
            window.type(f"{number_of(window.text, words)}\r")
        window.expect(say(language, "test.kept"), say(language, "test.talk")).enter()
        assert window.end() == 0
        assert window.shows(say(language, "class.saved"))
    put.append({item.id for item in first})
    with laptop(empty, "practice", "test", "--after", "--who", "7", language=language, plain=False) as window:
        window.expect(say(language, "test.class")[:30], mark).type("1\r")
        second = []
        for item in screens(window, language, mark, 4):
            second.append(item)
            right = item.id != first[0].id
            words = choice_of(item, item.right, language) if right else say(language, "test.ref")
            window.type(f"{number_of(window.text, words)}\r")
        for item in second:
            told = "test.left_out" if item.id == first[0].id else "test.now_right"
            window.expect(start(item, language), say(language, told)[:30], mark)
            assert " ".join(told_in(item.why, language).split()) in " ".join(window.text.split())
            window.enter()
        window.expect(say(language, "test.marks", right=3, of=3, left=1), say(language, "test.gained", n=3))
        window.expect(say(language, "test.other", n=1)[:40]).enter()
        assert window.end() == 0
        assert "-" in window.text
    put.append({item.id for item in second})
    assert put[0] == put[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_the_course_in_lines(empty: Place, language: str) -> None:
    """The same in plain mode: the word stands in every prompt, and no escape sequence is sent."""
    prompt, total = f"{say(language, 'practice.word')}>", len(BANK.items)
    with laptop(empty, "practice", "test", NAME, "--after", language=language, plain=True) as window:
        said = window.at(prompt).said
        assert say(language, "test.touches") in " ".join(said.split())
        window.enter("1")
        for number in range(total):
            said = window.at(prompt).said
            assert say(language, "practice.banner_test") in said
            assert say(language, "of", number=number + 1, total=total) in said
            item = item_in(said, language)
            window.enter(number_of(said, choice_of(item, item.right, language)))
        assert window.end() == 0
        told = " ".join(window.said.split())
        assert say(language, "test.marks", right=total, of=total, left=0) in told
        assert all(" ".join(told_in(item.why, language).split()) in told for item in BANK.items)
        lines_only(window)


def test_before_the_course_in_lines(empty: Place) -> None:
    """Nothing of the answers is said; in a class the result is kept."""
    joined(empty)
    with laptop(empty, "practice", "test", "--before", "--who", "7", language="en", plain=True) as window:
        window.at("PRACTICE>").enter("1")
        for _ in range(4):
            said = window.at("PRACTICE>").said
            window.enter(number_of(said, "I do not know"))
        assert window.end() == 0
        told = " ".join(window.said.split())
        assert "Kept, thank you. We talk about it after the course." in told
        assert "right" not in told.casefold().replace("what is right is not said", "")
        lines_only(window)


def test_one_may_leave_on_every_screen(empty: Place) -> None:
    """At the note, at an item, over the help and danger pages; no reason is asked, and nothing is marked."""
    joined(empty)
    for leave in ("note", "item", "help"):
        with laptop(empty, "practice", "test", "--before", "--who", "7", language="en", plain=False) as window:
            window.expect("They tell nobody's story", "nothing is marked")
            if leave == "note":
                window.type("2\r")
            else:
                window.type("1\r").expect("1 of 4", "I would rather not answer")
            if leave == "help":
                before = window.text
                window.keys("ctrl-g").wait_for_change(before).expect("This is practice", "PRACTICE - a test")
                before = window.text
                window.enter().wait_for_change(before).expect("1 of 4")
                before = window.text
                window.keys("ctrl-u").wait_for_change(before).expect("PRACTICE - a test")
            if leave != "note":
                window.keys("ctrl-x")
            assert window.end() == 0
            assert window.shows("No reason is needed, nothing is marked.")
            assert not window.shows("read this line")
    assert len(list((empty.stick / "results").glob("*.fkp"))) == 3
    with laptop(empty, "practice", "test", NAME, "--after", language="en", plain=False) as window:
        window.expect("Does the class Posts get the marks?", "Yes: I am 7").type("1\r")
        window.expect("They tell nobody's story").keys("ctrl-x")
        assert window.end() == 0
        assert window.shows("No reason is needed; nothing was kept, and nothing is marked.")


def test_who_reads_neither_language_of_the_bank_gets_english_and_a_note(empty: Place) -> None:
    """The interface stays in one's own language."""
    with laptop(empty, "practice", "test", NAME, "--after", language="fr", plain=False) as window:
        window.expect(say("fr", "test.untranslated", language="français", other="English")[:40], "Commencer").type(
            "1\r"
        )
        window.expect(say("fr", "test.ref"))
        assert item_in(window.text, "en") in BANK.items
        window.keys("ctrl-x")
        assert window.end() == 0
