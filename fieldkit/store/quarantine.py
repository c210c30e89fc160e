"""Bundle files that could not be accepted, kept whole for another look (role hq)."""

from collections.abc import Sequence

from fieldkit.ports import Instant
from fieldkit.store.words import QuarantineRow


class QuarantineBox:
    """The quarantine of this headquarters."""

    def add(self, name: str, data: bytes, word: str, why: str, device: str | None, at: Instant) -> QuarantineRow:
        """Keep a file with its word and reason. The same bytes again change nothing but the reason if it differs."""
        raise NotImplementedError

    def list(self) -> tuple[QuarantineRow, ...]:
        """Return what is in quarantine, oldest first."""
        raise NotImplementedError

    def data(self, quarantine_id: str) -> bytes:
        """Return the bytes of a quarantined file (for `import` once the reason ended). Raises: QuarantineUnknown."""
        raise NotImplementedError

    def remove(self, quarantine_id: str, reason: str) -> None:
        """Take a file out: "imported", or a person's reason for discarding it. Raises: QuarantineUnknown."""
        raise NotImplementedError

    def waiting_for(self, words: Sequence[str]) -> tuple[QuarantineRow, ...]:
        """Return the files held for one of these words, e.g. "unknown-device" after an enrolment."""
        raise NotImplementedError
