"""Keys of laptops at headquarters, and a laptop's own: store-format 4 and 9, bundle-format 8.2 and 8.4."""

import pytest

from fieldkit import errors
from fieldkit.cases.words import IncomingBundle, NewDevice, Role
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.store import own_keys
from fieldkit.store.store import Store
from fieldkit.sync.bundle.signers import Revoked
from tests.store.scene import DEVICE, Scene, enrol, finish, incoming, pack, rec_line

OTHER = "d-" + "5" * 32
FIRST, SECOND, THIRD = "e-" + "2" * 16, "e-" + "3" * 16, "e-" + "4" * 16
OLD, NEW, NEWER = "ssh-ed25519 AAAA", "ssh-ed25519 BBBB", "ssh-ed25519 CCCC"


@pytest.fixture
def hq(scene: Scene) -> Store:
    return scene.create(Role.HQ)


def take(hq: Store, scene: Scene, seq: int, epoch: str = FIRST) -> None:
    made = incoming(seq, rec_line(seq, scene.clock.now()))
    values = {name: getattr(made, name) for name in IncomingBundle.__dataclass_fields__}
    bundle = IncomingBundle(**{**values, "epoch": epoch, "manifest_hash": f"{seq:063d}{epoch[-1]}"})
    hq.intake.import_bundle(bundle, scene.clock.now(), lambda outcome: ("r.fkr", b"receipt"))


def rotate(hq: Store, key: str, former: str, last: dict[str, int], epoch: str = SECOND, device: str = DEVICE) -> None:
    asked = NewDevice(device, key, "age1new", epoch, "", "d" * 64)
    hq.devices.rotate(asked, former, last, "key")


def test_a_former_key_is_believed_up_to_its_numbers(hq: Store) -> None:
    """The present key is another, as are recipient and epoch; the post stays. The former key ends where it said."""
    enrol(hq)
    rotate(hq, NEW, OLD, {FIRST: 5})
    assert hq.devices.keys() == {DEVICE: NEW}
    assert hq.devices.former_keys() == ((DEVICE, OLD),)
    assert hq.devices.refused() == Revoked({}, {DEVICE: {OLD: {FIRST: 5}}})
    row = hq.devices.get(DEVICE)
    assert (row.age_recipient, row.post) == ("age1new", "rusumo")
    assert hq.check() == hq.rebuild()


def test_a_revocation_goes_over_to_the_former_keys(hq: Store, scene: Scene) -> None:
    """The device is believed again by its new key only; of two numbers the lower one counts, of two epochs none that
    only one of them names."""
    enrol(hq)
    take(hq, scene, 1)
    hq.devices.revoke(DEVICE, 2, "in strange hands")
    rotate(hq, NEW, OLD, {FIRST: 6, THIRD: 4})
    assert hq.devices.refused() == Revoked({}, {DEVICE: {OLD: {FIRST: 2}}})
    rotate(hq, NEWER, NEW, {SECOND: 3}, THIRD)
    assert hq.devices.refused().ended == {DEVICE: {OLD: {FIRST: 2}, NEW: {SECOND: 3}}}
    assert hq.check() == hq.rebuild()


def test_a_key_that_nobody_speaks_of_ends_with_what_was_received(hq: Store, scene: Scene) -> None:
    """People take a request of an older copy by voice: the key between ends above the highest number that came; a
    former key that was never known is kept as well."""
    enrol(hq)
    rotate(hq, NEW, OLD, {FIRST: 1})
    take(hq, scene, 3, SECOND)
    rotate(hq, NEWER, OLD, {FIRST: 9}, THIRD)
    assert hq.devices.refused().ended == {DEVICE: {OLD: {FIRST: 1}, NEW: {SECOND: 4}}}
    rotate(hq, "ssh-ed25519 DDDD", "ssh-ed25519 EEEE", {FIRST: 2}, "e-" + "6" * 16)
    assert set(hq.devices.refused().ended[DEVICE]) == {OLD, NEW, NEWER, "ssh-ed25519 EEEE"}
    assert hq.check() == hq.rebuild()


