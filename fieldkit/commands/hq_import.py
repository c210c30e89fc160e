"""`fieldkit hq import|quarantine`: take in what sticks and folders carry."""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.orders import CopyState, copies
from fieldkit.cases.words import Role
from fieldkit.commands.concerns_in import tip_desk, with_concerns
from fieldkit.commands.escrows_in import escrow_desk, with_escrows
from fieldkit.commands.files import read_named
from fieldkit.commands.hq_key_change import forget_expired
from fieldkit.commands.hq_setup import hq_keys, registry
from fieldkit.commands.moments import hours
from fieldkit.commands.opening import opened
from fieldkit.commands.orders_here import Desk, drop_old_quarantine, keeping_of, served_days
from fieldkit.commands.reckoning import reckon
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.sync.bundle.class_file import FILE
from fieldkit.sync.bundle.practice_mark import refuse_practice
from fieldkit.sync.mailbox import SERVED, Mailbox
from fieldkit.ui.progress import progress
from fieldkit.ui.text import some_of
from fieldkit.workflows import importing
from fieldkit.workflows.escrow_in import EscrowsDone, import_escrows
from fieldkit.workflows.importing import Hq, Imported, StickDone, device_table, import_stick, look_again
from fieldkit.workflows.tips import TipsDone, import_tips

MOST_NAMED = 20
"""Files that were not imported, and rows of laptops from which nothing was: so many are named of a folder."""
UP, INSIDE = "up", ("mailbox", "fieldkit")
"""What a mailbox has once a laptop has been there; where one often lies in a folder that was given instead."""


def import_(
    ctx: typer.Context,
    folders: Annotated[list[Path], typer.Argument(help="Sticks or folders, as many as there are.")],
) -> Result:
    """Import bundles from sticks or folders and write receipts back to the stick each came from.

    Goes on after a bad file and after a bad stick. What cannot be accepted is put into quarantine with its reason.

    Example: fieldkit hq import /media/stick1 /media/stick2
    """
    env: Env = ctx.obj
    done: dict[str, StickDone] = {}
    tips: dict[str, TipsDone] = {}
    escrows: dict[str, EscrowsDone] = {}
    warnings: list[str] = []
    status = errors.MailboxMissing.exit_status
    with opened(env, Role.HQ) as store:
        gone = forget_expired(store, env.clock.now().utc_ms)
        if gone:
            warnings.append(f"{gone} former identities of this office were deleted: their time was over")
        tools = import_tools(store, env)
        freed = look_again(tools)
        for folder in folders:
            try:
                _refuse_class(folder)
                mailbox = Mailbox(folder)
                with progress(f"importing {folder.name}", _count(mailbox), plain=env.terminal.plain) as tick:
                    done[str(folder)] = import_stick(mailbox, tools, tick)
                tips[str(folder)] = import_tips(mailbox, tip_desk(store, env))
                escrows[str(folder)] = import_escrows(mailbox, escrow_desk(store, env))
            except (errors.MailboxMissing, errors.MailboxUnreadable, errors.PracticeForReal) as error:
                warnings.append(f"{error}; {error.advice}")
                status = error.exit_status if isinstance(error, errors.PracticeForReal) else status
        dropped, left = len(drop_old_quarantine(store, env)), overdue(store, env)
        held = len(store.quarantine.list())
        reckon(store)
    warnings += [_no_mailbox(folder) for folder in folders if str(folder) in done and _strange(folder)]
    told = _result(done, freed, held, warnings)
    told = replace(told, after=(*told.after, *_about_orders(dropped, left)))
    told = told if done else replace(told, exit_status=status)
    return with_escrows(with_concerns(told, tips), escrows)


def _strange(folder: Path) -> bool:
    """Tell whether a folder holds something, and nothing that a mailbox has: an empty stick is no mistake."""
    return not any((folder / part).exists() for part in (UP, "down", "policy", *SERVED)) and any(folder.iterdir())


def _no_mailbox(folder: Path) -> str:
    inside = next((name for name in INSIDE if (folder / name / UP).is_dir()), None)
    better = f"give {folder / inside}" if inside else "is it the right stick or folder?"
    return f"{folder} is no mailbox, no laptop has handed anything over there: {better}"


def _refuse_class(path: Path) -> None:
    """Refuse the folder of a practice class, and a result of one. Raises: PracticeForReal."""
    if (path / FILE).is_file():
        raise errors.PracticeForReal(what=f"{path.name} is the folder of a class")
    if path.is_file():
        refuse_practice(read_named(path))


def _count(mailbox: Mailbox) -> int:
    """Return how many files an import will look at, as far as the folder can be read."""
    total = 0
    for device in mailbox.devices():
        with contextlib.suppress(errors.MailboxUnreadable):
            total += sum(1 for _ in mailbox.bundles_of(device))
    return total


def import_tools(store: Store, env: Env) -> Hq:
    """Return what an import works with."""
    keys, desk, now = hq_keys(store), Desk(store.orders, env), env.clock.now().utc_ms
    return Hq(
        intake=store.intake,
        devices=store.devices,
        quarantine=store.quarantine,
        signers=registry(store),
        signing=keys.signing,
        identities=keys.openers(now),
        now=env.clock.now,
        padding=env.entropy.token,
        words=store.words,
        orders=desk.for_device,
        desk=desk,
        served_days=served_days(store),
    )


def overdue(store: Store, env: Env) -> int:
    """Return how many copies of interviews that were ordered to be erased should be gone and are not known to be."""
    keeping, now_ms = keeping_of(store), env.clock.now().utc_ms
    left = (copy for row in store.orders.list() for copy in copies(row.known, keeping, now_ms))
    return sum(copy.state is CopyState.OVERDUE for copy in left)


