"""Fixtures of the store's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.cases.words import Role
from fieldkit.store.store import Store
from tests.store.scene import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A home folder without a store."""
    return Scene(tmp_path / "home")


@pytest.fixture
def field(scene: Scene) -> Iterator[Store]:
    """An open, empty store of a field laptop."""
    with scene.create() as store:
        yield store


@pytest.fixture
def hq(scene: Scene) -> Iterator[Store]:
    """An open, empty store of headquarters."""
    with scene.create(Role.HQ) as store:
        yield store
