"""`fieldkit due`: what is to be done after interviews, and on which day: overdue first."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.due import Dated, Due, due_keys, open_dues
from fieldkit.cases.words import Role
from fieldkit.commands.beginning import CONCERN
from fieldkit.commands.concerns_in import concerns_in
from fieldkit.commands.draft_forms import version_of
from fieldkit.commands.library import files_of_forms, form_file
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import tell_code
from fieldkit.crypto.fingerprint import normalise
from fieldkit.forms.check import load_form
from fieldkit.forms.model import Form
from fieldkit.ports import Env, Instant
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say, say_n
from fieldkit.workflows.reopening import day_of

DAYS, MOST_DAYS = 14, 3_660
_DUE = re.compile(rb"^due\s*:", re.MULTILINE)
_ID = re.compile(rb"^form_id\s*:\s*[\"']?([\w.-]+)", re.MULTILINE)


def due(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(help="How many days ahead.", min=0, max=MOST_DAYS)] = DAYS,
    done: Annotated[str | None, typer.Option(help="Say that it was done: CODE:NAME as it is listed.")] = None,
) -> Result:
    """List what is due, overdue first: a next contact, a check-in, the end of a shelter's limit.

    Reckoned from the interviews that can be read here, in the words of their forms. --done is kept in the journal with
    your name; it then stands in the list no more, unless the interview is changed to another day.

    Example: fieldkit due --done K7M-4QX:next_contact
    """
    env: Env = ctx.obj
    with opened(env) as store:
        if done is not None:
            return _done(store, done, env.clock.now())
        today = day_of(env.clock.now())
        until = today + dt.timedelta(days=min(days, (dt.date.max - today).days))
        found = [one for one in all_dues(store) if one.day <= until]
    late = sum(one.day < today for one in found)
    head = say(current(), "due.head", late=late, due=len(found) - late, day=until.isoformat())
    return Result(
        data={"today": today.isoformat(), "overdue": late, "rows": [_data(one, today) for one in found]},
        lines=(head, *(line for one in found for line in _told(one, today))),
    )


def overdue(store: Store, now: Instant) -> int:
    """Return how many things are overdue."""
    today = day_of(now)
    return sum(one.day < today for one in all_dues(store))


def all_dues(store: Store) -> list[Due]:
    """Return everything that is due and not done, the longest overdue first, in the language of the screens."""
    forms = DueForms(store)
    found: list[Due] = []
    for dated in store.dues.dated(forms.names, forms.keys):
        form = forms.of(dated.form, dated.form_hash)
        if form is not None:
            found += open_dues(dated, form, current())
    if store.role is Role.HQ:
        found += _of_concerns(store, forms)
    once = {(one.record_id, one.name, one.day): one for one in found}
    return sorted(once.values(), key=lambda one: (one.day, one.code, one.name))


def _of_concerns(store: Store, forms: "DueForms") -> Iterator[Due]:
    """Yield what is due after the concerns that somebody here has read, such as asking again after revenge. What nobody
    has read yet stands above the inbox; whoever floods a stick with concerns does not fill this list."""
    for one in concerns_in(store):
        form = forms.of(one.form, one.form_hash) if one.read and one.form in forms.names else None
        if form is not None and form.recipient_class == CONCERN:
            dated = Dated(one.id, one.id, one.form, one.form_hash, one.answers, store.dues.done_here(one.id))
            yield from open_dues(dated, form, current())


@dataclass(slots=True)
class DueForms:
    """The forms that say when something is due, each read once and only where an interview was made on it."""

    store: Store
    shipped: frozenset[str] = field(init=False)
    kept: dict[str, str] = field(init=False)
    """The versions kept here by their hash: their ids, "" for those without anything due."""
    _read: dict[tuple[str, str], Form | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shipped = frozenset(name for name, data in files_of_forms() if _DUE.search(data))
        self.kept = {form_hash: _id_of(data) for form_hash, data in self.store.forms.texts()}

    @property
    def names(self) -> frozenset[str]:
        return self.shipped | (frozenset(self.kept.values()) - {""})

    def of(self, name: str, form_hash: str) -> Form | None:
        """Return the form of exactly this version; where it is not at hand, as it ships: its names may fit."""
        if (name, form_hash) not in self._read:
            self._read[(name, form_hash)] = self._found(name, form_hash)
        return self._read[(name, form_hash)]

    def keys(self, name: str, form_hash: str) -> frozenset[str]:
        """Return the keys of the answers that say when something is due."""
        form = self.of(name, form_hash)
        return frozenset() if form is None else frozenset(key for one in form.due for key in due_keys(form, one.on))

    def _found(self, name: str, form_hash: str) -> Form | None:
        with contextlib.suppress(errors.FormError, errors.FormUnknown, errors.KeptFormDamaged):
            file = version_of(self.store, name, form_hash) or form_file(name)
            return load_form(file.data, file.id, file.beside)
        return None


def _id_of(data: bytes) -> str:
    found = _ID.search(data) if _DUE.search(data) else None
    return "" if found is None else found[1].decode(errors="replace")


def _done(store: Store, named: str, now: Instant) -> Result:
    """Journal that the first open one of a name was done."""
    typed, _, name = named.partition(":")
    codes = (normalise(typed), typed.strip().lower())  # of an interview, of a concern
    one = next((due for due in all_dues(store) if due.code in codes and due.name == name.strip()), None)
    if one is None:
        raise typer.BadParameter(f"nothing due has this code and name: fieldkit due --days {MOST_DAYS}")
    store.dues.mark(one.record_id, one.name, one.day.isoformat(), now)
    return Result(
        {"code": one.code, "name": one.name, "day": one.day.isoformat(), "by": store.person},
        (say(current(), "due.done", code=tell_code(one.code), day=one.day.isoformat(), what=one.says),),
    )


def _told(one: Due, today: dt.date) -> tuple[str, str]:
    """Return two lines: in a table the name that --done takes would be broken in the middle."""
    named = f"{tell_code(one.code)}:{one.name}"
    return (f"{one.day.isoformat()}  {named}  {when(one.day, today)}", f"    {one.title}: {one.says}")


def when(day: dt.date, today: dt.date) -> str:
    """Return how long it is until a day, or since."""
    days = (day - today).days
    if days == 0:
        return say(current(), "due.today")
    return say_n(current(), "due.in" if days > 0 else "due.over", abs(days))


def _data(one: Due, today: dt.date) -> Json:
    return {
        "code": one.code,
        "form": one.form,
        "name": one.name,
        "day": one.day.isoformat(),
        "overdue_days": max((today - one.day).days, 0),
        "says": one.says,
    }
