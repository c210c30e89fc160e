"""Cards, requests and their fingerprints: bundle-format 8."""

import dataclasses

import pytest

from fieldkit import errors
from fieldkit.crypto import fingerprint, seal
from fieldkit.sync.bundle import namespaces, signed_document
from fieldkit.sync.bundle.card import Card, read_card, read_request, write_card, write_request
from tests.bundle import parts


def test_a_card_and_a_request_arrive_as_they_were_written() -> None:
    """Every field of both survives the file."""
    assert parts.card() == read_card(write_card(parts.card(), parts.HQ_KEY))
    assert parts.request() == read_request(write_request(parts.request(), parts.DEVICE_KEY))


def test_practice_has_its_own_cards_and_requests() -> None:
    """A practice card is not read as a real one, nor the other way round."""
    practice = write_card(parts.card(), parts.HQ_KEY, namespaces.PRACTICE_CARD)
    assert parts.card() == read_card(practice, namespaces.PRACTICE_CARD)
    request = write_request(parts.request(), parts.DEVICE_KEY, namespaces.PRACTICE_REQUEST)
    with pytest.raises(errors.SignedDocumentInvalid):
        read_request(request)


def test_the_fingerprint_covers_every_field() -> None:
    """Whatever is swapped in a card, its recipients, phones, policy root or nonce, gives other groups."""
    card = parts.card()
    stranger = seal.recipient_of(parts.STRANGER_IDENTITY)
    others = [
        dataclasses.replace(card, name="Another headquarters"),
        dataclasses.replace(card, key=parts.STRANGER_KEY.public),
        dataclasses.replace(card, recipients={**card.recipients, "case": (parts.RECIPIENTS[0], stranger)}),
        dataclasses.replace(card, policy_root=dataclasses.replace(card.policy_root, threshold=2)),
        dataclasses.replace(card, policy=8),
        dataclasses.replace(card, contacts=dataclasses.replace(card.contacts, duty_phone="999")),
        dataclasses.replace(card, approvals=()),
        dataclasses.replace(card, signers=""),
        dataclasses.replace(card, made_ms=1),
        dataclasses.replace(card, nonce="00" * 16),
        dataclasses.replace(card, concern_second=(stranger,)),
    ]
    assert len({card.fingerprint, *(c.fingerprint for c in others)}) == 12
    assert len(others) == len(dataclasses.fields(Card))


def test_both_sides_compute_the_same_fingerprint() -> None:
    """The groups are of the body as it stands in the file, and typed groups match them."""
    for made, data in (
        (parts.card(), write_card(parts.card(), parts.HQ_KEY)),
        (parts.request(), write_request(parts.request(), parts.DEVICE_KEY)),
    ):
        body = data[: data.index(b"\n") + 1]
        assert fingerprint.groups(body) == made.fingerprint
        assert fingerprint.matches(made.fingerprint, {2: made.fingerprint[2].lower()})


def test_only_its_own_key_signs_a_card_or_request() -> None:
    """Signing with another key than the one inside is a mistake of the caller."""
    with pytest.raises(ValueError, match="key it names"):
        write_card(parts.card(), parts.DEVICE_KEY)
    with pytest.raises(ValueError, match="key it names"):
        write_request(parts.request(), parts.HQ_KEY)


def test_a_card_without_duty_phone_or_deputy_cannot_be_made() -> None:
    """Nobody should screen without somebody to call."""
    for contacts in ({"duty_phone": ""}, {"deputy_phone": ""}, {"duty_phone": "none"}):
        card = dataclasses.replace(parts.card(), contacts=dataclasses.replace(parts.card().contacts, **contacts))
        with pytest.raises(errors.SignedDocumentInvalid):
            write_card(card, parts.HQ_KEY)


def test_a_known_key_can_be_required() -> None:
    """When the reader already knows the key, a document of another key is refused."""
    data = signed_document.write({"a": 1}, parts.HQ_KEY, "x@v1")
    assert ({"a": 1}, parts.HQ_KEY.public, b'{"a":1}\n') == signed_document.read(data, "x@v1", key=parts.HQ_KEY.public)
    for key in (parts.DEVICE_KEY.public, None):
        with pytest.raises(errors.SignedDocumentInvalid):
            signed_document.read(data, "x@v1", key=key)


def test_a_document_over_its_limit_is_refused_before_it_is_read() -> None:
    """The largest size is counted in bytes of the whole file; one byte more is too many."""
    data = signed_document.write({"a": 1}, parts.HQ_KEY, "x@v1")
    signed_document.read(data, "x@v1", key=parts.HQ_KEY.public, max_size=len(data))
    with pytest.raises(errors.SignedDocumentInvalid, match="larger than"):
        signed_document.read(data, "x@v1", key=parts.HQ_KEY.public, max_size=len(data) - 1)
