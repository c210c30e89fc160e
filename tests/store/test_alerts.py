"""Alerts by SMS at headquarters: kept once, linked by themselves, closed with a reason. docs/alert-format.md 5"""

import dataclasses

import pytest

from fieldkit import errors
from fieldkit.cases.alerts import AlertFacts
from fieldkit.store.store import Store
from tests.store.scene import DEVICE, Scene, enrol, rec_line
from tests.store.test_hq import OTHER, take


def facts(code: str, number: int = 1, device: str = DEVICE) -> AlertFacts:
    return AlertFacts(f"{number:032x}", device, code, 1_795_500_000_000, "urgent", revoked=False)


def test_an_alert_is_kept_once_and_waits(scene: Scene, hq: Store) -> None:
    """The same one again adds nothing to the journal; another one about the same case is another row."""
    assert hq.alerts.add(facts("K7M4QX"), scene.clock.now())
    assert not hq.alerts.add(facts("K7M4QX"), scene.clock.now())
    assert hq.alerts.add(facts("K7M4QX", 2), scene.clock.now())
    assert [row.id[-1] for row in hq.alerts.list()] == ["2", "1"]
    assert all(row.waits and row.record is None for row in hq.alerts.list())
    assert hq.check() == hq.rebuild()


def test_it_belongs_to_the_interview_that_its_own_laptop_sends(scene: Scene, hq: Store) -> None:
    """As soon as that is received; another laptop's interview of the same code links nothing."""
    enrol(hq)
    line = rec_line(1, scene.clock.now())
    code = str(line.value["stub"]["code"])  # type: ignore[index,call-overload]
    hq.alerts.add(facts(code), scene.clock.now())
    hq.alerts.add(facts(code, 2, OTHER), scene.clock.now())
    take(hq, scene, 1, line)
    own, other = hq.alerts.of(DEVICE, code)[0], hq.alerts.of(OTHER, code)[0]
    assert (own.record, own.waits) == (hq.inbox.get(code).id, False)
    assert (other.record, other.waits) == (None, True)


def test_closing_ends_the_waiting_of_one_case(scene: Scene, hq: Store) -> None:
    """Every alert about it, with the reason in the journal; the first reason stays."""
    for number in (1, 2):
        hq.alerts.add(facts("K7M4QX", number), scene.clock.now())
    hq.alerts.add(facts("K7M4QX", 3, OTHER), scene.clock.now())
    hq.alerts.close(hq.alerts.get("k7m-4qx"), "never sent")
    hq.alerts.close(hq.alerts.get(f"{2:032x}"), "stolen")
    hq.alerts.close(hq.alerts.get(f"{2:032x}"), "again")
    assert [row.closed for row in hq.alerts.list()] == ["never sent", "stolen", "stolen"]
    assert [entry.body["reason"] for entry in hq.journal.entries("alert.closed")] == ["never sent", "stolen", "stolen"]
    assert hq.check() == hq.rebuild()


def test_what_is_not_there_is_named(hq: Store) -> None:
    """No alert about a code, and no name at all."""
    for name in ("ZZZZZZ", "", " "):
        with pytest.raises(errors.RecordUnknown):
            hq.alerts.get(name)


def test_a_revoked_laptops_alert_keeps_its_mark(scene: Scene, hq: Store) -> None:
    """It was taken as unconfirmed, and stays that."""
    hq.alerts.add(dataclasses.replace(facts("K7M4QX"), revoked=True), scene.clock.now())
    assert hq.alerts.list()[0].revoked


def test_a_laptop_keeps_no_alerts(field: Store) -> None:
    """They belong to headquarters."""
    with pytest.raises(errors.WrongRole):
        field.alerts.list()
