"""Sit at a terminal: start a command in a pseudo-terminal of a given size, look at its screen, type, press keys.

With FIELDKIT_SCREENS=FOLDER every screen that a story waited for is written there, to be read by a person.
"""

import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

from tests.stories.window import Window

PATIENCE = float(os.environ.get("FIELDKIT_PATIENCE", "40"))
"""Seconds to wait for a screen: a busy machine is slow, a missing screen is an error all the same."""

KEYS = {
    "enter": "\r",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "page down": "\x1b[6~",
    "page up": "\x1b[5~",
    "backspace": "\x7f",
    "space": " ",
    **{f"ctrl-{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-Za-z]|[=>78])")


class Terminal:
    """One window with one program in it."""

    def __init__(
        self,
        *words: str,
        home: Path,
        folder: Path,
        columns: int = 80,
        rows: int = 24,
        env: dict[str, str] | None = None,
        second_screen: bool = True,
        story: str = "",
        module: str = "fieldkit",
    ) -> None:
        self.raw = b""
        self._mark = 0
        self._story = story
        self._window = Window(columns, rows, second=second_screen)
        self._stream = pyte.ByteStream(self._window)
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", module, "--home", str(home), *words],
            cwd=str(folder),
            dimensions=(rows, columns),
            env={**environment(), "TERM": "xterm-256color", **(env or {})},
            timeout=PATIENCE,
        )
        self.process.delaybeforesend = None

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.close(force=True)

    # --- looking ---

    def screen(self) -> list[str]:
        """The rows of the screen, right ends trimmed."""
        return self._window.rows_shown

    @property
    def text(self) -> str:
        return "\n".join(self.screen()).rstrip()

    @property
    def everything(self) -> str:
        """The screen and all that can be reached by scrolling up."""
        return self._window.everything

    @property
    def said(self) -> str:
        """What was written since something was last typed, without escape sequences."""
        return _ESCAPE.sub("", self.raw[self._mark :].decode("utf-8", "replace")).replace("\r", "")

    @property
    def line(self) -> str:
        """The row of the cursor."""
        return self.screen()[self._window.cursor.y]

    def colours(self) -> set[str]:
        """Every foreground and background colour on the screen."""
        cells = [cell for row in self._window.buffer.values() for cell in row.values()]
        return {cell.fg for cell in cells} | {cell.bg for cell in cells}

    def expect(self, *wanted: str, gone: str = "") -> "Terminal":
        """Wait until the screen shows each of `wanted` and no longer shows `gone`."""
        self._wait(
            lambda: all(self.shows(one) for one in wanted) and not (gone and self.shows(gone)),
            f"{wanted!r} without {gone!r}" if gone else repr(wanted),
        )
        return self

    def shows(self, words: str) -> bool:
        """Whether the screen shows these words, broken into lines or not."""
        return words in self.text or words in " ".join(self.text.split())

    def at(self, prompt: str) -> "Terminal":
        """Wait until the cursor stands behind `prompt`, asked anew since something was last typed."""
        self.asked(re.escape(prompt))
        return self

    def asked(self, pattern: str) -> "re.Match[str]":
        """Wait until the cursor stands behind a prompt that fits `pattern`, asked anew; return the match."""
        found: list[re.Match[str]] = []

        def seen() -> bool:
            found[:] = [m for m in [re.fullmatch(pattern, self.line.strip())] if m and m.group() in self.said]
            return bool(found)

        self._wait(seen, f"the prompt {pattern!r}")
        return found[0]

    def wait_for(self, seen: Callable[[], bool]) -> "Terminal":
        """Wait until something is so."""
        self._wait(seen, "what was waited for")
        return self

    def wait_for_change(self, before: str) -> "Terminal":
        """Wait until the screen is no longer `before`."""
        self._wait(lambda: self.text != before, "another screen")
        return self

    # --- doing ---

    def type(self, text: str) -> "Terminal":
        self._mark = len(self.raw)
        self.process.send(text.encode())
        return self

    def keys(self, *names: str) -> "Terminal":
        return self.type("".join(KEYS[name] for name in names))

    def enter(self, text: str = "") -> "Terminal":
        return self.type(text + "\r")

    def paste(self, text: str) -> "Terminal":
        """Paste as the window would: in brackets where the program asked for that."""
        return self.type(f"\x1b[200~{text}\x1b[201~" if self._window.pastes_in_brackets else text)

    def resize(self, columns: int, rows: int) -> None:
        self._window.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def hang_up(self) -> None:
        """Close the window while the program runs: everything in it gets SIGHUP."""
        running = [self.pid, *self.children()]
        self.process.ptyproc.fileobj.close()  # type: ignore[attr-defined]
        until = time.monotonic() + PATIENCE
        while any(_runs(pid) for pid in running) and time.monotonic() < until:
            self.process.isalive()
            time.sleep(0.02)
        assert not [pid for pid in running if _runs(pid)], "something lives on after its window was closed"

    def kill(self) -> None:
        """kill -9 of everything, as the power cut does it."""
        for pid in (*self.children(), self.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def children(self) -> list[int]:
        """The processes that this program started and that still run."""
        found = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in found.read_text().split()] if found.exists() else []

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def end(self) -> int:
        """Read to the end and return the exit status; minus the signal's number where one ended it."""
        until = time.monotonic() + PATIENCE
        while self._read(0.2):
            assert time.monotonic() < until, f"it does not end; the screen shows:\n{self.text}"
        self.process.close()
        self._keep("end")
        status = self.process.exitstatus
        return status if status is not None else -(self.process.signalstatus or 0)

    # --- inside ---

    def _wait(self, seen: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            alive = self._read(0.05)
            if seen() and self._settled():
                self._keep(what)
                return
            if not alive and not seen():
                break
        self._keep("MISSING " + what)
        raise AssertionError(f"never saw {what}; the screen shows:\n{self.text}")

    def _settled(self) -> bool:
        """Read until nothing more comes: a screen may arrive in two pieces."""
        while True:
            before = len(self.raw)
            self._read(0.03)
            if len(self.raw) == before:
                return True

    def see(self, data: bytes) -> None:
        """Take in what the program wrote."""
        self.raw += data
        self._stream.feed(data)

    def _read(self, seconds: float) -> bool:
        """Take what has arrived; False at the end."""
        try:
            data: bytes = self.process.read_nonblocking(65536, timeout=seconds)  # type: ignore[assignment]
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.see(data)
        return True

    def _keep(self, what: str) -> None:
        folder = os.environ.get("FIELDKIT_SCREENS")
        if folder:
            place = Path(folder)
            number = len(list(place.glob("*.txt")))
            name = f"{number:03}-{self._story or 'screen'}.txt"
            frame = "+" + "-" * self._window.columns + "+"
            body = "\n".join(f"|{row:<{self._window.columns}}|" for row in self.screen())
            (place / name).write_text(f"waited for: {what}\n{frame}\n{body}\n{frame}\n", encoding="utf-8")


def environment() -> dict[str, str]:
    """The environment of the programs: this one's, without what would change how they look or what they warn of."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "PYTHONWARNINGS", "FIELDKIT_HOME", "COLUMNS")}
    return {**kept, "LC_ALL": "C.UTF-8", "LINES": "", "COLUMNS": "", "TZ": "Africa/Kigali"}


def _runs(pid: int) -> bool:
    """Whether a process still runs; one that only waits to be collected does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
