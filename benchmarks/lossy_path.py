"""Two rooms of one machine, and between them the link that a border post has: slow, far, and it loses packets.

Each room is a network namespace with a TUN device; the kernel's own TCP runs in both. A relay carries the packets
between the devices: what is over the rate waits in a short queue, and of what leaves it a share is lost, by a seed.
Needs Linux, root, iproute2 and util-linux, and no netem.
"""

import contextlib
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TUN = Path("/dev/net/tun")
TOOLS = ("ip", "unshare", "nsenter")
LAPTOP, INTAKE = "10.213.7.1", "10.213.7.2"
"""Addresses in the two rooms; nobody else sees them."""
_TUNSETIFF, _TUN_WITHOUT_HEAD = 0x400454CA, 0x1001
_TCP, _SYN, _WORD = 6, 0x02, 2**32
LARGEST = 65_536


@dataclass(frozen=True, slots=True)
class Road:
    """How bad the link is: `loss` is the share of packets lost each way, `rate` bits in a second each way, `delay`
    seconds one way, `queue` packets that wait for their turn at most."""

    loss: float
    rate: int = 20_000
    delay: float = 0.3
    queue: int = 10

    def __str__(self) -> str:
        return f"{self.rate / 1000:.0f} kbit/s, {self.loss:.0%} lost"


@dataclass(frozen=True, slots=True)
class Crossed:
    """What has crossed so far, both ways. `stream`: bytes of TCP's streams, each counted once however often it was
    sent; `wire`: bytes of all packets that were sent, with heads and repeats, also of those that were lost."""

    stream: int
    wire: int
    packets: int
    lost: int
    connections: int

    def since(self, before: "Crossed") -> "Crossed":
        """Return what crossed since then."""
        mine, others = ((c.stream, c.wire, c.packets, c.lost, c.connections) for c in (self, before))
        return Crossed(*(a - b for a, b in zip(mine, others, strict=True)))


def missing() -> str:
    """Return what this machine lacks for such a link, in words, or nothing."""
    if not sys.platform.startswith("linux"):
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent:
        return f"the programs {', '.join(absent)} are not here"
    if subprocess.run(("unshare", "--net", "true"), check=False, capture_output=True).returncode:
        return "this machine lets nobody make a network namespace"
    try:
        with _tun():
            return ""
    except OSError:
        return f"{TUN} makes no device here"


@dataclass(slots=True)
class Way:
    """One direction. `flows`: of each connection the first number of its stream, and the furthest byte sent."""

    sink: int
    random: random.Random
    free_at: float = 0.0
    waiting: list[float] = field(default_factory=list)
    flows: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    wire: int = 0
    packets: int = 0
    lost: int = 0

    def take(self, packet: bytes, now: float, road: Road) -> float | None:
        """Count a packet; return when it arrives, or None when it does not."""
        self.wire, self.packets = self.wire + len(packet), self.packets + 1
        self._look(packet)
        self.waiting = [end for end in self.waiting if end > now]
        unlucky = self.random.random() < road.loss
        if len(self.waiting) >= road.queue:
            self.lost += 1
            return None
        self.free_at = max(now, self.free_at) + 8 * len(packet) / road.rate
        self.waiting.append(self.free_at)
        self.lost += unlucky
        return None if unlucky else self.free_at + road.delay

    def _look(self, packet: bytes) -> None:
        """Note how far a stream is (RFC 9293 3.1)."""
        at = 4 * (packet[0] & 15)
        if packet[9] != _TCP:
            return
        source, target, number, _, bits = struct.unpack(">HHIIH", packet[at : at + 14])
        length = len(packet) - at - 4 * (bits >> 12)
        flow = (source, target)
        if bits & _SYN:
            self.flows.setdefault(flow, ((number + 1) % _WORD, 0))
        elif flow in self.flows:
            first, furthest = self.flows[flow]
            self.flows[flow] = first, max(furthest, (number - first) % _WORD + length if length else 0)

    @property
    def stream(self) -> int:
        """Bytes of all its streams."""
        return sum(furthest for _, furthest in self.flows.values())


