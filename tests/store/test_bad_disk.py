"""Full disks, failing writes, read-only folders, two processes at once, a crash that leaves a lock."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.store.ballast import BALLAST_BYTES
from tests.store.scene import PASSPHRASE, Scene, finish, pack, record_id, start_draft

ROOT = Path(__file__).parent.parent.parent
FAILURES = {"DiskFull", "StoreUnwritable", "UnwritablePlace"}


def _worker(*prefix: str, home: Path, limit: int = 0) -> list[str]:
    command = [*prefix, sys.executable, "-m", "tests.store.full_disk_worker", str(home), str(limit)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.split()


def _nothing_lost(scene: Scene, said: list[str]) -> None:
    """Every acknowledged answer is in the draft, or the interview is finished."""
    scene.clock.forward(61)
    with scene.open() as store:
        assert store.check()
        if "finished" in said:
            assert [row.id for row in store.records.list()] == [record_id(1)]
        elif store.drafts.list():
            answers = store.drafts.load(record_id(1)).answers
            assert {word for word in said if word.startswith("q")} - set(answers) == set()
        else:
            assert not [word for word in said if word.startswith("q")] or store.records.list()


def test_a_full_disk_takes_the_ballast_and_work_goes_on(small_disk: Path) -> None:
    """The first full disk costs the ballast, not an answer; the person is told."""
    scene = Scene(small_disk / "home")
    with scene.create() as store:
        (scene.folder / "ballast.bin").write_bytes(b"b" * 4 * 1024 * 1024)
        store._core.db.ballast.spent = False
        draft_id = start_draft(store, 1, scene.clock.now())
        _fill(small_disk)
        for number in range(40):
            store.drafts.put(draft_id, f"q{number}", "a long answer " * 50, scene.clock.now(), "en")
        assert store.ballast_spent
        assert not (scene.folder / "ballast.bin").exists()
        assert len(store.drafts.load(draft_id).answers) == 40


def test_a_disk_that_stays_full_is_an_error_and_loses_nothing(small_disk: Path) -> None:
    """Without ballast the answer is refused in words; what was stored before is there."""
    scene = Scene(small_disk / "home")
    with scene.create() as store:
        (scene.folder / "ballast.bin").unlink(missing_ok=True)
        draft_id = start_draft(store, 1, scene.clock.now())
        _fill(small_disk)
        taken, error = _until_refused(
            lambda n: store.drafts.put(draft_id, f"q{n}", "a long answer " * 50, scene.clock.now(), "en")
        )
        assert isinstance(error, errors.DiskFull)
        assert len(store.drafts.load(draft_id).answers) == taken
        (small_disk / "filler").unlink()
        store.drafts.put(draft_id, "after", "room again", scene.clock.now(), "en")
        assert store.check()


def test_a_full_disk_refuses_bundle_and_keys_whole(small_disk: Path) -> None:
    """Packing and changing a passphrase happen whole or not at all."""
    scene = Scene(small_disk / "home")
    with scene.create() as store:
        (scene.folder / "ballast.bin").unlink(missing_ok=True)
        finish(store, 1, scene.clock.now())
        _fill(small_disk)
        _until_refused(lambda _: store.keyslots.passwd(PASSPHRASE, PASSPHRASE))
        _until_refused(lambda n: (pack(store), finish(store, n + 2, scene.clock.now())))
        (small_disk / "filler").unlink()
    with scene.open() as store:
        assert store.check()


def _until_refused(work: Callable[[int], object]) -> tuple[int, errors.FieldkitError]:
    """Repeat until the disk refuses; return how often it worked and the error."""
    for number in range(2000):
        try:
            work(number)
        except (errors.DiskFull, errors.StoreUnwritable) as error:
            return number, error
    pytest.fail("the disk never got full")


def _fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as file:
        for size in (65536, 4096, 512):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


def test_no_file_may_grow_and_nothing_is_lost(scene: Scene) -> None:
    """The same where a test cannot mount: a limit on the size of files."""
    pytest.importorskip("resource")
    scene.create().close()
    size = (scene.folder / "S.db").stat().st_size
    said = _worker(home=scene.home, limit=size + 40_000)
    assert set(said) & FAILURES
    _nothing_lost(scene, said)


@pytest.mark.slow
@pytest.mark.parametrize("call", ["pwrite64:error=ENOSPC", "fsync:error=EIO", "write:error=ENOSPC"])
@pytest.mark.parametrize("when", [1, 2, 3, 5, 8, 13, 40, 90])
def test_a_write_that_fails_is_never_called_success(
    scene: Scene, tool: Callable[[str], str], call: str, when: int
) -> None:
    """Whichever write or fsync fails first, and all after it: what was acknowledged is there, the rest is an error."""
    scene.create().close()
    inject = f"inject={call}:when={when}+"
    only = [
        "-P",
        str(scene.folder / "S.db"),
        "-P",
        str(scene.folder / "S.db-wal"),
        "-P",
        str(scene.folder / "anchor.json"),
    ]
    said = _worker(tool("strace"), "-f", "-qq", "-o", str(scene.home / "trace"), *only, "-e", inject, home=scene.home)
    assert said
    if when <= 2:
        assert (scene.home / "trace").read_text().count("INJECTED") > 0
    assert said[-1] == "finished" or set(said) & (FAILURES | {"StoreDamaged"})
    _nothing_lost(scene, said)


def test_two_processes_at_once_are_told(scene: Scene) -> None:
    """The second one gets a clear error and changes nothing."""
    with scene.create():
        with pytest.raises(errors.StoreBusy):
            scene.open()
        assert _worker(home=scene.home) == ["StoreBusy"]
    scene.open().close()


def test_a_crash_that_leaves_a_lock_behind_blocks_nobody(scene: Scene) -> None:
    """The lock is the system's: it ends with the process; the file that stays means nothing."""
    scene.create().close()
    code = (
        "import os,sys; from pathlib import Path; from tests.store.scene import Scene;"
        "s = Scene(Path(sys.argv[1])).open(); print('held', flush=True); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(scene.home)], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (9, b"held\n")
    assert (scene.folder / "lock").exists()
    scene.open().close()


@pytest.fixture
def read_only(scene: Scene) -> Iterator[Scene]:
    """A store in a folder that cannot be written, for root too."""
    scene.create().close()
    bind = ["mount", "--bind", str(scene.folder), str(scene.folder)]
    if os.name == "posix" and os.geteuid() == 0:
        again = ["mount", "-o", "remount,ro,bind", str(scene.folder)]
        if any(subprocess.run(command, capture_output=True, check=False).returncode for command in (bind, again)):
            pytest.skip("this machine does not let the test mount a read-only folder")
        yield scene
        subprocess.run(["umount", str(scene.folder)], check=True)
        return
    scene.folder.chmod(0o500)
    yield scene
    scene.folder.chmod(0o700)


def _filled(disk: Path, name: str) -> Path:
    """Write a file until nothing more fits; return it."""
    filler = disk / name
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096) == 4096:
            pass
    return filler


