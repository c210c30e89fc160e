"""An alert by SMS: what it says, who opens it, what is said of one that is cut, mistyped, forged. docs/alert-format."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings, strategies as st

from fieldkit import errors
from fieldkit.crypto import age_keys, derive, seal
from fieldkit.sync.bundle import alert
from fieldkit.sync.bundle.alert import LETTERS, Alert, OpenedAlert, grouped, open_alert, seal_alert

PAGE = Path(__file__).parents[2] / "docs" / "alert-format.md"
VECTORS: Any = json.loads((Path(__file__).parents[1] / "vectors" / "alert" / "vectors.json").read_text("utf-8"))
HQ, LAPTOP, OTHER = (VECTORS[who]["identity"] for who in ("hq", "laptop", "other"))
TO, BY = seal.recipient_of(HQ), seal.recipient_of(LAPTOP)
ALERT = Alert("5b5b5b5b", "K7M4QX", 1_795_500_000, "danger")
TEXT = seal_alert(ALERT, LAPTOP, TO, bytes(range(32)))
GSM7 = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


def opened(text: str) -> OpenedAlert:
    return open_alert(text, [OTHER, HQ])


def test_it_is_96_letters_and_digits_that_nobody_takes_for_others() -> None:
    """One SMS holds it with its spaces, on any phone; the page has the same alphabet."""
    assert (len(TEXT), set(TEXT) <= set(LETTERS)) == (96, True)
    assert set(LETTERS) <= set(GSM7)
    assert not set("0O1Il") & set(LETTERS)
    assert len(" ".join(grouped(TEXT))) < 160
    assert LETTERS in PAGE.read_text("utf-8")


def test_headquarters_opens_what_the_laptop_said() -> None:
    """Device, case, time and level come out as they went in, and the laptop's MAC fits."""
    found = opened(TEXT)
    assert (found.alert, found.mended) == (ALERT, False)
    assert found.is_from(BY)
    assert not found.is_from(seal.recipient_of(OTHER))


@given(
    st.builds(
        Alert,
        st.binary(min_size=4, max_size=4).map(bytes.hex),
        st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=6, max_size=6),
        st.integers(0, 2**32 - 1),
        st.sampled_from(alert.LEVELS),
    ),
    st.binary(min_size=32, max_size=32),
)
@settings(max_examples=50)
def test_whatever_can_be_said_comes_out_again(said: Alert, ephemeral: bytes) -> None:
    """For any content and any ephemeral key."""
    found = opened(seal_alert(said, LAPTOP, TO, ephemeral))
    assert (found.alert, found.is_from(BY)) == (said, True)


def test_nothing_readable_and_nothing_that_links_two() -> None:
    """Two alerts of one case by one laptop have nothing in common."""
    second = seal_alert(ALERT, LAPTOP, TO, b"\x01" * 32)
    same = sum(a == b for a, b in zip(TEXT, second, strict=True))
    assert same < 12
    assert "K7M4QX" not in TEXT
    assert opened(second).id != opened(TEXT).id


@pytest.mark.parametrize(
    "around",
    [
        "{0}",
        "  {0}\r\n",
        "+250 788 000 000, 26.11.2026 14:05:\n{0}",
        '<"{0}">',
        "Please look at this: {0} (from the post)",
    ],
)
def test_it_is_found_in_what_somebody_pastes(around: str) -> None:
    """A sender, a time, quotation marks, spaces and line breaks do no harm."""
    broken = "\n".join(f"> {line}" for line in (TEXT[:31], TEXT[31:62], TEXT[62:]))
    for text in (TEXT, " ".join(grouped(TEXT)), broken):
        assert opened(around.format(text)).alert == ALERT


def test_letters_that_are_never_used_are_read_as_what_they_look_like() -> None:
    """A phone that writes O for o, or somebody who reads 1 for i, changes nothing."""
    wrong = TEXT.replace("o", "O").replace("i", "1").replace("L", "l")
    assert wrong != TEXT
    assert opened(wrong).alert == ALERT


@pytest.mark.parametrize("at", range(96))
def test_one_wrong_character_anywhere_is_put_right(at: int) -> None:
    """It is found by trying, and only what opens is taken."""
    wrong = TEXT[:at] + next(c for c in LETTERS if c != TEXT[at]) + TEXT[at + 1 :]
    found = opened(wrong)
    assert (found.alert, found.mended, found.is_from(BY)) == (ALERT, True, True)


def test_two_neighbours_exchanged_are_put_right() -> None:
    """As fingers do."""
    for at in range(95):
        if TEXT[at] != TEXT[at + 1]:
            assert opened(TEXT[:at] + TEXT[at + 1] + TEXT[at] + TEXT[at + 2 :]).mended


def _why(text: str) -> str:
    with pytest.raises(errors.AlertUnreadable) as caught:
        opened(text)
    return str(caught.value)


def test_a_cut_one_says_how_much_arrived() -> None:
    """A phone network that drops the end, or a thumb that marked too little."""
    assert "70 characters are here" in _why(TEXT[:70])
    assert "64 characters are here" in _why(" ".join(grouped(TEXT)[:8]))
    assert "97 characters are here" in _why(TEXT + "x")


