"""What is looked at when a store is unlocked: the anchor, the keyslots' hash, and after a crash everything else.

Store-format 8 says what each finding means.
"""

from dataclasses import dataclass

from fieldkit import errors
from fieldkit.store import key_change
from fieldkit.store.anchor import Mark, read_mark
from fieldkit.store.core import Core
from fieldkit.store.drafts import Drafts
from fieldkit.store.settings import Settings

MISFIT = "its tables and indexes do not fit each other"


@dataclass(frozen=True, slots=True)
class Loss:
    """What is missing compared with the anchor: shown to the person before `accept_loss`."""

    what: str
    entries: int
    answers: int


def closed_in_order(found: str, mark: Mark | None, log_empty: bool) -> bool:
    """Return whether nothing was touched since the store was closed in order."""
    return mark is not None and log_empty and mark.file == found


def newest_mark(core: Core, deks: tuple[bytes, ...]) -> Mark | None:
    """Return the anchor's newest record; in the middle of a re-keying the older DEK's record counts too."""
    keys = deks if key_change.unfinished(core) else (core.dek,)
    return read_mark(core.places.anchor, core.id, keys)


def find_loss(core: Core, mark: Mark | None, slots_digest: str, *, everything: bool) -> Loss | None:
    """Compare the database with its anchor, and with `everything` the whole store with itself.

    Raises: StoreDamaged when pages cannot be read at all.
    """
    if mark is None:
        return Loss("the anchor file is missing or was changed", 0, 0)
    found = _behind(core, mark) or _keys_replaced(core, slots_digest)
    if found is None and everything:
        found = _inconsistent(core)
    return found


def check_everything(core: Core) -> str:
    """Check chain, contents, settings, drafts and projections; return the SHA-256 of the projections.

    Raises: JournalDamaged, DraftDamaged, ProjectionsDiffer, StoreDamaged.
    """
    if core.db.misfits():
        raise errors.StoreDamaged(why=MISFIT)
    core.journal.verify()
    Settings(core).check()
    Drafts(core).check()
    return core.projections.check(core.journal)


def _behind(core: Core, mark: Mark) -> Loss | None:
    head = core.journal.head()
    entries, answers = max(0, mark.n - head.n), max(0, mark.draft - core.draft_counter)
    if entries or answers:
        return Loss(f"{entries} journal entries and {answers} answers are missing", entries, answers)
    if mark.n and core.journal.hash_of(mark.n) != mark.head:
        return Loss(f"journal entry {mark.n} is not the one that was written", 0, 0)
    return None


def _keys_replaced(core: Core, slots_digest: str) -> Loss | None:
    accepted = key_change.accepted_digests(core)
    if slots_digest in accepted:
        return None
    return Loss("keyslots.json is not the one that was written last", 0, 0)


def _inconsistent(core: Core) -> Loss | None:
    if core.db.misfits():
        return Loss(MISFIT, 0, 0)
    try:
        check_everything(core)
    except (errors.JournalDamaged, errors.DraftDamaged, errors.ProjectionsDiffer) as error:
        return Loss(str(error), 0, 0)
    return None
