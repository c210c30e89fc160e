"""`fieldkit hq init|card|signers`: headquarters' own keys and public card."""

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.card_copy import NEWEST_CARD
from fieldkit.commands.files import read_named, write_named
from fieldkit.commands.hq_roots import root_for_cards
from fieldkit.commands.keys import not_on_paper, show_first_code, show_secret
from fieldkit.commands.library import approvals_for, forms_here
from fieldkit.commands.opening import machine_of, opened
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.store.store import Store, create_store, store_exists
from fieldkit.sync.bundle.card import Approval, Card, Contacts, read_card, write_card
from fieldkit.sync.bundle.signers import Signers
from fieldkit.ui.streams import is_terminal
from fieldkit.workflows import trust

PILOT = (
    "PILOT WITH INVENTED DATA ONLY.",
    "How long records stay and requests for access are not built yet: do not enter",
    "real people's data until they are.",
)
KEYS, NAME, CARDS, CONTACTS = "hq.keys", "hq.name", "hq.cards", "hq.contacts"
NO_SECOND = "none"
ASKED = "Passphrase for headquarters' store"
LINE_TRIES = 6
"""How often one line of the recovery identity may be typed; after half of them it is shown once more."""


def init(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(help="Headquarters' name, shown on every laptop.")],
    person: Annotated[str, typer.Option(help="Your name; kept inside the encrypted store.")] = "focal point",
    recovery_file: Annotated[
        Path | None, typer.Option(help="Write the recovery identity to this file (a stick) instead of paper.")
    ] = None,
) -> Result:
    """Create headquarters' store, its keys, and an offline recovery identity that is proven before anything else.

    The recovery identity can open every bundle. Keep it on paper or a stick in a locked place, never on this computer.

    Example: fieldkit hq init --name "Protection office" --person "A. Focal"
    """
    env: Env = ctx.obj
    if store_exists(env.home):
        raise errors.StoreExists(path=env.home)
    env.terminal.say(*PILOT, "")
    if not env.passphrases.can_retry:
        env.passphrases.new(ASKED)  # from a file: one that cannot be used ends this before anything is shown
    identity = seal.generate_identity()
    recovery = seal.recipient_of(identity)
    hand_out(env, identity, recovery_file)
    trust.prove_recovery(given_back(env, identity, recovery_file), [recovery])
    env.terminal.say("The recovery identity opened the sample bundle.")
    passphrase = env.passphrases.new(ASKED)
    with create_store(
        env.home, role=Role.HQ, profile=Profile.REAL, passphrase=passphrase, person=person, machine=machine_of(env)
    ) as store:
        keys = trust.make_hq_keys(env.entropy, SigningKey.from_seed(store.identity.seed), recovery)
        store.settings.put_json(KEYS, keys.to_json())
        store.settings.put_json(NAME, name)
        on_paper = show_first_code(env, store.keyslots.new_recovery_code())
    return Result(
        data={"home": str(env.home), "name": name, "recovery_recipient": recovery},
        lines=(f"Headquarters' store is ready in {env.home}", "Next: fieldkit hq card -o hq.card --duty-phone ..."),
        warnings=() if on_paper else (not_on_paper(),),
        exit_status=0 if on_paper else 130,
    )


def hand_out(env: Env, identity: str, recovery_file: Path | None) -> None:
    """Write a recovery identity to its file, or show it for paper where somebody is there who can type it back.

    Raises: NotATerminal before anything is shown, UnwritablePlace.
    """
    if recovery_file is not None:
        write_named(recovery_file, f"{identity}\n".encode(), env.platform)
        env.terminal.say(f"The recovery identity was written to {recovery_file}. Take it away from this computer.")
        return
    if not env.passphrases.can_retry or not is_terminal(sys.stdin):
        raise errors.NotATerminal(what="the recovery identity, back from paper", option="--recovery-file FILE")
    _show_identity(env, identity)


def _show_identity(env: Env, identity: str) -> None:
    show_secret(
        env,
        "Recovery identity",
        (
            "Write it on paper now, line by line. It opens every bundle.",
            "Keep the paper in a locked place, never on this computer.",
            "",
            *(f"    {line}" for line in identity_lines(identity)),
            "",
            "You will type it back from the paper.",
        ),
    )