class Relay:
    """Carries packets between two TUN devices until the end."""

    def __init__(self, road: Road, seed: int, laptop: int, intake: int) -> None:
        self._road, self._fds = road, (laptop, intake)
        self._ways = {
            laptop: Way(intake, random.Random(f"{seed} up")),
            intake: Way(laptop, random.Random(f"{seed} down")),
        }
        self._coming: list[tuple[float, int, int, bytes]] = []
        self._ended, self._count = False, 0

    def crossed(self) -> Crossed:
        """Return what has crossed so far."""
        ways = self._ways.values()
        stream, wire = sum(way.stream for way in ways), sum(way.wire for way in ways)
        packets, lost = sum(way.packets for way in ways), sum(way.lost for way in ways)
        return Crossed(stream, wire, packets, lost, len(self._ways[self._fds[0]].flows))

    def run(self) -> None:
        """Carry, in a thread of its own."""
        while not self._ended:
            pause = max(0.0, self._coming[0][0] - time.monotonic()) if self._coming else 0.1
            for fd in select.select(self._fds, (), (), min(pause, 0.1))[0]:
                self._taken(fd)
            while self._coming and self._coming[0][0] <= time.monotonic():
                _, _, sink, packet = heapq.heappop(self._coming)
                with contextlib.suppress(OSError):
                    os.write(sink, packet)

    def end(self) -> None:
        """Stop."""
        self._ended = True

    def _taken(self, fd: int) -> None:
        with contextlib.suppress(OSError):
            packet = os.read(fd, LARGEST)
            if packet[0] >> 4 != 4:  # IPv6's calls for neighbours: there are none
                return
            way = self._ways[fd]
            arrives = way.take(packet, time.monotonic(), self._road)
            if arrives is not None:
                self._count += 1
                heapq.heappush(self._coming, (arrives, self._count, way.sink, packet))


@dataclass(frozen=True, slots=True)
class Room:
    """A network namespace, which is there as long as the process `holder`."""

    holder: int

    def inside(self, *argv: str) -> list[str]:
        """Return the command that runs another one in this room."""
        return ["nsenter", f"--target={self.holder}", "--net", "--", *argv]


@dataclass(frozen=True, slots=True)
class Path2G:
    """The two rooms and what carries between them."""

    relay: Relay
    laptop: Room
    intake: Room


@contextlib.contextmanager
def lossy_path(road: Road, seed: int) -> Iterator[Path2G]:
    """Yield two rooms with a link between them. Raises: OSError, CalledProcessError where `missing` says something."""
    with contextlib.ExitStack() as stack:
        rooms = [stack.enter_context(_room()) for _ in range(2)]
        ends = [
            stack.enter_context(_device(room, mine, other))
            for room, mine, other in zip(rooms, (LAPTOP, INTAKE), (INTAKE, LAPTOP), strict=True)
        ]
        relay = Relay(road, seed, *ends)
        thread = threading.Thread(target=relay.run, daemon=True)
        thread.start()
        try:
            yield Path2G(relay, *rooms)
        finally:
            relay.end()
            thread.join(10)


@contextlib.contextmanager
def _room() -> Iterator[Room]:
    """A room ends with its holder, which ends with this process: nothing is left behind."""
    outside = os.readlink("/proc/self/ns/net")
    with subprocess.Popen(("unshare", "--net", "cat"), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as holder:
        try:
            for _ in range(500):
                if os.readlink(f"/proc/{holder.pid}/ns/net") != outside:
                    break
                time.sleep(0.01)
            room = Room(holder.pid)
            _run(room.inside("ip", "link", "set", "lo", "up"))
            # what most laptops and servers have; the kernel of this machine may be set to another one
            _run(room.inside("sh", "-c", "echo cubic > /proc/sys/net/ipv4/tcp_congestion_control || true"))
            yield room
        finally:
            holder.kill()


@contextlib.contextmanager
def _device(room: Room, mine: str, other: str) -> Iterator[int]:
    """Yield the end of a TUN device that lies in a room."""
    with _tun() as (end, name):
        _run(("ip", "link", "set", "dev", name, "netns", str(room.holder)))
        _run(room.inside("ip", "address", "add", mine, "peer", other, "dev", name))
        _run(room.inside("ip", "link", "set", "dev", name, "mtu", "1500", "up"))
        yield end


@contextlib.contextmanager
def _tun() -> Iterator[tuple[int, str]]:
    """Yield the end of a new device, and its name. Raises: OSError."""
    import fcntl

    end = os.open(TUN, os.O_RDWR)
    try:
        asked = struct.pack("16sH22x", b"fklossy%d", _TUN_WITHOUT_HEAD)
        yield end, fcntl.ioctl(end, _TUNSETIFF, asked)[:16].rstrip(b"\0").decode()
    finally:
        os.close(end)


def _run(argv: Sequence[str]) -> None:
    subprocess.run(argv, check=True, capture_output=True, stdin=subprocess.DEVNULL)
