"""distance() and area() of points written as ODK writes them: `lat lon alt accuracy`, with `;` between points.

On a sphere of the Earth's radius at the equator, as all of ODK's engines have it; off by up to half a percent.
"""

import itertools
import math
from typing import TypeAlias

from fieldkit.forms.expression.convert import NAN, number_of_text

_RADIUS = 6_378_100.0  # metres
Point: TypeAlias = tuple[float, float]  # latitude and longitude in radians


def distance(*texts: str) -> float:
    """Return the length of the line through all points in metres, to the centimetre; NaN without two points."""
    line = _points(";".join(texts))
    if len(line) < 2:
        return NAN
    return round(sum(_between(a, b) for a, b in itertools.pairwise(line)) * _RADIUS, 2)


def area(*texts: str) -> float:
    """Return the area inside the points in square metres, to the hundredth; NaN without three points."""
    ring = _points(";".join(texts))
    if len(ring) < 3:
        return NAN
    slices = (_slice(a, b) for a, b in itertools.pairwise(ring[-1:] + ring))
    return round(abs(sum(slices)) * _RADIUS * _RADIUS, 2)


def _points(written: str) -> list[Point]:
    """Return the points of a text, none at all if one of them is not a place on Earth."""
    found = []
    for part in written.split(";"):
        if part.strip():
            latitude, longitude = [number_of_text(word) for word in (*part.split(), "", "")[:2]]
            if not (abs(latitude) <= 90 and abs(longitude) <= 180):
                return []
            found.append((math.radians(latitude), math.radians(longitude)))
    return found


def _between(a: Point, b: Point) -> float:
    """Return the angle between two points (haversine)."""
    half = math.sin((b[0] - a[0]) / 2) ** 2 + math.cos(a[0]) * math.cos(b[0]) * math.sin((b[1] - a[1]) / 2) ** 2
    return 2 * math.asin(min(1.0, math.sqrt(half)))


def _slice(a: Point, b: Point) -> float:
    """Return the signed area, on the unit sphere, of the triangle that two points make with the North Pole."""
    product = math.tan((math.pi / 2 - a[0]) / 2) * math.tan((math.pi / 2 - b[0]) / 2)
    turn = b[1] - a[1]
    return 2 * math.atan2(product * math.sin(turn), 1 + product * math.cos(turn))
