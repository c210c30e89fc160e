"""How practice says what it is, so that every reader of real files knows it. docs/practice-format.md 8.4, 8.7."""

from fieldkit import errors

FIRST_LINE = b"fieldkit-practice-result 1\n"
"""No reader of real files takes what begins so, and whoever looks into the file sees what it is."""
CAPACITY_LINE = b"fieldkit-practice-capacity 1\n"
"""The same of sealed capacity results: only `hq capacity` takes them."""

_MARK = b"fieldkit-practice-"
_KIND = b'"kind":"' + _MARK
"""In a signed document of practice: a quote inside a text is escaped, so that no text looks like this."""
_WHERE = 65_536


def is_practice(data: bytes) -> bool:
    """Return whether a file says of itself that it is practice, of this version or another."""
    return data.startswith(_MARK) or (data.startswith(b"{") and _KIND in data[:_WHERE].partition(b"\n")[0])


def refuse_practice(data: bytes) -> None:
    """Refuse, for real work, what says that it is practice. Raises: PracticeForReal."""
    if is_practice(data):
        raise errors.PracticeForReal(what=_what(data))


def _what(data: bytes) -> str:
    if data.startswith(FIRST_LINE):
        return "a result of a class"
    known = {b"fieldkit-practice-capacity": "capacity results of a class", b"fieldkit-practice-class": "a class file"}
    head = data[:_WHERE].partition(b"\n")[0]
    return next((what for word, what in known.items() if word in head), "something of a class")
