"""A prepared headquarters and laptop that know each other, copied for each story whose point is not the set-up."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldkit.cli import main
from fieldkit.store import calibration
from tests.copying import copy_tree
from tests.stories.terminal import Terminal, environment

pytest.importorskip("pexpect")

LANGUAGES = "en,rw,fr,sw"
FORMS = ("border_quick_screen", "after_result", "identity_contact")
DUTY, DEPUTY = "+250 700 000 000", "+250 700 000 001"
PASSPHRASE = "an invented passphrase"
WORKER = "Uwase Béatrice Nyirahabimana"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with headquarters' home, a laptop's home and a stick."""

    folder: Path
    story: str = ""

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def hq(self, *words: str, **window: object) -> Terminal:
        return self._open("hq", words, window)

    def laptop(self, *words: str, **window: object) -> Terminal:
        return self._open("laptop", words, window)

    def _open(self, home: str, words: tuple[str, ...], window: dict[str, object]) -> Terminal:
        name = f"{self.story}-{home}"
        return Terminal(*words, home=self.folder / home, folder=self.folder, story=name, **window)  # type: ignore[arg-type]

    def run(self, home: str, *words: str, said: str = "") -> "subprocess.CompletedProcess[bytes]":
        """Run a command through pipes, with the passphrase from a file."""
        argv = [sys.executable, "-m", "fieldkit", "--home", home, "--passphrase-file", "passphrase", *words]
        return subprocess.run(
            argv, cwd=self.folder, env=environment(), input=said.encode(), capture_output=True, check=False
        )


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Made in this process, which is told of little memory: Argon2id stays at its floor and unlocking is quick."""
    return prepare(tmp_path_factory.mktemp("stories"), [f"{form}:{LANGUAGES}" for form in FORMS])


def prepare(folder: Path, approvals: Sequence[str]) -> Place:
    """Make a headquarters that approves these forms and a laptop, in a folder."""
    place = Place(folder)
    place.stick.mkdir()
    secret = place.folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    os.chmod(secret, 0o600)
    approve = [word for form in approvals for word in ("--approve", form)]
    phones = ("--duty-phone", DUTY, "--deputy-phone", DEPUTY)
    card, request = str(place.folder / "hq.card"), str(place.folder / "device.request")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "free_memory_kib", lambda: 0)
        _make(place, "hq", "hq", "init", "--name", "Protection office", "--recovery-file", str(place.folder / "r"))
        groups = _make(place, "hq", "hq", "card", "-o", card, *phones, *approve)["fingerprint"]
        named = ("--person", WORKER, "--fingerprint", "".join(groups), "-o", request)
        groups = _make(place, "laptop", "init", "--hq", card, *named)["fingerprint"]
        _make(place, "hq", "hq", "enrol", request, "--fingerprint", "".join(groups))
    return place


def _make(place: Place, home: str, *words: str) -> dict[str, list[str]]:
    out, err = io.StringIO(), io.StringIO()
    options = ("--home", str(place.folder / home), "--passphrase-file", str(place.folder / "passphrase"), "--json")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*options, *words])
    assert status == 0, err.getvalue()
    data: dict[str, list[str]] = json.loads(out.getvalue())["data"]
    return data


@pytest.fixture
def place(_prepared: Place, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """A headquarters and a laptop that a story may change."""
    copy_tree(_prepared.folder, tmp_path / "place")
    return Place(tmp_path / "place", request.node.name.removeprefix("test_")[:40])


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """A folder in which nothing has been set up, and a stick."""
    found = Place(tmp_path, request.node.name.removeprefix("test_")[:40])
    found.stick.mkdir()
    return found
