"""Changed keys and the card that says so, kept together or not at all; and what is said of them."""

from collections.abc import Mapping
from pathlib import Path

from fieldkit.commands.card_copy import NEWEST_CARD
from fieldkit.commands.files import try_place, write_named
from fieldkit.commands.hq_roots import root_for_cards
from fieldkit.commands.hq_setup import CARDS, KEYS, card_hashes, hq_keys, newest_card
from fieldkit.crypto import canonical
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Card, write_card
from fieldkit.workflows import trust
from fieldkit.workflows.hq_keys import DAY_MS, OVER_DAYS, HqKeys

OVER = "keys.over"
"""The setting with the former identities whose time is over: key id, and since when that is known (ms)."""
PUBLISH = "Next: fieldkit hq publish -o FOLDER, for every place where laptops sync"


def change_keys(store: Store, keys: HqKeys, env: Env, output: Path | None) -> Card | None:
    """Keep changed keys, and with them the next card that names them; write the card to `output`. None where no card
    was made yet. Raises: SignedDocumentInvalid (nothing was changed), UnwritablePlace."""
    before = newest_card(store)
    if before is None:
        store.settings.put_json(KEYS, keys.to_json())
        return None
    if output is not None:
        try_place(output)
    made = trust.make_card(
        keys,
        before.name,
        before.contacts,
        before.approvals,
        env.clock.now(),
        env.entropy,
        before.policy + 1,
        before.concern_second,
        policy_root=root_for_cards(store, keys),
    )
    data = write_card(made, keys.signing)
    hashes: list[Json] = [*card_hashes(store), made.body_hash]
    store.settings.change(
        {KEYS: canonical.dumps(keys.to_json()), NEWEST_CARD: data, CARDS: canonical.dumps(hashes)},
    )
    if output is not None:
        write_named(output, data, env.platform)
    return made


def told(card: Card | None, lines: tuple[str, ...], data: dict[str, Json], warnings: tuple[str, ...] = ()) -> Result:
    """Return what a change of keys says: what changed, then the card and what to do with it."""
    if card is None:
        return Result({**data, "card": None}, (*lines, "No card was made yet: the first one will name it."))
    groups = f"Card number {card.policy}; fingerprint  {trust.spoken(card.fingerprint)}"
    shown: dict[str, Json] = {"card": card.policy, "fingerprint": list(card.fingerprint)}
    return Result({**data, **shown}, (*lines, groups), after=(PUBLISH,), warnings=warnings)


def forget_expired(store: Store, now_ms: int) -> int:
    """Delete former identities that were found to be over OVER_DAYS ago, and still are; return how many."""
    keys, before = hq_keys(store), _found_over(store)
    found = {key_id: min(before.get(key_id, now_ms), now_ms) for key_id in keys.over(now_ms)}
    gone = {key_id for key_id, first_ms in found.items() if now_ms - first_ms >= OVER_DAYS * DAY_MS}
    left: dict[str, Json] = {key_id: first_ms for key_id, first_ms in found.items() if key_id not in gone}
    if left != before or gone:
        kept = keys.without(gone)
        store.settings.change({OVER: canonical.dumps(left), KEYS: canonical.dumps(kept.to_json())})
    return len(gone)


def _found_over(store: Store) -> dict[str, int]:
    """Return since when headquarters' clock says of former identities that their time is over."""
    said = store.settings.get_json(OVER)
    return {name: at for name, at in said.items() if isinstance(at, int)} if isinstance(said, Mapping) else {}
