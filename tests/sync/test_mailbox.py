"""The mailbox on a folder: what it takes, what it passes over, and how it fails."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.ports import Parcel
from fieldkit.sync.mailbox import MAX_FILE, STICK_TIME, Mailbox

DEVICE = "d-" + "7f" * 16
NAME = "0123456789abcdef-00000042.fkb"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def tiny_stick(tmp_path: Path) -> Iterator[Path]:
    """A real 64 KiB file system, where mounting is allowed."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root on Linux")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def everything(box: Mailbox) -> list[Parcel]:
    """Return all bundles of all devices."""
    return [parcel for device in box.devices() for parcel in box.bundles_of(device)]


def test_a_bundle_comes_back_as_it_was_written(stick: Path) -> None:
    """A bundle written to a stick is found under its device with the same bytes."""
    box = Mailbox(stick)
    assert box.put_bundle(DEVICE, NAME, b"sealed") is True
    found = everything(box)
    assert [(f.device, f.name, f.size, box.read(f)) for f in found] == [(DEVICE, NAME, 6, b"sealed")]


def test_writing_the_same_bundle_twice_changes_nothing(stick: Path) -> None:
    """Offering a bundle again leaves the stored file alone."""
    box = Mailbox(stick)
    box.put_bundle(DEVICE, NAME, b"sealed")
    assert box.put_bundle(DEVICE, NAME, b"sealed") is False


def test_a_half_file_of_an_earlier_try_is_replaced(stick: Path) -> None:
    """A copy that was cut off is written anew, and its .part is never listed."""
    box = Mailbox(stick)
    folder = stick / "up" / DEVICE[2:]
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(b"sea")
    (folder / "0123456789abcdef-00000043.part").write_bytes(b"x")
    assert box.put_bundle(DEVICE, NAME, b"sealed") is True
    assert [box.read(f) for f in everything(box)] == [b"sealed"]


def test_files_carry_no_time_of_day(stick: Path) -> None:
    """A found stick does not tell when somebody worked."""
    Mailbox(stick).put_bundle(DEVICE, NAME, b"sealed")
    assert (stick / "up" / DEVICE[2:] / NAME).stat().st_mtime == STICK_TIME


def test_names_outside_the_grammar_are_passed_over(stick: Path) -> None:
    """Only names of the grammar are looked at; an autorun file is not."""
    folder = stick / "up" / DEVICE[2:]
    folder.mkdir(parents=True)
    for name in ("autorun.inf", "0123456789abcdeg-00000001.fkb", "0123456789abcdef-1.fkb", NAME + ".exe"):
        (folder / name).write_bytes(b"x")
    (stick / "up" / "not-a-device").mkdir()
    (folder / "0123456789abcdef-00000007.fkb").mkdir()
    assert everything(Mailbox(stick)) == []


