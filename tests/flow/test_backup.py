"""Headquarters' backup: written, checked, restored; what is damaged restores nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.store import backup
from fieldkit.store.store import store_exists
from tests.flow.forging import flipped
from tests.flow.world import NOTHING_SHOWN, ROOT, Machine, World


def backed_up(world: World) -> tuple[Path, str]:
    """Receive one interview, write a backup; return it and the interview's code."""
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    file = world.path("hq.fkbak")
    done = world.hq.do("hq", "backup", "-o", str(file))
    assert done.status == 0, done.err
    assert done.data["bytes"] == file.stat().st_size
    return file, code


def elsewhere(world: World) -> Machine:
    """Return another computer of headquarters, with the same passphrase and an empty home."""
    return Machine(world.path("hq-again"), world.hq.passphrases)


def test_a_backup_restores_everything_under_a_new_epoch(world: World) -> None:
    """A restored headquarters has every interview, opens with the same passphrase, and starts a new epoch."""
    file, code = backed_up(world)
    again = elsewhere(world)
    done = again.unlock_and("hq", "restore", str(file))
    assert done.status == 0, done.err
    assert done.data["epoch"] != world.hq.open().epoch
    assert [code] == [row["code"] for row in again.do("inbox").data["rows"]]
    assert again.do("store", "check").status == 0
    again.close()


@pytest.mark.parametrize("syncs", [1, 2])
def test_after_a_restore_laptops_are_asked_again_for_what_the_backup_lacks(world: World, syncs: int) -> None:
    """Bundles that came after the backup are offered again by their laptop once it holds the restored one's receipt.

    They stay on the stick until headquarters has read them, however often the laptop syncs with it.
    """
    file, first = backed_up(world)
    world.laptop.do("sync", str(world.stick()))
    second = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    world.laptop.do("sync", str(world.stick()))
    world.hq.close()

    again = elsewhere(world)
    assert again.unlock_and("hq", "restore", str(file)).status == 0
    third = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("new stick"))
    again.do("hq", "import", str(world.stick("new stick")))
    assert {first, third} == {row["code"] for row in again.do("inbox").data["rows"]}
    assert world.laptop.do("sync", str(world.stick("new stick"))).data["again"] == [2]
    for _ in range(syncs - 1):
        world.laptop.do("sync", str(world.stick("new stick")))
    again.do("hq", "import", str(world.stick("new stick")))
    assert {first, second, third} == {row["code"] for row in again.do("inbox").data["rows"]}
    again.close()


def test_a_folder_takes_each_backup_under_a_name_of_its_own(world: World) -> None:
    """Given a folder, the file is named by whose it is and the minute, and writes over no earlier one."""
    folder = world.path("backups")
    folder.mkdir()
    made = [machine.do("backup", "-o", str(folder)) for machine in (world.hq, world.hq, world.laptop)]
    assert [one.status for one in made] == [0, 0, 0]
    names = [Path(one.data["file"]).name for one in made]
    assert sorted(names) == sorted(path.name for path in folder.iterdir())
    assert names[0].startswith("hq-")
    assert names[2].startswith(world.laptop.device[:10])
    assert world.hq.do("backup", "-o", str(folder / "missing" / "x.fkbak")).status == errors.UnwritablePlace.exit_status


def _after(machine: Machine, file: Path) -> str:
    said = machine._run(["backup", "-o", str(file), "--plain"], held=True)
    return " ".join((said.out + said.err).split())


def test_each_side_is_told_where_to_keep_it(world: World) -> None:
    """Headquarters is told of the orders that a restore needs; a laptop is no headquarters."""
    told = [_after(machine, world.path(f"{n}.fkbak")) for n, machine in enumerate((world.hq, world.laptop))]
    at_hq, on_laptop = told
    assert "orders.fko" in at_hq
    assert "apart from this laptop" not in at_hq
    assert "apart from this laptop" in on_laptop


