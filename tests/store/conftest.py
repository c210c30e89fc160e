"""Fixtures of the store's tests."""

import os
import subprocess
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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MiB; needs root and mount."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)]
    if os.name != "posix" or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let the test mount a small file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)
