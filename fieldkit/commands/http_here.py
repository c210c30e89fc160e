"""This laptop's side of an intake: who asks, what is kept from one sync to the next, how its word is read."""

import hashlib
from pathlib import Path

from fieldkit.commands.files import read_named
from fieldkit.commands.policy_here import installed_state
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Env
from fieldkit.store.store import Store
from fieldkit.sync.http import tls
from fieldkit.sync.http.client import Caller, HttpMailbox
from fieldkit.sync.http.kept import read_kept
from fieldkit.sync.http.link import Link

KEPT = "http."
"""Settings of the store, one for each address: `http.` and the beginning of the address's SHA-256."""


def http_mailbox(store: Store, env: Env, url: str, ca: str = "") -> HttpMailbox:
    """Return the mailbox behind an address; `ca` is the PEM of the one authority to believe, or empty.

    Raises: NoAddress, PlainHttp, CertificateRefused.
    """
    kept = read_kept(store.settings.get_json(_setting(url)))
    told_ms = max(kept.time_ms, store.outbox.last_hq_time_ms())
    link = Link(url, ca, lambda: tls.Clock(env.clock.now().utc_ms, told_ms))
    mine = [row.seq for row in store.outbox.list() if row.epoch == store.epoch]
    rules = installed_state(store)[0]
    caller = Caller(
        device=store.identity.device,
        key=SigningKey.from_seed(store.identity.known_seed),
        epoch=store.epoch,
        head=max(mine, default=0),
        receipts=store.outbox.receipt_hashes(),
        word=store.outbox.word_held(),
        policy=rules.version if rules else 0,
    )
    return HttpMailbox(link, caller, kept)


def keep(store: Store, url: str, mailbox: HttpMailbox) -> None:
    """Keep what the next sync with this address should begin with, and let go of the connection."""
    mailbox.close()
    kept = mailbox.keep().as_json()
    if store.settings.get_json(_setting(url)) != kept:
        store.settings.put_json(_setting(url), kept)


def authority(file: Path | None) -> str:
    """Return the text of a CA file, or nothing. Raises: UnreadableFile."""
    return "" if file is None else read_named(file).decode("ascii", "replace")


def _setting(url: str) -> str:
    return KEPT + hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]