def test_names_in_capitals_mean_the_same(stick: Path) -> None:
    """A system that knows no difference may show them so; one device is one, however often it is shown."""
    device = "ab" * 16
    for name in (device.upper(), device):
        (stick / "up" / name).mkdir(parents=True, exist_ok=True)
    (stick / "up" / device / "0123456789ABCDEF-00000001.FKB").write_bytes(b"x")
    assert Mailbox(stick).devices() == [f"d-{device}"]
    found = everything(Mailbox(stick))
    assert [(one.name, Mailbox(stick).read(one)) for one in found] == [("0123456789abcdef-00000001.fkb", b"x")]


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs a privilege on Windows")
def test_links_are_never_followed(stick: Path, tmp_path: Path) -> None:
    """A link on a stick cannot make headquarters read another file."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    folder = stick / "up" / DEVICE[2:]
    folder.mkdir(parents=True)
    (folder / NAME).symlink_to(secret)
    (stick / "up" / ("ab" * 16)).symlink_to(tmp_path)
    assert everything(Mailbox(stick)) == []
    with pytest.raises(errors.MailboxUnreadable):
        Mailbox(stick).read(Parcel(DEVICE, NAME, folder / NAME, 6))


def test_a_file_larger_than_any_bundle_is_not_read(stick: Path) -> None:
    """A huge file on a stick is refused by its size, not by running out of memory."""
    folder = stick / "up" / DEVICE[2:]
    folder.mkdir(parents=True)
    with open(folder / NAME, "wb") as file:
        file.truncate(8 * 1024**3)
    found = everything(Mailbox(stick))[0]
    assert found.size > MAX_FILE
    with pytest.raises(errors.MailboxUnreadable, match="larger than any bundle"):
        Mailbox(stick).read(found)


def test_a_full_stick_says_so_and_leaves_no_half_file(tiny_stick: Path) -> None:
    """A full stick has its own error; the laptop still holds everything."""
    box = Mailbox(tiny_stick)
    with pytest.raises(errors.MailboxFull):
        box.put_bundle(DEVICE, NAME, os.urandom(200_000))
    assert list((tiny_stick / "up" / DEVICE[2:]).iterdir()) == []


def test_a_write_protected_stick_says_so(tiny_stick: Path) -> None:
    """A write-protected stick can be read, and says what to do when it must be written."""
    box = Mailbox(tiny_stick)
    box.put_bundle(DEVICE, NAME, b"sealed")
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_stick)], check=True)
    with pytest.raises(errors.MailboxReadOnly):
        box.put_receipt(DEVICE, 1, b"receipt")
    assert box.remove_bundle(DEVICE, NAME) is False
    assert [box.read(f) for f in everything(box)] == [b"sealed"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A stick that is not there is named, with what to do."""
    with pytest.raises(errors.MailboxMissing, match="there is no folder"):
        Mailbox(tmp_path / "nowhere")


def test_receipts_come_down_in_the_order_of_their_numbers(stick: Path) -> None:
    """Receipts are listed by number."""
    box = Mailbox(stick)
    for number in (12, 3):
        box.put_receipt(DEVICE, number, b"%d" % number)
    assert [(f.name, box.read(f)) for f in box.receipts_of(DEVICE)] == [
        ("00000003.fkr", b"3"),
        ("00000012.fkr", b"12"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs a privilege on Windows")
@pytest.mark.parametrize("place", ["up", "down", "up/" + DEVICE[2:], "down/" + DEVICE[2:]])
def test_a_linked_folder_is_refused_whole(stick: Path, tmp_path: Path, place: str) -> None:
    """A folder of the mailbox that is a link is neither read nor written through, nor deleted from."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / NAME).write_bytes(b"mine")
    (stick / place).parent.mkdir(exist_ok=True)
    (stick / place).symlink_to(outside)
    box = Mailbox(stick)
    if place.startswith("up"):
        with pytest.raises(errors.MailboxUnreadable):
            box.put_bundle(DEVICE, NAME, b"sealed")
        assert box.remove_bundle(DEVICE, NAME) is False
    else:
        with pytest.raises(errors.MailboxUnreadable):
            box.put_receipt(DEVICE, 1, b"receipt")
        with pytest.raises(errors.MailboxUnreadable):
            list(box.receipts_of(DEVICE))
    assert [p.read_bytes() for p in outside.iterdir()] == [b"mine"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_place_of_a_half_file_does_not_stop_the_work(stick: Path) -> None:
    """A named pipe where the half file will lie is taken away, never waited for."""
    folder = stick / "down" / DEVICE[2:]
    folder.mkdir(parents=True)
    os.mkfifo(folder / "00000001.part")
    os.mkfifo(folder / "00000001.fkr")
    assert Mailbox(stick).put_receipt(DEVICE, 1, b"receipt") is True
    assert (folder / "00000001.fkr").read_bytes() == b"receipt"


def test_known_devices_come_first(stick: Path) -> None:
    """A stick flooded with folders cannot crowd out an enrolled laptop."""
    for number in range(4_200):
        (stick / "up" / f"{number:032x}").mkdir(parents=True)
    Mailbox(stick).put_bundle(DEVICE, NAME, b"sealed")
    assert DEVICE not in Mailbox(stick).devices()
    assert Mailbox(stick).devices(first=[DEVICE])[0] == DEVICE
