"""`fieldkit hq erase|orders`: an interview is ended wherever copies of it are, and what is left of it is followed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.orders import KEEPABLE, Copy, CopyState, Place, copies
from fieldkit.cases.words import InboxRow, Role
from fieldkit.commands.files import write_new
from fieldkit.commands.moments import day, day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.orders_here import keeping_of, orders_at
from fieldkit.commands.telling import tell_code
from fieldkit.crypto.fingerprint import normalise
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.orders import OrderRow
from fieldkit.store.store import Store
from fieldkit.ui.text import one_line

KINDS = {"erase": "erased", "withdraw": "consent withdrawn"}
WIDTH = 100
"""Columns of the printed page."""
NEXT = "Next: fieldkit hq import FOLDER for each stick and mailbox: the laptops hear of it there. fieldkit hq orders"
UNSURE = (
    "this store was restored, and orders made since may be missing: fieldkit hq import FOLDER, or --take orders.fko"
)


def erase(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="The interview's code or id, as in the inbox.")],
    reason: Annotated[str, typer.Option(help="Why: for the file. Say nothing that the person told.")] = "",
    refuse_copy: Annotated[
        list[str] | None,
        typer.Option(help="Keep the copy at headquarters, quarantine or backups, for the reason given: it is shut."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> Result:
    """Erase an interview: its answers, identity and events here at once, and by order wherever copies may remain.

    Its laptop erases what it still has at its next sync and answers. Code, form, times and hashes stay in the journal.
    What nobody can promise: sticks that never come back, what was printed, and what people know.

    Example: fieldkit hq erase K7M-4QX --reason "asked for by the person on 3 March"
    """
    env: Env = ctx.obj
    kept = _places(refuse_copy or (), KEEPABLE)
    if not reason.strip():
        raise errors.ReasonMissing(what="erasing an interview")
    with opened(env, Role.HQ) as store:
        row = store.inbox.get(code)
        _confirm(env, row, yes)
        try:
            store.orders.erase(row.id, row.device, reason.strip(), kept, env.clock.now())
        except errors.OrderStands:
            raise errors.OrderStands(code=tell_code(row.code)) from None
        return _one(store, store.orders.list(row.id), env, f"{tell_code(row.code)} was ordered to be erased.", (NEXT,))


def _confirm(env: Env, row: InboxRow, yes: bool) -> None:
    """Have the code typed once more by whoever sits there. Raises: NotConfirmed."""
    if yes:
        return
    code = tell_code(row.code)
    if env.terminal.interactive:
        env.terminal.say(f"{code}: answers, identity and events are erased for good. This cannot be undone.")
        if normalise(env.terminal.ask("Type the code to do it, or Enter to leave it: ")) == normalise(code):
            return
    raise errors.NotConfirmed(what=f"the erasure of {code}")


def orders(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="An interview's code or id; without it all orders are listed.")] = "",
    done: Annotated[str, typer.Option(help="Say that a place was seen to: mailboxes, backups, ...")] = "",
    note: Annotated[str, typer.Option(help="With --done: what was done, for the file.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write a page to print for the file.")] = None,
    take: Annotated[Path | None, typer.Option(help="After a restore: orders.fko, or a mailbox that has it.")] = None,
    none: Annotated[bool, typer.Option("--none", help="After a restore: nothing was ordered since.")] = False,
    reason: Annotated[str, typer.Option(help="With --none: how you know.")] = "",
) -> Result:
    """List what was ordered to be erased or withdrawn, where copies may remain, until when, and who must act.

    Example: fieldkit hq orders K7M-4QX
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        _after_restore(store, take, none, reason)
        store.orders.catch_up(env.clock.now())
        if not code:
            return _all(store, env, output)
        found = store.orders.list(_record_of(store, code))
        if not found:
            raise errors.OrderUnknown(code=code)
        if done:
            _note(store, env, found[0], done, note)
            found = store.orders.list(found[0].standing.order.record)
        return _one(store, found, env, "", (), output)


def _after_restore(store: Store, take: Path | None, none: bool, reason: str) -> None:
    if take is not None:
        store.orders.hear(orders_at(take))
    if none:
        if not reason.strip():
            raise errors.ReasonMissing(what="going on without the orders")
        store.orders.be_sure("person", reason.strip())


def _record_of(store: Store, code: str) -> str:
    """Return the id of an interview by code or id; one that never came is named by the beginning of its id."""
    try:
        return store.inbox.get(code).id
    except errors.RecordUnknown:
        start = code.lower()
        ids = {one.order.record for one in store.orders.all() if len(start) > 3 and one.order.record.startswith(start)}
        if len(ids) != 1:
            raise errors.OrderUnknown(code=code) from None
        return ids.pop()


