"""A laptop was lost: headquarters believes nothing new of it, keeps what it had; a person decides about the rest."""

import pytest

from fieldkit import errors
from tests.flow.key_changes import codes, done, publish, sync, typing, what
from tests.flow.test_gaps import three_bundles
from tests.flow.world import NOTHING_SHOWN, World


def revoke(world: World, *words: str) -> None:
    done(world.hq.do("hq", "revoke", world.laptop.device[:10], "--reason", "stolen", "--yes", *words))


def test_a_revocation_in_the_middle_of_a_chain(world: World) -> None:
    """From bundle 3 on it is put aside as revoked; bundle 2, that was late, is taken in; bundle 1 stays received."""
    found, _ = three_bundles(world)
    world.bring(stick="stick 1")
    revoke(world, "--since", "3")
    assert what(world.bring(stick="stick 3")) == ["quarantined: revoked"]
    assert what(world.bring(stick="stick 2")) == ["new"]
    assert what(world.bring(stick="stick 1")) == ["replay"]
    assert codes(world) == set(found[:2])
    (device,) = world.hq.do("hq", "devices").data["devices"]
    assert device["revoked_since"] == 3
    assert "revoked since 3" in world.hq.read("hq", "devices")


def test_without_a_number_it_is_the_next_one_that_would_come(world: World) -> None:
    """What was received stays, even where somebody says a lower number; a new epoch is not believed."""
    three_bundles(world)
    world.bring(stick="stick 1")
    revoke(world)
    assert what(world.bring(stick="stick 2")) == ["quarantined: revoked"]
    world.laptop.open().new_epoch("somebody went on with it")
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("later"))
    assert sorted(set(what(world.bring(stick="later")))) == ["quarantined: revoked", "replay"]
    said = world.hq.read("hq", "revoke", world.laptop.device[:10], "--reason", "earlier", "--yes", "--since", "1")
    assert "Bundles up to 1 came before now and stay" in said
    assert what(world.bring(stick="stick 1")) == ["replay"]


def test_before_anything_came_everything_is_refused(world: World) -> None:
    """A laptop that was lost before its first bundle is refused from number 1 on."""
    revoke(world)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    assert what(world.bring()) == ["quarantined: revoked"]


def test_a_person_decides_about_what_came_later(world: World) -> None:
    """A file that was put aside is thrown away, or taken in as unconfirmed; both need a reason, and stay done."""
    found, _ = three_bundles(world)
    revoke(world)
    world.bring(stick="stick 1")
    world.bring(stick="stick 3")
    first, last = (row["id"] for row in world.hq.do("hq", "quarantine").data["quarantine"])
    assert world.hq.do("hq", "quarantine", "--take-in", last).status == errors.ReasonMissing.exit_status
    taken = done(world.hq.do("hq", "quarantine", "--take-in", last, "--reason", "the post says it was theirs"))
    assert (taken.data["taken_in"]["what"], taken.data["taken_in"]["new"]) == ("unconfirmed", 1)
    done(world.hq.do("hq", "quarantine", "--discard", first, "--reason", "nobody knows it"))
    assert world.hq.do("hq", "quarantine").data["quarantine"] == []
    (row,) = world.hq.do("inbox").data["rows"]
    assert (row["code"], row["unconfirmed"]) == (found[2], True)
    assert what(world.bring(stick="stick 3")) == ["replay"]
    assert world.hq.open().check()


def test_only_what_a_revoked_laptop_sent_is_for_a_person(world: World) -> None:
    """A forged file is not taken in by anybody's decision."""
    world.second.screen(NOTHING_SHOWN)
    world.second.hand_over(world.stick())
    world.bring()
    (row,) = world.hq.do("hq", "quarantine").data["quarantine"]
    said = world.hq.do("hq", "quarantine", "--take-in", row["id"], "--reason", "we know them")
    assert said.status == errors.NotForAPerson.exit_status
    assert codes(world) == set()


def test_a_mistake_is_taken_back(world: World) -> None:
    """The laptop is believed again, and what waited is imported; there must be something to take back."""
    three_bundles(world)
    revoke(world)
    world.bring(stick="stick 1")
    words = ("hq", "revoke", world.laptop.device[:10], "--take-back", "--reason", "it was in the other bag")
    assert done(world.hq.do(*words)).data["from_quarantine"] == 1
    assert what(world.bring(stick="stick 2")) == ["new"]
    assert world.hq.do(*words).status == errors.NotRevoked.exit_status
    assert world.hq.open().check()


@pytest.mark.parametrize("typed", ["", "\n", "y\n", "d-\n", "{short}\n", "{other}\n"])
def test_nothing_is_revoked_unless_the_pseudonym_was_typed(world: World, typed: str) -> None:
    """Six signs of this laptop's pseudonym, nothing less; then what it means is said before."""
    device = world.laptop.device
    words = ("hq", "revoke", device[:10], "--reason", "stolen")
    text = typed.format(short=device[:7], other="0" * 6 if device[2] != "0" else "1" * 6)
    status, read = typing(world.hq, text, *words)
    assert status in (errors.NotConfirmed.exit_status, errors.NotATerminal.exit_status)
    assert "What was received stays" in read
    assert world.hq.open().devices.revoked() == {}


def test_the_typed_pseudonym_revokes(world: World) -> None:
    """With or without d-, in any case."""
    device = world.laptop.device
    status, _ = typing(world.hq, f" {device[:8].upper()}\n", "hq", "revoke", device, "--reason", "stolen")
    assert (status, list(world.hq.open().devices.revoked())) == (0, [device])


def test_a_reason_is_asked_for(world: World) -> None:
    """Nothing is revoked without one."""
    said = world.hq.do("hq", "revoke", world.laptop.device, "--reason", " ", "--yes")
    assert said.status == errors.ReasonMissing.exit_status


def test_what_is_published_says_who_is_revoked(world: World) -> None:
    """The laptop itself learns it with the rules, says so, and may still hand over what it has."""
    revoke(world)
    publish(world)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    said = sync(world.laptop, world.stick())
    assert any("no longer believes this laptop" in warning for warning in said.warnings)
    assert len(said.data["handed_over"]) == 1
    assert what(world.bring()) == ["quarantined: revoked"]
