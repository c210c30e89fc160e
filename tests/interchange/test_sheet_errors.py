"""Every mistake of a workbook is named with its sheet, row and column, what is wrong, and what to do."""

import pytest

from tests.interchange.sheets import complaints, imported

YN = """
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no  | No  |
"""


def survey(*lines: str, columns: str = "type | name | label") -> str:
    """Return a survey sheet of these rows, and a list yn."""
    return "\n".join(("| survey |", f"| | {columns} |", *(f"| | {line} |" for line in lines), YN))


def test_a_good_workbook_has_no_complaints() -> None:
    """The workbook that the cases below break."""
    assert complaints(survey("text | a | A", "select_one yn | b | B")) == []


ROWS: list[tuple[str, list[str], str]] = [
    (
        "no type",
        [" | a | A"],
        "survey row 2, column 'type': error: the row has no type; choose one, such as text or select_one LIST",
    ),
    ("unknown type", ["txt | a | A"], "survey row 2, column 'type': error: unknown type 'txt'; did you mean 'text'?"),
    (
        "a select without list",
        ["select_one | a | A"],
        "survey row 2, column 'type': error: unknown type 'select_one';"
        " write the name of its list behind it, as in select_one LIST",
    ),
    (
        "no name",
        ["text | | A"],
        "survey row 2, column 'name': error: the row has no name; give it one: a letter first, no spaces",
    ),
    (
        "a bad name",
        ["text | a b | A"],
        "survey row 2, column 'name': error: 'a b' is not a name;"
        " begin with a letter or _, then letters, digits, _, - and .",
    ),
    (
        "a name twice",
        ["text | a | A", "text | a | A"],
        "survey row 3, column 'name': error: the name 'a' is used twice here (first in row 2);"
        " give one of the two another name",
    ),
    (
        "the name of the form's own part",
        ["text | meta | A"],
        "survey row 2, column 'name': error: the name 'meta' belongs to the form itself; choose another name",
    ),
    (
        "an end too many",
        ["text | a | A", "end_group | |"],
        "survey row 3, column 'type': error: an end of a group, but nothing is open;"
        " match every begin with its own end",
    ),
    (
        "a wrong end",
        ["begin_repeat | r | R", "text | a | A", "end_group | |", "end_repeat | |"],
        "survey row 4, column 'type': error: an end of a group, but the repeat of row 2 is open;"
        " match every begin with its own end",
    ),
    (
        "no end",
        ["begin_group | g | G", "text | a | A"],
        "survey row 2, column 'type': error: the group 'g' is never ended; add a row end_group",
    ),
    (
        "a repeat like the form",
        ["begin_repeat | data | R", "text | a | A", "end_repeat | |"],
        "survey row 2, column 'name': error: a repeat cannot be called 'data' like the form; rename it",
    ),
    (
        "no label",
        ["text | a |"],
        "survey row 2, column 'label': error: 'a' has neither label nor hint; write what is asked in `label`",
    ),
    (
        "an unknown list",
        ["select_one ynn | a | A"],
        "survey row 2, column 'type': error: there is no list 'ynn'; did you mean 'yn'?",
    ),
    (
        "a file of no known kind",
        ["select_one_from_file a.txt | a | A"],
        "survey row 2, column 'type': error: 'a.txt' is no file of choices;"
        " name a file that ends in .csv, .xml, .geojson",
    ),
    (
        "an unknown question in a text",
        ["text | name | Name", "note | b | Hello ${nmae}"],
        "survey row 3, column 'label': error: there is no question 'nmae'; did you mean 'name'?",
    ),
    (
        "a reference with a space",
        ["text | a | A", "note | b | ${ a }"],
        "survey row 3, column 'label': error: a reference is not closed or not a name: '${ a }';"
        " write ${name} without spaces",
    ),
    (
        "a reference to any of two",
        ["begin_group | g | G", "text | a | A", "end_group | |", "text | a | A", "note | b | ${a}"],
        "survey row 6, column 'label': error: ${a} could be any of 2 questions or groups;"
        " give the one that is meant a name of its own",
    ),
    (
        "a file that is two",
        ["csv-external | yn |"],
        "survey row 2, column 'name': error: 'yn' is the file yn.csv here and a choice list elsewhere;"
        " give one of the two another name",
    ),
]


@pytest.mark.parametrize(("lines", "expected"), [case[1:] for case in ROWS], ids=[case[0] for case in ROWS])
def test_a_mistake_in_a_row_names_the_row(lines: list[str], expected: str) -> None:
    """Rows count as the spreadsheet shows them: the headings are row 1."""
    assert complaints(survey(*lines)) == [expected]


