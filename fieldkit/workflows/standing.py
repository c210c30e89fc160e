"""Headquarters' word to each laptop: said after every import, heard in every exchange. docs/bundle-format.md 9.1"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from fieldkit import errors
from fieldkit.cases.standing import Moment, Standing, WordApplied, WordFacts
from fieldkit.cases.words import DeviceRow
from fieldkit.crypto import canonical
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import HqTransport, Instant, Transport
from fieldkit.result import Json
from fieldkit.sync.bundle.signers import Signers
from fieldkit.sync.bundle.word import Word, open_word, write_word

Orders: TypeAlias = Callable[[str], Sequence[Mapping[str, Json]]]
"""Gives the orders that stand for a device, by its principal, at most LIMITS.orders."""
CarryOut: TypeAlias = Callable[[Sequence[Mapping[str, Json]]], None]
"""Carries out the orders of a word; those that were carried out before come again and change nothing."""
Refused: TypeAlias = tuple[tuple[str, errors.FieldkitError], ...]
"""Files that were not accepted, and why."""
WORD_FILE = "word.fkw"
WEEK_MS = 7 * 24 * 3600 * 1000
"""How long a word stands before it is said anew: one of a wrong clock must not stand for ever."""
NO_PLACE = (errors.MailboxFull, errors.MailboxReadOnly, errors.DiskFull, errors.StoreUnwritable)
"""After one of these no other word finds room either."""


class SaidWord(Protocol):
    """The last word to a device, as it is kept."""

    @property
    def hq_epoch(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def says(self) -> str: ...
    @property
    def data(self) -> bytes: ...


class Words(Protocol):
    """What saying words needs of headquarters' store."""

    def standing(self, device: str) -> Standing: ...
    def mark(self, device: str) -> str: ...
    def said(self, device: str) -> SaidWord | None: ...
    def keep(self, device: str, hq_epoch: str, n: int, says: str, data: bytes) -> None: ...


class HeldWords(Protocol):
    """What hearing a word needs of a laptop's store."""

    def apply_word(self, facts: WordFacts) -> WordApplied: ...
    def word_counts(self, facts: WordFacts) -> bool: ...


class Hearer(Protocol):
    """Who hears: this laptop, its age identities, the keys of headquarters."""

    @property
    def device(self) -> str: ...
    @property
    def age_identity(self) -> str: ...
    @property
    def age_identities(self) -> Sequence[str]: ...
    @property
    def signers(self) -> Signers: ...


def no_orders(device: str) -> Sequence[Mapping[str, Json]]:  # noqa: ARG001 (of the type Orders)
    """Order nothing."""
    return ()


def leave_orders(orders: Sequence[Mapping[str, Json]]) -> None:
    """Carry out nothing."""


def write_words(
    mailbox: HqTransport,
    devices: Sequence[DeviceRow],
    words: Words,
    key: SigningKey,
    orders: Orders,
    now: Instant,
    padding: Callable[[int], bytes],
) -> str:
    """Write the word to every device that it belongs here for; return why one could not be written, or nothing."""
    unwritten = ""
    for device in devices:
        try:
            if mailbox.is_for(device.device):
                mailbox.put_word(device.device, _word(device, words, key, orders(device.device), now, padding))
        except NO_PLACE as error:
            return str(error)
        except errors.FieldkitError as error:  # one bad place, or one device, keeps no other word back
            unwritten = str(error)
    return unwritten


def _word(
    device: DeviceRow,
    words: Words,
    key: SigningKey,
    orders: Sequence[Mapping[str, Json]],
    now: Instant,
    padding: Callable[[int], bytes],
) -> bytes:
    """Return the word to a device: the same file as before as long as it would say the same in the same week."""
    week = now.utc_ms // WEEK_MS
    made_of: list[Json] = [words.mark(device.device), key.public.openssh(), device.age_recipient, list(orders), week]
    says = hashlib.sha256(canonical.dumps(made_of)).hexdigest()
    before = words.said(device.device)
    if before is not None and before.says == says:
        return before.data
    standing = words.standing(device.device)
    n = before.n + 1 if before is not None and before.hq_epoch == standing.hq_epoch else 1
    moment = Moment(standing.hq_epoch, n, standing.before, now.utc_ms)
    word = Word(device.device, moment, standing.hq_audit, standing.chains, tuple(orders))
    data = write_word(word, key, device.age_recipient, padding)
    words.keep(device.device, standing.hq_epoch, n, says, data)
    return data


def take_word(mailbox: Transport, store: HeldWords, me: Hearer, carry_out: CarryOut) -> tuple[WordApplied, Refused]:
    """Hear headquarters' word, if there is one; what was refused comes as (file, reason).

    Orders come first: cut short in between, the same word is heard again. An old copy changes nothing.
    """
    try:
        data = mailbox.word(me.device)
        if data is None:
            return WordApplied(new=False), ()
        facts = open_word(data, me.signers, me.age_identities or (me.age_identity,), device=me.device)
    except (errors.WordInvalid, errors.MailboxUnreadable) as error:
        return WordApplied(new=False), ((WORD_FILE, error),)
    if store.word_counts(facts) and facts.orders:
        carry_out(facts.orders)
    return store.apply_word(facts), ()
