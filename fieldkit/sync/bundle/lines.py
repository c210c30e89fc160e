"""The content as JSON Lines: head, records, foot. docs/bundle-format.md 6.2."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.sync.bundle.fields import HASH, RECORD_ID, Fields
from fieldkit.sync.bundle.limits import LIMITS


@dataclass(frozen=True, slots=True)
class Record:
    """One line: the bytes as received, without the newline, and what they say."""

    raw: bytes
    value: Mapping[str, Json]

    @property
    def id(self) -> str:
        """The record's id; identity, event and erase lines carry the id of the record they belong to."""
        return str(self.value["id"])

    @property
    def t(self) -> str:
        """The line's type."""
        return str(self.value["t"])

    @property
    def revision(self) -> str:
        """The revision hash: SHA-256 of the line's bytes, in hex. Received bytes are hashed, never re-canonicalised."""
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Foot:
    """The last line: the number of records, and SHA-256 over every byte before the foot."""

    n: int
    sha256: str


RECORD_TYPES = ("rec", "identity", "event", "erase")

LineCheck = Callable[[int, Mapping[str, Json]], None]


class Records(Sequence[Record]):
    """The records of one content, each already checked.

    Small contents keep their parsed lines; large ones are parsed again on every pass, so that memory stays bounded.
    """

    def __init__(self, content: bytes, spans: tuple[tuple[int, int], ...], check: LineCheck) -> None:
        self._content, self._spans = content, spans
        self._kept: list[Record] | None = [] if len(content) <= LIMITS.keep_parsed else None
        for number in range(len(spans)):
            record = self._parse(number)
            check(number + 2, record.value)
            if self._kept is not None:
                self._kept.append(record)

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._kept) if self._kept is not None else map(self._parse, range(len(self._spans)))

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return self._kept[index] if self._kept is not None else self._parse(range(len(self))[index])

    def _parse(self, number: int) -> Record:
        start, end = self._spans[number]
        raw = self._content[start:end]
        return Record(raw, read_line(raw, number + 2))


def assemble(head: bytes, records: Iterable[bytes]) -> bytes:
    """Return the content: head, records, foot.

    Raises: BundleOverflow.
    """
    body = [head, *records]
    for line in body:
        if len(line) > LIMITS.line:
            raise errors.BundleOverflow(what="a line in bytes", found=len(line), limit=LIMITS.line)
    if len(body) - 1 > LIMITS.records:
        raise errors.BundleOverflow(what="the number of records", found=len(body) - 1, limit=LIMITS.records)
    before = b"".join(line + b"\n" for line in body)
    foot: Json = {"t": "foot", "n": len(body) - 1, "sha256": hashlib.sha256(before).hexdigest()}
    return before + canonical.dumps(foot) + b"\n"


def read_line(raw: bytes, line: int) -> Mapping[str, Json]:
    """Parse one line that must be an object.

    Raises: BundleLines.
    """
    try:
        value = canonical.loads(raw, what="the line")
    except errors.MalformedJson as error:
        raise errors.BundleLines(line=line, why=error.facts["why"]) from None
    if not isinstance(value, Mapping):
        raise errors.BundleLines(line=line, why="it is not an object")
    return value


def take_apart(content: bytes, check: LineCheck) -> tuple[Mapping[str, Json], Records, Foot]:
    """Return head, records and foot. `check(line number, record)` raises for a record that is not allowed.

    Raises: BundleLines, BundleLimit.
    """
    spans = _spans(content)
    (head_at, *record_spans, foot_at) = spans
    head = read_line(content[slice(*head_at)], 1)
    foot = _foot(content, foot_at, len(spans))
    return head, Records(content, tuple(record_spans), check), foot


def check_record(value: Mapping[str, Json]) -> str | None:
    """Return what is wrong with a record line, or None. More than type and id is not this layer's business."""
    if value.get("t") not in RECORD_TYPES:
        return "it is of no known type"
    if not isinstance(found := value.get("id"), str) or not RECORD_ID.fullmatch(found):
        return "it has no record id"
    return None


def _spans(content: bytes) -> list[tuple[int, int]]:
    """Return start and end of every line. Counted before anything is built: newlines alone must not fill the memory."""
    count = content.count(b"\n")
    if count > LIMITS.records + 2:
        raise errors.BundleLimit(what="the number of lines", found=count, limit=LIMITS.records + 2)
    if count < 2 or not content.endswith(b"\n"):
        raise errors.BundleLines(line=count + 1, why="head or foot is missing")
    spans, start = [], 0
    for line in range(1, count + 1):
        end = content.index(b"\n", start)
        if end - start > LIMITS.line:
            raise errors.BundleLimit(what=f"line {line}", found=end - start, limit=LIMITS.line)
        spans.append((start, end))
        start = end + 1
    return spans


def _foot(content: bytes, span: tuple[int, int], line: int) -> Foot:
    fields = Fields(
        read_line(content[slice(*span)], line), lambda why: errors.BundleLines(line=line, why=why), "the foot"
    )
    fields.constant("t", "foot")
    foot = Foot(fields.number("n"), fields.text("sha256", HASH))
    fields.done()
    digest = hashlib.sha256(memoryview(content)[: span[0]]).hexdigest()
    if foot != Foot(line - 2, digest):
        fields.refuse("does not fit the lines before it")
    return foot
