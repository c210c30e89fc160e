"""After a scene its twin: offered, declined, left, done; which fact differs is said when both are done."""

import io
from pathlib import Path
from typing import Any

import pytest

from fieldkit.commands.rehearsing import shuffled
from fieldkit.commands.vignettes import told_in, vignette_named, vignettes_here
from fieldkit.ui.messages import say
from tests.flow.test_class import Room, new_class, room_like
from tests.flow.world import Machine, World
from tests.practice.shipped import text_of
from tests.stories.rehearsals import judgement, talk

PAID, OWED = "tea_by_the_shop", "rest_by_the_wall"
YES, NO = "1", "2"
TWINS = tuple(vignette.id for vignette in vignettes_here() if vignette.twin)


@pytest.fixture
def room(prepared_room: Room, tmp_path: Path) -> Room:
    return room_like(prepared_room, tmp_path / "room")


def typed(name: str, language: str = "en", *, pair: bool = False) -> list[str]:
    """What is typed in plain mode for the key's own answers and judgement; a name, or a file."""
    found = vignette_named(name)
    lines = ["1", *(["1"] if pair else [])]
    for turn in talk(found, language):
        if turn.entry is not None and turn.entry.ways and not pair:
            ways = shuffled(turn.entry.ways, f"{found.id} {turn.view.name}")
            lines.append(str(next(place for place, way in enumerate(ways, 1) if way.kind == "open")))
        lines.append(turn.line)
    lines += ["", *(turn.line for turn in judgement(found, language)), ""]
    return [*lines, *("1" for turn in talk(found, language) if pair and turn.entry and turn.entry.ways)]


def differs(name: str, language: str = "en") -> str:
    return told_in(vignette_named(name).differs, language)


def sit(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def flat(text: str) -> str:
    return " ".join(text.split())


def test_both_are_done_in_a_row_and_the_one_fact_is_said_at_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before: neither the offer nor the first feedback nor the second talk says which fact it is."""
    sit(monkeypatch, *typed(PAID), YES, *typed(OWED))
    said = world.laptop.do("practice", PAID)
    assert said.status == 0, said.err
    assert (said.data["vignette"], said.data["twin"]["vignette"]) == (PAID, OWED)
    assert said.data["twin"]["points"] == said.data["twin"]["possible"]
    told = flat(said.err)
    before, _, after = told.partition(say("en", "twin.title"))
    assert say("en", "twin.now") in before
    assert differs(OWED) in after
    for fact in (differs(PAID), differs(OWED), "twin scene"):
        assert fact not in before
    for words in ("A paid crossing", "Possible trafficking of an adult"):
        assert words in after
    for words in ("Elements: none", "Elements: Act, Means, Purpose", "Next steps: Tell the focal point now, by voice"):
        assert words in after
    assert told.count(say("en", "twin.now")) == 1, "after the twin no third one is offered"


@pytest.mark.parametrize("scene", TWINS)
def test_who_declines_is_not_marked_and_hears_nothing_of_the_fact(
    world: World, monkeypatch: pytest.MonkeyPatch, scene: str
) -> None:
    """The marks of the first stand as they are; of every pair."""
    sit(monkeypatch, *typed(scene), NO)
    said = world.laptop.do("practice", scene)
    assert (said.status, said.data["state"], "twin" in said.data) == (0, "marked", False), said.err
    assert say("en", "twin.now") in said.err
    assert differs(vignette_named(scene).twin) not in flat(said.err)
    assert not [name for name in (scene, vignette_named(scene).twin) if name in said.err]


def test_who_leaves_the_twin_keeps_the_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a reason, at any page; the fact stays unsaid."""
    sit(monkeypatch, *typed(PAID), YES, "2")
    said = world.laptop.do("practice", PAID)
    assert (said.status, said.data["state"], said.data["twin"]["state"]) == (0, "marked", "left")
    assert say("en", "twin.title") not in said.err
    sit(monkeypatch, *typed(PAID), ":x")
    said = world.laptop.do("practice", PAID)
    assert (said.status, said.data["state"], "twin" in said.data) == (0, "marked", False)


def test_two_may_change_places_with_the_twin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pairs the twin is offered as well."""
    sit(monkeypatch, *typed(PAID, pair=True), YES, *typed(OWED, pair=True))
    said = world.laptop.do("practice", "pair", PAID)
    assert said.status == 0, said.err
    assert say("en", "twin.turns") in said.err
    assert (said.data["twin"]["vignette"], said.data["twin"]["way"]) == (OWED, "pair")
    assert differs(OWED) in flat(said.err)


def run(machine: Machine, *words: str) -> Any:
    done = machine.unlock_and("practice", PAID, "--who", "7", *words)
    assert done.status == 0, done.err
    return done.data


def test_in_a_class_both_results_are_kept(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """One for each scene; a declined twin leaves none, one that was left is an opt-out."""
    machine = room.join("7")
    sit(monkeypatch, *typed(PAID), YES, *typed(OWED))
    assert run(machine)["twin"]["state"] == "marked"
    assert len(room.results) == 2
    sit(monkeypatch, *typed(PAID), NO)
    run(machine)
    assert len(room.results) == 3
    sit(monkeypatch, *typed(PAID), YES, "2")
    run(machine)
    assert len(room.results) == 5
    data = room.gather().data
    assert (data["runs"], data["left"]) == (5, 1)


def test_a_twin_under_the_seal_is_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the trainer's code opens it, although it ships."""
    room = new_class(tmp_path / "sealed", "--vignettes", PAID, "--assessment", OWED)
    machine = room.join("7")
    sit(monkeypatch, *typed(PAID))
    done = machine.unlock_and("practice", PAID, "--who", "7")
    assert (done.status, "twin" in done.data) == (0, False)
    assert say("en", "twin.now") not in done.err
    assert machine.unlock_and("practice", "class", "open", room.opening).status == 0
    sit(monkeypatch, *typed(PAID), NO)
    assert say("en", "twin.now") in machine.unlock_and("practice", PAID, "--who", "7").err


def test_a_scene_of_ones_own_has_its_twin_beside_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their files; where the other one is not there, none is offered."""
    for name in (PAID, OWED):
        text = text_of(name)
        text = text.replace(PAID, "own_one").replace(OWED, "own_two")
        (tmp_path / f"own_{'one' if name == PAID else 'two'}.yaml").write_text(text, encoding="utf-8")
    lines = typed(str(tmp_path / "own_one.yaml"))
    sit(monkeypatch, *lines, NO)
    assert say("en", "twin.now") in world.laptop.do("practice", str(tmp_path / "own_one.yaml")).err
    (tmp_path / "own_two.yaml").unlink()
    sit(monkeypatch, *lines)
    said = world.laptop.do("practice", str(tmp_path / "own_one.yaml"))
    assert (said.status, say("en", "twin.now") in said.err) == (0, False)
