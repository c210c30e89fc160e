"""What headquarters takes escrows in with, and what an import says of them."""

from collections.abc import Mapping
from dataclasses import replace

from fieldkit.commands.hq_setup import hq_keys, newest_card
from fieldkit.crypto import seal
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.ui.text import some_of
from fieldkit.workflows.escrow_in import EscrowDesk, EscrowsDone

MOST_NAMED = 20
"""Escrows that were not taken and are named: junk on a stick must hide nothing else."""


def escrow_desk(store: Store, env: Env) -> EscrowDesk:
    """Return what escrows are taken in with."""
    card = newest_card(store)
    own = {seal.recipient_of(identity) for identity in hq_keys(store).identities.values()}
    own |= {one for of_class in card.recipients.values() for one in of_class} if card else set()
    revoked = frozenset(store.devices.revoked())
    former: dict[str, list[str]] = {}
    for device, key in store.devices.former_keys():
        former.setdefault(device, []).append(key)
    return EscrowDesk(store.escrows, store.devices.keys(), revoked, frozenset(own), env.clock.now, former)


def with_escrows(told: Result, escrows: Mapping[str, EscrowsDone]) -> Result:
    """Return what an import says, with what became of the escrows."""
    new = sorted({device for one in escrows.values() for device in one.new})
    recovered = sorted({device for one in escrows.values() for device in one.recovered})
    refused = [(folder, *each) for folder, one in escrows.items() for each in one.refused]
    lines = [f"New escrow of laptop {device[:10]}" for device in new]
    warnings = [f"laptop {device[:10]} was opened by the officers' escrow: did you know?" for device in recovered]
    warnings += some_of(refused, MOST_NAMED, _not_taken, lambda more: f"{more} more escrows were not taken")
    found: dict[str, Json] = {"new": list(new), "recovered": list(recovered), "refused": len(refused)}
    data: dict[str, Json] = {**told.data, "escrows": found}
    return replace(told, data=data, after=(*told.after, *lines), warnings=(*told.warnings, *warnings))


def _not_taken(one: tuple[str, str, str]) -> str:
    folder, device, why = one
    return f"{folder}: escrow of laptop {device[:10]} was not taken: {why}"
