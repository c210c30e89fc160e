"""Capacity results at headquarters: scores of trained people who agreed, straight from the journal (role hq).

There is no projection: a few files a year are read from their entries. store-format 6, `capacity.received`
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldkit.cases.words import Role
from fieldkit.result import Json
from fieldkit.store.core import Core

RECEIVED = "capacity.received"


@dataclass(frozen=True, slots=True)
class Trained:
    """One person of one class, as headquarters keeps them. `content` is the id under which they can be erased."""

    class_id: str
    key: str
    name: str
    audience: str
    received_ms: int
    content: str
    person: Mapping[str, Json]


class CapacityBox:
    """The capacity results of this headquarters."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def knows(self, data: bytes) -> bool:
        """Return whether this very file was taken in before."""
        self._core.need(Role.HQ)
        digest = hashlib.sha256(data).hexdigest()
        return any(entry.body["sha256"] == digest for entry in self._core.journal.entries(RECEIVED))

    def add(self, data: bytes, facts: Mapping[str, Json], people: Sequence[bytes]) -> None:
        """Keep a file's people, each as a content of its own, so that each can be erased. Raises: DiskFull."""
        self._core.need(Role.HQ)
        body = {"sha256": hashlib.sha256(data).hexdigest(), "people": len(people), **facts}
        self._core.journal.append(RECEIVED, None, body, people)
        self._core.settle()

    def list(self) -> tuple[Trained, ...]:
        """Return everybody who is still here, in the order in which they came."""
        self._core.need(Role.HQ)
        return tuple(
            Trained(
                str(entry.body["class"]),
                str(entry.body["key"]),
                str(entry.body["name"]),
                str(entry.body["audience"]),
                entry.at.utc_ms,
                content,
                json.loads(payload),
            )
            for entry in self._core.journal.entries(RECEIVED)
            for content, payload in zip(entry.contents, self._core.journal.payloads(entry), strict=True)
            if payload is not None
        )

    def forget(self, contents: Sequence[str], reason: str) -> None:
        """Erase people who take their agreement back."""
        self._core.need(Role.HQ)
        self._core.journal.erase(contents, reason)
        self._core.settle()
