"""Practice: the real interview with an invented person, in a store that ends with the command."""

import json
import tempfile
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands.library import form_file
from fieldkit.forms.plain_yaml import read_plain
from tests.flow.world import SUSPICION, World

REPEATS = """
form_id: rounds
version: "1"
title: Rounds
default_language: en
languages: [en]
use: {en: practice}
non_response: [dk, ref]
choices:
  needs: {pay: {en: Pay}, rest: {en: Rest}}
survey:
  - {name: age, type: integer, label: Age}
  - {name: doubled, type: calculate, calculation: "${age} * 2"}
  - group: home
    label: Home
    survey:
      - {name: begins, type: time, label: Begins}
      - {name: what, type: select_multiple needs, label: What}
  - repeat: place
    label: Places
    survey:
      - {name: town, type: text, label: Town}
"""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(SUSPICION), encoding="utf-8")
    return file


def test_practice_keeps_nothing_and_needs_no_headquarters(
    world: World, answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a computer that was never set up; neither the data folder nor the folder for temporary files has anything."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    world.second.home = tmp_path / "nowhere"
    done = world.second.unlock_and("practice", "--answers", str(answers))
    assert done.status == 0, done.err
    assert done.data["result"] == "possible_trafficking"
    assert list(temporary.iterdir()) == []
    assert not world.second.home.exists()


def test_practice_adds_nothing_to_the_real_store(world: World, answers: Path) -> None:
    """The same form on an enrolled laptop: no interview, no draft, no entry of the journal."""
    before = world.laptop.open().journal.head()
    assert world.laptop.do("practice", "--answers", str(answers)).status == 0
    assert world.laptop.open().journal.head() == before
    assert world.laptop.do("drafts").data == {"drafts": []}


def test_what_is_recorded_can_be_replayed_and_recorded_again(world: World, answers: Path, tmp_path: Path) -> None:
    """The file holds what was answered and nothing that was computed; replayed it gives the same file."""
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    assert world.laptop.do("practice", "--answers", str(answers), "--record", str(first)).status == 0
    assert world.laptop.do("practice", "--answers", str(first), "--record", str(second)).status == 0
    assert first.read_bytes() == second.read_bytes()
    told = read_plain(first.read_bytes(), "first")
    assert isinstance(told, dict)
    assert (told["age"], told["pressure"], "concern" in told) == (SUSPICION["age"], SUSPICION["pressure"], False)
    assert "#   expect: {result: possible_trafficking}" in first.read_text(encoding="utf-8")


def test_a_form_of_ones_own_is_practised_and_its_record_is_a_test_of_it(world: World, tmp_path: Path) -> None:
    """Groups, repeats, times and non-answers come back in the shape that `tests:` takes, and the test holds."""
    form, typed, recorded = (tmp_path / name for name in ("rounds.yaml", "typed.yaml", "recorded.yaml"))
    form.write_text(REPEATS, encoding="utf-8")
    typed.write_text(
        "age: {nr: dk}\nbegins: 9h\nwhat: [pay, rest]\nplace: [{town: Huye}, {town: 'no'}]\n", encoding="utf-8"
    )
    done = world.laptop.do("practice", str(form), "--answers", str(typed), "--record", str(recorded))
    assert done.status == 0, done.err
    told = read_plain(recorded.read_bytes(), "recorded")
    assert isinstance(told, dict)
    assert str(told.pop("begins")).startswith("09:00:00.000")
    assert told == {
        "age": {"nr": "dk"},
        "what": ["pay", "rest"],
        "place": [{"town": "Huye"}, {"town": "no"}],
    }
    test = "tests:\n  - answers:\n" + "".join(
        f"      {line}\n" for line in recorded.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    form.write_text(REPEATS + test + "    expect: {doubled: ''}\n", encoding="utf-8")
    assert world.laptop.do("form", "test", str(form)).status == 0


def test_recording_refuses_before_anything_is_asked(world: World, answers: Path, tmp_path: Path) -> None:
    """A file that is there is not written over without --force; a folder that is not there is said at once."""
    there = tmp_path / "there.yaml"
    there.write_text("mine", encoding="utf-8")
    for place, words in ((there, "--force"), (tmp_path / "no" / "file.yaml", "no such folder")):
        done = world.laptop.do("practice", "--answers", str(answers), "--record", str(place))
        assert done.status == errors.UnwritablePlace.exit_status
        assert words in done.err
    assert there.read_text(encoding="utf-8") == "mine"
    assert world.laptop.do("practice", "--answers", str(answers), "--record", str(there), "--force").status == 0


def test_a_refused_answer_stops_practice_without_a_record(world: World, answers: Path, tmp_path: Path) -> None:
    """The first answer that is not accepted is named, never what it was; nothing is recorded."""
    answers.write_text(json.dumps({**SUSPICION, "age": "much too old"}), encoding="utf-8")
    recorded = tmp_path / "recorded.yaml"
    done = world.laptop.do("practice", "--answers", str(answers), "--record", str(recorded))
    assert done.status == errors.AnswerRefused.exit_status
    assert "much too old" not in done.err
    assert not recorded.exists()


def test_recording_real_interviews_is_no_option(world: World, tmp_path: Path) -> None:
    """Only practice can record: what a person said is never written into a file."""
    assert world.laptop.do("screen", "--record", str(tmp_path / "x.yaml")).status == 2


def test_a_form_that_is_not_there_is_said(world: World) -> None:
    """A misspelt name gets the list of what there is."""
    assert form_file("border_quick_screen").id == "border_quick_screen"
    assert world.laptop.do("practice", "border_quick").status == errors.FormUnknown.exit_status
