"""An alert by SMS as headquarters keeps it. Spec: docs/alert-format.md 5."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What one alert said, and by whom. `device` is the whole principal, `at_ms` when the 24 hours began, else when it
    was made; `revoked`: that laptop is not believed any more."""

    id: str
    device: str
    code: str
    at_ms: int
    level: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert. `record` is the interview that it is about, once that was received; `closed` why it is waited for no
    more, or None."""

    id: str
    device: str
    code: str
    at_ms: int
    level: str
    revoked: bool
    received_ms: int
    received_by: str
    closed: str | None
    record: str | None

    @property
    def waits(self) -> bool:
        """Nothing but the SMS is known so far."""
        return self.record is None and self.closed is None
