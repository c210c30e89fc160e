"""The forms on a machine, and what lies beside them that is no form."""

import shutil
from pathlib import Path

import pytest

from fieldkit.commands import library
from fieldkit.errors import DataFileInvalid, FormUnknown
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
    here = set(library.forms_here())
    assert {"after_result", FORM, "identity_contact"} <= here
    assert here.isdisjoint({"referral_directory", "consent_safety"})
    for name in ("referral_directory", "consent_safety", "../forms/after_result"):
        with pytest.raises(FormUnknown):
            library.form_file(name)


def test_a_changed_block_is_another_form_at_once(folder: Path) -> None:
    """A form's hash is remembered only as long as every file that it is made of stays the same."""
    hashes = [library.form_file(FORM).sha256, library.form_file(FORM).sha256]
    block = folder / "blocks" / "consent_safety.yaml"
    text = block.read_text(encoding="utf-8")
    block.write_text(text.replace("Who interprets?", "Who translates?"), encoding="utf-8")
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
