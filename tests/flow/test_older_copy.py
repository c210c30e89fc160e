"""A data folder put back: it shows at the stick or at a receipt, nothing is written over, nothing is lost."""

import shutil
from pathlib import Path

from tests.flow.world import NOTHING_SHOWN, World


def _put_back(world: World, snapshot: Path) -> None:
    """Replace the laptop's data folder by an earlier copy, as a disk image would."""
    world.laptop.close()
    shutil.rmtree(world.laptop.home)
    shutil.copytree(snapshot, world.laptop.home)
    world.laptop.open()


def _epoch(world: World) -> str:
    assert world.laptop.held is not None
    return world.laptop.held.epoch


def _snapshot(world: World) -> Path:
    world.laptop.close()
    snapshot = world.path("snapshot")
    shutil.copytree(world.laptop.home, snapshot)
    world.laptop.open()
    return snapshot


def test_a_bundle_on_the_stick_is_never_written_over_by_an_older_copy(world: World) -> None:
    """Two bundles with one number lie side by side on the stick, and headquarters gets both interviews."""
    stick = world.stick("stick")
    snapshot = _snapshot(world)
    first = world.laptop.screen(NOTHING_SHOWN)
    only_copy = world.laptop.hand_over(stick).read_bytes()
    _put_back(world, snapshot)
    second = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    done = world.laptop.do("sync", str(stick))
    assert done.data["behind"] is True
    assert any("older copy" in warning for warning in done.warnings)
    files = sorted(stick.rglob("*.fkb"))
    assert [file.read_bytes() == only_copy for file in files] == [False, True]
    fates = world.bring(stick="stick")
    assert sorted(fate["what"] for fate in fates) == ["new", "unconfirmed"]
    assert {first, second} == {row["code"] for row in world.hq.do("inbox").data["rows"]}


def test_a_receipt_for_an_unknown_bundle_opens_a_new_epoch_once(world: World) -> None:
    """Headquarters' receipt for a bundle that the folder does not know shows an older copy; it is said once."""
    stick = world.stick("stick")
    snapshot = _snapshot(world)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring(stick="stick")
    _put_back(world, snapshot)
    before = _epoch(world)
    for file in stick.rglob("*.fkb"):
        file.unlink()
    assert world.laptop.do("sync", str(stick)).data["behind"] is True
    epoch = _epoch(world)
    assert epoch != before
    assert world.laptop.do("sync", str(stick)).data["behind"] is False
    assert _epoch(world) == epoch


def test_receipts_for_a_clones_bundles_are_told_of_once_in_plain_words(world: World) -> None:
    """The laptop that goes on hears that somebody uses a copy of it, at the first such receipt, not at every sync."""
    stick, snapshot = world.stick("stick"), _snapshot(world)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring(stick="stick")
    original = world.path("original")
    world.laptop.close()
    shutil.copytree(world.laptop.home, original)
    _put_back(world, snapshot)  # a copy opens an epoch of its own, and headquarters answers it
    world.laptop.do("sync", str(stick))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring(stick="stick")
    _put_back(world, original)
    told = [one for one in world.laptop.do("sync", str(stick)).warnings if "a copy of this laptop" in one]
    assert told == [
        "1 receipt is for a bundle that this laptop does not know: somebody may use a copy of this laptop. Tell your"
        " focal point"
    ]
    assert not world.laptop.do("sync", str(stick)).warnings


def test_copies_of_one_receipt_under_other_names_silence_no_later_one(world: World) -> None:
    """Whoever has the stick may repeat a receipt that was told of under the next numbers: the clone's next bundle is
    told of all the same, and the copies are not."""
    stick, snapshot = world.stick("stick"), _snapshot(world)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring(stick="stick")
    original, clone = world.path("original"), world.path("clone")
    world.laptop.close()
    shutil.copytree(world.laptop.home, original)
    _put_back(world, snapshot)
    world.laptop.do("sync", str(stick))
    _clone_goes_on(world, stick, clone)
    _put_back(world, original)
    assert _clones_told(world, stick) == 1
    newest = max(stick.rglob("*.fkr"))
    for number in range(1, 10):
        shutil.copy(newest, newest.with_name(f"{int(newest.stem) + number:08d}.fkr"))
    assert _clones_told(world, stick) == 0
    goes_on = world.path("goes on")
    world.laptop.close()
    shutil.copytree(world.laptop.home, goes_on)
    _put_back(world, clone)
    _clone_goes_on(world, stick, world.path("clone again"))
    _put_back(world, goes_on)
    assert _clones_told(world, stick) == 1


def test_junk_on_the_stick_hides_no_warning(world: World) -> None:
    """Thousands of files that are no receipts come last and are counted: a clone or an older copy is said first."""
    stick, snapshot = world.stick("stick"), _snapshot(world)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring(stick="stick")
    _put_back(world, snapshot)
    down = next(stick.rglob("*.fkr")).parent
    for number in range(1000, 1100):
        (down / f"{number:08d}.fkr").write_bytes(b"junk")
    said = world.laptop.do("sync", str(stick)).warnings
    assert "older copy" in said[0]
    assert len(said) < 20
    assert said[-1] == "files left aside besides: 90"


def _clone_goes_on(world: World, stick: Path, kept: Path) -> None:
    """The copy makes a bundle that headquarters answers; what it is then is kept."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring(stick="stick")
    world.laptop.close()
    shutil.copytree(world.laptop.home, kept)
    world.laptop.open()


def _clones_told(world: World, stick: Path) -> int:
    return sum("a copy of this laptop" in one for one in world.laptop.do("sync", str(stick)).warnings)


def test_what_the_older_copy_makes_next_arrives_plainly(world: World) -> None:
    """After the new epoch the laptop's next bundle is number 1 of that epoch and plainly new."""
    stick = world.stick("stick")
    snapshot = _snapshot(world)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring(stick="stick")
    _put_back(world, snapshot)
    world.laptop.do("sync", str(stick))
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    assert "new" in [fate["what"] for fate in world.bring(stick="stick")]
    assert code in {row["code"] for row in world.hq.do("inbox").data["rows"]}
