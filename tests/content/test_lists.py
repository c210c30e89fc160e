"""The lists that forms share: countries, places, languages. docs/instruments/data.md."""

import csv
import re
from collections import Counter

import pytest
from babel import __version__ as babel_version

from fieldkit.cases.places import DISTRICTS
from fieldkit.commands.beside import Beside
from fieldkit.commands.library import posts, sectors
from fieldkit.forms.check import check_form, load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Answer
from fieldkit.forms.screens import QuestionView
from fieldkit.ui.drawing import draw_page
from fieldkit.ui.keys import Key
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import open_page, press
from scripts import shared_data
from tests.content.shipped import FORMS
from tests.content.walking import screens, walk

DATA = FORMS / "data"
LISTS = sorted(path.name for path in DATA.glob("*.csv") if path.name != "glossary.csv")

PLACE = """\
form_id: a_place
version: "1"
title: {en: A place, fr: Un lieu, rw: Ahantu, sw: Mahali}
languages: [en, fr, rw, sw]
non_response: [dk, ref]
survey:
  - {name: country, type: select_one_from_file countries.csv, label: {en: Country?, fr: Pays?, rw: Igihugu?, sw: Nchi?}}
  - name: province
    type: select_one_from_file provinces.csv
    label: {en: Province?, fr: Province?, rw: Intara?, sw: Mkoa?}
  - name: district
    type: select_one_from_file districts.csv
    label: {en: District?, fr: District?, rw: Akarere?, sw: Wilaya?}
    choice_filter: "province = ${province}"
  - name: sector
    type: select_one_from_file sectors.csv
    label: {en: Sector?, fr: Secteur?, rw: Umurenge?, sw: Sekta?}
    choice_filter: "district = ${district}"
  - name: post
    type: select_one_from_file border_posts.csv
    parameters: value=code label=name
    label: {en: Post?, fr: Poste?, rw: Umupaka?, sw: Kituo?}
  - {name: site, type: select_one_from_file refugee_sites.csv, label: {en: Site?, fr: Site?, rw: Inkambi?, sw: Kambi?}}
  - name: tongue
    type: select_one_from_file languages.csv
    label: {en: Language?, fr: Langue?, rw: Ururimi?, sw: Lugha?}
"""


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a list by its columns."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def form() -> CompiledForm:
    return compile_form(load_form(PLACE, "a_place.yaml", Beside(FORMS / "a_place.yaml")))


