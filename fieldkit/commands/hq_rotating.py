"""`fieldkit hq rotate|recipient|recovery`: headquarters' keys change. docs/bundle-format.md 8.5."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.cases.words import Role
from fieldkit.commands.hq_key_change import change_keys, told
from fieldkit.commands.hq_setup import given_back, hand_out, hq_keys
from fieldkit.commands.moments import day
from fieldkit.commands.opening import opened
from fieldkit.crypto import seal
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.workflows import trust
from fieldkit.workflows.hq_keys import (
    DAY_MS,
    IDENTITIES_KEPT_DAYS,
    RECEIPTS_KEPT_DAYS,
    Further,
    HqKeys,
    classes_named,
)

Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write the new card to this file, too.")]
MOST_KEPT_DAYS = 36_500
OLD_CARD = "laptops go on sealing to the former recipients until they take the new card"


def recipients(
    ctx: typer.Context,
    only: Annotated[
        list[str] | None, typer.Option("--class", help="case, concern or organisation; all without it.")
    ] = None,
    keep_days: Annotated[
        int, typer.Option(min=1, max=MOST_KEPT_DAYS, help="How long the former identities open what still comes.")
    ] = IDENTITIES_KEPT_DAYS,
    output: Output = None,
) -> Result:
    """Make new identities, by which bundles are opened from now on. The former ones open what was sealed before.

    The new card names the new recipients. Laptops take it from the policy; what they sealed until then opens as before.

    Example: fieldkit hq rotate recipients --class case
    """
    env: Env = ctx.obj
    classes, now = classes_named(only or []), env.clock.now().utc_ms
    with opened(env, Role.HQ) as store:
        until_ms = identities_until(store, now, keep_days)
        keys = hq_keys(store).with_new_identities(classes, until_ms)
        card = change_keys(store, keys, env, output)
    until = day(until_ms)
    lines = tuple(f"{c}: new recipient {_own_id(keys, c)}; the former identity opens until {until}" for c in classes)
    data: dict[str, Json] = {
        "recipients": {c: _own_id(keys, c) for c in classes},
        "until_ms": until_ms,
    }
    return told(card, lines, data, (OLD_CARD,))


def identities_until(store: Store, now_ms: int, days: int) -> int:
    """Return until when identities that are replaced now open: a clock that fell back must not end them at once."""
    return max(now_ms, store.journal.latest_ms()) + days * DAY_MS


def _own_id(keys: HqKeys, recipient_class: str) -> str:
    return seal.key_id(keys.recipients(recipient_class)[0])


def signing(ctx: typer.Context, output: Output = None) -> Result:
    """Make a new key by which headquarters signs receipts and its card. Receipts of the former one go on counting.

    The new card lists both. A laptop that has not taken it yet leaves receipts of the new key on the stick until it
    has.

    Example: fieldkit hq rotate signing
    """
    env: Env = ctx.obj
    now = env.clock.now().utc_ms
    with opened(env, Role.HQ) as store:
        keys = hq_keys(store).with_new_signing(env.entropy.token(32), now)
        card = change_keys(store, keys, env, output)
    key = keys.signing.public
    lines = (
        f"Headquarters signs with a new key: {key.fingerprint[:16]}",
        f"Receipts of the former key are believed until {day(now + RECEIPTS_KEPT_DAYS * DAY_MS)}",
    )
    return told(card, lines, {"key": key.openssh(), "until_ms": keys.former_signing[-1].until_ms})


def add(
    ctx: typer.Context,
    recipient: Annotated[str, typer.Option(help="Their age recipient: age1...")],
    label: Annotated[str, typer.Option(help="Who that is, for you; it stays in this store.")],
    only: Annotated[list[str] | None, typer.Option("--class", help="case, concern or organisation.")] = None,
    output: Output = None,
) -> Result:
    """Let somebody else open bundles of a class besides this office, such as the focal point of a region.

    Compare the recipient with them by voice. They open what laptops seal after they took the new card.

    Example: fieldkit hq recipient add --recipient age1... --class case --label "Rusumo"
    """
    env: Env = ctx.obj
    seal.check_recipient(recipient)
    classes = classes_named(only or ["case"])
    with opened(env, Role.HQ) as store:
        keys = hq_keys(store)
        for one in classes:
            keys = keys.with_further(Further(one, recipient, label))
        card = change_keys(store, keys, env, output)
    named, key_id = ", ".join(classes), seal.key_id(recipient)
    lines = (f"{label} ({key_id}) opens {named} from the new card on.",)
    return told(card, lines, {"id": key_id, "classes": list(classes)})


def remove(
    ctx: typer.Context,
    key_id: Annotated[str, typer.Argument(help="k-..., from `hq recipient list`.")],
    only: Annotated[
        list[str] | None, typer.Option("--class", help="case, concern or organisation; all without it.")
    ] = None,
    output: Output = None,
) -> Result:
    """Take a further recipient away. What was sealed to them before stays open to them.

    Example: fieldkit hq recipient remove k-0123456789abcdef
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        keys = hq_keys(store).without_further(key_id, classes_named(only or []))
        card = change_keys(store, keys, env, output)
    return told(card, (f"{key_id} opens nothing that is sealed by the new card.",), {"id": key_id}, (OLD_CARD,))


