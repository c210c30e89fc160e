"""Each bound of a received line: the last value that is taken, the first that is not. store-format 6"""

import copy
from collections.abc import Mapping
from string import ascii_lowercase
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases import audit_sum
from fieldkit.cases.audit import LATEST_MS
from fieldkit.cases.line_check import LISTED, MONO_MS, NAME, NOTES, REVISIONS, TEXT, are_answers, check_line
from fieldkit.cases.records import EventRecord, IdentityRecord, InterviewRecord
from tests.cases.test_content_fields import EVERY, full
from tests.cases.test_records import AT, ID, STUB

TEXTS = ("x" * TEXT, "x" * (TEXT + 1))
NAMES = ("x" * NAME, "x" * (NAME + 1))
LINES: Mapping[str, dict[str, Any]] = {
    "rec": copy.deepcopy(InterviewRecord(STUB, full()).to_json()),
    "identity": IdentityRecord(ID, {"name": "invented"}).to_json(),
    "event": EventRecord(ID, "report_made", AT, {"by": "voice", "to": "duty"}).to_json(),
    "erase": {"t": "erase", "id": ID},
}


def with_value(kind: str, path: str, value: Any) -> dict[str, Any]:
    line = copy.deepcopy(LINES[kind])
    *way, last = path.split(".")
    inner = line
    for name in way:
        inner = inner[name]
    inner[last] = value
    return line


def some(number: int, value: Any = "yes") -> dict[str, Any]:
    return {f"f{n}": value for n in range(number)}


def moments(path: str) -> list[tuple[str, str, Any, Any]]:
    return [
        ("rec", f"{path}.utc_ms", LATEST_MS - 1, LATEST_MS),
        ("rec", f"{path}.utc_ms", 0, -1),
        ("rec", f"{path}.utc_ms", 5, 5.0),
        ("rec", f"{path}.mono_ms", MONO_MS - 1, MONO_MS),
        ("rec", f"{path}.mono_ms", 0, -1),
        ("rec", f"{path}.offset_min", 840, 841),
        ("rec", f"{path}.offset_min", -840, -841),
        ("rec", f"{path}.boot", "x" * 64, "x" * 65),
        ("rec", f"{path}.boot", "b 1", "b\x1b1"),
        ("rec", path, AT.as_json(), {**AT.as_json(), "more": 1}),
    ]


