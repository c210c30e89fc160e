"""Named values of this store (card, approvals, keys made later), kept inside the encrypted database."""

from fieldkit.result import Json


class Settings:
    """Names are free text such as "hq.card"; every change is journaled with a commitment, never with the value."""

    def get(self, name: str) -> bytes | None:
        """Return the bytes under `name`, or None."""
        raise NotImplementedError

    def get_json(self, name: str) -> Json:
        """Return the JSON value under `name`, or None."""
        raise NotImplementedError

    def put(self, name: str, value: bytes) -> None:
        """Keep `value` under `name`; the earlier value is overwritten."""
        raise NotImplementedError

    def put_json(self, name: str, value: Json) -> None:
        """Keep a JSON value (canonical) under `name`."""
        raise NotImplementedError

    def delete(self, name: str) -> None:
        """Forget `name`; no error when it is not there."""
        raise NotImplementedError
