"""Requests that a device signs: the message, and the one header that carries the rest. docs/http-format.md 2."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from fieldkit.crypto import canonical
from fieldkit.crypto.sign import PublicKey, SigningKey, armoured, sign_bare
from fieldkit.sync.bundle.namespaces import SYNC

HEADER, NONCE_HEADER = "FK", "FK-Nonce"
"""Short: after each cut of a bad link they cross twice."""
NONCE_BYTES = 12
NO_NONCE = bytes(NONCE_BYTES)
NOTHING = hashlib.sha256(b"").hexdigest()
"""SHA-256 of a body that is not there."""
HOUR_MS = 3_600_000
VALID_HOURS, DELETE_HOURS = 7 * 24, 1
_DEVICE_BYTES, _SIGNATURE_BYTES, _MAC_BYTES = 16, 64, 8
_LABEL = b"fieldkit-sync-nonce"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{123}")
ADDRESS_BYTES = 12
_ADDRESS = re.compile(r"[A-Za-z0-9_-]{16}")
_NONCE_TEXT = re.compile(r"[A-Za-z0-9_-]{16}")


@dataclass(frozen=True, slots=True)
class Request:
    """What a signature is over: `body` is a SHA-256 in hex (http-format 2); `path` from /v1 on."""

    method: str
    path: str
    body: str = NOTHING

    def message(self, device: str, nonce: bytes) -> bytes:
        """Return the bytes that are signed."""
        return canonical.dumps(
            {"body": self.body, "dev": device, "method": self.method, "nonce": nonce_text(nonce), "path": self.path}
        )


@dataclass(frozen=True, slots=True)
class Token:
    """What the header says. Nothing in it is to be believed before `signature_armour` was verified."""

    device: str
    nonce: bytes
    signature: bytes


def sign_request(request: Request, device: str, nonce: bytes, key: SigningKey) -> str:
    """Return the header's value."""
    signature = sign_bare(key, request.message(device, nonce), SYNC)
    return base64.urlsafe_b64encode(bytes.fromhex(device[2:]) + nonce + signature).decode().rstrip("=")


def read_token(text: str) -> Token | None:
    """Take a header's value apart, or return None for anything that `sign_request` does not write."""
    if not _TOKEN.fullmatch(text):
        return None
    raw = base64.urlsafe_b64decode(text + "=")
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        return None
    at = _DEVICE_BYTES + NONCE_BYTES
    return Token(f"d-{raw[:_DEVICE_BYTES].hex()}", raw[_DEVICE_BYTES:at], raw[at:])


def signature_armour(token: Token, key: PublicKey) -> bytes:
    """Return the armoured SSHSIG that a token is the inside of, if `key` made it: what stock ssh-keygen reads."""
    return armoured(key, token.signature, SYNC)


def nonce_text(nonce: bytes) -> str:
    """Return a nonce as it is written in messages, answers and headers."""
    return base64.urlsafe_b64encode(nonce).decode()


def read_nonce(text: str) -> bytes | None:
    """Read a nonce, or return None."""
    return base64.urlsafe_b64decode(text) if _NONCE_TEXT.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class Nonces:
    """Nonces of an intake that remembers none of them: the hour, and a MAC over it (http-format 2.1)."""

    secret: bytes

    def fresh(self, now_ms: int) -> bytes:
        """Return this hour's nonce."""
        return self._of(now_ms // HOUR_MS)

    def takes(self, nonce: bytes, now_ms: int, hours: int = VALID_HOURS) -> bool:
        """Tell whether it was made here, at most so many hours ago."""
        made = int.from_bytes(nonce[:4], "big")
        return hmac.compare_digest(nonce, self._of(made)) and 0 <= now_ms // HOUR_MS - made <= hours

    def _of(self, hour: int) -> bytes:
        stamp = hour.to_bytes(4, "big")
        return stamp + hmac.digest(self.secret, _LABEL + stamp, "sha256")[:_MAC_BYTES]


def upload_address(sha256: str) -> str:
    """Return the address of an upload: the first 12 bytes of its SHA-256 (given in hex) in base64url."""
    return base64.urlsafe_b64encode(bytes.fromhex(sha256[: 2 * ADDRESS_BYTES])).decode().rstrip("=")


def read_address(address: str) -> str | None:
    """Return the 24 hex digits that an address stands for, or None for what `upload_address` does not write."""
    if not _ADDRESS.fullmatch(address):
        return None
    beginning = base64.urlsafe_b64decode(address).hex()
    return beginning if upload_address(beginning) == address else None