COLUMNS: list[tuple[str, str, list[str], str]] = [
    (
        "calculation missing",
        "calculation",
        ["calculate | a | |"],
        "survey row 2, column 'calculation': error: the calculate has no calculation; write what it computes",
    ),
    (
        "or_other with a filter",
        "choice_filter",
        ["select_one yn or_other | a | A | name = 'yes'"],
        "survey row 2, column 'choice_filter': error: or_other does not go with a choice_filter;"
        " add a choice and a text question instead of or_other",
    ),
    (
        "a trigger that is no list",
        "trigger",
        ["text | a | A |", "text | b | B |", "text | c | C | ${a} ${b}"],
        "survey row 4, column 'trigger': error: '${a} ${b}' is not a list of questions; write ${one}, ${two}",
    ),
    (
        "a trigger that nobody sees",
        "trigger | calculation",
        ["calculate | a | | | 1", "calculate | b | | ${a} | 2"],
        "survey row 3, column 'trigger': error: 'a' is never shown, so nobody can change it;"
        " name a question that is asked",
    ),
    (
        "an unknown trigger",
        "trigger",
        ["text | alpha | A |", "text | b | B | ${alfa}"],
        "survey row 3, column 'trigger': error: there is no question 'alfa'; did you mean 'alpha'?",
    ),
    (
        "a background-geopoint alone",
        "trigger",
        ["background-geopoint | a | A |"],
        "survey row 2, column 'trigger': error: a background-geopoint needs a trigger; name a question: ${name}",
    ),
    (
        "big image alone",
        "media::big-image",
        ["note | a | A | a.png"],
        "survey row 2, column 'media::big-image': error: a big-image without an image; add the small image too",
    ),
    (
        "save_to without entities",
        "save_to",
        ["text | a | A | p"],
        "survey row 2, column 'save_to': error: save_to without an entities sheet;"
        " add the sheet, or leave the column out",
    ),
    (
        "two columns in one",
        "caption",
        ["text | a | A | A"],
        "survey row 1, column 'caption': error: 'label' and 'caption' are two names of one column; keep one of the two",
    ),
    (
        "a list that is searched and not searched",
        "appearance",
        ["select_one yn | a | A | search('f')", "select_one yn | b | B |"],
        "survey row 2, column 'appearance': error: the list 'yn' is searched here but not in row 3;"
        " use search() in both, or a list of its own",
    ),
    (
        "two lists in one table",
        "appearance",
        [
            "begin_group | g | G | table-list",
            "select_one yn | a | A |",
            "select_one c | b | B |",
            "end_group | | |",
        ],
        "survey row 4, column 'type': error: a table-list of the lists 'yn' and others;"
        " use one list in the whole group",
    ),
]


@pytest.mark.parametrize(
    ("column", "lines", "expected"), [case[1:] for case in COLUMNS], ids=[case[0] for case in COLUMNS]
)
def test_a_mistake_in_a_column_names_the_column_as_the_sheet_does(column: str, lines: list[str], expected: str) -> None:
    """One column more than type, name and label."""
    tables = survey(*lines, columns=f"type | name | label | {column}") + "| | c | x | X |\n"
    assert complaints(tables) == [expected]


PARAMETERS: list[tuple[str, str, str]] = [
    ("range", "start 1", "'start 1' is not a list of parameters; write key=value key=value"),
    (
        "range",
        "stop=5",
        "range has no parameter stop; use: end, placeholder, start, step, tick_interval, tick_labelset",
    ),
    ("range", "start=a", "start must be a number; write start=1"),
    ("range", "step=0", "step must not be 0; make it 1 or more"),
    ("range", "start=1 end=5 step=9", "step is larger than the whole range; make it smaller than end - start"),
    ("range", "step=2 tick_interval=3 end=11", "tick_interval is not a multiple of step; make it one"),
    ("range", "placeholder=99", "placeholder is outside the range; make it a number from start to end"),
    ("range", "tick_labelset=nil", "there is no list 'nil' for tick_labelset; add it to the choices"),
    ("range", "tick_labelset=yn", "the choice 'yes' of 'yn' is not a number; label numbers only"),
    ("text", "rows=x", "rows must be a whole number; write rows=5"),
    ("select_one yn", "seed=3", "seed means nothing without randomize; add randomize=true"),
    ("select_one yn", "randomize=maybe", "randomize cannot be 'maybe'; use one of: true, false"),
    (
        "select_one_from_file a.csv",
        "value=a(",
        "value=a( cannot be the name of a column; use letters, digits, _, - and .",
    ),
    ("image", "app=odk", "app=odk is not the name of an Android package; write it as org.example.app"),
    ("audio", "quality=best", "quality cannot be 'best'; use one of: voice-only, low, normal, external"),
    ("geotrace", "incremental=no", "incremental can only be true; write incremental=true, or leave it out"),
    ("geopoint", "capture-accuracy=x", "capture-accuracy must be a number; write capture-accuracy=5"),
    (
        "geopoint",
        "reference-geometry=here",
        "reference-geometry names 'here', which is no list, file or ${repeat};"
        " name a choice list, an attached file, or ${repeat}",
    ),
]


