"""What is recorded about the talk itself: order, seconds, languages, edits and pauses; never an answer."""

import dataclasses
import itertools
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fieldkit.cases import audit_sum
from fieldkit.cases.audit import NAMES, ROWS, SEGMENTS, Audit, audit_of
from fieldkit.cases.audit_sum import in_sum, is_clock_suspect, is_sound, jumps
from fieldkit.commands import telling_talk
from fieldkit.commands.telling_talk import talk_lines
from fieldkit.ui.catalogue import TEXTS
from tests.cases.talks import STARTED, Talk


def made(talk: Talk, **more: Any) -> dict[str, Any]:
    """The audit of a talk that ends now, as it is kept; it must be sound."""
    data: dict[str, Any] = audit_of(talk.draft(), talk.now, **more).to_json()
    assert is_sound(data)
    assert is_sound(in_sum(data, talk.stub()))
    return data


def rows(talk: Talk, **more: Any) -> list[tuple[str, int]]:
    data = made(talk, **more)
    return list(zip(data["rows"], data["after"], strict=True))


def test_each_answer_has_the_seconds_since_the_one_before() -> None:
    """The time that an answer took is that from the answer before; parts of a second are carried on."""
    talk = Talk().answer("alone", "yes", 4.6).answer("age", 19, 7.6).later(3)
    assert rows(talk) == [("=en", 0), ("alone", 4), ("age", 8), ("!finished", 3)]


def test_an_answer_that_is_changed_is_marked_and_one_that_is_given_again_is_not() -> None:
    """Which answer was changed is recorded, and how often; what it was and is, never."""
    talk = Talk().answer("age", 19, 5).answer("age", 19, 1).answer("age", 16, 2).answer("age", 17, 3)
    assert [name for name, _ in rows(talk)] == ["=en", "age", "age", "~age", "~age", "!finished"]
    assert in_sum(made(talk), talk.stub())["changed"] == {"age": 2}


def test_an_answer_that_went_away_is_no_row_and_its_return_is_a_change_only_if_it_differs() -> None:
    """An answer that no longer applies was not given by anybody."""
    talk = Talk().answer("job", "farm", 5).answer("job", None, 1).answer("job", "farm", 2)
    assert rows(talk)[1:] == [("job", 5), ("job", 3), ("!finished", 0)]
    assert rows(talk.answer("job", None).answer("job", "mine"))[3] == ("~job", 0)


def test_what_nobody_was_asked_is_no_row() -> None:
    """A calculation or a preload takes nobody's time: its seconds are those of the next answer."""
    talk = Talk().answer("deviceid", "x", 2).answer("age", 19, 3)
    assert rows(talk, asked=lambda key: key != "deviceid") == [("=en", 0), ("age", 5), ("!finished", 0)]


def test_the_questions_of_forms_that_follow_are_one_row() -> None:
    """That a question about identity was answered says something already: only how long all took is kept."""
    talk = Talk().answer("age", 19, 3).answer("after/told_by_voice", "no", 2).answer("after/x", "no", 2)
    talk.answer("identity/phone", "+250", 9).answer("identity/name", "N", 4).answer("/after/own", "yes", 1)
    names = ["=en", "age", "+after", "+identity", "after/own", "!finished"]
    assert rows(talk) == list(zip(names, [0, 3, 4, 13, 1, 0], strict=True))
    assert "phone" not in json.dumps(made(talk))


def test_languages_stand_where_they_change() -> None:
    """The language shown is recorded at its first row and at every change: at the change where that is a row of its
    own, else before the answer that was given in it."""
    talk = Talk().answer("a", "yes", 3, "rw").position("b", 2, "fr").answer("b", "yes", 5, "fr")
    talk.answer("c", "yes", 4, "rw")
    assert rows(talk) == [
        ("=rw", 0), ("a", 3), ("=fr", 2), ("b", 5), ("=rw", 0), ("c", 4), ("!finished", 0),
    ]  # fmt: skip
    assert in_sum(made(talk), talk.stub())["languages"] == ["rw", "fr"]


