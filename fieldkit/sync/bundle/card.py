"""Headquarters' card and the device's request: what two parties exchange when they first meet. docs/bundle-format.md 8.

Both are public. The fingerprint covers every byte of the body: recipients, keys, policy root, phones, nonce.
"""

import hashlib
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.crypto.fingerprint import groups
from fieldkit.crypto.sign import PublicKey, SigningKey, sshsig, verify_sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import namespaces, signed_document
from fieldkit.sync.bundle.fields import ANY, DAY, DEVICE, EPOCH, HASH, KEY_ID, LABEL, NONCE, Fields, recipient_of
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import CardNamespace, RequestNamespace
from fieldkit.sync.bundle.practice_mark import refuse_practice
from fieldkit.sync.bundle.rotation import ROTATES, Rotates, read_rotates
from fieldkit.sync.bundle.signers import Signers

RecipientClass: TypeAlias = Literal["case", "concern", "organisation"]
CLASSES: tuple[RecipientClass, ...] = ("case", "concern", "organisation")
Use: TypeAlias = Literal["practice", "pilot", "field"]

CARD_KIND, REQUEST_KIND = "fieldkit-hq-card", "fieldkit-device-request"
_PHONE = re.compile(r"\+?[0-9][0-9 ]{2,23}")
_FORM = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_USE = re.compile("practice|pilot|field")
_SIGNERS = re.compile(r".{0,32000}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom workers call. A card cannot be made without the duty phone and the deputy's."""

    duty_phone: str
    deputy_phone: str
    senior_manager: str | None = None
    dpo: str | None = None

    def as_json(self) -> dict[str, Json]:
        return {
            "duty_phone": self.duty_phone,
            "deputy_phone": self.deputy_phone,
            "senior_manager": self.senior_manager,
            "dpo": self.dpo,
        }


@dataclass(frozen=True, slots=True)
class Approval:
    """One form, by the hash of its file, in one language, approved for one use by a named person on a day."""

    form: str
    form_hash: str
    language: str
    use: Use
    approver: str
    date: str

    def as_json(self) -> dict[str, Json]:
        return {
            "form": self.form,
            "form_hash": self.form_hash,
            "language": self.language,
            "use": self.use,
            "approver": self.approver,
            "date": self.date,
        }


@dataclass(frozen=True, slots=True)
class PolicyRoot:
    """Keys (`ssh-ed25519 ...`) that sign policy, and how many of them must."""

    keys: tuple[str, ...]
    threshold: int

    def as_json(self) -> dict[str, Json]:
        return {"keys": list(self.keys), "threshold": self.threshold}


@dataclass(frozen=True, slots=True)
class Card:
    """Headquarters as laptops know it.

    `recipients` are `age1...` by class; a class is empty or has two at least (headquarters and its offline recovery),
    and `case` is never empty. `signers` is allowed_signers text with headquarters' keys for receipts. `made_ms` is ms
    since 1970, `nonce` 32 hex digits. `concern_second`, where there are any, read a concern about the focal point:
    people outside the office, none of whose recipients is one of `recipients`.
    """

    name: str
    key: PublicKey
    recipients: Mapping[RecipientClass, tuple[str, ...]]
    policy_root: PolicyRoot
    policy: int
    contacts: Contacts
    approvals: tuple[Approval, ...]
    signers: str
    made_ms: int
    nonce: str
    concern_second: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        second: dict[str, Json] = (
            {"concern_second": _recipients_json(self.concern_second)} if self.concern_second else {}
        )
        return {
            "v": 1,
            "kind": CARD_KIND,
            "name": self.name,
            "key": self.key.openssh(),
            "recipients": {c: _recipients_json(self.recipients.get(c, ())) for c in CLASSES},
            "policy_root": self.policy_root.as_json(),
            "policy": self.policy,
            "contacts": self.contacts.as_json(),
            "approvals": [a.as_json() for a in self.approvals],
            "signers": self.signers,
            "made_ms": self.made_ms,
            "nonce": self.nonce,
            **second,
        }

    @property
    def body(self) -> bytes:
        """The signed bytes."""
        return signed_document.body_of(self.as_json())

    @property
    def body_hash(self) -> str:
        """SHA-256 of the body in hex: how a request names its card."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """The groups that people read out to each other."""
        return groups(self.body)


@dataclass(frozen=True, slots=True)
class Request:
    """A laptop as headquarters gets to know it. `recipient` is where receipts go; `post` a label of place. `rotates` is
    there where the laptop changes its key: how the former one vouches for it."""

    device: str
    key: PublicKey
    recipient: str
    epoch: str
    post: str
    card_hash: str
    made_ms: int
    nonce: str
    rotates: Rotates | None = None

    def as_json(self) -> dict[str, Json]:
        rotates: dict[str, Json] = {} if self.rotates is None else {"rotates": self.rotates.as_json()}
        return {
            "v": 1,
            "kind": REQUEST_KIND,
            "device": self.device,
            "key": self.key.openssh(),
            "recipient": self.recipient,
            "epoch": self.epoch,
            "post": self.post,
            "card_hash": self.card_hash,
            "made_ms": self.made_ms,
            "nonce": self.nonce,
            **rotates,
        }

    @property
    def body(self) -> bytes:
        """The signed bytes."""
        return signed_document.body_of(self.as_json())

    def vouched(
        self, former: SigningKey, last: Mapping[str, int], namespace: RequestNamespace = namespaces.REQUEST
    ) -> "Request":
        """Return the request with the former key's word for it; `last` are the highest numbers that it signed."""
        asked = replace(self, rotates=Rotates(former.public, last))
        signature = sshsig(former, asked.body, ROTATES[namespace])
        return replace(self, rotates=Rotates(former.public, last, signature))

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """The groups that people read out to each other."""
        return groups(self.body)


def write_card(card: Card, key: SigningKey, namespace: CardNamespace = namespaces.CARD) -> bytes:
    """Return the card's file.

    Raises: SignedDocumentInvalid when it is incomplete, ValueError when `key` is not the card's.
    """
    if key.public != card.key:
        raise ValueError("a card is signed by the key it names")
    _card(card.as_json(), card.key)
    return signed_document.write(card.as_json(), key, namespace)


def read_card(data: bytes, namespace: CardNamespace = namespaces.CARD) -> Card:
    """Read a card that is signed by the key it names.

    Raises: SignedDocumentInvalid, PracticeForReal.
    """
    refuse_practice(data)
    doc, key, _ = signed_document.read(data, namespace, what="card")
    return _card(doc, key)


def write_request(request: Request, key: SigningKey, namespace: RequestNamespace = namespaces.REQUEST) -> bytes:
    """Return the request's file.

    Raises: SignedDocumentInvalid when it is malformed, ValueError when `key` is not the request's.
    """
    if key.public != request.key:
        raise ValueError("a request is signed by the key it names")
    _request(request.as_json(), request.key, namespace)
    return signed_document.write(request.as_json(), key, namespace)


def read_request(data: bytes, namespace: RequestNamespace = namespaces.REQUEST) -> Request:
    """Read a request that is signed by the key it names.

    Raises: SignedDocumentInvalid, PracticeForReal.
    """
    refuse_practice(data)
    doc, key, _ = signed_document.read(data, namespace, what="request")
    return _request(doc, key, namespace)


def _card(doc: Json, key: PublicKey) -> Card:
    fields = Fields(doc, lambda why: errors.SignedDocumentInvalid(what="card", why=why))
    fields.constant("v", 1)
    fields.constant("kind", CARD_KIND)
    fields.constant("key", key.openssh())
    recipients = _recipients(fields.inner("recipients"))
    card = Card(
        name=fields.text("name", LABEL),
        key=key,
        recipients=recipients,
        policy_root=_policy_root(fields.inner("policy_root")),
        policy=fields.number("policy"),
        contacts=_contacts(fields.inner("contacts")),
        approvals=tuple(_approval(a) for a in fields.each("approvals", 0, LIMITS.approvals)),
        signers=fields.text("signers", _SIGNERS),
        made_ms=fields.number("made_ms"),
        nonce=fields.text("nonce", NONCE),
        concern_second=_second(fields, {one for group in recipients.values() for one in group}),
    )
    fields.done()
    try:
        Signers.parse(card.signers)
    except errors.SignersInvalid:
        fields.refuse("has malformed signers")
    return card


def _request(doc: Json, key: PublicKey, namespace: RequestNamespace) -> Request:
    fields = Fields(doc, lambda why: errors.SignedDocumentInvalid(what="request", why=why))
    fields.constant("v", 1)
    fields.constant("kind", REQUEST_KIND)
    fields.constant("key", key.openssh())
    request = Request(
        device=fields.text("device", DEVICE),
        key=key,
        recipient=recipient_of(fields),
        epoch=fields.text("epoch", EPOCH),
        post=fields.text("post", LABEL),
        card_hash=fields.text("card_hash", HASH),
        made_ms=fields.number("made_ms"),
        nonce=fields.text("nonce", NONCE),
    )
    if fields.has("rotates"):
        request = replace(request, rotates=read_rotates(fields.inner("rotates"), key, request.epoch))
        if not _is_vouched(request, namespace):
            fields.refuse("is not signed by the former key that it names")
    fields.done()
    return request


def _is_vouched(request: Request, namespace: RequestNamespace) -> bool:
    """Tell whether the former key signed the request as it is without that signature. bundle-format 8.2"""
    assert request.rotates is not None
    unsigned = replace(request, rotates=replace(request.rotates, signature=b""))
    try:
        signer = verify_sshsig(request.rotates.signature, unsigned.body, ROTATES[namespace])
    except errors.BadSignature:
        return False
    return signer == request.rotates.key


def _contacts(fields: Fields) -> Contacts:
    contacts = Contacts(
        duty_phone=fields.text("duty_phone", _PHONE),
        deputy_phone=fields.text("deputy_phone", _PHONE),
        senior_manager=fields.optional_text("senior_manager", LABEL),
        dpo=fields.optional_text("dpo", LABEL),
    )
    fields.done()
    return contacts


def _approval(fields: Fields) -> Approval:
    form, form_hash = fields.text("form", _FORM), fields.text("form_hash", HASH)
    language, use = fields.text("language", _LANGUAGE), fields.text("use", _USE)
    approver, date = fields.text("approver", LABEL), fields.text("date", DAY)
    fields.done()
    return Approval(form, form_hash, language, _as_use(use), approver, date)


def _as_use(text: str) -> Use:
    uses: dict[str, Use] = {"practice": "practice", "pilot": "pilot", "field": "field"}
    return uses[text]


def _policy_root(fields: Fields) -> PolicyRoot:
    keys = fields.texts("keys", ANY, 1, 16)
    try:
        different = {PublicKey.from_openssh(key) for key in keys}
    except errors.BadKey:
        fields.refuse("has a malformed key")
    if len(different) != len(keys):
        fields.refuse("names a key twice")
    root = PolicyRoot(keys, fields.number("threshold", 1, len(keys)))
    fields.done()
    return root


def _recipients(fields: Fields) -> Mapping[RecipientClass, tuple[str, ...]]:
    found = {c: tuple(_with_id(r) for r in fields.each(c, 0, LIMITS.most_recipients)) for c in CLASSES}
    fields.done()
    for name, recipients in found.items():
        few = len(set(recipients)) < LIMITS.least_recipients and (recipients or name == "case")
        if few or len(set(recipients)) != len(recipients):
            fields.refuse(f"needs {LIMITS.least_recipients} different ones for {name}")
    return found


def _second(fields: Fields, of_the_office: Set[str]) -> tuple[str, ...]:
    """Return who reads a concern about the focal point: nobody of the office. bundle-format 8.2"""
    if not fields.has("concern_second"):
        return ()
    found = tuple(_with_id(r) for r in fields.each("concern_second", 1, LIMITS.second_recipients))
    if len(set(found)) != len(found) or not of_the_office.isdisjoint(found):
        fields.refuse("needs different ones outside the office for concern_second")
    return found


def _with_id(fields: Fields) -> str:
    recipient = recipient_of(fields)
    if fields.text("id", KEY_ID) != seal.key_id(recipient):
        fields.refuse("has an id that is not its recipient's")
    fields.done()
    return recipient


def _recipients_json(recipients: tuple[str, ...]) -> list[Json]:
    return [{"id": seal.key_id(r), "recipient": r} for r in recipients]
