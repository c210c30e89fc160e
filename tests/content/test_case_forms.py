"""The forms of case work: what cannot be finished, what is computed, and which published codes they keep to."""

import datetime as dt
import itertools
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

import pytest

from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Finish, Finished, State, final_answers, start, step
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.content.shipped import questions, read, texts
from tests.content.walking import Now, compiled

Told: TypeAlias = Mapping[str, AnswerValue]

CASE_FORMS = (
    *("case_intake", "alleged_trafficker", "risk_safety_plan", "referral", "follow_up", "closure"),
    *("gbv_incident", "child_protection", "wg_ss"),
)
TODAY = dt.date(2026, 11, 22)
DK, REF = NonAnswer.DONT_KNOW, NonAnswer.REFUSED

# HTCDS 2.0, commit 3c2f653. "Unaquainted" is spelt so there; RestrictsMovement stands in its definitions only.
RELATIONSHIP = {"Familial", "Acquainted", "Unaquainted"}
STATUS = ["PossibleVictimOfTrafficking", "ActualVictimOfTrafficking", "NotAVictimOfTrafficking"]
DECIDERS = {"Police", "NGO", "CourtOrProsecution", "NonPoliceGovernmentalOrganization", "Other"}
RECRUITMENT = {
    *("AtAPlaceOfBusiness", "AtAnEducationalInstitution", "AtWork", "ThroughOnlineSocialNetworks"),
    *("ThroughAnOnlineAdvertisement", "ThroughATelevisionAdvert", "ThroughANewspaperAdvert"),
    *("ThroughFamilyOrFamilyEvents", "ThroughFriendsOrSocialEvents", "Other"),
}
CONTROL = {
    *("PhysicalThreats", "ThreatsLawEnforcement", "ThreatensChildrenFamily", "DebtBondage", "FalsePromises"),
    *("PhysicalAbuse", "SexualAbuse", "TakesEarnings", "RestrictsFinancialAccess", "RestrictsMovement"),
    *("RestrictsMedicalCare", "WithholdsNecessities", "PsychologicalAbuse", "PsychoactiveSubstance"),
    *("ExcessiveWorkingHours", "WithholdsDocuments", "Other"),
}
EXPLOITATION = {
    *("ForcedLabour", "SexualExploitation", "ChildLabour", "ForcedMarriage", "Servitude", "OrganRemoval"),
    *("ForcedMilitaryByNonStateActors", "ForcedBegging", "ForcedAdoption", "Surrogacy", "Other"),
}
SEX_KINDS = {"Prostitution", "Pornography", "RemoteInteractiveServices", "PrivateSexualServices"}
ROLES = {
    *("TravellingPartner", "Transporter", "RecruiterOrIntermediary", "BrokerTravelAgent", "TransferredIndividual"),
    *("HarbouredIndividual", "SoldIndividual", "BoughtIndividual", "ReceivedIndividual", "ControlledIndividual"),
    *("Smuggler", "Abuser", "Kidnapper", "Exploiter", "Other"),
}
MARITAL = {"Single", "Married", "Widowed", "Divorced", "Separated", "RegisteredPartnership"}
SCHOOLING = {
    *("EarlyChildhoodEducation", "PrimaryEducation", "LowerSecondaryEducation", "UpperSecondaryEducation"),
    *("PostSecondaryNonTertiaryEducation", "ShortCycleTertiaryEducation", "BachelorsOrEquivalentLevel"),
    *("MastersOrEquivalentLevel", "DoctoralOrEquivalentLevel"),
}
# GBVIMS: the lines of the first-yes rule, and the type that each gives.
LINES = {
    "is_rape": "rape",
    "is_sexual_assault": "sexual_assault",
    "is_physical_assault": "physical_assault",
    "is_forced_marriage": "forced_marriage",
    "is_denial": "denial_of_resources_opportunities_or_services",
    "is_emotional": "psychological_emotional_abuse",
}
AGREED: Told = {"danger": "no", "alone": "yes", "safe": "yes", "maybe_child": "no", "consent": "yes", "age": 30}
REFERRED: Told = {"receiver_kind": "shelter", "identity_shared": "no"}
GROUND: Told = {"ground_facts": "A child alone", "ground_by": "focal_point", "ground_told": "yes"}
CLOSED: Told = {
    "reason": ("needs_met",),
    "plan_checked": "yes",
    "told_back": "yes",
    "referrals": "yes",
    "file_read": "yes",
    "safe_to_close": "yes",
}


