"""The append-only journal: a hash chain of headers, contents that can be erased (store-format 5)."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.ports import Clock, Entropy, Instant
from fieldkit.result import Json
from fieldkit.store.database import Database, Row
from fieldkit.store.quick_json import quick_canonical

NO_HASH = "0" * 64
NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry as written. `contents` are the ids of its contents in order."""

    n: int
    epoch: str
    at: Instant
    actor: str
    kind: str
    subject: str | None
    body: Mapping[str, Json]
    contents: tuple[str, ...]
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: its number, epoch and hash."""

    n: int
    epoch: str
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the journal does not fit: entry number, why, and the content's id if it is a content."""

    n: int
    why: str
    content: str | None = None


Apply = Callable[[Entry, Sequence[bytes | None]], None]


class Journal:
    """The journal of an open store. Kinds are registered in store-format 6.

    `apply` brings an entry into the projections, inside the same transaction.
    """

    def __init__(self, database: Database, clock: Clock, entropy: Entropy, apply: Apply) -> None:
        self._db = database
        self._clock = clock
        self._entropy = entropy
        self._apply = apply
        self._head = self._newest()
        self.actor = "nobody"

    def append(
        self,
        kind: str,
        subject: str | None = None,
        body: Mapping[str, Json] | None = None,
        contents: Sequence[bytes] = (),
        *,
        epoch: str | None = None,
    ) -> Entry:
        """Append an entry and apply it to the projections, in the current transaction or one of its own.

        `epoch` is given only by the entry that opens one.
        """
        return self._db.run(kind, lambda: self._append(kind, subject, body or {}, contents, canonical.dumps, epoch))

    def append_many(self, kind: str, body: Mapping[str, Json], contents: Sequence[bytes]) -> Entry:
        """Append like `append`, for hundreds of contents at once, which are applied as the sequence that they are. The
        keys in `body` must be ASCII."""
        return self._db.run(kind, lambda: self._append(kind, None, body, contents, quick_canonical, None))

    def erase(self, content_ids: Sequence[str], reason: str) -> Entry:
        """Erase contents with their nonces and append an `erased` entry."""

        def work() -> Entry:
            for content_id in content_ids:
                self._db.execute("UPDATE contents SET nonce = NULL, payload = NULL WHERE id = ?", (content_id,))
            return self.append("erased", None, {"reason": reason, "contents": list(content_ids)})

        return self._db.run("the erasure", work)

    def content(self, content_id: str) -> bytes | None:
        """Return a content checked against its commitment, or None when erased. Raises: JournalDamaged."""
        n = content_id.partition(".")[0]
        row = self._db.one(
            "SELECT e.header, c.nonce, c.payload FROM contents c JOIN entries e ON e.n = c.entry WHERE c.id = ?",
            (content_id,),
        )
        if row is None:
            raise errors.JournalDamaged(n=n, why=f"content {content_id} is missing")
        return self.checked(content_id, *row)

    @staticmethod
    def checked(content_id: str, header: bytes, nonce: bytes | None, payload: bytes | None) -> bytes | None:
        """Return a content that was read with its entry's header, checked against its commitment, or None when erased.

        Raises: JournalDamaged.
        """
        if payload is None or nonce is None:
            return None
        n, _, position = content_id.partition(".")
        if _commitment(nonce, payload) != json.loads(header)["contents"][int(position)]:
            raise errors.JournalDamaged(n=n, why=f"content {content_id} does not fit its commitment")
        return bytes(payload)

    def head(self) -> Head:
        """Return the newest entry; in an empty journal number 0."""
        return self._head

    def rolled_back(self) -> None:
        """Forget what a transaction that was taken back had appended."""
        self._head = self._newest()

    def entries(self, kind: str | None = None, after: int = 0) -> Iterator[Entry]:
        """Yield entries (of one kind) in order, after number `after`."""
        sql = "SELECT header, hash FROM entries WHERE n > ? AND (? IS NULL OR kind = ?) ORDER BY n"
        for header, found in self._db.each(sql, (after, kind, kind)):
            yield _parsed(header, found)

    def last(self, *kinds: str) -> Entry | None:
        """Return the newest entry of one of these kinds."""
        marks = ",".join("?" * len(kinds))
        sql = f"SELECT header, hash FROM entries WHERE kind IN ({marks}) ORDER BY n DESC LIMIT 1"  # noqa: S608
        row = self._db.one(sql, kinds)
        return _parsed(*row) if row else None

    def latest_ms(self) -> int:
        """Return the latest time of any entry, ms since 1970: a clock that says an earlier one is wrong, or that was.
        The whole journal is looked through."""
        return self._db.number("SELECT max(json_extract(CAST(header AS TEXT), '$.at.utc_ms')) FROM entries")

    def hash_of(self, n: int) -> str | None:
        """Return the hash of entry `n`, or None."""
        row = self._db.one("SELECT hash FROM entries WHERE n = ?", (n,))
        return str(row[0]) if row else None

    def stub_before(self, n: int) -> Mapping[str, Json]:
        """Return the stub of the interview whose content is entry `n`: of the entry before it. store-format 6"""
        row = self._db.one("SELECT header FROM entries WHERE n = ? AND kind = 'interview.finished'", (n - 1,))
        if row is None:
            raise errors.JournalDamaged(n=n, why="it does not stand behind the interview that it belongs to")
        stub: Mapping[str, Json] = json.loads(row[0])["body"]["stub"]
        return stub

    def payloads(self, entry: Entry) -> tuple[bytes | None, ...]:
        """Return the contents of an entry in order; None for each erased one."""
        rows = self._db.query("SELECT id, payload FROM contents WHERE entry = ?", (entry.n,))
        found: dict[str, bytes | None] = {row[0]: row[1] for row in rows}
        return tuple(found.get(content_id) for content_id in entry.contents)

    def verify(self) -> int:
        """Check the whole chain and every content against its commitment; return the number of entries.

        Raises: JournalDamaged naming the first bad entry.
        """
        for fault in self.faults():
            raise errors.JournalDamaged(n=fault.n, why=fault.why)
        return self._head.n

    def faults(self) -> Iterator[Fault]:
        """Yield everything that does not fit, except what an `epoch.opened` entry has accepted (store-format 5)."""
        accepted = [entry.body for entry in self.entries("epoch.opened")]
        breaks = {n for body in accepted for n in _list(body, "breaks")}
        lost = {i for body in accepted for i in _list(body, "lost")} | self._erased()
        before = Head(0, "", NO_HASH)
        for row in self._db.each("SELECT n, epoch, kind, subject, header, hash FROM entries ORDER BY n"):
            why = _misfit(row, before)
            if why and row[0] not in breaks:
                yield Fault(row[0], why)
            before = Head(row[0], row[1], row[5])
            if _hashed(row[4]) == row[5]:
                yield from self._content_faults(_parsed(row[4], row[5]), json.loads(row[4])["contents"], lost)

    def _erased(self) -> set[Json]:
        return {content_id for entry in self.entries("erased") for content_id in _list(entry.body, "contents")}

    def _content_faults(self, entry: Entry, commitments: Sequence[str], lost: set[Json]) -> Iterator[Fault]:
        rows = self._db.query("SELECT id, nonce, payload FROM contents WHERE entry = ?", (entry.n,))
        found = {row[0]: row[1:] for row in rows}
        for content_id, commitment in zip(entry.contents, commitments, strict=True):
            nonce, payload = found.get(content_id, (None, None))
            if payload is None and content_id not in lost:
                yield Fault(entry.n, f"content {content_id} is missing and was never erased", content_id)
            elif payload is not None and content_id in lost:
                yield Fault(entry.n, f"content {content_id} was erased and is here again", content_id)
            elif payload is not None and _commitment(nonce, payload) != commitment:
                yield Fault(entry.n, f"content {content_id} does not fit its commitment", content_id)

    def _append(
        self,
        kind: str,
        subject: str | None,
        body: Mapping[str, Json],
        contents: Sequence[bytes],
        encode: Callable[[Json], bytes],
        epoch: str | None,
    ) -> Entry:
        n, now = self._head.n + 1, self._clock.now()
        rows, commitments = self._commit_to(n, contents)
        entry_epoch = epoch or self._head.epoch
        header = encode(
            {
                "v": 1,
                "epoch": entry_epoch,
                "n": n,
                "prev": self._head.hash,
                "at": now.as_json(),
                "actor": self.actor,
                "kind": kind,
                "subject": subject,
                "body": body,
                "contents": commitments,
            }
        )
        found = _hashed(header)
        self._db.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", (n, entry_epoch, kind, subject, header, found)
        )
        self._db.execute_many("INSERT INTO contents VALUES (?, ?, ?, ?)", rows)
        ids = tuple(str(row[0]) for row in rows)
        entry = Entry(n, entry_epoch, now, self.actor, kind, subject, body, ids, found)
        self._head = Head(n, entry_epoch, found)
        self._apply(entry, contents)
        return entry

    def _commit_to(self, n: int, contents: Sequence[bytes]) -> tuple[list[tuple[str, int, bytes, bytes]], list[str]]:
        noise = self._entropy.token(NONCE_BYTES * len(contents)) if contents else b""
        rows, commitments = [], []
        for position, payload in enumerate(contents):
            nonce = noise[position * NONCE_BYTES : (position + 1) * NONCE_BYTES]
            rows.append((f"{n}.{position}", n, nonce, payload))
            commitments.append(_commitment(nonce, payload))
        return rows, commitments

    def _newest(self) -> Head:
        row = self._db.one("SELECT n, epoch, hash FROM entries ORDER BY n DESC LIMIT 1")
        return Head(*row) if row else Head(0, "", NO_HASH)


