"""The rules of headquarters and its list of revoked devices, as files: docs/policy-format.md 5 and 6."""

from collections.abc import Callable
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.policy_file import (
    POLICY_KIND,
    Policy,
    PolicyTransport,
    policy_from,
    read_policy,
    write_policy,
)
from fieldkit.sync.bundle.revoked_file import read_revoked, write_revoked
from fieldkit.sync.bundle.signers import Revoked
from tests.bundle import parts

OFFICERS = tuple(seal.recipient_of(seal.generate_identity()) for _ in range(3))
FULL = Policy(
    lock_minutes=3,
    readable="until_receipt",
    transports=(
        PolicyTransport("http", url="https://hq.example:8443/fieldkit", ca="-----BEGIN CERTIFICATE-----\nAAAA\n"),
        PolicyTransport("http", url="http://192.168.1.2:8000"),
        PolicyTransport("folder", path="/media/stick"),
        PolicyTransport("stick"),
    ),
    escrow=OFFICERS,
    wipe_without_passphrase=True,
    retention={"laptop_sealed": 30, "records": 3650},
    alert_phone="+250 700 000 000",
)


def _doc(**changes: Any) -> dict[str, Any]:
    return {"v": 1, "kind": POLICY_KIND, **changes}


@pytest.mark.parametrize("policy", [Policy(), FULL])
def test_a_policy_is_written_and_read_again(policy: Policy) -> None:
    """What headquarters decided arrives as it was; what it left out is as built in."""
    assert read_policy(write_policy(policy)) == policy
    assert write_policy(Policy()) == b'{"kind":"fieldkit-policy","v":1}\n'


def test_the_file_is_one_canonical_line() -> None:
    """One content has one spelling, so that its hash names it."""
    data = write_policy(FULL)
    assert canonical.dumps(canonical.loads(data[:-1], what="it")) + b"\n" == data
    for changed in (
        data[:-1],
        data[:-1] + b" ",
        data[:-1] + b"x",
        data + b"\n",
        b" " + data,
        data.replace(b'"v":1', b'"v":1.0'),
        b"\n",
        b"x" * 70_000,
    ):
        with pytest.raises(errors.PolicyFileInvalid):
            read_policy(changed)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"kind": "fieldkit-card"},
        {"new_key": 1},
        {"lock_minutes": 0},
        {"lock_minutes": 61},
        {"lock_minutes": True},
        {"lock_minutes": "3"},
        {"readable": "always"},
        {"wipe_without_passphrase": 1},
        {"transports": {}},
        {"transports": [{"kind": "ftp", "url": "https://x"}]},
        {"transports": [{"kind": "folder", "url": "https://x"}]},
        {"transports": [{"kind": "stick", "path": "/x"}]},
        {"transports": [{"kind": "folder", "path": "/media/\x1b[2J"}]},
        {"transports": [{"kind": "http", "url": "file:///etc/passwd"}]},
        {"transports": [{"kind": "http", "url": "https://x", "ca": "\x1b"}]},
        {"transports": [{"kind": "http", "url": "https://x", "verify": False}]},
        {"transports": [{"kind": "folder", "path": "/x"}] * 9},
        {"escrow": list(OFFICERS[:2])},
        {"escrow": [OFFICERS[0]] * 3},
        {"escrow": [*OFFICERS[:2], "age1nonsense"]},
        {"retention": {"laptop_seald": 30}},
        {"retention": {"laptop_sealed": 0}},
        {"retention": {"laptop_sealed": 40_000}},
        {"retention": []},
        {"alert": {"phone": "call me"}},
        {"alert": {"phone": "+250 700 000 000", "name": "x"}},
    ],
)
def test_what_is_out_of_the_format_refuses_the_whole_file(change: dict[str, Any]) -> None:
    """An unknown key, a value out of bounds, a control character: nothing of the file is used."""
    with pytest.raises(errors.PolicyFileInvalid):
        policy_from(_doc(**change))


def test_empty_objects_say_nothing() -> None:
    """A list or object with nothing in it is as if it were not there."""
    found = policy_from(_doc(transports=[], escrow=[], retention={}, alert={}, wipe_without_passphrase=False))
    assert found == Policy()
    assert found.days("laptop_sealed") is None
    assert FULL.days("laptop_sealed") == 30


