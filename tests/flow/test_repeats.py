"""Repeats from the question to headquarters: stored, resumed, forgotten, finished, shown instance by instance."""

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cases.drafting import Draft
from fieldkit.commands import library
from fieldkit.errors import AnswerMissing, InterviewTooLong
from fieldkit.paths import shipped_forms
from fieldkit.result import Json
from fieldkit.store import calibration
from tests.flow import world as worlds
from tests.flow.world import HOUR_MS, Said, World, copy_of, set_up

FORM = """
form_id: places
version: "1"
title: {en: Places, fr: Lieux}
default_language: en
languages: [en, fr]
use: {en: practice, fr: practice}
kept_on_refusal: [begun]
gates: {consent: "${consent} = 'yes'"}
choices:
  yes_no: {"yes": {en: "Yes", fr: "Oui"}, "no": {en: "No", fr: "Non"}}
  needs: {food: {en: Food, fr: Manger}, rest: {en: Rest, fr: Repos}, pay: {en: Pay, fr: Salaire}}
survey:
  - {name: begun, type: start}
  - {name: machine, type: deviceid}
  - {name: who, type: username}
  - repeat: seen
    label: {en: Persons seen, fr: Personnes vues}
    survey:
      - {name: looks, type: text, label: {en: "How does the person look?", fr: "Quel air a la personne ?"}}
  - {name: consent, type: select_one yes_no, label: {en: "May we talk?", fr: "Peut-on parler ?"}, required: "yes"}
  - repeat: place
    label: {en: Place, fr: Lieu}
    relevant: "${consent} = 'yes'"
    survey:
      - {name: town, type: text, label: {en: "Which town?", fr: "Quelle ville ?"}, required: "yes"}
      - name: boss
        type: text
        label: {en: "Who was in charge?", fr: "Qui commandait ?"}
        flags: [identifying]
      - repeat: shift
        label: {en: Shift, fr: Horaire}
        survey:
          - {name: begins, type: time, label: {en: "From when, in ${town} under ${boss}?", fr: "Dès quand ?"}}
  - group: after
    survey:
      - {name: note, type: text, label: {en: "What happened after?", fr: "Et après ?"}}
  - group: before
    survey:
      - {name: note, type: text, label: {en: "What happened before?", fr: "Et avant ?"}}
  - {name: needs, type: rank needs, label: {en: "What comes first?", fr: "Quoi d'abord ?"}}
  - {name: left, type: dateTime, label: {en: "When did the person leave?", fr: "Départ quand ?"}}
  - {name: born, type: date, appearance: month-year, label: {en: "Born in which month?", fr: "Né quel mois ?"}}
  - name: sector
    type: select_one_from_file sectors.csv
    label: {en: "Which sector?", fr: "Quel secteur ?"}
  - {name: bye, type: note, label: {en: Thank you., fr: Merci.}}
"""
SECTORS = "name,label\n" + "".join(f"s{n},Sector {n}\n" for n in range(1, 417))
ANSWERS: dict[str, Json] = {
    "seen": [{"looks": "tired"}],
    "consent": "yes",
    "place": [
        {"town": "Huye", "boss": "canary one", "shift": [{"begins": "8h30"}, {"begins": "14:30"}]},
        {"town": "Nyanza", "boss": "canary two", "shift": []},
    ],
    "after": {"note": "went home"},
    "before": {"note": "was at school"},
    "needs": ["pay", "food", "rest"],
    "left": "22/11/2026 19:00",
    "born": "11/2001",
    "sector": "s416",
}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The shipped forms and one with repeats, with its CSV file beside it."""
    folder = tmp_path_factory.mktemp("forms")
    shutil.copytree(shipped_forms(), folder, dirs_exist_ok=True)
    (folder / "places.yaml").write_text(FORM, encoding="utf-8")
    (folder / "sectors.csv").write_text(SECTORS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "shipped_forms", lambda: folder)
        yield folder


@pytest.fixture(scope="module")
def made(forms: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Headquarters that approved the form with repeats."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "free_memory_kib", lambda: 0)
        patch.setattr(worlds, "FORMS", (*worlds.FORMS, "places"))
        return set_up(tmp_path_factory.mktemp("places"))


@pytest.fixture
def here(made: World, quick_place: Path) -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="fieldkit-flow-", dir=quick_place) as place:
        own = copy_of(made, Path(place))
        yield own
        own.close()


def typed(here: World, patch: pytest.MonkeyPatch, lines: str, *words: str) -> Said:
    """Interview in plain lines."""
    patch.setattr(sys, "stdin", io.StringIO(lines))
    return here.laptop._run(["screen", "places", *words, "--plain"], held=True)


def draft(here: World) -> Draft:
    """Return the only unfinished interview."""
    (summary,) = here.laptop.open().drafts.list()
    return here.laptop.open().drafts.load(summary.id)


def stored_answers(here: World) -> Any:
    """Return what the record of the only finished interview holds."""
    records = here.laptop.open().records
    (row,) = records.list()
    content = records.content(row.id, purpose="test")
    assert content is not None
    return content["answers"]


def test_every_instance_reaches_headquarters_and_is_shown_apart(here: World) -> None:
    """Each under a heading with its place; what identifies somebody stays hidden; lists and times are in words."""
    code = here.laptop.screen(ANSWERS, "places")
    here.laptop.hand_over(here.stick())
    here.bring()
    shown = here.hq.read("show", code)
    told = shown[shown.index("Answers") : shown.index("The talk")]
    assert (
        told
        == """Answers
  Persons seen 1
    How does the person look?
        tired
  May we talk?
      Yes
  Place 1
    Which town?
        Huye
    Shift 1
      From when, in Huye under ...?
          08:30
    Shift 2
      From when, in Huye under ...?
          14:30
  Place 2
    Which town?
        Nyanza
  What happened after?
      went home
  What happened before?
      was at school
  What comes first?
      Pay, Food, Rest
  When did the person leave?
      2026-11-22 19:00
  Born in which month?
      2001-11
  Which sector?
      Sector 416

