"""Start-up: whole processes, ours and the yardstick's turn by turn, so that a busy machine slows both alike."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure

ROUNDS = 25
OURS = ("-c", "from fieldkit.cli import entry; entry()")
HELLO = """
import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

@app.command()
def hello(name: str = "world") -> None:
    "Say hello."
    typer.echo(f"hello {name}")

app()
"""


def run() -> list[Figure]:
    """Measure the help page and one command's help against a typer hello-world without rich."""
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        lines = ([*OURS, "--help"], [*OURS, "--version"], [str(hello), "--help"])
        page, version, yardstick = _medians(lines, cwd=folder)
    name = "typer hello-world --help, without rich"
    return [
        Figure("fieldkit --help", page, "ms", name, page / yardstick, "<= 1.2 x"),
        Figure("fieldkit --version", version, "ms", name, version / yardstick, "<= 1.2 x"),
    ]


def _medians(lines: Sequence[Sequence[str]], cwd: str) -> list[float]:
    """Return the median milliseconds of each line, the lines run in turn; the first round only warms the disk cache."""
    taken: list[list[float]] = [[] for _ in lines]
    for round_ in range(ROUNDS + 1):
        for times, line in zip(taken, lines, strict=True):
            started = time.perf_counter()
            subprocess.run([sys.executable, *line], cwd=cwd, check=True, stdout=subprocess.DEVNULL)
            if round_:
                times.append(1000 * (time.perf_counter() - started))
    return [statistics.median(times) for times in taken]
