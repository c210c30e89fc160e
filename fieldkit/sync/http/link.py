"""One request and its answer over httpx, without what httpx would add: proxies, cookies, headers."""

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fieldkit.sync.http import endurance, tls

STALL_SECONDS = 60.0
"""Without anything moving; half of it until a connection is there. A new one costs more than to wait for the old."""
SEND_BUFFER = 16 * 1024
"""Bytes that the system may hold back."""
SLOW_BYTES = 8 * 1024
"""How much of what the system holds back may take as long again as STALL_SECONDS: slower than that is no progress. What
is on its way cannot be seen moving from here, and where 40 % is lost it takes long."""
_TCP_IS_UP = "connection.connect_tcp.complete"
_PASSING = (408, 502, 503, 504)
"""What says: not now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (lower-case names) and as much of the body as came."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Cut(Exception):
    """No whole answer came. `silent`: because nothing moved; `part` is what came of the answer."""

    def __init__(self, *, silent: bool = False, part: Answer | None = None) -> None:
        super().__init__("no whole answer")
        self.silent, self.part = silent, part


class TooMuch(Exception):
    """The answer is larger than anything that was asked for."""


class Link:
    """A way to one intake. One connection, kept open while it lasts. `reached`: somebody has taken a connection."""

    def __init__(self, url: str, ca: str, clock: Callable[[], tls.Clock], stall: float = STALL_SECONDS) -> None:
        """Raises: NoAddress, PlainHttp, CertificateRefused."""
        import httpx

        self._url, self._clock = tls.checked_url(url), clock
        self.place, self.reached, self._stall = urlsplit(self._url).netloc, False, stall
        options = [(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER), (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
        options += endurance.options()
        # the system's authorities take 20 ms to read: a loopback address gets a context that believes nobody
        verify = tls.context(ca) if self._url.startswith("https://") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        transport = httpx.HTTPTransport(
            verify=verify, trust_env=False, limits=httpx.Limits(max_connections=1), socket_options=options
        )
        self._client = httpx.Client(transport=transport, trust_env=False, follow_redirects=False)
        for name in list(self._client.headers):
            del self._client.headers[name]

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes, most: int) -> Answer:
        """Make one request. Raises: Cut, TooMuch, ClockAgainstCertificate, CertificateRefused."""
        import httpx

        got = bytearray()
        part: Answer | None = None
        told = {"Content-Length": str(len(body)), **headers} if len(body) > endurance.PIECE else dict(headers)
        content = _pieces(body) if len(body) > endurance.PIECE else body if body or method == "POST" else None
        request = self._client.build_request(method, self._url + path, headers=told, content=content)
        request.extensions = {"timeout": self._patient(len(body)), "trace": self._trace}
        try:
            with contextlib.closing(self._client.send(request, stream=True)) as response:
                part = Answer(response.status_code, response.headers, b"")
                for piece in response.iter_raw():
                    got += piece
                    if len(got) > most:
                        raise TooMuch()
        except httpx.TransportError as error:
            failure = tls.failed_check(error)
            if failure is not None:
                raise tls.explained(failure, self.place, self._clock()) from None
            silent = isinstance(error, httpx.TimeoutException)
            came = None if part is None else Answer(part.status, part.headers, bytes(got))
            raise Cut(silent=silent, part=came) from None
        if part.status in _PASSING:
            raise Cut()
        return Answer(part.status, part.headers, bytes(got))

    def _patient(self, size: int) -> dict[str, float]:
        """Return the seconds without anything moving that are borne, in httpx' words."""
        moving = self._stall * (1 + min(size, SEND_BUFFER) / SLOW_BYTES)
        return {"connect": self._stall / 2, "pool": self._stall, "write": moving, "read": moving}

    def _trace(self, event: str, _: object) -> None:
        self.reached = self.reached or event == _TCP_IS_UP

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


def _pieces(body: bytes) -> Iterator[bytes]:
    return (body[at : at + endurance.PIECE] for at in range(0, len(body), endurance.PIECE))