def test_a_key_is_nobody_elses(hq: Store) -> None:
    """Neither another laptop's key nor a former one becomes a present key."""
    enrol(hq)
    enrol(hq, OTHER, NEWER)
    rotate(hq, NEW, OLD, {})
    for key in (NEWER, OLD, NEW):
        with pytest.raises(errors.DeviceConflict):
            rotate(hq, key, NEW, {})
    with pytest.raises(errors.DeviceUnknown):
        rotate(hq, "ssh-ed25519 FFFF", NEW, {}, device="d-" + "9" * 32)


def test_the_newest_epoch_is_the_one_that_was_first_seen_last(hq: Store, scene: Scene) -> None:
    """Without a number a laptop is revoked from the next one on, in the epoch of its newest request or bundle; a late
    bundle of an older epoch does not make that one the newest."""
    enrol(hq)
    assert hq.devices.revoke(DEVICE, None, "lost") == 1
    assert hq.devices.revoked() == {DEVICE: {FIRST: 1}}
    take(hq, scene, 1)
    rotate(hq, NEW, OLD, {FIRST: 9})
    assert hq.devices.revoke(DEVICE, None, "lost") == 1
    assert hq.devices.revoked() == {DEVICE: {FIRST: 2, SECOND: 1}}
    take(hq, scene, 1, THIRD)
    take(hq, scene, 2)
    assert hq.devices.revoke(DEVICE, None, "lost") == 2
    assert hq.devices.revoked() == {DEVICE: {FIRST: 3, THIRD: 2}}
    assert hq.devices.revoke(DEVICE, 7, "lost") == 7
    assert hq.devices.revoked()[DEVICE] == {FIRST: 3, THIRD: 7}
    hq.devices.reinstate(DEVICE, "found")
    assert hq.devices.refused().since == {}
    with pytest.raises(errors.NotRevoked):
        hq.devices.reinstate(DEVICE, "found")
    assert hq.check() == hq.rebuild()


def test_a_laptop_changes_its_keys_in_one_step(scene: Scene) -> None:
    """New keys and a new epoch at once; the former ones stay: the identities for receipts, the signing key until
    headquarters knows. What each key signed is told by its highest number in each epoch."""
    with scene.create() as store:
        before, epoch = store.identity, store.epoch
        for number in (1, 2):
            finish(store, number, scene.clock.now())
            pack(store)
        following = store.own_keys.rotate()
        after = store.identity
        assert (store.epoch, following != epoch) == (following, True)
        assert (after.former_seed, after.known_seed) == (before.seed, before.seed)
        assert after.age_identities == (after.age_identity, before.age_identity)
        assert len({before.seed, after.seed}) == len({*after.age_identities}) == 2
        (former,) = after.former
        assert (former.key, former.last) == (SigningKey.from_seed(before.seed).public.openssh(), {epoch: 2})
        with pytest.raises(errors.RotationPending):
            store.own_keys.rotate()
        assert seal.recipient_of(after.age_identity)
        assert store.check()
    with scene.open() as store:
        assert store.identity == after
        store.own_keys.known_at_headquarters()
        store.own_keys.known_at_headquarters()
        assert (store.identity.former_seed, store.identity.known_seed) == (None, after.seed)
        finish(store, 3, scene.clock.now())
        pack(store)
        store.own_keys.rotate()
        assert [one.last for one in store.identity.former] == [{epoch: 2}, {following: 1}]
        assert store.identity.age_identities[1:] == (after.age_identity, before.age_identity)
        assert store.check()


def test_of_very_many_epochs_the_newest_are_named(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request has room for so many; what an older one signed is then no longer believed if it comes late."""
    monkeypatch.setattr(own_keys, "MOST_EPOCHS", 2)
    with scene.create() as store:
        epochs = []
        for number in (1, 2, 3):
            finish(store, number, scene.clock.now())
            pack(store)
            epochs.append(store.epoch)
            store.new_epoch("test")
        store.own_keys.rotate()
        assert set(store.identity.former[0].last) == set(epochs[1:])


def test_headquarters_does_not_change_keys_as_a_laptop_does(hq: Store) -> None:
    """Its own change with its card."""
    with pytest.raises(errors.WrongRole):
        hq.own_keys.rotate()
