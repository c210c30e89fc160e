"""What `fieldkit bundle verify` can say of a file: bundle-format 7.2."""

import dataclasses

from fieldkit import errors
from fieldkit.sync.bundle import namespaces
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.receipt import write_receipt
from fieldkit.sync.bundle.signers import Signers
from fieldkit.sync.bundle.verify import examine
from fieldkit.sync.bundle.write import write_bundle
from tests.bundle import parts

WRITTEN = parts.bundle()


def test_every_check_is_named_in_order() -> None:
    """A good bundle passes five checks and is verified."""
    found = examine(WRITTEN.data, parts.SIGNERS, now_ms=parts.NOW)
    assert [c.name for c in found.checks] == ["container", "signature", "manifest", "signer", "payload"]
    assert (all(c.ok for c in found.checks), found.verdict, found.error) == (True, "verified", None)
    assert (WRITTEN.manifest, WRITTEN.manifest_hash) == (found.manifest, found.manifest_hash)
    assert Kind.BUNDLE is found.kind


def test_without_a_card_a_bundle_is_intact_but_its_signer_unknown() -> None:
    """All else is still checked, and the error has its own exit status."""
    found = examine(WRITTEN.data, None)
    assert [c.ok for c in found.checks] == [True, True, True, False, True]
    assert found.verdict == "intact, signer unknown"
    assert isinstance(found.error, errors.BundleSignerUnknown)


def test_without_a_card_damage_is_still_found() -> None:
    """A changed payload is forged, whether or not the signer is known."""
    at = WRITTEN.data.index(b"age-encryption.org")
    found = examine(WRITTEN.data[:at] + b"A" + WRITTEN.data[at + 1 :], None)
    assert (found.verdict, found.checks[-1].name) == ("forged", "payload")


def test_the_examination_ends_at_the_first_failure() -> None:
    """A device that nobody enrolled: checks before it passed, those after it were not done."""
    found = examine(WRITTEN.data, Signers())
    assert [c.ok for c in found.checks] == [True, True, True, False]
    assert found.verdict == "unknown-device"


def test_a_cut_file_has_no_manifest_to_show() -> None:
    """Nothing is said about a manifest that was not read."""
    found = examine(WRITTEN.data[:300], parts.SIGNERS)
    assert (found.verdict, found.manifest, found.manifest_hash) == ("truncated", None, None)


def test_practice_is_recognised_and_can_be_shut_out() -> None:
    """By default a file of either profile is examined in its own; a caller who names one gets only that."""
    draft = dataclasses.replace(parts.draft(), namespace=namespaces.PRACTICE)
    practice = write_bundle(draft, parts.DEVICE_KEY, parts.RECIPIENTS, parts.zeros)
    assert examine(practice.data, parts.SIGNERS).verdict == "verified"
    shut = examine(practice.data, parts.SIGNERS, namespaces=[namespaces.BUNDLE])
    assert (shut.verdict, type(shut.error)) == ("wrong-recipient", errors.BundleNamespace)


def test_a_receipt_is_examined_too() -> None:
    """The same command takes a receipt: its signer is headquarters."""
    receipt = write_receipt(parts.receipt_body(), parts.HQ_KEY, parts.RECIPIENTS[0], parts.zeros)
    found = examine(receipt.data, parts.SIGNERS, now_ms=parts.NOW)
    assert (found.verdict, found.kind) == ("verified", Kind.RECEIPT)
    assert "signed by hq" in [c.detail for c in found.checks]


def test_a_strangers_namespace_is_not_repeated() -> None:
    """Text that a stranger chose does not reach the terminal."""
    data = parts.signed(b"{}", b"x", namespace="\x1b[2Jfieldkit-x@v1")
    assert "\x1b" not in str(examine(data, parts.SIGNERS).error)
