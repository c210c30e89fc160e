"""A vignette is strict YAML; every mistake is named at once, with its line. docs/practice-format.md 1 to 3."""

import pytest

from fieldkit import errors
from fieldkit.forms.values import NonAnswer
from fieldkit.practice.read_vignette import check_vignette_text, read_vignette
from tests.practice.shipped import DEBT, changed, vignette

NEAR = 3
"""Lines between a mistake and where it is told: a list is one below its key."""


def test_a_vignette_is_read_whole() -> None:
    """Texts by language, ways to ask, answers of every kind."""
    found = vignette(DEBT)
    assert (found.id, found.theme, found.form, found.difficulty) == (DEBT, "V05", "border_quick_screen", 2)
    assert (found.languages, len(found.story), found.twin) == (("en", "rw"), 3, "tea_by_the_shop")
    assert [way.kind for way in found.script["debt"].ways] == ["open", "leading"]
    assert found.key.answers["pressure"].right == ("threat",)
    assert found.key.answers["pressure"].also == (("threat", "watched"),)
    assert found.key.answers["fear_return"].also == (NonAnswer.DONT_KNOW,)
    assert (found.key.present, found.key.touched) == (("act", "means", "purpose"),) * 2
    assert found.entry("nationality_other") is found.script["otherwise"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("vignette: rest_by_the_wall", "vignette: V05", "the vignette is called 'V05', its file"),
        ("theme: V05", "theme: V16", "`theme` cannot be 'V16'"),
        ("title: {en", "titel: {en", "unknown key 'titel'"),
        ("A rest by the market wall", "Debt trafficking", "names the answer"),
        ("languages: [en, rw]", "languages: [en]", "`languages` lacks rw"),
        ("languages: [en, rw]", "languages: [en, rw, e]", "'e' is not a language code"),
        ("reviewed: {en: none, rw: none}", "reviewed: {en: some, rw: none}", "`en` cannot be 'some'"),
        ("use: {en: practice, rw: practice}", "use: {en: practice, sw: practice}", "'sw' is no language of this file"),
        ('difficulty: "2"', 'difficulty: "4"', "`difficulty` cannot be '4'"),
        ("[border_officer, police", "[border_guard, police", "`audience` cannot have 'border_guard'"),
        ("[border_officer, police, community_volunteer, field_worker]", "[]", "must be a list"),
        ("twin: tea_by_the_shop\n", "", "`twin` and `differs` belong together"),
        ("twin: tea_by_the_shop", "twin: rest_by_the_wall", "a vignette is no twin of itself"),
        ("    seen: {en: \"Nobody is in danger at this moment.\"", "    sen: {en: \"Nobody is\"", "unknown key 'sen'"),
        ("    says: {en: \"It is all the same to me.\", rw: \"Kuri jye byose ni kimwe.\"}", "    says: {en: \"Same\"}",
         "`says` lacks rw"),
        ("  alone:\n    seen:", "  alone:\n    silent: \"yes\"\n    seen:", "must have one of says, seen"),
        ("kind: unsafe", "kind: open", "one way to ask must be `open`, and only one"),
        ("kind: unsafe", "kind: rude", "`kind` cannot be 'rude'"),
        ("story:\n", "story: []\nx:\n", "`story` must be a list of 2 to 6 steps"),
        ("danger: {right: \"no\"}", "danger: \"no\"", "the key of 'danger' must be a mapping"),
        ("danger: {right: \"no\"}", "danger: {also: [\"no\"]}", "`right` is missing"),
        ("danger: {right: \"no\"}", "danger: {right: {nr: blank}}", "this is no answer"),
        ("elements: {act: [A2, A5]", "elements: {act: [A2, A6]", "`act` cannot have 'A6'"),
        ("means: [M2, M7], ", "", "`elements` lacks means"),
        ("situation: trafficking_adult", "situation: trafficking", "`situation` cannot be 'trafficking'"),
        ("result: possible_trafficking", "result: trafficking", "`result` cannot be 'trafficking'"),
        ("right: [refer_now, offer_help]", "right: [refer_now, send_back]", "`right` cannot have 'send_back'"),
        ("unsafe: [confront_escort", "unsafe: [refer_now", "`unsafe` cannot have 'refer_now'"),
        ("- point: privacy", "- point: private", "`point` cannot be 'private'"),
        ("when: \"${alone} = 'yes'\"", "when: \"${alone} = \"", "the expression is wrong"),
        ("  settles: debt\n", "", "`settles` and `settles_why` belong together"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(old: str, new: str, told: str) -> None:
    """Not the first one only, and never as a crash."""
    data, line = changed(DEBT, (old, new))
    found, problems = check_vignette_text(data, f"{DEBT}.yaml")
    assert found is None
    assert any(told in problem.what and abs(problem.line - line) <= NEAR for problem in problems), problems


def test_a_script_says_what_comes_to_any_other_question() -> None:
    """Without `otherwise` a question that nobody thought of would meet nothing."""
    data, _ = changed(DEBT, ("  otherwise:", "  age_band:"))
    _, problems = check_vignette_text(data, f"{DEBT}.yaml")
    assert (problems[0].line, problems[0].what) == (31, "`script` has no `otherwise`")


def test_all_mistakes_are_named_at_once() -> None:
    """Three in three places."""
    data, _ = changed(DEBT, ("theme: V05", "theme: V99"), ("kind: unsafe", "kind: rude"), ("act: [A2", "act: [B2"))
    with pytest.raises(errors.DataFileInvalid) as caught:
        read_vignette(data, f"{DEBT}.yaml")
    assert caught.value.facts["count"] == 3


@pytest.mark.parametrize("text", ["", "a", "[]", "a: [", "vignette: &a x", "\x00", "key: {answers: []}"])
def test_what_is_no_vignette_is_said_not_raised(text: str) -> None:
    """Whatever the file holds."""
    found, problems = check_vignette_text(text.encode(), "x.yaml")
    assert found is None
    assert problems
