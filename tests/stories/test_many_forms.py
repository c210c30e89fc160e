"""Home where many forms are approved: first the kind, then the form; and a form that a second person must finish."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.commands import library
from fieldkit.paths import shipped_forms
from tests.flow.added_forms import CLOSURE, REPORT, SESSION
from tests.stories.at_home import choose, home, leave, read_page
from tests.stories.conftest import PASSPHRASE, Place, prepare
from tests.stories.store_here import opened
from tests.stories.terminal import Terminal
from tests.stories.with_forms import FOLDER

OTHER_FORMS = f"""import os
from pathlib import Path

from fieldkit import paths

paths.shipped_forms = lambda: Path(os.environ["{FOLDER}"])
"""
"""Runs in every Python that is started: the one that holds the key of a sitting is started by fieldkit itself."""
COLLEAGUE = "an invented passphrase of another"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The shipped forms and some of other kinds; fieldkit started from here finds them."""
    folder = tmp_path_factory.mktemp("forms")
    shutil.copytree(shipped_forms(), folder, dirs_exist_ok=True)
    texts = [SESSION, REPORT.replace("TYPE", "date"), CLOSURE]
    texts += [
        SESSION.replace("small_session", f"session_{n}").replace("Small session", f"Session {n}") for n in range(8)
    ]
    for text in texts:
        name = text.split("\n", 1)[0].removeprefix("form_id: ")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "shipped_forms", lambda: folder)
        patch.setenv(FOLDER, str(folder))
        starting = tmp_path_factory.mktemp("starting")
        (starting / "sitecustomize.py").write_text(OTHER_FORMS, encoding="utf-8")
        ours = (str(starting), str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", ""))
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, ours)))
        yield folder


def at_home(place: Place, passphrase: str = PASSPHRASE) -> Terminal:
    return place.laptop().at("Passphrase:").enter(passphrase)


def test_where_there_are_many_the_kind_is_chosen_first(forms: Path, tmp_path: Path) -> None:
    """In the order of kinds; one goes back from a kind to the others."""
    (tmp_path / "place").mkdir()
    place = prepare(tmp_path / "place", ["all:en,fr"])
    assert forms.is_dir()
    with at_home(place) as window:
        choose(home(window), "Begin an interview")
        window.expect("Which kind?")
        words = " ".join(window.text.split())
        assert "Not listed" not in words
        assert words.index("Screening") < words.index("Case work") < words.index("Report") < words.index("Organisation")
        choose(window, "Organisation").expect("Small session", "Session 7", gone="Small report")
        choose(window, "Back").expect("Which kind?")
        choose(window, "Report").expect("Small report")
        choose(window, "Small report").expect("Was anything heard?").keys("ctrl-x")
        read_page(window)
        assert leave(window) == 0


def test_where_there_are_few_each_says_its_kind(forms: Path, tmp_path: Path) -> None:
    """What headquarters has not approved is not listed, and that is said. The review of a form that a second person
    must finish says so before anybody tries."""
    (tmp_path / "place").mkdir()
    place = prepare(tmp_path / "place", ["border_quick_screen:en", "small_session:en", "small_closure:en"])
    assert forms.is_dir()
    with opened(place) as store:
        store.keyslots.add("Umugezi", COLLEAGUE)
    with at_home(place) as window:
        choose(home(window), "Begin an interview")
        window.expect("Screening: Border quick screen", "Case work: Small closure", "Organisation: Small session")
        window.expect("Not listed, because headquarters has not approved them")
        choose(window, "Case work: Small closure").expect("Is the person safe?").type("1\r")
        window.expect("! Somebody else has to look this over and finish it").type("0\r")
        assert "is to be finished by somebody else than who began it" in " ".join(read_page(window).split())
        home(window).expect("Go on: Small closure")
        assert leave(window) == 0
    with opened(place, passphrase=COLLEAGUE) as store:
        (draft,) = store.drafts.list()
        store.drafts.hand_over(draft.id, store.person, "second person")
    with at_home(place, COLLEAGUE) as window:
        choose(home(window), "Go on: Small closure").expect("Before finishing")
        assert "Somebody else has to" not in window.text
        window.type("0\r")
        assert "is finished and saved" in read_page(window)
        assert leave(window) == 0
