"""Fixtures shared by all tests: where the system tools are."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from fieldkit.store import platform
from fieldkit.ui import messages

REQUIRE_TOOLS = "FIELDKIT_REQUIRE_TOOLS"
os.environ["FIELDKIT_LANG"] = "en"  # whatever the machine of whoever runs the tests speaks, also in other processes

settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")  # several groups share a core: how long something takes is for benchmarks, not here


@pytest.fixture(autouse=True)
def _nobody_has_chosen_a_language() -> None:
    """A language that a test's person chose ends with the test, as it would with the process."""
    messages.use(None)


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session", autouse=True)
def _may_dump_core() -> Iterator[None]:
    """Keep this process's own limit of core dumps, which cannot be taken back: commands run in it, too. A program that
    a test starts has to give it up itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platform, "_no_core_dump", lambda: None)
        yield
