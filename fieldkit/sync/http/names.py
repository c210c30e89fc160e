"""Names that may stand in a path: everything else is refused before anything is looked up. docs/http-format.md 6.

The grammar of bundles, escrows and receipts is the mailbox's (docs/mailbox.md); a test compares the two.
"""

import re
from dataclasses import dataclass
from enum import Enum

from fieldkit.sync.http.signing import read_address

BUNDLE_NAME = re.compile(r"[0-9a-f]{16}-[0-9]{8}(?:-[0-9a-f]{16})?\.fkb")
ESCROW_NAME = re.compile(r"[0-9a-f]{16}-[0-9]{8}\.fke")
UPLOAD_NAME = re.compile(f"{BUNDLE_NAME.pattern}|{ESCROW_NAME.pattern}")
RECEIPT_NAME = re.compile(r"[0-9]{8}\.fkr")
WORD_NAME = "word.fkw"
HELLO, UPLOADS, DOWN, POLICY = "/v1/hello", "/v1/up", "/v1/down/", "/v1/policy/"
MOST_POLICY_NAME, MOST_PARTS = 200, 4
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_SIDES = ("metadata", "targets")


class Kind(Enum):
    """What a path is about."""

    HELLO = "hello"
    UPLOADS = "uploads"
    UPLOAD = "upload"
    BUNDLE = "bundle"
    RECEIPT = "receipt"
    WORD = "word"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Place:
    """A path that was understood. `name` is a file's name, an upload's address in hex, or a path in `policy/`."""

    kind: Kind
    name: str = ""


def place_of(path: str) -> Place | None:
    """Return what a path as sent is about, or None. Escapes, dots and second spellings are not understood at all."""
    if path == HELLO:
        return Place(Kind.HELLO)
    if path == UPLOADS:
        return Place(Kind.UPLOADS)
    if path.startswith(f"{UPLOADS}/"):
        return _upload_or_bundle(path[len(UPLOADS) + 1 :])
    if path.startswith(DOWN):
        name = path[len(DOWN) :]
        if name == WORD_NAME:
            return Place(Kind.WORD, name)
        return Place(Kind.RECEIPT, name) if RECEIPT_NAME.fullmatch(name) else None
    if path.startswith(POLICY) and is_policy_name(path[len(POLICY) :]):
        return Place(Kind.POLICY, path[len(POLICY) :])
    return None


def is_policy_name(name: str) -> bool:
    """Tell whether this names a file of the policy repository: `metadata/...` or `targets/...`."""
    parts = name.split("/")
    fits = 2 <= len(parts) <= MOST_PARTS and len(name) <= MOST_POLICY_NAME and parts[0] in _SIDES
    return fits and all(_PART.fullmatch(part) for part in parts)


def is_url(text: str) -> bool:
    """Tell whether somebody means a network address and not a folder."""
    return text.lower().startswith(("http://", "https://"))


def _upload_or_bundle(name: str) -> Place | None:
    if BUNDLE_NAME.fullmatch(name):
        return Place(Kind.BUNDLE, name)
    address = read_address(name)
    return None if address is None else Place(Kind.UPLOAD, address)
