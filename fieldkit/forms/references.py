"""Names and `${name}` references, as ODK's tools spell them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# XML's name characters without the Latin capitals from À to Ö, which ODK's tools refuse.
_START = (
    "A-Z_a-z\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = f"[{_START}][{_START}.0-9\u00b7\u0300-\u036f\u203f-\u2040-]*"
_XML_NAME = re.compile(f"{_NAME}(?::{_NAME})?\\Z")
_OUTER = re.compile(r"\$\{([^}]+)\}|\$\{[^}]*\Z")
_INNER = re.compile(f"(last-saved#)?({_NAME})\\Z")
FULL_REFERENCE = re.compile(rf"\$\{{(?:last-saved#)?{_NAME}\}}\Z")


class Found(NamedTuple):
    """One `${...}` of a text: the name in it, or "" when it is malformed; `at` is where it stands."""

    name: str
    at: int


def is_xml_name(text: str) -> bool:
    """Return whether a text can name a question, in ODK's tools as in an XML file."""
    return bool(_XML_NAME.match(text))


def references_in(text: str) -> Iterator[Found]:
    """Yield every reference of a text, malformed ones with an empty name."""
    if "${" not in text:
        return
    for match in _OUTER.finditer(text):
        inner = _INNER.match(match[1]) if match[1] else None
        yield Found(inner[2] if inner else "", match.start())
