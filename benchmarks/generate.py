"""Made-up screenings for measurements: N record lines of 45 coded answers, the same for the same seed.

Nobody here exists. Eight of the answers are about agreement, and each line carries the record that is made of them
(docs/interview.md 8). Two in five have a short note of the worker on some answer besides. Answers are drawn as
screenings go: each question has one usual answer, people are alike in groups (most show nothing, some a little, few a
lot), some questions are not answered.
Times lie in a few months of one laptop; codes, ids and clocks are as random as real ones. Each has the audit of its
talk, in sum as it travels, or, if asked for, with the time of each answer.
"""

import datetime
import random
import uuid
from collections.abc import Iterator
from typing import Any

from benchmarks.talks import talk
from fieldkit.cases.audit_sum import travelling
from fieldkit.cases.consent import consent_of
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.ports import Instant
from fieldkit.result import Json

SEED = 20261122
STARTS = 1_793_520_000_000

_YES_NO = ("no", "yes")
_AGREEMENT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("maybe_child", ("no", "unsure", "under_18", "under_16")),
    ("interpreter", ("none", "ours", "phone")),
    ("interviewer_sex", ("not_asked", "any", "woman", "man")),
    ("explained_by", ("me", "interpreter", "colleague")),
    ("consent_language", ("rw", "rn", "sw", "fr")),
    ("consent", ("yes",)),
    ("consent_mode", ("oral", "written", "thumb")),
    ("consent_purposes", ("referral statistics", "referral", "referral statistics research", "none")),
)
"""The questions of docs/interview.md 8; nine in ten talks begin in the usual way."""
_QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("safe_to_talk", ("yes", "partly")),
    *_AGREEMENT,
    ("sex", ("woman", "man", "other_or_not_stated")),
    ("age_band", ("18_24", "25_34", "35_49", "12_17", "50_up", "unknown")),
    ("nationality", ("rwa", "bdi", "cod", "uga", "tza", "stateless", "other")),
    ("border_post", ("rusumo", "gatuna", "cyanika", "kagitumba", "rubavu", "unofficial")),
    ("direction", ("out", "in", "transit")),
    ("travels_with", ("alone", "family", "friends", "agent", "stranger")),
    ("destination", ("kampala", "nairobi", "dar", "gulf", "europe", "not_known")),
    ("reason_for_travel", ("work", "family", "trade", "study", "flight", "other")),
    ("who_arranged", ("self", "family", "agency", "friend", "stranger", "online")),
    ("who_paid", ("self", "family", "employer", "agent", "debt")),
    ("holds_documents", ("self", "family", "agent", "none")),
    ("work_promised", ("none", "house", "trade", "farm", "hotel", "other")),
    ("how_contacted", ("in_person", "phone", "whatsapp", "agency", "church", "other")),
    *((name, _YES_NO) for name in (
        "knows_address", "knows_wage", "has_contract", "owes_money",
        "phone_taken", "may_call_home", "moved_freely", "watched", "threatened", "beaten",
        "locked_in", "wage_withheld", "worked_unpaid", "lied_about_work",
        "told_what_to_say", "afraid_to_go_back", "afraid_of_companion", "school_stopped", "separated_from_parents",
        "injuries_seen", "wants_help", "may_be_contacted",
    )),
    ("worker_suspicion", ("no", "unsure", "yes")),
)  # fmt: skip
_WORDS = (
    "she", "he", "they", "says", "said", "the", "a", "an", "of", "to", "from", "with", "and", "but", "not", "no",
    "yes", "road", "bus", "lorry", "night", "morning", "market", "farm", "house", "cousin", "uncle", "aunt",
    "sister", "brother", "friend", "neighbour", "agent", "driver", "woman", "man", "girl", "boy", "child", "phone",
    "number", "money", "paid", "owes", "job", "work", "school", "promised", "waiting", "crossing", "border", "post",
    "river", "town", "village", "district", "call", "later", "asked", "twice", "calm", "tired", "afraid", "quiet",
    "alone", "together", "first", "second", "time", "week", "month", "two", "three", "before", "after", "again",
    "hotel", "kitchen", "papers", "passport", "card", "lost", "kept", "taken", "given", "bag", "small",
)  # fmt: skip


