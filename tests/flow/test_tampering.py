"""What somebody can do to files that are not in their hands to read, one row each: it is noticed, and has a name.

Real stores, real sticks, a real intake; an older word is passed over (test_word).
What each row ends in is its own code, or its own sentence where work goes on.
"""

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from benchmarks.served import served
from fieldkit import errors
from fieldkit.commands.hq_setup import card_of, hq_keys
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.sync.bundle import alert as alert_format, container, namespaces, payload, signed_document
from fieldkit.sync.bundle.escrow import make_escrow, write_escrow
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.signers import Signers
from fieldkit.sync.mailbox import Mailbox
from tests.flow import forging
from tests.flow.test_alert import sms
from tests.flow.test_seizure import OFFICERS
from tests.flow.test_word import word_file
from tests.flow.world import NOTHING_SHOWN, SUSPICION, Machine, Said, World
from tests.store.scene import start_draft

PAGE = 4096
STRANGER = SigningKey.from_seed(b"z" * 32)
Row: TypeAlias = Callable[[World], str]
"""Does one thing to the files and returns what people are then told."""


def told(said: Said) -> str:
    return said.out + said.err


def unlocked(machine: Machine) -> str:
    return told(machine.unlock_and("status"))


def synced(world: World, place: "Path | str | None" = None) -> str:
    """Sync, which goes on whatever it finds, and return its warnings."""
    done = world.laptop.do("sync", str(place or world.stick()))
    assert done.status == 0, told(done)
    return "\n".join(done.warnings)


