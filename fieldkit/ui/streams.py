"""The standard streams: UTF-8 everywhere, who is a terminal, and prompt_toolkit's output on stderr."""

import os
import sys
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


def can_draw() -> bool:
    """Return whether full screens can be shown: somebody types, talk is seen, and the terminal can move its cursor."""
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
