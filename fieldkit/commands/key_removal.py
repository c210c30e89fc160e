"""`fieldkit key remove`: a person's slot goes, the store is re-keyed, and the officers' escrow follows."""

from typing import Annotated

import typer

from fieldkit.commands.escrow_here import keep_escrow
from fieldkit.commands.opening import opened
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.ui.messages import current, say


def remove(
    ctx: typer.Context, label: Annotated[str, typer.Argument(help='The slot, for example "person 2" or 2.')]
) -> Result:
    """Take a person's passphrase away and re-key the store.

    Example: fieldkit key remove 2
    """
    env: Env = ctx.obj
    slot = f"person {label}" if label.isdigit() else label
    with opened(env) as store:
        store.keyslots.remove(slot)
        warnings = keep_escrow(store)
    return Result(
        data={"label": slot},
        lines=(say(current(), "keys.taken", label=slot),),
        warnings=(say(current(), "keys.copies"), *warnings),
    )
