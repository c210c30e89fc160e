"""`fieldkit form texts`: counts, translators' sheets, reviews and levels of use. docs/languages.md 7 and 8."""

import csv
import io
import os
from pathlib import Path

import pytest

from fieldkit.commands import text_sheet
from fieldkit.errors import DataFileInvalid, FormInvalid, UnknownLanguage, UnwritablePlace
from tests.forms.form_commands import Desk, Said

FORM = """\
# A form, with a comment that must stay.
form_id: visit
version: "1"
title: {en: A visit, fr: Une visite}  # the title
default_language: en
languages: [en, fr, rw]
choices:
  yn:
    "yes": {en: "Yes", fr: Oui, rw: Yego}
    "no": {en: "No", fr: Non, rw: Oya}
survey:
  - include: who
  - name: trade
    type: select_one yn
    label:
      en: Were you trafficked, ${name}?  # asked softly
      fr: "Victime de trafic, ${name} ?"
  - {name: border, type: text, label: "Which border?"}
  - name: more
    type: note
    label: {en: "He will call you.", fr: "Il vous appelle.", rw: "Azaguhamagara."}
"""
BLOCK = """\
block: who
languages: [en, fr, rw]
survey:
  - name: name
    type: text
    label: {en: What name?, fr: Quel nom ?, rw: Izina ni irihe?}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A folder with a form and the block that it includes."""
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path)
    desk.write("visit.yaml", FORM)
    (tmp_path / "blocks").mkdir()
    desk.write("blocks/who.yaml", BLOCK)
    return desk