def packed_and_brought(world: World) -> None:
    """One interview at headquarters; its receipt and a word lie on the stick."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()


# --- the laptop's own folder ---


def an_older_page_in_the_database(world: World) -> str:
    database = world.laptop.files / "S.db"
    world.laptop.close()
    yesterday = database.read_bytes()
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.close()
    today = database.read_bytes()
    differ = [at for at in range(PAGE, len(yesterday), PAGE) if yesterday[at:][:PAGE] != today[at:][:PAGE]]
    at = differ[len(differ) // 2]
    database.write_bytes(today[:at] + yesterday[at : at + PAGE] + today[at + PAGE :])
    return unlocked(world.laptop)


def a_bit_in_the_log(world: World) -> str:
    store, now = world.laptop.open(), world.laptop.clock.now
    draft = start_draft(store, 1, now())
    for number in range(30):
        store.drafts.put(draft, f"q{number}", "a longer answer " * 9, now(), "en")
    kept = world.path("as-it-was")
    shutil.copytree(world.laptop.home, kept)  # with the log: as after a power cut
    crashed = Machine(kept, world.laptop.passphrases)
    log = crashed.files / "S.db-wal"
    log.write_bytes(forging.flipped(log.read_bytes(), log.stat().st_size // 2))
    return unlocked(crashed)


def cheaper_guessing(world: World) -> str:
    def cheaper(slots: "dict[str, list[dict[str, dict[str, int]]]]") -> None:
        slots["slots"][0]["kdf"]["m_kib"] = 8
        slots["slots"][0]["kdf"]["iterations"] = 1

    return _with_keyslots(world, cheaper)


def another_stores_slot(world: World) -> str:
    world.second.close()
    others = json.loads((world.second.files / "keyslots.json").read_bytes())
    shutil.copy(world.second.passphrases, world.laptop.passphrases)
    return _with_keyslots(world, lambda slots: slots.update(slots=others["slots"]))


def another_stores_keyslots(world: World) -> str:
    world.second.close()
    world.laptop.close()
    shutil.copy(world.second.files / "keyslots.json", world.laptop.files / "keyslots.json")
    shutil.copy(world.second.passphrases, world.laptop.passphrases)
    return unlocked(world.laptop)


def _with_keyslots(world: World, change: "Callable[[dict[str, list[dict[str, dict[str, int]]]]], None]") -> str:
    world.laptop.close()
    path = world.laptop.files / "keyslots.json"
    slots = json.loads(path.read_bytes())
    change(slots)
    path.write_bytes(json.dumps(slots, sort_keys=True, separators=(",", ":")).encode())
    return unlocked(world.laptop)


def the_whole_folder_put_back_then_a_stick(world: World) -> str:
    older = world.laptop.copied(world.path("older"))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.laptop.close()
    older.screen(NOTHING_SHOWN)
    older.pack()
    return synced(dataclasses.replace(world, laptop=older))


def the_whole_folder_put_back_then_an_intake(world: World) -> str:
    signers = world.path("allowed_signers")
    assert world.hq.do("hq", "signers", "-o", str(signers)).status == 0
    world.path("intake").mkdir()
    older = world.laptop.copied(world.path("older"))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    with served(world.path("intake"), Signers.parse(signers.read_text(encoding="utf-8"))) as intake:
        synced(world, intake.url)
        older.screen(NOTHING_SHOWN)
        older.pack()
        return synced(dataclasses.replace(world, laptop=older), intake.url)


# --- what travels ---


def a_bundle_signed_by_another_enrolled_laptop(world: World) -> str:
    world.enrol_second()
    world.laptop.screen(NOTHING_SHOWN)
    file = world.laptop.hand_over(world.stick())
    file.write_bytes(forging.signed_by(file.read_bytes(), world.second))
    (fate,) = world.bring()
    return f"{fate['what']}: {fate['quarantine']}; " + told(world.hq.do("hq", "quarantine"))


def _with_receipt(world: World, key: SigningKey, namespace: str) -> str:
    packed_and_brought(world)
    (file,) = (world.stick() / "down").rglob("*.fkr")
    members = container.unpack(file.read_bytes(), Kind.RECEIPT)
    changed = dataclasses.replace(members, signature=sshsig(key, members.manifest, namespace))
    file.write_bytes(container.pack(Kind.RECEIPT, changed))
    said = synced(world)
    assert [row["state"] for row in world.laptop.do("status").data["interviews"]] == ["handed over"]
    return said


def a_receipt_by_another_key(world: World) -> str:
    return _with_receipt(world, STRANGER, namespaces.RECEIPT)


def a_receipt_by_the_laptops_own_key(world: World) -> str:
    return _with_receipt(world, forging.key_of(world.laptop), namespaces.RECEIPT)


def a_receipt_signed_for_something_else(world: World) -> str:
    return _with_receipt(world, hq_keys(world.hq.open()).signing, namespaces.WORD)


def a_receipt_of_practice(world: World) -> str:
    return _with_receipt(world, hq_keys(world.hq.open()).signing, namespaces.PRACTICE_RECEIPT)


def _with_word(world: World, change: "Callable[[bytes], bytes]") -> str:
    """Open the laptop's word, change what is signed, seal it to the laptop again: whoever knows its recipient can."""
    packed_and_brought(world)
    file, store = word_file(world.stick(), world.laptop), world.laptop.open()
    identity = store.identity.age_identity
    plain = seal.unseal(file.read_bytes(), [identity])
    file.write_bytes(seal.seal(payload.encode(change(payload.decode(plain)), bytes), [seal.recipient_of(identity)]))
    return synced(world)


def a_word_that_was_altered(world: World) -> str:
    def altered(content: bytes) -> bytes:
        assert b'"n":' in content
        return content.replace(b'"n":', b'"n":1', 1)

    return _with_word(world, altered)


def a_word_by_another_key(world: World) -> str:
    def anew(content: bytes) -> bytes:
        body = canonical.loads_object(content.partition(b"\n")[0], what="a word")
        return signed_document.write({**body, "key": STRANGER.public.openssh()}, STRANGER, namespaces.WORD)

    return _with_word(world, anew)


def rules_rolled_back(world: World) -> str:
    for number in (1, 2):
        assert world.hq.do("hq", "policy", "set", "lock_minutes", str(number)).status == 0
        assert world.hq.do("hq", "publish", "-o", str(world.stick(f"stick {number}"))).status == 0
    assert synced(world, world.stick("stick 2")) == ""
    return synced(world, world.stick("stick 1"))


