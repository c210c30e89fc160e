"""How an interview's line travels: bundle-format 6.4 to 6.6."""

import copy
import dataclasses
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.cases.line_check import check_line
from fieldkit.cases.rec_line import first_form, full_line, rec_line, short_line
from fieldkit.cases.records import InterviewRecord, record_from_json
from fieldkit.crypto import canonical
from fieldkit.ports import Instant
from fieldkit.result import Json
from tests.cases.test_records import AT, CONTENT, ID, STUB

HOUR = 3_600_000
ENDED = Instant(AT.utc_ms + HOUR - 4, 120, AT.mono_ms + HOUR, "b1")
TOLD = Instant(AT.utc_ms - HOUR, 120, 0, "")
STARTED_ANEW = Instant(AT.utc_ms + HOUR, 120, 17_000, "b2")


def made(**moments: Instant | None) -> dict[str, Any]:
    """Return the line of form 1 of an interview with these moments."""
    stub = dataclasses.replace(STUB, **{"finished": ENDED, **moments})  # type: ignore[arg-type]
    return InterviewRecord(stub, CONTENT).to_json()


def sent(**stub: Any) -> dict[str, Any]:
    """Return a line as it travels, with some of its stub replaced."""
    line: dict[str, Any] = copy.deepcopy(short_line(made(clock_start=TOLD)))
    return {**line, "stub": {**line["stub"], **stub}}


def test_moments_are_told_from_the_start_and_the_id_once() -> None:
    """Milliseconds by the clock that nobody can set, and how much more the one on the wall went."""
    line = rec_line(STUB.to_json() | {"finished": ENDED.as_json()}, CONTENT.to_json())
    stub: Any = line["stub"]
    assert (line["t"], line["v"], line["id"], "id" in stub) == ("rec", 2, ID, False)
    assert stub["started"] == AT.as_json()
    assert stub["finished"] == {"after_ms": HOUR, "drift_ms": -4}
    assert stub["clock_start"] == {"after_ms": 0, "drift_ms": 0}
    assert (stub["form"], line["content"]) == (STUB.form, CONTENT.to_json())


@pytest.mark.parametrize(
    "moment",
    [
        TOLD,
        STARTED_ANEW,
        dataclasses.replace(ENDED, offset_min=60),
        dataclasses.replace(ENDED, mono_ms=AT.mono_ms - 1),
    ],
    ids=["told", "started anew", "another offset", "before the start"],
)
def test_what_another_clock_counted_stays_an_instant(moment: Instant) -> None:
    """Nothing is made up: from the start of the interview it cannot be told."""
    line: Any = short_line(made(clock_start=moment))
    assert line["stub"]["clock_start"] == moment.as_json()
    assert full_line(line) == made(clock_start=moment)


def test_no_clock_is_told_as_none() -> None:
    """Most interviews start none."""
    line: Any = short_line(made(clock_start=None))
    assert line["stub"]["clock_start"] is None
    assert full_line(line) == made(clock_start=None)


instants = st.builds(
    Instant,
    st.integers(0, 4_000_000_000_000),
    st.sampled_from([0, 60, 120]),
    st.integers(0, 10_000_000),
    st.sampled_from(["", "b1", "b2"]),
)


@given(instants, instants, st.none() | instants)
def test_every_stub_comes_back_as_it_was(started: Instant, finished: Instant, clock: Instant | None) -> None:
    """Whatever the clocks did, headquarters has the moments that the laptop noted, to the millisecond."""
    line = made(started=started, finished=finished, clock_start=clock)
    travels = canonical.loads_object(canonical.dumps(short_line(line)), what="a line")
    read = full_line(travels)
    check_line(read)
    assert read == line
    assert record_from_json(read).to_json() == line
    assert canonical.dumps(short_line(read)) == canonical.dumps(travels)


def test_a_line_of_fieldkit_0_1_is_read_as_it_is() -> None:
    """Laptops have packed it; its bytes and so its hash are what they were."""
    line = first_form(made()["stub"], CONTENT.to_json())
    assert "v" not in line
    assert full_line(line) is line
    check_line(line)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["started", "finished", "clock_start", "form_hash", "rev"]), json_values)
