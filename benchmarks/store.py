"""The store against its yardsticks: one committed answer and a bare SQLCipher insert, unlock, HQ's import."""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure
from fieldkit.cases.words import IncomingRecord, Profile, Role
from fieldkit.crypto import canonical
from fieldkit.store.opening import open_database
from fieldkit.store.store import create_store, open_store
from tests.store.scene import PASSPHRASE, Scene, content, enrol, incoming, line, record_id, start_draft, stub

ANSWERS = 3000
BLOCK = 100
BUNDLE = 500
INTERVIEWS = 20_000
AT = '{"boot":"boot-1","mono_ms":1000,"offset_min":120,"utc_ms":1795000000000}'
TABLE = "CREATE TABLE t (n INTEGER PRIMARY KEY, draft, kind, name, value, at, language, mac BLOB)"


def run() -> list[Figure]:
    """Measure and return all figures of this module."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        first, second = imports(Scene(place / "imports"))  # first: the field's locked memory is for the whole process
        ours, plain = answers(Scene(place / "answers"), place)
        opened = unlock(Scene(place / "unlock"))
    half = f"{INTERVIEWS // 2:,}"
    return [
        Figure(
            f"import, first {half}: store's part",
            first,
            "1/s",
            "absolute",
            None,
            ">= 10,000 (half of the import budget)",
        ),
        Figure(f"import, next {half}: store's part", second, "1/s", f"the first {half}", second / first, ">= 0.8 x"),
        Figure("one committed answer", ours * 1e6, "us", "bare SQLCipher insert", ours / plain, "<= 1.43 x"),
        Figure("unlock at production cost", opened * 1000, "ms", "absolute", None, "<= 1,000"),
    ]


def unlock(scene: Scene) -> float:
    """Seconds to open and close a store whose slot has the production cost, median of 5."""
    created = create_store(
        scene.home, role=Role.FIELD, profile=Profile.REAL, passphrase=PASSPHRASE, person="x", machine=scene.machine
    )
    created.close()

    def once() -> None:
        open_store(scene.home, PASSPHRASE, machine=scene.machine).close()

    return statistics.median(timed(once) for _ in range(5))


def answers(scene: Scene, place: Path) -> tuple[float, float]:
    """Median seconds of one answer here and of one bare insert with the same pragmas, in turns of 100."""
    scene.create().close()
    bare = open_database(place / "bare.db", secrets.token_bytes(32))
    bare.execute(TABLE)
    ours_s, bare_s = [], []
    with scene.open() as store:
        draft_id, now = start_draft(store, 1, scene.clock.now()), scene.clock.now()
        for n in range(ANSWERS):
            if n // BLOCK % 2:
                row = (n, draft_id, "answer", f"q{n % 45}", '"yes"', AT, "en", bytes(32))
                bare_s.append(timed(partial(bare.execute, "INSERT INTO t VALUES (?,?,?,?,?,?,?,?)", row)))
            else:
                ours_s.append(timed(partial(store.drafts.put, draft_id, f"q{n % 45}", "yes", now, "en")))
    bare.close()
    return statistics.median(ours_s), statistics.median(bare_s)


def records(seq: int, scene: Scene) -> list[IncomingRecord]:
    """One invented bundle of interviews with 45 answers each."""
    at, made = scene.clock.now(), []
    for number in range(seq * BUNDLE, (seq + 1) * BUNDLE):
        whole = content("a note of about forty words " * 5)
        whole["answers"] = {f"question_{q}": "yes" if q % 3 else "no" for q in range(45)}
        made.append(line({"t": "rec", "id": record_id(number), "stub": stub(number, at), "content": whole}))
    return made


def imports(scene: Scene) -> tuple[float, float]:
    """Interviews per second of processor time into an empty and into a filled store: the store's part of an import."""
    with scene.create(Role.HQ) as store:
        enrol(store)
        at = scene.clock.now()
        spent = []
        for seq in range(INTERVIEWS // BUNDLE):
            bundle = incoming(seq + 1, *records(seq, scene))
            begun = time.process_time()
            store.intake.import_bundle(bundle, at, lambda o: ("r.fkr", canonical.dumps(o.number)))
            spent.append(time.process_time() - begun)
    half = len(spent) // 2
    return half * BUNDLE / sum(spent[:half]), half * BUNDLE / sum(spent[half:])


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
