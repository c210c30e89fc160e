"""What a command returns: data for machines, lines and a table for people, warnings. A command never prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = "None | bool | int | float | str | Sequence[Json] | Mapping[str, Json]"

ENVELOPE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; drawn with lines on a terminal, tab-separated elsewhere."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one command.

    `data` is what `--json` prints inside the envelope; it leaves out fields flagged identifying, sensitive or free
    text. `lines` come first on stdout, then `table`, then `after`; `warnings` go to stderr.
    """

    data: Mapping[str, Json] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    table: Table | None = None
    after: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    exit_status: int = 0


def envelope(command: str, result: Result) -> dict[str, Json]:
    """Wrap a result for `--json`: {"fieldkit": 1, "command": ..., "data": {...}, "warnings": [...]}."""
    return {
        "fieldkit": ENVELOPE_VERSION,
        "command": command,
        "data": result.data,
        "warnings": list(result.warnings),
    }


def error_envelope(command: str, code: str, message: str, hint: str) -> dict[str, Json]:
    """Wrap an error for `--json`: {"fieldkit": 1, "command": ..., "error": {"code", "message", "hint"}}."""
    return {
        "fieldkit": ENVELOPE_VERSION,
        "command": command,
        "error": {"code": code, "message": message, "hint": hint},
    }
