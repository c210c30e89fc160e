"""Run the commands for form authors on files of a test, as the command line does."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.cli import main


@dataclass(frozen=True, slots=True)
class Said:
    """What a command gave: its exit status, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def data(self) -> Any:
        return json.loads(self.out)["data"]


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with forms, and the command line."""

    folder: Path

    def write(self, name: str, text: str) -> str:
        """Write a file and return its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def do(self, *words: str) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(["--home", str(self.folder / "home"), *words])
        return Said(status, out.getvalue(), err.getvalue())
