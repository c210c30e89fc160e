"""An unfinished interview and a newer version of its form: it goes on on its own, or is moved."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import NoteOn
from fieldkit.commands import library
from fieldkit.commands.card_copy import NEWEST_CARD
from fieldkit.errors import AnswerMissing
from fieldkit.paths import shipped_forms
from tests.flow.world import SUSPICION, Said, World

FORM = "border_quick_screen"
_SHIPS = (shipped_forms() / f"{FORM}.yaml").read_text(encoding="utf-8")
OLDER = re.findall(r'^version: "(.+)"$', _SHIPS, re.MULTILINE)[0]
"""The version that ships."""


class NewPackage:
    """A newer fieldkit on headquarters' and the laptop's machines: the same forms but for what a test changes."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        shutil.copytree(shipped_forms(), folder)
        monkeypatch.setattr(library, "shipped_forms", lambda: folder)

    def change(self, *changes: tuple[str, str], form: str = FORM) -> None:
        """Write the form anew with each pattern replaced."""
        file = self.folder / f"{form}.yaml"
        text = file.read_text(encoding="utf-8")
        for pattern, instead in changes:
            text, count = re.subn(pattern, instead, text, flags=re.MULTILINE)
            assert count, pattern
        file.write_text(text, encoding="utf-8")


NEWER = (
    (r"^version: .*$", 'version: "2027.1"'),
    (r"\$\{debt\}", "${owes}"),
    (r"^( +)- name: debt$", r"\1- name: owes\n\1  renamed_from: debt"),
    (r"\$\{nationality\}", "${origin}"),
    (r"^( +)- name: nationality$", r"\1- name: origin"),
    (r"type: select_one direction$", "type: select_multiple direction"),
)
"""A version with one question renamed, one dropped for a new one, and one of another type."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewPackage:
    return NewPackage(tmp_path / "forms", monkeypatch)


def begun(world: World) -> str:
    """Return the code of an interview that was left at the question who was told."""
    file = world.path("answers.json")
    file.write_text(json.dumps({n: v for n, v in SUSPICION.items() if n != "voice_to"}), encoding="utf-8")
    assert world.laptop.do("screen", "--answers", str(file)).status == AnswerMissing.exit_status
    (draft,) = world.laptop.do("drafts").data["drafts"]
    return str(draft["code"])


def approve(world: World, form: str = FORM) -> None:
    """Have headquarters approve the version that is here now, and give the laptop the card."""
    card = world.path("newer.card")
    assert world.hq.do("hq", "card", "-o", str(card), "--approve", f"{form}:en,fr").status == 0
    world.laptop.open().settings.put(NEWEST_CARD, card.read_bytes())


def resumed(world: World, code: str, **more: str) -> Said:
    """Go on with the interview and answer everything that is asked."""
    file = world.path("rest.json")
    file.write_text(json.dumps({**SUSPICION, **more}), encoding="utf-8")
    return world.laptop.do("screen", "--resume", code, "--answers", str(file))


def content_of(world: World, code: str) -> tuple[Any, Any]:
    """Return stub and content of a finished interview on the laptop."""
    store = world.laptop.open()
    row = store.records.get(code)
    return row.stub, store.records.content(row.id)


def test_an_interview_goes_on_on_its_own_version_of_the_form(world: World, package: NewPackage) -> None:
    """A newer package does not touch what was begun before it: the text of the form is kept in the store."""
    code = begun(world)
    before = world.laptop.open().drafts.list()[0].form_hash
    package.change(*NEWER)
    done = resumed(world, code)
    assert done.status == 0, done.err
    stub, content = content_of(world, code)
    assert (stub["form_hash"], stub["version"]) == (before, OLDER)
    assert content["answers"]["debt"] == "yes"
    assert "owes" not in content["answers"]


def test_the_forms_that_follow_go_on_on_their_own_version_too(world: World, package: NewPackage) -> None:
    """What comes after the result is asked as it was when the interview was begun."""
    code = begun(world)
    package.change((r'^( +)- name: "voice_to"$', r'\1- name: "voice_to_whom"'), form="after_result")
    done = resumed(world, code)
    assert done.status == 0, done.err


BLOCK = """\
block: more
survey:
  - name: lodging
    type: text
    label: {en: Where?, fr: Où ?}
