"""Sticks as they are: write-protected, full, pulled out. Nothing is lost, and the same command works again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldkit import errors
from tests.flow.world import NOTHING_SHOWN, PYTHON, ROOT, Said, World, environment

SmallDisk = Callable[[str, str], Path]


def protect(stick: Path, tool: Callable[[str], str], how: str = "ro") -> None:
    subprocess.run([tool("mount"), "-o", f"remount,{how}", str(stick)], check=True)


def states(world: World) -> list[str]:
    return [row["state"] for row in world.laptop.do("status").data["interviews"]]


def test_a_write_protected_stick_is_imported_all_the_same(
    world: World, small_disk: SmallDisk, tool: Callable[[str], str]
) -> None:
    """Bundles of a write-protected stick are imported; its receipts wait, and the table says not safe to remove."""
    stick = small_disk("stick", "4m")
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    protect(stick, tool)
    done = world.hq.do("hq", "import", str(stick))
    assert (done.status, done.data["receipts_written"]) == (0, 0)
    assert any("receipts wait for the next stick" in warning for warning in done.warnings)
    assert [code] == [row["code"] for row in world.hq.do("inbox").data["rows"]]

    protect(stick, tool, "rw")
    world.hq.do("hq", "import", str(stick))
    assert [one["interviews"] for one in world.laptop.do("sync", str(stick)).data["receipts"]] == [1]


def test_a_write_protected_stick_still_brings_its_receipts(
    world: World, small_disk: SmallDisk, tool: Callable[[str], str]
) -> None:
    """A laptop takes receipts from a write-protected stick and says that it could not write bundles."""
    stick = small_disk("stick", "4m")
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.hq.do("hq", "import", str(stick))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    protect(stick, tool)
    done = world.laptop.do("sync", str(stick))
    assert [one["interviews"] for one in done.data["receipts"]] == [1]
    assert any("write-protected" in warning for warning in done.warnings)
    assert sorted(states(world)) == ["packed", "received by HQ"]


def test_a_full_stick_is_named_and_nothing_is_lost(world: World, small_disk: SmallDisk) -> None:
    """A stick without room gets no half file; after making room the same command hands the bundle over."""
    stick = small_disk("stick", "64k")
    filler = stick / "holiday.mp4"
    _fill(filler)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    done = world.laptop.do("sync", str(stick))
    assert errors.MailboxFull.exit_status == done.status
    assert [file for file in stick.rglob("*") if file.is_file() and file != filler] == []
    assert states(world) == ["packed"]

    filler.unlink()
    assert len(world.laptop.do("sync", str(stick)).data["handed_over"]) == 1


def _fill(file: Path) -> None:
    with open(file, "wb", buffering=0) as out:
        try:
            while True:
                out.write(b"\0" * 4096)
        except OSError:
            return


def test_a_stick_too_full_for_receipts_is_imported(world: World, small_disk: SmallDisk) -> None:
    """When only the receipts do not fit, the import stands and the receipts wait for the next stick."""
    stick = small_disk("stick", "64k")
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    _fill(stick / "holiday.mp4")
    done = world.hq.do("hq", "import", str(stick))
    assert (done.status, done.data["receipts_written"]) == (0, 0)
    assert world.hq.do("inbox").data["total"] == 1
    (stick / "holiday.mp4").unlink()
    world.hq.do("hq", "import", str(stick))
    assert [one["interviews"] for one in world.laptop.do("sync", str(stick)).data["receipts"]] == [1]


def under_strace(world: World, strace: str, inject: str, part: Path, machine: str, *words: str) -> Said:
    """Run a command whose system calls on one file fail as those on a stick that was pulled out do."""
    calls = inject.split(":", 1)[0]
    home, passphrase = world.path(machine), world.path(f"{machine}.passphrase")
    argv = [strace, "-f", "-qq", "-o", "/dev/null", "-P", str(part), "-e", f"trace={calls}", "-e", f"inject={inject}"]
    argv += [*PYTHON, "--home", str(home), "--passphrase-file", str(passphrase), *words]
    done = subprocess.run(argv, capture_output=True, check=False, encoding="utf-8", cwd=ROOT, env=environment())
    return Said(done.returncode, {}, done.stdout, done.stderr)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
@pytest.mark.parametrize("inject", ["write:error=EIO", "fsync:error=EIO", "write:error=ENODEV", "rename:error=EIO"])
def test_a_stick_pulled_out_while_copying_leaves_no_half_bundle(
    world: World, tool: Callable[[str], str], inject: str
) -> None:
    """When the stick goes away in the middle, no half bundle is read later; the same command works again."""
    world.laptop.screen(NOTHING_SHOWN)
    name = world.laptop.pack()[0]["name"]
    folder = world.stick() / "up" / world.laptop.device.removeprefix("d-")
    folder.mkdir(parents=True)
    world.laptop.close()
    part = (folder / name).with_suffix(".part")
    done = under_strace(world, tool("strace"), inject, part, "laptop", "sync", str(world.stick()))
    assert errors.MailboxGone.exit_status == done.status, done.err
    assert "nothing is lost" in done.err
    assert list(world.stick().rglob("*.fkb")) == []
    assert states(world) == ["packed"]
    assert len(world.laptop.do("sync", str(world.stick())).data["handed_over"]) == 1
    assert [fate["what"] for fate in world.bring()] == ["new"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
def test_a_stick_pulled_out_while_headquarters_reads_it_is_read_again(world: World, tool: Callable[[str], str]) -> None:
    """A read error is no quarantine: the file is named as unreadable, nothing is imported, the next try imports it."""
    world.laptop.screen(NOTHING_SHOWN)
    file = world.laptop.hand_over(world.stick())
    world.close()
    done = under_strace(world, tool("strace"), "read:error=EIO", file, "hq", "hq", "import", str(world.stick()))
    assert done.status == 0, done.err
    assert "unreadable" in done.err
    seen = world.hq.do("inbox").data
    assert (seen["total"], seen["quarantine"]) == (0, 0)
    assert [fate["what"] for fate in world.bring()] == ["new"]


def test_a_folder_that_is_not_there_is_named(world: World) -> None:
    """Syncing with a stick that is not in says so, and what is packed stays packed."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    assert errors.MailboxMissing.exit_status == world.laptop.do("sync", str(world.path("no stick"))).status
    assert states(world) == ["packed"]


