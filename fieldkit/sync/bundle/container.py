"""The outer file: a strict ustar archive of exactly three members. docs/bundle-format.md 3.

Every header is a function of (name, size), so the reader spells it out again and compares all 512 bytes: nothing that
two tar readers could understand differently gets through.
"""

import re
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import Kind

BLOCK = 512
MEMBER_TIME = 315_532_800
"""1980-01-01T00:00:00Z on every member: a found file tells no hours, and tar does not warn of 1970."""

_OCTAL = re.compile(rb"[0-7]{11}\0")
_END = bytes(2 * BLOCK)


@dataclass(frozen=True, slots=True)
class Members:
    """The three members' bytes."""

    manifest: bytes
    signature: bytes
    payload: bytes


def member_names(kind: Kind) -> tuple[str, str, str]:
    """Return the members' names in their order."""
    first = "manifest.json" if kind is Kind.BUNDLE else "receipt.json"
    return first, f"{first}.sig", "payload.age"


def kind_of(data: bytes) -> Kind:
    """Tell a receipt from a bundle by the first member's name. Nothing is checked."""
    return Kind.RECEIPT if data.startswith(b"receipt.json\0") else Kind.BUNDLE


def pack(kind: Kind, members: Members) -> bytes:
    """Return the container's bytes."""
    parts = zip(member_names(kind), (members.manifest, members.signature, members.payload), strict=True)
    return b"".join(_header(name, len(body)) + body + _fill(len(body)) for name, body in parts) + _END


def unpack(data: bytes, kind: Kind) -> Members:
    """Take a container apart, byte for byte as `pack` writes it.

    Raises: BundleLimit, BundleTruncated, BundleContainer.
    """
    largest = 3 * BLOCK + LIMITS.manifest + LIMITS.signature + LIMITS.payload + len(_END)
    if len(data) > largest:
        raise errors.BundleLimit(what=f"the {kind.value}", found=len(data), limit=largest)
    at, bodies = 0, []
    for name, limit in zip(member_names(kind), (LIMITS.manifest, LIMITS.signature, LIMITS.payload), strict=True):
        body, at = _member(data, at, name, limit, kind)
        bodies.append(body)
    _check_end(data[at:], kind)
    return Members(*bodies)


def _member(data: bytes, at: int, name: str, limit: int, kind: Kind) -> tuple[bytes, int]:
    header = data[at : at + BLOCK]
    if len(header) < BLOCK or not any(header):
        raise errors.BundleTruncated(what=kind.value, why=f"{name} is missing")
    size_field = header[124:136]
    if not _OCTAL.fullmatch(size_field):
        raise errors.BundleContainer(what=kind.value, why=f"the size of {name} is not in the one accepted form")
    size = int(size_field[:11], 8)
    if header != _header(name, size):
        raise errors.BundleContainer(what=kind.value, why=_difference(header, name))
    if size > limit:
        raise errors.BundleLimit(what=name, found=size, limit=limit)
    start, end = at + BLOCK, at + BLOCK + size
    filled = end + len(_fill(size))
    if len(data) < filled:
        raise errors.BundleTruncated(what=kind.value, why=f"{name} is not whole")
    if any(data[end:filled]):
        raise errors.BundleContainer(what=kind.value, why=f"there are bytes behind {name}")
    return data[start:end], filled


def _check_end(rest: bytes, kind: Kind) -> None:
    if rest == _END:
        return
    if len(rest) < len(_END) and not any(rest):
        raise errors.BundleTruncated(what=kind.value, why="the end mark is missing")
    raise errors.BundleContainer(what=kind.value, why="there is more than the three members")


def _difference(header: bytes, name: str) -> str:
    """Say what is wrong with a header, without quoting it."""
    if header[:100] != name.encode().ljust(100, b"\0"):
        return f"a member other than {name} stands in its place"
    if header[156:157] != b"0":
        return f"{name} is a link or another special member"
    return f"the header of {name} is not in the one accepted form"


def _header(name: str, size: int) -> bytes:
    fields = (
        name.encode().ljust(100, b"\0"),
        b"0000644\0",  # mode
        b"0000000\0",  # user
        b"0000000\0",  # group
        b"%011o\0" % size,
        b"%011o\0" % MEMBER_TIME,
        b" " * 8,  # checksum, filled in below
        b"0",  # an ordinary file
        bytes(100),  # link target
        b"ustar\x0000",
        bytes(64),  # names of user and group
        b"0000000\0" * 2,  # device numbers
        bytes(155 + 12),  # prefix and filling
    )
    raw = b"".join(fields)
    return raw[:148] + b"%06o\0 " % sum(raw) + raw[156:]


def _fill(size: int) -> bytes:
    return bytes(-size % BLOCK)
