"""Headquarters and an enrolled laptop, each with its store open, and the folder between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.store.store import Store
from tests.kill.scene import open_any, set_up


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Headquarters, an enrolled laptop, and a stick."""
    set_up(tmp_path)
    return tmp_path


@pytest.fixture
def laptop(place: Path) -> Iterator[Store]:
    with open_any(place / "laptop") as store:
        yield store


@pytest.fixture
def hq(place: Path) -> Iterator[Store]:
    with open_any(place / "hq") as store:
        yield store
