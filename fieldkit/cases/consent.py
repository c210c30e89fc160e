"""The record of a consent: who agreed to what, in which words, told by whom. docs/interview.md 8.

Questions are known by their names, which forms share through the blocks `consent_safety` and `consent_age`.
"""

import re
from collections.abc import Mapping
from typing import Final

from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.ports import Instant
from fieldkit.result import Json

PURPOSES: Final = ("referral", "statistics", "research")
"""The further uses that are asked for one by one."""
YES, NO, WITHHELD, NOT_ASKED = "yes", "no", "withheld", "not asked"
PERSON: Final = "person"
SAID_NO: Final = "said_no"

_TOLD: Final = {
    "explained_by": "explained_by",
    "language": "consent_language",
    "mode": "consent_mode",
    "ground": "consent_ground",
    "interpreter": "interpreter",
    "interviewer_sex": "interviewer_sex",
}
_NEVER_PUT: Final = (None, NonAnswer.NOT_ASKED, NonAnswer.IRRELEVANT)
# A form may have a question of one of these names that somebody types into: that must not travel as a fact of consent.
_WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,32}\Z")


def consent_of(answers: Mapping[str, AnswerValue], *, text: str, language: str, at: Instant) -> dict[str, Json] | None:
    """Return the record of an interview's consent; None where nobody was asked for one.

    `text` names what was read (the form's version and hash), `language` is that of the screen.
    """
    asked = [answers.get(name) for name in ("consent", "assent") if answers.get(name) not in _NEVER_PUT]
    if not asked:
        return None
    given = _given(asked)
    told = {key: word for key, name in _TOLD.items() if (word := _word(answers.get(name)))}
    own = _word(answers.get("assent"))
    return {
        "given": given,
        "purposes": _purposes(answers, given),
        "by": _word(answers.get("consent_by")) or PERSON,
        **({"assent": own} if own in (YES, NO) else {}),
        **told,
        "screen_language": language,
        "text": text,
        "at": dict(at.as_json()),
    }


def _given(asked: "list[AnswerValue | None]") -> str:
    """A no outweighs a yes; what was not said is neither."""
    return NO if NO in asked else YES if YES in asked else WITHHELD


def _word(value: AnswerValue | None) -> str:
    """Return a choice's value; "" for anything else."""
    return value if isinstance(value, str) and _WORD.match(value) else ""


def _purposes(answers: Mapping[str, AnswerValue], given: str) -> dict[str, Json]:
    """Return what each further use may count on: a yes is only what was said."""
    found: dict[str, Json] = {"screening": YES if given == YES else NO}
    if given == YES and answers.get("consent_by") == SAID_NO:
        return {**found, **dict.fromkeys(PURPOSES, NO)}
    chosen = answers.get("consent_purposes")
    child = _word(answers.get("assent_referral"))
    for purpose in PURPOSES:
        said = _said(chosen, purpose)
        if purpose == "referral" and child in (YES, NO):
            said = child
        found[purpose] = said if given == YES else NOT_ASKED
    return found


def _said(chosen: AnswerValue | None, purpose: str) -> str:
    if chosen is NonAnswer.REFUSED:
        return NO
    if not isinstance(chosen, tuple):
        return NOT_ASKED
    return YES if purpose in chosen else NO


def consent_in_sum(record: Mapping[str, Json], stub: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return a record of consent as it travels: `after`, whole seconds since the interview began, in place of `at`.

    A moment is two long numbers that no compression shortens: half of what consent costs on a bad link. Where another
    clock counted, or the interview was revised from an earlier one, the moment itself travels.
    """
    at, started = record.get("at"), stub.get("started")
    if not isinstance(at, Mapping) or not isinstance(started, Mapping):
        return record
    given, began = Instant.from_json(at), Instant.from_json(started)
    steady, wall = given.mono_ms - began.mono_ms, given.utc_ms - began.utc_ms
    if given.boot != began.boot or steady < 0 or abs(steady - wall) >= 1000:
        return record
    return {**{key: value for key, value in record.items() if key != "at"}, "after": steady // 1000}
