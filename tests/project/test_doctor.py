"""`fieldkit doctor`: each check over values, and the whole report on this machine."""

import datetime
import json
import time
from pathlib import Path

import pytest

from fieldkit import cli
from fieldkit.commands import doctor_disk as disk, doctor_machine as machine
from fieldkit.commands.doctor import (
    darwin_encryption,
    darwin_filesystem,
    darwin_hibernation,
    nearest_existing,
    report,
    windows_encryption,
)
from fieldkit.commands.doctor_finding import State, ok, unknown, warn

MOUNTINFO = """\
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
30 22 0:26 / /tmp rw,nosuid - tmpfs tmpfs rw
41 22 254:1 / /data rw,relatime shared:9 - ext4 /dev/mapper/home rw
52 41 0:51 / /data/u/My\\040Share rw - cifs //server/x rw
"""
SWAPS_HEAD = "Filename\tType\tSize\tUsed\tPriority\n"


def _block(sys_root: Path, number: str, *, crypt: bool = False, slaves: tuple[str, ...] = ()) -> Path:
    """Make a block device under a stand-in for /sys; slaves are devices made before."""
    folder = sys_root / "dev" / "block" / number
    (folder / "slaves").mkdir(parents=True)
    if crypt:
        (folder / "dm").mkdir()
        (folder / "dm" / "uuid").write_text("CRYPT-LUKS2-0123-home", encoding="ascii")
    for slave in slaves:
        (folder / "slaves" / slave.replace(":", "-")).symlink_to(sys_root / "dev" / "block" / slave)
    return folder


def _mount(device: str, kind: str = "ext4", source: str = "/dev/sda1") -> disk.Mount:
    return disk.Mount(device, Path("/"), kind, source)


@pytest.mark.parametrize(
    ("path", "device", "kind"),
    [
        ("/var/lib", "259:2", "ext4"),
        ("/data/u/.local/share/fieldkit", "254:1", "ext4"),
        ("/data/u/My Share/fieldkit", "0:51", "cifs"),
        ("/database", "259:2", "ext4"),
    ],
)
def test_the_mount_of_a_folder_is_the_deepest_one_above_it(path: str, device: str, kind: str) -> None:
    """The filesystem judged is the one that really holds the data folder."""
    mount = disk.mount_of(MOUNTINFO, Path(path))
    assert mount is not None
    assert (device, kind) == (mount.device, mount.kind)


def test_a_folder_on_dm_crypt_is_on_an_encrypted_disk(tmp_path: Path) -> None:
    """LUKS under the folder, directly or below LVM, counts as disk encryption."""
    _block(tmp_path, "8:2")
    _block(tmp_path, "254:0", crypt=True, slaves=("8:2",))
    _block(tmp_path, "254:1", slaves=("254:0",))
    assert disk.disk_encryption(_mount("254:0"), tmp_path).state == State.OK
    assert disk.disk_encryption(_mount("254:1"), tmp_path).state == State.OK


def test_a_plain_partition_or_a_half_encrypted_volume_is_warned_about(tmp_path: Path) -> None:
    """One open disk under a volume is enough for a warning."""
    _block(tmp_path, "8:1")
    _block(tmp_path, "254:0", crypt=True, slaves=("8:1",))
    _block(tmp_path, "254:5", slaves=("254:0", "8:1"))
    assert disk.disk_encryption(_mount("8:1"), tmp_path).state == State.WARN
    assert disk.disk_encryption(_mount("254:5"), tmp_path).state == State.WARN


def test_what_cannot_be_seen_is_unknown_and_not_a_quiet_yes(tmp_path: Path) -> None:
    """A loop device, a network share and a folder without a device are `unknown`."""
    (_block(tmp_path, "7:0") / "loop").mkdir()
    assert disk.disk_encryption(_mount("7:0"), tmp_path).state == State.UNKNOWN
    assert disk.disk_encryption(_mount("0:51", "cifs", "//server/x"), tmp_path).state == State.UNKNOWN
    assert disk.disk_encryption(None, tmp_path).state == State.UNKNOWN


