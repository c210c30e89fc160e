"""Destroying a store, keys first: on a full disk, cut short at every step, while somebody holds it open."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.store import wiping
from fieldkit.store.store import closed_for_travel
from fieldkit.store.wiping import destroy_slots, wipe
from tests.store.scene import PASSPHRASE, Scene, finish, pack
from tests.store.test_bad_disk import _fill

ROOT = Path(__file__).parent.parent.parent
OFFICERS = tuple(seal.recipient_of(seal.generate_identity()) for _ in range(3))
MARKER = "qx7-canary-of-the-wipe"
KILLED = """
import os, signal, sys
from pathlib import Path
from fieldkit.store import wiping
left, name = int(sys.argv[2]), sys.argv[3]
real = getattr(os, name)
def counted(*given, **more):
    global left
    result = real(*given, **more)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(os, name, counted)
wiping.wipe(Path(sys.argv[1]))
"""


def filled(scene: Scene) -> Scene:
    """A laptop with work, a sealed bundle, an escrow, and what lies beside the store."""
    with scene.create() as store:
        store.keyslots.new_recovery_code()
        store.escrow.keep(OFFICERS)
        finish(store, 1, scene.clock.now(), note=MARKER)
        pack(store)
        finish(store, 2, scene.clock.now(), note=MARKER)
    (scene.folder / "keyslots.json.previous").write_bytes((scene.folder / "keyslots.json").read_bytes())
    (scene.folder / "keyslots.json.part").write_bytes((scene.folder / "keyslots.json").read_bytes())
    for name in ("hq.card", "drill.json", "wipe.json", "tips/one.fkt", "practice/c-1/class.json", "practice/c-1/keys"):
        (scene.home / name).parent.mkdir(parents=True, exist_ok=True)
        (scene.home / name).write_text(MARKER, encoding="utf-8")
    return scene


def nothing_opens(scene: Scene) -> None:
    """Neither the passphrase, nor what else is tried at an unlock."""
    scene.clock.forward(61)
    with pytest.raises((errors.NoStore, errors.KeyslotsDamaged, errors.ClosedForTravel)):
        scene.open()


def files(scene: Scene) -> list[str]:
    return sorted(path.relative_to(scene.home).as_posix() for path in scene.home.rglob("*"))


def test_everything_of_ours_goes_and_nothing_else(scene: Scene) -> None:
    """The data folder may hold a person's own files: they stay."""
    filled(scene)
    (scene.home / "my letters").mkdir()
    (scene.home / "my letters" / "one.txt").write_text("own", encoding="utf-8")
    assert wipe(scene.home) == ()
    assert files(scene) == ["my letters", "my letters/one.txt"]
    assert wipe(scene.home) == ()
    with pytest.raises(errors.NoStore):
        scene.open()


def test_half_a_store_left_by_a_crash_goes_too(scene: Scene) -> None:
    """A store that was being made has keys as well."""
    filled(scene)
    (scene.folder).rename(scene.home / "store.new")
    assert wipe(scene.home) == ()
    assert files(scene) == []


def test_links_are_removed_and_never_followed(scene: Scene, tmp_path: Path) -> None:
    """What a planted link points to stays as it is."""
    filled(scene)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("not ours", encoding="utf-8")
    (scene.folder / "anchor.json").unlink()
    (scene.folder / "anchor.json").symlink_to(outside / "file")
    (scene.folder / "outbox" / "linked").symlink_to(outside, target_is_directory=True)
    for path in (scene.home / "practice").rglob("*"):
        if path.is_file():
            path.unlink()
    (scene.home / "practice" / "c-1").rmdir()
    (scene.home / "practice").rmdir()
    (scene.home / "practice").symlink_to(outside, target_is_directory=True)
    assert wipe(scene.home) == ()
    assert (files(scene), (outside / "file").read_text(encoding="utf-8")) == ([], "not ours")


