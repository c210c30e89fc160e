"""`fieldkit practice class due`: for whom a refresher is due, over all classes of this laptop. practice-format 8.6."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.class_gather import gathered
from fieldkit.commands.class_home import ClassHome, class_folders, class_in, trainers_keys
from fieldkit.commands.class_results import today
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.workflows.class_figures import PersonFigures, persons_of


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a class told: its people, and how many results were refused."""

    home: ClassHome
    people: tuple[PersonFigures, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class _Closed:
    """A class that could not be opened, and why."""

    name: str
    error: errors.FieldkitError


def due(
    ctx: typer.Context,
    months: Annotated[int, typer.Option(min=1, max=120, help="After how many months a refresher is due.")] = 12,
) -> Result:
    """List everybody for whom a refresher is due, over all classes whose keys are on this laptop.

    From what was gathered before. Asks for each class's passphrase; a class that does not open is named, and the
    others are shown. A number is one person within one class only.

    Example: fieldkit practice class due --months 6
    """
    env: Env = ctx.obj
    opened, closed = _look(env)
    if not opened and not closed:
        raise errors.ClassUnknown(why="none whose keys are here")
    return _result(opened, closed, months, dt.date.fromisoformat(today(env)))


def _look(env: Env) -> tuple[list[_Opened], list[_Closed]]:
    """Open every class of a trainer here; one that does not open keeps no other back. Raises: NotATerminal."""
    opened, closed = [], []
    for folder in class_folders(env):
        name = folder.name
        try:
            home = class_in(folder)
            if not home.is_trainers:
                continue
            name = f"{home.found.name} ({home.id})"
            found = gathered(home, trainers_keys(env, home), None, env.platform)
        except errors.NotATerminal:
            raise
        except errors.FieldkitError as error:
            closed.append(_Closed(name, error))
            continue
        opened.append(_Opened(home, persons_of(home.found, found.results, today(env)), len(found.refused)))
    return opened, closed


def _result(opened: Sequence[_Opened], closed: Sequence[_Closed], months: int, day: dt.date) -> Result:
    everybody = [(one.home, person) for one in opened for person in one.people]
    everybody.sort(key=lambda pair: pair[1].refresher(months, day).day)
    over = [pair for pair in everybody if pair[1].refresher(months, day).due]
    coming = [person.refresher(months, day).day for _, person in everybody[len(over) :]]
    data: dict[str, Json] = {
        "people": [_person(home, person, months, day) for home, person in over],
        "due": len(over),
        "later": len(coming),
        "next": str(coming[0]) if coming else None,
        "closed": [{"class": one.name, "code": one.error.code, "why": str(one.error)} for one in closed],
    }
    return Result(
        data=data,
        lines=() if over else ("No refresher is due in the classes that were opened.",),
        table=_table(over, months, day) if over else None,
        after=(f"{len(coming)} more people, the next on {coming[0]}",) if coming else (),
        warnings=(*_closed(closed), *_refused(opened)),
        exit_status=closed[0].error.exit_status if closed and not opened else 0,
    )


def _person(home: ClassHome, person: PersonFigures, months: int, day: dt.date) -> Json:
    return {
        "class": home.id,
        "name": home.found.name,
        "audience": home.found.audience,
        "who": person.who,
        "last": person.last,
        "did": person.did or None,
        "refresher": str(person.refresher(months, day).day),
    }


def _table(over: Sequence[tuple[ClassHome, PersonFigures]], months: int, day: dt.date) -> Table:
    rows = tuple(
        (person.who, home.found.name, person.last, person.did, str(person.refresher(months, day)))
        for home, person in over
    )
    return Table(("who", "class", "last", "did", "refresher"), rows)


def _closed(closed: Sequence[_Closed]) -> list[str]:
    return [f"{one.name} was not opened: {one.error.code} {one.error}; {one.error.advice}" for one in closed]


def _refused(opened: Sequence[_Opened]) -> list[str]:
    said = "results were refused; why: fieldkit practice class gather --class"
    return [f"{one.home.found.name}: {one.refused} {said} {one.home.id}" for one in opened if one.refused]
