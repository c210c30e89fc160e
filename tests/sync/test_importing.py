"""What an import keeps beside a bundle's records: when it was packed, and that its file is no longer in quarantine."""

from pathlib import Path

import pytest

from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import read_card
from fieldkit.sync.bundle.receipt import open_receipt
from fieldkit.sync.bundle.signers import Signers
from fieldkit.sync.bundle.write import BundleDraft, write_bundle
from fieldkit.workflows.importing import LATEST_MS, import_file
from tests.bundle import parts
from tests.kill.scene import CARD, hq_tools, open_any
from tests.store.scene import SetClock, rec_line


def bundle(place: Path, made: Json) -> bytes:
    """Return a bundle of the laptop whose head says this of when it was packed."""
    line = rec_line(1, SetClock().now()).value
    with open_any(place / "laptop") as laptop:
        key = SigningKey.from_seed(laptop.identity.seed)
        nothing = parts.ZEROS
        said = BundleDraft(laptop.identity.device, laptop.epoch, 1, nothing, nothing, nothing, 1, made, (), [line])
    return write_bundle(said, key, read_card((place / CARD).read_bytes()).recipients["case"], parts.zeros).data


@pytest.mark.parametrize(
    ("made", "kept"),
    [
        ({"utc_ms": 1, "clock": "ok"}, 1),
        ({"utc_ms": 0, "clock": "ok"}, 0),
        ({"utc_ms": LATEST_MS, "clock": "ok"}, LATEST_MS),
        ({"utc_ms": LATEST_MS + 1, "clock": "ok"}, None),
        ({"utc_ms": -1, "clock": "ok"}, None),
        ({"utc_ms": 1, "clock": "suspect"}, None),
        ({"utc_ms": 1}, None),
        ({"utc_ms": True, "clock": "ok"}, None),
        ({"utc_ms": "1", "clock": "ok"}, None),
        ({"clock": "ok"}, None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_when_a_bundle_was_packed_is_kept_only_where_its_laptop_was_sure(
    place: Path, hq: Store, made: Json, kept: int | None
) -> None:
    """What a laptop said by a clock that it doubted, or what is no time, is nothing; the bundle is imported."""
    data = bundle(place, made)
    assert import_file("a.fkb", "", data, hq_tools(hq)).what == "new"
    (entry,) = hq.journal.entries("bundle.imported")
    assert entry.body["made_ms"] == kept
    assert type(entry.body["made_ms"]) is type(kept)


def test_a_file_that_is_accepted_when_it_comes_again_leaves_the_quarantine(place: Path, hq: Store) -> None:
    """Also one of which only name and hash were kept, so that nothing but the stick can bring it."""
    data = bundle(place, None)
    hq.quarantine.add("a.fkb", data, "unknown-device", "not enrolled", None, SetClock().now())
    assert import_file("a.fkb", "", data, hq_tools(hq)).what == "new"
    assert hq.quarantine.list() == ()


def test_a_receipt_proves_only_the_keys_that_headquarters_holds(place: Path, hq: Store) -> None:
    """The recovery key may lie in a safe: nobody has shown that it opens anything."""
    card = read_card((place / CARD).read_bytes())
    done = import_file("a.fkb", "", bundle(place, None), hq_tools(hq))
    assert done.receipt is not None
    with open_any(place / "laptop") as laptop:
        me = laptop.identity
        opened = open_receipt(done.receipt.data, Signers.parse(card.signers), (me.age_identity,), device=me.device)
    held = {seal.key_id(seal.recipient_of(identity)) for identity in hq_tools(hq).identities}
    sealed_to = {seal.key_id(recipient) for recipient in card.recipients["case"]}
    assert set(opened.body.recipients) == sealed_to & held != sealed_to