def rows_of(desk: Desk, language: str = "rw") -> list[dict[str, str]]:
    """Write a sheet and return its rows."""
    assert desk.do("form", "texts", "visit.yaml", "--language", language, "-o", "s.csv", "--force").status == 0
    data = (desk.folder / "s.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def take(desk: Desk, rows: list[dict[str, str]], *more: str, comma: str = ",") -> Said:
    """Write rows as a sheet and take it over."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=comma)
    writer.writeheader()
    writer.writerows(rows)
    (desk.folder / "s.csv").write_bytes(out.getvalue().encode("utf-8-sig"))
    return desk.do("form", "texts", "visit.yaml", "--take", "s.csv", *more)


def row(place: str, words: str, english: str = "", file: str = "visit.yaml", language: str = "rw") -> dict[str, str]:
    texts = {"title": "A visit", "survey.trade.label": "Were you trafficked, ${name}?"}
    return {"file": file, "place": place, "en": english or texts.get(place, ""), language: words}


def everything(desk: Desk) -> tuple[str, str]:
    return ((desk.folder / "visit.yaml").read_text("utf-8"), (desk.folder / "blocks/who.yaml").read_text("utf-8"))


# --- how far they are ----------------------------------------------------------------------------------------


def test_each_language_is_counted_with_what_is_missing_and_what_is_wrong(desk: Desk) -> None:
    """Blocks count with the form. Trap words and words that assume somebody's sex are warnings."""
    said = desk.do("form", "texts", ".")
    assert said.lines[:4] == [
        "form\tlanguage\ttexts\tmissing\tunreviewed\ttraps\tgendered\tnotes",
        "visit\ten\t7\t0\t4\t0\t1\t0",
        "visit\tfr\t7\t0\t4\t1\t0\t1",
        "visit\trw\t7\t2\t3\t0\t0\t0",
    ]
    assert "rw, visit, missing: the title, the label of trade" in said.lines
    assert "fr, visit, must not be used: the label of trade has 'trafic': smuggling; say traite" in said.err
    assert "en, visit, assumes somebody's sex: the label of more has 'he'" in said.err


def test_of_one_language_everything_is_listed(desk: Desk) -> None:
    """Also what waits for a reader, and where the glossary has another word, with how sure it is."""
    said = desk.do("form", "texts", "visit.yaml", "--language", "fr")
    assert "fr, visit, waits for a fluent reader: name, trade, border, more" in said.lines
    assert [line for line in said.lines if "trafficking without traite (confidence high)" in line]
    assert desk.do("form", "texts", "visit.yaml", "--language", "fr", "--json").data["states"][0]["texts"] == 7


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["visit.yaml", "--language", "sw"], 2, "nothing here has texts in 'sw'"),
        (["lost.yaml"], 4, "lost.yaml"),
        (["blocks/who.yaml"], 2, "who.yaml is a block: its texts are counted in the forms"),
        (["visit.yaml", "-o", "s.csv"], 2, "a sheet is for one language: --language rw; the source is en"),
        (["visit.yaml", "-o", "s.csv", "--language", "en"], 2, "a sheet is for one language"),
        (["visit.yaml", "-o", "s.csv", "--language", "rw", "--use", "rw=pilot"], 2, "are done one after the other"),
        (["visit.yaml", "--use", "rw"], 2, "'rw' is not LANGUAGE=VALUE"),
        (["visit.yaml", "--use", "rw=always"], 2, "there is no level 'always'; one of practice, pilot, field"),
        (["visit.yaml", "--use", "sw=pilot"], UnknownLanguage.exit_status, "has no texts in 'sw'"),
        (["visit.yaml", "--reviewed", "rw=lost"], 2, "visit.yaml has no question or group 'lost' of its own"),
        (["visit.yaml", "--reviewed", "rw=name"], 2, "no question or group 'name' of its own"),
        (["blocks/who.yaml", "--use", "rw=pilot"], 2, "who.yaml is a block: levels of use are those of forms"),
        (["visit.yaml", "--take", "lost.csv"], 4, "lost.csv"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(desk: Desk, words: list[str], status: int, told: str) -> None:
    """With what there is instead."""
    before = everything(desk)
    said = desk.do("form", "texts", *words)
    assert (told in said.err + said.out, everything(desk)) == (True, before), said
    assert said.status == status or (status == 4 and said.status not in (0, 1))
    assert not (desk.folder / "s.csv").exists()


# --- sheets --------------------------------------------------------------------------------------------------


def test_a_sheet_has_a_row_for_each_text_with_what_is_known_of_it(desk: Desk) -> None:
    """Where it stands, what it is, the source, the translation, whether it was read, what to look at."""
    rows = {row["place"]: row for row in rows_of(desk, "fr")}
    assert list(rows["title"]) == ["file", "place", "what", "en", "fr", "reviewed", "note"]
    assert list(rows) == [
        "title",
        *("choices.yn.yes", "choices.yn.no"),
        *("survey.trade.label", "survey.border.label", "survey.more.label", "survey.name.label"),
    ]
    assert (rows["survey.name.label"]["file"], rows["choices.yn.no"]["what"]) == ("blocks/who.yaml", "choice")
    assert rows["survey.trade.label"]["note"].startswith("'trafic': smuggling; say traite; perhaps: trafficking")
    assert (rows["survey.border.label"]["note"], rows["survey.border.label"]["reviewed"]) == ("missing", "no")


def test_a_sheet_that_nobody_changed_changes_nothing(desk: Desk) -> None:
    """Not a byte."""
    before = everything(desk)
    said = take(desk, rows_of(desk))
    assert (said.lines[-1], everything(desk)) == ("0 texts taken over, 7 as they were", before)


@pytest.mark.parametrize("comma", [",", ";"])
def test_translations_go_to_their_place_and_comments_stay(desk: Desk, comma: str) -> None:
    """Into the form and into its block; a text without languages gets them; spreadsheets may use semicolons."""
    new = [
        row("survey.trade.label", 'Waba waracurujwe, ${name}? "neza"'),
        row("survey.border.label", "Umupaka uwuhe?", "Which border?"),
        row("survey.name.label", "Witwa nde?", "What name?", "blocks/who.yaml"),
        row("title", "Gusura"),
        row("survey.more.label", "", "He will call you."),
    ]
    assert take(desk, new, comma=comma).status == 0
    form, block = everything(desk)
    assert 'title: {en: A visit, fr: Une visite, rw: "Gusura"}  # the title' in form
    assert '      en: Were you trafficked, ${name}?  # asked softly\n      fr: "Victime de' in form
    assert '      rw: "Waba waracurujwe, ${name}? \\"neza\\""\n' in form
    assert 'label: {en: "Which border?", rw: "Umupaka uwuhe?"}}' in form
    assert 'rw: "Witwa nde?"}' in block
    assert 'rw: "Azaguhamagara."' in form  # an empty cell takes nothing away
    assert desk.do("form", "check", "visit.yaml").status == 0
    assert sorted(path.name for path in desk.folder.iterdir() if path.is_file()) == ["s.csv", "visit.yaml"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (row("survey.trade.label", "Waba?", "Were you sold?"), "the text in en is not that of the form any more"),
        (row("survey.trade.label", "Waba waracurujwe?"), "what is filled in is not that of the source: ${name}"),
        (row("survey.trade.label", "Waba, ${nmae}?"), "not that of the source: ${name}, ${nmae}; copy it"),
        (row("title", "Gusura ${x}"), "what is filled in is not that of the source: ${x}"),
        (row("title", "Gusura ${x"), "there is a ${ that nothing closes"),
        (row("title", "Gu\x1b[2Jsura"), "there is a control character in the text"),
        (row("title", "x" * 10_001), "or it is too long"),
        (row("title", "Kubazwa"), "a word that must not be used, 'kubazwa': to be questioned by the police"),
        (row("survey.lost.label", "x", "y"), "there is no text at 'survey.lost.label'; write the sheet anew"),
        (row("title", "x", file="other.yaml"), "there is no file 'other.yaml'; the files are visit.yaml, blocks/who.y"),
        (row("title", "Ziara", language="sw"), "visit.yaml has no sw; add sw to its `languages:` first"),
    ],
)
def test_one_wrong_row_leaves_every_file_as_it_was(desk: Desk, wrong: dict[str, str], told: str) -> None:
    """Each is told with its row; what was typed is not repeated but for what is filled in."""
    before = everything(desk)
    good = {**row("survey.name.label", "Witwa nde?", "What name?", "blocks/who.yaml"), "sw": ""}
    said = take(desk, [good, {"rw": "", "sw": "", **wrong}])
    assert said.status == DataFileInvalid.exit_status
    assert [line for line in said.lines if line.startswith("s.csv: row 3: ") and told in line], said.out
    assert (said.lines[-1].endswith("nothing was changed"), everything(desk)) == (True, before)