@pytest.mark.skipif(babel_version != shared_data.MADE_WITH, reason="another Babel knows other names")
def test_the_lists_of_cldr_are_those_that_the_script_makes() -> None:
    """Nobody types the name of a country: `python scripts/shared_data.py`."""
    assert {name: (DATA / name).read_bytes() for name in shared_data.made()} == shared_data.made()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_codes_that_fit_an_answer_each_once(name: str) -> None:
    """A code is what is stored: letters, digits and _, never a name."""
    codes = [row.get("name", "") if "code" not in row else row["code"] for row in rows(name)]
    assert [code for code in codes if not re.fullmatch(r"[A-Za-z0-9_]+", code)] == []
    assert [code for code, times in Counter(codes).items() if times > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_plain_utf8_with_as_many_cells_as_columns(name: str) -> None:
    """ODK reads the same files."""
    data = (DATA / name).read_bytes()
    assert (data.startswith(b"\xef\xbb\xbf"), b"\r" in data, data.endswith(b"\n")) == (False, False, True)
    assert [row for row in rows(name) if None in row or None in row.values()] == []


@pytest.mark.parametrize("name", ["provinces.csv", "border_posts.csv", "refugee_sites.csv"])
def test_what_is_no_proper_name_is_said_in_four_languages(name: str) -> None:
    """Districts and sectors are called the same in all."""
    label = "name" if name == "border_posts.csv" else "label"
    assert [row for row in rows(name) if not all(row[f"{label}::{code}"] for code in ("en", "fr", "rw", "sw"))] == []


def test_there_are_249_countries_the_neighbours_first() -> None:
    """And one code for a person of no country. Not known is an answer, no country."""
    found = rows("countries.csv")
    assert Counter(row["kind"] for row in found) == {"country": 249, "stateless": 1}
    assert [row["name"] for row in found[:7]] == ["RW", "BI", "CD", "UG", "TZ", "KE", "SS"]
    assert [row["name"] for row in found if not (row["label::en"] and row["label::fr"] and row["label::sw"])] == []
    rest = [row["label"] for row in found[22:249]]
    assert rest == sorted(rest, key=shared_data._sortable)


def test_a_country_has_its_other_two_codes_of_iso() -> None:
    """For tables of others; each once."""
    found = [row for row in rows("countries.csv") if row["kind"] == "country"]
    for column, form_of in (("iso3", r"[A-Z]{3}"), ("iso_number", r"[0-9]{3}")):
        assert [row for row in found if not re.fullmatch(form_of, row[column])] == []
        assert len({row[column] for row in found}) == 249
    known = {row["name"]: (row["iso3"], row["iso_number"]) for row in found}
    assert (known["RW"], known["CD"], known["DE"], known["MM"], known["ET"], known["YE"]) == (
        *(("RWA", "646"), ("COD", "180"), ("DEU", "276")),
        *(("MMR", "104"), ("ETH", "231"), ("YEM", "887")),
    )


def test_a_name_in_kinyarwanda_says_how_sure_it_is() -> None:
    """Only three are CLDR's; where there is none, the country is shown in English."""
    found = rows("countries.csv")
    assert [row["name"] for row in found if bool(row["label::rw"]) != bool(row["rw_confidence"])] == []
    assert [row["name"] for row in found if row["rw_confidence"] == "high"] == ["RW", "MK", "TO"]


def test_the_provinces_districts_and_sectors_hang_together() -> None:
    """5, 30 and 416; each code begins with that of what it lies in."""
    provinces = {row["name"] for row in rows("provinces.csv")}
    districts = {row["name"]: row for row in rows("districts.csv")}
    assert {code: row["label"] for code, row in districts.items()} == DISTRICTS
    assert (len(provinces), len(districts), len(sectors())) == (5, 30, 416)
    assert [code for code, row in districts.items() if row["province"] != code[0] or code[0] not in provinces] == []
    assert [row["name"] for row in rows("sectors.csv") if row["name"][:2] != row["district"]] == []


def test_names_of_sectors_would_not_do_as_codes() -> None:
    """Twelve are called as a district is, and twenty-six names are those of several sectors."""
    names = Counter(sector.name for sector in sectors().values())
    assert len(set(names) & set(DISTRICTS.values())) == 12
    assert sum(times > 1 for times in names.values()) == 26


def test_places_of_posts_and_sites_are_codes_of_districts_and_countries() -> None:
    """So that a filter or a count needs no table of names."""
    countries = {row["name"] for row in rows("countries.csv")}
    for row in (*rows("border_posts.csv"), *rows("refugee_sites.csv")):
        assert row["district"] in {*DISTRICTS, ""}
        assert set((row.get("neighbour") or row.get("origin") or "").split()) <= countries


def test_a_post_says_what_it_is_and_that_its_hours_are_data() -> None:
    """Seventeen official ones, a path, and no border at all."""
    found = posts()
    assert Counter(post.kind for post in found.values()) == {"land": 16, "air": 1, "unofficial": 1, "internal": 1}
    assert [post.code for post in found.values() if post.status == "neighbour_closed"] == ["nemba"]
    hours = [post.hours for post in found.values() if post.kind in ("land", "air")]
    assert [text for text in hours if not re.fullmatch(r"24h|\d\d:\d\d-\d\d:\d\d", text)] == []


def test_the_form_that_uses_all_lists_has_no_mistake() -> None:
    """A list brings names of its own: what it lacks in a language is no mistake of the form."""
    checked = check_form(PLACE, "a_place.yaml", Beside(FORMS / "a_place.yaml"))
    assert [problem.what for problem in checked.problems] == []


def test_province_district_and_sector_narrow_each_other_down(form: CompiledForm) -> None:
    """The choices of a question are those in what was answered before, and codes are what is kept."""
    given = {"country": "RW", "province": "3", "district": "33", "sector": "3304", "post": "corniche"}
    shown = {screen.name: screen for screen in screens(form, given)}
    assert [choice.value for choice in shown["district"].choices] == [code for code in DISTRICTS if code[0] == "3"]
    assert len(shown["sector"].choices) == 12
    assert {name: value for name, value in walk(form, given).answers.items() if value in given.values()} == given


def test_every_sector_can_be_reached(form: CompiledForm) -> None:
    """416 of them, through their district."""
    reached = []
    for code in DISTRICTS:
        shown = {s.name: s for s in screens(form, {"province": code[0], "district": code})}
        reached += [choice.value for choice in shown["sector"].choices]
    assert reached == list(sectors())


@pytest.mark.parametrize(
    ("language", "first", "later"),
    [
        ("en", "Rwanda", "Afghanistan"),
        ("fr", "Rwanda", "Afghanistan"),
        ("sw", "Rwanda", "Afghanistan"),
        ("rw", "U Rwanda", "Afghanistan"),
    ],
)
def test_countries_are_shown_in_the_language_of_the_interview(
    form: CompiledForm, language: str, first: str, later: str
) -> None:
    """In English where it has no name for one."""
    country: QuestionView = screens(form, {}, language)[0]
    assert (country.choices[0].label, country.choices[22].label) == (first, later)
    assert len(country.choices) == 250


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("en", "qat", "QA"),
        ("fr", "emirats", "AE"),
        ("rw", "arabiya sa", "SA"),
        ("sw", "saudia", "SA"),
        ("en", "1", "RW"),
    ],
)
def test_a_country_is_found_by_typing_a_part_of_its_name(
    form: CompiledForm, language: str, typed: str, code: str
) -> None:
    """250 of them need no screen of 250 lines: 80 columns and 24 lines do."""
    page = open_page(screens(form, {}, language)[0])
    drawn = draw_page(page, Occasion({language: "A place"}, "K7M-4QX", {language: "practice"}), 80, 24)
    assert len(drawn.rows) <= 24
    for sign in typed:
        page, _ = press(page, sign)
    assert press(page, Key.ENTER)[1] == Answer(code)
