"""The class file of a practice class, the code on the board, and the sealed assessment. docs/practice-format.md 8.2."""

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from fieldkit import errors
from fieldkit.crypto import canonical, derive, typed_code
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.crypto.typed_code import SHORT_CHECK, Shape
from fieldkit.ports import Entropy
from fieldkit.result import Json
from fieldkit.sync.bundle import payload, signed_document
from fieldkit.sync.bundle.fields import DAY, HASH, LABEL, NONCE, Fields, recipient_of
from fieldkit.sync.bundle.namespaces import PRACTICE_CLASS

KIND = "fieldkit-practice-class"
FILE = "class.fkc"
CLASS_ID = re.compile(r"c-[0-9a-f]{16}")
WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")
MOST_THINGS = 64
"""Vignettes of a class and its bank: their place in its lists is a digit of the typed line."""
MOST_PUT = 60
"""Items of a test: as many as a bank has."""
MAX_FILE = 1024 * 1024
BOARD = Shape(size=8, check=2, prime=SHORT_CHECK, group=5)
OPENING = Shape(size=10, check=2, prime=SHORT_CHECK, group=4)
_MEMORY_KIB, _PASSES, _LANES = 65_536, 3, 4
"""What one try at either code costs: store-format 3.2's floor."""
_BOARD_SALT = b"fieldkit practice class board code"
_SALT = re.compile(r"[0-9a-f]{32}")
_AEAD_NONCE = re.compile(r"[0-9a-f]{24}")
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{1,1100000}")
_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Listed:
    """A vignette of a class, by content: its file's hash, and the form that it is practised with."""

    id: str
    hash: str
    form: str
    form_hash: str

    def as_json(self) -> dict[str, Json]:
        return {"id": self.id, "hash": self.hash, "form": self.form, "form_hash": self.form_hash}


@dataclass(frozen=True, slots=True)
class ListedBank:
    """The bank of the class's knowledge test, by content, and how many of its items are put; 0: all."""

    id: str
    hash: str
    size: int = 0

    def as_json(self) -> dict[str, Json]:
        return {"id": self.id, "hash": self.hash, "size": self.size}


@dataclass(frozen=True, slots=True)
class Sealed:
    """The assessment vignettes' files, under the opening code."""

    salt: str
    nonce: str
    data: bytes = field(repr=False)

    def as_json(self) -> dict[str, Json]:
        return {"salt": self.salt, "nonce": self.nonce, "data": base64.b64encode(self.data).decode()}


@dataclass(frozen=True, slots=True)
class ClassFile:
    """A class as its laptops know it."""

    id: str
    name: str
    audience: str
    key: PublicKey
    recipient: str
    made: str
    nonce: str
    vignettes: tuple[Listed, ...]
    assessment: tuple[Listed, ...] = ()
    sealed: Sealed | None = None
    bank: ListedBank | None = None

    def as_json(self) -> dict[str, Json]:
        return {
            "v": 1,
            "kind": KIND,
            "id": self.id,
            "name": self.name,
            "audience": self.audience,
            "key": self.key.openssh(),
            "recipient": self.recipient,
            "made": self.made,
            "nonce": self.nonce,
            "vignettes": [one.as_json() for one in self.vignettes],
            "assessment": [one.as_json() for one in self.assessment],
            "bank": self.bank.as_json() if self.bank else None,
            "sealed": self.sealed.as_json() if self.sealed else None,
        }

    @property
    def things(self) -> tuple[Listed, ...]:
        """Every vignette in the order of the file: a typed line names it by its place."""
        return (*self.vignettes, *self.assessment)

    def listed(self, name: str) -> Listed | None:
        return next((one for one in self.things if one.id == name), None)

    @property
    def board_code(self) -> str:
        """The code that goes on the board: slow to make, so that nobody finds another file with the same one."""
        text = hashlib.sha256(signed_document.body_of(self.as_json())).hexdigest()
        return typed_code.spell(int.from_bytes(_slow(text, _BOARD_SALT)[:5], "big"), BOARD)

    def confirm(self, typed: str) -> None:
        """Compare what stands on the board. Raises: MistypedCode, ClassCodeWrong."""
        number = typed_code.read(typed, BOARD)
        if number != typed_code.read(self.board_code, BOARD):
            raise errors.ClassCodeWrong()


def write_class(found: ClassFile, key: SigningKey) -> bytes:
    """Return the class file's bytes. Raises: ClassFileInvalid when it is malformed, ValueError for another key."""
    if key.public != found.key:
        raise ValueError("a class file is signed by the key it names")
    _class(found.as_json(), found.key)
    data = signed_document.write(found.as_json(), key, PRACTICE_CLASS)
    if len(data) > MAX_FILE:
        _refuse(f"it is larger than {MAX_FILE} bytes: seal fewer vignettes")
    return data


def read_class(data: bytes) -> ClassFile:
    """Read a class file that is signed by the key it names. Raises: ClassFileInvalid."""
    try:
        doc, key, _ = signed_document.read(data, PRACTICE_CLASS, max_size=MAX_FILE, what="class file")
    except errors.SignedDocumentInvalid as error:
        _refuse(str(error.facts["why"]))
    return _class(doc, key)


