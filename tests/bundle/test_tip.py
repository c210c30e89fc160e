"""A concern as one sealed file: who opens it, what is refused, what a signature on it is worth. docs/tip-format.md"""

import dataclasses
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.result import Json
from fieldkit.sync.bundle import namespaces, payload
from fieldkit.sync.bundle.card import Card, read_card, write_card
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.tip import STANZAS, OpenedTip, Tip, open_tip, read_line, tip_id, write_tip
from tests.bundle import parts

PAGE = Path(__file__).parents[2] / "docs" / "tip-format.md"
ANSWERS: dict[str, Json] = {
    "what": ["bribe"],
    "own_words": "invented",
    "since": {"date": "2026-11-20"},
    "who": {"nr": "ref"},
}
TIP = Tip("staff_concern", "2026.11.1", "5b" * 32, "rw", "2026-11-25", ANSWERS, "ab" * 32)
STRANGER = seal.recipient_of(parts.STRANGER_IDENTITY)


def sealed(tip: Tip = TIP) -> bytes:
    return write_tip(tip, parts.RECIPIENTS, parts.zeros)


def opened(data: bytes) -> OpenedTip:
    return open_tip(data, [parts.HQ_IDENTITY])


def around(content: bytes) -> bytes:
    """Any content, sealed to headquarters."""
    return seal.seal(payload.encode(content, parts.zeros), parts.RECIPIENTS)


def changed(**fields: Json) -> bytes:
    """A concern with fields changed; None takes one out."""
    doc = {name: value for name, value in {**TIP.as_json(), **fields}.items() if value is not None}
    return around(canonical.dumps(doc) + b"\n")


def test_every_recipient_opens_it_and_nobody_else() -> None:
    """Headquarters and its recovery; a stranger is told that it is not theirs."""
    data = sealed()
    for identity in (parts.HQ_IDENTITY, parts.RECOVERY_IDENTITY):
        assert open_tip(data, [identity]).tip == TIP
    with pytest.raises(errors.WrongRecipient):
        open_tip(data, [parts.STRANGER_IDENTITY])


def test_the_bytes_that_headquarters_keeps_can_be_read_again() -> None:
    """The line without its newline gives the same concern; its name is made of the file."""
    found = opened(sealed())
    assert read_line(found.raw) == TIP
    assert re.fullmatch("t-[0-9a-f]{12}", tip_id(sealed()))


def test_it_looks_alike_whoever_may_read_it() -> None:
    """One recipient or four: always four stanzas, and a Padmé length."""
    for number in (1, 2, STANZAS):
        recipients = [seal.recipient_of(seal.generate_identity()) for _ in range(number)]
        assert write_tip(TIP, recipients, parts.zeros).count(b"-> X25519 ") == STANZAS
    with pytest.raises(ValueError, match="sealed to somebody"):
        write_tip(TIP, [], parts.zeros)


def test_it_tells_a_day_and_no_sender() -> None:
    """Nothing in it names a laptop, an hour or a number, unless it was signed."""
    assert set(TIP.as_json()) == {"v", "kind", "form", "version", "form_hash", "language", "made", "answers", "card"}
    assert "invented" not in repr(TIP)


def test_a_signature_proves_the_laptop() -> None:
    """It covers everything; changed, or by another key than it seems, it is worth nothing and refuses nothing."""
    signed = TIP.signed(parts.DEVICE, parts.DEVICE_KEY)
    found = opened(sealed(signed)).tip
    assert found == signed
    assert found.signer() == parts.DEVICE_KEY.public
    assert TIP.signer() is None
    assert dataclasses.replace(found, made="2026-11-24").signer() is None
    assert dataclasses.replace(found, device=parts.OTHER_DEVICE).signer() is None
    assert opened(sealed(dataclasses.replace(signed, made="2026-11-24"))).tip.signer() is None


def test_practice_and_real_are_not_mistaken_for_each_other() -> None:
    """Another kind and another namespace."""
    practice = dataclasses.replace(TIP, namespace=namespaces.PRACTICE_TIP)
    with pytest.raises(errors.TipInvalid):
        opened(sealed(practice))
    assert open_tip(sealed(practice), [parts.HQ_IDENTITY], namespaces.PRACTICE_TIP).tip == practice


