"""Two at once, read-only, full: told in words, and what was saved before stays."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit import errors
from tests.flow.world import NOTHING_SHOWN, Machine, World, run

SmallDisk = Callable[[str, str], Path]


@pytest.mark.slow
def test_a_second_process_is_told_that_the_store_is_open(world: World) -> None:
    """While one process has the store open, another says so, waits for nothing, and changes nothing."""
    world.laptop.open()
    done = run(world.laptop.home, "status", passphrases=world.laptop.passphrases)
    assert errors.StoreBusy.exit_status == done.status
    assert "hint:" in done.err
    world.laptop.close()
    assert run(world.laptop.home, "status", passphrases=world.laptop.passphrases).status == 0


@pytest.mark.slow
def test_a_wrong_passphrase_is_counted_and_slowed(world: World) -> None:
    """A wrong passphrase does not open the store; the right one does afterwards."""
    wrong = world.path("wrong.passphrase")
    wrong.write_text("not the passphrase at all\n", encoding="utf-8")
    wrong.chmod(0o600)
    done = run(world.laptop.home, "status", passphrases=wrong)
    assert errors.WrongPassphrase.exit_status == done.status
    assert "not the passphrase" not in done.err + done.out
    assert run(world.laptop.home, "status", passphrases=world.laptop.passphrases).status == 0


def test_no_store_yet_says_what_to_do(world: World) -> None:
    """In an empty home a command says that there is no store and how to make one; it makes nothing itself."""
    nowhere = Machine(world.path("nowhere"), world.laptop.passphrases)
    done = nowhere.unlock_and("status")
    assert errors.NoStore.exit_status == done.status
    assert "fieldkit init" in done.err
    assert not world.path("nowhere").exists()


def test_a_read_only_home_is_said_and_nothing_is_lost(
    world: World, small_disk: SmallDisk, tool: Callable[[str], str]
) -> None:
    """A store on a read-only disk cannot be used and says so; once it can be written again, all is there."""
    machine = moved(world.laptop, small_disk("disk", "64m"))
    code = machine.screen(NOTHING_SHOWN)
    machine.close()
    disk = machine.home.parent
    subprocess.run([tool("mount"), "-o", "remount,ro", str(disk)], check=True)
    done = machine.unlock_and("status")
    assert done.status in (errors.StoreUnwritable.exit_status, errors.UnwritablePlace.exit_status), done.err
    assert "bug" not in done.err
    subprocess.run([tool("mount"), "-o", "remount,rw", str(disk)], check=True)
    assert [code] == [row["code"] for row in machine.do("status").data["interviews"]]
    machine.close()


def moved(machine: Machine, disk: Path) -> Machine:
    """Return the machine with its data folder on another disk, without the reserve: a small disk has no room for it."""
    machine.close()
    home = disk / "home"
    shutil.copytree(machine.home, home, ignore=shutil.ignore_patterns("ballast.bin"))
    return Machine(home, machine.passphrases, machine.clock)


def fill(disk: Path, leave: int) -> Path:
    """Fill a disk but for about `leave` bytes; return the file to delete for making room."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free
    filler.write_bytes(b"\0" * max(0, free - leave))
    return filler


@pytest.mark.parametrize("leave", [0, 16_384, 49_152, 98_304, 196_608])
def test_a_full_disk_while_screening_loses_no_answer(world: World, small_disk: SmallDisk, leave: int) -> None:
    """A full disk refuses the answer in words; what was answered is safe, and making room lets one go on."""
    disk = small_disk("disk", "3m")
    machine = moved(world.laptop, disk)
    machine.open()
    answers = world.path("answers.json")
    answers.write_text(json.dumps(NOTHING_SHOWN), encoding="utf-8")
    filler = fill(disk, leave)
    done = machine.do("screen", "--answers", str(answers))
    assert errors.DiskFull.exit_status == done.status, (done.status, done.err)
    assert "bug" not in done.err
    machine.close()

    filler.unlink()
    drafts = machine.do("drafts").data["drafts"]
    words = ("--resume", drafts[0]["code"]) if drafts else ()
    finished = machine.do("screen", *words, "--answers", str(answers))
    assert (finished.status, finished.data["state"]) == (0, "finished"), finished.err
    assert machine.do("store", "check").status == 0
    machine.close()


