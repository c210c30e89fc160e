"""Forms that were written to break a laptop: each ends in a problem, or in an interview that goes on."""

import datetime as dt
import time

import pytest

from fieldkit.errors import AnswerDoesNotFit, StoredAnswerUnreadable
from fieldkit.forms.check import check_form, load_form
from fieldkit.forms.flags import identifying_keys
from fieldkit.forms.interview import AddInstance, Answer, DeleteInstance, Finish, Goto, final_answers, start, step
from fieldkit.forms.values import AnswerValue, NonAnswer, from_json
from tests.forms.scenario import HEAD, TODAY, Now, Scenario, compiled


def check(rows: str, head: str = HEAD) -> list[str]:
    begun = time.process_time()
    problems = check_form(f"{head}survey:\n{rows}", "hostile.yaml").problems
    assert time.process_time() - begun < 1.0
    return [f"{p.severity}: {p.what}" for p in problems]


REFUSED = """\
gates: {consent: "${ok} = 'yes'"}
survey:
  - {name: who, type: text, label: Who?, flags: [identifying]}
  - {name: kept, type: calculate, calculation: "once(${who})"}
  - {name: copied, type: calculate, calculation: "${who}", trigger: "${who}"}
  - {name: behind, type: hidden, default: secret}
  - {name: begun, type: start}
  - {name: ok, type: select_one yn, label: May we talk?}
  - {name: more, type: text, label: More}
"""


def test_nothing_made_of_what_was_said_stays_without_consent() -> None:
    """Also what once() and triggers kept, what is hidden, and what fills itself."""
    talk = Scenario(REFUSED).answer("SECRET", "no").finish()
    left = {key: value for key, value in talk.final.items() if not isinstance(value, NonAnswer)}
    assert left == {"ok": "no"}
    assert dict(talk.state.answers) == {"ok": "no"}
    assert "SECRET" not in repr(talk.state.root[4:])


def test_what_is_made_of_an_identifying_answer_identifies_as_well() -> None:
    """Through calculations, defaults, and choices made of other answers."""
    form = compiled(
        """\
survey:
  - {name: who, type: text, label: Who?, flags: [identifying]}
  - {name: copy, type: calculate, calculation: "concat('x', ${who})"}
  - {name: further, type: text, label: F, default: "${copy}"}
  - {repeat: kin, survey: [{name: kin_name, type: text, label: N, flags: [identifying]}]}
  - {name: chosen, type: "select_one ${kin_name}", label: Which?}
  - {name: age, type: integer, label: "How old is ${copy}?"}
"""
    )
    assert identifying_keys(form.form) == {"who", "copy", "further", "kin_name", "chosen"}


@pytest.mark.parametrize("row", ["!t x", "{a: 1, a: 2}", "&x y"], ids=["tags", "doubles", "anchors"])
def test_hundreds_of_mistakes_in_the_yaml_are_problems(row: str) -> None:
    """The list ends; nothing raises."""
    text = "x:\n" + "".join(f"  - {row.replace('&x', f'&x{n}')}\n" for n in range(300))
    assert 1 <= len(check_form(text, "f").problems) <= 200


def test_hundreds_of_warnings_do_not_stop_a_form() -> None:
    """They end at 200; the form can be used."""
    rows = (
        "".join(f"  - {{name: q{n}, type: image, label: Q}}\n" for n in range(250))
        + "  - {name: a, type: text, label: A}\n"
    )
    assert load_form(f"{HEAD}survey:\n{rows}", "f").form_id == "test"


@pytest.mark.parametrize(
    "rows",
    [
        '  - {name: a, type: text, label: "${' + " " * 200_000 + '}"}\n',
        '  - {name: a, type: calculate, calculation: "count(../x['
        + "9" * 400
        + '])"}\n  - {name: x, type: text, label: X}\n',
        "  - {score: a b, add: [{when: '1 = 1', points: 1}], bands: {low: 0}}\n",
        "  - {score: s, add: [{when: '1 = 1', points: 1}], bands: {}}\n",
        "  - {name: a, type: text, label: A, default: " + "a" * 200_000 + "}\n",
    ],
    ids=["spaces", "digits", "score name", "no bands", "long default"],
)
def test_each_is_checked_in_a_moment(rows: str) -> None:
    """No quadratic pattern, no number out of bounds."""
    check(rows)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", "1 + 1"),
        ("integer", "'x'"),
        ("date", "5"),
        ("select_multiple means", "1"),
        ("rank means", "'a'"),
        ("time", "3"),
    ],
)
def test_a_calculation_on_a_question_has_the_type_of_the_question(kind: str, given: str) -> None:
    """Whatever it computes, expressions that read the question get what they expect."""
    sets = kind.startswith(("integer", "date"))
    reads = "${a} + 1, ${a} < today()" if sets else "starts-with(string(${a}), 'x'), ${a} < today()"
    talk = Scenario(
        f"""\
survey:
  - {{name: n, type: integer, label: N}}
  - {{name: a, type: {kind}, label: A, calculation: "{given}"}}
  - {{name: t, type: calculate, calculation: "concat({reads})"}}
"""
    )
    talk.answer("1").finish()
    assert "t" in talk.final