@cache
def form(name: str) -> CompiledForm:
    return compiled(name)


def begun(name: str, told: Told) -> State:
    return start(form(name), language="en", today=TODAY, now=Now(), answers=dict(told))


def computed(name: str, told: Told) -> Mapping[str, AnswerValue]:
    """Return all answers of an interview, those that are computed as well; what is empty is not among them."""
    found = final_answers(begun(name, told))
    return {key: value for key, value in found.items() if not isinstance(value, NonAnswer)}


def finishes(name: str, told: Told) -> bool:
    """Return whether an interview with these answers can be finished."""
    return any(isinstance(effect, Finished) for effect in step(begun(name, told), Finish())[1])


def choices(name: str, *lists: str) -> set[str]:
    return {code for each in lists for code in read(name)["choices"][each]} - {"none", "more"}


# --- referral ---------------------------------------------------------------------------------------------


def test_a_referral_cannot_be_finished_without_the_persons_answer() -> None:
    """Silence is no agreement."""
    assert not finishes("referral", REFERRED)
    assert not finishes("referral", {**REFERRED, "consent_given": NonAnswer.BLANK})


def test_a_referral_without_agreement_cannot_be_finished_without_a_ground() -> None:
    """A no ends it, unless one of the named grounds in law is given, by somebody who answers for it."""
    assert not finishes("referral", {**REFERRED, **GROUND, "consent_given": "no"})


@pytest.mark.parametrize("name", ["consent_given", "ground", *sorted(GROUND), "agreed_by", "identity_shared"])
def test_dont_know_is_neither_agreement_nor_a_ground(name: str) -> None:
    """What the gate rests on cannot be answered with don't know or refused."""
    row = questions(read("referral"))[name]
    assert (row["required"], row["non_response"]) == ("yes", [])


@pytest.mark.parametrize("ground", ["vital_interest", "child_protection_duty", "court_order", "duty_to_report"])
def test_each_named_ground_lets_a_referral_be_finished(ground: str) -> None:
    """Four grounds are named, and no fifth."""
    assert finishes("referral", {**REFERRED, **GROUND, "consent_given": "no", "ground": ground})
    assert len(read("referral")["choices"]["ground"]) == 4


@pytest.mark.parametrize("name", sorted(GROUND))
def test_a_ground_needs_its_facts_and_who_decided(name: str) -> None:
    """A ground is recorded with what makes it so, who decided, and whether the person was told."""
    told = {key: value for key, value in GROUND.items() if key != name}
    assert not finishes("referral", {**REFERRED, **told, "consent_given": "no", "ground": "vital_interest"})


def test_agreement_is_recorded_with_who_gave_it_and_how() -> None:
    """Agreement is a record, not a yes."""
    agreed: Told = {**REFERRED, "consent_given": "yes"}
    assert not finishes("referral", agreed)
    assert finishes("referral", {**agreed, "agreed_by": "person", "consent_mode": "oral"})


def test_the_duty_to_report_passes_on_no_identity() -> None:
    """That something was seen is one thing, who the person is another."""
    told: Told = {**REFERRED, **GROUND, "consent_given": "no", "ground": "duty_to_report"}
    assert not finishes("referral", {**told, "identity_shared": "yes"})


