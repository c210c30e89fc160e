"""How every shipped form is built. Each rule takes a whole form, blocks put in, and returns what is wrong in it."""

import re
from collections.abc import Iterator
from typing import Any

from tests.content.shipped import LANGUAGES, SOME, Tree, questions, read

KINDS = ("screening", "assessment", "case", "report", "organisation")
CLASSES = ("case", "concern", "organisation")
ROLES = {"field_worker", "child_protection", "focal_point", "trainer"}
GUARDED = {"child_protection", "focal_point"}
ABOUT_CHILDREN = ("ilo_child_labour", "child_protection")
"""Forms about a child that are filled from what is known, never by questioning a child at a post."""
MUST_ANSWER = {
    # safety, agreement, and who agrees for a child: without them nothing may be asked
    *("alone", "safe", "maybe_child", "consent", "assent", "age_band", "consent_by", "consent_ground", "agrees"),
    # the worker's own duties after a suspicion
    *("referral_offered", "told_by_voice", "voice_to"),
    # whether a person whose file is open wants to talk today
    "talks",
}
"""All that must be answered, in any form."""
NAMED = r"\b(?:names?|surname|phone number|telephone|home address|identity number|passport number|email)\b"
FORBIDDEN = r"\bnever a name\b|\bno names?\b|\bnot a name\b"
HONEST = r"\bnot?\b|unverified|second-hand|secondary|never"


def all_rows(survey: list[Tree]) -> Iterator[Tree]:
    for row in survey:
        yield row
        yield from all_rows(row.get("survey", []))


def top_keys(tree: Tree) -> list[str]:
    """A form says what it is, for whom, where it comes from and how far that was verified."""
    wanted: dict[str, Any] = {
        "version": lambda v: re.fullmatch(r"20\d\d\.\d{1,2}\.\d+", v),
        "title": lambda v: set(v) >= set(LANGUAGES),
        "default_language": lambda v: v == "en",
        "languages": lambda v: set(v) - set(SOME) == set(LANGUAGES),
        "kind": lambda v: v in KINDS,
        "who_may_run": lambda v: v and set(v) <= ROLES,
        "recipient_class": lambda v: v in CLASSES,
        "minutes": lambda v: 1 <= int(v) <= 90,
        "source": lambda v: len(v) > 20 or v == "Own question",
        "licence": lambda v: len(v) > 3,
        "evidence": lambda v: re.search(HONEST, v, re.IGNORECASE),
        "survey": bool,
    }
    if tree.get("kind") == "report":  # everybody may report
        wanted.pop("who_may_run")
    return [key for key, holds in wanted.items() if key not in tree or not holds(tree[key])]


def claims_nothing(tree: Tree) -> list[str]:
    """No language claims a review, or more than practice, until a person has read it."""
    codes = tree.get("languages", LANGUAGES)
    wanted = (("use", "practice"), ("reviewed", "none"))
    return [key for key, value in wanted if tree.get(key) != dict.fromkeys(codes, value)]


def organisation_has_its_class(tree: Tree) -> list[str]:
    """What the organisation does goes to those who run it, and holds no person's data: nothing identifying in it."""
    if tree.get("kind") != "organisation":
        return []
    flagged = [name for name, row in questions(tree).items() if "identifying" in row.get("flags", [])]
    return flagged + [key for key in ("recipient_class",) if tree.get(key) != "organisation"]


def everything_may_be_left_out(tree: Tree) -> list[str]:
    """Every question may be skipped, not known or refused, but for a short list: safety, agreement, a legal ground."""
    asked = {name: row for name, row in questions(tree).items() if row["type"] not in ("note", "acknowledge")}
    allowed = MUST_ANSWER | set(MORE_TO_ANSWER.get(tree["form_id"], ("", ()))[1])
    forced = [name for name, row in asked.items() if row.get("required", "no") != "no" or row.get("non_response") == []]
    found = [name for name in forced if name not in allowed]
    if set(tree.get("non_response", [])) != {"dk", "ref"} and tree["form_id"] != "after_result":
        found.append("non_response")
    return found


MORE_TO_ANSWER: dict[str, tuple[str, tuple[str, ...]]] = {
    "case_intake": (
        "no record without a basis in law, no status without who decided",
        ("case_basis", "decider_not_us"),
    ),
    "child_protection": ("a child is told of the same day, and has a place for the night", ("told_today", "tonight")),
    "closure": (
        "a second person checks what the first has written",
        ("reason", "outcome", "plan_checked", "told_back", "referrals", "file_read", "safe_to_close", "second_role"),
    ),
    "follow_up": ("whether the person was reached decides everything else", ("contact_made",)),
    "referral": (
        "no referral without consent for this receiver or a named ground in law",
        (
            *("receiver_kind", "consent_given", "agreed_by", "consent_mode", "ground", "ground_facts"),
            *("ground_by", "ground_told", "identity_shared"),
        ),
    ),
    "risk_safety_plan": ("the level of risk is what the plan is for", ("risk_level",)),
}
"""By form: the reason, and what else must be answered. All of it by staff, none by the person concerned."""


def who_somebody_is_is_flagged(tree: Tree) -> list[str]:
    """A name or a number is asked only in a question that is flagged; a typed text is flagged, or has a fixed form."""
    found = []
    for name, row in questions(tree).items():
        if row["type"] not in ("text", "barcode") or name in ABOUT_STAFF:
            continue
        flags = set(row.get("flags", []))
        label = row.get("label", {}).get("en", "")
        named = re.search(NAMED, label, re.IGNORECASE) and not re.search(FORBIDDEN, label, re.IGNORECASE)
        fixed = "regex(" in row.get("constraint", "")
        if named and not flags & {"identifying", "free_text"}:
            found.append(f"{name}: asks for a name or number")
        elif not flags & {"identifying", "free_text"} and not fixed:
            found.append(f"{name}: free text without a flag")
    return found


