"""The fields of a content that are left out where there is nothing in them: bundle-format 6.4."""

import copy
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.line_check import check_line
from fieldkit.cases.records import Content, InterviewRecord, record_from_json
from tests.cases.test_records import AT, CONTENT, STUB

CONSENT = {
    "explained_by": "person 1",
    "language": "rw",
    "mode": "oral",
    "purposes": {"screening": "yes", "referral": "yes", "statistics": "no", "research": "not asked"},
    "text_version": "2026.11.1",
    "asked": AT.as_json(),
    "ground": None,
    "guardian": {"nr": "not_asked"},
    "child": False,
    "age": 15,
}
NOTES = {
    "offer": {"text": "spoke low", "doubt": True},
    "identity/name": {"text": "", "doubt": True},
    "after/town[2]": {"text": "x", "doubt": False},
    "/after/x": {"text": "y", "doubt": False},
}
AUDIT = {"talk": 900, "away": {"paused": [2, 60]}, "answers": 9, "languages": ["en", "rw"], "slowest": ["town[2]", 130]}
REVISION = {"reason": "misheard the month", "author": "person 2"}
EVERY: dict[str, Any] = {
    "consent": CONSENT,
    "notes": NOTES,
    "audit": AUDIT,
    "revision": REVISION,
    "checked_by": "person 2",
}
LONG = "x" * 10_001


def line(**content: Any) -> dict[str, Any]:
    plain = copy.deepcopy(InterviewRecord(STUB, CONTENT).to_json())
    plain["content"] = {**plain["content"], **content}  # type: ignore[dict-item]
    return plain


def full() -> Content:
    return Content(
        language=CONTENT.language,
        use=CONTENT.use,
        answers=CONTENT.answers,
        result=CONTENT.result,
        profile=CONTENT.profile,
        interviewer=CONTENT.interviewer,
        **EVERY,
    )


def test_they_arrive_as_they_were_written() -> None:
    """Consent, notes, audit and the reason of a revision, each to JSON and back, and taken by headquarters."""
    record = InterviewRecord(STUB, full())
    assert record_from_json(record.to_json()) == record
    check_line(record.to_json())


def test_what_is_empty_is_not_there() -> None:
    """An interview without them has the bytes that it had before they existed."""
    assert set(CONTENT.to_json()) == {"language", "use", "answers", "result", "profile", "interviewer"}
    check_line(line())


@pytest.mark.parametrize("name", EVERY)
def test_each_may_stand_alone(name: str) -> None:
    """None of them needs another."""
    check_line(line(**{name: EVERY[name]}))


@pytest.mark.parametrize(
    "content",
    [
        {"colour": "blue"},
        {"colour": "blue", **EVERY},
        {"consent": {}},
        {"notes": {}},
        {"consent": "yes"},
        {"consent": {f"f{n}": "x" for n in range(33)}},
        {"consent": {"nested": {"more": {}}}},
        {"consent": {"asked": {**AT.as_json(), "utc_ms": -1}}},
        {"consent": {"purposes": ["x" * 129]}},
        {"consent": {"ground": LONG}},
        {"consent": {"x" * 129: "yes"}},
        {"consent": {"purposes": [["x"]]}},
        {"notes": {f"q{n}": {"text": "x", "doubt": False} for n in range(2_001)}},
        {"notes": {"offer": {"text": LONG, "doubt": False}}},
        {"notes": {"offer": {"text": "x", "doubt": 1}}},
        {"notes": {"offer": {"text": "x"}}},
        {"notes": {"offer": {"text": "x", "doubt": True, "more": 1}}},
        {"notes": {"offer": {"text": 5, "doubt": True}}},
        {"notes": {"offer": "x"}},
        {"notes": {"x" * 129: {"text": "x", "doubt": True}}},
        {"notes": {"other/[": {"text": "x", "doubt": True}}},
        {"audit": {f"f{n}": 1 for n in range(33)}},
        {"audit": {"deep": [[[[1]]]]}},
        {"audit": {"long": list(range(2_001))}},
        {"audit": {"text": "x" * 433}},
        {"audit": {"part": 1.5}},
        {"audit": [1]},
        {"revision": {"reason": "x"}},
        {"revision": {"reason": LONG, "author": "person 1"}},
        {"revision": {"reason": "x", "author": "x" * 129}},
        {"revision": {"reason": "x", "author": 1}},
        {"revision": {"reason": "x", "author": "y", "more": "z"}},
        {"checked_by": ""},
        {"checked_by": "x" * 65},
        {"checked_by": "person\x1b[2J"},
        {"checked_by": 2},
        {"checked_by": {"label": "person 2"}},
    ],
    ids=lambda content: "-".join(content)[:20],
)
def test_anything_else_is_refused(content: dict[str, Any]) -> None:
    """Bounded and of the agreed shape; the error never names what it holds."""
    with pytest.raises(errors.MalformedRecord) as caught:
        check_line(line(**content))
    assert "blue" not in str(caught.value)


def test_a_wrong_field_is_named_by_its_key() -> None:
    """Whoever reads a record here gets the same strictness."""
    for content, what in (
        ({"colour": "blue"}, "a field of the content is none of the known words"),
        ({"audit": {}}, r"content\.audit is empty"),
        ({"notes": "x"}, r"content\.notes is not an object"),
    ):
        with pytest.raises(errors.MalformedRecord, match=what):
            Content.from_json({**CONTENT.to_json(), **content})
