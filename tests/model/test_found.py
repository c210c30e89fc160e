"""What the model found, or what it was too slow to find: each as one short story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.cases.words import BundleState
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
