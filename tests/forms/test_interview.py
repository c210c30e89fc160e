"""The interview: relevance, constraints, non-answers, languages, gates, finishing. docs/form-language.md 4 to 6."""

import datetime as dt

import pytest
from hypothesis import given, settings, strategies as st

from benchmarks.engine import generate
from fieldkit import errors
from fieldkit.forms.engine import compute_all
from fieldkit.forms.interview import (
    Answer,
    Drop,
    Finished,
    Goto,
    Moved,
    Next,
    Rejected,
    Save,
    SetLanguage,
    State,
    consent,
    instance_name,
    outline,
    safety,
    start,
    step,
)
from fieldkit.forms.values import NonAnswer, Tri, from_json, to_json
from tests.forms.scenario import HEAD, TODAY, Now, Scenario, compiled

SKIP = """\
survey:
  - {name: met, type: select_one yn, label: Met?}
  - {name: where, type: text, label: Where?, relevant: "${met} = 'yes'"}
  - {name: length, type: calculate, calculation: "string-length(${where})"}
  - {name: end, type: note, label: "Length ${length}, ${where}"}
"""


def test_a_question_is_put_only_when_it_is_relevant() -> None:
    """After a no the next screen is the one after it."""
    assert Scenario(SKIP).answer("no").here == "end"
    assert Scenario(SKIP).answer("yes").here == "where"


def test_an_answer_that_no_longer_applies_reads_as_empty_and_comes_back() -> None:
    """Toggling a question off and on loses nothing; finishing drops what is off."""
    talk = Scenario(SKIP).answer("yes", "Gatuna")
    assert talk.view.label == "Length 6, Gatuna"
    talk.at("met", "no").do(Goto("end"))
    assert talk.view.label == "Length 0, "
    assert NonAnswer.IRRELEVANT is talk.final["where"]
    talk.at("met", "yes").do(Goto("end"))
    assert talk.view.label == "Length 6, Gatuna"
    talk.at("met", "no").finish()
    assert Drop("where") in talk.effects
    assert NonAnswer.IRRELEVANT is talk.final["where"]


def test_every_answer_is_saved_before_the_move() -> None:
    """The caller commits, then draws the next screen."""
    talk = Scenario(SKIP).answer("yes")
    assert (Save("met", "yes"), Moved("where")) == talk.effects


def test_a_step_leaves_the_old_state_as_it_was() -> None:
    """States are values: an old one can be stepped again."""
    talk = Scenario(SKIP)
    before = talk.state
    root, answers = list(before.root), dict(before.answers)
    after, _ = step(before, Answer("yes"))
    step(after, Answer("x"))
    assert (root[1:], answers) == (list(before.root)[1:], dict(before.answers))
    assert (before.position, after.position) == ("met", "where")


REQUIRED = """\
survey:
  - {name: a, type: integer, label: A, required: yes, required_message: {en: Say A, fr: Dites A}}
  - {name: b, type: integer, label: B, required: "${a} > 5", non_response: []}
"""


def test_required_is_met_by_an_answer_or_by_an_allowed_non_answer() -> None:
    """Don't know and refused count; blank does not."""
    talk = Scenario(REQUIRED).answer("")
    assert (talk.here, talk.rejection(), talk.view.error) == ("a", "Say A", "Say A")
    assert talk.next().rejection() == "Say A"
    assert talk.answer(NonAnswer.REFUSED).here == "b"
    assert Scenario(REQUIRED).answer(NonAnswer.DONT_KNOW).here == "b"


def test_required_may_be_an_expression() -> None:
    """B is required only when A is over five, and allows no non-answer."""
    assert Scenario(REQUIRED).answer("3", "").here is None
    talk = Scenario(REQUIRED).answer("6", "")
    assert talk.rejection() == "This question needs an answer"
    assert (talk.view.required, talk.view.allowed_non_answers) == (True, ())
    assert talk.answer(NonAnswer.DONT_KNOW).rejection() == "This question does not take that answer"


def test_finish_stops_at_the_first_question_that_is_not_done() -> None:
    """And shows it with its message."""
    talk = Scenario(REQUIRED).finish()
    assert (Rejected("a", "Say A"), Moved("a")) == talk.effects
    assert (talk.here, talk.view.error) == ("a", "Say A")


CONSTRAINT = """\
survey:
  - name: age
    type: integer
    label: Age
    constraint: ". >= 0 and . <= ${top}"
    constraint_message: {en: "${age} is over ${top}", fr: "Trop"}
  - {name: top, type: integer, label: Top, default: "120"}
"""


def test_a_constraint_names_the_answer_it_refuses() -> None:
    """The refused answer is not kept."""
    talk = Scenario(CONSTRAINT).answer("150")
    assert (talk.here, talk.rejection()) == ("age", "150 is over 120")
    assert NonAnswer.NOT_ASKED is talk.view.value


