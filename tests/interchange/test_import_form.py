"""What of an XLSForm becomes what of a fieldkit form."""

import pytest

from fieldkit.forms.interchange.import_form import from_xlsform
from fieldkit.forms.interchange.read_workbook import read_md
from fieldkit.forms.interchange.types import SPELLINGS, read_type
from fieldkit.forms.interchange.workbook import sheet_of, workbook_of
from tests.interchange.sheets import imported


def test_rows_become_nested_yaml_in_quotes() -> None:
    """Block style, every text quoted: nothing is read as a number, a date or a truth value."""
    tables = """
| survey |
| | type          | name   | label   | relevant     |
| | select_one yn | agreed | Agreed? |              |
| | begin_group   | talk   | Talk    | ${agreed} = 'yes' |
| | integer       | age    | Age     |              |
| | end_group     |        |         |              |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no  | No: "never" |
| settings |
| | form_id | form_title | version |
| | talk | A talk | 2026.1 |
"""
    assert (
        from_xlsform(read_md(tables)).text
        == """\
form_id: "talk"
version: "2026.1"
title: "A talk"
choices:
  yn:
    "yes": "Yes"
    "no": "No: \\"never\\""
survey:
  - name: "agreed"
    type: "select_one yn"
    label: "Agreed?"
  - group: "talk"
    label: "Talk"
    relevant: "${agreed} = 'yes'"
    survey:
      - name: "age"
        type: "integer"
        label: "Age"
"""
    )


def test_a_form_without_settings_gets_its_id_from_the_file_and_no_version() -> None:
    """Version 0 means that there was none; it is not written on the way back."""
    found = from_xlsform(read_md("| survey |\n| | type | name | label |\n| | text | a | A |\n"), "market check")
    assert found.text.splitlines()[:3] == ['form_id: "market_check"', 'version: "0"', 'title: "market check"']


def test_language_columns_become_codes_and_keep_their_names() -> None:
    """`label::English (en)` is en; the heading comes back on export."""
    form = imported("""
| survey |
| | type | name | label::English (en) | label::fr | hint::Kinyarwanda | hint::Elvish |
| | text | a | A | Un | Rimwe | Er |
""")
    assert form["languages"] == ["en", "fr", "rw", "qaa"]
    assert form["languages_named"] == {"en": "English (en)", "rw": "Kinyarwanda", "qaa": "Elvish"}
    assert form["survey"] == [
        {"name": "a", "type": "text", "label": {"en": "A", "fr": "Un"}, "hint": {"rw": "Rimwe", "qaa": "Er"}}
    ]


def test_a_text_without_language_beside_others_is_in_the_default_language() -> None:
    """Without a default language in the settings it is in none that is stated: ISO's und."""
    tables = """
| survey |
| | type | name | label | label::fr |
| | text | a | A | Un |
"""
    assert imported(tables)["survey"] == [{"name": "a", "type": "text", "label": {"und": "A", "fr": "Un"}}]
    with_default = tables + "| settings |\n| | default_language |\n| | en |\n"
    assert imported(with_default)["survey"] == [{"name": "a", "type": "text", "label": {"en": "A", "fr": "Un"}}]


def test_columns_of_all_kinds_find_their_place() -> None:
    """Aliases, media, bind, body, instance, and columns that nobody knows."""
    columns = {
        "command": "text",
        "value": "a",
        "caption": "A",
        "image": "a.png",
        "media::audio::fr": "a.mp3",
        "relevance": "1 = 1",
        "calculate": "2",
        "readonly": "yes",
        "constraining_message": "No",
        "bind::odk:length": "5",
        "body::accept": "image/*",
        "instance::foo": "bar",
        "my notes": "kept",
    }
    found = from_xlsform(workbook_of([sheet_of("survey", [columns]), sheet_of("settings", [{"version": "1"}])]))
    assert (
        found.text.split("survey:\n")[1]
        == """\
  - name: "a"
    type: "text"
    label: "A"
    relevant: "1 = 1"
    constraint_message: "No"
    calculation: "2"
    read_only: "yes"
    media:
      image: "a.png"
      audio:
        fr: "a.mp3"
    bind:
      odk:length: "5"
    body:
      accept: "image/*"
    instance:
      foo: "bar"
    x:
      my notes: "kept"
""".replace("odk:length:", '"odk:length":').replace("my notes:", '"my notes":')
    )


def test_choices_keep_their_further_columns() -> None:
    """A choice with columns is a mapping with a label; one without is its text."""
    form = imported("""
| survey |
| | type | name | label | choice_filter |
| | select_one town | a | A | district = 'x' |
| choices |
| | list_name | name | label | district | image |
| | town | t1 | One | x | |
| | town | t2 | Two | | two.png |
| | town | t3 | Three | | |
""")
    assert form["choices"] == {
        "town": {
            "t1": {"label": "One", "district": "x"},
            "t2": {"label": "Two", "media": {"image": "two.png"}},
            "t3": "Three",
        }
    }


