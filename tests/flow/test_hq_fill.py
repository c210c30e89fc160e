"""Headquarters fills forms of its own: docs/for-focal-points.md."""

import json
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands.beginning import begin
from fieldkit.commands.contacts import office_of
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import form_file
from fieldkit.commands.opening import machine_of
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.result import Json
from fieldkit.store.store import Store, open_store
from fieldkit.workflows.reopening import reopened_view
from tests.flow.hq_forms import OFFICE, approve, ship
from tests.flow.world import HOUR_MS, SUSPICION, Said, World

SECOND = "another invented passphrase"


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A headquarters that has approved a form of its own."""
    ship(world, monkeypatch)
    approve(world, f"{OFFICE}:en,fr")
    return world


def fill(world: World, form: str = OFFICE, *words: str, **answers: Json) -> Said:
    file = world.path("hq-answers.json")
    file.write_text(json.dumps(answers), encoding="utf-8")
    return world.hq.do("fill", *([form] if form else []), *words, "--answers", str(file))


def filled(world: World, *words: str, **answers: Json) -> str:
    done = fill(world, OFFICE, *words, **answers)
    assert done.status == 0, done.err
    return str(done.data["code"])


def test_what_headquarters_finished_stands_in_its_inbox_at_once(world: World) -> None:
    """It is told as made here, nothing is packed, and the 24 hours are met by who filled it."""
    done = fill(world, "border_quick_screen", **SUSPICION)
    assert done.status == 0, done.err
    (row,) = world.hq.do("inbox").data["rows"]
    assert (row["code"], row["made_here"], row["clock"]["state"]) == (done.data["code"], True, "met")
    assert "(made here)" in world.hq.read("inbox")
    shown = world.hq.read("show", row["code"])
    assert "made here, finished 20" in shown
    assert "Result: possible trafficking" in shown
    assert "Identity and safe contact are kept apart" in shown
    assert "fieldkit pack" not in world.hq.read("inbox") + done.err
    store = world.hq.open()
    assert store.check() == store.rebuild()
    assert "acknowledged by Focal Person" in world.hq.read("hq", "ack", row["code"])


def test_a_form_needs_its_approval_at_headquarters_too(office: World) -> None:
    """The same rule and the same error as on a laptop; and a laptop's worker may not fill the focal point's form."""
    assert fill(office, OFFICE, "--language", "sw").status == errors.FormNotApproved.exit_status
    assert fill(office, "border_quick_screen", "--language", "rw").status == errors.FormNotApproved.exit_status
    assert fill(office, "no_such_form").status == errors.FormUnknown.exit_status
    assert office.hq.do("drafts").data["drafts"] == []
    file = office.path("hq-answers.json")
    refused = office.laptop.do("fill", OFFICE, "--answers", str(file))
    assert refused.status == errors.NotForYou.exit_status


def test_a_laptop_fills_other_forms_too(world: World) -> None:
    """`fill` is the same command in both roles; what it makes waits to be packed."""
    file = world.path("answers.json")
    file.write_text(json.dumps(SUSPICION), encoding="utf-8")
    done = world.laptop.do("fill", "border_quick_screen", "--answers", str(file))
    assert done.status == 0, done.err
    assert [one["code"] for one in world.laptop.do("status").data["interviews"]] == [done.data["code"]]


def test_nothing_is_begun_by_chance(world: World) -> None:
    """Without a form those that one may begin are listed, and a code that can be none is said at once."""
    usage = 2
    assert [form["form"] for form in fill(world, "").data["forms"]] == ["border_quick_screen"]
    assert fill(world, "border_quick_screen", "--about", "K7M").status == usage
    assert world.hq.do("drafts").data["drafts"] == []


def test_what_was_left_goes_on_where_it_stood(office: World) -> None:
    """Unfinished forms at headquarters are listed, kept when the store is closed, and go on by their code."""
    stopped = fill(office, OFFICE, opening="a call", next_day="no day at all")
    assert stopped.status == errors.AnswerRefused.exit_status
    office.hq.close()
    (draft,) = office.hq.do("drafts").data["drafts"]
    assert (draft["form"], draft["yours"], draft["position"]) == (OFFICE, True, "next_day")
    assert "fieldkit fill --resume CODE" in office.hq.read("drafts")
    done = fill(office, "", "--resume", draft["code"], next_day="2026-12-01")
    assert (done.status, done.data["code"]) == (0, draft["code"])
    assert office.hq.do("drafts").data["drafts"] == []


def opened_by_second(world: World) -> Store:
    """Return headquarters' store as a second person opens it."""
    store = world.hq.open()
    store.keyslots.add("Second Person", SECOND)
    world.hq.close()
    world.hq.held = open_store(world.hq.home, SECOND, machine=machine_of(world.hq.env()))
    return world.hq.held


