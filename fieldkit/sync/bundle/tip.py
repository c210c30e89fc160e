"""A concern as one sealed file, without sender, number or hour. docs/tip-format.md."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from fieldkit import errors
from fieldkit.cases.line_check import are_answers
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import PublicKey, SigningKey, sshsig, verify_sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import namespaces, payload
from fieldkit.sync.bundle.fields import DAY, DEVICE, HASH, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import TipNamespace
from fieldkit.sync.bundle.practice_mark import refuse_practice

NAME = re.compile(r"[0-9a-f]{32}\.fkt")
STANZAS = 4
"""Recipients of every file: what is missing is thrown away, so that their number says nothing. tip-format 2"""

_SEALED = b"age-encryption.org/v1\n"
_KINDS: dict[TipNamespace, str] = {namespaces.TIP: "fieldkit-tip", namespaces.PRACTICE_TIP: "fieldkit-practice-tip"}
_FORM = re.compile(r"[\w.-]{1,128}")
_VERSION = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,128}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,16}")
_ARMOUR = re.compile(r".{1,2000}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tip:
    """What a concern says. `made` is a day; `device` and `signature` are there where the laptop may be named."""

    form: str
    version: str
    form_hash: str
    language: str
    made: str
    answers: Mapping[str, Json] = field(repr=False)
    card: str
    device: str | None = None
    signature: bytes = b""
    namespace: TipNamespace = namespaces.TIP

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file."""
        said = self._unsigned()
        if self.device is not None and self.signature:
            said["from"] = {"device": self.device, "signature": self.signature.decode("ascii")}
        return said

    def _unsigned(self) -> dict[str, Json]:
        named: dict[str, Json] = {} if self.device is None else {"from": {"device": self.device}}
        return {
            "v": 1,
            "kind": _KINDS[self.namespace],
            "form": self.form,
            "version": self.version,
            "form_hash": self.form_hash,
            "language": self.language,
            "made": self.made,
            "answers": dict(self.answers),
            "card": self.card,
            **named,
        }

    @property
    def signed_bytes(self) -> bytes:
        """What a laptop signs: everything but the signature."""
        return canonical.dumps(self._unsigned()) + b"\n"

    def signed(self, device: str, key: SigningKey) -> "Tip":
        """Return the concern with the laptop named."""
        named = replace(self, device=device, signature=b"")
        return replace(named, signature=sshsig(key, named.signed_bytes, self.namespace))

    def signer(self) -> PublicKey | None:
        """Return the key that signed, or None where the signature does not fit, or there is none."""
        try:
            return verify_sshsig(self.signature, self.signed_bytes, self.namespace)
        except errors.BadSignature:
            return None


@dataclass(frozen=True, slots=True)
class OpenedTip:
    """A concern that was opened, and its bytes as received, without the newline."""

    tip: Tip
    raw: bytes = field(repr=False)


def tip_id(data: bytes) -> str:
    """Return the name of a sealed file in lists: by its bytes, so that the same file again is known."""
    return f"t-{hashlib.sha256(data).hexdigest()[:12]}"


def write_tip(tip: Tip, recipients: Sequence[str], padding: Callable[[int], bytes]) -> bytes:
    """Return the sealed file. Besides `recipients` nobody can open it, though it looks as if more could.

    Raises: BundleOverflow when it is too large, ValueError without recipients.
    """
    if not recipients:
        raise ValueError("a concern is sealed to somebody")
    content = canonical.dumps(tip.as_json()) + b"\n"
    if len(content) > LIMITS.tip_content:
        raise errors.BundleOverflow(what="its content in bytes", found=len(content), limit=LIMITS.tip_content)
    thrown_away = [seal.recipient_of(seal.generate_identity()) for _ in range(STANZAS - len(recipients))]
    return seal.seal(payload.encode(content, padding), [*recipients, *thrown_away])


def open_tip(data: bytes, identities: Sequence[str], namespace: TipNamespace = namespaces.TIP) -> OpenedTip:
    """Open a sealed file with one of these identities.

    Raises: PracticeForReal, TipInvalid, WrongRecipient (it is a sealed file for somebody else).
    """
    refuse_practice(data)
    if len(data) > LIMITS.tip:
        _refuse(f"it is larger than {LIMITS.tip} bytes")
    if not data.startswith(_SEALED):
        _refuse("it is not sealed")
    try:
        content = payload.decode(seal.unseal(data, identities))
    except errors.WrongRecipient:
        raise
    except errors.SealCrowded as crowded:
        _refuse(str(crowded))
    except errors.FieldkitError as error:
        _refuse(f"what is sealed is not as it should be ({error.code})")
    return _read(content, namespace)


def _read(content: bytes, namespace: TipNamespace) -> OpenedTip:
    line = content[:-1]
    if len(content) > LIMITS.tip_content or not content.endswith(b"\n"):
        _refuse("it is larger than it may be, or cut short")
    try:
        doc = canonical.loads_object(line, what="the concern")
    except errors.MalformedJson as error:
        _refuse(str(error.facts["why"]))
    return OpenedTip(_tip(doc, namespace), line)


def read_line(line: bytes, namespace: TipNamespace = namespaces.TIP) -> Tip:
    """Return what an opened concern says, as headquarters keeps it. Raises: TipInvalid."""
    return _read(line + b"\n", namespace).tip


def _tip(doc: Mapping[str, Json], namespace: TipNamespace) -> Tip:
    fields = Fields(doc, lambda why: errors.TipInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", _KINDS[namespace])
    tip = Tip(
        form=fields.text("form", _FORM),
        version=fields.text("version", _VERSION),
        form_hash=fields.text("form_hash", HASH),
        language=fields.text("language", _LANGUAGE),
        made=fields.text("made", DAY),
        answers=_answers(fields),
        card=fields.text("card", HASH),
        namespace=namespace,
    )
    named = fields.inner("from") if fields.has("from") else None
    fields.done()
    return tip if named is None else _named(tip, named)


def _answers(fields: Fields) -> Mapping[str, Json]:
    answers = fields.take("answers")
    if not isinstance(answers, Mapping) or len(answers) > LIMITS.tip_answers or not are_answers(answers):
        fields.refuse("has malformed answers")
    return answers


def _named(tip: Tip, fields: Fields) -> Tip:
    device, armour = fields.text("device", DEVICE), fields.text("signature", _ARMOUR)
    fields.done()
    if not armour.isascii():
        fields.refuse("has a malformed signature")
    return replace(tip, device=device, signature=armour.encode("ascii"))


def _refuse(why: str) -> NoReturn:
    raise errors.TipInvalid(why=why)
