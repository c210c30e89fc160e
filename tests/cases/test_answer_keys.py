"""The keys of answers: names, instances, and the three forms that share a draft."""

import pytest

from fieldkit.cases.answer_keys import AFTER, IDENTITY, instances_named, own_key, stored_key
from fieldkit.forms.keys import ids_of, name_of


def test_a_key_has_a_name_and_the_ids_of_instances() -> None:
    """The outermost instance comes first."""
    assert (name_of("hours[2][1]"), ids_of("hours[2][1]")) == ("hours", ("2", "1"))
    assert (name_of("home/town"), ids_of("home/town")) == ("home/town", ())


@pytest.mark.parametrize("part", ["", AFTER, IDENTITY])
@pytest.mark.parametrize("key", ["town", "home/town", "hours[2][1]", "after/town", "identity/who[1]", "afterwards"])
def test_every_key_finds_back_to_its_own_form(part: str, key: str) -> None:
    """Also one in a group that is called like the place of a later form."""
    stored = stored_key(part, key)
    assert {other: own_key(other, stored) for other in ("", AFTER, IDENTITY)} == {
        **dict.fromkeys(("", AFTER, IDENTITY)),
        part: key,
    }


def test_instances_are_known_by_the_keys_of_their_answers() -> None:
    """Within one instance of the repeat around them."""
    keys = ["town[1]", "town[4]", "hours[4][2]", "hours[4][3]", "hours[1][9]", "township[7]"]
    assert (instances_named("town", "", keys), instances_named("hours", "[4]", keys)) == (("1", "4"), ("2", "3"))


def test_a_screenings_own_key_is_kept_as_it_is() -> None:
    """But where it would read like one of a later form."""
    assert (stored_key("", "offer"), stored_key("", "after/town")) == ("offer", "/after/town")