def test_pauses_are_told_from_the_talk() -> None:
    """Time away is counted by the word before it; where there is none the interview was cut off."""
    talk = Talk().answer("a", "yes", 60).event("paused", 10).event("resumed", 300).answer("b", "yes", 20)
    talk.event("distress", 5).event("resumed", 600).event("resumed", 900).event("rechecked", 2).later(3)
    found = in_sum(made(talk), talk.stub())
    assert found["away"] == {"paused": [1, 300], "distress": [1, 600], "cut_off": [1, 900]}
    assert (found["talk"], found["happened"]) == (100, {"rechecked": 1})


def test_a_restart_begins_a_segment_and_its_gap_is_not_made_up() -> None:
    """After a restart the steady clock is another one: time begins anew from a new anchor, and nothing is guessed."""
    talk = Talk().answer("a", "yes", 10).later(0, wall=3600).boot("boot-2", 77).event("resumed").answer("b", "yes", 6)
    data = made(talk)
    assert data["after"] == [0, 10, 0, 6, 0]
    assert data["segments"] == [
        {"row": 0},
        {"row": 2, "at": {**STARTED.as_json(), "utc_ms": STARTED.utc_ms + 3_610_000, "mono_ms": 77, "boot": "boot-2"},
         "jump": ["boot"]},
    ]  # fmt: skip
    assert not is_clock_suspect(data)
    assert is_clock_suspect(made(talk.later(1, wall=-90)))


def test_a_steady_clock_that_runs_backwards_is_flagged() -> None:
    """It cannot happen, so if it does nothing of this clock is trusted."""
    talk = Talk().answer("a", "yes", 10).boot("boot-1", 3).answer("b", "yes", 1)
    assert [s.get("jump") for s in made(talk)["segments"]] == [None, ["back"]]
    assert is_clock_suspect(made(talk))


def test_a_wall_clock_of_1970_is_flagged_and_the_seconds_stay_right() -> None:
    """A laptop whose battery is empty starts in 1970: the seconds are still those of the steady clock."""
    start = dataclasses.replace(STARTED, utc_ms=12_000)
    talk = Talk(now=start, started=start).answer("a", "yes", 10).answer("b", "yes", 6)
    assert made(talk)["segments"] == [{"row": 0, "jump": ["unset"]}]
    assert rows(talk)[1:3] == [("a", 10), ("b", 6)]
    later = talk.later(1, wall=1_795_000_000).answer("c", "yes", 2)
    assert jumps(made(later)) == ["unset", "wall"]
    assert rows(later)[3] == ("c", 3)


@pytest.mark.parametrize(("moved", "flagged"), [(60.0, []), (-59.0, []), (61.5, ["wall"]), (-62.0, ["wall"])])
def test_a_wall_clock_that_moves_by_more_than_a_minute_is_flagged(moved: float, flagged: list[str]) -> None:
    """Corrections of seconds are usual; more than a minute against the steady clock is called a jump."""
    talk = Talk().answer("a", "yes", 10).later(1, wall=1 + moved).answer("b", "yes", 6)
    assert jumps(made(talk)) == flagged


def test_a_clock_that_creeps_is_flagged_as_one_that_jumps() -> None:
    """Against the anchor, not against the row before: many small moves add up."""
    talk = Talk()
    for number in range(40):
        talk.later(1, wall=4).answer(f"q{number}", "yes")
    assert jumps(made(talk)) == ["wall"]


def test_an_upgrade_to_a_newer_form_is_no_jump() -> None:
    """Answers that a newer version of the form takes over keep the times that they were given at."""
    talk = Talk().answer("a", "yes", 10)
    upgraded = dataclasses.replace(talk.trail[0], kind="form", name=None, at=talk.later(500).now)
    talk.trail.insert(0, upgraded)
    assert jumps(made(talk)) == []
    assert rows(talk) == [("=en", 0), ("a", 10), ("!finished", 500)]


def test_a_very_long_interview_is_summed_up_behind_the_first_thousand_rows() -> None:
    """What is too much is counted, with its seconds; its clocks are still judged."""
    talk = Talk()
    for number in range(ROWS + 200):
        talk.answer(f"q[{number}]", "yes", 1)
    data = made(talk.boot("boot-2").answer("last", "yes", 5))
    assert (len(data["rows"]), data["more"]) == (ROWS, [203, 201])
    assert sum(data["after"]) + data["more"][1] == ROWS + 200
    assert jumps(data) == ["boot"]
    long = Talk()
    for number in range(400):
        long.answer(f"{'n' * 100}[{number}]", "yes", 1)
    assert sum(map(len, made(long)["rows"])) <= NAMES


