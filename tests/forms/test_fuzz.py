"""Whatever a form's file holds and whatever is typed into it: a problem or a value, never an exception, never long."""

import contextlib
import datetime as dt
import re
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fieldkit import errors
from fieldkit.forms.check import check_form, load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.interview import (
    AddInstance,
    Answer,
    Back,
    DeleteInstance,
    Event,
    Finish,
    Goto,
    Next,
    SetLanguage,
    final_answers,
    outline,
    start,
    step,
    view,
)
from fieldkit.forms.nodes import nodes
from fieldkit.forms.values import AnswerValue, NonAnswer, from_json, to_json
from tests.forms.scenario import TODAY, Now

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "form-language.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if block.startswith("form_id:")]
FILES = {name: text.encode() for name, text in re.findall(r"```(?:csv|yaml) (\S+)\n(.*?)```", PAGE, re.DOTALL)}
FORMS = [compile_form(load_form(block, "doc", FILES)) for block in BLOCKS]
SECOND, MEMORY = 1.0, 256 << 20
WORDS = """${a} ${place} ${nosuch} . .. ../x /data/place [ ] ( ) , ' " and or not( count( sum( position(
indexed-repeat( instance('district')/root/item[ current() once( random() regex(.,' if( selected( nr( today() 1 0 - + *
div mod = != < >= name \x1b[31m \u202e é ${ } pulldata('a','b','c', jr:choice-name( randomize( concat("""
PIECES = st.sampled_from(WORDS.split())
SOON = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def checked(data: str | bytes) -> None:
    """Check a form within a second."""
    begun = time.process_time()
    check_form(data, "fuzz.yaml", FILES)
    assert time.process_time() - begun < SECOND


@given(st.binary(max_size=400))
@SOON
def test_any_bytes_are_a_form_or_have_problems(data: bytes) -> None:
    """Also those that are no text at all."""
    checked(data)


@given(st.sampled_from(BLOCKS), st.data())
@SOON
def test_a_form_with_its_lines_mixed_up_has_problems_or_runs(block: str, data: st.DataObject) -> None:
    """Lines lost, doubled, moved; signs put in between."""
    lines = block.split("\n")
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(st.sampled_from(lines))
        change = data.draw(st.sampled_from(["drop", "double", "put", "sign", "indent"]))
        if change == "drop" and len(lines) > 1:
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "put":
            lines.insert(at, other)
        elif change == "indent":
            lines[at] = " " * data.draw(st.integers(0, 8)) + lines[at].strip()
        else:
            cut = data.draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:cut] + data.draw(PIECES) + lines[at][cut:]
    checked("\n".join(lines))


@given(
    st.lists(PIECES, min_size=1, max_size=14).map(" ".join), st.sampled_from(["relevant", "constraint", "calculation"])
)
@SOON
def test_any_expression_anywhere_has_problems_or_runs(text: str, key: str) -> None:
    """In a question inside a repeat, with everything that it could name beside it."""
    kind = "calculate" if key == "calculation" else "text"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\x1b", "\\x1b")
    form = f"""form_id: f
version: "1"
title: F
choices: {{district: {{k: {{label: K, name: k}}}}}}
survey:
  - {{name: a, type: integer, label: A}}
  - repeat: place
    survey:
      - {{name: x, type: select_one district, label: X}}
      - {{name: y, type: {kind}, label: Y, {key}: "{quoted}"}}
"""
    found = check_form(form, "fuzz.yaml")
    if found.form is not None:
        state = start(compile_form(found.form), language="en", today=TODAY, now=Now())
        for event in (Answer("3"), Answer("k"), Next(), AddInstance("place"), Answer("k"), Finish()):
            state, _ = step(state, event)
            view(state)


