"""The first line of a practice result, by which every reader of real files knows it. docs/practice-format.md 8.4."""

from fieldkit import errors

FIRST_LINE = b"fieldkit-practice-result 1\n"
"""No reader of real files takes what begins so, and whoever looks into the file sees what it is."""


def is_practice(data: bytes) -> bool:
    """Return whether a file says of itself that it is practice, of this version or another."""
    return data.startswith(b"fieldkit-practice-")


def refuse_practice(data: bytes) -> None:
    """Refuse, for real work, what says that it is practice. Raises: PracticeForReal."""
    if is_practice(data):
        raise errors.PracticeForReal(what="a result of a class")
