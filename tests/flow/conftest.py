"""A prepared headquarters and laptops, copied for each test so that keys are made only once."""

import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldkit.crypto import derive
from fieldkit.store import calibration
from tests.flow.test_class import Room, new_class
from tests.flow.world import World, copy_of, set_up

ROOM = 1024**3


@pytest.fixture(scope="package", autouse=True)
def derived_once() -> Iterator[None]:
    """Keep what Argon2id gave: every copy of a store has the same slots, and the cost is not what is tested here.

    The machine does not tell its free memory: new slots get the product's floor. (What is kept takes no time to
    measure, so calibration would end at its dearest.)
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derive, "argon2id", functools.lru_cache(derive.argon2id))
        patch.setattr(calibration, "free_memory_kib", lambda: 0)
        yield


@pytest.fixture(scope="session")
def quick_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where homes lie: in memory where there is room, for every answer is fsynced."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else tmp_path_factory.mktemp("homes")


@pytest.fixture(scope="session")
def prepared(quick_place: Path) -> Iterator[World]:
    """Headquarters with an enrolled laptop."""
    with tempfile.TemporaryDirectory(prefix="fieldkit-prepared-", dir=quick_place) as place:
        yield set_up(Path(place))


@pytest.fixture
def world(prepared: World, quick_place: Path) -> Iterator[World]:
    """A headquarters and laptops that a test may change."""
    with tempfile.TemporaryDirectory(prefix="fieldkit-flow-", dir=quick_place) as place:
        own = copy_of(prepared, Path(place))
        yield own
        own.close()


@pytest.fixture(scope="session")
def prepared_room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A class that nobody has joined, on its stick."""
    return new_class(tmp_path_factory.mktemp("class") / "room")


@pytest.fixture
def small_disk(tool: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[[str, str], Path]]:
    """Return a maker of small file systems in memory: `small_disk("name", "2m")`; they go with the test."""
    mount, umount = tool("mount"), tool("umount")
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted: list[Path] = []

    def make(name: str, size: str) -> Path:
        place = tmp_path / name
        place.mkdir()
        done = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "none", str(place)], check=False)
        if done.returncode != 0:
            pytest.skip("this machine does not let a file system be mounted")
        mounted.append(place)
        return place

    yield make
    for place in mounted:
        subprocess.run([umount, "-l", str(place)], check=True)
