"""What of a fieldkit form becomes what of an XLSForm, and what fieldkit's additions are lowered to."""

import pytest

from fieldkit import errors
from fieldkit.forms.interchange.export_form import lost_in_export
from fieldkit.forms.interchange.lower_non_response import expression_without_nr
from tests.interchange.sheets import exported, row, rows, tree, xform

HEAD = 'form_id: t\nversion: "1"\ntitle: T\n'


def test_keys_become_columns_and_blocks_become_begin_and_end() -> None:
    """Every other key of a question is the column of the same name."""
    book = exported(
        HEAD
        + """\
survey:
  - group: g
    label: G
    survey:
      - {name: a, type: integer, label: A, constraint: ". > 0", parameters: "x=1", media: {image: a.png}}
  - repeat: r
    label: R
    repeat_count: "3"
    survey:
      - {name: b, type: text, label: B, x: {my notes: kept}, bind: {"odk:x": "1"}}
"""
    )
    assert rows(book) == [
        {"type": "begin_group", "name": "g", "label": "G"},
        {
            "type": "integer",
            "name": "a",
            "label": "A",
            "media::image": "a.png",
            "constraint": ". > 0",
            "parameters": "x=1",
        },
        {"type": "end_group"},
        {"type": "begin_repeat", "name": "r", "label": "R", "repeat_count": "3"},
        {"type": "text", "name": "b", "label": "B", "bind::odk:x": "1", "my notes": "kept"},
        {"type": "end_repeat"},
    ]
    assert rows(book, "settings") == [{"form_title": "T", "form_id": "t", "version": "1"}]


def test_languages_get_the_names_that_they_came_with() -> None:
    """In the order of `languages`."""
    book = exported(
        HEAD
        + "languages: [fr, en]\nlanguages_named: {en: English (en)}\ndefault_language: en\n"
        + "survey:\n  - {name: a, type: text, label: {en: A, fr: Un}}\n"
    )
    assert rows(book) == [{"type": "text", "name": "a", "label::fr": "Un", "label::English (en)": "A"}]
    assert rows(book, "settings")[0]["default_language"] == "English (en)"


def test_a_score_is_two_calculates() -> None:
    """A form in Kobo computes the same score and the same band."""
    book = exported(
        HEAD
        + """\
survey:
  - {name: a, type: integer, label: A}
  - score: risk
    add:
      - {when: "${a} > 1", points: "2", note: because}
      - {when: "${a} > 5", points: "3.5"}
    bands: {low: "0", high: "5"}
"""
    )
    assert row(book, "risk") == {
        "type": "calculate",
        "name": "risk",
        "calculation": "if(${a} > 1, 2, 0) + if(${a} > 5, 3.5, 0)",
    }
    assert row(book, "risk_band")["calculation"] == "if(${risk} >= 5, 'high', if(${risk} >= 0, 'low', ''))"


def test_a_question_that_may_be_refused_gets_a_companion_that_takes_over_required() -> None:
    """The person answers the one or the other; a paged client does not block on the first."""
    book = exported(
        HEAD
        + """\
non_response: [dk, ref]
survey:
  - {name: a, type: integer, label: A, required: "yes", required_message: Please, relevant: "1 = 1"}
  - {name: b, type: text, label: B, non_response: [dk]}
  - {name: c, type: text, label: C, non_response: []}
  - {name: n, type: note, label: N}
"""
    )
    assert [cells["name"] for cells in rows(book)] == ["a", "a_nr", "b", "b_nr", "c", "n"]
    assert row(book, "a") == {"type": "integer", "name": "a", "label": "A", "relevant": "1 = 1"}
    assert row(book, "a_nr") == {
        "type": "select_one fk_nr",
        "name": "a_nr",
        "label": "No answer to this question because:",
        "required_message": "Please",
        "relevant": "(1 = 1) and (${a} = '')",
        "required": "yes",
    }
    assert row(book, "b_nr")["type"] == "select_one fk_nr_dk"
    assert rows(book, "choices") == [
        {"list_name": "fk_nr", "name": "dk", "label": "Don't know"},
        {"list_name": "fk_nr", "name": "ref", "label": "Refused"},
        {"list_name": "fk_nr_dk", "name": "dk", "label": "Don't know"},
    ]


def test_the_companion_speaks_the_languages_of_the_form() -> None:
    """English where a language has no text of ours."""
    book = exported(HEAD + "non_response: [dk]\nsurvey:\n  - {name: a, type: text, label: {fr: A, ln: A}}\n")
    assert row(book, "a_nr")["label::fr"] == "Pas de réponse à cette question, car :"
    assert row(book, "a_nr")["label::ln"] == "No answer to this question because:"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("nr(${a}) = 'dk'", "if(${a} != '', '', if(${a_nr} != '', ${a_nr}, 'blank')) = 'dk'"),
        ("nr( ${b} ) = ''", "if(${b} != '', '', 'blank') = ''"),
        ("'nr(${a})'", "'nr(${a})'"),
        ("${nr} = 1", "${nr} = 1"),
    ],
)
def test_nr_reads_the_companion(expression: str, expected: str) -> None:
    """`a` may be refused, `b` may not; in a text between quotes it is no function."""
    assert expression_without_nr(expression, {"a": ("dk",), "b": ()}) == expected


