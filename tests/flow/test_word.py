"""Headquarters' word: a headquarters restored from a backup asks again, also laptops that have nothing new to send."""

import shutil
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import BundleState
from fieldkit.store.store import Store
from fieldkit.sync.bundle.policy_file import Policy, write_policy
from fieldkit.sync.mailbox import Mailbox
from tests.flow.forging import flipped
from tests.flow.world import DAY_MS, NOTHING_SHOWN, Machine, World, fingerprint_of


def third(world: World) -> Machine:
    """Set up one more laptop."""
    passphrases = world.path("third.passphrase")
    passphrases.write_text("invented third passphrase\n", encoding="utf-8")
    machine = Machine(world.path("third"), passphrases)
    card, request = world.path("hq.card"), world.path("third.request")
    words = ("--post", "Third post", "--person", "Third worker", "-o", str(request))
    assert machine.unlock_and("init", "--hq", str(card), *words, "--fingerprint", fingerprint_of(card)).status == 0
    assert world.hq.do("hq", "enrol", str(request), "--fingerprint", fingerprint_of(request)).status == 0
    return machine


def word_file(stick: Path, machine: Machine) -> Path:
    return stick / "down" / machine.device.removeprefix("d-") / "word.fkw"


def restored(world: World, backup: Path) -> Machine:
    """Restore headquarters from a backup on another computer; the first one is gone."""
    world.hq.close()
    again = Machine(world.path("hq-again"), world.hq.passphrases)
    done = again.unlock_and("restore", str(backup))
    assert done.status == 0, done.err
    return again


def bring(hq: Machine, stick: Path) -> None:
    done = hq.do("hq", "import", str(stick))
    assert (done.status, done.warnings) == (0, [])


def backup_of(machine: Machine, file: Path) -> Path:
    assert machine.do("backup", "-o", str(file)).status == 0
    return file


def states(machine: Machine) -> list[str]:
    return sorted(row["state"] for row in machine.do("status").data["interviews"])


def codes_at(machine: Machine) -> list[str]:
    return sorted(row["code"] for row in machine.do("inbox").data["rows"])


def codes_on(*machines: Machine) -> list[str]:
    return sorted(row["code"] for one in machines for row in one.do("status").data["interviews"])


def test_a_restored_headquarters_gets_back_what_it_lost_from_laptops_with_nothing_new(world: World) -> None:
    """Three laptops, three sticks; headquarters comes back from yesterday's backup; the sticks go round once more,
    empty of bundles: headquarters' set equals the laptops' sets, and each state is true at every step."""
    world.enrol_second()
    laptops = (world.laptop, world.second, third(world))
    sticks = [world.stick(f"stick {number}") for number in range(3)]
    for laptop, stick in zip(laptops, sticks, strict=True):
        laptop.screen(NOTHING_SHOWN)
        laptop.hand_over(stick)
        bring(world.hq, stick)
    backup = backup_of(world.hq, world.path("yesterday.fkbak"))
    for laptop, stick in zip(laptops, sticks, strict=True):
        laptop.do("sync", str(stick))
        laptop.screen(NOTHING_SHOWN)
        laptop.hand_over(stick)
        bring(world.hq, stick)
        laptop.do("sync", str(stick))
        assert list(stick.rglob("*.fkb")) == []
        assert states(laptop) == ["received by HQ"] * 2
    again = restored(world, backup)
    assert len(codes_at(again)) == 3

    for laptop, stick in zip(laptops, sticks, strict=True):
        bring(again, stick)
        done = laptop.do("sync", str(stick))
        assert (done.data["restored"], done.data["again"], done.data["receipts"]) == ([2], [], [])
        assert "On its way again" in done.err + done.out or done.data["handed_over"]
        assert states(laptop) == ["handed over", "received by HQ"]
        bring(again, stick)
        assert laptop.do("sync", str(stick)).data["restored"] == []
        assert states(laptop) == ["received by HQ"] * 2
    assert codes_at(again) == codes_on(*laptops)
    assert again.do("store", "check").status == 0
    assert [one.do("store", "check").status for one in laptops] == [0, 0, 0]
    again.close()
    laptops[2].close()


def received_once(world: World) -> tuple[Path, Path]:
    """A bundle received before a backup and one after; return stick and backup."""
    stick = world.stick()
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring()
    backup = backup_of(world.hq, world.path("hq.fkbak"))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring()
    world.laptop.do("sync", str(stick))
    return stick, backup


