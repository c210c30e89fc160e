"""A certificate at the keyboard: written with the class's passphrase, checked by anybody, and who is due."""

from pathlib import Path

import pytest

from tests.flow.test_class import DEBT, PAID, Room, new_class, save
from tests.stories.terminal import Terminal

PASSPHRASE = "an invented class passphrase"
PLAIN = pytest.mark.parametrize("plain", [False, True], ids=["full", "plain"])


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A class that was gathered: 7 reached nine of ten, 8 did not."""
    room = new_class(tmp_path_factory.mktemp("class") / "room", name="Border posts in the north, June")
    for who in ("7", "8"):
        machine = room.join(who)
        save(machine, who, PAID, well=who == "7")
        save(machine, who, DEBT)
    room.gather()
    return room


def at(room: Room, home: Path, *words: str, plain: bool, story: str) -> Terminal:
    given = ("--plain", *words) if plain else words
    return Terminal(*given, home=home, folder=room.root, env={"FIELDKIT_LANG": "en"}, story=story)


@PLAIN
def test_a_trainer_writes_certificates_and_somebody_checks_one(room: Room, plain: bool) -> None:
    """It is said whom to hand it to; whoever does not know the class is told what the key is worth."""
    papers = room.root / f"papers-{plain}"
    papers.mkdir()
    words = ("practice", "class", "certificate", "--all", "-o", papers.name)
    window = at(room, room.trainer.home, *words, plain=plain, story=f"certificate-write-{plain}")
    window.expect("Passphrase of the class").type(f"{PASSPHRASE}\r")
    window.expect("7: certificate of practice", "8: certificate of attendance", "to nobody")
    assert window.end() == 0
    file = f"{papers.name}/certificate-7.certificate"
    window = at(
        room, room.root / "new", "practice", "certificate", file, plain=plain, story=f"certificate-check-{plain}"
    )
    window.expect("Certificate of practice", "Border posts in the north", "no finding in law", "whose key it is")
    assert window.end() == 0
    assert not (room.root / "new").exists()


@PLAIN
def test_a_trainer_sees_who_is_due(room: Room, plain: bool) -> None:
    """A wrong passphrase is typed again; nobody is due yet, and it is said who comes next."""
    words = ("practice", "class", "due")
    window = at(room, room.trainer.home, *words, plain=plain, story=f"due-{plain}")
    window.expect("Passphrase of the class").type("something else that is long\r")
    window.expect("Try again").type(f"{PASSPHRASE}\r")
    window.expect("No refresher is due", "2 more people")
    assert window.end() == 0
