"""How dear a new slot's Argon2id should be on this machine (store-format 3.2)."""

import os
import time
from collections.abc import Callable
from dataclasses import replace

from fieldkit.crypto import derive
from fieldkit.store.slots_file import Cost, CostBounds

LONGEST_S = 0.5
MEMORY_SHARE = 4


def choose(bounds: CostBounds, free_kib: int, measure: Callable[[Cost], float]) -> Cost:
    """Double the memory from the floor while one try stays short and leaves three quarters of the memory free."""
    cost = bounds.floor
    if cost.memory_kib >= bounds.calibrate_to.memory_kib:
        return cost
    seconds = measure(cost)
    while True:
        dearer = replace(cost, memory_kib=cost.memory_kib * 2)
        too_much = dearer.memory_kib > min(bounds.calibrate_to.memory_kib, free_kib // MEMORY_SHARE)
        if too_much or seconds * 2 > LONGEST_S:
            return cost
        cost, seconds = dearer, measure(dearer)


def cost_here(bounds: CostBounds) -> Cost:
    """Return the cost for a new slot on this machine."""
    return choose(bounds, free_memory_kib(), seconds_for)


def seconds_for(cost: Cost) -> float:
    """Measure one derivation."""
    begun = time.perf_counter()
    derive.argon2id("measure", b"\0" * 16, memory_kib=cost.memory_kib, iterations=cost.iterations, lanes=cost.lanes)
    return time.perf_counter() - begun


def free_memory_kib() -> int:
    """Return the free memory, or 0 where the system does not tell: then the floor is taken."""
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    except (AttributeError, ValueError, OSError):
        return 0
