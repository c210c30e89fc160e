"""Interviews on the labour assessments: which answers make a dimension positive, and those with nothing to tell."""

from collections.abc import Mapping

from fieldkit.forms.classify import Outcome, ResultLabel
from fieldkit.forms.values import Tri
from tests.content.walking import Given, compiled, walk

NAMES = ("ilo_adult_labour", "ilo_child_labour")
ADULT, CHILD = (compiled(name) for name in NAMES)
YES, NO = Tri.YES, Tri.NO
PREFIX = {
    "DR": "deceptive_recruitment",
    "CR": "coercive_recruitment",
    "VR": "recruitment_by_abuse_of_vulnerability",
    "EX": "exploitation",
    "CD": "coercion_at_destination",
    "VD": "abuse_of_vulnerability_at_destination",
}
TOLD: Given = {"danger": "no", "alone": "yes", "safe": "yes", "maybe_child": "no", "consent": "yes", "age": "30"}
NOTHING_BEFORE: Given = {
    "promise": "as_told",
    "forced": ("none",),
    "pressed": ("none",),
    "need_used": "no",
    "hold": ("none",),
}
THERE_ASKED = ("work", "work_place", "kept", "threats", "made", "bound")
NOTHING_THERE: Given = dict.fromkeys(THERE_ASKED, ("none",))
NOTHING: Given = {**TOLD, "stage": "there", "began": "asked", **NOTHING_BEFORE, **NOTHING_THERE}
POSITIVE: Mapping[str, Given] = {
    "DR": {"promise": "different", "told_work": ("nature_job_location_employer", "wages")},
    "CR": {"forced": ("violence_victim", "debt_bondage")},
    "VR": {"need_used": "yes", "need": ("economic", "past_difficulties", "illegal_status")},
    "EX": {"work": ("excessive_hours", "low_no_salary")},
    "CD": {"kept": ("documents_confiscated", "isolation")},
    "VD": {"bound": ("dependency", "unknown_area", "economic")},
}
SHOWN, NOT_SHOWN = ResultLabel.POSSIBLE_TRAFFICKING, ResultLabel.ELEMENTS_NOT_SHOWN
REVIEW, OPEN = ResultLabel.NEEDS_REVIEW, ResultLabel.NOT_ENOUGH_INFORMATION


RESTS = ("told_rest", "forced_rest", "need_rest", "work_rest", "kept_rest", "bound_rest")
RULED_OUT: Given = dict.fromkeys(RESTS, "ruled_out")
BEFORE_ASKED = ("told_work", "told_life", "forced", "pressed", "need", "need_around", "hold")
NO_LISTS: Given = dict.fromkeys((*BEFORE_ASKED, *THERE_ASKED), ("none",))
KNOWN: Given = {"under_18": "known", "act": "yes", "stage": "there"}


def adult(*positive: str, **more: str) -> Outcome:
    """Walk an interview of somebody who has been at the work, in which only these dimensions are positive."""
    told: Given = {**NOTHING, **{k: v for name in positive for k, v in POSITIVE[name].items()}, **more}
    found = walk(ADULT, told).outcome
    assert {name for name, full in PREFIX.items() if found.elements[full] is YES} == set(positive)
    return found
