"""Where each bundle stands, in four words and in the person's language; and what to do next."""

from collections.abc import Collection, Sequence

from fieldkit.cases.words import BundleRow, BundleState
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say, say_n
from fieldkit.ui.text import some_of

SHOWN = 20
"""Bundles that are told one by one, those that need something first."""
QUARANTINED = "quarantined"


def bundle_lines(store: Store, receipts: Collection[str], unpacked: int) -> tuple[str, ...]:
    """Return a line for each bundle that is not received, and for those that these receipts are of; and how many
    interviews are `unpacked`."""
    language, rows = current(), store.outbox.list()
    told = [row for row in rows if not is_settled(row) or row.receipt in receipts]
    told.sort(key=lambda row: (is_settled(row), row.packed_ms, row.seq))
    lines = some_of(
        told,
        SHOWN,
        lambda row: say(
            language, "sync.bundle", number=str(row.seq), count=row.records, where=where_words(row, language)
        ),
        lambda more: say_n(language, "sync.more", more),
    )
    return (*lines, *((say_n(language, "sync.unpacked", unpacked),) if unpacked else ()))


def is_settled(row: BundleRow) -> bool:
    """Tell whether headquarters has it and did not put it aside."""
    return row.state is BundleState.RECEIVED and not (row.outcome or "").startswith(QUARANTINED)


def where_words(row: BundleRow, language: str) -> str:
    """Return where a bundle stands."""
    if (row.outcome or "").startswith(QUARANTINED):
        return say(language, "sync.aside", receipt=row.receipt or "")
    if row.state is BundleState.RECEIVED:
        return say(language, "sync.received", receipt=row.receipt or "")
    if row.receipt is not None:
        return say(language, "sync.again")
    return say(language, "sync.handed" if row.state is BundleState.HANDED_OVER else "sync.packed")


def next_lines(store: Store, receipts: Sequence[str], unpacked: int, *, stick: bool) -> tuple[str, ...]:
    """Return what to do next: write down receipt numbers, bring the stick, pack. `stick`: somebody carries it."""
    language, rows, waiting = current(), store.outbox.list(), store.outbox.waiting()
    lines = [say(language, "sync.write", receipts=", ".join(receipts))] if receipts else []
    if any((row.outcome or "").startswith(QUARANTINED) and row.receipt in receipts for row in rows):
        lines.append(say(language, "sync.tell"))
    if waiting:
        lines.append(say_n(language, "sync.bring" if stick else "sync.later", len(waiting)))
    return (*lines, *((say(language, "sync.pack"),) if unpacked else ()))


def unpacked_count(store: Store) -> int:
    """Return how many interviews are not packed."""
    return sum(1 for item in store.records.pending() if item.kind == "rec")
