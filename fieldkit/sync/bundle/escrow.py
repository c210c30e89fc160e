"""A store's key, sealed for three recovery officers of whom two are needed. docs/store-format.md 13.

The laptop signs it; nobody but two officers, one after the other, can open it. Nothing here knows where files lie.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from fieldkit import errors
from fieldkit.crypto import canonical, derive, seal
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle import signed_document
from fieldkit.sync.bundle.fields import ANY, DEVICE, EPOCH, NONCE, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import ESCROW

Why: TypeAlias = Literal["first", "officers", "key", "recovered", "drill"]
ESCROW_KIND, HALF_KIND, KEY_KIND = "fieldkit-escrow", "fieldkit-escrow-half", "fieldkit-escrow-key"
PAIRS = ((0, 1), (0, 2), (1, 2))
"""Who opens first, who second."""
LARGEST = 16 * 1024
LARGEST_SEALED = 4 * 1024
KEY_BYTES = 32
MARK = NONCE
_STORE = re.compile(r"s-[0-9a-f]{32}")
_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_WHY = re.compile("first|officers|key|recovered|drill")
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{1,5600}")


@dataclass(frozen=True, slots=True)
class EscrowHead:
    """What is readable of an escrow: whose it is. `mark` tells two keys apart."""

    device: str
    store: str
    mark: str

    def as_json(self) -> dict[str, Json]:
        return {"device": self.device, "store": self.store, "mark": self.mark}


@dataclass(frozen=True, slots=True)
class Escrow:
    """The whole file, read. `officers` are three age recipients, `sealed` the age files of PAIRS."""

    head: EscrowHead
    epoch: str
    n: int
    why: str
    officers: tuple[str, ...]
    sealed: tuple[bytes, ...]

    @property
    def file_name(self) -> str:
        """What it is called in a mailbox (docs/mailbox.md)."""
        return f"{self.epoch.removeprefix('e-')}-{self.n:08d}.fke"

    @property
    def officer_ids(self) -> list[str]:
        """Key ids of the officers, in their order."""
        return [seal.key_id(one) for one in self.officers]


@dataclass(frozen=True, slots=True)
class Half:
    """What the first officer hands to the second: age files by the recipient that opens each."""

    head: EscrowHead
    files: tuple[tuple[str, bytes], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """What two officers opened: the key of one store."""

    head: EscrowHead
    key: bytes = field(repr=False)


def mark_of(key: bytes) -> str:
    """Return the mark of a store key: it tells nothing of the key."""
    return derive.hkdf(key, "fieldkit escrow mark", 16).hex()


def make_escrow(key: bytes, device: str, store: str, epoch: str, n: int, why: Why, officers: Sequence[str]) -> Escrow:
    """Seal a store key for three officers. Raises: BadKey."""
    head = EscrowHead(device, store, mark_of(key))
    line = write_key(OpenedKey(head, key))
    sealed = tuple(seal.seal(seal.seal(line, [officers[second]]), [officers[first]]) for first, second in PAIRS)
    return Escrow(head, epoch, n, why, tuple(officers), sealed)


def write_escrow(escrow: Escrow, signing: SigningKey) -> bytes:
    """Return the signed file."""
    doc: dict[str, Json] = {
        "v": 1,
        "kind": ESCROW_KIND,
        "key": signing.public.openssh(),
        **escrow.head.as_json(),
        "epoch": escrow.epoch,
        "n": escrow.n,
        "why": escrow.why,
        "officers": list(escrow.officers),
        "sealed": [_base64(one) for one in escrow.sealed],
    }
    return signed_document.write(doc, signing, ESCROW)


def read_escrow(data: bytes, key: PublicKey | None = None) -> Escrow:
    """Read the file strictly; without `key` it must be signed by the key that it names. Raises: EscrowInvalid."""
    escrow = look_at(data, key)
    try:
        for one in escrow.officers:
            seal.check_recipient(one)
    except errors.BadKey:
        raise errors.EscrowInvalid(why="it has a malformed recipient") from None
    if len(set(escrow.officers)) != len(escrow.officers):
        raise errors.EscrowInvalid(why="it names an officer twice")
    return escrow


def look_at(data: bytes, key: PublicKey | None = None) -> Escrow:
    """Read the file as an intake does, which has age nowhere: recipients are not checked. Raises: EscrowInvalid."""
    try:
        doc, signer, _ = signed_document.read(data, ESCROW, key=key, max_size=LARGEST, what="escrow")
    except errors.SignedDocumentInvalid as error:
        raise errors.EscrowInvalid(why=str(error.facts["why"])) from None
    fields = _fields(doc, ESCROW_KIND)
    fields.constant("key", signer.openssh())
    escrow = Escrow(
        head=_head(fields),
        epoch=fields.text("epoch", EPOCH),
        n=fields.number("n", 1, LIMITS.sequence),
        why=fields.text("why", _WHY),
        officers=fields.texts("officers", ANY, 3, 3),
        sealed=tuple(_bytes(fields, one) for one in fields.texts("sealed", _BASE64, 3, 3)),
    )
    fields.done()
    return escrow


def open_first(escrow: Escrow, identity: str) -> Half:
    """Open every outer layer that is an officer's. Raises: EscrowNotForYou, EscrowInvalid."""
    mine = seal.recipient_of(identity)
    pairs = [
        (second, sealed)
        for (first, second), sealed in zip(PAIRS, escrow.sealed, strict=True)
        if escrow.officers[first] == mine
    ]
    if not pairs:
        raise errors.EscrowNotForYou()
    return Half(escrow.head, tuple((escrow.officers[second], _unsealed(file, identity)) for second, file in pairs))