def _hashed(header: bytes) -> str:
    return hashlib.sha256(header).hexdigest()


def _commitment(nonce: bytes, payload: bytes) -> str:
    return hashlib.sha256(nonce + payload).hexdigest()


def _parsed(header: bytes, found: str) -> Entry:
    """Headers come out of the authenticated database and are checked by hash: no strict parser is needed here."""
    data = json.loads(header)
    ids = tuple(f"{data['n']}.{i}" for i in range(len(data["contents"])))
    at = Instant.from_json(data["at"])
    return Entry(data["n"], data["epoch"], at, data["actor"], data["kind"], data["subject"], data["body"], ids, found)


def _misfit(row: Row, before: Head) -> str | None:
    """Say why an entry does not follow the one before, or None."""
    n, epoch, kind, subject, header, found = row
    if _hashed(header) != found:
        return "its hash does not fit its header"
    data = json.loads(header)
    if (data["n"], data["epoch"], data["kind"], data["subject"]) != (n, epoch, kind, subject):
        return "its row does not fit its header"
    if n != before.n + 1:
        return f"the entries before it, from {before.n + 1}, are missing"
    if data["prev"] != before.hash:
        return "it does not follow the entry before it"
    return None


def _list(body: Mapping[str, Json], name: str) -> Sequence[Json]:
    value = body.get(name, ())
    return value if isinstance(value, (list, tuple)) else ()
