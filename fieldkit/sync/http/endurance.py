"""What both ends ask of the system's TCP, so that a link that loses every second packet stays one connection.

Each loss of a repeated packet doubles the time until the next repeat, up to two minutes: over a link that loses 40 %
the system soon waits longer than anybody. Linux can be told to repeat steadily where little is on its way, and never to
wait longer than a bound. Where a system knows nothing of this, connections end more often, and uploads go on where they
stopped. docs/http-format.md 5.1.
"""

import contextlib
import socket
import sys

PIECE = 1300
"""Bytes of a body that are sent at a time. TLS makes a record of each, and of a record that came in part nothing can be
used: in records of 16 KiB a cut would lose all of them. With its head and TCP's it fits a packet of 1,400 bytes."""
LONGEST_REPEAT_MS = 6_000
_THIN_LINEAR_TIMEOUTS, _RTO_MAX_MS = 16, 44  # linux/tcp.h: since 2.6.34, since 6.15

Option = tuple[int, int, int]


def options() -> list[Option]:
    """Return the options of this kind that this system takes, for `setsockopt`."""
    if sys.platform != "linux":
        return []
    wanted = [(_THIN_LINEAR_TIMEOUTS, 1), (_RTO_MAX_MS, LONGEST_REPEAT_MS)]
    taken: list[Option] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        for name, value in wanted:
            with contextlib.suppress(OSError):
                trial.setsockopt(socket.IPPROTO_TCP, name, value)
                taken.append((socket.IPPROTO_TCP, name, value))
    return taken
