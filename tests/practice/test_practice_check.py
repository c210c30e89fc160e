"""`fieldkit practice check`: file:line:column, what is wrong, what to do."""

import shutil
from pathlib import Path

import pytest

from fieldkit.errors import DataFileInvalid
from tests.forms.form_commands import Desk
from tests.practice.shipped import DEBT, FILES, PRACTICE, changed, text_of


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A folder to write into, with nothing in it."""
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


def test_every_vignette_that_ships_passes(desk: Desk) -> None:
    """Without a file those that ship, and the banks of items; the judgement form is neither."""
    said = desk.do("practice", "check", "--no-warnings")
    files = [*FILES, *sorted((PRACTICE / "banks").glob("*.yaml"))]
    assert (said.status, len(said.lines)) == (0, len(files) + 1)
    assert said.lines[-1] == f"0 errors, 0 warnings in {len(files)} files"
    assert all(line.endswith(": no mistakes") for line in said.lines[:-1])
    by_folder = desk.do("practice", "check", str(PRACTICE), "--json").data
    assert [Path(name).name for name in by_folder["files"]] == [path.name for path in files]
    assert (by_folder["errors"], {one["severity"] for one in by_folder["problems"]} <= {"warning"}) == (0, True)


def test_a_mistake_is_told_with_its_line_and_the_line_itself(desk: Desk) -> None:
    """As editors understand it."""
    data, line = changed(DEBT, ("right: [threat]", "right: [threats]"))
    file = desk.write(f"{DEBT}.yaml", data.decode())
    shutil.copy(PRACTICE / "tea_by_the_shop.yaml", desk.folder)
    said = desk.do("practice", "check", file, "--no-warnings")
    assert said.status == DataFileInvalid.exit_status
    assert said.lines[0].startswith(f"{file}:{line}:5: error: 'pressure' cannot be that")
    assert said.lines[0].endswith("; use: threat, hurt, taken, watched, none")
    assert "pressure: {right: [threats]" in said.lines[1]
    assert said.lines[-1] == "1 error, 0 warnings in 1 file"


def test_a_twin_is_looked_for_beside_the_file(desk: Desk) -> None:
    """Alone it lacks one."""
    file = desk.write(f"{DEBT}.yaml", text_of(DEBT))
    assert "there is no vignette 'tea_by_the_shop'" in desk.do("practice", "check", file).out
    shutil.copy(PRACTICE / "tea_by_the_shop.yaml", desk.folder)
    assert desk.do("practice", "check", file).status == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("form: border_quick_screen", "form: border_screen", "there is no form 'border_screen'"),
        ("Yego. Ariko ntibitinde", "Iterabwoba. Ariko ntibitinde", "a word that is a trap in rw: 'iterabwoba'"),
        ("theme: V05", "theme: &a V05", "an anchor (&a) is used"),
    ],
)  # fmt: skip
def test_forms_words_and_yaml_are_checked_as_well(desk: Desk, old: str, new: str, told: str) -> None:
    """A trap word in any text."""
    data, _ = changed(DEBT, (old, new))
    said = desk.do("practice", "check", desk.write(f"{DEBT}.yaml", data.decode()))
    assert (said.status, told in said.out) == (DataFileInvalid.exit_status, True)


def test_a_file_that_is_not_there_is_said(desk: Desk) -> None:
    """And nothing else happens."""
    said = desk.do("practice", "check", "none.yaml")
    assert (said.status, "none.yaml:0:0: error: the file cannot be read" in said.out) == (109, True)


def test_banks_of_items_are_checked_beside_the_vignettes(desk: Desk, tmp_path: Path) -> None:
    """A folder stands for both; a mistake in a bank, or a word that hurts, is told like one in a vignette."""
    shutil.copytree(PRACTICE, tmp_path / "practice")
    bank = tmp_path / "practice" / "banks" / "community.yaml"
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace("languages:", "colour: red\nlanguages:", 1), encoding="utf-8")
    said = desk.do("practice", "check", str(tmp_path / "practice"), "--no-warnings")
    assert said.status == DataFileInvalid.exit_status
    assert any("community.yaml" in line and "unknown key 'colour'" in line for line in said.lines)
