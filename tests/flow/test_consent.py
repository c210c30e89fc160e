"""Before and without consent: what is kept, what is gone, and who may ask what."""

import io
import json
import shutil
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import NoteOn
from fieldkit.result import Json
from fieldkit.store.drafts import Drafts
from fieldkit.workflows import finishing
from tests.flow.world import SUSPICION, Machine, World

REFUSED: dict[str, Json] = {**SUSPICION, "consent": "no", "observe": "no"}
NOT_SAFE: dict[str, Json] = {
    **SUSPICION,
    "safe": "no",
    "observe": "yes",
    "may_be_child": "no",
    "seen": ["papers_held", "steered"],
}


def at_hq(world: World) -> dict[str, Any]:
    """Bring what was screened to headquarters and return the only record's line as it is stored there."""
    world.laptop.hand_over(world.stick(), "--because", "test")
    world.bring()
    store = world.hq.open()
    (row,) = store.inbox.list()
    line = store.inbox.read(row, "test")
    assert line is not None
    return json.loads(json.dumps(line))  # type: ignore[no-any-return]


def given(content: dict[str, Any]) -> dict[str, Any]:
    """Return the answers that say something."""
    return {name: value for name, value in content["answers"].items() if not isinstance(value, dict)}


def test_a_refusal_keeps_only_what_the_form_lists(world: World) -> None:
    """After a refused consent headquarters gets form, version, day and post, and none of the other answers."""
    world.laptop.screen(REFUSED)
    line = at_hq(world)
    assert line["stub"]["state"] == "refused"
    assert given(line["content"]) == {"post": "rusumo"}


def test_a_refusal_tells_nothing_of_what_was_asked_before(world: World) -> None:
    """What was answered before a refusal is not passed on either, not even as a kind of non-answer."""
    world.laptop.screen(REFUSED, danger="no")
    assert {"post"} == set(at_hq(world)["content"]["answers"])


def test_the_rest_of_a_refused_interview_is_gone_from_the_laptop(world: World) -> None:
    """Nothing of a refused interview's draft is left in the store: no draft, no answer rows, no readable content."""
    code = world.laptop.screen(REFUSED)
    connection = world.laptop.open().connection
    assert connection.execute("SELECT count(*) FROM answers").fetchall() == [(0,)]
    assert connection.execute("SELECT count(*) FROM drafts").fetchall() == [(0,)]
    stored = b"".join(bytes(row[0]) for row in connection.execute("SELECT payload FROM contents") if row[0])
    assert b"rusumo" in stored
    assert b"consent" not in stored
    assert "Recruiter" not in world.laptop.read("show", code)


def test_a_refusal_that_was_cut_short_is_forgotten_when_it_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power went after the no was stored and before the rest was deleted: nothing of it comes back."""
    assert world.laptop.screened(own_suspicion="no such answer").status != 0
    store = world.laptop.open()
    (draft,) = store.drafts.list()
    assert "nationality" in store.drafts.load(draft.id).answers

    def typed(*lines: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*lines, ""])))
        return world.laptop.do("screen", "--resume", draft.code).status

    with monkeypatch.context() as cut:
        cut.setattr(Drafts, "forget", _power_cut)
        assert typed(":w", "4", "2") == 130
    assert "nationality" in store.drafts.load(draft.id).answers
    assert typed(":x") == 0
    assert "nationality" not in {row.name for row in store.drafts.load(draft.id).history}


def test_an_agreement_is_taken_back_also_after_the_result(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form that follows asks for none of its own: the way leads to the question of the screening."""
    assert world.laptop.screened(referral_offered="no such answer").status != 0
    store = world.laptop.open()
    (draft,) = store.drafts.list()
    assert (store.drafts.load(draft.id).summary.position or "").startswith("after/")
    monkeypatch.setattr("sys.stdin", io.StringIO(":w\n4\n2\n:x\n"))
    assert world.laptop.do("screen", "--resume", draft.code).status == 0
    assert store.drafts.load(draft.id).answers["consent"] == "no"
    assert "nationality" not in store.drafts.load(draft.id).answers


def test_what_is_too_long_to_travel_can_be_shortened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The interview does not stand at the end of the form that followed, from where no way leads to its answers."""
    with monkeypatch.context() as short:
        short.setattr(finishing, "_AROUND", 255 * 1024)
        assert world.laptop.screened().status == errors.InterviewTooLong.exit_status
    store = world.laptop.open()
    (draft,) = store.drafts.list()
    assert draft.position == ""
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n:x\n"))
    assert world.laptop.do("screen", "--resume", draft.code).status == 0
    assert store.drafts.load(draft.id).summary.position == "post"


def _power_cut(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_refusal_has_no_identity_and_no_clock(world: World) -> None:
    """Without consent no identity is asked and no suspicion is made: nothing runs."""
    world.laptop.screen(REFUSED)
    line = at_hq(world)
    assert line["stub"]["clock_start"] is None
    assert (world.hq.open().inbox.list()[0].has_identity, _clock(world)) == (False, "none")


def _clock(world: World) -> str:
    return str(world.hq.do("inbox").data["rows"][0]["clock"]["state"])


def test_where_it_is_not_safe_to_talk_only_what_was_seen_is_reported(world: World) -> None:
    """Not safe: no question is put; the observation goes on with the result "not assessed: not safe to talk"."""
    done = world.laptop.screened(NOT_SAFE)
    assert (done.data["state"], done.data["result"]) == ("observation", "not_assessed_not_safe")
    line = at_hq(world)
    answers = given(line["content"])
    assert {"papers_held", "steered"} == set(answers["seen"])
    assert not {"age", "sex", "offer", "consent", "documents", "share_identity"} & set(answers)
    assert "not assessed: not safe to talk" in world.hq.read("inbox")


def test_an_observation_with_signs_starts_the_clock(world: World) -> None:
    """What a worker sees with their own eyes can start the 24 hours, although nobody was asked."""
    world.laptop.screen(NOT_SAFE, told_by_voice="no")
    assert at_hq(world)["stub"]["clock_start"] is not None


def test_a_form_that_is_not_approved_is_refused(world: World) -> None:
    """A form or language without headquarters' approval is not run; nothing is begun."""
    for words in (("border_quick_screen", "--language", "rw"), ("border_quick_screen", "--language", "xx")):
        assert errors.FormNotApproved.exit_status == world.laptop.screened(None, *words).status
    assert world.laptop.do("drafts").data["drafts"] == []


