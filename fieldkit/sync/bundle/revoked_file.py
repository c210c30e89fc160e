"""`revoked.json`: devices whose key is no longer believed, as headquarters publishes it. docs/http-format.md 1."""

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.sync.bundle.fields import DEVICE, EPOCH, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.signers import Revoked


def write_revoked(revoked: Revoked) -> bytes:
    """Return the file's bytes."""
    since: dict[str, Json] = {device: dict(epochs) for device, epochs in revoked.since.items()}
    return canonical.dumps({"v": 1, "revoked": since})


def read_revoked(data: bytes) -> Revoked:
    """Read the file. Raises: SignersInvalid, naming no device."""
    if len(data) > LIMITS.signers:
        raise _invalid(f"the list of revoked devices is larger than {LIMITS.signers} bytes")
    try:
        top = Fields(canonical.loads_object(data, what="the list of revoked devices"), _invalid, "the list")
    except errors.MalformedJson as error:
        raise _invalid(str(error)) from None
    top.constant("v", 1)
    listed = top.take("revoked")
    top.done()
    if not isinstance(listed, dict):
        raise _invalid("revoked is not an object")
    return Revoked({device: _epochs(device, epochs) for device, epochs in listed.items()})


def _epochs(device: str, epochs: Json) -> dict[str, int]:
    fields = Fields(epochs, _invalid, "a device")
    names = list(epochs) if isinstance(epochs, dict) else []
    if not DEVICE.fullmatch(device) or not all(EPOCH.fullmatch(name) for name in names):
        raise _invalid("a device or epoch is malformed")
    return {name: fields.number(name, 1, LIMITS.sequence + 1) for name in names}


def _invalid(why: str) -> errors.SignersInvalid:
    return errors.SignersInvalid(line=1, why=why)
