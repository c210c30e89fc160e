"""Two laptops from one backup change one interview: both are shown, the stricter one stands, a person decides."""

import dataclasses
import io
import json
from typing import Any

import pytest

from fieldkit.cli import main
from fieldkit.result import Json
from fieldkit.ui.terminal import LineTerminal
from tests.flow.world import NOTHING_SHOWN, SUSPICION, Machine, World


def revised(machine: Machine, code: str, answers: dict[str, Json], **changes: Json) -> None:
    file = machine.home.parent / f"{machine.home.name}-revised.json"
    file.write_text(json.dumps({**answers, **changes}), encoding="utf-8")
    done = machine.do("revise", code, "--reason", "misheard", "--answers", str(file))
    assert done.status == 0, done.err


def two_versions(
    world: World, one: dict[str, Json], other: dict[str, Json], first: dict[str, Json] | None = None
) -> str:
    """Screen, bring it, copy the laptop as a restored backup makes it, and change the interview on both."""
    before = SUSPICION if first is None else first
    code = world.laptop.screen(before)
    world.laptop.hand_over(world.stick("first"))
    world.bring(stick="first")
    twin = world.laptop.copied(world.path("twin"))
    twin.open().new_epoch("restored from a backup")
    for machine, changes, stick in ((world.laptop, one, "one"), (twin, other, "other")):
        revised(machine, code, before, **changes)
        machine.hand_over(world.stick(stick), "--because", "a test")
        world.bring(stick=stick)
    twin.close()
    return code


def row(world: World) -> Any:
    (found,) = world.hq.do("inbox").data["rows"]
    return found


def test_different_corrections_merge_by_themselves(world: World) -> None:
    """The age from one, the debt from the other; nobody is asked, both versions stay."""
    code = two_versions(world, {"age": "31"}, {"debt": "no"})
    assert world.hq.do("hq", "conflicts").data["conflicts"] == []
    told = world.hq.read("show", code)
    assert "2 versions, merged" in told
    answers = told[told.index("Answers") :]
    assert "31" in answers
    assert world.hq.open().check()


def test_the_same_answer_changed_on_both_is_a_task_on_the_first_line(world: World) -> None:
    """With its reason and age; the list names the form, what stands meanwhile, and no answer."""
    code = two_versions(world, {"age": "31"}, {"age": "32"})
    first = world.hq.read("inbox").splitlines()[0]
    assert "1 in two versions: not settled" in first
    assert "restored backup" in first
    assert "hq conflicts" in first
    assert "two versions: not settled" in world.hq.read("inbox")
    (found,) = world.hq.do("hq", "conflicts").data["conflicts"]
    assert (found["code"], found["open"], found["why"]) == (code, 1, "copied")
    assert set(found) == {"id", "code", "form", "open", "since_ms", "why", "result", "urgent"}
    assert "restored backup" in world.hq.read("hq", "conflicts")
    assert world.hq.do("inbox").data["not_settled"] == 1


def test_both_values_are_shown_side_by_side_with_who_made_them(world: World) -> None:
    """Each version with its laptop, number, author and time; every look is in the journal; --json has no value."""
    code = two_versions(world, {"age": "31"}, {"age": "32"})
    told = world.hq.read("hq", "conflicts", code, "--purpose", "to settle it")
    assert "How old are you?" in told
    lines = [line.split() for line in told.splitlines()]
    assert ["1", "31"] in lines
    assert ["2", "32"] in lines
    assert told.count(f"from laptop {world.laptop.device[:10]}") == 2
    assert "because misheard" in told
    reads = [entry.body["purpose"] for entry in world.hq.open().journal.entries("record.read")]
    assert reads == ["to settle it"] * 2
    said = world.hq.do("hq", "conflicts", code)
    assert said.data["open"] == ["age"]
    assert [one["author"] for one in said.data["versions"]] == ["person 1", "person 1"]
    assert "31" not in json.dumps({**said.data, "versions": [], "id": ""})


