"""`fieldkit key recover|verify-recovery|open-escrow|drill`: the printed code, the officers' escrow, and trying both
before they are needed. docs/store-format.md 13
"""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.escrow_here import keep_escrow, officers_of
from fieldkit.commands.files import read_identities, read_named, write_named
from fieldkit.commands.keys import show_recovery_code, typed_code
from fieldkit.commands.moments import day
from fieldkit.commands.open_marks import keep_drill
from fieldkit.commands.opening import machine_of, opened, patiently
from fieldkit.crypto import fingerprint
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.recovering import recover_store
from fieldkit.store.store import Store, open_store
from fieldkit.sync.bundle.escrow import (
    is_half,
    open_first,
    open_second,
    read_escrow,
    read_half,
    read_key,
    write_half,
    write_key,
)
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import current, say

_OPENED = typer.Option(help="What two officers opened: their file.")
_SPOKEN = typer.Option("--spoken", help="Type the two codes that the second officer reads out.")
_DESPITE = typer.Option("--accept-loss", help="Go on where something is missing; headquarters sees it.")


def recover(
    ctx: typer.Context,
    label: Annotated[str, typer.Argument(help="Whose passphrase to set anew.")] = "person 1",
    escrow: Annotated[Path | None, _OPENED] = None,
    spoken: Annotated[bool, _SPOKEN] = False,
    accept_loss: Annotated[bool, _DESPITE] = False,
) -> Result:
    """Open the store with the printed recovery code and set a new passphrase. Headquarters will see that it was done.

    Where the code is lost too, or after travel mode: --escrow FILE with what two officers opened, or --spoken. Then
    the laptop gets a new key and a new epoch, and every other passphrase and the printed code end.

    Example: fieldkit key recover "person 1"
    """
    env: Env = ctx.obj
    if env.held is not None:
        raise errors.NotInASitting(command="key recover")
    slot = slot_named(label)
    if escrow is not None or spoken:
        return recovered(env, slot, escrow, spoken=spoken, accept_loss=accept_loss)
    code = env.passphrases.existing(say(current(), "code.ask"))
    with open_store(
        env.home, code, machine=machine_of(env), profile=Profile.REAL, by_recovery=True, label=slot
    ) as store:
        store.keyslots.reset_passphrase(slot, env.passphrases.new(say(current(), "passphrase.new")))
    return Result(data={"label": slot}, lines=(say(current(), "recover.new_passphrase", label=slot),))


def slot_named(label: str) -> str:
    """Return the label of a slot: "2" is "person 2"."""
    return f"person {label}" if label.isdigit() else label


def recovered(env: Env, slot: str, file: Path | None, *, spoken: bool, accept_loss: bool) -> Result:
    """Open with the officers' key; set a passphrase, a new key and a new epoch, and seal a new escrow.

    Raises: EscrowInvalid, EscrowKeyWrong, SlotUnknown, StoreRolledBack, MistypedCode and what opening can find.
    """
    key = _spoken_key(env) if spoken or file is None else read_key(read_named(file)).key
    passphrase = env.passphrases.new(say(current(), "passphrase.new"))
    machine = machine_of(env)
    with recover_store(env.home, key, slot, passphrase, machine=machine, despite_loss=accept_loss) as store:
        warnings = keep_escrow(store, "recovered")
        epoch = store.epoch
    return Result(
        data={"label": slot, "epoch": epoch},
        lines=(
            say(current(), "recover.opens", label=slot),
            say(current(), "recover.ended"),
        ),
        after=(say(current(), "recover.next"), say(current(), "recover.then")),
        warnings=warnings,
    )


def _spoken_key(env: Env) -> bytes:
    return b"".join(_heard_code(env, say(current(), key)) for key in ("recover.first", "recover.second"))


def _heard_code(env: Env, prompt: str) -> bytes:
    """Return one code as it was typed; one that was misheard is asked for again. Raises: MistypedCode."""

    def told(slip: errors.FieldkitError) -> tuple[str]:
        return (say(current(), "recover.again", why=error_words(slip, current())[0]),)

    return patiently(
        env, lambda: fingerprint.decode_code(env.passphrases.existing(prompt)), (errors.MistypedCode,), told
    )