def _with_escrow(world: World, device: str, key: SigningKey) -> str:
    store = world.laptop.open()
    made = make_escrow(bytes(32), device, store.id, store.epoch, 1, "first", OFFICERS)
    Mailbox(world.stick()).put_escrow(world.laptop.device, made.file_name, write_escrow(made, key))
    done = world.hq.do("hq", "import", str(world.stick()))
    assert (done.status, done.data["escrows"]["new"]) == (0, [])
    return "\n".join(done.warnings)


def an_escrow_of_another_laptop(world: World) -> str:
    world.enrol_second()
    return _with_escrow(world, world.second.device, forging.key_of(world.laptop))


def an_escrow_by_another_enrolled_laptop(world: World) -> str:
    world.enrol_second()
    return _with_escrow(world, world.laptop.device, forging.key_of(world.second))


def an_alert_by_nobody(world: World) -> str:
    code, me = world.laptop.screen(SUSPICION), world.laptop.open()
    said = alert_format.Alert(me.identity.device[2:10], code, 1_795_500_000, "duty")
    to = card_of(me).recipients["case"][0]
    return told(world.hq.do("hq", "alert", alert_format.seal_alert(said, seal.generate_identity(), to, bytes(32))))


def an_alert_in_another_laptops_name(world: World) -> str:
    world.enrol_second()
    code, me = world.laptop.screen(SUSPICION), world.laptop.open()
    said = alert_format.Alert(world.second.device[2:10], code, 1_795_500_000, "duty")
    to = card_of(me).recipients["case"][0]
    return told(world.hq.do("hq", "alert", alert_format.seal_alert(said, me.identity.age_identity, to, bytes(32))))


def an_alert_cut_by_the_network(world: World) -> str:
    return told(world.hq.do("hq", "alert", sms(world.laptop, world.laptop.screen(SUSPICION))[:80]))


TABLE: "tuple[tuple[Row, str], ...]" = (
    (an_older_page_in_the_database, errors.StoreRolledBack.code),
    (a_bit_in_the_log, errors.StoreRolledBack.code),
    (cheaper_guessing, errors.KeyslotsDamaged.code),
    (another_stores_slot, errors.WrongPassphrase.code),
    (another_stores_keyslots, errors.StoreDamaged.code),
    (the_whole_folder_put_back_then_a_stick, "older copy"),
    (the_whole_folder_put_back_then_an_intake, "older copy"),
    (a_bundle_signed_by_another_enrolled_laptop, "quarantined: forged"),
    (a_receipt_by_another_key, "is left aside, and nothing is lost: the signature is good but not made by hq"),
    (a_receipt_by_the_laptops_own_key, "is left aside, and nothing is lost: the signature is good but not made by hq"),
    (a_receipt_signed_for_something_else, "this was signed for fieldkit-word@v1, not for fieldkit-receipt@v1"),
    (a_receipt_of_practice, "this was signed for fieldkit-practice-receipt@v1"),
    (a_word_that_was_altered, "headquarters' word was not accepted: it does not fit what was signed"),
    (a_word_by_another_key, "headquarters' word was not accepted: headquarters did not sign it"),
    (rules_rolled_back, errors.PolicyRolledBack.message),
    (an_escrow_of_another_laptop, "was not taken: this is no escrow file that can be used: it is another laptop's"),
    (an_escrow_by_another_enrolled_laptop, "used: another key than expected signed it"),
    (an_alert_by_nobody, errors.AlertForged.code),
    (an_alert_in_another_laptops_name, errors.AlertForged.code),
    (an_alert_cut_by_the_network, errors.AlertUnreadable.code),
)


@pytest.mark.parametrize(("row", "name"), TABLE, ids=[row.__name__ for row, _ in TABLE])
def test_what_was_tampered_with_is_noticed_and_named(world: World, row: Row, name: str) -> None:
    """Each thing that can be done to files ends in a code or a sentence of its own, and in nothing else."""
    assert name in row(world)
