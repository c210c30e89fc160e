"""Rules over all shipped forms: what they may say, how they are built, what their tests reach.

Whoever adds a form finds here what it does not keep to; each rule is also held against a form that breaks it."""

import copy
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pytest

from fieldkit.forms.testing import TestReport, run_tests
from tests.content import rules_of_shape, rules_of_words
from tests.content.rules_of_shape import RULES_OF_SHAPE
from tests.content.rules_of_words import RULES_OF_WORDS
from tests.content.shipped import ALL, LANGUAGES, Tree, questions, read
from tests.content.walking import compiled

Rule = Callable[[Tree], list[str]]
Spoil = Callable[[Tree], None]
RULES: Sequence[Rule] = (*RULES_OF_WORDS, *RULES_OF_SHAPE)
BY_NAME = {rule.__name__: rule for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=list(BY_NAME))
@pytest.mark.parametrize("name", ALL)
def test_a_shipped_form_keeps_the_rules(name: str, rule: Rule) -> None:
    """What each rule asks for stands in its own docstring."""
    assert rule(read(name)) == [], rule.__doc__


# --- each rule can fail ----------------------------------------------------------------------------------------


def says(code: str, text: str, *, note: bool = False) -> Spoil:
    """Return a spoiling that puts a sentence into the form: as the label of a question, or of a note."""

    def spoil(tree: Tree) -> None:
        words = dict.fromkeys(LANGUAGES, "Good day") | {code: text}
        tree["survey"].append({"name": "added", "type": "note" if note else "select_one yes_no", "label": words})

    return spoil


def step(code: str, text: str) -> Spoil:
    """Return a spoiling that advises something as the first next step."""

    def spoil(tree: Tree) -> None:
        words = dict.fromkeys(LANGUAGES, "Good day") | {code: text}
        tree["classify"]["next_steps"].insert(0, {"when": "true()", "says": words})

    return spoil


def put(key: str, value: Any) -> Spoil:
    return lambda tree: tree.update({key: value})


def without(key: str) -> Spoil:
    return lambda tree: tree.pop(key, None)


def on(name: str, **keys: Any) -> Spoil:
    """Return a spoiling of one question of the form."""

    def spoil(tree: Tree) -> None:
        row = next(row for row in rules_of_shape.all_rows(tree["survey"]) if row.get("name") == name)
        row.update(keys)

    return spoil


def added(**keys: Any) -> Spoil:
    label = dict.fromkeys(LANGUAGES, "Good day")
    return lambda tree: tree["survey"].append({"name": "added", "label": label, **keys})


def _at(tree: Tree, group: str) -> int:
    return next(at for at, row in enumerate(tree["survey"]) if row.get("group") == group)