def test_an_unknown_form_is_named(world: World) -> None:
    """A form that is not on this machine is an error with the way to the list."""
    done = world.laptop.screened(None, "no_such_form")
    assert errors.FormUnknown.exit_status == done.status
    assert "fieldkit form list" in done.err


def test_a_form_changed_by_a_letter_is_another_form(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An approval names the file's hash: the same form with one changed byte is not approved."""
    _ship(world, monkeypatch, lambda text: text.replace("Border quick screen", "Border quick scream", 1))
    assert errors.FormNotApproved.exit_status == world.laptop.screened().status


def test_a_form_for_the_focal_point_is_not_run_by_a_field_worker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """who_may_run is kept even when headquarters approved the form."""
    _ship(world, monkeypatch, lambda text: text.replace("  - field_worker\n", "", 1))
    _approve_again(world)
    done = world.laptop.screened()
    assert errors.NotForYou.exit_status == done.status
    assert world.laptop.do("drafts").data["drafts"] == []


def _ship(world: World, patch: pytest.MonkeyPatch, change: Any) -> None:
    """Put changed forms where fieldkit finds the shipped ones."""
    from fieldkit import paths
    from fieldkit.commands import library

    folder = world.path("forms")
    shutil.copytree(paths.shipped_forms(), folder)
    file = folder / "border_quick_screen.yaml"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    patch.setattr(library, "shipped_forms", lambda: folder)


def _approve_again(world: World) -> None:
    """Give the laptop a card that approves the forms as they are now."""
    from fieldkit.commands.card_copy import NEWEST_CARD

    card = world.path("new.card")
    approvals = [f"{form}:en" for form in ("border_quick_screen", "after_result", "identity_contact")]
    words = [word for one in approvals for word in ("--approve", one)]
    done = world.hq.do("hq", "card", "-o", str(card), *words, "--use", "practice")
    assert done.status == 0, done.err
    world.laptop.open().settings.put(NEWEST_CARD, card.read_bytes())


def test_an_answers_file_with_a_wrong_answer_stops_without_showing_it(world: World) -> None:
    """A scripted answer that does not fit names the question and never the answer; what was answered is kept."""
    done = world.laptop.screened(None, age="not an age at all")
    assert errors.AnswerRefused.exit_status == done.status
    assert "age" in done.err
    assert "not an age at all" not in done.err + done.out
    (draft,) = world.laptop.do("drafts").data["drafts"]
    assert draft["position"] == "age"


def test_an_interview_left_unfinished_is_resumed_where_it_stood(world: World) -> None:
    """After a stop, `screen --resume CODE` goes on with what was answered, and finishes the same interview."""
    assert world.laptop.screened(None, age="not an age").status != 0
    (draft,) = world.laptop.do("drafts").data["drafts"]
    done = world.laptop.screened(None, "--resume", draft["code"])
    assert (0, draft["code"], "possible_trafficking") == (done.status, done.data["code"], done.data["result"])
    assert world.laptop.do("drafts").data["drafts"] == []


def test_giving_up_an_interview_needs_a_reason_and_leaves_nothing(world: World) -> None:
    """`drafts --discard CODE --reason WHY` deletes the answers; only the fact and the reason stay."""
    assert world.laptop.screened(None, age="not an age").status != 0
    (draft,) = world.laptop.do("drafts").data["drafts"]
    assert errors.ReasonMissing.exit_status == world.laptop.do("drafts", "--discard", draft["code"]).status
    assert world.laptop.do("drafts", "--discard", draft["code"], "--reason", "begun by mistake").status == 0
    assert _left(world.laptop) == (0, 0)


def _left(machine: Machine) -> tuple[int, int]:
    connection = machine.open().connection
    counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("drafts", "answers")]
    return counts[0], counts[1]


def test_a_note_on_what_was_done_after_the_result_travels(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One on who the person is does not: identity is kept apart and read for a reason only."""
    assert world.laptop.screened(told_by_voice="no such answer").status != 0
    store = world.laptop.open()
    (draft,) = store.drafts.list()
    now = world.laptop.clock.now()
    store.drafts.note(draft.id, "after/referral_offered", NoteOn("she wants to think", doubtful=False), now, "en")
    store.drafts.note(draft.id, "identity/name_to_use", NoteOn("canary", doubtful=False), now, "en")
    assert world.laptop.screened(None, "--resume", draft.code).status == 0
    assert dict(at_hq(world)["content"]["notes"]) == {
        "after/referral_offered": {"text": "she wants to think", "doubt": False}
    }
    assert "she wants to think" in world.hq.read("show", draft.code)
