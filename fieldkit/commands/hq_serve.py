"""`fieldkit hq serve`: the door of a mailbox folder for laptops with a network. It opens nothing."""

import contextlib
import importlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fieldkit import errors
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.sync.mailbox import Mailbox

if TYPE_CHECKING:
    from fieldkit.sync.http.intake import Intake

POLICY = "policy"
MIB = 1024 * 1024


def serve(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The mailbox folder; `hq import` takes from it.")],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 for any that is free.", min=0, max=65535)] = 8443,
    certificate: Annotated[Path | None, typer.Option(help="Certificate with its chain (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="The certificate's private key (PEM).")] = None,
    signers: Annotated[
        Path | None, typer.Option(help="allowed_signers; without it the policy in the folder has it.")
    ] = None,
    revoked: Annotated[Path | None, typer.Option(help="revoked.json; without it the same.")] = None,
    quota: Annotated[int, typer.Option(help="MiB that one laptop may send in a day.", min=1, max=1024 * 1024)] = 64,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Something before it has the encryption.")
    ] = False,
) -> Result:
    """Take bundles over the network into a mailbox folder, and give receipts back. Runs until it is stopped.

    It needs no passphrase and holds no key that opens anything: it can stand on another computer than headquarters'
    store. Laptops use it with `fieldkit sync https://...`; what came is imported with `fieldkit hq import FOLDER`.

    Example: fieldkit hq serve /srv/mailbox --host 0.0.0.0 --certificate intake.pem --key intake.key
    """
    env: Env = ctx.obj
    for library in ("starlette", "uvicorn"):
        _need(library)
    from fieldkit.sync.http.server import Door
    from fieldkit.sync.http.serving import Binding, running

    door = Door(intake_of(folder, signers, revoked, quota * MIB))
    with running(door, Binding(host, port, certificate, key, behind_proxy)) as (server, place):
        scheme = "http" if certificate is None else "https"
        shown = f"[{host}]" if ":" in host else host
        env.terminal.say(f"Listening on {scheme}://{shown}:{place.getsockname()[1]} (Ctrl-C ends it)")
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn has closed in order and passes the signal on
            server.run(sockets=[place])
    return Result(data={"folder": str(folder)}, lines=("The intake has ended.",))


def intake_of(folder: Path, signers: Path | None, revoked: Path | None, quota: int) -> "Intake":
    """Return the intake of a folder. Raises: MailboxMissing, IntakeUnfit."""
    from fieldkit.sync.http.intake import Intake
    from fieldkit.sync.http.published import Published
    from fieldkit.sync.http.registry import REVOKED, SIGNERS, Registry

    mailbox, policy = Mailbox(folder), Published(folder / POLICY)
    registry = Registry(
        lambda: signers or policy.path_of(SIGNERS),
        lambda: revoked or policy.path_of(REVOKED),
    )
    return Intake(mailbox, registry, lambda: time.time_ns() // 1_000_000, quota)


def _need(library: str) -> None:
    try:
        importlib.import_module(library)
    except ImportError:
        raise errors.HqExtraMissing(library=library) from None
