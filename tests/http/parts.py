"""An intake for a test, and requests to it that are right in every way until a test changes something."""

import base64
import dataclasses
import hashlib
import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.served import Served, machine_ms
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.bundle.namespaces import BUNDLE, SYNC
from fieldkit.sync.bundle.receipt import write_receipt
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.write import write_bundle
from fieldkit.sync.http import tls
from fieldkit.sync.http.client import Caller, HttpMailbox
from fieldkit.sync.http.kept import Kept
from fieldkit.sync.http.link import Link
from fieldkit.sync.http.signing import HEADER, Request, sign_request, upload_address
from tests.bundle import parts

DEVICE, OTHER, STRANGER = parts.DEVICE, parts.OTHER_DEVICE, parts.STRANGER
KEY, OTHER_KEY = parts.DEVICE_KEY, parts.OTHER_KEY
SIGNERS = Signers((Signer(DEVICE, (BUNDLE, SYNC), KEY.public), Signer(OTHER, (BUNDLE, SYNC), OTHER_KEY.public)))
BUNDLE_DATA = parts.bundle().data
NAME = f"{parts.EPOCH[2:]}-00000001.fkb"
TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}


@dataclass(slots=True)
class Moved:
    """The machine's clock, moved."""

    ahead_ms: int = 0

    def __call__(self) -> int:
        return machine_ms() + self.ahead_ms


@dataclass(frozen=True, slots=True)
class Said:
    """What an intake answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Laptop:
    """Makes signed requests, one connection each. `nonce` None: this hour's."""

    served: Served
    device: str = DEVICE
    key: SigningKey = field(default_factory=lambda: KEY)
    nonce: bytes | None = None
    opened: list[HttpMailbox] = field(default_factory=list)

    def token(self, method: str, path: str, body: str | None = None) -> str:
        """Return the header's value; `body` is what the signature says of the body."""
        nonce = self.nonce or self.served.intake.nonces.fresh(self.served.intake.now_ms())
        request = Request(method, path) if body is None else Request(method, path, body)
        return sign_request(request, self.device, nonce, self.key)

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        signed_body: str | None = None,
        token: str | None = None,
    ) -> Said:
        """Make a request and return the answer."""
        token = self.token(method, path, signed_body) if token is None else token
        return asked(self.served.port, method, path, {HEADER: token, **(headers or {})}, body)

    def begin(self, data: bytes = BUNDLE_DATA, name: str = NAME, headers: Mapping[str, str] | None = None) -> Said:
        """Begin an upload."""
        sha256 = hashlib.sha256(data).hexdigest()
        given = {**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": metadata(name, sha256)}
        given |= headers or {}
        return self.ask("POST", "/v1/up", given, signed_body=given_hash(given))

    def part(self, data: bytes, offset: int, end: int | None = None, headers: Mapping[str, str] | None = None) -> Said:
        """Send a part of an upload."""
        given = {**PART, "Upload-Offset": str(offset), **(headers or {})}
        return self.ask("PATCH", place_of(data), given, data[offset:end])

    def head(self, data: bytes = BUNDLE_DATA) -> Said:
        """Ask how far an upload is."""
        return self.ask("HEAD", place_of(data), TUS)

    def send(self, data: bytes = BUNDLE_DATA, name: str = NAME) -> Said:
        """Begin an upload and send all of it at once."""
        begun = self.begin(data, name)
        return self.part(data, 0) if begun.status == 201 else begun

    def mailbox(self, kept: Kept | None = None, *, port: int = 0, stall: float = 2.0, **facts: object) -> HttpMailbox:
        """Return the real client; it waits for nothing between two tries."""
        caller = Caller(self.device, self.key, parts.EPOCH, 1)
        link = Link(f"http://127.0.0.1:{port or self.served.port}", "", lambda: tls.Clock(machine_ms()), stall)
        caller = dataclasses.replace(caller, **facts)  # type: ignore[arg-type]
        self.opened.append(HttpMailbox(link, caller, kept or Kept(), sleep=lambda _: None))
        return self.opened[-1]

    def close(self) -> None:
        """Let go of every connection."""
        for mailbox in self.opened:
            mailbox.close()


def metadata(name: str, sha256: str) -> str:
    """Return the header `Upload-Metadata`."""
    return f"name {base64.b64encode(name.encode()).decode()},sha256 {base64.b64encode(sha256.encode()).decode()}"


def given_hash(headers: Mapping[str, str]) -> str:
    """Return the SHA-256 that a header `Upload-Metadata` names, whatever it is."""
    return base64.b64decode(headers["Upload-Metadata"].rpartition(" ")[2]).decode()


def place_of(data: bytes) -> str:
    """Return the path of an upload."""
    return f"/v1/up/{upload_address(hashlib.sha256(data).hexdigest())}"


def asked(port: int, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Said:
    """Make a request as it is, without signing it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body and "Content-Length" not in headers:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return Said(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def raw(port: int, data: bytes) -> bytes:
    """Send bytes, then read all that comes until the other side is silent for a second or has closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(data)
        got = b""
        try:
            while piece := connection.recv(4096):
                got += piece
                connection.settimeout(0.1)
        except TimeoutError:
            pass
        return got


def receipt_for(data: bytes) -> bytes:
    """Return headquarters' receipt for a bundle."""
    manifest = parts.manifest_of(data)
    from fieldkit.sync.bundle.verify import inspect

    body = dataclasses.replace(
        parts.receipt_body(), device=manifest.dev, seq=manifest.seq, manifest_hash=inspect(data).manifest_hash
    )
    return write_receipt(body, parts.HQ_KEY, parts.RECIPIENTS[0], parts.zeros).data


def bundle_of(seq: int = 1, device: str = DEVICE, key: SigningKey = KEY) -> tuple[str, bytes]:
    """Return name and bytes of a bundle; each call seals anew."""
    draft = parts.draft(seq, parts.ZEROS if seq == 1 else "a" * 64, dev=device)
    return f"{parts.EPOCH[2:]}-{seq:08d}.fkb", write_bundle(draft, key, parts.RECIPIENTS, parts.zeros).data


def sealed(seq: int) -> tuple[bytes, str]:
    """Return bytes and name of a bundle, as `Laptop.begin` and `Laptop.send` take them."""
    name, data = bundle_of(seq)
    return data, name


def files_of(served: Served) -> list[str]:
    """Return what lies in the mailbox, but the key of the nonces and empty folders."""
    found = (path for path in served.box.rglob("*") if path.is_file() and path.name != "nonce.key")
    return sorted(path.relative_to(served.box).as_posix() for path in found)
