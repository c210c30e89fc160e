"""`fieldkit hq lost|escrow`: what headquarters knows of a laptop that is gone, and the escrow that two officers open.

Nothing here is guessed: what headquarters cannot know is named as unknown. docs/store-format.md 13, threat-model 7
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import DeviceRow, Role
from fieldkit.commands.files import try_place, write_named
from fieldkit.commands.hq_setup import newest_card
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.published import policy_of
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.escrows import EscrowRow, LastSeen
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import Contacts
from fieldkit.sync.bundle.fields import NO_HASH
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.verify import inspect

HOUR_MS = 3_600_000
TELL_AUTHORITY_HOURS, REPORT_HOURS = 48, 72
"""Rwanda, Law 058/2021, articles 43 and 44, as our notes on the law have them; counsel must confirm."""
UNKNOWN = (
    "interviews that were not finished",
    "interviews finished since, and not packed",
    "how many people have a passphrase on it, and how strong the weakest is",
    "whether it was unlocked, or closed for travel, when it was lost",
)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What of the received bundles may still have been readable on the laptop with its passphrases: numbers of bundles,
    and those of which the answers had certainly left; `why` in words."""

    perhaps: tuple[int, ...]
    gone: tuple[int, ...]
    why: str


def lost(
    ctx: typer.Context, device: Annotated[str, typer.Argument(help="The laptop, or the beginning of its name.")]
) -> Result:
    """Say what was readable on a lost laptop, since when, and what was not, by what headquarters knows; and what to do.

    It changes nothing on the list of laptops; the loss is noted in the journal.

    Example: fieldkit hq lost d-7f3a
    """
    env: Env = ctx.obj
    now = env.clock.now()
    with opened(env, Role.HQ) as store:
        row = store.devices.get(device)
        last = store.escrows.last_seen(row.device)
        readable = _readable(store, row.device, last)
        escrow = store.escrows.newest(row.device)
        card = newest_card(store)
        store.escrows.lost(row.device, last.seq if last else None, now)
    contacts = card.contacts if card else None
    steps = _steps(row, contacts, now.utc_ms)
    data: dict[str, Json] = {
        "device": row.device,
        "post": row.post,
        "last_bundle": None if last is None else _last_json(last, card.policy if card else None),
        "readable": {
            "since_ms": last.received_ms if last else row.enrolled_ms,
            "perhaps_bundles": list(readable.perhaps),
            "gone_bundles": list(readable.gone),
            "why": readable.why,
            "unknown": list(UNKNOWN),
        },
        "missing": list(row.missing),
        "escrow": None if escrow is None else _escrow_json(escrow),
        "tell_authority_before_ms": now.utc_ms + TELL_AUTHORITY_HOURS * HOUR_MS,
        "report_before_ms": now.utc_ms + REPORT_HOURS * HOUR_MS,
        "steps": list(steps),
    }
    lines = (
        *_what(row, last, readable),
        *_older(last, card.policy if card else 0),
        *_not(readable),
        *_escrow_lines(escrow),
    )
    return Result(data=data, lines=lines, after=("What to do now:", *_numbered(steps)))


def _readable(store: Store, device: str, last: LastSeen | None) -> LeftBehind:
    """Reckon from the rules, and from the newest receipt that the laptop showed to hold (bundle-format 5.1, `rcpt`)."""
    received = store.intake.receipts(device)
    numbers = tuple(receipt.seq for receipt in received)
    if last is None:
        return LeftBehind((), (), "nothing was ever received from it: all that was done on it may be readable")
    held = _held(store, device, last.rcpt)
    if held is None:
        why = "it never showed that it holds a receipt; until one arrives answers stay readable on it"
        return LeftBehind(numbers, (), why)
    if policy_of(store).readable == "proof":
        return LeftBehind((), numbers, "it held a receipt, so answers left at packing")
    why = "by headquarters' rules answers stay readable until the receipt, and it showed to hold only the earlier ones"
    return LeftBehind(numbers[held + 1 :], numbers[: held + 1], why)


def _held(store: Store, device: str, rcpt: str) -> int | None:
    """Return which of the receipts issued to a laptop it showed to hold as the newest; None where none."""
    if rcpt == NO_HASH:
        return None
    for place, receipt in enumerate(store.intake.receipts(device)):
        with contextlib.suppress(errors.BundleError):
            if inspect(receipt.data, Kind.RECEIPT).manifest_hash == rcpt:
                return place
    return None


def _last_json(last: LastSeen, newest: int | None) -> Json:
    return {
        "epoch": last.epoch,
        "seq": last.seq,
        "received_ms": last.received_ms,
        "card": last.policy,
        "newest_card": newest,
    }


def _escrow_json(escrow: EscrowRow) -> Json:
    return {
        "received_ms": escrow.received_ms,
        "number": escrow.number,
        "why": escrow.why,
        "officers": list(escrow.officers),
    }


