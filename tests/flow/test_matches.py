"""One person screened twice by two laptops: suggested in words, decided by somebody, never joined by itself."""

import json

from fieldkit.result import Json
from tests.flow.world import SUSPICION, World


def screened_twice(world: World, **changes: Json) -> tuple[str, str]:
    """The same invented person at both laptops; the second time with some answers changed."""
    world.enrol_second()
    codes = []
    for machine, told in ((world.laptop, {}), (world.second, changes)):
        codes.append(machine.screen(None, **told))
        machine.hand_over(world.stick())
        world.bring()
    return codes[0], codes[1]


def test_a_pair_is_listed_with_its_reasons_and_without_a_name(world: World) -> None:
    """Neither the page nor --json has a name or a number; that somebody looked is in the journal."""
    codes = screened_twice(world)
    name, number = str(SUSPICION["name_to_use"]), str(SUSPICION["safe_number"])
    told = world.hq.read("hq", "matches")
    said = world.hq.do("hq", "matches")
    (pair,) = said.data["pairs"]
    assert sorted(pair["codes"]) == sorted(codes)
    assert {"same phone", "same name"} <= set(pair["reasons"])
    for text in (told, json.dumps(said.data)):
        assert name not in text
        assert number not in text
    entry = world.hq.open().journal.last("match.listed")
    assert entry is not None
    assert entry.body["pairs"] == 1


def test_a_decision_is_shown_with_both_and_taken_back(world: World) -> None:
    """`show` names the other code; --undo asks again."""
    one, other = screened_twice(world)
    assert world.hq.do("hq", "matches", "--same", one, other).status != 0
    done = world.hq.do("hq", "matches", "--same", one, other, "--reason", "asked both workers")
    assert done.data["verdict"] == "same"
    assert world.hq.do("hq", "matches").data["pairs"] == []
    for code, partner in ((one, other), (other, one)):
        assert f"the same person as {partner[:3]}-{partner[3:]}" in world.hq.read("show", code)
    assert "asked both workers" in world.hq.read("hq", "matches", "--decided")
    undone = world.hq.do("hq", "matches", "--undo", one, other, "--reason", "a mistake")
    assert undone.data["verdict"] == "open"
    assert len(world.hq.do("hq", "matches").data["pairs"]) == 1
    assert "nothing was decided" in world.hq.read("hq", "matches", "--decided")
    assert "the same person" not in world.hq.read("show", one)


def test_two_verdicts_at_once_and_one_code_twice_are_refused(world: World) -> None:
    """Nothing is journaled."""
    one, other = screened_twice(world)
    assert world.hq.do("hq", "matches", "--same", one, other, "--different", one, other).status == 2
    said = world.hq.do("hq", "matches", "--same", one, one, "--reason", "x")
    assert said.envelope["error"]["code"] == "FK-934"
    assert world.hq.open().journal.last("match.decided") is None
