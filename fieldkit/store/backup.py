"""One file that holds a copy of a store, as encrypted as the store is: written, read back, opened, checked.

Spec: docs/store-format.md, "Backup". A plain tar of the store folder's files and a list of their hashes; it opens with
the passphrases and the recovery code that the store had. A restore opens a new epoch, so that clones show.
"""

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.core import Machine
from fieldkit.store.creating import UNFINISHED, only_one
from fieldkit.store.layout import Places
from fieldkit.store.opening import open_database
from fieldkit.store.store import Store, open_store

LIST = "backup.json"
MAX_LIST = 4 * 1024 * 1024
KNOWN = ("S.db", "keyslots.json", "anchor.json")


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A checked backup: file size in bytes, journal entries in it, SHA-256 of the file."""

    size: int
    entries: int
    sha256: str


def write_backup(store: Store, output: Path, machine: Machine) -> BackupMade:
    """Write the store into one file and check the file: every hash, the database's pages, the head of its journal.

    Raises: DiskFull, UnwritablePlace, BackupUnfit when what was read back is not what was written.
    """
    part = output.with_name(output.name + ".part")
    with _workplace(output.parent, machine) as place:
        store.copy_to(place)
        try:
            _pack(Places(place).folder, part)
            _check(store, part, machine)
            os.replace(part, output)
        except OSError as error:
            raise errors.UnwritablePlace(path=output, why=error.strerror or "write error") from None
        finally:
            part.unlink(missing_ok=True)
        machine.platform.sync_dir(output.parent)
    _journal(store, output)
    return BackupMade(output.stat().st_size, store.journal.head().n, _hash_of(output))


@contextmanager
def restore_backup(
    file: Path, home: Path, passphrase: str, machine: Machine, orders: Sequence[bytes] = ()
) -> Iterator[Store]:
    """Unpack a backup into an empty home, open it, check it whole, apply the orders that were made since, and open a
    new epoch. `orders` are files of the store's orders, besides the one that may lie in `home`. store-format 18.3

    All that happens beside the store's place: cut short at any moment there is no store, and the same restore begins
    again. Nothing of it stays in `home` when anything is wrong. Raises: StoreExists, BackupUnfit, UnreadableFile,
    WrongPassphrase, OrdersFileInvalid and what opening can find.
    """
    if Places(home).folder.exists():
        raise errors.StoreExists(path=home)
    with only_one(home, machine):
        _restored(file, home, passphrase, machine, orders)
    with open_store(home, passphrase, machine=machine) as store:
        yield store


def _restored(file: Path, home: Path, passphrase: str, machine: Machine, orders: Sequence[bytes]) -> None:
    new = Places(home, UNFINISHED)
    shutil.rmtree(new.folder, ignore_errors=True)
    try:
        machine.platform.private_dir(new.outbox)  # no file of it may have been in the backup
        _unpack(file, new.folder, machine)
        with open_store(home, passphrase, machine=machine, restoring=new) as store:
            store.check()
            _journal(store, file)
            _apply_orders(store, orders, machine)
            store.new_epoch("restored from a backup")
        _put_in_place(new.folder, Places(home).folder, machine)
    finally:
        shutil.rmtree(new.folder, ignore_errors=True)


def _put_in_place(new: Path, final: Path, machine: Machine) -> None:
    """From here on it is the store, with its new epoch and its orders: cut short before, there is none.

    Raises: UnwritablePlace.
    """
    try:
        new.rename(final)
    except OSError as error:
        raise errors.UnwritablePlace(path=final.parent, why=error.strerror or "input/output error") from None
    machine.platform.sync_dir(final.parent)


def _journal(store: Store, file: Path) -> None:
    """Keep that there is such a backup: it may hold what is ordered to be erased later. A copy of a store does not know
    of itself; so a restored one says it again."""
    store.journal.append("backup.made", None, {"sha256": _hash_of(file), "size": file.stat().st_size})


def _apply_orders(store: Store, given: Sequence[bytes], machine: Machine) -> None:
    """Apply the orders that are found; a headquarters that finds none gives nothing out. Raises: OrdersFileInvalid."""
    if store.role is Role.FIELD:
        for data in given:
            store.heard_orders.hear(data)
        store.heard_orders.mend()
        return
    store.orders.be_unsure(machine.clock.now())
    for data in given:
        store.orders.hear(data)
    store.orders.mend()


@contextmanager
def _workplace(folder: Path, machine: Machine) -> Iterator[Path]:
    """Give a private folder beside the output; what lies in it is encrypted all the same."""
    try:
        place = Path(tempfile.mkdtemp(prefix=".fieldkit-backup-", dir=folder))
    except OSError as error:
        raise errors.UnwritablePlace(path=folder, why=error.strerror or "write error") from None
    try:
        machine.platform.private_dir(place)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _pack(folder: Path, part: Path) -> None:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    names = [p.relative_to(folder).as_posix() for p in files]
    listed: list[Json] = [{"name": n, "sha256": _hash_of(p)} for n, p in zip(names, files, strict=True)]
    head = canonical.dumps({"v": 1, "kind": "fieldkit-backup", "files": listed})
    with open(part, "wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            info = tarfile.TarInfo(LIST)
            info.size = len(head)
            archive.addfile(info, io.BytesIO(head))
            for name, path in zip(names, files, strict=True):
                info = tarfile.TarInfo(name)
                info.size, info.mode = path.stat().st_size, 0o600
                with open(path, "rb") as source:
                    archive.addfile(info, source)
        out.flush()
        os.fsync(out.fileno())


def _check(store: Store, part: Path, machine: Machine) -> None:
    """Unpack the file again and open the database in it with the store's own key."""
    with _workplace(part.parent, machine) as place:
        _unpack(part, place, machine)
        connection = open_database(place / "S.db", store._core.dek, hq=store.role is Role.HQ)
        try:
            bad = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            newest = connection.execute("SELECT hash FROM entries ORDER BY n DESC LIMIT 1").fetchone()
        finally:
            connection.close()
    if bad or newest is None or newest[0] != store.journal.head().hash:
        raise errors.BackupUnfit(why="what was read back is not what was written")


