"""What one answer shows is what would not be shown without it."""

from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.practice.run_form import askable, run_given
from fieldkit.practice.showing import shows

FORM = """
form_id: small
version: "1"
title: Small
non_response: [dk, ref]
choices:
  yn: {"yes": {en: "Yes"}, "no": {en: "No"}}
survey:
  - {name: moved, type: select_one yn, label: {en: Moved?}}
  - {name: kept, type: select_one yn, label: {en: Kept?}}
  - {name: afraid, type: select_one yn, label: {en: Afraid?}, element: sign, touches: ". = 'yes'"}
  - {name: promised, type: select_one yn, label: {en: Promised?}, element: act, touches: ". = 'yes'"}
  - {name: where, type: select_one yn, label: {en: Known where?}, relevant: "${moved} = 'yes'"}
classify:
  name: result
  elements:
    act: [{when: "${moved} = 'yes' or ${kept} = 'yes'", says: {en: Moved or kept}}]
    means: [{when: "${moved} = 'yes' and ${where} = 'no'", says: {en: Taken to an unknown place}}]
    purpose: []
"""


def shown(name: str, value: str, **others: str) -> bool:
    form = compile_form(load_form(FORM.encode(), "small.yaml"))
    cell = askable(form, name)
    assert cell is not None
    return shows(run_given(form, others), cell, value)


def test_a_value_shows_what_the_rules_of_the_form_read_in_it() -> None:
    """An item of an element, alone or together with others; a sign."""
    assert shown("moved", "yes")
    assert not shown("moved", "no")
    assert shown("where", "no", moved="yes")
    assert not shown("where", "yes", moved="yes")
    assert not shown("where", "no")
    assert shown("promised", "yes")
    assert not shown("promised", "no")
    assert shown("afraid", "yes")
    assert not shown("afraid", "no")


def test_what_is_shown_without_it_as_well_is_not_shown_by_it() -> None:
    """The other question is enough."""
    assert shown("kept", "yes")
    assert not shown("kept", "no", moved="yes")
    assert not shown("kept", "yes", moved="yes")