def test_a_person_settles_it_and_may_take_it_back(world: World) -> None:
    """By number or by the beginning of a revision, with a reason; then it is shown as one."""
    code = two_versions(world, {"age": "31"}, {"age": "32"})
    assert world.hq.do("hq", "conflicts", code, "--take", "2", "--field", "age").status != 0
    assert world.hq.do("hq", "conflicts", code, "--take", "2", "--reason", "x").status == 2
    done = world.hq.do("hq", "conflicts", code, "--take", "2", "--field", "age", "--reason", "asked the worker")
    assert done.data["open"] == 0
    assert world.hq.do("hq", "conflicts").data["conflicts"] == []
    assert "decided: age" in world.hq.read("hq", "conflicts", code)
    assert "not settled" not in world.hq.read("inbox")
    back = world.hq.do("hq", "conflicts", code, "--undo", "--field", "age", "--reason", "the other one after all")
    assert back.data["open"] == 1
    revision = world.hq.do("hq", "conflicts", code).data["versions"][0]["revision"]
    done = world.hq.do("hq", "conflicts", code, "--take", revision[:8], "--field", "age", "--reason", "so it was")
    assert done.data["open"] == 0
    assert world.hq.open().check()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--take", "1", "--field", "offer", "--reason", "x"), "FK-932"),
        (("--undo", "--field", "age", "--reason", "x"), "FK-932"),
        (("--take", "3", "--field", "age", "--reason", "x"), "FK-933"),
        (("--take", "abc", "--field", "age", "--reason", "x"), "FK-933"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_changes_nothing(
    world: World, words: tuple[str, ...], error: str
) -> None:
    """A field that is not open, a decision that nobody made, a version that is not there."""
    code = two_versions(world, {"age": "31"}, {"age": "32"})
    said = world.hq.do("hq", "conflicts", code, *words)
    assert said.envelope["error"]["code"] == error
    assert world.hq.open().journal.last("merge.decided") is None


@pytest.mark.parametrize(
    ("typed", "left"), [("1\nasked the worker\n\n", 1), ("\n2\nasked the worker\n", 1), ("\n\n", 2)]
)
def test_at_a_terminal_each_open_field_is_asked_about(world: World, typed: str, left: int) -> None:
    """Everything is shown first; Enter leaves a field open."""
    code = two_versions(world, {"age": "31", "debt": "no"}, {"age": "32", "debt": {"nr": "dk"}})
    shown = io.StringIO()
    terminal = LineTerminal(stdin=io.StringIO(typed), stderr=shown)
    terminal.interactive = True
    env = dataclasses.replace(world.hq.env(), held=world.hq.open(), terminal=terminal)
    assert main(["hq", "conflicts", code, "--decide"], env=env) == 0
    assert "How old are you?" in shown.getvalue()
    assert len(world.hq.do("hq", "conflicts", code).data["open"]) == left


def test_one_version_is_no_conflict(world: World) -> None:
    """The command says so and what to do."""
    code = world.laptop.screen()
    world.laptop.hand_over(world.stick())
    world.bring()
    said = world.hq.do("hq", "conflicts", code).envelope["error"]
    assert said["code"] == "FK-931"
    assert said["message"].startswith(f"{code[:3]}-{code[-3:]} ")


def test_the_milder_version_never_hides_the_stricter(world: World) -> None:
    """One takes the danger back, the other says something else: urgent it stays, until the field is settled."""
    code = two_versions(world, {"age": "31"}, dict(NOTHING_SHOWN, age="32"))
    found = row(world)
    assert (found["code"], found["urgent"], found["result"]) == (code, True, "possible_trafficking")
    assert found["versions"]["open"] >= 1


def test_what_only_both_together_show_is_reckoned(world: World) -> None:
    """A debt in one and papers held in the other are possible trafficking together, which neither says alone."""
    code = two_versions(world, {"debt": "yes"}, {"documents": "held"}, dict(NOTHING_SHOWN))
    store = world.hq.open()
    assert row(world)["result"] == "possible_trafficking"
    versions = world.hq.do("hq", "conflicts", code).data["versions"]
    alone = {store.inbox.get(f"{code}:{one['revision'][:12]}").label for one in versions}
    assert alone == {"elements_not_shown"}
    assert "possible trafficking" in world.hq.read("show", code)
    assert store.check() == store.rebuild()


def test_identifying_values_need_a_purpose(world: World) -> None:
    """Without one --reveal is refused."""
    code = two_versions(world, {"age": "31"}, {"age": "32"})
    assert world.hq.do("hq", "conflicts", code, "--reveal").status != 0
    assert world.hq.do("hq", "conflicts", code, "--reveal", "--purpose", "to settle it").status == 0
