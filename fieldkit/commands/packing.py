"""`fieldkit pack|sync`: work leaves this laptop, receipts come back."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.form_heads import asks_for_referral
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.opening import opened
from fieldkit.commands.orders_here import carrying_out, with_orders
from fieldkit.commands.policy_here import PolicyOutcome, update_policy
from fieldkit.commands.standing_here import drop_old, kept_days, with_standing
from fieldkit.commands.status import clock_state
from fieldkit.commands.telling import tell_code
from fieldkit.commands.tips_here import hand_over_tips
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.heard_orders import CarriedOut
from fieldkit.store.store import Store
from fieldkit.sync.mailbox import Mailbox
from fieldkit.ui.progress import progress
from fieldkit.workflows import packing
from fieldkit.workflows.exchange import Exchanged, exchange, place_word, this_laptop
from fieldkit.workflows.reopening import day_of


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
        card = card_of(store)
        _settle(store, because, env)
        key = SigningKey.from_seed(store.identity.seed)
        done = packing.pack(
            store.records, store.outbox, card, key, env.clock.now(), clock_state(store, env), env.entropy.token
        )
    data: list[Json] = [
        {"seq": one.seq, "name": one.name, "bytes": one.size, "interviews": one.records, "class": one.recipient_class}
        for one in done
    ]
    left = sum(len(one.left) for one in done)
    return Result(
        data={"bundles": data, "readable_copies_removed": left},
        lines=tuple(
            f"Bundle {one.seq}: {_interviews(one.records)}, {one.size} bytes, sealed and signed" for one in done
        ),
        after=(
            f"The answers of {_interviews(left)} can no longer be read on this laptop."
            if left
            else "The answers stay readable here until headquarters' first receipt comes back.",
            "Next: fieldkit sync FOLDER",
        ),
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


def sync(ctx: typer.Context, folder: Annotated[Path, typer.Argument(help="The stick or folder.")]) -> Result:
    """Exchange with a folder or stick: take in headquarters' receipts, offer every bundle that has none.

    A bundle is delivered when headquarters' signed receipt says so, never before. Nothing is lost by a lost stick.

    Example: fieldkit sync /media/stick
    """
    env: Env = ctx.obj
    mailbox = Mailbox(folder)
    with opened(env, Role.FIELD) as store:
        me = this_laptop(store.identity, store.epoch, card_of(store), store.new_epoch)
        with progress("handing over", len(store.outbox.waiting()), plain=env.terminal.plain) as tick:
            ended: list[CarriedOut] = []
            orders = carrying_out(store, env, ended)
            done = exchange(mailbox, store.outbox, me, env.clock.now, place_word(folder), tick, orders)
        dropped = store.heard_orders.drop_sealed()
        rules = update_policy(store, mailbox.policy_file, env)
        kept = kept_days(store)
        let_go = len(drop_old(store, env))
        unpacked = sum(1 for item in store.records.pending() if item.kind == "rec")
        waiting = len(store.outbox.waiting())
    with contextlib.suppress(*_NO_PLACE):  # then they wait, and nobody at the stick learns that there are any
        hand_over_tips(env.home, mailbox, day_of(env.clock.now()))
    told = with_standing(_told(done, unpacked, waiting, rules), done, let_go, kept)
    return with_orders(told, ended, dropped)


_NO_PLACE = (
    errors.MailboxReadOnly,
    errors.MailboxFull,
    errors.MailboxGone,
    errors.MailboxUnreadable,
    errors.MailboxCorruptsData,
)


def _told(done: Exchanged, unpacked: int, waiting: int, rules: PolicyOutcome) -> Result:
    lines = [f"handed over: {name}" for name in done.handed_over]
    lines += [f"already on the stick: {name}" for name in done.already_there]
    lines += [
        f"received by HQ: receipt {number}, {_interviews(count)} ({outcome})"
        for number, outcome, count in done.receipts
    ]
    if done.again and done.again != done.restored:
        lines.append(f"HQ asked again for bundles {', '.join(map(str, done.again))}; they were offered again")
    lines += rules.lines()
    warnings = [*rules.warnings()]
    warnings += [f"receipt file {name} was not accepted: {why}" for name, why in done.refused]
    if done.behind:
        warnings.append(
            "this laptop's data folder is an older copy, or a copy of this laptop is in use: headquarters or the stick"
            " holds bundles that it does not know. A new epoch was opened; tell your focal point"
        )
    warnings += [f"sealed file {name} is damaged on this laptop: run fieldkit store check" for name in done.damaged]
    if done.read_only:
        warnings.append("the stick is write-protected: receipts were taken in, bundles could not be written")
    after = []
    if waiting:
        wait = "1 bundle waits" if waiting == 1 else f"{waiting} bundles wait"
        after.append(f"{wait} for headquarters' receipt; bring the stick back and sync again.")
    if unpacked:
        after.append(f"Not packed yet: {_interviews(unpacked)}. Next: fieldkit pack")
    return Result(
        data={
            "handed_over": list(done.handed_over),
            "already_there": list(done.already_there),
            "receipts": [{"number": n, "outcome": o, "interviews": c} for n, o, c in done.receipts],
            "again": list(done.again),
            "restored": list(done.restored),
            "gone": list(done.gone),
            "behind": done.behind,
            "waiting": waiting,
            "unpacked": unpacked,
            "policy": rules.as_json(),
        },
        lines=tuple(lines) or ("Nothing to hand over and no new receipt.",),
        after=tuple(after),
        warnings=tuple(warnings),
    )
