"""A process that works on a store while writes fail, and says what was acknowledged. Not a test itself.

Usage: python -m tests.store.full_disk_worker HOME LIMIT
LIMIT: no file may grow beyond so many bytes (0: no limit). Prints one word per acknowledged answer, then how it ended.
"""

import sys
from pathlib import Path

from fieldkit import errors
from tests.store.scene import Scene, start_draft, stub


def main(home: Path, limit: int) -> None:
    scene = Scene(home)
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        with scene.open() as store:
            draft_id = start_draft(store, 1, scene.clock.now())
            for number in range(160):
                store.drafts.put(draft_id, f"q{number}", "a long answer " * 20, scene.clock.now(), "en")
                print(f"q{number}", flush=True)
            store.drafts.finish(draft_id, stub(1, scene.clock.now()), {"answers": {}})
            print("finished", flush=True)
    except errors.FieldkitError as error:
        print(type(error).__name__, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
