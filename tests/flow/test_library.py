"""The forms on a machine, and what lies beside them that is no form."""

import contextlib
import shutil
from pathlib import Path

import pytest

from fieldkit.commands import content_hash, form_heads, library
from fieldkit.commands.beside import Beside
from fieldkit.errors import DataFileInvalid, FormUnknown, WrongApproval
from fieldkit.forms.check import load_form
from fieldkit.forms.model import text_in
from fieldkit.paths import shipped_forms

FORM = "border_quick_screen"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped forms to change."""
    copied = tmp_path / "forms"
    shutil.copytree(shipped_forms(), copied)
    monkeypatch.setattr(library, "shipped_forms", lambda: copied)
    return copied


def test_a_directory_of_services_is_no_form(folder: Path) -> None:
    """Neither is a block, wherever they lie."""
    for part in ("data/referral_directory.yaml", "blocks/consent_safety.yaml"):
        shutil.copy(folder / part, folder / Path(part).name)
    assert sorted(library.forms_here()) == sorted(path.stem for path in shipped_forms().glob("*.yaml"))
    for name in ("referral_directory", "consent_safety", "../forms/after_result"):
        with pytest.raises(FormUnknown):
            library.form_file(name)


@pytest.mark.parametrize(("name", "words"), [("consent_safety", "Who explained"), ("interpreter", "Who interprets")])
def test_a_changed_block_is_another_form_at_once(folder: Path, name: str, words: str) -> None:
    """A form's hash is remembered only as long as every file that it is made of stays, blocks of blocks too."""
    hashes = [library.form_file(FORM).sha256, library.form_file(FORM).sha256]
    block = folder / "blocks" / f"{name}.yaml"
    text = block.read_text(encoding="utf-8")
    block.write_text(text.replace(words, "Who else"), encoding="utf-8")
    hashes.append(library.form_file(FORM).sha256)
    (folder / block.name).write_text(text, encoding="utf-8")  # one beside the form goes before the shared one
    hashes += [library.form_file(FORM).sha256, library.forms_here()[FORM].sha256]
    assert [found == hashes[0] for found in hashes] == [True, True, False, True, True]


def test_without_the_data_there_are_no_services_and_no_districts(folder: Path) -> None:
    """An interview goes on: the duty phone is still there."""
    shutil.rmtree(folder / "data")
    assert (library.directory(), library.posts(), library.district_of("gatuna")) == ((), {}, None)


def test_a_damaged_directory_is_an_error_with_its_place(folder: Path) -> None:
    """It is not half read."""
    file = folder / "data" / "referral_directory.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("kind: police\n", "kind: polise\n", 1), encoding="utf-8")
    with pytest.raises(DataFileInvalid, match=r"line 9, column 11: `kind` cannot be 'polise'"):
        library.directory()


@pytest.mark.parametrize("name", sorted(path.stem for path in shipped_forms().glob("*.yaml")))
def test_the_quick_hash_is_the_engines(name: str) -> None:
    """Looking for the names of files gives the same hash as reading the form."""
    file = library.form_file(name)
    assert file.sha256 == load_form(file.data, name, file.beside).form_hash


HEADS = "form_id: f\nversion: '1'\ntitle: F\nsurvey:\n"
LIST = "select_one_from_file posts.csv"


@pytest.mark.parametrize(
    ("survey", "quick"),
    [
        ("  - include: b\n", True),
        ('  - include: "b"\n  - {name: a, type: text, label: A}\n', True),
        ("  - {include: b}\n", True),
        ("  - include: b  # why\n", False),
        ("  - include:\n      b\n", False),
        (f"  - {{name: p, type: {LIST}, label: P}}\n", True),
        (f"  - name: p\n    type: {LIST}\n    label: P\n  - include: b\n", True),
        (f'  - {{name: p, type: "{LIST}", label: P}}\n', True),
        (f"  - {{name: p, type: {LIST} or_other, label: P}}\n", True),
        (f"  - {{label: 'Which type: {LIST}', name: p, type: text}}\n", False),
        ("  - {name: p, type: calculate, calculation: \"pulldata('posts', 'name', 'name', 'x')\"}\n", False),
        ("  - {name: p, type: note, label: 'This form includes: nothing'}\n", True),
        ("  - name: p\n    type: note\n    label: |\n      - include: b\n", False),
        ("  - {name: p, type: select_one_from_file none.csv, label: P}\n", True),
    ],
)
def test_what_could_mean_something_else_is_read_by_the_engine(tmp_path: Path, survey: str, quick: bool) -> None:
    """The hash is the engine's in every spelling; only the plain ones are quick."""
    block = "block: b\nchoices: {yn: {yes: Y}}\nsurvey:\n  - {name: q, type: select_one yn, label: Q}\n"
    (tmp_path / "b.yaml").write_text(block, encoding="utf-8")
    (tmp_path / "posts.csv").write_text("name,label\nx,X\n", encoding="utf-8")
    path, data = tmp_path / "f.yaml", (HEADS + survey).encode()
    path.write_bytes(data)
    assert content_hash.content_hash(path, data) == load_form(data, "f", Beside(path)).form_hash
    assert (content_hash.named_files(data, Beside(path)) is not None) == quick


