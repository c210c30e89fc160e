"""Run all tests, several groups at a time: much of a test's time is waiting for a disk or a terminal. `make unit`.

Each group's output is printed whole when it has ended. Exit status 1 when one of them failed.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
TRACED = ("tests/bundle", "tests/crypto", "tests/store")
"""Where coverage must be whole; tracing a terminal emulator as well would only be slow."""
STORIES = Path("tests/stories")
KILLS = "tests/kill"
FLOW = Path("tests/flow")
FLOWS = (FLOW.as_posix(), "tests/practice")
HTTP = "tests/http"
PYTEST = ("-m", "pytest")
MEASURED = "fieldkit/crypto/*,fieldkit/sync/bundle/*,fieldkit/store/journal.py"
AT_ONCE = 4
"""On two cores: a story mostly waits for a screen."""


@dataclass(slots=True)
class Group:
    """Some tests, and the process that runs them."""

    name: str
    words: tuple[str, ...]
    output: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0

    def start(self) -> None:
        self.began = time.monotonic()
        argv = [sys.executable, *self.words]
        self.process = subprocess.Popen(argv, cwd=ROOT, stdout=self.output, stderr=subprocess.STDOUT)

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def tell(self) -> int:
        """Print what the tests said; return their exit status."""
        assert self.process is not None
        self.output.seek(0)
        print(f"== {self.name}: {time.monotonic() - self.began:.0f} s", flush=True)
        sys.stdout.buffer.write(self.output.read())
        sys.stdout.flush()
        return self.process.returncode


def files_of(folder: Path) -> list[str]:
    """Return the test files of a folder, by name."""
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob("test_*.py"))


def groups() -> tuple[Group, ...]:
    """Return the longest first."""
    others = [f"--ignore={folder}" for folder in (*TRACED, *FLOWS, HTTP, KILLS, STORIES)]
    stories, flows = files_of(STORIES), files_of(FLOW)
    return (
        Group("flows, one half", (*PYTEST, *flows[::2])),
        Group("flows, the other half, and practice", (*PYTEST, *flows[1::2], FLOWS[1])),
        Group("stories, one half", (*PYTEST, *stories[::2])),
        Group("stories, the other half, and kills", (*PYTEST, *stories[1::2], KILLS)),
        Group("the rest", (*PYTEST, "tests", *others)),
        Group("with coverage", ("-m", "coverage", "run", *PYTEST, *TRACED)),
        Group("the mailbox over HTTP", (*PYTEST, HTTP)),
    )


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


def main() -> int:
    """Run the tests, then say whether everything that must be covered is."""
    (ROOT / ".coverage").unlink(missing_ok=True)
    statuses = list(run_all(list(groups())))
    report = ("report", "--fail-under=100", f"--include={MEASURED}", "--skip-covered", "--show-missing")
    covered = subprocess.run([sys.executable, "-m", "coverage", *report], cwd=ROOT, check=False).returncode
    return int(any((*statuses, covered)))


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
