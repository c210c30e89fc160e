"""What the rows of a draft say, and how they are written: answers, and what happens beside them. store-format 7, 7.4"""

import heapq
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from fieldkit.cases.drafting import Draft, DraftAnswer, DraftStart, DraftSummary, NoteOn, TrailRow
from fieldkit.crypto import canonical
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.database import Row
from fieldkit.store.draft_stages import PIN, Stage
from fieldkit.store.quick_json import quick_canonical

ANSWER, POSITION, TYPED, REMARK, EVENT, OWNER, ASIDE = (
    "answer",
    "position",
    "typed",
    "remark",
    "event",
    "owner",
    "aside",
)
STANDING: Final = (ANSWER, POSITION)
"""Where an interview stands follows from these alone."""
SAID: Final = (ANSWER, POSITION, TYPED, REMARK)
"""Rows that keep something of the interview itself."""
TRAIL: Final = (ANSWER, POSITION, EVENT, REMARK)

NewRow = tuple[str, str | None, str | None, str | None, str | None]
"""A row to be written: kind, name, value, at, language."""


def header_of(draft: DraftStart, person: str) -> dict[str, Json]:
    """Return what a draft is pinned to when it starts."""
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


def summary_of(draft_id: str, stage: Stage) -> DraftSummary:
    """Return one line of the list of drafts."""
    header, rows, _ = stage
    started = instant(header["started"])
    texts = {name: str(header[name]) for name in ("code", "form", "version", "form_hash")}
    languages = [str(header["language"]), *(row[5] for row in rows if row[5])]
    stood = [row for row in rows if row[1] in STANDING]
    kept = [row for row in rows if row[1] in SAID]
    owned = [row for row in rows if row[1] in (OWNER, ASIDE)]
    owners = [str(header["person"]), *(str(row[2]) for row in owned if row[1] == OWNER)]
    return DraftSummary(
        id=draft_id,
        started=started,
        saved=instant(json.loads(kept[-1][4])) if kept else started,
        position=stood[-1][2] if stood else None,
        answered=bool(stood) and stood[-1][1] == ANSWER,
        language=languages[-1],
        person=owners[-1],
        answers=len({row[2] for row in rows if row[1] == ANSWER}),
        begun_by=str(header["person"]),
        aside=bool(owned) and owned[-1][1] == ASIDE and owned[-1][3] == "true",
        **texts,
    )


def draft_of(draft_id: str, stage: Stage) -> Draft:
    """Return a draft as one stage of it has it."""
    header, rows, _ = stage
    history = tuple(_answer(row) for row in rows if row[1] == ANSWER)
    latest = {answer.name: answer.value for answer in history}
    extra = header["extra"]
    assert isinstance(extra, dict)
    return Draft(
        summary=summary_of(draft_id, stage),
        extra=extra,
        answers={name: value for name, value in latest.items() if value is not None},
        history=history,
        notes=_notes(rows),
        trail=tuple(_trail(stage)),
        typed=_typed(rows),
    )


def answer_row(name: str, answer: Json, at: Instant, language: str) -> NewRow:
    """Return the row of an answer; None drops an earlier one."""
    value = None if answer is None else canonical.dumps(answer).decode()
    return (ANSWER, name, value, moment(at), language)


def note_row(name: str, note: NoteOn, at: str, language: str) -> NewRow:
    """Return the row of a worker's note; one that says nothing takes it away."""
    says = note.text or note.doubtful
    value = quick_canonical({"text": note.text, "doubt": note.doubtful}).decode() if says else None
    return (REMARK, name, value, at, language)


def typed_row(name: str, text: str, at: str, language: str) -> NewRow:
    """Return the row of what was being typed; nothing typed forgets what was."""
    return (TYPED, name, quick_canonical(text).decode() if text else None, at, language)


def carried(rows: Sequence[Row], answers: Sequence[NewRow]) -> list[NewRow]:
    """Return what an upgrade takes over: whose draft it is, then the answers with what happened among them, by time."""
    own: list[NewRow] = [row[1:6] for row in rows if row[1] in (OWNER, ASIDE)]
    events: list[NewRow] = [row[1:6] for row in rows if row[1] == EVENT]
    return [*own, *heapq.merge(answers, events, key=_utc_ms)]


def kept_without(rows: Sequence[Row], names: Collection[str]) -> list[NewRow]:
    """Return what stays when the answers to `names` go because consent does not cover them: nothing that was being
    typed, and a note only on an answer that stays. Where the interview stands, and in which language, stays also at a
    question whose answer goes. Older versions go whole."""
    newest = max((index for index, row in enumerate(rows) if row[1] == PIN), default=0)
    found = rows[newest:]
    latest = {row[2]: row[3] for row in found if row[1] == ANSWER and row[2] not in names}
    answered = {name for name, value in latest.items() if value is not None}
    stands = max((index for index, row in enumerate(found) if row[1] in STANDING), default=None)

    def stays(row: Row) -> bool:
        if row[1] in STANDING:
            return row[2] not in names
        return row[1] != TYPED and (row[1] != REMARK or row[2] in answered)

    kept: list[NewRow] = []
    for index, row in enumerate(found):
        if stays(row):
            kept.append(row[1:6])
        elif index == stands:
            kept.append((POSITION, row[2], None, *row[4:6]))
    return kept


def instant(value: Json) -> Instant:
    """Return a stored moment."""
    assert isinstance(value, dict)
    return Instant.from_json(value)


def moment(at: Instant) -> str:
    """Return a moment as it is stored."""
    return quick_canonical(at.as_json()).decode()


def _answer(row: Row) -> DraftAnswer:
    n, _, name, value, at, language, _ = row
    return DraftAnswer(n, name, None if value is None else json.loads(value), instant(json.loads(at)), language)


def _notes(rows: Sequence[Row]) -> Mapping[str, NoteOn]:
    found: dict[str, NoteOn] = {}
    for row in rows:
        if row[1] == REMARK:
            found.pop(row[2], None)
            if row[3] is not None:
                value = json.loads(row[3])
                found[row[2]] = NoteOn(value["text"], value["doubt"])
    return found


def _trail(stage: Stage) -> Iterator[TrailRow]:
    """Yield what happened, in order; first the version that the draft was moved to, if it was."""
    if stage.pin is not None:
        yield TrailRow(PIN, None, instant(json.loads(stage.pin[4])), stage.pin[5])
    for row in stage.rows:
        if row[1] in TRAIL:
            yield TrailRow(row[1], row[2], instant(json.loads(row[4])), row[5])


def _typed(rows: Sequence[Row]) -> tuple[str, str] | None:
    """Return what was being typed and nothing was answered or moved after."""
    last = next((row for row in reversed(rows) if row[1] in (*STANDING, TYPED)), None)
    return (last[2], json.loads(last[3])) if last is not None and last[1] == TYPED and last[3] is not None else None


def _utc_ms(row: NewRow) -> int:
    return int(json.loads(row[3] or "{}")["utc_ms"])
