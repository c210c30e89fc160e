"""Persons, passphrases, the printed code: store-format 3."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.store import key_change, keyslots
from fieldkit.store.calibration import choose
from fieldkit.store.slots_file import PRODUCTION, Cost, CostBounds, parse
from fieldkit.store.store import Store, open_store
from tests.store.scene import CHEAP, PASSPHRASE, Scene, finish

SECOND = "another person's invented words"


def test_two_people_open_the_same_store_with_their_own_passphrases(scene: Scene) -> None:
    """Everybody has a slot; names are inside the database, labels outside."""
    with scene.create() as store:
        assert store.keyslots.add("Second Name", SECOND) == "person 2"
    with scene.open(SECOND) as store:
        assert (store.person, store.person_name) == ("person 2", "Second Name")
    outside = (scene.folder / "keyslots.json").read_bytes()
    assert b"Second" not in outside
    assert b"person 2" in outside


def test_a_changed_passphrase_replaces_the_old_one(scene: Scene) -> None:
    """`key passwd` rewraps; the database is not touched."""
    with scene.create() as store:
        dek = store._core.dek
        store.keyslots.passwd(PASSPHRASE, SECOND)
    with pytest.raises(errors.WrongPassphrase):
        scene.open(PASSPHRASE)
    with scene.open(SECOND) as store:
        assert dek == store._core.dek
        assert not (scene.folder / "keyslots.json.previous").exists()


def test_the_old_passphrase_is_needed_to_change_it(field: Store) -> None:
    """Somebody at an unlocked laptop cannot take it over."""
    with pytest.raises(errors.WrongPassphrase):
        field.keyslots.passwd("not the passphrase at all", SECOND)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc"])
def test_a_weak_passphrase_is_refused(field: Store, weak: str) -> None:
    """At least 15 characters, at least 6 different ones."""
    with pytest.raises(errors.WeakPassphrase):
        field.keyslots.add("Somebody", weak)


def test_a_removed_person_cannot_open_the_store_even_with_an_old_copy_of_the_keyslots(
    scene: Scene, tmp_path: Path
) -> None:
    """Removing a person re-keys: an old keyslots file opens nothing written from then on."""
    with scene.create() as store:
        store.keyslots.add("Second Name", SECOND)
    shutil.copy(scene.folder / "keyslots.json", tmp_path / "old.json")
    with scene.open() as store:
        store.keyslots.remove("person 2")
        finish(store, 1, scene.clock.now())
        assert [(p.label, p.active) for p in store.keyslots.people()] == [("person 1", True), ("person 2", False)]
    with pytest.raises(errors.WrongPassphrase):
        scene.open(SECOND)
    scene.clock.forward(100)
    shutil.copy(tmp_path / "old.json", scene.folder / "keyslots.json")
    with pytest.raises(errors.StoreDamaged):
        scene.open(SECOND)


def test_the_others_open_the_store_after_a_removal_without_doing_anything(scene: Scene) -> None:
    """The one who removes needs nobody's passphrase; slots are sealed anew at the next unlock."""
    third = "a third person's invented words"
    with scene.create() as store:
        store.keyslots.add("Second Name", SECOND)
        store.keyslots.add("Third Name", third)
        code = store.keyslots.new_recovery_code()
    with scene.open() as store:
        store.keyslots.remove("person 2")
        fourth = store.keyslots.add("Fourth Name", "a fourth person's invented words")
        store.keyslots.remove(fourth)
    with scene.open(third) as store:
        slots = {slot.label: len(slot.handovers) for slot in store._core.slots.slots}
        assert slots == {"person 1": 2, "recovery": 2, "person 3": 0}
    scene.open().close()
    scene.open(code, by_recovery=True).close()
    with scene.open(third) as store:
        assert all(not slot.handovers for slot in store._core.slots.slots)
        assert store.check()


def test_a_label_is_never_used_twice(field: Store) -> None:
    """The journal's "person 2" always means the same person."""
    assert field.keyslots.add("Second Name", SECOND) == "person 2"
    field.keyslots.remove("person 2")
    assert field.keyslots.add("Third Name", SECOND) == "person 3"


def test_the_last_person_cannot_be_removed(field: Store) -> None:
    """A store that only a printed code opens is no store to work with."""
    field.keyslots.new_recovery_code()
    with pytest.raises(errors.LastSlot):
        field.keyslots.remove("person 1")
    with pytest.raises(errors.SlotUnknown):
        field.keyslots.remove("person 9")


def test_at_most_sixteen_slots(field: Store) -> None:
    """The keyslots file stays small."""
    for number in range(15):
        field.keyslots.add(f"Name {number}", SECOND)
    with pytest.raises(errors.TooManySlots):
        field.keyslots.add("One more", SECOND)


