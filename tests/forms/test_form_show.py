"""`fieldkit form show` and expressions in words: docs/form-tools.md 3."""

from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.forms.check import load_form
from fieldkit.forms.wording import in_words
from tests.forms.form_commands import Desk
from tests.forms.test_form_testing import CLASSIFIED, DIMENSIONS

HEAD = """\
form_id: words
version: "1"
title: {en: Words, fr: Mots}
default_language: en
choices:
  yn: {"yes": {en: "Yes", fr: Oui}, "no": {en: "No", fr: Non}}
survey:
  - {name: age, type: integer, label: Age}
  - {name: works, type: select_one yn, label: Works, non_response: [dk, ref]}
  - {name: when, type: date, label: When}
  - {name: needs, type: select_multiple yn, label: Needs}
  - {name: sum, type: calculate, calculation: "1"}
  - {name: asked, type: text, label: Asked, relevant: %s}
"""


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("${age} < 18", "the answer to 'age' is below 18"),
        ("18 > ${age}", "the answer to 'age' is below 18"),
        ("${age} <= 18", "the answer to 'age' is at most 18"),
        ("${age} >= 18", "the answer to 'age' is at least 18"),
        ("${age} != 18", "the answer to 'age' is not 18"),
        ("${works} = 'yes'", "the answer to 'works' is 'Yes'"),
        ("${works} != ''", "'works' is answered"),
        ("${works} = ''", "'works' is not answered"),
        ("selected(${needs}, 'no')", "'No' is chosen in 'needs'"),
        ("not(selected(${needs}, 'no'))", "'No' is not chosen in 'needs'"),
        ("count-selected(${needs}) > 1", "the number of choices in 'needs' is above 1"),
        ("${sum} = 1", "'sum' is 1"),
        ("${when} < today()", "the answer to 'when' is below today"),
        ("nr(${works}) = 'dk'", "'works' is answered with: don't know"),
        ("nr(${works}) != 'ref'", "'works' is not refused"),
        ("nr(${works}) = ''", "'works' is answered"),
        ("${age} + 1 > 18", "the answer to 'age' + 1 is above 18"),
        ("${age} < 18 and ${works} = 'yes'", "the answer to 'age' is below 18 and the answer to 'works' is 'Yes'"),
        (
            "${age} < 18 and (${works} = 'yes' or ${works} = '')",
            "the answer to 'age' is below 18 and (the answer to 'works' is 'Yes' or 'works' is not answered)",
        ),
        ("not(${age} < 18)", "not (the answer to 'age' is below 18)"),
        ("true()", "always"),
        ("string-length(${works}) > 3", "the length of 'works' is above 3"),
        ("if(${age} > 3, 1, 0) = 1", None),
        ("number(${age}) = 3", None),
    ],
)
def test_a_condition_is_told_in_words(expression: str, words: str | None) -> None:
    """Names of questions, labels of choices; what has no plain wording stays as it is written."""
    form = load_form(HEAD % f'"{expression}"', "words.yaml")
    relevant = form.questions[-1].relevant
    assert relevant is not None
    assert in_words(relevant, form) == (words or expression)


def test_labels_of_choices_come_in_the_language_that_was_asked_for() -> None:
    """The words are English, the labels are the form's."""
    form = load_form(HEAD % "\"${works} = 'yes'\"", "words.yaml")
    relevant = form.questions[-1].relevant
    assert relevant is not None
    assert in_words(relevant, form, "fr") == "the answer to 'works' is 'Oui'"


# --- the outline ---------------------------------------------------------------------------------------------