def _about_orders(dropped: int, left: int) -> tuple[str, ...]:
    aged = (f"{dropped} files were taken out of quarantine: older than the policy lets them become",) if dropped else ()
    late = (f"! {left} copies under orders to erase are overdue: fieldkit hq orders",) if left else ()
    return (*aged, *late)


def _result(done: dict[str, StickDone], freed: tuple[Imported, ...], held: int, warnings: list[str]) -> Result:
    columns = ("folder", "device", "new", "known", "missing", "put aside", "urgent", "safe to remove")
    rows = _shown(device_table(done))
    for folder, stick in done.items():
        if stick.unwritten:
            warnings.append(f"{folder}: receipts wait for the next stick: {stick.unwritten}")
        warnings += [
            f"{folder}: unconfirmed: laptop {one.device[:10]} sent {one.foreign} lines about interviews of another"
            " laptop; they change nothing: call the people at that post"
            for one in stick.bundles
            if one.foreign
        ]
        if any(one.what == "unconfirmed" for one in stick.bundles):
            warnings.append(f"{folder}: unconfirmed: two laptops use this identity; call the people at that post")
        clones = sorted({one.device[:10] for one in stick.bundles if one.clones})
        warnings += [
            f"{folder}: perhaps two laptops use the identity {device}: bundles of two of its epochs were packed at the"
            " same time, as after a backup was restored while the laptop went on; call the people at that post"
            for device in clones
        ]
        warnings += _left_aside(folder, stick)
    urgent = sum(one.urgent for stick in done.values() for one in stick.bundles)
    data: dict[str, Json] = {
        "folders": {folder: [_data(one) for one in stick.bundles] for folder, stick in done.items()},
        "removed": sum(stick.removed for stick in done.values()),
        "receipts_written": sum(stick.receipts_written for stick in done.values()),
        "urgent": urgent,
        "in_quarantine": held,
        "from_quarantine": len(freed),
    }
    after = (
        [f"{held} {'bundle is' if held == 1 else 'bundles are'} in quarantine: fieldkit hq quarantine"] if held else []
    )
    after += [
        f"{folder}: {stick.removed} {'bundle' if stick.removed == 1 else 'bundles'} deleted there:"
        " answered, and erased or old"
        for folder, stick in done.items()
        if stick.removed
    ]
    after += [f"! {urgent} urgent: fieldkit inbox"] if urgent else []
    lines = ("No bundle was found.",) if done and not rows else ()
    status = errors.MailboxMissing.exit_status if not done else 0
    return Result(data, lines, Table(columns, rows) if rows else None, tuple(after), tuple(warnings), status)


def _shown(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Return the rows to show: all from which something came, and of the others so many."""
    came = [any(count != "0" for count in row[2:4]) for row in rows]
    others = [number for number, something in enumerate(came) if not something]
    hidden = set(others[MOST_NAMED:])
    return tuple(row for number, row in enumerate(rows) if number not in hidden)


def _left_aside(folder: str, stick: StickDone) -> list[str]:
    """Return why files were not imported, of so many by name: a stick full of junk must hide nothing else."""
    return some_of(
        [one for one in stick.bundles if one.why],
        MOST_NAMED,
        lambda one: f"{folder}: {one.name}: {one.what}: {one.why}",
        lambda more: f"{folder}: {more} more files were not imported",
    )


def _data(one: Imported) -> Json:
    return {
        "name": one.name,
        "device": one.device,
        "what": one.what,
        "new": one.new,
        "duplicate": one.duplicate,
        "urgent": one.urgent,
        "foreign": one.foreign,
        "clones": one.clones,
        "missing": list(one.missing),
        "quarantine": one.word or None,
        "why": one.why or None,
        "receipt": one.receipt.number if one.receipt else None,
    }


def quarantine(
    ctx: typer.Context,
    discard: Annotated[str | None, typer.Option(help="Take one file out for good, by its id.")] = None,
    take_in: Annotated[
        str | None, typer.Option(help="Take in what a revoked laptop sent, as unconfirmed, by its id.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it is taken out; kept in the journal.")] = "",
) -> Result:
    """List what was put aside, with its word, its reason and its age. Looks again at what may be accepted by now.

    What a revoked laptop sent is for a person to decide: --take-in reads it all the same, shown as unconfirmed.

    Example: fieldkit hq quarantine
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        tools = import_tools(store, env)
        freed = look_again(tools)
        if (discard or take_in) and not reason:
            raise errors.ReasonMissing(what="taking a file out of quarantine")
        taken = None if take_in is None else importing.take_in(tools, take_in, reason)
        if discard is not None:
            store.quarantine.remove(discard, reason)
        held = store.quarantine.list()
    now = env.clock.now().utc_ms
    rows = tuple(
        (row.id, row.word, hours(now - row.since_ms), row.device[:10] if row.device else "", row.name, row.why)
        for row in held
    )
    data: list[Json] = [
        {"id": r.id, "word": r.word, "why": r.why, "name": r.name, "sha256": r.sha256, "since_ms": r.since_ms}
        for r in held
    ]
    return Result(
        data={"quarantine": data, "from_quarantine": len(freed), "taken_in": None if taken is None else _data(taken)},
        lines=(*_taken(taken), *(() if held else ("Quarantine is empty.",))),
        table=Table(("id", "word", "age", "device", "file", "reason"), rows) if rows else None,
    )


def _taken(taken: Imported | None) -> tuple[str, ...]:
    if taken is None:
        return ()
    said = f"{taken.new} interviews were taken in as unconfirmed" if taken.new else "Nothing in it was new"
    return (f"{said}; nobody vouches for what is in them.",)
