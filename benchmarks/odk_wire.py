"""Bytes on the wire for the same answers: one bundle here, one encrypted submission for each screening in ODK.

The submission is made by the specification (getodk.github.io/xforms-spec/encryption): the instance as XML, padded and
under AES-256-CFB with a key of its own; that key and the MD5 digest of the parts under RSA-OAEP with SHA-256; both
files in one multipart POST of the OpenRosa submission API. docs/benchmarks.md says what is counted.
"""

import base64
import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.padding import PKCS7

try:  # CFB is deprecated for new work; ODK's format has it
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
except ImportError:
    from cryptography.hazmat.primitives.ciphers.modes import CFB

from benchmarks.bundle_size import _write
from benchmarks.figures import Figure
from benchmarks.generate import screenings
from fieldkit.result import Json

FORM, VERSION = "border_quick_screen", "2026-11-01"
COUNTS = (1, 10, 50, 500)
RSA_BITS = 2048
NR = "_nr"
"""The companion question that carries a non-answer in the exported form (docs/xlsform.md)."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What is posted for one screening: the manifest in clear, the sealed instance, and the whole HTTP request."""

    manifest: bytes
    sealed: bytes
    request: bytes


def run() -> list[Figure]:
    """Compare bundles of 1, 10, 50 and 500 screenings with as many submissions."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS).public_key()
    draw = random.Random(20261122)
    found = []
    for count in COUNTS:
        records = list(screenings(count))
        ours = len(_write(records).data)
        posted = sum(len(submission(record, key, draw.randbytes).request) for record in records)
        bodies = sum(len(_sealed_only(submission(record, key, draw.randbytes))) for record in records)
        name = "1 screening" if count == 1 else f"{count} screenings"
        found.append(
            Figure(f"bytes for each of {name}", ours / count, "B", "ODK: encrypted submissions", ours / posted, "")
        )
        found.append(Figure("  the same", ours / count, "B", "ODK: sealed files and manifests", ours / bodies, ""))
    return found


def submission(record: Mapping[str, Any], key: rsa.RSAPublicKey, token: Callable[[int], bytes]) -> Submission:
    """Return what a client would post. `token(n)` gives n random bytes: the symmetric key and the boundary."""
    instance_id = f"uuid:{record['id']}"
    plain, secret = instance(record).encode(), token(32)
    (iv,) = ivs(instance_id, secret, 1)
    padder = PKCS7(128).padder()
    encryptor = cipher(secret, iv).encryptor()
    sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    wrapped = _under_rsa(key, secret)
    signature = _under_rsa(key, digest(wrapped, instance_id, plain))
    manifest = (
        f'<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="{FORM}" version="{VERSION}">'
        f"<base64EncryptedKey>{wrapped}</base64EncryptedKey>"
        f'<meta xmlns="http://openrosa.org/xforms"><instanceID>{instance_id}</instanceID></meta>'
        "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
        f"<base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature></data>"
    ).encode()
    return Submission(manifest, sealed, request(manifest, sealed, token(16).hex()))


def instance(record: Mapping[str, Any]) -> str:
    """Return the instance: every answer of the line, notes, begin and end; nothing that fieldkit computes from them."""
    stub, content = record["stub"], record["content"]
    rows = [part for name, value in content["answers"].items() for part in _answer(name, value)]
    rows += [f"<{name}_note>{escape(note['text'])}</{name}_note>" for name, note in content.get("notes", {}).items()]
    return (
        f'<data xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" id="{FORM}"'
        f' version="{VERSION}"><start>{_time(stub["started"]["utc_ms"])}</start>'
        f"<end>{_time(stub['started']['utc_ms'] + 900_000)}</end><deviceid>collect:Zk3vJ0bVh1yQwq4t</deviceid>"
        f"{''.join(rows)}<orx:meta><orx:instanceID>uuid:{record['id']}</orx:instanceID></orx:meta></data>"
    )


def _answer(name: str, value: Json) -> Sequence[str]:
    if isinstance(value, Mapping) and "nr" in value:
        return (f"<{name}/>", f"<{name}{NR}>{value['nr']}</{name}{NR}>")
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return (f"<{name}>{escape(text)}</{name}>",)


def _time(utc_ms: int) -> str:
    import datetime as dt

    zone = dt.timezone(dt.timedelta(hours=2))
    return dt.datetime.fromtimestamp(utc_ms / 1000, zone).isoformat(timespec="milliseconds")


def ivs(instance_id: str, secret: bytes, count: int) -> list[bytes]:
    """Return the initialisation vector of each file, in the order in which they are encrypted."""
    seed = bytearray(hashlib.md5(instance_id.encode() + secret, usedforsecurity=False).digest())
    found = []
    for number in range(count):
        seed[number % 16] = (seed[number % 16] + 1) % 256
        found.append(bytes(seed))
    return found


def cipher(secret: bytes, iv: bytes) -> Cipher[CFB]:
    """Return ODK's cipher for one file."""
    return Cipher(algorithms.AES(secret), CFB(iv))


def digest(wrapped: str, instance_id: str, plain: bytes) -> bytes:
    """Return the MD5 digest that the signature holds: of form, version, key, instance and every file's own digest."""
    file = f"submission.xml::{hashlib.md5(plain, usedforsecurity=False).hexdigest()}"
    text = "".join(f"{part}\n" for part in (FORM, VERSION, wrapped, instance_id, file))
    return hashlib.md5(text.encode(), usedforsecurity=False).digest()


def oaep() -> padding.OAEP:
    """Return ODK's padding: OAEP with SHA-256, its mask with SHA-1, as Java's provider has it."""
    return padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA256(), None)


def _under_rsa(key: rsa.RSAPublicKey, plain: bytes) -> str:
    return base64.b64encode(key.encrypt(plain, oaep())).decode()


def request(manifest: bytes, sealed: bytes, boundary: str) -> bytes:
    """Return the POST of one submission as ODK Collect sends it."""
    files = (
        ("xml_submission_file", "submission.xml", "text/xml", manifest),
        ("submission.xml.enc", "submission.xml.enc", "application/octet-stream", sealed),
    )
    parts = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        f"Content-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        + data
        + b"\r\n"
        for name, file, kind, data in files
    )
    body = parts + f"--{boundary}--\r\n".encode()
    head = (
        "POST /v1/projects/1/submission?deviceID=collect%3AZk3vJ0bVh1yQwq4t HTTP/1.1\r\n"
        "Host: central.example.org\r\nUser-Agent: org.odk.collect.android/v2026.1.0 Dalvik/2.1.0\r\n"
        "X-OpenRosa-Version: 1.0\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nAccept-Encoding: gzip\r\n"
        "Authorization: Basic d29ya2VyOmludmVudGVkcGFzc3dvcmQ=\r\n"
        f"Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _sealed_only(made: Submission) -> bytes:
    return made.manifest + made.sealed