OUTLINE = """\
form_id: visit
version: "2"
title: {en: A visit, fr: Une visite}
default_language: en
who_may_run: [trainer]
minutes: 25
reviewed: {en: [agrees]}
choices:
  yn: {"yes": {en: "Yes", fr: Oui}, "no": {en: "No", fr: Non}}
survey:
  - {name: agrees, type: select_one yn, label: {en: Agrees, fr: D'accord}, required: "yes", non_response: [ref]}
  - group: person
    label: {en: The person}
    relevant: "${agrees} = 'yes'"
    survey:
      - repeat: place
        label: Place
        survey:
          - {name: nights, type: integer, label: Nights, constraint: ". < 90", flags: [sensitive]}
  - score: risk
    add:
      - {when: "${agrees} = 'yes'", points: 2, note: {en: they agree}}
    bands: {low: 0, high: 2}
gates: {consent: "${agrees} = 'yes'"}
kept_on_refusal: [agrees]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_form_is_shown_as_an_outline(desk: Desk) -> None:
    """Title, languages with their reviews, gates, questions with their logic, scores with bands; groups indented."""
    said = desk.do("form", "show", desk.write("visit.yaml", OUTLINE))
    assert said.status == 0
    assert said.lines == [
        "visit, version 2: A visit",
        "2 questions, 1 group, 1 repeat, 0 tests",
        "run by: trainer; read by: case",
        "takes about 25 minutes",
        "kept when consent is refused: agrees",
        "languages",
        "  en: 4 of 4 labels, 1 reviewed, use: practice",
        "  fr: 3 of 4 labels, 0 reviewed, use: practice",
        "gates",
        "  consent: the answer to 'agrees' is 'Yes'",
        "questions",
        "  agrees: select_one yn (2 choices); required; or: ref",
        "  group person: The person",
        "      asked when the answer to 'agrees' is 'Yes'",
        "    repeat place: Place",
        "      nights: integer; sensitive",
        "          must hold: the answer is below 90",
        "score risk",
        "  +2 when the answer to 'agrees' is 'Yes' (they agree)",
        "  low: from 0",
        "  high: from 2",
    ]


def test_a_classification_is_shown_element_by_element(desk: Desk) -> None:
    """What each element needs, who counts as an adult, what it may look like instead."""
    said = desk.do("form", "show", desk.write("sorts.yaml", CLASSIFIED))
    assert said.lines[-9:] == [
        "classification sorted",
        "  an adult when 'safe' is answered",
        "  act, any of",
        "    the answer to 'moved' is 'Yes'",
        "  means, any of",
        "    the answer to 'forced' is 'Yes'",
        "  purpose, any of",
        "    the answer to 'used' is 'Yes'",
        "  looks like smuggling when the answer to 'paid' is 'Yes'",
    ]


def test_dimensions_facts_and_the_table_of_outcomes_are_shown(desk: Desk) -> None:
    """Each indicator with its strength, each line with what must be so."""
    said = desk.do("form", "show", desk.write("dims.yaml", DIMENSIONS))
    assert said.lines[-12:] == [
        "classification result",
        "  a child when the answer to 'age' is below 18",
        "  an adult when the answer to 'age' is at least 18",
        "  known_age when the answer to 'age' is above 0",
        "  dimension deceived",
        "    strong: the answer to 'lied' is 'Yes'",
        "  dimension exploited",
        "    strong: the answer to 'used' is 'Yes'",
        "  elements_not_shown when exploited is no",
        "  possible_trafficking when deceived is yes and exploited is yes",
        "  elements_not_shown (looks like labour) when deceived is no and exploited is",
        "    yes and age is adult",
    ]


def test_a_form_of_this_machine_is_shown_by_its_name(desk: Desk) -> None:
    """The name of a shipped form does as well as a file; no line is wider than 80 columns."""
    said = desk.do("form", "show", "border_quick_screen", "--language", "fr")
    assert said.lines[0].startswith("border_quick_screen, version ")
    assert max(len(line) for line in said.lines) < 80


def test_programs_get_the_items_with_their_logic(desk: Desk) -> None:
    """--json: every item with its type, its group and its conditions in words."""
    data = desk.do("--json", "form", "show", desk.write("visit.yaml", OUTLINE)).data
    assert [(item["key"], item["type"], item["group"]) for item in data["items"]][:4] == [
        ("agrees", "select_one", None),
        ("person", "group", None),
        ("place", "repeat", "person"),
        ("nights", "integer", "place"),
    ]
    assert data["items"][1]["logic"] == ["asked when the answer to 'agrees' is 'Yes'"]
    assert data["languages"]["en"] == {"use": "practice", "reviewed": 1, "labels": 4}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("nonesuch",), errors.FormUnknown.exit_status),
        (("nonesuch.yaml",), errors.UnreadableFile.exit_status),
        (("border_quick_screen", "--language", "xx"), errors.UnknownLanguage.exit_status),
    ],
)
def test_a_form_that_is_not_here_is_an_error(desk: Desk, words: tuple[str, ...], status: int) -> None:
    """An unknown name, a missing file, a language that the form lacks."""
    assert desk.do("form", "show", *words).status == status


def test_a_form_with_mistakes_is_not_shown(desk: Desk) -> None:
    """It says how many mistakes there are, and how to see them."""
    said = desk.do("form", "show", desk.write("visit.yaml", OUTLINE.replace("integer", "intger")))
    assert said.status == errors.FormInvalid.exit_status
    assert "fieldkit form check" in said.err
