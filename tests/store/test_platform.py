"""The Platform port on this machine: docs/platform.md."""

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.store import platform
from fieldkit.store.platform import SystemPlatform

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and signals of POSIX")
ROOT = Path(__file__).parent.parent.parent


@POSIX
def test_files_and_folders_are_for_this_user_only(tmp_path: Path) -> None:
    """Whatever the umask was: 0700 and 0600."""
    os_umask = os.umask(0)
    try:
        SystemPlatform().private_dir(tmp_path / "a" / "b")
        SystemPlatform().write_private(tmp_path / "a" / "b" / "file", b"x")
    finally:
        os.umask(os_umask)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a/b", "a/b/file")]
    assert modes == [0o700, 0o600]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If anything fails before the rename, the old file is there and no half file is left."""
    path = tmp_path / "file"
    machine = SystemPlatform()
    machine.write_private(path, b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(errors.DiskFull):
            machine.write_private(path, b"new")
    assert (path.read_bytes(), [p.name for p in tmp_path.iterdir()]) == (b"old", ["file"])
    machine.write_private(path, b"new", sync=False)
    assert path.read_bytes() == b"new"


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    """A link that waits under the temporary name is taken away, not written through."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"untouched")
    try:
        (tmp_path / "file.part").symlink_to(victim)
    except OSError:
        pytest.skip("this machine lets no links be made")
    SystemPlatform().write_private(tmp_path / "file", b"x")
    assert victim.read_bytes() == b"untouched"


def test_places_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    """The error says which place and why."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(errors.UnwritablePlace, match="file"):
        SystemPlatform().private_dir(tmp_path / "file" / "sub")
    with pytest.raises(errors.UnwritablePlace):
        SystemPlatform().write_private(tmp_path / "nowhere" / "x", b"")


def test_a_file_that_is_held_open_is_tried_again_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows: a virus scanner may hold a file for a moment. Tried again with growing waits, then said."""
    waits: list[float] = []
    tries = {"left": 3}
    real = Path.replace

    def held(part: Path, target: Path) -> Path:
        tries["left"] -= 1
        if tries["left"] >= 0:
            raise PermissionError(errno.EACCES, "held")
        return real(part, target)

    monkeypatch.setattr(platform, "WINDOWS", True)
    monkeypatch.setattr(time, "sleep", waits.append)
    monkeypatch.setattr(Path, "replace", held)
    SystemPlatform().write_private(tmp_path / "file", b"x")
    assert waits == [0.01, 0.02, 0.04]
    tries["left"] = 100
    with pytest.raises(errors.UnwritablePlace):
        SystemPlatform().write_private(tmp_path / "file", b"y")
    assert len(waits) == 3 + platform.REPLACE_TRIES - 1


@POSIX
def test_on_posix_a_refused_rename_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There a refusal does not go away by waiting."""

    def refused(*_: Path) -> Path:
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(errors.UnwritablePlace):
        SystemPlatform().write_private(tmp_path / "file", b"x")


@POSIX
def test_a_folder_without_fsync_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network and FUSE folders have no fsync for folders; any other failure is one."""

    def cannot(_: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", cannot)
    SystemPlatform().sync_dir(tmp_path)
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError):
        SystemPlatform().sync_dir(tmp_path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl and /proc of Linux")
def test_a_hardened_process_dumps_no_core_and_cannot_be_read(tmp_path: Path) -> None:
    """RLIMIT_CORE 0, not dumpable, umask 077."""
    code = (
        "import ctypes, os, resource; from fieldkit.store.platform import SystemPlatform;"
        "SystemPlatform().harden_process();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), oct(os.umask(0)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "(0, 0) 0 0o77\n"
