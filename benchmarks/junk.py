"""A flood of junk against a real `fieldkit hq serve` on loopback, and an honest laptop in the middle of it.

`python -m benchmarks.junk [COUNT]`. The server runs with tripwires: it ends at once when anything imports age (pyrage)
or decompresses (zstandard). So that it is still there afterwards shows that nothing of the flood was ever opened.
"""

import base64
import contextlib
import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from benchmarks.served import started
from benchmarks.sync_http import DEVICE, KEY, made_bundle, mailbox
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.bundle.namespaces import BUNDLE, SYNC
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.http.client import HttpMailbox
from fieldkit.sync.http.kept import Kept
from fieldkit.sync.http.signing import HEADER, NONCE_HEADER, Request, read_nonce, sign_request, upload_address

TRIPWIRES = """
import os, sys
class Never:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "pyrage":
            os._exit(97)
sys.meta_path.insert(0, Never())
import zstandard
zstandard.ZstdDecompressor = lambda *a, **k: os._exit(98)
from fieldkit.cli import main
sys.exit(main(sys.argv[1:]))
"""
HOSTILE, HOSTILE_KEY = "d-" + "0a" * 16, SigningKey.from_seed(b"2" * 32)
"""An enrolled laptop in the wrong hands: what it sends is signed well, and junk."""
STRANGER_KEY = SigningKey.from_seed(b"4" * 32)
SIGNERS = Signers((Signer(DEVICE, (BUNDLE, SYNC), KEY.public), Signer(HOSTILE, (BUNDLE, SYNC), HOSTILE_KEY.public)))
QUOTA_MIB, SENDERS, JUNK_BYTES = 1, 4, 3_000
ALONE = 30
"""Honest uploads before the flood, for the yardstick."""
MOST_JUNK_BYTES = 16 * 1024 + 8 * (JUNK_BYTES + 1024)
"""What the flood may leave: eight unfinished uploads of the one laptop that is enrolled (http-format 7), and notes."""
TUS = {"Tus-Resumable": "1.0.0"}
Sent = tuple[str, str, Mapping[str, str], bytes]


@dataclass(slots=True)
class Flood:
    """What came of it: answers by status, bytes on the intake's disk at most, seconds of honest uploads."""

    count: int
    statuses: "Counter[str]" = field(default_factory=Counter)
    peak: int = 0
    alone: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    seconds: float = 0.0
    ended: int | None = None
    honest_bytes: int = 0

    @property
    def junk_bytes(self) -> int:
        """Bytes on the disk that are not an honest laptop's, at most."""
        return max(0, self.peak - self.honest_bytes)


class Sender:
    """One connection of the flood; it is given nonces as everybody is, so that its signatures are looked at."""

    def __init__(self, port: int, seed: int) -> None:
        self._port, self._random = port, random.Random(seed)
        self._nonce, self._link = bytes(12), http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self._kinds = (self.noise, self.nowhere, self.unsigned, self.stranger, self.forged, self.replayed, self.junk)
        self._part: Sent | None = None

    def once(self) -> str:
        """Send one piece of junk; return the status that it got, or `cut`."""
        try:
            if self._part is not None:
                sent, self._part = self._part, None
            else:
                sent = self._random.choice(self._kinds)()
            method, path, headers, body = sent
            self._link.request(method, path, body or None, dict(headers))
            answer = self._link.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return "cut"
        self._nonce = read_nonce(answer.headers.get(NONCE_HEADER, "")) or self._nonce
        if answer.status == 201:
            self._part = self._rest(path, headers)
        return str(answer.status)

    def close(self) -> None:
        self._link.close()

    def noise(self) -> Sent:
        return "POST", "/v1/hello", {HEADER: "x" * self._random.randrange(200)}, self._random.randbytes(1000)

    def nowhere(self) -> Sent:
        return self._random.choice(("GET", "PUT")), "/v1/" + self._random.randbytes(9).hex(), {}, b""

    def unsigned(self) -> Sent:
        return "POST", "/v1/up", {**TUS, "Upload-Length": "9437184"}, b""

    def stranger(self) -> Sent:
        body = b'{"v":1}'
        return "POST", "/v1/hello", self._signed("POST", "/v1/hello", body, "d-" + "99" * 16, STRANGER_KEY), body

    def forged(self) -> Sent:
        body = b'{"v":1}'
        return "POST", "/v1/hello", self._signed("POST", "/v1/hello", body, DEVICE, STRANGER_KEY), body

    def replayed(self) -> Sent:
        """An honest laptop's name over junk: begun by nobody who may."""
        return self._upload(DEVICE, STRANGER_KEY)

    def junk(self) -> Sent:
        """Signed well by an enrolled laptop, and no bundle."""
        return self._upload(HOSTILE, HOSTILE_KEY)

    def _upload(self, device: str, key: SigningKey) -> Sent:
        self._data = self._random.randbytes(JUNK_BYTES)
        digest = sha256(self._data).hexdigest()
        name = f"{self._random.randbytes(8).hex()}-00000001.fkb"
        told = {"name": name, "sha256": digest}
        metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())
        head = {HEADER: sign_request(Request("POST", "/v1/up", digest), device, self._nonce, key)}
        return "POST", "/v1/up", {**TUS, **head, "Upload-Length": str(JUNK_BYTES), "Upload-Metadata": metadata}, b""

    def _rest(self, path: str, headers: Mapping[str, str]) -> Sent:
        """Return what follows an upload that was begun: all of it, or a part that is left lying."""
        del path, headers
        place = f"/v1/up/{upload_address(sha256(self._data).hexdigest())}"
        head = {HEADER: sign_request(Request("PATCH", place), HOSTILE, self._nonce, HOSTILE_KEY)}
        whole = self._data[: JUNK_BYTES if self._random.random() < 0.8 else JUNK_BYTES // 2]
        return "PATCH", place, {**TUS, **head, "Upload-Offset": "0", **_OFFSET}, whole

    def _signed(self, method: str, path: str, body: bytes, device: str, key: SigningKey) -> dict[str, str]:
        return {HEADER: sign_request(Request(method, path, sha256(body).hexdigest()), device, self._nonce, key)}


_OFFSET = {"Content-Type": "application/offset+octet-stream"}


def hq_serve(box: Path) -> "contextlib.AbstractContextManager[tuple[subprocess.Popen[str], int]]":
    """Run `fieldkit hq serve` with the tripwires; yield the process and its port."""
    box.mkdir()
    signers = box.parent / "allowed_signers"
    signers.write_text(SIGNERS.text(), encoding="utf-8", newline="\n")
    words = ("hq", "serve", str(box), "--port", "0", "--signers", str(signers), "--quota", str(QUOTA_MIB))
    argv = [sys.executable, "-c", TRIPWIRES, "--home", str(box.parent / "nobody"), *words]
    return started(argv)


def flooded(count: int, seed: int = 1) -> Flood:
    """Send so many pieces of junk by SENDERS connections while an honest laptop sends bundles."""
    found = Flood(count)
    with tempfile.TemporaryDirectory() as place, hq_serve(Path(place) / "box") as (process, port):
        box, end = Path(place) / "box", threading.Event()
        honest = mailbox(f"http://127.0.0.1:{port}", Kept())
        numbers = iter(range(1, 1_000_000))
        for _ in range(ALONE):
            found.alone.append(_honest(honest, next(numbers), found))
        began, lock, left = time.monotonic(), threading.Lock(), [count]
        senders = [
            threading.Thread(target=_send, args=(Sender(port, seed + n), left, lock, found)) for n in range(SENDERS)
        ]
        watch = threading.Thread(target=_watch, args=(box, end, found))
        for thread in (*senders, watch):
            thread.start()
        while any(thread.is_alive() for thread in senders):
            if found.honest_bytes < QUOTA_MIB * 900_000:
                found.meanwhile.append(_honest(honest, next(numbers), found))
            time.sleep(max(0.02, count / 100_000))
        found.seconds = time.monotonic() - began
        end.set()
        watch.join()
        found.peak = max(found.peak, _bytes_in(box))
        honest.close()
        found.ended = process.poll()
    return found


def run() -> list[Figure]:
    """Return the figures of a short flood; `python -m benchmarks.junk 100000` is the long one."""
    return figures(flooded(5_000))


def figures(found: Flood) -> list[Figure]:
    """Return what a flood came to."""
    alone, meanwhile = median(found.alone), median(found.meanwhile)
    worst = sorted(found.meanwhile)[int(0.95 * (len(found.meanwhile) - 1))]
    return [
        Figure(
            f"{found.count:,} pieces of junk", found.count / found.seconds, "1/s", "refused, nothing opened", None, ""
        ),
        Figure("honest upload in the flood", 1000 * meanwhile, "ms", "alone", meanwhile / alone, "<= 20 x"),
        Figure("  the slowest twentieth", 1000 * worst, "ms", "alone", worst / alone, ""),
        Figure(
            "junk on the disk, at most",
            found.junk_bytes,
            "B",
            "what one laptop may leave",
            found.junk_bytes / MOST_JUNK_BYTES,
            "<= 1 x",
        ),
    ]


def _send(sender: Sender, left: list[int], lock: threading.Lock, found: Flood) -> None:
    statuses: Counter[str] = Counter()
    while True:
        with lock:
            if left[0] <= 0:
                break
            left[0] -= 1
        statuses[sender.once()] += 1
    sender.close()
    with lock:
        found.statuses.update(statuses)


def _honest(honest: HttpMailbox, number: int, found: Flood) -> float:
    """Return the seconds of one upload of a small bundle. Raises: what the client raises when it is not served."""
    name, data = made_bundle(number, 4_000)
    began = time.monotonic()
    honest.put_bundle(DEVICE, name, data)
    found.honest_bytes += len(data)
    return time.monotonic() - began


def _watch(box: Path, end: threading.Event, found: Flood) -> None:
    while not end.wait(0.5):
        found.peak = max(found.peak, _bytes_in(box))


def _bytes_in(box: Path) -> int:
    total = 0
    for folder, _, names in os.walk(box):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(Path(folder) / name).st_size
    return total


if __name__ == "__main__":
    from benchmarks.figures import table

    _found = flooded(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    print("\n".join(table(figures(_found))))
    print(f"statuses {dict(sorted(_found.statuses.items()))}")
    print(f"honest uploads {len(_found.meanwhile)}, the server ended by itself: {_found.ended}")
