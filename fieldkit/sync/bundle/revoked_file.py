"""`revoked.json`: which devices are no longer believed, and since when. docs/policy-format.md 6."""

import re
from collections.abc import Mapping

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.crypto.sign import PublicKey
from fieldkit.result import Json
from fieldkit.sync.bundle.fields import DEVICE, EPOCH, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.signers import Revoked

REVOKED_KIND = "fieldkit-revoked"
MOST_REVOKED = 4096
_KEY = re.compile("ssh-ed25519 .{1,200}")


def write_revoked(revoked: Revoked) -> bytes:
    """Return the file: one canonical line."""
    since: dict[str, Json] = {device: dict(epochs) for device, epochs in revoked.since.items()}
    ended: dict[str, Json] = {
        device: {key: dict(epochs) for key, epochs in keys.items()} for device, keys in revoked.ended.items()
    }
    optional: dict[str, Json] = {"ended": ended} if ended else {}
    return canonical.dumps({"v": 1, "kind": REVOKED_KIND, "since": since, **optional}) + b"\n"


def read_revoked(data: bytes) -> Revoked:
    """Read the file strictly. Raises: PolicyFileInvalid."""
    if len(data) > LIMITS.signers or not data.endswith(b"\n"):
        raise errors.PolicyFileInvalid(why="it is too large, or was cut")
    try:
        value = canonical.loads_canonical(data[:-1], what="revoked.json")
    except errors.MalformedJson as error:
        raise errors.PolicyFileInvalid(why=str(error.facts["why"])) from None
    fields = _fields(value, "it")
    fields.constant("v", 1)
    fields.constant("kind", REVOKED_KIND)
    found = _each(fields.take("since"), "since", DEVICE, MOST_REVOKED)
    ended = _each(fields.take("ended"), "ended", DEVICE, MOST_REVOKED) if fields.has("ended") else {}
    fields.done()
    return Revoked(
        {device: _epochs(epochs) for device, epochs in found.items()},
        {device: _keys(keys) for device, keys in ended.items()},
    )


def _keys(value: Json) -> dict[str, dict[str, int]]:
    found = _each(value, "an entry", _KEY, LIMITS.keys_of_device)
    try:
        return {PublicKey.from_openssh(key).openssh(): _epochs(epochs) for key, epochs in found.items()}
    except errors.BadKey:
        raise errors.PolicyFileInvalid(why="it has a malformed key") from None


def _epochs(value: Json) -> dict[str, int]:
    found = _each(value, "an entry", EPOCH, LIMITS.epochs)
    fields = _fields(value, "an entry")
    return {epoch: fields.number(epoch, 1, LIMITS.sequence + 1) for epoch in found}


def _each(value: Json, where: str, grammar: re.Pattern[str], most: int) -> Mapping[str, Json]:
    """Return an object whose names all fit a grammar."""
    if not isinstance(value, Mapping) or len(value) > most or not all(grammar.fullmatch(name) for name in value):
        _fields({}, where).refuse("is malformed")
    return value


def _fields(value: Json, where: str) -> Fields:
    return Fields(value, lambda why: errors.PolicyFileInvalid(why=why), where)