@pytest.mark.parametrize(
    ("kind", "text", "expected"), PARAMETERS, ids=[f"{kind} {text}" for kind, text, _ in PARAMETERS]
)
def test_parameters_are_checked_by_the_type_of_their_question(kind: str, text: str, expected: str) -> None:
    """The rules are also there for forms written by hand: `parameter_faults`."""
    tables = survey(f"{kind} | a | A | {text}", columns="type | name | label | parameters")
    assert complaints(tables) == [f"survey row 2, column 'parameters': error: {expected}"]


def test_an_audit_says_its_location_whole() -> None:
    """Three parameters belong together."""
    tables = survey("audit | | | location-priority=balanced", columns="type | name | label | parameters")
    assert complaints(tables) == [
        "survey row 2, column 'parameters': error: the audit's location needs location-min-interval, location-max-age"
        " too; give all of: location-priority, location-min-interval, location-max-age"
    ]


CHOICES: list[tuple[str, str, str]] = [
    ("no value", "| | c | | X |", "choices row 2, column 'name': error: a choice of 'c' has no value; give it one"),
    (
        "a value twice",
        "| | c | x | X |\n| | c | x | Y |",
        "choices row 3, column 'name': error: the value 'x' stands twice in 'c' (first in row 2);"
        " change one, or set allow_choice_duplicates to yes",
    ),
    (
        "no list",
        "| | c | x | X |\n| | | y | Y |",
        "choices row 3, column 'list_name': warning: a choice without a list is left out; name its list",
    ),
    (
        "an unknown question in a label",
        "| | c | x | ${zz} |",
        "choices row 2, column 'label': error: there is no question 'zz'; name a question of the survey",
    ),
    (
        "a value with a space",
        "| | c | x y | X |",
        "survey row 2, column 'type': error: the choice 'x y' of 'c' has a space: several answers are kept with spaces;"
        " write _ instead of the space",
    ),
]


@pytest.mark.parametrize(("lines", "expected"), [case[1:] for case in CHOICES], ids=[case[0] for case in CHOICES])
def test_a_mistake_in_the_choices_names_their_sheet(lines: str, expected: str) -> None:
    """Choices have rows of their own."""
    tables = f"""
| survey |
| | type | name | label |
| | select_multiple c | first | First |
| choices |
| | list_name | name | label |
{lines}
"""
    assert complaints(tables) == [expected]


ENTITIES: list[tuple[str, str, str, str]] = [
    ("no name", "", "| | | A | | |", "row 2, column 'list_name': error: an entity list has no name; give it one"),
    (
        "a bad name",
        "",
        "| | a.b | A | | |",
        "row 2, column 'list_name': error: 'a.b' cannot be the name of an entity list;"
        " use letters, digits, _ and -; not two _ at the start, no dot",
    ),
    ("no label", "", "| | e | | | |", "row 2, column 'label': error: a new entity has no label; say how it is called"),
    (
        "an update of nothing",
        "",
        "| | e | A | | true() |",
        "row 2, column 'entity_id': error: update_if without entity_id; say which entity is updated",
    ),
    (
        "two in one place",
        "",
        "| | e | A | | |\n| | f | A | | |",
        "row 3, column 'list_name': error: no group, repeat or form is free to store the entity 'f': each stores one;"
        " put its questions into a group of their own",
    ),
]


@pytest.mark.parametrize(
    ("save_to", "lines", "expected"), [case[1:] for case in ENTITIES], ids=[case[0] for case in ENTITIES]
)
def test_a_mistake_in_the_entities_names_their_sheet(save_to: str, lines: str, expected: str) -> None:
    """Entities are kept and not run; a mistake in them would show only on the server."""
    tables = f"""
| survey |
| | type | name | label | save_to |
| | text | a | A | {save_to} |
| entities |
| | list_name | label | entity_id | update_if |
{lines}
"""
    assert complaints(tables) == [f"entities {expected}"]


