"""What is packed is what is opened: docs/bundle-format.md 5 and 6."""

import dataclasses
import hashlib

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.result import Json
from fieldkit.sync.bundle import container, lines, namespaces, payload, write
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.lines import Record
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.verify import Opened, Unverified, inspect, open_bundle, verify
from fieldkit.sync.bundle.write import BundleDraft, write_bundle
from tests.bundle import parts


def opened(data: bytes, identity: str = parts.HQ_IDENTITY) -> Opened:
    verified = verify(data, parts.SIGNERS, namespace=namespaces.BUNDLE, now_ms=parts.NOW)
    return open_bundle(verified, [identity])


def test_each_recipient_reads_the_same_records() -> None:
    """Headquarters and the offline recovery identity read every record as it was packed, in order."""
    written = parts.bundle()
    for identity in (parts.HQ_IDENTITY, parts.RECOVERY_IDENTITY):
        found = opened(written.data, identity)
        assert list(parts.RECORDS) == [record.value for record in found.records]
        assert (found.foot.n, found.head["made"]) == (4, parts.MADE)


def test_a_revision_is_the_hash_of_the_line_as_sent() -> None:
    """The packer, the reader and `sha256sum` of the line agree on the revision hash."""
    written = parts.bundle()
    records = opened(written.data).records
    hashes = [hashlib.sha256(canonical.dumps(record)).hexdigest() for record in parts.RECORDS]
    assert hashes == [record.revision for record in records]
    assert [(str(r["id"]), h) for r, h in zip(parts.RECORDS, hashes, strict=True)] == list(written.revisions)
    assert [(r.t, r.id) for r in records[:2]] == [("rec", parts.RECORD_ID), ("identity", parts.RECORD_ID)]


def test_a_bundle_has_the_name_that_mailboxes_take() -> None:
    """Epoch without its prefix, and the number in eight digits."""
    assert parts.bundle().name == "5c5c5c5c5c5c5c5c-00000001.fkb"


def test_whoever_finds_the_stick_reads_only_the_manifest() -> None:
    """No answer, code, form, place or time of day stands in the file; the manifest has exactly these fields."""
    written = parts.bundle()
    for word in (b"K7M4QX", b"woman", b"border", b"sex", parts.RECORD_ID.encode(), str(parts.NOW).encode()):
        assert word not in written.data
    fields = "audit dev epoch kind payload policy prev rcpt seq suite to v"
    assert fields.split() == sorted(written.manifest.as_json())


def test_a_bundle_can_be_taken_apart_without_being_believed() -> None:
    """`inspect` shows what a container says of itself, whoever signed it."""
    written = parts.bundle()
    shown = inspect(written.data)
    assert isinstance(shown, Unverified)
    assert (written.manifest, written.manifest_hash) == (shown.manifest, shown.manifest_hash)


@given(st.integers(9, 64 * 1024 * 1024))
def test_padding_leaves_few_sizes_and_costs_little(size: int) -> None:
    """Of all sizes few are left, at most 12 % larger, and padding a padded size changes nothing."""
    padded = payload.padme(size)
    assert size <= padded <= size * 1.12
    assert padded == payload.padme(padded)
    assert padded % (1 << max(0, size.bit_length() - 6)) == 0


def test_what_age_seals_has_a_padded_size() -> None:
    """The size that is seen from outside is one of the few."""
    plaintext = seal.unseal(container.unpack(parts.bundle().data, Kind.BUNDLE).payload, [parts.HQ_IDENTITY])
    assert payload.padme(len(plaintext)) == len(plaintext)


def test_records_of_a_large_bundle_are_parsed_again_on_each_pass() -> None:
    """Memory stays bounded: above the limit, parsed lines are not kept, and read the same."""
    note = "".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(3000))
    large: list[dict[str, Json]] = [{**parts.RECORDS[0], "note": note + str(n)} for n in range(25)]
    records = opened(parts.bundle(records=large).data).records
    assert large == [record.value for record in records]
    assert records[0] is not records[0]
    assert (large[-1], large[1:3]) == (records[-1].value, [r.value for r in records[1:3]])


