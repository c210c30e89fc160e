"""The class file, the board code, the sealed assessment, the keys. docs/practice-format.md 8.2 and 8.3."""

import dataclasses
import json
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical, derive
from fieldkit.result import Json
from fieldkit.sync.bundle import class_file as classes, payload, signed_document
from fieldkit.sync.bundle.card import read_card, write_card
from fieldkit.sync.bundle.class_file import (
    ClassFile,
    ListedBank,
    Sealed,
    new_opening_code,
    open_assessment,
    read_class,
    seal_assessment,
    write_class,
)
from fieldkit.sync.bundle.class_keys import ClassKeys, make_keys, read_keys, write_keys
from fieldkit.sync.bundle.namespaces import PRACTICE_CLASS
from tests.bundle import parts
from tests.bundle.class_parts import (
    CLASS_ID,
    CLASS_KEY,
    OPENING,
    SEALED_TEXT,
    TRAINEE_KEY,
    Counted,
    class_file,
    class_with,
    listed,
)

COST = (65_536, 3, 4)
PASSPHRASE = "an invented passphrase"


def test_what_was_written_is_read_again() -> None:
    """With every vignette in its place, and the sealed ones behind the open ones."""
    found = read_class(write_class(class_file(), CLASS_KEY))
    assert found == class_file()
    assert [one.id for one in found.things] == ["tea_by_the_shop", "second_scene", "own_story"]
    assert found.listed("second_scene") == found.vignettes[1]
    assert found.listed("nothing") is None


def test_a_class_may_name_a_bank() -> None:
    """By content, with how many of its items are put. It is none of the vignettes."""
    named = dataclasses.replace(class_file(), bank=ListedBank("own_test", "5b" * 32, 8))
    found = read_class(write_class(named, CLASS_KEY))
    assert found == named
    assert found.listed("own_test") is None
    assert named.board_code != class_file().board_code


def test_only_the_class_key_signs_it() -> None:
    """Nobody else, and no real key's signature counts."""
    with pytest.raises(ValueError, match="signed by the key"):
        write_class(class_file(), TRAINEE_KEY)
    for namespace in ("fieldkit-card@v1", "fieldkit-practice-result@v1", "fieldkit-practice@v1"):
        with pytest.raises(errors.ClassFileInvalid):
            read_class(signed_document.write(class_file().as_json(), CLASS_KEY, namespace))
    with pytest.raises(errors.ClassFileInvalid):
        read_class(write_card(parts.card(), parts.HQ_KEY))
    with pytest.raises(errors.PracticeForReal):
        read_card(write_class(class_file(), CLASS_KEY))


def test_the_code_on_the_board_confirms_the_file() -> None:
    """The same file has the same code; any other file has another."""
    code = class_file().board_code
    assert len(code.replace("-", "")) == 10
    class_file().confirm(code.lower())
    other = dataclasses.replace(class_file(), name="Posts, July")
    assert other.board_code != code
    with pytest.raises(errors.ClassCodeWrong):
        other.confirm(code)
    with pytest.raises(errors.MistypedCode):
        class_file().confirm(code[:-1])


NO_SEAL: dict[str, Json] = {"assessment": [], "sealed": None}
SEALED = class_file().sealed
assert SEALED is not None
SEAL = SEALED.as_json()
ONE = listed("a").as_json()
BANK: dict[str, Json] = {"id": "own_test", "hash": "5b" * 32, "size": 8}


def _without(name: str) -> dict[str, Json]:
    return {key: value for key, value in class_file().as_json().items() if key != name}


