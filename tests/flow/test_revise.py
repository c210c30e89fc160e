"""A finished interview is corrected as a new signed revision; the first one stays."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.result import Json
from tests.flow.world import HOUR_MS, SUSPICION, World


def revised(world: World, code: str, tmp_path: Path, *words: str, **changes: Json) -> Any:
    file = tmp_path / "revised.json"
    file.write_text(json.dumps({**SUSPICION, **changes}), encoding="utf-8")
    return world.laptop.do("revise", code, "--reason", "the age was mistyped", "--answers", str(file), *words)


def test_a_revision_travels_beside_the_first_and_says_why(world: World, tmp_path: Path) -> None:
    """Headquarters gets both, shows the newer one with its reason and author, and the answer that was changed."""
    code = world.laptop.screen()
    done = revised(world, code, tmp_path, age="31")
    assert done.status == 0, done.err
    world.laptop.hand_over(world.stick())
    (bundle,) = world.bring()
    assert (bundle["what"], bundle["new"]) == ("new", 2)
    shown = world.hq.read("show", code)
    assert "because the age was mistyped (by person 1)" in shown
    assert "31" in shown
    (row,) = world.hq.do("inbox").data["rows"]
    assert row["rev"] == 2


def test_the_first_revision_stays_on_the_laptop(world: World, tmp_path: Path) -> None:
    """The journal has both contents; the second names the hash of the first one's line, exactly as it travels."""
    code = world.laptop.screen()
    store = world.laptop.open()
    record = store.records.get(code).id
    base = store.records.revision_base(record).base
    assert revised(world, code, tmp_path, age="31").status == 0
    contents = [store.journal.payloads(entry)[0] for entry in store.journal.entries("interview.content")]
    assert [json.loads(one)["answers"]["age"] for one in contents if one] == [23, 31]
    assert store.records.get(code).stub["base"] == base
    world.laptop.hand_over(world.stick())
    world.bring()
    lines = [json.loads(row[0]) for row in world.hq.open().connection.execute("SELECT stub FROM inbox ORDER BY rev")]
    revisions = [row[0] for row in world.hq.open().connection.execute("SELECT revision FROM inbox ORDER BY rev")]
    assert (lines[0]["base"], lines[1]["base"]) == (None, revisions[0])


def test_the_clock_never_starts_later_because_of_a_revision(world: World, tmp_path: Path) -> None:
    """The 24 hours run from the first sign, whenever the interview is corrected."""
    code = world.laptop.screen()
    store = world.laptop.open()
    before = store.records.get(code)
    world.laptop.clock.ahead_ms = 5 * HOUR_MS
    world.laptop.close()
    assert revised(world, code, tmp_path, age="31").status == 0
    after = world.laptop.open().records.get(code)
    assert after.clock_start_ms == before.clock_start_ms
    assert after.stub["started"] == before.stub["started"]


def test_nothing_changed_is_asked_again_after_the_result(world: World, tmp_path: Path) -> None:
    """A revision puts the screening only: what was offered, told by voice and who the person is stand as they were."""
    code = world.laptop.screen()
    assert revised(world, code, tmp_path, age="31").status == 0
    assert world.laptop.open().records.get(code).voice_ms is not None
    assert "hq ack" not in world.laptop.read("status")
    world.laptop.hand_over(world.stick())
    world.bring()
    assert "identity" in world.hq.read("show", code, "--reveal", "--purpose", "test").lower()


def test_without_a_reason_nothing_is_changed(world: World) -> None:
    """Why an interview was changed is part of it."""
    code = world.laptop.screen()
    assert world.laptop.do("revise", code, "--reason", "  ").status == errors.ReasonMissing.exit_status
    assert world.laptop.do("revise", code).status == errors.ReasonMissing.exit_status


def test_once_the_answers_have_left_only_a_note_can_be_sent(world: World) -> None:
    """The error says what to do instead."""
    for _ in range(2):
        code = world.laptop.screen()
        world.laptop.hand_over(world.stick())
        world.bring()
        world.laptop.do("sync", str(world.stick()))
    done = world.laptop.do("revise", code, "--reason", "mistyped")
    assert done.status == errors.AnswersNotHere.exit_status
    assert "fieldkit correct" in done.err


def test_a_refused_answer_leaves_the_revision_to_go_on_with(world: World, tmp_path: Path) -> None:
    """Every answer of the first one is in the draft; what is finished stays as it is until the revision is."""
    code = world.laptop.screen()
    assert revised(world, code, tmp_path, age="much too old").status == errors.AnswerRefused.exit_status
    (draft,) = world.laptop.do("drafts").data["drafts"]
    assert draft["code"] == code
    store = world.laptop.open()
    assert store.drafts.load(store.records.get(code).id).answers["age"] == 23
    assert store.records.get(code).stub["rev"] == 1
    assert revised(world, code, tmp_path, age="31").status == errors.RevisionOpen.exit_status
    assert world.laptop.do("drafts", "--discard", code, "--reason", "test").status == 0
    assert store.records.get(code).stub["rev"] == 1


@pytest.mark.parametrize("code", ["ZZZ-ZZZ", "", "../x"])
def test_an_unknown_code_is_said(world: World, code: str) -> None:
    """Nothing is begun."""
    assert world.laptop.do("revise", code, "--reason", "test").status == errors.RecordUnknown.exit_status


def test_an_edit_moves_neither_the_day_nor_the_moment_of_the_consent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two days later: only when it was finished is another. What it took over counts as answered by nobody."""
    code = world.laptop.screen()
    store = world.laptop.open()
    record = store.records.get(code).id
    first = store.records.content(record)
    world.laptop.clock.ahead_ms = 50 * HOUR_MS
    assert first is not None
    asked: Any = first["audit"]
    age = [name for name in asked["rows"] if name[0] not in "=!+"].index("age") + 1
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([str(age), "31", *[":n"] * 40, "0", "1", "2", ""])))
    done = world.laptop.do("revise", code, "--reason", "mistyped")
    assert done.status == 0, done.err
    assert "(hidden)" in done.err
    assert "Rusumo" not in done.err
    second: Any = store.records.content(record)
    assert (first["profile"], first["consent"]) == (second["profile"], second["consent"])
    assert second["audit"]["rows"] == ["=en", "~age", "!finished"]


def test_consent_taken_back_while_revising_is_a_withdrawal(world: World, tmp_path: Path) -> None:
    """A revision that says no would leave the first one, identity and all, readable here and at headquarters."""
    code = world.laptop.screen()
    done = revised(world, code, tmp_path, consent="no")
    assert (done.status, done.data["state"]) == (0, "withdrawn"), done.err
    row = world.laptop.open().records.get(code)
    assert row.withdrawn is not None
    assert (row.withdrawn.everything, row.readable, row.has_identity) == (True, False, False)
    assert world.laptop.do("drafts").data["drafts"] == []
    world.laptop.hand_over(world.stick())
    assert world.bring()[0]["new"] == 0


def test_a_refusal_can_be_revised_and_stays_one(world: World, tmp_path: Path) -> None:
    """Nothing was agreed to: there is nothing to withdraw."""
    code = world.laptop.screen(consent="no")
    assert revised(world, code, tmp_path, consent="no").data["state"] == "refused"
    assert world.laptop.open().records.get(code).withdrawn is None