# --- status -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", STATUS)
def test_a_status_needs_another_organisation_that_decided(status: str) -> None:
    """We never give a status; without a deciding organisation that is not us it cannot be recorded."""
    told: Told = {"case_basis": "agreed", "status": status}
    assert "status" not in computed("case_intake", told)
    assert not finishes("case_intake", {**told, "status_by": "NGO", "decider_not_us": "no"})
    assert not finishes("case_intake", {**told, "status_by": "NGO"})
    assert finishes("case_intake", {**told, "status_by": "NGO", "decider_not_us": "yes"})


def test_no_label_of_a_status_denies_anything() -> None:
    """The standard's code stays; the words are that another body does or does not count it."""
    said = [text["en"] for text in read("case_intake")["choices"]["status"].values()]
    assert all(text.startswith("It says:") for text in said)


# --- published codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lists", "codes"),
    [
        ("case_intake", ("status",), set(STATUS)),
        ("case_intake", ("decider",), DECIDERS),
        ("case_intake", ("recruited",), RECRUITMENT),
        ("alleged_trafficker", ("recruited",), RECRUITMENT),
        ("case_intake", ("control_acts", "control_limits"), CONTROL),
        ("case_intake", ("exploitation",), EXPLOITATION),
        ("case_intake", ("sex_kind",), SEX_KINDS),
        ("case_intake", ("episode",), {"Recruitment", "Transit", "Exploitation"}),
        ("case_intake", ("marital",), MARITAL | {"LivingTogether"}),
        ("case_intake", ("education",), SCHOOLING | {"NoSchooling"}),
        ("alleged_trafficker", ("role_journey", "role_hold"), ROLES),
        ("gbv_incident", ("abduction",), {"forced_conscription", "trafficked", "other_abduction_kidnapping"}),
        ("gbv_incident", ("elsewhere",), {"no", "gbvims-org", "non-gbvims-org"}),
        ("referral", ("timeframe",), {"1_hour", "3_hours", "1_day", "3_days"}),
        ("wg_ss", ("wg_answer",), {"1", "2", "3", "4"}),
    ],
)
def test_codes_are_those_of_the_standard(name: str, lists: tuple[str, ...], codes: set[str]) -> None:
    """A code is written as its standard writes it; our own additions are named here and in the docs."""
    assert choices(name, *lists) == codes


def test_industries_are_the_21_sections() -> None:
    """HTCDS takes the sections A to U of ISIC, rev. 4; a few common ones are offered first."""
    found = choices("case_intake", "industry", "industry_more")
    assert sorted(code[0] for code in found) == list("ABCDEFGHIJKLMNOPQRSTU")


def test_reasons_for_closing_are_those_of_gbvims() -> None:
    """Six reasons, none of them about guilt."""
    wanted = {"needs_met", "no_contact", "survivor_request", "left_area", "transferred", "funding"}
    assert choices("closure", "reason") == wanted


@pytest.mark.parametrize("relation", sorted(read("case_intake")["choices"]["relation"]))
def test_each_relation_has_htcds_code_or_none(relation: str) -> None:
    """Both forms compute the same code, also the one that is misspelt in the standard."""
    mine = computed("case_intake", {"case_basis": "agreed", "recruiter_relation": relation}).get("relationship")
    theirs = computed("alleged_trafficker", {"alleged_relation": relation}).get("relationship")
    assert mine == theirs
    assert mine in RELATIONSHIP or (relation == "other" and not mine)


def test_trafficking_and_smuggling_are_two_concerns_of_a_child() -> None:
    """Primero's mixed code is not taken over."""
    found = choices("child_protection", "concern")
    assert {"trafficking", "crossing"} < found
    assert "trafficked_smuggled" not in found


# --- the first yes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", list(itertools.product(("yes", "no", None), repeat=3)))
def test_the_first_yes_is_the_type(answers: tuple[str | None, ...]) -> None:
    """Down the list, the first yes; an open line before it leaves the type open, and never turns it into another."""
    told = {name: answer for name, answer in zip(LINES, answers, strict=False) if answer}
    assert computed("gbv_incident", {**AGREED, **told}).get("gbv_type", "") == _first_yes(told)