def a_flipped_byte(data: bytes) -> bytes:
    return flipped(data, len(data) // 2)


def a_flipped_byte_in_the_list(data: bytes) -> bytes:
    return flipped(data, 600)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def without_the_last_file(data: bytes) -> bytes:
    return data[:-200_000]


def nothing(data: bytes) -> bytes:
    return b""


def something_else(data: bytes) -> bytes:
    return b"%PDF-1.7 not a backup" * 999


@pytest.mark.parametrize(
    "spoil", [a_flipped_byte, a_flipped_byte_in_the_list, half, without_the_last_file, nothing, something_else]
)
def test_a_damaged_backup_restores_nothing(world: World, spoil: Callable[[bytes], bytes]) -> None:
    """A backup that is damaged, cut or something else is refused, and the new home stays empty."""
    file, _ = backed_up(world)
    file.write_bytes(spoil(file.read_bytes()))
    again = elsewhere(world)
    done = again.unlock_and("hq", "restore", str(file))
    assert errors.BackupUnfit.exit_status == done.status
    assert not store_exists(again.home)


def test_a_wrong_passphrase_restores_nothing(world: World) -> None:
    """A backup opens with the passphrase that headquarters had, with no other; nothing stays behind."""
    file, _ = backed_up(world)
    again = Machine(world.path("hq-again"), world.laptop.passphrases)
    assert errors.WrongPassphrase.exit_status == again.unlock_and("hq", "restore", str(file)).status
    assert not store_exists(again.home)


def test_a_restore_never_overwrites_a_store(world: World) -> None:
    """Where a store is already, restoring changes nothing."""
    file, _ = backed_up(world)
    before = world.hq.open().digest()
    assert errors.StoreExists.exit_status == world.hq.unlock_and("hq", "restore", str(file)).status
    assert before == world.hq.open().digest()


def test_a_backup_that_does_not_fit_is_not_left_half(world: World, small_disk: Callable[[str, str], Path]) -> None:
    """On a full disk a backup fails in words and leaves neither a half file nor an older one harmed."""
    place = small_disk("small", "128k")
    older = place / "hq.fkbak"
    older.write_bytes(b"an older backup")
    _, _ = backed_up(world)
    done = world.hq.do("hq", "backup", "-o", str(older))
    assert done.status in (errors.UnwritablePlace.exit_status, errors.DiskFull.exit_status), done.err
    assert "No space left" in done.err or "no room" in done.err or "full" in done.err
    assert [file.read_bytes() for file in place.iterdir()] == [b"an older backup"]


def test_a_backup_carries_no_interview_in_clear(world: World) -> None:
    """The file is as encrypted as the store: neither code nor post nor name can be read in it."""
    file, code = backed_up(world)
    data = file.read_bytes()
    assert [word for word in (code, "rusumo", "Focal Person", "Test office") if word.encode() in data] == []


def test_two_restores_into_one_folder_do_not_mix(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who grows impatient opens a second window: that one is told, and the first one ends well."""
    file, code = backed_up(world)
    again, meanwhile = elsewhere(world), list[int]()
    real = backup._apply_orders

    def second(*given: Any) -> None:
        monkeypatch.setattr(backup, "_apply_orders", real)
        meanwhile.append(elsewhere(world).unlock_and("hq", "restore", str(file)).status)
        real(*given)

    monkeypatch.setattr(backup, "_apply_orders", second)
    done = again.unlock_and("hq", "restore", str(file))
    assert (done.status, meanwhile) == (0, [errors.StoreBusy.exit_status])
    assert [code] == [row["code"] for row in again.do("inbox").data["rows"]]
    assert [path.name for path in again.home.iterdir() if path.name.startswith("store.")] == []
    again.close()


def test_a_store_that_appears_meanwhile_is_left_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder that somebody copies there while it is restored: the restore ends, and nothing of it stays."""
    file, _ = backed_up(world)
    again, real = elsewhere(world), backup._apply_orders

    def meanwhile(*given: Any) -> None:
        (again.home / "store").mkdir()
        (again.home / "store" / "S.db").write_bytes(b"somebody's")
        real(*given)

    monkeypatch.setattr(backup, "_apply_orders", meanwhile)
    assert again.unlock_and("hq", "restore", str(file)).status == errors.UnwritablePlace.exit_status
    assert [path.name for path in (again.home / "store").iterdir()] == ["S.db"]
    assert not [path for path in again.home.iterdir() if path.name.startswith("store.")]


KILLED = """
import os, signal, sys
from fieldkit.cli import main
from fieldkit.store.database import Database
left = int(sys.argv.pop(1))
real = Database._committed
def committed(self, work):
    global left
    done = real(self, work)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return done
Database._committed = committed
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_killed_while_restoring_there_is_no_store_and_the_same_restore_begins_again(world: World) -> None:
    """A power cut after any transaction: nothing opens that has the old epoch, or that does not know that orders may be
    missing; and no half store keeps the restore from being done again."""
    file, _ = backed_up(world)
    before, again = world.hq.open().epoch, elsewhere(world)
    for number in range(1, 30):
        words = ["--home", str(again.home), "--passphrase-file", str(again.passphrases), "hq", "restore", str(file)]
        command = [sys.executable, "-c", KILLED, str(number), *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        if (again.home / "store").exists():
            break
    assert again.do("inbox").data["unsure"] is True
    assert again.open().epoch != before
    assert number > 3
    again.close()
