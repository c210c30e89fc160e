"""Capacity results sealed to headquarters' card: docs/practice-format.md 8.7."""

import os
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.sync.bundle.capacity import open_capacity, seal_capacity
from fieldkit.ui.messages import say
from tests.flow.test_class import Room, new_class, room_like, save
from tests.flow.world import World


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A class in which two people practised."""
    room = new_class(tmp_path_factory.mktemp("gathered") / "room", name="Posts and camps, June")
    for who in ("1", "Umusozi"):
        save(room.join(who), who)
    room.gather()
    return room


@pytest.fixture
def room(gathered: Room, tmp_path: Path) -> Room:
    return room_like(gathered, tmp_path / "room")


def handed_over(room: Room, *words: str) -> tuple[Path, Any]:
    file = room.root / "class.capacity"
    done = room.trainer.unlock_and("practice", "class", "capacity", "-o", str(file), "--agreed", "1,Umusozi", *words)
    assert done.status == 0, done.err
    return file, done


def test_only_headquarters_reads_a_sealed_file(room: Room, world: World) -> None:
    """From outside neither the class nor anybody of it is seen; headquarters opens it with its own key, once."""
    file, done = handed_over(room, "--card", str(world.path("hq.card")))
    data = file.read_bytes()
    assert data.startswith(b"fieldkit-practice-capacity 1\nage-encryption.org/v1\n")
    for word in (b"Umusozi", b"Posts and camps", b"c-", b"SSH SIGNATURE", b"field_worker"):
        assert word not in data
    assert (done.data["sealed"], done.warnings) == (True, [])
    given = "".join(done.data["fingerprint"])
    taken = world.hq.do("hq", "capacity", str(file), "--fingerprint", given)
    assert [one["who"] for one in taken.data["people"]] == ["1", "Umusozi"]
    assert len(world.hq.do("hq", "capacity", str(file)).data["people"]) == 2


def test_two_laptops_under_one_name_are_said_before_headquarters_hears_of_it(room: Room, world: World) -> None:
    """Whoever has the stick can practise under somebody's name: the trainer asks before the scores leave the room."""
    save(room.join("1", laptop="of somebody else"), "1")
    room.gather()
    _, done = handed_over(room, "--card", str(world.path("hq.card")))
    assert done.warnings == [say("en", "class.same_name", who="1")]


def test_the_same_scores_sealed_and_open_are_one_file_to_headquarters(room: Room, world: World) -> None:
    """What counts is what was signed: sealing it again does not make it another file."""
    file, done = handed_over(room)
    given = "".join(done.data["fingerprint"])
    assert world.hq.do("hq", "capacity", str(file), "--fingerprint", given).status == 0
    recipients = [seal.recipient_of(key) for key in keys_of(world).values()]
    file.write_bytes(seal_capacity(file.read_bytes(), recipients, os.urandom))
    head = world.hq.open().journal.head()
    assert world.hq.do("hq", "capacity", str(file)).status == 0
    assert world.hq.open().journal.head() == head


def keys_of(world: World) -> Any:
    from fieldkit.commands.hq_setup import hq_keys

    return hq_keys(world.hq.open()).identities


def test_the_recovery_identity_opens_it_too(room: Room, world: World) -> None:
    """As it opens every bundle."""
    file, _ = handed_over(room, "--card", str(world.path("hq.card")))
    recovery = world.path("recovery.txt").read_text(encoding="ascii").strip()
    assert b"Umusozi" in open_capacity(file.read_bytes(), [recovery])


def test_another_headquarters_does_not_open_it(room: Room, world: World) -> None:
    """It is said to be sealed to somebody else, and nothing is kept."""
    file, _ = handed_over(room)
    stranger = seal.recipient_of(seal.generate_identity())
    file.write_bytes(seal_capacity(file.read_bytes(), [stranger], os.urandom))
    done = world.hq.do("hq", "capacity", str(file))
    assert done.status == errors.WrongRecipient.exit_status
    assert world.hq.do("hq", "capacity").data["people"] == []


def test_without_a_card_whoever_holds_the_file_can_read_it_and_that_is_said(room: Room, world: World) -> None:
    """Practising needs no headquarters' card; the warning names what would seal it."""
    file, done = handed_over(room)
    assert b"Umusozi" in file.read_bytes()
    assert (done.data["sealed"], done.data["card"]) == (False, None)
    assert done.warnings == [
        "the file is not sealed: anybody who holds it can read it; with --card hq.card only headquarters can"
    ]


def test_whose_card_it_is_its_fingerprint_says(room: Room, world: World) -> None:
    """Anybody can make a card: the name on it proves nothing, and the trainer is told to compare."""
    room.trainer.close()
    words = ["practice", "class", "capacity", "-o", str(room.root / "x"), "--agreed", "1"]
    said = room.trainer._run([*words, "--card", str(world.path("hq.card"))], held=False)
    assert "Only Test office can open it. Before it leaves your hand, have them read two groups" in said.out
    shown = world.hq.do("hq", "card").data["fingerprint"]
    assert all(group in said.out for group in shown)


@pytest.mark.parametrize("false", ["class.fkc", "noise", "nothing"])
def test_what_is_no_card_seals_nothing_and_nobody_is_asked(room: Room, false: str) -> None:
    """The class's own file, noise, no file: refused before the passphrase and the first question."""
    card = room.root / "false.card"
    if false != "nothing":
        card.write_bytes(b"noise" if false == "noise" else (room.stick / "class.fkc").read_bytes())
    file = room.root / "class.capacity"
    done = room.trainer.unlock_and("practice", "class", "capacity", "-o", str(file), "--card", str(card))
    wanted = {
        "class.fkc": errors.PracticeForReal,
        "noise": errors.SignedDocumentInvalid,
        "nothing": errors.UnreadableFile,
    }
    assert done.status == wanted[false].exit_status
    assert not file.exists()
