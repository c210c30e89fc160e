"""Bars as inline SVG: shapes and patterns, a text that says the same for whoever hears the page, no colour alone."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 240, 16
PATTERNS = (
    '<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>'
    '<pattern id="gained" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="3" height="6" fill="#1d4f7a"/></pattern>'
    '<pattern id="lost" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#fff"/><circle cx="3" cy="3" r="1.6" fill="#7a3b1d"/></pattern>'
    "</defs></svg>"
)
"""Once a page: stripes for what was gained, dots for what was lost."""
FILLS = ("#1d4f7a", "url(#gained)", "url(#lost)", "#fff")
"""Right both times, right only after, right only before, right neither time."""


def share_bar(share: float, says: str) -> str:
    """Return a bar for a share of one."""
    return _drawing(_rect(0, share * WIDTH, FILLS[0]), says)


def stacked_bar(counts: Sequence[int], says: str) -> str:
    """Return one bar of four counts."""
    total, done, parts = sum(counts), 0, []
    for count, fill in zip(counts, FILLS, strict=True):
        if count:
            parts.append(_rect(done / total * WIDTH, count / total * WIDTH, fill))
        done += count
    return _drawing("".join(parts), says)


def interval_bar(value: float, low: float, high: float, says: str) -> str:
    """Return a value with its interval on a line from 0 to 1; what is below 0 stands at the left end."""
    left, at, right = (min(max(number, 0.0), 1.0) * (WIDTH - 12) + 6 for number in (low, value, high))
    middle = HEIGHT / 2
    line = f'<line x1="{left:.1f}" y1="{middle}" x2="{right:.1f}" y2="{middle}" stroke="#1d4f7a" stroke-width="3"/>'
    return _drawing(f'{line}<circle cx="{at:.1f}" cy="{middle}" r="5" fill="#111"/>', says)


def _rect(x: float, width: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="0" width="{width:.1f}" height="{HEIGHT}" fill="{fill}" stroke="#333"/>'


def _drawing(inside: str, says: str) -> str:
    frame = f'<rect x="0" y="0" width="{WIDTH}" height="{HEIGHT}" fill="#fff" stroke="#777"/>'
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg class="bar" role="img" aria-label="{escape(says)}" {size}>{frame}{inside}</svg>'
