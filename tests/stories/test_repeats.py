"""A list of places at a terminal: added to, opened, one taken away, cut off by power in between, finished."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.commands import library
from fieldkit.paths import shipped_forms
from tests.stories.conftest import FORMS, LANGUAGES, PASSPHRASE, Place, prepare
from tests.stories.terminal import Terminal
from tests.stories.with_forms import FOLDER
from tests.ui.places_form import FORM


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The shipped forms and the one of places; fieldkit started from here finds them."""
    folder = tmp_path_factory.mktemp("forms")
    shutil.copytree(shipped_forms(), folder, dirs_exist_ok=True)
    (folder / "places.yaml").write_text(FORM, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "shipped_forms", lambda: folder)
        patch.setenv(FOLDER, str(folder))
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]) + os.pathsep + os.environ.get("PYTHONPATH", ""))
        yield folder


@pytest.fixture
def laptop(forms: Path, tmp_path: Path) -> Place:
    (tmp_path / "place").mkdir()
    return prepare(tmp_path / "place", [*(f"{form}:{LANGUAGES}" for form in FORMS), "places:en,fr"])


def begin(laptop: Place, *words: str, columns: int = 80) -> Terminal:
    window = laptop.laptop(*words, module="tests.stories.with_forms", columns=columns)
    return window.at("Passphrase:").enter(PASSPHRASE)


def test_places_are_added_opened_and_taken_away_through_power_cuts(laptop: Place) -> None:
    """After each cut the interview goes on in the same instance or at the same list; nothing that was confirmed is
    lost, and what was not confirmed was not taken away."""
    with begin(laptop, "screen", "places") as window:
        window.expect("Places where the person worked 1", "Which town?").enter("Huye")
        window.expect("Shifts in Huye 1", "When does the shift begin?").type("8h30")
        window.expect("Read as: 08:30 of the 24-hour clock").enter()
        window.expect("   1  08:30").type("0\r").expect("   1  Huye").type("+\r")
        window.expect("Places where the person worked 2", "Which town?").enter("Nyanza")
        window.expect("Shifts in Nyanza 1").kill()
    with begin(laptop, "screen", "places") as window:
        window.expect("Places", "at question 5 of").type("1\r")
        window.expect("Shifts in Nyanza 1").keys("ctrl-e").enter("14.30").expect("   1  14:30").type("+\r")
        window.expect("Shifts in Nyanza 2").keys("ctrl-n").expect("   2  nothing answered yet").type("0\r")
        window.expect("   2  Nyanza").type("-\r").expect("Which one is to be taken away?").type("1\r")
        window.expect("Take this one away? 1: Huye", "Everything that was answered in it goes").type("2").kill()
    with begin(laptop, "screen", "places", columns=40) as window:
        window.expect("Not finished").type("1\r").expect("   0  Go on", gone="Huye").keys("ctrl-e")
        window.expect("   1  Huye", "   2  Nyanza")
        window.type("-\r").expect("Which one").type("1\r").expect("Take this one away? 1: Huye").type("2\r")
        window.expect("   1  Nyanza", gone="Huye").kill()
    with begin(laptop, "screen", "places") as window:
        window.expect("Not finished").type("1\r").expect("   0  Go on").keys("ctrl-e")
        window.expect("   1  Nyanza", gone="Huye")
        window.type("1\r").expect("> Nyanza").enter().expect("Shifts in Nyanza 1", "> 14:30").enter()
        window.expect("Shifts in Nyanza 2").keys("ctrl-n").expect("   2  nothing answered yet").type("0\r")
        window.expect("   0  Go on", gone="14:30").type("0\r")
        for asked, answer in (("How many children?", "1\r"), ("Child 1", "4\r"), ("What comes first?", "3 1 \r")):
            window.expect(asked).type(answer)
        for asked, answer in (
            ("Type a number from 1 to 5", "4\r"),
            ("When did the person leave?", "22.11.2026 7 pm\r"),
            ("Which month?", "11/2026\r"),
            ("Answer: Nyanza", "\r"),
            ("Before finishing: look through the answers", "\r"),
        ):
            window.expect(asked).type(answer)
        assert window.end() == 0
        code = re.search(r"([0-9A-Z]{3}-[0-9A-Z]{3}) is finished", window.text)
        assert code
    with begin(laptop, "show", code[1]) as window:
        assert window.end() == 0
        told = [line.strip() for line in window.everything.splitlines()]
        assert "Places where the person worked 1" in told
        for line in (
            "Nyanza",
            "Shifts in Nyanza 2",
            "14:30",
            "Pay, Food, Rest",
            "2026-11-22 19:00",
            "2026-11",
            "Child 1",
        ):
            assert line in told, line
        assert "Huye" not in window.everything
        assert "How old is the child?" not in told
