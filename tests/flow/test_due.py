"""What is due after interviews: docs/for-focal-points.md."""

import datetime as dt
import json
from typing import Any

import pytest

from fieldkit.cases.due import day_in
from fieldkit.commands.due import when
from fieldkit.result import Json
from fieldkit.workflows.reopening import day_of
from tests.flow.hq_forms import OFFICE, approve, ship
from tests.flow.world import DAY_MS, Machine, World

FOR_BOTH = ("who_may_run: [focal_point]", "who_may_run: [focal_point, field_worker]")


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A headquarters that has approved a form with a day to keep."""
    ship(world, monkeypatch, "2026.11.1", FOR_BOTH)
    approve(world, f"{OFFICE}:en,fr")
    return world


def today(machine: Machine) -> dt.date:
    return day_of(machine.clock.now())


def filled(machine: Machine, in_days: int | None, **answers: Json) -> str:
    """Fill the form with a next contact so many days ahead; return its code."""
    file = machine.home.parent / "due-answers.json"
    day = {} if in_days is None else {"next_day": str(today(machine) + dt.timedelta(days=in_days))}
    file.write_text(json.dumps({"opening": "x", **day, **answers}), encoding="utf-8")
    done = machine.do("fill", OFFICE, "--new", "--answers", str(file))
    assert done.status == 0, done.err
    return str(done.data["code"])


def due(machine: Machine, *words: str) -> Any:
    said = machine.do("due", *words)
    assert said.status == 0, said.err
    return [(row["code"], row["name"], row["overdue_days"]) for row in said.data["rows"]]


def test_what_is_overdue_stands_first(office: World) -> None:
    """Then the next fourteen days, or as many as asked for; a form without a day is not due."""
    hq = office.hq
    soon, late, far, _ = (filled(hq, days) for days in (3, -2, 20, None))
    assert due(hq) == [(late, "next_contact", 2), (soon, "next_contact", 0)]
    assert due(hq, "--days", "1") == [(late, "next_contact", 2)]
    assert due(hq, "--days", "25")[-1] == (far, "next_contact", 0)
    told = hq.read("due")
    assert "1 overdue, 1 due by" in told
    assert f"{late[:3]}-{late[3:]}:next_contact  ! overdue by 2 days\n" in told
    assert "    Office visit: Call at the time that was agreed\n" in told
    assert "! 1 overdue: fieldkit due" in hq.read("inbox")
    assert hq.do("inbox").data["overdue"] == 1


def test_a_calculated_day_is_kept_too(office: World) -> None:
    """A limit that the form reckons, as of 180 days."""
    code = filled(office.hq, -179)
    assert (code, "limit", 0) in due(office.hq)


def test_what_was_done_is_listed_no_more(office: World) -> None:
    """Who said so and when is kept; the code is typed as people type it."""
    code = filled(office.hq, -1)
    done = office.hq.do("due", "--done", f"{code[:3].lower()}-{code[3:].lower()}:next_contact")
    assert (done.status, done.data["by"]) == (0, "person 1")
    assert due(office.hq) == []
    store = office.hq.open()
    entry = store.journal.last("due.done")
    assert entry is not None
    assert (entry.actor, entry.body["name"]) == ("person 1", "next_contact")
    assert store.check() == store.rebuild()
    assert due(office.hq) == []
    usage = 2
    for named in (f"{code}:next_contact", f"{code}:limits", code, "ZZZZZZ:next_contact"):
        assert office.hq.do("due", "--done", named).status == usage


def test_another_day_is_due_again(office: World) -> None:
    """What was done was for that day; a revision that names another one asks again."""
    code = filled(office.hq, -1)
    assert office.hq.do("due", "--done", f"{code}:next_contact").status == 0
    file = office.path("moved.json")
    file.write_text(json.dumps({"next_day": str(today(office.hq))}), encoding="utf-8")
    assert office.hq.do("revise", code, "--reason", "moved", "--answers", str(file)).status == 0
    assert due(office.hq) == [(code, "next_contact", 0)]


def test_withdrawn_and_erased_ones_are_not_due(office: World) -> None:
    """Nothing is said of them any more, not even a day."""
    withdrawn, erased = filled(office.hq, -1), filled(office.hq, -1)
    assert office.hq.do("consent", "withdraw", withdrawn, "--yes").status == 0
    store = office.hq.open()
    store.inbox.erase(store.inbox.get(erased), "asked to")
    assert due(office.hq) == []
    assert "overdue" not in office.hq.read("inbox")


def test_a_laptop_lists_what_it_can_read_and_tells_what_was_done(office: World) -> None:
    """Its own --done travels, and headquarters lists the thing no more; after packing the answers are gone here."""
    office.laptop.open().settings.put("hq.card", office.path("new.card").read_bytes())
    laptop = office.laptop
    first, second = filled(laptop, -1), filled(laptop, -2)
    assert due(laptop) == [(second, "next_contact", 2), (first, "next_contact", 1)]
    assert laptop.do("due", "--done", f"{first}:next_contact").status == 0
    assert due(laptop) == [(second, "next_contact", 2)]
    laptop.hand_over(office.stick())
    office.bring()
    assert due(office.hq) == [(second, "next_contact", 2)]
    assert "due done" in office.hq.read("show", first)
    assert office.hq.do("due", "--done", f"{second}:next_contact").status == 0
    assert due(office.hq) == []
    assert office.hq.open().check()


def test_it_is_said_in_the_persons_language(office: World) -> None:
    """The words are the form's own in the language of the screens."""
    filled(office.hq, 0)
    assert office.hq.do("language", "set", "fr").status == 0
    said = office.hq.do("due").data["rows"][0]["says"]
    office.hq.do("language", "set", "en")
    assert said == "Appeler au moment convenu"


