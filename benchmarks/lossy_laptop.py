"""What runs in the rooms of `lossy_path`: the real client, and a plain upload with its server as the yardstick.

`python -m benchmarks.lossy_laptop WHAT ...` writes a line of JSON when a step is done, and waits for nobody.
"""

import contextlib
import http.server
import json
import ssl
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.served import machine_ms
from benchmarks.sync_http import DEVICE, EPOCH, KEY, made_bundle
from fieldkit import errors
from fieldkit.result import Json
from fieldkit.sync.http import tls
from fieldkit.sync.http.client import Caller, HttpMailbox
from fieldkit.sync.http.kept import Kept
from fieldkit.sync.http.link import Answer, Cut, Link


class Watched(Link):
    """The real link, which also notes what was asked: method, bytes of the body, seconds, status or why none."""

    def __init__(self, url: str, ca: str, clock: Callable[[], tls.Clock]) -> None:
        super().__init__(url, ca, clock)
        self.asked: list[Json] = []

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes, most: int) -> Answer:
        """As Link."""
        began, came = time.monotonic(), "error"
        try:
            answer = super().ask(method, path, headers, body, most)
            came = str(answer.status)
        except Cut as cut:
            came = "silent" if cut.silent else "cut"
            raise
        finally:
            self.asked.append([method, len(body), round(time.monotonic() - began, 1), came])
        return answer


def say(step: str, began: float, **facts: Json) -> None:
    """Tell that a step is done."""
    print(json.dumps({"step": step, "seconds": time.monotonic() - began, **facts}), flush=True)


def laptop(url: str, ca: str, seq: str, size: str) -> None:
    """Say hello, send a bundle, say hello where nothing is new: again, as a person would give the command again."""
    name, data = made_bundle(int(seq), int(size))
    link = Watched(url, Path(ca).read_text(encoding="ascii"), lambda: tls.Clock(machine_ms()))
    began, failed = time.monotonic(), list[Json]()
    steps: dict[str, Callable[[HttpMailbox], object]] = {
        "hello": lambda mailbox: mailbox.hello(),
        "upload": lambda mailbox: mailbox.put_bundle(DEVICE, name, data),
        "nothing new": lambda mailbox: mailbox.hello(),
    }
    mailbox = HttpMailbox(link, Caller(DEVICE, KEY, EPOCH, 1), Kept())
    for step, act in steps.items():
        while True:
            try:
                act(mailbox)
                break
            except errors.LinkFailed as error:
                failed.append(str(error))
                mailbox = HttpMailbox(link, Caller(DEVICE, KEY, EPOCH, 1), mailbox.keep())
        say(step, began, bundle=len(data), failed=list(failed), asked=list(link.asked))
        if step == "upload":
            mailbox = HttpMailbox(link, Caller(DEVICE, KEY, EPOCH, 1), mailbox.keep())
    link.close()


def plain(url: str, ca: str, seq: str, size: str) -> None:
    """Send the same bytes as one POST, with no limit on time, as curl does."""
    import httpx

    data, began = made_bundle(int(seq), int(size))[1], time.monotonic()
    trusted = tls.context(Path(ca).read_text(encoding="ascii"))
    try:
        with httpx.Client(verify=trusted, trust_env=False, timeout=None) as one:
            came = str(one.post(url, content=data).status_code)
    except httpx.TransportError as error:
        came = type(error).__name__
    say("plain", began, bundle=len(data), came=came)


class _Takes(http.server.BaseHTTPRequestHandler):
    """A server that takes a POST and says so."""

    def do_POST(self) -> None:
        """Take it whole."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def taking(host: str, certificate: str, key: str) -> None:
    """Serve the yardstick's side until somebody ends it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = http.server.ThreadingHTTPServer((host, 0), _Takes)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(f"at {host}:{server.server_port} ", file=sys.stderr, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


def main(words: Sequence[str]) -> None:
    """Do what is named."""
    known: dict[str, Callable[..., None]] = {"laptop": laptop, "plain": plain, "taking": taking}
    known[words[0]](*words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
