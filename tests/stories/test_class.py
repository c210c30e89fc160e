"""A class at the keyboard: making it, joining it, agreeing that headquarters gets the scores."""

import html
import json
import os
from pathlib import Path

import pytest

from fieldkit.commands.vignettes import told_in
from fieldkit.ui.messages import say
from tests.stories.conftest import Place
from tests.stories.rehearsals import scene
from tests.stories.terminal import Terminal
from tests.stories.test_plain_lines import lines_only
from tests.stories.test_practice import in_lines

PASSPHRASE = "an invented class passphrase"
LANGUAGES = ("en", "rw")
PLAIN = pytest.mark.parametrize("plain", [False, True], ids=["full", "plain"])


def made(empty: Place) -> str:
    """Make a class through pipes; return the code on the board."""
    secret = empty.folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    os.chmod(secret, 0o600)
    done = empty.run("trainer", "practice", "class", "new", "Posts", "-o", "stick", "--json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["data"]["code"])


def laptop(empty: Place, *words: str, language: str, plain: bool, home: str = "laptop") -> Terminal:
    given = ("--plain", *words) if plain else words
    return empty._open(home, given, {"env": {"FIELDKIT_LANG": language}})


@PLAIN
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trainee_joins_with_the_code_and_a_number(empty: Place, language: str, plain: bool) -> None:
    """A slip is said and typed again; no passphrase, no real name."""
    code = made(empty)
    window = laptop(empty, "practice", "class", "join", "stick", language=language, plain=plain)
    window.expect(say(language, "class.ask_code")).type(f"{code[:-1]}\r")
    window.expect(say(language, "class.mistyped")).type(f"{code.lower()}\r")
    window.expect(say(language, "class.ask_who")[:20]).type("a,b\r")
    window.expect(say(language, "class.who_rule")[:20]).type("7\r")
    window.expect(say(language, "class.opt_out")[:20])
    assert window.end() == 0
    assert (empty.folder / "laptop" / "practice").is_dir()
    assert not (empty.folder / "laptop" / "store").exists()


def test_a_trainer_makes_a_class(empty: Place) -> None:
    """A passphrase of one's own, and the code for the board."""
    window = laptop(
        empty, "practice", "class", "new", "Posts", "-o", "stick", language="en", plain=True, home="trainer"
    )
    window.expect("Passphrase for the keys of this class").type("2\r")
    window.expect("New passphrase:").type(f"{PASSPHRASE}\r")
    window.expect("The same again:").type(f"{PASSPHRASE}\r")
    window.expect("Write on the board")
    assert window.end() == 0
    assert Path(empty.stick / "class.fkc").is_file()


@PLAIN
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_joined_is_asked_for_whom_and_who_leaves_reads_nothing_out(
    empty: Place, language: str, plain: bool
) -> None:
    """Nobody has to remember --who: for oneself stands first, then each name of this laptop. Who leaves gets no line
    to be read out in the room; alone the class gets nothing at all."""
    joining = ("practice", "class", "join", "stick", "--code", made(empty), "--who", "7")
    assert empty.run("laptop", *joining).returncode == 0
    prompt = f"{say(language, 'practice.word')}>"
    for choice, banner, told in (("1", "", "practice.left"), ("2", "_class", "practice.left_class")):
        with laptop(empty, "practice", "tea_by_the_shop", language=language, plain=plain) as window:
            window.expect(say(language, "class.for_whom", name="Posts"), say(language, "class.alone"))
            window.expect(say(language, "class.as_who", who="7")).type(f"{choice}\r")
            window.expect(say(language, f"practice.banner{banner}"), say(language, "practice.touches"))
            (window.at(prompt) if plain else window).type("2\r")
            assert window.end() == 0
            last = " ".join(window.said.split()) if plain else " ".join(window.text.split())
            assert say(language, told) in last
            assert say(language, "class.line", line="").strip() not in last
    assert len(list((empty.stick / "results").iterdir())) == 1


def test_a_class_from_the_code_on_the_board_to_the_page_in_lines(empty: Place) -> None:
    """In Kinyarwanda and plain mode: a trainee joins, practises a scene for the class while the stick is elsewhere,
    hands over when it is back; the trainer gathers and writes the page. Nobody is on the page."""
    code, away = made(empty), empty.folder / "away"
    with laptop(empty, "practice", "class", "join", "stick", language="rw", plain=True) as window:
        window.at(say("rw", "class.ask_code")).enter(code)
        window.at(say("rw", "class.ask_who")).enter("Umusozi")
        assert window.end() == 0
        assert say("rw", "class.travels") in " ".join(window.said.split())
        lines_only(window)
    empty.stick.rename(away)
    vignette = scene("tea_by_the_shop")
    with laptop(empty, "practice", vignette.id, "--who", "Umusozi", language="rw", plain=True) as window:
        in_lines(window, vignette, "rw", banner="practice.banner_class")
        assert say("rw", "class.waits") in " ".join(window.said.split())
        lines_only(window)
    away.rename(empty.stick)
    assert not list((empty.stick / "results").iterdir())
    with laptop(empty, "practice", "class", "give", "stick", language="rw", plain=True) as window:
        window.expect(say("rw", "class.given", n=1))
        assert window.end() == 0
    words = ("practice", "class", "gather", "stick", "--page", "class.html")
    with laptop(empty, *words, language="rw", plain=True, home="trainer") as window:
        window.expect(say("rw", "class.passphrase", name="Posts").strip()).enter(PASSPHRASE)
        assert window.end() == 0
        assert say("rw", "class.counts", people=1, runs=1, new=1, left=0) in window.said
        assert "Umusozi\t1\t" in window.said
        lines_only(window)
    page = (empty.folder / "class.html").read_text(encoding="utf-8")
    assert say("rw", "practice.word") in page
    assert "Umusozi" not in page
    assert html.escape(told_in(vignette.title, "rw")) in page  # items have words on the page