ABOUT_STAFF = {"voice_to"}
"""Who of our own was told: a role or a staff name, part of the record of the report."""


def children_are_guarded(tree: Tree) -> list[str]:
    """A form about a child is filled by a trained child-protection worker or the focal point."""
    if tree["form_id"] not in ABOUT_CHILDREN:
        return []
    return sorted(set(tree.get("who_may_run", ROLES)) - GUARDED)


def observations_stand_apart(tree: Tree) -> list[str]:
    """What the worker sees stands in a group of its own, apart from what the person says."""
    by_group: dict[str, set[str]] = {}
    for row in questions(tree).values():
        if row["type"] != "note" and tree.get("gates", {}).get("consent"):
            by_group.setdefault(row["in"], set()).add(row.get("observation", "no"))
    return [group or "(no group)" for group, kinds in by_group.items() if len(kinds) > 1 and group not in BEFORE]


BEFORE = {"start", "opening", "agreement", "consent"}
"""Groups in which the worker opens the talk: safety is seen, agreement is said."""


def the_last_step_is_a_hint(tree: Tree) -> list[str]:
    """Every rule ends by saying, in every language, that it is a hint for help and no finding in law."""
    if "classify" not in tree:
        return []
    steps = tree["classify"].get("next_steps", [])
    wanted = read("border_quick_screen")["classify"]["next_steps"][-1]
    ends = bool(steps) and all(steps[-1]["says"].get(code) == wanted["says"][code] for code in LANGUAGES)
    return [] if ends and steps[-1].get("when", "true()") == "true()" else ["next_steps"]


def protection_before_police(tree: Tree) -> list[str]:
    """Who fears return is led to UNHCR or MINEMA before anything is said of the police."""
    steps = [step["says"]["en"] for step in tree.get("classify", {}).get("next_steps", [])]
    police = [n for n, step in enumerate(steps) if re.match(r"(?:The )?Police\b", step)]
    shelter = [n for n, step in enumerate(steps) if re.search(r"UNHCR|MINEMA", step)]
    if not steps or tree["form_id"] in NO_RETURN_ASKED:
        return []
    if not shelter:
        return ["no step names UNHCR or MINEMA"]
    return ["police first"] if police and police[0] < shelter[0] else []


NO_RETURN_ASKED = {"incident_report"}
"""Nobody is interviewed: whoever reports is not the person, and the focal point asks further."""


def a_suspicion_is_followed_up(tree: Tree) -> list[str]:
    """A screening that asks a person is followed by help and voice, and by identity for who agrees."""
    asks = tree.get("kind") == "screening" and "classify" in tree and "consent" in tree.get("gates", {})
    asks = asks and "field_worker" in tree.get("who_may_run", ())
    return ["followed_by"] if asks and tree.get("followed_by") != ["after_result", "identity_contact"] else []


def nobody_is_asked_without_agreement(tree: Tree) -> list[str]:
    """Who puts questions to a person asks first whether it is safe and whether the person wants to talk; who puts none
    says so in the first note."""
    if tree.get("kind") in ("organisation", "report") or tree["form_id"] in OWN_AGREEMENT:
        return []
    asked = questions(tree)
    if {"alone", "safe"} <= set(asked) and {"consent", "talks"} & set(asked):
        return []
    first: Tree = next((row for name, row in asked.items() if name != "about_code"), {"type": ""})
    said = first["type"] == "note" and re.search(NOBODY_ASKED, first["label"]["en"], re.IGNORECASE)
    return [] if said else ["neither agreement nor a first note that nobody is asked"]


NOBODY_ASKED = r"\b(?:ask nobody|nobody is asked|put no question|do not question)\b"
OWN_AGREEMENT = {"identity_contact", "after_result"}
"""The first asks for an agreement of its own and follows another form's; the second is put to the worker."""


def danger_comes_first(tree: Tree) -> list[str]:
    """Before any other question of a screening, an assessment or a report stands whether anybody is in danger."""
    if tree.get("kind") not in ("screening", "assessment", "report") or tree["form_id"] in OWN_AGREEMENT:
        return []
    put = [
        name for name, row in questions(tree).items() if row["type"] != "note" and name not in ("about_code", "post")
    ]
    return [
        key
        for key, holds in (("danger", put[:1] == ["danger"]), ("gates", "danger" in tree.get("gates", {})))
        if not holds
    ]


def who_may_begin_may_go_on(tree: Tree) -> list[str]:
    """Whoever may fill a form may also fill those that follow it."""
    mine = set(tree.get("who_may_run", ROLES))
    return [name for name in tree.get("followed_by", []) if mine - set(read(name).get("who_may_run", ROLES))]


def nothing_is_left_to_chance(tree: Tree) -> list[str]:
    """A form has tests."""
    return [] if tree.get("tests") else ["tests"]


RULES_OF_SHAPE = (
    *(top_keys, claims_nothing, organisation_has_its_class, everything_may_be_left_out, who_somebody_is_is_flagged),
    *(children_are_guarded, observations_stand_apart, the_last_step_is_a_hint, protection_before_police),
    *(a_suspicion_is_followed_up, nobody_is_asked_without_agreement, danger_comes_first, who_may_begin_may_go_on),
    nothing_is_left_to_chance,
)
