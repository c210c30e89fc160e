"""What the pages about a person's care say: upset, help that cannot wait, services, paper, something not saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.forms.interview import Distress, Leave, Next, Recheck, Reply, Withdraw
from fieldkit.ui.messages import say
from fieldkit.ui.sheet import LEAVING, Sheet
from fieldkit.ui.sheets import Contact, ServiceLine
from fieldkit.ui.text import one_line

SLIP_ROWS = 3
"""Numbers on a slip: more are not copied by hand."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A few things to choose from: a value and a label each."""

    title: str
    lines: tuple[str, ...]
    options: tuple[tuple[str, str], ...]


_AFTER_PAUSE: dict[str, Reply] = {
    "on": Next(),
    "distress": Distress(),
    "recheck": Recheck(),
    "withdraw": Withdraw(),
    "leave": Leave(),
}


def pause_menu(language: str) -> Menu:
    """Return what can be done in a pause."""
    options = tuple((value, say(language, f"pause.{value}")) for value in _AFTER_PAUSE)
    return Menu(say(language, "pause.title"), (say(language, "pause.hint"),), options)


def after_pause(value: str) -> Reply:
    """Return the reply that a choice of the pause stands for."""
    return _AFTER_PAUSE[value]


def distress_sheet(contacts: Sequence[Contact], language: str) -> Sheet:
    """Return what helps somebody who is upset, and whom to call. Nothing locks while it is shown."""
    keys = ("slow", "water", "say", "say_stop", "say_decide", "say_ground", "dont", "then")
    lines = [f"{'' if key == 'say' else '- '}{say(language, f'distress.{key}')}" for key in keys]
    if contacts:
        lines += ["", say(language, "distress.lines"), *called(contacts)]
    return Sheet(
        say(language, "distress.title"),
        tuple(lines),
        say(language, "danger.back"),
        language,
        keys=LEAVING,
        rests=True,
        waits=True,
    )


def called(contacts: Sequence[Contact]) -> tuple[str, ...]:
    """Return whom to call, the number first."""
    return tuple(f"  {one_line(contact.number)} ({one_line(contact.who)})" for contact in contacts)


def before_sheet(language: str) -> Sheet:
    """Return which help cannot wait for a long interview: the health clocks."""
    lines = (
        say(language, "before.first"),
        "",
        f"! {say(language, 'before.pep')}",
        f"! {say(language, 'before.contraception')}",
        "",
        *(f"- {say(language, f'before.{key}')}" for key in ("where", "hours", "police", "choice")),
    )
    return Sheet(say(language, "before.title"), lines, say(language, "how.note"), language, keys=LEAVING)


def trouble_sheet(error: errors.FieldkitError, language: str) -> Sheet:
    """Return that something could not be saved, what to do, and that the rest is safe. The error itself is in English:
    it is for whoever helps."""
    full = isinstance(error, errors.DiskFull)
    known = (f"! {say(language, 'trouble.disk')}", say(language, "trouble.room")) if full else ()
    advice = f"; {error.advice}" if error.advice else ""
    told = say(language, "trouble.code", error=one_line(f"{error}{advice} [{error.code}]"))
    lines = (*known, say(language, "trouble.safe"), "", told)
    return Sheet(
        say(language, "trouble.title"), lines, say(language, "trouble.how"), language, keys=LEAVING, waits=True
    )


def services_sheet(services: Sequence[ServiceLine], language: str) -> Sheet:
    """Return the nearest services, each with whether somebody has verified it lately."""
    lines = [say(language, "services.offer" if for_the_person(services) else "services.none")]
    for service in services:
        lines += ["", *_service(service, language)]
    return Sheet(say(language, "services.title"), tuple(lines), say(language, "how.note"), language, keys=LEAVING)


def _service(service: ServiceLine, language: str) -> list[str]:
    known = "services.verified" if service.verified else "services.unverified"
    verified = [f"  ({say(language, known)})"] if service.verified is not None else []
    instead = [f"  {say(language, 'services.instead', who=one_line(service.instead))}"] if service.instead else []
    hours = [f"  {say(language, 'services.hours', hours=one_line(service.hours))}"] if service.hours else []
    about = [f"  {one_line(service.about)}"] if service.about else []
    return [f"{one_line(service.phone)}  {one_line(service.name)}", *about, *hours, *instead, *verified]


def covered_menu(language: str) -> Menu:
    """Return the question whether the result may stand on the screen while answers are hidden. It says what was
    answered."""
    options = tuple((value, say(language, f"covered.{value}")) for value in ("on", "show"))
    return Menu(say(language, "result.title"), (say(language, "covered.result"),), options)


def for_the_person(services: Sequence[ServiceLine]) -> tuple[ServiceLine, ...]:
    """Return the services whose numbers the person may take along: not the worker's own office."""
    return tuple(service for service in services if service.verified is not None)


def paper_menu(language: str) -> Menu:
    """Return the question whether the person can carry paper."""
    options = tuple((value, say(language, f"paper.{value}")) for value in ("yes", "no", "unsure"))
    return Menu(say(language, "paper.title"), (say(language, "paper.hint"),), options)


def paper_sheet(services: Sequence[ServiceLine], safe: str, language: str) -> Sheet:
    """Return what the person takes along: numbers to copy by hand where paper is safe, else one to learn by heart.

    Neither names a service, a place or a reason: whoever finds it learns nothing.
    """
    if safe == "yes":
        title, how = "slip.title", ("slip.how", "slip.nothing")
        numbers = [_slip_line(service) for service in services[:SLIP_ROWS]]
    else:
        title, how = "heart.title", ("heart.how", "slip.nothing")
        numbers = [one_line(service.phone) for service in services[:1]]
    lines = (*(f"  {number}" for number in numbers), "", *(f"- {say(language, key)}" for key in how))
    return Sheet(say(language, title), lines, say(language, "how.note"), language, keys=LEAVING)


def _slip_line(service: ServiceLine) -> str:
    hours = one_line(service.hours)
    return f"{one_line(service.phone)}   {hours}" if hours else one_line(service.phone)
