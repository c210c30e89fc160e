"""Signed requests that are made again until they are answered, within bounds. docs/http-format.md 2 and 5."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldkit import errors
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.http.link import Answer, Cut, Link, TooMuch
from fieldkit.sync.http.signing import HEADER, NONCE_HEADER, Request, read_nonce, sign_request

MOST_FAILURES = 8
"""In a row, without a byte of progress."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 16.0
"""Seconds."""
SMALL_ANSWER = 64 * 1024

_REFUSED = {
    400: "it does not understand this fieldkit",
    401: "it does not accept its own nonces; its clock may be wrong",
    404: "it has nothing there: is this the right address?",
    413: "it takes nothing that large",
}
_WHO = {
    "unknown-device": "it does not know this laptop yet: headquarters has to enrol it",
    "revoked": "this laptop was revoked",
    "signature": "this laptop's signature does not fit",
}


@dataclass(slots=True)
class Patience:
    """Counts failures in a row, waits longer after each, ends them. `arrived`: bytes of the file that came across."""

    link: Link
    sleep: Callable[[float], None]
    arrived: int = 0
    failures: int = 0

    def progress(self) -> None:
        """Something came through: begin to count anew."""
        self.failures = 0

    def failed(self) -> None:
        """Wait. Raises: after MOST_FAILURES LinkFailed, or NobodyAnswers where nobody ever did."""
        self.failures += 1
        if self.failures >= MOST_FAILURES:
            if not self.link.reached:
                raise errors.NobodyAnswers(place=self.link.place)
            raise errors.LinkFailed(place=self.link.place, tries=self.failures, arrived=self.arrived)
        self.sleep(min(LONGEST_WAIT, FIRST_WAIT * 2 ** (self.failures - 1)))


class Asking:
    """Makes requests as one device to one intake. `nonce` is the newest that the intake has given."""

    def __init__(
        self, link: Link, device: str, key: SigningKey, nonce: bytes, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.link, self.nonce = link, nonce
        self._device, self._key, self._sleep = device, key, sleep

    def patience(self) -> Patience:
        """Return patience for one task."""
        return Patience(self.link, self._sleep)

    def once(
        self,
        request: Request,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        most: int = SMALL_ANSWER,
    ) -> Answer:
        """Make one request, a second time with the nonce of a 401.

        Raises: Cut; IntakeRefused, IntakeFull for what no repeating helps; what `Link.ask` raises.
        """
        answer = self._signed(request, headers or {}, body, most)
        fresh = read_nonce(answer.headers.get(NONCE_HEADER, "")) if answer.status == 401 else None
        if fresh is not None:
            self.nonce = fresh
            answer = self._signed(request, headers or {}, body, most)
        if answer.status == 403:
            raise self.refused(_WHO.get(word_of(answer), "it lets this laptop do nothing there"))
        if answer.status in (429, 507):
            raise errors.IntakeFull(place=self.link.place, why=_full(answer))
        if answer.status in (400, 401) or 300 <= answer.status < 400 or answer.status == 500:
            raise self.refused(_REFUSED.get(answer.status, f"it answers {answer.status}, which no intake says"))
        return answer

    def surely(self, request: Request, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Make a request that may be repeated until it is answered. Raises: LinkFailed, NobodyAnswers; as `once`."""
        patience = self.patience()
        while True:
            try:
                return self.once(request, headers, body)
            except Cut:
                patience.failed()

    def refused(self, why: str) -> errors.IntakeRefused:
        """Return the error."""
        return errors.IntakeRefused(place=self.link.place, why=why)

    def unexpected(self, answer: Answer) -> errors.IntakeRefused:
        """Return the error for a status that nothing is to be done about."""
        return self.refused(_REFUSED.get(answer.status, f"it answers {answer.status}"))

    def _signed(self, request: Request, headers: Mapping[str, str], body: bytes, most: int) -> Answer:
        signed = {HEADER: sign_request(request, self._device, self.nonce, self._key), **headers}
        try:
            return self.link.ask(request.method, request.path, signed, body, most)
        except TooMuch:
            raise self.refused("its answer is larger than any that was asked for") from None


def word_of(answer: Answer) -> str:
    """Return the one word of a refusal, or nothing: what a stranger's proxy says is not repeated."""
    word = answer.body[:40].decode("ascii", "replace")
    return word if word.replace("-", "").isalpha() else ""


def _full(answer: Answer) -> str:
    if word_of(answer) == "quota":
        return "this laptop has sent as much as it may on one day"
    return "it has no room left" if answer.status == 507 else "too much lies there unfinished"
