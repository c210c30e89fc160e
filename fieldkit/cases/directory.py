"""Services that help: the file they stand in, which are near, which may be shown. docs/instruments/data.md.

Only a row that somebody can reach, and that is not doubtful, is ever shown to a field worker; the others are for
headquarters, which has to find out.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from fieldkit.forms.model import Localised, text_in

ALL: Final = "all"
FRESH_DAYS: Final = 90
"""After so many days a row that somebody has phoned counts as not verified again."""
HOTLINES: Final = ("hotline", "hotline_child", "hotline_gbv")
AUTHORITIES: Final = ("police", "investigation", "border", "prosecution", "government")
"""Shown only where what they do was asked for: it is the person who calls them, or the focal point on a ground."""
KINDS: Final = (
    *HOTLINES,
    *AUTHORITIES,
    *("one_stop_centre", "shelter", "health", "child_protection", "labour", "un", "ngo", "volunteer"),
)
SERVICES: Final = (
    # the words of the quick screen's `help_wanted`
    *("safe_place", "doctor", "talk", "law", "family", "protection", "police"),
    # further ones
    *("danger", "child", "gbv", "papers", "labour", "disability", "camp", "travel_home", "community"),
    *("coordination", "investigation", "prosecution", "safeguarding"),
)
CHILD: Final = "child"
"""What a child needs besides what it asks for."""
CONFIDENCES: Final = ("high", "medium", "low")
Against: TypeAlias = Literal["elsewhere", "other help", "an authority", "no phone", "low confidence"]
"""Why a row is not shown."""
_DEFAULT: Final = "en"


@dataclass(frozen=True, slots=True)
class Service:
    """One row. `districts` are names, or "all"; None is what nobody knows; `verified_on` is when somebody last phoned.

    `fallback` is the id of the row to try when this one does not answer, or is closed at night.
    """

    id: str
    kind: str
    name: Localised
    about: Localised
    services: tuple[str, ...]
    districts: tuple[str, ...]
    phone: str | None
    hours: str | None
    verified_on: dt.date | None
    verified_by: str
    fallback: str
    confidence: str
    source: str
    note: str
    to_verify: tuple[str, ...]

    @property
    def may_be_shown(self) -> bool:
        """Whether a field worker may see it: there is somebody to call, and no doubt about it."""
        return self.phone is not None and self.confidence != "low"

    def called(self, language: str) -> str:
        """Return its name in a language, in English where it has none."""
        return text_in(self.name, language, _DEFAULT)

    def told(self, language: str) -> str:
        """Return what it does, "" where the file does not say."""
        return text_in(self.about, language, _DEFAULT) if self.about else ""


def nearest(
    services: Iterable[Service], district: str | None, needs: Collection[str], today: dt.date
) -> tuple[Service, ...]:
    """Return the services to show: those of the district first, then those of the whole country.

    With needs, only what serves one of them, what serves most of them first; then what was verified, then as in the
    file. Without needs, all but the authorities. `district` None means that the place is in none.
    """
    wanted = wanted_of(needs)
    found = [service for service in services if not reasons_against(service, district, wanted)]
    return tuple(sorted(found, key=lambda service: _rank(service, wanted, today)))


def reasons_against(service: Service, district: str | None, wanted: Collection[str]) -> tuple[Against, ...]:
    """Return every reason why a row is not shown at a place and for what is wanted; none when it is."""
    near = ALL in service.districts or (district is not None and district in service.districts)
    fits = bool(frozenset(wanted) & frozenset(service.services))
    found: tuple[tuple[bool, Against], ...] = (
        (not near, "elsewhere"),
        (bool(wanted) and not fits, "other help"),
        (not wanted and service.kind in AUTHORITIES, "an authority"),
        (service.phone is None, "no phone"),
        (service.confidence == "low", "low confidence"),
    )
    return tuple(reason for holds, reason in found if holds)


def wanted_of(needs: Collection[str]) -> frozenset[str]:
    """Return what is wanted; "none now" is nothing."""
    return frozenset(needs) - {"none"}


def through_the_focal_point(
    services: Iterable[Service], district: str | None, needs: Collection[str]
) -> tuple[Service, ...]:
    """Return who would serve what nothing that can be reached serves: the focal point has to call for the person.

    Those of the district and the whole country come first; where there is none, whoever does it anywhere.
    """
    rows = tuple(services)
    met = {need for row in rows if not reasons_against(row, district, needs) for need in row.services}
    open_needs = wanted_of(needs) - met
    doing = [row for row in rows if open_needs & frozenset(row.services) and row.confidence != "low"]
    near = [row for row in doing if ALL in row.districts or district in row.districts]
    return tuple(near or doing)


def reachable_fallback(service: Service, services: Iterable[Service]) -> Service | None:
    """Return the row to try when one does not answer: the first of its chain that may be shown."""
    rows = {row.id: row for row in services}
    found = rows.get(service.fallback)
    for _ in rows:
        if found is None or found.may_be_shown:
            break
        found = rows.get(found.fallback)
    return found


def _rank(service: Service, wanted: frozenset[str], today: dt.date) -> tuple[bool, int, bool]:
    met = len(wanted & frozenset(service.services))
    return (ALL in service.districts, -met, not is_verified(service, today))


def is_verified(service: Service, today: dt.date) -> bool:
    """Return whether somebody phoned it within 90 days; a day in the future does not count."""
    return service.verified_on is not None and 0 <= (today - service.verified_on).days <= FRESH_DAYS


def help_lines(services: Iterable[Service]) -> tuple[tuple[Service, str], ...]:
    """Return the lines that somebody in distress may call, each with its number, in the order of the file."""
    lines = [service for service in services if service.kind in HOTLINES and service.may_be_shown]
    return tuple((service, service.phone or "") for service in lines)
