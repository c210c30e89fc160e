"""What headquarters holds of each laptop, and the last word that it said to each (role hq). bundle-format 9.1"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.cases.standing import MOST_BEFORE, MOST_CHAINS, MOST_EACH, MOST_MISSING, ChainHeld, Standing
from fieldkit.cases.words import Role
from fieldkit.result import Json
from fieldkit.store.core import Core
from fieldkit.store.database import Row
from fieldkit.store.missing import high_water, numbers
from fieldkit.store.quick_json import quick_text
from fieldkit.store.settings import Settings

SETTING = "word."
CHAINS = "SELECT epoch, highest, missing FROM chains WHERE device = ? ORDER BY last_n DESC, epoch LIMIT ?"
HELD = "SELECT seq, manifest_hash FROM bundles_in WHERE device = ? AND epoch = ?"
FORKED = "SELECT coalesce(min(seq), 0) FROM bundles_in WHERE device = ? AND epoch = ? AND unconfirmed = 1"


@dataclass(frozen=True, slots=True)
class SaidWord:
    """The last word to a device: headquarters' epoch and its number then, SHA-256 of what it was made of, the file."""

    hq_epoch: str
    n: int
    says: str
    data: bytes = field(repr=False)


class WordBook:
    """The words of this headquarters."""

    def __init__(self, core: Core, settings: Settings) -> None:
        self._core = core
        self._settings = settings
        self._epochs: list[str] = []

    def standing(self, device: str) -> Standing:
        """Return what headquarters holds of a device now."""
        self._core.need(Role.HQ)
        rows = self._core.db.query(CHAINS, (device, MOST_CHAINS))
        head = self._core.journal.head()
        before, chains = self._before(head.epoch), list[ChainHeld]()
        left = MOST_EACH if before else 0
        for row in rows:
            chains.append(self._chain(device, row, left))
            left -= len(chains[-1].each)
        in_order = tuple(sorted(chains, key=lambda chain: chain.epoch))
        return Standing(device, head.epoch, before, head.hash, in_order)

    def mark(self, device: str) -> str:
        """Return a text that changes whenever `standing` may: which imports moved the device's chains last."""
        self._core.need(Role.HQ)
        rows = self._core.db.query("SELECT epoch, last_n FROM chains WHERE device = ? ORDER BY epoch", (device,))
        return quick_text([self._core.epoch, rows])

    def said(self, device: str) -> SaidWord | None:
        """Return the last word to a device, or None."""
        self._core.need(Role.HQ)
        found = self._settings.get_json(SETTING + device)
        if not isinstance(found, Mapping):
            return None
        epoch, n, says, data = (found[name] for name in ("hq_epoch", "n", "says", "file"))
        return SaidWord(str(epoch), int(str(n)), str(says), base64.b64decode(str(data)))

    def keep(self, device: str, hq_epoch: str, n: int, says: str, data: bytes) -> None:
        """Keep the last word to a device instead of the one before."""
        text = base64.b64encode(data).decode("ascii")
        value: dict[str, Json] = {"hq_epoch": hq_epoch, "n": n, "says": says, "file": text}
        self._settings.put_json(SETTING + device, value)

    def _chain(self, device: str, row: Row, most: int) -> ChainHeld:
        epoch, highest, text = row
        ranges = tuple((a, b) for a, b in json.loads(text))
        chain = ChainHeld(epoch, highest, high_water(highest, ranges), numbers(ranges, MOST_MISSING), "")
        forked_from = self._core.db.number(FORKED, (device, epoch))
        return chain.telling(self._core.db.query(HELD, (device, epoch)), forked_from, most)

    def _before(self, now: str) -> tuple[str, ...]:
        """Return the epochs before this one. The whole journal is looked through, once for each epoch."""
        if self._epochs[-1:] != [now]:
            sql = "SELECT epoch, min(n) FROM entries GROUP BY epoch ORDER BY min(n)"
            self._epochs = [row[0] for row in self._core.db.query(sql)]
        return tuple(self._epochs[:-1][-MOST_BEFORE:])
