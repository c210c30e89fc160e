"""How revisions, decisions and reckonings change the projections of merging (store-format 13)."""

from collections.abc import Sequence

from fieldkit.cases.merge import all_heads, merge
from fieldkit.cases.stricter import Risk, strictest
from fieldkit.store.applied_shared import Step
from fieldkit.store.beside import Lines, choices_of, computed_by, heads_text, lines_of, reckoned_of
from fieldkit.store.database import Database
from fieldkit.store.journal import Entry

INSERT = "INSERT INTO merges VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_CHOICE = "INSERT INTO merge_choices VALUES (?, ?, ?, ?, ?, ?, ?)"
INSERT_RECKONED = "INSERT INTO merge_reckoned VALUES (?, ?, ?, ?, ?)"
OF_CONTENT = """
SELECT m.record FROM merges m JOIN inbox i ON i.id = m.record WHERE i.content = ?1
UNION SELECT record FROM merge_choices WHERE n = ?2 AND content = ?1
UNION SELECT record FROM merge_reckoned WHERE n = ?2 AND content = ?1
"""


def settle_merge(db: Database, record: str) -> None:
    """Say whether a record has several heads, what of it is open, and which risk stands: from what is here now."""
    for table in ("merges", "merge_heads"):
        db.execute(f"DELETE FROM {table} WHERE record = ?", (record,))  # noqa: S608
    lines = lines_of(db, record)
    if lines is None:
        return
    choices, newest = choices_of(db, record)
    reckoned = reckoned_of(db, record)
    merged = merge(lines.versions, choices, computed_by(reckoned))
    fits = [_risk_of(one.said) for one in reckoned if (one.heads, one.after) == (merged.heads, newest)][:1]
    risk = strictest((*_of_heads(lines), *fits)) if merged.open or not fits else fits[0]
    clocks = [row[9] for row in lines.rows.values() if row[9] is not None]
    since = max(lines.rows[head][4] for head in merged.heads)
    db.execute_many("INSERT INTO merge_heads VALUES (?, ?)", [(record, head) for head in merged.heads])
    told = (risk.label, int(risk.urgent), int(risk.suspicion), risk.child, min(clocks, default=None))
    db.execute(INSERT, (record, len(merged.open), since, *told))


def _of_heads(lines: Lines) -> list[Risk]:
    rows = [lines.rows[head] for head in all_heads(lines.versions)]
    return [Risk(row[7], bool(row[5]), bool(row[6]), row[8]) for row in rows]


def _risk_of(said: object) -> Risk:
    assert isinstance(said, dict)
    return Risk(said["label"], said["urgent"], said["suspicion"], said["child"])


def decided(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    if contents[0] is not None:
        body, heads = entry.body, entry.body["heads"]
        assert isinstance(heads, list | tuple)
        said = (heads_text([str(head) for head in heads]), body["revision"], entry.actor, body["at_ms"])
        db.execute(INSERT_CHOICE, (entry.n, entry.subject, *said, entry.contents[0]))
        settle_merge(db, str(entry.subject))


def reckoned(db: Database, entry: Entry, contents: Sequence[bytes | None]) -> None:
    if contents[0] is not None:
        heads = entry.body["heads"]
        assert isinstance(heads, list | tuple)
        told = (heads_text([str(head) for head in heads]), entry.body["after"], entry.contents[0])
        db.execute(INSERT_RECKONED, (entry.n, entry.subject, *told))
        settle_merge(db, str(entry.subject))


def erased(db: Database, entry: Entry, _: Sequence[bytes | None]) -> None:
    ids = entry.body["contents"]
    assert isinstance(ids, list | tuple)
    changed: set[str] = set()
    for content_id in ids:
        n = int(str(content_id).partition(".")[0])
        changed |= {row[0] for row in db.query(OF_CONTENT, (content_id, n))}
        for table in ("merge_choices", "merge_reckoned"):
            db.execute(f"DELETE FROM {table} WHERE n = ? AND content = ?", (n, content_id))  # noqa: S608
    for record in sorted(changed):
        settle_merge(db, record)


MERGE_KINDS: dict[str, tuple[Step, ...]] = {
    "merge.decided": (decided,),
    "merge.reckoned": (reckoned,),
    "erased": (erased,),
}