def _what(row: DeviceRow, last: LastSeen | None, readable: LeftBehind) -> tuple[str, ...]:
    if last is None:
        first = f"Laptop {row.device[:10]} at {row.post}: nothing was ever received from it"
        since = row.enrolled_ms
    else:
        first = (
            f"Laptop {row.device[:10]} at {row.post}: last bundle {last.seq}, received {day_and_time(last.received_ms)}"
        )
        since = last.received_ms
    return (
        first,
        "",
        f"READABLE with one of its passphrases, since {day_and_time(since)} at the latest; how much is not known here:",
        *(f"  {one}" for one in UNKNOWN[:2]),
        *((f"  perhaps the answers in bundles {_listed(readable.perhaps)}",) if readable.perhaps else ()),
        f"  ({readable.why})",
        "  always: codes, days, states and due tasks of its interviews, and the phones on headquarters' card",
        f"Not known here: {UNKNOWN[2]}; {UNKNOWN[3]}.",
    )


def _older(last: LastSeen | None, newest: int) -> tuple[str, ...]:
    """Say where the laptop may have followed older rules than those that this was reckoned by."""
    if last is None or last.policy >= newest:
        return ()
    return (f"Its last bundle named card {last.policy}, the newest is {newest}: it may have followed older rules.",)


def _not(readable: LeftBehind) -> tuple[str, ...]:
    gone = f"the answers in bundles {_listed(readable.gone)}, and " if readable.gone else ""
    return (
        "",
        f"NOT readable on it, with any passphrase: {gone}every sealed bundle that lies there",
        "(they open at headquarters and with the recovery identity only).",
        "Switched off, nothing but sealed files and counters can be read without a passphrase, the printed code or two",
        "officers; each guess costs Argon2id with 64 MiB at least.",
    )


def _escrow_lines(escrow: EscrowRow | None) -> tuple[str, ...]:
    if escrow is None:
        return ("", "Escrow: none was received; officers cannot open a copy of its disk.")
    words = {"recovered": "; made after it was opened by two officers"}.get(escrow.why, "")
    came = day_and_time(escrow.received_ms)
    return ("", f"Escrow: number {escrow.number}, received {came}{words}; two of its three officers can open its disk.")


def _listed(numbers: Sequence[int]) -> str:
    """Return numbers with ranges drawn together: 1-4, 7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _steps(row: DeviceRow, contacts: Contacts | None, now_ms: int) -> tuple[str, ...]:
    dpo = (contacts.dpo if contacts else None) or "nobody is named on the card: name one"
    before = (day_and_time(now_ms + hours * HOUR_MS) for hours in (TELL_AUTHORITY_HOURS, REPORT_HOURS))
    authority, report = before
    return (
        "Ring the people of that post: are they safe; when was it lost; was it unlocked or closed for travel; what was"
        " not packed; who had a passphrase.",
        f"Believe nothing more of it: fieldkit hq revoke {row.device[:10]} --reason lost. What was received stays; from"
        f" number {row.high_water + 1} on nothing counts. Then fieldkit hq publish.",
        f"Tell the data-protection officer ({dpo}). Law 058/2021, art. 43: the authority within"
        f" {TELL_AUTHORITY_HOURS} h of knowing, before {authority}; art. 44: the report within {REPORT_HOURS} h, before"
        f" {report}. Have counsel confirm.",
        "Ask for each person whose interview was not packed: who must be warned, and by which safe contact.",
        "Whoever has the laptop has the phones on its card: decide whether they change (fieldkit hq card, hq publish).",
        "Contacts and services that the workers told people of: warn those that could be looked for.",
        "Give no escrow out for a laptop that others may hold: fieldkit hq escrow is for one that came back.",
        "When it comes back do not work with it: copy nothing, let IT look, wipe it, set it up and enrol it anew.",
    )


def _numbered(steps: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{number}. {step}" for number, step in enumerate(steps, start=1))


def escrow(
    ctx: typer.Context,
    device: Annotated[str, typer.Argument(help="The laptop, or the beginning of its name.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write it, for two officers.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the journal.")] = "",
    number: Annotated[int | None, typer.Option(help="Another one than the newest, where that opens nothing.")] = None,
) -> Result:
    """Give out a laptop's newest escrow. Headquarters cannot open it; two of three officers can, one after the other.

    Example: fieldkit hq escrow d-7f3a -o laptop.fke --reason "passphrases lost, laptop here"
    """
    env: Env = ctx.obj
    if not reason:
        raise errors.ReasonMissing(what="giving out an escrow")
    try_place(output)
    with opened(env, Role.HQ) as store:
        row, data = store.escrows.give(store.devices.get(device).device, reason, number=number)
        others = [str(one.number) for one in store.escrows.of(row.device) if one.content and one.sha256 != row.sha256]
    write_named(output, data, env.platform)
    return Result(
        data={"device": row.device, "file": str(output), "officers": list(row.officers), "number": row.number},
        lines=(f"Escrow {row.number} of laptop {row.device[:10]} was written to {output}",),
        after=(
            f"First officer: fieldkit key open-escrow {output} --identity FILE -o half.fke; then another one.",
            *(
                (f"If its key does not open the laptop, others are kept: --number {', '.join(others)}",)
                if others
                else ()
            ),
        ),
    )
