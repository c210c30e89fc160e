"""A class of practice for tests: keys that never change, an invented class file, a result."""

import dataclasses
from functools import cache

from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle import signed_document
from fieldkit.sync.bundle.class_file import ClassFile, Listed, seal_assessment
from fieldkit.sync.bundle.class_result import ClassResult, write_result
from fieldkit.sync.bundle.namespaces import PRACTICE_CLASS
from tests.bundle import parts

CLASS_ID = "c-0123456789abcdef"
IDENTITY = parts.STRANGER_IDENTITY
CLASS_KEY, TRAINEE_KEY = SigningKey.from_seed(b"c" * 32), SigningKey.from_seed(b"t" * 32)
SEALED_TEXT = b"vignette: own_story\n"


class Counted:
    """Entropy that is known."""

    def token(self, size: int) -> bytes:
        return bytes(range(1, 1 + size))


def listed(name: str, text: bytes = b"text") -> Listed:
    import hashlib

    return Listed(name, hashlib.sha256(text).hexdigest(), "border_quick_screen", "5b" * 32)


OPENING = "0000-0000-00" + "00"


@cache
def class_file() -> ClassFile:
    return ClassFile(
        id=CLASS_ID,
        name="Posts, June",
        audience="border_officer",
        key=CLASS_KEY.public,
        recipient=seal.recipient_of(IDENTITY),
        made="2026-11-25",
        nonce="ab" * 16,
        vignettes=(listed("tea_by_the_shop"), listed("second_scene")),
        assessment=(listed("own_story", SEALED_TEXT),),
        sealed=seal_assessment({"own_story": SEALED_TEXT}, OPENING, CLASS_ID, Counted()),
    )


def class_with(**fields: Json) -> bytes:
    """Return a class file with fields changed, signed as it should be."""
    return signed_document.write({**class_file().as_json(), **fields}, CLASS_KEY, PRACTICE_CLASS)


RESULT = ClassResult(
    class_id=CLASS_ID,
    who="7",
    key=TRAINEE_KEY.public,
    n=1,
    made="2026-11-25",
    of="vignette",
    name="tea_by_the_shop",
    hash=listed("tea_by_the_shop").hash,
    form="border_quick_screen",
    form_hash="5b" * 32,
    phase="practice",
    seconds=612,
    items=(("answer:alone", "as_in_key"), ("situation", "different"), ("conduct:1:privacy", "kept")),
    situation="smuggling",
    elements=("act",),
    steps=("refer_now", "talk_again"),
)


def result(key: SigningKey = TRAINEE_KEY, **changes: object) -> bytes:
    changed = dataclasses.replace(RESULT, **changes)  # type: ignore[arg-type]
    return write_result(changed.signed(key), class_file().recipient, parts.zeros)
