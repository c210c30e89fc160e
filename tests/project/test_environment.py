"""The real clock and entropy that commands are given."""

import time
from pathlib import Path

from fieldkit.commands.environment import (
    MachineClock,
    MachineEntropy,
    boot_name,
    build_env,
    derived_boot,
    local_offset_min,
)


def test_the_clock_gives_wall_time_and_a_time_that_only_grows() -> None:
    """An instant holds the wall clock in ms, the zone's offset, a steady time and the boot's short name."""
    clock = MachineClock()
    before, first, second = time.time_ns() // 1_000_000, clock.now(), clock.now()
    assert before <= first.utc_ms <= time.time_ns() // 1_000_000
    assert first.mono_ms <= second.mono_ms
    assert -14 * 60 <= first.offset_min <= 14 * 60
    assert first.boot == second.boot == MachineClock().now().boot


def test_the_boots_name_does_not_carry_the_machines_own_identifier() -> None:
    """The boot id of the kernel is hashed: two boots differ, and nobody can look the machine up by it."""
    assert boot_name("b8f0c2b2-0000-4000-8000-000000000001") != boot_name("b8f0c2b2-0000-4000-8000-000000000002")
    assert len(boot_name("x")) == 12
    assert "b8f0" not in boot_name("b8f0c2b2-0000-4000-8000-000000000001")


def test_a_boot_derived_from_the_clock_stays_the_same_within_one_boot() -> None:
    """Where the system names no boot, the hour of the start stands in for it."""
    start = 1_795_000_000_000
    assert derived_boot(start + 5_000, 5_000) == derived_boot(start + 90_000_000, 90_000_000)
    assert derived_boot(start + 5_000, 5_000) != derived_boot(start + 7_200_000, 5_000)


def test_a_clock_beyond_reckoning_has_no_offset() -> None:
    """A wall clock that the C library cannot reckon with gives offset 0 instead of an error."""
    assert local_offset_min(10**20) == 0


def test_entropy_gives_as_many_bytes_as_asked_and_never_the_same() -> None:
    """Random bytes come from the operating system."""
    entropy = MachineEntropy()
    assert len(entropy.token(32)) == 32
    assert entropy.token(32) != entropy.token(32)


def test_building_the_environment_creates_nothing(tmp_path: Path) -> None:
    """Looking is not touching: the data folder comes into being with `init`, not with `--help` or `doctor`."""
    env = build_env(str(tmp_path / "home"), json=True, plain=True, passphrase_file=None)
    assert env.home == tmp_path / "home"
    assert env.json
    assert env.terminal.plain
    assert list(tmp_path.iterdir()) == []
