"""A laptop's backup: what it holds as unsent and headquarters has already is recognised; clones show."""

from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.store.store import store_exists
from tests.flow.forging import flipped
from tests.flow.world import NOTHING_SHOWN, Machine, World

HOUR_MS = 3_600_000


def backup_of(machine: Machine, file: Path) -> Path:
    done = machine.do("backup", "-o", str(file))
    assert done.status == 0, done.err
    assert done.data["bytes"] == file.stat().st_size
    return file


def restored(world: World, file: Path, name: str = "new laptop") -> Machine:
    again = Machine(world.path(name), world.laptop.passphrases)
    done = again.unlock_and("restore", str(file))
    assert done.status == 0, done.err
    assert done.data["role"] == "field"
    return again


def states(machine: Machine) -> dict[str, str]:
    return {row["code"]: row["state"] for row in machine.do("status").data["interviews"]}


def inbox(world: World) -> list[str]:
    return sorted(row["code"] for row in world.hq.do("inbox").data["rows"])


def notes(world: World) -> tuple[bool, int]:
    (device,) = world.hq.do("hq", "devices").data["devices"]
    return device["clones"], device["unconfirmed"]


def test_what_was_sent_after_the_backup_is_recognised_and_marked_received(world: World) -> None:
    """The backup holds two interviews as not packed; both were received since. The restored laptop packs them again,
    headquarters says duplicate, and its receipt marks them received; headquarters has each once."""
    unsent = [world.laptop.screen(), world.laptop.screen(NOTHING_SHOWN)]
    world.laptop.do("report-made", unsent[0], "--to", "duty phone")
    backup = backup_of(world.laptop, world.path("laptop.fkbak"))
    stick = world.stick()
    world.laptop.hand_over(stick, "--because", "for the test")
    world.bring()
    world.laptop.do("sync", str(stick))
    world.laptop.close()

    again = restored(world, backup)
    assert set(states(again).values()) == {"on this laptop"}
    new = again.screen(NOTHING_SHOWN)
    again.hand_over(stick, "--because", "for the test")
    fates = [fate for fate in world.bring() if fate["what"] == "new"]
    assert [(fate["new"], fate["duplicate"]) for fate in fates] == [(1, 2)]
    again.do("sync", str(stick))
    assert states(again) == dict.fromkeys([*unsent, new], "received by HQ")
    assert inbox(world) == sorted([*unsent, new])
    assert notes(world) == (False, 0)
    assert again.do("store", "check").status == 0
    again.close()


def test_what_was_packed_before_the_backup_goes_on_as_it_is(world: World) -> None:
    """A sealed bundle in the backup is offered unchanged; headquarters knows it, and gives its first receipt."""
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    backup = backup_of(world.laptop, world.path("laptop.fkbak"))
    world.laptop.do("sync", str(world.stick("first")))
    world.bring(stick="first")
    world.laptop.close()
    again = restored(world, backup)
    again.do("sync", str(world.stick("second")))
    (fate,) = world.bring(stick="second")
    assert fate["what"] == "replay"
    again.do("sync", str(world.stick("second")))
    assert states(again) == {code: "received by HQ"}
    again.close()


def test_a_laptop_that_goes_on_beside_its_restored_backup_shows(world: World) -> None:
    """Original and restored copy both go on: nothing is lost, numbers do not fork, and headquarters says that perhaps
    two laptops use this identity, at the import and in the list."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("a"))
    world.bring(stick="a")
    again = restored(world, backup_of(world.laptop, world.path("laptop.fkbak")))
    again.clock.ahead_ms = HOUR_MS
    codes = [again.screen(NOTHING_SHOWN)]
    again.hand_over(world.stick("b"))
    world.bring(stick="b")
    assert notes(world) == (False, 0)

    world.laptop.clock.ahead_ms = 2 * HOUR_MS
    codes.append(world.laptop.screen(NOTHING_SHOWN))
    world.laptop.hand_over(world.stick("a"))
    world.hq.clock.ahead_ms = 3 * HOUR_MS
    done = world.hq.do("hq", "import", str(world.stick("a")))
    assert any("perhaps two laptops use the identity" in warning for warning in done.warnings)
    assert notes(world) == (True, 0)
    assert "perhaps two laptops" in world.hq.read("hq", "devices")
    assert set(codes) <= set(inbox(world))
    again.close()


def test_a_late_stick_of_the_time_before_a_restore_is_no_clone(world: World) -> None:
    """A bundle packed before the backup was restored arrives after one of the new epoch: late, and nothing else."""
    backup = backup_of(world.laptop, world.path("laptop.fkbak"))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("late"))
    world.laptop.close()
    again = restored(world, backup)
    again.clock.ahead_ms = HOUR_MS
    again.screen(NOTHING_SHOWN)
    again.hand_over(world.stick("soon"))
    world.hq.clock.ahead_ms = HOUR_MS
    for stick in ("soon", "late"):
        assert [fate["clones"] for fate in world.bring(stick=stick)] == [False]
    assert notes(world) == (False, 0)
    assert len(inbox(world)) == 2
    again.close()


def test_a_suspect_clock_makes_no_clone(world: World) -> None:
    """Bundles packed while the clock could not be right say nothing about when an epoch was in use."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    backup = backup_of(world.laptop, world.path("laptop.fkbak"))
    world.laptop.close()
    again = restored(world, backup)
    for wrong_ms in (-30 * 24 * HOUR_MS, HOUR_MS):
        again.clock.wall_only_ms = wrong_ms
        again.screen(NOTHING_SHOWN)
        again.hand_over(world.stick())
    world.hq.clock.ahead_ms = HOUR_MS
    world.bring()
    assert notes(world) == (False, 0)
    again.close()


def test_a_backup_is_as_encrypted_as_the_laptop_and_a_damaged_one_restores_nothing(world: World) -> None:
    """No code or name can be read in the file; with a byte changed nothing is restored."""
    code = world.laptop.screen()
    file = backup_of(world.laptop, world.path("laptop.fkbak"))
    data = file.read_bytes()
    assert [word for word in (code, "rusumo", "Test worker") if word.encode() in data] == []
    file.write_bytes(flipped(data, len(data) // 2))
    again = Machine(world.path("new laptop"), world.laptop.passphrases)
    assert again.unlock_and("restore", str(file)).status == errors.BackupUnfit.exit_status
    assert not store_exists(again.home)


@pytest.mark.parametrize("words", [("backup",), ("hq", "backup")])
def test_headquarters_has_both_words_for_one_thing(world: World, words: tuple[str, ...]) -> None:
    """`hq backup` is `backup`; on a laptop it is refused by name."""
    assert world.hq.do(*words, "-o", str(world.path("hq.fkbak"))).status == 0
    if words[0] == "hq":
        refused = world.laptop.do(*words, "-o", str(world.path("laptop.fkbak")))
        assert refused.status == errors.WrongRole.exit_status