def open_second(half: Half, identity: str) -> OpenedKey:
    """Open what another officer handed over. Raises: EscrowNotForYou, EscrowInvalid."""
    mine = seal.recipient_of(identity)
    for recipient, file in half.files:
        if recipient == mine:
            opened = read_key(_unsealed(file, identity))
            if opened.head != half.head:
                raise errors.EscrowInvalid(why="what is inside belongs to another laptop or key")
            return opened
    raise errors.EscrowNotForYou()


def write_half(half: Half) -> bytes:
    """Return the line that the first officer hands to the second."""
    halves: list[Json] = [{"to": to, "file": _base64(file)} for to, file in half.files]
    return canonical.dumps({"v": 1, "kind": HALF_KIND, **half.head.as_json(), "halves": halves}) + b"\n"


def read_half(data: bytes) -> Half:
    """Read that line. Raises: EscrowInvalid."""
    fields = _fields(_line(data), HALF_KIND)
    head, files = _head(fields), []
    for one in fields.each("halves", 1, 2):
        files.append((one.text("to", ANY), _bytes(one, one.text("file", _BASE64))))
        one.done()
    fields.done()
    return Half(head, tuple(files))


def write_key(opened: OpenedKey) -> bytes:
    """Return the innermost line."""
    return canonical.dumps({"v": 1, "kind": KEY_KIND, **opened.head.as_json(), "key": opened.key.hex()}) + b"\n"


def read_key(data: bytes) -> OpenedKey:
    """Read the innermost line, whoever opened it with whatever tool. Raises: EscrowInvalid."""
    fields = _fields(_line(data), KEY_KIND)
    opened = OpenedKey(_head(fields), bytes.fromhex(fields.text("key", _HEX_KEY)))
    fields.done()
    if mark_of(opened.key) != opened.head.mark:
        raise errors.EscrowInvalid(why="its mark is not that of its key")
    return opened


def is_half(data: bytes) -> bool:
    """Tell whether a file is what a first officer handed over, by its kind alone."""
    return f'"kind":"{HALF_KIND}"'.encode() in data[:LARGEST].partition(b"\n")[0]


def _fields(value: Mapping[str, Json], kind: str) -> Fields:
    fields = Fields(value, lambda why: errors.EscrowInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", kind)
    return fields


def _head(fields: Fields) -> EscrowHead:
    return EscrowHead(fields.text("device", DEVICE), fields.text("store", _STORE), fields.text("mark", MARK))


def _line(data: bytes) -> Mapping[str, Json]:
    if len(data) > LARGEST:
        raise errors.EscrowInvalid(why=f"it is larger than {LARGEST} bytes")
    try:
        return canonical.loads_object(data.rstrip(b"\r\n"), what="escrow")
    except errors.MalformedJson as error:
        raise errors.EscrowInvalid(why=str(error.facts["why"])) from None


def _unsealed(file: bytes, identity: str) -> bytes:
    try:
        return seal.unseal(file, [identity])
    except (errors.WrongRecipient, errors.SealBroken):
        raise errors.EscrowInvalid(why="a layer of it does not open with the identity that it names") from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(fields: Fields, text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        fields.refuse("has a text that is no base64")
    if len(data) > LARGEST_SEALED:
        fields.refuse("has a layer that is too large")
    return data