def test_a_laptop_that_starts_anew_all_the_time_fills_no_bundle() -> None:
    """Segments are bounded too; the last one takes the rest."""
    talk = Talk()
    for number in range(SEGMENTS + 30):
        talk.boot(f"boot-{number + 2}").answer("a", number, 1)
    assert len(made(talk)["segments"]) == SEGMENTS


def test_headquarters_reads_the_talk_in_a_few_lines() -> None:
    """How long it took, what interrupted it, what was changed, in which languages, and whether to trust the clock."""
    talk = Talk().answer("age", 19, 200, "rw").answer("job", "farm", 1, "rw").event("paused", 5, "rw")
    talk.event("resumed", 360, "rw").answer("age", 16, 30, "rw").answer("pay", "no", 400, "fr").event("noted", 4)
    talk.later(1, wall=9_000).later(200)
    told = [
        "talk took 14 min: 4 answers, 1 of them in less than 2 seconds",
        "paused: 1 time, 6 min",
        "notes written: 1",
        "1 answer changed: age",
        "longest: pay, 7 min",
        "language rw, then fr, then en",
        "clock suspect: the clock on the wall was moved",
    ]
    assert talk_lines(made(talk), talk.stub()) == told
    assert talk_lines(in_sum(made(talk), talk.stub()), talk.stub()) == told


def test_the_sum_of_a_quiet_talk_is_next_to_nothing() -> None:
    """A month of screenings must fit a bad link: what the stub says already is left out."""
    talk = Talk().answer("a", "yes", 8.7).answer("b", "no", 9.9)
    found = in_sum(made(talk), talk.stub())
    assert found == {"answers": 2}
    assert talk_lines(found, talk.stub())[0] == "talk took 18 s: 2 answers"


# --- whatever happens ------------------------------------------------------------------------------------------

SECRET = "canary blue door"
_STEP = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(["a", "b[1]", "after/x", "identity/y", "calc"]), st.integers(0, 2)),
    st.tuples(st.just("drop"), st.sampled_from(["a", "b[1]"]), st.just(0)),
    st.tuples(st.just("event"), st.sampled_from(["paused", "resumed", "left", "distress", "locked"]), st.just(0)),
    st.tuples(st.just("position"), st.sampled_from(["a", "b[1]", ""]), st.just(0)),
    st.tuples(st.just("boot"), st.sampled_from(["boot-1", "boot-2"]), st.integers(0, 10**7)),
    st.tuples(st.just("time"), st.sampled_from(["wall", ""]), st.integers(0, 10**7)),
    st.tuples(st.just("set"), st.just("wall"), st.integers(-(10**13), 10**13)),
)
_STEPS = st.lists(st.tuples(_STEP, st.integers(0, 400_000)), max_size=30)


def _played(steps: list[Any]) -> tuple[Talk, int]:
    """Play what happens; return the talk and the milliseconds that a steady clock could see of it."""
    talk, known, last = Talk(), 0, STARTED
    for (what, name, number), passed in steps:
        talk.later(passed / 1000)
        if what == "boot":
            talk.boot(name, number)
        elif what in ("time", "set"):
            talk.later(0 if what == "set" else number / 1000, number / 1000)
        elif what in ("answer", "drop"):
            talk.answer(name, f"{SECRET} {number}" if what == "answer" else None, 0, ("en", "rw")[number % 2])
        else:
            (talk.event if what == "event" else talk.position)(name)
        if what in ("answer", "drop", "event", "position"):
            known, last = known + _between(last, talk), talk.now
    return talk, known + _between(last, talk)


def _between(last: Any, talk: Talk) -> int:
    same = last.boot == talk.now.boot and last.mono_ms <= talk.now.mono_ms
    return talk.now.mono_ms - last.mono_ms if same else 0


@given(_STEPS)
def test_the_whole_is_the_sum_of_its_parts_and_no_part_is_negative(steps: list[Any]) -> None:
    """Rows, and time away and talk, add up to what the steady clock saw, whatever the clocks do."""
    talk, known = _played(steps)
    audit: Audit = audit_of(talk.draft(), talk.now, lambda key: key != "calc")
    assert audit.seconds == known // 1000
    assert all(row.after >= 0 for row in audit.rows)
    found: Any = in_sum(audit.to_json(), {"started": STARTED.as_json(), "finished": {**STARTED.as_json(), "boot": "?"}})
    assert found["talk"] + sum(seconds for _, seconds in found.get("away", {}).values()) == audit.seconds