def identity_lines(identity: str) -> list[str]:
    """Return an age identity as lines for paper: its fixed beginning, then groups of four."""
    head, one, rest = identity.partition("-1")
    groups = [rest[at : at + 4] for at in range(0, len(rest), 4)]
    return [head + one, *(" ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))]


def given_back(env: Env, identity: str, recovery_file: Path | None) -> str:
    """Return the identity as it was typed from paper, or read back from the file."""
    if recovery_file is not None:
        return read_named(recovery_file).decode("ascii", "replace")
    env.terminal.say("Type it back from the paper.", "Nothing is shown; spaces and capitals do not matter.")
    lines = identity_lines(identity)
    return "".join(_typed_line(env, identity, number, lines) for number in range(1, len(lines) + 1))


def _typed_line(env: Env, identity: str, number: int, lines: Sequence[str]) -> str:
    """Return one line as typed; a slip costs this line only. Raises: RecoveryNotProven after too many slips."""
    for tries_left in range(LINE_TRIES - 1, -1, -1):
        try:
            typed = env.passphrases.existing(f"Line {number} of {len(lines)}:")
        except errors.PassphraseUnusable:  # Enter alone
            typed = ""
        if "".join(typed.split()).upper() == lines[number - 1].replace(" ", ""):
            return typed
        env.terminal.say(f"! That is not line {number}. Look at the paper and type line {number} again.")
        if tries_left == LINE_TRIES // 2:
            _show_identity(env, identity)
    raise errors.RecoveryNotProven()


def hq_keys(store: Store) -> trust.HqKeys:
    """Return headquarters' keys. Raises: NotHeadquarters."""
    return trust.HqKeys.from_json(store.settings.get_json(KEYS), SigningKey.from_seed(store.identity.seed))


def card(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write a new card; without it the last one is shown.")
    ] = None,
    duty_phone: Annotated[str | None, typer.Option(help="The number answered day and night.")] = None,
    deputy_phone: Annotated[str | None, typer.Option(help="The number when the duty phone is not answered.")] = None,
    senior_manager: Annotated[str | None, typer.Option(help="Who is told when a report is late.")] = None,
    dpo: Annotated[str | None, typer.Option(help="The data-protection officer.")] = None,
    approve: Annotated[
        list[str] | None,
        typer.Option(help="A form and its approved languages: border_quick_screen:en,rw; all:en,rw means every form."),
    ] = None,
    approver: Annotated[str, typer.Option(help="Who approved the texts.")] = "",
    use: Annotated[str, typer.Option(help="practice, pilot or field.")] = "practice",
    withdraw: Annotated[list[str] | None, typer.Option(help="A form that is no longer approved.")] = None,
    concern_second: Annotated[
        list[str] | None,
        typer.Option(help="age1... of somebody outside this office who reads concerns about it; 'none' for nobody."),
    ] = None,
) -> Result:
    """Write headquarters' signed public card: recipients, keys, phones, approved forms and languages.

    Phones, approvals and --concern-second are remembered from the card before; --withdraw takes a form's approval back.
    Read the printed fingerprint out to whoever sets up a laptop; without -o the last card's is shown again.

    Example: fieldkit hq card -o hq.card --duty-phone "+250 788 000 000" --deputy-phone "+250 788 000 001"
    --approve all:en,rw --approver "A. Focal"
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        keys, before = hq_keys(store), newest_card(store)
        if output is None:
            return _card_again(before)
        contacts = _contacts(before, duty_phone, deputy_phone, senior_manager, dpo)
        today = dt.datetime.fromtimestamp(env.clock.now().utc_ms / 1000, dt.timezone.utc).date().isoformat()
        new = approvals_for(approve or [], approver or store.person_name, use, today, forms_here())
        approvals = _kept(before.approvals if before else (), new, withdraw or []) + new
        name = str(store.settings.get_json(NAME))
        policy = before.policy + 1 if before else 1
        second = _second(before, concern_second)
        root, now = root_for_cards(store, keys), env.clock.now()
        made = trust.make_card(keys, name, contacts, approvals, now, env.entropy, policy, second, policy_root=root)
        data = write_card(made, keys.signing)
        write_named(output, data, env.platform)
        remember_card(store, made, data)
    return _told(made, f"The card was written to {output}", str(output))


def _second(before: Card | None, given: Sequence[str] | None) -> tuple[str, ...]:
    """Return who reads concerns about the focal point: as given, else as on the card before."""
    if given is None:
        return before.concern_second if before else ()
    return tuple(one for one in given if one != NO_SECOND)


def _card_again(card: Card | None) -> Result:
    """Show the last card. Raises: PhonesMissing when none was made yet."""
    if card is None:
        raise errors.PhonesMissing()
    return _told(card, f"The last card, number {card.policy}; nothing was written", None)


def _told(card: Card, headline: str, file: str | None) -> Result:
    return Result(
        data={
            "file": file,
            "fingerprint": list(card.fingerprint),
            "approvals": [a.as_json() for a in card.approvals],
            "concern_second": list(card.concern_second),
        },
        lines=(
            headline,
            f"Fingerprint  {trust.spoken(card.fingerprint)}",
            "Read the groups out when a laptop is set up;",
            "the person there types the two that they are asked for.",
            *_approval_lines(card.approvals),
            *(f"Concerns about this office go to {one}" for one in card.concern_second),
        ),
        warnings=_unapproved({a.form for a in card.approvals}),
    )


def _kept(before: Sequence[Approval], new: Sequence[Approval], withdrawn: Sequence[str]) -> tuple[Approval, ...]:
    """Return the earlier approvals that still stand: not withdrawn, not given anew."""
    again = {(a.form, a.language) for a in new}
    return tuple(a for a in before if a.form not in withdrawn and (a.form, a.language) not in again)


def _unapproved(forms: set[str]) -> tuple[str, ...]:
    if not forms:
        return ("no form is approved: laptops with this card cannot screen yet",)
    if "identity_contact" not in forms:
        return ("identity_contact is not approved: names and safe contacts cannot be written down",)
    return ()


def _approval_lines(approvals: Sequence[Approval]) -> list[str]:
    """Return a line for each use and set of languages, with its forms: one for each form would push the fingerprint,
    which is to be read out, off the screen."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in approvals:
        found.setdefault((one.form, one.use), []).append(one.language)
    alike: dict[tuple[str, str], list[str]] = {}
    for (form, use), codes in found.items():
        alike.setdefault((use, ", ".join(codes)), []).append(form)
    return [f"Approved for {use}: {', '.join(forms)} in {codes}" for (use, codes), forms in alike.items()]


def _contacts(
    before: Card | None, duty: str | None, deputy: str | None, manager: str | None, dpo: str | None
) -> Contacts:
    old = before.contacts if before else Contacts("", "")
    duty, deputy = duty or old.duty_phone, deputy or old.deputy_phone
    if not duty or not deputy:
        raise errors.PhonesMissing()
    return Contacts(duty, deputy, manager or old.senior_manager, dpo or old.dpo)


def newest_card(store: Store) -> Card | None:
    """Return the card that headquarters made last, or that this laptop was set up with."""
    data = store.settings.get(NEWEST_CARD)
    return None if data is None else read_card(data)


def card_of(store: Store) -> Card:
    """Return headquarters' card. Raises: NoCard on a laptop, NoCardMade at headquarters."""
    card = newest_card(store)
    if card is None:
        raise errors.NoCardMade() if store.role is Role.HQ else errors.NoCard()
    return card


def remember_card(store: Store, made: Card, data: bytes) -> None:
    """Keep the card, and its hash among all that were made: a laptop may answer an older one."""
    hashes: list[Json] = list(card_hashes(store))
    store.settings.put_json(CARDS, [*hashes, made.body_hash])
    store.settings.put(NEWEST_CARD, data)


def card_hashes(store: Store) -> tuple[str, ...]:
    """Return the hashes of all cards this headquarters has made."""
    found = store.settings.get_json(CARDS)
    return tuple(str(h) for h in found) if isinstance(found, list | tuple) else ()


def signers(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the file.")],
) -> Result:
    """Write the registry as an allowed_signers file: stock `ssh-keygen -Y verify` checks bundles with it.

    Example: fieldkit hq signers -o allowed_signers
    """
    env: Env = ctx.obj
    with opened(env, Role.HQ) as store:
        found = registry(store)
    write_named(output, found.text().encode(), env.platform)
    return Result(
        data={"file": str(output), "signers": len(found.lines)},
        lines=(f"{len(found.lines)} signers were written to {output}",),
    )


def registry(store: Store) -> Signers:
    """Return who may sign what, as headquarters knows it; former keys too, those of headquarters with their end."""
    keys, devices = hq_keys(store), store.devices
    former = [line for line in keys.lines(now_ms=0) if line.key != keys.signing.public]
    return trust.allowed_signers(keys.signing.public, devices.keys(), devices.former_keys(), former)
