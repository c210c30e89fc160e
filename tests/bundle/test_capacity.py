"""What headquarters may import of a class. docs/practice-format.md 8.7."""

import dataclasses
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.result import Json
from fieldkit.sync.bundle import signed_document
from fieldkit.sync.bundle.capacity import (
    MAX_SEALED,
    Capacity,
    Consent,
    Person,
    is_sealed,
    open_capacity,
    read_capacity,
    read_person,
    recipients_of,
    seal_capacity,
    write_capacity,
)
from fieldkit.sync.bundle.card import read_card, read_request
from fieldkit.sync.bundle.class_file import read_class
from fieldkit.sync.bundle.class_result import open_result
from fieldkit.sync.bundle.namespaces import PRACTICE_CAPACITY, PRACTICE_CLASS
from fieldkit.sync.bundle.practice_mark import CAPACITY_LINE
from fieldkit.sync.bundle.tip import open_tip
from tests.bundle import parts
from tests.bundle.class_parts import CLASS_ID, CLASS_KEY, IDENTITY, TRAINEE_KEY, class_with, result

PERSON = Person("7", "2026-11-25", 4, 18, 20, "ready", (9, 20), (17, 20), Consent("2026-11-25", "rw", "ab" * 32))
FOUND = Capacity(CLASS_ID, "Posts, June", "border_officer", CLASS_KEY.public, "2026-11-25", "cd" * 16, (PERSON,))


def with_(**fields: Json) -> bytes:
    return signed_document.write({**FOUND.as_json(), **fields}, CLASS_KEY, PRACTICE_CAPACITY)


def with_person(**fields: Json) -> bytes:
    return with_(people=[{**PERSON.as_json(), **fields}])


def test_what_was_written_is_read_again() -> None:
    """With six groups that are compared by voice."""
    found = read_capacity(write_capacity(FOUND, CLASS_KEY))
    assert found == FOUND
    assert len(found.fingerprint) == 6
    assert dataclasses.replace(found, name="x").fingerprint != found.fingerprint
    assert read_person(PERSON.as_json()) == PERSON


def test_it_holds_scores_and_the_consent_to_them_and_nothing_else() -> None:
    """No answer, no item, no opt-out."""
    assert set(PERSON.as_json()) == {
        *("who", "last", "runs", "same", "of", "standing", "before", "after", "consent"),
    }


def test_only_the_class_key_signs_it() -> None:
    """And only for this use."""
    with pytest.raises(ValueError, match="signed by the key"):
        write_capacity(FOUND, TRAINEE_KEY)
    with pytest.raises(errors.CapacityInvalid):
        read_capacity(signed_document.write(FOUND.as_json(), CLASS_KEY, PRACTICE_CLASS))


