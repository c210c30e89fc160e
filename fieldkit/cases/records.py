"""The record lines of a bundle: an interview (stub and content), an identity apart, an event. To and from JSON, an
interview in form 1; `rec_line` makes the form that travels.

The revision hash of a record is the SHA-256 of its canonical line bytes: what was sent is hashed, never a re-reading.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldkit import errors
from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.values import Tri
from fieldkit.ports import Instant
from fieldkit.result import Json

STATES: Final = ("finished", "refused", "observation")
CLASSES: Final = ("case", "concern", "organisation")
CHILD: Final = ("yes", "no", "unknown")
OPTIONAL: Final = ("consent", "notes", "audit", "revision", "checked_by")
"""Fields of a content that are left out where there is nothing in them."""
CONTENT: Final = ("language", "use", "answers", "result", "profile", "interviewer", *OPTIONAL)


@dataclass(frozen=True, slots=True)
class Stub:
    """What is never erased: which interview this is, when, on which form. Nothing a person said."""

    id: str
    code: str
    form: str
    version: str
    form_hash: str
    rev: int
    base: str | None
    state: str
    recipient_class: str
    started: Instant
    finished: Instant
    clock_start: Instant | None

    def to_json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "code": self.code,
            "form": self.form,
            "version": self.version,
            "form_hash": self.form_hash,
            "rev": self.rev,
            "base": self.base,
            "state": self.state,
            "class": self.recipient_class,
            "started": self.started.as_json(),
            "finished": self.finished.as_json(),
            "clock_start": None if self.clock_start is None else self.clock_start.as_json(),
        }

    @staticmethod
    def from_json(data: Json) -> "Stub":
        """Raises: MalformedRecord."""
        read = _Reader(data, "stub")
        return Stub(
            id=read.record_id("id"),
            code=read.text("code"),
            form=read.text("form"),
            version=read.text("version"),
            form_hash=read.hash("form_hash"),
            rev=read.count("rev"),
            base=None if read.get("base") is None else read.hash("base"),
            state=read.word("state", STATES),
            recipient_class=read.word("class", CLASSES),
            started=read.instant("started"),
            finished=read.instant("finished"),
            clock_start=None if read.get("clock_start") is None else read.instant("clock_start"),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """The result as it travels: names and codes, no text. `reasons` are names of questions."""

    label: ResultLabel
    elements: Mapping[str, Tri]
    age: str
    touched: tuple[str, ...]
    reasons: tuple[str, ...]
    looks_like: str | None
    urgent: bool
    suspicion: bool

    def to_json(self) -> dict[str, Json]:
        return {
            "label": self.label.value,
            "elements": {name: truth.value for name, truth in self.elements.items()},
            "age": self.age,
            "touched": list(self.touched),
            "reasons": list(self.reasons),
            "looks_like": self.looks_like,
            "urgent": self.urgent,
            "suspicion": self.suspicion,
        }

    @staticmethod
    def from_json(data: Json) -> "Result":
        """Raises: MalformedRecord."""
        read = _Reader(data, "result")
        return Result(
            label=ResultLabel(read.word("label", [label.value for label in ResultLabel])),
            elements={name: Tri(_word(value, "elements", _TRUTHS)) for name, value in read.mapping("elements").items()},
            age=read.word("age", ("child", "adult", "unknown")),
            touched=read.texts("touched"),
            reasons=read.texts("reasons"),
            looks_like=None if read.get("looks_like") is None else read.text("looks_like"),
            urgent=read.truth("urgent"),
            suspicion=read.truth("suspicion"),
        )


def result_of(outcome: Outcome) -> Result:
    """Return what of an outcome travels."""
    return Result(
        label=outcome.label,
        elements=dict(outcome.elements),
        age=outcome.age,
        touched=outcome.touched,
        reasons=tuple(dict.fromkeys(reason.question for reason in outcome.reasons)),
        looks_like=outcome.looks_like,
        urgent=outcome.urgent,
        suspicion=outcome.suspicion,
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What is erased when its time is over: the answers, the result, the profile, who asked; and, where there is any,
    the record of consent, the worker's notes on answers, how long it took, why it was changed, who checked it."""

    language: str
    use: str
    answers: Mapping[str, Json]
    result: Result
    profile: Mapping[str, Json]
    interviewer: str
    consent: Mapping[str, Json] | None = None
    notes: Mapping[str, Json] = field(default_factory=dict)
    audit: Mapping[str, Json] | None = None
    revision: Mapping[str, Json] | None = None
    checked_by: str = ""
    """Who finished it, where that had to be somebody else than the interviewer."""

    def to_json(self) -> dict[str, Json]:
        more: dict[str, Json | Mapping[str, Json]] = {name: getattr(self, name) for name in OPTIONAL}
        return {
            "language": self.language,
            "use": self.use,
            "answers": dict(self.answers),
            "result": self.result.to_json(),
            "profile": dict(self.profile),
            "interviewer": self.interviewer,
            **{name: dict(value) if isinstance(value, Mapping) else value for name, value in more.items() if value},
        }

    @staticmethod
    def from_json(data: Json) -> "Content":
        """Raises: MalformedRecord."""
        read = _Reader(data, "content")
        profile = read.mapping("profile")
        _word(profile.get("child"), "profile.child", CHILD)
        for name in read.data:
            _word(name, "a field of the content", CONTENT)
        return Content(
            language=read.text("language"),
            use=read.word("use", ("practice", "pilot", "field")),
            answers=read.mapping("answers"),
            result=Result.from_json(read.get("result")),
            profile=profile,
            interviewer=read.text("interviewer"),
            consent=read.optional("consent"),
            notes=read.optional("notes") or {},
            audit=read.optional("audit"),
            revision=read.optional("revision"),
            checked_by=read.text("checked_by") if "checked_by" in read.data else "",
        )


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """`{"t": "rec"}`: one finished interview or one revision of it."""

    stub: Stub
    content: Content

    @property
    def id(self) -> str:
        return self.stub.id

    def to_json(self) -> dict[str, Json]:
        return {"t": "rec", "id": self.stub.id, "stub": self.stub.to_json(), "content": self.content.to_json()}


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """`{"t": "identity"}`: who a person is and how to reach them safely. Never inside an interview."""

    id: str
    identity: Mapping[str, Json]

    def to_json(self) -> dict[str, Json]:
        return {"t": "identity", "id": self.id, "identity": dict(self.identity)}


