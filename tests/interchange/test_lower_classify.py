"""Classifications in a form exported to XLSForm: JavaRosa computes the same. docs/form-language.md 7.12."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from fieldkit.errors import FormInvalid
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.interchange.conditions import NO, YES, all_of, any_of, choose, written
from fieldkit.forms.interchange.prime_implicants import prime_implicants
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.forms import test_classify, test_dimensions
from tests.interchange.javarosa import answered, as_given, expected, in_javarosa, xform_of
from tests.interchange.random_interviews import Interviews
from tests.interchange.sheets import BLOCKS

Find = Callable[[str], str]


def assert_same(
    tool: Find, folder: Path, text: str, sets: Sequence[Mapping[str, AnswerValue]], prefix: str = "result"
) -> list[str]:
    """Compare every interview; return the results, so that a test can ask for variety."""
    form = compile_form(load_form(text, "form.yaml", BLOCKS))
    theirs = in_javarosa(tool, folder, text, [as_given(answered(form, answers)) for answers in sets])
    assert len(theirs) == len(sets)
    for answers, found in zip(sets, theirs, strict=True):
        mine = expected(form, answers, prefix)
        differ = {name: (value, found.get(name, "")) for name, value in mine.items() if found.get(name, "") != value}
        assert not differ, (answers, differ)
    return [found[prefix] for found in theirs]


def interviews(text: str, count: int, seed: int) -> list[dict[str, AnswerValue]]:
    return Interviews(compile_form(load_form(text, "form.yaml", BLOCKS)), seed).any(count)


# --- whole forms -----------------------------------------------------------------------------------------------


def test_the_answered_screen_decides_in_javarosa_as_here(tool: Find, tmp_path: Path) -> None:
    """Without gaps elements are shown or not: with these the rule of a question that cannot apply is seen."""
    text = test_classify.FOLLOW_UP
    base: dict[str, AnswerValue] = {"age": 30, "means": "no", "purpose": "yes"}
    more: list[dict[str, AnswerValue]] = [
        {"act": "no"},
        {"act": NonAnswer.DONT_KNOW},
        {"act": "yes"},
        {"act": "yes", "promised": "no"},
        {"act": "yes", "promised": NonAnswer.REFUSED},
        {"act": "yes", "promised": "yes", "kept": "no"},
        {"act": "yes", "promised": "yes", "kept": "yes"},
    ]
    assert len(set(assert_same(tool, tmp_path, text, [{**base, **one} for one in more]))) == 3


@pytest.mark.parametrize("name", ["AMP", "GATED", "FOLLOW_UP", "THROUGH"])
def test_small_forms_give_the_same_in_javarosa(name: str, tool: Find, tmp_path: Path) -> None:
    """With gates, follow-up questions, calculations."""
    text = getattr(test_classify, name)
    assert len(set(assert_same(tool, tmp_path, text, interviews(text, 60, 7)))) >= 2


@pytest.mark.parametrize("name", ["FORM", "ILO"])
def test_dimensions_and_outcomes_give_the_same_in_javarosa(name: str, tool: Find, tmp_path: Path) -> None:
    """Also when the table leaves a combination to a person."""
    text = getattr(test_dimensions, name)
    assert len(set(assert_same(tool, tmp_path, text, interviews(text, 80, 11)))) >= 3


EVERYTHING = """\
form_id: everything
version: "1"
title: Everything
non_response: [dk, ref]
choices: {yn: {"yes": "Yes", "no": "No"}, m: {a: A, b: B, c: C}}
gates: {safety: "${safe} = 'yes'", consent: "${agrees} = 'yes' or ${agrees2} = 'yes'"}
survey:
  - {name: safe, type: select_one yn, label: Safe?, observation: yes}
  - {name: agrees, type: select_one yn, label: Agrees?}
  - {name: agrees2, type: select_one yn, label: Really?, relevant: "nr(${agrees}) = 'dk'"}
  - {name: age, type: integer, label: Age}
  - {name: minor, type: calculate, calculation: "if(${age} < 18, 1, 0)"}
  - {name: twice, type: calculate, calculation: "${minor} * 2 + 1", relevant: "${age} != 60"}
  - group: work
    label: Work
    relevant: "${age} >= 17"
    survey:
      - {name: paid, type: select_one yn, label: Paid?}
      - {name: held, type: select_multiple m, label: Held?, relevant: "${paid} = 'no' or nr(${paid}) = 'ref'"}
      - {name: why, type: text, label: Why?, relevant: "selected(${held}, 'a') and not(selected(${held}, 'b'))"}
  - repeat: visit
    label: Visit
    survey:
      - {name: place, type: text, label: Place, observation: yes}
      - group: inside
        label: Inside
        survey:
          - {name: days, type: integer, label: Days}
  - {name: own, type: select_one yn, label: Own, observation: yes, starts_clock: ". = 'yes'"}
