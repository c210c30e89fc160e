"""What is due after interviews: the answers that say on which day, and what was done. store-format 7.7"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from fieldkit.cases.drafting import ExtraEvent
from fieldkit.cases.due import Dated
from fieldkit.cases.words import InboxRow, Role
from fieldkit.forms.keys import name_of
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core, as_object
from fieldkit.store.drafts import append_event
from fieldkit.store.inbox import Inbox
from fieldkit.store.merging import Merging
from fieldkit.store.records import Records
from fieldkit.store.settings import Settings
from fieldkit.store.unsure import is_unsure

KeysOf: TypeAlias = Callable[[str, str], Collection[str]]
DONE = "due_done"
"""The kind of event that says so from a laptop."""
OF_FORM = """
SELECT id FROM inbox i WHERE current = 1 AND standing = 'confirmed' AND readable = 1 AND instr(stub, ?) > 0
    AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.record = i.id AND o.device = i.device)
ORDER BY n
"""
DONE_AT_HQ = "SELECT name, day FROM dues_done WHERE record = ?"
DONE_IN_FIELD = "SELECT content FROM items WHERE record = ? AND kind = 'event' AND readable = 1 ORDER BY n"


class Dues:
    """What is due for the interviews that can be read here, on a laptop as at headquarters."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._inbox, self._records, self._merging = Inbox(core), Records(core), Merging(core)

    def dated(self, forms: Collection[str], keys_of: KeysOf) -> Iterator[Dated]:
        """Yield the interviews on these forms that can be read here, with those answers that `keys_of` names for a form
        and its hash (in a repeat of all instances) and nothing else; those of which everything was withdrawn are left
        out. One in several versions comes once for each of them.

        No look that is journaled: what is told of them is a day.
        """
        yield from self._at_hq(forms, keys_of) if self._core.role is Role.HQ else self._in_field(forms, keys_of)

    def mark(self, record_id: str, name: str, day: str, at: Instant) -> None:
        """Journal that what was due on a day was done, by whoever opened the store. On a laptop it travels."""
        if self._core.role is Role.HQ:
            self._core.journal.append("due.done", record_id, {"name": name, "day": day, "at_ms": at.utc_ms})
            return
        facts: dict[str, Json] = {"name": name, "day": day, "by": self._core.journal.actor}
        append_event(self._core, record_id, ExtraEvent(DONE, at, facts))

    def done_here(self, subject: str) -> frozenset[tuple[str, str]]:
        """Return the (name, day) of what was said at headquarters to be done, for an interview or a concern."""
        return frozenset((str(name), str(day)) for name, day in self._core.db.query(DONE_AT_HQ, (subject,)))

    def _at_hq(self, forms: Collection[str], keys_of: KeysOf) -> Iterator[Dated]:
        for form in () if is_unsure(Settings(self._core)) else sorted(forms):
            for (record_id,) in self._core.db.query(OF_FORM, (f'"form":{json.dumps(form)}',)):
                row = self._inbox.get(record_id)
                if row.form == form and not _shut(row):
                    of = (row.id, row.code, form, str(row.stub["form_hash"]))
                    done = self._done_at_hq(row)
                    yield from (_dated(of, content, keys_of, done) for content in self._contents(row))

    def _contents(self, row: InboxRow) -> Iterable[Json]:
        """Return what an interview says; where versions stand beside each other, as each of them has what is open."""
        if row.versions is not None and (merged := self._merging.contents(row.id)):
            return merged
        payload = self._core.journal.content(row.content_id)
        return () if payload is None else (as_object(payload).get("content"),)

    def _done_at_hq(self, row: InboxRow) -> frozenset[tuple[str, str]]:
        return self.done_here(row.id) | _done(self._inbox.events(row))

    def _in_field(self, forms: Collection[str], keys_of: KeysOf) -> Iterator[Dated]:
        for row in self._records.list():
            gone = row.withdrawn is not None and row.withdrawn.everything
            content = None if gone or row.form not in forms else self._records.content(row.id)
            if content is not None:
                found = self._core.db.query(DONE_IN_FIELD, (row.id,))
                payloads = (self._core.journal.content(content_id) for (content_id,) in found)
                said = _done(as_object(payload) for payload in payloads if payload is not None)
                of = (row.id, row.code, row.form, str(row.stub["form_hash"]))
                yield _dated(of, content, keys_of, frozenset(said))


def _shut(row: InboxRow) -> bool:
    return row.withdrawn is not None and row.withdrawn.everything


def _done(events: Iterable[Mapping[str, Json]]) -> set[tuple[str, str]]:
    return {(str(event.get("name")), str(event.get("day"))) for event in events if event.get("kind") == DONE}


def _dated(of: tuple[str, str, str, str], content: Json, keys_of: KeysOf, done: frozenset[tuple[str, str]]) -> Dated:
    record_id, code, form, form_hash = of
    keys = keys_of(form, form_hash)
    answers = content.get("answers") if isinstance(content, Mapping) else None
    told = answers if isinstance(answers, Mapping) else {}
    dates = {key: value for key, value in told.items() if name_of(key) in keys}
    return Dated(record_id, code, form, form_hash, dates, done)