BOUNDS: list[tuple[str, str, Any, Any]] = [
    *moments("stub.started"),
    *moments("stub.finished"),
    *moments("stub.clock_start"),
    *moments("content.consent.asked"),
    ("rec", "stub.clock_start", None, "yesterday"),
    ("rec", "stub.base", "ab" * 32, "ab" * 31),
    ("rec", "stub.base", None, 7),
    ("rec", "stub.rev", REVISIONS, REVISIONS + 1),
    ("rec", "stub.rev", 1, 0),
    ("rec", "stub.rev", 1, True),
    ("rec", "id", ID, ID.replace("6f", "5f")),
    ("rec", "content.use", "practice", "play"),
    ("rec", "content.interviewer", "x" * 64, "x" * 65),
    ("rec", "content.profile.child", "no", "perhaps"),
    ("rec", "content.profile.post", *TEXTS),
    ("rec", "content.profile.post", None, 7),
    ("rec", "content.profile.day", None, "2026-1-1"),
    ("rec", "content.profile", {"child": "no", **some(31)}, {"child": "no", **some(32)}),
    ("rec", "content.result.label", "elements_not_shown", "guilty"),
    ("rec", "content.result.age", "adult", "old"),
    ("rec", "content.result.urgent", False, 0),
    ("rec", "content.result.suspicion", False, 0),
    ("rec", "content.result.looks_like", *TEXTS),
    ("rec", "content.result.looks_like", "smuggling", 7),
    ("rec", "content.result.looks_like", None, False),
    ("rec", "content.result.elements", some(32), some(33)),
    ("rec", "content.result.elements", {"act": "no"}, {"act": "maybe"}),
    ("rec", "content.result.elements", {NAMES[0]: "no"}, {NAMES[1]: "no"}),
    ("rec", "content.result.touched", ["x"] * LISTED, ["x"] * (LISTED + 1)),
    ("rec", "content.result.touched", [NAMES[0]], [NAMES[1]]),
    ("rec", "content.result.touched", [], "act"),
    ("rec", "content.result.touched", [], [7]),
    ("rec", "content.result.reasons", ["x"] * LISTED, ["x"] * (LISTED + 1)),
    ("rec", "content.answers", {"story": TEXTS[0]}, {"story": TEXTS[1]}),
    ("rec", "content.answers", {"story": [TEXTS[0]]}, {"story": [TEXTS[1]]}),
    ("rec", "content.answers", {"story": ["x"] * LISTED}, {"story": ["x"] * (LISTED + 1)}),
    ("rec", "content.answers", {NAMES[0]: 1}, {NAMES[1]: 1}),
    ("rec", "content.consent", some(32), some(33)),
    ("rec", "content.consent", {NAMES[0]: "yes"}, {NAMES[1]: "yes"}),
    ("rec", "content.consent.explained_by", *TEXTS),
    ("rec", "content.consent.purposes", some(32), some(33)),
    ("rec", "content.consent.purposes", {NAMES[0]: "yes"}, {NAMES[1]: "yes"}),
    ("rec", "content.consent.purposes", {"a": TEXTS[0]}, {"a": TEXTS[1]}),
    ("rec", "content.notes", some(NOTES, EVERY["notes"]["offer"]), some(NOTES + 1, EVERY["notes"]["offer"])),
    ("rec", "content.notes.offer.text", *TEXTS),
    ("rec", "content.notes", {NAMES[0]: EVERY["notes"]["offer"]}, {NAMES[1]: EVERY["notes"]["offer"]}),
    ("rec", "content.revision.reason", *TEXTS),
    ("rec", "content.revision.author", *NAMES),
    ("rec", "content.checked_by", "x" * 64, "x" * 65),
    ("identity", "id", ID, "6f0d"),
    ("identity", "identity.name", *TEXTS),
    ("event", "id", ID, "6f0d"),
    ("event", "kind", "x" * 40, "x" * 41),
    ("event", "kind", "due_done", "Due done"),
    ("event", "at.utc_ms", LATEST_MS - 1, LATEST_MS),
    ("event", "by", *TEXTS),
    ("event", "by", ["x"], [["x"]]),
    ("event", "by", ["x"] * LISTED, ["x"] * (LISTED + 1)),
    ("event", "by", [NAMES[0]], [NAMES[1]]),
    ("event", "by", 5, {"more": {}}),
    ("event", "by", None, 5.5),
    ("event", NAMES[0], 1, {}),
    ("event", "f", False, AT.as_json()),
    ("erase", "id", ID, "6f0d"),
    ("erase", "why", *TEXTS),
    ("erase", "at", 5, AT.as_json()),
]


@pytest.mark.parametrize(("kind", "path", "last", "first"), BOUNDS)
def test_the_last_value_within_a_bound_is_taken_and_the_first_beyond_it_refused(
    kind: str, path: str, last: Any, first: Any
) -> None:
    """One value of a line that is right in every other way."""
    check_line(with_value(kind, path, last))
    with pytest.raises(errors.MalformedRecord):
        check_line(with_value(kind, path, first))


@pytest.mark.parametrize("kind", ["event", "erase"])
def test_so_many_facts_and_no_more(kind: str) -> None:
    """32 fields in a line of short facts, its own counted; names of 128 characters."""
    line = LINES[kind]
    check_line({**line, **some(32 - len(line))})
    for more in (some(33 - len(line)), {NAMES[1]: "x"}):
        with pytest.raises(errors.MalformedRecord):
            check_line({**line, **more})


