"""What headquarters may import of a class: scores of people who agreed, no more. docs/practice-format.md 8.7."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.crypto.fingerprint import groups
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle import payload, signed_document
from fieldkit.sync.bundle.card import Card
from fieldkit.sync.bundle.class_file import CLASS_ID, WORD, day_of
from fieldkit.sync.bundle.class_result import WHO
from fieldkit.sync.bundle.fields import HASH, LABEL, NONCE, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import PRACTICE_CAPACITY
from fieldkit.sync.bundle.practice_mark import CAPACITY_LINE

KIND = "fieldkit-practice-capacity"
MAX_FILE, MAX_SEALED = 256 * 1024, 320 * 1024
MOST_PEOPLE = 500
STANDINGS = ("ready", "not_yet", "not_full", "no_items")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_STANDING = re.compile("|".join(STANDINGS))
_MOST = 100_000
_SEALED = b"age-encryption.org/v1\n"
_HEADER = 4096


@dataclass(frozen=True, slots=True)
class Consent:
    """When somebody agreed, in which language, to which wording (by its SHA-256)."""

    day: str
    language: str
    wording: str

    def as_json(self) -> dict[str, Json]:
        return {"day": self.day, "language": self.language, "wording": self.wording}


@dataclass(frozen=True, slots=True)
class Person:
    """One person's scores. `before` and `after`: right, and of how many."""

    who: str
    last: str
    runs: int
    same: int
    of: int
    standing: str
    before: tuple[int, int]
    after: tuple[int, int]
    consent: Consent

    def as_json(self) -> dict[str, Json]:
        return {
            "who": self.who,
            "last": self.last,
            "runs": self.runs,
            "same": self.same,
            "of": self.of,
            "standing": self.standing,
            "before": list(self.before),
            "after": list(self.after),
            "consent": self.consent.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Capacity:
    """The scores of those of a class who agreed."""

    class_id: str
    name: str
    audience: str
    key: PublicKey
    made: str
    nonce: str
    people: tuple[Person, ...]

    def as_json(self) -> dict[str, Json]:
        return {
            "v": 1,
            "kind": KIND,
            "class": self.class_id,
            "name": self.name,
            "audience": self.audience,
            "key": self.key.openssh(),
            "made": self.made,
            "nonce": self.nonce,
            "people": [person.as_json() for person in self.people],
        }

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """The groups that trainer and headquarters read out to each other."""
        return groups(signed_document.body_of(self.as_json()))


def write_capacity(found: Capacity, key: SigningKey) -> bytes:
    """Return the file's bytes. Raises: CapacityInvalid when it is malformed, ValueError for another key."""
    if key.public != found.key:
        raise ValueError("capacity results are signed by the key they name")
    _capacity(found.as_json(), found.key)
    return signed_document.write(found.as_json(), key, PRACTICE_CAPACITY)


def read_capacity(data: bytes) -> Capacity:
    """Read capacity results that are signed by the key they name. Raises: CapacityInvalid."""
    try:
        doc, key, _ = signed_document.read(data, PRACTICE_CAPACITY, max_size=MAX_FILE, what="capacity results")
    except errors.SignedDocumentInvalid as error:
        _refuse(str(error.facts["why"]))
    return _capacity(doc, key)


def _capacity(doc: Mapping[str, Json], key: PublicKey) -> Capacity:
    fields = Fields(doc, lambda why: errors.CapacityInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", KIND)
    fields.constant("key", key.openssh())
    found = Capacity(
        class_id=fields.text("class", CLASS_ID),
        name=fields.text("name", LABEL),
        audience=fields.text("audience", WORD),
        key=key,
        made=day_of(fields, "made"),
        nonce=fields.text("nonce", NONCE),
        people=tuple(_person(one) for one in fields.each("people", 1, MOST_PEOPLE)),
    )
    fields.done()
    if len({person.who for person in found.people}) != len(found.people):
        fields.refuse("has a person twice")
    if any(max(person.last, person.consent.day) > found.made for person in found.people):
        fields.refuse("has a day after it was made")
    return found


# --- sealed to headquarters ------------------------------------------------------------------------------------------


def recipients_of(card: Card) -> tuple[str, ...]:
    """Return to whom capacity results are sealed: headquarters and its recovery identity."""
    return tuple(card.recipients.get("organisation") or card.recipients["case"])


def seal_capacity(data: bytes, recipients: Sequence[str], padding: Callable[[int], bytes]) -> bytes:
    """Return a written file sealed: from outside neither the class nor anybody of it is seen."""
    return CAPACITY_LINE + seal.seal(payload.encode(data, padding), recipients)


def is_sealed(data: bytes) -> bool:
    """Return whether a file says that it is sealed capacity results."""
    return data.startswith(CAPACITY_LINE)


def open_capacity(data: bytes, identities: Sequence[str]) -> bytes:
    """Return the signed file of a sealed one.

    Raises: WrongRecipient (it is sealed for somebody else), CapacityInvalid.
    """
    sealed = data.removeprefix(CAPACITY_LINE)
    if len(data) > MAX_SEALED:
        _refuse(f"they are larger than {MAX_SEALED} bytes")
    header, end, _ = sealed[:_HEADER].partition(b"\n--- ")
    crowd = header.count(b"\n-> X25519 ") > LIMITS.most_recipients
    if not is_sealed(data) or not sealed.startswith(_SEALED) or not end or crowd:
        _refuse("they are not sealed to one headquarters")
    try:
        return payload.decode(seal.unseal(sealed, identities))
    except errors.WrongRecipient:
        raise
    except errors.FieldkitError as error:
        _refuse(f"what is sealed is not as it should be ({error.code})")


def read_person(doc: Json) -> Person:
    """Return one person as headquarters keeps them. Raises: CapacityInvalid."""
    return _person(Fields(doc, lambda why: errors.CapacityInvalid(why=why), "a person"))


def _person(fields: Fields) -> Person:
    person = Person(
        who=fields.text("who", WHO),
        last=day_of(fields, "last"),
        runs=fields.number("runs", 0, _MOST),
        same=fields.number("same", 0, _MOST),
        of=fields.number("of", 0, _MOST),
        standing=fields.text("standing", _STANDING),
        before=_pair(fields, "before"),
        after=_pair(fields, "after"),
        consent=_consent(fields.inner("consent")),
    )
    fields.done()
    if person.same > person.of:
        fields.refuse("has more right than there was")
    return person


def _pair(fields: Fields, name: str) -> tuple[int, int]:
    found = fields.numbers(name, 0, _MOST, 2)
    if len(found) != 2 or found[0] > found[1]:
        fields.refuse(f"has a malformed {name}")
    return found[0], found[1]


def _consent(fields: Fields) -> Consent:
    consent = Consent(day_of(fields, "day"), fields.text("language", _LANGUAGE), fields.text("wording", HASH))
    fields.done()
    return consent


def _refuse(why: str) -> NoReturn:
    raise errors.CapacityInvalid(why=why)
