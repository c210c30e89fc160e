"""The door of an intake: what is refused before it costs anything, who asks, the answer. docs/http-format.md 2 to 7.

An ASGI application. Starlette is an optional dependency: this module is imported only by what serves.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from fieldkit import errors
from fieldkit.crypto.sign import verify_sshsig
from fieldkit.sync.bundle.namespaces import SYNC
from fieldkit.sync.http.endurance import PIECE
from fieldkit.sync.http.hello import BEGINNING, MOST_HELLO, Malformed, read_hello
from fieldkit.sync.http.incoming import Upload
from fieldkit.sync.http.intake import MOST_UPLOAD, Intake, Reached
from fieldkit.sync.http.names import UPLOADS, Kind, Place, place_of
from fieldkit.sync.http.refusal import Refusal
from fieldkit.sync.http.signing import (
    DELETE_HOURS,
    HEADER,
    NONCE_HEADER,
    NOTHING,
    VALID_HOURS,
    Request,
    nonce_text,
    read_token,
    signature_armour,
    upload_address,
)

MOST_PATCH = 64 * 1024
SILENT_SECONDS, KNOWN_SILENT_SECONDS = 90.0, 180.0
"""Within a request; and within the body of a part, whose sender is known: its system may be waiting that long before it
repeats what was lost."""
REST = "fieldkit.rest"
"""In the scope: returns, once, what came before the connection went and was not read (serving.Impatient)."""
TUS = {"Tus-Resumable": "1.0.0"}
NO_STORE = {"Cache-Control": "no-store"}
_OFFSET_TYPE = "application/offset+octet-stream"
_METHODS: Mapping[Kind, tuple[str, ...]] = {
    Kind.HELLO: ("POST",),
    Kind.UPLOADS: ("OPTIONS", "POST"),
    Kind.UPLOAD: ("HEAD", "PATCH"),
    Kind.BUNDLE: ("GET", "DELETE"),
    Kind.RECEIPT: ("GET",),
    Kind.WORD: ("GET",),
    Kind.POLICY: ("GET",),
}
_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")
_RANGE = re.compile(r"bytes=([0-9]{1,10})-")
_METADATA = re.compile(r"name ([A-Za-z0-9+/=]{4,80}), ?sha256 ([A-Za-z0-9+/=]{88})")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose path, method and length are in order; `upload` is what a POST to UPLOADS is about."""

    request: HttpRequest
    method: str
    place: Place
    length: int
    upload: tuple[str, str] = ("", "")


