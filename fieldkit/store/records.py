"""Finished interviews of a field laptop: list, read, report, erase the readable copy."""

from collections.abc import Mapping, Sequence

from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.words import PendingItem, RecordRow, Report


class Records:
    """The finished interviews of this store (role field)."""

    def list(self) -> tuple[RecordRow, ...]:
        """Return all records, newest first: code, times, state; never answers."""
        raise NotImplementedError

    def get(self, id_or_code: str) -> RecordRow:
        """Return one record by id or short code (case, dash, O/0, I/L/1 do not matter). Raises: RecordUnknown."""
        raise NotImplementedError

    def content(self, record_id: str, *, purpose: str | None = None) -> Mapping[str, Json] | None:
        """Return the readable content, or None when it has left this laptop. With `purpose`, the read is journaled."""
        raise NotImplementedError

    def identity(self, record_id: str, *, purpose: str) -> Mapping[str, Json] | None:
        """Return the identity entry, or None. The read is journaled with its purpose."""
        raise NotImplementedError

    def reports(self, record_id: str) -> tuple[Report, ...]:
        """Return the reports made about a record, oldest first."""
        raise NotImplementedError

    def report_made(self, record_id: str, *, by: str, to: str, at: Instant) -> None:
        """Journal a report (by "voice", ...) and queue it for the next bundle. Raises: RecordUnknown."""
        raise NotImplementedError

    def add_event(self, record_id: str, kind: str, at: Instant, body: Mapping[str, Json]) -> None:
        """Journal another event about a record (e.g. "consent_withdrawn") and queue it for the next bundle."""
        raise NotImplementedError

    def pending(self) -> tuple[PendingItem, ...]:
        """Return everything that has not been packed yet, oldest first."""
        raise NotImplementedError

    def erase_readable(self, record_ids: Sequence[str], reason: str) -> tuple[str, ...]:
        """Erase content and identity of records (stub and state stay) and truncate the log. Returns the ids erased."""
        raise NotImplementedError