def test_keys_are_overwritten_before_the_first_file_goes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to the old blocks shows random bytes: neither slots nor escrow nor anchor are in them any more."""
    filled(scene)
    names = ("keyslots.json", "keyslots.json.previous", "keyslots.json.part", "escrow.json", "anchor.json")
    kept = {name: (scene.folder / name).read_bytes() for name in names}
    seen: list[bool] = []
    real = os.unlink

    def looked(path: Path) -> None:
        seen.append(all((scene.folder / name).read_bytes() != data for name, data in kept.items() if not seen))
        real(path)

    monkeypatch.setattr(os, "unlink", looked)
    wipe(scene.home)
    assert seen[0]


@pytest.mark.slow
def test_killed_after_any_step_the_keys_are_dead_and_the_same_command_completes(tmp_path: Path) -> None:
    """kill -9 after each deletion, and within the overwriting: nothing opens, and a second run ends it."""
    for name, most in (("unlink", 30), ("fsync", 8)):
        for number in range(1, most):
            scene = filled(Scene(tmp_path / f"{name}-{number}"))
            command = [sys.executable, "-c", KILLED, str(scene.home), str(number), name]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)
            assert done.returncode in (0, -9), done.stderr
            if name == "unlink" or number >= 3:  # part, previous, then the slots themselves: see store-format 17
                nothing_opens(scene)
            assert wipe(scene.home) == ()
            assert files(scene) == []
            if done.returncode == 0:
                break
        else:
            pytest.fail("the loop never reached the end")


def test_between_the_first_two_overwrites_the_store_opens_as_before(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier slots file dies first: a wipe that ended there changed nothing that is used."""
    filled(scene)

    def cut(path: Path) -> None:
        if path.name == "keyslots.json":
            raise KeyboardInterrupt
        real(path)

    real = wiping._overwrite
    monkeypatch.setattr(wiping, "_overwrite", cut)
    with pytest.raises(KeyboardInterrupt):
        wipe(scene.home)
    assert not (scene.folder / "keyslots.json.previous").read_bytes().startswith(b"{")
    scene.open().close()


def test_a_full_disk_does_not_stop_it(small_disk: Path) -> None:
    """Without a free block keys are overwritten in their own and everything goes."""
    scene = filled(Scene(small_disk / "home"))
    (scene.folder / "ballast.bin").write_bytes(b"b" * 1024 * 1024)
    _fill(small_disk)
    assert wipe(scene.home) == ()
    assert files(scene) == []


def test_it_works_while_somebody_holds_the_store_open(scene: Scene) -> None:
    """No lock is taken. The other window's next unlock finds nothing."""
    filled(scene)
    store = scene.open()
    assert wipe(scene.home) == ()
    store._core.db.connection.close()
    store._lock.release()
    assert not (scene.folder / "S.db").exists()
    nothing_opens(scene)


def test_no_canary_is_left_in_the_folder(scene: Scene) -> None:
    """The marker lay in clear beside the store and sealed inside; afterwards no byte of either is there."""
    filled(scene)
    assert any(MARKER.encode() in path.read_bytes() for path in scene.home.rglob("*") if path.is_file())
    wipe(scene.home)
    assert [path for path in scene.home.rglob("*") if path.is_file()] == []


def test_what_cannot_be_deleted_is_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys went all the same."""
    filled(scene)
    real = os.unlink

    def refuses(path: Path) -> None:
        if Path(path).name == "S.db":
            raise PermissionError
        real(path)

    monkeypatch.setattr(os, "unlink", refuses)
    assert wipe(scene.home) == ("store/S.db", "store")
    monkeypatch.undo()
    assert wipe(scene.home) == ()


def test_without_slots_only_the_officers_open_it(scene: Scene) -> None:
    """Travel mode: slots go, everything else stays."""
    filled(scene)
    before = set(files(scene))
    assert not closed_for_travel(scene.home)
    assert destroy_slots(scene.home) == ()
    gone = before - set(files(scene))
    assert gone == {f"store/keyslots.json{ending}" for ending in ("", ".part", ".previous")}
    assert closed_for_travel(scene.home)
    assert json.loads((scene.folder / "escrow.json").read_bytes().split(b"\n")[0])["n"] == 1
    with pytest.raises(errors.ClosedForTravel):
        scene.open(PASSPHRASE)


def test_there_may_be_nothing_to_wipe(tmp_path: Path) -> None:
    """An empty folder, or none at all, is no error."""
    assert wipe(tmp_path / "nowhere") == ()
    assert destroy_slots(tmp_path) == ()


def test_a_key_file_that_is_no_file_is_left_to_be_told(scene: Scene) -> None:
    """A pipe or a folder in the place of a key file stops nothing, nor does somebody who reads the pipe."""
    filled(scene)
    (scene.folder / "attempts.json").mkdir()
    if hasattr(os, "mkfifo"):
        (scene.folder / "keyslots.json.part").unlink()
        (scene.folder / "escrow.json").unlink()
        os.mkfifo(scene.folder / "keyslots.json.part")
        os.mkfifo(scene.folder / "escrow.json")
        reader = os.open(scene.folder / "escrow.json", os.O_RDONLY | os.O_NONBLOCK)
        assert wipe(scene.home) == ()
        assert os.read(reader, 10) == b""
        os.close(reader)
    assert wipe(scene.home) == ()