def test_a_constraint_is_not_evaluated_on_a_non_answer() -> None:
    """An empty age is no age under zero."""
    assert Scenario(CONSTRAINT).answer("").here == "top"
    assert Scenario(CONSTRAINT).answer(NonAnswer.REFUSED).here == "top"


def test_a_constraint_that_broke_later_is_found_at_the_end() -> None:
    """Changing what the constraint reads does not change the answer silently."""
    talk = Scenario(CONSTRAINT).answer("100", "50").finish()
    assert (talk.here, talk.rejection()) == ("age", "100 is over 50")


def test_the_five_non_answers_are_kept_apart() -> None:
    """Blank, don't know, refused, not asked, irrelevant: each its own value at the end."""
    rows = "".join(f"  - {{name: {name}, type: integer, label: X, relevant: \"{when}\"}}\n" for name, when in (
        ("blank", "true()"), ("dk", "true()"), ("ref", "true()"), ("never", "true()"), ("off", "false()")
    ))  # fmt: skip
    talk = Scenario("survey:\n" + rows).answer("", NonAnswer.DONT_KNOW, NonAnswer.REFUSED).finish()
    expected = {
        "blank": NonAnswer.BLANK,
        "dk": NonAnswer.DONT_KNOW,
        "ref": NonAnswer.REFUSED,
        "never": NonAnswer.NOT_ASKED,
        "off": NonAnswer.IRRELEVANT,
    }
    assert expected == talk.final


def test_non_answers_read_as_empty_and_nr_tells_them_apart() -> None:
    """`nr()` is recomputed when only the kind of non-answer changes."""
    form = """\
survey:
  - {name: a, type: integer, label: A}
  - {name: code, type: calculate, calculation: "nr(${a})"}
  - {name: empty, type: calculate, calculation: "${a} = ''"}
"""
    talk = Scenario(form)
    seen = []
    for raw in (NonAnswer.DONT_KNOW, NonAnswer.REFUSED, NonAnswer.BLANK, "5"):
        talk.at("a", raw)
        seen.append((talk.final["code"], talk.final["empty"]))
    assert seen == [("dk", "true"), ("ref", "true"), ("blank", "true"), (NonAnswer.BLANK, "false")]


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("integer", "017", 17),
        ("integer", "1.5", "Write a whole number, such as 17"),
        ("integer", "1e3", "Write a whole number, such as 17"),
        ("integer", "1234567890123456", "Write a whole number, such as 17"),
        ("integer", "٣", "Write a whole number, such as 17"),
        ("decimal", "1,5", 1.5),
        ("decimal", "nan", "Write a number, such as 1.5"),
        ("date", "2026-02-29", "Write a date, such as 2026-11-22 or 22/11/2026"),
        ("date", "1/2/2026", dt.date(2026, 2, 1)),
        ("date", "2026-11-22", dt.date(2026, 11, 22)),
        ("text", "  a\x1b[31mb ", "ab"),
        ("text", "x" * 10_001, "This is too long: at most 10000 characters"),
        ("text", "two \n\nlines\n", "two \n\nlines"),
        ("select_one yn", "maybe", "Choose from the list"),
        ("select_one yn", ("yes",), "yes"),
        ("select_one yn", ("yes", "no"), "Choose from the list"),
        ("select_multiple means", "debt force", ("force", "debt")),
        ("select_multiple means", ("none",), ("none",)),
        ("select_multiple means", (), NonAnswer.BLANK),
        ("select_multiple means", ("other",), "Choose from the list"),
    ],
)
def test_what_is_typed_becomes_a_typed_answer_or_a_message(
    kind: str, raw: str | tuple[str, ...], expected: object
) -> None:
    """Dates, commas and spaces are read as people write them."""
    talk = Scenario(f"survey:\n  - {{name: q, type: {kind}, label: Q}}\n").answer(raw)
    value = talk.final["q"]
    assert expected == (talk.rejection() or value)
    assert value == from_json(to_json(value))


def test_a_default_is_put_in_once_and_saved_when_it_is_passed() -> None:
    """An expression is evaluated when the interview starts; a blank given later stays blank."""
    form = """\
survey:
  - {name: day, type: date, label: Day, default: "today()"}
  - {name: next_year, type: integer, label: Year, default: "number(format-date(${day}, '%Y')) + 1"}
"""
    talk = Scenario(form)
    assert dt.date(2026, 11, 22) == talk.view.value
    assert (Save("day", TODAY), Moved("next_year")) == talk.next().effects
    assert talk.view.value == 2027
    again = Scenario(form, answers={"day": NonAnswer.BLANK})
    assert NonAnswer.BLANK is again.final["day"]