def screenings(count: int, seed: int = SEED, *, each_answer: bool = False) -> Iterator[dict[str, Json]]:
    """Yield `count` record lines as docs/bundle-format.md carries them."""
    draw, talks = random.Random(seed), random.Random(seed + 1)
    at = STARTS
    for _ in range(count):
        at += draw.randrange(900_000, 5_400_000)
        record: dict[str, Any] = _record(draw, at)
        began, ended = (Instant.from_json(record["stub"][moment]) for moment in ("started", "finished"))
        content = record["content"]
        audit = talk(talks, list(content["answers"]), began, ended.utc_ms - began.utc_ms, content["language"]).to_json()
        record["content"]["audit"] = audit
        sent = travelling(record["content"], record["stub"])
        yield {**record, "content": {**sent, "audit": audit} if each_answer else sent}


def _record(draw: random.Random, at: int) -> dict[str, Json]:
    record_id = str(uuid.UUID(int=draw.getrandbits(128), version=4))
    risk = draw.choices((0.03, 0.15, 0.5), (70, 22, 8))[0]
    answers = {name: _answer(draw, name, values, risk) for name, values in _QUESTIONS}
    length = draw.randrange(240_000, 1_500_000)
    touched = [e for e in ("act", "means", "purpose") if draw.random() < 2 * risk]
    return {
        "t": "rec",
        "id": record_id,
        "stub": {
            "id": record_id,
            "code": "".join(draw.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=6)),
            "form": "border_quick_screen",
            "version": "2026-11-01",
            "form_hash": "5b" * 32,
            "rev": 1,
            "base": None,
            "state": "finished",
            "class": "case",
            "started": _instant(at),
            "finished": _instant(at + length),
            "clock_start": _instant(at + length // 2) if touched else None,
        },
        "content": _content(draw, answers, touched, at),
    }


def _content(draw: random.Random, answers: dict[str, Json], touched: list[str], at: int) -> dict[str, Json]:
    label = "not_enough_information" if touched else "elements_not_shown"
    language = draw.choices(("rw", "sw", "fr"), (80, 15, 5))[0]
    return {
        "language": language,
        "use": "practice",
        "answers": answers,
        "result": {
            "label": "possible_trafficking" if len(touched) == 3 else label,
            "elements": {e: "yes" if e in touched else "unknown" for e in ("act", "means", "purpose")},
            "age": "adult",
            "touched": list(touched),
            "reasons": [name for name, _ in _QUESTIONS[9:] if touched and answers[name] == "yes"][:5],
            "looks_like": None,
            "urgent": len(touched) == 3,
            "suspicion": bool(touched),
        },
        "profile": {"post": str(answers["border_post"]), "child": "no", "day": _day(at)},
        "interviewer": draw.choice(("person 1", "person 2")),
        "consent": _consent(answers, language, at + draw.randrange(30_000, 120_000)),
        **_notes(draw, list(answers)),
    }


def _consent(answers: dict[str, Json], language: str, at: int) -> dict[str, Json]:
    """Return the record that these answers make, as a laptop would."""
    told = {name: answers[name] for name, _ in _AGREEMENT}
    values: dict[str, AnswerValue] = {name: str(value) for name, value in told.items() if isinstance(value, str)}
    purposes = told["consent_purposes"]
    values["consent_purposes"] = tuple(purposes) if isinstance(purposes, list) else NonAnswer.REFUSED
    found = consent_of(values, text=f"2026-11-01 {'5b' * 8}", language=language, at=Instant.from_json(_instant(at)))
    assert found is not None
    return found


def _notes(draw: random.Random, keys: list[str]) -> dict[str, Json]:
    """Two screenings in five have a note on some answer, of 3 to 10 words; every sixth of these marks it doubtful."""
    if draw.random() >= 0.4:
        return {}
    words = " ".join(draw.choices(_WORDS, k=draw.randrange(3, 11)))
    return {"notes": {draw.choice(keys): {"text": words, "doubt": draw.random() < 1 / 6}}}


def _answer(draw: random.Random, name: str, values: tuple[str, ...], risk: float) -> Json:
    chance = draw.random()
    if name == "consent":
        return "yes"
    if chance < 0.02:
        return {"nr": draw.choice(("dk", "ref"))}
    said = values[0] if chance > _unusual(name, values, risk) else draw.choice(values[1:])
    return [*said.split()] if name == "consent_purposes" else said


def _unusual(name: str, values: tuple[str, ...], risk: float) -> float:
    if name in dict(_AGREEMENT):
        return 0.1
    return risk if values == _YES_NO else 0.3


def _instant(at: int) -> dict[str, Json]:
    day = at // 86_400_000
    return {"utc_ms": at, "offset_min": 120, "mono_ms": at % 86_400_000 + 71_993, "boot": f"{day * 7919 % 65536:04x}"}


def _day(at: int) -> str:
    return datetime.datetime.fromtimestamp(at // 1000, datetime.timezone.utc).date().isoformat()
