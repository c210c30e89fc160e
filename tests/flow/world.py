"""What the flow tests share: a headquarters, laptops and sticks, and the real command line run on them.

Commands run in this process on a store that is held open as in a sitting (one unlock for a test), or as a process of
their own where that is the point. Everybody and everything here is invented.
"""

import contextlib
import dataclasses
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldkit.cli import main
from fieldkit.commands.demo_stories import PAID_A_SMUGGLER, PROMISED_WORK
from fieldkit.commands.environment import MachineClock, MachineEntropy
from fieldkit.commands.opening import machine_of
from fieldkit.ports import Env, Instant
from fieldkit.result import Json
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.store import Store, open_store
from fieldkit.ui.passphrases import FilePassphrases
from fieldkit.ui.terminal import LineTerminal
from tests.copying import copy_tree

ROOT = Path(__file__).parents[2]
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
FORMS = ("border_quick_screen", "after_result", "identity_contact")

NOT_TOLD: dict[str, Json] = {"told_by_voice": "no"}
SUSPICION: dict[str, Json] = {**PROMISED_WORK, "safe_to_call": "call"}
"""An adult's story that touches all elements, urgent, told by voice, identity shared."""
NOTHING_SHOWN: dict[str, Json] = {**PAID_A_SMUGGLER}


