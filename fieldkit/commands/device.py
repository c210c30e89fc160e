"""`fieldkit init`: set up a field laptop from headquarters' card."""

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.card_copy import NEWEST_CARD, keep_copy
from fieldkit.commands.files import read_named, try_place, write_named
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.keys import not_on_paper, show_first_code
from fieldkit.commands.opening import machine_of, opened
from fieldkit.commands.worker import SETTING, Worker
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.store import Store, create_store, store_exists
from fieldkit.sync.bundle.card import Card, Request, read_card, write_request
from fieldkit.ui.messages import current, say
from fieldkit.workflows import trust

POST = "device.post"
HEADQUARTERS = "headquarters"


def init(
    ctx: typer.Context,
    hq: Annotated[Path, typer.Option(help="Headquarters' card, as a file.")],
    post: Annotated[str, typer.Option(help="A label for this laptop's place, seen by headquarters.")] = "unnamed post",
    person: Annotated[str, typer.Option(help="Your name; kept inside the encrypted store.")] = "worker",
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the request.")] = Path(
        "device.request"
    ),
    worker: Annotated[
        Worker, typer.Option(help="child_protection: people trained for it may fill the forms kept for them, too.")
    ] = Worker.FIELD_WORKER,
    fingerprint: Annotated[
        str | None, typer.Option(help="All six groups, for scripts; people type the two they are asked for.")
    ] = None,
) -> Result:
    """Set up this laptop: check the card's fingerprint with headquarters, set a passphrase, write a request.

    Call headquarters first: they read out two of six groups, you type them.

    Example: fieldkit init --hq hq.card --post "Rusumo" --person "B. Worker" -o device.request
    """
    env: Env = ctx.obj
    if store_exists(env.home):
        raise errors.StoreExists(path=env.home)
    try_place(output)
    data = read_named(hq)
    card = read_card(data)
    pilot = (say(current(), f"pilot.{line}") for line in ("only", "not_built", "until"))
    env.terminal.say(*pilot, "", say(current(), "device.on_card", name=card.name))
    trust.confirm_fingerprint(card.fingerprint, HEADQUARTERS, fingerprint, env.terminal, env.entropy, _said)
    passphrase = env.passphrases.new(say(current(), "passphrase.for_laptop"))
    with create_store(
        env.home, role=Role.FIELD, profile=Profile.REAL, passphrase=passphrase, person=person, machine=machine_of(env)
    ) as store:
        store.settings.put(NEWEST_CARD, data)
        store.settings.put_json(POST, post)
        store.settings.put_json(SETTING, worker.value)
        request = _write_request(store, card, post, output, env)
        on_paper = show_first_code(env, store.keyslots.new_recovery_code())
    keep_copy(data, env)
    return Result(
        data={
            "home": str(env.home),
            "device": request.device,
            "request": str(output),
            "fingerprint": list(request.fingerprint),
        },
        lines=(_is(request.device, env), *_to_read_out(request, output)),
        after=(say(current(), "do.next", command="fieldkit"),),
        warnings=() if on_paper else (not_on_paper(),),
        exit_status=0 if on_paper else 130,
    )


def request(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the request.")] = Path(
        "device.request"
    ),
) -> Result:
    """Write this laptop's request again: the file was lost, or could not be written. Its fingerprint is a new one.

    Example: fieldkit request -o device.request
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        post = store.settings.get_json(POST)
        made = _write_request(store, card_of(store), str(post), output, env)
    return Result(
        data={"device": made.device, "request": str(output), "fingerprint": list(made.fingerprint)},
        lines=_to_read_out(made, output),
    )


def rotate(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the request.")] = Path(
        "device.request"
    ),
) -> Result:
    """Change this laptop's own keys: it was in strange hands, or headquarters asks for it.

    Nothing is lost: what was packed before is believed as before. Bring the request to headquarters before, or with,
    the next stick. If headquarters has revoked this laptop, read the groups out; else nobody has to.

    Example: fieldkit key rotate-device -o device.request
    """
    env: Env = ctx.obj
    with opened(env, Role.FIELD) as store:
        card, post = card_of(store), store.settings.get_json(POST)
        try_place(output)
        store.own_keys.rotate()
        made = _write_request(store, card, str(post), output, env)
    return Result(
        data={"device": made.device, "request": str(output), "fingerprint": list(made.fingerprint)},
        lines=(
            say(current(), "device.new_keys"),
            say(current(), "device.give_before", file=str(output)),
            say(current(), "device.if_revoked"),
            say(current(), "device.fingerprint", groups=trust.spoken(made.fingerprint)),
        ),
    )


def _write_request(store: Store, card: Card, post: str, output: Path, env: Env) -> Request:
    key = SigningKey.from_seed(store.identity.seed)
    recipient = seal.recipient_of(store.identity.age_identity)
    identity, now = store.identity, env.clock.now()
    made = trust.make_request(identity.device, store.epoch, key, recipient, card, post, now, env.entropy)
    if identity.former_seed is not None:
        made = made.vouched(SigningKey.from_seed(identity.former_seed), identity.former[-1].last)
    write_named(output, write_request(made, key), env.platform)
    return made


def _to_read_out(made: Request, output: Path) -> tuple[str, ...]:
    return (
        say(current(), "device.give", file=str(output)),
        say(current(), "device.fingerprint", groups=trust.spoken(made.fingerprint)),
    )


def _is(device: str, env: Env) -> str:
    return say(current(), "device.is", device=device[:10], home=str(env.home))


def _said(key: str, **facts: str) -> str:
    """Say how a fingerprint is asked for; the other side of a laptop is always headquarters."""
    other = {"other_side": say(current(), "device.headquarters")} if "other_side" in facts else {}
    return say(current(), f"device.{key}", **{**facts, **other})
