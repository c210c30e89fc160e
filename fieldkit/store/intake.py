"""Import at headquarters: one bundle, one transaction, the receipt inside it."""

import json
from collections.abc import Callable, Iterator, Sequence

from fieldkit import errors
from fieldkit.cases.words import ImportOutcome, IncomingBundle, IssuedReceipt, Role
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.applied_hq import Received, is_urgent
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.store.devices import MISSING_SHOWN, overlapping_epochs
from fieldkit.store.incoming import Line, is_withdrawal, line_of
from fieldkit.store.missing import high_water, numbers
from fieldkit.store.orders import erased_records
from fieldkit.store.receipt_number import receipt_number

LOOKUP = 500
NUMBERS_APART = 10_000
LAST = "SELECT r.number, e.epoch FROM receipts_issued r JOIN entries e ON e.n = r.n ORDER BY r.n DESC LIMIT 1"
FOUND = (
    "SELECT id, revision, device, fork, standing FROM inbox WHERE id",
    "SELECT record, revision, device, fork, NULL FROM identities WHERE record",
    "SELECT record, revision, device, fork, NULL FROM events_in WHERE record",
)
RECEIPT = (
    "SELECT number, device, epoch, seq, manifest_hash, outcome, name, content, issued_ms FROM receipts_issued WHERE "
)
MakeReceipt = Callable[[ImportOutcome], tuple[str, bytes]]
Known = set[tuple[str, str]]