class Door:
    """The ASGI application over one intake."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self._settling: dict[str, asyncio.Lock] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. uvicorn asks for lifespan too: there is none."""
        if scope["type"] != "http":
            return
        try:
            response = await self._answer(HttpRequest(scope, receive))
        except Refusal as refusal:
            response = Response(refusal.word.encode("ascii"), refusal.status, refusal.headers)
            if refusal.status == 408 or _declared(scope) > MOST_PATCH:
                response.headers["Connection"] = "close"  # a body that large is not even thrown away
        response.headers.update(NO_STORE)
        await response(scope, receive, _in_pieces(send))

    async def _answer(self, request: HttpRequest) -> Response:
        asked = _asked(request)
        if asked.method == "OPTIONS":
            version = {"Tus-Version": "1.0.0", "Tus-Extension": "creation", "Tus-Max-Size": str(MOST_UPLOAD)}
            return Response(status_code=204, headers={**TUS, **version})
        device, body = await self._sender(asked)
        kind = asked.place.kind
        if kind is Kind.HELLO:
            return await self._hello(device, body)
        if kind is Kind.UPLOADS:
            return await self._begin(device, asked)
        if kind is Kind.UPLOAD:
            return await (self._head if asked.method == "HEAD" else self._patch)(device, asked)
        if asked.method == "DELETE":
            async with self._lock(device):
                await run_in_threadpool(self.intake.remove, device, asked.place.name)
            return Response(status_code=204)
        return _file(await run_in_threadpool(self.intake.give, device, asked.place), request)

    async def _sender(self, asked: Asked) -> tuple[str, bytes]:
        """Return the device that signed, and the body of a hello. Raises: Refusal (400, 401, 403)."""
        token = read_token(asked.request.headers.get(HEADER, ""))
        if token is None:
            raise Refusal(400, "header")
        now, hours = self.intake.now_ms(), DELETE_HOURS if asked.method == "DELETE" else VALID_HOURS
        if not self.intake.nonces.takes(token.nonce, now, hours):
            raise Refusal(401, "nonce", {NONCE_HEADER: nonce_text(self.intake.nonces.fresh(now))})
        keys = self.intake.registry.keys_of(token.device)
        if not keys:
            raise Refusal(403, "unknown-device")
        body = await _small_body(asked) if asked.place.kind is Kind.HELLO else b""
        message = Request(asked.method, asked.request.scope["path"], _hash_of(asked, body))
        for key in keys:
            try:
                verify_sshsig(signature_armour(token, key), message.message(token.device, token.nonce), SYNC)
            except errors.BadSignature:
                continue
            return token.device, body
        raise Refusal(403, "signature")

    async def _hello(self, device: str, body: bytes) -> Response:
        try:
            said = read_hello(body)
        except Malformed:
            raise Refusal(400, "hello") from None
        reply = await run_in_threadpool(self.intake.hello, device, said)
        return Response(reply.write())

    async def _begin(self, device: str, asked: Asked) -> Response:
        length = _number(asked.request, "Upload-Length")
        name, sha256 = asked.upload
        async with self._lock(device):
            reached = await run_in_threadpool(self.intake.begin, Upload(device, sha256, length, name))
        headers = {**TUS, "Location": f"{UPLOADS}/{upload_address(sha256)}", "Upload-Offset": str(reached.offset)}
        return Response(status_code=202 if reached.stored else 201, headers=headers)

    async def _head(self, device: str, asked: Asked) -> Response:
        async with self._lock(device):
            reached = await run_in_threadpool(self.intake.reached, device, asked.place.name)
        response = Response(headers={**_at(reached), "Upload-Length": str(reached.length)})
        del response.headers["Content-Length"]  # nineteen bytes that say nothing, after each cut of the link
        return response

    async def _patch(self, device: str, asked: Asked) -> Response:
        """Take a part, as much of it as comes, and settle the upload at its last byte."""
        request, address = asked.request, asked.place.name
        if request.headers.get("Content-Type") != _OFFSET_TYPE:
            raise Refusal(415, "type")
        offset = _number(request, "Upload-Offset")
        upload = self.intake.incoming.find(device, address)
        if upload is None:
            reached = await run_in_threadpool(self.intake.reached, device, address)
            if offset != reached.length:
                raise Refusal.at(reached.offset)
            return Response(b"stored, unread", 202, _at(reached))
        if self.intake.incoming.offset(upload) != offset:
            raise Refusal.at(self.intake.incoming.offset(upload))
        if asked.length > upload.length - offset:
            raise Refusal(413, "length")
        self.intake.ledger.refuse_over(device, asked.length, self.intake.now_ms())
        offset = await self._take(upload, offset, asked)
        if offset < upload.length:
            return Response(status_code=204, headers=_at(Reached(offset, upload.length)))
        async with self._lock(device):
            if self.intake.incoming.find(device, address) is None:  # another request has settled it meanwhile
                reached = await run_in_threadpool(self.intake.reached, device, address)
            else:
                reached = await run_in_threadpool(self.intake.settle, upload)
        return Response(b"stored, unread", 202, _at(reached))

    async def _take(self, upload: Upload, offset: int, asked: Asked) -> int:
        """Append what comes until the body ends; return the offset reached.

        Where another request has got further meanwhile, `append` refuses: a connection that hangs keeps no upload.
        """
        end = offset + asked.length
        while offset < end:
            data = await _next_bytes(asked.request, KNOWN_SILENT_SECONDS)
            self.intake.ledger.count(upload.device, len(data))
            offset = self.intake.incoming.append(upload, offset, data)
        return offset

    def _lock(self, device: str) -> asyncio.Lock:
        """Return what keeps two requests of one device from settling the same upload at once."""
        return self._settling.setdefault(device, asyncio.Lock())


