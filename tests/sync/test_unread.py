"""Escrows and concerns that headquarters could not read, or left for later: each is told, none keeps another back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Instant
from fieldkit.store.store import Store
from fieldkit.sync.bundle.escrow import make_escrow, write_escrow
from fieldkit.sync.bundle.tip import Tip, write_tip
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows import tips
from fieldkit.workflows.escrow_in import EscrowDesk, import_escrows
from fieldkit.workflows.tips import TipDesk, import_tips
from tests.bundle import parts
from tests.store.scene import SetClock

OFFICERS = tuple(seal.recipient_of(seal.generate_identity()) for _ in range(3))
TIP = Tip("staff_concern", "2026.11.1", "5b" * 32, "rw", "2026-11-25", {"own_words": "invented"}, "ab" * 32)


def escrow_desk(hq: Store, now: Callable[[], Instant]) -> EscrowDesk:
    return EscrowDesk(hq.escrows, hq.devices.keys(), frozenset(), frozenset(), now)


def leave_escrow(laptop: Store, stick: Path, n: int) -> Path:
    """Leave one more escrow of the laptop, beside those that are there."""
    device = laptop.identity.device
    made = make_escrow(bytes(32), device, laptop.id, laptop.epoch, n, "first", OFFICERS)
    file = stick / "up" / device.removeprefix("d-") / made.file_name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(write_escrow(made, SigningKey.from_seed(laptop.identity.seed)))
    return file


def led_elsewhere(folder: Path) -> None:
    """Move a folder away and leave a link in its place."""
    elsewhere = folder.parents[2] / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere, target_is_directory=True)


def leave_tips(stick: Path, number: int) -> None:
    for n in range(number):
        Mailbox(stick).put_tip(f"{n:032x}.fkt", write_tip(TIP, parts.RECIPIENTS, parts.zeros))


def tip_desk(hq: Store) -> TipDesk:
    return TipDesk(hq.tips, (parts.HQ_IDENTITY,), hq.devices.keys(), frozenset(), SetClock().now)


def test_an_escrow_that_is_gone_when_it_is_read_is_told_and_the_other_kept(
    laptop: Store, hq: Store, place: Path
) -> None:
    """A stick that is pulled out in between: what came before is kept, what did not come is named."""
    leave_escrow(laptop, place / "stick", 1)
    second = leave_escrow(laptop, place / "stick", 2)

    def now() -> Instant:
        second.unlink()
        return SetClock().now()

    done = import_escrows(Mailbox(place / "stick"), escrow_desk(hq, now))
    assert (done.new, [device for device, _ in done.refused]) == ((laptop.identity.device,), [laptop.identity.device])


def test_a_folder_of_escrows_that_leads_elsewhere_is_told(laptop: Store, hq: Store, place: Path) -> None:
    """Nothing of it is taken in, and whoever imports learns it."""
    led_elsewhere(leave_escrow(laptop, place / "stick", 1).parent)
    done = import_escrows(Mailbox(place / "stick"), escrow_desk(hq, SetClock().now))
    assert (done.new, [device for device, _ in done.refused]) == ((), [laptop.identity.device])


def test_a_folder_of_concerns_that_leads_elsewhere_is_told(hq: Store, place: Path) -> None:
    """It is not taken for an empty one: somebody may wait for an answer."""
    leave_tips(place / "stick", 1)
    led_elsewhere(place / "stick" / "up" / "tips")
    done = import_tips(Mailbox(place / "stick"), tip_desk(hq))
    assert (done.new, [name for name, _ in done.refused]) == (0, ["up/tips"])


def test_one_import_takes_in_so_many_concerns_and_says_how_many_wait(
    hq: Store, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next import of the same stick takes in the rest; those that are known do not count."""
    monkeypatch.setattr(tips, "MOST_NEW", 2)
    leave_tips(place / "stick", 3)
    told = [import_tips(Mailbox(place / "stick"), tip_desk(hq)) for _ in range(2)]
    assert [(done.new, done.known, done.left) for done in told] == [(2, 0, 1), (1, 2, 0)]
