"""A knowledge test before and after a course: alone, and in a class through a folder."""

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cli import main
from fieldkit.commands.banks import bank_file
from fieldkit.commands.class_results import BankRun, member_named, save_bank
from fieldkit.practice.items import Bank
from fieldkit.sync.bundle.class_result import MAX_FILE, open_result
from fieldkit.sync.bundle.practice_mark import FIRST_LINE
from tests.flow.test_class import PAID, Room, new_class, people, save
from tests.flow.world import Machine, Said

NAME = "border_and_field"
FILE = Path(__file__).parents[2] / "forms" / "practice" / "banks" / f"{NAME}.yaml"
CLASS = ("--vignettes", PAID, "--audience", "border_officer", "--bank", NAME)
ITEMS = [item.id for item in bank_file(NAME)[0].items]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return new_class(tmp_path / "room", *CLASS)


def answers(bank: Bank, right: int = 0, **given: str) -> dict[str, str]:
    """Answer the first `right` items rightly, the others wrongly."""
    return {
        item.id: item.right if place < right else next(code for code in item.choices if code != item.right)
        for place, item in enumerate(bank.items)
    } | given


def sit(machine: Machine, phase: str, right: int, *words: str, bank: str | None = None, **given: str) -> Said:
    """Sit a test by an answers file."""
    machine.home.parent.mkdir(parents=True, exist_ok=True)
    file = machine.home.parent / f"{machine.home.name}-test.json"
    file.write_text(json.dumps(answers(bank_file(bank or NAME)[0], right, **given)), encoding="utf-8")
    named = () if bank is None else (bank,)
    return machine.unlock_and("practice", "test", *named, f"--{phase}", "--answers", str(file), *words)


def sat(machine: Machine, phase: str, right: int, *words: str, bank: str | None = None, **given: str) -> Any:
    done = sit(machine, phase, right, *words, bank=bank, **given)
    assert done.status == 0, done.err
    return done.data


def leave(machine: Machine, monkeypatch: pytest.MonkeyPatch, *words: str, typed: str) -> Said:
    """Sit it with what somebody types, in lines."""
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(typed))
        return machine.unlock_and("practice", "test", *words)


def pair_of(data: Any, item: str) -> list[tuple[int, ...]]:
    named = [one for one in data["paired"] if one["item"].split(":")[1] == item]
    return [tuple(one[word] for word in ("stayed", "gained", "lost", "missed", "once")) for one in named]


# --- alone -----------------------------------------------------------------------------------------------------


def test_alone_nothing_is_kept(tmp_path: Path) -> None:
    """Before: thanks, and nothing of how it went, also not as data. After: each item with what is right."""
    machine = Machine(tmp_path / "laptop", tmp_path / "nothing")
    assert sat(machine, "before", 5, bank=NAME) == {
        "state": "finished",
        "bank": NAME,
        "version": "2026.12.1",
        "phase": "before",
        "put": 12,
    }
    data = sat(machine, "after", 5, bank=NAME, **{ITEMS[10]: "dk", ITEMS[11]: "ref"})
    stands = {one["item"]: one["standing"] for one in data["items"]}
    assert [stands[item] for item in ITEMS] == ["right"] * 5 + ["not_right"] * 5 + ["not_known", "left_out"]
    assert not machine.home.exists()


def test_a_part_of_the_items_and_an_order_of_ones_own(tmp_path: Path) -> None:
    """Alone the seed is the machine's: two sittings have other items, each at most once."""
    machine = Machine(tmp_path / "laptop", tmp_path / "nothing")
    orders = [[one["item"] for one in sat(machine, "after", 0, bank=NAME)["items"]] for _ in range(2)]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(ITEMS)
    assert len(sat(machine, "after", 0, "--size", "4", bank=NAME)["items"]) == 4


