"""Small forms of every kind, put beside the shipped ones and approved: what a form may be besides a screening."""

import shutil
from pathlib import Path

import pytest

from fieldkit.commands import library
from fieldkit.commands.card_copy import NEWEST_CARD
from fieldkit.paths import shipped_forms
from tests.flow.world import Machine, World

SESSION = """form_id: small_session
version: "1"
title: {en: Small session, fr: Petite session}
default_language: en
languages: [en, fr]
kind: organisation
who_may_run: [field_worker]
recipient_class: organisation
survey:
  - {name: day, type: date, label: {en: Which day?, fr: Quel jour ?}}
  - {name: people, type: integer, label: {en: How many people?, fr: Combien ?}}
"""
REPORT = """form_id: small_report
version: "1"
title: {en: Small report, fr: Petit rapport}
default_language: en
languages: [en, fr]
kind: report
who_may_run: [field_worker]
clock_from: knew
choices:
  yn: {yes: {en: "Yes", fr: Oui}, no: {en: "No", fr: Non}}
survey:
  - {name: heard, type: select_one yn, label: {en: Was anything heard?, fr: Quelque chose ?}}
  - name: knew
    type: TYPE
    relevant: "not(${heard} = 'no')"
    constraint: ". <= now()"
    constraint_message: {en: Not in the future, fr: Pas dans le futur}
    label: {en: Since when do you know?, fr: Depuis quand ?}
"""
CLOSURE = """form_id: small_closure
version: "1"
title: {en: Small closure, fr: Petite clôture}
default_language: en
languages: [en, fr]
kind: case
who_may_run: [field_worker, child_protection]
second_person: "yes"
choices:
  yn: {yes: {en: "Yes", fr: Oui}, no: {en: "No", fr: Non}}
survey:
  - {name: safe_now, type: select_one yn, required: "yes", label: {en: Is the person safe?, fr: En sécurité ?}}
"""
CHILDREN = """form_id: small_children
version: "1"
title: {en: For trained people, fr: Pour gens formés}
default_language: en
languages: [en, fr]
kind: assessment
who_may_run: [child_protection, focal_point]
survey:
  - {name: known, type: integer, label: {en: How many signs are known?, fr: Combien ?}}
"""


QUICK = ("border_quick_screen", "after_result", "identity_contact")


class Added:
    """A folder of forms of one's own beside the quick screen's, which headquarters and the laptop use."""

    def __init__(self, world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.folder = world, folder
        shutil.copytree(shipped_forms(), folder)
        for path in folder.glob("*.yaml"):
            if path.stem not in QUICK:
                path.unlink()
        monkeypatch.setattr(library, "shipped_forms", lambda: folder)

    def write(self, text: str) -> str:
        """Put a form there; return its name."""
        name = text.split("\n", 1)[0].removeprefix("form_id: ")
        (self.folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return name

    def approve(self, wanted: str = "all:en,fr", laptop: Machine | None = None) -> None:
        """Have headquarters approve what is there, and give the laptop the card."""
        card = self.world.path("newer.card")
        done = self.world.hq.do("hq", "card", "-o", str(card), "--approve", wanted)
        assert done.status == 0, done.err
        (laptop or self.world.laptop).open().settings.put(NEWEST_CARD, card.read_bytes())


@pytest.fixture
def added(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Added:
    """The shipped forms, to add some to."""
    return Added(world, tmp_path / "forms", monkeypatch)
