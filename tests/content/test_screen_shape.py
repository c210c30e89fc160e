"""What the border quick screen may ask, of whom, and in which order."""

import re
from typing import Any

from tests.content.shipped import questions, read, texts
from tests.content.walking import compiled

# The 17 official posts of the immigration service's list (reference context/border_posts.csv).
POSTS = (
    *("Gatuna", "Cyanika", "Corniche", "Poids Lourds", "Rusizi I", "Rusizi II", "Bugarama", "Akanyaru Haut", "Rusumo"),
    *("Kagitumba", "Kigali International Airport", "Buziba", "Ruhwa", "Nshili", "Kabuhanga", "Nemba", "Akanyaru Bas"),
)
SCREEN = read("border_quick_screen")
ASKED = questions(SCREEN)
ORDER = list(ASKED)


def test_nothing_can_be_typed_but_the_age() -> None:
    """The screening form has no place for a name, a phone number or any free text: choices, and the age in years."""
    assert {"age"} == {name for name, row in ASKED.items() if not row["type"].startswith(("select_", "note"))}


def test_no_question_is_flagged_identifying() -> None:
    """Who the person is stands in a form of its own."""
    assert [name for name, row in ASKED.items() if "identifying" in row.get("flags", [])] == []


def test_there_is_no_score() -> None:
    """Signs are never added up."""
    assert [key for key in _keys(SCREEN) if "score" in key or "points" in key] == []


def test_safety_comes_first_and_the_limits_of_secrecy_before_consent() -> None:
    """Before any question to the person stand safety, what is passed on even without agreement, and agreement."""
    safety = ["post", "danger", "alone", "safe", "not_safe", "maybe_child"]
    who = ["interpreter", "interpreter_brought", "interviewer_sex", "interviewer_wish"]
    agreement = ["limits", "limits_child", "about_talk", "about_child", "explained_by", "consent_language"]
    wanted = [*safety, *who, *agreement, "consent", "assent", "consent_mode"]
    assert wanted == ORDER[: len(wanted)]


def test_it_is_a_short_interview() -> None:
    """About ten minutes: no health clock needs to be shown before it."""
    assert compiled("border_quick_screen").form.minutes == 10


def test_a_refusal_keeps_only_the_post() -> None:
    """Form, version and day are kept with every record; of the answers, a refusal keeps the post."""
    assert SCREEN["kept_on_refusal"] == ["post"]


def test_an_adult_gets_twelve_to_fifteen_questions() -> None:
    """Thirteen questions go to every adult, two more only where an answer calls for them."""
    rows = [row for row in ASKED.values() if row["in"] == "adult"]
    assert (len([row for row in rows if "relevant" not in row]), len(rows)) == (13, 15)


def test_a_child_gets_at_most_six() -> None:
    """Five simple questions and one observation are all that a worker takes from a child."""
    asked = [name for name, row in ASKED.items() if row["in"] == "child"]
    assert (len(asked), "observation" in ASKED["child_seen"]) == (5, True)


def test_only_what_the_worker_sees_can_be_noted_without_agreement() -> None:
    """What is marked as an observation is asked of the worker: no question to the person carries the mark."""
    seen = {name for name, row in ASKED.items() if row.get("observation") == "yes"}
    groups = ("place", "start", "closed", "observed")
    assert set(groups) == {ASKED[name]["in"] for name in seen}
    assert seen == {name for name, row in ASKED.items() if row["in"] in groups}


def test_only_the_gates_and_the_age_band_must_be_answered() -> None:
    """Everything else may be left out; the age band may be answered with not known, don't know or refused.
    For a person under 16 the worker must say who agrees, or why nobody is asked."""
    gates, under_16 = ["alone", "safe", "maybe_child", "consent", "assent"], ["consent_by", "consent_ground"]
    assert [name for name, row in ASKED.items() if "required" in row] == [*gates, "age_band", *under_16]
    assert [name for name, row in ASKED.items() if row.get("non_response") == []] == [*gates, *under_16]


def test_every_post_of_the_list_can_be_chosen_and_the_unofficial_crossing() -> None:
    """Sixteen land posts, the airport, an unofficial crossing, and a place that is no border."""
    posts = SCREEN["choices"]["post"]
    named = [text["en"].split(" (")[0].split(",")[0] for text in posts.values()]
    assert len(posts) == 19
    assert {"unofficial", "not_border", "kigali_airport"} < set(posts)
    assert [row for row in POSTS if row not in named] == []


def test_nationality_is_stored_by_code_neighbours_first() -> None:
    """Countries are stored as ISO codes; a person without nationality has the code XXA."""
    assert list(SCREEN["choices"]["nationality"]) == ["RW", "BI", "CD", "UG", "TZ", "KE", "other", "XXA"]


def test_each_of_the_three_elements_has_questions_for_adults_and_act_and_purpose_for_children() -> None:
    """For a child means need not be shown; one question still notes them."""
    pairs = {
        (row["in"], row["element"]) for row in ASKED.values() if row["in"] in ("adult", "child") and "element" in row
    }
    assert {(who, what) for who in ("adult", "child") for what in ("act", "means", "purpose")} <= pairs


def test_whoever_fears_return_is_led_to_protection_before_any_other_service() -> None:
    """UNHCR or MINEMA come before the one-stop centre and before the police."""
    steps = [said.words["en"] for said in texts(SCREEN) if "next_steps" in said.place]
    place = {word: next(n for n, step in enumerate(steps) if word in step) for word in ("UNHCR", "Isange", "Police")}
    assert sorted(place.values()) == list(place.values())


def test_the_result_is_called_a_hint_in_every_language() -> None:
    """The last step of every result says that it is no finding in law."""
    last = SCREEN["classify"]["next_steps"][-1]
    assert (last["when"], last["says"]["en"]) == ("true()", "This is a hint for help, not a finding in law.")


def test_112_is_printed_as_not_yet_checked() -> None:
    """The number is in wide use, but nobody has dialled it from the posts: the step says so."""
    first = SCREEN["classify"]["next_steps"][0]["says"]["en"]
    assert re.search(r"112 \(number not yet checked locally\)", first)


def test_in_the_identity_form_all_but_receivers_and_language_is_identifying() -> None:
    """Name, numbers, hours and what may be said are hidden until somebody states a purpose."""
    rows = questions(read("identity_contact"))
    open_ = [name for name, row in rows.items() if row["type"] != "note" and "identifying" not in row.get("flags", [])]
    assert open_ == ["agrees", "receivers", "tongue"]


def test_free_text_in_the_identity_form_is_flagged() -> None:
    """Every text that somebody types is marked as free text, except the number, which has a fixed form."""
    rows = questions(read("identity_contact"))
    typed = [name for name, row in rows.items() if row["type"] == "text" and "free_text" not in row["flags"]]
    assert typed == ["safe_number"]


def _keys(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node, *(key for value in node.values() for key in _keys(value))]
    return [key for value in node for key in _keys(value)] if isinstance(node, list) else []
