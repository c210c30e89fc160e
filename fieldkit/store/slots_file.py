"""keyslots.json: its format, limits, and one slot's wrapping and unwrapping (store-format 3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's price."""

    memory_kib: int
    iterations: int
    lanes: int


@dataclass(frozen=True, slots=True)
class CostBounds:
    """What a reader accepts and where calibration starts and ends (store-format 3.2)."""

    floor: Cost
    ceiling: Cost
    calibrate_to: Cost


PRODUCTION = CostBounds(Cost(65536, 3, 4), Cost(1048576, 16, 16), Cost(262144, 3, 4))
