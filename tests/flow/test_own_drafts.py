"""Unfinished interviews of several people on one laptop: whose they are, handed over, taken over. All are invented."""

from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands.library import form_file
from fieldkit.forms.check import load_form
from tests.flow.world import Machine, World

WORDS = "invented words of a second worker"
USAGE = 2


@pytest.fixture
def second(world: World) -> Machine:
    """A second person with a slot on the laptop."""
    world.laptop.open().keyslots.add("Second Worker", WORDS)
    world.laptop.close()
    passphrases = world.path("second worker.passphrase")
    passphrases.write_text(WORDS + "\n", encoding="utf-8")
    passphrases.chmod(0o600)
    return Machine(world.laptop.home, passphrases)


class Turns:
    """Two people who use one laptop in turns: one store is open at a time."""

    def __init__(self, first: Machine, second: Machine) -> None:
        self.people = (first, second)

    def __call__(self, who: int) -> Machine:
        for machine in self.people:
            machine.close()
        return self.people[who - 1]


@pytest.fixture
def turn(world: World, second: Machine) -> Any:
    turns = Turns(world.laptop, second)
    yield turns
    turns(1)


def begun(machine: Machine) -> str:
    """Return the code of an interview that was left in the middle."""
    before = {draft["code"] for draft in machine.do("drafts").data["drafts"]}
    assert machine.screened(None, age="not an age").status == errors.AnswerRefused.exit_status
    (code,) = {draft["code"] for draft in machine.do("drafts").data["drafts"]} - before
    return str(code)


def listed(machine: Machine) -> list[tuple[str, bool, bool]]:
    return [(d["code"], d["yours"], d["set_aside"]) for d in machine.do("drafts").data["drafts"]]


def test_the_list_says_whose_each_is_and_on_which_version(turn: Turns) -> None:
    """Yours first; owner, version of the form, and what was set aside."""
    code = begun(turn(1))
    assert listed(turn(1)) == [(code, True, False)]
    table = turn(2).read("drafts")
    assert "Test worker" in table
    form = form_file("border_quick_screen")
    assert load_form(form.data, form.id, form.beside).version in table
    own = begun(turn(2))
    assert listed(turn(2)) == [(own, True, False), (code, False, False)]
    assert "yours" in turn(2).read("drafts")


def test_a_colleagues_interview_is_not_gone_on_with(turn: Turns) -> None:
    """Resuming it is refused with the way to take it over; so is everything else that is its owner's to do."""
    code = begun(turn(1))
    shown = f"{code[:3]}-{code[3:]}"
    other = turn(2)
    refused = other.screened(None, "--resume", code)
    assert refused.status == errors.DraftOfAnother.exit_status
    assert f"fieldkit drafts --take {shown} --reason WHY" in refused.err
    for words in (
        ("drafts", "--set-aside", code),
        ("drafts", "--take-up", code),
        ("drafts", "--hand-over", code, "--to", "Second Worker"),
        ("drafts", "--discard", code, "--reason", "x"),
        ("draft", "upgrade", code, "--yes"),
    ):
        assert other.do(*words).status == errors.DraftOfAnother.exit_status, words
    assert listed(turn(1)) == [(code, True, False)]


def test_only_own_interviews_are_offered_and_others_counted(turn: Turns) -> None:
    """A start offers what is yours; it says how many of others are here."""
    code = begun(turn(1))
    done = turn(2).screened()
    assert done.status == 0, done.err
    assert done.data["code"] != code
    assert "1 unfinished interview is somebody else's" in done.err
    assert listed(turn(1)) == [(code, True, False)]


@pytest.mark.parametrize("name", ["Second Worker", "  second   worker ", "person 2", "2"])
def test_an_interview_is_handed_over_by_name_or_slot(turn: Turns, name: str) -> None:
    """From then on it is the colleague's, who goes on where it stood."""
    code = begun(turn(1))
    done = turn(1).do("drafts", "--hand-over", code, "--to", name, "--reason", "end of my shift")
    assert (done.status, done.data["owner"]) == (0, "person 2")
    assert turn(1).screened(None, "--resume", code).status == errors.DraftOfAnother.exit_status
    finished = turn(2).screened(None, "--resume", code)
    assert (finished.status, finished.data["code"]) == (0, code)


def test_taking_over_needs_a_reason_and_is_in_the_journal(turn: Turns) -> None:
    """A colleague is ill: whoever goes on with the interview says why."""
    code = begun(turn(1))
    assert turn(2).do("drafts", "--take", code).status == errors.ReasonMissing.exit_status
    assert turn(2).do("drafts", "--take", code, "--reason", "colleague is ill").status == 0
    entry = turn(2).open().journal.last("draft.handed_over")
    assert entry is not None
    assert (entry.actor, entry.body) == ("person 2", {"to": "person 2", "reason": "colleague is ill"})
    assert turn(2).screened(None, "--resume", code).status == 0


def test_what_is_set_aside_stands_last_until_it_is_taken_up(turn: Turns) -> None:
    """It stays yours and can be resumed."""
    first, second = begun(turn(1)), begun(turn(1))
    machine = turn(1)
    assert machine.do("drafts", "--set-aside", second).data["set_aside"] is True
    assert listed(machine) == [(first, True, False), (second, True, True)]
    assert "set aside" in machine.read("drafts")
    assert machine.do("drafts", "--take-up", second).data["set_aside"] is False
    assert listed(machine)[0] == (second, True, False)


def test_what_is_yours_already_is_said(turn: Turns) -> None:
    """Handing over to yourself, or taking your own, changes nothing."""
    code, head = begun(turn(1)), turn(1).open().journal.head().n
    for words in (("--hand-over", code, "--to", "Test worker"), ("--take", code)):
        assert "yours already" in turn(1).read("drafts", *words)
    assert turn(1).open().journal.head().n == head


def test_people_and_codes_that_are_none_are_errors(turn: Turns) -> None:
    """Each says what to look at."""
    code = begun(turn(1))
    machine = turn(1)
    machine.open().keyslots.add("Second Worker", "yet another invented passphrase")
    for words, status in (
        (("--hand-over", code, "--to", "Nobody"), errors.SlotUnknown.exit_status),
        (("--hand-over", code, "--to", "Second Worker"), errors.PersonAmbiguous.exit_status),
        (("--hand-over", code), USAGE),
        (("--take", "ZZZ-ZZZ", "--reason", "x"), errors.DraftUnknown.exit_status),
        (("--set-aside", "ZZZ-ZZZ"), errors.DraftUnknown.exit_status),
        (("--set-aside", code, "--take-up", code), USAGE),
    ):
        assert machine.do("drafts", *words).status == status, words


def test_two_interviews_with_one_code_are_told_apart_by_id(turn: Turns) -> None:
    """A clash of short codes is said; the id works too."""
    first, second = begun(turn(1)), begun(turn(1))
    store = turn(1).open()
    ids = {draft.code: draft.id for draft in store.drafts.list()}
    clashing = "UPDATE drafts SET header = CAST(replace(CAST(header AS TEXT), ?, ?) AS BLOB)"
    store.connection.execute(clashing, (second, first))
    clash = turn(1).do("drafts", "--set-aside", first)
    assert clash.status == errors.RecordAmbiguous.exit_status
    assert ids[second][:13] in clash.err
