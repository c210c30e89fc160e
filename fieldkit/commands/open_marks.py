"""What lies open in the data folder because it must be known without a key: whether wiping needs a passphrase, and the
day of the last recovery drill. docs/store-format.md 2
"""

import contextlib
import datetime as dt
from pathlib import Path

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.ports import Env
from fieldkit.store.store import Store
from fieldkit.store.wiping import DRILL, MARKER
from fieldkit.sync.bundle.policy_file import read_policy
from fieldkit.workflows.policy_update import POLICY

WITHOUT_PASSPHRASE = canonical.dumps({"v": 1, "without_passphrase": True})


def keep_marker(store: Store, env: Env) -> None:
    """Write or take away the file that says whether wiping needs a passphrase: headquarters' rules decide."""
    path = env.home / MARKER
    with contextlib.suppress(OSError, errors.FieldkitError):
        data = store.settings.get(POLICY)
        wanted = data is not None and read_policy(data).wipe_without_passphrase
        if wanted and not wipes_without_passphrase(env.home):
            env.platform.write_private(path, WITHOUT_PASSPHRASE)
        elif not wanted and path.exists():
            path.unlink()


def wipes_without_passphrase(home: Path) -> bool:
    """Return whether the marker is there. Whoever can write it could delete the folder himself."""
    try:
        return (home / MARKER).read_bytes()[:4096] == WITHOUT_PASSPHRASE
    except OSError:
        return False


def keep_drill(env: Env) -> None:
    """Write the day of a drill where `doctor` finds it."""
    day = dt.datetime.fromtimestamp(env.clock.now().utc_ms / 1000, dt.timezone.utc).date().isoformat()
    with contextlib.suppress(OSError, errors.FieldkitError):
        env.platform.write_private(env.home / DRILL, canonical.dumps({"v": 1, "day": day}))


def drill_day(home: Path) -> dt.date | None:
    """Return the day of the last drill; None where none is known."""
    try:
        value = canonical.loads_object((home / DRILL).read_bytes()[:4096], what="drill.json")
        return dt.date.fromisoformat(str(value.get("day")))
    except (OSError, ValueError, errors.MalformedJson):
        return None
