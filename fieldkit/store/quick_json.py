"""The quick spelling of canonical JSON, for values that this program made itself. No parsing here."""

from fieldkit.crypto.canonical import unchecked as quick_text
from fieldkit.result import Json

__all__ = ["quick_canonical", "quick_text"]


def quick_canonical(value: Json) -> bytes:
    """Return RFC 8785 for values without floats whose keys are ASCII: the same bytes, five times as fast."""
    return quick_text(value).encode()
