"""`fieldkit pack|sync`: work leaves this laptop, receipts come back."""

from collections.abc import Sequence
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.form_heads import asks_for_referral
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.opening import opened
from fieldkit.commands.published import policy_of
from fieldkit.commands.status import clock_state
from fieldkit.commands.telling import tell_code
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store
from fieldkit.sync.bundle.policy_file import Readable
from fieldkit.ui.messages import current, say, say_n
from fieldkit.workflows import packing


def pack(
    ctx: typer.Context,
    because: Annotated[
        str, typer.Option(help="Why interviews that still need this laptop are packed all the same.")
    ] = "",
) -> Result:
    """Seal finished interviews into a signed bundle for headquarters.

    First says which interviews still need this laptop: an urgent result that nobody was told of by voice, a referral
    not offered. After packing, answers can be read at headquarters only (at the latest once its receipt is here).

    Example: fieldkit pack
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        done, readable = pack_all(store, because, env, nothing_is_fine=False), policy_of(store).readable
    data: list[Json] = [
        {"seq": one.seq, "name": one.name, "bytes": one.size, "interviews": one.records, "class": one.recipient_class}
        for one in done
    ]
    left = sum(len(one.left) for one in done)
    return Result(
        data={"bundles": data, "readable_copies_removed": left, "readable": readable},
        lines=tuple(
            f"Bundle {one.seq}: {_interviews(one.records)}, {one.size} bytes, sealed and signed" for one in done
        ),
        after=(*_still_readable(done, readable), "Next: fieldkit sync"),
    )


def _still_readable(done: Sequence[packing.Packed], readable: Readable) -> list[str]:
    """Return what can no longer be read here, and what still can, and why."""
    left, total = sum(len(one.left) for one in done), sum(one.records for one in done)
    gone = [say_n(current(), "pack.left", left)] if left else []
    why = "pack.until_receipt" if readable == "until_receipt" else "pack.until_proof"
    return [*gone, *([say(current(), why)] if left < total else [])]


def pack_all(store: Store, because: str, env: Env, *, nothing_is_fine: bool = True) -> tuple[packing.Packed, ...]:
    """Settle and seal everything that is finished.

    Raises: PackingUnanswered, NoCard, NothingToPack unless that is fine.
    """
    card = card_of(store)
    if nothing_is_fine and not store.records.pending():
        return ()
    _settle(store, because, env)
    key, token = SigningKey.from_seed(store.identity.seed), env.entropy.token
    readable = policy_of(store).readable
    return packing.pack(
        store.records, store.outbox, card, key, env.clock.now(), clock_state(store, env), token, readable
    )


def _interviews(count: int) -> str:
    return "1 interview" if count == 1 else f"{count} interviews"


def _settle(store: Store, because: str, env: Env) -> None:
    """List what still needs this laptop and have it answered. Raises: PackingUnanswered."""
    waiting = packing.unsettled(store.records, asks_for_referral)
    if not waiting:
        return
    env.terminal.say(
        "These interviews still need this laptop:",
        *(f"  {tell_code(one.code)}: {', '.join(one.missing)}" for one in waiting),
    )
    if not because and env.terminal.interactive:
        because = env.terminal.ask("Why pack them all the same? (Enter alone: do not pack) ").strip()
    if not because:
        codes = ", ".join(tell_code(one.code) for one in waiting)
        raise errors.PackingUnanswered(count=len(waiting), codes=codes)
    for one in waiting:
        body: dict[str, Json] = {"missing": list(one.missing), "because": because}
        store.records.add_event(one.record_id, "packed_unsettled", env.clock.now(), body)
