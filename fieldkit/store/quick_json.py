"""The quick encoder of canonical JSON, for values that this program made itself. No parsing here."""

import json

from fieldkit.result import Json

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def quick_canonical(value: Json) -> bytes:
    """Return RFC 8785 for values without floats whose keys are ASCII: the same bytes, five times as fast."""
    return _ENCODER.encode(value).encode()


def quick_text(value: object) -> str:
    """Return the same as text, for a column."""
    return _ENCODER.encode(value)
