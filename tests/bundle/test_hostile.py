"""Whatever the bytes, only a BundleError comes out, and nothing large is built on the way: bundle-format 7."""

import struct
import tracemalloc
from collections.abc import Callable
from functools import partial

import pytest
import zstandard
from hypothesis import HealthCheck, example, given, settings, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.result import Json
from fieldkit.sync.bundle import container, lines, namespaces, payload
from fieldkit.sync.bundle.card import read_card, read_request
from fieldkit.sync.bundle.container import Members
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.receipt import open_receipt, write_receipt
from fieldkit.sync.bundle.verify import examine, inspect, open_bundle, verify
from scripts.make_vectors import bomb
from tests.bundle import parts

GOOD = parts.bundle().data
RECEIPT = write_receipt(parts.receipt_body(), parts.HQ_KEY, parts.RECIPIENTS[0], parts.zeros).data
CONTENT = parts.good_content()
PLAIN = payload.encode(CONTENT, parts.zeros)
MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def judged(read: Callable[[], object]) -> errors.BundleError | None:
    """Return the BundleError that `read` gives, or None when it accepts. Anything else fails the test."""
    try:
        read()
    except errors.BundleError as error:
        return error
    return None


def open_all(data: bytes) -> None:
    verified = verify(data, parts.SIGNERS, namespace=namespaces.BUNDLE, now_ms=parts.NOW)
    open_bundle(verified, [parts.HQ_IDENTITY])


@MANY
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_flipped_byte_anywhere_is_refused(at: int, flip: int) -> None:
    """There is no byte of a bundle that can be changed without notice."""
    data = bytearray(GOOD)
    data[at] ^= flip
    with pytest.raises(errors.BundleError):
        open_all(bytes(data))


@MANY
@given(st.integers(0, len(RECEIPT) - 1), st.integers(1, 255))
def test_a_flipped_byte_anywhere_in_a_receipt_is_refused(at: int, flip: int) -> None:
    """Nor of a receipt."""
    data = bytearray(RECEIPT)
    data[at] ^= flip
    with pytest.raises(errors.BundleError):
        open_receipt(bytes(data), parts.SIGNERS, [parts.HQ_IDENTITY], device=parts.DEVICE)


@MANY
@given(st.integers(0, len(GOOD) - 1))
def test_a_cut_file_is_called_truncated(size: int) -> None:
    """A pulled stick leaves a part: wherever it ends, the word is truncated, not forged."""
    with pytest.raises(errors.BundleTruncated):
        open_all(GOOD[:size])


def test_a_cut_file_says_which_part_is_missing() -> None:
    """The message names the first member that is not whole."""
    reasons = []
    for size in (0, 600, 3500, len(GOOD) - 1):
        error = judged(partial(open_all, GOOD[:size]))
        reasons.append(str(error and error.facts["why"]))
    assert reasons == [
        "manifest.json is missing",
        "manifest.json is not whole",
        "payload.age is not whole",
        "the end mark is missing",
    ]


@MANY
@given(st.binary(max_size=3000))
@example(b"")
@example(bytes(10_000))
def test_any_bytes_are_refused_quietly(data: bytes) -> None:
    """Bytes of any kind give a BundleError from every reader."""
    for read in (open_all, inspect, read_card, read_request):
        with pytest.raises(errors.BundleError):
            read(data)
    assert examine(data, parts.SIGNERS).error is not None


JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text() | st.sampled_from(parts.TO),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@MANY
@given(st.sampled_from(sorted(parts.manifest_json(b""))), st.binary(max_size=200) | JSON)
def test_any_value_in_any_field_of_a_signed_manifest_is_judged(field: str, value: object) -> None:
    """Even an enrolled device cannot make the reader stumble: it is accepted or refused, never a surprise."""
    sealed = container.unpack(GOOD, Kind.BUNDLE).payload
    try:
        manifest = canonical.dumps({**parts.manifest_json(sealed), field: value})  # type: ignore[dict-item]
    except (ValueError, TypeError):
        manifest = repr(value).encode("utf-8", "backslashreplace")
    error = judged(lambda: open_all(parts.signed(manifest, sealed)))
    assert error is None or error.quarantine in errors.Quarantine


@MANY
@given(st.lists(st.binary(max_size=60) | JSON.map(lambda v: repr(v).encode("utf-8", "replace")), max_size=5))
def test_any_lines_are_judged(found: list[bytes]) -> None:
    """Any lines under a right foot are records or a BundleError."""
    for content in (parts.content(parts.head(), found), b"\n".join(found)):
        error = judged(partial(lines.take_apart, content, lambda line, value: None))
        assert error is None or error.quarantine is errors.Quarantine.FORGED


@MANY
@given(st.integers(0, len(PLAIN) - 1), st.integers(1, 255))
def test_no_change_inside_age_changes_the_content_unnoticed(at: int, flip: int) -> None:
    """A changed frame gives an error or, where zstd has spare bits, the same content; padding has no meaning."""
    data = bytearray(PLAIN)
    data[at] ^= flip
    error = judged(lambda: payload.decode(bytes(data)))
    assert error is None or at < payload.walk_frame(PLAIN).end + 8
    assert error is not None or payload.decode(bytes(data)) == CONTENT


@MANY
@given(st.binary(max_size=200))
def test_any_bytes_after_the_magic_of_zstd_are_judged(rest: bytes) -> None:
    """A frame's header and blocks can say anything: nothing but a BundleError comes of it."""
    for flags in (b"", b"\x24", b"\x44\x50", b"\xc4\x58", b"\x64"):
        data = b"\x28\xb5\x2f\xfd" + flags + rest
        for padded in (data, data + b"\x50\x2a\x4d\x18" + struct.pack("<I", 0)):
            with pytest.raises(errors.BundleError):
                payload.decode(padded)


