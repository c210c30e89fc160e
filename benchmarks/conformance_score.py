"""What one file of conformance cases scored, and which cases failed. Runs nothing itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One case whose outcome differs from the recorded one. `expected` and `got` are written for people."""

    id: str
    what: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Score:
    """`passed` of `total` cases of `file`; `notes` say what was left out or read differently, and why."""

    file: str
    passed: int
    total: int
    failures: tuple[Failure, ...]
    notes: tuple[str, ...] = ()
