"""The lines that a comparison prints: what was measured, in every engine, beside its budget and a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.figures import Figure

OURS = "fieldkit"


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement. `values` is by engine, in `unit`; `limit` is the budget in that unit (at least, for a rate).

    Without a limit of its own the budget is to be ahead of every peer; where there is neither, there is no verdict.
    """

    name: str
    unit: str
    values: Mapping[str, float]
    limit: float | None = None
    budget: str = ""
    beats_peers: bool = True
    more_is_better: bool = False
    note: str = ""
    peers: Mapping[str, float] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "peers", {name: v for name, v in self.values.items() if name != OURS})

    @property
    def ours(self) -> float:
        return self.values[OURS]

    @property
    def ratios(self) -> dict[str, float]:
        """How many times better fieldkit is than each peer."""
        if self.more_is_better:
            return {name: self.ours / value for name, value in self.peers.items()}
        return {name: value / self.ours for name, value in self.peers.items()}

    @property
    def promised(self) -> str:
        parts = [self.budget] if self.budget else []
        if self.beats_peers and self.peers:
            parts.append("ahead of the peers")
        return ", ".join(parts)

    @property
    def kept(self) -> bool | None:
        """Whether the budget is kept; None where there is none."""
        if not self.promised:
            return None
        within = self.limit is None or (self.ours >= self.limit if self.more_is_better else self.ours <= self.limit)
        return within and (not self.beats_peers or all(ratio > 1 for ratio in self.ratios.values()))

    @property
    def verdict(self) -> str:
        return {True: "kept", False: "MISSED", None: ""}[self.kept]

    def figure(self) -> Figure:
        """Return the line as `python -m benchmarks` prints it, without peers."""
        return Figure(self.name, self.ours, self.unit, self.note, None, f"{self.promised} {self.verdict}".strip())


def table(lines: Sequence[Line], engines: Sequence[str]) -> list[str]:
    """Return the lines as aligned text under a heading."""
    peers = [name for name in engines if name != OURS]
    head = ["measured", "unit", OURS]
    for name in peers:
        head += [name, "x"]
    rows = [[*head, "budget", "verdict"], *(_cells(line, peers) for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _cells(line: Line, peers: Sequence[str]) -> list[str]:
    cells = [line.name, line.unit, _short(line.ours)]
    for name in peers:
        known = name in line.peers
        cells += [_short(line.peers[name]) if known else "", f"{line.ratios[name]:.1f}" if known else ""]
    return [*cells, line.promised, line.verdict]


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