def open_escrow(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The escrow, or what another officer opened of it.")],
    identity: Annotated[Path, typer.Option(help="Your age identity, as a file (a stick).")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write what was opened; the second without: two codes to read."),
    ] = None,
) -> Result:
    """Open a laptop's escrow as one of its three officers: the first opens the outside, the second the inside.

    Run it on your own machine, with your own identity. What the first one opened is handed to the second as carefully
    as a key. The second one gives the file to the laptop, or reads out two codes: fieldkit key recover --spoken.

    Example: fieldkit key open-escrow laptop.fke --identity officer.txt -o half.fke
    """
    env: Env = ctx.obj
    data, secret = read_named(file), read_identities(identity)[0]
    if not is_half(data):
        half = open_first(read_escrow(data), secret)
        target = output or file.with_name(f"{file.stem}.half")
        write_named(target, write_half(half), env.platform)
        return Result(
            data={
                "device": half.head.device,
                "file": str(target),
                "opened": False,
                "for": [to for to, _ in half.files],
            },
            lines=(f"The outside of laptop {half.head.device[:10]} is open: {target}",),
            after=("Hand it to one of these officers:", *(f"  {to}" for to, _ in half.files)),
        )
    key = open_second(read_half(data), secret)
    if output is not None:
        write_named(output, write_key(key), env.platform)
        told: tuple[str, ...] = (f"The key of laptop {key.head.device[:10]} was written to {output}",)
        how, then = f"--escrow {output.name}", "Then destroy this file and the one before."
    else:
        told = tuple(f"Code {n}: {fingerprint.encode_code(part)}" for n, part in enumerate(_halved(key.key), start=1))
        how, then = "--spoken", "Then clear this window, in which the codes still are, and destroy the file before."
    return Result(
        data={"device": key.head.device, "file": None if output is None else str(output), "opened": True},
        lines=told,
        after=(
            f"On the laptop: fieldkit travel off {how} where it was closed for travel,"
            f" else fieldkit key recover {how}.",
            then,
        ),
    )


def _halved(key: bytes) -> tuple[bytes, bytes]:
    return key[: fingerprint.CODE_BYTES], key[fingerprint.CODE_BYTES :]


def verify_recovery(
    ctx: typer.Context,
    new: Annotated[bool, typer.Option("--new", help="Make a new code first; the old one stops working.")] = False,
    code_file: Annotated[Path | None, typer.Option(help="Read the code from a file, for scripts.")] = None,
) -> Result:
    """Try the printed recovery code without changing anything: a drill to repeat every few months.

    Example: fieldkit key verify-recovery
    """
    env: Env = ctx.obj
    with opened(env) as store:
        if new:
            show_recovery_code(env, store.keyslots.new_recovery_code())
        store.keyslots.verify_recovery(typed_code(env, code_file))
    keep_drill(env)
    return Result(data={"works": True}, lines=(say(current(), "code.works"),))


def drill(
    ctx: typer.Context,
    code_file: Annotated[Path | None, typer.Option(help="Read the code from a file, for scripts.")] = None,
    test_escrow: Annotated[Path | None, typer.Option(help="Write a test escrow for the officers to open.")] = None,
    opened_file: Annotated[Path | None, typer.Option("--opened", help="What two officers opened of it.")] = None,
) -> Result:
    """Try the ways back in before they are needed: the printed code, and with a test escrow two officers.

    The test escrow holds random bytes, no key. Repeat it every half year; `fieldkit doctor` says when it is due.

    Example: fieldkit key drill
    """
    env: Env = ctx.obj
    with opened(env) as store:
        before = _last(store)
        if test_escrow is not None:
            return _test_escrow(store, test_escrow, env, before)
        if opened_file is not None:
            store.escrow.drilled(read_key(read_named(opened_file)))
            done, line = "escrow", say(current(), "drill.escrow_works")
        else:
            store.keyslots.verify_recovery(typed_code(env, code_file))
            done, line = "recovery_code", say(current(), "code.works")
        officers = bool(officers_of(store)) if store.role is Role.FIELD else False
    keep_drill(env)
    more = (say(current(), "drill.next"),) if officers and done != "escrow" else ()
    return Result(data={"works": done, "before": before}, lines=(line, _told(before)), after=more)


def _test_escrow(store: Store, output: Path, env: Env, before: dict[str, int | None]) -> Result:
    officers = officers_of(store)
    if not officers:
        raise errors.NoEscrow()
    write_named(output, store.escrow.drill(officers), env.platform)
    return Result(
        data={"file": str(output), "before": before},
        lines=(say(current(), "drill.written", file=str(output)), _told(before)),
        after=(say(current(), "drill.then", file=str(output)),),
    )


def _last(store: Store) -> dict[str, int | None]:
    code, officers = store.escrow.last_drills()
    return {"recovery_code_ms": code, "escrow_ms": officers}


def _told(before: dict[str, int | None]) -> str:
    code, officers = (before[name] for name in ("recovery_code_ms", "escrow_ms"))
    return say(current(), "drill.before", code=_day(code), officers=_day(officers))


def _day(at_ms: int | None) -> str:
    return say(current(), "drill.never") if at_ms is None else say(current(), "drill.on", day=day(at_ms))