TEXT = {"type": "text"}
SPOILT: list[tuple[str, str, Spoil]] = [
    ("all_languages", "border_quick_screen", lambda tree: tree["title"].pop("rw")),
    ("all_languages", "border_quick_screen", says("sw", " ")),
    ("no_bare_texts", "border_quick_screen", on("safe", label="Safe?")),
    ("no_why_did_you", "border_quick_screen", says("en", "Why did you go with them?")),
    ("no_why_did_you", "border_quick_screen", says("fr", "Pourquoi avez-vous accepté ?")),
    ("no_why_did_you", "border_quick_screen", says("rw", "Kuki wagiye?")),
    ("no_why_did_you", "border_quick_screen", says("sw", "Kwa nini uliondoka?")),
    *(
        ("no_orientation", "border_quick_screen", says(code, text))
        for code, text in (
            *(("en", "What is your sexual orientation?"), ("fr", "Votre orientation sexuelle ?")),
            *(("rw", "Hari ubutinganyi?"), ("sw", "Je, kuna ushoga?")),
        )
    ),
    *(
        ("no_denial", "border_quick_screen", says(code, text))
        for code, text in (
            *(("en", "This person is not a victim."), ("fr", "Ce n'est pas une victime.")),
            *(("rw", "Si icuruzwa ry'abantu."), ("sw", "Hii si usafirishaji haramu.")),
        )
    ),
    *(
        ("no_finding", "border_quick_screen", step(code, text))
        for code, text in (
            *(("en", "The person is a victim."), ("fr", "La personne est victime.")),
            *(("rw", "Uyu muntu yacurujwe."), ("sw", "Huyu ni mwathirika.")),
        )
    ),
    *(
        ("no_trap_words", "border_quick_screen", says(code, text))
        for code, text in (
            *(("fr", "Le trafic d'êtres humains"), ("rw", "Uwarokotse"), ("rw", "Igitsina cye ni ikihe?")),
            *(("rw", "Ari kubazwa"), ("sw", "Toa idhini"), ("sw", "Kesi hii")),
        )
    ),
    ("digits_of_the_day", "border_quick_screen", says("en", "Come at 6 pm")),
    ("digits_of_the_day", "border_quick_screen", says("sw", "Njoo saa moja")),
    *(
        ("nobody_is_sent_back", "border_quick_screen", step(code, text))
        for code, text in (
            *(("en", "Send the person back home."), ("fr", "Il faut renvoyer cette personne.")),
            *(("rw", "Ni ukumucyura, gucyura vuba."), ("sw", "Lazima kumrudisha kwao.")),
        )
    ),
    ("nobody_is_detained", "border_quick_screen", says("en", "Detain both until help comes.", note=True)),
    ("nobody_is_detained", "border_quick_screen", says("sw", "Mkamate mara moja.", note=True)),
    ("origin_only_with_agreement", "border_quick_screen", step("en", "Call the embassy.")),
    ("origin_only_with_agreement", "border_quick_screen", step("fr", "Appelez l'ambassade.")),
    ("nobody_is_confronted", "border_quick_screen", step("en", "Confront the companion.")),
    ("police_with_agreement", "border_quick_screen", step("en", "Call the police at once.")),
    ("police_with_agreement", "border_quick_screen", step("fr", "Appelez vite la police.")),
    ("no_sex_assumed", "border_quick_screen", says("en", "What did she tell you?")),
    ("no_sex_assumed", "border_quick_screen", says("fr", "Le recruteur a dit qu'il paierait.")),
    ("only_112_is_printed", "border_quick_screen", says("en", "Or call 3512.")),
    ("only_112_is_printed", "border_quick_screen", says("en", "Or call 0788 123 456.")),
    ("only_gaps_of_the_card", "border_quick_screen", step("en", "Call {police_phone}.")),
    ("only_gaps_of_the_card", "border_quick_screen", says("en", "Call {duty_phone}.")),
    ("short_choices_and_labels", "border_quick_screen", says("en", "word " * 77)),
    (
        "short_choices_and_labels",
        "border_quick_screen",
        lambda tree: tree["choices"]["yes_no"]["yes"].update(en="yes " * 18),
    ),
    *(
        ("top_keys", "border_quick_screen", without(key))
        for key in (
            *("version", "title", "default_language", "languages", "kind", "who_may_run", "recipient_class"),
            *("minutes", "source", "licence", "evidence", "survey"),
        )
    ),
    ("top_keys", "border_quick_screen", put("evidence", "A validated instrument")),
    ("top_keys", "border_quick_screen", put("who_may_run", ["anybody"])),
    ("claims_nothing", "border_quick_screen", lambda tree: tree["use"].update(sw="field")),
    ("claims_nothing", "border_quick_screen", put("reviewed", dict.fromkeys(LANGUAGES, "all"))),
    ("organisation_has_its_class", "awareness_session", put("recipient_class", "case")),
    ("organisation_has_its_class", "awareness_session", added(**TEXT, flags=["identifying"])),
    ("everything_may_be_left_out", "border_quick_screen", on("offer", required="yes")),
    ("everything_may_be_left_out", "border_quick_screen", on("offer", non_response=[])),
    ("everything_may_be_left_out", "border_quick_screen", put("non_response", ["dk"])),
    ("who_somebody_is_is_flagged", "border_quick_screen", added(**TEXT)),
    (
        "who_somebody_is_is_flagged",
        "border_quick_screen",
        added(**TEXT, constraint="regex(., '[a-z]+')", label={"en": "Which name?"}),
    ),
    ("children_are_guarded", "border_quick_screen", put("form_id", "ilo_child_labour")),
    ("observations_stand_apart", "border_quick_screen", on("offer", observation="yes")),
    ("the_last_step_is_a_hint", "border_quick_screen", lambda tree: tree["classify"]["next_steps"].pop()),
    (
        "the_last_step_is_a_hint",
        "border_quick_screen",
        lambda tree: tree["classify"]["next_steps"][-1]["says"].update(rw="Ni byo."),
    ),
    ("protection_before_police", "border_quick_screen", step("en", "Police: the person calls")),
    (
        "protection_before_police",
        "border_quick_screen",
        lambda tree: tree["classify"].update(next_steps=[{"says": {"en": "x"}}]),
    ),
    ("a_suspicion_is_followed_up", "border_quick_screen", put("followed_by", ["after_result"])),
    ("nobody_is_asked_without_agreement", "follow_up", lambda tree: tree["survey"].pop(_at(tree, "talk"))),
    ("nobody_is_asked_without_agreement", "closure", lambda tree: tree["survey"].pop(1)),
    ("nobody_is_asked_without_agreement", "elements", on("about_form", label={"en": "Good day"})),
    ("danger_comes_first", "elements", on("danger", type="note")),
    ("danger_comes_first", "ilo_child_labour", without("gates")),
    ("who_may_begin_may_go_on", "unodc_checklist", put("who_may_run", ["trainer"])),
    ("clocks_stand_together", "border_quick_screen", step("en", "Some care works only within 72 hours.")),
    ("french_keeps_its_punctuation", "border_quick_screen", says("fr", "Qui va là ?")),
    ("nothing_is_left_to_chance", "border_quick_screen", without("tests")),
]


