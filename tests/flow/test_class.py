"""A class: a trainer's laptop, twelve others, a stick; and how practice and real work keep apart."""

import dataclasses
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands.class_home import classes_here
from fieldkit.commands.class_results import (
    Member,
    Run,
    Saved,
    member_named,
    members_here,
    save_result,
)
from fieldkit.forms.values import AnswerValue
from fieldkit.practice.marking import key_judgement, mark
from fieldkit.sync.bundle.class_result import open_result
from fieldkit.sync.bundle.practice_mark import FIRST_LINE
from fieldkit.ui.messages import say
from tests.copying import copy_tree
from tests.flow.test_practice_scenes import key_of
from tests.flow.world import Machine, Said, World
from tests.practice.shipped import PRACTICE, form_of, perfect, vignette

PAID, DEBT = "tea_by_the_shop", "rest_by_the_wall"
OWN = "own_story"


@dataclass(slots=True)
class Room:
    """A trainer's laptop, a stick, and laptops as many as one likes."""

    root: Path
    trainer: Machine
    code: str = ""
    opening: str = ""

    @property
    def stick(self) -> Path:
        return self.root / "stick"

    def laptop(self, name: str) -> Machine:
        return Machine(self.root / f"laptop-{name}", self.root / "nothing")

    def join(self, who: str, laptop: str = "") -> Machine:
        machine = self.laptop(laptop or who)
        done = machine.unlock_and("practice", "class", "join", str(self.stick), "--code", self.code, "--who", who)
        assert done.status == 0, done.err
        return machine

    def gather(self, *words: str) -> Any:
        done = self.trainer.unlock_and("practice", "class", "gather", str(self.stick), *words)
        assert done.status == 0, done.err
        return done

    @property
    def results(self) -> list[Path]:
        return sorted((self.stick / "results").glob("*.fkp"))


def new_class(root: Path, *words: str, name: str = "Posts, June") -> Room:
    root.mkdir(exist_ok=True)
    passphrases = root / "class.passphrase"
    passphrases.write_text("an invented class passphrase\n", encoding="utf-8")
    passphrases.chmod(0o600)
    room = Room(root, Machine(root / "trainer", passphrases))
    given = words or ("--vignettes", f"{PAID},{DEBT}")
    done = room.trainer.unlock_and("practice", "class", "new", name, "-o", str(room.stick), *given)
    assert done.status == 0, done.err
    room.code, room.opening = done.data["code"], done.data["opening"] or ""
    return room


def room_like(made: Room, root: Path) -> Room:
    """Return a class of one's own to change: the same as one that was made once."""
    copy_tree(made.root, root)
    return Room(
        root, Machine(root / made.trainer.home.name, root / made.trainer.passphrases.name), made.code, made.opening
    )


@pytest.fixture
def room(prepared_room: Room, tmp_path: Path) -> Room:
    return room_like(prepared_room, tmp_path / "room")


def save(machine: Machine, who: str, name: str = PAID, *, well: bool = True, phase: str = "") -> Saved:
    """Practise as the interface does, and keep the result."""
    found = vignette(name)
    answers: dict[str, AnswerValue] = dict(perfect(name)) if well else {}
    judgement = {**key_judgement(found), "settling": "words of nobody's"} if well else {}
    marks = mark(found, form_of(name), answers, judgement)
    return _saved(machine, who, Run(found, marks, judgement, 600, phase))


def leave(machine: Machine, who: str, name: str = PAID) -> Saved:
    return _saved(machine, who, Run(vignette(name), None))


def _saved(machine: Machine, who: str, run: Run) -> Saved:
    saved = save_result(machine.env(), member_named(machine.env(), who), run)
    assert saved is not None
    return saved


def people(data: Any) -> dict[str, Any]:
    return {one["who"]: one for one in data["people"]}


# --- a class of twelve -----------------------------------------------------------------------------------------