def test_the_printed_code_opens_the_store_and_gives_a_new_passphrase(scene: Scene) -> None:
    """Recovery: open with the code, set a new passphrase; both are journaled."""
    with scene.create() as store:
        code = store.keyslots.new_recovery_code()
    with scene.open(code.lower().replace("-", " "), by_recovery=True) as store:
        assert store.by_recovery
        store.keyslots.reset_passphrase("person 1", SECOND)
        with pytest.raises(errors.SlotUnknown):
            store.keyslots.passwd(PASSPHRASE, SECOND)
    with scene.open(SECOND) as store:
        assert [entry.actor for entry in store.journal.entries("keys.recovered")] == ["recovery"]
        assert store.keyslots.has_recovery()


def test_the_printed_code_can_be_tested_without_using_it(field: Store) -> None:
    """`key verify-recovery` says whether the paper is right."""
    with pytest.raises(errors.NoRecoveryCode):
        field.keyslots.verify_recovery("0000-0000-0000-0000-0000-0000-0000")
    first = field.keyslots.new_recovery_code()
    second = field.keyslots.new_recovery_code()
    field.keyslots.verify_recovery(second)
    with pytest.raises(errors.WrongPassphrase):
        field.keyslots.verify_recovery(first)
    with pytest.raises(errors.MistypedCode):
        field.keyslots.verify_recovery(second[:-1])


def test_a_store_without_a_printed_code_says_so(scene: Scene) -> None:
    """Opening with one says that there is none, however it is typed."""
    scene.create().close()
    with pytest.raises(errors.NoRecoveryCode):
        scene.open("0000-0000-0000-0000-0000-0000-0000", by_recovery=True)


def test_only_the_printed_code_resets_somebody_elses_passphrase(field: Store) -> None:
    """A colleague cannot lock another one out unnoticed."""
    with pytest.raises(errors.RecoveryOnly):
        field.keyslots.reset_passphrase("person 1", SECOND)


def test_wrong_passphrases_must_wait_longer_and_longer(scene: Scene) -> None:
    """Two tries are free; then 1, 2, 4 ... 60 seconds."""
    scene.create().close()
    waits = []
    for _ in range(10):
        with pytest.raises(errors.WrongPassphrase):
            scene.open("not the passphrase at all")
        try:
            scene.open("not the passphrase at all")
        except errors.TooSoon as error:
            waits.append(error.facts["seconds"])
            scene.clock.forward(61)
        except errors.WrongPassphrase:
            waits.append(0)
            scene.clock.forward(61)
    assert waits == [0, 3, 5, 9, 17, 33, 61, 61, 61, 61]
    scene.open().close()
    assert not (scene.folder / "attempts.json").exists()


def test_a_clock_set_forward_by_hand_does_not_shorten_the_wait(scene: Scene) -> None:
    """Within one boot the clock that never jumps counts."""
    scene.create().close()
    for _ in range(2):
        with pytest.raises(errors.WrongPassphrase):
            scene.open("not the passphrase at all")
    scene.clock.utc_ms += 3_600_000
    with pytest.raises(errors.TooSoon):
        scene.open()
    scene.clock.boot = "boot-2"
    scene.open().close()


def test_a_damaged_count_of_tries_counts_as_none(scene: Scene) -> None:
    """It only slows people down: damaging it locks nobody out."""
    scene.create().close()
    (scene.folder / "attempts.json").write_bytes(b'{"v":1')
    scene.open().close()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("memory_kib", 32),
        ("memory_kib", 2**31),
        ("iterations", 0),
        ("iterations", 17),
        ("lanes", 64),
        ("salt", "00" * 15),
        ("alg", "argon2i"),
    ],
)
def test_a_cost_below_the_floor_or_above_the_ceiling_is_refused(scene: Scene, part: str, value: object) -> None:
    """Nobody makes guessing cheap, or an unlock that takes all memory."""
    scene.create().close()
    path = scene.folder / "keyslots.json"
    data = json.loads(path.read_bytes())
    data["slots"][0]["kdf"][part] = value
    path.write_bytes(json.dumps(data, sort_keys=True, separators=(",", ":")).encode())
    with pytest.raises(errors.KeyslotsDamaged):
        scene.open()


def test_production_never_reads_below_64_mib(scene: Scene) -> None:
    """The floor is RFC 9106's second choice: 64 MiB, 3 passes, 4 lanes."""
    scene.create().close()
    assert Cost(65536, 3, 4) == PRODUCTION.floor
    with pytest.raises(errors.KeyslotsDamaged):
        open_store(scene.home, PASSPHRASE, machine=scene.machine)


@pytest.mark.parametrize(("name", "value"), [("store", "s-" + "0" * 32), ("role", "hq"), ("profile", "practice")])
def test_a_slot_of_another_store_role_or_profile_does_not_open(scene: Scene, name: str, value: str) -> None:
    """What a store is for is bound into every slot."""
    scene.create().close()
    path = scene.folder / "keyslots.json"
    data = json.loads(path.read_bytes())
    data[name] = value
    path.write_bytes(json.dumps(data, sort_keys=True, separators=(",", ":")).encode())
    with pytest.raises(errors.WrongPassphrase):
        scene.open()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 2000), bit=st.integers(0, 7), cut=st.booleans())