def test_a_stub_with_anything_in_it_is_read_or_refused(name: str, value: Json) -> None:
    """A signature proves the laptop, not that what it sent is sane."""
    try:
        line = full_line(sent(**{name: value}))
        check_line(line)
    except errors.MalformedRecord:
        return
    assert record_from_json(line).to_json() == line


FULL = ENDED.as_json()


@pytest.mark.parametrize(
    ("stub", "what"),
    [
        ({"id": ID}, "the stub has other fields than its form"),
        ({"colour": "blue"}, "the stub has other fields than its form"),
        ({"finished": FULL}, "stub.finished is not told from the start"),
        ({"finished": {"after_ms": 1}}, "stub.finished is not a moment"),
        ({"finished": {"after_ms": 1, "drift_ms": 0, "boot": "b1"}}, "stub.finished is not a moment"),
        ({"finished": {"after_ms": -1, "drift_ms": 0}}, "stub.finished is not a moment"),
        ({"finished": {"after_ms": True, "drift_ms": 0}}, "stub.finished is not a moment"),
        ({"finished": {"after_ms": 1, "drift_ms": "blue"}}, "stub.finished is not a moment"),
        ({"finished": 5}, "stub.finished is not a moment"),
        ({"clock_start": [1, 0]}, "stub.clock_start is not a moment"),
        ({"started": "blue"}, "stub.finished is not a moment"),
        ({"started": {"after_ms": 0, "drift_ms": 0}}, "stub.finished is not a moment"),
    ],
)
def test_a_stub_of_another_shape_is_refused_with_what_is_wrong(stub: dict[str, Any], what: str) -> None:
    """It never names what the line holds."""
    with pytest.raises(errors.MalformedRecord) as caught:
        full_line(sent(**stub))
    assert caught.value.facts["what"] == what


@pytest.mark.parametrize(
    "stub",
    [
        {"finished": None},
        {"finished": {"after_ms": 2**53 - 1, "drift_ms": -(2**53) + 1}},
        {"finished": {"after_ms": 0, "drift_ms": 2**53 - 1}},
        {"finished": {"after_ms": 0, "drift_ms": -(2**53) + 1}},
        {"started": {**AT.as_json(), "colour": "blue"}},
        {"clock_start": {**TOLD.as_json(), "utc_ms": -1}},
        {"rev": 0},
    ],
)
def test_the_bounds_hold_for_what_a_moment_comes_to(stub: dict[str, Any]) -> None:
    """Small numbers that add up to the year 200,000 end here too."""
    line = full_line(sent(**stub))
    with pytest.raises(errors.MalformedRecord):
        check_line(line)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"v": 1}, "its form is none that this fieldkit knows"),
        ({"v": 3}, "its form is none that this fieldkit knows"),
        ({"v": "2"}, "its form is none that this fieldkit knows"),
        ({"v": True}, "its form is none that this fieldkit knows"),
        ({"colour": "blue"}, "the line has other fields than its form"),
        ({"stub": None}, "the stub has other fields than its form"),
        ({"stub": ["code"]}, "the stub has other fields than its form"),
    ],
)
def test_a_line_of_another_form_is_refused(changes: dict[str, Any], what: str) -> None:
    """A newer fieldkit may have written it; nothing is guessed."""
    with pytest.raises(errors.MalformedRecord) as caught:
        full_line({**sent(), **changes})
    assert caught.value.facts["what"] == what


def test_other_lines_have_one_form() -> None:
    """An identity or an event is passed on as it is."""
    line: dict[str, Json] = {"t": "identity", "id": ID, "identity": {"v": "yes"}}
    assert full_line(line) is line


def test_only_interviews_have_forms() -> None:
    """A fact called v in an event is a fact."""
    event: dict[str, Json] = {"t": "event", "id": ID, "kind": "report_made", "v": 7}
    assert full_line(event) == event