@pytest.mark.parametrize(
    ("rule", "name", "spoil"), SPOILT, ids=[f"{rule}-{at}" for at, (rule, *_) in enumerate(SPOILT)]
)
def test_each_rule_fails_on_a_form_that_breaks_it(rule: str, name: str, spoil: Spoil) -> None:
    """A rule that cannot fail says nothing."""
    tree = copy.deepcopy(read(name))
    spoil(tree)
    assert BY_NAME[rule](tree) != []


def test_every_rule_is_tried() -> None:
    """None is left out above."""
    assert set(BY_NAME) == {rule for rule, *_ in SPOILT}


def test_what_forbids_is_no_advice() -> None:
    """ "Never confront the companion" and "nobody informs the embassy without agreement" may be said."""
    tree = copy.deepcopy(read("border_quick_screen"))
    for code, text in (
        ("en", "Do not confront the companion. Nobody calls the embassy without agreement."),
        ("fr", "N'affrontez pas l'accompagnant. N'appelez jamais l'ambassade sans accord."),
    ):
        step(code, text)(tree)
    assert rules_of_words.nobody_is_confronted(tree) + rules_of_words.origin_only_with_agreement(tree) == []


# --- what the forms' own tests reach ---------------------------------------------------------------------------

NOT_ALL_REACHED = {
    "incident_report": "a report by others is always for a person to review: no other result can come",
}
"""Forms with a result whose own tests need not reach everything, each with the reason."""


@cache
def reported(name: str) -> TestReport:
    return run_tests(compiled(name))


def has_result(name: str) -> bool:
    form = compiled(name).form
    return bool(form.classify or form.scores)


@pytest.mark.parametrize("name", [name for name in ALL if has_result(name) and name not in NOT_ALL_REACHED])
def test_the_tests_of_a_form_with_a_result_reach_all_of_it(name: str) -> None:
    """Every question, choice, condition, band, result, dimension; of lists from a file no single choice."""
    left = unreached(name)
    assert {part: found for part, found in left.items() if found} == {}


def unreached(name: str) -> dict[str, Any]:
    from_file = {key for key, row in questions(read(name)).items() if "_from_file" in row["type"]}
    found = reported(name).coverage
    never_chosen = {key: missed for key, missed in found.never_chosen.items() if key.split("/")[-1] not in from_file}
    return {
        "questions never shown": found.never_shown,
        "choices": never_chosen,
        "never true": found.never_true,
        "never false": found.never_false,
        "bands": dict(found.bands),
        "results": found.results,
        "looks like": found.looks_like,
        "dimensions": found.dimensions,
    }


@pytest.mark.parametrize("name", NOT_ALL_REACHED)
def test_an_exception_is_still_needed(name: str) -> None:
    """It is struck off when the tests of the form reach everything; and the form ships."""
    assert name in ALL
    assert any(unreached(name).values())
