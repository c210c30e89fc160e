"""A link as it is at a border post: cut every few kilobytes, slow, half-open, with answers that end in the middle.

Sits between a client and a server on loopback and counts what crosses. Everything is decided by a seed.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

PIECE = 256
"""Bytes that cross at a time: a cut falls anywhere, and little waits on this side of it."""


@dataclass(slots=True)
class Weather:
    """How bad the link is. `cut`: each connection ends after so many bytes, both ways together (least, most), None for
    never; `half_open`: the share of cuts after which nothing moves and nobody says so; `delay`: seconds for a piece;
    `lost`: so many of the first answers vanish whole, after the server has done its work."""

    cut: tuple[int, int] | None = None
    half_open: float = 0.0
    delay: float = 0.0
    lost: int = 0


@dataclass(slots=True)
class FlakyProxy:
    """Listens on a free loopback port; `up` and `down` count the bytes that crossed."""

    port_behind: int
    weather: Weather
    seed: int = 1
    up: int = 0
    down: int = 0
    connections: int = 0
    port: int = 0
    _random: random.Random = field(default_factory=random.Random)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def crossed(self) -> int:
        """Bytes both ways."""
        return self.up + self.down

    async def serve(self, ready: threading.Event) -> None:
        """Carry connections until the end."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0, limit=PIECE)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._ended.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        budget = [10**12 if self.weather.cut is None else self._random.randint(*self.weather.cut)]
        behind, onward = await asyncio.open_connection("127.0.0.1", self.port_behind, limit=PIECE)
        ways = (self._pump(reader, onward, budget, "up"), self._pump(behind, writer, budget, "down"))
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                if budget[0] <= 0 and self._random.random() < self.weather.half_open:
                    await self._ended.wait()
        finally:
            for task in tasks:
                task.cancel()
            for end in (writer, onward):
                end.close()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, budget: list[int], way: str
    ) -> None:
        with contextlib.suppress(OSError):
            while budget[0] > 0:
                data = await source.read(PIECE)
                if not data:
                    return
                if way == "down" and self.weather.lost > 0:
                    self.weather.lost -= 1
                    return
                data = data[: budget[0]]
                budget[0] -= len(data)
                setattr(self, way, getattr(self, way) + len(data))
                if self.weather.delay:
                    await asyncio.sleep(self.weather.delay)
                sink.write(data)
                await sink.drain()

    def run(self, ready: threading.Event) -> None:
        """Run the loop, in a thread of its own."""
        self._random = random.Random(self.seed)
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self.serve(ready))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def end(self) -> None:
        """Stop."""
        self._loop.call_soon_threadsafe(self._ended.set)


@contextlib.contextmanager
def flaky(port: int, weather: Weather, seed: int = 1) -> Iterator[FlakyProxy]:
    """Yield a proxy before a port of this machine."""
    proxy, ready = FlakyProxy(port, weather, seed), threading.Event()
    thread = threading.Thread(target=proxy.run, args=(ready,), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield proxy
    finally:
        proxy.end()
        thread.join(10)
