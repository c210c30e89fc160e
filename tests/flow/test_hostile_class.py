"""A practice class whose stick, laptops and files are not to be trusted. docs/practice-format.md 8."""

import dataclasses
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands import class_gather
from fieldkit.commands.class_home import classes_here
from fieldkit.commands.class_results import members_here
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.bundle import namespaces, signed_document
from fieldkit.sync.bundle.class_file import ClassFile, Listed, read_class, write_class
from fieldkit.sync.bundle.class_result import ClassResult, write_result
from tests.bundle.class_parts import RESULT
from tests.flow.test_class import DEBT, PAID, Room, new_class, people, room_like, save
from tests.flow.world import Machine
from tests.practice.shipped import PRACTICE

ESCAPES = "\x1b[2J\x1b]0;owned\x07\u202e"


@pytest.fixture
def room(prepared_room: Room, tmp_path: Path) -> Room:
    return room_like(prepared_room, tmp_path / "room")


def class_file(room: Room) -> ClassFile:
    return read_class((room.stick / "class.fkc").read_bytes())


def made_up(room: Room, **changes: Any) -> ClassResult:
    """A result as whoever holds the class file can make one."""
    found = class_file(room)
    listed = found.listed(PAID)
    assert listed is not None
    fitting = {"class_id": found.id, "hash": listed.hash, "form_hash": listed.form_hash, "form": listed.form}
    return dataclasses.replace(RESULT, **{**fitting, **changes})


def offered(room: Room, number: int, **changes: Any) -> Path:
    key = SigningKey.from_seed(os.urandom(32))
    data = write_result(made_up(room, **changes).signed(key), class_file(room).recipient, os.urandom)
    path = room.stick / "results" / f"{number:032x}.fkp"
    path.write_bytes(data)
    return path


# --- the folder ------------------------------------------------------------------------------------------------