def test_a_btrfs_mount_is_followed_by_the_name_of_its_device(tmp_path: Path) -> None:
    """btrfs numbers its mounts 0:n, so the device's name leads to the disk."""
    (tmp_path / "class" / "block" / "dm-3" / "dm").mkdir(parents=True)
    (tmp_path / "class" / "block" / "dm-3" / "dm" / "uuid").write_text("CRYPT-LUKS2-x", encoding="ascii")
    assert disk.disk_encryption(_mount("0:33", "btrfs", "/dev/dm-3"), tmp_path).state == State.OK


@pytest.mark.parametrize(
    ("line", "file_encrypted", "state"),
    [
        ("", None, State.OK),
        ("/dev/zram0 partition 4000000 0 100\n", None, State.OK),
        ("/dev/sda3 partition 4000000 0 -2\n", None, State.WARN),
        ("/dev/gone9 partition 4000000 0 -2\n", None, State.UNKNOWN),
        ("/swapfile file 4000000 0 -2\n", True, State.OK),
        ("/swapfile file 4000000 0 -2\n", False, State.WARN),
        ("/swapfile file 4000000 0 -2\n", None, State.UNKNOWN),
        ("/dev/zram0 partition 1 0 100\n/dev/sda3 partition 1 0 -2\n", None, State.WARN),
    ],
)
def test_swap_must_be_off_encrypted_or_in_memory(
    line: str, file_encrypted: bool | None, state: State, tmp_path: Path
) -> None:
    """Opened interviews must not reach an open disk by way of swap."""
    (tmp_path / "class" / "block" / "sda3").mkdir(parents=True)
    assert state == disk.swap(SWAPS_HEAD + line, tmp_path, file_encrypted).state


@pytest.mark.parametrize(
    ("states", "resume", "swap", "state"),
    [
        ("freeze mem disk", "8:3", State.WARN, State.WARN),
        ("freeze mem disk", "8:3", State.UNKNOWN, State.WARN),
        ("freeze mem disk", "8:3", State.OK, State.OK),
        ("freeze mem disk", "0:0", State.WARN, State.OK),
        ("freeze mem", "8:3", State.WARN, State.OK),
    ],
)
def test_hibernation_is_a_danger_only_with_open_swap(
    states: str, resume: str, swap: State, state: State, tmp_path: Path
) -> None:
    """Hibernating writes the whole memory, keys included, to swap."""
    (tmp_path / "power").mkdir()
    (tmp_path / "power" / "state").write_text(states + "\n", encoding="ascii")
    (tmp_path / "power" / "resume").write_text(resume + "\n", encoding="ascii")
    assert state == disk.hibernation(tmp_path, swap).state


def test_a_system_that_does_not_tell_about_hibernation_is_unknown(tmp_path: Path) -> None:
    """No /sys/power, no verdict."""
    assert disk.hibernation(tmp_path, State.WARN).state == State.UNKNOWN


@pytest.mark.parametrize(
    ("path", "marks", "who"),
    [
        ("Users/u/OneDrive - RWAMREC/fieldkit", (), "OneDrive"),
        ("u/Dropbox/fieldkit", (), "Dropbox"),
        ("Users/u/Library/Mobile Documents/fieldkit", (), "iCloud"),
        ("u/Google Drive/fieldkit", (), "Google Drive"),
        ("u/Nextcloud/work", (), "Nextcloud"),
        ("u/data/fieldkit", (".stfolder",), "Syncthing"),
    ],
)
def test_a_synchronised_folder_is_recognised(path: str, marks: tuple[str, ...], who: str) -> None:
    """A cloud program would carry the store away, and an old copy put back undoes work."""
    finding = disk.synced_folder(Path(path), marks)
    assert finding.state == State.WARN
    assert who in finding.found


