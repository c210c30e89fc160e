"""`fieldkit store ...`: check the store, compute its projections anew, go on after a loss."""

import typer

from fieldkit import errors
from fieldkit.commands.opening import opened
from fieldkit.ports import Env
from fieldkit.result import Result


def check(ctx: typer.Context) -> Result:
    """Verify the chain of entries, every readable content, the drafts, the projections and the sealed files.

    Example: fieldkit store check
    """
    env: Env = ctx.obj
    with opened(env) as store:
        digest, head = store.check(), store.journal.head()
    return Result(
        data={"entries": head.n, "head": head.hash, "projections_sha256": digest},
        lines=(
            f"{head.n} entries, one unbroken chain; head {head.hash[:16]}",
            f"projections agree with the journal; sha256 {digest}",
        ),
    )


def rebuild(ctx: typer.Context) -> Result:
    """Compute every projection anew from the journal; the same journal gives the same SHA-256.

    Example: fieldkit store rebuild
    """
    env: Env = ctx.obj
    with opened(env) as store:
        digest = store.rebuild()
    return Result(data={"projections_sha256": digest}, lines=(f"rebuilt; projections sha256 {digest}",))


def accept_loss(ctx: typer.Context) -> Result:
    """Go on with a store in which something is missing, after reading what. Opens a new epoch that headquarters sees.

    Example: fieldkit store accept-loss
    """
    env: Env = ctx.obj
    if env.held is not None:
        raise errors.NotInASitting(command="store accept-loss")
    with opened(env, despite_loss=True) as store:
        if store.loss is None:
            return Result(data={"lost": False}, lines=("Nothing is missing; nothing was changed.",))
        env.terminal.say(f"Missing: {store.loss.what}.", "What is missing stays missing; the rest can be used again.")
        if env.terminal.interactive and not env.terminal.confirm("Go on with what is left?"):
            return Result(data={"lost": True, "accepted": False}, lines=("Nothing was changed.",))
        epoch = store.accept_loss()
    return Result(data={"lost": True, "accepted": True, "epoch": epoch}, lines=(f"A new epoch was opened: {epoch}.",))
