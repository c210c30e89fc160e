"""The data that ships with the forms: services and posts."""

import datetime as dt
import re

import pytest

from fieldkit.cases.directory import Service, help_lines, nearest, reachable_fallback
from fieldkit.cases.places import DISTRICTS
from fieldkit.commands.contacts import Office, services_near
from fieldkit.commands.library import directory, district_of, posts
from tests.content.shipped import LANGUAGES, read
from tests.content.test_texts import TRAPS

SERVICES = directory()
SCREEN = read("border_quick_screen")
TODAY = dt.date(2026, 11, 22)
TRAFFICKING = r"traffick|traite|icuruzwa|usafirishaji haramu|ulanguzi"


def test_every_fact_that_was_found_is_kept_for_headquarters() -> None:
    """Twenty-eight rows; most have nobody to call yet."""
    assert len(SERVICES) == 28
    assert [service.id for service in SERVICES if service.may_be_shown] == [
        *("police_112", "child_helpline", "gbv_line", "isange_line", "dgie"),
    ]


def test_nobody_has_been_phoned_so_nothing_claims_to_be_verified() -> None:
    """Each row says what is still to be found out."""
    assert [service.id for service in SERVICES if service.verified_on or service.hours] == []
    assert [service.id for service in SERVICES if not service.to_verify or not service.source] == []


def test_the_number_that_no_page_prints_is_never_shown() -> None:
    """166 was told, and found nowhere."""
    assert [service.may_be_shown for service in SERVICES if service.phone == "166"] == [False]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_names_are_in_four_languages_and_say_nothing_of_trafficking(service: Service) -> None:
    """Somebody else may read the screen, or the slip."""
    for texts in (service.name, *([service.about] if service.about else [])):
        assert set(texts) == set(LANGUAGES)
        assert [text for text in texts.values() if re.search(TRAFFICKING, text, re.IGNORECASE)] == []
        assert [code for code, text in texts.items() if re.search(TRAPS[code], text, re.IGNORECASE)] == []


def test_the_help_that_can_be_asked_for_is_in_the_words_of_the_directory() -> None:
    """What the quick screen offers can be looked up without a table between them."""
    served = {word for service in SERVICES for word in service.services}
    assert set(SCREEN["choices"]["help"]) - {"none"} <= served


def test_every_post_of_the_form_is_in_the_list_and_in_a_district() -> None:
    """But for the two that are no place."""
    assert set(posts()) == set(SCREEN["choices"]["post"])
    nowhere = {code for code, post in posts().items() if post.district is None}
    assert (nowhere, district_of("rusumo"), district_of(None), district_of("mars")) == (
        {"unofficial", "not_border"},
        "Kirehe",
        None,
        None,
    )
    assert {post.district for post in posts().values()} - {None} <= set(DISTRICTS.values())


def test_at_every_post_there_is_somebody_to_call() -> None:
    """The help lines serve the whole country."""
    assert [line.called("en") for line, _ in help_lines(SERVICES)] == [
        "Child helpline",
        "Line for gender-based violence",
        "Isange One Stop Centre, line",
    ]
    for code in posts():
        assert [found.id for found in nearest(SERVICES, district_of(code), ("doctor",), TODAY)] == ["isange_line"]


def test_who_fears_return_is_led_to_unhcr_through_the_focal_point() -> None:
    """Neither has a number here yet: the page says whom the duty phone will ask, not what is of no use."""
    office = Office("HQ", "0780 000 001", "0780 000 002", lambda _: {})
    for post in ("rusumo", "unofficial"):
        found = services_near(office, post, ("protection",), "en", TODAY)
        assert [(line.phone, line.verified, "UNHCR" in line.about) for line in found] == [("0780 000 001", None, True)]
    both = services_near(office, "corniche", ("protection", "doctor"), "fr", TODAY)
    assert [line.phone for line in both] == ["3029", "0780 000 001"]
    assert both[0].instead == "3512 Ligne pour les violences basées sur le genre"


def test_every_place_that_cannot_answer_leads_to_a_line_that_can() -> None:
    """A centre without a telephone is no dead end."""
    lost = [row.id for row in SERVICES if row.fallback and reachable_fallback(row, SERVICES) is None]
    assert lost == []
    assert [row.id for row in SERVICES if row.kind == "one_stop_centre" and not row.fallback] == []


def test_the_helpline_for_children_is_offered_for_a_child_alone() -> None:
    """An adult who wants somebody to talk to would else learn its number by heart. A child gets it whatever it asks."""
    office = Office("HQ", "0780 000 001", "0780 000 002", lambda _: {})

    def phones(*needs: str) -> list[str]:
        return [line.phone for line in services_near(office, "rusumo", needs, "en", TODAY)]

    assert phones("talk") == ["3512", "3029"]
    assert phones("talk", "child") == ["116", "3029", "3512"]
    assert phones("safe_place", "child") == ["3029", "116"]
    assert phones("child") == ["116", "3029"]
    assert "116" not in phones()
