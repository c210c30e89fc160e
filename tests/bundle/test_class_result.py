"""A practice result: who opens it, what is refused, stock tools. docs/practice-format.md 8.4."""

import dataclasses
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import namespaces, payload
from fieldkit.sync.bundle.card import write_card, write_request
from fieldkit.sync.bundle.class_result import (
    MAX_FILE,
    MOST_ITEMS,
    NAME,
    WHO,
    ClassResult,
    name_of,
    open_result,
)
from fieldkit.sync.bundle.practice_mark import FIRST_LINE, is_practice, refuse_practice
from fieldkit.sync.bundle.receipt import write_receipt
from fieldkit.sync.bundle.signers import Signers
from fieldkit.sync.bundle.tip import open_tip, write_tip
from fieldkit.sync.bundle.verify import verify
from tests.bundle import parts
from tests.bundle.class_parts import CLASS_ID, IDENTITY, RESULT, TRAINEE_KEY, class_file, result

PAGE = Path(__file__).parents[2] / "docs" / "practice-format.md"
SEALED = result()


def opened(data: bytes) -> ClassResult:
    return open_result(data, CLASS_ID, IDENTITY)


def around(content: bytes) -> bytes:
    return FIRST_LINE + seal.seal(payload.encode(content, parts.zeros), [class_file().recipient])


def changed(**fields: Json) -> bytes:
    """A result with fields changed, signed as it then should be; None takes one out."""
    doc = {name: value for name, value in {**RESULT.unsigned(), **fields}.items() if value is not None}
    body = canonical.dumps({name: value for name, value in doc.items() if name != "signature"}) + b"\n"
    signature = sshsig(TRAINEE_KEY, body, namespaces.PRACTICE_RESULT).decode()
    return around(canonical.dumps({"signature": signature, **doc}) + b"\n")


def test_the_class_opens_it_and_nobody_else() -> None:
    """What was sealed comes back whole; the name is made of the file."""
    found = opened(SEALED)
    assert found == RESULT.signed(TRAINEE_KEY)
    assert NAME.fullmatch(name_of(SEALED))
    with pytest.raises(errors.ResultForeign, match="sealed to another"):
        open_result(SEALED, CLASS_ID, parts.HQ_IDENTITY)
    with pytest.raises(errors.ResultForeign, match="names another"):
        open_result(SEALED, "c-" + "0" * 16, IDENTITY)


def test_it_holds_no_words_of_anybody() -> None:
    """Codes, numbers, names of questions: the format has no place for an answer or for free text."""
    fields = set(RESULT.unsigned())
    assert fields.isdisjoint({"answers", "settling", "text", "notes"})
    assert fields == {
        *("v", "kind", "class", "who", "key", "n", "made", "of", "name", "hash", "form", "form_hash", "phase"),
        *("seconds", "left", "items", "situation", "elements", "steps"),
    }


def test_whoever_left_sends_nothing_but_that() -> None:
    """No reason, no marks."""
    left = dataclasses.replace(RESULT, left=True, items=(), situation="", elements=(), steps=())
    assert opened(around_signed(left)).left
    with pytest.raises(errors.ResultInvalid, match="left"):
        result(left=True)


def around_signed(found: ClassResult, key: SigningKey = TRAINEE_KEY) -> bytes:
    signed = found.signed(key)
    return around(canonical.dumps({**signed.unsigned(), "signature": signed.signature.decode()}) + b"\n")


def test_a_result_that_was_changed_or_signed_by_another_is_forged() -> None:
    """Every field is under the signature, and so is the key that it names."""
    signed = RESULT.signed(TRAINEE_KEY)
    doc: dict[str, Json] = {**signed.unsigned(), "signature": signed.signature.decode()}
    changes: list[dict[str, Json]] = [
        {"who": "8"},
        {"items": []},
        {"key": parts.DEVICE_KEY.public.openssh()},
        {"signature": "x"},
    ]
    for change in changes:
        with pytest.raises(errors.ResultForged):
            opened(around(canonical.dumps({**doc, **change}) + b"\n"))
    other = sshsig(parts.DEVICE_KEY, signed.signed_bytes, namespaces.PRACTICE_RESULT).decode()
    with pytest.raises(errors.ResultForged):
        opened(around(canonical.dumps({**doc, "signature": other}) + b"\n"))


@pytest.mark.parametrize("namespace", [n for n in namespaces.ALL_NAMESPACES if n != namespaces.PRACTICE_RESULT])
def test_no_other_namespace_signs_a_result(namespace: str) -> None:
    """Neither a real one nor another one of practice."""
    armour = sshsig(TRAINEE_KEY, RESULT.signed_bytes, namespace).decode()
    with pytest.raises(errors.ResultForged):
        opened(around(canonical.dumps({**RESULT.unsigned(), "signature": armour}) + b"\n"))