classify:
  name: finding
  age: {child: "${twice} = 3", adult: "${minor} = 0"}
  elements:
    act:
      - {when: "${paid} != 'yes'", says: Not paid}
      - {when: "if(${paid} = 'yes', ${held} = 'a', selected(${held}, 'c'))", says: Held}
    means:
      - {when: "count-selected(${held}) >= 2 or ${why} = 'here'", says: Much}
      - {when: "nr(${why}) = 'ref' and not(${paid} = 'yes' and ${age} < 40)", says: Silent}
      - {when: "coalesce(${why}, ${paid}) = 'yes'", says: Told}
    purpose:
      - {when: "${place} = 'here'", says: Here}
      - {when: "sum(${days}) > 40 or ${days} != 3", says: Long}
  facts:
    long: "max(${days}) >= 30"
    many: "count(${visit}) > 2"
    twice_known: "not(${twice} = 3)"
    silent: "nr(${paid}) = 'dk' or nr(${age}) = 'ref'"
    said: "not(${why} = 'there') and boolean(${age} > 20)"
  looks_like:
    match: all
    lines:
      - {long: "yes", means: "no", label: worker, says: Worker}
      - {when: "${own} = 'yes'", many: "yes", label: traveller, says: Traveller}
      - {silent: "yes", label: quiet, says: Quiet}
      - {said: "no", age: adult, label: other, says: Other}
  urgent: "${own} = 'yes' and not(${age} >= 18)"
  suspicion: "${own} = 'yes'"
"""


def test_every_kind_of_expression_gives_the_same_in_javarosa(tool: Find, tmp_path: Path) -> None:
    """Calculations that may not apply, groups, repeats, nr(), if(), coalesce(), counts, facts, a table of all lines."""
    sets = interviews(EVERYTHING, 250, 3)
    agreed: dict[str, AnswerValue] = {"safe": "yes", "agrees": "yes"}
    mixed = [{**one, **agreed} if at % 3 else one for at, one in enumerate(sets)]
    assert len(set(assert_same(tool, tmp_path, EVERYTHING, mixed, "finding"))) == 4


@pytest.mark.parametrize("match", ["first", "all"])
def test_both_ways_of_reading_a_table_give_the_same_in_javarosa(match: str, tool: Find, tmp_path: Path) -> None:
    """With `first` nothing is said while an earlier line is open."""
    text = EVERYTHING.replace("match: all", f"match: {match}")
    assert_same(
        tool, tmp_path, text, [{**one, "safe": "yes", "agrees": "yes"} for one in interviews(text, 60, 9)], "finding"
    )


# --- the pieces ------------------------------------------------------------------------------------------------


def test_names_of_the_form_are_never_taken() -> None:
    """The calculate takes the next free name."""
    text = test_classify.AMP.replace("name: own,", "name: result_act,").replace("${own}", "${result_act}")
    assert "<result_act_/>" in xform_of(text, "form").replace(" ", "")


def test_an_export_of_a_form_of_nothing_but_wrong_includes_says_what_is_wrong() -> None:
    """The first 200 of them."""
    text = "form_id: f\nversion: '1'\ntitle: F\nsurvey:\n" + "  - include: nobody\n" * 300
    with pytest.raises(FormInvalid):
        xform_of(text, "form")


def test_a_form_without_classification_is_exported_as_it_is() -> None:
    """No calculate is added."""
    text = test_classify.AMP[: test_classify.AMP.index("classify:")]
    assert "result" not in xform_of(text, "form")


def test_no_expression_is_too_long_to_be_read_again() -> None:
    """Long ones are split into calculates of their own."""
    many = " or ".join(f"(${{act}} = 'yes' and ${{means}} != 'x{n}' and ${{age}} > {n})" for n in range(60))
    text = test_classify.AMP.replace("when: \"${act} = 'yes'\", says: {en", f'when: "{many}", says: {{en')
    xform = xform_of(text, "form")
    longest = max(len(one) for one in re.findall(r'calculate="([^"]*)"', xform))
    assert "result_part" in xform
    assert longest < 5200


def test_conditions_leave_out_what_says_nothing() -> None:
    """So that an exported form can be read by people."""
    assert written(all_of("a", YES, any_of("a", "b"), "a")) == "a"
    assert written(any_of("a", NO, all_of("a", "b"), all_of("c", any_of("d", "e")))) == "a or (c and (d or e))"
    assert (all_of("a", NO), any_of(YES, "b")) == (NO, YES)
    assert choose(("a", "x"), (NO, "y"), (YES, "z"), otherwise="w") == "if(a, 'x', 'z')"


def test_the_shortest_conditions_of_a_table_are_all_found() -> None:
    """Also the one that no line alone has: if b then c, else d."""
    found = prime_implicants(("b", "c", "d"), lambda t: t["c"] if t["b"] else t["d"])
    wanted = [{"b": True, "c": True}, {"b": False, "d": True}, {"c": True, "d": True}]
    assert sorted(found, key=str) == sorted(wanted, key=str)
