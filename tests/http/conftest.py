"""A running intake on loopback, and a laptop that it knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.served import Served, served
from tests.http.parts import OTHER, OTHER_KEY, SIGNERS, Laptop, Moved


@pytest.fixture
def clock() -> Moved:
    return Moved()


@pytest.fixture
def intake(tmp_path: Path, clock: Moved) -> Iterator[Served]:
    """An intake without TLS on a free loopback port."""
    with served(tmp_path, SIGNERS, now_ms=clock) as running:
        yield running


@pytest.fixture
def laptop(intake: Served) -> Iterator[Laptop]:
    one = Laptop(intake)
    yield one
    one.close()


@pytest.fixture
def other(intake: Served) -> Laptop:
    """Another enrolled laptop."""
    return Laptop(intake, OTHER, OTHER_KEY)