ITEM: list[Json] = ["answer:alone", "as_in_key"]
WRONG: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "noise": lambda: b"noise",
    "first line only": lambda: FIRST_LINE,
    "another version": lambda: SEALED.replace(b"result 1", b"result 2", 1),
    "not sealed": lambda: FIRST_LINE + b"{}",
    "too large": lambda: SEALED + bytes(MAX_FILE),
    "cut short": lambda: SEALED[:-1],
    "for a crowd": lambda: FIRST_LINE + seal.seal(b"x", [class_file().recipient] * 4),
    "no payload": lambda: FIRST_LINE + seal.seal(b"{}", [class_file().recipient]),
    "nothing": lambda: around(b""),
    "no newline": lambda: around(b"{}"),
    "no JSON": lambda: around(b"noise\n"),
    "too long": lambda: around(b"x" * MAX_FILE + b"\n"),
    "another kind": lambda: changed(kind="fieldkit-tip"),
    "a field too many": lambda: changed(settling="the debt"),
    "a field less": lambda: changed(phase=None),
    "no class": lambda: changed(**{"class": "s-1"}),
    "a long name": lambda: changed(who="x" * 21),
    "a name with a control": lambda: changed(who="a\u202eb"),
    "no key": lambda: changed(key="ssh-rsa AAAA"),
    "number 0": lambda: changed(n=0),
    "no such day": lambda: changed(made="2026-13-01"),
    "an hour": lambda: changed(made="2026-11-25T10:00"),
    "of something else": lambda: changed(of="interview"),
    "a phase that is none": lambda: changed(phase="field"),
    "a day and a second": lambda: changed(seconds=86_401),
    "left is no flag": lambda: changed(left=1),
    "items no list": lambda: changed(items={}),
    "an item that is a text": lambda: changed(items=["answer:alone"]),
    "an item of three": lambda: changed(items=[[*ITEM, "x"]]),
    "an item with words in it": lambda: changed(items=[["answer:what she said", "as_in_key"]]),
    "a standing with words in it": lambda: changed(items=[["answer:alone", "As In Key"]]),
    "an item twice": lambda: changed(items=[ITEM, ITEM]),
    "too many items": lambda: changed(items=[[f"answer:a{n}", "kept"] for n in range(MOST_ITEMS + 1)]),
    "a sentence as a step": lambda: changed(steps=["send her back"]),
    "a signature beyond ASCII": lambda: changed(signature="ä"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_fieldkit_would_not_write_is_refused(name: str) -> None:
    """With its reason, and changing nothing."""
    with pytest.raises(errors.ResultInvalid):
        opened(WRONG[name]())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_result_or_are_refused(data: bytes) -> None:
    """Whatever lies under the name: an error of ours, never another."""
    refused = (errors.ResultInvalid, errors.ResultForeign, errors.ResultForged, errors.RealForPractice)
    for file in (data, FIRST_LINE + data, FIRST_LINE + b"age-encryption.org/v1\n" + data, around(data)):
        with pytest.raises(refused):
            opened(file)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_is_noticed(place: int, flip: int) -> None:
    """Anywhere in the file."""
    data = bytearray(SEALED)
    data[place % len(data)] ^= flip
    with pytest.raises((errors.ResultInvalid, errors.ResultForeign)):
        opened(bytes(data))


@pytest.mark.parametrize("who", ["7", "Umusozi", "Marie-Ange U.", "O'Brien", "Étang", "1.", "a b"])
def test_who_one_is_may_be_a_number_or_a_short_name(who: str) -> None:
    """Letters of any language."""
    assert WHO.fullmatch(who)


@pytest.mark.parametrize("who", ["", " a", "a ", "a\n", "x" * 21, "a,b", "a\tb", "<b>a"])
def test_who_one_is_cannot_be_everything(who: str) -> None:
    """Nothing that spreads over lines, and no comma: lists are written with commas."""
    assert not WHO.fullmatch(who)


# --- practice and real work ---


REAL: dict[str, Callable[[], bytes]] = {
    "a bundle": lambda: parts.bundle().data,
    "a receipt": lambda: write_receipt(parts.receipt_body(), parts.HQ_KEY, parts.RECIPIENTS[0], parts.zeros).data,
    "a sealed file of real work, such as a concern": lambda: write_tip(parts.tip(), parts.RECIPIENTS, parts.zeros),
    "headquarters' card": lambda: write_card(parts.card(), parts.HQ_KEY),
    "a laptop's request": lambda: write_request(parts.request(), parts.DEVICE_KEY),
}


@pytest.mark.parametrize("what", REAL)
def test_a_real_file_is_refused_by_a_class_with_an_error_of_its_own(what: str) -> None:
    """Before anything of it is opened."""
    with pytest.raises(errors.RealForPractice) as refused:
        opened(REAL[what]())
    assert refused.value.facts["what"] == what


def test_a_result_is_refused_by_every_reader_of_real_files() -> None:
    """It says that it is practice; nothing has to be opened to see it."""
    with pytest.raises(errors.PracticeForReal):
        open_tip(SEALED, [IDENTITY])
    with pytest.raises(errors.PracticeForReal):
        verify(SEALED, Signers(()), namespace=namespaces.BUNDLE, now_ms=None)
    with pytest.raises(errors.PracticeForReal):
        refuse_practice(SEALED)
    assert not is_practice(parts.bundle().data)
    refuse_practice(parts.bundle().data)


def test_json_that_is_nothing_of_ours_is_no_real_file() -> None:
    """It is only no result."""
    with pytest.raises(errors.ResultInvalid):
        opened(b'{"kind":"something"}')


# --- stock tools ---


def test_stock_tools_open_a_result_and_check_its_signature(tmp_path: Path, tool: Callable[[str], str]) -> None:
    """age, zstd, jq and ssh-keygen, by the very commands that the page prints."""
    for name in ("age", "zstd", "jq", "ssh-keygen", "tail"):
        tool(name)
    (tmp_path / "result.fkp").write_bytes(result(who="Étang"))
    (tmp_path / "identity.txt").write_text(IDENTITY + "\n", encoding="utf-8")
    blocks = re.findall(
        r"<!-- commands: practice [a-z]+ -->\n```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    script = "set -eo pipefail\n" + "".join(blocks)
    done = subprocess.run([tool("bash"), "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == '["answer:alone","as_in_key"]'
    assert 'Good "fieldkit-practice-result@v1" signature' in done.stdout
