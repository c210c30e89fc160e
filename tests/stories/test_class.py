"""A class at the keyboard: making it, joining it, agreeing that headquarters gets the scores."""

import json
import os
from pathlib import Path

import pytest

from fieldkit.ui.messages import say
from tests.stories.conftest import Place
from tests.stories.terminal import Terminal

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