def test_a_store_opens_on_a_full_disk_by_its_reserve_and_else_names_the_disk(scene: Scene, small_disk: Path) -> None:
    """SQLite needs room to open at all: the reserve makes it; without one nothing opens until somebody makes room."""
    scene.create().close()
    scene.home = shutil.copytree(scene.home, small_disk / "home")
    _filled(small_disk, "filler")
    with scene.open() as store:
        assert store.ballast_spent
    more = _filled(small_disk, "more")
    with pytest.raises(errors.DiskFull):
        scene.open()
    more.unlink()
    scene.open().close()


def test_a_read_only_folder_is_said(read_only: Scene) -> None:
    """A store on a write-protected place cannot be opened, and the error names the place."""
    with pytest.raises(errors.UnwritablePlace):
        read_only.open()


def test_a_store_cannot_be_made_where_nothing_can_be_written(tmp_path: Path) -> None:
    """The error names the place; nothing is left behind."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(errors.UnwritablePlace):
        Scene(tmp_path / "file" / "home").create()


def test_half_a_store_left_by_a_crash_is_replaced(scene: Scene) -> None:
    """A store is made beside its place and renamed: what a crash left is cleared away."""
    left = scene.home / "store.new"
    left.mkdir(parents=True)
    (left / "S.db").write_bytes(b"half")
    with scene.create(Role.FIELD, Profile.PRACTICE) as store:
        assert (store.profile, left.exists()) == (Profile.PRACTICE, False)


def test_the_ballast_is_there_and_comes_back(scene: Scene) -> None:
    """8 MiB wait for the day the disk is full; after it they come back at an unlock with room."""
    with scene.create() as store:
        assert (scene.folder / "ballast.bin").stat().st_size == BALLAST_BYTES
        assert store._core.db.ballast.give_up()
        assert not store._core.db.ballast.give_up()
        assert store.ballast_spent
    with scene.open() as store:
        assert not store.ballast_spent
