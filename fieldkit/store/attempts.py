"""The growing delay after wrong passphrases (store-format 3.5)."""

from pathlib import Path

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.ports import Clock, Instant, Platform
from fieldkit.result import Json

FREE_TRIES = 2
LONGEST_WAIT = 60


class Attempts:
    """Count and time of failed tries, in a small file beside the keyslots."""

    def __init__(self, path: Path, clock: Clock, platform: Platform) -> None:
        self._path = path
        self._clock = clock
        self._platform = platform

    def wait(self) -> float:
        """Return the seconds until the next try is allowed."""
        failed, last = self._read()
        if last is None or failed < FREE_TRIES:
            return 0.0
        pause = min(2.0 ** (failed - FREE_TRIES), LONGEST_WAIT)
        return max(0.0, min(pause, pause - _elapsed(last, self._clock.now())))

    def check(self) -> None:
        """Refuse a try that comes too soon. Raises: TooSoon."""
        wait = self.wait()
        if wait > 0:
            raise errors.TooSoon(seconds=int(wait) + 1)

    def failed(self) -> None:
        """Count one more failed try. A folder that cannot be written must not hide that the passphrase is wrong."""
        count, _ = self._read()
        value: dict[str, Json] = {"v": 1, "failed": min(count, 1000) + 1, "last": self._clock.now().as_json()}
        try:
            self._platform.write_private(self._path, canonical.dumps(value), sync=False)
        except (errors.UnwritablePlace, errors.DiskFull):
            return

    def succeeded(self) -> None:
        """Forget the failed tries."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> tuple[int, Instant | None]:
        """A damaged file counts as no failed tries: it only slows people down, it protects nothing."""
        try:
            data = canonical.loads_object(self._path.read_bytes()[:4096], what="attempts.json")
            failed, last = data["failed"], data["last"]
            if isinstance(failed, int) and isinstance(last, dict):
                return failed, Instant.from_json(last)
        except (OSError, KeyError, ValueError, errors.FieldkitError):
            pass
        return 0, None


def _elapsed(last: Instant, now: Instant) -> float:
    """Seconds since `last`: by the clock that never jumps within one boot, else by the wall clock."""
    if last.boot == now.boot:
        return (now.mono_ms - last.mono_ms) / 1000
    return (now.utc_ms - last.utc_ms) / 1000