def _in_pieces(send: Send) -> Send:
    """Return what sends a body in the pieces that TLS makes records of (endurance.PIECE)."""

    async def sends(message: Message) -> None:
        body = message.get("body", b"")
        for at in range(0, len(body) - PIECE, PIECE):
            await send({**message, "body": body[at : at + PIECE], "more_body": True})
        last = max(0, len(body) - 1) // PIECE * PIECE
        await send({**message, "body": body[last:]} if last else message)

    return sends


def _asked(request: HttpRequest) -> Asked:
    """Look at the head alone. Raises: Refusal (400, 404, 405, 411, 413)."""
    scope, method = request.scope, request.method
    place = place_of(scope["path"]) if scope["raw_path"] == scope["path"].encode() else None
    if place is None or scope["query_string"]:
        raise Refusal(404, "nothing")
    if method not in _METHODS[place.kind]:
        raise Refusal(405, "method", {"Allow": ", ".join(_METHODS[place.kind])})
    if "transfer-encoding" in request.headers:
        raise Refusal(411, "length")
    length = _declared(scope)
    most = MOST_HELLO if place.kind is Kind.HELLO else MOST_PATCH if method == "PATCH" else 0
    if length < 0 or length > most:
        raise Refusal(411 if length < 0 else 413, "length")
    if place.kind in (Kind.UPLOAD, Kind.UPLOADS) and method != "OPTIONS":
        if request.headers.get("Tus-Resumable") != "1.0.0":
            raise Refusal(412, "version", {"Tus-Version": "1.0.0"})
        if place.kind is Kind.UPLOADS:
            return Asked(request, method, place, length, _metadata(request.headers.get("Upload-Metadata", "")))
    return Asked(request, method, place, length)


def _declared(scope: Scope) -> int:
    """Return the length that a request names, 0 where it names none, -1 where it is no number."""
    named = [value for name, value in scope["headers"] if name == b"content-length"]
    text = named[0].decode("latin-1") if named else "0"
    return int(text) if _NUMBER.fullmatch(text) and len(named) < 2 else -1


def _hash_of(asked: Asked, body: bytes) -> str:
    """Return what the signature's `body` must be (http-format 2)."""
    if asked.place.kind is Kind.UPLOADS:
        return asked.upload[1]
    return hashlib.sha256(body).hexdigest() if body else NOTHING


def _metadata(text: str) -> tuple[str, str]:
    """Return name and SHA-256. Raises: Refusal (400)."""
    match = _METADATA.fullmatch(text)
    if match is None:
        raise Refusal(400, "metadata")
    try:
        name, sha256 = (base64.b64decode(part, validate=True).decode("ascii") for part in match.groups())
    except ValueError:  # binascii.Error and UnicodeDecodeError are ones
        raise Refusal(400, "metadata") from None
    if not _SHA256.fullmatch(sha256):
        raise Refusal(400, "metadata")
    return name, sha256


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not _NUMBER.fullmatch(text):
        raise Refusal(400, "number")
    return int(text)


async def _small_body(asked: Asked) -> bytes:
    """Return a body that comes before anybody is known: all of it within the time of one silence."""
    body, now = b"", asyncio.get_running_loop().time
    end = now() + SILENT_SECONDS
    while len(body) < asked.length:
        body += await _next_bytes(asked.request, max(0.0, end - now()))
    return body


async def _next_bytes(request: HttpRequest, seconds: float) -> bytes:
    """Return the next bytes of a body. Raises: Refusal (408) when the sender is silent or gone."""
    try:
        message = await asyncio.wait_for(request.receive(), seconds)
    except asyncio.TimeoutError:
        raise Refusal(408, "silent") from None
    if message["type"] != "http.request":
        rest: bytes = request.scope.get(REST, bytes)()
        if rest:
            return rest
        raise Refusal(408, "gone")
    data: bytes = message.get("body", b"")
    if not data and not message.get("more_body", False):
        raise Refusal(408, "short")
    return data


def _at(reached: Reached) -> dict[str, str]:
    return {**TUS, "Upload-Offset": str(reached.offset)}


def _file(data: bytes, request: HttpRequest) -> Response:
    """Return a file, or the rest of it from where a laptop already is."""
    headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()[:BEGINNING]}"'}
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    start = int(match[1]) if match else 0
    if not 0 < start < len(data):
        return Response(data, headers=headers)
    headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
    return Response(data[start:], 206, headers)