def test_what_a_trigger_computes_fits_its_question_or_is_blank() -> None:
    """So that the draft can be opened again."""
    form = """\
survey:
  - {name: a, type: text, label: A}
  - {name: b, type: integer, label: B, calculation: "concat('x', ${a})", trigger: "${a}"}
"""
    talk = Scenario(form).answer("5")
    assert talk.state.answers["b"] is NonAnswer.BLANK
    Scenario(form, answers=dict(talk.state.answers))


def test_a_default_on_a_note_is_no_answer() -> None:
    """A note takes none."""
    form = "survey:\n  - {name: n, type: note, label: N, default: x}\n  - {name: a, type: text, label: A}\n"
    assert dict(Scenario(form).state.answers) == {}


OVER_NOTHING = ["checklist(1, 2, ${x})", "join(${x})", "weighted-checklist(1, 2, ${x}, ${x})", "min(${x})", "sum(${x})"]


@pytest.mark.parametrize("text", OVER_NOTHING)
def test_functions_over_no_instance_are_empty(text: str) -> None:
    """Nothing raises where a repeat has none."""
    form = f"""\
survey:
  - {{repeat: r, initial: [], survey: [{{name: x, type: integer, label: X}}]}}
  - {{name: c, type: calculate, calculation: "{text}"}}
  - {{name: a, type: text, label: A}}
"""
    Scenario(form).next().answer("x").finish()


def test_many_instances_with_a_trigger_are_answered_in_a_moment() -> None:
    """What waits for one answer is computed together."""
    form = """\
survey:
  - {name: n, type: integer, label: N}
  - {name: go, type: text, label: Go}
  - repeat: r
    repeat_count: "${n}"
    survey:
      - {name: x, type: integer, label: X, default: "1"}
      - {name: y, type: calculate, calculation: "concat(${go}, position(..))", trigger: "${go}"}
  - {name: all, type: calculate, calculation: "count-non-empty(${y})"}
"""
    talk = Scenario(form)
    begun = time.process_time()
    talk.answer("250", "go")
    assert time.process_time() - begun < 1.0
    assert talk.state.root[talk.compiled.by_key["all"].slot] == 250.0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("r", ("\\u00b2",)),
        ("r", ("1", "1")),
        ("r", ("1" * 5_000,)),
        ("r", ("",)),
        ("r", tuple(str(n) for n in range(1, 20_000))),
        ("x[\\u00b2]", "a"),
        ("x[1][2]x", "a"),
        ("pic", 5),
    ],
)
def test_a_stored_answer_that_no_interview_makes_is_refused(key: str, value: AnswerValue) -> None:
    """Ids are digits, each once, and no more than there may be; a value has the type of its question."""
    repeat = "  - {repeat: r, label: R, survey: [{name: x, type: text, label: X}]}\n"
    form = compiled(f"survey:\n{repeat}  - {{name: pic, type: image, label: P}}\n")
    with pytest.raises(AnswerDoesNotFit):
        start(form, language="en", today=TODAY, now=Now(), answers={key: value})


def test_a_moment_without_an_offset_is_no_stored_answer() -> None:
    """It could not be compared with any other."""
    assert from_json({"datetime": "2026-11-22T10:00:00+02:00"}) == dt.datetime(
        2026, 11, 22, 10, tzinfo=dt.timezone(dt.timedelta(hours=2))
    )
    with pytest.raises(StoredAnswerUnreadable):
        from_json({"datetime": "2026-11-22T10:00:00"})


def test_a_version_is_one_short_line() -> None:
    """It is shown in lists and stands in every record."""
    found = check("  - {name: a, type: text, label: A}\n", HEAD.replace('"1"', '"1\\nforged line"'))
    assert [line for line in found if line.startswith("error")] == ["error: this is no version"]


def test_events_for_instances_that_are_not_there_change_nothing() -> None:
    """The list of a repeat that is unknown, counted or gone."""
    talk = Scenario("survey:\n  - {repeat: r, label: R, survey: [{name: x, type: text, label: X}]}\n")
    before = dict(talk.state.answers)
    for event in (
        AddInstance("x"),
        AddInstance("r[1]"),
        DeleteInstance("r", "9"),
        DeleteInstance("x", "1"),
        Goto("x[9]"),
    ):
        state, _ = step(talk.state, event)
        assert dict(state.answers) == before
    assert final_answers(step(step(talk.state, Answer("a"))[0], Finish())[0])["x[1]"] == "a"
