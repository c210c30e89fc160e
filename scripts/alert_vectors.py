"""Write `tests/vectors/alert/vectors.json`: keys that are nobody's, alerts made with them, texts and their answers."""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fieldkit.crypto import age_keys, seal  # noqa: E402
from fieldkit.sync.bundle import alert  # noqa: E402

PLACE = ROOT / "tests" / "vectors" / "alert" / "vectors.json"
EPHEMERAL = bytes(range(32))


def vectors(hq: str, laptop: str, other: str) -> dict[str, Any]:
    """Return the vectors for three age identities."""
    made: list[dict[str, Any]] = []
    recipient = seal.recipient_of(hq)
    for code, level in (("K7M4QX", "danger"), ("000000", "duty"), ("ZZZZZZ", "urgent")):
        said = alert.Alert("5b5b5b5b", code, 1_795_500_000, level)  # type: ignore[arg-type]
        text = alert.seal_alert(said, laptop, recipient, EPHEMERAL)
        made.append({"device": said.device, "code": code, "at_s": said.at_s, "level": level, "text": text})
    text = str(made[0]["text"])
    wrong = ("3" if text[40] != "3" else "4") + text[41:]
    return {
        "hq": {"identity": hq, "recipient": recipient, "public": age_keys.public_of(recipient).hex()},
        "laptop": {"identity": laptop, "recipient": seal.recipient_of(laptop)},
        "other": {"identity": other, "recipient": seal.recipient_of(other)},
        "ephemeral": EPHEMERAL.hex(),
        "alerts": made,
        "texts": [
            {"name": "as sent", "text": text, "answer": "taken"},
            {"name": "in groups, with a sender", "text": "+250788000000 14:05\n> " + " ".join(alert.grouped(text))},
            {"name": "one character wrong", "text": text[:40] + wrong, "answer": "mended"},
            {"name": "two neighbours exchanged", "text": _exchanged(text), "answer": "mended"},
            {"name": "cut", "text": text[:70], "answer": "FK-951"},
            {"name": "three characters wrong", "text": "222" + text[3:], "answer": "FK-951"},
            {"name": "nothing of the kind", "text": "please call me back", "answer": "FK-951"},
            {
                "name": "for another office",
                "text": alert.seal_alert(
                    alert.Alert("5b5b5b5b", "K7M4QX", 1, "duty"), laptop, seal.recipient_of(other), EPHEMERAL
                ),
                "answer": "FK-952",
            },
            {
                "name": "by another laptop",
                "text": alert.seal_alert(alert.Alert("5b5b5b5b", "K7M4QX", 1, "duty"), other, recipient, EPHEMERAL),
                "answer": "FK-953",
            },
        ],
    }


def _exchanged(text: str) -> str:
    at = next(at for at in range(50, 95) if text[at] != text[at + 1])
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


if __name__ == "__main__":
    old = json.loads(PLACE.read_text(encoding="utf-8")) if PLACE.exists() else None
    keys = [old[w]["identity"] for w in ("hq", "laptop", "other")] if old else [seal.generate_identity() for _ in "123"]
    found = vectors(*keys)
    for one in found["texts"]:
        one.setdefault("answer", "taken")
    PLACE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
