"""kill -9 over the whole chain: what was acknowledged is there, and every store opens and checks."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import InboxQuery, RecordState
from fieldkit.crypto.sign import SigningKey
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import read_card
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows import packing
from fieldkit.workflows.exchange import exchange, this_laptop
from fieldkit.workflows.importing import import_stick
from tests.kill.scene import CARD, hq_tools, open_any, set_up
from tests.store.scene import SetClock, SystemEntropy

ROUNDS = int(os.environ.get("FIELDKIT_KILL_ROUNDS", "30"))
"""CI's number; 300 by `FIELDKIT_KILL_ROUNDS=300 pytest tests/kill`."""
SEED = 20261122
CHECKOUT = Path(__file__).parent.parent.parent


def said_until_killed(argv: list[str], after: float) -> bytes:
    """Start a process, let it work `after` seconds from its first word, kill -9, return what it had said."""
    worker = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, cwd=CHECKOUT)
    assert worker.stdout is not None
    assert worker.stderr is not None
    assert worker.stdout.readline() == b"ready\n", worker.stderr.read().decode()
    time.sleep(after)
    worker.kill()
    said, wrong = worker.communicate()
    assert wrong == b""
    return said


def kill_one(role: str, root: Path, seed: int, after: float) -> list[list[str]]:
    """Start a worker, let it work `after` seconds from its first word, kill -9, return what it had promised."""
    argv = [sys.executable, "-m", "tests.kill.worker", role, str(root / role), str(root / "stick"), str(seed)]
    said = said_until_killed(argv, after)
    return [line.split() for line in said.decode().splitlines()]


def keep_promises(promised: list[list[str]], answers: dict[str, dict[str, str]], finished: set[str]) -> None:
    """Note answers by draft and the finished interviews."""
    for words in promised:
        if words[0] == "answer":
            answers.setdefault(words[1], {})[words[2]] = words[3]
        elif words[0] == "finished":
            finished.add(words[1])


def missing_on_laptop(store: Store, answers: dict[str, dict[str, str]], finished: set[str]) -> list[str]:
    """Return what was promised and is not there."""
    records = {row.id for row in store.records.list()}
    drafts = {row.id for row in store.drafts.list()}
    gone = [record for record in finished if record not in records]
    for draft, given in answers.items():
        if draft in records:
            continue
        held = store.drafts.load(draft).answers if draft in drafts else {}
        gone += [f"{draft}/{name}" for name, value in given.items() if held.get(name) != value]
    return gone


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_every_store_opens_after_kill(tmp_path: Path) -> None:
    """A power cut at any moment of answering, packing, handing over, importing or changing a passphrase loses nothing
    that was acknowledged, and headquarters ends with each interview once."""
    set_up(tmp_path)
    draw = random.Random(SEED)
    answers: dict[str, dict[str, str]] = {}
    finished: set[str] = set()
    did: Counter[str] = Counter()
    for number in range(ROUNDS):
        role = "hq" if number % 3 == 2 else "laptop"
        promised = kill_one(role, tmp_path, SEED + number, draw.uniform(0.0, 0.5))
        did.update(words[0] for words in promised)
        keep_promises(promised, answers, finished)
        with open_any(tmp_path / role) as store:
            store.check()
            if role == "laptop":
                assert missing_on_laptop(store, answers, finished) == []
    assert {"answer", "finished", "packed", "synced"} <= set(did)
    if ROUNDS >= 30:
        assert {"new", "passphrase"} <= set(did)
    _after_quiet(tmp_path, finished)


def _after_quiet(root: Path, finished: set[str]) -> None:
    """One undisturbed exchange brings everything packed to headquarters, each interview once."""
    card = read_card((root / CARD).read_bytes())
    with open_any(root / "laptop") as laptop, open_any(root / "hq") as hq:
        me = this_laptop(laptop.identity, laptop.epoch, card, laptop.new_epoch)
        _pack_rest(laptop, root)
        for _ in range(2):
            exchange(Mailbox(root / "stick"), laptop.outbox, me, SetClock().now, "stick", lambda _: None)
            import_stick(Mailbox(root / "stick"), hq_tools(hq), lambda _: None)
        assert {row.state for row in laptop.records.list()} == {RecordState.RECEIVED}
        there = [row.id for row in hq.inbox.list(InboxQuery(limit=100_000))]
        assert len(there) == len(set(there))
        assert finished <= set(there)
        assert {row.id for row in laptop.records.list()} == set(there)
        assert hq.quarantine.list() == ()


def _pack_rest(laptop: Store, root: Path) -> None:
    key = SigningKey.from_seed(laptop.identity.seed)
    card = read_card((root / CARD).read_bytes())
    try:
        packing.pack(laptop.records, laptop.outbox, card, key, SetClock().now(), "ok", SystemEntropy().token)
    except errors.NothingToPack:
        return
