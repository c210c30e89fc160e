"""`fieldkit hq officer new|sign`: an officer of the root of trust, on any laptop, offline; no store is needed."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.files import read_named, rewrite_named, try_new, write_new
from fieldkit.commands.moments import day
from fieldkit.commands.opening import patiently
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.workflows import trust


def new(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the key goes; FILE.pub lies beside it.")],
) -> Result:
    """Make an officer's key, in a file under a passphrase. Best on a laptop that is never on a network.

    Keep FILE on a stick of your own in a locked place, and never the passphrase with it. Give FILE.pub to
    headquarters, and read out its fingerprint there.

    Example: fieldkit hq officer new -o officer-a.key
    """
    from fieldkit.sync.policy.officer import groups_of, new_officer, read_public

    env: Env = ctx.obj
    public_file = output.with_name(output.name + ".pub")
    for path in (output, public_file):
        try_new(path, force=False)
    passphrase = env.passphrases.new("Passphrase for the officer's key")
    secret, public = new_officer(passphrase, env.entropy)
    write_new(output, secret, env.platform, force=False)
    write_new(public_file, public, env.platform, force=False)
    groups = groups_of(read_public(public))
    return Result(
        data={"file": str(output), "public": str(public_file), "fingerprint": list(groups)},
        lines=(
            f"The key was written to {output}, its public half to {public_file}",
            f"Fingerprint  {trust.spoken(groups)}",
            "Write the fingerprint down: headquarters shows it when it takes the public half.",
        ),
    )


def sign(
    ctx: typer.Context,
    root: Annotated[Path, typer.Argument(help="The root that headquarters made.")],
    key: Annotated[Path, typer.Option(help="Your key's file.")],
    fingerprint: Annotated[
        str | None, typer.Option(help="All six groups, for scripts; people type the two they are asked for.")
    ] = None,
) -> Result:
    """Sign a root of trust: it says whose keys decide for all laptops. Headquarters reads its fingerprint out.

    The signature is added to the file; pass it on to the next officer, the last one back to headquarters.

    Example: fieldkit hq officer sign root.json --key officer-a.key
    """
    from fieldkit.sync.policy.officer import groups_of
    from fieldkit.sync.policy.roots import read_root, sign_root

    env: Env = ctx.obj
    data = read_named(root)
    found = read_root(data)
    env.terminal.say(
        f"Root version {found.version}, until {day(found.expires_ms)}: {found.threshold} of these officers decide",
        *(f"  {trust.spoken(groups_of(officer))}" for officer in found.officers),
    )
    trust.confirm_fingerprint(
        found.fingerprint, "headquarters", fingerprint, env.terminal, env.entropy, whose="this root's fingerprint"
    )
    own = _opened(read_named(key), env)
    signed = sign_root(data, own)
    rewrite_named(root, signed, env.platform)
    count = len(read_root(signed).signed_by)
    return Result(
        data={"file": str(root), "version": found.version, "signed_by": count, "threshold": found.threshold},
        lines=(f"{root} is signed by you; of its own officers {count} of {found.threshold} have signed",),
        warnings=_not_one_of_them(own.public, found.officers),
    )


def _opened(data: bytes, env: Env) -> SigningKey:
    """Open an officer's key; a slip of the fingers costs no new talk with headquarters. Raises: RootRefused, BadKey."""
    from fieldkit.sync.policy.officer import open_officer

    def once() -> SigningKey:
        return open_officer(data, env.passphrases.existing("Passphrase of the officer's key: "))

    try:
        return patiently(env, once, (errors.WrongKey,), lambda _: ("! This does not open the key. Again, slowly.",))
    except errors.WrongKey:
        raise errors.RootRefused(
            why="this passphrase does not open the officer's key",
            do="try again slowly, with caps lock off; nothing else opens it: without it let another officer sign",
        ) from None


def _not_one_of_them(own: PublicKey, officers: tuple[PublicKey, ...]) -> tuple[str, ...]:
    if own in officers:
        return ()
    return ("your key is not one of this root's: the signature counts only if it is one of the root before",)
