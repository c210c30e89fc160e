"""`fieldkit receipts`: headquarters' receipts on this laptop, by the number on paper. Codes and days, no answers."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.files import write_new
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.status import heads
from fieldkit.commands.telling import tell_code
from fieldkit.crypto import canonical
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.receipts import HeldReceipt
from fieldkit.store.store import Store
from fieldkit.sync.bundle.receipt import is_receipt_number
from fieldkit.ui.messages import current, say, say_n

WITNESS = "fieldkit-witness"
HEADS = ("receipt", "bundle", "given", "outcome", "interviews")


def receipts(
    ctx: typer.Context,
    number: Annotated[str | None, typer.Argument(help="A number as it stands on paper: R-000042-7.")] = None,
    witness: Annotated[
        Path | None, typer.Option(help="Write what headquarters' receipts prove about its history to this file.")
    ] = None,
) -> Result:
    """List headquarters' receipts, or check one number: what it covered, by codes and days.

    The last digit of a number checks the others, so that a slip of the pen is noticed.

    Example: fieldkit receipts R-000042-7
    """
    env: Env = ctx.obj
    wanted = None if number is None else receipt_number(number)
    with opened(env, Role.FIELD) as store:
        found = store.receipts.held(wanted)
        if wanted is not None and not found:
            raise errors.ReceiptNumberUnknown(number=wanted)
        if witness is not None:
            return _witness(store, found, witness, env)
    data: dict[str, Json] = {"receipts": [_data(one) for one in found]}
    if wanted is not None:
        return Result(data, tuple(line for one in found for line in _lines(one)))
    rows = tuple(
        (one.number, str(one.seq), day_and_time(one.hq_time_ms), _outcome(one) if one.counts else "-", _codes(one))
        for one in found
    )
    table = Table(heads(HEADS), rows) if rows else None
    return Result(data, () if rows else (say(current(), "receipts.none"),), table)


def receipt_number(typed: str) -> str:
    """Return a typed receipt number as it is printed. Raises: ReceiptNumberWrong."""
    digits = "".join(c for c in typed if c.isdigit() and c.isascii())
    number = f"R-{digits[:-1]}-{digits[-1:]}"
    if set(typed.upper()) - set("R0123456789- ") or not is_receipt_number(number):
        raise errors.ReceiptNumberWrong()
    return number


def _lines(one: HeldReceipt) -> list[str]:
    language = current()
    told = {"number": one.number, "seq": str(one.seq), "when": day_and_time(one.hq_time_ms)}
    lines = [say(language, "receipts.is", **told)]
    kind, _, word = one.outcome.partition(":")
    if kind == "quarantined":
        return [*lines, say(language, "receipts.refused", word=word)]
    lines += [] if one.counts else [say(language, "receipts.old")]
    lines.append(say_n(language, "receipts.covers", len(one.covered)))
    return lines + [f"  {tell_code(code)}  {day_and_time(at)[:10]}" for code, at in one.covered]


def _outcome(one: HeldReceipt) -> str:
    kind, _, word = one.outcome.partition(":")
    return say(current(), f"outcome.{kind}", word=word)


def _codes(one: HeldReceipt) -> str:
    return ", ".join(tell_code(code) for code, _ in one.covered)


def _data(one: HeldReceipt) -> Json:
    return {
        "number": one.number,
        "bundle": one.seq,
        "epoch": one.epoch,
        "outcome": one.outcome,
        "hq_time_ms": one.hq_time_ms,
        "counts": one.counts,
        "interviews": [{"code": code, "finished_ms": at} for code, at in one.covered],
    }


def _witness(store: Store, found: tuple[HeldReceipt, ...], file: Path, env: Env) -> Result:
    """Write the heads of headquarters' journal that its receipts named: numbers and hashes only."""
    heads: list[Json] = [
        {"number": one.number, "hq_epoch": one.hq_epoch, "hq_audit": one.hq_audit} for one in reversed(found)
    ]
    value: dict[str, Json] = {"v": 1, "kind": WITNESS, "device": store.identity.device, "heads": heads}
    write_new(file, canonical.dumps(value) + b"\n", env.platform, force=True)
    return Result({"file": str(file), "heads": len(heads)}, (say(current(), "receipts.witness", file=str(file)),))
