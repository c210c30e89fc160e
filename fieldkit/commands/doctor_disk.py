"""The disk checks of `fieldkit doctor`, over values and over a folder that stands for /sys. Run nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fieldkit.commands.doctor_finding import Finding, State, ok, unknown, warn

ENOUGH_ROOM = 200 * 1024 * 1024
IN_MEMORY = frozenset({"tmpfs", "ramfs"})
WITHOUT_PERMISSIONS = frozenset({"vfat", "exfat", "msdos", "fat", "fat32", "fuseblk"})
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "9p", "davfs", "fuse.sshfs", "fuse.rclone"}
)
SYNC_FOLDERS = (
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("cloudstorage", "a cloud folder of macOS"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pcloud", "pCloud"),
    ("syncthing", "Syncthing"),
)
SYNC_MARKS = ((".stfolder", "Syncthing"), (".dropbox", "Dropbox"), (".nextcloudsync.log", "Nextcloud"))

ENCRYPT_ADVICE = "ask the IT officer for full-disk encryption (LUKS, FileVault, BitLocker): disks keep remnants"


@dataclass(frozen=True, slots=True)
class Mount:
    """The filesystem under a folder: its kind, its block device as "8:1", and what was mounted ("/dev/sda1")."""

    device: str
    point: Path
    kind: str
    source: str


def mount_of(mountinfo: str, path: Path) -> Mount | None:
    """Return the mount that holds `path`, from the text of /proc/self/mountinfo; the last of the deepest wins."""
    found: Mount | None = None
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        fields, tail = left.split(" "), right.split(" ")
        if len(fields) < 5 or len(tail) < 2:
            continue
        mount = Mount(fields[2], Path(_unescaped(fields[4])), tail[0], _unescaped(tail[1]))
        if path.is_relative_to(mount.point) and (found is None or len(mount.point.parts) >= len(found.point.parts)):
            found = mount
    return found


def _unescaped(text: str) -> str:
    """Undo the kernel's \\040 for a blank and its like."""
    for octal, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(octal, char)
    return text


def block_of(sys_root: Path, mount: Mount) -> Path | None:
    """Return the folder of a mount's block device under /sys, or None where there is no such device."""
    numbered = sys_root / "dev" / "block" / mount.device
    if numbered.exists():
        return numbered.resolve()
    named = sys_root / "class" / "block" / Path(mount.source).name  # btrfs numbers its mounts 0:n
    return named.resolve() if mount.source.startswith("/dev/") and named.exists() else None


def is_encrypted(block: Path) -> bool | None:
    """Say whether everything under a block device passes through dm-crypt; None for what cannot be seen."""
    uuid = block / "dm" / "uuid"
    if uuid.exists() and uuid.read_text(encoding="ascii").startswith("CRYPT-"):
        return True
    if (block / "loop").exists():
        return None
    slaves = block / "slaves"
    below = [is_encrypted(s.resolve()) for s in sorted(slaves.iterdir())] if slaves.is_dir() else []
    if not below:
        return False
    return False if False in below else None if None in below else True


def disk_encryption(mount: Mount | None, sys_root: Path) -> Finding:
    """Look for dm-crypt under the data folder (Linux)."""
    check = "disk encryption"
    block = block_of(sys_root, mount) if mount else None
    found = is_encrypted(block) if block else None
    if found:
        return ok(check, "the data folder lies on an encrypted disk")
    if found is None:
        kind = mount.kind if mount else "unknown"
        return unknown(check, f"cannot see what lies under this {kind} filesystem", ENCRYPT_ADVICE)
    return warn(check, "the data folder lies on a disk without encryption", ENCRYPT_ADVICE)


def swap(swaps: str, sys_root: Path, file_encrypted: bool | None) -> Finding:
    """Look at each swap area of /proc/swaps. `file_encrypted` is what is known of the disk that swap files lie on."""
    check, advice = "swap", "turn swap off or encrypt it: memory with opened interviews may be written there"
    areas = [line.split() for line in swaps.splitlines()[1:] if line.strip()]
    if not areas:
        return ok(check, "there is no swap")
    states = [_swap_encrypted(name, kind, sys_root, file_encrypted) for name, kind, *_ in areas]
    if False in states:
        return warn(check, "swap is on and not encrypted", advice)
    if None in states:
        return unknown(check, "swap is on; cannot see whether it is encrypted", advice)
    return ok(check, "swap is encrypted or kept in memory")


def _swap_encrypted(name: str, kind: str, sys_root: Path, file_encrypted: bool | None) -> bool | None:
    if kind == "file":
        return file_encrypted
    block = sys_root / "class" / "block" / Path(name).name
    if Path(name).name.startswith("zram"):
        return True
    return is_encrypted(block.resolve()) if block.exists() else None


def hibernation(sys_root: Path, swap_state: State) -> Finding:
    """Say whether the whole memory may be written to disk when the lid closes (Linux)."""
    check = "hibernation"
    states, resume = (_text(sys_root / "power" / n) for n in ("state", "resume"))
    if states is None:
        return unknown(check, "this system does not say whether it hibernates", "ask the IT officer")
    if "disk" not in states.split() or resume in (None, "0:0") or swap_state is State.OK:
        return ok(check, "memory is not written to an open disk")
    return warn(
        check,
        "hibernating would write memory, keys included, to unprotected swap",
        "turn hibernation off (systemctl mask hibernate.target hybrid-sleep.target) or encrypt swap",
    )


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return None


def synced_folder(path: Path, marks_present: Iterable[str] = ()) -> Finding:
    """Look for a folder that some program copies to a cloud. `marks_present`: mark files seen beside or above it."""
    check = "synced folder"
    names = [part.casefold() for part in path.parts]
    by_name = [label for start, label in SYNC_FOLDERS if any(n.startswith(start) for n in names)]
    by_mark = [label for mark, label in SYNC_MARKS if mark in set(marks_present)]
    if not by_name and not by_mark:
        return ok(check, "no synchronising program was recognised")
    return warn(
        check,
        f"the data folder seems to be copied by {(by_name + by_mark)[0]}",
        "use --home with a folder that is not synchronised: a copy put back undoes what was done since",
    )


def folder_mode(mode: int | None) -> Finding:
    """Judge who else may look into the data folder. `mode`: its permission bits, None where there are none."""
    check = "folder permissions"
    if mode is None:
        return unknown(check, "permissions are not shown here as Unix has them", "keep it inside your own profile")
    if mode & 0o077:
        return warn(check, f"others on this machine may enter the data folder (mode {mode:03o})", "chmod 700 it")
    return ok(check, "only you may enter the data folder")


def filesystem(kind: str | None) -> Finding:
    """Judge the filesystem under the data folder by its name."""
    check = "filesystem"
    name = (kind or "").casefold()
    if not name:
        return unknown(check, "cannot see which filesystem this is", "use the laptop's own disk")
    if name in NETWORK or name == "network":
        return warn(check, f"the data folder lies on a network drive ({name})", "use the laptop's own disk")
    if name in WITHOUT_PERMISSIONS:
        return warn(check, f"{name} keeps no permissions and may lose writes", "use the laptop's own disk, not a stick")
    if name in IN_MEMORY:
        return warn(check, f"{name} lives in memory: all is gone at power-off", "use the laptop's own disk")
    return ok(check, f"{name}")


def free_space(free: int) -> Finding:
    """Judge the room left, in bytes."""
    found = f"{free // (1024 * 1024)} MB free"
    if free < ENOUGH_ROOM:
        return warn("free space", found, "make room: answers are refused, never half saved, when the disk is full")
    return ok("free space", found)
