"""`fieldkit sync`: bundles leave, receipts and rules come back; one place, or all that headquarters lists."""

import contextlib
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.bundle_states import bundle_lines, next_lines, unpacked_count
from fieldkit.commands.escrow_here import offer_escrow
from fieldkit.commands.files import read_named
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.mailboxes import Place, Reached, mailbox_at, places_to_try, remember, typed_place
from fieldkit.commands.open_marks import keep_marker
from fieldkit.commands.opening import opened
from fieldkit.commands.orders_here import carrying_out, with_orders
from fieldkit.commands.policy_here import PolicyOutcome, update_policy
from fieldkit.commands.standing_here import drop_old, kept_days, with_standing
from fieldkit.commands.tips_here import hand_over_tips
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.store.heard_orders import CarriedOut
from fieldkit.store.store import Store
from fieldkit.sync.mailbox import Mailbox
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import current, say, say_n
from fieldkit.ui.progress import Advance, progress
from fieldkit.ui.text import some_of
from fieldkit.workflows.exchange import Exchanged, exchange, this_laptop
from fieldkit.workflows.reopening import day_of

NO_PLACE = (
    errors.MailboxReadOnly,
    errors.MailboxFull,
    errors.MailboxGone,
    errors.MailboxUnreadable,
    errors.MailboxCorruptsData,
)
"""A folder that gives way."""
GOES_ON = (
    *NO_PLACE,
    errors.MailboxMissing,
    errors.NoAddress,
    errors.PlainHttp,
    errors.NobodyAnswers,
    errors.LinkFailed,
    errors.IntakeRefused,
    errors.IntakeFull,
    errors.ClockAgainstCertificate,
    errors.CertificateRefused,
)
"""What ends one place and not the whole: the next one is tried."""


MOST_REFUSED = 10
"""Files left aside that are named."""
FOREIGN, MOST_FOREIGN, FOREIGN_DIGITS = "receipts.foreign", 2000, 16
"""The setting with the receipts of bundles unknown here that the person was told of, by the beginning of their hashes;
so many are remembered."""


@dataclass(slots=True)
class Tried:
    """What came of the places: what each exchange did, where; which place failed and why; the rules that were found;
    what is to be said of the escrow."""

    done: list[Exchanged] = field(default_factory=list)
    where: list[Place] = field(default_factory=list)
    failed: list[tuple[Place, errors.FieldkitError]] = field(default_factory=list)
    rules: PolicyOutcome = field(default_factory=lambda: PolicyOutcome("absent"))
    folders: list[Mailbox] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ended: list[CarriedOut] = field(default_factory=list)

    def whole(self) -> Exchanged:
        """Return all exchanges as one."""
        names = [one.name for one in dataclasses.fields(Exchanged)]
        return Exchanged(**{name: _together([getattr(one, name) for one in self.done]) for name in names})


def sync(
    ctx: typer.Context,
    place: Annotated[
        str,
        typer.Argument(
            help="The stick or folder, or headquarters' address: https://... Without it, what headquarters lists."
        ),
    ] = "",
    ca: Annotated[
        Path | None, typer.Option(help="Certificate (PEM) of the one authority to believe, for an address.")
    ] = None,
) -> Result:
    """Exchange with a folder, a stick or an address: take in headquarters' receipts, offer every bundle that has none.

    Without a place it tries what headquarters lists, in order; where nothing is listed, the place that worked last and
    any stick that is here. A bundle is delivered when headquarters' signed receipt says so, never before. Nothing is
    lost by a lost stick, nor by a connection that breaks: do it again. Concerns go by stick only: a connection would
    name the laptop.

    Example: fieldkit sync
    """
    env: Env = ctx.obj
    named = typed_place(place, authority(ca)) if place else None
    with opened(env, Role.FIELD) as store:
        return hand_over(store, env, named)


def hand_over(store: Store, env: Env, named: Place | None) -> Result:
    """Exchange with one place, or with what is known: receipts, bundles, rules, this laptop's escrow, concerns.

    Raises: NoWayKnown, NoWayWorked; of a place that was named, what ended it.
    """
    places = (named,) if named is not None else places_to_try(store)
    if not places:
        raise errors.NoWayKnown
    tried = _try(store, env, places)
    if not tried.done:
        raise tried.failed[0][1] if named is not None else _nothing_worked(tried)
    dropped = store.heard_orders.drop_sealed()
    let_go = len(drop_old(store, env))
    keep_marker(store, env)
    done = tried.whole()
    told = with_standing(_told(store, tried, done), done, let_go, kept_days(store))
    told = with_orders(told, tried.ended, dropped)
    for folder in tried.folders:
        with contextlib.suppress(*NO_PLACE):  # then concerns wait; nobody learns that there are any
            hand_over_tips(env.home, folder, day_of(env.clock.now()))
    return dataclasses.replace(told, warnings=(*told.warnings, *dict.fromkeys(tried.warnings)))


def authority(file: Path | None) -> str:
    """Return the text of a CA file, or nothing. Raises: UnreadableFile."""
    return "" if file is None else read_named(file).decode("ascii", "replace")


