"""Where copies of an interview may remain, until when, and who must act."""

from typing import Any

import pytest

from fieldkit.cases.orders import Answer, CopyState, Keeping, Known, Order, Place, StandingOrder, copies

DAY = 24 * 3600 * 1000
MADE = 1_000 * DAY
ERASE = StandingOrder(Order("erase", "r", 1, MADE), "d-1")
WITHDRAW = StandingOrder(Order("withdraw", "r", 1, MADE), "d-1")


def state(days: float, keeping: Keeping | None = None, standing: StandingOrder = ERASE, **known: Any) -> dict[str, str]:
    """Return the state of each place so many days after the order."""
    facts: dict[str, Any] = {"made_here": False, "erased": standing is ERASE, **known}
    found = copies(Known(standing=standing, **facts), keeping or Keeping(), int(MADE + days * DAY))
    return {copy.place.value: copy.state.value for copy in found}


def test_before_anybody_answered_everything_but_headquarters_waits() -> None:
    """An order that was just made."""
    assert state(0) == {"laptop": "waiting", "sealed": "waiting", "mailboxes": "waiting", "headquarters": "done"}


def test_what_waits_too_long_is_overdue() -> None:
    """A month for the laptop and its sealed files, three for sticks."""
    assert state(31)["laptop"] == state(31)["sealed"] == "overdue"
    assert (state(89)["mailboxes"], state(91)["mailboxes"]) == ("waiting", "overdue")


def test_a_laptop_that_answered_is_done_and_its_sealed_files_when_none_is_left() -> None:
    """The answer says whether sealed files are left, and until when."""
    none, one = Answer(MADE, 0, None), Answer(MADE, 1, MADE + 40 * DAY)
    assert (state(1, answer=none)["laptop"], state(1, answer=none)["sealed"]) == ("done", "done")
    assert state(39, answer=one)["sealed"] == "waiting"
    assert state(41, answer=one)["sealed"] == "overdue"
    assert state(41, answer=one, heard_ms=MADE + 40 * DAY + 1)["sealed"] == "done"


def test_sealed_files_that_no_receipt_reached_yet_count_from_the_newest_bundle() -> None:
    """Without a date from the laptop: so many days after what headquarters received last of it."""
    unknown = Answer(MADE, 2, None)
    assert state(35, answer=unknown, received=(MADE + 10 * DAY,))["sealed"] == "waiting"
    assert state(41, answer=unknown, received=(MADE + 10 * DAY,))["sealed"] == "overdue"
    assert state(11, Keeping(sealed=10))["sealed"] == "overdue"


def test_an_unanswered_laptop_is_not_done_because_something_of_it_came() -> None:
    """Only an answer says that the order was heard."""
    assert state(50, heard_ms=MADE + 49 * DAY)["sealed"] == "overdue"


def test_a_withdrawal_waits_for_a_decision_at_headquarters() -> None:
    """Shut, not erased: a month to decide."""
    assert state(1, standing=WITHDRAW)["headquarters"] == "waiting"
    assert state(31, standing=WITHDRAW)["headquarters"] == "overdue"


@pytest.mark.parametrize("place", [Place.HEADQUARTERS, Place.BACKUPS, Place.QUARANTINE])
def test_a_copy_that_is_kept_on_purpose_is_said_to_be(place: Place) -> None:
    """It is neither waiting nor overdue."""
    kept = StandingOrder(ERASE.order, "d-1", (place,))
    found = state(500, Keeping(quarantine=5), kept, erased=False, backups=(MADE,), quarantined=(MADE,))
    assert found[place.value] == "kept"


def test_backups_and_quarantine_are_listed_only_where_there_are_any() -> None:
    """Backups are due after their days, the quarantine where the policy lets it age."""
    many: dict[str, Any] = {"backups": (MADE - 5 * DAY, MADE), "quarantined": (MADE,)}
    assert state(80, **many)["backups"] == "waiting"
    assert state(91, **many)["backups"] == "overdue"
    assert state(999, **many)["quarantine"] == "waiting"
    assert state(8, Keeping(quarantine=7), **many)["quarantine"] == "overdue"
    (one,) = (
        copy
        for copy in copies(Known(ERASE, False, True, backups=(MADE,)), Keeping(), MADE)
        if copy.place is Place.BACKUPS
    )
    assert "the backup that was made before" in one.removed_by


def test_somebody_saw_to_it() -> None:
    """What a person notes is done on the day it was noted."""
    noted = {Place.MAILBOXES: MADE + 3 * DAY}
    found = {c.place: c for c in copies(Known(ERASE, False, True, noted=noted), Keeping(), MADE + 200 * DAY)}
    assert (found[Place.MAILBOXES].state, found[Place.MAILBOXES].until_ms) == (CopyState.DONE, MADE + 3 * DAY)


def test_of_an_interview_made_at_headquarters_no_laptop_has_a_copy() -> None:
    """Only the places of headquarters are listed."""
    assert state(0, made_here=True) == {"headquarters": "done"}
