"""An intake on loopback, in a thread, over a folder: for measurements and tests. No part of it is a stand-in."""

import contextlib
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldkit.sync.bundle.signers import Signers
from fieldkit.sync.http.intake import Intake
from fieldkit.sync.http.registry import REVOKED, SIGNERS, Registry
from fieldkit.sync.http.server import Door
from fieldkit.sync.http.serving import Binding, running
from fieldkit.sync.mailbox import Mailbox

QUOTA = 64 * 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Served:
    """A running intake: its mailbox folder, where its lists lie, its port."""

    box: Path
    lists: Path
    intake: Intake
    port: int
    scheme: str

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"


@contextlib.contextmanager
def started(argv: Sequence[str]) -> "Iterator[tuple[subprocess.Popen[str], int]]":
    """Run a program that serves, in a process of its own that ends with this; yield it and the port that it tells."""
    with subprocess.Popen(
        argv, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            line = "" if process.stderr is None else process.stderr.readline()
            found = re.search(r":([0-9]+) ", line)
            if found is None:
                raise RuntimeError(f"it did not start: {line}")
            yield process, int(found[1])
        finally:
            process.terminate()
            process.wait(20)


def machine_ms() -> int:
    """The machine's time, ms since 1970."""
    return time.time_ns() // 1_000_000


@contextlib.contextmanager
def served(
    root: Path,
    signers: Signers,
    *,
    now_ms: Callable[[], int] = machine_ms,
    quota: int = QUOTA,
    certificate: Path | None = None,
    key: Path | None = None,
) -> Iterator[Served]:
    """Serve `root/box` with the lists in `root/lists` until the end."""
    box, lists = root / "box", root / "lists"
    for folder in (box, lists):
        folder.mkdir(exist_ok=True)
    (lists / SIGNERS).write_text(signers.text(), encoding="utf-8", newline="\n")
    intake = Intake(Mailbox(box), Registry(lambda: lists / SIGNERS, lambda: lists / REVOKED), now_ms, quota)
    with running(Door(intake), Binding("127.0.0.1", 0, certificate, key)) as (server, place):
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.005)
        try:
            scheme = "http" if certificate is None else "https"
            yield Served(box, lists, intake, place.getsockname()[1], scheme)
        finally:
            server.should_exit = True
            thread.join(10)