def _note(store: Store, env: Env, row: OrderRow, place: str, note: str) -> None:
    if not note.strip():
        raise errors.ReasonMissing(what="saying that a place was seen to")
    (one,) = _places((place,), tuple(Place))
    store.orders.note(row.standing, one, note.strip(), env.clock.now())


def _places(names: Sequence[str], allowed: Sequence[Place]) -> tuple[Place, ...]:
    known = {place.value: place for place in allowed}
    if not set(names) <= set(known):
        raise typer.BadParameter(f"a place is one of {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(names))


# --- telling ------------------------------------------------------------------------------------------------------


def _all(store: Store, env: Env, output: Path | None) -> Result:
    found = [(row, _copies(store, row, env)) for row in store.orders.list()]
    rows = tuple(_short(row, left) for row, left in found)
    lines = () if rows else ("Nothing was ordered to be erased.",)
    if output is not None:
        write_new(output, _page([part for row, left in found for part in _told(row, left)]), env.platform, force=False)
        lines = (*lines, f"A page to print was written to {output}")
    return Result(
        data={"unsure": store.orders.unsure, "orders": [_data(row, left) for row, left in found]},
        lines=lines,
        table=Table(("code", "what", "ordered", "done", "waiting", "overdue", "kept"), rows) if rows else None,
        warnings=(UNSURE,) if store.orders.unsure else (),
    )


def _short(row: OrderRow, left: Sequence[Copy]) -> tuple[str, ...]:
    counts = [sum(copy.state is state for copy in left) for state in CopyState]
    overdue = f"! {counts[2]}" if counts[2] else "0"
    what = KINDS[row.standing.order.order]
    return (_name(row), what, day(row.standing.order.made_ms), str(counts[0]), str(counts[1]), overdue, str(counts[3]))


def _one(
    store: Store,
    found: Sequence[OrderRow],
    env: Env,
    said: str,
    after: tuple[str, ...],
    output: Path | None = None,
) -> Result:
    each = [(row, _copies(store, row, env)) for row in found]
    lines = [*([said] if said else []), *(part for row, left in each for part in _told(row, left))]
    if output is not None:
        write_new(output, _page(lines), env.platform, force=False)
        lines.append(f"A page to print was written to {output}")
    return Result(data={"orders": [_data(row, left) for row, left in each]}, lines=tuple(lines), after=after)


def _copies(store: Store, row: OrderRow, env: Env) -> tuple[Copy, ...]:
    return copies(row.known, keeping_of(store), env.clock.now().utc_ms)


def _told(row: OrderRow, left: Sequence[Copy]) -> list[str]:
    order = row.standing.order
    lines = [f"{_name(row)}: {KINDS[order.order]}, order {order.n} of {day_and_time(order.made_ms)}, by {row.person}"]
    lines += [f"  reason: {one_line(row.reason)}"] if row.reason else []
    for copy in left:
        mark = "! " if copy.state is CopyState.OVERDUE else "  "
        lines += [f"{mark}{copy.place.value}: {_when(copy)}", f"      {copy.removed_by}; {copy.who}"]
    return lines


def _when(copy: Copy) -> str:
    if copy.state is CopyState.KEPT:
        return "kept, for the reason above; it is given out to nobody"
    if copy.until_ms is None:
        return f"{copy.state.value}, nobody can say until when"
    word = {CopyState.DONE: "done", CopyState.WAITING: "waiting until", CopyState.OVERDUE: "OVERDUE since"}[copy.state]
    return f"{word} {day(copy.until_ms)}"


def _name(row: OrderRow) -> str:
    return tell_code(row.code) if row.code else row.standing.order.record[:13]


def _page(lines: Sequence[str]) -> bytes:
    """Return the page for the file: text that any printer takes, with room for a signature."""
    head = ["Erasure and withdrawal: where copies may remain", ""]
    foot = ["", "Not covered: sticks that never come back, what was printed or passed on, what people know.", ""]
    sign = ["Seen by: ____________________   Date: ____________"]
    cut = [part for line in (*head, *lines, *foot, *sign) for part in _wrapped(line)]
    return ("\n".join(cut) + "\n").encode()


def _wrapped(line: str) -> list[str]:
    import textwrap

    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent) or [""]


def _data(row: OrderRow, left: Sequence[Copy]) -> Json:
    order = row.standing.order
    return {
        "record": order.record,
        "code": row.code or None,
        "order": order.order,
        "n": order.n,
        "made_ms": order.made_ms,
        "by": row.person,
        "reason": row.reason or None,
        "copies": [
            {
                "place": copy.place.value,
                "state": copy.state.value,
                "until_ms": copy.until_ms,
                "removed_by": copy.removed_by,
                "who": copy.who,
            }
            for copy in left
        ],
    }
