"""Unfinished interviews: one committed transaction per answer, each answer with a running MAC (store-format 7)."""

import builtins
import contextlib
import hmac
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from fieldkit import errors
from fieldkit.cases.drafting import Draft, DraftAnswer, DraftPin, DraftStart, DraftSummary, ExtraEvent, KeptForm
from fieldkit.cases.words import Role
from fieldkit.crypto import canonical, derive
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core, as_object
from fieldkit.store.database import Row
from fieldkit.store.draft_stages import PIN, pinned_value, stages
from fieldkit.store.kept_forms import keep
from fieldkit.store.quick_json import quick_canonical

INSERT_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
ROWS = "SELECT n, kind, name, value, at, language, mac FROM answers WHERE draft = ? ORDER BY n"
KEEP_COUNTER = "INSERT INTO counters VALUES ('draft', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
STILL_OPEN = ("draft.started", "draft.discarded", "interview.finished")


class Drafts:
    """The drafts of this store."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._macs: dict[str, bytes] = {}
        core.draft_counter = self._stored_counter()

    def start(self, draft: DraftStart, forms: Sequence[KeptForm] = ()) -> str:
        """Open a draft and return its id (the record id). `forms` are the texts it is pinned to, kept with it."""
        self._core.need(Role.FIELD)
        header = canonical.dumps(_header(draft, self._core.journal.actor))
        n = self._core.draft_counter + 1
        mac = self._mac(b"draft", draft.record_id.encode(), _number(n), header)
        pinned: dict[str, Json] = {"form": draft.form, "version": draft.version, "form_hash": draft.form_hash}

        def work() -> None:
            self._core.db.execute("INSERT INTO drafts VALUES (?, ?, ?, ?)", (draft.record_id, n, header, mac))
            self._core.journal.append("draft.started", draft.record_id, pinned)
            keep(self._core, forms)
            self._core.draft_counter = n

        self._run("the new interview", work)
        self._macs[draft.record_id] = mac
        return draft.record_id

    def put(self, draft_id: str, name: str, answer: Json, at: Instant, language: str) -> None:
        """Commit one answer; when this returns it survives a power cut. None drops an earlier answer.

        Raises: DraftUnknown, DiskFull, StoreUnwritable.
        """
        value = None if answer is None else canonical.dumps(answer).decode()
        self._add(draft_id, "answer", name, value, _moment(at), language)

    def position(self, draft_id: str, name: str | None, at: Instant | None = None) -> None:
        """Remember at which question the interview stands; None is the end."""
        moment = at or self._core.machine.clock.now()
        self._add(draft_id, "position", name, None, _moment(moment), None)

    def load(self, draft_id: str) -> Draft:
        """Return a draft after checking its MACs. Raises: DraftUnknown, DraftDamaged."""
        return self.versions(draft_id)[-1]

    def versions(self, draft_id: str) -> tuple[Draft, ...]:
        """Return the draft as it is, last, and before it the copies that upgrades of its form left, oldest first.

        Raises: DraftUnknown, DraftDamaged.
        """
        header, rows = self._checked(draft_id)
        return tuple(_draft(draft_id, pinned, own) for pinned, own in stages(header, rows))

    def upgrade(
        self,
        draft_id: str,
        pin: DraftPin,
        answers: Sequence[DraftAnswer],
        position: str | None,
        forms: Sequence[KeptForm] = (),
    ) -> None:
        """Move a draft to another version of its form; `answers` are its history there, in order (`n` is not used).

        What it had before stays as a copy until the interview ends. One transaction.
        Raises: DraftUnknown, DraftDamaged, DiskFull, StoreUnwritable.
        """
        before = self.load(draft_id).summary
        now = _moment(self._core.machine.clock.now())
        rows: list[tuple[str, str | None, str | None, str, str | None]] = [
            (PIN, None, pinned_value(pin), now, before.language)
        ]
        for answer in answers:
            value = None if answer.value is None else canonical.dumps(answer.value).decode()
            rows.append(("answer", answer.name, value, _moment(answer.at), answer.language))
        if position is not None:
            rows.append(("position", position, None, now, None))
        body: dict[str, Json] = {"form": pin.form, "version": pin.version, "form_hash": pin.form_hash}

        def work() -> None:
            keep(self._core, forms)
            self._append(draft_id, self._last_mac(draft_id), rows)
            self._core.journal.append("draft.upgraded", draft_id, {**body, "before": before.form_hash})

        self._run("the upgraded interview", work)
        self._macs.clear()

    def _append(
        self,
        draft_id: str,
        mac: bytes,
        rows: Sequence[tuple[str, str | None, str | None, str | None, str | None]],
    ) -> None:
        """Add rows with their MACs inside a transaction."""
        n = self._core.draft_counter
        for row in rows:
            n, mac = n + 1, self._row_mac(mac, n + 1, *row)
            self._core.db.execute(INSERT_ANSWER, (n, draft_id, *row, mac))
        self._core.draft_counter = n

    def list(self) -> tuple[DraftSummary, ...]:
        """Return all drafts, newest first."""
        found = []
        for draft_id, data in self._core.db.query("SELECT id, header FROM drafts ORDER BY n DESC"):
            header, rows = stages(as_object(data), self._core.db.query(ROWS, (draft_id,)))[-1]
            found.append(_summary(draft_id, header, rows))
        return tuple(found)

    def discard(self, draft_id: str, reason: str) -> None:
        """Delete a draft for good; only the fact and the reason stay. Raises: DraftUnknown."""
        self._known(draft_id)

        def work() -> None:
            answers = self._delete(draft_id)
            self._core.journal.append("draft.discarded", draft_id, {"reason": reason, "answers": answers})

        self._run("the discarded interview", work)
        self._core.settle()

    def forget(self, draft_id: str, names: Collection[str]) -> None:
        """Delete the answers to `names` with their history for good, because consent was refused or taken back.

        Copies of older versions go whole. What stays keeps its order and gets new MACs, in one transaction; the log is
        emptied after it.
        Raises: DraftUnknown, DraftDamaged, DiskFull, StoreUnwritable.
        """
        _, rows = self._checked(draft_id)
        newest = max((index for index, row in enumerate(rows) if row[1] == PIN), default=0)
        kept = [row[1:6] for row in rows[newest:] if row[2] not in names]

        def work() -> None:
            self._core.db.execute("DELETE FROM answers WHERE draft = ?", (draft_id,))
            self._append(draft_id, bytes(self._known(draft_id)[2]), kept)
            self._core.draft_counter += 1
            self._core.db.execute(KEEP_COUNTER, (self._core.draft_counter,))

        self._run("what is kept", work)
        self._macs.clear()
        self._core.settle()

    def finish(
        self,
        draft_id: str,
        stub: Mapping[str, Json],
        content: Mapping[str, Json],
        identity: Mapping[str, Json] | None = None,
        events: Sequence[ExtraEvent] = (),
    ) -> None:
        """Turn a draft into a record: stub, content, identity and events in one transaction, the draft gone.

        `stub["id"]` must be the draft's record id. Also used for a refusal: pass only what is kept.
        Raises: DraftUnknown, DiskFull, StoreUnwritable.
        """
        self._known(draft_id)
        if stub["id"] != draft_id:
            raise errors.DraftUnknown(id=stub["id"])
        append = self._core.journal.append

        def work() -> None:
            append("interview.finished", draft_id, {"stub": stub})
            append("interview.content", draft_id, {}, [canonical.dumps(content)])
            if identity is not None:
                append("interview.identity", draft_id, {}, [canonical.dumps(identity)])
            for event in events:
                append_event(self._core, draft_id, event)
            self._delete(draft_id)

        self._run("the finished interview", work)
        self._core.settle()

    def check(self) -> None:
        """Check every draft's MACs, and that exactly the drafts are here that the journal says are open.

        Raises: DraftDamaged.
        """
        here = [row[0] for row in self._core.db.query("SELECT id FROM drafts")]
        for draft_id in here:
            self._checked(draft_id)
        strays = self._core.db.query("SELECT DISTINCT draft FROM answers WHERE draft NOT IN (SELECT id FROM drafts)")
        for odd in sorted(self._open_by_journal().symmetric_difference(here)) + [row[0] for row in strays]:
            raise errors.DraftDamaged(code=odd[:8])

    def salvage(self) -> int:
        """Cut every draft back to what its MACs prove, delete what has no draft; return how many rows went.

        Only for a store whose loss was accepted, inside its transaction.
        """
        before = self._core.db.number("SELECT count(*) FROM answers")
        wanted = self._open_by_journal()
        for draft_id, n, header, mac in self._core.db.query("SELECT id, n, header, mac FROM drafts"):
            proven = mac == self._mac(b"draft", draft_id.encode(), _number(n), header)
            good = self._good_rows(draft_id, mac) if proven and draft_id in wanted else []
            last = good[-1][0] if good else 0
            self._core.db.execute("DELETE FROM answers WHERE draft = ? AND n > ?", (draft_id, last))
            if not (proven and draft_id in wanted):
                self._core.db.execute("DELETE FROM drafts WHERE id = ?", (draft_id,))
        self._core.db.execute("DELETE FROM answers WHERE draft NOT IN (SELECT id FROM drafts)")
        for gone in sorted(wanted - {row[0] for row in self._core.db.query("SELECT id FROM drafts")}):
            self._core.journal.append("draft.discarded", gone, {"reason": "lost", "answers": 0})
        self._macs.clear()
        return before - self._core.db.number("SELECT count(*) FROM answers")

    def _add(
        self, draft_id: str, kind: str, name: str | None, value: str | None, at: str, language: str | None
    ) -> None:
        before, n = self._last_mac(draft_id), self._core.draft_counter + 1
        mac = self._row_mac(before, n, kind, name, value, at, language)
        row = (n, draft_id, kind, name, value, at, language, mac)
        with self._counting():
            self._core.draft_counter = n  # before the commit, so that the anchor written after it has it
            self._core.db.run_statement("the answer", INSERT_ANSWER, row)
        self._macs[draft_id] = mac

    def _run(self, what: str, work: Callable[[], None]) -> None:
        with self._counting():
            self._core.db.run(what, work)

    @contextlib.contextmanager
    def _counting(self) -> Iterator[None]:
        """After anything that fails, or a Ctrl-C beside a commit, count from what is stored."""
        counter = self._core.draft_counter
        try:
            yield
        except BaseException:
            self._core.draft_counter = counter
            self._macs.clear()
            with contextlib.suppress(errors.FieldkitError):
                self._core.draft_counter = self._stored_counter()
            raise

    def _delete(self, draft_id: str) -> int:
        """Delete a draft's rows inside a transaction; the counter moves on, so that its coming back is noticed."""
        answers = self._core.db.number("SELECT count(*) FROM answers WHERE draft = ?", (draft_id,))
        self._core.db.execute("DELETE FROM answers WHERE draft = ?", (draft_id,))
        self._core.db.execute("DELETE FROM drafts WHERE id = ?", (draft_id,))
        self._core.draft_counter += 1
        self._core.db.execute(KEEP_COUNTER, (self._core.draft_counter,))
        return answers

    def _stored_counter(self) -> int:
        return max(
            self._core.db.number("SELECT value FROM counters WHERE name = 'draft'"),
            self._core.db.number("SELECT max(n) FROM answers"),
            self._core.db.number("SELECT max(n) FROM drafts"),
        )

    def _known(self, draft_id: str) -> Row:
        row = self._core.db.one("SELECT n, header, mac FROM drafts WHERE id = ?", (draft_id,))
        if row is None:
            raise errors.DraftUnknown(id=draft_id)
        return row

    def _last_mac(self, draft_id: str) -> bytes:
        if draft_id not in self._macs:
            start = self._known(draft_id)[2]
            row = self._core.db.one("SELECT mac FROM answers WHERE draft = ? ORDER BY n DESC LIMIT 1", (draft_id,))
            self._macs[draft_id] = bytes(row[0] if row else start)
        return self._macs[draft_id]

    def _checked(self, draft_id: str) -> tuple[dict[str, Json], builtins.list[Row]]:
        n, data, mac = self._known(draft_id)
        rows = self._core.db.query(ROWS, (draft_id,))
        proven = hmac.compare_digest(mac, self._mac(b"draft", draft_id.encode(), _number(n), data))
        if not proven or len(self._good_rows(draft_id, mac)) != len(rows):
            raise errors.DraftDamaged(code=draft_id[:8])
        return as_object(data), rows

    def _good_rows(self, draft_id: str, mac: bytes) -> builtins.list[Row]:
        good = []
        for row in self._core.db.query(ROWS, (draft_id,)):
            if not hmac.compare_digest(row[6], self._row_mac(mac, *row[:6])):
                break
            good.append(row)
            mac = row[6]
        return good

    def _open_by_journal(self) -> set[str]:
        marks = ",".join("?" * len(STILL_OPEN))
        sql = f"SELECT kind, subject FROM entries WHERE kind IN ({marks}) ORDER BY n"  # noqa: S608
        still: set[str] = set()
        for kind, subject in self._core.db.query(sql, STILL_OPEN):
            (still.add if kind == "draft.started" else still.discard)(subject)
        return still

    def _row_mac(
        self,
        before: bytes,
        n: int,
        kind: str,
        name: str | None,
        value: str | None,
        at: str | None,
        language: str | None,
    ) -> bytes:
        texts = (kind, name, value, at, language)
        return self._mac(before, _number(n), *(b"" if text is None else text.encode() for text in texts))

    def _mac(self, *parts: bytes) -> bytes:
        return derive.mac(self._core.mac_key, *parts)