WRONG: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "noise": lambda: b"noise\n",
    "too large": lambda: class_with() + bytes(classes.MAX_FILE),
    "another version": lambda: class_with(v=2),
    "another kind": lambda: class_with(kind="fieldkit-hq-card"),
    "another id": lambda: class_with(id="s-0123456789abcdef"),
    "a name on two lines": lambda: class_with(name="a\nb"),
    "no such day": lambda: class_with(made="2026-02-30"),
    "no recipient": lambda: class_with(recipient="age1nothing"),
    "a field too many": lambda: class_with(more=1),
    "no vignettes": lambda: class_with(vignettes=[], **NO_SEAL),
    "a vignette twice": lambda: class_with(vignettes=[ONE, ONE]),
    "too many vignettes": lambda: class_with(vignettes=[listed(f"v{n}").as_json() for n in range(64)]),
    "more in a vignette": lambda: class_with(vignettes=[{**ONE, "x": 1}]),
    "no word on a bank": lambda: signed_document.write(_without("bank"), CLASS_KEY, PRACTICE_CLASS),
    "a bank that is no object": lambda: class_with(bank="own_test"),
    "more in a bank": lambda: class_with(bank={**BANK, "x": 1}),
    "more items than a bank has": lambda: class_with(bank={**BANK, "size": 61}),
    "a bank with a vignette's id": lambda: class_with(bank={**BANK, "id": "own_story"}),
    "too many with the bank": lambda: class_with(vignettes=[listed(f"v{n}").as_json() for n in range(63)], bank=BANK),
    "only a bank": lambda: class_with(vignettes=[], bank=BANK, **NO_SEAL),
    "an assessment not sealed": lambda: class_with(sealed=None),
    "a seal without assessment": lambda: class_with(assessment=[]),
    "a seal that is no object": lambda: class_with(sealed=[]),
    "a seal with more": lambda: class_with(sealed={**SEAL, "x": 1}),
    "a seal that is no base64": lambda: class_with(sealed={**SEAL, "data": "A"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_fieldkit_would_not_write_is_refused(name: str) -> None:
    """With one error, whatever is wrong."""
    with pytest.raises(errors.ClassFileInvalid):
        read_class(WRONG[name]())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_class_file_or_refused(data: bytes) -> None:
    """Never another error."""
    with pytest.raises(errors.ClassFileInvalid):
        read_class(data)


def test_a_class_file_that_no_laptop_would_read_is_not_written() -> None:
    """Too many long vignettes under the seal."""
    seal = Sealed("00" * 16, "00" * 12, bytes(800_000))
    large = dataclasses.replace(class_file(), sealed=seal)
    with pytest.raises(errors.ClassFileInvalid):
        write_class(dataclasses.replace(large, name="x" * 200, vignettes=_many(62)), CLASS_KEY)


def _many(count: int) -> tuple[classes.Listed, ...]:
    return tuple(dataclasses.replace(listed("a"), id=f"v{n}{'x' * 60}", form="f" * 64) for n in range(count))


# --- the assessment ---


def test_the_opening_code_opens_the_assessment_and_nothing_else_does() -> None:
    """However it is typed; a slip and a wrong code are told apart."""
    assert open_assessment(class_file(), OPENING.lower()) == {"own_story": SEALED_TEXT}
    code = new_opening_code(Counted())
    assert len(code.replace("-", "")) == 12
    with pytest.raises(errors.OpeningCodeWrong):
        open_assessment(class_file(), code)
    with pytest.raises(errors.MistypedCode):
        open_assessment(class_file(), class_file().board_code)
    assert open_assessment(dataclasses.replace(class_file(), assessment=(), sealed=None), code) == {}


def test_a_seal_of_another_class_does_not_open() -> None:
    """The same code, the same salt: the class is part of it."""
    with pytest.raises(errors.OpeningCodeWrong):
        open_assessment(dataclasses.replace(class_file(), id="c-" + "0" * 16), OPENING)


def _sealed_as(content: bytes) -> ClassFile:
    key = classes._opening_key(OPENING, bytes(16))
    data = derive.aead_encrypt(key, bytes(12), payload.encode(content, parts.zeros), classes._aad(CLASS_ID, "00" * 16))
    return dataclasses.replace(class_file(), sealed=Sealed("00" * 16, "00" * 12, data))


@pytest.mark.parametrize("content", [b"noise", b"[]", canonical.dumps({"own_story": "other"}), canonical.dumps({})])
def test_what_is_sealed_must_be_what_is_listed(content: bytes) -> None:
    """Even a trainer's own file cannot bring in another text behind the code."""
    with pytest.raises(errors.ClassFileInvalid):
        open_assessment(_sealed_as(content), OPENING)


def test_nothing_of_the_assessment_stands_in_the_file() -> None:
    """Neither as it is nor in base64."""
    assert b"own_story\\n" not in write_class(class_file(), CLASS_KEY)
    again = seal_assessment({"own_story": SEALED_TEXT}, OPENING, CLASS_ID, Counted())
    assert SEALED_TEXT not in again.data
    assert "data" not in repr(again)


# --- the trainer's keys ---


def keys() -> ClassKeys:
    return ClassKeys(CLASS_ID, CLASS_KEY.seed, parts.STRANGER_IDENTITY, OPENING)


def key_file() -> bytes:
    return write_keys(keys(), PASSPHRASE, COST, Counted())


def test_the_passphrase_opens_the_keys() -> None:
    """And nothing secret is in their repr, or readable in the file."""
    data = key_file()
    assert read_keys(data, CLASS_ID, PASSPHRASE) == keys()
    assert keys().signing.public != CLASS_KEY.public, "the seed of a real key would sign as the real key"
    assert keys().recipient == class_file().recipient
    for secret in (CLASS_KEY.seed.hex(), parts.STRANGER_IDENTITY, OPENING):
        assert secret not in repr(keys())
        assert secret.encode() not in data
    with pytest.raises(errors.WrongKey):
        read_keys(data, CLASS_ID, "another passphrase")


def test_keys_are_made_of_chance_alone() -> None:
    """A class's keys come from no store."""
    made = make_keys(CLASS_ID, Counted(), "")
    assert made.seed == Counted().token(32)
    assert (made.class_id, made.opening) == (CLASS_ID, "")
    assert made.recipient.startswith("age1")


def test_keys_copied_to_another_class_are_refused() -> None:
    """Renamed by hand they do not open either: the class is part of what is sealed."""
    with pytest.raises(errors.ClassMixed):
        read_keys(key_file(), "c-" + "0" * 16, PASSPHRASE)
    renamed = canonical.dumps({**json.loads(key_file()), "class": "c-" + "0" * 16})
    with pytest.raises(errors.WrongKey):
        read_keys(renamed, "c-" + "0" * 16, PASSPHRASE)


KDF = json.loads(key_file())["kdf"]


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"kind": "fieldkit-practice-class"},
        {"class": "x"},
        {"aead": "none"},
        {"more": 1},
        {"sealed": "A"},
        {"kdf": {**KDF, "memory_kib": 1024}},
        {"kdf": {**KDF, "memory_kib": 2**30}},
        {"kdf": {**KDF, "iterations": 1}},
        {"kdf": {**KDF, "alg": "scrypt"}},
        {"kdf": {**KDF, "more": 1}},
        {"nonce": "00"},
    ],
    ids=str,
)
def test_a_changed_key_file_is_refused(changes: dict[str, Json]) -> None:
    """Before any memory is taken."""
    with pytest.raises(errors.ClassKeysDamaged):
        read_keys(canonical.dumps({**json.loads(key_file()), **changes}), CLASS_ID, PASSPHRASE)


@pytest.mark.parametrize("data", [b"", b"noise", b"[]", bytes(20_000)], ids=["empty", "noise", "list", "large"])
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    """With one error."""
    with pytest.raises(errors.ClassKeysDamaged):
        read_keys(data, CLASS_ID, PASSPHRASE)