def test_revoked_devices_are_written_and_read_again() -> None:
    """Each epoch has the first number that is no longer believed; one that is not listed is not believed at all."""
    revoked = Revoked({parts.DEVICE: {parts.EPOCH: 1, parts.OLD_EPOCH: LIMITS.sequence + 1}, "d-" + "0" * 32: {}})
    assert read_revoked(write_revoked(revoked)) == revoked
    assert read_revoked(write_revoked(Revoked())) == Revoked()
    assert revoked.since_number("d-" + "0" * 32, parts.EPOCH) == 1


def test_ended_keys_are_written_where_there_are_any() -> None:
    """Single keys of a device that changed its own; the file of a list without them is as it always was."""
    key = parts.DEVICE_KEY.public.openssh()
    revoked = Revoked({parts.OTHER_DEVICE: {}}, {parts.DEVICE: {key: {parts.EPOCH: 7}}})
    assert read_revoked(write_revoked(revoked)) == revoked
    assert b"ended" not in write_revoked(Revoked({parts.OTHER_DEVICE: {}}))


@pytest.mark.parametrize(
    "ended",
    [
        [],
        {"hq": {}},
        {parts.DEVICE: []},
        {parts.DEVICE: {"ssh-rsa AAAA": {}}},
        {parts.DEVICE: {"ssh-ed25519 AAAA": {}}},
        {parts.DEVICE: {parts.DEVICE_KEY.public.openssh(): {parts.EPOCH: 0}}},
        {parts.DEVICE: {SigningKey.from_seed(bytes([n]) * 32).public.openssh(): {} for n in range(17)}},
    ],
)
def test_a_malformed_list_of_ended_keys_is_refused(ended: Any) -> None:
    """What cannot be read is not guessed at, here either."""
    with pytest.raises(errors.PolicyFileInvalid):
        read_revoked(canonical.dumps({"v": 1, "kind": "fieldkit-revoked", "since": {}, "ended": ended}) + b"\n")


@pytest.mark.parametrize(
    "since",
    [
        [],
        {"hq": {}},
        {parts.DEVICE: []},
        {parts.DEVICE: {"epoch": 1}},
        {parts.DEVICE: {parts.EPOCH: 0}},
        {parts.DEVICE: {parts.EPOCH: "1"}},
        {parts.DEVICE: {parts.EPOCH: LIMITS.sequence + 2}},
    ],
)
def test_a_malformed_list_of_revoked_devices_is_refused(since: Any) -> None:
    """A revocation that cannot be read is not guessed at."""
    with pytest.raises(errors.PolicyFileInvalid):
        read_revoked(canonical.dumps({"v": 1, "kind": "fieldkit-revoked", "since": since}) + b"\n")


def test_a_list_of_revoked_devices_that_was_cut_is_refused() -> None:
    """Also one that is too large, or not canonical."""
    data = write_revoked(Revoked())
    for changed in (
        data[:-1],
        data[:-1] + b"x",
        data[:10] + b"\n",
        b"x" * (1024 * 1024 + 1),
        data.replace(b"{}", b"{} "),
    ):
        with pytest.raises(errors.PolicyFileInvalid):
            read_revoked(changed)


def test_a_list_with_a_key_more_is_refused() -> None:
    """What a later version may say is not passed over in a list of whom not to believe."""
    with pytest.raises(errors.PolicyFileInvalid):
        read_revoked(canonical.dumps({"v": 1, "kind": "fieldkit-revoked", "since": {}, "until": {}}) + b"\n")


@pytest.mark.parametrize(("read", "most"), [(read_policy, LIMITS.document), (read_revoked, LIMITS.signers)])
def test_the_size_of_a_file_is_looked_at_first(read: Callable[[bytes], object], most: int) -> None:
    """Nothing of what is too large is parsed; at the limit it is."""
    with pytest.raises(errors.PolicyFileInvalid, match="too large"):
        read(bytes(most) + b"\n")
    with pytest.raises(errors.PolicyFileInvalid) as caught:
        read(bytes(most - 1) + b"\n")
    assert "too large" not in str(caught.value)
