"""Running an intake under uvicorn, with what uvicorn leaves open closed: heads that never end, logs of who came."""

import asyncio
import contextlib
import functools
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from fieldkit import errors
from fieldkit.sync.http import endurance
from fieldkit.sync.http.server import REST, SILENT_SECONDS, Door

MOST_HEAD = 8 * 1024
MOST_CONNECTIONS = 256
STILL_LOOKS = 4
"""Looks, SILENT_SECONDS apart, in which nothing of an answer moved before it is given up. One is not enough: what the
system and TLS hold back is seen only in lumps, and a bad link takes minutes for one."""
KEEP_ALIVE_SECONDS = 90
"""Counted from when an answer was written, and over a bad link that is long before it has arrived."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Where an intake listens, and with which certificate. `behind_proxy`: something before it has the encryption."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False


class Impatient(H11Protocol):
    """uvicorn's HTTP, but a connection without a whole request head for SILENT_SECONDS is closed, and one that takes
    nothing of its answers for STILL_LOOKS times as long is cut off.

    uvicorn itself waits for ever for the first request, for the end of a head, and for a reader.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch."""
        super().connection_made(transport)
        taken = transport.get_extra_info("socket")
        if (
            taken is not None
        ):  # asyncio leaves it out for sockets that it did not make: 40 ms for each answer with a body
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._heads, self._resumed, self._still = 0, 0, 0
        self._left = (0, 0)
        self._watch: asyncio.TimerHandle | None = self.loop.call_later(SILENT_SECONDS, self._look, 0)

    def handle_events(self) -> None:
        """Count the requests that have begun, by the cycle that each of them makes."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._heads += 1
            self.cycle.scope[REST] = functools.partial(_rest, self.cycle)  # type: ignore[literal-required]

    def resume_writing(self) -> None:
        """Count how often a full buffer emptied: what is left may come to the same number of bytes again."""
        self._resumed += 1
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def _look(self, heads_then: int) -> None:
        left = (self.transport.get_write_buffer_size(), self._resumed)
        self._still = self._still + 1 if left[0] and left == self._left else 0
        self._left = left
        if self._still >= STILL_LOOKS:
            self.transport.abort()  # to close would be to wait for a reader again
            return
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._heads == heads_then and not left[0]:
            self.transport.close()
            return
        self._watch = self.loop.call_later(SILENT_SECONDS, self._look, self._heads)


def _rest(cycle: RequestResponseCycle) -> bytes:
    """Return what came of a body before the connection went: uvicorn itself throws it away."""
    rest = bytes(cycle.body)
    cycle.body.clear()
    return rest


def listening(binding: Binding) -> socket.socket:
    """Return the socket. Raises: PlainHttp, IntakeUnfit."""
    if binding.certificate is None and not binding.behind_proxy and not is_loopback(binding.host):
        raise errors.PlainHttp(place=binding.host)
    family = socket.AF_INET6 if ":" in binding.host else socket.AF_INET
    try:
        place = socket.create_server((binding.host, binding.port), family=family, backlog=MOST_CONNECTIONS)
    except OSError as error:
        raise errors.IntakeUnfit(why=f"{binding.host}:{binding.port}: {error.strerror or error}") from None
    for option in endurance.options():  # taken over by each connection, before its TLS begins
        place.setsockopt(*option)
    return place


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches it."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return False


def server_of(door: Door, binding: Binding) -> Server:
    """Return a server that has yet to run. Raises: IntakeUnfit when the certificate cannot be used."""
    config = Config(
        door,
        http=Impatient,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=MOST_HEAD,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=5,
        ssl_certfile=binding.certificate,
        ssl_keyfile=binding.key,
    )
    try:
        config.load()
    except OSError as error:  # ssl.SSLError is one
        raise errors.IntakeUnfit(why=f"the certificate or its key cannot be used: {error}") from None
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
        config.ssl.num_tickets = 0  # nobody resumes; two tickets are half a kilobyte of every handshake
    return Server(config)


@contextlib.contextmanager
def running(door: Door, binding: Binding) -> Iterator[tuple[Server, socket.socket]]:
    """Yield a server and its socket, which is closed afterwards."""
    server = server_of(door, binding)
    with listening(binding) as place:
        yield server, place