def append_event(core: Core, record_id: str, event: ExtraEvent) -> None:
    """Append an event about a record, to travel with the next bundle; inside a transaction or in one of its own."""
    by = event.body.get("by")
    facts: dict[str, Json] = {"kind": event.kind, "at_ms": event.at.utc_ms, "by": by if isinstance(by, str) else None}
    line: dict[str, Json] = {**event.body, "kind": event.kind, "at": event.at.as_json()}
    core.journal.append("record.event", record_id, facts, [canonical.dumps(line)])


def _header(draft: DraftStart, person: str) -> dict[str, Json]:
    return {
        "code": draft.code,
        "form": draft.form,
        "version": draft.version,
        "form_hash": draft.form_hash,
        "language": draft.language,
        "started": draft.started.as_json(),
        "person": person,
        "extra": draft.extra,
    }


def _summary(draft_id: str, header: Mapping[str, Json], rows: Sequence[Row]) -> DraftSummary:
    started = _instant(header["started"])
    texts = {name: str(header[name]) for name in ("code", "form", "version", "form_hash", "person")}
    languages = [str(header["language"]), *(row[5] for row in rows if row[5])]
    return DraftSummary(
        id=draft_id,
        started=started,
        saved=_instant(json.loads(rows[-1][4])) if rows else started,
        position=rows[-1][2] if rows else None,
        answered=bool(rows) and rows[-1][1] == "answer",
        language=languages[-1],
        answers=len({row[2] for row in rows if row[1] == "answer"}),
        **texts,
    )


def _draft(draft_id: str, header: Mapping[str, Json], rows: Sequence[Row]) -> Draft:
    history = tuple(_answer(row) for row in rows if row[1] == "answer")
    latest = {answer.name: answer.value for answer in history}
    extra = header["extra"]
    assert isinstance(extra, dict)
    kept = {name: value for name, value in latest.items() if value is not None}
    return Draft(_summary(draft_id, header, rows), extra, kept, history)


def _answer(row: Row) -> DraftAnswer:
    n, _, name, value, at, language, _ = row
    return DraftAnswer(n, name, None if value is None else json.loads(value), _instant(json.loads(at)), language)


def _instant(value: Json) -> Instant:
    assert isinstance(value, dict)
    return Instant.from_json(value)


def _moment(at: Instant) -> str:
    return quick_canonical(at.as_json()).decode()


def _number(n: int) -> bytes:
    return n.to_bytes(8, "big")
