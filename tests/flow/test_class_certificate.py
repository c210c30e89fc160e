"""A certificate from the trainer's laptop to whoever checks it, and who is due for a refresher over all classes."""

import json
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands.class_home import classes_here
from fieldkit.sync.bundle.certificate import read_certificate
from tests.flow.test_class import DEBT, PAID, Room, leave, new_class, room_like, save
from tests.flow.world import DAY_MS, Machine, Said, World

WRONG_WAY = "another passphrase that was invented\n"


@pytest.fixture(scope="module")
def gathered(prepared_room: Room, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A class in which 1 did the whole set well, 2 did not, Umusozi left a scene, and all was gathered."""
    room = room_like(prepared_room, tmp_path_factory.mktemp("gathered") / "room")
    for who in ("1", "2", "Umusozi"):
        machine = room.join(who)
        save(machine, who, PAID, well=who != "2")
        if who == "Umusozi":
            leave(machine, who, DEBT)
        else:
            save(machine, who, DEBT)
    room.gather()
    return room


@pytest.fixture
def room(gathered: Room, tmp_path: Path) -> Room:
    return room_like(gathered, tmp_path / "room")


def write(room: Room, *words: str) -> Said:
    return room.trainer.unlock_and("practice", "class", "certificate", *words)


def one(room: Room, who: str, *words: str) -> Any:
    done = write(room, who, "-o", str(room.root / "paper"), *words)
    assert done.status == 0, done.err
    (found,) = done.data["certificates"]
    return found


def check(machine: Machine, file: str, *words: str) -> Said:
    return machine.unlock_and("practice", "certificate", file, *words)


def anybody(room: Room) -> Machine:
    """Return a laptop that has never seen the class."""
    return room.laptop("anybody")


# --- writing ---------------------------------------------------------------------------------------------------


def test_who_reached_nine_of_ten_gets_a_certificate_with_the_set(room: Room) -> None:
    """Signed, with the name that the person wants, the scenes by content, and a page in their language."""
    made = one(room, "1", "--name", "Keza Example", "--language", "fr", "--months", "6")
    found = read_certificate(Path(made["file"]).read_bytes())
    (home,) = classes_here(room.trainer.env())
    assert (found.who, found.name, found.class_name, found.is_ready) == ("1", "Keza Example", "Posts, June", True)
    assert {(one.id, one.hash) for one in found.scenes} == {(one.id, one.hash) for one in home.found.vignettes}
    assert found.same == found.of > 10
    (told,) = [person for person in room.gather("--months", "6").data["people"] if person["who"] == "1"]
    assert (found.refresher, found.day) == (told["refresher"], told["last"])
    html = Path(made["page"]).read_text(encoding="utf-8")
    for part in (
        "Keza Example",
        "Certificat d&#x27;exercice",
        " ".join(made["fingerprint"]),
        found.scenes[0].hash[:16],
    ):
        assert part in html


def test_who_did_not_gets_one_of_attendance_that_does_not_say_so(room: Room) -> None:
    """Neither the file nor the page has a score, a scene or a word of it."""
    made = one(room, "2")
    assert made["standing"] == "took_part"
    html = Path(made["page"]).read_text(encoding="utf-8")
    assert "Certificate of attendance" in html
    for text in (html, Path(made["file"]).read_text(encoding="utf-8")):
        assert PAID not in text
        assert "not_" not in text


def test_an_opt_out_does_not_show(room: Room) -> None:
    """Whoever left a scene and has the rest as in the key has reached their set; the scene is not named."""
    found = read_certificate(Path(one(room, "Umusozi")["file"]).read_bytes())
    assert [scene.id for scene in found.scenes] == [PAID]
    assert "left" not in json.dumps(found.as_json())


def test_all_are_written_into_a_folder(room: Room) -> None:
    """Two files each, for these people alone; nothing of it stays in the data folder."""
    papers = room.root / "papers"
    papers.mkdir()
    before = sorted(room.trainer.home.rglob("*"))
    done = write(room, "--all", "-o", str(papers))
    assert sorted(path.name for path in papers.iterdir()) == [
        f"certificate-{who}.{kind}" for who in ("1", "2", "Umusozi") for kind in ("certificate", "html")
    ]
    assert sorted(room.trainer.home.rglob("*")) == before
    assert "nobody else" in write_plain(room, papers)
    assert [one["standing"] for one in done.data["certificates"]] == ["ready", "took_part", "ready"]


def write_plain(room: Room, papers: Path) -> str:
    """Return what the trainer reads."""
    said = room.trainer._run(
        ["practice", "class", "certificate", "--all", "-o", str(papers), "--force", "--plain"], held=False
    )
    assert said.status == 0
    return said.out + said.err


def test_names_that_a_disk_would_not_keep_apart_are_kept_apart(tmp_path: Path) -> None:
    """Also where the disk knows no capitals."""
    room = new_class(tmp_path / "room")
    for who in ("A b", "a.b", "\u00c9ric"):
        save(room.join(who, f"l{len(who)}{who[0]}"), who)
    room.gather()
    papers = room.root / "papers"
    papers.mkdir()
    write(room, "--all", "-o", str(papers))
    assert sorted(path.stem for path in papers.glob("*.html")) == [
        *("certificate-A_b", "certificate-a_b-2", "certificate-\u00c9ric"),
    ]


def test_what_cannot_be_written_is_said_before_anything_is(room: Room) -> None:
    """Somebody unknown, nobody or everybody at once, one name for all, another language, a file that is there."""
    paper = str(room.root / "paper")
    for words in (
        ("9", "-o", paper),
        ("-o", paper),
        ("1", "--all", "-o", str(room.root)),
        ("--all", "--name", "Keza", "-o", str(room.root)),
        ("1", "--language", "xx", "-o", paper),
        ("1", "--name", "", "-o", paper),
        ("1", "--name", "x" * 101, "-o", paper),
    ):
        assert write(room, *words).status == 2
    assert write(room, "--all", "-o", paper).status == errors.UnwritablePlace.exit_status
    assert list(room.root.glob("paper*")) == []
    one(room, "1")
    assert write(room, "1", "-o", paper).status == errors.UnwritablePlace.exit_status
    assert write(room, "1", "-o", f"{paper}.html", "--force").status == 0
    assert sorted(path.name for path in room.root.glob("paper*")) == ["paper.certificate", "paper.html"]


def test_only_the_trainers_laptop_writes_one(room: Room) -> None:
    """A trainee's laptop has no key of the class; a wrong passphrase opens none."""
    done = room.laptop("1").unlock_and("practice", "class", "certificate", "1", "-o", str(room.root / "paper"))
    assert done.status == errors.ClassUnknown.exit_status
    room.trainer.passphrases.write_text(WRONG_WAY, encoding="utf-8")
    assert write(room, "1", "-o", str(room.root / "paper")).status == errors.ClassPassphraseWrong.exit_status


# --- checking --------------------------------------------------------------------------------------------------


def test_anybody_can_check_one(room: Room) -> None:
    """With the class file, the key's line, or a file with it; on a laptop of the class without anything."""
    made = one(room, "1", "--name", "Keza Example")
    key = room.trainer.unlock_and("practice", "class", "show").data["key"]
    line = room.root / "key.pub"
    line.write_text(f"{key} the class\n", encoding="utf-8")
    for given in (str(room.stick / "class.fkc"), key, str(line)):
        done = check(anybody(room), made["file"], "--key", given)
        assert (done.data["key_known"], done.data["name"], done.warnings) == ("given", "Keza Example", [])
        assert done.data["fingerprint"] == made["fingerprint"]
    for machine in (room.laptop("2"), room.trainer):
        assert check(machine, made["file"]).data["key_known"] == "here"


def test_where_the_class_is_not_known_it_is_said_that_the_key_proves_nothing(room: Room) -> None:
    """And where no name is signed, that one on the page was written by hand."""
    done = check(anybody(room), one(room, "1")["file"])
    assert (done.status, done.data["key_known"]) == (0, None)
    assert "fingerprint" in done.warnings[0]
    assert "no name is signed" in done.warnings[1]


def test_a_tampered_one_is_refused_with_an_error_of_its_own(room: Room, tmp_path: Path) -> None:
    """Another number, another class's key, another class that calls itself by this one's id."""
    file = Path(one(room, "1")["file"])
    data = file.read_bytes()
    file.write_bytes(data.replace(b'"who":"1"', b'"who":"2"'))
    assert check(anybody(room), str(file)).status == errors.CertificateForged.exit_status
    file.write_bytes(data)
    other = new_class(tmp_path / "other")
    done = check(anybody(room), str(file), "--key", str(other.stick / "class.fkc"))
    assert done.status == errors.CertificateForged.exit_status
    (home,) = classes_here(room.trainer.env())
    save(other.join("1"), "1")
    other.gather()
    theirs = other.trainer.unlock_and("practice", "class", "certificate", "1", "-o", str(tmp_path / "theirs"))
    assert theirs.status == 0
    lying = _as_of(home.id, other, tmp_path / "theirs.certificate")
    assert check(anybody(room), lying).status == 0
    assert check(room.laptop("2"), lying).status == errors.CertificateForged.exit_status


def _as_of(class_id: str, other: Room, path: Path) -> str:
    """Sign, with another class's key, that it is of this class: what a liar can do."""
    import dataclasses

    from fieldkit.commands.class_home import trainers_keys
    from fieldkit.sync.bundle.certificate import write_certificate

    (home,) = classes_here(other.trainer.env())
    keys = trainers_keys(other.trainer.env(), home)
    found = dataclasses.replace(read_certificate(path.read_bytes()), class_id=class_id)
    path.write_bytes(write_certificate(found, keys.signing))
    return str(path)


def test_what_is_no_certificate_is_refused(room: Room, world: World) -> None:
    """The page, a result, a class file, no file; a key that is none."""
    made = one(room, "1")
    for file in (made["page"], str(room.results[0]), str(room.stick / "class.fkc"), str(world.path("hq.card"))):
        assert check(anybody(room), file).status == errors.CertificateInvalid.exit_status
    assert check(anybody(room), str(room.root / "nothing")).status == errors.UnreadableFile.exit_status
    for key in ("ssh-ed25519 AAAA", made["file"]):
        assert check(anybody(room), made["file"], "--key", key).status in (2, errors.ClassFileInvalid.exit_status)


def test_headquarters_takes_no_certificate_for_capacity(room: Room, world: World) -> None:
    """It is the person's, and asks for no consent."""
    done = world.hq.do("hq", "capacity", one(room, "1")["file"])
    assert done.status == errors.CapacityInvalid.exit_status


def test_whoever_checks_one_later_sees_that_a_refresher_is_due(room: Room) -> None:
    """It stays true; it does not end by itself."""
    file = one(room, "1", "--months", "1")["file"]
    machine = anybody(room)
    assert check(machine, file).data["refresher_due"] is False
    machine.clock.ahead_ms = 40 * DAY_MS
    done = check(machine, file)
    assert (done.status, done.data["refresher_due"]) == (0, True)


# --- who is due ------------------------------------------------------------------------------------------------


def due(machine: Machine, *words: str) -> Said:
    return machine.unlock_and("practice", "class", "due", *words)


def test_who_is_due_over_all_classes_of_a_laptop(room: Room) -> None:
    """Of each class its own people, first whose day came first; what they did last is never what they left."""
    room.trainer.clock.ahead_ms = 35 * DAY_MS
    later = Room(room.root, room.trainer)
    new = room.trainer.unlock_and(
        "practice", "class", "new", "Later", "-o", str(room.root / "second"), "--vignettes", PAID
    )
    assert new.status == 0
    later = Room(room.root / "later", room.trainer, new.data["code"])
    later.root.mkdir()
    (room.root / "second").rename(later.stick)
    machine = later.laptop("1")
    machine.clock.ahead_ms = 35 * DAY_MS
    words = ("practice", "class", "join", str(later.stick), "--code", later.code, "--who", "1")
    assert machine.unlock_and(*words).status == 0
    save(machine, "1")
    later.gather()
    assert due(room.trainer).data == {"people": [], "due": 0, "later": 4, "next": _next(room), "closed": []}
    data = due(room.trainer, "--months", "1").data
    assert [(one["name"], one["who"], one["did"]) for one in data["people"]] == [
        ("Posts, June", "1", DEBT),
        ("Posts, June", "2", DEBT),
        ("Posts, June", "Umusozi", PAID),
    ]
    room.trainer.clock.ahead_ms = 100 * DAY_MS
    assert due(room.trainer, "--months", "1").data["due"] == 4


def _next(room: Room) -> str:
    (home,) = [one for one in classes_here(room.trainer.env()) if one.found.name == "Posts, June"]
    words = ("practice", "class", "gather", "--class", home.id)
    return str(room.trainer.unlock_and(*words).data["people"][0]["refresher"])


def test_gathering_and_the_list_agree_on_who_is_due(room: Room) -> None:
    """On every day around the one that counts."""
    for days in (364, 365, 366):
        room.trainer.clock.ahead_ms = days * DAY_MS
        gathered = [(one["who"], one["refresher"]) for one in room.gather().data["people"] if one["due"]]
        assert [(one["who"], one["refresher"]) for one in due(room.trainer).data["people"]] == gathered
    assert gathered


def test_a_class_that_does_not_open_is_named_and_the_others_are_shown(room: Room, tmp_path: Path) -> None:
    """Another passphrase, keys of another class, a class file that was damaged."""
    room.trainer.clock.ahead_ms = 400 * DAY_MS
    (mine,) = classes_here(room.trainer.env())
    other = new_class(tmp_path / "other", name="Theirs")
    (theirs,) = classes_here(other.trainer.env())
    theirs.folder.rename(mine.folder.parent / theirs.id)
    (mine.folder.parent / theirs.id / "class.keys").write_bytes(mine.place("class.keys").read_bytes())
    broken = mine.folder.parent / ("c-" + "0" * 16)
    broken.mkdir()
    (broken / "class.fkc").write_bytes(b"noise")
    done = due(room.trainer)
    assert (done.status, done.data["due"]) == (0, 3)
    assert {one["code"] for one in done.data["closed"]} == {errors.ClassMixed.code, errors.ClassFileInvalid.code}
    assert any("Theirs" in line and errors.ClassMixed.code in line for line in done.warnings)
    room.trainer.passphrases.write_text(WRONG_WAY, encoding="utf-8")
    assert due(room.trainer).status != 0


def test_a_laptop_that_only_joined_has_nobody_to_list(room: Room) -> None:
    """It cannot open anybody's results."""
    assert due(room.laptop("1")).status == errors.ClassUnknown.exit_status
    assert due(anybody(room)).status == errors.ClassUnknown.exit_status