FROM: dict[str, Json] = {"device": parts.DEVICE, "signature": "x"}
WRONG: dict[str, bytes] = {
    "empty": b"",
    "not sealed": b"noise",
    "too large": sealed() + bytes(LIMITS.tip),
    "cut short": sealed()[:-1],
    "no payload": seal.seal(b"{}", parts.RECIPIENTS),
    "no newline": around(canonical.dumps(TIP.as_json())),
    "two lines": around((canonical.dumps(TIP.as_json()) + b"\n") * 2),
    "nothing": around(b""),
    "no JSON": around(b"noise\n"),
    "not canonical": around(json.dumps(TIP.as_json()).encode() + b"\n"),
    "too long": around(b"x" * LIMITS.tip_content + b"\n"),
    "another version": changed(v=2),
    "another kind": changed(kind="fieldkit-hq-card"),
    "a field too many": changed(hour="12:00"),
    "a field less": changed(card=None),
    "an hour": changed(made="2026-11-25T12:00"),
    "answers no object": changed(answers=[]),
    "an answer that is none": changed(answers={"a": {"b": "c"}}),
    "a long answer": changed(answers={"a": "x" * 10_001}),
    "too many answers": changed(answers={f"a{n}": 1 for n in range(LIMITS.tip_answers + 1)}),
    "no sender in from": changed(**{"from": {"device": parts.DEVICE}}),
    "more in from": changed(**{"from": {**FROM, "name": "x"}}),
    "no laptop": changed(**{"from": {**FROM, "device": "hq"}}),
    "no armour": changed(**{"from": {**FROM, "signature": "ä"}}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_fieldkit_would_not_write_is_refused(name: str) -> None:
    """Each with a reason that tells nothing of what was answered."""
    with pytest.raises(errors.TipInvalid) as refused:
        opened(WRONG[name])
    assert "invented" not in str(refused.value)


def test_too_much_is_not_sealed() -> None:
    """A writer stops where no reader would take it."""
    with pytest.raises(errors.BundleOverflow):
        sealed(dataclasses.replace(TIP, answers={f"a{n}": "x" * 9_999 for n in range(7)}))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_concern_or_are_refused(data: bytes) -> None:
    """Whatever lies under the name: an error of ours, never another."""
    for file in (data, b"age-encryption.org/v1\n" + data, around(data)):
        with pytest.raises((errors.TipInvalid, errors.WrongRecipient, errors.PracticeForReal)):
            opened(file)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_is_noticed(place: int, flip: int) -> None:
    """Anywhere in the file."""
    data = bytearray(SEALED)
    data[place % len(data)] ^= flip
    with pytest.raises((errors.TipInvalid, errors.WrongRecipient)):
        opened(bytes(data))


SEALED = sealed()


# --- the second recipient on the card ---


def card(*second: str) -> Card:
    return dataclasses.replace(parts.card(), concern_second=second)


def test_a_card_without_a_second_recipient_is_as_it_always_was() -> None:
    """The field is left out; with one it is there, and comes back."""
    assert b"concern_second" not in write_card(parts.card(), parts.HQ_KEY)
    assert read_card(write_card(card(STRANGER), parts.HQ_KEY)).concern_second == (STRANGER,)


@pytest.mark.parametrize("second", [(parts.RECIPIENTS[0],), (STRANGER, STRANGER), (STRANGER,) * 5], ids=str)
def test_a_second_recipient_of_the_office_or_twice_is_refused(second: tuple[str, ...]) -> None:
    """Whoever is complained about must not be among them."""
    with pytest.raises(errors.SignedDocumentInvalid):
        write_card(card(*second), parts.HQ_KEY)


# --- stock tools ---


def test_anybody_can_check_the_signature(tmp_path: Path, tool: Callable[[str], str]) -> None:
    """age, zstd, jq and ssh-keygen, by the very commands that the page prints."""
    for name in ("age", "zstd", "jq", "ssh-keygen"):
        tool(name)
    (tmp_path / "concern.fkt").write_bytes(sealed(TIP.signed(parts.DEVICE, parts.DEVICE_KEY)))
    (tmp_path / "identity.txt").write_text(parts.HQ_IDENTITY + "\n", encoding="utf-8")
    signers = Signers((Signer(parts.DEVICE, (namespaces.TIP,), parts.DEVICE_KEY.public),))
    (tmp_path / "allowed_signers").write_text(signers.text(), encoding="utf-8")
    blocks = re.findall(r"<!-- commands: [a-z ]+ -->\n```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    script = "set -eo pipefail\n" + "".join(blocks)
    done = subprocess.run([tool("bash"), "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f'Good "fieldkit-tip@v1" signature for {parts.DEVICE}' in done.stdout


@pytest.mark.parametrize("many", [20, 700])
def test_a_file_for_a_crowd_is_refused_before_anything_is_tried(many: int) -> None:
    """Each recipient costs a trial with each key: hundreds in every file would keep an import busy for hours."""
    crowd = [seal.recipient_of(parts.HQ_IDENTITY)] * many
    with pytest.raises(errors.TipInvalid, match="recipients"):
        opened(seal.seal(payload.encode(b"x\n", parts.zeros), crowd))
    no_end = b"age-encryption.org/v1\n" + b"-> X 0\n\n" * 9_000
    with pytest.raises(errors.TipInvalid):
        opened(no_end)


def test_the_sizes_of_a_concern_are_looked_at_first() -> None:
    """The file and what is in it, at the limit and one byte over; a last byte that is no newline."""
    with pytest.raises(errors.TipInvalid, match="larger than"):
        opened(sealed() + bytes(LIMITS.tip))
    line = opened(sealed()).raw
    for content in (line + b"x", line + b" ", bytes(LIMITS.tip_content) + b"\n"):
        with pytest.raises(errors.TipInvalid, match="larger than it may be, or cut short"):
            opened(around(content))
    with pytest.raises(errors.TipInvalid) as caught:
        opened(around(b" " * (LIMITS.tip_content - 1) + b"\n"))
    assert "larger" not in str(caught.value)


def test_so_many_answers_of_a_concern_and_no_more() -> None:
    """A form of any length that is asked at a post fits."""
    most: dict[str, Json] = {f"q{n}": "x" for n in range(LIMITS.tip_answers)}
    assert opened(changed(answers=most)).tip.answers == most
    with pytest.raises(errors.TipInvalid):
        opened(changed(answers={**most, "more": "x"}))
