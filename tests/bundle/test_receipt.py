"""Receipts: bundle-format 9."""

import dataclasses

import pytest

from fieldkit import errors
from fieldkit.sync.bundle import namespaces
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.manifest import manifest_hash
from fieldkit.sync.bundle.receipt import (
    Receipt,
    ReceiptBody,
    is_receipt_number,
    open_receipt,
    receipt_number,
    was_word,
    write_receipt,
)
from tests.bundle import parts


def received(body: ReceiptBody) -> Receipt:
    written = write_receipt(body, parts.HQ_KEY, parts.RECIPIENTS[0], parts.zeros)
    found = open_receipt(written.data, parts.SIGNERS, [parts.HQ_IDENTITY], device=parts.DEVICE)
    assert written.manifest_hash == found.manifest_hash == manifest_hash(written.manifest.to_bytes())
    return found


@pytest.mark.parametrize(
    "outcome", ["accepted", "unconfirmed", *(f"quarantined:{word.value}" for word in errors.Quarantine)]
)
def test_the_device_reads_what_headquarters_wrote(outcome: str) -> None:
    """Every outcome, with records, missing numbers and proved recipients, arrives as it was written."""
    body = parts.receipt_body(outcome)
    assert body == received(body).body


@pytest.mark.parametrize("was", ["new", "duplicate", "applied"])
def test_each_word_for_a_record_arrives_as_it_was_written(was: str) -> None:
    """New, seen before, or a withdrawal of consent that took effect."""
    body = dataclasses.replace(parts.receipt_body(), records=((parts.RECORD_ID, "d" * 64, was_word(was)),))
    assert body == received(body).body


def test_a_receipt_may_list_nothing() -> None:
    """A quarantined bundle has no records, and nothing need be missing."""
    body = dataclasses.replace(
        parts.receipt_body("quarantined:truncated"), records=(), missing=(), recipients=(), high_water=0
    )
    assert body == received(body).body


def test_the_outcome_is_not_seen_from_outside() -> None:
    """Whoever carries the stick does not learn what became of a bundle."""
    data = write_receipt(parts.receipt_body(), parts.HQ_KEY, parts.RECIPIENTS[0], parts.zeros).data
    for word in (b"accepted", b"R-000042", parts.RECORD_ID.encode()):
        assert word not in data


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "lost"},
        {"outcome": "quarantined:because"},
        {"number": "R-000042-8"},
        {"number": "42"},
        {"device": "d-1"},
        {"seq": 0},
        {"manifest_hash": "x"},
        {"missing": (0,)},
        {"missing": (True,)},
        {"missing": tuple(range(1, LIMITS.missing + 2))},
        {"records": (("not an id", "d" * 64, "new"),)},
        {"records": ((parts.RECORD_ID, "d", "new"),)},
        {"records": ((parts.RECORD_ID, "d" * 64, "old"),)},
        {"high_water": -1},
        {"recipients": ("k-1",)},
    ],
)
def test_a_receipt_that_no_device_would_accept_is_not_written(changes: dict[str, object]) -> None:
    """A mistake of the caller stops before it is signed."""
    body: ReceiptBody = dataclasses.replace(parts.receipt_body(), **changes)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="valid"):
        write_receipt(body, parts.HQ_KEY, parts.RECIPIENTS[0], parts.zeros)


def test_practice_receipts_are_their_own() -> None:
    """A receipt of practice is no receipt of real work."""
    written = write_receipt(
        parts.receipt_body(),
        parts.HQ_KEY,
        parts.RECIPIENTS[0],
        parts.zeros,
        namespace=namespaces.PRACTICE_RECEIPT,
    )
    with pytest.raises(errors.BundleNamespace):
        open_receipt(written.data, parts.SIGNERS, [parts.HQ_IDENTITY], device=parts.DEVICE)


def test_numbers_for_people_have_a_check_digit() -> None:
    """A wrong digit or two swapped ones in a receipt number are noticed when it is typed."""
    assert [receipt_number(n) for n in (1, 42, 1_234_567)] == ["R-000001-3", "R-000042-7", "R-1234567-1"]
    assert is_receipt_number("R-000042-7")
    assert is_receipt_number("R-1234567-1")
    for wrong in ("R-000043-7", "R-000024-7", "R-000042-8", "R-42-7", "R-000042", "x"):
        assert not is_receipt_number(wrong)
