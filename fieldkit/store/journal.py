"""The append-only journal: a hash chain of headers, contents that can be erased (store-format 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldkit.ports import Instant
from fieldkit.result import Json


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


class Journal:
    """The journal of an open store. Kinds are registered in store-format 6."""

    def append(
        self,
        kind: str,
        subject: str | None = None,
        body: Mapping[str, Json] | None = None,
        contents: Sequence[bytes] = (),
    ) -> Entry:
        """Append an entry and apply it to the projections, in the current transaction or one of its own."""
        raise NotImplementedError

    def erase(self, content_ids: Sequence[str], reason: str) -> Entry:
        """Erase contents with their nonces and append an `erased` entry."""
        raise NotImplementedError

    def content(self, content_id: str) -> bytes | None:
        """Return a content checked against its commitment, or None when erased. Raises: JournalDamaged."""
        raise NotImplementedError

    def head(self) -> Head:
        """Return the newest entry."""
        raise NotImplementedError

    def entries(self, kind: str | None = None, after: int = 0) -> Sequence[Entry]:
        """Return entries (of one kind) in order, after number `after`."""
        raise NotImplementedError

    def verify(self) -> int:
        """Check the whole chain and every content against its commitment; return the number of entries.

        Raises: JournalDamaged naming the first bad entry.
        """
        raise NotImplementedError
