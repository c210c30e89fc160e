"""The setting of an interview: a pause, a note, whether it is still safe, an agreement taken back in the middle."""

import io
import json
import sys
from typing import Any

import pytest

from fieldkit.cases.drafting import Draft, NoteOn
from fieldkit.errors import AnswerRefused
from tests.flow.world import HOUR_MS, SUSPICION, Said, World

BEGUN = "1\n2\n1\n1\n1\n"
"""Post, no danger, alone, safe, clearly an adult: what comes next is the interpreter."""
INTERPRETER, ALONE = "Who interprets?", "Can the two of you talk where nobody else hears or watches?"
PAUSE_RECHECK, PAUSE_WITHDRAW = ":w\n3\n", ":w\n4\n"
AGREED = "1\n3\n\n\n1\n2\n1\n1\n23\n"
"""No interpreter, any interviewer, two texts read, explained, in which language, agrees, orally, 23 years old."""


def talk(world: World, patch: pytest.MonkeyPatch, lines: str, *words: str) -> Said:
    patch.setattr(sys, "stdin", io.StringIO(lines))
    return world.laptop._run(["screen", *words, "--plain"], held=True)


def draft(world: World) -> Draft:
    store = world.laptop.open()
    return store.drafts.load(store.drafts.list()[0].id)


def code(world: World) -> str:
    return draft(world).summary.code


def words(found: Draft) -> list[str | None]:
    return [row.name for row in found.trail if row.kind == "event"]


def last_question(said: Said) -> str:
    """Return what was asked last: the text before the last prompt."""
    return said.err[: said.err.rindex("\n> ")].rpartition("\n> ")[2]


def test_the_setting_is_checked_again_and_the_interview_goes_on_where_it_stood(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two questions about safety are put anew, nothing else; then comes the question that was on the screen."""
    said = talk(world, monkeypatch, BEGUN + PAUSE_RECHECK + "1\n1\n:x\n")
    assert INTERPRETER in last_question(said)
    assert said.err.count(ALONE) == 2
    assert words(draft(world)) == ["paused", "rechecked", "left"]
    assert draft(world).answers["alone"] == "yes"


def test_where_it_is_no_longer_safe_no_question_is_put(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows is only what the worker saw; the talk does not go on."""
    said = talk(world, monkeypatch, BEGUN + PAUSE_RECHECK + "2\n:x\n")
    assert "Do not ask the person anything now." in last_question(said)
    assert (INTERPRETER in last_question(said), draft(world).answers["alone"]) == (False, "no")


def test_a_check_that_was_cut_off_is_made_and_then_goes_on_where_the_interview_stood(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left in the middle of the check: it is not taken for passed, and the way back is not forgotten."""
    talk(world, monkeypatch, BEGUN + "1\n" + PAUSE_RECHECK + ":x\n")
    assert "alone" not in draft(world).answers
    said = talk(world, monkeypatch, "1\n1\n:x\n", "--resume", code(world))
    assert ALONE in said.err
    assert "Would you rather talk with a woman or a man?" in last_question(said)


def test_a_check_that_is_over_leads_nowhere_any_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever later comes back to these questions by another way, leaves and goes on, is asked what comes next."""
    talk(world, monkeypatch, BEGUN + "1\n" + PAUSE_RECHECK + "1\n1\n" + ":p\n" * 4 + ":x\n")
    assert draft(world).summary.position == "alone"
    said = talk(world, monkeypatch, "1\n1\n:x\n", "--resume", code(world))
    assert "may this person be under 18?" in last_question(said)


@pytest.mark.parametrize(("minutes", "asked"), [(5, False), (31, True)])
def test_after_half_an_hour_the_setting_counts_as_another_one(
    world: World, monkeypatch: pytest.MonkeyPatch, minutes: int, asked: bool
) -> None:
    """An interview that goes on later may do so in another room, with somebody else near."""
    talk(world, monkeypatch, BEGUN + ":x\n")
    world.laptop.close()
    world.laptop.clock.ahead_ms = minutes * HOUR_MS // 60
    said = talk(world, monkeypatch, "1\n1\n:x\n" if asked else ":x\n", "--resume", code(world))
    assert (ALONE in said.err) is asked
    assert INTERPRETER in last_question(said)


def test_a_clock_set_back_is_no_reason_to_trust_the_setting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """1970 after a dead battery and another boot: nobody knows how long it was."""
    talk(world, monkeypatch, BEGUN + ":x\n")
    world.laptop.close()
    monkeypatch.setattr(world.laptop.clock.real, "_boot", "another boot")
    world.laptop.clock.wall_only_ms = -40 * 365 * 24 * HOUR_MS
    said = talk(world, monkeypatch, "1\n1\n:x\n", "--resume", code(world))
    assert ALONE in said.err


def test_an_agreement_taken_back_in_the_middle_leaves_nothing_that_was_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the pause to the question in which the person agreed; with the no everything that it covered is deleted, the
    notes on it too."""
    talk(world, monkeypatch, BEGUN + AGREED + ":o\n1\nspoke very low\n\n:x\n")
    found = draft(world)
    assert found.answers["age"] == 23
    assert list(found.notes.values()) == [NoteOn("spoke very low", doubtful=False)]
    said = talk(world, monkeypatch, PAUSE_WITHDRAW + "2\n:x\n", "--resume", code(world))
    assert "Do you agree to talk with me now?" in said.err
    found = draft(world)
    assert "age" not in {row.name for row in found.history}
    assert (found.answers["consent"], found.notes) == ("no", {})


def test_notes_pauses_and_the_record_of_consent_reach_headquarters(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The focal point reads the worker's own notes under their questions, and how the talk went."""
    talk(world, monkeypatch, BEGUN + ":w\n2\n\n" + AGREED + ":o\n1\nspoke very low\n\n:x\n")
    begun = code(world)
    file = world.path("rest.json")

    file.write_text(json.dumps(SUSPICION), encoding="utf-8")
    done: Any = world.laptop.do("screen", "--resume", begun, "--answers", str(file))
    assert done.status == 0, done.err
    world.laptop.hand_over(world.stick())
    world.bring()
    shown = world.hq.read("show", begun)
    assert "Notes\n" in shown
    assert ": spoke very low" in shown
    assert "The talk\n" in shown
    assert "agreed to talk: yes" in world.hq.read("consent", "show", begun)
    assert "spoke very low" not in world.hq.do("show", begun).out


def test_from_the_review_one_question_is_corrected_and_the_review_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not once more through everything behind it; what the new answer opens is asked first."""
    file = world.path("all.json")
    file.write_text(json.dumps({**SUSPICION, "share_identity": "much too long"}), encoding="utf-8")
    assert world.laptop.do("screen", "--answers", str(file)).status == AnswerRefused.exit_status
    said = talk(world, monkeypatch, "2\n\n:x\n", "--resume", code(world))
    (row,) = [row for row in said.err.splitlines() if "How old are you?" in row]
    number = row.split()[0]
    said = talk(world, monkeypatch, f"{number}\n41\n:x\n", "--resume", code(world))
    assert said.err.count("Before finishing") == 2
    assert draft(world).answers["age"] == 41
    said = talk(world, monkeypatch, f"{number}\n15\n:x\n", "--resume", code(world))
    assert said.err.count("Before finishing") == 1
    assert "Under 16: who agrees for the child?" in last_question(said)
