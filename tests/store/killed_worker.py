"""A process that works on a store until it is killed, and says on stdout what was acknowledged. Not a test itself.

Usage: python -m tests.store.killed_worker answer|passphrase|remove|import HOME START
"""

import sys
from pathlib import Path

from fieldkit import errors
from tests.store.scene import PASSPHRASE, Scene, enrol, incoming, rec_line, start_draft

OTHER = "the other invented words"


def say(*words: object) -> None:
    print(*words, flush=True)


def answer(scene: Scene, start: int) -> None:
    """Answer one draft after another; finish every third."""
    with scene.open() as store:
        for number in range(start, start + 1000):
            draft_id = start_draft(store, number, scene.clock.now())
            for question in range(8):
                store.drafts.put(draft_id, f"q{question}", f"a{number}", scene.clock.now(), "en")
                say("answer", draft_id, f"q{question}", f"a{number}")


def passphrase(scene: Scene, start: int) -> None:
    """Change the passphrase to and fro."""
    now, following = (PASSPHRASE, OTHER) if start % 2 == 0 else (OTHER, PASSPHRASE)
    try:
        store = scene.open(now)
    except errors.WrongPassphrase:
        now, following = following, now
        store = scene.open(now)
    with store:
        for _ in range(1000):
            store.keyslots.passwd(now, following)
            now, following = following, now
            say("passphrase")


def remove(scene: Scene, start: int) -> None:
    """Add and remove a second person: each removal re-keys the database."""
    with scene.open() as store:
        for number in range(start, start + 1000):
            label = store.keyslots.add(f"Name {number}", OTHER)
            store.settings.put("round", str(number).encode())
            say("kept", number)
            store.keyslots.remove(label)
            say("removed", label)


def imports(scene: Scene, start: int) -> None:
    """Import bundle after bundle."""
    with scene.open() as store:
        enrol(store)
        for seq in range(start, start + 1000):
            records = [rec_line(seq * 100 + i, scene.clock.now()) for i in range(20)]
            store.intake.import_bundle(incoming(seq, *records), scene.clock.now(), lambda _: ("r.fkr", b"receipt"))
            say("bundle", seq)


WORK = {"answer": answer, "passphrase": passphrase, "remove": remove, "import": imports}

if __name__ == "__main__":
    WORK[sys.argv[1]](Scene(Path(sys.argv[2])), int(sys.argv[3]))