def _class(doc: Json, key: PublicKey) -> ClassFile:
    fields = Fields(doc, lambda why: errors.ClassFileInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", KIND)
    fields.constant("key", key.openssh())
    found = ClassFile(
        id=fields.text("id", CLASS_ID),
        name=fields.text("name", LABEL),
        audience=fields.text("audience", WORD),
        key=key,
        recipient=recipient_of(fields),
        made=day_of(fields, "made"),
        nonce=fields.text("nonce", NONCE),
        vignettes=tuple(_listed(one) for one in fields.each("vignettes", 0, MOST_THINGS)),
        assessment=tuple(_listed(one) for one in fields.each("assessment", 0, MOST_THINGS)),
        bank=_bank(fields),
        sealed=_sealed(fields),
    )
    fields.done()
    names = [one.id for one in found.things] + ([found.bank.id] if found.bank else [])
    if not found.things or len(names) > MOST_THINGS or len(set(names)) != len(names):
        fields.refuse(f"needs 1 to {MOST_THINGS} different vignettes, its bank among them")
    if bool(found.assessment) != (found.sealed is not None):
        fields.refuse("has an assessment that is not sealed, or a seal without one")
    return found


def day_of(fields: Fields, name: str) -> str:
    """Return a day that there is, and that can be reckoned with: far ones end every calendar."""
    found = fields.text(name, DAY)
    try:
        year = dt.date.fromisoformat(found).year
    except ValueError:
        fields.refuse(f"has a malformed {name}")
    if year not in _YEARS:
        fields.refuse(f"has a malformed {name}")
    return found


def _listed(fields: Fields) -> Listed:
    found = Listed(
        fields.text("id", WORD), fields.text("hash", HASH), fields.text("form", WORD), fields.text("form_hash", HASH)
    )
    fields.done()
    return found


def _bank(fields: Fields) -> ListedBank | None:
    value = fields.take("bank")
    if value is None:
        return None
    inner = Fields(value, lambda why: errors.ClassFileInvalid(why=why), "bank")
    found = ListedBank(inner.text("id", WORD), inner.text("hash", HASH), inner.number("size", 0, MOST_PUT))
    inner.done()
    return found


def _sealed(fields: Fields) -> Sealed | None:
    value = fields.take("sealed")
    if value is None:
        return None
    inner = Fields(value, lambda why: errors.ClassFileInvalid(why=why), "sealed")
    salt, nonce, text = inner.text("salt", _SALT), inner.text("nonce", _AEAD_NONCE), inner.text("data", _BASE64)
    inner.done()
    try:
        return Sealed(salt, nonce, base64.b64decode(text, validate=True))
    except binascii.Error:
        inner.refuse("has malformed data")


# --- the assessment ----------------------------------------------------------------------------------------------


def new_opening_code(entropy: Entropy) -> str:
    """Return a new opening code: 50 random bits and two check characters."""
    return typed_code.spell(int.from_bytes(entropy.token(7), "big") % OPENING.limit, OPENING)


def seal_assessment(files: Mapping[str, bytes], code: str, class_id: str, entropy: Entropy) -> Sealed:
    """Seal vignettes' files under an opening code."""
    salt, nonce = entropy.token(16), entropy.token(12)
    content = canonical.dumps({name: data.decode("utf-8") for name, data in files.items()})
    plain = payload.encode(content, entropy.token)
    sealed = derive.aead_encrypt(_opening_key(code, salt), nonce, plain, _aad(class_id, salt.hex()))
    return Sealed(salt.hex(), nonce.hex(), sealed)


def open_assessment(found: ClassFile, code: str) -> Mapping[str, bytes]:
    """Return the assessment vignettes' files by id; none where the class has none.

    Raises: MistypedCode, OpeningCodeWrong, ClassFileInvalid when what was sealed is not what the file lists.
    """
    if found.sealed is None:
        return {}
    key = _opening_key(code, bytes.fromhex(found.sealed.salt))
    nonce, aad = bytes.fromhex(found.sealed.nonce), _aad(found.id, found.sealed.salt)
    try:
        plain = derive.aead_decrypt(key, nonce, found.sealed.data, aad)
    except errors.WrongKey:
        raise errors.OpeningCodeWrong() from None
    return _as_listed(plain, found.assessment)


def _as_listed(plain: bytes, assessment: Sequence[Listed]) -> Mapping[str, bytes]:
    try:
        doc = canonical.loads_object(payload.decode(plain), what="the assessment")
    except errors.FieldkitError:
        _refuse("what is sealed in it is malformed")
    files = {name: str(text).encode() for name, text in doc.items()}
    if {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} != {
        one.id: one.hash for one in assessment
    }:
        _refuse("what is sealed in it is not what it lists")
    return files


def _opening_key(code: str, salt: bytes) -> bytes:
    number = typed_code.read(code, OPENING)
    return _slow(typed_code.spell(number, OPENING), salt)


def _aad(class_id: str, salt: str) -> bytes:
    return canonical.dumps({"v": 1, "id": class_id, "salt": salt})


def _slow(text: str, salt: bytes) -> bytes:
    return derive.argon2id(text, salt, memory_kib=_MEMORY_KIB, iterations=_PASSES, lanes=_LANES)


def _refuse(why: str) -> NoReturn:
    raise errors.ClassFileInvalid(why=why)