@pytest.mark.parametrize(
    ("save_to", "expected"),
    [
        ("x#p", "there is no entity list 'x'; add it to the sheet `entities`"),
        ("e#p#q", "'e#p#q' has more than one #; write list_name#property"),
        ("name", "'name' cannot be the name of a property; not name, not label, not two _ at the start"),
        ("p", None),
        ("e#p", None),
    ],
)
def test_save_to_names_an_entity_list_and_a_property(save_to: str, expected: str | None) -> None:
    """With one list its name may be left out."""
    tables = f"""
| survey |
| | type | name | label | save_to |
| | text | a | A | {save_to} |
| entities |
| | list_name | label |
| | e | A |
"""
    place = "survey row 2, column 'save_to': error: "
    assert complaints(tables) == ([place + expected] if expected else [])


def test_an_entity_takes_its_values_from_one_repeat() -> None:
    """Values of two repeats have no common place."""
    tables = """
| survey |
| | type | name | label | save_to |
| | begin_repeat | r | R | |
| | text | a | A | p |
| | end_repeat | | | |
| | begin_repeat | s | S | |
| | text | b | B | q |
| | end_repeat | | | |
| entities |
| | list_name | label |
| | e | A |
"""
    assert complaints(tables) == [
        "survey row 6, column 'save_to': error: the entity 'e' takes values from s and from r;"
        " copy one of them with a calculate into the block of the other"
    ]


def test_a_workbook_without_survey_says_which_sheet_may_be_meant() -> None:
    """Misspelt sheets are the commonest reason."""
    tables = "| surveys |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | version |\n| | 1 |\n"
    assert complaints(tables) == ["survey: error: there is no sheet `survey`; did you mean 'surveys'?"]


def test_a_misspelt_choices_sheet_is_named() -> None:
    """The list is missing because its sheet is."""
    tables = survey("select_one yn | a | A").replace("choices", "chioces")
    assert complaints(tables) == [
        "survey row 2, column 'type': error: there is no list 'yn'; rename the sheet 'chioces' to `choices`"
    ]


def test_a_survey_without_headings_is_said_once() -> None:
    """Not once for each of its cells."""
    assert complaints("| survey |\n| | text | a | A |\n| settings |\n| | version |\n| | 1 |\n") == [
        "survey row 1: error: there is no column `type`; give the sheet a line of headings with type, name and label"
    ]


def test_a_cell_under_no_heading_is_an_error() -> None:
    """It would be lost without a word."""
    tables = "| survey |\n| | type | name | label | |\n| | text | a | A | lost |\n"
    assert complaints(tables) == [
        "survey row 2, column 'column 4': error: 'lost' stands under no heading;"
        " give the column a heading, or empty the cell"
    ]


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_workbook() -> None:
    """A workbook is corrected in one go."""
    found = complaints(survey("txt | a | A", "text | a b | A", "text | c |") + "| | yn | no | again |\n")
    assert [line.partition(":")[0] for line in found] == [
        "survey row 2, column 'type'",
        "survey row 3, column 'name'",
        "survey row 4, column 'label'",
        "choices row 4, column 'name'",
    ]


def test_an_encrypted_form_keeps_its_instance_id() -> None:
    """The settings sheet has rules of its own."""
    tables = survey("text | a | A") + "| settings |\n| | public_key | omit_instanceID |\n| | abc | yes |\n"
    assert complaints(tables) == [
        "settings row 2, column 'omit_instanceID': error: omit_instanceID does not go with public_key;"
        " an encrypted form needs its instanceID"
    ]


def test_blocks_nested_deeper_than_yaml_may_be_are_refused() -> None:
    """Nobody fills in such a form, and recursion over it could exhaust the stack."""
    lines = [f"begin_group | g{depth} | G" for depth in range(9)] + ["text | a | A"] + ["end_group | |"] * 9
    found = complaints(survey(*lines))
    place = "column 'type': error: blocks are nested more than 7 deep; flatten the form: end some groups earlier"
    assert found == [f"survey row 9, {place}", f"survey row 10, {place}"]


def test_blocks_nested_as_deep_as_may_be_are_read_back() -> None:
    """With texts in languages and media in the innermost."""
    lines = [f"begin_group | g{depth} | G |" for depth in range(7)] + ["note | a | A | a.png"] + ["end_group | | |"] * 7
    tables = survey(*lines, columns="type | name | label | media::image::fr")
    assert imported(tables)["version"] == "0"