def test_a_class_of_twelve_laptops(room: Room, tmp_path: Path) -> None:
    """Twelve join from one stick, practise before and after, and the trainer sees the class; nobody is on the page."""
    names = [str(number) for number in range(1, 11)] + ["Umusozi", "Étang"]
    for place, who in enumerate(names):
        machine = room.join(who)
        assert save(machine, who, PAID, well=place % 3 == 0, phase="before").handed_over
        assert save(machine, who, PAID, phase="after").handed_over
        if place != 4:
            save(machine, who, DEBT)
    leave(room.laptop("5"), "5", DEBT)
    page = tmp_path / "class.html"
    data = room.gather("--page", str(page)).data
    assert (data["runs"], data["new"], data["left"], data["refused"]) == (36, 36, 1, [])
    assert [one["who"] for one in data["people"]] == names
    assert people(data)["1"]["standing"] == "ready"
    assert people(data)["2"]["standing"] == "not_yet"
    assert people(data)["5"]["standing"] == "not_yet"
    assert {figure["figure"] for figure in data["agreement"]} == {"percent", "fleiss", "ac1", "alpha"}
    assert sum(pair["gained"] for pair in data["paired"]) > 90
    html = page.read_text(encoding="utf-8")
    assert "Umusozi" not in html
    assert "PRACTICE" in html
    again = room.gather()
    assert (again.data["runs"], again.data["new"]) == (36, 0)
    papers = tmp_path / "papers"
    papers.mkdir()
    done = room.trainer.unlock_and("practice", "class", "certificate", "--all", "-o", str(papers))
    reached = {one["who"]: one["standing"] == "ready" for one in data["people"]}
    assert {one["who"]: one["standing"] == "ready" for one in done.data["certificates"]} == reached
    assert len({*papers.iterdir()}) == 24
    assert 0 < sum(reached.values()) < 12


def test_joining_takes_two_answers_and_no_real_name(room: Room) -> None:
    """The code on the board, and a number; the key of the trainee lies in the data folder, apart from any store."""
    machine = room.join("7")
    (member,) = members_here(machine.env())
    assert (member.trainee.who, member.home.found.name) == ("7", "Posts, June")
    assert sorted(path.name for path in machine.home.iterdir()) == ["practice"]
    room.join("7")
    assert members_here(machine.env()) == (member,)


def test_several_people_share_a_laptop(room: Room) -> None:
    """Each has a key and numbers of their own; whoever joined last stands first."""
    machine = room.join("7", "shared")
    room.join("8", "shared")
    assert [one.trainee.who for one in members_here(machine.env())] == ["8", "7"]
    assert [save(machine, who).n for who in ("7", "8", "7")] == [1, 1, 2]
    assert len({one.trainee.key.public for one in members_here(machine.env())}) == 2


def test_a_wrong_code_joins_nothing(room: Room, tmp_path: Path) -> None:
    """A folder that somebody changed, or another class on the stick: the board tells."""
    other = new_class(tmp_path / "other")
    machine = room.laptop("7")
    for code, error in ((other.code, errors.ClassCodeWrong), ("K7QM", errors.MistypedCode)):
        done = machine.unlock_and("practice", "class", "join", str(room.stick), "--code", code, "--who", "7")
        assert done.status == error.exit_status
    assert not machine.home.exists()
    assert (
        machine.unlock_and("practice", "class", "join", str(room.stick), "--code", room.code, "--who", "a,b").status
        == 2
    )


def test_a_vignette_that_was_changed_on_the_stick_is_refused(room: Room) -> None:
    """The class file lists each by its content."""
    file = room.stick / "vignettes" / f"{PAID}.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    done = room.laptop("7").unlock_and("practice", "class", "join", str(room.stick), "--code", room.code, "--who", "7")
    assert done.status == errors.ClassFileInvalid.exit_status