def test_an_older_version_is_read_as_it_was(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was filled here is due by the text that it was filled on; the rest by the one that ships, if names fit."""
    office.laptop.open().settings.put("hq.card", office.path("new.card").read_bytes())
    theirs = filled(office.laptop, -2)
    office.laptop.hand_over(office.stick())
    office.bring()
    ship(office, monkeypatch, "2026.12.1", FOR_BOTH)
    approve(office, f"{OFFICE}:en")
    ours = filled(office.hq, -1)
    renamed = (("next_contact", "next_call"), ("next_day", "next_on"))
    ship(office, monkeypatch, "2027.1", FOR_BOTH, renamed[0])
    assert due(office.hq) == [(theirs, "next_call", 2), (ours, "next_contact", 1)]
    ship(office, monkeypatch, "2027.2", FOR_BOTH, *renamed)
    assert due(office.hq) == [(ours, "next_contact", 1)]
    (office.path("forms") / f"{OFFICE}.yaml").unlink()
    assert due(office.hq) == [(ours, "next_contact", 1)]


def test_time_moves_what_comes_to_what_is_overdue(office: World) -> None:
    """By the local day of the computer."""
    code = filled(office.hq, 1)
    assert due(office.hq) == [(code, "next_contact", 0)]
    office.hq.clock.ahead_ms += 3 * DAY_MS
    assert due(office.hq) == [(code, "next_contact", 2)]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ({"date": "2026-11-22"}, "2026-11-22"),
        ({"datetime": "2026-11-22T14:30:00.000+02:00"}, "2026-11-22"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-31", None),
        ("soon", None),
        (20261122, None),
        ({"nr": "dk"}, None),
        (["2026-11-22"], None),
    ],
)
def test_a_day_is_read_where_there_is_one(value: Json, day: str | None) -> None:
    """A day, a moment, or the text of a calculation; anything else is none."""
    found = day_in(value)
    assert (None if found is None else found.isoformat()) == day


def test_how_long_in_words() -> None:
    """Whole days, one of them in the singular."""
    day = dt.date(2026, 11, 22)
    told = [when(day + dt.timedelta(days=days), day) for days in (-2, -1, 0, 1, 2)]
    assert told == ["! overdue by 2 days", "! overdue by 1 day", "today", "in 1 day", "in 2 days"]


def test_days_that_cannot_be_and_a_clock_at_the_end_of_time_end_nothing(office: World) -> None:
    """The first and the last day of the calendar are days; nothing is reckoned beyond them."""
    for day in ("0001-01-01", "9999-12-31"):
        file = office.path("due-answers.json")
        file.write_text(json.dumps({"opening": "x", "next_day": day}), encoding="utf-8")
        assert office.hq.do("fill", OFFICE, "--new", "--answers", str(file)).status == 0
    assert [row["day"] for row in office.hq.do("due").data["rows"]] == ["0001-01-01", "0001-06-30"]
    office.hq.clock.wall_only_ms = (dt.date(9998, 1, 1) - today(office.hq)).days * DAY_MS
    assert [row["day"] for row in office.hq.do("due", "--days", "3660").data["rows"]][-1] == "9999-12-31"


def versions(office: World, one: dict[str, Json], other: dict[str, Json]) -> str:
    """Fill it on a laptop, bring it, copy the laptop, and change it on both; return its code."""
    office.laptop.open().settings.put("hq.card", office.path("new.card").read_bytes())
    code = filled(office.laptop, 5)
    office.laptop.hand_over(office.stick("first"))
    office.bring(stick="first")
    twin = office.laptop.copied(office.path("twin"))
    twin.open().new_epoch("restored from a backup")
    for machine, changes, stick in ((office.laptop, one, "one"), (twin, other, "other")):
        file = office.path("changed.json")
        file.write_text(json.dumps({"opening": "x", "next_day": in_days(office, 5), **changes}), encoding="utf-8")
        done = machine.do("revise", code, "--reason", "moved", "--answers", str(file))
        assert done.status == 0, done.err
        machine.hand_over(office.stick(stick))
        office.bring(stick=stick)
    twin.close()
    return code


def in_days(office: World, days: int) -> str:
    return str(today(office.hq) + dt.timedelta(days=days))


@pytest.mark.parametrize("last", [True, False])
def test_the_day_that_one_version_changed_is_due_whichever_came_last(office: World, last: bool) -> None:
    """What stands is what both versions come to, not the one that arrived first or last."""
    moved: dict[str, Json] = {"next_day": in_days(office, -1)}
    other: dict[str, Json] = {"opening": "y"}
    code = versions(office, *((other, moved) if last else (moved, other)))
    assert due(office.hq) == [(code, "next_contact", 1)]


def test_until_somebody_decides_the_days_of_both_versions_are_due(office: World) -> None:
    """Nobody waits for a decision to be asked after; once it is made the day that stands is listed alone."""
    code = versions(office, {"next_day": in_days(office, -1)}, {"next_day": in_days(office, -3)})
    assert due(office.hq) == [(code, "next_contact", 3), (code, "next_contact", 1)]
    said = office.hq.do("hq", "conflicts", code, "--take", "1", "--field", "next_day", "--reason", "asked")
    assert said.status == 0, said.err
    assert due(office.hq) == [(code, "next_contact", 1)]
