"""What headquarters may import of a class. docs/practice-format.md 8.7."""

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.result import Json
from fieldkit.sync.bundle import signed_document
from fieldkit.sync.bundle.capacity import Capacity, Consent, Person, read_capacity, read_person, write_capacity
from fieldkit.sync.bundle.namespaces import PRACTICE_CAPACITY, PRACTICE_CLASS
from tests.bundle.class_parts import CLASS_ID, CLASS_KEY, TRAINEE_KEY, class_with, result

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