def test_two_texts_for_one_place_are_told(desk: Desk) -> None:
    """Two translators were given the same sheet."""
    said = take(desk, [row("title", "Gusura"), row("title", "Gusura"), row("title", "Uruzinduko")])
    assert "s.csv: row 4: row 2 has another text for this place; keep one of the two" in said.lines


def test_a_trap_word_that_was_meant_is_taken_with_force(desk: Desk) -> None:
    """Somebody fluent may know better."""
    assert take(desk, [row("title", "Kubazwa")], "--force").status == 0
    assert 'rw: "Kubazwa"' in everything(desk)[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the first row does not name the columns"),
        (b"place,en,rw\n", "the first row does not name the columns"),
        (b"file,place,en\na,b,c\n", "the first row does not name the columns"),
        (b"file,place,en,rw\n", "the sheet has no rows"),
        (b'file,place,en,rw\n"open', "this is no CSV file in UTF-8"),
        ("file,place,en,rw\na,b,é,d\n".encode("latin-1"), "this is no CSV file in UTF-8; save it as CSV UTF-8"),
        (b"file,place,en,rw\n" + b"x" * text_sheet.MAX_BYTES, "more than 8388608 bytes"),
    ],
    ids=["empty", "no file", "no language", "no rows", "open quote", "latin-1", "too large"],
)
def test_what_is_no_sheet_is_refused(desk: Desk, data: bytes, told: str) -> None:
    """Excel saves CSV in the old encoding unless it is told otherwise."""
    (desk.folder / "s.csv").write_bytes(data)
    said = desk.do("form", "texts", "visit.yaml", "--take", "s.csv")
    assert (said.status, told in said.out) == (DataFileInvalid.exit_status, True)


def test_a_cell_that_a_spreadsheet_would_compute_is_made_harmless_and_comes_back(desk: Desk) -> None:
    """=HYPERLINK(...) in a label must not run in the translator's spreadsheet."""
    desk.write("visit.yaml", FORM.replace("title: {en: A visit", 'title: {en: "=1+1"'))
    title = rows_of(desk)[0]
    assert title["en"] == "'=1+1"
    assert take(desk, [{**title, "rw": "'-1"}]).status == 0
    assert 'rw: "-1"' in everything(desk)[0]