def test_the_reserve_lets_an_interview_be_finished_on_a_full_disk(world: World, small_disk: SmallDisk) -> None:
    """On a disk that ran full the reserve is given up: the interview can still be finished, and status says so."""
    disk = small_disk("disk", "16m")
    world.laptop.close()
    shutil.copytree(world.laptop.home, disk / "home")
    machine = Machine(disk / "home", world.laptop.passphrases)
    machine.open()
    fill(disk, 0)
    answers = world.path("answers.json")
    answers.write_text(json.dumps(NOTHING_SHOWN), encoding="utf-8")
    assert machine.do("screen", "--answers", str(answers)).status == 0
    assert any("make room" in warning for warning in machine.do("status").warnings)
    machine.close()


def test_a_store_opens_on_a_disk_that_is_full_already(world: World, small_disk: SmallDisk) -> None:
    """Not a byte is left when somebody unlocks: the reserve goes, packing works, and status says to make room."""
    disk = small_disk("disk", "16m")
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.close()
    shutil.copytree(world.laptop.home, disk / "home")
    machine = Machine(disk / "home", world.laptop.passphrases)
    fill(disk, 0)
    packed = machine.unlock_and("pack")
    assert (packed.status, packed.data["bundles"][0]["interviews"]) == (0, 1), packed.err
    status = machine.unlock_and("status")
    assert [row["code"] for row in status.data["interviews"]] == [code]
    assert any("make room" in warning for warning in status.warnings)


def test_without_the_reserve_a_full_disk_is_named_and_opens_once_there_is_room(
    world: World, small_disk: SmallDisk
) -> None:
    """It says that the disk is full, not that another folder should be chosen."""
    disk = small_disk("disk", "3m")
    machine = moved(world.laptop, disk)
    filler = fill(disk, 0)
    for words in (("status",), ("pack",), ("sync", str(world.stick()))):
        done = machine.unlock_and(*words)
        assert done.status == errors.DiskFull.exit_status, done.err
        assert "make room" in done.envelope["error"]["hint"]
    filler.unlink()
    assert machine.unlock_and("store", "check").status == 0


def test_a_full_disk_while_packing_keeps_everything(world: World, small_disk: SmallDisk) -> None:
    """When the bundle does not fit, the interviews stay finished and unpacked; after making room they are packed."""
    disk = small_disk("disk", "3m")
    machine = moved(world.laptop, disk)
    machine.screen(NOTHING_SHOWN)
    filler = fill(disk, 0)
    done = machine.do("pack")
    assert errors.DiskFull.exit_status == done.status, done.err
    filler.unlink()
    assert [row["state"] for row in machine.do("status").data["interviews"]] == ["on this laptop"]
    assert machine.pack()[0]["interviews"] == 1
    machine.close()


def test_a_full_disk_while_importing_imports_all_or_nothing(world: World, small_disk: SmallDisk) -> None:
    """One bundle, one transaction: on a full disk nothing of it is there, and later all of it."""
    world.laptop.screen()
    world.laptop.hand_over(world.stick())
    disk = small_disk("disk", "3m")
    hq = moved(world.hq, disk)
    hq.open()
    before = hq.open().digest()
    filler = fill(disk, 0)
    done = hq.do("hq", "import", str(world.stick()))
    assert errors.DiskFull.exit_status == done.status, done.err
    assert before == hq.open().digest()
    assert list(world.stick().rglob("*.fkr")) == []
    filler.unlink()
    assert hq.do("hq", "import", str(world.stick())).data["receipts_written"] == 1
    assert hq.do("inbox").data["total"] == 1
    hq.close()
