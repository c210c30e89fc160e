"""Three invented interviews of the demo: what was told, and the answers as an answers file has them."""

from collections.abc import Mapping

from fieldkit.result import Json

_START: dict[str, Json] = {
    "post": "rusumo",
    "danger": "no",
    "alone": "yes",
    "safe": "yes",
    "maybe_child": "no",
    "interpreter": "none",
    "interviewer_sex": "any",
    "explained_by": "me",
    "consent_language": "rw",
    "consent": "yes",
    "consent_mode": "oral",
}
_CHILD_STARTS: dict[str, Json] = {
    **{name: answer for name, answer in _START.items() if name != "consent"},
    "maybe_child": "under_16",
    "interpreter": "phone",
    "explained_by": "interpreter",
    "consent_language": "rn",
    "assent": "yes",
}
_REPORTED: dict[str, Json] = {
    "referral_offered": "accepted",
    "told_by_voice": "yes",
    "voice_to": "duty officer",
}

PROMISED_WORK: dict[str, Json] = {
    **_START,
    **_REPORTED,
    "age": "23",
    "sex": "woman",
    "nationality": "BI",
    "direction": "leaving",
    "company": "arranger",
    "consent_purposes": ["referral", "statistics", "research"],
    "offer": "yes",
    "arranged_by": "recruiter",
    "arrival": "handed",
    "knows_place": "no",
    "promise": {"nr": "dk"},
    "could_refuse": "no",
    "documents": "held",
    "pressure": ["watched"],
    "by_family": "no",
    "can_leave": "no",
    "debt": "yes",
    "earnings": "other",
    "made_to": ["work"],
    "conditions": "no_work",
    "fear_return": "no",
    "seen": ["papers_held", "spoken_for"],
    "others_there": "yes",
    "own_suspicion": "yes",
    "help_wanted": ["talk"],
    "share_identity": "yes",
    "agrees": "yes",
    "name_to_use": "Invented Person",
    "safe_number": "+250 700 000 002",
}

PAID_A_SMUGGLER: dict[str, Json] = {
    **_START,
    "post": "unofficial",
    "age": "31",
    "sex": "man",
    "nationality": "CD",
    "direction": "entering",
    "company": "friends",
    "consent_purposes": ["statistics"],
    "offer": "no",
    "arranged_by": "carrier",
    "arrival": "own",
    "promise": "as_told",
    "could_refuse": "yes",
    "documents": "mine",
    "pressure": ["none"],
    "can_leave": "yes",
    "debt": "no",
    "earnings": "me",
    "made_to": ["none"],
    "conditions": "no_work",
    "fear_return": "yes",
    "seen": ["none"],
    "own_suspicion": "no",
    "help_wanted": ["protection"],
    "share_identity": "no",
    **_REPORTED,
}

CHILD_WITH_AUNT: dict[str, Json] = {
    **_CHILD_STARTS,
    **_REPORTED,
    "age": "14",
    "consent_by": "nobody",
    "consent_ground": "involved",
    "assent_referral": "yes",
    "sex": "woman",
    "nationality": "RW",
    "direction": "leaving",
    "company": "relative",
    "child_going": "work",
    "child_taken_by": "relative",
    "child_receiver": "yes",
    "child_money": "other",
    "child_home": "no",
    "seen": ["spoken_for"],
    "child_seen": ["afraid"],
    "own_suspicion": "yes",
    "help_wanted": ["safe_place"],
    "share_identity": "no",
}

STORIES: tuple[tuple[str, Mapping[str, Json]], ...] = (
    ("a woman who was promised work abroad, her papers held", PROMISED_WORK),
    ("a man who paid to be brought across", PAID_A_SMUGGLER),
    ("a girl of 14 whom an aunt takes to work in a house", CHILD_WITH_AUNT),
)
