"""A vignette agrees with its form: its key leads through it, gives its result, and its script covers it."""

import pytest

from fieldkit.practice.check_vignette import check_twins, check_vignette, deciding_questions
from fieldkit.practice.read_vignette import read_vignette
from tests.practice.shipped import DEBT, IDS, changed, form_of, vignette


@pytest.mark.parametrize("name", IDS)
def test_the_script_of_every_vignette_gives_its_own_key(name: str) -> None:
    """Its key's answers through the real form: the result, the elements, the age. Only the review is open."""
    problems = check_vignette(vignette(name), form_of(name))
    assert [one.located(name) for one in problems if "fluent reader" not in one.what] == []


def test_twins_name_each_other() -> None:
    """One fact changes the answer."""
    every = {name: vignette(name) for name in IDS}
    assert not any(check_twins(every).values())
    (alone,) = check_twins({DEBT: vignette(DEBT)})[DEBT]
    assert (alone.line, "there is no vignette 'tea_by_the_shop'" in alone.what) == (13, True)
    data, _ = changed("tea_by_the_shop", ("twin: rest_by_the_wall", "twin: elsewhere"))
    other = read_vignette(data, "tea_by_the_shop.yaml")
    (one_sided,) = check_twins({DEBT: vignette(DEBT), other.id: other})[DEBT]
    assert "does not name it as its twin" in one_sided.what


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((("by_family: {right", "by_famly: {right"),), "'by_famly' is no question of border_quick_screen"),
        ((("  others_there:\n    seen", "  other_there:\n    seen"),), "'other_there' is no question"),
        ((("settles: debt", "settles: depth"),), "'depth' is no question"),
        ((("right: [threat]", "right: [threats]"),), "'pressure' cannot be that"),
        ((("also: [[threat, watched]]", "also: [[threat, none]]"),), "the form's own check refuses it"),
        ((('alone: {right: "yes"}', ""),), "'alone' must be answered, and has no key"),
        ((('by_family: {right: "no"}', 'nationality_other: {right: IN}\n    by_family: {right: "no"}'),),
         "'nationality_other' is not put with the key's answers"),
        ((("could_refuse: {right", "x_could: {right"),), "'x_could' is no question"),
        ((('    debt: {right: "yes", why', '    conditions: {right: bad}\n    debt: {right: "no", why'),
          ("conditions: {right: bad}\n    fear", "fear"), ("earnings: {right: unpaid, also: [other]}",
          "earnings: {right: no_work}"), ("made_to: {right: [work]}", "made_to: {right: [none]}")),
         "the form gives elements_not_shown with the key's answers, not possible_trafficking"),
        ((("elements: {act: [A2, A5]", "touched: [means]\n  elements: {act: [A2, A5]"),),
         "the form touches act, means, purpose with the key's answers, not means"),
        ((("age: adult", "age: unknown"),), "the form protects as adult"),
        ((("age: adult", "age: child"),), "trafficking_adult, and `age` is child"),
        ((("means: [M2, M7]", "means: []"),), "trafficking_adult without means"),
        ((("when: \"${safe} = 'yes'\"", "when: \"${safe} = 'no'\""),), "the key itself does not keep the point escort"),
        ((("when: \"${safe} = 'yes'\"", "when: \"${save} = 'yes'\""),), "there is no question 'save'"),
        ((("also: [handed]", "also: [{nr: dk}, own]"), ("can_leave: {right: \"no\"", "can_leave: {right: \"yes\""),
          ("debt: {right: \"yes\"", "debt: {right: \"no\"")),
         "with own for 'arrival' the form gives elements_not_shown"),
        ((("  age:\n    says: {en: \"I am twenty-four.\", rw: \"Mfite imyaka makumyabiri n'ine.\"}",
           "  age:\n    silent: \"yes\""),), "the person is silent to 'age', and the key has an answer"),
        ((("  others_there:\n    seen:", "  observe:\n    seen:"),
          ("    seen: {en: \"Nothing in particular.\", rw: \"Nta kidasanzwe.\"}\n", ""),),
         "nothing comes to 'others_there'"),
        ((("  earnings:\n    says: {en: \"The traders pay him. I get food.\"",
           "  consent_language:\n    says: {en: \"The traders pay him. I get food.\""),),
         "'consent_language' is answered by the worker: nobody says it"),
        ((("  age: adult\n", "  age: adult\n  not_keyed: [debt]\n"),),
         "'debt' has a key answer as well"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_form_is_named(changes: tuple[tuple[str, str], ...], told: str) -> None:
    """Each with a line to go to."""
    data, _ = changed(DEBT, *changes)
    problems = check_vignette(read_vignette(data, f"{DEBT}.yaml"), form_of(DEBT))
    found = [problem for problem in problems if told in problem.what]
    assert found, [problem.what for problem in problems]
    assert all(problem.line > 1 and problem.do for problem in found)


def test_what_decides_must_be_keyed_and_the_profile_need_not() -> None:
    """The gates, the age, elements and what touches; not the place, not which help is wanted."""
    deciding = deciding_questions(form_of(DEBT))
    assert {"alone", "safe", "maybe_child", "consent", "danger", "age", "offer", "debt", "seen"} <= deciding
    assert not {"post", "sex", "nationality", "help_wanted", "share_identity", "own_suspicion"} & deciding
    data, _ = changed(DEBT, ("    debt: {right", "    x_debt: {right"))
    data = data.replace(b"    x_debt: {right", b"    share_identity: {right")
    problems = check_vignette(read_vignette(data, f"{DEBT}.yaml"), form_of(DEBT))
    assert "'debt' decides, is put, and has no key" in [problem.what for problem in problems]
    kept = data.replace(b"  age: adult\n", b"  age: adult\n  not_keyed: [debt]\n")
    problems = check_vignette(read_vignette(kept, f"{DEBT}.yaml"), form_of(DEBT))
    assert not any("'debt'" in problem.what for problem in problems)