def test_other_texts_hold_no_alert() -> None:
    """Ordinary words, nothing, and more than anybody pastes."""
    for text in ("", "please call me back about K7M-4QX", "x" * 5_000_000, "?" * 96):
        with pytest.raises(errors.AlertUnreadable):
            opened(text)
    assert "none in this text" in _why("please call me back about K7M-4QX")


def test_what_stands_far_behind_is_not_looked_at() -> None:
    """At most 4,096 characters are: a whole mailbox that somebody pastes costs nothing."""
    assert opened("x " * 1_900 + TEXT).alert == ALERT
    with pytest.raises(errors.AlertUnreadable):
        opened("x " * 2_100 + TEXT)


def test_more_than_one_wrong_character_is_mistyped() -> None:
    """What cannot be put right is said to be wrong, not forged."""
    assert "not as it was sent" in _why("222" + TEXT[3:] if TEXT[:3] != "222" else "333" + TEXT[3:])


def test_for_another_office_is_said() -> None:
    """Whole and sealed for somebody else: its own answer."""
    with pytest.raises(errors.AlertForOthers):
        open_alert(TEXT, [OTHER])


def test_a_key_of_small_order_opens_nothing() -> None:
    """An ephemeral key of zeros agrees with everybody on zeros: it is refused."""
    text = alert._written(bytes(69))
    with pytest.raises(errors.AlertForOthers):
        opened(text)


@pytest.mark.parametrize(("at", "value"), [(12, 0), (12, 4), (4, 0x40)])
def test_what_this_version_does_not_know_is_said(at: int, value: int) -> None:
    """Another level, or a case that is no code."""
    content = bytearray(ALERT.as_bytes())
    content[at] = value
    public, theirs = age_keys.public_half(bytes(range(32))), age_keys.public_of(TO)
    key = derive.hkdf(age_keys.agree(bytes(range(32)), theirs) + public + theirs, "fieldkit-alert@v1")
    sealed = derive.aead_encrypt(key, bytes(12), bytes(content) + bytes(8), b"")
    assert "does not know" in _why(alert._written(public + sealed))


def test_a_wrong_mac_is_from_nobody() -> None:
    """Anybody has headquarters' recipient and can seal; only the laptop's key makes its MAC."""
    forged = opened(seal_alert(ALERT, OTHER, TO, bytes(range(32))))
    assert forged.alert == ALERT
    assert not forged.is_from(BY)


def test_the_mac_is_of_this_envelope_alone() -> None:
    """Content and MAC of one alert, sealed anew, are not believed."""
    first = opened(TEXT)
    again = OpenedAlert(first.alert, first.id, False, first.mac, b"\x09" * 32, HQ)
    assert not again.is_from(BY)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text(alphabet=LETTERS + " ", min_size=90, max_size=110)))
def test_any_text_is_an_alert_or_is_refused(text: str) -> None:
    """No other exception comes out of any text."""
    with pytest.raises((errors.AlertUnreadable, errors.AlertForOthers)):
        opened(text)


@pytest.mark.parametrize("case", VECTORS["texts"], ids=lambda case: str(case["name"]))
def test_each_vector_has_its_answer(case: Any) -> None:
    """What a second implementation has to say as well."""
    assert _answer(case["text"]) == case["answer"]


def _answer(text: str) -> str:
    try:
        found = open_alert(text, [HQ])
    except errors.FieldkitError as error:
        return error.code
    return ("mended" if found.mended else "taken") if found.is_from(BY) else "FK-953"


@pytest.mark.parametrize("made", VECTORS["alerts"], ids=lambda made: str(made["code"]))
def test_the_page_alone_is_enough_to_open_one(made: Any) -> None:
    """A reader written from the page, over the library's own primitives, reads every vector."""
    number = 0
    for character in made["text"]:
        number = number * 57 + LETTERS.index(character)
    assert number % 241 == 1
    data = (number // 241).to_bytes(69, "big")

    def hkdf(key: bytes, info: bytes) -> bytes:
        return HKDF(SHA256(), 32, None, info).derive(key)

    own = X25519PrivateKey.from_private_bytes(age_keys.secret_of(HQ))
    public = bytes.fromhex(VECTORS["hq"]["public"])
    assert own.public_key().public_bytes_raw() == public
    shared = own.exchange(X25519PublicKey.from_public_bytes(data[:32]))
    plain = AESGCM(hkdf(shared + data[:32] + public, b"fieldkit-alert@v1")).decrypt(bytes(12), data[32:], None)
    code = 0
    for character in made["code"]:
        code = code * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(character)
    level = ["duty", "urgent", "danger"].index(made["level"]) + 1
    want = bytes.fromhex(made["device"]) + code.to_bytes(4, "big") + made["at_s"].to_bytes(4, "big") + bytes([level])
    assert plain[:13] == want
    theirs = age_keys.public_of(BY)
    key = hkdf(own.exchange(X25519PublicKey.from_public_bytes(theirs)) + theirs + public, b"fieldkit-alert-mac@v1")
    said = (32).to_bytes(8, "big") + data[:32] + (13).to_bytes(8, "big") + want
    assert hmac.new(key, said, hashlib.sha256).digest()[:8] == plain[13:]