def test_a_worker_reads_that_it_is_on_its_way_again(world: World) -> None:
    """The sync that hears of the restore says so in words, and offers the sealed file unchanged."""
    stick, backup = received_once(world)
    again = restored(world, backup)
    bring(again, stick)
    said = world.laptop.read("sync", str(stick))
    assert "On its way again, because headquarters was restored from a backup: bundles 2. Nothing is lost." in said
    assert "bundle 2" in said
    again.close()


def test_on_a_write_protected_stick_it_is_packed_and_not_handed_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be offered yet is said to be packed: neither received nor handed over."""
    stick, backup = received_once(world)
    again = restored(world, backup)
    bring(again, stick)

    def refused(self: Mailbox, device: str, name: str, data: bytes) -> bool:
        raise errors.MailboxReadOnly(path=self.root)

    monkeypatch.setattr(Mailbox, "put_bundle", refused)
    done = world.laptop.do("sync", str(stick))
    assert (done.data["restored"], done.data["handed_over"]) == ([2], [])
    assert states(world.laptop) == ["packed", "received by HQ"]
    again.close()


def test_an_older_word_changes_nothing(world: World) -> None:
    """A word from before, kept on some stick, is passed over: also one that would make received bundles wait again."""
    stick, backup = received_once(world)
    again = restored(world, backup)
    bring(again, stick)
    old = word_file(stick, world.laptop).read_bytes()
    world.laptop.do("sync", str(stick))
    bring(again, stick)
    world.laptop.do("sync", str(stick))
    assert states(world.laptop) == ["received by HQ"] * 2
    word_file(stick, world.laptop).write_bytes(old)
    done = world.laptop.do("sync", str(stick))
    assert (done.data["restored"], done.warnings) == ([], [])
    assert states(world.laptop) == ["received by HQ"] * 2
    again.close()


def test_a_word_of_the_lost_time_does_not_undo_the_one_after_the_restore(world: World) -> None:
    """A word that headquarters said before it was restored, with a higher number, is older: its epoch came before."""
    stick, backup = received_once(world)
    before = word_file(stick, world.laptop).read_bytes()
    again = restored(world, backup)
    bring(again, stick)
    world.laptop.do("sync", str(stick))
    word_file(stick, world.laptop).write_bytes(before)
    world.laptop.do("sync", str(stick))
    assert states(world.laptop) == ["handed over", "received by HQ"]
    again.close()


def test_a_forged_word_and_one_for_another_laptop_are_refused(world: World) -> None:
    """A changed byte, and the word to somebody else: said, and nothing else."""
    stick, _ = received_once(world)
    world.enrol_second()
    world.second.screen(NOTHING_SHOWN)
    world.second.hand_over(stick)
    world.bring()
    good, others = word_file(stick, world.laptop).read_bytes(), word_file(stick, world.second).read_bytes()
    before = world.laptop.open().journal.head().n
    for bad in (flipped(good, len(good) // 2), others, b"", b"junk" * 30_000):
        word_file(stick, world.laptop).write_bytes(bad)
        done = world.laptop.do("sync", str(stick))
        assert [w.split(" ")[0] for w in done.warnings] == ["word.fkw"]
        assert done.data["restored"] == []
    since = [entry.kind for entry in world.laptop.open().journal.entries() if entry.n > before]
    assert set(since) == {"setting.changed"}  # when it last handed over


def test_a_laptop_with_nothing_new_finds_the_same_word(world: World) -> None:
    """What would say the same is the same file, byte for byte: nothing new costs nothing on a thin line."""
    stick, _ = received_once(world)
    before = word_file(stick, world.laptop).read_bytes()
    entries = world.hq.open().journal.head().n
    world.bring()
    assert word_file(stick, world.laptop).read_bytes() == before
    assert world.hq.open().journal.head().n == entries


def test_a_served_mailbox_has_a_word_for_everybody(world: World) -> None:
    """In a served mailbox a laptop that never sent anything finds a word too; on a stick only who used it."""
    received_once(world)
    world.enrol_second()
    served, plain = world.stick("served one"), world.stick("plain")
    (served / ".incoming").mkdir()
    bring(world.hq, served)
    bring(world.hq, plain)
    assert all(word_file(served, one).is_file() for one in (world.laptop, world.second))
    assert list(plain.iterdir()) == []


def test_headquarters_that_knows_more_than_the_laptop_shows_an_older_copy(world: World) -> None:
    """A data folder that was put back learns from the word alone that it is an older copy, and opens a new epoch."""
    stick = world.stick()
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring()
    world.laptop.do("sync", str(stick))
    twin = world.laptop.copied(world.path("twin"))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring()
    for file in [*stick.rglob("*.fkb"), *stick.rglob("*.fkr")]:
        file.unlink()
    done = twin.do("sync", str(stick))
    assert done.data["behind"] is True
    assert twin.do("sync", str(stick)).data["behind"] is False
    twin.close()


def test_a_withdrawal_that_headquarters_lost_is_not_called_applied(world: World) -> None:
    """After a restore a withdrawal of consent is on its way again as well, until the new receipt says applied."""
    stick, backup = received_once(world)
    code = world.laptop.do("status").data["interviews"][0]["code"]
    assert world.laptop.do("consent", "withdraw", code, "--by", "person", "--yes").status == 0
    world.laptop.hand_over(stick)
    world.bring()
    world.laptop.do("sync", str(stick))
    assert "applied" in where(world, code)
    again = restored(world, backup)
    bring(again, stick)
    world.laptop.do("sync", str(stick))
    assert "applied" not in where(world, code)
    bring(again, stick)
    world.laptop.do("sync", str(stick))
    assert "applied" in where(world, code)
    again.close()


def where(world: World, code: str) -> str:
    rows = world.laptop.do("status").data["interviews"]
    return str(next(row["withdrawn"] for row in rows if row["code"] == code))


def rows_of(store: Store) -> list[tuple[int, BundleState, bool]]:
    return [(row.seq, row.state, row.dropped_ms is None) for row in store.outbox.list()]


def test_sealed_files_stay_for_thirty_days_after_the_receipt(world: World) -> None:
    """They go when both clocks are that far past it, at unlocking or syncing; what the journal has, stays."""
    stick, _ = received_once(world)
    assert len(list(world.laptop.files.glob("outbox/*.fkb"))) == 2
    world.laptop.clock.ahead_ms += 40 * DAY_MS
    world.laptop.do("sync", str(stick))
    assert len(list(world.laptop.files.glob("outbox/*.fkb"))) == 2, "headquarters' clock has not gone on"
    world.hq.clock.ahead_ms += 31 * DAY_MS
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring()
    done = world.laptop.do("sync", str(stick))
    assert done.status == 0
    assert [(seq, there) for seq, _, there in rows_of(world.laptop.open())] == [(1, False), (2, False), (3, True)]
    assert len(list(world.laptop.files.glob("outbox/*.fkb"))) == 1
    assert states(world.laptop) == ["received by HQ"] * 3
    assert world.laptop.do("store", "check").status == 0


def test_a_policy_can_keep_them_longer(world: World) -> None:
    """`retention.laptop_sealed` of the policy is the number of days."""
    stick, _ = received_once(world)
    store = world.laptop.open()
    store.settings.put("policy.json", write_policy(Policy(retention={"laptop_sealed": 90})))
    for machine in (world.laptop, world.hq):
        machine.clock.ahead_ms += 60 * DAY_MS
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring()
    world.laptop.do("sync", str(stick))
    assert len(list(world.laptop.files.glob("outbox/*.fkb"))) == 3


def test_what_was_dropped_and_is_asked_for_again_is_said_plainly(world: World) -> None:
    """Headquarters lost a bundle whose sealed file is not kept any longer: the worker is told to tell, at each sync."""
    stick, backup = received_once(world)
    store = world.laptop.open()
    store.outbox.drop(store.outbox.list(), "for the test")
    again = restored(world, backup)
    bring(again, stick)
    for _ in range(2):
        done = world.laptop.do("sync", str(stick))
        assert (done.data["gone"], done.data["handed_over"]) == ([2], [])
        assert any("asks again for bundles 2" in warning for warning in done.warnings)
    assert states(world.laptop) == ["handed over", "received by HQ"]
    again.close()


def test_a_crash_between_the_journal_and_the_file_is_finished_at_the_next_unlock(world: World) -> None:
    """The journal says dropped, the file is still there: unlocking deletes it, and never offers it."""
    received_once(world)
    (first, *_) = sorted(world.laptop.files.glob("outbox/*.fkb"))
    kept = world.path("kept.fkb")
    shutil.copy(first, kept)
    store = world.laptop.open()
    store.outbox.drop([row for row in store.outbox.list() if row.name == first.name], "for the test")
    world.laptop.close()
    shutil.copy(kept, first)
    world.laptop.open()
    assert not first.exists()