def list_(ctx: typer.Context) -> Result:
    """List who opens bundles of each class, and until when former identities of this office do.

    Example: fieldkit hq recipient list
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        keys = hq_keys(store)
    rows = [*_present(keys), *_former(keys)]
    data: list[Json] = [
        {"class": c, "id": key_id, "who": who, "until_ms": until_ms} for c, key_id, who, until_ms in rows
    ]
    shown = tuple((c, key_id, who, "" if until is None else day(until)) for c, key_id, who, until in rows)
    former = [{"id": seal.key_id(one)} for one in keys.former_recovery]
    return Result(
        data={"recipients": data, "former_recovery": [dict(one) for one in former]},
        table=Table(("class", "id", "who", "until"), shown),
        after=tuple(f"Former recovery identity, keep its paper: {one['id']}" for one in former),
    )


_Row = tuple[str, str, str, int | None]


def _present(keys: HqKeys) -> list[_Row]:
    labels = {(one.recipient_class, one.recipient): one.label for one in keys.further}
    rows: list[_Row] = []
    for name in keys.identities:
        own, recovery, *further = keys.recipients(name)
        rows += [(name, seal.key_id(own), "this office", None), (name, seal.key_id(recovery), "recovery", None)]
        rows += [(name, seal.key_id(one), labels[name, one], None) for one in further]
    return rows


def _former(keys: HqKeys) -> list[_Row]:
    return [(o.recipient_class, o.key_id, "this office, formerly", o.until_ms) for o in keys.former_identities]


def replace(
    ctx: typer.Context,
    recovery_file: Annotated[
        Path | None, typer.Option(help="Write the recovery identity to this file (a stick) instead of paper.")
    ] = None,
    output: Output = None,
) -> Result:
    """Make another offline recovery identity, proven by typing it back, as at `hq init`.

    Keep the former paper: it alone recovers what was sealed by older cards.

    Example: fieldkit hq recovery replace
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        keys = hq_keys(store)
        identity = seal.generate_identity()
        recovery = seal.recipient_of(identity)
        hand_out(env, identity, recovery_file)
        trust.prove_recovery(given_back(env, identity, recovery_file), [recovery])
        env.terminal.say("The recovery identity opened the sample bundle.")
        card = change_keys(store, keys.with_recovery(recovery), env, output)
    lines = (
        f"The recovery identity is now {seal.key_id(recovery)}",
        f"Keep the former paper ({seal.key_id(keys.recovery_recipient)}) in the same safe, marked with today's date.",
    )
    return told(card, lines, {"recovery_recipient": recovery}, (OLD_CARD,))
