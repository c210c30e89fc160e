"""A crash of the program leaves no memory behind, and what is being typed stands nowhere in clear."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.at_home import go_on, home, interview
from tests.stories.conftest import PASSPHRASE, Place
from tests.stories.interviews import AGE, BEFORE_CONSENT, walk
from tests.stories.terminal import Terminal
from tests.stories.test_nothing_left import gone, neutral

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="a system without /proc")

CANARY = "zebra canary 77"


@pytest.fixture
def cores(tmp_path: Path) -> Iterator[None]:
    """Let programs that are started from here dump core, as a careless machine does; skip where none would be seen."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        place = tmp_path / "control"
        place.mkdir()
        crash = [sys.executable, "-c", "import os; os.abort()"]
        assert subprocess.run(crash, cwd=place, check=False).returncode == -signal.SIGABRT
        if not list(place.iterdir()):
            pytest.skip("this machine puts core dumps elsewhere, or makes none")
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


def at_typed_text(place: Place) -> Terminal:
    """A sitting with an interview in which something has been typed and not been given."""
    window = home(place.laptop().at("Passphrase:").enter(PASSPHRASE))
    interview(window)
    walk(window, BEFORE_CONSENT)
    return window.expect(AGE.says).type(CANARY).expect(CANARY)


def holding(folder: Path) -> list[str]:
    """The files below a folder that hold the canary in clear."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if CANARY.encode() in file.read_bytes()]


@pytest.mark.parametrize("crash", [signal.SIGABRT, signal.SIGSEGV])
def test_a_crash_of_the_process_with_the_key_dumps_no_core(place: Place, cores: None, crash: signal.Signals) -> None:
    """Whatever kills it: the process that holds the key and what is being typed leaves no core dump."""
    with at_typed_text(place) as window:
        (holder,) = window.children()
        for pid in (holder, window.pid):
            (limit,) = [x for x in Path(f"/proc/{pid}/limits").read_text().splitlines() if x.startswith("Max core")]
            assert limit.split()[4:6] == ["0", "0"]
        os.kill(holder, crash)
        gone(holder)
        with contextlib.suppress(AssertionError):
            window.end()
    assert [file for file in place.folder.rglob("*") if file.name.startswith("core")] == []
    assert holding(place.folder) == []


def test_a_process_with_the_key_cannot_be_read_by_others_of_the_same_person(place: Place) -> None:
    """It is not dumpable: the system gives what /proc shows of it to root alone."""
    if os.geteuid() == 0:
        pytest.skip("root can read everything")
    with at_typed_text(place) as window:
        (holder,) = window.children()
        assert Path(f"/proc/{holder}/maps").stat().st_uid == 0


def test_what_is_being_typed_is_kept_in_no_file_in_clear(place: Place) -> None:
    """While it is typed it is in no file; hidden, it is kept encrypted, and comes back."""
    with at_typed_text(place) as window:
        (holder,) = window.children()
        assert holding(place.folder) == []
        window.keys("ctrl-q")
        neutral(window)
        gone(holder)
        assert holding(place.folder) == []
        home(window.enter().at("Passphrase:").enter(PASSPHRASE))
        assert not window.shows(CANARY)
        go_on(window).expect(AGE.says)
        if not window.shows(CANARY):
            window.keys("ctrl-e")  # hidden answers, until the worker wants to see them
        window.expect(CANARY)
        assert holding(place.folder) == []


def test_the_search_for_the_canary_finds_it(tmp_path: Path) -> None:
    """What the tests above look for would be found."""
    (tmp_path / "x").write_text(f"... {CANARY} ...", encoding="utf-8")
    assert holding(tmp_path) == ["x"]