def test_no_at_every_line_is_no_gender_based_violence() -> None:
    """Only six answers of no give it."""
    told: Told = {**AGREED, **dict.fromkeys(LINES, "no")}
    assert computed("gbv_incident", told)["gbv_type"] == "non-gbv"
    for name in LINES:
        assert "gbv_type" not in computed("gbv_incident", {**told, name: DK})


def _first_yes(told: Mapping[str, str]) -> str:
    for name, type_ in LINES.items():
        if told.get(name) != "no":
            return type_ if told.get(name) == "yes" else ""
    return "non-gbv"


@pytest.mark.parametrize("elsewhere", ["no", "gbvims-org", "non-gbvims-org", DK])
@pytest.mark.parametrize("agreed", ["yes", "no", REF])
def test_only_who_agreed_and_was_not_counted_elsewhere_is_counted(agreed: AnswerValue, elsewhere: AnswerValue) -> None:
    """No agreement to be counted, no count; nobody is counted twice."""
    told: Told = {**AGREED, "is_rape": "yes", "consent_reporting": agreed, "gbv_reported_elsewhere": elsewhere}
    counted = computed("gbv_incident", told)["counted"]
    assert counted == ("yes" if agreed == "yes" and elsewhere != "gbvims-org" else "no")


def test_what_cannot_wait_stands_before_anything_long() -> None:
    """The health clocks come before the type, the circumstances and the person's profile."""
    order = list(questions(_flat("gbv_incident")))
    assert order.index("health_first") < order.index("alone")
    assert order.index("within_72") < order.index("age") < order.index("is_rape")


# --- days -------------------------------------------------------------------------------------------------


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(day.day - 1), following - dt.timedelta(1))


LAST_DAYS = [dt.date(2025, month + 1, 1) - dt.timedelta(1) for month in range(1, 12)]
DAYS = [*LAST_DAYS, dt.date(2025, 12, 31), dt.date(2024, 2, 29), dt.date(2026, 11, 22)]
"""The last day of every month, of a February of 29 days, and an ordinary one."""


@pytest.mark.parametrize("day", DAYS)
def test_follow_ups_are_due_a_week_and_whole_months_after_the_intake(day: dt.date) -> None:
    """1 week, 1, 3, 6 and 12 months; a month that is too short gives its last day."""
    found = computed("case_intake", {"case_basis": "agreed", "intake_day": day})
    assert found["week_1"] == (day + dt.timedelta(7)).isoformat()
    for months in (1, 3, 6, 12):
        assert found[f"month_{months}"] == add_months(day, months).isoformat()
    assert [line["on"] for line in read("case_intake")["due"]] == [
        "week_1",
        "month_1",
        "month_3",
        "month_6",
        "month_12",
    ]


@pytest.mark.parametrize("day", DAYS)
def test_the_shelters_six_months_are_calendar_months(day: dt.date) -> None:
    """The end is due, and thirty days before it the question of where to live next."""
    told: Told = {"contact_made": "reached", "contact_day": TODAY, "in_shelter": "yes", "shelter_start": day}
    found = computed("follow_up", told)
    end = add_months(day, 6)
    assert found["shelter_end"] == end.isoformat()
    assert found["shelter_plan_day"] == (end - dt.timedelta(30)).isoformat()
    assert {"shelter_end", "shelter_plan_day", "next_day"} == {line["on"] for line in read("follow_up")["due"]}


@pytest.mark.parametrize(("which", "months"), [("week_1", 1), ("month_1", 3), ("month_3", 6), ("month_6", 12)])
def test_the_next_follow_up_is_counted_from_the_intake(which: str, months: int) -> None:
    """However late one was, the next keeps its place."""
    day = dt.date(2026, 8, 31)
    found = computed("follow_up", {"which": which, "intake_day": day, "contact_made": "reached"})
    assert found["next_by_schedule"] == add_months(day, months).isoformat()


