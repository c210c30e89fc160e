"""A form that the focal point fills at headquarters, beside those that ship: about a code, with a day to keep."""

import shutil
from pathlib import Path

import pytest

from fieldkit.commands import library
from fieldkit.paths import shipped_forms
from tests.flow.world import FORMS, World

VISIT = """
form_id: office_visit
version: "{version}"
title: {{en: "Office visit", fr: "Visite au bureau"}}
default_language: en
languages: [en, fr]
kind: case
who_may_run: [focal_point]
recipient_class: case
use: {{en: practice, fr: practice}}
reviewed: {{en: none, fr: none}}
non_response: [dk, ref]
source: "Invented for a test"
licence: "Apache-2.0"
evidence: "Not an instrument"
due:
  - name: next_contact
    on: next_day
    says: {{en: "Call at the time that was agreed", fr: "Appeler au moment convenu"}}
  - name: limit
    on: limit_day
    says: {{en: "The stay ends", fr: "Le séjour prend fin"}}
survey:
  - name: opening
    type: text
    label: {{en: "What is it about?", fr: "De quoi s'agit-il ?"}}
    flags: [free_text]
  - include: about_case
  - name: next_day
    type: date
    label: {{en: "Next contact", fr: "Prochain contact"}}
  - name: limit_day
    type: calculate
    calculation: "if(${{next_day}} = '', '', format-date(date(decimal-date-time(${{next_day}}) + 180), '%Y-%m-%d'))"
"""
OFFICE = "office_visit"


def ship(world: World, patch: pytest.MonkeyPatch, version: str = "2026.11.1", *changes: tuple[str, str]) -> Path:
    """Put the form where fieldkit finds those that ship, on every machine of this world."""
    folder = world.path("forms")
    if not folder.exists():
        shutil.copytree(shipped_forms(), folder)
        patch.setattr(library, "shipped_forms", lambda: folder)
    text = VISIT.format(version=version)
    for found, instead in changes:
        assert found in text, found
        text = text.replace(found, instead)
    (folder / f"{OFFICE}.yaml").write_text(text, encoding="utf-8")
    return folder


def approve(world: World, *approvals: str) -> None:
    """Make headquarters' card anew, with these approvals besides the usual ones."""
    words = [word for one in (*(f"{form}:en" for form in FORMS), *approvals) for word in ("--approve", one)]
    done = world.hq.do("hq", "card", "-o", str(world.path("new.card")), *words, "--use", "practice")
    assert done.status == 0, done.err