def test_what_fits_no_test_is_refused(tmp_path: Path) -> None:
    """An unknown test, a file that is none, an answer that is none, both phases at once."""
    machine = Machine(tmp_path / "laptop", tmp_path / "nothing")
    scene = FILE.parents[1] / f"{PAID}.yaml"
    for name in ("nothing", "../banks/community", str(scene)):
        done = machine.unlock_and("practice", "test", name, "--after", "--answers", str(tmp_path / "a.json"))
        assert done.status in (errors.BankUnknown.exit_status, errors.UnreadableFile.exit_status)
    assert machine.unlock_and("practice", "test", str(scene)).status == errors.BankUnknown.exit_status
    assert sit(machine, "after", 0, bank=NAME, said_no="nonsense").status == errors.AnswerRefused.exit_status
    assert sit(machine, "after", 0, bank=NAME, no_item="dk").status == errors.AnswerRefused.exit_status
    assert sit(machine, "after", 0, "--before", bank=NAME).status == 2
    assert sit(machine, "after", 0, "--audience", "judiciary", bank=NAME).status == 2
    assert sit(machine, "after", 0, "--language", "xx", bank=NAME).status == 2
    short = tmp_path / "short.json"
    short.write_text('{"said_no": "dk"}', encoding="utf-8")
    done = machine.unlock_and("practice", "test", NAME, "--after", "--answers", str(short))
    assert done.status == errors.AnswerMissing.exit_status


def test_the_list_has_the_tests(tmp_path: Path) -> None:
    """Below the scenes; for an audience only its own."""
    machine = Machine(tmp_path / "laptop", tmp_path / "nothing")
    assert [one["bank"] for one in machine.unlock_and("practice", "list").data["banks"]] == [NAME, "community"]
    found = machine.unlock_and("practice", "list", "--audience", "community_volunteer").data
    assert [one["bank"] for one in found["banks"]] == ["community"]
    assert machine.unlock_and("practice", "list", "--difficulty", "1").data["banks"] == []


# --- in a class ------------------------------------------------------------------------------------------------