FRAME = zstandard.ZstdCompressor(level=19, write_checksum=True).compress(CONTENT)


@pytest.mark.parametrize(
    ("why", "frame"),
    [
        ("start with", b"\x1f\x8b\x08\x00" + FRAME[4:]),
        ("accepted kind", FRAME[:4] + bytes([FRAME[4] & ~4]) + FRAME[5:]),
        ("accepted kind", FRAME[:4] + bytes([FRAME[4] | 8]) + FRAME[5:]),
        ("accepted kind", FRAME[:4] + bytes([FRAME[4] | 16]) + FRAME[5:]),
        ("accepted kind", FRAME[:4] + bytes([FRAME[4] | 1]) + b"\x07" + FRAME[5:]),
        ("its size", zstandard.ZstdCompressor(write_checksum=True, write_content_size=False).compress(CONTENT)),
    ],
    ids=["magic", "no checksum", "reserved bit", "unused bit", "dictionary", "no size"],
)
def test_a_frame_of_another_kind_is_refused_by_its_header(why: str, frame: bytes) -> None:
    """Before zstd sees it: what no writer of ours makes is not left to a library's judgement."""
    payload.walk_frame(FRAME)
    with pytest.raises(errors.BundleFrame, match=why):
        payload.walk_frame(frame)


def test_a_padding_frame_that_ends_early_is_refused() -> None:
    """The whole has the right length, but its last byte lies behind the padding frame."""
    at = payload.walk_frame(PLAIN).end + 4
    (fill,) = struct.unpack_from("<I", PLAIN, at)
    short = PLAIN[:at] + struct.pack("<I", fill - 1) + PLAIN[at + 4 :]
    error = judged(lambda: payload.decode(short))
    assert error is not None
    assert error.facts["why"] == "the padding does not end at the last byte"


def test_content_over_the_limit_is_refused_whatever_its_ratio() -> None:
    """64 MiB and one byte, behind half a megabyte of blocks: no bomb by ratio, too large all the same."""
    block = struct.pack("<I", 128 * 1024 << 3)[:3] + bytes(128 * 1024)
    last = struct.pack("<I", 1)[:3]
    header = b"\x28\xb5\x2f\xfd\xc4\x50" + struct.pack("<Q", 64 * 1024 * 1024 + 1)
    frame = header + block * 4 + last + bytes(4)
    fill = payload.padme(len(frame) + 8) - len(frame) - 8
    error = judged(lambda: payload.decode(frame + b"\x50\x2a\x4d\x18" + struct.pack("<I", fill) + bytes(fill)))
    assert isinstance(error, errors.BundleLimit)
    assert error.facts["what"] == "the content"


def test_a_payload_of_another_size_is_told_by_its_size() -> None:
    """A payload cut or grown on the way is told apart from one that was exchanged."""
    good = container.unpack(GOOD, Kind.BUNDLE)
    longer = container.pack(Kind.BUNDLE, Members(good.manifest, good.signature, good.payload + b"x"))
    error = judged(lambda: open_all(longer))
    size = len(good.payload)
    assert error is not None
    assert error.facts["why"] == f"it has {size + 1} bytes, not {size}"


def test_a_gibibyte_of_zeros_is_refused_without_being_built() -> None:
    """32 kB that would become 1 GiB are known by what the frame says of itself."""
    frame = bomb(1024 * 1024 * 1024)
    fill = payload.padme(len(frame) + 8) - len(frame) - 8
    data = parts.around(frame + b"\x50\x2a\x4d\x18" + struct.pack("<I", fill) + bytes(fill))
    tracemalloc.start()
    try:
        with pytest.raises(errors.BundleLimit):
            open_all(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1024 * 1024


def test_the_bomb_is_a_real_one() -> None:
    """Control: zstd itself takes the same construction for zeros when it is small."""
    frame = bomb(1024 * 1024)[:-4]
    frame = frame[:4] + bytes([frame[4] & ~4]) + frame[5:]  # without the checksum, which the bomb leaves at zero
    assert bytes(1024 * 1024) == zstandard.ZstdDecompressor().decompress(frame)


def test_newlines_alone_do_not_fill_the_memory() -> None:
    """Lines are counted before anything is made of them."""
    content = b"\n" * (64 * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(errors.BundleLimit):
            lines.take_apart(content, lambda line, value: None)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1024 * 1024


def test_a_sealed_part_cannot_be_passed_on_in_the_first_ones_name() -> None:
    """Opened and sealed again to somebody else, it no longer fits what the device signed."""
    good = container.unpack(GOOD, Kind.BUNDLE)
    again = seal.seal(seal.unseal(good.payload, [parts.HQ_IDENTITY]), [*parts.RECIPIENTS])
    with pytest.raises(errors.BundlePayloadChanged):
        open_all(container.pack(Kind.BUNDLE, Members(good.manifest, good.signature, again)))


def test_no_message_repeats_what_was_inside() -> None:
    """A respondent's words are in no error, whatever is wrong with the line they stand in."""
    for line in (
        b'{"note":"CANARY"',
        b'{"CANARY":1.5}',
        b'{"t":"CANARY"}',
        b'{"t":"rec","id":"CANARY"}',
        b'["CANARY"]',
    ):
        with pytest.raises(errors.BundleLines) as caught:
            open_all(parts.around_content(parts.content(parts.head(), [line])))
        assert "CANARY" not in f"{caught.value} {caught.value.advice}"
