"""`fieldkit doctor`: gather what this machine tells, judge it, return a table. Changes nothing, opens no store."""

import ctypes
import datetime
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from fieldkit.commands import doctor_disk as disk, doctor_machine as machine
from fieldkit.commands.doctor_finding import Finding, State, ok, unknown, warn
from fieldkit.commands.open_marks import drill_day
from fieldkit.ports import Env
from fieldkit.result import Result, Table
from fieldkit.store.store import closed_for_travel, store_exists
from fieldkit.ui.streams import colour_wanted

TOOL_SECONDS = 0.9
"""How long one tool of the system may take; at most three are asked, so that the whole stays within three seconds."""

_SYSTEM: str = sys.platform  # typed as text: mypy would call the other systems' branches unreachable


def doctor(ctx: typer.Context) -> Result:
    """Look at disk encryption, swap, hibernation, the data folder, the clock, the terminal and the versions.

    It changes nothing and needs no passphrase. "unknown" means that the machine does not tell: look by hand.

    Example: fieldkit doctor
    """
    env: Env = ctx.obj
    return report((*disk_findings(env.home), *machine_findings(env)))


def report(findings: Sequence[Finding]) -> Result:
    """Return the findings as a table and as data."""
    warnings = sum(f.state is State.WARN for f in findings)
    unknowns = sum(f.state is State.UNKNOWN for f in findings)
    return Result(
        data={
            "checks": [
                {"check": f.check, "state": f.state.value, "found": f.found, "advice": f.advice} for f in findings
            ],
            "warn": warnings,
            "unknown": unknowns,
        },
        table=Table(
            ("check", "state", "found, and what to do"),
            tuple((f.check, f.state.value, f.found + (f"; {f.advice}" if f.advice else "")) for f in findings),
        ),
        after=(f"{warnings} to act on, {unknowns} to look at by hand, {len(findings) - warnings - unknowns} ok",),
    )


def disk_findings(home: Path) -> tuple[Finding, ...]:
    """Return what is known of the disk and folder that hold, or will hold, the data."""
    place = nearest_existing(home)
    gather = {"linux": _linux_disk, "darwin": _darwin_disk, "win32": _windows_disk}.get(_SYSTEM, _other_disk)
    mode = place.stat().st_mode & 0o777 if home.is_dir() and os.name == "posix" else None
    not_yet = ok("folder permissions", "the data folder is not yet made")
    return (
        *gather(place.resolve()),
        disk.synced_folder(home, _marks_around(place)),
        disk.folder_mode(mode) if home.is_dir() else not_yet,
        disk.free_space(shutil.disk_usage(place).free),
    )


def machine_findings(env: Env) -> tuple[Finding, ...]:
    """Return what is known of clock, terminal, versions and crash reports."""
    now = env.clock.now()
    moment = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(milliseconds=now.utc_ms)
    made = store_exists(env.home)
    return (
        *((machine.drill(drill_day(env.home), moment.date()),) if made and not closed_for_travel(env.home) else ()),
        machine.clock(moment),
        machine.time_zone(now.offset_min),
        machine.terminal(
            _terminal_size(),
            getattr(sys.stdout, "encoding", None) or "unknown",
            interactive=env.terminal.interactive,
            colour=colour_wanted() and os.environ.get("TERM") != "dumb",
        ),
        machine.python(sys.version_info[:3]),
        machine.sqlcipher(_sqlcipher_version()),
        machine.core_dumps(*_core_limits()),
    )


def nearest_existing(path: Path) -> Path:
    """Return `path`, or the nearest folder above it that exists."""
    return next(p for p in (path.absolute(), *path.absolute().parents) if p.is_dir())


def _marks_around(place: Path) -> list[str]:
    return [mark for mark, _ in disk.SYNC_MARKS for folder in (place, *place.parents) if (folder / mark).exists()]


def _linux_disk(place: Path) -> tuple[Finding, ...]:
    sys_root = Path("/sys")
    mountinfo = _read("/proc/self/mountinfo")
    mount = disk.mount_of(mountinfo, place)
    encryption = disk.disk_encryption(mount, sys_root)
    root = disk.disk_encryption(disk.mount_of(mountinfo, Path("/")), sys_root)
    on_root = {State.OK: True, State.WARN: False}.get(root.state)
    swap = disk.swap(_read("/proc/swaps"), sys_root, on_root)
    return (
        encryption,
        swap,
        disk.hibernation(sys_root, swap.state),
        disk.filesystem(mount.kind if mount else None),
    )


def _darwin_disk(place: Path) -> tuple[Finding, ...]:
    vault = _ask("/usr/bin/fdesetup", "status")
    settings = _ask("/usr/bin/pmset", "-g")
    mounts = _ask("/sbin/mount") if vault is not None else None
    return (
        darwin_encryption(vault),
        ok("swap", "macOS encrypts its swap"),
        darwin_hibernation(settings, vault),
        disk.filesystem(darwin_filesystem(mounts or "", place)),
    )


