"""What one check of `fieldkit doctor` found: a state in words, what was seen, what to do."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How a check came out. `UNKNOWN`: this machine does not tell; it is not a quiet yes."""

    OK = "ok"
    WARN = "warn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the report."""

    check: str
    state: State
    found: str
    advice: str = ""


def ok(check: str, found: str) -> Finding:
    """Return a finding that asks for nothing."""
    return Finding(check, State.OK, found)


def warn(check: str, found: str, advice: str) -> Finding:
    """Return a finding that somebody should act upon."""
    return Finding(check, State.WARN, found, advice)


def unknown(check: str, found: str, advice: str) -> Finding:
    """Return a finding that somebody should look into by hand."""
    return Finding(check, State.UNKNOWN, found, advice)
