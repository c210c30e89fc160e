"""An exported form computes what the form it came from computes, whoever answers it how."""

from hypothesis import given, settings, strategies as st

from fieldkit.forms.interchange.import_form import from_xlsform
from fieldkit.forms.nodes import nodes
from fieldkit.forms.values import NonAnswer
from tests.forms.scenario import Scenario, compiled
from tests.interchange.sheets import exported

FORM = """\
form_id: risk
version: "1"
title: Risk
choices:
  yn: {"yes": Yes, "no": No}
  means: {force: Force, debt: Debt}
non_response: [dk, ref]
gates: {consent: "${agreed} = 'yes'"}
survey:
  - {name: agreed, type: select_one yn, label: Agreed?, required: "yes", non_response: []}
  - {name: age, type: integer, label: Age, required: "yes"}
  - {name: held, type: select_one yn, label: Held?}
  - {name: means, type: select_multiple means, label: Means, relevant: "${held} = 'yes'"}
  - {name: silent, type: calculate, calculation: "if(nr(${age}) = 'ref', 'no', if(nr(${age}) = '', 'told', 'other'))"}
  - score: risk
    add:
      - {when: "${held} = 'yes'", points: "2", note: papers}
      - {when: "selected(${means}, 'force')", points: "3.5"}
      - {when: "${age} != '' and ${age} < 18", points: "4"}
      - {when: "nr(${age}) = 'dk'", points: "1"}
    bands: {low: "0", medium: "2", high: "5"}
"""
ORIGINAL = compiled(FORM)
LOWERED = compiled(from_xlsform(exported(FORM)).text)
COMPUTED = ("silent", "risk", "risk_band")

non_answers = st.sampled_from([NonAnswer.DONT_KNOW, NonAnswer.REFUSED])
yes_no = st.sampled_from(["yes", "no"])


def put(form: Scenario, name: str, answer: "str | tuple[str, ...] | NonAnswer", companions: bool) -> None:
    """Answer a question; where non-answers are companions, leave it empty and choose there."""
    if isinstance(answer, NonAnswer) and companions:
        form.at(f"{name}_nr", "dk" if answer is NonAnswer.DONT_KNOW else "ref")
    else:
        form.at(name, answer)


@settings(max_examples=80, deadline=None)
@given(
    yes_no,
    st.integers(0, 40).map(str) | non_answers,
    yes_no | non_answers,
    st.lists(st.sampled_from(["force", "debt"]), unique=True, min_size=1).map(tuple) | non_answers,
)
def test_score_band_and_nr_are_the_same_after_the_export(
    agreed: str, age: "str | NonAnswer", held: "str | NonAnswer", means: "tuple[str, ...] | NonAnswer"
) -> None:
    """By fieldkit's own engine on both; ODK's engines are asked in the benchmarks."""
    forms = (Scenario(ORIGINAL), Scenario(LOWERED))
    for form, companions in zip(forms, (False, True), strict=True):
        put(form, "agreed", agreed, companions)
        if agreed == "yes":
            put(form, "age", age, companions)
            put(form, "held", held, companions)
        if agreed == "yes" and held == "yes":
            put(form, "means", means, companions)
    values = [{node.key: node.value for node in nodes(form.state)} for form in forms]
    computed = [[found[name] for name in COMPUTED] for found in values]
    assert computed[0] == computed[1]
