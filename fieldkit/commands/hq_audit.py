"""`fieldkit hq receipt|audit`: a number that was read out; this history against what laptops have proof of."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.files import read_named
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.receipts_here import WITNESS, receipt_number
from fieldkit.commands.telling import tell_code
from fieldkit.crypto import canonical
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.receipts import GivenReceipt
from fieldkit.store.store import Store
from fieldkit.sync.bundle.fields import DEVICE, EPOCH, HASH, LABEL, NO_HASH, Fields
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.verify import inspect

MOST_HEADS = 100_000
SHOWN = 20
"""Findings that are printed; --json has all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that laptops have proof of and this journal has not. `restored` says that a restore may explain it."""

    what: str
    restored: bool


def receipt(
    ctx: typer.Context, number: Annotated[str, typer.Argument(help="The number as it was read out: R-000042-7.")]
) -> Result:
    """Check a receipt number that somebody reads out: which laptop it went to, when, and which interviews it covered.

    Example: fieldkit hq receipt R-000042-7
    """
    env: Env = ctx.obj
    wanted = receipt_number(number)
    with opened(env, Role.HQ) as store:
        found = store.receipts.given(wanted)
    if not found:
        raise errors.ReceiptNumberUnknown(number=wanted)
    return Result(
        data={"receipts": [_data(one) for one in found]}, lines=tuple(line for one in found for line in _lines(one))
    )


def _lines(one: GivenReceipt) -> list[str]:
    head = f"{one.number}: given {day_and_time(one.issued_ms)} to laptop {one.device[:10]} for bundle {one.seq}"
    codes = [f"  {tell_code(code)}  {day_and_time(at)[:10]}" for code, at in one.covered]
    return [f"{head}, {one.outcome}", *(codes or ["  no interview came with it for the first time"])]


def _data(one: GivenReceipt) -> Json:
    return {
        "number": one.number,
        "device": one.device,
        "epoch": one.epoch,
        "bundle": one.seq,
        "outcome": one.outcome,
        "issued_ms": one.issued_ms,
        "interviews": [{"code": code, "finished_ms": at} for code, at in one.covered],
    }


def audit(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of `fieldkit receipts --witness`, from laptops.")
    ] = None,
) -> Result:
    """Compare headquarters' journal with what laptops have proof of.

    Each bundle names the newest receipt of its laptop: every one of them must have been given here. Each receipt told
    its laptop the head of this journal; laptops write those to a file by `fieldkit receipts --witness`.

    Example: fieldkit hq audit rusumo.witness
    """
    env: Env = ctx.obj
    heads = [(path, head) for path in files or () for head in _heads(path)]
    with opened(env, Role.HQ) as store:
        entries = store.journal.verify()
        restored = store.receipts.restored()
        named, findings = _named(store, [n for n, _ in restored])
        findings += _unknown_heads(store, heads)
    wrong = [one for one in findings if not one.restored]
    lines = [f"{entries} entries of the journal: the chain is whole"]
    lines += [f"{named} bundles name receipts, {len(heads)} heads were brought"]
    lines += [("  (restored) " if one.restored else "! ") + one.what for one in findings[:SHOWN]]
    if wrong:
        lines.append("! " + str(errors.HistoryChanged(why=wrong[0].what)))
    elif not findings:
        lines.append("Everything that laptops have proof of is here.")
    return Result(
        data={
            "entries": entries,
            "bundles": named,
            "heads": len(heads),
            "findings": [{"what": one.what, "restored": one.restored} for one in findings],
        },
        lines=tuple(lines),
        warnings=_explained(findings, restored),
        exit_status=errors.HistoryChanged.exit_status if wrong else 0,
    )


def _explained(findings: Sequence[Finding], restored: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    if not any(one.restored for one in findings):
        return ()
    days = ", ".join(day_and_time(at) for _, at in restored)
    return (
        f"this store was restored, or went on after a loss: {days}. That explains what is marked so, if you know of it;"
        " if nobody restored it, somebody put an older copy in its place",
    )


def _named(store: Store, openings: Sequence[int]) -> tuple[int, list[Finding]]:
    """Look for receipts that bundles name and that were not given here; return how many bundles name one."""
    given: dict[str, int] = {}
    for n, data in store.receipts.given_files():
        given[inspect(data, Kind.RECEIPT).manifest_hash] = n
    count, findings = 0, []
    for bundle in store.receipts.named_by_bundles():
        count += bundle.rcpt != NO_HASH
        if bundle.rcpt == NO_HASH or given.get(bundle.rcpt, bundle.n) < bundle.n:
            continue
        what = (
            f"bundle {bundle.seq} of laptop {bundle.device[:10]}, epoch {bundle.epoch}, imported"
            f" {day_and_time(bundle.received_ms)}, names a receipt that was not given here before"
        )
        findings.append(Finding(what, any(n < bundle.n for n in openings)))
    return count, findings


@dataclass(frozen=True, slots=True)
class Head:
    """A head of headquarters' journal, as a receipt told a laptop."""

    device: str
    number: str
    hq_epoch: str
    hq_audit: str


def _unknown_heads(store: Store, heads: Sequence[tuple[Path, Head]]) -> list[Finding]:
    findings = []
    for path, head in heads:
        if not store.receipts.has_head(head.hq_audit):
            what = f"{path.name}: receipt {head.number} of laptop {head.device[:10]} names an entry that is not here"
            findings.append(Finding(what, head.hq_epoch != store.epoch))
    return findings


def _heads(path: Path) -> list[Head]:
    """Read a laptop's file. Raises: UnreadableFile, WitnessInvalid."""
    try:
        value = canonical.loads(read_named(path), what="it")
    except errors.MalformedJson:
        raise errors.WitnessInvalid(path=path) from None
    fields = Fields(value, lambda why: errors.WitnessInvalid(path=path))  # noqa: ARG005
    fields.constant("v", 1)
    fields.constant("kind", WITNESS)
    device = fields.text("device", DEVICE)
    found = [_head(one, device) for one in fields.each("heads", 0, MOST_HEADS)]
    fields.done()
    return found


def _head(fields: Fields, device: str) -> Head:
    head = Head(device, fields.text("number", LABEL), fields.text("hq_epoch", EPOCH), fields.text("hq_audit", HASH))
    fields.done()
    return head
