"""The frame around every command: exit statuses, interruption, bugs that show no data."""

import os
import signal
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit import cli, errors
from fieldkit.commands.command_table import COMMANDS, Command
from fieldkit.result import Result

CANARY = "Uwimana-0788-CANARY"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Return a way to run a function as the command `probe`, through the real frame."""
    module = types.ModuleType("fieldkit.commands.probe")
    monkeypatch.setitem(sys.modules, "fieldkit.commands.probe", module)
    monkeypatch.setattr(cli, "COMMANDS", (*COMMANDS, Command("probe", "probe:probe", "a probe", "Anyone")))

    def call(function: Callable[[], Result], *arguments: str) -> int:
        vars(module)["probe"] = function
        return cli.main(["--home", str(tmp_path), *arguments, "probe"])

    return call


@pytest.mark.parametrize(
    "arguments",
    [["no-such-command"], ["hq", "no-such-command"], ["--home"], ["doctor", "--no-such-option"], ["doctor", "extra"]],
    ids=" ".join,
)
def test_wrong_usage_is_2_with_a_hint(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A word that fieldkit does not know ends with 2, says which, and names the help page; stdout stays empty."""
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert "hint: fieldkit " in err
    assert "--help" in err


def test_a_mistyped_command_is_answered_with_the_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    """`fieldkit inbx` asks whether inbox was meant."""
    assert cli.main(["inbx"]) == 2
    assert "did you mean 'inbox'?" in capsys.readouterr().err


def test_an_expected_error_ends_with_its_own_status(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The message and the hint go to stderr; the exit status is the error's own."""

    def probe() -> Result:
        raise errors.UnreadableFile(path="forms/x.yaml", why="it is a folder")

    assert run(probe) == errors.UnreadableFile.exit_status
    out, err = capsys.readouterr()
    assert out == ""
    assert "cannot read forms/x.yaml: it is a folder" in err
    assert "check the name" in err


def test_an_unexpected_error_is_called_a_bug_and_shows_no_data(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the exception's text, nor a local variable, nor an argument of it reaches the screen."""

    def probe() -> Result:
        answer = CANARY
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise RuntimeError(f"cannot store {answer}", CANARY) from error

    assert run(probe) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "this is a bug in fieldkit (RuntimeError" in err
    assert CANARY not in err
    assert "Traceback" not in err


def test_an_unexpected_error_under_json_shows_no_data_either(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """`--json` changes nothing about it."""

    def probe() -> Result:
        raise ValueError(CANARY)

    assert run(probe, "--json") == 1
    out, err = capsys.readouterr()
    assert CANARY not in out + err


def test_a_bug_in_a_real_process_prints_no_traceback(tmp_path: Path) -> None:
    """The same holds for a whole process with a respondent's name in a broken command's locals."""
    code = (
        "import sys, types\n"
        "from fieldkit import cli\n"
        "module = types.ModuleType('fieldkit.commands.probe')\n"
        "def probe():\n"
        "    name = sys.stdin.read()\n"
        "    return {}[name]\n"
        "module.probe = probe\n"
        "sys.modules['fieldkit.commands.probe'] = module\n"
        "cli.COMMANDS = (*cli.COMMANDS, cli.Command('probe', 'probe:probe', '', 'Anyone'))\n"
        "cli.entry()\n"
    )
    line = [sys.executable, "-c", code, "--home", str(tmp_path), "probe"]
    done = subprocess.run(line, input=CANARY, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "KeyError" in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_an_interruption_is_130(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with 130 and says that what was saved is safe."""

    def probe() -> Result:
        raise KeyboardInterrupt

    assert run(probe) == 130
    assert "interrupted: what was saved before is safe" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT, which Windows does not have")
def test_a_real_ctrl_c_is_130_without_a_traceback(tmp_path: Path) -> None:
    """SIGINT in the middle of a command ends the process with 130 and one line on stderr."""
    code = (
        "import signal, sys, time, types\n"
        "from fieldkit import cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # ignored in what a shell runs behind itself
        "module = types.ModuleType('fieldkit.commands.probe')\n"
        "def probe():\n"
        "    print('ready', flush=True)\n"
        "    while True:\n"
        "        time.sleep(0.05)\n"
        "module.probe = probe\n"
        "sys.modules['fieldkit.commands.probe'] = module\n"
        "cli.COMMANDS = (*cli.COMMANDS, cli.Command('probe', 'probe:probe', '', 'Anyone'))\n"
        "cli.entry()\n"
    )
    line = [sys.executable, "-c", code, "--home", str(tmp_path), "probe"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        try:
            _, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Traceback" not in err


def test_a_reader_that_goes_away_is_no_error(run: Callable[..., int]) -> None:
    """`fieldkit inbox | head -1` does not complain."""

    def probe() -> Result:
        raise BrokenPipeError

    assert run(probe) == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a pipe in its own way")
def test_a_reader_that_goes_away_leaves_no_noise(tmp_path: Path) -> None:
    """Printing into a pipe that nobody reads any more ends quietly, also when Python empties its buffers at the end."""
    line = [sys.executable, "-m", "fieldkit", "--home", str(tmp_path), "--help"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdout=pipe, stderr=pipe, encoding="utf-8", env=buffered) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        process.wait(timeout=20)
    assert (process.returncode, err) == (0, "")


def test_global_options_may_stand_anywhere_before_two_dashes() -> None:
    """`fieldkit inbox --json` is `fieldkit --json inbox`; after `--` every word belongs to the command."""
    expected = (cli.Flags(home="h", json=True), ["inbox"])
    assert expected == cli.split_flags(["--json", "inbox", "--home", "h"])
    assert expected == cli.split_flags(["inbox", "--home=h", "--json"])
    assert (cli.Flags(), ["show", "--", "--json"]) == cli.split_flags(["show", "--", "--json"])


def test_a_passphrase_is_never_an_option() -> None:
    """No command takes a passphrase on the command line, where other users of the machine can read it."""
    assert "--passphrase" not in {name.split()[0] for name, _ in cli.GLOBAL_OPTIONS}
    assert cli.split_flags(["--passphrase", "x"]) == (cli.Flags(), ["--passphrase", "x"])
    assert cli.main(["--passphrase", "x", "doctor"]) == 2