def test_results_wait_until_the_stick_is_back(room: Room) -> None:
    """Nothing is lost where the stick has gone on to the next laptop; handing over twice adds nothing."""
    machine = room.join("7")
    away = room.stick.rename(room.root / "away")
    saved = save(machine, "7")
    assert not saved.handed_over
    assert saved.line is not None
    away.rename(room.stick)
    assert room.results == []
    for given in (1, 0):
        assert machine.unlock_and("practice", "class", "give", str(room.stick)).data["handed_over"] == given
    assert len(room.results) == 1


def test_a_class_folder_holds_one_class(room: Room) -> None:
    """A second one needs an empty folder."""
    done = room.trainer.unlock_and("practice", "class", "new", "Again", "-o", str(room.stick))
    assert done.status == errors.ClassThere.exit_status
    assert room.trainer.unlock_and("practice", "class", "new", "x", "-o", "y", "--audience", "spies").status == 2
    unknown = ("practice", "class", "new", "x", "-o", str(room.root / "x"), "--vignettes", "nothing")
    assert room.trainer.unlock_and(*unknown).status == errors.FormUnknown.exit_status


def test_nothing_that_was_answered_travels(room: Room) -> None:
    """Neither in the file nor in what the class opens; on the laptop only the sealed file stays."""
    machine = room.join("7")
    save(machine, "7")
    (file,) = room.results
    shown = room.trainer.unlock_and("practice", "class", "show", "--identity").data
    opened = open_result(file.read_bytes(), shown["class"], shown["identity"])
    assert file.read_bytes().startswith(FIRST_LINE)
    assert "words of nobody's" not in json.dumps(opened.unsigned())
    for path in machine.home.rglob("*"):
        assert not path.is_file() or b"words of nobody" not in path.read_bytes()


# --- the assessment --------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(tmp_path: Path) -> Room:
    """A class with a vignette of the trainer's own under the seal."""
    text = (PRACTICE / f"{DEBT}.yaml").read_text(encoding="utf-8").replace(f"vignette: {DEBT}", f"vignette: {OWN}")
    own = tmp_path / f"{OWN}.yaml"
    own.write_text(text, encoding="utf-8")
    return new_class(tmp_path / "room", "--vignettes", PAID, "--assessment", str(own))


def test_the_assessment_is_opened_by_the_trainers_code(sealed: Room) -> None:
    """Before that no laptop can read it, and nothing of it lies on the stick."""
    machine = sealed.join("7")
    (home,) = classes_here(machine.env())
    assert list(home.vignettes()) == [PAID]
    words = (PRACTICE / f"{DEBT}.yaml").read_bytes().splitlines()[22]
    for path in (*sealed.stick.rglob("*"), *machine.home.rglob("*")):
        assert not path.is_file() or words not in path.read_bytes()
    wrong = ("practice", "class", "open", "0000-0000-0000")
    assert machine.unlock_and(*wrong).status == errors.OpeningCodeWrong.exit_status
    assert machine.unlock_and("practice", "class", "open", sealed.opening).data["opened"] == [OWN]
    found = home.vignettes()[OWN]
    marks = mark(found, form_of(DEBT), perfect(DEBT), key_judgement(found))
    saved = save_result(machine.env(), member_named(machine.env(), "7"), Run(found, marks, key_judgement(found), 60))
    assert saved is not None
    data = sealed.gather().data
    assert (people(data)["7"]["standing"], people(data)["7"]["same"]) == ("ready", people(data)["7"]["of"])


def test_a_shipped_vignette_under_the_seal_is_no_secret_and_it_is_said(tmp_path: Path) -> None:
    """Everybody who has fieldkit can read it."""
    room = new_class(tmp_path / "room", "--assessment", DEBT, "--vignettes", PAID)
    done = room.trainer.unlock_and("practice", "class", "new", "b", "-o", str(tmp_path / "b"), "--assessment", DEBT)
    assert f"{DEBT} ships" in done.warnings[0]
    assert DEBT not in done.data["vignettes"]