def test_records_are_a_sequence() -> None:
    """Counting, indexing and going past the end work as in any list."""
    records = opened(parts.bundle().data).records
    assert (4, Record) == (len(records), type(records[3]))
    with pytest.raises(IndexError):
        records[4]


@pytest.mark.parametrize(
    "changes",
    [
        {"records": ({"t": "rec"},)},
        {"records": ({"t": "run", "id": parts.RECORD_ID},)},
        {"seq": 2},
        {"seq": 0},
        {"dev": "d-1"},
        {"audit": ""},
    ],
)
def test_a_draft_that_readers_would_refuse_is_not_written(changes: dict[str, object]) -> None:
    """A mistake of the caller stops before anything is sealed that nobody would accept."""
    bad: BundleDraft = dataclasses.replace(parts.draft(), **changes)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"record|manifest"):
        write_bundle(bad, parts.DEVICE_KEY, parts.RECIPIENTS, parts.zeros)


@pytest.mark.parametrize("recipients", [(), parts.RECIPIENTS[:1], parts.RECIPIENTS[:1] * 2])
def test_a_bundle_needs_two_different_recipients(recipients: tuple[str, ...]) -> None:
    """Headquarters alone is not enough: without the recovery identity a lost key would lose the records."""
    with pytest.raises(ValueError, match="different recipients"):
        write_bundle(parts.draft(), parts.DEVICE_KEY, recipients, parts.zeros)


def test_a_recipient_that_is_none_is_refused() -> None:
    """A mistyped recipient is noticed before anything is sealed."""
    with pytest.raises(errors.BadKey):
        write_bundle(parts.draft(), parts.DEVICE_KEY, [parts.RECIPIENTS[0], "age1x"], parts.zeros)


@pytest.mark.parametrize(
    "records",
    [
        [parts.RECORDS[0]] * (LIMITS.records + 1),
        [{**parts.RECORDS[0], "note": "x" * LIMITS.line}],
        [{**parts.RECORDS[0], "note": "x" * 200_000}] * 8,
    ],
    ids=["too many", "too long a line", "too repetitive"],
)
def test_too_much_for_one_bundle_is_said_so_that_it_can_be_split(records: list[dict[str, Json]]) -> None:
    """What readers would refuse for its size is not written: FK-318 says so."""
    with pytest.raises(errors.BundleOverflow):
        parts.bundle(records=records)


def test_too_much_content_is_noticed_before_it_is_compressed() -> None:
    """64 MiB of lines are the most."""
    with pytest.raises(errors.BundleOverflow):
        payload.encode(bytes(LIMITS.plaintext + 1), parts.zeros)


@pytest.mark.slow
def test_a_sealed_part_over_the_limit_is_not_written() -> None:
    """Content that hardly compresses reaches the limit of the sealed part first."""
    noise = hashlib.shake_256(b"noise").digest(LIMITS.payload)
    with pytest.raises(errors.BundleOverflow):
        write.seal_content(noise, parts.RECIPIENTS, parts.zeros)


def test_the_last_record_and_byte_within_the_limits_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the limits a content is written and read; one more of either is refused by the writer, and by the reader."""
    head, record = canonical.dumps(parts.head()), canonical.dumps(parts.RECORDS[0])
    small = dataclasses.replace(LIMITS, records=3, line=len(head))
    fill = record + b" " * (small.line - len(record))
    monkeypatch.setattr(lines, "LIMITS", small)
    content = lines.assemble(head, [record, record, fill])
    assert lines.take_apart(content, lambda line, value: None)[2].n == 3
    for wrong in ([record] * 4, [fill + b" "]):
        with pytest.raises(errors.BundleOverflow):
            lines.assemble(head, wrong)
        with pytest.raises(errors.BundleLimit):
            lines.take_apart(parts.content(parts.head(), wrong), lambda line, value: None)