def test_a_list_with_a_value_twice_is_a_list_of_rows() -> None:
    """Where the settings allow it."""
    form = imported("""
| survey |
| | type | name | label |
| | select_one c | a | A |
| choices |
| | list_name | name | label | of |
| | c | x | X | one |
| | c | x | X | two |
| settings |
| | allow_choice_duplicates |
| | yes |
""")
    assert form["choices"] == {
        "c": [{"name": "x", "label": "X", "of": "one"}, {"name": "x", "label": "X", "of": "two"}]
    }


def test_unknown_sheets_settings_and_entities_are_kept() -> None:
    """An export writes them again."""
    form = imported("""
| survey |
| | type | name | label |
| | text | a | A |
| entities |
| | list_name | label |
| | people | ${a} |
| settings |
| | auto_send | name |
| | true | root |
| translators |
| | who | what |
| | M.  | all  |
""")
    assert form["entities"] == [{"list_name": "people", "label": "${a}"}]
    assert form["settings"] == {"auto_send": "true", "name": "root"}
    assert form["x"] == {"translators": [{"who": "M.", "what": "all"}]}


def test_a_loop_is_written_out_as_groups() -> None:
    """XLSForm's old loops repeat their questions for each choice."""
    tables = """
| survey |
| | type | name | label |
| | begin loop over fruit | eaten | Eaten |
| | integer | many | How many %(label)s? |
| | end loop | | |
| choices |
| | list_name | name | label |
| | fruit | fig | figs |
| | fruit | none | None |
"""
    found = from_xlsform(read_md(tables))
    assert [problem.severity for problem in found.problems] == ["warning"]
    assert imported(tables)["survey"] == [
        {
            "group": "eaten",
            "label": "Eaten",
            "survey": [
                {
                    "group": "fig",
                    "label": "figs",
                    "survey": [{"name": "many", "type": "integer", "label": "How many figs?"}],
                }
            ],
        }
    ]


def test_typographic_quotes_become_plain_ones_and_runs_of_spaces_one() -> None:
    """Word processors put them into expressions, where they mean nothing."""
    form = imported("| survey |\n| | type | name | label | default |\n| | text | a | A  B | concat(‘x’, “y”) |\n")
    assert form["survey"] == [{"name": "a", "type": "text", "label": "A B", "default": "concat('x', \"y\")"}]


def test_disabled_rows_and_remarks_are_left_out() -> None:
    """A row with neither type nor name nor label is a remark."""
    form = imported("""
| survey |
| | type | name | label | disabled | hint |
| | text | a | A | | |
| | text | b | B | yes | |
| | | | | | a remark |
""")
    assert form["survey"] == [{"name": "a", "type": "text", "label": "A"}]


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [
        ("int", "integer"),
        ("add integer prompt", "integer"),
        ("q string", "text"),
        ("datetime", "dateTime"),
        ("photo", "image"),
        ("gps", "geopoint"),
        ("imei", "deviceid"),
        ("select one from yn", "select_one yn"),
        ("select1 yn", "select_one yn"),
        ("add select multiple prompt using yn", "select_multiple yn"),
        ("select one yn or specify other", "select_one yn or_other"),
        ("select_one towns.csv", "select_one_from_file towns.csv"),
        ("select multiple from file a.csv", "select_multiple_from_file a.csv"),
    ],
)
def test_spellings_of_types_become_one(spelled: str, expected: str) -> None:
    """All spellings that ODK's tools read."""
    found = read_type(spelled)
    assert found is not None
    assert found.written == expected


def test_every_spelling_is_read() -> None:
    """Each stands for itself or another."""
    assert {word: read_type(word) for word in SPELLINGS if read_type(word) is None} == {}


def test_a_spelling_that_adds_something_is_kept_beside_what_it_adds() -> None:
    """`percentage` is an integer with bounds; the export writes percentage again."""
    form = imported("| survey |\n| | type | name | label |\n| | percentage | a | A |\n")
    assert form["survey"] == [
        {
            "name": "a",
            "type": "integer",
            "label": "A",
            "constraint": "0 <= . and . <= 100",
            "x": {"type": "percentage"},
        }
    ]


def test_a_line_of_the_yaml_knows_its_row() -> None:
    """So that what the form's own check finds can be corrected in the spreadsheet."""
    found = from_xlsform(read_md("| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | b | B |\n"))
    line = found.text.splitlines().index('  - name: "b"') + 1
    assert found.origin(line + 1) == ("survey", 3)


def test_columns_that_a_block_cannot_have_are_kept_aside() -> None:
    """`required` on a group means nothing to any engine, and comes back all the same."""
    form = imported("""
| survey |
| | type | name | label | required | required_message::fr |
| | begin_group | g | G | yes | Oui |
| | text | a | A | | |
| | end_group | | | | |
""")
    assert form["survey"] == [
        {
            "group": "g",
            "label": "G",
            "x": {"required_message::fr": "Oui", "required": "yes"},
            "survey": [{"name": "a", "type": "text", "label": "A"}],
        }
    ]