def test_the_codes_are_shown_again_to_the_trainer_alone(sealed: Room) -> None:
    """The code for the board to everybody; the opening code for the passphrase."""
    shown = sealed.trainer.unlock_and("practice", "class", "show", "--opening").data
    assert (shown["code"], shown["opening"]) == (sealed.code, sealed.opening)
    machine = sealed.join("7")
    assert machine.unlock_and("practice", "class", "show").data["code"] == sealed.code
    done = machine.unlock_and("practice", "class", "show", "--opening")
    assert done.status == errors.ClassUnknown.exit_status
    sealed.trainer.passphrases.write_text("not the passphrase\n", encoding="utf-8")
    done = sealed.trainer.unlock_and("practice", "class", "show", "--opening")
    assert done.status == errors.ClassPassphraseWrong.exit_status


# --- the typed line --------------------------------------------------------------------------------------------


def test_a_laptop_without_a_stick_reads_a_line_out(room: Room) -> None:
    """A name is asked for beside it; the same line again, or the file that comes later, is counted once."""
    for who in ("7", "Umusozi"):
        machine = room.join(who)
        (room.stick / "results").rename(room.root / "gone")
        saved = save(machine, who)
        shutil.rmtree(room.stick / "results", ignore_errors=True)
        (room.root / "gone").rename(room.stick / "results")
        assert saved.line is not None
        words = ("practice", "class", "type", saved.line, *(() if who == "7" else ("--who", who)))
        assert [room.trainer.unlock_and(*words).data["new"] for _ in range(2)] == [True, False]
    data = room.gather().data
    assert {who: one["typed"] for who, one in people(data).items()} == {"7": 1, "Umusozi": 1}
    assert people(data)["7"]["same"] > 0
    room.laptop("7").unlock_and("practice", "class", "give", str(room.stick))
    data = room.gather().data
    assert (data["runs"], people(data)["7"]["typed"]) == (2, 0)


def test_a_mistyped_line_is_refused(room: Room, tmp_path: Path) -> None:
    """A slip, another person's name, a class that is not here."""
    line = save(room.join("Umusozi"), "Umusozi").line
    assert line is not None
    slip = line[:-1] + ("0" if line[-1] != "0" else "1")
    for typed, who in ((slip, "Umusozi"), (line, "Umugezi")):
        done = room.trainer.unlock_and("practice", "class", "type", typed, "--who", who)
        assert done.status == errors.ResultLineWrong.exit_status
    other = new_class(tmp_path / "other")
    done = other.trainer.unlock_and("practice", "class", "type", line, "--who", "Umusozi")
    assert done.status == errors.ClassUnknown.exit_status


# --- apart -----------------------------------------------------------------------------------------------------


def refused(room: Room) -> list[tuple[str, str]]:
    """Return names and codes of what a class refuses, beside a good result that it takes."""
    save(room.join("good"), "good")
    data = room.gather().data
    assert [one["who"] for one in data["people"]] == ["good"]
    return sorted((one["name"], one["code"]) for one in data["refused"])


def test_a_result_of_another_class_is_refused(room: Room, tmp_path: Path) -> None:
    """Sealed to another key."""
    other = new_class(tmp_path / "other")
    save(other.join("7"), "7")
    shutil.copy(other.results[0], room.stick / "results")
    assert refused(room) == [(other.results[0].name, errors.ResultForeign.code)]


def test_a_result_on_another_text_is_refused(room: Room) -> None:
    """A laptop that wrote down another hash of the vignette than the class has."""
    machine = room.join("7")
    member = member_named(machine.env(), "7")
    found = member.home.found
    lying = dataclasses.replace(
        found, vignettes=tuple(dataclasses.replace(one, hash="00" * 32) for one in found.vignettes)
    )
    forged = Member(dataclasses.replace(member.home, found=lying), member.trainee)
    marks = mark(vignette(PAID), form_of(PAID), {}, {})
    assert save_result(machine.env(), forged, Run(vignette(PAID), marks)) is not None
    (file,) = room.results
    assert refused(room) == [(file.name, errors.ResultForeign.code)]


