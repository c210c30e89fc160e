"""The one question of a sync where nothing is new, and its answer. docs/http-format.md 4."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.sync.bundle.fields import EPOCH, Fields
from fieldkit.sync.http.names import RECEIPT_NAME, UPLOAD_NAME
from fieldkit.sync.http.signing import nonce_text, read_nonce

MOST_HELLO, MOST_REPLY = 1024, 64 * 1024
MOST_LISTED = 256
"""Receipts named in one answer."""
MOST_BUNDLES = 700
"""Bundles named in one answer: within MOST_REPLY."""
MOST_NUMBER = 99_999_999
BEGINNING = 16
"""Hex digits of a hash in lists."""
_BEGINNING = re.compile(r"[0-9a-f]{16}")
_WORD = re.compile(r"|[0-9a-f]{16}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16}")

Listed = tuple[str, str]
"""A file of a list: its name, and the beginning of its hash."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a laptop says: `down` is the highest number it has seen and the digest of its list up to there."""

    epoch: str
    head: int
    down: tuple[int, str]
    up: str
    word: str = ""
    policy: int = 0

    def write(self) -> bytes:
        """Return the body's bytes."""
        fields: dict[str, Json] = {
            "v": 1,
            "epoch": self.epoch,
            "head": self.head,
            "down": list(self.down),
            "up": self.up,
            "word": self.word,
            "policy": self.policy,
        }
        return canonical.dumps(fields)


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts that the laptop has not seen: with `whole` they are the list anew, with `more` there are others."""

    files: tuple[Listed, ...]
    whole: bool
    more: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What an intake says. `down` and `up` are None where nothing is new."""

    time_ms: int
    nonce: bytes
    down: Receipts | None = None
    up: tuple[Listed, ...] | None = None
    word: str = ""
    policy: int = 0

    def write(self) -> bytes:
        """Return the body's bytes."""
        down: dict[str, Json] | None = None
        if self.down is not None:
            down = {"files": _pairs(self.down.files), "whole": self.down.whole, "more": self.down.more}
        fields: dict[str, Json] = {
            "v": 1,
            "time": self.time_ms,
            "nonce": nonce_text(self.nonce),
            "down": down,
            "up": None if self.up is None else _pairs(self.up),
            "word": self.word,
            "policy": self.policy,
        }
        return canonical.dumps(fields)


class Malformed(ValueError):
    """A hello or an answer that is none. The message carries nothing of it."""


def digest(listed: Mapping[str, str]) -> str:
    """Return what stands for a list of names and beginnings, where both sides hold the same one."""
    lines = "".join(f"{name} {listed[name]}\n" for name in sorted(listed))
    return hashlib.sha256(lines.encode("ascii")).hexdigest()[:BEGINNING]


def number_of(name: str) -> int:
    """Return the number in a receipt's name."""
    return int(name[:8])


def read_hello(data: bytes) -> Hello:
    """Read a hello. Raises: Malformed."""
    fields = _fields(data, MOST_HELLO)
    try:
        fields.constant("v", 1)
        number, seen = _pair(fields.items("down", 2, 2))
        hello = Hello(
            epoch=fields.text("epoch", EPOCH),
            head=fields.number("head", 0, MOST_NUMBER),
            down=(number, seen),
            up=fields.text("up", _BEGINNING),
            word=fields.text("word", _WORD),
            policy=fields.number("policy"),
        )
        fields.done()
    except errors.MalformedJson as error:
        raise Malformed(str(error)) from None
    return hello


def read_reply(data: bytes) -> Reply:
    """Read an answer. Raises: Malformed."""
    fields = _fields(data, MOST_REPLY)
    try:
        fields.constant("v", 1)
        nonce = read_nonce(fields.text("nonce", _NONCE))
        down, up = fields.take("down"), fields.take("up")
        reply = Reply(
            time_ms=fields.number("time"),
            nonce=nonce or b"",
            down=None if down is None else _receipts(down),
            up=None if up is None else _listed(up, UPLOAD_NAME, MOST_BUNDLES),
            word=fields.text("word", _WORD),
            policy=fields.number("policy"),
        )
        fields.done()
    except errors.MalformedJson as error:
        raise Malformed(str(error)) from None
    return reply


def _receipts(value: Json) -> Receipts:
    fields = Fields(value, _malformed, "down")
    whole, more = fields.take("whole"), fields.take("more")
    files = _listed(fields.take("files"), RECEIPT_NAME, MOST_LISTED)
    fields.done()
    if not isinstance(whole, bool) or not isinstance(more, bool) or (more and not files):
        raise Malformed("down is malformed")
    return Receipts(files, whole, more)


def _listed(value: Json, grammar: re.Pattern[str], most: int) -> tuple[Listed, ...]:
    if not isinstance(value, list) or len(value) > most:
        raise Malformed("a list is malformed")
    return tuple(_entry(item, grammar) for item in value)


def _entry(item: Json, grammar: re.Pattern[str]) -> Listed:
    name, beginning = item if isinstance(item, list) and len(item) == 2 else (None, None)
    if not isinstance(name, str) or not isinstance(beginning, str):
        raise Malformed("an entry of a list is malformed")
    if not grammar.fullmatch(name) or not _BEGINNING.fullmatch(beginning):
        raise Malformed("an entry of a list is malformed")
    return name, beginning


def _pair(items: Sequence[Json]) -> tuple[int, str]:
    number, seen = items
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= MOST_NUMBER:
        raise Malformed("down is malformed")
    if not isinstance(seen, str) or not _BEGINNING.fullmatch(seen):
        raise Malformed("down is malformed")
    return number, seen


def _pairs(listed: Sequence[Listed]) -> list[Json]:
    return [[name, beginning] for name, beginning in listed]


def _fields(data: bytes, most: int) -> Fields:
    if len(data) > most:
        raise Malformed("it is too large")
    try:
        return Fields(canonical.loads_object(data, what="it"), _malformed)
    except errors.MalformedJson as error:
        raise Malformed(str(error)) from None


def _malformed(why: str) -> errors.FieldkitError:
    return errors.MalformedJson(what="it", why=why)
