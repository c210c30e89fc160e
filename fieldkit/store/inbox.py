"""What headquarters reads: the table, one interview, acknowledgement; every read is journaled."""

from collections.abc import Mapping

from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store.words import InboxQuery, InboxRow, Report


class Inbox:
    """The interviews received here (role hq)."""

    def list(self, query: InboxQuery | None = None) -> tuple[InboxRow, ...]:
        """Return the newest and most urgent first; no answers, no identity."""
        raise NotImplementedError

    def count(self) -> int:
        """Return the number of interviews (current revisions)."""
        raise NotImplementedError

    def get(self, id_or_code: str) -> InboxRow:
        """Return the current revision of one interview by id, unique beginning of it, or code.

        Raises: RecordUnknown, RecordAmbiguous.
        """
        raise NotImplementedError

    def read(self, row: InboxRow, purpose: str) -> Mapping[str, Json] | None:
        """Return the record line's value ({"stub", "content"}), or None when erased. Journaled; counts as seen."""
        raise NotImplementedError

    def reveal(self, row: InboxRow, purpose: str) -> Mapping[str, Json] | None:
        """Return the identity line's value, or None. Journaled with its purpose."""
        raise NotImplementedError

    def events(self, row: InboxRow) -> tuple[Mapping[str, Json], ...]:
        """Return the event lines received about a record, oldest first."""
        raise NotImplementedError

    def reports(self, row: InboxRow) -> tuple[Report, ...]:
        """Return the reports made about a record, oldest first."""
        raise NotImplementedError

    def revisions(self, record_id: str) -> tuple[InboxRow, ...]:
        """Return all revisions of a record, newest first."""
        raise NotImplementedError

    def acknowledge(self, row: InboxRow, at: Instant) -> InboxRow:
        """Journal that the person who opened the store has seen to it; again is no error, the first time stays."""
        raise NotImplementedError

    def erase(self, row: InboxRow, reason: str) -> None:
        """Erase the content of one received revision; stub and hash stay."""
        raise NotImplementedError
