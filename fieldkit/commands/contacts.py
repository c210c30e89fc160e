"""Whom a worker can call and who helps nearby: from headquarters' card and the directory of services."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.cases.directory import (
    CHILD,
    Service,
    help_lines,
    is_verified,
    nearest,
    reachable_fallback,
    through_the_focal_point,
)
from fieldkit.commands.library import FormFile, approved_languages, directory, district_of
from fieldkit.sync.bundle.card import Card, Use
from fieldkit.ui.messages import say
from fieldkit.ui.sheets import Contact, ServiceLine

POLICE = "112"
"""Not dialled from Rwanda by anybody of the project yet: shown as not verified."""

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Office:
    """What an interview has to know of headquarters: its name and phones, and in which languages a form may be run."""

    name: str
    duty_phone: str
    deputy_phone: str
    approved: Callable[[FormFile], Mapping[str, Use]]


def office_of(card: Card) -> Office:
    """Return headquarters as its card tells it."""
    phones = card.contacts
    return Office(card.name, phones.duty_phone, phones.deputy_phone, lambda f: approved_languages(card.approvals, f))


def contacts_of(office: Office, language: str) -> tuple[Contact, ...]:
    """Return whom to call in danger."""
    return (
        Contact(say(language, "contact.police"), POLICE),
        Contact(say(language, "contact.duty", office=office.name), office.duty_phone),
        Contact(say(language, "contact.deputy", office=office.name), office.deputy_phone),
    )


def help_of(office: Office, language: str, today: dt.date) -> tuple[Contact, ...]:
    """Return whom somebody who is upset, or the worker beside them, can call: help lines, then the duty phone."""
    lines = [
        Contact(
            s.called(language) if is_verified(s, today) else say(language, "contact.doubt", who=s.called(language)), p
        )
        for s, p in help_lines(directory())
    ]
    return (*lines, Contact(say(language, "contact.duty", office=office.name), office.duty_phone))


def services_near(
    office: Office, post: str | None, needs: Sequence[str], language: str, today: dt.date
) -> tuple[ServiceLine, ...]:
    """Return the services nearest to a post that can be reached and meet a need, and whether each was verified lately.

    What none of them meets, the focal point arranges: the duty phone comes last, or alone, with who will be asked.
    The helpline for children is for a child alone: an adult would learn its number by heart and be sent away.
    """
    district = district_of(post)
    rows = tuple(row for row in directory() if row.kind != "hotline_child" or CHILD in needs)
    found = tuple(_line(service, rows, language, today) for service in nearest(rows, district, needs, today))
    unmet = through_the_focal_point(rows, district, needs)
    return (*found, _duty_line(office, unmet, language)) if unmet else found


def _line(service: Service, rows: Sequence[Service], language: str, today: dt.date) -> ServiceLine:
    other = reachable_fallback(service, rows)
    instead = f"{other.phone} {other.called(language)}" if other is not None else ""
    fresh = is_verified(service, today)
    about, hours = service.told(language), service.hours or ""
    return ServiceLine(service.called(language), service.phone or "", about, hours, fresh, instead)


def _duty_line(office: Office, unmet: Sequence[Service], language: str) -> ServiceLine:
    """Return the duty phone, with whom the focal point can reach and the list cannot."""
    names = ", ".join(dict.fromkeys(service.called(language) for service in unmet[:MOST_NAMED]))
    who = say(language, "contact.duty", office=office.name)
    return ServiceLine(who, office.duty_phone, say(language, "services.through", who=names), "", None)


def fill_phones(step: str, office: Office) -> str:
    """Return a next step with the duty phone and the deputy's in it."""
    return step.replace("{duty_phone}", office.duty_phone).replace("{deputy_phone}", office.deputy_phone)
