"""Headquarters' word between two stores: orders come through, cut short or repeated; one bad place keeps none back."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import NewDevice
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import read_card
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows.exchange import Exchanged, exchange, this_laptop
from fieldkit.workflows.importing import StickDone, import_stick
from tests.kill.scene import CARD, hq_tools
from tests.store.scene import SetClock, record_id

Order = Mapping[str, Json]
ERASE: Order = {"order": "erase", "record": record_id(1), "n": 1}
LATER: Order = {"order": "erase", "record": record_id(2), "n": 2}


@pytest.fixture
def place(place: Path) -> Path:
    """With a served mailbox instead of the stick."""
    (place / "stick" / "served").touch()
    return place


def say(hq: Store, place: Path, *orders: Order) -> StickDone:
    tools = dataclasses.replace(hq_tools(hq), orders=lambda device: orders)
    return import_stick(Mailbox(place / "stick"), tools, lambda _: None)


def hear(laptop: Store, place: Path, carried: list[Order], fail: bool = False) -> Exchanged:
    def carry_out(orders: Sequence[Order]) -> None:
        if fail:
            raise errors.DiskFull(what="the orders")
        carried.extend(orders)

    card = read_card((place / CARD).read_bytes())
    me = this_laptop(laptop.identity, laptop.epoch, card, laptop.new_epoch)
    mailbox = Mailbox(place / "stick")
    return exchange(mailbox, laptop.outbox, me, SetClock().now, "stick", lambda _: None, carry_out)


def test_orders_are_carried_out_as_often_as_the_newest_word_is_found(laptop: Store, hq: Store, place: Path) -> None:
    """They come again with the same word, so that nothing is forgotten; those of an older word do not."""
    carried: list[Order] = []
    say(hq, place, ERASE)
    first = word_of(laptop, place).read_bytes()
    hear(laptop, place, carried)
    hear(laptop, place, carried)
    assert carried == [ERASE, ERASE]
    say(hq, place, ERASE, LATER)
    hear(laptop, place, carried)
    assert carried[2:] == [ERASE, LATER]
    word_of(laptop, place).write_bytes(first)
    hear(laptop, place, carried)
    assert len(carried) == 4


def word_of(laptop: Store, place: Path) -> Path:
    return place / "stick" / "down" / laptop.identity.device.removeprefix("d-") / "word.fkw"


def test_a_word_whose_orders_could_not_be_carried_out_is_not_applied(laptop: Store, hq: Store, place: Path) -> None:
    """A full disk while erasing: the next sync hears the same word as if for the first time."""
    say(hq, place, ERASE)
    with pytest.raises(errors.DiskFull):
        hear(laptop, place, [], fail=True)
    assert laptop.outbox.word_held() == ""
    carried: list[Order] = []
    hear(laptop, place, carried)
    assert carried == [ERASE]


def test_a_changed_recipient_gets_a_new_word(laptop: Store, hq: Store, place: Path) -> None:
    """Who got new keys cannot open the old file; what else it would say is the same."""
    say(hq, place)
    before = word_of(laptop, place).read_bytes()
    row = hq.devices.get(laptop.identity.device)
    other = seal.recipient_of(seal.generate_identity())
    key = SigningKey.from_seed(laptop.identity.seed).public.openssh()
    hq.devices.enrol(NewDevice(row.device, key, other, laptop.epoch, row.post, "0" * 64))
    say(hq, place)
    assert word_of(laptop, place).read_bytes() != before


def test_too_many_orders_are_told_and_keep_no_receipt_back(laptop: Store, hq: Store, place: Path) -> None:
    """A word that no laptop would accept is not written; the import says why."""
    done = say(hq, place, *[ERASE] * 101)
    assert "word" in done.unwritten
    assert not word_of(laptop, place).exists()


def test_a_full_or_protected_stick_waits_for_the_next_one(
    laptop: Store, hq: Store, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with receipts: said, and nothing is lost."""

    def refused(self: Mailbox, device: str, data: bytes) -> bool:
        raise errors.MailboxFull(path=self.root)

    monkeypatch.setattr(Mailbox, "put_word", refused)
    assert "no room" in say(hq, place).unwritten
    monkeypatch.undo()
    assert say(hq, place).unwritten == ""
    assert word_of(laptop, place).exists()


def test_a_link_in_place_of_the_word_is_not_followed(laptop: Store, hq: Store, place: Path) -> None:
    """Neither read nor written through."""
    say(hq, place)
    secret = place / "secret"
    secret.write_bytes(b"untouched")
    word_of(laptop, place).unlink()
    word_of(laptop, place).symlink_to(secret)
    assert hear(laptop, place, []).refused == ()
    say(hq, place)
    assert secret.read_bytes() == b"untouched"
    assert not word_of(laptop, place).is_symlink()


def test_a_folder_that_is_a_link_is_told(laptop: Store, hq: Store, place: Path) -> None:
    """`down` leads somewhere else: told as unreadable on both sides; the other laptops' words are written."""
    say(hq, place)
    down = place / "stick" / "down"
    down.rename(place / "elsewhere")
    down.symlink_to(place / "elsewhere", target_is_directory=True)
    with pytest.raises(errors.MailboxUnreadable):
        hear(laptop, place, [])
    assert "plain folder" in say(hq, place).unwritten
