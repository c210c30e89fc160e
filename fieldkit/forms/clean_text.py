"""Texts that come from outside, made safe for a terminal, and how wide they are there."""

import re
import unicodedata

# Terminal escapes first, then every other control character but tab and newline. (form-language 1.4)
_ESCAPES = re.compile(
    "\x1b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?|[ -/]*[0-~])?"
    "|\x9b[0-?]*[ -/]*[@-~]"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return `text` without terminal escape sequences and control characters; tabs and line ends stay."""
    return text if text.isprintable() else _ESCAPES.sub("", text)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )
