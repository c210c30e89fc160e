"""kill -9 at random moments: what was acknowledged is stored, and the store always opens.

FIELDKIT_KILL_ROUNDS sets the rounds of each kind of work (19 unless told: 4 kinds of work, 76 rounds in all).
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.store.store import Store
from tests.store.killed_worker import OTHER
from tests.store.scene import PASSPHRASE, Scene, incoming

ROUNDS = int(os.environ.get("FIELDKIT_KILL_ROUNDS", "19"))
ROOT = Path(__file__).parent.parent.parent
LONGEST_LIFE_S = 0.25

pytestmark = pytest.mark.slow


def killed(scene: Scene, work: str, start: int, chance: random.Random) -> list[list[str]]:
    """Run one worker, kill it at a random moment after its first word, and return what it acknowledged."""
    command = [sys.executable, "-m", "tests.store.killed_worker", work, str(scene.home), str(start)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    time.sleep(chance.random() * LONGEST_LIFE_S)
    process.kill()
    lines = [first, *process.stdout.readlines()]
    said = process.stderr.read()
    process.wait()
    process.stdout.close()
    process.stderr.close()
    assert said == ""
    return [line.split() for line in lines if line.endswith("\n")]


def test_no_acknowledged_answer_is_lost(scene: Scene) -> None:
    """Whenever the laptop dies, every answer that was taken is there again."""
    chance, acknowledged = random.Random(1), set()
    scene.create().close()
    for number in range(ROUNDS):
        acknowledged |= {tuple(line[1:]) for line in killed(scene, "answer", number * 1000, chance)}
        with scene.open() as store:
            stored = {
                (draft.id, name, value)
                for draft in store.drafts.list()
                for name, value in store.drafts.load(draft.id).answers.items()
            }
            assert acknowledged - stored == set()
    assert len(acknowledged) > ROUNDS


def _open_with_either(scene: Scene) -> Store:
    scene.clock.forward(61)
    try:
        return scene.open(PASSPHRASE)
    except errors.WrongPassphrase:
        return scene.open(OTHER)


def test_a_passphrase_change_never_locks_the_store(scene: Scene) -> None:
    """Whenever the laptop dies during a passphrase change, the old or the new one opens the store."""
    chance = random.Random(2)
    scene.create().close()
    for number in range(ROUNDS):
        killed(scene, "passphrase", number, chance)
        with _open_with_either(scene) as store:
            assert store.check()
        (scene.folder / "attempts.json").unlink(missing_ok=True)


def test_rekeying_never_locks_the_store(scene: Scene) -> None:
    """Whenever the laptop dies while a person is removed, the others still open the store and nothing is lost."""
    chance = random.Random(3)
    scene.create().close()
    for number in range(ROUNDS):
        lines = killed(scene, "remove", number * 1000, chance)
        kept = [int(line[1]) for line in lines if line[0] == "kept"]
        with scene.open() as store:
            assert int(store.settings.get("round") or b"-1") >= max(kept, default=-1)
            assert store.check()
            for person in store.keyslots.people():
                if person.active and person.label != "person 1":
                    store.keyslots.remove(person.label)


def test_an_import_is_whole_or_not_there(scene: Scene) -> None:
    """Whenever HQ's laptop dies during an import, each bundle is there with its receipt, or not at all."""
    chance, acknowledged = random.Random(4), set()
    scene.create(Role.HQ).close()
    for number in range(ROUNDS):
        lines = killed(scene, "import", number * 1000 + 1, chance)
        acknowledged |= {int(line[1]) for line in lines}
        with scene.open() as store:
            assert all(store.intake.receipt_for(incoming(seq).manifest_hash) for seq in acknowledged)
            bundles = store.connection.execute("SELECT count(*) FROM bundles_in").fetchone()[0]
            assert store.inbox.count() == bundles * 20
            assert store.check()
