"""The mailbox over HTTP, as a laptop sees it: the same port as a stick. Spec: docs/http-format.md."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit import errors
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Parcel
from fieldkit.sync.http.asking import Asking
from fieldkit.sync.http.fetching import fetch
from fieldkit.sync.http.hello import BEGINNING, Hello, Malformed, Reply, digest, number_of, read_reply
from fieldkit.sync.http.kept import Kept
from fieldkit.sync.http.link import Link
from fieldkit.sync.http.names import (
    BUNDLE_NAME,
    DOWN,
    ESCROW_NAME,
    HELLO,
    POLICY,
    RECEIPT_NAME,
    UPLOADS,
    WORD_NAME,
    is_policy_name,
)
from fieldkit.sync.http.signing import Request
from fieldkit.sync.http.uploading import Uploader

MOST_FILE = 9 * 1024 * 1024
SERVES_HOURS = 72
"""How much younger a nonce must be to be worth keeping; an intake takes one for 7 days (http-format 2.1)."""
MOST_PAGES = 80
"""Pages of a list of receipts: 20,000 files, as many as a mailbox shows."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: pseudonym and signing key; present epoch and the number of its newest bundle; manifest hashes of the
    receipts held; the SHA-256 of the word held, or ""; the version of the policy's timestamp held, or 0."""

    device: str
    key: SigningKey = field(repr=False)
    epoch: str
    head: int
    receipts: Collection[str] = ()
    word: str = ""
    policy: int = 0


