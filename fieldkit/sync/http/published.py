"""Where the lists of a policy repository lie that somebody published into a served folder. docs/http-format.md 1.

Nothing is verified here: the folder is headquarters' own, an import and every laptop verify for themselves, and what a
forged list would win at an intake is to send sealed files that headquarters then refuses.
"""

import json
import re
from pathlib import Path

MOST_METADATA = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Published:
    """Finds targets without a folder in a folder `policy`; what its timestamp leads to is read once for each state."""

    def __init__(self, policy: Path) -> None:
        self._policy = policy
        self._seen: tuple[int, int, int] | None = None
        self._targets: object = None

    def path_of(self, name: str) -> Path | None:
        """Return the file of a target as the newest whole state names it, or None.

        timestamp.json is written last, so it leads to a state that is whole (policy-format 3). A plain file
        `targets/<name>`, laid there by hand, goes before.
        """
        by_hand = self._policy / "targets" / name
        if by_hand.is_file():
            return by_hand
        listed = _inside(self._newest(), name, "hashes", "sha256")
        fits = isinstance(listed, str) and _SHA256.fullmatch(listed)
        return self._policy / "targets" / f"{listed}.{name}" if fits else None

    def _newest(self) -> object:
        """Return the targets of the newest state; those of the one before where it cannot be read."""
        metadata = self._policy / "metadata"
        try:
            found = (metadata / "timestamp.json").stat()
        except OSError:
            return self._targets
        stamp = (found.st_size, found.st_mtime_ns, found.st_ino)
        if stamp != self._seen:
            self._seen = stamp
            snapshot = _version(_signed(metadata / "timestamp.json"), "snapshot.json")
            targets = _version(_signed(metadata / f"{snapshot}.snapshot.json"), "targets.json")
            read = _inside(_signed(metadata / f"{targets}.targets.json"), "targets")
            self._targets = self._targets if read is None else read
        return self._targets


def _version(signed: object, name: str) -> int:
    found = _inside(signed, "meta", name, "version")
    return found if isinstance(found, int) and found > 0 else 0


def _signed(path: Path) -> object:
    try:
        with path.open("rb") as file:
            return _inside(json.loads(file.read(MOST_METADATA)), "signed")
    except (OSError, ValueError, RecursionError):
        return None


def _inside(value: object, *names: str) -> object:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
