"""`fieldkit bundle verify`: each check and its verdict, without any key to open."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.files import read_named
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.sync.bundle.card import read_card
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.verify import examine

USTAR_AT = 257
"""Where every ustar archive says that it is one."""
STATUS_OF = {"verified": 0, "intact, signer unknown": errors.BundleSignerUnknown.exit_status}


def verify(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A bundle (.fkb) or receipt (.fkr).")],
    signers: Annotated[Path | None, typer.Option(help="An allowed_signers file: `fieldkit hq signers`.")] = None,
    card: Annotated[Path | None, typer.Option(help="Headquarters' card; enough for receipts.")] = None,
) -> Result:
    """Check a bundle's container, signature, signer and sealed bytes, and say each check.

    Without --signers or --card it can say at best "intact, signer unknown", with an exit status of its own.

    Example: fieldkit bundle verify 0123456789abcdef-00000001.fkb --signers allowed_signers
    """
    env: Env = ctx.obj
    content = read_named(file)
    if content[USTAR_AT : USTAR_AT + 5] != b"ustar":
        return _no_bundle(file)
    found = examine(content, _signers(signers, card), now_ms=env.clock.now().utc_ms)
    checks: list[Json] = [{"check": c.name, "ok": c.ok, "detail": c.detail} for c in found.checks]
    status = STATUS_OF.get(found.verdict, found.error.exit_status if found.error else 0)
    manifest = found.manifest
    data: dict[str, Json] = {"file": str(file), "kind": found.kind.value, "verdict": found.verdict, "checks": checks}
    if manifest is not None:
        data |= {"device": manifest.dev, "epoch": manifest.epoch, "seq": manifest.seq, "hash": found.manifest_hash}
    return Result(
        data=data,
        lines=(
            *(f"{'ok  ' if c.ok else 'FAIL'}  {c.name}: {c.detail}" for c in found.checks),
            f"verdict: {found.verdict}",
        ),
        exit_status=status,
    )


def _no_bundle(file: Path) -> Result:
    """Say that this is another kind of file: nobody forged anything."""
    return Result(
        data={"file": str(file), "verdict": "no bundle"},
        lines=(f"{file} is neither a bundle (.fkb) nor a receipt (.fkr)", "verdict: no bundle"),
        exit_status=errors.BundleContainer.exit_status,
    )


def _signers(signers: Path | None, card: Path | None) -> Signers | None:
    """Return the signers named on the command line. Raises: SignersInvalid, SignedDocumentInvalid, UnreadableFile."""
    lines: list[Signer] = []
    if signers is not None:
        lines += Signers.parse(read_named(signers).decode("utf-8", "replace")).lines
    if card is not None:
        lines += Signers.parse(read_card(read_named(card)).signers).lines
    return Signers(tuple(lines)) if lines else None
