"""Run all tests, several groups at a time: much of a test's time is waiting for a disk or a terminal. `make unit`.

Each group's output is printed whole when it has ended. Exit status 1 when one of them failed. `types` and `wheel` as
arguments run those checks beside the tests (`make test`): they take one core for a minute each.
"""

import compileall
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
TRACED = ("bundle", "crypto", "store")
"""Where coverage must be whole; tracing a terminal emulator as well would only be slow."""
WAITING = ("stories", "kill", "http", "ui")
"""These wait for screens and servers most of the time: beside them goes what keeps a core busy."""
PARTS = {"flow": 6, "stories": 6, "store": 4}
"""Folders that would take longer than all others, in how many groups."""
PYTEST = ("-m", "pytest")
MEASURED = "fieldkit/crypto/*,fieldkit/sync/bundle/*,fieldkit/store/journal.py"
SOURCE = "fieldkit/crypto,fieldkit/sync/bundle,fieldkit/store"
"""The folders of what is measured: nothing else is traced."""
COVERED = ("-m", "coverage", "run", "--parallel-mode", f"--source={SOURCE}", *PYTEST)
CHECKS = {"types": ("-m", "mypy"), "wheel": ("scripts/smoke_wheel.py",)}
AT_ONCE = 2 * min(4, os.cpu_count() or 2)
"""Four on two cores: a story mostly waits for a screen."""


@dataclass(slots=True)
class Group:
    """Some tests, and the process that runs them. `cpu` is what it and the programs that it ran used, in seconds; 0
    where the system does not tell."""

    name: str
    words: tuple[str, ...]
    output: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    cpu: float = 0.0

    def start(self) -> None:
        self.began = time.monotonic()
        argv = [sys.executable, *self.words]
        self.process = subprocess.Popen(argv, cwd=ROOT, stdout=self.output, stderr=subprocess.STDOUT)

    def ended(self) -> bool:
        assert self.process is not None
        if hasattr(os, "wait4") and self.process.returncode is None:
            pid, status, used = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                self.cpu = used.ru_utime + used.ru_stime
        return self.process.poll() is not None

    def tell(self) -> int:
        """Print what the tests said; return their exit status."""
        assert self.process is not None
        self.output.seek(0)
        print(f"== {self.name}: {time.monotonic() - self.began:.0f} s, {self.cpu:.0f} s of a core", flush=True)
        sys.stdout.buffer.write(self.output.read())
        sys.stdout.flush()
        return self.process.returncode


def size_of(folder: str) -> int:
    """Return how many bytes of tests a folder has."""
    return sum(file.stat().st_size for file in (TESTS / folder).glob("test_*.py"))


def parts_of(folder: str) -> list[tuple[str, ...]]:
    """Return what pytest is to run of a folder, by group: large files first, each into the group that has least."""
    count = PARTS.get(folder, 1)
    if count == 1:
        return [(f"tests/{folder}",)]
    parts: list[list[Path]] = [[] for _ in range(count)]
    files = (TESTS / folder).glob("test_*.py")
    for file in sorted(files, key=lambda file: (-file.stat().st_size, file.name)):
        min(parts, key=lambda part: sum(one.stat().st_size for one in part)).append(file)
    return [tuple(file.relative_to(ROOT).as_posix() for file in sorted(part)) for part in parts]


def groups_of(folder: str) -> list[Group]:
    """Return the groups of a folder."""
    parts = parts_of(folder)
    pytest = COVERED if folder in TRACED else PYTEST
    names = [folder] if len(parts) == 1 else [f"{folder}, part {number}" for number in range(1, len(parts) + 1)]
    return [Group(name, (*pytest, *part)) for name, part in zip(names, parts, strict=True)]


def groups(checks: Sequence[str] = ()) -> list[Group]:
    """Return every test in a group, the longest first; those that wait take turns with those that do not."""
    found = {path.parent.name for path in TESTS.glob("*/test_*.py")}
    folders = sorted(found, key=lambda name: (-PARTS.get(name, 1), -size_of(name), name))
    busy = [group for folder in folders if folder not in WAITING for group in groups_of(folder)]
    busy[2:2] = [Group(name, CHECKS[name]) for name in checks]
    waiting = [group for folder in folders if folder in WAITING for group in groups_of(folder)]
    return [group for pair in zip_longest(busy, waiting) for group in pair if group is not None]


def run_all(waiting: list[Group]) -> Iterator[int]:
    """Run the groups, AT_ONCE of them at a time; yield the exit status of each as it ends."""
    running: list[Group] = []
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                running.append(waiting.pop(0))
                running[-1].start()
            for group in [group for group in running if group.ended()]:
                running.remove(group)
                yield group.tell()
            time.sleep(0.2)
    finally:
        for group in running:
            if group.process is not None:
                group.process.terminate()


def covered() -> int:
    """Say whether everything that must be covered is: 0 when it is."""
    coverage = (sys.executable, "-m", "coverage")
    subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, check=False)
    report = ("report", "--fail-under=100", f"--include={MEASURED}", "--skip-covered", "--show-missing")
    return subprocess.run([*coverage, *report], cwd=ROOT, check=False).returncode


def main(checks: Sequence[str] = ()) -> int:
    """Run the tests, then say whether everything that must be covered is."""
    for old in (ROOT / ".coverage", *ROOT.glob(".coverage.*")):
        old.unlink(missing_ok=True)
    for folder in ("fieldkit", "tests"):  # the tests start thousands of programs; none must compile all this again
        compileall.compile_dir(ROOT / folder, quiet=2)
    statuses = list(run_all(groups(checks)))
    return int(any((*statuses, covered())))


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
