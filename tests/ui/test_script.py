"""Answers from a file: one screen protocol, no person."""

from dataclasses import replace
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.forms.interview import Answer, Finish, Next
from fieldkit.forms.values import NonAnswer
from fieldkit.result import Json
from fieldkit.ui.script import AnswersScript, load_answers, read_answers
from tests.ui import views


def no_yaml(data: bytes, name: str) -> Json:
    raise AssertionError("a JSON file is not read as YAML")


def test_the_file_answers_each_question_by_its_name() -> None:
    """Text, several values, a day as people write it, a non-answer; notes are passed, the end is finished."""
    script = AnswersScript(
        read_answers({"alone": "no", "with": ["agent"], "crossed": "22/11/2026", "job": {"nr": "ref"}, "age": 17}, "f")
    )
    asked = (views.BASE, views.MANY, views.DATE, views.TEXT, views.NUMBER, views.CONSENT, views.END)
    assert [
        Answer("no"),
        Answer(("agent",)),
        Answer("2026-11-22"),
        Answer(NonAnswer.REFUSED),
        Answer("17"),
        Next(),
        Finish(),
    ] == [script.question(view) for view in asked]


def test_a_single_value_is_enough_for_a_question_with_several() -> None:
    """One marked answer need not be a list."""
    assert Answer(("agent",)) == AnswersScript({"with": "agent"}).question(views.MANY)


def test_a_question_that_needs_no_answer_is_left_blank() -> None:
    """Only what is not required may be left out of the file."""
    assert Answer(NonAnswer.BLANK) == AnswersScript({}).question(views.MANY)


def test_a_missing_answer_stops_the_run_and_names_what_is_allowed() -> None:
    """The hint can be copied into the file."""
    with pytest.raises(errors.AnswerMissing) as caught:
        AnswersScript({}).question(views.BASE)
    assert str(caught.value) == "the answers file has no answer for alone, which needs one"
    assert caught.value.advice == "add alone, or a non-answer that the question allows: {nr: dk}, {nr: ref}"


def test_the_first_answer_that_is_not_accepted_stops_the_run() -> None:
    """The error names the question and the form's message, never the answer."""
    with pytest.raises(errors.AnswerRefused) as caught:
        AnswersScript({"age": "canary"}).question(replace(views.NUMBER, error="Between 0 and 120."))
    assert str(caught.value) == "the answer to age was not accepted: Between 0 and 120."
    assert "canary" not in str(caught.value) + caught.value.advice + repr(AnswersScript({"age": "canary"}))


def test_names_that_were_never_asked_can_be_told() -> None:
    """A misspelt name, or a question that did not apply."""
    script = AnswersScript({"alone": "no", "alnoe": "no"})
    script.question(views.BASE)
    assert script.unused() == ("alnoe",)


def test_answers_are_read_from_json_and_by_the_yaml_reader(tmp_path: Path) -> None:
    """The name of the file says which."""
    (tmp_path / "a.json").write_text('{"age": 17, "with": ["agent"]}', encoding="utf-8")
    (tmp_path / "a.yaml").write_text("age: no\n", encoding="utf-8")
    assert load_answers(tmp_path / "a.json", no_yaml) == {"age": "17", "with": ("agent",)}
    assert load_answers(tmp_path / "a.yaml", lambda data, name: {"age": "no"}) == {"age": "no"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[1]", "it is not a mapping of names to answers"),
        ("{", "it is not JSON, or names a question twice"),
        ('{"age": 1, "age": 2}', "it is not JSON, or names a question twice"),
        ('{"age": true}', "age must be text"),
        ('{"age": 1.5}', "age must be text"),
        ('{"age": null}', "age must be text"),
        ('{"age": {"nr": "irrelevant"}}', "age must be text"),
        ('{"age": [1]}', "age must be text"),
        ("[" * 100_000, "it is not JSON, or names a question twice"),
    ],
)
def test_a_file_that_is_not_answers_is_refused_whole(text: str, why: str, tmp_path: Path) -> None:
    """Nothing is run from a file that is only partly understood."""
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(errors.AnswersFileWrong, match=why):
        load_answers(tmp_path / "a.json", no_yaml)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Unreadable files have their own error."""
    with pytest.raises(errors.UnreadableFile):
        load_answers(tmp_path / "none.json", no_yaml)