"""


def test_a_form_keeps_the_blocks_that_it_includes(world: World, package: NewPackage) -> None:
    """A block is part of the version: changed in a newer package, an interview goes on with its own."""
    block = package.folder / "more.yaml"
    block.write_text(BLOCK, encoding="utf-8")
    package.change((r"^survey:$", "survey:\n  - include: more"))
    approve(world)
    code = begun(world)
    before = world.laptop.open().drafts.list()[0].form_hash
    assert before == library.forms_here()[FORM].sha256
    block.write_text(BLOCK.replace("lodging", "shelter"), encoding="utf-8")
    assert library.forms_here()[FORM].sha256 != before
    assert "more" not in library.forms_here()
    done = resumed(world, code)
    assert done.status == 0, done.err
    stub, content = content_of(world, code)
    assert stub["form_hash"] == before
    assert "lodging" in content["answers"]


def test_a_form_keeps_the_lists_that_it_reads(world: World, package: NewPackage) -> None:
    """A CSV file is part of the version too: another list is another version of the form."""
    towns = package.folder / "towns.csv"
    towns.write_text("name,label\nkigali,Kigali\n", encoding="utf-8")
    question = "  - {name: town, type: select_one_from_file towns.csv, label: {en: Town, fr: Ville}, required: yes}"
    package.change((r"^survey:$", f"survey:\n{question}"))
    approve(world)
    file = world.path("answers.json")
    file.write_text(json.dumps({**SUSPICION, "town": "kigali", "voice_to": {"nr": "dk"}}), encoding="utf-8")
    assert world.laptop.do("screen", "--answers", str(file)).status != 0
    code = str(world.laptop.do("drafts").data["drafts"][0]["code"])
    towns.write_text("name,label\nhuye,Huye\n", encoding="utf-8")
    assert world.laptop.open().drafts.list()[0].form_hash != library.forms_here()[FORM].sha256
    done = resumed(world, code, town="kigali")
    assert done.status == 0, done.err
    assert content_of(world, code)[1]["answers"]["town"] == "kigali"


def test_an_upgrade_moves_answers_to_the_new_version(world: World, package: NewPackage) -> None:
    """What fits is kept, also under a new name; what fits no more is dropped; new questions are named."""
    code = begun(world)
    package.change(*NEWER)
    approve(world)
    done = world.laptop.do("draft", "upgrade", code, "--yes")
    assert done.status == 0, done.err
    lines = {line["key"]: (line["how"], line["new_key"]) for line in done.data["answers"]}
    assert lines["age"] == ("kept", "age")
    assert lines["debt"] == ("kept", "owes")
    assert lines["direction"] == ("converted", "direction")
    assert lines["nationality"] == ("dropped", None)
    assert lines["after/told_by_voice"] == ("kept", "after/told_by_voice")
    assert (done.data["new"], done.data["from"], done.data["to"]) == (["origin"], OLDER, "2027.1")


def test_a_moved_interview_is_finished_on_the_new_version(world: World, package: NewPackage) -> None:
    """The record carries the new version, the carried answers, and the 24 hours begin when they began."""
    code = begun(world)
    store = world.laptop.open()
    draft = store.drafts.load(store.drafts.list()[0].id)
    (touched,) = [row.at for row in draft.history if row.name == "offer"]
    package.change(*NEWER)
    approve(world)
    world.laptop.clock.ahead_ms += 3_600_000
    assert world.laptop.do("draft", "upgrade", code, "--yes").status == 0
    done = resumed(world, code, origin="BI")
    assert done.status == 0, done.err
    stub, content = content_of(world, code)
    assert (stub["version"], stub["form_hash"]) == ("2027.1", library.forms_here()[FORM].sha256)
    assert stub["clock_start"]["utc_ms"] == touched.utc_ms
    assert (content["answers"]["owes"], content["answers"]["direction"]) == ("yes", ["leaving"])
    assert world.laptop.open().check()


def test_the_old_copy_is_there_until_the_interview_is_finished(world: World, package: NewPackage) -> None:
    """An upgrade loses nothing before the end; afterwards no copy is left."""
    code = begun(world)
    package.change(*NEWER)
    approve(world)
    assert world.laptop.do("draft", "upgrade", code, "--yes").status == 0
    store = world.laptop.open()
    before, now = store.drafts.versions(store.drafts.list()[0].id)
    assert (before.answers["nationality"], "nationality" in now.answers) == ("BI", False)
    assert resumed(world, code, origin="BI").status == 0
    assert store.connection.execute("SELECT count(*) FROM answers").fetchone() == (0,)


def test_without_a_yes_nothing_is_changed(world: World, package: NewPackage) -> None:
    """What would happen is shown, and how to do it."""
    code = begun(world)
    package.change(*NEWER)
    approve(world)
    said = world.laptop.read("draft", "upgrade", code)
    assert f"version {OLDER} -> 2027.1" in said
    assert "kept under a new name: debt -> owes" in said
    assert "dropped: nationality: the form no longer asks it" in said
    assert "new: origin" in said
    assert "Nothing was changed. To do it: add --yes" in said
    assert world.laptop.open().drafts.list()[0].version == OLDER


def test_an_upgrade_shows_no_answer(world: World, package: NewPackage) -> None:
    """Names of questions are shown, what was answered is not: neither on the screen nor in --json."""
    code = begun(world)
    package.change(*NEWER)
    approve(world)
    said = world.laptop.read("draft", "upgrade", code) + world.laptop.do("draft", "upgrade", code, "--yes").out
    for answer in ("Invented Person", "papers_held", "arranger"):
        assert answer not in said


def test_a_version_that_nobody_approved_is_not_moved_to(world: World, package: NewPackage) -> None:
    """Headquarters approves each version: until then an interview stays on the one it was begun on."""
    code = begun(world)
    package.change(*NEWER)
    refused = world.laptop.do("draft", "upgrade", code, "--yes")
    assert refused.status == errors.FormNotApproved.exit_status
    assert world.laptop.open().drafts.list()[0].version == OLDER


def test_there_is_nothing_to_do_on_the_newest_version(world: World) -> None:
    """The command says so and changes nothing."""
    code = begun(world)
    done = world.laptop.do("draft", "upgrade", code, "--yes")
    assert (done.status, done.data["done"]) == (0, False)


def test_an_unknown_code_is_an_error(world: World) -> None:
    """A mistyped code moves nothing."""
    assert world.laptop.do("draft", "upgrade", "AAA-AAA", "--yes").status == errors.DraftUnknown.exit_status


def without_texts(world: World) -> None:
    """Make the store as it was under layout 1: no text of a form is kept in it."""
    world.laptop.open().connection.execute("DELETE FROM forms")


def test_without_its_text_an_interview_says_how_to_go_on(world: World, package: NewPackage) -> None:
    """A draft that was begun before texts were kept cannot go on on its own version; the way on is named."""
    code = begun(world)
    without_texts(world)
    package.change(*NEWER)
    refused = resumed(world, code)
    assert refused.status == errors.DraftOnOtherForm.exit_status
    assert "fieldkit draft upgrade" in refused.err


def test_without_its_text_answers_are_matched_by_name(world: World, package: NewPackage) -> None:
    """The upgrade works all the same, and says that it went by the names."""
    code = begun(world)
    without_texts(world)
    package.change(*NEWER)
    approve(world)
    assert "matched by the names" in world.laptop.read("draft", "upgrade", code)
    done = world.laptop.do("draft", "upgrade", code, "--yes")
    lines = {line["key"]: (line["how"], line["new_key"]) for line in done.data["answers"]}
    assert (lines["debt"], lines["nationality"]) == (("kept", "owes"), ("dropped", None))
    assert resumed(world, code, origin="BI").status == 0


def test_a_kept_text_that_was_changed_is_not_run(world: World, package: NewPackage) -> None:
    """The hash of a kept form is computed anew: a text that somebody put there is refused."""
    code = begun(world)
    store = world.laptop.open()
    store.connection.execute("UPDATE forms SET data = CAST(replace(data, 'Border', 'Boarder') AS BLOB) WHERE name = ''")
    package.change(*NEWER)
    assert resumed(world, code).status == errors.KeptFormDamaged.exit_status


def test_notes_and_what_was_being_typed_go_along(world: World, package: NewPackage) -> None:
    """A note moves to the question's new name; one whose question is gone stays in the old copy."""
    code = begun(world)
    store, now = world.laptop.open(), world.laptop.clock.now()
    (draft,) = store.drafts.list()
    for name in ("debt", "nationality", "after/voice_to"):
        store.drafts.note(draft.id, name, NoteOn(f"on {name}", True), now, "en")
    store.drafts.position(draft.id, "debt")
    store.drafts.typed(draft.id, "debt", "ye", now, "en")
    package.change(*NEWER)
    approve(world)
    assert world.laptop.do("draft", "upgrade", code, "--yes").status == 0
    before, after = store.drafts.versions(draft.id)
    assert {name: note.text for name, note in after.notes.items()} == {
        "owes": "on debt",
        "after/voice_to": "on after/voice_to",
    }
    assert (after.typed, after.summary.position) == (("owes", "ye"), "owes")
    assert len(before.notes) == 3
