"""The words of concerns at headquarters: what lists tell of each. docs/tip-format.md"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldkit.result import Json

TipStanding: TypeAlias = Literal["none", "valid", "unknown-device", "revoked", "invalid"]
"""What the signature of a concern was worth when it came. tip-format 3"""


@dataclass(frozen=True, slots=True)
class TipFacts:
    """What lists may tell of a concern that was opened: nothing that was answered."""

    form: str
    version: str
    language: str
    made: str
    standing: TipStanding
    device: str | None
    card: str

    def to_json(self) -> dict[str, Json]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class TipRow:
    """One concern at headquarters. Of a sealed one only its size and times are known."""

    id: str
    state: Literal["opened", "sealed"]
    form: str | None
    version: str | None
    language: str | None
    made: str | None
    standing: TipStanding | None
    device: str | None
    card: str | None
    size: int
    received_ms: int
    read_ms: int | None
    read_by: str | None
    passed_ms: int | None