class HttpMailbox:
    """One intake, for one sync. `kept` is what the last one left; what this one leaves is in `keep()`.

    Everything may raise NobodyAnswers, LinkFailed, IntakeRefused, IntakeFull, ClockAgainstCertificate or
    CertificateRefused; in each case all that was not answered may be done again.
    """

    def __init__(self, link: Link, caller: Caller, kept: Kept, *, sleep: Callable[[float], None] | None = None) -> None:
        settings = {} if sleep is None else {"sleep": sleep}
        self._asking = Asking(link, caller.device, caller.key, kept.nonce, **settings)
        self._caller, self._kept = caller, kept
        self._down, self._up = dict(kept.down), dict(kept.up)
        self._held = frozenset(one[:BEGINNING] for one in caller.receipts)
        self._uploader = Uploader(self._asking)
        self._reply: Reply | None = None

    @property
    def place(self) -> str:
        """Host and port, as a word for where bundles went."""
        return self._asking.link.place

    def hello(self) -> Reply:
        """Ask what is new; once for each HttpMailbox."""
        if self._reply is None:
            reply = self._page()
            for _ in range(MOST_PAGES):
                if reply.down is None or not reply.down.more:
                    break
                reply = self._page()
            self._reply = reply
        return self._reply

    def keep(self) -> Kept:
        """Return what the next sync should begin with: the same as before while that serves, for keeping costs an entry
        in the store's journal."""
        same = (dict(self._kept.down), dict(self._kept.up)) == (self._down, self._up)
        if same and 0 <= _hour(self._asking.nonce) - _hour(self._kept.nonce) < SERVES_HOURS:
            return self._kept
        time_ms = self._kept.time_ms if self._reply is None else self._reply.time_ms
        return Kept(self._asking.nonce, time_ms, dict(self._down), dict(self._up))

    def devices(self, first: Collection[str] = ()) -> Sequence[str]:  # noqa: ARG002 (the port's)
        """Return this laptop: an intake tells nobody of others."""
        return (self._caller.device,)

    def bundles_of(self, device: str) -> Iterator[Parcel]:
        """Yield this laptop's bundles that lie there, by name, with the beginning of each SHA-256."""
        self._only_mine(device)
        self.hello()
        yield from (
            Parcel(device, name, Path(name), 0, self._up[name])
            for name in sorted(self._up)
            if BUNDLE_NAME.fullmatch(name)
        )

    def holds(self, device: str, name: str) -> bytes | None:
        """Return what lies under a bundle's name, or None. Fetches it: first see whether `bundles_of` tells enough."""
        self._only_mine(device)
        self.hello()
        return self._file(f"{UPLOADS}/{name}", MOST_FILE) if name in self._up else None

    def receipts_of(self, device: str) -> Iterator[Parcel]:
        """Yield the receipts that this laptop does not hold, by number."""
        self._only_mine(device)
        self.hello()
        for name in sorted(self._down):
            if self._down[name] not in self._held:
                yield Parcel(device, name, Path(name), 0)

    def read(self, parcel: Parcel) -> bytes:
        """Return a file's bytes. Raises: MailboxUnreadable when it is not there any more."""
        receipt = RECEIPT_NAME.fullmatch(parcel.name)
        data = self._file(f"{DOWN}{parcel.name}" if receipt else f"{UPLOADS}/{parcel.name}", MOST_FILE)
        if data is None:
            raise errors.MailboxUnreadable(path=parcel.name, why="it is not there any more")
        return data

    def put_bundle(self, device: str, name: str, data: bytes) -> bool:
        """Bring a bundle there; return False when the same bytes were there."""
        self._only_mine(device)
        self.hello()
        beginning = hashlib.sha256(data).hexdigest()[:BEGINNING]
        if self._up.get(name) == beginning:
            return False
        new = self._uploader.send(name, data)
        self._up[name] = beginning
        return new

    def put_escrow(self, device: str, name: str, data: bytes) -> bool:
        """Bring this laptop's escrow there, in the place of older ones; return False when the same bytes were there."""
        new = self.put_bundle(device, name, data)
        for older in [one for one in self._up if ESCROW_NAME.fullmatch(one) and one != name]:
            del self._up[older]
        return new

    def put_receipt(self, device: str, number: int, data: bytes) -> bool:
        """Raises: MailboxReadOnly. Receipts are put into the folder itself, by headquarters."""
        del device, number, data
        raise errors.MailboxReadOnly(path=self.place)

    def remove_bundle(self, device: str, name: str) -> bool:
        """Take an own bundle away after its receipt; return False when the intake does not, or does not answer."""
        self._only_mine(device)
        try:
            answer = self._asking.surely(Request("DELETE", f"{UPLOADS}/{name}"))
        except (errors.NobodyAnswers, errors.LinkFailed, errors.IntakeRefused, errors.IntakeFull):
            return False
        if answer.status in (204, 404):
            self._up.pop(name, None)
        return answer.status in (204, 404)

    def word(self, device: str) -> bytes | None:
        """Return headquarters' word to this laptop, or None where there is none, or none that is new."""
        self._only_mine(device)
        told = self.hello().word
        if not told or told == self._caller.word[:BEGINNING]:
            return None
        return self._file(f"{DOWN}{WORD_NAME}", MOST_FILE)

    def has_newer_policy(self) -> bool:
        """Tell whether the intake says that its policy is another one. Nothing is concluded from a no."""
        return self.hello().policy not in (0, self._caller.policy)

    def policy_file(self, path: str, most: int) -> bytes | None:
        """Return a file of the policy repository (`metadata/...`, `targets/...`), or None where there is none."""
        return self._file(f"{POLICY}{path}", most) if is_policy_name(path) else None

    def close(self) -> None:
        """Let go of the connection."""
        self._asking.link.close()

    def _only_mine(self, device: str) -> None:
        """No path names a device. Raises: MailboxUnreadable for another one than the caller."""
        if device != self._caller.device:
            raise errors.MailboxUnreadable(path=self.place, why="it shows a laptop its own files only")

    def _file(self, path: str, most: int) -> bytes | None:
        return fetch(self._asking, path, most)

    def _page(self) -> Reply:
        """Say hello and take in what is new. Raises: IntakeRefused for what is no answer of an intake."""
        newest = max(map(number_of, self._down), default=0)
        caller = self._caller
        said = Hello(
            epoch=caller.epoch,
            head=caller.head,
            down=(newest, digest(self._down)),
            up=digest(self._up),
            word=caller.word[:BEGINNING],
            policy=caller.policy,
        )
        body = said.write()
        answer = self._asking.surely(Request("POST", HELLO, hashlib.sha256(body).hexdigest()), body=body)
        try:
            reply = read_reply(answer.body if answer.status == 200 else b"")
        except Malformed:
            raise self._asking.refused("it does not answer as an intake does: is this the right address?") from None
        self._asking.nonce = reply.nonce
        if reply.down is not None:
            self._down = {} if reply.down.whole else self._down
            self._down.update(reply.down.files)
        if reply.up is not None:
            self._up = dict(reply.up)
        return reply


def _hour(nonce: bytes) -> int:
    return int.from_bytes(nonce[:4], "big")