def test_a_translation_that_the_form_cannot_take_is_refused_before_anything_is_written(desk: Desk) -> None:
    """The whole form is checked as it would be."""
    desk.write(
        "visit.yaml", FORM.replace("languages: [en, fr, rw]\nchoices", "languages: [en, fr, rw]\nbad: x\nchoices")
    )
    before = everything(desk)
    said = take(desk, [row("title", "Gusura")])
    assert (said.status, everything(desk)) == (FormInvalid.exit_status, before)


# --- reviews and levels --------------------------------------------------------------------------------------


def test_a_review_and_a_level_are_written_into_the_form(desk: Desk) -> None:
    """What is said for other languages stays; the field only when everything was read, blocks as well."""
    early = desk.do("form", "texts", "visit.yaml", "--use", "fr=field")
    assert (early.status, "4 texts in fr are missing or unreviewed (name, trade, border)" in early.err) == (2, True)
    assert desk.do("form", "texts", "visit.yaml", "--reviewed", "fr=trade,border", "--use", "rw=pilot").status == 0
    head = "languages: [en, fr, rw]\nuse: {en: practice, fr: practice, rw: pilot}\n"
    assert f"{head}reviewed: {{en: none, fr: [trade, border], rw: none}}\n" in everything(desk)[0]
    half = desk.do("form", "texts", "visit.yaml", "--reviewed", "fr=all", "--use", "fr=field")
    assert (half.status, "1 texts in fr are missing or unreviewed (name)" in half.err) == (2, True)
    assert desk.do("form", "texts", "blocks/who.yaml", "--reviewed", "fr=all").status == 0
    assert desk.do("form", "texts", "visit.yaml", "--reviewed", "fr=all", "--use", "fr=field").status == 0
    assert "\nuse: {en: practice, fr: field, rw: pilot}\n" in everything(desk)[0]
    assert "# A form, with a comment that must stay." in everything(desk)[0]


@pytest.mark.parametrize(
    ("reviewed", "place", "english", "left"),
    [
        ("{rw: all}", "survey.more.label", "He will call you.", "{rw: [trade, border]}"),
        ("{rw: [more, trade]}", "survey.more.label", "He will call you.", "{rw: [trade]}"),
        ("{rw: [more]}", "survey.more.label", "He will call you.", "{rw: none}"),
        ("all", "choices.yn.no", "No", "{en: all, fr: all, rw: [border, more]}"),
        ("{fr: all}", "survey.more.label", "He will call you.", "{fr: all}"),
        ("{rw: all}", "title", "A visit", "{rw: all}"),
    ],
)
def test_a_text_that_changes_has_no_review_any_more(
    desk: Desk, reviewed: str, place: str, english: str, left: str
) -> None:
    """Nor has a question whose choices change; other languages and questions keep theirs."""
    desk.write("visit.yaml", FORM.replace("choices:\n", f"reviewed: {reviewed}\nchoices:\n"))
    assert take(desk, [row(place, "Rishya", english)]).status == 0
    assert f"\nreviewed: {left}\n" in everything(desk)[0]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights, and links need a privilege")
def test_a_changed_file_keeps_its_rights_and_a_link_stays_a_link(desk: Desk) -> None:
    """A form shared with colleagues stays readable for them; where the name is a link, what it leads to is changed."""
    real = desk.folder / "elsewhere.yaml"
    (desk.folder / "visit.yaml").rename(real)
    real.chmod(0o664)
    (desk.folder / "visit.yaml").symlink_to(real.name)
    rows = rows_of(desk)
    rows = [{**row, "rw": "Umupaka uwuhe?"} if row["en"] == "Which border?" else row for row in rows]
    assert take(desk, rows).status == 0
    assert (desk.folder / "visit.yaml").is_symlink()
    assert "Umupaka uwuhe?" in real.read_text(encoding="utf-8")
    assert real.stat().st_mode & 0o777 == 0o664
    assert desk.do("form", "texts", "visit.yaml", "--use", "rw=pilot").status == 0
    assert (desk.folder / "visit.yaml").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o664


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator writes everywhere")
def test_a_file_that_may_not_be_written_is_left_alone(desk: Desk) -> None:
    """Renaming would get around its protection."""
    (desk.folder / "visit.yaml").chmod(0o444)
    assert desk.do("form", "texts", "visit.yaml", "--use", "rw=pilot").status == UnwritablePlace.exit_status
