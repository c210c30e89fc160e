"""Capacity results, and a trainer's own files, that somebody changed. docs/practice-format.md 8.7."""

import dataclasses
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands.class_home import classes_here
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.bundle import namespaces, signed_document
from fieldkit.sync.bundle.capacity import read_capacity
from tests.flow.test_class import Room, room_like, save
from tests.flow.test_hostile_class import offered
from tests.flow.world import World


@pytest.fixture
def room(prepared_room: Room, tmp_path: Path) -> Room:
    return room_like(prepared_room, tmp_path / "room")


def capacity(room: Room) -> Path:
    save(room.join("7"), "7")
    room.gather()
    file = room.root / "class.capacity"
    done = room.trainer.unlock_and("practice", "class", "capacity", "-o", str(file), "--agreed", "7")
    assert done.status == 0
    return file


def test_a_stranger_who_takes_a_classs_id_replaces_nobodys_scores(room: Room, world: World) -> None:
    """A class is known by its key as well."""
    file = capacity(room)
    mine = read_capacity(file.read_bytes())
    key = SigningKey.from_seed(b"x" * 32)
    person = dataclasses.replace(mine.people[0], same=0)
    false = dataclasses.replace(mine, key=key.public, people=(person,))
    other = room.root / "false.capacity"
    other.write_bytes(signed_document.write(false.as_json(), key, namespaces.PRACTICE_CAPACITY))
    for path, found in ((file, mine), (other, false)):
        done = world.hq.do("hq", "capacity", str(path), "--fingerprint", "".join(found.fingerprint))
    assert sorted(one["same"] for one in done.data["people"]) == [0, mine.people[0].same]


def test_a_trainers_clock_that_is_ahead_is_said_at_headquarters(room: Room, world: World) -> None:
    """Somebody's last day lies after today."""
    room.trainer.clock.ahead_ms = 400 * 24 * 3600 * 1000
    offered(room, 1, who="8", made="2027-12-01")
    file = capacity(room)
    done = room.trainer.unlock_and("practice", "class", "capacity", "-o", str(file), "--force", "--agreed", "8")
    done = world.hq.do("hq", "capacity", str(file), "--fingerprint", "".join(done.data["fingerprint"]))
    assert "after today: a clock is wrong" in done.warnings[0]


@pytest.mark.parametrize("text", ["[" * 100_000, '[{"line":1,"made":"x","who":"7"}]', "{}", '["x"]'])
def test_typed_lines_that_were_changed_are_said(room: Room, text: str) -> None:
    """Never a bug, always the file."""
    (mine,) = classes_here(room.trainer.env())
    mine.place("typed.json").write_text(text, encoding="utf-8")
    done = room.trainer.unlock_and("practice", "class", "gather")
    assert done.status == errors.ClassFileInvalid.exit_status or (text == "{}" and done.status == 0)
