"""Records as they travel: every field to JSON and back, and refusal of anything else."""

import copy
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.records import (
    Content,
    EventRecord,
    IdentityRecord,
    InterviewRecord,
    Result,
    Stub,
    record_from_json,
    result_of,
    revision_hash,
)
from fieldkit.forms.classify import Outcome, Reason, ResultLabel
from fieldkit.forms.values import Tri
from fieldkit.ports import Instant

ID = "6f0d3a53-7f4e-4f0a-9c77-1d5f3b2a9e10"
AT = Instant(1_795_341_600_000, 120, 5_000, "b1")
STUB = Stub(
    id=ID,
    code="K7M4QX",
    form="border_quick_screen",
    version="2026.11.1",
    form_hash="ab" * 32,
    rev=1,
    base=None,
    state="finished",
    recipient_class="case",
    started=AT,
    finished=AT,
    clock_start=AT,
)
OUTCOME = Outcome(
    label=ResultLabel.POSSIBLE_TRAFFICKING,
    elements={"act": Tri.YES, "means": Tri.UNKNOWN, "purpose": Tri.YES},
    age="child",
    touched=("act", "purpose"),
    reasons=(Reason("offer", "act", "x"), Reason("offer", "means", "y"), Reason("work", "purpose", "z")),
    looks_like=None,
    looks_like_text=None,
    urgent=True,
    suspicion=True,
    clock_question="offer",
    settle=None,
    next_steps=(),
)
RESULT = Result(
    label=ResultLabel.POSSIBLE_TRAFFICKING,
    elements={"act": Tri.YES, "means": Tri.UNKNOWN, "purpose": Tri.YES},
    age="child",
    touched=("act", "purpose"),
    reasons=("offer", "work"),
    looks_like=None,
    urgent=True,
    suspicion=True,
)
CONTENT = Content(
    language="rw",
    use="practice",
    answers={"offer": "yes", "age": 15, "debt": {"nr": "ref"}},
    result=RESULT,
    profile={"post": "gatuna", "child": "yes", "day": "2026-11-22"},
    interviewer="person 1",
)
RECORDS = [
    InterviewRecord(STUB, CONTENT),
    IdentityRecord(ID, {"name": "invented"}),
    EventRecord(ID, "report_made", AT, {"by": "voice", "to": "duty"}),
]


def test_a_result_keeps_names_and_codes_but_no_text() -> None:
    """Reasons travel as names of questions, each once."""
    assert result_of(OUTCOME) == RESULT


@pytest.mark.parametrize("record", RECORDS, ids=["rec", "identity", "event"])
def test_a_record_reads_back_as_it_was_written(record: InterviewRecord | IdentityRecord | EventRecord) -> None:
    """Nothing is lost on the way."""
    assert record == record_from_json(record.to_json())


def test_a_later_revision_names_the_one_before() -> None:
    """And an interview without suspicion has no clock."""
    data = copy.deepcopy(STUB.to_json()) | {"rev": 2, "base": "cd" * 32, "clock_start": None}
    stub = Stub.from_json(data)
    assert (stub.rev, stub.base, stub.clock_start) == (2, "cd" * 32, None)
    assert data == stub.to_json()


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        (("t",), "other", "record.t is none of the known words"),
        (("id",), "6F0D3A53-7F4E-4F0A-9C77-1D5F3B2A9E10", "record.id is not a random UUID in lower case"),
        (("id",), "00000000-0000-1000-8000-000000000000", "record.id is not a random UUID in lower case"),
        (("id",), "x", "record.id is not a UUID"),
        (("id",), "0b8d6a4e-2f43-4d0e-8f3f-2a6c0a1b2c3d", "the line and its stub name different records"),
        (("stub",), None, "the stub is not an object"),
        (("stub", "rev"), 0, "stub.rev is not a number from 1 on"),
        (("stub", "rev"), True, "stub.rev is not a number from 1 on"),
        (("stub", "form_hash"), "xy", "stub.form_hash is not a SHA-256"),
        (("stub", "state"), "open", "stub.state is none of the known words"),
        (("stub", "started"), {"utc_ms": "1"}, "stub.started is not a moment"),
        (("stub", "started"), 5, "stub.started is not an object"),
        (("stub", "code"), 5, "stub.code is not text"),
        (("content", "use"), "real", "content.use is none of the known words"),
        (("content", "profile", "child"), "maybe", "profile.child is none of the known words"),
        (("content", "result", "label"), "victim", "result.label is none of the known words"),
        (("content", "result", "elements", "act"), "maybe", "elements is none of the known words"),
        (("content", "result", "touched"), "act", "result.touched is not a list of texts"),
        (("content", "result", "urgent"), 1, "result.urgent is not true or false"),
    ],
)
def test_a_record_of_another_shape_is_refused_by_the_name_of_the_key(
    path: tuple[str, ...], value: Any, what: str
) -> None:
    """The message names the key, never a value that a person gave."""
    data: Any = copy.deepcopy(InterviewRecord(STUB, CONTENT).to_json())
    target = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(errors.MalformedRecord) as raised:
        record_from_json(data)
    assert raised.value.facts["what"] == what


def test_a_missing_key_and_a_line_that_is_no_object_are_refused() -> None:
    """Nothing is guessed."""
    with pytest.raises(errors.MalformedRecord, match=r"content\.language is missing"):
        Content.from_json({"profile": {"child": "yes"}})
    with pytest.raises(errors.MalformedRecord, match="the record is not an object"):
        record_from_json([])


def test_the_revision_hash_is_that_of_the_line_as_it_was_sent() -> None:
    """Bytes are hashed, never a re-reading."""
    expected = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert expected == revision_hash(b"{}")
