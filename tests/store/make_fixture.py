"""Make the populated store that is kept for a layout: run once when a layout ships, never again. Not a test itself.

Usage: python -m tests.store.make_fixture m0001
"""

import shutil
import sys
import tempfile
from pathlib import Path

from fieldkit.cases.drafting import DraftAnswer, DraftPin, DraftStart, ExtraEvent, KeptForm, NoteOn
from fieldkit.ports import Instant
from fieldkit.store.store import Store
from tests.store.scene import FORM, Scene, code, content, finish, pack, receipt, record_id, start_draft, stub

FIXTURES = Path(__file__).parent / "fixtures"
KEPT = ("S.db", "keyslots.json", "anchor.json")


def populate(scene: Scene) -> str:
    """Fill a store with one of everything and return the SHA-256 of its projections."""
    now = scene.clock.now()
    with scene.create() as store:
        told = ExtraEvent("report_made", now, {"by": "voice", "to": "the duty officer"})
        finish(store, 1, now, identity={"name": "invented"}, events=(told,))
        bundle = pack(store)
        store.outbox.handed_over(store.outbox.waiting(), "the folder", now)
        store.outbox.apply_receipt(receipt(bundle))
        finish(store, 2, now)
        draft_id = start_draft(store, 3, now)
        store.drafts.put(draft_id, "offer", {"nr": "dk"}, now, "rw")
        pin = DraftPin("border_quick_screen", "2", "cd" * 32)
        carried = (DraftAnswer(0, "offer", {"nr": "dk"}, now, "rw"),)
        store.drafts.upgrade(draft_id, pin, carried, "offer", (KeptForm(pin.form_hash, {"": b"form_id: invented"}),))
        second = store.keyslots.add("Second Invented Name", "another person's invented words")
        store.drafts.note(draft_id, "offer", NoteOn("spoke low", True), now, "rw")
        store.drafts.happened(draft_id, "paused", now, "rw")
        store.drafts.hand_over(draft_id, second, "invented")
        store.drafts.set_aside(draft_id, True)
        store.drafts.typed(draft_id, "offer", "being typed", now, "rw")
        store.withdrawals.withdraw(record_id(2), ("statistics",), "person", now)
        revise(store, 2, now)
        store.settings.put_json("note", {"kept": True})
        return store.check()


def revise(store: Store, number: int, now: Instant) -> None:
    """Change a finished interview."""
    base = store.records.revision_base(record_id(number))
    extra = {"revises": {"rev": base.stub["rev"], "base": base.base, "reason": "invented"}}
    pinned = (FORM["form"], FORM["version"], FORM["form_hash"])
    store.drafts.start(DraftStart(record_id(number), code(number), *pinned, "en", now, extra))
    store.drafts.finish(record_id(number), stub(number, now), content("green door"))


def main(layout: str) -> None:
    target = FIXTURES / layout
    if target.exists():
        raise SystemExit(f"{target} is there: a fixture of a shipped layout is never made again")
    with tempfile.TemporaryDirectory() as place:
        scene = Scene(Path(place) / "home")
        digest = populate(scene)
        (target / "outbox").mkdir(parents=True)
        for name in KEPT:
            shutil.copy(scene.folder / name, target / name)
        for path in (scene.folder / "outbox").iterdir():
            shutil.copy(path, target / "outbox" / path.name)
        (target / "digest.txt").write_text(digest + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