@dataclass(slots=True)
class MovedClock:
    """The machine's clock, moved: both the wall clock and the one that nobody can set, unless `wall_only_ms`."""

    ahead_ms: int = 0
    wall_only_ms: int = 0
    real: MachineClock = field(default_factory=MachineClock)

    def now(self) -> Instant:
        now = self.real.now()
        return dataclasses.replace(
            now, utc_ms=now.utc_ms + self.ahead_ms + self.wall_only_ms, mono_ms=now.mono_ms + self.ahead_ms
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What a command gave: its exit status, the envelope of --json, and what it wrote."""

    status: int
    envelope: Mapping[str, Any]
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The data of a command that went well."""
        assert "data" in self.envelope, self.err or self.out
        return self.envelope["data"]

    @property
    def warnings(self) -> list[str]:
        return list(self.envelope["warnings"])


@dataclass(slots=True)
class Machine:
    """One person's computer: a home with a store, a passphrase file, a clock."""

    home: Path
    passphrases: Path
    clock: MovedClock = field(default_factory=MovedClock)
    held: Store | None = None

    def env(self) -> Env:
        return Env(
            home=self.home,
            clock=self.clock,
            entropy=MachineEntropy(),
            terminal=LineTerminal(stdin=io.StringIO(), stderr=sys.stderr),
            passphrases=FilePassphrases(str(self.passphrases), warn=lambda line: None),
            platform=SystemPlatform(),
        )

    def open(self) -> Store:
        """Return the store, unlocked once for the test."""
        if self.held is None:
            env = self.env()
            passphrase = self.passphrases.read_text(encoding="utf-8").splitlines()[0]
            self.held = open_store(self.home, passphrase, machine=machine_of(env))
        return self.held

    def close(self) -> None:
        """Lock."""
        if self.held is not None:
            self.held.close()
            self.held = None

    def do(self, *words: str) -> Said:
        """Run a command in this process on the held store, with --json."""
        return self._run([*words, "--json"], held=True)

    def read(self, *words: str) -> str:
        """Run a command and return what a person reads on stdout; it must go well."""
        said = self._run([*words, "--plain"], held=True)
        assert said.status == 0, said.err
        return said.out

    def unlock_and(self, *words: str) -> Said:
        """Run a command that opens the store itself, or makes one."""
        self.close()
        return self._run([*words, "--json"], held=False)

    def _run(self, argv: list[str], *, held: bool) -> Said:
        store = self.open() if held else None
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(argv, env=dataclasses.replace(self.env(), held=store))
        return _said(status, out.getvalue(), err.getvalue())

    def screen(self, answers: Mapping[str, Json] | None = None, *words: str, **changes: Json) -> str:
        """Interview an invented person by an answers file; return the code."""
        done = self.screened(answers, *words, **changes)
        assert done.status == 0, done.err
        return str(done.data["code"])

    def screened(self, answers: Mapping[str, Json] | None = None, *words: str, **changes: Json) -> Said:
        file = self.home.parent / f"{self.home.name}-answers.json"
        told = {**(SUSPICION if answers is None else answers), **changes}
        file.write_text(json.dumps(told), encoding="utf-8")
        return self.do("screen", *words, "--answers", str(file))

    def pack(self, *words: str) -> Any:
        """Pack and return the bundles made."""
        packed = self.do("pack", *words)
        assert packed.status == 0, packed.err
        return packed.data["bundles"]

    def hand_over(self, stick: Path, *words: str) -> Path:
        """Pack and sync; return the newest bundle's file on the stick."""
        name = self.pack(*words)[-1]["name"]
        assert self.do("sync", str(stick)).status == 0
        return next(stick.rglob(name))

    def copied(self, home: Path) -> "Machine":
        """Return the machine that a copy of this one's data folder makes: a cloned disk."""
        self.close()
        shutil.copytree(self.home, home)
        return Machine(home, self.passphrases, MovedClock(self.clock.ahead_ms))

    @property
    def files(self) -> Path:
        return self.home / "store"

    @property
    def device(self) -> str:
        return self.open().identity.device


@dataclass(slots=True)
class World:
    """One headquarters, one enrolled laptop, a second laptop that is not enrolled yet, and sticks."""

    root: Path
    hq: Machine
    laptop: Machine
    second: Machine

    def path(self, name: str) -> Path:
        return self.root / name

    def stick(self, name: str = "stick") -> Path:
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        return folder

    def enrol_second(self) -> Said:
        request = self.path("second.request")
        return self.hq.do("hq", "enrol", str(request), "--fingerprint", fingerprint_of(request))

    def bring(self, *words: str, stick: str = "stick") -> Any:
        """Have HQ import a stick; return the fates of the bundle files on it."""
        folder = self.stick(stick)
        done = self.hq.do("hq", "import", str(folder), *words)
        assert done.status == 0, done.err
        return done.data["folders"][str(folder)]

    def close(self) -> None:
        for machine in (self.hq, self.laptop, self.second):
            machine.close()


def fingerprint_of(file: Path) -> str:
    """Return the groups of a card or request as they are read out."""
    from fieldkit.sync.bundle.card import read_card, read_request

    data = file.read_bytes()
    read = read_request if b"fieldkit-device-request" in data[:4096] else read_card
    return "".join(read(data).fingerprint)


def run(home: Path, *words: str, passphrases: Path, env: Mapping[str, str] | None = None) -> Said:
    """Run a command as a process of its own, as a person does."""
    argv = [*PYTHON, "--home", str(home), "--passphrase-file", str(passphrases), *words, "--json"]
    done = subprocess.run(argv, capture_output=True, check=False, encoding="utf-8", cwd=ROOT, env=environment(env))
    return _said(done.returncode, done.stdout, done.stderr)


PYTHON = (sys.executable, "-m", "fieldkit")


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a child: ours, without a coverage tool's hooks, with some changes."""
    return {**os.environ, **(changes or {})}


def _said(status: int, out: str, err: str) -> Said:
    for text in (out, err):
        if text.lstrip().startswith("{"):
            return Said(status, json.loads(text[: text.rindex("}") + 1]), out, err)
    return Said(status, {}, out, err)


def set_up(root: Path) -> World:
    """Make headquarters, its card, an enrolled laptop and one that has only asked, by the commands themselves."""
    hq = _machine(root, "hq")
    recovery = str(root / "recovery.txt")
    _well(hq.unlock_and("hq", "init", "--name", "Test office", "--person", "Focal Person", "--recovery-file", recovery))
    approvals = [word for form in FORMS for word in ("--approve", f"{form}:en,fr")]
    phones = ("--duty-phone", "+250 700 000 000", "--deputy-phone", "+250 700 000 001")
    card = root / "hq.card"
    _well(hq.do("hq", "card", "-o", str(card), *phones, *approvals, "--use", "practice"))
    world = World(root, hq, _machine(root, "laptop"), _machine(root, "second"))
    for machine, request in ((world.laptop, root / "device.request"), (world.second, root / "second.request")):
        words = ("--post", "Test post", "--person", "Test worker", "-o", str(request))
        given = ("--fingerprint", fingerprint_of(card))
        _well(machine.unlock_and("init", "--hq", str(card), *words, *given))
    request = root / "device.request"
    _well(hq.do("hq", "enrol", str(request), "--fingerprint", fingerprint_of(request)))
    world.close()
    return world


def copy_of(world: World, root: Path) -> World:
    """Return a world of one's own to change."""
    copy_tree(world.root, root)
    machines = (Machine(root / m.home.name, root / m.passphrases.name) for m in (world.hq, world.laptop, world.second))
    return World(root, *machines)


def _machine(root: Path, name: str) -> Machine:
    passphrases = root / f"{name}.passphrase"
    passphrases.write_text(f"invented {name} passphrase\n", encoding="utf-8")
    passphrases.chmod(0o600)
    return Machine(root / name, passphrases)


def _well(said: Said) -> Said:
    assert said.status == 0, said.err
    return said
