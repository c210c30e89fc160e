"""The focal point fills a form at headquarters' terminal: leaves, hides, is cut off, goes on, finishes, finds it."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.commands import library
from fieldkit.paths import shipped_forms
from tests.flow.hq_forms import OFFICE, VISIT
from tests.stories.conftest import PASSPHRASE, Place, prepare
from tests.stories.terminal import Terminal
from tests.stories.with_forms import FOLDER

FIRST, CODE, DAY = "What is it about?", "Code of the screening or case this is about", "Next contact"
SECRET = "an invented call"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A headquarters that has approved a form of its own; fieldkit started from here finds it."""
    folder = tmp_path / "forms"
    shutil.copytree(shipped_forms(), folder)
    (folder / f"{OFFICE}.yaml").write_text(VISIT.format(version="2026.11.1"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "shipped_forms", lambda: folder)
        patch.setenv(FOLDER, str(folder))
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]) + os.pathsep + os.environ.get("PYTHONPATH", ""))
        (tmp_path / "place").mkdir()
        yield prepare(tmp_path / "place", [f"{OFFICE}:en"])


def sitting(place: Place) -> Terminal:
    """Unlock headquarters' store once, for typed commands."""
    window = place.hq(module="tests.stories.with_forms")
    return window.at("Passphrase:").enter(PASSPHRASE).at("fieldkit>")


def test_a_form_is_filled_at_headquarters_and_found_again(place: Place) -> None:
    """What was answered survives leaving, the key that hides all, and a power cut; what is due is listed."""
    with sitting(place) as window:
        window.enter(f"fill {OFFICE}").expect(FIRST).enter(SECRET).expect(CODE).keys("ctrl-x").at("fieldkit>")
        left = re.search(
            r"([0-9A-Z]{3}-[0-9A-Z]{3}) is saved and not finished. Go on: fieldkit fill --resume", window.said
        )
        assert left
        assert SECRET not in window.text
        window.enter(f"fill --resume {left[1]}").expect(CODE).keys("ctrl-q").at("Press Enter.")
        assert not window.shows(left[1])
        window.enter().at("Passphrase:").enter(PASSPHRASE).at("fieldkit>")
        window.enter(f"fill {OFFICE}").expect(left[1]).type("1\r").expect(CODE).enter("zzz zzz")
        window.expect(DAY).kill()
    with sitting(place) as window:
        window.enter(f"fill --resume {left[1]}").expect(DAY).enter("2026-11-20")
        window.expect("Before finishing: look through the answers").enter().at("fieldkit>")
        assert window.shows(f"{left[1]} is finished and saved.")
        assert window.shows(f"Look at it: fieldkit show {left[1]}")
        window.enter(f"show {left[1]}").at("fieldkit>")
        assert window.shows("made here, finished 20")
        assert window.shows("about ZZZ-ZZZ: fieldkit show ZZZ-ZZZ")
        window.enter("due").at("fieldkit>")
        assert "overdue by" in window.said
        window.enter(f"due --done {left[1]}:next_contact").at("fieldkit>")
        assert window.shows(f"{left[1]}: done, what was due on 2026-11-20: Call at the time that was agreed")
        window.enter("help").at("fieldkit>")
        assert window.shows("fill FORM")
        window.enter("exit")
        assert window.end() == 0