def test_an_ordinary_folder_is_not_taken_for_a_synchronised_one() -> None:
    """The usual places give no warning."""
    for path in (".local/share/fieldkit", "AppData/Local/fieldkit", "Library/Application Support/fieldkit"):
        assert disk.synced_folder(Path(path)).state == State.OK


@pytest.mark.parametrize(
    ("mode", "state"), [(0o700, State.OK), (0o750, State.WARN), (0o701, State.WARN), (None, State.UNKNOWN)]
)
def test_a_folder_that_others_may_enter_is_warned_about(mode: int | None, state: State) -> None:
    """Only its owner may look into the data folder."""
    assert state == disk.folder_mode(mode).state


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("ext4", State.OK),
        ("apfs", State.OK),
        ("NTFS", State.OK),
        ("vfat", State.WARN),
        ("exFAT", State.WARN),
        ("FAT32", State.WARN),
        ("nfs4", State.WARN),
        ("cifs", State.WARN),
        ("network", State.WARN),
        ("tmpfs", State.WARN),
        (None, State.UNKNOWN),
    ],
)
def test_the_store_belongs_on_the_laptops_own_disk(kind: str | None, state: State) -> None:
    """FAT keeps no permissions, a network share no promises, memory nothing at all."""
    assert state == disk.filesystem(kind).state


def test_little_room_is_warned_about() -> None:
    """Under 200 MB somebody should make room."""
    assert disk.free_space(100 * 1024 * 1024).state == State.WARN
    assert disk.free_space(10 * 1024 * 1024 * 1024).state == State.OK


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc), State.WARN),
        (datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone.utc), State.WARN),
        (datetime.datetime(2027, 3, 1, tzinfo=datetime.timezone.utc), State.OK),
        (datetime.datetime(2099, 3, 1, tzinfo=datetime.timezone.utc), State.WARN),
    ],
)
def test_a_clock_before_the_release_or_far_ahead_is_wrong(day: datetime.datetime, state: State) -> None:
    """A flat battery sets a clock to 1970; the 24-hour duty needs better."""
    assert state == machine.clock(day).state


def test_a_machine_without_a_time_zone_is_warned_about() -> None:
    """Kigali is UTC+02:00; UTC itself means that nobody set a zone."""
    assert (machine.time_zone(120).state, machine.time_zone(120).found) == (State.OK, "UTC+02:00")
    assert machine.time_zone(0).state == State.WARN
    assert machine.time_zone(-210).found == "UTC-03:30"


@pytest.mark.parametrize(
    ("size", "encoding", "interactive", "state"),
    [
        ((80, 24), "utf-8", True, State.OK),
        ((120, 40), "UTF8", True, State.OK),
        ((79, 24), "utf-8", True, State.WARN),
        ((80, 20), "utf-8", True, State.WARN),
        ((80, 24), "cp1252", True, State.WARN),
        ((80, 24), "utf-8", False, State.UNKNOWN),
        (None, "utf-8", True, State.UNKNOWN),
    ],
)
def test_a_terminal_must_be_80x24_and_utf8(
    size: tuple[int, int] | None, encoding: str, interactive: bool, state: State
) -> None:
    """Colour is not needed: nothing is said by colour alone."""
    assert state == machine.terminal(size, encoding, interactive=interactive, colour=False).state


def test_versions_that_were_not_tried_are_said_to_be_so() -> None:
    """Python 3.10 to 3.14 and SQLCipher from 4.5 on are known to work."""
    assert [machine.python(v).state for v in ((3, 10, 0), (3, 14, 2), (3, 9, 9), (3, 15, 0))] == [
        State.OK,
        State.OK,
        State.UNKNOWN,
        State.UNKNOWN,
    ]
    assert [machine.sqlcipher(v).state for v in ("4.19.0 community", "3.4.1 community", None, "nightly build")] == [
        State.OK,
        State.WARN,
        State.WARN,
        State.UNKNOWN,
    ]