TYPED = ["3", "k", "yes", "no", "Kabale", "2026-11-22", "14:30", "kirehe", "-1", "1e9", "", "x" * 300, "\x1b[2J"]
CHOSEN = [("yes",), ("bruise", "fear"), ("rain", "road", "guard"), ()]
LISTS = ["place", "job[1]", "child", "nosuch", "place[9]", "town[1]", "hours[1][1]", "a", ""]
PLACES = ["age", "town[1]", "town[2]", "hours[1][1]", "place", "nosuch", "town[", "[1]", "a[1][2][3]"]
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(TYPED).map(Answer),
    st.sampled_from([NonAnswer.DONT_KNOW, NonAnswer.REFUSED, NonAnswer.BLANK]).map(Answer),
    st.sampled_from(CHOSEN).map(Answer),
    st.sampled_from([Next(), Back(), Finish(), SetLanguage("fr"), SetLanguage("xx")]),
    st.sampled_from(LISTS).map(AddInstance),
    st.tuples(st.sampled_from(LISTS), st.sampled_from(["1", "2", "x", ""])).map(lambda pair: DeleteInstance(*pair)),
    st.sampled_from(PLACES).map(Goto),
)


@given(st.sampled_from(range(len(FORMS))), st.lists(EVENTS, max_size=40))
@settings(deadline=None, max_examples=120)
def test_nothing_that_a_person_does_raises(number: int, events: list[Event]) -> None:
    """On every form of the document; and what is stored opens again to the same state."""
    state = start(FORMS[number], language="en", today=TODAY, now=Now())
    for event in events:
        state, _ = step(state, event)
        assert view(state).total >= 0
        outline(state)
    stored = {key: from_json(to_json(value)) for key, value in state.answers.items()}
    again = start(FORMS[number], language=state.language, today=TODAY, now=Now(), answers=stored)
    assert [node[:6] for node in nodes(again)] == [node[:6] for node in nodes(state)]
    assert final_answers(again) == final_answers(state)


@given(
    st.dictionaries(
        st.text("town[]123/x", max_size=12), st.sampled_from(["Kabale", 3, ("1",), ("1", "1"), ("a b",), dt.time(3)])
    )
)
@settings(deadline=None, max_examples=80)
def test_stored_answers_that_do_not_belong_are_an_error_of_their_own(answers: dict[str, AnswerValue]) -> None:
    """A changed draft is refused, or opens; it never ends the program."""
    with contextlib.suppress(errors.AnswerDoesNotFit):
        view(start(FORMS[4], language="en", today=TODAY, now=Now(), answers=answers))


def many(row: str, count: int = 2_000, head: str = "") -> str:
    rows = "\n".join(f"  - {row.replace('@', str(n)).replace('#', str(n - 1))}" for n in range(1, count))
    return f'form_id: f\nversion: "1"\ntitle: F\n{head}survey:\n  - {{name: q0, type: integer, label: Q}}\n{rows}\n'


CHOICES = "choices: {l: {" + ", ".join(f"c{n}: C" for n in range(2_000)) + "}}\n"


@pytest.mark.parametrize(
    "text",
    [
        many('{name: q@, type: integer, label: "${q#}", relevant: "${q#} > 1", constraint: ". > ${q#}"}'),
        many('{name: q@, type: calculate, calculation: "${q#} + ${q0}"}'),
        many("{name: q@, type: text, label: " + '"' + "${q0} " * 40 + '"}'),
        many('{name: q@, type: select_one l, label: Q, choice_filter: "name = ${q#}"}', 300, CHOICES),
        many('{repeat: r@, repeat_count: "1000000000", survey: [{name: x@, type: text, label: X}]}', 60),
        many("{group: g@, survey: [{name: n, type: text, label: N}]}", 1_000),
    ],
    ids=["chained", "summed", "named", "filtered", "counted", "grouped"],
)  # fmt: skip
def test_a_large_form_is_read_in_a_moment_and_little_memory(text: str) -> None:
    """Thousands of questions that name each other."""
    tracemalloc.start()
    try:
        begun = time.process_time()
        found = check_form(text, "large.yaml").form
        assert found is not None
        state = start(compile_form(found), language="en", today=TODAY, now=Now())
        state, _ = step(state, Answer("5"))
        view(state)
        assert time.process_time() - begun < 20 * SECOND  # traced: about ten times slower
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
