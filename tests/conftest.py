"""Fixtures shared by all tests: where the system tools are."""

import os
import shutil
from collections.abc import Callable

import pytest

REQUIRE_TOOLS = "FIELDKIT_REQUIRE_TOOLS"


@pytest.fixture
def tool() -> Callable[[str], str]:
    """Return a finder of system tools that skips the test by the tool's name, or fails where tools are required."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            message = f"the system tool {name!r} is not installed"
            if os.environ.get(REQUIRE_TOOLS) == "1":
                pytest.fail(message)
            pytest.skip(message)
        return path

    return find
