"""Whom a worker can call and who helps nearby: from headquarters' card and the directory of services."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.cases.directory import help_lines, is_verified, nearest
from fieldkit.commands.library import FormFile, approved_languages, directory, district_of
from fieldkit.sync.bundle.card import Card, Use
from fieldkit.ui.messages import say
from fieldkit.ui.sheets import Contact, ServiceLine

POLICE = "112"
"""Not dialled from Rwanda by anybody of the project yet: shown as not verified."""


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


def services_near(post: str | None, needs: Sequence[str], language: str, today: dt.date) -> tuple[ServiceLine, ...]:
    """Return the services nearest to a post that can be reached and meet a need, and whether each was verified lately;
    where none meets one, those that anybody may call."""
    district = district_of(post)
    found = nearest(directory(), district, needs, today) or nearest(directory(), district, (), today)
    return tuple(
        ServiceLine(s.called(language), s.phone or "", s.told(language), s.hours or "", is_verified(s, today))
        for s in found
    )


def fill_phones(step: str, office: Office) -> str:
    """Return a next step with the duty phone and the deputy's in it."""
    return step.replace("{duty_phone}", office.duty_phone).replace("{deputy_phone}", office.deputy_phone)
