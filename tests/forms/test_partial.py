"""A language that has only some texts: what is shown for the others, and what counts as missing."""

import pytest

from fieldkit.forms.check import check_form
from fieldkit.forms.check_texts import missing_texts, unreviewed_items
from fieldkit.forms.interview import SetLanguage, outline
from fieldkit.forms.messages import message
from fieldkit.forms.model import text_in
from tests.forms.scenario import Scenario, compiled

FORM = """form_id: partly
version: "1"
title: {en: Test, rw: Igerageza}
default_language: en
languages: [en, rw, rn]
partial: {rn: rw}
reviewed: {en: none, rw: none, rn: none}
choices:
  yn: {"yes": {en: "Yes", rw: Yego, rn: Ego}, "no": {en: "No", rw: Oya}}
survey:
  - {name: agrees, type: select_one yn, label: {en: Do you agree?, rw: Wemera?, rn: Uremera?}}
  - name: age
    type: integer
    label: {en: How old?, rw: Imyaka ingahe?}
    hint: {en: "${said}, in years", rw: "${said}, mu myaka"}
  - {name: said, type: calculate, calculation: "jr:choice-name(${agrees}, '${agrees}')"}
"""


def test_what_is_missing_is_shown_in_the_language_that_stands_in() -> None:
    """Marked like every fallback; what is there is not marked."""
    talk = Scenario(FORM, language="rn")
    assert (talk.view.label, talk.view.language_missing) == ("Uremera?", False)
    assert [choice.label for choice in talk.view.choices] == ["Ego", "Oya"]
    talk.answer("no")
    assert (talk.view.label, talk.view.hint, talk.view.language_missing) == ("Imyaka ingahe?", "Oya, mu myaka", True)
    assert talk.finish().view.label == "Igerageza"


def test_after_a_change_of_language_the_right_one_stands_in() -> None:
    """English for Kinyarwanda, Kinyarwanda for Kirundi, also where the form puts a label into a text."""
    talk = Scenario(FORM, language="en").answer("no")
    assert talk.view.hint == "No, in years"
    talk.do(SetLanguage("rn"))
    assert (talk.view.label, talk.view.hint) == ("Imyaka ingahe?", "Oya, mu myaka")
    assert [row.label for row in outline(talk.state)] == ["Uremera?", "Imyaka ingahe?"]
    talk.do(SetLanguage("en"))
    assert talk.view.hint == "No, in years"


def test_where_nothing_stands_in_the_default_language_is_shown() -> None:
    """A text that the other language lacks as well."""
    form = compiled(FORM).form
    assert text_in({"en": "Only English"}, "rn", form.stand_in("rn")) == "Only English"
    assert (form.stand_in("rn"), form.stand_in("rw")) == ("rw", "en")


def test_nothing_of_it_counts_as_missing_and_only_what_is_there_as_unreviewed() -> None:
    """A translator of the few texts sees only those."""
    problems = [problem.what for problem in check_form(FORM, "partly.yaml").problems]
    assert [what for what in problems if "missing" in what] == []
    assert "1 questions and groups have no reviewed text in rn" in problems
    form = compiled(FORM).form
    assert (missing_texts(form, "rn"), unreviewed_items(form, "rn")) == ((), ("agrees",))
    whole = compiled(FORM.replace("partial: {rn: rw}\n", "")).form
    assert len(missing_texts(whole, "rn")) == 4


def test_the_engines_own_words_come_in_the_language_that_stands_in() -> None:
    """Kirundi has none of its own: Kinyarwanda is close enough."""
    assert message("required", "rn") == message("required", "rw") != message("required", "en")


BLOCK = """block: asks
title: {en: Asks, rw: Kubaza, rn: Kubaza}
languages: [en, rw, rn]
default_language: en
reviewed: {en: none, rw: none, rn: none}
choices: {yn: {"yes": {en: "Yes", rw: Yego, rn: Ego}}}
survey:
  - {name: agrees, type: select_one yn, label: {en: Agree?, rw: Wemera?, rn: Uremera?}}
"""
USES = """form_id: uses
version: "1"
title: {en: Uses, rw: Ikoresha}
LANGUAGES
default_language: en
survey:
  - include: asks
"""


def test_a_block_with_more_languages_does_not_add_them_to_a_form_that_lists_its_own() -> None:
    """The form goes on as if the block had no such texts."""
    files = {"asks.yaml": BLOCK.encode()}
    listed = check_form(USES.replace("LANGUAGES", "languages: [en, rw]"), "uses.yaml", files)
    assert listed.form is not None
    assert listed.form.languages == ("en", "rw")
    assert [problem.what for problem in listed.problems if " rn" in problem.what] == []
    free = check_form(USES.replace("LANGUAGES\n", ""), "uses.yaml", files).form
    assert free is not None
    assert free.languages == ("en", "rw", "rn")


@pytest.mark.parametrize("said", ["{fr: rw, rw: fr}", "{rw: fr, fr: en}", "{en: rw}", "{fr: fr}"])
def test_a_language_that_stands_in_is_whole_itself(said: str) -> None:
    """Two that stand in for each other would hide what neither has; the default language is never partial."""
    text = f"""form_id: f
version: "1"
title: F
default_language: en
languages: [en, fr, rw]
partial: {said}
survey:
  - {{name: a, type: text, label: {{en: A}}}}
"""
    problems = check_form(text.encode(), "f.yaml", {}).problems
    assert "this does not say which language stands in" in {
        problem.what for problem in problems if problem.severity == "error"
    }