def test_once_keeps_its_first_value_also_after_a_restart() -> None:
    """The value is saved like an answer."""
    form = """\
survey:
  - {name: a, type: integer, label: A}
  - {name: first, type: calculate, calculation: "once(${a})"}
  - {name: z, type: note, label: "${first}"}
"""
    talk = Scenario(form).answer("1")
    assert (Save("a", 1), Save("first", 1), Moved("z")) == talk.effects
    assert talk.at("a", "2").final["first"] == 1
    assert Scenario(form, answers={"a": 2, "first": 1}).final["first"] == 1
    assert talk.finish().final["first"] == 1
    assert talk.do(SetLanguage("fr")).final["first"] == 1


LANGUAGES = """\
form_id: t
version: "1"
title: {en: T, fr: T, rw: T}
reviewed: {en: all, fr: [a], rw: none}
choices: {yn: {"yes": {en: "Yes", fr: Oui}}}
survey:
  - group: g
    label: {en: Part, fr: Partie}
    survey:
      - {name: a, type: select_one yn, label: {en: A, fr: Un}, hint: {en: Hint}, why: Because}
      - {name: said, type: calculate, calculation: "jr:choice-name(${a}, '${a}')"}
      - {name: b, type: note, label: "[${said}]"}
"""


def test_language_switches_and_falls_back_visibly() -> None:
    """A missing text is shown in the default language and marked."""
    talk = Scenario(LANGUAGES)
    seen = []
    for code in ("en", "fr", "rw"):
        shown = talk.do(SetLanguage(code)).view
        seen.append(
            (shown.label, shown.hint, shown.choices[0].label, shown.section, shown.language_missing, shown.reviewed)
        )
    expected = [
        ("A", "Hint", "Yes", "Part", False, True),
        ("Un", "Hint", "Oui", "Partie", False, True),
        ("A", "Hint", "Yes", "Part", True, False),
    ]
    assert expected == seen
    assert Scenario(LANGUAGES).do(SetLanguage("sw")).rejection() == "The form is not in that language"
    talk = Scenario(LANGUAGES).answer("yes")
    assert (talk.view.label, talk.do(SetLanguage("fr")).view.label) == ("[Yes]", "[Oui]")


def test_a_language_that_the_form_lacks_cannot_be_started() -> None:
    """The error names those it has."""
    with pytest.raises(errors.UnknownLanguage) as raised:
        Scenario(LANGUAGES, language="sw")
    assert raised.value.advice == "choose one of: en, fr, rw"


@pytest.mark.parametrize("answers", [{"nosuch": 1}, {"a": "maybe"}, {"a": 5}])
def test_stored_answers_of_another_version_are_refused(answers: dict[str, str | int]) -> None:
    """The draft belongs to the version of the form that it was started with."""
    with pytest.raises(errors.AnswerDoesNotFit):
        Scenario(LANGUAGES, answers=dict(answers))


def test_an_interview_opens_again_where_it_was_left() -> None:
    """At the first screen after the last answer; the state is the same as if it had never been closed."""
    talk = Scenario(SKIP).answer("yes", "Gatuna")
    again = Scenario(SKIP, answers=talk.state.answers)
    assert talk.here == again.here
    assert talk.final == again.final
    assert Scenario(SKIP, answers={"met": "yes"}).here == "where"


def test_back_goto_and_the_end() -> None:
    """Back skips what does not apply; the end is a screen of its own."""
    talk = Scenario(SKIP).answer("no")
    assert (talk.view.number, talk.view.total, talk.view.can_go_back) == (2, 2, True)
    talk.next()
    assert (talk.here, talk.view.kind, talk.view.at_end) == (None, "end", True)
    assert talk.do(Goto("end")).here == "end"
    assert talk.do(Goto("where")).rejection() == "This question does not apply now"
    assert talk.answer("x").rejection() == "There is no question here"


def test_back_from_the_first_screen_stays_there() -> None:
    """There is nothing before it."""
    from fieldkit.forms.interview import Back

    talk = Scenario(SKIP)
    assert talk.do(Back()).here == "met"
    assert talk.answer("no").do(Back()).here == "met"


def test_the_outline_lists_what_applies_in_words() -> None:
    """For review before finishing."""
    rows = outline(Scenario(SKIP).answer("yes").state)
    assert [(row.name, row.value_text, row.current, row.problem) for row in rows] == [
        ("met", "Yes", False, None),
        ("where", "", True, None),
    ]


def test_control_characters_in_an_answer_do_not_reach_the_screen() -> None:
    """Also when the answer comes from a stored draft."""
    talk = Scenario(SKIP, answers={"met": "yes", "where": "a\x1b[2Jb"})
    assert talk.view.label == "Length 6, ab"


