"""`fieldkit store ...`: check the store, compute its projections anew, go on after a loss."""

import typer

from fieldkit import errors
from fieldkit.commands.opening import opened
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.ui.error_words import fact_words
from fieldkit.ui.messages import current, say


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
            say(current(), "store.chain", entries=str(head.n), hash=head.hash[:16]),
            say(current(), "store.agree", hash=digest),
        ),
    )


def rebuild(ctx: typer.Context) -> Result:
    """Compute every projection anew from the journal; the same journal gives the same SHA-256.

    Example: fieldkit store rebuild
    """
    env: Env = ctx.obj
    with opened(env) as store:
        digest = store.rebuild()
    return Result(data={"projections_sha256": digest}, lines=(say(current(), "store.rebuilt", hash=digest),))


def accept_loss(ctx: typer.Context) -> Result:
    """Go on with a store in which something is missing, after reading what. Opens a new epoch that headquarters sees.

    Example: fieldkit store accept-loss
    """
    env: Env = ctx.obj
    if env.held is not None:
        raise errors.NotInASitting(command="store accept-loss")
    with opened(env, despite_loss=True) as store:
        if store.loss is None:
            return Result(data={"lost": False}, lines=(say(current(), "store.whole"),))
        missing = say(current(), "store.missing", what=fact_words(store.loss.what, current()))
        env.terminal.say(missing, say(current(), "store.stays_missing"))
        if env.terminal.interactive and not env.terminal.confirm(say(current(), "store.go_on")):
            return Result(data={"lost": True, "accepted": False}, lines=(say(current(), "store.unchanged"),))
        epoch = store.accept_loss()
    return Result(
        data={"lost": True, "accepted": True, "epoch": epoch}, lines=(say(current(), "store.epoch", epoch=epoch),)
    )