def _unpack(file: Path, folder: Path, machine: Machine) -> None:
    """Write the listed files into `folder`; nothing else in the archive is looked at. Raises: BackupUnfit."""
    try:
        with tarfile.open(file, mode="r:") as archive:
            for name, wanted in _listed(archive).items():
                source = archive.extractfile(_member(archive, name))
                if source is None:
                    raise errors.BackupUnfit(why=f"{name} is not a plain file")
                target = folder / name
                machine.platform.private_dir(target.parent)
                with open(target, "xb") as out:
                    shutil.copyfileobj(source, out, 1024 * 1024)
                    out.flush()
                    os.fsync(out.fileno())
                if _hash_of(target) != wanted:
                    raise errors.BackupUnfit(why=f"{name} is damaged")
    except FileNotFoundError:
        raise errors.UnreadableFile(path=file, why="there is no such file") from None
    except (tarfile.TarError, EOFError):
        raise errors.BackupUnfit(why="it is no backup of fieldkit, or is cut off") from None
    except OSError as error:
        raise errors.UnwritablePlace(path=folder, why=error.strerror or "write error") from None


def _member(archive: tarfile.TarFile, name: str) -> tarfile.TarInfo:
    try:
        member = archive.getmember(name)
    except KeyError:
        raise errors.BackupUnfit(why=f"{name} is missing") from None
    if not member.isreg():
        raise errors.BackupUnfit(why=f"{name} is not a plain file")
    return member


def _listed(archive: tarfile.TarFile) -> dict[str, str]:
    first = archive.next()
    source = archive.extractfile(first) if first is not None and first.name == LIST and first.isreg() else None
    if source is None or first is None or first.size > MAX_LIST:
        raise errors.BackupUnfit(why="it does not begin with the list of its files")
    try:
        head = canonical.loads_object(source.read(), what="the list")
    except errors.MalformedJson:
        raise errors.BackupUnfit(why="its list of files is damaged") from None
    files = head.get("files")
    if head.get("kind") != "fieldkit-backup" or head.get("v") != 1 or not isinstance(files, list):
        raise errors.BackupUnfit(why="another version of fieldkit wrote it")
    found = {str(f["name"]): str(f["sha256"]) for f in files if isinstance(f, dict) and set(f) == {"name", "sha256"}}
    if len(found) != len(files) or not set(KNOWN) <= set(found) or not all(map(_ours, found)):
        raise errors.BackupUnfit(why="its list of files is not one of a store")
    return found


def _ours(name: str) -> bool:
    """Return whether a listed name can be a file of a store: no way out of the folder, no other place."""
    path = PurePosixPath(name)
    plain = not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
    return name in KNOWN or (plain and len(path.parts) == 2 and path.parts[0] == "outbox" and path.suffix == ".fkb")


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1024 * 1024):
            digest.update(block)
    return digest.hexdigest()
