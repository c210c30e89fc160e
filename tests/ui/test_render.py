"""Results, tables and errors as people and machines get them."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from fieldkit import errors
from fieldkit.result import Result, Table
from fieldkit.ui.render import show, show_error, show_table
from fieldkit.ui.text import clean
from tests.ui.pty_screen import ROOT

TABLE = Table(
    ("result", "code", "post", "clock"),
    (
        ("possible trafficking: refer", "K7M-4QX", "Rusumo", "late 3 h"),
        ("not enough information", "A1B-2C3", "a\tb", "-"),
    ),
)
RESULT = Result(
    data={"code": "K7M-4QX", "title": "\x1b]0;x\x07\x9b2J\u202e"},
    lines=("One interview \x1b[31mwaits\x1b[0m.",),
    table=TABLE,
    after=("Next: fieldkit pack",),
    warnings=("the clock is \x1b[5msuspect",),
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def shown(act: Callable[[io.StringIO, io.StringIO], None], out: io.StringIO | None = None) -> tuple[str, str]:
    """Return what was written to stdout and to stderr."""
    stdout, stderr = out or io.StringIO(), io.StringIO()
    act(stdout, stderr)
    return stdout.getvalue(), stderr.getvalue()


def test_without_a_terminal_a_table_is_tab_separated() -> None:
    """Lines, headings and rows, closing lines on stdout; warnings on stderr; no escape from the data in either."""
    assert shown(lambda out, err: show(RESULT, "inbox", stdout=out, stderr=err)) == (
        "One interview waits.\n"
        "result\tcode\tpost\tclock\n"
        "possible trafficking: refer\tK7M-4QX\tRusumo\tlate 3 h\n"
        "not enough information\tA1B-2C3\ta b\t-\n"
        "Next: fieldkit pack\n",
        "warning: the clock is suspect\n",
    )


def test_plain_mode_on_a_terminal_is_tab_separated_too() -> None:
    """No box for a screen reader to spell out."""
    stdout, _ = shown(lambda out, _: show_table(TABLE, out, plain=True), Terminal())
    assert stdout.splitlines(keepends=True)[0] == "result\tcode\tpost\tclock\n"


@pytest.mark.parametrize(("columns", "no_color"), [("80", ""), ("60", "1")])
def test_on_a_terminal_a_table_is_drawn_inside_the_width(
    columns: str, no_color: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long cells fold; nothing is cut off."""
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", no_color)
    wide = Table(TABLE.columns, (*TABLE.rows, ("word " * 30, "K7M-4QX", "[bold]x[/bold] :smile:", "-")))
    stdout, _ = shown(lambda out, _: show_table(wide, out), Terminal())
    assert max(len(clean(line)) for line in stdout.splitlines()) <= int(columns)
    assert "".join(clean(stdout).split()).count("word") == 30
    assert "[bold]x[/bold]" in stdout


def test_names_and_codes_are_not_broken_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are typed into the next command; what is said in words gives way."""
    monkeypatch.setenv("COLUMNS", "60")
    name = "project_risk_assessment"
    wide = Table(("form", "title", "kind"), ((name, "Risk assessment of a project " * 3, "Organisation"),))
    stdout, _ = shown(lambda out, _: show_table(wide, out), Terminal())
    assert name in clean(stdout)
    assert "Organisation" in clean(stdout)
    longer = Table(("form", "title"), ((name * 3, "words and words " * 3),))
    stdout, _ = shown(lambda out, _: show_table(longer, out), Terminal())
    assert max(len(clean(line)) for line in stdout.splitlines()) <= 60
    assert clean("".join(stdout.split())).count("words") == 6


def test_on_a_narrow_terminal_rows_become_lines() -> None:
    """At 40 columns a grid cannot be read: each row is written as `column: value`."""
    code = (
        "import sys; from fieldkit.ui.render import show_table; from tests.ui.test_render import TABLE, Terminal\n"
        "t = Terminal(); show_table(TABLE, t); sys.stdout.write(t.getvalue())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "40", "LINES": "24"},
        check=True,
        timeout=60,
    )
    assert done.stdout.decode().splitlines()[:2] == ["result: possible trafficking: refer", "code: K7M-4QX"]


def test_json_is_one_envelope_with_the_data_whole() -> None:
    """Machines get the data unchanged; what a terminal would act on is escaped."""
    stdout, stderr = shown(lambda out, err: show(RESULT, "inbox", as_json=True, stdout=out, stderr=err))
    assert {
        "fieldkit": 1,
        "command": "inbox",
        "data": RESULT.data,
        "warnings": list(RESULT.warnings),
    } == json.loads(stdout)
    assert stderr == ""
    assert not any(character in stdout for character in "\x1b\x07\x9b\u202e")


def test_an_error_names_its_code_and_what_to_do_next() -> None:
    """error: then hint:, both on stderr."""
    error = errors.UnreadableFile(path="\x1b[2Jhq.card", why="no such file")
    assert shown(lambda out, err: show_error(error, "init", stdout=out, stderr=err)) == (
        "",
        "error: cannot read hq.card: no such file [FK-002]\nhint: check the name and that you may read the file\n",
    )


def test_an_error_in_json_is_an_envelope_on_stdout() -> None:
    """A program reads the code, a person still reads stderr."""
    error = errors.UnreadableFile(path="hq.card", why="no such file")
    stdout, stderr = shown(lambda out, err: show_error(error, "init", as_json=True, stdout=out, stderr=err))
    assert json.loads(stdout)["error"] == {
        "code": "FK-002",
        "message": "cannot read hq.card: no such file",
        "hint": "check the name and that you may read the file",
    }
    assert stderr.startswith("error: ")


def test_output_is_utf_8_where_the_system_says_otherwise() -> None:
    """A pipe on Windows, or a system set to ASCII, still gets UTF-8."""
    code = (
        "from fieldkit.ui.streams import prepare_streams; from fieldkit.ui.render import show\n"
        "from fieldkit.result import Result\nprepare_streams(); show(Result(lines=('Élodie',)), 'x')"
    )
    env = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, env=env, check=True, timeout=60)
    assert done.stdout.decode("utf-8").strip() == "Élodie"
