"""Whether two interviews may be with one person: keys that find a pair, and points with their reasons in words.

It suggests and never decides. Neither keys nor reasons carry a name, a number or an answer. docs/store-format.md 14
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from fieldkit.result import Json

NAME, PHONE = "name_to_use", "safe_number"
"""The questions of forms/identity_contact.yaml that are compared."""
PHONE_DIGITS, SHORT_PHONE = 9, 7
PART, LONG_PART = 3, 5
"""Letters of a name's part from which it finds others; from which one letter may be off."""
LEAST, LEAST_FACTS = 4, 5
"""Points from which a pair is listed; points of facts without a name or phone."""
NEAR_DAYS, AGES_APART = 3, 5
SAME_PHONE, SAME_NAME, SIMILAR_NAME, OTHER_NAME = "same phone", "same name", "similar name", "another name"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What of one interview is compared. Everything may be unknown (None or empty)."""

    name: tuple[str, ...] = field(default=(), repr=False)
    phone: str = field(default="", repr=False)
    sex: str | None = None
    age: int | None = None
    age_band: str | None = None
    nationality: str | None = None
    language: str | None = None
    post: str | None = None
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike two interviews are: points, and the reasons in words, the weightiest first. `named` says that a phone
    or a name is among them."""

    points: int
    reasons: tuple[str, ...]
    named: bool

    @property
    def listed(self) -> bool:
        """Whether a person should look at the pair."""
        return self.points >= (LEAST if self.named else LEAST_FACTS)


def name_parts(name: str) -> tuple[str, ...]:
    """Return the parts of a name, normalised and in alphabetical order: how it is written or turned round tells
    nothing."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(one if one.isalpha() else " " for one in plain if not unicodedata.combining(one))
    return tuple(sorted(_squeezed(part) for part in letters.split()))


def _squeezed(part: str) -> str:
    """l as r, one sound in Kinyarwanda; doubled letters once."""
    return "".join(letter for letter, _ in groupby(part.replace("l", "r")))


def phone_digits(number: str) -> str:
    """Return the digits that tell a number apart, whatever stands before it; "" where there are too few."""
    digits = "".join(str(unicodedata.decimal(one)) for one in number if unicodedata.decimal(one, None) is not None)
    return digits[-PHONE_DIGITS:] if len(digits) >= SHORT_PHONE else ""


def likeness_of(content: Mapping[str, Json] | None, identity: Mapping[str, Json] | None) -> Likeness:
    """Return what is compared of a content and an identity."""
    of, who = content or {}, identity or {}
    answers, profile, consent = (_part(of, name) for name in ("answers", "profile", "consent"))
    age, name, phone = answers.get("age"), _text(who, NAME), _text(who, PHONE)
    return Likeness(
        name=name_parts(name) if name else (),
        phone=phone_digits(phone) if phone else "",
        sex=_text(answers, "sex"),
        age=age if isinstance(age, int) and not isinstance(age, bool) else None,
        age_band=_text(answers, "age_band"),
        nationality=_text(answers, "nationality_other") or _text(answers, "nationality"),
        language=_text(consent, "language") or _text(answers, "consent_language"),
        post=_text(profile, "post"),
        day=_day(_text(profile, "day")),
    )


def keys_of(one: Likeness) -> Iterator[tuple[str, str]]:
    """Yield the (kind, value) under which an interview finds others."""
    if one.phone:
        yield "phone", one.phone
    if one.name:
        yield "name", " ".join(one.name)
        for part in dict.fromkeys(part for part in one.name if len(part) >= PART):
            yield "part", part
    facts = _facts_key(one)
    if facts:
        yield "facts", facts


def _facts_key(one: Likeness) -> str:
    age = one.age_band if one.age is None else str(one.age)
    if one.sex is None or age is None or one.nationality is None or one.day is None:
        return ""
    year, week, _ = one.day.isocalendar()
    return "|".join((one.sex, age, one.nationality, one.language or "", one.post or "", f"{year}-{week}"))


def compare(one: Likeness, other: Likeness) -> Alike:
    """Return how alike two interviews are."""
    found = [*_named(one, other), *_facts(one, other)]
    reasons = tuple(words for points, words in sorted(found, key=lambda reason: -abs(reason[0])))
    named = any(points > 0 and words in (SAME_PHONE, SAME_NAME, SIMILAR_NAME) for points, words in found)
    return Alike(sum(points for points, _ in found), reasons, named)


def _named(one: Likeness, other: Likeness) -> Iterator[tuple[int, str]]:
    if one.phone and one.phone == other.phone:
        yield 5, SAME_PHONE
    if one.name and other.name:
        if one.name == other.name:
            yield 4, SAME_NAME
        elif similar(one.name, other.name):
            yield 2, SIMILAR_NAME
        else:
            yield -2, OTHER_NAME


def similar(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether each part of the shorter name is like one of the other, each used once."""
    shorter, longer = sorted((one, other), key=len)
    left = list(longer)
    for part in sorted(shorter, key=len, reverse=True):
        like = next((found for found in left if found == part), None) or next(
            (found for found in left if _one_off(part, found)), None
        )
        if like is None:
            return False
        left.remove(like)
    return bool(shorter)


def _one_off(one: str, other: str) -> bool:
    """Tell whether two long parts differ by one letter: another, one more, one less, or two neighbours swapped."""
    if min(len(one), len(other)) < LONG_PART or abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    rests = (one[at + 1 :], other[at + 1 :]), (one[at:], other[at + 1 :]), (one[at + 1 :], other[at:])
    return swapped or any(a == b for a, b in rests)


def _facts(one: Likeness, other: Likeness) -> Iterator[tuple[int, str]]:
    if one.sex is not None and other.sex is not None:
        yield (1, "same sex") if one.sex == other.sex else (-3, "another sex")
    yield from _ages(one, other)
    if one.nationality is not None and other.nationality is not None:
        yield (1, "same nationality") if one.nationality == other.nationality else (-2, "another nationality")
    if one.language is not None and one.language == other.language:
        yield 1, "same language"
    if one.post is not None and one.post == other.post:
        yield 1, "same post"
    if (apart := days_apart(one, other)) is not None and apart <= NEAR_DAYS:
        yield 1, "same day" if apart == 0 else f"{apart} days apart" if apart > 1 else "one day apart"


def _ages(one: Likeness, other: Likeness) -> Iterator[tuple[int, str]]:
    if one.age is not None and other.age is not None:
        apart = abs(one.age - other.age)
        if apart <= 1:
            yield 1, "same age" if apart == 0 else "ages a year apart"
        elif apart > AGES_APART:
            yield -2, "ages far apart"
    elif one.age_band is not None and other.age_band is not None:
        yield (1, "same age band") if one.age_band == other.age_band else (-2, "another age band")


def days_apart(one: Likeness, other: Likeness) -> int | None:
    """Return how many days lie between the talks; None where one is not known."""
    return None if one.day is None or other.day is None else abs((one.day - other.day).days)


def _part(value: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    part = value.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(value: Mapping[str, Json], name: str) -> str | None:
    found = value.get(name)
    return found if isinstance(found, str) and found else None


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
