"""The escrow around other commands: made anew when keys or officers change, offered at each sync. store-format 15"""

from fieldkit import errors
from fieldkit.cases.words import Role
from fieldkit.commands.hq_setup import newest_card
from fieldkit.commands.published import policy_of
from fieldkit.ports import EscrowPlace
from fieldkit.store.store import Store
from fieldkit.sync.bundle.escrow import Why
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import current, say


def officers_of(store: Store) -> tuple[str, ...]:
    """Return the recovery officers' recipients; none where one of them is a recipient of headquarters' card."""
    named = policy_of(store).escrow
    card = newest_card(store)
    everybody = {one for of_class in card.recipients.values() for one in of_class} if card else set()
    return () if everybody & set(named) else named


def keep_escrow(store: Store, why: Why | None = None) -> tuple[str, ...]:
    """Make this laptop's escrow fit its key and its officers; return warnings. A disk that has no room is one."""
    if store.role is not Role.FIELD:
        return ()
    officers = officers_of(store)
    try:
        store.escrow.keep(officers, why=why)
    except (errors.DiskFull, errors.StoreUnwritable, errors.UnwritablePlace) as error:
        return (say(current(), "escrow.not_made", why=error_words(error, current())[0]),)
    return (say(current(), "escrow.not_officers"),) if policy_of(store).escrow and not officers else ()


def offer_escrow(store: Store, mailbox: EscrowPlace) -> tuple[str, ...]:
    """Make the escrow fit and hand it over; return warnings.

    Raises: MailboxFull, MailboxReadOnly, MailboxGone, MailboxUnreadable, MailboxCorruptsData; of an address
    LinkFailed, IntakeRefused, IntakeFull.
    """
    warnings = keep_escrow(store)
    data, escrow = store.escrow.data(), store.escrow.newest()
    if data is not None and escrow is not None:
        mailbox.put_escrow(store.identity.device, escrow.file_name, data)
    return warnings
