"""`fieldkit backup|restore`, of a laptop and of headquarters: one encrypted file, checked after writing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.files import try_place
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import machine_of, opened
from fieldkit.commands.orders_here import orders_at
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.ui.messages import current, say

Output = Annotated[
    Path, typer.Option("--output", "-o", help="Where to write it: a file, or a folder for one named by the day.")
]
Backup = Annotated[Path, typer.Argument(help="A file of `fieldkit backup`.")]


SAME_MINUTE = 100
HQ_KEEPS = (
    "It opens with the same passphrases and holds all that can be read here now. Lock it away, apart from this"
    " computer.",
    "Keep a copy of orders.fko, which lies in the data folder, beside the newest backup: a restore needs it.",
)


Orders = Annotated[
    list[Path] | None,
    typer.Option(help="orders.fko of this store, or a mailbox that has it. Beside the store it is found."),
]


def backup(ctx: typer.Context, output: Output) -> Result:
    """Write a copy of the whole encrypted store, then open the copy and check it.

    It opens with the same passphrases and holds all that can be read here now. Lock it away, apart from this computer.

    Example: fieldkit backup -o backup.fkbak
    """
    return _backup(ctx.obj, output, None)


def restore(ctx: typer.Context, file: Backup, orders: Orders = None) -> Result:
    """Restore a backup into an empty data folder. Opens a new epoch, so that the other side and receipts show it.

    What a laptop had sent since the backup is packed again; headquarters knows it and says so by receipt. Do not go on
    with the laptop that the backup was made of.

    Example: fieldkit --home new-folder restore backup.fkbak
    """
    return _restore(ctx.obj, file, orders or ())


def hq_backup(ctx: typer.Context, output: Output) -> Result:
    """Write a copy of headquarters' whole encrypted store, then open the copy and check it: `fieldkit backup`.

    Example: fieldkit hq backup -o backup.fkbak
    """
    return _backup(ctx.obj, output, Role.HQ)


def hq_restore(ctx: typer.Context, file: Backup, orders: Orders = None) -> Result:
    """Restore a backup into an empty data folder: `fieldkit restore`.

    What was ordered to be erased since the backup is erased again before anything is given out; without a file of
    orders nothing is until the first import from a mailbox that has one.

    Laptops hear of it by headquarters' word with the next import, and send again what the backup lacks.

    Example: fieldkit --home new-folder hq restore backup.fkbak
    """
    return _restore(ctx.obj, file, orders or ())


def _backup(env: Env, output: Path, role: Role | None) -> Result:
    from fieldkit.store.backup import write_backup

    with opened(env, role) as store:
        output, at_hq = _file_for(store, output, env), store.role is Role.HQ
        made = write_backup(store, output, machine_of(env))
    told = {"entries": str(made.entries), "bytes": str(made.size), "file": str(output)}
    return Result(
        data={"file": str(output), "bytes": made.size, "entries": made.entries, "sha256": made.sha256},
        lines=(say(current(), "backup.done", **told), f"sha256 {made.sha256}"),
        after=HQ_KEEPS if at_hq else (say(current(), "backup.keep"),),
    )


def _file_for(store: Store, output: Path, env: Env) -> Path:
    """Return the file that is meant; in a folder one of its own, named by whose it is and the minute: it writes over no
    earlier one. Raises: UnwritablePlace."""
    if output.is_dir():
        whose = "hq" if store.role is Role.HQ else store.identity.device[:10]
        begin = f"{whose}-{day_and_time(env.clock.now().utc_ms).replace(' ', '-').replace(':', '')}"
        names = (output / f"{begin}{more}.fkbak" for more in ("", *(f"-{n}" for n in range(2, SAME_MINUTE))))
        output = next((one for one in names if not one.exists()), output)
    try_place(output)
    return output


def _restore(env: Env, file: Path, orders: Sequence[Path]) -> Result:
    from fieldkit.store.backup import restore_backup

    passphrase = env.passphrases.existing(say(current(), "passphrase.of_backup"))
    given = [orders_at(place) for place in orders]
    with restore_backup(file, env.home, passphrase, machine_of(env), given) as store:
        head, epoch, role = store.journal.head(), store.epoch, store.role
        unsure = role is Role.HQ and store.orders.unsure
    told = {"entries": str(head.n), "home": str(env.home), "epoch": epoch}
    return Result(
        data={"home": str(env.home), "entries": head.n, "epoch": epoch, "role": role.value, "unsure": unsure},
        lines=(say(current(), "restore.done", **told),),
        after=(say(current(), "restore.one_only"),) if role is Role.FIELD else (),
        warnings=(str(errors.OrdersUnsure()) + "; " + errors.OrdersUnsure.hint,) if unsure else (),
    )