def test_a_wiped_stick_is_filled_again(world: World) -> None:
    """Until the receipt is here every sync offers the bundle again: a wiped or lost stick costs nothing."""
    world.laptop.screen(NOTHING_SHOWN)
    file = world.laptop.hand_over(world.stick())
    file.unlink()
    assert [file.name] == world.laptop.do("sync", str(world.stick())).data["handed_over"]


def test_a_stick_whose_names_are_shown_in_capitals_is_read(world: World) -> None:
    """An old camera or copying tool writes file names in capitals: headquarters reads them as the same bundles."""
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    for bundle in list(world.stick().rglob("*.fkb")):
        bundle.rename(bundle.with_name(bundle.name.upper()))
    done = world.hq.do("hq", "import", str(world.stick()))
    assert (done.status, [row["code"] for row in world.hq.do("inbox").data["rows"]]) == (0, [code])
    assert [one["interviews"] for one in world.laptop.do("sync", str(world.stick())).data["receipts"]] == [1]


def test_a_renamed_stick_is_the_same_mailbox(world: World) -> None:
    """What a stick or folder is called plays no part: there and back under three names, with spaces and accents."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    second = world.stick().rename(world.path("CLÉ USB 2"))
    assert world.hq.do("hq", "import", str(second)).data["receipts_written"] == 1
    third = second.rename(world.path("NO NAME"))
    assert [one["interviews"] for one in world.laptop.do("sync", str(third)).data["receipts"]] == [1]
    assert states(world) == ["received by HQ"]


@pytest.fixture
def fat(tmp_path: Path) -> Iterator[Path]:
    """A stick as they are sold: FAT32, which knows no capitals, no rights, and times of two seconds."""
    make, mount = shutil.which("mkfs.vfat"), shutil.which("mount")
    if make is None or mount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mkfs.vfat, or the right to mount, is not here")
    image, place = tmp_path / "stick.img", tmp_path / "FAT STICK"
    with open(image, "wb") as file:
        file.truncate(40 * 1024 * 1024)
    place.mkdir()
    subprocess.run([make, "-F", "32", str(image)], check=True, capture_output=True)
    if subprocess.run([mount, "-o", "loop", str(image), str(place)], check=False, capture_output=True).returncode:
        pytest.skip("this machine does not mount a FAT32 image")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_fat32_carries_bundles_and_receipts(world: World, fat: Path) -> None:
    """There and back on FAT32; a folder that another system named in capitals is the same one there."""
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(fat)
    (fat / "up").rename(fat / "up-away")
    (fat / "up-away").rename(fat / "UP")
    assert world.hq.do("hq", "import", str(fat)).data["receipts_written"] == 1
    assert [code] == [row["code"] for row in world.hq.do("inbox").data["rows"]]
    assert [one["interviews"] for one in world.laptop.do("sync", str(fat)).data["receipts"]] == [1]
