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
from tests.flow.world import World, copy_of, set_up

ROOM = 1024**3


@pytest.fixture(scope="package", autouse=True)
def derived_once() -> Iterator[None]:
    """Keep what Argon2id gave: every copy of a store has the same slots, and the cost is not what is tested here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derive, "argon2id", functools.lru_cache(derive.argon2id))
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Headquarters with an enrolled laptop, on a machine that does not tell its free memory: Argon2id at its floor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "free_memory_kib", lambda: 0)
        return set_up(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def world(prepared: World, tmp_path: Path) -> Iterator[World]:
    """A headquarters and laptops that a test may change; in memory where there is room, for every answer is fsynced."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    with tempfile.TemporaryDirectory(prefix="fieldkit-flow-", dir=memory if roomy else tmp_path) as place:
        own = copy_of(prepared, Path(place))
        yield own
        own.close()


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