def test_a_vignette_that_is_not_of_the_class_leaves_nothing(room: Room) -> None:
    """Practising something else is nobody's business."""
    machine = room.join("7")
    other = dataclasses.replace(vignette(PAID), id="another")
    assert save_result(machine.env(), member_named(machine.env(), "7"), Run(other, None)) is None
    assert room.results == []


def test_real_files_in_a_class_folder_are_refused_each_with_its_own_error(room: Room, world: World) -> None:
    """A bundle, a concern and a card, under their own names and renamed to results."""
    world.laptop.screen()
    bundle = world.laptop.hand_over(world.stick())
    shutil.copy(bundle, room.stick / "results" / f"{'a' * 32}.fkp")
    shutil.copy(bundle, room.stick / bundle.name)
    shutil.copy(world.path("hq.card"), room.stick / "results" / f"{'b' * 32}.fkp")
    found = refused(room)
    assert [code for _, code in found] == [errors.RealForPractice.code] * 3
    done = room.trainer.unlock_and("practice", "class", "gather", str(world.stick()))
    assert done.status == errors.RealForPractice.exit_status


def test_noise_and_changed_files_are_refused(room: Room) -> None:
    """And nothing else is kept from being taken in."""
    save(room.join("7"), "7")
    data = bytearray(room.results[0].read_bytes())
    data[-1] ^= 1
    room.results[0].write_bytes(data)
    (room.stick / "results" / "noise.fkp").write_bytes(b"noise")
    assert [code for _, code in refused(room)] == [errors.ResultInvalid.code] * 2


def test_a_copied_practice_key_is_noticed(room: Room) -> None:
    """A cloned laptop: the same key and number, another result. The first is taken, the second refused."""
    machine = room.join("7")
    clone = Machine(room.root / "clone", room.root / "nothing")
    shutil.copytree(machine.home, clone.home)
    save(machine, "7")
    save(clone, "7", DEBT)
    data = room.gather().data
    assert data["runs"] == 1
    assert [one["code"] for one in data["refused"]] == [errors.PracticeKeyCopied.code]


def test_what_was_renamed_or_copied_between_classes_is_refused(room: Room, tmp_path: Path) -> None:
    """A class's folder under another name, its keys or a trainee's key in another class's folder."""
    other = new_class(tmp_path / "other")
    machine = room.join("7")
    (mine,), (theirs,) = classes_here(room.trainer.env()), classes_here(other.trainer.env())
    shutil.copy(mine.place("class.keys"), theirs.place("class.keys"))
    done = other.trainer.unlock_and("practice", "class", "gather", str(other.stick))
    assert done.status == errors.ClassMixed.exit_status
    (joined,) = classes_here(machine.env())
    (key,) = joined.place("trainees").iterdir()
    laptop = other.join("8")
    (there,) = classes_here(laptop.env())
    shutil.copy(key, there.place("trainees", key.name))
    with pytest.raises(errors.ClassMixed):
        members_here(laptop.env())
    joined.folder.rename(joined.folder.with_name("c-" + "0" * 16))
    assert machine.unlock_and("practice", "class", "show").status == errors.ClassMixed.exit_status


def test_a_class_folder_and_a_store_are_not_taken_for_each_other(room: Room, world: World) -> None:
    """Practice renamed to a store opens as none, and a store renamed to practice is no class."""
    (home,) = classes_here(room.trainer.env())
    laptop = Machine(world.path("renamed"), world.laptop.passphrases)
    laptop.home.mkdir()
    shutil.copytree(home.folder, laptop.home / "store")
    assert laptop.unlock_and("status").status in (errors.NoStore.exit_status, errors.KeyslotsDamaged.exit_status)
    world.laptop.close()
    fake = Machine(world.path("fake"), world.laptop.passphrases)
    shutil.copytree(world.laptop.files, fake.home / "practice" / home.id)
    assert fake.unlock_and("practice", "class", "show").status == errors.ClassUnknown.exit_status


