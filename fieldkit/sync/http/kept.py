"""What a laptop keeps of an intake from one sync to the next, so that nothing is told twice. docs/http-format.md 4."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.result import Json
from fieldkit.sync.http.names import RECEIPT_NAME, UPLOAD_NAME
from fieldkit.sync.http.signing import NO_NONCE, nonce_text, read_nonce

_BEGINNING = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest nonce; the latest time that the intake told, ms since 1970; the lists of what lies there for this
    laptop (name -> beginning of the hash). Losing it costs some hundred bytes."""

    nonce: bytes = NO_NONCE
    time_ms: int = 0
    down: Mapping[str, str] = field(default_factory=dict)
    up: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        return {"nonce": nonce_text(self.nonce), "time_ms": self.time_ms, "down": dict(self.down), "up": dict(self.up)}


def read_kept(value: Json) -> Kept:
    """Read what `as_json` wrote; anything else is as if nothing had been kept."""
    if not isinstance(value, dict):
        return Kept()
    nonce, time_ms = value.get("nonce"), value.get("time_ms")
    down, up = _list(value.get("down"), RECEIPT_NAME), _list(value.get("up"), UPLOAD_NAME)
    read = read_nonce(nonce) if isinstance(nonce, str) else None
    if read is None or not isinstance(time_ms, int) or down is None or up is None:
        return Kept()
    return Kept(read, time_ms, down, up)


def _list(value: Json, grammar: re.Pattern[str]) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    found = {name: each for name, each in value.items() if isinstance(each, str) and _BEGINNING.fullmatch(each)}
    return found if len(found) == len(value) and all(grammar.fullmatch(name) for name in found) else None
