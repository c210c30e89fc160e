"""Agreeing, at the trainer's keyboard, that headquarters gets one's scores: person by person, no stands first."""

import json
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.sync.bundle.capacity import read_capacity
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import say
from tests.flow.test_practice_scenes import key_of
from tests.stories.conftest import Place
from tests.stories.rehearsals import scene
from tests.stories.terminal import Terminal
from tests.stories.test_class import LANGUAGES, PASSPHRASE, PLAIN, laptop, made
from tests.stories.test_plain_lines import lines_only

NAME = "tea_by_the_shop"
PEOPLE = ("1", "2", "Umusozi")
FILE = "class.capacity"


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A class whose three people practised, and were gathered."""
    place = Place(tmp_path_factory.mktemp("gathered"))
    place.stick.mkdir()
    code = made(place)
    answers = place.folder / "answers.json"
    answers.write_text(json.dumps(key_of(scene(NAME))), encoding="utf-8")
    for who in PEOPLE:
        well(place, "trainees", "practice", "class", "join", "stick", "--code", code, "--who", who)
        well(place, "trainees", "practice", NAME, "--answers", "answers.json", "--who", who)
    well(place, "trainer", "practice", "class", "gather", "stick")
    return place


def well(place: Place, home: str, *words: str) -> None:
    done = place.run(home, *words)
    assert done.returncode == 0, done.stderr


def asking(place: Place, language: str, *, plain: bool) -> Terminal:
    """Begin; the trainer's passphrase, then the wording stands there whole."""
    (place.folder / FILE).unlink(missing_ok=True)
    words = ("practice", "class", "capacity", "-o", FILE)
    window = laptop(place, *words, language=language, plain=plain, home="trainer")
    window.expect(say(language, "class.passphrase", name="Posts").strip()).enter(PASSPHRASE)
    window.expect(say(language, "capacity.agrees", who="1"))
    told = " ".join((window.said if plain else window.everything).split())
    assert say(language, "capacity.consent") in told
    return window


def answer(window: Terminal, who: str, word: str, language: str, *, plain: bool) -> None:
    """Answer for one person. No stands first: Enter alone is no on a full screen."""
    window.expect(say(language, "capacity.agrees", who=who))
    if plain:
        said = window.at(say(language, "ask.number")).said
        assert said.index(say(language, "capacity.no")) < said.index(say(language, "capacity.yes"))
        window.enter({"no": "1", "yes": "2"}[word])
        return
    rows = [row.strip() for row in window.screen() if say(language, f"capacity.{word}") in row]
    assert rows, window.text
    assert any(row.strip().startswith(">") and say(language, "capacity.no") in row for row in window.screen())
    before = window.text
    window.keys(*(("enter",) if word == "no" else ("down", "enter"))).wait_for_change(before)


@PLAIN
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_person_is_asked_and_only_who_agrees_is_in_the_file(gathered: Place, language: str, plain: bool) -> None:
    """The wording first, in the class's language; then name by name, and the others are nowhere in the file."""
    with asking(gathered, language, plain=plain) as window:
        for who, word in zip(PEOPLE, ("no", "yes", "no"), strict=True):
            answer(window, who, word, language, plain=plain)
        agreed = say(language, "capacity.made", n=1, total=3, file="")
        window.expect(agreed.strip(), say(language, "capacity.unsealed").split(":")[0])
        assert window.end() == 0
        if plain:
            lines_only(window)
    found = read_capacity(Path(gathered.folder / FILE).read_bytes())
    assert [(one.who, one.consent.language) for one in found.people] == [("2", language)]


@PLAIN
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_agrees_and_nothing_is_written(gathered: Place, language: str, plain: bool) -> None:
    """That is all right, and it is said so."""
    with asking(gathered, language, plain=plain) as window:
        for who in PEOPLE:
            answer(window, who, "no", language, plain=plain)
        window.expect(error_words(errors.NobodyAgreed(), language)[0], "[FK-816]")
        assert window.end() == 182
    assert not (gathered.folder / FILE).exists()


@PLAIN
@pytest.mark.parametrize("way", ["interrupted", "hidden", "window closed"])
def test_leaving_in_the_middle_writes_nothing(gathered: Place, way: str, plain: bool) -> None:
    """Also after somebody agreed: by Ctrl-C, by hiding everything, by closing the window."""
    with asking(gathered, "en", plain=plain) as window:
        answer(window, "1", "yes", "en", plain=plain)
        window.expect("Does 2 agree?")
        if way == "window closed":
            window.hang_up()
        elif way == "interrupted":
            window.keys("ctrl-c")
            assert window.end() == 130
        else:
            (window.enter(":q") if plain else window.keys("ctrl-q")).end()
    assert not (gathered.folder / FILE).exists()
    assert not list(gathered.folder.glob("*.part"))