def test_keyslots_with_any_damage_give_an_error_that_says_so(scene: Scene, place: int, bit: int, cut: bool) -> None:
    """A flipped bit or a cut anywhere is an error of the catalogue, never a traceback, never a key."""
    if not scene.folder.exists():
        scene.create().close()
    path = scene.folder / "keyslots.json"
    good = path.read_bytes()
    place %= len(good)
    bad = good[:place] if cut else good[:place] + bytes([good[place] ^ 1 << bit]) + good[place + 1 :]
    path.write_bytes(bad)
    scene.clock.forward(61)
    try:
        with pytest.raises((errors.KeyslotsDamaged, errors.WrongPassphrase)):
            scene.open()
    finally:
        path.write_bytes(good)
        (scene.folder / "attempts.json").unlink(missing_ok=True)


def test_missing_keyslots_are_named(scene: Scene) -> None:
    """Without keyslots.json nobody can open the store, and fieldkit says so."""
    scene.create().close()
    (scene.folder / "keyslots.json").unlink()
    with pytest.raises(errors.KeyslotsDamaged):
        scene.open()


def test_the_previous_keyslots_serve_when_a_crash_left_the_new_ones_unreadable(scene: Scene) -> None:
    """The file before is kept until the new one has been opened."""
    with scene.create() as store:
        file = store._core.slots
        key_change.begin(store._core, file, lambda: None)
    path = scene.folder / "keyslots.json"
    shutil.copy(path, scene.folder / "keyslots.json.previous")
    path.write_bytes(b"")
    scene.open().close()


@pytest.mark.parametrize("written", [False, True])
def test_a_passphrase_change_cut_short_leaves_a_store_that_opens(scene: Scene, written: bool) -> None:
    """After a crash in the middle of a change the old passphrase opens, or the new one: never neither."""
    with scene.create() as store:
        before = (scene.folder / "keyslots.json").read_bytes()
        store.keyslots.passwd(PASSPHRASE, SECOND)
        after = (scene.folder / "keyslots.json").read_bytes()
        old, new = parse(before, CHEAP), parse(after, CHEAP)
        store._core.put_slots(old)
        key_change.begin(store._core, new, lambda: None)
    (scene.folder / "keyslots.json").write_bytes(after if written else before)
    with scene.open(SECOND if written else PASSPHRASE) as store:
        assert not key_change.unfinished(store._core)
        assert store.check()


def test_a_rekeying_cut_short_before_the_database_is_completed_at_the_next_unlock(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slots hold both keys: the database opens with the old one and is then re-keyed."""
    with scene.create() as store:
        store.keyslots.add("Second Name", SECOND)
        old = store._core.dek
        with monkeypatch.context() as patched:
            patched.setattr(key_change, "rekey", _interrupted)
            with pytest.raises(KeyboardInterrupt):
                store.keyslots.remove("person 2")
        with pytest.raises(errors.StoreError):
            store.keyslots.add("Third Name", SECOND)
    with pytest.raises(errors.WrongPassphrase):
        scene.open(SECOND)
    with scene.open() as store:
        assert old != store._core.dek
        assert store.check()


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_slot_that_waits_for_too_many_rekeyings_must_open_once(field: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handovers are bounded, and the message says what to do."""
    monkeypatch.setattr(keyslots, "HANDOVER_LIMIT", 2)
    field.keyslots.add("Second Name", SECOND)
    for number in range(2):
        field.keyslots.remove(field.keyslots.add(f"Name {number}", SECOND))
    label = field.keyslots.add("Last Name", SECOND)
    with pytest.raises(errors.StoreError, match="must open the store once"):
        field.keyslots.remove(label)
    assert field.check()


def test_calibration_goes_up_while_it_is_quick_and_never_below_the_floor() -> None:
    """Memory doubles while a try stays under half a second and leaves three quarters of the memory free."""
    bounds = CostBounds(Cost(64, 3, 4), Cost(4096, 16, 16), Cost(256, 3, 4))
    assert Cost(256, 3, 4) == choose(bounds, 10**6, lambda _: 0.01)
    assert Cost(128, 3, 4) == choose(bounds, 600, lambda _: 0.01)
    assert Cost(64, 3, 4) == choose(bounds, 10**6, lambda _: 0.4)
    assert Cost(64, 3, 4) == choose(bounds, 0, lambda _: 0.01)


def test_the_store_says_when_it_is_of_another_role_or_profile(scene: Scene) -> None:
    """A practice store is not opened for real work, a field store not for HQ."""
    scene.create(profile=Profile.PRACTICE).close()
    with pytest.raises(errors.WrongRole):
        open_store(scene.home, PASSPHRASE, machine=scene.machine, role=Role.HQ, bounds=CHEAP)
    with pytest.raises(errors.WrongProfile):
        open_store(scene.home, PASSPHRASE, machine=scene.machine, profile=Profile.REAL, bounds=CHEAP)


def test_no_store_and_a_second_store_are_errors(scene: Scene) -> None:
    """One home holds one store."""
    with pytest.raises(errors.NoStore):
        scene.open()
    scene.create().close()
    with pytest.raises(errors.StoreExists):
        scene.create()