def darwin_encryption(vault: str | None) -> Finding:
    """Judge the answer of `fdesetup status`."""
    if vault is None or "FileVault is" not in vault:
        return unknown("disk encryption", "FileVault did not answer", disk.ENCRYPT_ADVICE)
    if "FileVault is On" in vault:
        return ok("disk encryption", "FileVault is on")
    return warn("disk encryption", "FileVault is off", disk.ENCRYPT_ADVICE)


def darwin_hibernation(settings: str | None, vault: str | None) -> Finding:
    """Judge `pmset -g`: without FileVault, hibernate modes other than 0 write memory to an open disk."""
    modes = [line.split()[1] for line in (settings or "").splitlines() if line.split()[:1] == ["hibernatemode"]]
    if not modes:
        return unknown("hibernation", "this system does not say whether it hibernates", "turn FileVault on")
    if modes[0] == "0" or (vault and "FileVault is On" in vault):
        return ok("hibernation", "memory is not written to an open disk")
    return warn("hibernation", f"hibernatemode {modes[0]} writes memory to an open disk", "turn FileVault on")


def darwin_filesystem(mounts: str, place: Path) -> str | None:
    """Return the kind of filesystem from lines such as `/dev/disk3s5 on /Volumes/Data (apfs, local)`."""
    found: tuple[int, str] | None = None
    for line in mounts.splitlines():
        head, _, options = line.rpartition(" (")
        point = Path(head.partition(" on ")[2])
        if place.is_relative_to(point) and (found is None or len(point.parts) >= found[0]):
            found = (len(point.parts), options.rstrip(")").split(",")[0])
    return found[1] if found else None


def _windows_disk(place: Path) -> tuple[Finding, ...]:
    """Ask BitLocker by its exit status, which is the same in every language. Not yet run on Windows."""
    tool = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "manage-bde.exe"
    encryption = windows_encryption(_exit_status(str(tool), "-status", place.drive, "-protectionaserrorlevel"))
    advice = "encrypt the system drive with BitLocker: the page file and hiberfil.sys lie on it"
    covered = [
        ok(check, "covered by BitLocker")
        if encryption.state is State.OK and place.drive.casefold() == os.environ.get("SYSTEMDRIVE", "C:").casefold()
        else unknown(check, "cannot see whether the system drive is encrypted", advice)
        for check in ("swap", "hibernation")
    ]
    return (encryption, *covered, disk.filesystem(_windows_filesystem(place.anchor)))


def windows_encryption(status: int | None) -> Finding:
    """Judge the exit status of `manage-bde -status X: -protectionaserrorlevel`: 0 protected, 1 not."""
    if status == 0:
        return ok("disk encryption", "BitLocker protects this drive")
    if status == 1:
        return warn("disk encryption", "BitLocker does not say that it protects this drive", disk.ENCRYPT_ADVICE)
    return unknown("disk encryption", "BitLocker did not answer", "run manage-bde -status as administrator")


def _windows_filesystem(anchor: str) -> str | None:
    windll: Any = getattr(ctypes, "windll", None)
    if windll is None:
        return None
    remote = 4
    if windll.kernel32.GetDriveTypeW(anchor) == remote:
        return "network"
    name = ctypes.create_unicode_buffer(64)
    done = windll.kernel32.GetVolumeInformationW(anchor, None, 0, None, None, None, name, len(name))
    return name.value if done else None


def _other_disk(_: Path) -> tuple[Finding, ...]:
    advice = "ask the IT officer"
    return tuple(
        unknown(check, f"fieldkit cannot tell on {_SYSTEM}", advice)
        for check in ("disk encryption", "swap", "hibernation", "filesystem")
    )


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _ask(*line: str) -> str | None:
    """Return what a tool of the system prints, or None when it is absent, fails or takes too long."""
    try:
        done = subprocess.run(line, capture_output=True, timeout=TOOL_SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _exit_status(*line: str) -> int | None:
    try:
        done = subprocess.run(line, capture_output=True, timeout=TOOL_SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode


def _terminal_size() -> tuple[int, int] | None:
    for stream in (2, 1, 0):
        try:
            size = os.get_terminal_size(stream)
        except OSError:
            continue
        return size.columns, size.lines
    return None


def _sqlcipher_version() -> str | None:
    try:
        sqlcipher: Any = importlib.import_module("sqlcipher3")
    except ImportError:
        return None
    connection = sqlcipher.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else None


def _core_limits() -> tuple[int | None, bool | None, str]:
    """Return RLIMIT_CORE, PR_GET_DUMPABLE and the kernel's core pattern, as far as this system has them."""
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:
        return None, None, ""
    limit = int(resource.getrlimit(resource.RLIMIT_CORE)[0])
    dumpable = None
    if _SYSTEM == "linux":
        get_dumpable = 3
        dumpable = ctypes.CDLL(None).prctl(get_dumpable, 0, 0, 0, 0) == 1
    return limit, dumpable, _read("/proc/sys/kernel/core_pattern")
