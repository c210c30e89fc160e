"""Unfinished interviews: one committed transaction per answer, each answer with a running MAC (store-format 7)."""

from collections.abc import Collection, Mapping, Sequence

from fieldkit import errors
from fieldkit.cases.drafting import Draft, DraftAnswer, DraftPin, DraftStart, DraftSummary, ExtraEvent, KeptForm, NoteOn
from fieldkit.cases.withdrawal import KIND as WITHDRAWN
from fieldkit.cases.words import Role
from fieldkit.crypto import canonical
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.core import Core, as_object
from fieldkit.store.draft_chain import ROWS, DraftChain
from fieldkit.store.draft_rows import (
    ASIDE,
    EVENT,
    OWNER,
    POSITION,
    NewRow,
    answer_row,
    carried,
    draft_of,
    header_of,
    kept_without,
    moment,
    note_row,
    summary_of,
    typed_row,
)
from fieldkit.store.draft_stages import PIN, pinned_value, stages
from fieldkit.store.kept_forms import keep
from fieldkit.store.made import keep_made, note_event
from fieldkit.store.revising import may_begin, revised_stub


class Drafts(DraftChain):
    """The drafts of this store."""

    def start(self, draft: DraftStart, forms: Sequence[KeptForm] = (), answers: Sequence[DraftAnswer] = ()) -> str:
        """Open a draft and return its id (the record id). `forms` are the texts it is pinned to, kept with it.

        With `extra["revises"]` = {"rev", "base", "reason"} it is a revision of the finished interview of that id, and
        `answers` are what that one says (`n` is not used).
        Raises: RevisionOpen, ConsentWithdrawn, DiskFull, StoreUnwritable.
        """
        may_begin(self._core, draft)
        header = canonical.dumps(header_of(draft, self._core.journal.actor))
        n = self._core.draft_counter + 1
        mac = self._start_mac(draft.record_id, n, header)
        pinned: dict[str, Json] = {"form": draft.form, "version": draft.version, "form_hash": draft.form_hash}
        rows = [answer_row(one.name, one.value, one.at, one.language) for one in answers]
        last: list[bytes] = []

        def work() -> None:
            self._core.db.execute("INSERT INTO drafts VALUES (?, ?, ?, ?)", (draft.record_id, n, header, mac))
            self._core.journal.append("draft.started", draft.record_id, pinned)
            keep(self._core, forms)
            self._core.draft_counter = n
            last.append(self._append(draft.record_id, mac, rows))

        self.run("the new interview", work)
        self._macs[draft.record_id] = last[-1]  # a revision has the id of a draft that ended
        return draft.record_id

    # --- what is added while it goes on -----------------------------------------------------------------------

    def put(self, draft_id: str, name: str, answer: Json, at: Instant, language: str) -> None:
        """Commit one answer; when this returns it survives a power cut. None drops an earlier answer.

        Raises: DraftUnknown, DiskFull, StoreUnwritable.
        """
        self._add(draft_id, *answer_row(name, answer, at, language))

    def step(
        self, draft_id: str, answers: Sequence[tuple[str, Json]], position: str | None, at: Instant, language: str
    ) -> None:
        """Commit what one step changed, all of it or nothing: answers in order (None drops one), then at which question
        the interview stands now (None: where it stood). When this returns it survives a power cut.

        Raises: DraftUnknown, DiskFull, StoreUnwritable.
        """
        rows = [answer_row(name, answer, at, language) for name, answer in answers]
        rows += [] if position is None else [(POSITION, position, None, moment(at), language)]
        if len(rows) == 1:
            self._add(draft_id, *rows[0])
        elif rows:
            self._add_many(draft_id, rows)

    def position(self, draft_id: str, name: str | None, at: Instant | None = None) -> None:
        """Remember at which question the interview stands; None is the end."""
        self._add(draft_id, POSITION, name, None, moment(at or self._now()), None)

    def typed(self, draft_id: str, name: str, text: str, at: Instant, language: str) -> None:
        """Keep what was being typed at a question; "" forgets it, an answer or a position after it makes it void."""
        self._add(draft_id, *typed_row(name, text, moment(at), language))

    def note(self, draft_id: str, name: str, note: NoteOn, at: Instant, language: str) -> None:
        """Keep the worker's own note on a question; one that says nothing takes it away."""
        self._add(draft_id, *note_row(name, note, moment(at), language))

    def happened(self, draft_id: str, word: str, at: Instant, language: str) -> None:
        """Keep that something happened: paused, distress, resumed, left, hidden, locked, rechecked, ..."""
        self._add(draft_id, EVENT, word, None, moment(at), language)

    def set_aside(self, draft_id: str, aside: bool) -> None:
        """Set a draft aside, or take it up again. Raises: DraftUnknown, DiskFull, StoreUnwritable."""
        self._add(draft_id, ASIDE, None, "true" if aside else "false", moment(self._now()), None)

    def hand_over(self, draft_id: str, to_label: str, reason: str) -> None:
        """Make a draft another person's, taken up; journaled. Raises: DraftUnknown, SlotUnknown, DiskFull."""
        self._core.slots.slot(to_label)
        row: NewRow = (OWNER, to_label, None, moment(self._now()), None)

        def work() -> None:
            self._append(draft_id, self._last_mac(draft_id), [row])
            self._core.journal.append("draft.handed_over", draft_id, {"to": to_label, "reason": reason})

        self.run("the new owner", work)
        self._macs.clear()

    # --- what is there ----------------------------------------------------------------------------------------

    def load(self, draft_id: str) -> Draft:
        """Return a draft after checking its MACs. Raises: DraftUnknown, DraftDamaged."""
        return self.versions(draft_id)[-1]

    def versions(self, draft_id: str) -> tuple[Draft, ...]:
        """Return the draft as it is, last, and before it the copies that upgrades of its form left, oldest first.

        Raises: DraftUnknown, DraftDamaged.
        """
        header, rows = self._checked(draft_id)
        return tuple(draft_of(draft_id, stage) for stage in stages(header, rows))

    def list(self) -> tuple[DraftSummary, ...]:
        """Return all drafts: own ones first, then those of others, what was set aside last; each newest first."""
        found = []
        for draft_id, data in self._core.db.query("SELECT id, header FROM drafts ORDER BY n DESC"):
            newest = stages(as_object(data), self._core.db.query(ROWS, (draft_id,)))[-1]
            found.append(summary_of(draft_id, newest))
        me = self._core.journal.actor
        return tuple(sorted(found, key=lambda draft: (draft.aside, draft.person != me)))

    # --- what changes it as a whole ---------------------------------------------------------------------------

    def upgrade(
        self,
        draft_id: str,
        pin: DraftPin,
        answers: Sequence[DraftAnswer],
        position: str | None,
        forms: Sequence[KeptForm] = (),
        notes: Mapping[str, NoteOn] | None = None,
        typed: tuple[str, str] | None = None,
    ) -> None:
        """Move a draft to another version of its form. `answers` are its history there, in order (`n` is not used),
        `notes` and `typed` what was noted and being typed, by the names there; whose it is goes with it.

        What it had before stays as a copy until the interview ends. One transaction.
        Raises: DraftUnknown, DraftDamaged, DiskFull, StoreUnwritable.
        """
        header, before = self._checked(draft_id)
        stage = stages(header, before)[-1]
        now, language = moment(self._now()), summary_of(draft_id, stage).language
        history = [answer_row(one.name, one.value, one.at, one.language) for one in answers]
        rows: list[NewRow] = [(PIN, None, pinned_value(pin), now, language), *carried(stage.rows, history)]
        rows += [note_row(name, note, now, language) for name, note in (notes or {}).items()]
        rows += [] if position is None else [(POSITION, position, None, now, None)]
        rows += [] if typed is None else [typed_row(*typed, now, language)]
        body: dict[str, Json] = {"form": pin.form, "version": pin.version, "form_hash": pin.form_hash}

        def work() -> None:
            keep(self._core, forms)
            self._append(draft_id, self._last_mac(draft_id), rows)
            self._core.journal.append("draft.upgraded", draft_id, {**body, "before": stage.header["form_hash"]})

        self.run("the upgraded interview", work)
        self._macs.clear()

    def forget(self, draft_id: str, names: Collection[str]) -> None:
        """Delete the answers to `names` with their history for good, because consent was refused or taken back; also
        what was being typed, and every note but those on answers that stay.

        Copies of older versions go whole. What stays keeps its order and gets new MACs, in one transaction; the log is
        emptied after it.
        Raises: DraftUnknown, DraftDamaged, DiskFull, StoreUnwritable.
        """
        _, rows = self._checked(draft_id)
        kept = kept_without(rows, names)

        def work() -> None:
            self._core.db.execute("DELETE FROM answers WHERE draft = ?", (draft_id,))
            self._append(draft_id, bytes(self._known(draft_id)[2]), kept)
            self._move_on()

        self.run("what is kept", work)
        self._macs.clear()
        self._core.settle()

    def discard(self, draft_id: str, reason: str) -> None:
        """Delete a draft for good; only the fact and the reason stay. Raises: DraftUnknown."""
        self._known(draft_id)
        self.run("the discarded interview", lambda: self.drop(draft_id, reason))
        self._core.settle()

    def drop(self, draft_id: str, reason: str) -> None:
        """Do what `discard` does, inside a transaction of `run`."""
        answers = self._delete(draft_id)
        self._core.journal.append("draft.discarded", draft_id, {"reason": reason, "answers": answers})
        self._macs.pop(draft_id, None)

    def finish(
        self,
        draft_id: str,
        stub: Mapping[str, Json],
        content: Mapping[str, Json],
        identity: Mapping[str, Json] | None = None,
        events: Sequence[ExtraEvent] = (),
    ) -> None:
        """Turn a draft into a record: stub, content, identity and events in one transaction, the draft gone.

        `stub["id"]` must be the draft's record id. Also used for a refusal: pass only what is kept. Of a revision the
        number, the base, the begin and the earliest start of the clock are filled in here.
        At headquarters they are the lines that a bundle would carry. Raises: DraftUnknown, DiskFull, StoreUnwritable.
        """
        extra = as_object(self._known(draft_id)[1])["extra"]
        if stub["id"] != draft_id:
            raise errors.DraftUnknown(id=stub["id"])
        kept = revised_stub(self._core, extra if isinstance(extra, Mapping) else {}, stub)
        record = keep_made if self._core.role is Role.HQ else _keep_to_pack

        def work() -> None:
            record(self._core, kept, content, identity, events)
            self._delete(draft_id)

        self.run("the finished interview", work)
        self._core.settle()

    def _now(self) -> Instant:
        return self._core.machine.clock.now()


