"""HQ's registry of field devices: enrolled, revoked, what of them has arrived."""

from fieldkit.store.words import DeviceRow, KnownLink, NewDevice


class Devices:
    """The devices this headquarters knows (role hq)."""

    def enrol(self, device: NewDevice) -> None:
        """Register a confirmed device; again with the same key is no error. Raises: DeviceConflict."""
        raise NotImplementedError

    def revoke(self, device: str, since_seq: int, reason: str) -> None:
        """Refuse bundles of `device` numbered `since_seq` or higher. Raises: DeviceUnknown."""
        raise NotImplementedError

    def get(self, device: str) -> DeviceRow:
        """Return one device by its principal or unique beginning. Raises: DeviceUnknown."""
        raise NotImplementedError

    def list(self) -> tuple[DeviceRow, ...]:
        """Return all devices in the order of enrolment."""
        raise NotImplementedError

    def links(self, device: str) -> tuple[KnownLink, ...]:
        """Return the bundles imported from `device`, for `chain.judge`."""
        raise NotImplementedError

    def keys(self) -> dict[str, str]:
        """Return {device principal: OpenSSH public key text}, for `allowed_signers`."""
        raise NotImplementedError

    def revoked(self) -> dict[str, int]:
        """Return {device principal: first refused bundle number}."""
        raise NotImplementedError