def test_headquarters_imports_nothing_of_practice(room: Room, world: World) -> None:
    """The class folder, a result, a result under a bundle's or a concern's name: each is said to be practice."""
    save(room.join("7"), "7")
    before = world.hq.open().journal.head()
    for path in (room.stick, room.results[0]):
        done = world.hq.do("hq", "import", str(path))
        assert done.status == errors.PracticeForReal.exit_status
        assert "practice" in done.warnings[0]
    done = world.hq.do("hq", "capacity", str(room.results[0]))
    assert done.status == errors.PracticeForReal.exit_status
    assert world.hq.open().journal.head() == before
    stick = world.stick()
    for place in (f"up/{'0' * 32}/{'0' * 16}-00000001.fkb", f"up/tips/{'0' * 32}.fkt"):
        (stick / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(room.results[0], stick / place)
    done = world.hq.do("hq", "import", str(stick))
    assert [one["quarantine"] for one in done.data["folders"][str(stick)]] == ["wrong-recipient"]
    assert sum("this is practice" in line for line in done.warnings) == 2
    assert world.hq.do("hq", "concerns").data["sealed"] == 0


def test_practice_in_a_class_adds_nothing_to_a_real_store(room: Room, world: World) -> None:
    """On an enrolled laptop: the journal stands where it stood, and no store was opened for it."""
    before = world.laptop.open().journal.head()
    words = ("practice", "class", "join", str(room.stick), "--code", room.code, "--who", "7")
    assert world.laptop.do(*words).status == 0
    save(world.laptop, "7")
    assert world.laptop.open().journal.head() == before
    assert room.gather().data["runs"] == 1


# --- capacity --------------------------------------------------------------------------------------------------


def capacity(room: Room, *words: str) -> Any:
    return room.trainer.unlock_and("practice", "class", "capacity", "-o", str(room.root / "class.capacity"), *words)


def test_headquarters_gets_the_scores_of_those_who_agreed(room: Room, world: World) -> None:
    """Who, when, for whom, scores, the consent; the same file again adds nothing; who is due is listed."""
    for who in ("1", "2", "Umusozi"):
        machine = room.join(who)
        save(machine, who, PAID, phase="before")
        save(machine, who, DEBT)
    room.gather()
    made = capacity(room, "--agreed", "1,Umusozi", "--language", "rw")
    assert (made.data["people"], made.data["asked"]) == (["1", "Umusozi"], 3)
    file, given = str(room.root / "class.capacity"), "".join(made.data["fingerprint"])
    assert b'"2"' not in Path(file).read_bytes()
    wrong = world.hq.do("hq", "capacity", file, "--fingerprint", "0" * 24)
    assert wrong.status == errors.FingerprintWrong.exit_status
    done = world.hq.do("hq", "capacity", file, "--fingerprint", given)
    assert [(one["who"], one["audience"], one["due"]) for one in done.data["people"]] == [
        ("1", "field_worker", False),
        ("Umusozi", "field_worker", False),
    ]
    wording = hashlib.sha256(say("rw", "capacity.consent").encode()).hexdigest()
    assert {one["consent"]["wording"] for one in done.data["people"]} == {wording}
    assert len(world.hq.do("hq", "capacity", file).data["people"]) == 2
    world.hq.clock.ahead_ms += 400 * 24 * 3600 * 1000
    assert world.hq.do("hq", "capacity").data["due"] == 2
    assert world.hq.do("hq", "capacity", "--months", "24").data["due"] == 0


def test_consent_can_be_taken_back_at_headquarters(room: Room, world: World) -> None:
    """The person is erased from the journal's contents; the chain still holds."""
    for who in ("1", "2"):
        save(room.join(who), who)
    room.gather()
    made = capacity(room, "--agreed", "1,2")
    given = "".join(made.data["fingerprint"])
    world.hq.do("hq", "capacity", str(room.root / "class.capacity"), "--fingerprint", given)
    assert [one["who"] for one in world.hq.do("hq", "capacity", "--forget", "1").data["people"]] == ["2"]
    assert world.hq.do("hq", "capacity", "--forget", "1").status == errors.RecordUnknown.exit_status
    assert world.hq.do("store", "check").status == 0


def test_nobody_is_handed_over_who_did_not_agree(room: Room) -> None:
    """Nobody agreed: no file. Somebody unknown: said. No terminal to ask: said."""
    save(room.join("1"), "1")
    room.gather()
    assert capacity(room, "--agreed", "").status == errors.NobodyAgreed.exit_status
    assert capacity(room, "--agreed", "9").status == 2
    assert capacity(room).status == errors.NotATerminal.exit_status
    assert not (room.root / "class.capacity").exists()


def test_the_wording_is_shown_before_anybody_is_asked(room: Room) -> None:
    """Whole, in the language of the class."""
    save(room.join("1"), "1")
    room.gather()
    done = capacity(room, "--agreed", "1", "--language", "fr")
    assert say("fr", "capacity.consent") in done.err.replace("\n", " ")


def test_a_laptops_role_does_not_take_capacity_in(world: World) -> None:
    """It is headquarters' command."""
    assert world.laptop.do("hq", "capacity").status == errors.WrongRole.exit_status


# --- what a stick can do ---------------------------------------------------------------------------------------


def test_a_stick_that_cannot_be_written_keeps_nothing_from_being_saved(room: Room) -> None:
    """A file lies where the results belong: the result waits here, and handing over says why."""
    machine = room.join("7")
    (room.stick / "results").rmdir()
    (room.stick / "results").write_bytes(b"")
    assert not save(machine, "7").handed_over
    done = machine.unlock_and("practice", "class", "give", str(room.stick))
    assert done.status == errors.UnwritablePlace.exit_status
    (room.root / "file").write_bytes(b"")
    done = room.trainer.unlock_and("practice", "class", "new", "x", "-o", str(room.root / "file" / "stick"))
    assert done.status == errors.UnwritablePlace.exit_status


def test_a_folder_of_another_class_is_not_mistaken(room: Room, tmp_path: Path) -> None:
    """Handing over to it, gathering from it, a class file that was changed on the stick."""
    other = new_class(tmp_path / "other")
    machine = room.join("7")
    (home,) = classes_here(machine.env())
    words = ("practice", "class", "give", str(other.stick), "--class", home.id)
    assert machine.unlock_and(*words).status == errors.ClassMixed.exit_status
    assert machine.unlock_and("practice", "class", "give", str(other.stick)).status == errors.ClassUnknown.exit_status
    done = room.trainer.unlock_and("practice", "class", "gather", str(other.stick))
    assert done.status == errors.ClassUnknown.exit_status
    with pytest.raises(errors.ClassUnknown):
        member_named(machine.env(), "8")


def test_a_class_file_that_grew_on_the_stick_is_not_read(room: Room) -> None:
    """Whatever lies there is bounded."""
    (room.stick / "class.fkc").write_bytes(bytes(2 * 1024 * 1024))
    done = room.trainer.unlock_and("practice", "class", "gather", str(room.stick))
    assert done.status == errors.ClassFileInvalid.exit_status


def test_files_of_the_data_folder_that_were_changed_are_said(room: Room) -> None:
    """A trainee's file, the typed lines: never a bug, always the file."""
    machine = room.join("7")
    (joined,), (mine,) = classes_here(machine.env()), classes_here(room.trainer.env())
    (key,) = joined.place("trainees").iterdir()
    key.write_bytes(b"noise")
    with pytest.raises(errors.ClassFileInvalid):
        members_here(machine.env())
    mine.place("typed.json").write_bytes(b'[{"line":1}]')
    done = room.trainer.unlock_and("practice", "class", "gather")
    assert done.status == errors.ClassFileInvalid.exit_status
    mine.place("typed.json").write_bytes(b'[{"line":"0","made":"2026-11-25","who":"7"}]')
    done = room.trainer.unlock_and("practice", "class", "gather")
    assert [one["code"] for one in done.data["refused"]] == [errors.ResultLineWrong.code]


def test_keys_that_are_not_the_class_files_are_refused(room: Room) -> None:
    """The right class and passphrase, and yet other keys inside."""
    from fieldkit.sync.bundle.class_keys import ClassKeys, write_keys

    (mine,) = classes_here(room.trainer.env())
    passphrase = room.trainer.passphrases.read_text(encoding="utf-8").strip()
    other = ClassKeys(
        mine.id, b"x" * 32, room.trainer.unlock_and("practice", "class", "show", "--identity").data["identity"]
    )
    mine.place("class.keys").write_bytes(write_keys(other, passphrase, (65_536, 3, 4), room.trainer.env().entropy))
    done = room.trainer.unlock_and("practice", "class", "gather", str(room.stick))
    assert done.status == errors.ClassMixed.exit_status


def test_the_page_is_not_written_over(room: Room, tmp_path: Path) -> None:
    """Without --force."""
    page = tmp_path / "page.html"
    page.write_text("mine", encoding="utf-8")
    done = room.trainer.unlock_and("practice", "class", "gather", "--page", str(page))
    assert done.status == errors.UnwritablePlace.exit_status
    assert room.trainer.unlock_and("practice", "class", "gather", "--page", str(page), "--force").status == 0


def test_the_trainer_reads_the_class_on_the_screen(room: Room) -> None:
    """Items, agreement, people; a name with several keys and what is due are said."""
    for laptop in ("a", "b"):
        save(room.join("Ann", laptop), "Ann")
    room.trainer.clock.ahead_ms += 400 * 24 * 3600 * 1000
    room.trainer.close()
    said = room.trainer._run(["practice", "class", "gather", str(room.stick)], held=False)
    for words in ("tea_by_the_shop", "Percent agreement", "Ann", "! A refresher is due for 1: Ann", "set not full"):
        assert words in said.out
    assert "several laptops have the name Ann" in said.err


def test_more_runs_than_a_line_can_count_give_no_line(room: Room) -> None:
    """The file still comes."""
    machine = room.join("7")
    (member,) = members_here(machine.env())
    (key,) = member.home.place("trainees").iterdir()
    key.write_bytes(key.read_bytes().replace(b'"done":0', b'"done":63'))
    saved = save(machine, "7")
    assert (saved.n, saved.line, saved.handed_over) == (64, None, True)


# --- practising itself -----------------------------------------------------------------------------------------


def practised(machine: Machine, folder: Path, given: dict[str, Any], *words: str) -> Said:
    file = folder / "scene.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    return machine.unlock_and("practice", PAID, "--answers", str(file), *words)


def test_practising_as_somebody_of_the_class_keeps_the_marks_for_it(room: Room, tmp_path: Path) -> None:
    """`--who` is all it takes; without it, or under a name that nobody joined with, nothing is kept."""
    machine, key = room.join("7"), key_of(vignette(PAID))
    assert practised(machine, tmp_path, key).status == 0
    assert practised(machine, tmp_path, key, "--who", "8").status == errors.ClassUnknown.exit_status
    assert room.results == []
    done = practised(machine, tmp_path, key, "--who", "7")
    assert done.status == 0, done.err
    assert len(room.results) == 1
    data = room.gather().data
    assert (data["runs"], [one["who"] for one in data["people"]]) == (1, ["7"])
    assert done.data["points"] == done.data["possible"]


def test_practising_again_is_a_further_result(room: Room, tmp_path: Path) -> None:
    """Each run counts once, also the weaker one."""
    machine = room.join("7")
    practised(machine, tmp_path, key_of(vignette(PAID)), "--who", "7")
    practised(machine, tmp_path, {**key_of(vignette(PAID)), "debt": "yes"}, "--who", "7")
    assert (len(room.results), room.gather().data["runs"]) == (2, 2)