def _keep_to_pack(
    core: Core,
    stub: Mapping[str, Json],
    content: Mapping[str, Json],
    identity: Mapping[str, Json] | None,
    events: Sequence[ExtraEvent],
) -> None:
    """Journal a finished interview of a laptop, to travel with the next bundle; inside a transaction."""
    record_id, append = str(stub["id"]), core.journal.append
    append("interview.finished", record_id, {"stub": stub})
    append("interview.content", record_id, {}, [canonical.dumps(content)])
    if identity is not None:
        append("interview.identity", record_id, {}, [canonical.dumps(identity)])
    for event in events:
        append_event(core, record_id, event)


def append_event(core: Core, record_id: str, event: ExtraEvent) -> None:
    """Append an event about a record, to travel with the next bundle, or at headquarters to stay; inside a transaction
    or in one of its own. Raises: NotMadeHere."""
    if core.role is Role.HQ:
        note_event(core, record_id, event)
        return
    by = event.body.get("by")
    facts: dict[str, Json] = {"kind": event.kind, "at_ms": event.at.utc_ms, "by": by if isinstance(by, str) else None}
    if event.kind == WITHDRAWN:
        facts["of"] = event.body.get("purposes", ())
    line: dict[str, Json] = {**event.body, "kind": event.kind, "at": event.at.as_json()}
    core.journal.append("record.event", record_id, facts, [canonical.dumps(line)])
