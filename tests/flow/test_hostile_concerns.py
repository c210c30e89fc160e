"""Concerns whose files, folders and makers are not to be trusted: docs/tip-format.md 5."""

from pathlib import Path

import pytest

from fieldkit.commands.tips_here import tips_here
from fieldkit.crypto import seal
from fieldkit.store import tips as tips_store
from fieldkit.sync.bundle import payload
from fieldkit.sync.bundle.tip import tip_id
from fieldkit.sync.mailbox import MAX_TIPS, Mailbox
from fieldkit.workflows.tips import MOST_SEEN
from tests.flow.test_concern import ABOUT_THE_OFFICE, TOLD, answers, brought, given, with_second
from tests.flow.world import World


def noise(folder: Path, count: int, first: int = 0) -> None:
    """Put files on a stick that look like concerns by their names, and are none."""
    place = folder / "up" / "tips"
    place.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        (place / f"{number:032x}.fkt").write_bytes(b"x")


def sealed_for_nobody(count: int) -> list[bytes]:
    """Return files that somebody sealed to a key of their own."""
    key = seal.recipient_of(seal.generate_identity())
    return [seal.seal(payload.encode(b"noise %d\n" % number, bytes), [key]) for number in range(count)]


def test_a_stick_full_of_names_hides_no_concern(world: World) -> None:
    """Ten thousand files of junk: the import says that it did not look at them all, and comes to it all the same."""
    given(world)
    world.laptop.do("sync", str(world.stick()))
    noise(world.stick(), 10_000)
    done = world.hq.do("hq", "import", str(world.stick()))
    for _ in range(30):
        if done.data["concerns"]["new"]:
            break
        done = world.hq.do("hq", "import", str(world.stick()))
    assert done.data["concerns"]["new"] == 1
    assert MAX_TIPS == MOST_SEEN
    assert f"{MOST_SEEN} files or more" in done.warnings[0]
    assert len(done.warnings) < 30, "thousands of lines would push away what matters"


def test_passing_on_makes_room_for_further_sealed_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise and concerns for the second recipient look alike: what was passed on no longer takes a place."""
    monkeypatch.setattr(tips_store, "MOST_SEALED", 3)
    with_second(world)
    box, now = world.hq.open().tips, world.hq.clock.now()
    taken = [box.add_sealed(tip_id(data), data, now) for data in sealed_for_nobody(4)]
    assert taken == [True, True, True, False]
    given(world, ABOUT_THE_OFFICE)
    assert brought(world) == {"new": 0, "sealed": 0, "refused": 1, "left": 0}
    assert world.hq.do("hq", "concerns", "pass", str(world.stick("out"))).data == {"passed": 3}
    assert brought(world) == {"new": 0, "sealed": 1, "refused": 0, "left": 0}
    assert world.hq.do("hq", "concerns", "pass", str(world.stick("out"))).data == {"passed": 4}
    assert len(Mailbox(world.stick("out")).tips()) == 4
    assert world.hq.open().check() == world.hq.open().rebuild()


def test_a_stick_on_which_no_concern_can_be_put_tells_nothing(world: World) -> None:
    """A file where their folder should be: the bundles are handed over, `sync` goes well, the concern waits on."""
    given(world)
    world.laptop.screen()
    world.laptop.pack("--because", "test")
    up = world.stick() / "up"
    up.mkdir()
    (up / "tips").write_text("no folder", encoding="utf-8")
    done = world.laptop.do("sync", str(world.stick()))
    assert done.status == 0, done.err
    assert len(list(up.rglob("*.fkb"))) == 1
    assert "tips" not in done.out + done.err
    assert [tip.sent for tip in tips_here(world.laptop.home)] == [None]
    (up / "tips").unlink()
    assert brought(world) == {"new": 1, "sealed": 0, "refused": 0, "left": 0}


def test_a_concern_given_at_headquarters_is_not_left_lying_there(world: World) -> None:
    """No stick hands it over from there: it goes to a folder, and comes in like any other."""
    file = answers(world, TOLD)
    refused = world.hq.do("concern", "staff_concern", "--answers", file)
    assert refused.status == 2
    assert "-o FOLDER" in refused.err
    assert list(world.hq.home.rglob("*.fkt")) == []
    assert world.hq.do("concern", "staff_concern", "--answers", file, "-o", str(world.stick())).status == 0
    done = world.hq.do("hq", "import", str(world.stick()))
    assert done.data["concerns"] == {"new": 1, "sealed": 0, "refused": 0, "left": 0}
