"""The standard streams: UTF-8 everywhere, who is a terminal, emptying it, and prompt_toolkit's output on stderr."""

import contextlib
import importlib
import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from prompt_toolkit.output import Output


def prepare_streams() -> None:
    """Make stdin, stdout and stderr speak UTF-8 (the Windows console and pipes do not by themselves)."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream is sys.stdin:
            reconfigure(encoding="utf-8", errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal that can at least show lines."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # already closed
        return False


_lines_only = [False]
"""Whether this process was asked for plain lines: then no escape sequence is sent by anybody."""


def lines_only(wanted: bool) -> None:
    """Say once for the process whether it speaks in plain lines."""
    _lines_only[0] = wanted


def can_draw() -> bool:
    """Return whether full screens can be shown: somebody types, talk is seen, and the terminal can move its cursor."""
    if _lines_only[0]:
        return False
    dumb = os.environ.get("TERM", "" if os.name == "nt" else "dumb") in ("dumb", "unknown")
    return is_terminal(sys.stdin) and is_terminal(sys.stderr) and not dumb


def columns_of(stream: TextIO) -> int:
    """Return how wide the terminal behind a stream is; 80 where that cannot be known."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def colour_wanted() -> bool:
    """Return whether colour may be used (https://no-color.org: any value that is not empty says no)."""
    return not os.environ.get("NO_COLOR")


def talk_output() -> "Output":
    """Return prompt_toolkit's output on stderr, where all talk goes; stdout may be a file."""
    from prompt_toolkit.output import create_output

    output = create_output(stdout=sys.stderr)
    # Asking a terminal for its cursor's place leaves stray characters in the shell on a slow line; nothing needs it.
    if hasattr(output, "enable_cpr"):
        output.enable_cpr = False
    return output


def encodable(text: str, encoding: str) -> str:
    """Return text that an encoding can show: the drawn line becomes dashes where there is no Unicode."""
    if encoding.lower().replace("-", "").replace("_", "") == "utf8" or text.isascii():
        return text
    return text.replace("\u2500", "-").encode(encoding, "replace").decode(encoding)


CLEAR = "\033[2J\033[3J\033[H"
"""Clear the screen, the scrollback, and go home: ECMA-48 with xterm's 3J. Windows consoles know it as well."""


def wipe(*, first_screen: bool = False) -> None:
    """Empty the terminal and its scrollback, and forget what is half typed. `first_screen`: a program that was killed
    may have left its own screen on. A terminal that went away is left alone."""
    drop_typed()
    if not can_draw():
        return
    with contextlib.suppress(OSError, ValueError):
        _let_windows_clear()
        sys.stderr.write(("\033[?1049l\033[?25h\033[?2004l\033[0m" if first_screen else "") + CLEAR)
        sys.stderr.flush()


def push_away() -> None:
    """Move what is on a terminal out of sight by empty lines: plain mode knows no other way."""
    if is_terminal(sys.stdin) and is_terminal(sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write("\n" * shutil.get_terminal_size((80, 24)).lines)
            sys.stderr.flush()


@contextlib.contextmanager
def terminal_kept() -> Iterator[None]:
    """Give the terminal back as it was: a program that was killed in it may have left it raw and without echo."""
    kept = None
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        import termios

        with contextlib.suppress(termios.error):
            kept = termios.tcgetattr(sys.stdin.fileno())
    try:
        yield
    finally:
        if kept is not None:
            with contextlib.suppress(termios.error, OSError, ValueError):
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, kept)


def drop_typed() -> None:
    """Throw away what was typed and not yet read: half a line must not reach whoever reads next."""
    if not is_terminal(sys.stdin):
        return
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        if os.name == "nt":
            console = importlib.import_module("msvcrt")
            while console.kbhit():
                console.getwch()
            return
        import termios

        with contextlib.suppress(termios.error):
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


_STDERR_HANDLE, _VIRTUAL_TERMINAL = -12, 0x0004


def _let_windows_clear() -> None:
    """Ask a Windows console to act on escape sequences; newer ones do so by themselves."""
    if os.name != "nt":
        return
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - not in the stubs of other systems
    handle, mode = kernel.GetStdHandle(_STDERR_HANDLE), ctypes.c_uint32()
    if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL)
