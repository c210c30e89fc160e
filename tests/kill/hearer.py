"""What is killed while it hears words of headquarters: `python -m tests.kill.hearer HOME STICK WORDS FIRST`.

Each line on stdout is a promise: this word was applied.
"""

import sys
from pathlib import Path

from fieldkit.sync.bundle.card import read_card
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows.exchange import exchange, this_laptop
from tests.kill.scene import CARD, open_any
from tests.store.scene import SetClock


def main(home: Path, stick: Path, words: Path, first: int) -> None:
    """Hear one word after the other, offering and taking receipts as a sync does."""
    card = read_card((home.parent / CARD).read_bytes())
    with open_any(home) as store:
        print("ready", flush=True)
        for file in sorted(words.iterdir())[first:]:
            Mailbox(stick).put_word(store.identity.device, file.read_bytes())
            me = this_laptop(store.identity, store.epoch, card, store.new_epoch)
            exchange(Mailbox(stick), store.outbox, me, SetClock().now, "stick", lambda _: None)
            print("heard", int(file.stem), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
