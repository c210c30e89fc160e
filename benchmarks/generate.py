"""Made-up screenings for measurements: N record lines of 45 coded answers, the same for the same seed.

Nobody here exists. Eight of the answers are about agreement, and each line carries the record that is made of them
(docs/interview.md 8). Two in five have a short note of the worker on some answer besides. Answers are drawn as
screenings go: each question has one usual answer, people are alike in groups (most show nothing, some a little, few a
lot), some questions are not answered.
Times lie in a few months of one laptop; codes, ids and clocks are as random as real ones. The wall clock is corrected
by up to 20 parts in a million against the steady one, another rate after each boot, and the two are not read at the
same moment: so they never go exactly alike. Each has the audit of its talk, in sum as it travels, or, if asked for,
with the time of each answer.
"""

import datetime
import random
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.talks import talk
from fieldkit.cases.consent import consent_of
from fieldkit.cases.rec_line import rec_line
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.ports import Instant
from fieldkit.result import Json

SEED = 20261122
STARTS = 1_793_520_000_000
RATE = 20e-6
"""How fast a corrected wall clock goes away from the steady one, at most: 18 ms in a talk of a quarter of an hour."""
READ_APART = 3
"""Milliseconds between the readings of the two clocks, rounding included: 0, 1 or 2."""

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
    draw, talks, clocks = random.Random(seed), random.Random(seed + 1), _Clocks(random.Random(seed + 2))
    at = STARTS
    for _ in range(count):
        at += draw.randrange(900_000, 5_400_000)
        record: dict[str, Any] = _record(draw, clocks, at)
        began, ended = (Instant.from_json(record["stub"][moment]) for moment in ("started", "finished"))
        content = record["content"]
        length = ended.mono_ms - began.mono_ms if ended.boot == began.boot else ended.utc_ms - began.utc_ms
        audit = talk(talks, list(content["answers"]), began, length, content["language"]).to_json()
        record["content"]["audit"] = audit
        sent: dict[str, Any] = rec_line(record["stub"], content)
        yield {**sent, "content": {**sent["content"], "audit": audit}} if each_answer else sent


def _record(draw: random.Random, clocks: "_Clocks", at: int) -> dict[str, Json]:
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
            "started": clocks.read(at),
            "finished": clocks.read(at + length),
            "clock_start": clocks.read(at + length // 2) if touched else None,
        },
        "content": _content(draw, answers, touched, clocks, at),
    }


def _content(
    draw: random.Random, answers: dict[str, Json], touched: list[str], clocks: "_Clocks", at: int
) -> dict[str, Json]:
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
        "consent": _consent(answers, language, clocks.read(at + draw.randrange(30_000, 120_000))),
        **_notes(draw, list(answers)),
    }


def _consent(answers: dict[str, Json], language: str, at: Mapping[str, Json]) -> dict[str, Json]:
    """Return the record that these answers make, as a laptop would."""
    told = {name: answers[name] for name, _ in _AGREEMENT}
    values: dict[str, AnswerValue] = {name: str(value) for name, value in told.items() if isinstance(value, str)}
    purposes = told["consent_purposes"]
    values["consent_purposes"] = tuple(purposes) if isinstance(purposes, list) else NonAnswer.REFUSED
    found = consent_of(values, text=f"2026-11-01 {'5b' * 8}", language=language, at=Instant.from_json(at))
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


class _Clocks:
    """The two clocks of one laptop, which is started anew each day."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._rates: dict[int, float] = {}

    def read(self, at: int) -> dict[str, Json]:
        """Return the moment that the laptop notes; the wall clock has a rate of its own and is read a little later."""
        day, since_boot = divmod(at, 86_400_000)
        rate = self._rates.setdefault(day, self._draw.uniform(-RATE, RATE))
        wall = at + round(since_boot * rate) + self._draw.randrange(READ_APART)
        boot = f"{day * 7919 % 65536:04x}"
        return {"utc_ms": wall, "offset_min": 120, "mono_ms": since_boot + 71_993, "boot": boot}


def _day(at: int) -> str:
    return datetime.datetime.fromtimestamp(at // 1000, datetime.timezone.utc).date().isoformat()