@pytest.mark.parametrize(
    ("limit", "dumpable", "pattern", "state"),
    [
        (0, True, "core", State.OK),
        (0, False, "|/usr/share/apport", State.OK),
        (0, True, "|/usr/share/apport", State.WARN),
        (-1, True, "core", State.WARN),
        (0, None, "", State.OK),
        (None, None, "", State.UNKNOWN),
    ],
)
def test_a_crash_must_not_write_memory_to_disk(
    limit: int | None, dumpable: bool | None, pattern: str, state: State
) -> None:
    """A crash collector behind a pipe ignores the limit; only an undumpable process is safe from it."""
    assert state == machine.core_dumps(limit, dumpable, pattern).state


def test_filevault_and_bitlocker_answers_are_read() -> None:
    """macOS and Windows are asked by their own tools; silence is unknown. Not yet run on those systems."""
    assert [darwin_encryption(a).state for a in ("FileVault is On.\n", "FileVault is Off.\n", None)] == [
        State.OK,
        State.WARN,
        State.UNKNOWN,
    ]
    assert [
        darwin_hibernation(settings, vault).state
        for settings, vault in (
            (" hibernatemode        3\n", "FileVault is On."),
            (" hibernatemode        0\n", "FileVault is Off."),
            (" hibernatemode        3\n", "FileVault is Off."),
            (None, None),
        )
    ] == [State.OK, State.OK, State.WARN, State.UNKNOWN]
    assert [windows_encryption(status).state for status in (0, 1, -2147024891, None)] == [
        State.OK,
        State.WARN,
        State.UNKNOWN,
        State.UNKNOWN,
    ]


def test_the_filesystem_on_macos_is_read_from_mount() -> None:
    """The deepest volume above the folder names its kind."""
    mounts = "/dev/disk3s1 on / (apfs, sealed, local)\n/dev/disk5s1 on /Volumes/STICK (msdos, local, nodev)\n"
    assert darwin_filesystem(mounts, Path("/Volumes/STICK/x")) == "msdos"
    assert darwin_filesystem(mounts, Path("/Users/u")) == "apfs"
    assert darwin_filesystem("", Path("/x")) is None


def test_the_report_counts_what_to_act_on() -> None:
    """The last line counts warnings and unknowns; the exit status stays 0, for it is a report and not a verdict."""
    result = report((ok("a", "fine"), warn("b", "bad", "mend it"), unknown("c", "dark", "look"), ok("d", "fine")))
    assert result.exit_status == 0
    assert result.after == ("1 to act on, 1 to look at by hand, 2 ok",)
    assert result.table is not None
    assert result.table.rows[1] == ("b", "warn", "bad; mend it")
    assert (result.data["warn"], result.data["unknown"]) == (1, 1)


def test_the_nearest_existing_folder_stands_in_for_one_not_yet_made(tmp_path: Path) -> None:
    """Before `init` the disk under the future data folder is judged."""
    assert tmp_path == nearest_existing(tmp_path / "not" / "yet")


def test_doctor_answers_within_three_seconds_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`fieldkit doctor --json` reports every check on this machine and leaves no file behind."""
    started = time.monotonic()
    assert cli.main(["--home", str(tmp_path / "home"), "doctor", "--json"]) == 0
    assert time.monotonic() - started < 3
    data = json.loads(capsys.readouterr().out)["data"]
    assert [check["check"] for check in data["checks"]] == [
        "disk encryption", "swap", "hibernation", "filesystem", "synced folder", "folder permissions", "free space",
        "clock", "time zone", "terminal", "python", "sqlcipher", "core dumps",
    ]  # fmt: skip
    assert {c["state"] for c in data["checks"]} <= {"ok", "warn", "unknown"}
    assert list(tmp_path.iterdir()) == []
