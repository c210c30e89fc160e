"""`revoked.json`: what a reader refuses."""

import pytest

from fieldkit import errors
from fieldkit.sync.bundle.revoked_file import read_revoked, write_revoked
from fieldkit.sync.bundle.signers import Revoked
from tests.bundle import parts

GOOD = Revoked({parts.DEVICE: {parts.EPOCH: 3}, parts.STRANGER: {}})


def test_what_headquarters_writes_is_read_back() -> None:
    """An epoch that is not named is not believed at all."""
    assert write_revoked(GOOD) == (
        b'{"revoked":{"d-7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f":{"e-5c5c5c5c5c5c5c5c":3},'
        b'"d-99999999999999999999999999999999":{}},"v":1}'
    )
    found = read_revoked(write_revoked(GOOD))
    assert (found.since_number(parts.DEVICE, parts.EPOCH), found.since_number(parts.STRANGER, parts.EPOCH)) == (3, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"revoked":{},"v":2}',
        b'{"revoked":[],"v":1}',
        b'{"revoked":{},"v":1,"x":1}',
        b'{"revoked":{"hq":{}},"v":1}',
        b'{"revoked":{"%s":[]},"v":1}' % parts.DEVICE.encode(),
        b'{"revoked":{"%s":{"x":1}},"v":1}' % parts.DEVICE.encode(),
        b'{"revoked":{"%s":{"%s":0}},"v":1}' % (parts.DEVICE.encode(), parts.EPOCH.encode()),
        b'{"revoked":{},"v":1}' + b" " * 2**20,
    ],
)
def test_a_list_of_another_shape_is_refused(data: bytes) -> None:
    """Strictly: a list that is half understood would let a revoked laptop in."""
    with pytest.raises(errors.SignersInvalid):
        read_revoked(data)
