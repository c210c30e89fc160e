"""Whom a worker can call and who helps nearby: from headquarters' card and the directory of services."""

import datetime as dt

from fieldkit.cases.directory import help_lines, is_verified, nearest
from fieldkit.commands.library import directory, district_of
from fieldkit.sync.bundle.card import Card
from fieldkit.ui.messages import say
from fieldkit.ui.sheets import Contact, ServiceLine

POLICE = "112"
"""Not dialled from Rwanda by anybody of the project yet: shown as not verified."""


def contacts_of(card: Card, language: str) -> tuple[Contact, ...]:
    """Return whom to call in danger."""
    return (
        Contact(say(language, "contact.duty", office=card.name), card.contacts.duty_phone),
        Contact(say(language, "contact.deputy", office=card.name), card.contacts.deputy_phone),
        Contact(say(language, "contact.police"), POLICE),
    )


def help_of(card: Card, language: str) -> tuple[Contact, ...]:
    """Return whom somebody who is upset, or the worker beside them, can call: help lines, then the duty phone."""
    lines = [Contact(name, phone) for name, phone in help_lines(directory(), language)]
    return (*lines, *contacts_of(card, language)[:1])


def services_near(post: str | None, language: str, today: dt.date) -> tuple[ServiceLine, ...]:
    """Return the services nearest to a post that can be reached, and whether each was verified lately."""
    found = nearest(directory(), district_of(post), today=today)
    return tuple(
        ServiceLine(s.name_in(language), s.phone, s.about_in(language), s.hours_in(language), is_verified(s, today))
        for s in found
    )


def fill_phones(step: str, card: Card) -> str:
    """Return a next step with the duty phone and the deputy's in it."""
    return step.replace("{duty_phone}", card.contacts.duty_phone).replace("{deputy_phone}", card.contacts.deputy_phone)