def test_answers_of_a_concern_are_held_against_the_same_bounds() -> None:
    """Names and values as in an interview; anything else is none, whatever it is."""
    assert are_answers({"what": ["bribe"], "own_words": TEXTS[0]})
    others: list[Any] = [{"own_words": TEXTS[1]}, {"a": {"b": {}}}, {"a": None}, {"a": 1.5}, [], ["what"], "what", None]
    assert not any(map(are_answers, others))


ROW_AUDIT: dict[str, Any] = {
    "rows": ["offer"],
    "after": [5],
    "segments": [{"row": 0, "at": AT.as_json()}],
    "more": [0, 0],
}
SUM_AUDIT: dict[str, Any] = {"answers": 1, "away": {"paused": [1, 2]}, "changed": {"offer": 1}}
MOST = audit_sum.MOST_SECONDS
WORDS = [f"{one}{two}" for one in ascii_lowercase for two in ascii_lowercase]


@pytest.mark.parametrize(
    ("audit", "last", "first"),
    [
        (ROW_AUDIT, {"more": [1, 2]}, {"more": [1]}),
        (ROW_AUDIT, {"more": [1, 2]}, {"more": [1, 2, 3]}),
        (ROW_AUDIT, {"after": [MOST]}, {"after": [MOST + 1]}),
        (ROW_AUDIT, {"after": [5]}, {"after": [5, 5]}),
        (ROW_AUDIT, {"after": [5]}, {"after": [-1]}),
        (ROW_AUDIT, {"segments": [{"row": 0}]}, {"segments": [{"row": 0, "where": "x"}]}),
        (ROW_AUDIT, {"segments": [{"row": 0}]}, {"segments": [{"row": -1}]}),
        (
            ROW_AUDIT,
            *({"segments": [{"row": 0, "at": {**AT.as_json(), "utc_ms": n}}]} for n in (LATEST_MS - 1, LATEST_MS)),
        ),
        (
            ROW_AUDIT,
            *({"segments": [{"row": 0, "at": {**AT.as_json(), "mono_ms": n}}]} for n in (LATEST_MS - 1, LATEST_MS)),
        ),
        (ROW_AUDIT, *({"segments": [{"row": 0, "at": {**AT.as_json(), "utc_ms": n}}]} for n in (0, -1))),
        (ROW_AUDIT, *({"segments": [{"row": 0, "at": {**AT.as_json(), "offset_min": n}}]} for n in (-840, -841))),
        (ROW_AUDIT, *({"segments": [{"row": 0, "at": {**AT.as_json(), "boot": "x" * n}}]} for n in (64, 65))),
        (ROW_AUDIT, *({"segments": [{"row": 0, "at": {**AT.as_json(), **more}}]} for more in ({}, {"more": 1}))),
        (SUM_AUDIT, {"away": {"paused": [1, 2]}}, {"away": {"paused": [1]}}),
        (SUM_AUDIT, {"away": {"paused": [1, 2]}}, {"away": {"Paused!": [1, 2]}}),
        (SUM_AUDIT, {"away": {"paused": [1, MOST]}}, {"away": {"paused": [1, MOST + 1]}}),
        (SUM_AUDIT, {"answers": MOST}, {"answers": MOST + 1}),
        (SUM_AUDIT, {"changed": {"offer": 1}}, {"changed": {"offer": "often"}}),
        (
            SUM_AUDIT,
            *({"away": {word: [1, 2] for word in WORDS[:most]}} for most in (audit_sum.LISTED, audit_sum.LISTED + 1)),
        ),
    ],
)
def test_how_a_talk_went_is_bounded(audit: dict[str, Any], last: dict[str, Any], first: dict[str, Any]) -> None:
    """Rows or a sum, of the agreed shape."""
    assert audit_sum.is_sound({**audit, **last})
    assert not audit_sum.is_sound({**audit, **first})
