"""Interviews on the form for identity and safe contact."""

from fieldkit.forms.values import NonAnswer
from tests.content.shipped import questions, read
from tests.content.walking import compiled, walk

IDENTITY = compiled("identity_contact")
TEXTS = {name for name, row in questions(read("identity_contact")).items() if row["type"] != "note"}


def test_without_agreement_nothing_is_asked_or_kept() -> None:
    """A no ends the form: no name, no number, and the person is told that help stays the same."""
    walked = walk(IDENTITY, {"agrees": "no"})
    assert walked.asked == ("about_identity", "agrees", "no_identity")
    assert {name for name, value in walked.answers.items() if not isinstance(value, NonAnswer)} == {"agrees"}


def test_everything_but_the_agreement_may_be_left_out() -> None:
    """Who agrees still need not answer any single question."""
    walked = walk(IDENTITY, {"agrees": "yes"})
    assert set(walked.asked) >= TEXTS - {"safe_number", "who_answers", "safe_hours"}


def test_the_number_is_asked_only_where_it_is_safe_to_use_one() -> None:
    """Where neither a call nor a message is safe, no number is written down."""
    assert "safe_number" not in walk(IDENTITY, {"agrees": "yes", "safe_to_call": "no"}).asked
    told = walk(IDENTITY, {"agrees": "yes", "safe_to_call": "message", "safe_number": "+250 780 000 000"})
    assert told.answers["safe_number"] == "+250 780 000 000"
