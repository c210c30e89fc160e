"""The 24-hour clock of a suspicion: when it is due, where it stands. Times are UTC milliseconds; no clock is read."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

HOUR_MS = 3_600_000
DUE_MS = 24 * HOUR_MS
AT_RISK_MS = 6 * HOUR_MS

ClockState: TypeAlias = Literal["none", "running", "at risk", "met", "received, not yet seen", "late"]


@dataclass(frozen=True, slots=True)
class Clock24:
    """`hours_left` counts whole hours down, negative when late; None where no clock runs. `suspect`: the device's
    time cannot be trusted, and every screen that shows this clock must say so."""

    state: ClockState
    due_ms: int | None
    hours_left: int | None
    suspect: bool


def reckon(
    started_ms: int | None,
    voice_ms: int | None,
    received_ms: int | None,
    acknowledged_ms: int | None,
    now_ms: int,
    *,
    suspect: bool = False,
) -> Clock24:
    """Return the clock of one record.

    Met: reported by voice, or acknowledged by a named person, within 24 hours of the start. Received at headquarters
    alone is a state of its own: nobody may have seen it.
    """
    if started_ms is None:
        return Clock24("none", None, None, suspect)
    due = started_ms + DUE_MS
    told = [moment for moment in (voice_ms, acknowledged_ms) if moment is not None]
    state = _state(due, min(told, default=None), received_ms, now_ms)
    left = None if state == "met" else (due - now_ms) // HOUR_MS
    return Clock24(state, due, left, suspect)


def _state(due: int, told: int | None, received: int | None, now: int) -> ClockState:
    if told is not None:
        return "met" if told <= due else "late"
    if now > due:
        return "late"
    if received is not None:
        return "received, not yet seen"
    return "at risk" if due - now < AT_RISK_MS else "running"
