"""Write tests/vectors/http/requests.json anew: every input is a constant, so are its bytes. docs/http-format.md."""

import hashlib
import json
from pathlib import Path

from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.http.hello import Hello, Receipts, Reply, digest
from fieldkit.sync.http.signing import HOUR_MS, Nonces, Request, nonce_text, sign_request, upload_address

FILE = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "http" / "requests.json"
SEED, SECRET, DEVICE, HOUR = b"1" * 32, b"s" * 32, "d-" + "7f" * 16, 498_000
LISTS: tuple[dict[str, str], ...] = (
    {},
    {"00000002.fkr": "b" * 16, "00000001.fkr": "a" * 16},
    {"5c5c5c5c5c5c5c5c-00000001.fkb": "0123456789abcdef"},
)


def vectors() -> dict[str, object]:
    """Return what the file holds."""
    nonce = Nonces(SECRET).fresh(HOUR * HOUR_MS)
    hello = Hello("e-" + "5c" * 8, 12, (2, digest(LISTS[1])), digest(LISTS[2]), "f" * 16, 3).write()
    new = Receipts((("00000003.fkr", "c" * 16),), whole=False, more=False)
    reply = Reply(HOUR * HOUR_MS, nonce, new, tuple(sorted(LISTS[2].items())), "e" * 16, 4).write()
    upload = hashlib.sha256(b"upload").hexdigest()
    requests = (
        Request("POST", "/v1/hello", hashlib.sha256(hello).hexdigest()),
        Request("POST", "/v1/up", upload),
        Request("PATCH", f"/v1/up/{upload_address(upload)}"),
        Request("GET", "/v1/policy/metadata/timestamp.json"),
    )
    return {
        "seed": SEED.hex(),
        "device": DEVICE,
        "nonce": {"secret": SECRET.hex(), "hour": HOUR, "text": nonce_text(nonce)},
        "upload": {"sha256": upload, "address": upload_address(upload)},
        "digests": [{"list": one, "digest": digest(one)} for one in LISTS],
        "hello": hello.decode(),
        "reply": reply.decode(),
        "requests": [
            {
                "message": one.message(DEVICE, nonce).decode(),
                "FK": sign_request(one, DEVICE, nonce, SigningKey.from_seed(SEED)),
            }
            for one in requests
        ],
    }


def render() -> str:
    """Return the file's text."""
    return json.dumps(vectors(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(render(), encoding="utf-8", newline="\n")
