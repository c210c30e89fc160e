"""The driver in a real pseudo-terminal, its screen kept by pyte: what a person would see, and the raw bytes."""

import os
import re
import sys
import time
from pathlib import Path

import pexpect
import pyte

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


class PtyScreen:
    """Start the driver, send keys, look at the screen."""

    def __init__(
        self,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        env: dict[str, str] | None = None,
        driver: str = "tests.ui.drive",
    ) -> None:
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "PYTHONWARNINGS")}
        self.raw = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", driver, *arguments],
            cwd=str(ROOT),
            dimensions=(rows, columns),
            env={**kept, "TERM": "xterm-256color", "COLUMNS": "", "LINES": "", **(env or {})},
            timeout=PATIENCE,
        )

    def __enter__(self) -> "PtyScreen":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.close(force=True)

    @property
    def lines(self) -> list[str]:
        """The rows of the screen, right ends trimmed."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def title(self) -> str:
        return str(self._screen.title)

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor."""
        return self._screen.cursor.y, self._screen.cursor.x

    def colours(self) -> set[str]:
        """Return every foreground and background colour on the screen."""
        cells = [cell for row in self._screen.buffer.values() for cell in row.values()]
        return {cell.fg for cell in cells} | {cell.bg for cell in cells}

    def send(self, keys: str) -> None:
        self.process.send(keys)

    def resize(self, rows: int, columns: int) -> None:
        self._screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def wait(self, wanted: str, *, gone: str = "") -> None:
        """Read until the screen shows `wanted` and no longer shows `gone`."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.read()
            if wanted in self.text and not (gone and gone in self.text):
                self._settle()
                return
        raise AssertionError(f"never saw {wanted!r}; the screen shows:\n{self.text}")

    def _settle(self) -> None:
        """Read until nothing more comes: a screen may arrive in two pieces."""
        while True:
            before = len(self.raw)
            if not self.read(0.03) or len(self.raw) == before:
                return

    def read(self, seconds: float = 0.05) -> bool:
        """Take what has arrived; False at the end."""
        try:
            data: bytes = self.process.read_nonblocking(65536, timeout=seconds)  # type: ignore[assignment]
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self._stream.feed(data)
        return True

    def finish(self) -> list[str]:
        """Read to the end; return the replies that the driver printed."""
        until = time.monotonic() + PATIENCE
        while self.read() and time.monotonic() < until:
            pass
        self.process.close()
        return re.findall(r"reply: ([^\r\n]*)", self.raw.decode())
