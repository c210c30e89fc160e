"""A place as somebody types it: a post, a sector or a district, by code or by name; several may be called the same."""

from collections.abc import Iterable
from typing import NamedTuple

from fieldkit.cases.places import DISTRICTS, Post, Sector


class Place(NamedTuple):
    """One place that goes by what was typed. `district` None: it is in none."""

    what: str
    code: str
    name: str
    district: str | None

    @property
    def told(self) -> str:
        where = f" in {self.district}" if self.district and self.what != "district" else ""
        return f"{self.code} ({self.what} {self.name}{where})"


def places_named(typed: str, posts: Iterable[Post], sectors: Iterable[Sector]) -> tuple[Place, ...]:
    """Return every place of that code or name; a code means one place, so its case counts."""
    wanted = typed.strip()
    rows = [
        *(Place("post", post.code, post.name, post.district) for post in posts),
        *(Place("district", code, name, name) for code, name in DISTRICTS.items()),
    ]
    spelled = [(Place("sector", s.code, s.name, s.district), s.is_called(wanted)) for s in sectors]
    by_code = [row for row in (*rows, *(place for place, _ in spelled)) if row.code == wanted]
    if by_code or not wanted:
        return tuple(by_code[:1])
    by_name = [row for row in rows if row.name.casefold() == wanted.casefold()]
    return (*by_name, *(place for place, called in spelled if called))
