"""How a laptop's former key vouches for its new one, inside a request. docs/bundle-format.md 8.2."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.crypto.sign import PublicKey
from fieldkit.result import Json
from fieldkit.sync.bundle.fields import ANY, EPOCH, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import (
    PRACTICE_REQUEST,
    PRACTICE_ROTATE,
    REQUEST,
    ROTATE,
    RequestNamespace,
    RotateNamespace,
)

ROTATES: Mapping[RequestNamespace, RotateNamespace] = {REQUEST: ROTATE, PRACTICE_REQUEST: PRACTICE_ROTATE}
"""What the former key signs in, for each kind of request."""
_ARMOUR = re.compile(r"[\x20-\x7e\n]{1,2000}")


@dataclass(frozen=True, slots=True)
class Rotates:
    """The former key; for each epoch in which it signed bundles the highest of their numbers; its armoured signature
    over the request without this signature (empty before it was made)."""

    key: PublicKey
    last: Mapping[str, int]
    signature: bytes = b""

    def as_json(self) -> dict[str, Json]:
        """Return the field of the request; without a signature what the former key signs."""
        signed: dict[str, Json] = {"signature": self.signature.decode("ascii")} if self.signature else {}
        return {"key": self.key.openssh(), "last": dict(self.last), **signed}

    @property
    def ended(self) -> dict[str, int]:
        """Return {epoch: first number that the former key is not believed for}."""
        return {epoch: number + 1 for epoch, number in self.last.items()}


def read_rotates(fields: Fields, new: PublicKey, epoch: str) -> Rotates:
    """Read the field of a request for `new` that opens `epoch`. The signature is not looked at here."""
    text = fields.text("key", ANY)
    try:
        key = PublicKey.from_openssh(text)
    except errors.BadKey:
        fields.refuse("has a malformed key")
    if key == new:
        fields.refuse("names the new key as the former one")
    last = _last(fields)
    if epoch in last:
        fields.refuse("says that the former key signed in the new epoch")
    rotates = Rotates(key, last, fields.text("signature", _ARMOUR).encode("ascii"))
    fields.done()
    return rotates


def _last(fields: Fields) -> dict[str, int]:
    value = fields.take("last")
    if not isinstance(value, Mapping) or len(value) > LIMITS.epochs or not all(map(EPOCH.fullmatch, value)):
        fields.refuse("has a malformed last")
    inner = Fields(value, fields.refuse, "last")
    return {epoch: inner.number(epoch, 1, LIMITS.sequence) for epoch in value}