def test_a_folder_full_of_noise_is_said_and_hides_nothing_for_long(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """More files than are looked at: that is said, files that are named as results come first, of too many of those
    some by chance, so that what is good comes with one of the next times."""
    monkeypatch.setattr(class_gather, "MOST_FILES", 30)
    save(room.join("7"), "7")
    for number in range(200):
        (room.stick / "results" / f"{number}.fkp").write_bytes(b"x")
    data = room.gather().data
    assert [one["who"] for one in data["people"]] == ["7"]
    assert (data["refused"][0]["code"], len(data["refused"])) == (errors.ResultsCrowded.code, 30)
    save(room.join("8"), "8")
    for number in range(60):
        (room.stick / "results" / f"{number:032x}.fkp").write_bytes(b"x")
    for _ in range(60):
        done = room.gather()
        if len(done.data["people"]) == 2:
            break
    assert [one["who"] for one in done.data["people"]] == ["7", "8"]
    assert len(done.warnings) < 30, "thousands of lines would push away what matters"


def test_ten_thousand_files_of_noise_do_not_stop_the_class(room: Room) -> None:
    """The result that was gathered before is still there, and the trainer sees it."""
    save(room.join("7"), "7")
    room.gather()
    for number in range(10_000):
        (room.stick / "results" / f"{number:032x}.fkp").write_bytes(b"")
    done = room.gather()
    assert (done.data["runs"], done.data["refused"][0]["code"]) == (1, errors.ResultsCrowded.code)


def test_a_huge_file_and_what_is_no_file_are_left_alone(room: Room) -> None:
    """Never read into memory: a file of a gigabyte, a pipe that nobody writes to, a folder under a result's name."""
    with (room.stick / "results" / f"{'a' * 32}.fkp").open("wb") as file:
        file.truncate(1024**3)
    (room.stick / "results" / f"{'b' * 32}.fkp").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(room.stick / "results" / f"{'c' * 32}.fkp")
    save(room.join("7"), "7")
    data = room.gather().data
    assert data["runs"] == 1
    assert {one["code"] for one in data["refused"]} == {errors.UnreadableFile.code}


def test_links_on_a_stick_lead_nowhere(room: Room, tmp_path: Path) -> None:
    """Neither is anything read through them, nor written to where they lead."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    machine = room.join("7")
    save(machine, "7")
    shutil.move(room.results[0], elsewhere)
    (room.stick / "results").rmdir()
    (room.stick / "results").symlink_to(elsewhere, target_is_directory=True)
    before = sorted(elsewhere.iterdir())
    save(machine, "7")
    words = ("practice", "class", "give", str(room.stick))
    assert machine.unlock_and(*words).status == errors.UnreadableFile.exit_status
    done = room.trainer.unlock_and("practice", "class", "gather", str(room.stick))
    assert done.status == errors.UnreadableFile.exit_status
    other = tmp_path / "other"
    other.mkdir()
    (other / "vignettes").symlink_to(elsewhere, target_is_directory=True)
    done = room.trainer.unlock_and("practice", "class", "new", "x", "-o", str(other), "--vignettes", PAID)
    assert done.status == errors.UnwritablePlace.exit_status
    assert sorted(elsewhere.iterdir()) == before


def test_a_result_that_is_a_link_is_passed_over(room: Room, tmp_path: Path) -> None:
    """A link to a real result of the class is no result on the stick."""
    save(room.join("7"), "7")
    shutil.move(room.results[0], tmp_path / "moved.fkp")
    (room.stick / "results" / f"{'a' * 32}.fkp").symlink_to(tmp_path / "moved.fkp")
    assert room.gather().data["runs"] == 0


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made there")
def test_names_of_files_do_nothing_to_the_screen(room: Room) -> None:
    """Escapes, a turned direction, bytes that are no text."""
    save(room.join("7"), "7")
    place = os.fsencode(room.stick / "results")
    for name in (ESCAPES.encode() + b".fkp", b"\xff\xfe.fkp", b"..fkp"):
        Path(os.fsdecode(place + b"/" + name)).write_bytes(b"x")
    done = room.gather()
    assert len(done.data["refused"]) == 3
    room.trainer.close()
    said = room.trainer._run(["practice", "class", "gather", str(room.stick)], held=False)
    for text in (said.out, said.err, done.out, done.err):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert said.status == 0


def test_a_result_that_was_cut_short_on_the_stick_is_handed_over_again(room: Room) -> None:
    """Its name alone does not count: a stick that was pulled out, or somebody who put something else there."""
    machine = room.join("7")
    save(machine, "7")
    whole = room.results[0].read_bytes()
    for false in (whole[:100], whole + b"more", b""):
        room.results[0].write_bytes(false)
        assert machine.unlock_and("practice", "class", "give", str(room.stick)).data["handed_over"] == 1
        assert room.results[0].read_bytes() == whole
    assert machine.unlock_and("practice", "class", "give", str(room.stick)).data["handed_over"] == 0


# --- results ---------------------------------------------------------------------------------------------------


def test_replayed_results_add_nothing(room: Room, tmp_path: Path) -> None:
    """The same file under other names, the same run sealed anew, results of an earlier class."""
    earlier = new_class(tmp_path / "earlier")
    save(earlier.join("7"), "7")
    machine = room.join("7")
    save(machine, "7")
    for number in range(5):
        shutil.copy(room.results[0], room.stick / "results" / f"{number:032x}.fkp")
    shutil.copy(earlier.results[0], room.stick / "results")
    data = room.gather().data
    assert (data["runs"], [one["code"] for one in data["refused"]]) == (1, [errors.ResultForeign.code])


def test_a_day_after_today_puts_no_refresher_off(room: Room) -> None:
    """A wrong clock, or somebody who wants none: the run counts as today's, and the trainer is told."""
    offered(room, 1, who="7", made="2199-12-31")
    done = room.gather()
    (one,) = done.data["people"]
    assert one["last"] < "2199"
    assert one["refresher"] < "2199"
    assert "results of 7 have a day after today: look at that laptop's clock" in done.warnings


@pytest.mark.parametrize("made", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_that_cannot_be_reckoned_with_is_no_result(room: Room, made: str) -> None:
    """It would end every calendar: refused before it is kept, where it would stop each later look at the class."""
    with pytest.raises(errors.ResultInvalid):
        offered(room, 1, made=made)


@pytest.mark.parametrize("who", [ESCAPES, "7\u202e", "\u200b7", "7\u200b", "\u061c7", "\ufeff7", "7\n", " ", "a" * 21])
def test_names_that_do_something_or_hide_something_are_no_names(room: Room, who: str) -> None:
    """Neither for a result that was made up, nor when joining; two names that look alike would be one person."""
    with pytest.raises(errors.ResultInvalid):
        offered(room, 1, who=who)
    words = ("practice", "class", "join", str(room.stick), "--code", room.code, "--who", who)
    done = room.laptop("9").unlock_and(*words)
    assert done.status in (0, 2)
    assert all(one.trainee.who in ("7", who.strip()) for one in members_here(room.laptop("9").env()))
    if done.status == 0:
        assert who.isprintable() or who.split() == ["7"]


def test_thousands_who_were_made_up_do_not_stop_the_class(room: Room) -> None:
    """Whoever has the class file can make up trainees; the trainer compares the names with the room."""
    save(room.join("7"), "7")
    for number in range(300):
        offered(room, number, who=f"x{number}")
    data = room.gather().data
    assert data["runs"] == 301
    assert "7" in people(data)


# --- the class file --------------------------------------------------------------------------------------------


def false_class(room: Room, **changes: Any) -> ClassFile:
    """Put a class file of a stranger's on the stick; it is good, and its key is not the trainer's."""
    key = SigningKey.from_seed(b"x" * 32)
    found = dataclasses.replace(class_file(room), key=key.public, **changes)
    (room.stick / "class.fkc").write_bytes(write_class(found, key))
    return found


def test_a_class_is_not_joined_over_another_one_of_the_same_id(room: Room) -> None:
    """A stranger's class that takes the trainer's id must not take the place of the trainer's files."""
    before = classes_here(room.trainer.env())
    found = false_class(room)
    words = ("practice", "class", "join", str(room.stick), "--code", found.board_code, "--who", "7")
    assert room.trainer.unlock_and(*words).status == errors.ClassMixed.exit_status
    assert classes_here(room.trainer.env()) == before


def test_a_stick_whose_class_was_exchanged_gathers_nothing(room: Room) -> None:
    """The same id, another key."""
    save(room.join("7"), "7")
    false_class(room)
    done = room.trainer.unlock_and("practice", "class", "gather", str(room.stick))
    assert done.status == errors.ClassFileInvalid.exit_status


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "C:\\x", "a/b", "..", "v04\x00", ""])
def test_no_name_of_a_vignette_leads_out_of_the_folder(room: Room, name: str) -> None:
    """The class file is refused."""
    key = SigningKey.from_seed(b"x" * 32)
    found = dataclasses.replace(class_file(room), key=key.public, vignettes=(Listed(name, "0" * 64, "a", "0" * 64),))
    with pytest.raises(errors.ClassFileInvalid):
        write_class(found, key)
    with pytest.raises(errors.FieldkitError):
        read_class(signed_document.write(found.as_json(), key, namespaces.PRACTICE_CLASS))