def test_a_class_before_and_after(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each person compared with themselves; who was there once, or left, is counted apart and never guessed."""
    learns, forgets, once, leaves = (room.join(who) for who in ("1", "2", "3", "4"))
    sat(learns, "before", 3, "--who", "1", **{ITEMS[11]: "ref"})
    sat(forgets, "before", 4, "--who", "2")
    sat(once, "before", 12, "--who", "3")
    sat(leaves, "before", 12, "--who", "4")
    after = sat(learns, "after", 10, "--who", "1")
    sat(forgets, "after", 3, "--who", "2")
    done = leave(leaves, monkeypatch, "--after", "--who", "4", typed="1\n1\n:x\n")
    assert done.data == {"state": "left", "bank": NAME}
    before = {one["item"]: one["before"] for one in after["items"]}
    assert [before[item] for item in ITEMS] == [True] * 3 + [False] * 8 + [None]
    data = room.gather().data
    assert (data["runs"], data["left"], data["refused"]) == (7, 1, [])
    assert pair_of(data, ITEMS[0]) == [(2, 0, 0, 0, 2)]
    assert pair_of(data, ITEMS[3]) == [(0, 1, 1, 0, 2)]
    assert pair_of(data, ITEMS[9]) == [(0, 1, 0, 1, 2)]
    assert pair_of(data, ITEMS[11]) == [(0, 0, 0, 1, 3)]
    found = people(data)
    assert (found["1"]["before"], found["1"]["after"]) == ([3, 11], [10, 12])
    assert (found["4"]["before"], found["4"]["after"]) == ([12, 12], [0, 0])


def test_a_test_of_the_trainers_own_reaches_the_laptops(tmp_path: Path) -> None:
    """A file that is named at the class's beginning comes to every laptop with the stick, and every laptop puts the
    same part of it; a changed one is refused."""
    own = tmp_path / "own_test.yaml"
    own.write_text(FILE.read_text(encoding="utf-8").replace(f"bank: {NAME}", "bank: own_test"), encoding="utf-8")
    words = ("--vignettes", PAID, "--audience", "field_worker", "--bank", str(own), "--bank-size", "5")
    room = new_class(tmp_path / "room", *words)
    own.unlink()
    put = []
    for who in ("1", "2"):
        machine = room.join(who)
        assert sat(machine, "before", 0, "--who", who)["put"] == 5
        put.append({one["item"] for one in sat(machine, "after", 12, "--who", who)["items"]})
        assert sit(machine, "after", 0, "--who", who, "--size", "3").status == 2
    assert put[0] == put[1]
    data = room.gather().data
    assert [sum(one[word] for one in data["paired"]) for word in ("gained", "once")] == [10, 0]
    file = room.stick / "banks" / "own_test.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    done = room.laptop("3").unlock_and("practice", "class", "join", str(room.stick), "--code", room.code, "--who", "3")
    assert done.status == errors.ClassFileInvalid.exit_status


def test_a_class_has_one_test(room: Room, tmp_path: Path) -> None:
    """Another one is refused, on the laptop and where its results come in; one for other people is not taken."""
    machine = room.join("7")
    assert sat(machine, "before", 1, "--who", "7", bank=NAME)["bank"] == NAME
    done = sit(machine, "before", 1, "--who", "7", bank="community")
    assert done.status == errors.BankNotOfClass.exit_status
    assert sit(machine, "before", 1, "--who", "8").status == errors.ClassUnknown.exit_status
    words = ("practice", "class", "new", "x", "-o", str(tmp_path / "x"), "--bank", "community")
    assert room.trainer.unlock_and(*words).status == 2
    unknown = ("practice", "class", "new", "x", "-o", str(tmp_path / "x"), "--bank", "nothing")
    assert room.trainer.unlock_and(*unknown).status == errors.BankUnknown.exit_status
    assert not (tmp_path / "x").exists()


def test_an_item_that_was_changed_in_between_is_not_compared(tmp_path: Path) -> None:
    """Where a class names no test, one from a file may change: the other items are compared all the same."""
    room = new_class(tmp_path / "room", "--vignettes", PAID)
    file = tmp_path / "own_test.yaml"
    text = FILE.read_text(encoding="utf-8").replace(f"bank: {NAME}", "bank: own_test")
    machine = room.join("7")
    file.write_text(text, encoding="utf-8")
    sat(machine, "before", 0, "--who", "7", bank=str(file))
    assert "An act, a means" in text
    file.write_text(text.replace("An act, a means", "An act and a means"), encoding="utf-8")
    after = sat(machine, "after", 12, "--who", "7", bank=str(file))
    assert {one["item"]: one["before"] for one in after["items"]}["three_parts"] is None
    data = room.gather().data
    assert pair_of(data, "three_parts") == [(0, 0, 0, 0, 1)] * 2
    assert pair_of(data, ITEMS[1]) == [(0, 1, 0, 0, 0)]


def test_the_first_sitting_is_remembered_until_the_second(room: Room) -> None:
    """Only which items were right, never what was chosen; the first one counts; on another laptop there is none."""
    machine = room.join("7")
    sat(machine, "before", 2, "--who", "7")
    sat(machine, "before", 12, "--who", "7")
    (file,) = machine.home.glob("practice/*/sittings/*.json")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert sorted(kept) == ["bank", "class", "items", "v"]
    assert [right for _, _, right in kept["items"]] == [True] * 2 + [False] * 10
    sat(machine, "after", 12, "--who", "7")
    assert not file.exists()
    assert {one["before"] for one in sat(machine, "after", 12, "--who", "7")["items"]} == {None}


def test_a_first_sitting_of_somebody_else_is_refused(room: Room) -> None:
    """Its folder says whose it is."""
    machine = room.join("7")
    sat(machine, "before", 2, "--who", "7")
    (file,) = machine.home.glob("practice/*/sittings/*.json")
    good = json.loads(file.read_text(encoding="utf-8"))
    for wrong, error in (
        ({**good, "class": "c-0123456789abcdef"}, errors.ClassMixed),
        ({**good, "items": [["a", "b", 1]]}, errors.ClassFileInvalid),
        ({**good, "more": 1}, errors.ClassFileInvalid),
        ([], errors.ClassFileInvalid),
    ):
        file.write_text(json.dumps(wrong, sort_keys=True, separators=(",", ":")), encoding="utf-8")
        assert sit(machine, "after", 0, "--who", "7").status == error.exit_status


def test_a_test_without_a_stick_is_read_out(room: Room) -> None:
    """The same line as of a scene; the file that comes later is counted once."""
    machine = room.join("7")
    room.stick.rename(room.root / "away")
    line = _read_out(machine)
    (room.root / "away").rename(room.stick)
    typed = room.trainer.unlock_and("practice", "class", "type", line)
    assert (typed.data["name"], typed.data["new"]) == (NAME, True)
    data = room.gather().data
    assert (people(data)["7"]["typed"], people(data)["7"]["before"]) == (1, [3, 11])
    assert machine.unlock_and("practice", "class", "give", str(room.stick)).data["handed_over"] == 1
    data = room.gather().data
    assert (people(data)["7"]["typed"], people(data)["7"]["runs"]) == (0, 1)


def _read_out(machine: Machine) -> str:
    """Sit the test where the stick is not there; return the line that stands on the screen."""
    file = machine.home.parent / "read-out.json"
    file.write_text(json.dumps(answers(bank_file(NAME)[0], 3, **{ITEMS[11]: "ref"})), encoding="utf-8")
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        assert main(["practice", "test", "--before", "--who", "7", "--answers", str(file)], env=machine.env()) == 0
    found = re.search(r"(?:[0-9A-Z]{4,5}-){6,}[0-9A-Z]{1,5}", out.getvalue())
    assert found, out.getvalue()
    return found[0]


def test_only_marks_travel(room: Room) -> None:
    """By item and fingerprint; what was chosen is nowhere on the laptop or the stick."""
    machine = room.join("7")
    sat(machine, "before", 1, "--who", "7", said_no="dk")
    (file,) = room.results
    shown = room.trainer.unlock_and("practice", "class", "show", "--identity").data
    opened = open_result(file.read_bytes(), shown["class"], shown["identity"])
    assert (opened.of, opened.name, opened.phase, opened.form) == ("bank", NAME, "before", "")
    items = {item.id: item for item in bank_file(NAME)[0].items}
    assert [name for name, _ in opened.items] == [f"item:{one}:{items[one].fingerprint}" for one in ITEMS]
    assert {standing for _, standing in opened.items} == {"as_in_key", "different"}
    assert file.read_bytes().startswith(FIRST_LINE)


def test_a_result_that_is_too_large_is_refused(room: Room) -> None:
    """Beside a good one, which is taken."""
    machine = room.join("7")
    sat(machine, "before", 1, "--who", "7")
    (file,) = room.results
    large = room.stick / "results" / f"{'0' * 32}.fkp"
    large.write_bytes(file.read_bytes() + bytes(MAX_FILE))
    save(machine, "7")
    data = room.gather().data
    assert [(one["name"], one["code"]) for one in data["refused"]] == [(large.name, errors.UnreadableFile.code)]
    assert data["runs"] == 2


def test_a_result_of_another_text_or_test_is_refused(room: Room) -> None:
    """The class file lists its test by its content."""
    machine = room.join("7")
    member = member_named(machine.env(), "7")
    bank, _ = bank_file(NAME)
    other, _ = bank_file("community")
    for run in (BankRun(bank, "5b" * 32, {}, "before"), BankRun(other, "5b" * 32, {}, "before")):
        save_bank(machine.env(), member, run)
    sat(machine, "before", 1, "--who", "7")
    data = room.gather().data
    assert [one["code"] for one in data["refused"]] == [errors.ResultForeign.code] * 2
    assert sorted(one["why"].partition(": ")[2] for one in data["refused"]) == [
        f"it is on another text of {NAME}",
        f"it is on community, and the class's test is {NAME}",
    ]
    assert data["runs"] == 1
