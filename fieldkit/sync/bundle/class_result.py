"""One run of practice as it travels to the trainer: sealed, signed, marked. docs/practice-format.md 8.4."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import PublicKey, SigningKey, sshsig, verify_sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import payload
from fieldkit.sync.bundle.class_file import CLASS_ID, WORD, day_of
from fieldkit.sync.bundle.fields import HASH, Fields
from fieldkit.sync.bundle.namespaces import PRACTICE_RESULT
from fieldkit.sync.bundle.practice_mark import FIRST_LINE

KIND = "fieldkit-practice-result"
ENDING = ".fkp"
NAME = re.compile(r"[0-9a-f]{32}\.fkp")
MAX_FILE = 64 * 1024
WHO = re.compile(r"\w(?:[ \w.'-]{0,18}[\w.])?")
"""A number, or a short name that somebody chose: letters, digits, and nothing that is not seen."""
PHASES = ("practice", "before", "after", "assessment")
VIGNETTE, BANK = "vignette", "bank"
MOST_RUNS, MOST_ITEMS, MOST_CODES = 9_999, 300, 40

_SEALED = b"age-encryption.org/v1\n"
_HEADER = 4096
_REAL = {
    _SEALED: "a sealed file of real work, such as a concern",
    b"manifest.json\0": "a bundle",
    b"receipt.json\0": "a receipt",
}
_DOCUMENTS = {b"fieldkit-hq-card": "headquarters' card", b"fieldkit-device-request": "a laptop's request"}
_ITEM = re.compile(r"[a-z]{1,20}(?::[\w.-]{1,128}){0,3}")
_FORM = re.compile(r"(?:[a-z][a-z0-9_]{0,63})?")
_MAYBE_HASH = re.compile(r"(?:[0-9a-f]{64})?")
_MAYBE_WORD = re.compile(r"(?:[a-z][a-z0-9_]{0,63})?")
_ANY = re.compile(r".{1,2000}", re.DOTALL)
_LONGEST_S = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassResult:
    """How one run stands, item by item. No free text and no answer."""

    class_id: str
    who: str
    key: PublicKey
    n: int
    made: str
    of: str
    name: str
    hash: str
    form: str
    form_hash: str
    phase: str
    seconds: int
    left: bool = False
    items: tuple[tuple[str, str], ...] = ()
    situation: str = ""
    elements: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    signature: bytes = field(repr=False, default=b"")
    typed: bool = False
    """It came as a typed line: nothing proves whose it is. Never part of a file."""

    def unsigned(self) -> dict[str, Json]:
        return {
            "v": 1,
            "kind": KIND,
            "class": self.class_id,
            "who": self.who,
            "key": self.key.openssh(),
            "n": self.n,
            "made": self.made,
            "of": self.of,
            "name": self.name,
            "hash": self.hash,
            "form": self.form,
            "form_hash": self.form_hash,
            "phase": self.phase,
            "seconds": self.seconds,
            "left": self.left,
            "items": [list(item) for item in self.items],
            "situation": self.situation,
            "elements": list(self.elements),
            "steps": list(self.steps),
        }

    @property
    def signed_bytes(self) -> bytes:
        """What the trainee's key signs: everything but the signature."""
        return canonical.dumps(self.unsigned()) + b"\n"

    def signed(self, key: SigningKey) -> "ClassResult":
        """Return the result under the trainee's key."""
        own = replace(self, key=key.public, signature=b"")
        return replace(own, signature=sshsig(key, own.signed_bytes, PRACTICE_RESULT))


def write_result(result: ClassResult, recipient: str, padding: Callable[[int], bytes]) -> bytes:
    """Return the file of a signed result, which only the class can open. Raises: ResultInvalid when it is malformed."""
    content = canonical.dumps({**result.unsigned(), "signature": result.signature.decode("ascii")}) + b"\n"
    _read(content, result.class_id)
    return FIRST_LINE + seal.seal(payload.encode(content, padding), [recipient])


def name_of(data: bytes) -> str:
    """Return what the file of a result is called."""
    return hashlib.sha256(data).hexdigest()[:32] + ENDING


def real_kind(data: bytes) -> str | None:
    """Return what kind of real file this is, None where it looks like none."""
    found = next((what for start, what in _REAL.items() if data.startswith(start)), None)
    if found is None and data.startswith(b"{"):
        found = next((what for kind, what in _DOCUMENTS.items() if b'"' + kind + b'"' in data[:65536]), None)
    return found