def test_a_class_of_huge_vignettes_is_not_read(room: Room) -> None:
    """Sixty-four of them, a gigabyte each: the first one ends it, before anything is kept."""
    ids = tuple(Listed(f"v{number}", "0" * 64, "border_quick_screen", "0" * 64) for number in range(64))
    found = false_class(room, vignettes=ids)
    for one in ids:
        with (room.stick / "vignettes" / f"{one.id}.yaml").open("wb") as file:
            file.truncate(1024**3)
    machine = room.laptop("7")
    words = ("practice", "class", "join", str(room.stick), "--code", found.board_code, "--who", "7")
    assert machine.unlock_and(*words).status == errors.UnreadableFile.exit_status
    assert not machine.home.exists()


BOMB = "a: &a [x, x]\n" + "".join(
    f"{c}: &{c} [*{p}, *{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)
VIGNETTES: dict[str, Callable[[str], str]] = {
    "a bomb": lambda _: f"vignette: {PAID}\n{BOMB}",
    "a tower": lambda _: f"vignette: {PAID}\nx: " + "[" * 100_000,
    "a form in a file": lambda text: text.replace("form: border_quick_screen", "form: ../../other.yaml"),
    "a form on another machine": lambda text: text.replace("form: border_quick_screen", 'form: "//host/share/x.yaml"'),
    "no text": lambda _: f"vignette: {PAID}\n\x00\x01",
}


def class_with(room: Room, text: str) -> ClassFile:
    """A good class whose one vignette has this text."""
    import hashlib

    data = text.encode()
    (room.stick / "vignettes" / f"{PAID}.yaml").write_bytes(data)
    listed = class_file(room).listed(PAID)
    assert listed is not None
    changed = dataclasses.replace(listed, hash=hashlib.sha256(data).hexdigest())
    return false_class(room, id="c-" + "1" * 16, vignettes=(changed,))


def joined_and_practised(room: Room, text: str) -> tuple[Machine, Any]:
    found = class_with(room, text)
    machine = room.laptop("7")
    words = ("practice", "class", "join", str(room.stick), "--code", found.board_code, "--who", "7")
    assert machine.unlock_and(*words).status == 0
    answers = room.root / "answers.yaml"
    answers.write_text("alone: yes\n", encoding="utf-8")
    return machine, machine.unlock_and("practice", PAID, "--who", "7", "--answers", str(answers))


@pytest.mark.parametrize("kind", VIGNETTES)
def test_a_hostile_vignette_is_a_mistake_in_a_file_and_no_more(room: Room, kind: str) -> None:
    """Bombs, towers, and a form that would be fetched from elsewhere: said with its line, and nothing is opened."""
    text = (PRACTICE / f"{PAID}.yaml").read_text(encoding="utf-8")
    machine, done = joined_and_practised(room, VIGNETTES[kind](text))
    assert done.status == errors.DataFileInvalid.exit_status, done.err
    assert not list((machine.home / "practice").rglob("*.fkp"))


def test_controls_in_a_vignettes_texts_do_not_reach_the_screen(room: Room) -> None:
    """In the title, the story and the words of the person."""
    from fieldkit.practice.read_vignette import read_vignette

    text = (PRACTICE / f"{PAID}.yaml").read_text(encoding="utf-8")
    hostile = text.replace('title: {en: "', 'title: {en: "\\x1b[2J\\u202e', 1)
    assert hostile != text
    title = read_vignette(hostile.encode(), f"{PAID}.yaml").title["en"]
    from fieldkit.ui.text import clean

    assert "\x1b" not in clean(title)
    machine = room.laptop("7")
    class_with(room, hostile)
    assert not machine.home.exists()


@pytest.mark.parametrize("name", [ESCAPES, "Posts\u202e", "Posts\u061c", "a\nb", "", "x" * 201])
def test_names_of_classes_do_nothing_to_the_screen(room: Room, tmp_path: Path, name: str) -> None:
    """Such a class cannot be made, and one that somebody made cannot be joined."""
    done = room.trainer.unlock_and("practice", "class", "new", name, "-o", str(tmp_path / "x"), "--vignettes", PAID)
    assert done.status == errors.ClassFileInvalid.exit_status
    assert not (tmp_path / "x").exists()


def test_markup_in_names_is_text_on_the_page(tmp_path: Path) -> None:
    """The page opens in a browser: nothing of it runs, nothing is fetched."""
    room = new_class(tmp_path / "room", name="<script>x</script><img src=//h/x>")
    save(room.join("7"), "7")
    page = tmp_path / "page.html"
    room.gather("--page", str(page))
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


# --- what a class has is what is practised for it --------------------------------------------------------------------


def test_a_scene_is_practised_for_the_class_with_the_classs_own_text_and_form(tmp_path: Path) -> None:
    """Not before the trainer's code, although it ships; not on a laptop that has another version of the form."""
    room = new_class(tmp_path / "room", "--assessment", DEBT, "--vignettes", PAID)
    machine = room.join("7")
    answers = room.root / "answers.yaml"
    answers.write_text("alone: yes\n", encoding="utf-8")
    words = ("practice", DEBT, "--who", "7", "--answers", str(answers))
    done = machine.unlock_and(*words)
    assert done.status == errors.ClassSceneNotHere.exit_status
    assert "not opened" in done.err
    listed = class_file(room).listed(PAID)
    assert listed is not None
    found = false_class(room, id="c-" + "2" * 16, vignettes=(dataclasses.replace(listed, form_hash="0" * 64),))
    other = room.laptop("8")
    join = ("practice", "class", "join", str(room.stick), "--code", found.board_code, "--who", "8")
    assert other.unlock_and(*join).status == 0
    done = other.unlock_and("practice", PAID, "--who", "8", "--answers", str(answers))
    assert done.status == errors.ClassSceneNotHere.exit_status
    assert "another version of its form" in done.err
    assert room.results == []