@dataclass(frozen=True, slots=True)
class EventRecord:
    """`{"t": "event"}`: something that happened to a record after it was finished, such as a report by voice."""

    id: str
    kind: str
    at: Instant
    body: Mapping[str, Json]

    def to_json(self) -> dict[str, Json]:
        return {"t": "event", "id": self.id, "kind": self.kind, "at": self.at.as_json(), **self.body}


def record_from_json(data: Json) -> InterviewRecord | IdentityRecord | EventRecord:
    """Return the record that a line of a bundle holds.

    Raises: MalformedRecord.
    """
    read = _Reader(data, "record")
    kind, record_id = read.word("t", ("rec", "identity", "event")), read.record_id("id")
    if kind == "identity":
        return IdentityRecord(record_id, read.mapping("identity"))
    if kind == "event":
        body = {key: value for key, value in read.data.items() if key not in ("t", "id", "kind", "at")}
        return EventRecord(record_id, read.text("kind"), read.instant("at"), body)
    record = InterviewRecord(Stub.from_json(read.get("stub")), Content.from_json(read.get("content")))
    if record.id != record_id:
        raise errors.MalformedRecord(what="the line and its stub name different records")
    return record


def revision_hash(line: bytes) -> str:
    """Return the hash that names one revision of a record; `line` is the canonical bytes without the line end."""
    return hashlib.sha256(line).hexdigest()


_TRUTHS: Final = [truth.value for truth in Tri]


def _word(value: Json, key: str, known: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise errors.MalformedRecord(what=f"{key} is none of the known words")
    return value


class _Reader:
    """Reads the keys of one object, each with its type, or raises MalformedRecord naming the key."""

    def __init__(self, data: Json, what: str) -> None:
        if not isinstance(data, Mapping):
            raise errors.MalformedRecord(what=f"the {what} is not an object")
        self.data = data
        self.what = what

    def get(self, key: str) -> Json:
        if key not in self.data:
            raise self.wrong(key, "is missing")
        return self.data[key]

    def wrong(self, key: str, how: str) -> errors.MalformedRecord:
        return errors.MalformedRecord(what=f"{self.what}.{key} {how}")

    def text(self, key: str) -> str:
        value = self.get(key)
        if not isinstance(value, str):
            raise self.wrong(key, "is not text")
        return value

    def word(self, key: str, known: Sequence[str]) -> str:
        return _word(self.get(key), f"{self.what}.{key}", known)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.get(key)
        if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(x, str) for x in value):
            raise self.wrong(key, "is not a list of texts")
        return tuple(str(part) for part in value)

    def mapping(self, key: str) -> Mapping[str, Json]:
        value = self.get(key)
        if not isinstance(value, Mapping):
            raise self.wrong(key, "is not an object")
        return value

    def optional(self, key: str) -> Mapping[str, Json] | None:
        """An object that is absent where there is nothing to say; an empty one is not written."""
        if key not in self.data:
            return None
        value = self.mapping(key)
        if not value:
            raise self.wrong(key, "is empty")
        return value

    def truth(self, key: str) -> bool:
        value = self.get(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "is not true or false")
        return value

    def count(self, key: str) -> int:
        value = self.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong(key, "is not a number from 1 on")
        return value

    def hash(self, key: str) -> str:
        value = self.text(key)
        if len(value) != 64 or not set(value) <= set("0123456789abcdef"):
            raise self.wrong(key, "is not a SHA-256")
        return value

    def record_id(self, key: str) -> str:
        value = self.text(key)
        try:
            parsed = uuid.UUID(value)
        except ValueError:
            raise self.wrong(key, "is not a UUID") from None
        if parsed.version != 4 or str(parsed) != value:
            raise self.wrong(key, "is not a random UUID in lower case")
        return value

    def instant(self, key: str) -> Instant:
        value = self.mapping(key)
        try:
            return Instant.from_json(value)
        except (KeyError, ValueError):
            raise self.wrong(key, "is not a moment") from None
