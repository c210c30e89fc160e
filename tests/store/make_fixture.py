"""Make the populated store that is kept for a layout: run once when a layout ships, never again. Not a test itself.

Usage: python -m tests.store.make_fixture m0001
"""

import shutil
import sys
import tempfile
from pathlib import Path

from fieldkit.cases.drafting import DraftAnswer, DraftPin, ExtraEvent, KeptForm
from tests.store.scene import Scene, finish, pack, receipt, start_draft

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
        store.keyslots.add("Second Invented Name", "another person's invented words")
        store.settings.put_json("note", {"kept": True})
        return store.check()


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
