"""`fieldkit hq concerns`: list, read and pass on what was given as a concern. docs/tip-format.md 5."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.tips import TipRow
from fieldkit.cases.words import Role
from fieldkit.commands.files import read_identities, read_named
from fieldkit.commands.hq_setup import newest_card
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.opening import opened
from fieldkit.commands.telling import answer_lines, told_text
from fieldkit.ports import Env
from fieldkit.result import Json, Result, Table
from fieldkit.store.store import Store
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.tip import Tip, open_tip, read_line
from fieldkit.sync.mailbox import Mailbox

_STANDINGS = {
    "none": "unauthenticated",
    "unknown-device": "unauthenticated: signed by a laptop that is not enrolled",
    "revoked": "unauthenticated: signed by a laptop that was revoked",
    "invalid": "unauthenticated: its signature does not fit",
}
COLUMNS = ("id", "day", "form", "who says so", "state")
VERBS = ("list", "show", "pass", "open")


def concerns(
    ctx: typer.Context,
    verb: Annotated[str, typer.Argument(help="list, show, pass or open.")] = "list",
    what: Annotated[str | None, typer.Argument(help="show: the id. pass: a folder. open: a file or folder.")] = None,
    purpose: Annotated[str, typer.Option(help="show: why you look; kept in the journal.")] = "",
    identity: Annotated[Path | None, typer.Option(help="open: the second recipient's age identity file.")] = None,
) -> Result:
    """List the concerns: day, form, whether anybody vouches for it. `show ID --purpose WHY` reads one.

    What only the second recipient can open stays sealed: `pass FOLDER` writes it out for them, and they read it with
    `open FILE --identity FILE` on any computer, without a store.

    Example: fieldkit hq concerns
    """
    env: Env = ctx.obj
    if verb == "open":
        return _open(what, identity)
    with opened(env, Role.HQ) as store:
        match verb, what:
            case "list", None:
                return _listed(store)
            case "show", str(tip_id):
                return _shown(store, tip_id, purpose)
            case "pass", str(folder):
                return _passed(store, Path(folder))
    raise typer.BadParameter(f"one of {', '.join(VERBS)}, with an id, a folder or a file behind it")


def standing_words(row: TipRow) -> str:
    """Return who vouches for a concern."""
    if row.standing == "valid":
        return f"from laptop {(row.device or '')[:10]}, signature valid"
    return _STANDINGS.get(row.standing or "none", _STANDINGS["none"])


def _listed(store: Store) -> Result:
    rows, sealed, unread = store.tips.list(), store.tips.sealed(), store.tips.unread()
    names = {person.label: person.name for person in store.keyslots.people()}
    told = tuple((row.id, row.made or "", row.form or "", standing_words(row), _state(row, names)) for row in rows)
    lines = [f"{len(rows)} concerns, {unread} that nobody has read"]
    if sealed:
        waiting = sum(row.passed_ms is None for row in sealed)
        lines.append(f"{len(sealed)} sealed for the second recipient, {waiting} not passed on yet")
    data: dict[str, Json] = {
        "unread": unread,
        "sealed": len(sealed),
        "concerns": [_data(row) for row in rows],
    }
    return Result(data, tuple(lines), Table(COLUMNS, told) if told else None, warnings=_doubts(store, rows))


def _doubts(store: Store, rows: Sequence[TipRow]) -> tuple[str, ...]:
    """Say where a laptop sealed by a card that this headquarters did not make last: an old one, or a swapped one."""
    card = newest_card(store)
    other = sum(row.card != card.body_hash for row in rows) if card is not None else 0
    return (f"{other} concerns were sealed by another card than the newest",) if other else ()


def _state(row: TipRow, names: dict[str, str]) -> str:
    if row.read_ms is None:
        return f"unread, received {day_and_time(row.received_ms)}"
    return f"read by {names.get(row.read_by or '', row.read_by)} {day_and_time(row.read_ms)}"


def _data(row: TipRow) -> dict[str, Json]:
    return {
        "id": row.id,
        "form": row.form,
        "made": row.made,
        "standing": row.standing,
        "device": row.device,
        "received_ms": row.received_ms,
        "read_ms": row.read_ms,
    }


def _shown(store: Store, tip_id: str, purpose: str) -> Result:
    if not purpose.strip():
        raise errors.ReasonMissing(what="reading a concern")
    row, line = store.tips.read(tip_id, purpose.strip())
    head = (f"{row.id}   {standing_words(row)}, received {day_and_time(row.received_ms)}",)
    return Result(data=_data(row), lines=(*head, *_lines(read_line(line))))


def _lines(tip: Tip) -> list[str]:
    told = answer_lines(tip.form, tip.answers) or ["  nothing was answered"]
    about = f"{told_text(tip.form)} {told_text(tip.version)}, given on {tip.made} in {told_text(tip.language)}"
    named = [f"it names laptop {tip.device[:10]}"] if tip.device else []
    return [
        about,
        *named,
        *told,
        "",
        "What is told here is not proven and nobody may be blamed for it before it was looked into.",
    ]


def _passed(store: Store, folder: Path) -> Result:
    mailbox, sealed = Mailbox(folder), store.tips.sealed()
    for row in sealed:
        mailbox.put_tip(f"{row.id.removeprefix('t-'):0<32}.fkt", store.tips.file_of(row.id))
    if sealed:
        store.tips.passed([row.id for row in sealed], folder.name)
    return Result(
        data={"passed": len(sealed)},
        lines=(f"{len(sealed)} sealed concerns were written to {folder}",),
        after=("The second recipient reads them: fieldkit hq concerns open FOLDER --identity FILE",) if sealed else (),
    )


def _open(what: str | None, identity: Path | None) -> Result:
    """Read sealed files with an age identity alone. Raises: TipInvalid, WrongRecipient, UnreadableFile."""
    if what is None or identity is None:
        raise typer.BadParameter("open needs a file or folder, and --identity FILE")
    path, keys = Path(what), read_identities(identity)
    if path.is_dir():
        return _open_all(path, keys)
    tip = open_tip(_small(path), keys).tip
    return Result(data={"form": tip.form, "made": tip.made}, lines=tuple(_lines(tip)))


def _open_all(folder: Path, keys: Sequence[str]) -> Result:
    mailbox = Mailbox(folder)
    lines: list[str] = []
    opened_, others = 0, 0
    for parcel in mailbox.tips():
        try:
            tip = open_tip(mailbox.read(parcel), keys).tip
        except (errors.TipInvalid, errors.PracticeForReal, errors.WrongRecipient, errors.MailboxUnreadable):
            others += 1
            continue
        opened_ += 1
        lines += [f"--- {parcel.name}", *_lines(tip), ""]
    lines.append(f"{opened_} concerns; {others} files that this identity does not open")
    return Result(data={"opened": opened_, "others": others}, lines=tuple(lines))


def _small(path: Path) -> bytes:
    data = read_named(path)
    if len(data) > LIMITS.tip:
        raise errors.TipInvalid(why="it is larger than any concern")
    return data