GATED = """\
gates: {safety: "${alone} = 'yes'", consent: "${agrees} = 'yes'"}
kept_on_refusal: [post]
survey:
  - {name: post, type: text, label: Post}
  - {name: before, type: text, label: Before}
  - {name: alone, type: select_one yn, label: Alone?, observation: yes}
  - {name: stop, type: note, label: Stop, relevant: "${alone} = 'no'"}
  - {name: agrees, type: select_one yn, label: Agrees?}
  - {name: thanks, type: note, label: Thank, relevant: "${agrees} = 'no'"}
  - {name: name, type: text, label: Private}
  - {name: seen, type: text, label: Seen, observation: yes}
"""


def test_without_safety_only_observations_are_put() -> None:
    """No question reaches a person who cannot talk safely, whatever the form says."""
    talk = Scenario(GATED).answer("Gatuna", "x", "no")
    assert talk.here == "stop"
    assert talk.next().here == "seen"
    assert (safety(talk.state), consent(talk.state)) == (Tri.NO, Tri.UNKNOWN)
    assert talk.do(Goto("agrees")).rejection() == "This question does not apply now"


def test_asked_and_not_said_is_not_safe() -> None:
    """A refused or blank safety question closes the gate."""
    talk = Scenario(GATED).answer("Gatuna", "x", NonAnswer.DONT_KNOW)
    assert (talk.here, safety(talk.state)) == ("seen", Tri.NO)


def test_without_consent_only_what_the_form_keeps_stays() -> None:
    """The rest of the draft is dropped at the end: gates, observations and the list stay."""
    talk = Scenario(GATED).answer("Gatuna", "x", "yes", "yes", "Amina", "a man").at("agrees", "no")
    assert talk.here == "thanks"
    talk.finish()
    assert [Drop("before"), Drop("name")] == list(talk.effects[:-1])
    assert isinstance(talk.effects[-1], Finished)
    expected = {
        "post": "Gatuna",
        "before": NonAnswer.IRRELEVANT,
        "alone": "yes",
        "agrees": "no",
        "name": NonAnswer.IRRELEVANT,
        "seen": "a man",
    }
    assert expected == talk.final


def test_with_safety_and_consent_everything_is_put_and_kept() -> None:
    """The gates open."""
    talk = Scenario(GATED).answer("Gatuna", "x", "yes", "yes", "Amina", "a man").finish()
    assert (safety(talk.state), consent(talk.state)) == (Tri.YES, Tri.YES)
    assert talk.final["name"] == "Amina"


BENCH, _ = generate(60)
FORM = compiled(BENCH)
NAMES = [cell.question.name for cell in FORM.cells if cell.question.type.takes_answer]
RAWS = st.one_of(
    st.sampled_from(["yes", "no", "unk", "5", "17", "65", "force", "debt", "none", "force debt", "words", ""]),
    st.sampled_from([NonAnswer.BLANK, NonAnswer.DONT_KNOW]),
)


@given(st.lists(st.tuples(st.sampled_from(NAMES), RAWS), max_size=40))
@settings(deadline=None, max_examples=60)
def test_what_changed_is_recomputed_as_if_everything_were(moves: list[tuple[str, str | NonAnswer]]) -> None:
    """The dependency graph gives the same values and relevance as a full run, after any answers in any order."""
    state: State = start(FORM, language="en", today=TODAY, now=Now())
    for name, raw in moves:
        state, _ = step(state, Goto(name))
        if state.position == name:
            state, _ = step(state, Answer(raw))
    root, _ = compute_all(FORM, state.around, dict(state.answers))
    assert [repr(value) for value in root[1:]] == [repr(value) for value in state.root[1:]]


@given(st.lists(st.one_of(RAWS.map(Answer), st.just(Next()), st.sampled_from(NAMES).map(Goto)), max_size=30))
@settings(deadline=None, max_examples=40)
def test_no_event_raises(events: list[Answer | Next | Goto]) -> None:
    """Whatever is typed wherever: a wrong answer is a value."""
    talk = Scenario(FORM)
    for event in events:
        talk.do(event)
        assert talk.view.total >= 1
    talk.finish()
    assert set(NAMES) <= talk.final.keys()


TOWN = "survey:\n  - {name: town, type: text, label: Town}\n"


def test_an_interview_has_the_name_that_the_form_gives_it() -> None:
    """`instance_name` is read from the answers of the moment; a form without one gives none."""
    named = Scenario("instance_name: \"concat(${town}, ' / ', today())\"\n" + HEAD + TOWN)
    assert instance_name(named.answer("Gatuna").state) == "Gatuna / 2026-11-22"
    assert instance_name(Scenario(TOWN).state) == ""