def _try(store: Store, env: Env, places: Sequence[Place]) -> Tried:
    """Try one after another until one took everything."""
    tried = Tried()
    total = len(store.outbox.waiting())
    with progress(say(current(), "sync.handing"), total, plain=env.terminal.plain) as tick:
        advance = _only_forward(tick)
        for place in places:
            try:
                _at(store, env, place, tried, advance())
            except GOES_ON as error:
                tried.failed.append((place, error))
            if tried.done and not tried.done[-1].read_only and tried.where[-1] == place:
                break
    return tried


def _at(store: Store, env: Env, place: Place, tried: Tried, tick: Advance) -> None:
    """Exchange with one place, take its rules. Raises: what ends a place."""
    with mailbox_at(place, store, env) as reached:
        _take_rules(store, env, reached, tried)  # first: a newer card may name who signed the receipts
        me = this_laptop(store.identity, store.epoch, card_of(store), store.new_epoch)
        orders = carrying_out(store, env, tried.ended)
        done = exchange(reached.mailbox, store.outbox, me, env.clock.now, reached.word, tick, orders)
        if done.key_known:
            store.own_keys.known_at_headquarters()
        tried.done.append(done)
        tried.where.append(place)
        if reached.folder is not None:
            tried.folders.append(reached.folder)
        with contextlib.suppress(*GOES_ON):  # then it waits for the next sync
            tried.warnings.extend(offer_escrow(store, reached.mailbox))
    remember(store, place, env.clock.now().utc_ms)


def _take_rules(store: Store, env: Env, reached: Reached, tried: Tried) -> None:
    if not reached.has_news():
        return
    rules = update_policy(store, reached.mailbox.policy_file, env)
    if rules.state != "absent" or tried.rules.state == "absent":
        tried.rules = rules


def _only_forward(tick: Advance) -> Callable[[], Advance]:
    """Return a maker of ticks, one for each place: together they count a bundle once, however often it is offered."""
    furthest = 0

    def begin() -> Advance:
        at = 0

        def advance(steps: int) -> None:
            nonlocal at, furthest
            at += steps
            if at > furthest:
                tick(at - furthest)
                furthest = at

        return advance

    return begin


def _together(values: Sequence[Any]) -> Any:
    """Put one field of several exchanges together: yes if one says yes, else all in order."""
    if all(isinstance(value, bool) for value in values):
        return any(values)
    return tuple(part for value in values for part in value)


def _nothing_worked(tried: Tried) -> errors.FieldkitError:
    """A wrong clock is named alone: it has its own remedy, and no other network helps."""
    clock = next((one for _, one in tried.failed if isinstance(one, errors.ClockAgainstCertificate)), None)
    if clock is not None:
        return clock
    return errors.NoWayWorked(tried="; ".join(_failure(place, error) for place, error in tried.failed))


def _failure(place: Place, error: errors.FieldkitError) -> str:
    return say(current(), "sync.failed", place=place.word, why=error_words(error, current())[0])


def _told(store: Store, tried: Tried, done: Exchanged) -> Result:
    language, unpacked = current(), unpacked_count(store)
    numbers = tuple(dict.fromkeys(number for number, _, _ in done.receipts))
    lines = [*bundle_lines(store, numbers, unpacked), *tried.rules.lines()]
    return Result(
        data={
            "handed_over": list(done.handed_over),
            "already_there": list(done.already_there),
            "receipts": [{"number": n, "outcome": o, "interviews": c} for n, o, c in done.receipts],
            "again": list(done.again),
            "restored": list(done.restored),
            "gone": list(done.gone),
            "behind": done.behind,
            "waiting": len(store.outbox.waiting()),
            "unpacked": unpacked,
            "policy": tried.rules.as_json(),
            "places": [place.word for place in tried.where],
            "failed": [{"place": place.word, "error": error.code} for place, error in tried.failed],
        },
        lines=tuple(lines) or (say(language, "sync.nothing"),),
        after=next_lines(store, numbers, unpacked, stick=any(place.kind != "http" for place in tried.where)),
        warnings=tuple(_warnings(store, done, tried)),
    )


def _unheard(store: Store, foreign: Sequence[str]) -> int:
    """Return how many of these receipts were not told of before: they stay in the mailbox, and are told of once."""
    said = store.settings.get_json(FOREIGN)
    before = [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
    new = [one for one in dict.fromkeys(full[:FOREIGN_DIGITS] for full in foreign) if one not in before]
    if new:
        store.settings.put_json(FOREIGN, [*before, *new][-MOST_FOREIGN:])
    return len(new)


def _warnings(store: Store, done: Exchanged, tried: Tried) -> list[str]:
    language = current()
    warnings = [_failure(place, error) for place, error in tried.failed]
    warnings += tried.rules.warnings()
    unheard = _unheard(store, done.foreign)
    warnings += [say_n(language, "sync.foreign", unheard)] if unheard and not done.behind else []
    warnings += [say(language, "sync.behind")] if done.behind else []
    warnings += [say(language, "sync.damaged", name=name) for name in done.damaged]
    warnings += [say(language, "sync.read_only")] if done.read_only else []
    return warnings + _refused(done)


def _refused(done: Exchanged) -> list[str]:
    """Return what is said of files left aside, last and not of all: junk on a stick must hide nothing else."""
    language = current()
    return some_of(
        done.refused,
        MOST_REFUSED,
        lambda one: say(language, "sync.refused", file=one[0], why=error_words(one[1], language)[0]),
        lambda more: say(language, "sync.refused_more", n=more),
    )