def test_what_stands_behind_a_gate_is_relevant_only_while_it_is_true() -> None:
    """Observations, calculates, and notes that say the gate is closed stay; so do names kept on refusal."""
    book = exported(
        HEAD
        + """\
gates: {safety: "${safe} = 'yes'", consent: "${agreed} = 'yes'"}
kept_on_refusal: [post]
survey:
  - {name: safe, type: text, label: S}
  - {name: agreed, type: text, label: A}
  - {name: stop, type: note, label: Stop, relevant: "${safe} = 'no'"}
  - {name: seen, type: text, label: Seen, observation: "yes"}
  - {name: post, type: text, label: Post}
  - {name: age, type: integer, label: Age, relevant: "1 = 1"}
  - {name: twice, type: calculate, calculation: "${age} * 2"}
"""
    )
    relevant = {cells["name"]: cells.get("relevant", "") for cells in rows(book)}
    assert relevant == {
        "safe": "",
        "agreed": "${safe} = 'yes'",
        "stop": "${safe} = 'no'",
        "seen": "",
        "post": "${safe} = 'yes'",
        "age": "(${safe} = 'yes') and (${agreed} = 'yes') and (1 = 1)",
        "twice": "",
    }


def test_a_gate_is_also_decided_through_calculations() -> None:
    """What the calculation reads comes before the gate."""
    book = exported(
        HEAD
        + """\
gates: {safety: "${ok} = 1"}
survey:
  - {name: ok, type: calculate, calculation: "if(${alone} = 'yes', 1, 0)"}
  - {name: first, type: text, label: F}
  - {name: alone, type: text, label: A}
  - {name: after, type: text, label: B}
"""
    )
    assert [cells.get("relevant", "") for cells in rows(book)] == ["", "", "", "${ok} = 1"]


def test_flags_travel_as_attributes_and_come_back() -> None:
    """Kobo and ODK carry `bind::fk:...` unread and unharmed."""
    book = exported(
        HEAD
        + """\
survey:
  - {name: a, type: text, label: A, flags: [identifying, sensitive], observation: "yes", element: act, why: Because}
"""
    )
    assert row(book, "a") == {
        "type": "text",
        "name": "a",
        "label": "A",
        "guidance_hint": "Because",
        "bind::fk:flags": "identifying sensitive",
        "bind::fk:observation": "yes",
        "bind::fk:element": "act",
    }
    assert rows(book, "settings")[0]["namespaces"] == 'fk="urn:x-fieldkit:form"'
    assert 'fk:flags="identifying sensitive"' in xform(book)


def test_an_include_is_written_out() -> None:
    """The block's questions in its place, its lists with the form's."""
    block = b"block: person\nchoices: {yn: {y: Yes}}\nsurvey:\n  - {name: adult, type: select_one yn, label: Adult?}\n"
    book = exported(HEAD + "survey:\n  - group: g\n    survey:\n      - include: person\n", {"person.yaml": block})
    assert [cells["type"] for cells in rows(book)] == ["begin_group", "select_one yn", "end_group"]
    assert rows(book, "choices") == [{"list_name": "yn", "name": "y", "label": "Yes"}]


def test_a_missing_block_is_named() -> None:
    """Nothing is left out in silence."""
    with pytest.raises(errors.FormInvalid, match=r"there is no block 'person'"):
        exported(HEAD + "survey:\n  - include: person\n")


def test_a_block_that_includes_itself_ends() -> None:
    """It would never be written out."""
    block = b"block: a\nsurvey:\n  - include: a\n"
    with pytest.raises(errors.FormInvalid, match="includes itself"):
        exported(HEAD + "survey:\n  - include: a\n", {"a.yaml": block})


def test_what_no_column_holds_is_said() -> None:
    """`fieldkit form export` warns of it."""
    text = (
        HEAD
        + "gates: {danger: 'true()'}\ntests: []\nuse: practice\nminutes: 5\n"
        + "survey:\n  - {name: a, type: text, label: A}\n"
    )
    assert lost_in_export(tree(text)) == ("gates.danger", "tests", "use", "minutes")


def test_the_title_is_the_default_language_s() -> None:
    """XLSForm has one."""
    text = 'form_id: t\nversion: "0"\ntitle: {fr: Titre, en: Title}\nsurvey:\n  - {name: a, type: text, label: A}\n'
    assert rows(exported(text), "settings") == [{"form_title": "Title", "form_id": "t"}]


PARTLY = """form_id: partly
version: "1"
title: {en: Test, rw: Igerageza}
languages: [en, rw, rn]
partial: {rn: rw}
survey:
  - {name: agrees, type: text, label: {en: "Agree?", rw: "Wemera?", rn: "Uremera?"}}
  - {name: age, type: integer, label: {en: Age, rw: Imyaka}}
"""


def test_the_texts_that_stand_in_for_a_partial_language_are_written_out() -> None:
    """ODK knows no fallback: it would show a dash where a language has no text."""
    found = rows(exported(PARTLY))
    assert [one["label::rn"] for one in found] == ["Uremera?", "Imyaka"]
