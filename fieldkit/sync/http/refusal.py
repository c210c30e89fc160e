"""Why an intake does not do what was asked: a status, one word, and headers. docs/http-format.md 3."""

from collections.abc import Mapping


class Refusal(Exception):
    """Ends a request. `word` is ASCII and holds nothing of what was sent."""

    def __init__(self, status: int, word: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(word)
        self.status, self.word, self.headers = status, word, dict(headers or {})

    @staticmethod
    def at(offset: int) -> "Refusal":
        """Return the answer to a part for another offset than the true one."""
        return Refusal(409, "offset", {"Upload-Offset": str(offset)})
