"""`fieldkit directory list|near|verify`. docs/instruments/data.md."""

from pathlib import Path

import pytest

from fieldkit.cases.read_directory import read_directory
from fieldkit.commands.library import DIRECTORY
from tests.content.shipped import FORMS
from tests.forms.form_commands import Desk

SHIPPED = FORMS / "data" / DIRECTORY


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A folder to write into, with nothing in it."""
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


def test_the_list_shows_what_may_be_shown_and_counts_the_rest(desk: Desk) -> None:
    """All of it with --all; by kind and by need."""
    said = desk.do("directory", "list")
    assert (said.status, "isange_line\t3029\tall\thigh\tnot verified" in said.lines) == (0, True)
    assert said.lines[-1] == "23 more without a telephone or of low confidence: --all"
    everything = desk.do("directory", "list", "--all", "--json").data["services"]
    assert len(everything) == 28
    assert [row["id"] for row in everything if not row["shown"] and row["phone"]] == ["rib_line"]
    kinds = desk.do("directory", "list", "--kind", "one_stop_centre", "--need", "doctor", "--all", "--json").data
    assert (len(kinds["services"]), kinds["hidden"]) == (8, 0)


def test_near_shows_what_an_interview_there_would_and_why_not_more(desk: Desk) -> None:
    """By post, by sector, by district; code or name."""
    said = desk.do("directory", "near", "rusumo", "--need", "doctor")
    assert said.lines[:3] == [
        "Rusumo, district Kirehe",
        "",
        "3029  Isange One Stop Centre, line  [isange_line, whole country]",
    ]
    assert "  isange_border_districts: no phone, low confidence" in said.lines
    assert "isange_gisenyi" not in said.out
    for typed, district in (("3304", "Rubavu"), ("gisenyi", "Rubavu"), ("33", "Rubavu"), ("Huye", "Huye")):
        assert desk.do("directory", "near", typed, "--json").data["district"] == district


def test_near_says_what_only_the_focal_point_can_reach(desk: Desk) -> None:
    """UNHCR and MINEMA have no number here yet."""
    said = desk.do("directory", "near", "unofficial", "--need", "protection")
    assert "through the focal point: MINEMA, UNHCR Rwanda" in said.lines
    assert "Unofficial crossing: in no district, so only what serves the whole country" in said.lines


def test_a_name_of_several_places_asks_for_the_code(desk: Desk) -> None:
    """Remera is a sector in four districts; Cyanika a post and two sectors."""
    said = desk.do("directory", "near", "Remera")
    assert (said.status, said.err.count("sector Remera in")) == (2, 4)
    assert (
        "cyanika (post Cyanika in Burera); 2502 (sector Cyanika in Nyamagabe)"
        in desk.do("directory", "near", "Cyanika").err
    )
    assert desk.do("directory", "near", "cyanika").status == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["near", "Atlantis"], "there is no sector, district or post 'Atlantis'"),
        (["near", "33", "--need", "docter"], "there is no need 'docter'; one of safe_place, doctor"),
        (["near", ""], "there is no sector, district or post ''"),
        (["list", "--kind", "clinic"], "there is no kind 'clinic'; one of hotline"),
        (["verify", "isange_rulli", "--by", "FP"], "there is no row 'isange_rulli'; did you mean 'isange_ruli'?"),
        (["verify", "isange_ruli", "--by", "FP"], "the row has no telephone"),
        (["verify", "gbv_line", "--by", " "], "--by, --phone and --hours are plain texts"),
        (["verify", "gbv_line", "--by", "FP", "--hours", "24h\x1b[2J"], "plain texts of at most 60 characters"),
        (["verify", "gbv_line", "--by", "FP", "--confidence", "sure"], "--confidence is one of high, medium, low"),
    ],
)
def test_what_was_typed_wrong_is_told_with_what_there_is(desk: Desk, words: list[str], told: str) -> None:
    """Nothing is written."""
    said = desk.do("directory", *words)
    assert (said.status, told in said.err, list(desk.folder.glob("*.yaml"))) == (2, True, [])


def test_a_call_is_written_down_with_the_day_and_every_comment_kept(desk: Desk) -> None:
    """Only the row that was called changes; the next call goes on with the same file."""
    first = desk.do("directory", "verify", "isange_ruli", "--phone", "0788 000 000", "--hours", "24h", "--by", "FP")
    assert first.status == 0
    assert desk.do("directory", "verify", "gbv_line", "--by", 'the "FP"', "--settled", "--file", DIRECTORY).status == 0
    before, after = SHIPPED.read_text(encoding="utf-8").splitlines(), (desk.folder / DIRECTORY).read_text("utf-8")
    assert after.splitlines()[:3] == before[:3]
    assert len(set(before) - set(after.splitlines())) <= 2
    rows = {row.id: row for row in read_directory(after.encode(), "d.yaml")}
    ruli, line = rows["isange_ruli"], rows["gbv_line"]
    assert (ruli.phone, ruli.hours, ruli.verified_by, ruli.may_be_shown) == ("0788 000 000", "24h", "FP", True)
    assert (line.verified_by, line.to_verify, line.verified_on, line.confidence) == (
        'the "FP"',
        (),
        ruli.verified_on,
        "high",
    )
    untouched = {row.id: row for row in read_directory(SHIPPED.read_bytes(), "d.yaml")}
    assert {key for key in rows if rows[key] != untouched[key]} == {"isange_ruli", "gbv_line"}


def test_what_does_not_fit_the_row_leaves_the_file_as_it_was(desk: Desk) -> None:
    """A telephone is digits."""
    desk.do("directory", "verify", "gbv_line", "--by", "FP")
    before = (desk.folder / DIRECTORY).read_bytes()
    said = desk.do("directory", "verify", "gbv_line", "--by", "FP", "--phone", "call me", "--file", DIRECTORY)
    assert (said.status, "`phone` cannot be 'call me'" in said.err) == (109, True)
    assert (desk.folder / DIRECTORY).read_bytes() == before


def test_a_copy_is_not_written_over_by_accident(desk: Desk) -> None:
    """Without --file the shipped file is the beginning: earlier calls would be lost."""
    desk.do("directory", "verify", "gbv_line", "--by", "FP")
    said = desk.do("directory", "verify", "isange_line", "--by", "FP")
    assert (said.status != 0, "it exists already" in said.err) == (True, True)