def open_result(data: bytes, class_id: str, identity: str) -> ClassResult:
    """Open a result with the class's identity, and check its signature.

    Raises: RealForPractice, ResultInvalid, ResultForeign, ResultForged.
    """
    real = real_kind(data)
    if real is not None:
        raise errors.RealForPractice(what=real)
    if not data.startswith(FIRST_LINE) or len(data) > MAX_FILE:
        _refuse("it does not begin as one, or is larger than one may be")
    sealed = data[len(FIRST_LINE) :]
    header, end, _ = sealed[:_HEADER].partition(b"\n--- ")
    if not sealed.startswith(_SEALED) or not end or header.count(b"\n-> ") > 2:  # age adds one stanza of noise
        _refuse("it is not sealed to one class")
    try:
        content = payload.decode(seal.unseal(sealed, [identity]))
    except errors.WrongRecipient:
        raise errors.ResultForeign(why="it is sealed to another class") from None
    except errors.FieldkitError as error:
        _refuse(f"what is sealed is not as it should be ({error.code})")
    return _read(content, class_id)


def _read(content: bytes, class_id: str) -> ClassResult:
    line = content[:-1]
    if len(content) > MAX_FILE or not content.endswith(b"\n"):
        _refuse("it is larger than it may be, or cut short")
    try:
        doc = canonical.loads_object(line, what="the result")
    except errors.MalformedJson as error:
        _refuse(str(error.facts["why"]))
    result = _result(doc)
    if result.class_id != class_id:
        raise errors.ResultForeign(why="it names another class")
    try:
        signer = verify_sshsig(result.signature, result.signed_bytes, PRACTICE_RESULT)
    except errors.BadSignature:
        raise errors.ResultForged() from None
    if signer != result.key:
        raise errors.ResultForged()
    return result


def _result(doc: Mapping[str, Json]) -> ClassResult:
    fields = Fields(doc, lambda why: errors.ResultInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", KIND)
    result = ClassResult(
        class_id=fields.text("class", CLASS_ID),
        who=fields.text("who", WHO),
        key=_key(fields),
        n=fields.number("n", 1, MOST_RUNS),
        made=day_of(fields, "made"),
        of=_one_of(fields, "of", (VIGNETTE, BANK)),
        name=fields.text("name", WORD),
        hash=fields.text("hash", HASH),
        form=fields.text("form", _FORM),
        form_hash=fields.text("form_hash", _MAYBE_HASH),
        phase=_one_of(fields, "phase", PHASES),
        seconds=fields.number("seconds", 0, _LONGEST_S),
        left=_flag(fields, "left"),
        items=_items(fields),
        situation=fields.text("situation", _MAYBE_WORD),
        elements=fields.texts("elements", WORD, 0, MOST_CODES),
        steps=fields.texts("steps", WORD, 0, MOST_CODES),
        signature=_armour(fields),
    )
    fields.done()
    if result.left and (result.items or result.situation or result.elements or result.steps):
        fields.refuse("says that somebody left, and yet how it went")
    return result


def _key(fields: Fields) -> PublicKey:
    try:
        return PublicKey.from_openssh(fields.text("key", _ANY))
    except errors.BadKey:
        fields.refuse("has a malformed key")


def _armour(fields: Fields) -> bytes:
    text = fields.text("signature", _ANY)
    if not text.isascii():
        fields.refuse("has a malformed signature")
    return text.encode("ascii")


def _one_of(fields: Fields, name: str, words: tuple[str, ...]) -> str:
    return fields.text(name, re.compile("|".join(words)))


def _flag(fields: Fields, name: str) -> bool:
    value = fields.take(name)
    if not isinstance(value, bool):
        fields.refuse(f"has a malformed {name}")
    return value


def _items(fields: Fields) -> tuple[tuple[str, str], ...]:
    found = []
    for item in fields.items("items", 0, MOST_ITEMS):
        if not isinstance(item, list) or [type(part) for part in item] != [str, str]:
            fields.refuse("has a malformed item")
        name, standing = item
        if not _ITEM.fullmatch(name) or not WORD.fullmatch(standing):
            fields.refuse("has a malformed item")
        found.append((name, standing))
    if len({name for name, _ in found}) != len(found):
        fields.refuse("has an item twice")
    return tuple(found)


def _refuse(why: str) -> NoReturn:
    raise errors.ResultInvalid(why=why)