HEAD_CHANGES = {
    "as it ships": ("", ""),
    "no kind": ("kind: screening\n", ""),
    "roles left out": ("who_may_run:\n  - field_worker\n  - focal_point\n", ""),
    "nothing follows": ("followed_by:\n  - after_result\n  - identity_contact\n", ""),
    "one word": ("who_may_run:\n  - field_worker\n  - focal_point\n", "who_may_run: trainer\n"),
    "no order of languages": ("languages:\n  - en\n  - fr\n  - rw\n  - sw\n  - rn\n", ""),
}


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize("change", HEAD_CHANGES.values(), ids=HEAD_CHANGES)
def test_the_head_of_a_form_is_what_the_whole_form_says(folder: Path, change: tuple[str, str], at_end: bool) -> None:
    """Whether it is read as far as its questions, or whole because something stands behind them."""
    path = folder / f"{FORM}.yaml"
    text = path.read_text(encoding="utf-8").replace(*change, 1)
    if at_end:
        text = text.replace("\npartial:\n  rn: rw\n", "\n", 1) + "partial:\n  rn: rw\n"
    path.write_text(text, encoding="utf-8")
    file = library.form_file(FORM)
    form, head = load_form(file.data, FORM, file.beside), form_heads.head_of(file)
    whole = (form.languages, form.kind, form.who_may_run, form.followed_by)
    assert (head.languages, head.kind, head.who_may_run, head.followed_by) == whole
    assert {head.titled(code) == text_in(form.title, code, form.stand_in(code)) for code in form.languages} == {True}


def test_a_form_with_mistakes_does_not_stop_the_others(folder: Path) -> None:
    """Home and every interview ask what follows what: one broken file is left out."""
    (folder / "broken.yaml").write_text("form_id: broken\n", encoding="utf-8")
    assert "broken" not in form_heads.heads_here()
    assert form_heads.following() == {"after_result", "identity_contact"}


REVIEWED = """form_id: with_a_block
version: "1"
title: {en: With a block, rw: Ifite igice, rn: Irimwo igice}
languages: [en, rw, rn]
partial: {rn: rw}
use: practice
reviewed: {en: all, rw: RW, rn: all}
survey:
  - include: known
  - {name: own, type: text, label: {en: Own words, rw: Amagambo ye}}
"""
BLOCK = """block: known
reviewed: {en: all, rw: all}
survey:
  - {name: known, type: text, label: {en: Known, rw: Ibizwi}}
"""


@pytest.mark.parametrize(("rw", "fit"), [("all", ["en", "rw", "rn"]), ("none", ["en"])])
def test_a_form_may_go_to_the_field_when_all_that_is_shown_was_reviewed(folder: Path, rw: str, fit: list[str]) -> None:
    """Its blocks' texts count by the blocks' reviews, and a partial language by that which stands in for it."""
    (folder / "with_a_block.yaml").write_text(REVIEWED.replace("RW", rw), encoding="utf-8")
    (folder / "blocks" / "known.yaml").write_text(BLOCK, encoding="utf-8")
    found = []
    for code in ("en", "rw", "rn"):
        with contextlib.suppress(WrongApproval):
            given = library.approvals_for(
                [f"with_a_block:{code}"], "Somebody", "field", "2026-11-25", library.forms_here()
            )
            found += [one.language for one in given]
    assert found == fit
