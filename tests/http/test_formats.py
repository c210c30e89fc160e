"""The bytes of docs/http-format.md: vectors, stock tools, and any bytes at all."""

import base64
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fieldkit.crypto.sign import verify_sshsig
from fieldkit.sync import mailbox
from fieldkit.sync.bundle.namespaces import SYNC
from fieldkit.sync.http import names
from fieldkit.sync.http.hello import Hello, Malformed, Receipts, Reply, digest, read_hello, read_reply
from fieldkit.sync.http.kept import Kept, read_kept
from fieldkit.sync.http.names import is_policy_name, place_of
from fieldkit.sync.http.signing import (
    HOUR_MS,
    Nonces,
    Request,
    nonce_text,
    read_address,
    read_nonce,
    read_token,
    sign_request,
    signature_armour,
    upload_address,
)
from scripts import make_http_vectors
from tests.bundle import parts

DOC = Path(__file__).parents[2] / "docs" / "http-format.md"
HASH = st.text("0123456789abcdef", min_size=16, max_size=16)
RECEIPTS = st.dictionaries(st.integers(0, 99_999_999).map(lambda n: f"{n:08d}.fkr"), HASH, max_size=5)
BUNDLES = st.dictionaries(st.integers(1, 99_999_999).map(lambda n: f"{'5c' * 8}-{n:08d}.fkb"), HASH, max_size=5)
NUMBERS = st.integers(0, 99_999_999)
NONCE = st.binary(min_size=12, max_size=12)


def test_the_vectors_are_what_the_code_writes() -> None:
    """Nonce, address, digests, hello, answer and signed requests of constant inputs, byte for byte."""
    assert make_http_vectors.FILE.read_text(encoding="utf-8") == make_http_vectors.render()


def test_a_second_implementation_reads_the_vectors() -> None:
    """By what the page says alone: the parts of the header, the message, the signature."""
    told = json.loads(make_http_vectors.FILE.read_text(encoding="utf-8"))
    for one in told["requests"]:
        raw = base64.urlsafe_b64decode(one["FK"] + "=")
        message = json.loads(one["message"])
        assert (f"d-{raw[:16].hex()}", len(raw)) == (told["device"], 92)
        assert base64.urlsafe_b64encode(raw[16:28]).decode() == message["nonce"] == told["nonce"]["text"]
        token = read_token(one["FK"])
        assert token is not None
        verify_sshsig(signature_armour(token, parts.DEVICE_KEY.public), one["message"].encode(), SYNC)