"""
    )


def test_a_question_without_answer_in_an_instance_is_resumed_there(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left in the second instance, the interview goes on in it; what was taken away does not come back."""
    assert here.laptop.screened({**ANSWERS, "place": [{"town": "Huye"}, {}]}, "places").status == (
        AnswerMissing.exit_status
    )
    (code,) = [row["code"] for row in here.laptop.do("drafts").data["drafts"]]
    assert draft(here).summary.position == "town[2]"
    said = typed(here, monkeypatch, "Nyanza\n:n\n:n\n:p\n:p\n:x\n", "--resume", code)
    assert said.status == 0, said.err
    assert "Place 2\nWhich town?" in said.err
    assert draft(here).summary.position == "boss[2]"
    rest = "Karongi\n:n\n-1\n2\n0\n"  # to shift[2], its only instance goes; on to the list of places
    said = typed(here, monkeypatch, rest + "-1\n2\n:x\n", "--resume", code)
    assert said.status == 0, said.err
    kept = {key: value for key, value in draft(here).answers.items() if key.startswith(("place", "town", "shift"))}
    assert kept == {"place": ["2"], "town[2]": "Nyanza", "shift[2]": []}
    said = typed(here, monkeypatch, "+\n:x\n", "--resume", code)
    assert ("place", draft(here).answers["place"]) == ("place", ["2", "3"])
    assert draft(here).summary.position == "town[3]"


def test_refused_consent_forgets_every_instance_also_those_taken_away(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer of a repeat stays in the draft, nor in its history; what the form keeps does."""
    lines = "tired\n+\nafraid\n-2\n2\n0\n2\n:x\n"
    typed(here, monkeypatch, lines)
    assert {"begun", "consent"} == {row.name for row in draft(here).history}
    (code,) = [row["code"] for row in here.laptop.do("drafts").data["drafts"]]
    said = typed(here, monkeypatch, "\n", "--resume", code)
    assert said.status == 0, said.err
    assert list(stored_answers(here)) == ["begun"]


def test_an_interview_left_at_its_end_goes_on_there(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the note before it, which has no answer to tell that it was seen."""
    said = typed(here, monkeypatch, "tired\n0\n1\nHuye\n:n\n:n\n0\n0\n" + ":n\n" * 6 + "\n:x\n")
    assert "Thank you." in said.err
    assert said.err.rindex("Before finishing: look through the answers") > said.err.rindex("Thank you.")
    (code,) = [row["code"] for row in here.laptop.do("drafts").data["drafts"]]
    said = typed(here, monkeypatch, "\n", "--resume", code)
    assert (said.status, "Thank you." in said.err) == (0, False)


def test_preloads_are_filled_once(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the interview began, on which device, by whom: as it was at the start, also after a day."""
    typed(here, monkeypatch, ":x\n")
    before = dict(draft(here).answers)
    assert (here.laptop.device, "person 1") == (before["machine"], before["who"])
    here.laptop.clock.ahead_ms += 26 * HOUR_MS
    (code,) = [row["code"] for row in here.laptop.do("drafts").data["drafts"]]
    typed(here, monkeypatch, "tired\n0\n:x\n", "--resume", code)
    assert {**before, "looks[1]": "tired"} == draft(here).answers


def test_a_group_may_be_called_like_the_place_of_a_later_form(here: World) -> None:
    """Questions of one name in two groups have the group in their key, in the draft and in the record."""
    here.laptop.screen(ANSWERS, "places")
    answers = stored_answers(here)
    assert (answers["after/note"], answers["before/note"]) == ("went home", "was at school")
    assert {"time": "08:30:00.000+02:00"}.keys() == answers["begins[1][1]"].keys()


def test_an_interview_that_no_bundle_could_carry_is_not_finished(here: World) -> None:
    """It stays where it is, with all its answers; the message names the longest questions and no answer."""
    long = {**ANSWERS, "place": [{"town": "canary " * 1_400, "boss": "b"} for _ in range(30)]}
    said = here.laptop.screened(long, "places")
    assert said.status == InterviewTooLong.exit_status
    assert "the longest answers: town[1], town[2], town[3]" in said.err
    assert "canary" not in said.err + said.out
    assert len(str(draft(here).answers["town[30]"])) > 9_000


def test_a_shortened_interview_is_finished_after_all(here: World) -> None:
    """The limit is on all answers together."""
    here.laptop.screen({**ANSWERS, "place": [{"town": "canary " * 1_400, "boss": "b"} for _ in range(20)]}, "places")
    assert len(stored_answers(here)["place"]) == 20