def test_an_unfinished_form_is_its_owners(office: World) -> None:
    """A colleague takes it over with a reason; who began it stays known."""
    assert fill(office, OFFICE, opening="a call", next_day="?").status != 0
    (draft,) = office.hq.do("drafts").data["drafts"]
    store = opened_by_second(office)
    refused = fill(office, "", "--resume", draft["code"])
    assert refused.status == errors.DraftOfAnother.exit_status
    assert office.hq.do("drafts", "--take", draft["code"], "--reason", "on leave").status == 0
    assert fill(office, "", "--resume", draft["code"]).status == 0
    (row,) = office.hq.do("inbox").data["rows"]
    entries = {entry.kind: entry.actor for entry in store.journal.entries() if entry.subject == row["id"]}
    assert (entries["draft.started"], entries["record.made"]) == ("person 1", "person 2")


def test_a_draft_is_discarded_and_moved_to_a_newer_version(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be done with an unfinished interview on a laptop can be done here."""
    for _ in range(2):
        assert fill(office, OFFICE, "--new", opening="a call", next_day="?").status != 0
    one, two = (draft["code"] for draft in office.hq.do("drafts").data["drafts"])
    assert office.hq.do("drafts", "--discard", one, "--reason", "twice").status == 0
    assert office.hq.do("drafts", "--set-aside", two).data["set_aside"] is True
    ship(office, monkeypatch, "2026.12.1", ('"Next contact"', '"Day of the next contact"'))
    approve(office, f"{OFFICE}:en")
    assert office.hq.do("draft", "upgrade", two, "--yes").data["to"] == "2026.12.1"
    assert fill(office, "", "--resume", two).status == 0


def test_forms_are_linked_by_a_code(office: World) -> None:
    """`--about` is the first answer, in one spelling; `show` lists newest first what is about a code."""
    case = filled(office, opening="the first")
    office.hq.clock.ahead_ms += HOUR_MS
    typed = f"{case[:3].lower()}-{case[3:].lower()}"
    later = filled(office, "--about", typed, opening="the second")
    office.hq.clock.ahead_ms += HOUR_MS
    last = filled(office, opening="the third", about_code=case)
    shown, title = office.hq.read("show", case), "Office visit"
    assert "forms about this one, newest first:" in shown
    assert shown.index(f"{last[:3]}-{last[3:]}  {title}  finished") < shown.index(f"{later[:3]}-{later[3:]}  {title}")
    assert f"about {case[:3]}-{case[3:]}" in office.hq.read("show", later)
    rows = office.hq.do("inbox", "--about", typed).data["rows"]
    assert [(row["code"], row["about"]) for row in rows] == [(last, case), (later, case)]
    assert f"2 of 3 interviews, about {case[:3]}-{case[3:]}" in office.hq.read("inbox", "--about", typed)


def test_a_code_that_is_not_known_is_only_warned_about(office: World) -> None:
    """It may come with the next stick; a form that asks for none says that it was not used."""
    done = fill(office, OFFICE, "--about", "ZZZ-ZZZ", opening="x")
    assert (done.status, done.warnings) == (0, ["nothing of the code ZZZ-ZZZ is here"])
    case = str(done.data["code"])
    done = fill(office, OFFICE, "--about", case, opening="x")
    assert (done.status, done.warnings) == (0, [])
    done = fill(office, "border_quick_screen", "--about", case, **SUSPICION)
    assert (done.status, done.warnings) == (0, ["the form asks for no code, or was begun before: --about was not used"])
    assert fill(office, OFFICE, "--about", case, next_day="?").status != 0
    (draft,) = office.hq.do("drafts").data["drafts"]
    assert fill(office, OFFICE, "--about", draft["code"], opening="x").warnings == []


def test_what_a_laptop_fills_about_a_code_is_found_here(office: World) -> None:
    """The link travels as any answer does; on the laptop only its own codes are known."""
    code = office.laptop.screen()
    office.laptop.hand_over(office.stick())
    office.bring()
    later = filled(office, "--about", code, opening="they came")
    assert f"{later[:3]}-{later[3:]}  Office visit" in office.hq.read("show", code)


def test_the_code_given_before_counts_no_time_and_no_interruption(office: World) -> None:
    """How the talk went has only what somebody did, in sum as it would travel."""
    case = filled(office, opening="x")
    store = office.hq.open()
    row = store.inbox.get(filled(office, "--about", case, opening="y"))
    read: Any = store.inbox.read(row, "test")
    audit = read["content"]["audit"]
    assert read["content"]["answers"]["about_code"] == f"{case[:3]}-{case[3:]}"
    assert audit.keys() & {"rows", "away", "happened", "changed"} == set()
    assert audit["answers"] == len(("opening", "about_code", "next_day"))


def test_a_form_made_here_is_changed_here(office: World, tmp_path: Path) -> None:
    """As a new revision with a reason; one that a laptop made is changed on the laptop."""
    code = filled(office, opening="the first")
    file = tmp_path / "revised.json"
    file.write_text(json.dumps({"opening": "the second"}), encoding="utf-8")
    done = office.hq.do("revise", code, "--reason", "mistyped", "--answers", str(file))
    assert done.status == 0, done.err
    (row,) = office.hq.do("inbox").data["rows"]
    assert (row["code"], row["rev"]) == (code, 2)
    shown = office.hq.read("show", code)
    assert "because mistyped (by person 1)" in shown
    other = office.laptop.screen()
    office.laptop.hand_over(office.stick())
    office.bring()
    refused = office.hq.do("revise", other, "--reason", "mistyped", "--answers", str(file))
    assert refused.status == errors.NotMadeHere.exit_status


def test_consent_to_what_was_made_here_is_taken_back_here(office: World) -> None:
    """By its code; nothing of it is shown, in lists of links neither. What a laptop made is taken back there."""
    case = filled(office, opening="x")
    code = filled(office, "--about", case, opening="y")
    done = office.hq.do("consent", "withdraw", code, "--yes")
    assert done.status == 0, done.err
    assert "Where it is" not in done.out
    assert "consent withdrawn" in office.hq.read("inbox")
    assert code[3:] not in office.hq.read("show", case)
    assert office.hq.do("inbox", "--about", case).data["rows"] == []
    assert office.hq.do("show", code, "--reveal", "--purpose", "x").status == errors.ConsentWithdrawn.exit_status
    other = office.laptop.screen()
    office.laptop.hand_over(office.stick())
    office.bring()
    assert office.hq.do("consent", "withdraw", other, "--yes").status == errors.NotMadeHere.exit_status
    assert office.hq.open().check()


def test_a_backup_holds_what_was_made_here(office: World) -> None:
    """And what is unfinished: a restored headquarters goes on with both."""
    code = filled(office, opening="x")
    assert fill(office, OFFICE, opening="y", next_day="?").status != 0
    assert office.hq.do("hq", "backup", "-o", str(office.path("hq.backup"))).status == 0
    office.hq.close()
    office.hq.home = office.path("restored")
    assert office.hq.unlock_and("hq", "restore", str(office.path("hq.backup"))).status == 0
    assert [row["code"] for row in office.hq.do("inbox").data["rows"]] == [code]
    assert len(office.hq.do("drafts").data["drafts"]) == 1


def test_a_form_about_a_code_begins_at_its_first_question(office: World) -> None:
    """The code stands where it is asked for; what comes before it is asked all the same."""
    store = office.hq.open()
    file = form_file(OFFICE)
    draft = begin(store, office_of(card_of(store)), file, None, office.hq.env(), "K7M4QX")
    form = compile_form(load_form(file.data, file.id, file.beside))
    assert reopened_view(store.drafts.load(draft.id), form).name == "opening"
    assert store.drafts.load(draft.id).answers == {"about_code": "K7M-4QX"}
