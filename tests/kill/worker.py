"""What is killed: one process that works on a laptop or at headquarters as fast as it can and says what it has done.

Each line on stdout is a promise, printed only after the call that keeps it has returned. Run as
`python -m tests.kill.worker ROLE HOME STICK SEED`, ROLE being laptop or hq.
"""

import random
import sys
import uuid
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart
from fieldkit.crypto.sign import SigningKey
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Card, read_card
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows import packing
from fieldkit.workflows.exchange import exchange, this_laptop
from fieldkit.workflows.importing import import_stick
from tests.kill.scene import CARD, PASSPHRASES, hq_tools, open_any
from tests.store.scene import SetClock, SystemEntropy, content, stub


def say(*words: object) -> None:
    print(*words, flush=True)


def laptop(home: Path, stick: Path, seed: int) -> None:
    """Answer, finish, pack, sync, change the passphrase: over and over, in an order that the seed gives."""
    draw = random.Random(seed)
    clock = SetClock()
    with open_any(home) as store:
        card = read_card((home.parent / CARD).read_bytes())
        say("ready")
        while True:
            draft = _answer(store, draw, clock)
            if draw.random() < 0.6:
                at = clock.now()
                store.drafts.finish(draft, stub(1, at, id=draft, code=draft[:6].upper()), content(draft))
                say("finished", draft)
            if draw.random() < 0.4:
                _pack(store, card, clock)
            if draw.random() < 0.5:
                _sync(store, card, stick, clock)
            if draw.random() < 0.4:
                _passwd(store)


def _answer(store: Store, draw: random.Random, clock: SetClock) -> str:
    draft = str(uuid.UUID(int=draw.getrandbits(128), version=4))
    store.drafts.start(DraftStart(draft, draft[:6].upper(), "border_quick_screen", "1", "ab" * 32, "rw", clock.now()))
    for number in range(draw.randrange(1, 9)):
        value = f"v{draw.getrandbits(32):08x}"
        store.drafts.put(draft, f"q{number}", value, clock.now(), "rw")
        say("answer", draft, f"q{number}", value)
        clock.forward(1)
    return draft


def _pack(store: Store, card: Card, clock: SetClock) -> None:
    key = SigningKey.from_seed(store.identity.seed)
    try:
        packing.pack(store.records, store.outbox, card, key, clock.now(), "ok", SystemEntropy().token)
    except errors.NothingToPack:
        return
    say("packed")


def _sync(store: Store, card: Card, stick: Path, clock: SetClock) -> None:
    me = this_laptop(store.identity, store.epoch, card, store.new_epoch)
    exchange(Mailbox(stick), store.outbox, me, clock.now, "stick", lambda _: None)
    say("synced")


def _passwd(store: Store) -> None:
    """Change to the other of the two passphrases; one of them opens the store at any moment."""
    for old, new in (PASSPHRASES, PASSPHRASES[::-1]):
        try:
            store.keyslots.passwd(old, new)
        except errors.WrongPassphrase:
            continue
        say("passphrase changed")
        return


def hq(home: Path, stick: Path) -> None:
    """Import the stick again and again."""
    with open_any(home) as store:
        say("ready")
        tools = hq_tools(store)
        while True:
            for one in import_stick(Mailbox(stick), tools, lambda _: None).bundles:
                say(one.what, one.name, one.receipt.number if one.receipt else "-")


if __name__ == "__main__":
    role, home_, stick_, seed_ = sys.argv[1:]
    if role == "laptop":
        laptop(Path(home_), Path(stick_), int(seed_))
    else:
        hq(Path(home_), Path(stick_))