def commands(name: str) -> str:
    """Return the block of commands that the page marks with this name."""
    found = re.search(rf"<!-- commands: {name} -->\n```sh\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("changed", [False, True])
def test_stock_ssh_keygen_checks_a_request(tmp_path: Path, tool: Callable[[str], str], changed: bool) -> None:
    """The header and the list are a whole SSHSIG, by the very commands that the page prints."""
    for name in ("ssh-keygen", "jq", "awk", "base64"):
        tool(name)
    nonce = Nonces(b"s" * 32).fresh(5 * HOUR_MS)
    request = Request("POST", "/v1/hello", "ab" * 32)
    token = sign_request(request, parts.DEVICE, nonce, parts.DEVICE_KEY)
    (tmp_path / "header").write_bytes(f"FK: {token}\r\n".encode())
    message = request.message(parts.DEVICE, nonce)
    (tmp_path / "message.json").write_bytes(message.replace(b"hello", b"hallo") if changed else message)
    line = f'{parts.DEVICE} namespaces="fieldkit-bundle@v1,{SYNC}" {parts.DEVICE_KEY.public.openssh()}\n'
    (tmp_path / "allowed_signers").write_text(line, encoding="utf-8", newline="\n")
    script = "set -eo pipefail\n" + commands("request")
    done = subprocess.run([tool("bash"), "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode == 0, f'Good "{SYNC}" signature' in done.stdout) == (not changed, not changed), done.stderr


def test_names_are_those_of_the_mailbox() -> None:
    """A stick and an intake know the same names."""
    assert names.BUNDLE_NAME.pattern == mailbox.BUNDLE_NAME.pattern
    assert names.RECEIPT_NAME.pattern == mailbox.RECEIPT_NAME.pattern


@given(st.text(max_size=200) | st.text("AB_-9", min_size=120, max_size=126))
def test_any_header_is_a_token_or_is_none(text: str) -> None:
    """What is taken spells out to the same text again."""
    token = read_token(text)
    if token is not None:
        raw = bytes.fromhex(token.device[2:]) + token.nonce + token.signature
        assert base64.urlsafe_b64encode(raw).decode().rstrip("=") == text


@given(NONCE, st.text("abc/._-", max_size=30))
def test_what_is_signed_is_read_back(nonce: bytes, path: str) -> None:
    """Device, nonce and a signature that fits."""
    token = read_token(sign_request(Request("GET", path), parts.DEVICE, nonce, parts.DEVICE_KEY))
    assert token is not None
    assert (token.device, token.nonce, read_nonce(nonce_text(nonce))) == (parts.DEVICE, nonce, nonce)
    message = Request("GET", path).message(parts.DEVICE, nonce)
    assert verify_sshsig(signature_armour(token, parts.DEVICE_KEY.public), message, SYNC) == parts.DEVICE_KEY.public


@given(st.binary(min_size=12, max_size=12), st.integers(0, 10**13))
def test_no_nonce_is_taken_that_was_not_made_here(nonce: bytes, now_ms: int) -> None:
    """Not one at random, not one of another intake; one of our own for so many hours."""
    ours, theirs = Nonces(b"a" * 32), Nonces(b"b" * 32)
    made = ours.fresh(now_ms)
    assert ours.takes(made, now_ms)
    assert ours.takes(made, now_ms + 7 * 24 * HOUR_MS)
    assert not ours.takes(made, now_ms + 8 * 24 * HOUR_MS)
    assert not theirs.takes(made, now_ms)
    assert not ours.takes(nonce, now_ms) or nonce == made


@given(st.text(max_size=60) | st.text("/v1updownhellopolicymetadata.%", max_size=60))
def test_any_path_is_a_place_or_is_none(path: str) -> None:
    """What is taken has no part that leads anywhere else."""
    place = place_of(path)
    if place is not None:
        assert not re.search(r"(^|/)\.|//|\\|%|\x00", place.name)
        assert place.name.isascii()


@given(st.lists(st.text("ab.", max_size=4), max_size=5))
def test_a_policy_name_is_relative_and_plain(pieces: list[str]) -> None:
    """Below `metadata` or `targets`, no part that begins with a dot, nothing empty."""
    name = "/".join(["targets", *pieces])
    fits = 1 <= len(pieces) <= 3 and all(piece and not piece.startswith(".") for piece in pieces)
    assert is_policy_name(name) == fits


@given(st.text("AB_-9=", max_size=20) | st.binary(min_size=32, max_size=32).map(lambda raw: upload_address(raw.hex())))
def test_any_address_is_of_an_upload_or_is_none(text: str) -> None:
    """One spelling for each."""
    beginning = read_address(text)
    assert beginning is None or (upload_address(beginning + "0" * 40) == text and len(beginning) == 24)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_hello_or_are_refused(data: bytes) -> None:
    """And so is any answer: nothing else leaves the readers."""
    for read in (read_hello, read_reply):
        try:
            told = read(data)
        except Malformed:
            continue
        assert told.write() == data


@given(
    NUMBERS, NUMBERS, HASH, HASH, st.sampled_from(["", "a" * 16]), NUMBERS, st.integers(0, 150), st.binary(max_size=3)
)
def test_a_hello_is_read_back_and_a_changed_one_is_another_or_none(
    head: int, number: int, down: str, up: str, word: str, policy: int, at: int, changed: bytes
) -> None:
    """Whatever is changed in it, the reader takes it in its one form or refuses it."""
    said = Hello(parts.EPOCH, head, (number, down), up, word, policy)
    data = said.write()
    assert (read_hello(data), len(data) <= 1024) == (said, True)
    other = data[:at] + changed + data[at + len(changed) :]
    try:
        assert read_hello(other).write() == other
    except Malformed:
        assert other != data


@given(NONCE, RECEIPTS, BUNDLES, st.booleans(), st.booleans(), st.integers(0, 160), st.binary(max_size=3))
def test_an_answer_is_read_back(
    nonce: bytes, down: dict[str, str], up: dict[str, str], whole: bool, new: bool, at: int, changed: bytes
) -> None:
    """The same for the other side."""
    receipts = Receipts(tuple(sorted(down.items())), whole, more=bool(down))
    reply = Reply(5, nonce, receipts if new else None, tuple(sorted(up.items())) if new else None)
    data = reply.write()
    assert read_reply(data) == reply
    other = data[:at] + changed + data[at + len(changed) :]
    try:
        assert read_reply(other).write() == other
    except Malformed:
        assert other != data


BAD_REPLIES = [
    b'{"files":[],"more":true,"whole":true}',
    b'{"files":[],"more":0,"whole":true}',
    b'{"files":[["00000001.fkr"]],"more":false,"whole":true}',
    b'{"files":[["00000001.fkr","x"]],"more":false,"whole":true}',
    b'{"files":[["../x","aaaaaaaaaaaaaaaa"]],"more":false,"whole":true}',
    b'{"files":[[1,2]],"more":false,"whole":true}',
    b'{"files":1,"more":false,"whole":true}',
    b'{"files":[],"more":false}',
    b"[]",
    b"1",
]


@pytest.mark.parametrize("down", BAD_REPLIES)
def test_a_list_of_another_shape_is_refused(down: bytes) -> None:
    """Names of the grammar, beginnings of a hash, and more only where there was some."""
    data = Reply(5, b"n" * 12).write().replace(b'"down":null', b'"down":' + down)
    with pytest.raises(Malformed):
        read_reply(data)


@pytest.mark.parametrize(
    "down", [b"[0]", b'[0,"x"]', b'["0","aaaaaaaaaaaaaaaa"]', b'[-1,"aaaaaaaaaaaaaaaa"]', b'[true,"aaaaaaaaaaaaaaaa"]']
)
def test_a_hello_with_another_list_is_refused(down: bytes) -> None:
    """A number of a receipt and a digest."""
    good = Hello(parts.EPOCH, 1, (0, "a" * 16), "a" * 16).write()
    with pytest.raises(Malformed):
        read_hello(good.replace(b'[0,"aaaaaaaaaaaaaaaa"]', down))


@given(RECEIPTS, RECEIPTS)
def test_two_lists_have_one_digest_only_if_they_are_the_same(one: dict[str, str], other: dict[str, str]) -> None:
    """In whatever order they were made."""
    assert digest(one) == digest(dict(reversed(one.items())))
    assert (digest(one) == digest(other)) == (one == other)


@given(NONCE, st.integers(0, 2**52), RECEIPTS, BUNDLES)
def test_what_is_kept_is_read_back(nonce: bytes, time_ms: int, down: dict[str, str], up: dict[str, str]) -> None:
    """From one sync to the next."""
    kept = Kept(nonce, time_ms, down, up)
    assert read_kept(kept.as_json()) == kept