class Intake:
    """What has been imported here (role hq)."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def receipt_for(self, manifest_hash: str) -> IssuedReceipt | None:
        """Return the original receipt of a bundle imported before (the answer to a replay), or None."""
        self._core.need(Role.HQ)
        row = self._core.db.one(RECEIPT + "manifest_hash = ?", (manifest_hash,))
        return self._issued(row) if row else None

    def import_bundle(
        self, bundle: IncomingBundle, received: Instant, make_receipt: MakeReceipt
    ) -> tuple[ImportOutcome, IssuedReceipt]:
        """Store a verified bundle. `make_receipt` returns (file name, file bytes) of the receipt and runs inside the
        transaction: if it raises, nothing was imported. It may run twice when the disk is full.

        Raises: DeviceUnknown, StoreError (imported already: ask `receipt_for` first), MalformedRecord, DiskFull,
        StoreUnwritable.
        """
        self._core.need(Role.HQ)
        if self._core.db.one("SELECT 1 FROM devices WHERE device = ?", (bundle.device,)) is None:
            raise errors.DeviceUnknown(device=bundle.device)
        if self._core.db.one("SELECT 1 FROM bundles_in WHERE manifest_hash = ?", (bundle.manifest_hash,)):
            raise errors.StoreError(what=f"bundle {bundle.seq} of this device is imported already")
        lines = [line_of(record) for record in bundle.records]

        def work() -> tuple[ImportOutcome, IssuedReceipt]:
            outcome = self._store(bundle, lines, received)
            name, data = make_receipt(outcome)
            return outcome, self._issue(bundle, outcome, name, data)

        done = self._core.db.run("the bundle", work)
        if erased_records(self._core, bundle.device):
            self._core.db.truncate_log()
        self._core.mark(sync=True)
        return done

    def receipts(self, device: str) -> tuple[IssuedReceipt, ...]:
        """Return all receipts issued to a device, oldest first: any stick may carry them."""
        self._core.need(Role.HQ)
        rows = self._core.db.query(RECEIPT + "device = ? ORDER BY n", (device,))
        return tuple(self._issued(row) for row in rows)

    def high_water(self, device: str) -> int:
        """Return the highest bundle number below which nothing of `device` is missing in its newest epoch."""
        sql = "SELECT highest, missing FROM chains WHERE device = ? ORDER BY last_n DESC LIMIT 1"
        row = self._core.db.one(sql, (device,))
        return high_water(row[0], tuple((a, b) for a, b in json.loads(row[1]))) if row else 0

    def _store(self, bundle: IncomingBundle, lines: Sequence[Line], received: Instant) -> ImportOutcome:
        known, ids_known, foreign = self._known({line["id"] for line in lines}, bundle)
        fresh: list[tuple[Line, bytes, int]] = []
        urgent = 0
        said: list[tuple[str, str, str]] = []
        here: Known = set()
        for place, (line, record) in enumerate(zip(lines, bundle.records, strict=True)):
            key = (line["id"], line["revision"])
            if key in here:  # a line twice in one bundle is said once
                continue
            here.add(key)
            applied = is_withdrawal(line) and not bundle.unconfirmed and line["id"] not in foreign
            said.append((*key, "duplicate" if key in known else "applied" if applied else "new"))
            if key not in known:
                known.add(key)
                fresh.append((self._marked(line, ids_known), record.raw, place))
                urgent += line["t"] == "rec" and is_urgent(record.value)
        contents = Received((raw for _, raw, _ in fresh), bundle.records, [place for _, _, place in fresh])
        new = [line for line, _, _ in fresh]
        entry = self._core.journal.append_many("bundle.imported", _body(bundle, new, said, received), contents)
        self._erase_ordered(bundle.device, [line["id"] for line in new], entry.contents)
        return self._outcome(bundle, said, received, urgent, sum(line["id"] in foreign for line in lines))

    def _erase_ordered(self, device: str, ids: Sequence[str], contents: Sequence[str]) -> None:
        """What an order has ended comes in only to be erased: its line was received, and is not kept."""
        ended = erased_records(self._core, device)
        gone: dict[str, list[str]] = {}
        for record, content in zip(ids, contents, strict=True):
            if record in ended:
                gone.setdefault(ended[record], []).append(content)
        for reason, found in gone.items():
            self._core.journal.erase(found, reason)

    @staticmethod
    def _marked(line: Line, ids_known: set[str]) -> Line:
        """A further revision of a record says so: the projection then looks which one is current."""
        if line["t"] == "rec":
            line["again"] = line["id"] in ids_known
            ids_known.add(line["id"])
        return line

    def _known(self, ids: set[str], bundle: IncomingBundle) -> tuple[Known, set[str], set[str]]:
        """Return which of these lines this laptop has sent already, which records are known from anybody, and which
        belong to another laptop. What came in a fork is new when it comes confirmed."""
        lines: Known = set()
        everybody: set[str] = set()
        own: set[str] = set()
        others: set[str] = set()
        for record, revision, device, fork, standing in self._found(sorted(ids)):
            everybody.add(record)
            if device == bundle.device and fork <= bundle.unconfirmed:
                lines.add((record, revision))
            if standing is not None and standing != "foreign":
                (own if device == bundle.device else others).add(record)
        return lines, everybody, others - own

    def _found(self, wanted: Sequence[str]) -> Iterator[Row]:
        for start in range(0, len(wanted), LOOKUP):
            some = wanted[start : start + LOOKUP]
            marks = ",".join("?" * len(some))
            for sql in FOUND:
                yield from self._core.db.query(f"{sql} IN ({marks})", some)

    def _outcome(
        self, bundle: IncomingBundle, said: Sequence[tuple[str, str, str]], received: Instant, urgent: int, foreign: int
    ) -> ImportOutcome:
        sql = "SELECT highest, missing FROM chains WHERE device = ? AND epoch = ?"
        highest, text = self._core.db.one(sql, (bundle.device, bundle.epoch)) or (0, "[]")
        ranges = tuple((a, b) for a, b in json.loads(text))
        head = self._core.journal.head()
        new = sum(how != "duplicate" for _, _, how in said)
        return ImportOutcome(
            number=receipt_number(self._last_number() + 1),
            outcome="unconfirmed" if bundle.unconfirmed else "accepted",
            records=tuple(said),
            missing=numbers(ranges, MISSING_SHOWN),
            high_water=high_water(highest, ranges),
            hq_time_ms=received.utc_ms,
            hq_epoch=head.epoch,
            hq_audit=head.hash,
            new=new,
            duplicate=len(said) - new,
            urgent=urgent,
            foreign=foreign,
            clones=bool(overlapping_epochs(self._core, bundle.device)),
        )

    def _last_number(self) -> int:
        """Return the last receipt number; in a new epoch the next full ten thousand, because numbers that were given
        after the backup stand on somebody's paper."""
        row = self._core.db.one(LAST)
        last = int(row[0].split("-")[1]) if row else 0
        return last if row is None or row[1] == self._core.epoch else (last // NUMBERS_APART + 1) * NUMBERS_APART

    def _issue(self, bundle: IncomingBundle, outcome: ImportOutcome, name: str, data: bytes) -> IssuedReceipt:
        body: dict[str, Json] = {
            "number": outcome.number,
            "device": bundle.device,
            "epoch": bundle.epoch,
            "seq": bundle.seq,
            "manifest_hash": bundle.manifest_hash,
            "outcome": outcome.outcome,
            "name": name,
        }
        entry = self._core.journal.append("receipt.issued", None, body, [data])
        return IssuedReceipt(
            outcome.number,
            bundle.device,
            bundle.epoch,
            bundle.seq,
            bundle.manifest_hash,
            outcome.outcome,
            name,
            data,
            entry.at.utc_ms,
        )

    def _issued(self, row: Row) -> IssuedReceipt:
        number, device, epoch, seq, manifest_hash, outcome, name, content_id, issued = row
        data = self._core.journal.content(content_id) or b""
        return IssuedReceipt(number, device, epoch, seq, manifest_hash, outcome, name, data, issued)


def _body(
    bundle: IncomingBundle, lines: Sequence[Line], said: Sequence[tuple[str, str, str]], received: Instant
) -> dict[str, Json]:
    duplicates: list[Json] = [[record, revision] for record, revision, how in said if how == "duplicate"]
    records: list[Json] = [{**line} for line in lines]  # type: ignore[dict-item]
    return {
        "name": bundle.name,
        "device": bundle.device,
        "epoch": bundle.epoch,
        "seq": bundle.seq,
        "prev": bundle.prev,
        "manifest_hash": bundle.manifest_hash,
        "rcpt": bundle.rcpt,
        "audit": bundle.audit,
        "policy": bundle.policy,
        "to": list(bundle.recipients),
        "size": bundle.size,
        "unconfirmed": bundle.unconfirmed,
        "received_ms": received.utc_ms,
        "made_ms": bundle.made_ms,
        "records": records,
        "duplicates": duplicates,
    }
