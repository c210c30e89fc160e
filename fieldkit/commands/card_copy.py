"""The public copy of headquarters' card in the data folder: what a concern is sealed by without a passphrase.

Its signature is checked, but it names its own key: whoever can write here can put another card here (tip-format 4). So
it is compared with the store's at each unlock, and never used while a store is open.
"""

import contextlib
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.files import read_named
from fieldkit.ports import Env
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Card, read_card
from fieldkit.ui.messages import current, say

NEWEST_CARD = "hq.card"
"""Setting of the store, and name of the copy."""


def copy_of_card(home: Path) -> Path:
    """Return where the copy lies."""
    return home / NEWEST_CARD


def public_card(home: Path) -> Card:
    """Return the card of the copy. Raises: NoCard, SignedDocumentInvalid."""
    try:
        return read_card(read_named(copy_of_card(home)))
    except errors.UnreadableFile:
        raise errors.NoCard() from None


def keep_copy(data: bytes, env: Env) -> None:
    """Write the copy; where it cannot be written, concerns need a passphrase until it can."""
    with contextlib.suppress(OSError, errors.FieldkitError):
        env.platform.write_private(copy_of_card(env.home), data)


def mend_copy(store: Store, env: Env) -> str | None:
    """Compare the copy with the store's card and put it right; return a warning where it was another one."""
    data = store.settings.get(NEWEST_CARD) if store.role is Role.FIELD else None
    if data is None:
        return None
    try:
        found: bytes | None = read_named(copy_of_card(env.home))
    except errors.UnreadableFile:
        found = None
    if found == data:
        return None
    keep_copy(data, env)
    return None if found is None else say(current(), "store.card_changed")