@given(_STEPS)
def test_no_answer_leaks_and_whatever_is_made_is_sound(steps: list[Any]) -> None:
    """An audit has names and words only, and headquarters takes every audit that a laptop makes."""
    talk, _ = _played(steps)
    data = made(talk, asked=lambda key: key != "calc")
    for shown in (data, in_sum(data, talk.stub()), talk_lines(data, talk.stub())):
        assert SECRET not in json.dumps(shown)
        assert "identity/y" not in json.dumps(shown)
    assert "calc" not in data["rows"]


@given(_STEPS)
def test_a_clock_that_jumped_is_always_flagged(steps: list[Any]) -> None:
    """1970, a wall clock that moved by more than a minute, a steady clock that ran backwards, another boot."""
    talk, _ = _played(steps)
    seen = [STARTED, *(row.at for row in talk.trail), talk.now]
    found = jumps(made(talk))
    assert ("unset" in found) == any(at.utc_ms < 1_735_689_600_000 for at in seen)
    pairs = list(itertools.pairwise(seen))
    assert ("boot" in found) == any(a.boot != b.boot for a, b in pairs)
    assert ("back" in found) == any(a.boot == b.boot and b.mono_ms < a.mono_ms for a, b in pairs)
    same = [(a, b) for a, b in pairs if a.boot == b.boot and a.mono_ms <= b.mono_ms]
    if any(abs((b.utc_ms - a.utc_ms) - (b.mono_ms - a.mono_ms)) > 120_000 for a, b in same):
        assert "wall" in found


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {"rows": ["a"], "after": []},
        {"rows": "abc", "after": [1, 2, 3]},
        {"rows": {"a": 1}, "after": [3]},
        {"rows": ["a"], "after": [1], "segments": {}},
        {"rows": ["a"], "after": [-1]},
        {"rows": ["a"], "after": [1.5]},
        {"rows": ["a"], "after": [True]},
        {"rows": ["a b"], "after": [1]},
        {"rows": ["!Loud"], "after": [1]},
        {"rows": ["a"] * (ROWS + 1), "after": [1] * (ROWS + 1)},
        {"rows": ["a" * 200] * 100, "after": [1] * 100},
        {"rows": ["a"], "after": [1], "segments": [{"row": 0, "jump": ["moon"]}]},
        {"rows": ["a"], "after": [1], "segments": [{"row": 0, "at": {**STARTED.as_json(), "utc_ms": 10**18}}]},
        {"rows": ["a"], "after": [1], "segments": [{"row": 0, "at": {**STARTED.as_json(), "boot": "b" * 99}}]},
        {"rows": ["a"], "after": [1], "answers": 1},
        {"answers": -1},
        {"answers": 1, "talk": 10**12},
        {"answers": 1, "away": {"paused": [1]}},
        {"answers": 1, "changed": {"what she said": 1}},
        {"answers": 1, "happened": {"a": "b"}},
        {"answers": 1, "slowest": ["x", "long"]},
        {"answers": 1, "languages": ["e" * 99]},
        {"answers": 1, "languages": ["e\nf"]},
        {"answers": 1, "languages": [["e"]]},
        {"answers": 1, "away": {"x\nResult: no": [1, 2]}},
        {"answers": 1, "note": "free text"},
    ],
)
def test_an_audit_of_another_shape_is_not_sound(wrong: Any) -> None:
    """A laptop's signature does not make sense of what it sent: headquarters refuses what is not as described."""
    assert not is_sound(wrong)


def test_every_word_of_the_page_is_known() -> None:
    """docs/interview.md 7 and the code name the same words and jumps, and each can be told."""
    assert set(audit_sum._JUMPS) == {"boot", "back", "wall", "unset", "early"}
    assert {word[1:] for word in audit_sum.AWAY} | set(audit_sum._JUMPS) < set(telling_talk.KNOWN)
    assert all(f"talked.{word}" in TEXTS for word in telling_talk.KNOWN)
