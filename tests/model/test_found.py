"""What the model found, or what it was too slow to find: each as one short story."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import BundleState
from fieldkit.commands.hq_roots import roots_of
from tests.model.computers import DAY_MS, Laptop
from tests.model.world import World, make_template


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    make_template(tmp_path / "template")
    world = World.of(tmp_path / "template", tmp_path / "world")
    yield world
    world.close()


def test_a_receipt_from_before_a_restore_that_comes_late_does_not_hide_the_loss(world: World) -> None:
    """The word of the restored headquarters was heard first; then an old stick brings the receipt of what was lost. It
    is on its way again, and stays so until headquarters has it."""
    laptop = world.laptops[0]
    laptop.interview(*world.story())
    laptop.pack()
    world.sync_stick(laptop)
    world.back_up()
    world.import_from("stick")
    (receipt,) = [path for path in world.files() if path.suffix == ".fkr"]
    world.to_shelf(receipt, leave=False)
    (bundle,) = [path for path in world.files() if path.suffix == ".fkb"]
    bundle.unlink()
    world.restore(0)
    world.import_from("stick")
    world.sync_stick(laptop)
    (late,) = world.files("shelf")
    world.from_shelf(late)
    world.sync_stick(laptop)
    assert [row.again for row in laptop.store.outbox.list()] == [True]
    world.import_from("stick")
    world.sync_stick(laptop)
    assert list(world.at_hq()) == ["story 1"]
    assert [(row.state, row.again) for row in laptop.store.outbox.list()] == [(BundleState.RECEIVED, False)]


def again(laptop: Laptop) -> list[tuple[BundleState, bool]]:
    return [(row.state, row.again) for row in laptop.store.outbox.list()]


def test_both_sides_of_a_fork_are_received_again_after_a_restore(world: World) -> None:
    """A copied disk is in use beside the first one; headquarters comes back from a backup of before the fork, and again
    from one of after it. Each laptop brings what was lost, and knows which of its bundles are there."""
    laptop = world.laptops[0]
    laptop.interview(*world.story())
    laptop.pack()
    world.round(laptop)
    world.back_up()
    copy = laptop.cloned(world.root / "copy", random.Random("copy"))
    world.laptops.append(copy)
    for one in (laptop, copy):
        one.interview(*world.story())
        one.pack()
        world.sync_stick(one)
    world.import_from("stick")
    for one in (laptop, copy):
        world.sync_stick(one)
    world.back_up()
    assert again(laptop) == again(copy) == [(BundleState.RECEIVED, False)] * 2
    for backup in (1, 0):
        world.restore(backup)
        world.import_from("stick")
        seen = []
        for _ in range(2):
            for one in (laptop, copy):
                world.sync_stick(one)
                seen += again(one)
            world.import_from("stick")
        for one in (laptop, copy):
            world.sync_stick(one)
        assert ((BundleState.HANDED_OVER, True) in seen) == (backup == 0)
        assert again(laptop) == again(copy) == [(BundleState.RECEIVED, False)] * 2
        assert sorted(world.at_hq()) == ["story 1", "story 2", "story 3"]


def test_a_laptop_from_an_older_disk_is_not_asked_for_ever_after_a_restore(world: World) -> None:
    """Headquarters has one bundle more of its epoch than this disk knows of. Restored, it asks for what was lost, and
    for nothing that is there."""
    laptop = world.laptops[0]
    laptop.interview(*world.story())
    laptop.pack()
    world.round(laptop)
    older = laptop.cloned(world.root / "older", random.Random("older"))
    laptop.interview(*world.story())
    laptop.pack()
    world.round(laptop)
    world.back_up()
    world.laptops[0] = older
    laptop.close()
    world.restore(0)
    world.import_from("stick")
    world.round(older)
    assert again(older) == [(BundleState.RECEIVED, False)]


def test_a_word_spoken_by_a_wrong_clock_is_spoken_again_once_the_clock_is_right(world: World) -> None:
    """Restored twice from one backup, headquarters' epochs do not know each other and the later time decides. The
    second word is of 1970; with the clock set right, it is said anew though nothing else has changed."""
    laptop = world.laptops[0]
    world.back_up()
    world.restore(0)
    laptop.interview(*world.story())
    laptop.pack()
    for _ in range(2):
        world.sync_stick(laptop)
        world.import_from("stick")
    world.sync_stick(laptop)
    right = world.hq.clock.utc_ms
    world.hq.clock.utc_ms = 1_000
    world.restore(0)
    world.import_from("stick")
    world.hq.clock.utc_ms = right + DAY_MS
    for _ in range(2):
        world.import_from("stick")
        world.sync_stick(laptop)
    world.import_from("stick")
    assert list(world.at_hq()) == ["story 1"]


def test_recipients_changed_while_the_clock_said_1970_still_open_what_comes(world: World) -> None:
    """Their two years count from the latest time that headquarters has seen, and do not end when the clock is set."""
    laptop = world.laptops[0]
    laptop.interview(*world.story())
    laptop.pack()
    world.sync_stick(laptop)
    right = world.hq.clock.utc_ms
    for wrong in (1_000, 2_000):
        world.hq.clock.utc_ms = wrong
        world.rotate_recipients()
    world.hq.clock.utc_ms = right + DAY_MS
    world.import_from("stick")
    assert list(world.at_hq()) == ["story 1"]


def test_a_headquarters_from_before_its_root_was_renewed_takes_the_newer_one_and_publishes(world: World) -> None:
    """The folder holds a root that was made after the backup: publishing says to take it first, and then it works."""
    world.publish()
    world.back_up()
    began = world.hq.clock.utc_ms
    world.hq.clock.utc_ms = began + 400 * DAY_MS
    world.publish()
    world.hq.clock.utc_ms = began
    world.restore(0)
    with pytest.raises(errors.RootRefused, match="newer one"):
        world.publish_at("stick")
    world.publish()
    assert len(roots_of(world.hq.store)) == 2
