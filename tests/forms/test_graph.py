"""Who reads whom: what is read directly or not, and what an expression is made of."""

from fieldkit.forms.dependencies import questions_read, rule_formulas
from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.syntax import parse, parts
from fieldkit.forms.graph import all_read, closure
from tests.forms.scenario import compiled

FORM = compiled(
    """\
survey:
  - {name: born, type: integer, label: Born, touches: ". > 2008"}
  - {name: age, type: calculate, calculation: "2026 - ${born}"}
  - {name: young, type: calculate, calculation: "${age} < 18"}
  - repeat: place
    label: A place
    survey:
      - group: home
        survey:
          - {name: town, type: text, label: Town, relevant: "${young}"}
"""
)


def test_a_closure_ends_also_where_names_read_each_other() -> None:
    """Each name once; what is no key of the graph is left out."""
    assert closure(["a"], {"a": "b", "b": "ac", "c": ""}.__getitem__) == {"a", "b", "c"}
    assert all_read(["a", "x"], {"a": ["b", "y"], "b": []}) == {"a", "b"}


def test_an_expression_reads_also_what_its_calculations_read() -> None:
    """So that a gate on a calculation knows the questions behind it."""
    names = {question.name: question for question in FORM.form.questions}
    assert questions_read(FORM.names, names["town"].relevant) == {"young", "age", "born"}


def test_rule_formulas_come_with_the_question_that_the_point_means() -> None:
    """`touches` is read at its question, `classify` nowhere."""
    assert [(formula.text, own and own.name) for formula, own in rule_formulas(FORM.form)] == [(". > 2008", "born")]


def test_a_group_stands_in_the_frames_of_the_repeat_around_it() -> None:
    """Groups have no frames of their own."""
    place, home = FORM.form.groups
    assert FORM.template_at(home) is FORM.template_at(place) is FORM.repeats["place"]
    assert FORM.template_at(None) is FORM.templates[0]


def test_the_parts_of_an_expression_stand_in_its_order() -> None:
    """A path has its start and its predicates."""
    (left, right) = parts(parse("${a} + 1 = -${b}").tree)
    assert [type(part) for part in (*parts(left), *parts(right))] == [syntax.Reference, syntax.Number, syntax.Reference]
    assert [type(part) for part in parts(parse("${r}[1][. = 2]/x").tree)] == [
        syntax.Reference,
        syntax.Number,
        syntax.Comparison,
    ]
    assert parts(parse("'text'").tree) == ()
