"""A certificate of practice: one person's, signed by the class, for that person alone. docs/practice-format.md 8.9."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.crypto.fingerprint import groups
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle import signed_document
from fieldkit.sync.bundle.class_file import CLASS_ID, MOST_THINGS, WORD, day_of
from fieldkit.sync.bundle.class_result import WHO
from fieldkit.sync.bundle.fields import HASH, LABEL, NONCE, Fields
from fieldkit.sync.bundle.namespaces import PRACTICE_CERTIFICATE

KIND = "fieldkit-practice-certificate"
ENDING = ".certificate"
MAX_FILE = 64 * 1024
PERSON_NAME = re.compile(LABEL.pattern.replace("{1,200}", "{1,100}"))
READY, TOOK_PART = "ready", "took_part"
"""There is no third word: who did not reach the set has a certificate that does not speak of it."""
_STANDING = re.compile(f"{READY}|{TOOK_PART}")
_MOST = 100_000
_PAGE = (b"<!DOCTYPE", b"<!doctype", b"<html")


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene of the set, by content."""

    id: str
    hash: str

    def as_json(self) -> dict[str, Json]:
        return {"id": self.id, "hash": self.hash}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """That somebody took part; with `ready` also on which set, how far it agreed, and until when it counts."""

    class_id: str
    class_name: str
    audience: str
    key: PublicKey
    made: str
    nonce: str
    who: str
    name: str | None
    day: str
    standing: str = TOOK_PART
    refresher: str | None = None
    scenes: tuple[Scene, ...] = ()
    same: int = 0
    of: int = 0

    @property
    def is_ready(self) -> bool:
        return self.standing == READY

    def as_json(self) -> dict[str, Json]:
        return {
            "v": 1,
            "kind": KIND,
            "standing": self.standing,
            "class": self.class_id,
            "class_name": self.class_name,
            "audience": self.audience,
            "key": self.key.openssh(),
            "made": self.made,
            "nonce": self.nonce,
            "who": self.who,
            "name": self.name,
            "day": self.day,
            "refresher": self.refresher,
            "scenes": [one.as_json() for one in self.scenes],
            "same": self.same,
            "of": self.of,
        }

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """The groups that stand on the page."""
        return groups(signed_document.body_of(self.as_json()))


def write_certificate(found: Certificate, key: SigningKey) -> bytes:
    """Return the file's bytes. Raises: CertificateInvalid when it is malformed, ValueError for another key."""
    if key.public != found.key:
        raise ValueError("a certificate is signed by the key it names")
    _certificate(found.as_json(), found.key)
    return signed_document.write(found.as_json(), key, PRACTICE_CERTIFICATE)


def read_certificate(data: bytes, key: PublicKey | None = None) -> Certificate:
    """Read a certificate that is signed by the key it names; with `key` that must be the class's.

    Raises: CertificateInvalid, CertificateForged when it was changed or another key signed it.
    """
    _look(data)
    try:
        doc, signer, _ = signed_document.read(data, PRACTICE_CERTIFICATE, max_size=MAX_FILE, what="certificate")
    except errors.SignedDocumentInvalid:
        raise errors.CertificateForged(why="it was changed after it was signed") from None
    if key is not None and key != signer:
        raise errors.CertificateForged(why="another key than that of the class signed it")
    return _certificate(doc, signer)


def _look(data: bytes) -> None:
    """Refuse what is no certificate at all, so that a changed one can be told from it."""
    if data.lstrip().startswith(_PAGE):
        _refuse("it is the page for people; the signed document lies beside it")
    if len(data) > MAX_FILE:
        _refuse(f"it is larger than {MAX_FILE} bytes")
    try:
        doc = canonical.loads_object(data.partition(b"\n")[0], what="it")
    except errors.MalformedJson as error:
        _refuse(str(error.facts["why"]))
    if doc.get("kind") != KIND:
        _refuse("it is another kind of file")


def _certificate(doc: Mapping[str, Json], key: PublicKey) -> Certificate:
    fields = Fields(doc, lambda why: errors.CertificateInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", KIND)
    fields.constant("key", key.openssh())
    found = Certificate(
        class_id=fields.text("class", CLASS_ID),
        class_name=fields.text("class_name", LABEL),
        audience=fields.text("audience", WORD),
        key=key,
        made=day_of(fields, "made"),
        nonce=fields.text("nonce", NONCE),
        who=fields.text("who", WHO),
        name=fields.optional_text("name", PERSON_NAME),
        day=day_of(fields, "day"),
        standing=fields.text("standing", _STANDING),
        refresher=None if fields.is_null("refresher") else day_of(fields, "refresher"),
        scenes=tuple(_scene(one) for one in fields.each("scenes", 0, MOST_THINGS)),
        same=fields.number("same", 0, _MOST),
        of=fields.number("of", 0, _MOST),
    )
    fields.done()
    _fitting(found, fields)
    return found


def _scene(fields: Fields) -> Scene:
    scene = Scene(fields.text("id", WORD), fields.text("hash", HASH))
    fields.done()
    return scene


def _fitting(found: Certificate, fields: Fields) -> None:
    """Refuse a set that was not reached, and anything but taking part where none is attested."""
    told = (found.refresher, found.scenes, found.same, found.of)
    if not found.is_ready:
        if told != (None, (), 0, 0):
            fields.refuse("says more than that somebody took part")
        return
    if found.refresher is None or found.refresher <= found.day or not found.scenes:
        fields.refuse("lacks its set or the day of the refresher")
    if found.of == 0 or found.same > found.of or found.same * 10 < found.of * 9:
        fields.refuse("does not fit the rule of nine in ten")
    if len({one.id for one in found.scenes}) != len(found.scenes):
        fields.refuse("has a scene twice")


def _refuse(why: str) -> NoReturn:
    raise errors.CertificateInvalid(why=why)
