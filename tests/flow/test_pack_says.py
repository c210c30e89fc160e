"""What `pack` says of the answers: of how many they are gone from this laptop, of how many they stay, and why."""

from pathlib import Path

from tests.flow.added_forms import SESSION, Added, added
from tests.flow.key_changes import done, publish
from tests.flow.test_revise import revised
from tests.flow.world import NOTHING_SHOWN, World

FIRST = "until headquarters' first receipt comes back: it has not proven yet that it can open them."
NEW_KEY = "it has new keys, and has not shown yet that it opens what is sealed now."


__all__ = ["added"]


def proven(world: World) -> None:
    """Let headquarters show that it opens what this laptop seals."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    world.laptop.do("sync", str(world.stick()))


def test_before_the_first_receipt_answers_stay(world: World) -> None:
    """Nothing has proven yet that headquarters can open them."""
    world.laptop.screen(NOTHING_SHOWN)
    said = world.laptop.read("pack")
    assert FIRST in said
    assert "can no longer be read" not in said


def test_an_interview_and_its_revision_are_one(world: World, tmp_path: Path) -> None:
    """Both revisions travel; their answers leave together, and nothing is said to stay."""
    proven(world)
    code = world.laptop.screen()
    assert revised(world, code, tmp_path, age="31").status == 0
    said = world.laptop.read("pack")
    assert ": 1 interview, " in said
    assert "The answers of 1 interview can no longer be read on this laptop." in said
    assert "stay readable" not in said


def test_after_new_keys_of_headquarters_the_reason_is_the_new_key(world: World) -> None:
    """It has proven before that it opens bundles, but not yet with these keys."""
    proven(world)
    done(world.hq.do("hq", "rotate", "recipients"))
    publish(world)
    world.laptop.do("sync", str(world.stick()))
    world.laptop.screen(NOTHING_SHOWN)
    said = world.laptop.read("pack")
    assert NEW_KEY in said
    assert FIRST not in said


def test_a_note_alone_changes_nothing_that_can_be_read(world: World) -> None:
    """Where no interview is packed, nothing is said of answers: they left before."""
    proven(world)
    code = world.laptop.do("status").data["interviews"][0]["code"]
    world.laptop.do("correct", code, "--note", "the age is wrong")
    said = world.laptop.read("pack")
    assert ": 0 interviews, " in said
    assert "answers" not in said


def test_of_two_classes_both_are_told(added: Added) -> None:
    """Cases are proven, the organisation's reports are not: the answers of one go, those of the other stay."""
    world = added.world
    form = added.write(SESSION)
    added.approve()
    proven(world)
    world.laptop.screen(NOTHING_SHOWN)
    file = world.path("session.json")
    file.write_text('{"day": "2026-11-20", "people": "3"}', encoding="utf-8")
    done(world.laptop.do("fill", form, "--answers", str(file)))
    said = world.laptop.read("pack")
    assert "The answers of 1 interview can no longer be read on this laptop." in said
    assert "Those of 1 other can still be read." in said
    assert FIRST in said