WRONG: dict[str, Callable[[], bytes]] = {
    "noise": lambda: b"noise",
    "a result": result,
    "a class file": class_with,
    "another kind": lambda: with_(kind="fieldkit-hq-card"),
    "more": lambda: with_(more=1),
    "nobody": lambda: with_(people=[]),
    "somebody twice": lambda: with_(people=[PERSON.as_json()] * 2),
    "no such day": lambda: with_person(last="2026-02-30"),
    "a day that ends every calendar": lambda: with_(
        made="9999-12-31", people=[{**PERSON.as_json(), "last": "9999-12-31"}]
    ),
    "a run after it was made": lambda: with_person(last="2026-11-26"),
    "a consent after it was made": lambda: with_person(
        consent={"day": "2026-11-26", "language": "rw", "wording": "ab" * 32}
    ),
    "a name that turns the writing": lambda: with_person(who="7\u202e"),
    "a name that is not seen": lambda: with_person(who="\u200b7"),
    "an Arabic letter mark in the class's name": lambda: with_(name="Posts\u061c"),
    "an escape in the class's name": lambda: with_(name="\x1b[2J"),
    "more right than there was": lambda: with_person(same=21),
    "no standing": lambda: with_person(standing="passed"),
    "before of one number": lambda: with_person(before=[1]),
    "before the wrong way": lambda: with_person(before=[2, 1]),
    "without consent": lambda: with_person(consent=None),
    "consent to nothing": lambda: with_person(consent={"day": "2026-11-25", "language": "rw", "wording": ""}),
    "more in consent": lambda: with_person(consent={**PERSON.consent.as_json(), "why": "x"}),
    "answers": lambda: with_person(answers={}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_fieldkit_would_not_write_is_refused(name: str) -> None:
    """Nobody is in it without a consent."""
    with pytest.raises(errors.CapacityInvalid):
        read_capacity(WRONG[name]())


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    """Never another error."""
    with pytest.raises(errors.CapacityInvalid):
        read_capacity(data)


# --- sealed to headquarters ----------------------------------------------------------------------------------------


def sealed(content: bytes = b"", recipients: Sequence[str] = parts.RECIPIENTS) -> bytes:
    return seal_capacity(content or write_capacity(FOUND, CLASS_KEY), recipients, parts.zeros)


def test_each_recipient_opens_what_was_sealed() -> None:
    """Headquarters and its recovery identity; what comes out is the signed file."""
    for identity in (parts.HQ_IDENTITY, parts.RECOVERY_IDENTITY):
        assert read_capacity(open_capacity(sealed(), [identity])) == FOUND
    assert is_sealed(sealed())
    assert not is_sealed(write_capacity(FOUND, CLASS_KEY))
    with pytest.raises(errors.WrongRecipient):
        open_capacity(sealed(), [parts.STRANGER_IDENTITY])


def test_it_goes_to_the_recipients_of_the_organisation() -> None:
    """Where the card has none, to those of cases: bundle-format 8.2 says that there are some."""
    card = parts.card()
    both = {"case": ("a", "b"), "organisation": ("c", "d")}
    assert recipients_of(dataclasses.replace(card, recipients=both)) == ("c", "d")  # type: ignore[arg-type]
    assert recipients_of(dataclasses.replace(card, recipients={"case": ("a", "b")})) == ("a", "b")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing in it": lambda: CAPACITY_LINE,
    "not sealed": lambda: CAPACITY_LINE + write_capacity(FOUND, CLASS_KEY),
    "too large": lambda: sealed() + bytes(MAX_SEALED),
    "cut short": lambda: sealed()[:-20],
    "no frame": lambda: CAPACITY_LINE + seal.seal(b"noise", parts.RECIPIENTS),
    "a crowd": lambda: sealed(recipients=[seal.recipient_of(seal.generate_identity()) for _ in range(17)]),
    "something else sealed": lambda: sealed(b"noise"),
    "a bomb": lambda: sealed(b"[" * 1024 * 1024),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_sealed_file_is_refused(name: str) -> None:
    """With the error of capacity results."""
    with pytest.raises(errors.CapacityInvalid):
        read_capacity(open_capacity(HOSTILE[name](), [parts.HQ_IDENTITY]))


@given(st.binary(max_size=200))
def test_any_bytes_behind_its_first_line_are_refused(data: bytes) -> None:
    """Never another error."""
    with pytest.raises(errors.CapacityInvalid):
        open_capacity(CAPACITY_LINE + data, [parts.HQ_IDENTITY])


READERS: dict[str, tuple[Callable[[bytes], object], type[errors.FieldkitError]]] = {
    "a card": (read_card, errors.PracticeForReal),
    "a request": (read_request, errors.PracticeForReal),
    "a concern": (lambda data: open_tip(data, [parts.HQ_IDENTITY]), errors.PracticeForReal),
    "a result": (lambda data: open_result(data, CLASS_ID, IDENTITY), errors.ResultInvalid),
    "a class": (read_class, errors.ClassFileInvalid),
}


@pytest.mark.parametrize("what", READERS)
def test_it_is_nothing_else(what: str) -> None:
    """No card, request, concern, result or class: each reader has its own error for it, sealed or not."""
    read, wanted = READERS[what]
    for data in (sealed(), write_capacity(FOUND, CLASS_KEY)):
        with pytest.raises(wanted):
            read(data)