@pytest.mark.parametrize(("level", "hours"), [("high", 24), ("medium", 72), ("low", 168)])
def test_the_first_step_is_due_by_the_level_of_risk(level: str, hours: int) -> None:
    """The level is the worker's judgement; from it come the hours, and from them the day that is due."""
    judged = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    found = computed("risk_safety_plan", {"risk_level": level, "assessed_at": judged})
    assert found["due_by"] == (judged + dt.timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")
    assert found["due_day"] == str(found["due_by"])[:10]


# --- closing ----------------------------------------------------------------------------------------------


def test_a_case_is_closed_by_two() -> None:
    """The form is finished by somebody else than the one who began it."""
    assert read("closure")["second_person"] == "yes"
    assert finishes("closure", CLOSED)


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_a_case_is_not_closed_while_a_check_is_missing(name: str) -> None:
    """Reason, safety plan, the way back, referrals and the second person's check: each of them counts."""
    assert not finishes("closure", {key: value for key, value in CLOSED.items() if key != name})


@pytest.mark.parametrize("name", ["plan_checked", "told_back", "referrals", "file_read", "safe_to_close"])
def test_a_no_to_a_check_keeps_the_case_open(name: str) -> None:
    """Nothing is closed over an open referral, an unread file, or a person who was not told."""
    assert not finishes("closure", {**CLOSED, name: "no"})


# --- all of them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASE_FORMS)
def test_each_is_about_a_case_by_its_code_and_holds_no_name(name: str) -> None:
    """The first question is the code; who the person is stands in a form of its own."""
    asked = questions(_flat(name))
    assert next(iter(asked)) == "about_code"
    assert [key for key, row in asked.items() if "identifying" in row.get("flags", [])] == []
    typed = {key for key, row in asked.items() if row["type"] == "text" and "free_text" not in row.get("flags", [])}
    assert typed <= {"about_code", "receiver_id"}


def test_a_child_is_never_the_business_of_a_field_worker_here() -> None:
    """Only the six questions on functioning, which are put to adults, may be run by a field worker."""
    assert [name for name in CASE_FORMS if "field_worker" in read(name)["who_may_run"]] == ["wg_ss"]
    told: Told = {"alone": "yes", "safe": "yes", "maybe_child": "under_18", "assent": "yes", "seeing": "3"}
    assert "seeing" not in computed("wg_ss", told)


def test_who_alleges_is_asked_before_what_is_alleged() -> None:
    """Every title, group and question about that person speaks of an allegation, never of guilt."""
    said = " ".join(each.words["en"] for each in texts(read("alleged_trafficker"))).lower()
    assert "alleged" in said
    assert not any(word in said for word in ("trafficker", "offender", "perpetrator", "criminal", "guilty"))
    order = list(questions(_flat("alleged_trafficker")))
    assert order.index("told_by") < order.index("alleged_sex")


@pytest.mark.parametrize("name", ["risk_safety_plan", "referral", "gbv_incident"])
def test_who_fears_return_is_led_to_unhcr_or_minema_first(name: str) -> None:
    """Where return is asked about, the next screen says whom to tell first, and whom not to tell."""
    order = list(questions(_flat(name)))
    after = questions(_flat(name))[order[order.index("fear_return") + 1]]
    assert "UNHCR" in after["label"]["en"]
    assert "agreement" in after["label"]["en"]


@cache
def _flat(name: str) -> dict[str, Any]:
    """Return a form in which repeats read as groups."""
    tree = read(name)
    return {**tree, "survey": [_as_group(row) for row in tree["survey"]]}


def _as_group(row: dict[str, Any]) -> dict[str, Any]:
    if "survey" not in row:
        return row
    return {**row, "group": row.get("group") or row["repeat"], "survey": [_as_group(each) for each in row["survey"]]}
