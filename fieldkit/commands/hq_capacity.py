"""`fieldkit hq capacity`: take in who was trained, and say who is due for a refresher. docs/practice-format.md 8.7."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.class_results import today
from fieldkit.commands.files import read_named
from fieldkit.commands.hq_setup import hq_keys
from fieldkit.commands.opening import opened
from fieldkit.crypto import canonical
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.capacity import Trained
from fieldkit.store.store import Store
from fieldkit.sync.bundle.capacity import Person, is_sealed, open_capacity, read_capacity, read_person
from fieldkit.sync.bundle.practice_mark import FIRST_LINE, refuse_practice
from fieldkit.workflows.class_figures import refresher
from fieldkit.workflows.trust import confirm_fingerprint

STANDINGS = {"ready": "reached", "not_yet": "not yet", "not_full": "set not full", "no_items": "another set"}


def capacity(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A file of `practice class capacity`; without it: the list.")
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=120, help="After how many months a refresher is due.")] = 12,
    forget: Annotated[
        str | None, typer.Option(help="Erase somebody who takes consent back: the name that the list shows.")
    ] = None,
    class_id: Annotated[str | None, typer.Option("--class", help="With --forget: only of this class.")] = None,
    fingerprint: Annotated[
        str | None, typer.Option(help="All six groups, for scripts; people type the two they are asked for.")
    ] = None,
) -> Result:
    """Take in who was trained: number or name, day, audience and scores of people who agreed. Then list who is due.

    The file may be sealed to this headquarters. The trainer reads out two groups of its fingerprint. Nothing else of
    practice is ever imported.

    Example: fieldkit hq capacity class.capacity
    """
    env: Env = ctx.obj
    data = None if file is None else _capacity_only(read_named(file))
    with opened(env, Role.HQ) as store:
        told = () if data is None else _taken(store, env, _unsealed(data, store), fingerprint)
        if forget is not None:
            told = _forgotten(store, forget, class_id)
        return _listed(store.capacity.list(), months, dt.date.fromisoformat(today(env)), told)


def _capacity_only(data: bytes) -> bytes:
    """Return the bytes, if they may be capacity results. Raises: PracticeForReal, CapacityInvalid."""
    if data.startswith(FIRST_LINE):
        refuse_practice(data)
    if not is_sealed(data):
        read_capacity(data)
    return data


def _unsealed(data: bytes, store: Store) -> bytes:
    """Return the signed file: of a sealed one what is in it. Raises: WrongRecipient, CapacityInvalid."""
    return open_capacity(data, tuple(hq_keys(store).identities.values())) if is_sealed(data) else data


def _taken(store: Store, env: Env, data: bytes, fingerprint: str | None) -> tuple[str, ...]:
    found = read_capacity(data)
    if store.capacity.knows(data):
        return ("This file was taken in before; nothing was added.",)
    env.terminal.say(f"The class on this file: {found.name}, {len(found.people)} people")
    confirm_fingerprint(found.fingerprint, "the trainer", fingerprint, env.terminal, env.entropy)
    facts: dict[str, Json] = {
        "class": found.class_id,
        "name": found.name,
        "audience": found.audience,
        "key": found.key.openssh(),
        "made": found.made,
    }
    store.capacity.add(data, facts, [canonical.dumps(person.as_json()) for person in found.people])
    return (f"{len(found.people)} people of {found.name} were taken in.",)


def _forgotten(store: Store, who: str, class_id: str | None) -> tuple[str, ...]:
    """Erase one person. Raises: RecordUnknown."""
    found = [one for one in store.capacity.list() if one.person["who"] == who and class_id in (None, one.class_id)]
    if not found:
        raise errors.RecordUnknown(id=who)
    store.capacity.forget([one.content for one in found], "consent to capacity results was taken back")
    return (f"{len(found)} entries were erased.",)


def _newest(trained: Sequence[Trained]) -> list[tuple[Trained, Person]]:
    """Return the newest entry of each person of each class: a file that was written again replaces the one before.

    A class is known by its key as well: anybody can write a file that names the id of another's.
    """
    newest: dict[tuple[str, str, str], tuple[Trained, Person]] = {}
    for one in trained:
        newest[(one.class_id, one.key, str(one.person["who"]))] = (one, read_person(one.person))
    return sorted(newest.values(), key=lambda pair: (pair[1].last, pair[0].name, pair[1].who))


def _listed(trained: Sequence[Trained], months: int, day: dt.date, told: tuple[str, ...]) -> Result:
    rows = []
    data: list[Json] = []
    for one, person in _newest(trained):
        due = refresher(person.last, months, day)
        score = f"{person.same} of {person.of}"
        rows.append((person.who, one.name, one.audience, person.last, score, STANDINGS[person.standing], str(due)))
        data.append(
            {
                "class": one.class_id,
                "audience": one.audience,
                **person.as_json(),
                "refresher": str(due.day),
                "due": due.due,
            }
        )
    count = sum(isinstance(one, dict) and one["due"] is True for one in data)
    columns = ("who", "class", "for", "last", "as in the key", "9 of 10", "refresher")
    return Result(
        data={"people": data, "due": count},
        lines=(*told, *(() if rows else ("Nobody's capacity results are here.",))),
        table=Table(columns, tuple(rows)) if rows else None,
        after=(f"! A refresher is due for {count}",) if count else (),
        warnings=tuple(
            f"{person.who} of {one.name} practised on {person.last}, which is after today: a clock is wrong"
            for one, person in _newest(trained)
            if dt.date.fromisoformat(person.last) > day
        ),
    )
