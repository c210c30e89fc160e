"""kill -9 while a laptop hears that headquarters was restored: what it says of its bundles is true at any moment."""

import os
import random
import sys
from pathlib import Path

import pytest

from fieldkit.cases.standing import ChainHeld, Moment, held_digest
from fieldkit.cases.words import InboxQuery, RecordState
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import read_card
from fieldkit.sync.bundle.word import Word, write_word
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows import packing
from fieldkit.workflows.exchange import exchange, this_laptop
from fieldkit.workflows.importing import import_stick
from tests.kill.scene import CARD, hq_tools, open_any, set_up
from tests.kill.test_kill import said_until_killed
from tests.store.scene import SetClock, SystemEntropy, finish, record_id as record

ROUNDS = int(os.environ.get("FIELDKIT_KILL_ROUNDS", "30")) // 3
SEED = 20261126
BUNDLES, WORDS = 4, 400
CHECKOUT = Path(__file__).parent.parent.parent


def sync(laptop: Store, root: Path) -> None:
    card = read_card((root / CARD).read_bytes())
    me = this_laptop(laptop.identity, laptop.epoch, card, laptop.new_epoch)
    exchange(Mailbox(root / "stick"), laptop.outbox, me, SetClock().now, "stick", lambda _: None)


def bring(hq: Store, root: Path) -> None:
    import_stick(Mailbox(root / "stick"), hq_tools(hq), lambda _: None)


def all_received(root: Path) -> None:
    """Four bundles at headquarters, their receipts on the laptop."""
    card = read_card((root / CARD).read_bytes())
    with open_any(root / "laptop") as laptop, open_any(root / "hq") as hq:
        key = SigningKey.from_seed(laptop.identity.seed)
        for number in range(1, BUNDLES + 1):
            finish(laptop, number, SetClock().now())
            packing.pack(laptop.records, laptop.outbox, card, key, SetClock().now(), "ok", SystemEntropy().token)
        sync(laptop, root)
        bring(hq, root)
        sync(laptop, root)


def say_words(root: Path) -> None:
    """Words of headquarters that was restored again and again: by turns it holds one bundle, or all."""
    (root / "words").mkdir()
    with open_any(root / "laptop") as laptop, open_any(root / "hq") as hq:
        rows = [(row.seq, row.manifest_hash) for row in laptop.outbox.list()]
        key, to = SigningKey.from_seed(hq.identity.seed), seal.recipient_of(laptop.identity.age_identity)
        for number in range(WORDS):
            held = rows[:1] if number % 2 else rows
            chain = ChainHeld(laptop.epoch, len(held), len(held), (), held_digest(held))
            restores = [f"e-{n:016x}" for n in range(number)]
            before = (hq.epoch, *restores[-63:])  # else the clock decides, and it stands still here
            moment = Moment(f"e-{number:016x}", 1, before, 1)
            word = Word(laptop.identity.device, moment, "ab" * 32, (chain,))
            (root / "words" / f"{number:04d}").write_bytes(write_word(word, key, to, SystemEntropy().token))


def hear_and_die(root: Path, first: int, after: float) -> int:
    """Let it hear for a while, kill -9, return the number of the last word that it had promised, or -1."""
    places = (root / "laptop", root / "stick", root / "words")
    argv = [sys.executable, "-m", "tests.kill.hearer", *map(str, places), str(first)]
    said = said_until_killed(argv, after)
    heard = [int(text.split()[1]) for text in said.decode().splitlines(keepends=True) if text.endswith("\n")]
    return heard[-1] if heard else -1


@pytest.mark.slow
def test_killed_while_hearing_it_says_what_the_last_word_said(tmp_path: Path) -> None:
    """A word is applied whole or not at all; after quiet headquarters and the laptop have the same."""
    set_up(tmp_path)
    all_received(tmp_path)
    say_words(tmp_path)
    draw, next_word = random.Random(SEED), 0
    for _ in range(ROUNDS):
        promised = hear_and_die(tmp_path, next_word, draw.uniform(0.0, 0.25))
        with open_any(tmp_path / "laptop") as laptop:
            laptop.check()
            row = laptop.connection.execute("SELECT count(*) FROM words").fetchone()
            last = row[0] - 2  # the first one came with the receipts
            assert promised <= last <= max(promised, next_word - 1) + 1
            again = [bundle.seq for bundle in laptop.outbox.list() if bundle.again]
            assert again == ([] if last < 0 or last % 2 == 0 else [2, 3, 4])
            states = {r.id: r.state for r in laptop.records.list()}
            received = {name for name, state in states.items() if state is RecordState.RECEIVED}
            assert received == {record(n) for n in range(1, BUNDLES + 1) if n not in again}
        next_word = last + 1
    assert next_word > ROUNDS // 2
    _after_quiet(tmp_path)


def _after_quiet(root: Path) -> None:
    """The true headquarters speaks again, by a restore of its own: all is received there and here."""
    with open_any(root / "laptop") as laptop, open_any(root / "hq") as hq:
        for _ in range(2):
            bring(hq, root)
            sync(laptop, root)
        there = {row.id for row in hq.inbox.list(InboxQuery(limit=1000))}
        assert there == {row.id for row in laptop.records.list()}
        assert hq.quarantine.list() == ()
