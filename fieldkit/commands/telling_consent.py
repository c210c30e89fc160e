"""Consent, its withdrawal, notes and revisions of a finished interview, told in words."""

from collections.abc import Mapping, Sequence

from fieldkit.cases.withdrawal import BY, PURPOSES, Told, Withdrawn
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.telling_answers import SHOWN, choice_words, told_text
from fieldkit.forms.model import Form
from fieldkit.result import Json
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import FALLBACK, current, say

CORRECTION = "correction"
"""The kind of event that carries a note to an interview which can no longer be changed where it was made."""
_FACTS = (
    "given",
    "assent",
    "by",
    "ground",
    "purposes",
    "explained_by",
    "language",
    "mode",
    "text",
    "screen_language",
    "after",
)
"""Facts of a consent in the order in which they are told."""
_MORE = ("interpreter", "interviewer_sex", "at")
_ASKED_AS = {"by": "consent_by", "ground": "consent_ground", "mode": "consent_mode", "language": "consent_language"}
"""The questions behind facts that have another name. `cases/consent.py`"""


def withdrawn_line(found: Withdrawn) -> str:
    """Return what was withdrawn, when and by whom, and on a laptop how far the word of it has come."""
    language, where = current(), where_words(found)
    who = say(language, f"withdrawal.{found.by if found.by in BY else 'other'}")
    told = "withdrawal.line" if found.everything else "withdrawal.line_for"
    line = say(language, told, what=what_words(found), who=who, when=day_and_time(found.at_ms))
    return f"{line}: {where}" if where else line


def what_words(found: Withdrawn) -> str:
    """Return what was withdrawn: the purposes, or everything."""
    if found.everything:
        return say(current(), "withdrawal.everything")
    return purpose_words([one for one in PURPOSES if one in found.of])


def purpose_words(purposes: Sequence[str]) -> str:
    """Return the uses that consent is given for, in words."""
    return ", ".join(say(current(), f"withdrawal.{one}") for one in purposes)


def where_words(found: Withdrawn) -> str:
    """Return how far the word of a withdrawal has come; nothing at headquarters."""
    if found.told is None:
        return ""
    number = f" ({found.receipt})" if found.told is Told.APPLIED and found.receipt else ""
    return say(current(), f"withdrawal.{found.told.name.lower()}") + number


def shut_line() -> str:
    """Say that nothing is shown, because consent was withdrawn."""
    return say(current(), "withdrawal.shut")


def withdrawn_lines(found: Withdrawn | None) -> tuple[str, ...]:
    """Return the line of what was withdrawn; none where nothing was."""
    return () if found is None else (withdrawn_line(found),)


def withdrawn_data(found: Withdrawn | None) -> Json:
    """Return what was withdrawn for --json: words and a time."""
    if found is None:
        return None
    told = None if found.told is None else found.told.value
    return {
        "everything": found.everything,
        "purposes": sorted(found.of),
        "by": found.by,
        "at_ms": found.at_ms,
        "state": told,
        "receipt": found.receipt,
    }


def correction_lines(events: Sequence[Mapping[str, Json]]) -> tuple[str, ...]:
    """Return the notes that were sent after an interview, oldest first."""
    return tuple(_correction(event) for event in events if event.get("kind") == CORRECTION)


def _correction(event: Mapping[str, Json]) -> str:
    at = event.get("at")
    utc_ms = at.get("utc_ms") if isinstance(at, Mapping) else None
    when = f" {day_and_time(utc_ms)}" if isinstance(utc_ms, int) else ""
    who, text = told_text(event.get("by"), 60), told_text(event.get("text"))
    return say(current(), "told.correction", when=when, who=who, text=text)


def revision_lines(code: str, rev: int, content: Json) -> tuple[str, ...]:
    """Say of a later revision that it is one, and why; the first says nothing."""
    if rev < 2:
        return ()
    revision = content.get("revision") if isinstance(content, Mapping) else None
    if not isinstance(revision, Mapping):
        return (say(current(), "told.revision", rev=str(rev), code=code),)
    author, reason = told_text(revision.get("author"), 60), told_text(revision.get("reason"))
    return (say(current(), "told.revision_because", rev=str(rev), code=code, reason=reason, author=author),)


def consent_lines(consent: Mapping[str, Json], form: Form | None = None) -> tuple[str, ...]:
    """Return a record of consent, fact by fact: those that are known first, in the order in which they are asked. The
    interview's form puts stored choices into words; in English they are told as they are stored."""
    known = [name for name in _FACTS if name in consent]
    rest = [name for name in consent if name not in _FACTS]
    return tuple(
        f"  {_fact(name)}: {words}"
        for name in (*known, *rest)
        if (words := _chosen(form, name, consent[name]) or _words(consent[name]))
    )


def _chosen(form: Form | None, fact: str, value: Json) -> str:
    """Return a stored choice in the words of its form; nothing where it has none, and in English."""
    if form is None or current() == FALLBACK or not isinstance(value, str):
        return ""
    name = _ASKED_AS.get(fact, fact)
    question = next((one for one in form.questions if one.name == name), None)
    words = value if question is None else choice_words(form, question, value)
    return "" if words == value else words


def _fact(name: str) -> str:
    """Return the name of a fact in words; one that is not known here as it came."""
    key = f"consent.{name}"
    return say(current(), key) if name in (*_FACTS, *_MORE) else told_text(name, 60).replace("_", " ")


def _word(value: Json, most: int = SHOWN) -> str:
    """Return a stored word in the person's language where every form has it; in English as it is."""
    key = f"consent.is_{str(value).replace(' ', '_')}"
    return say(current(), key) if current() != FALLBACK and key in TEXTS else told_text(value, most)


def _words(value: Json) -> str:
    """Return a fact in words; a moment as day and time, what several things have each as `name: word`."""
    if isinstance(value, Mapping):
        utc_ms = value.get("utc_ms")
        if isinstance(utc_ms, int):
            return day_and_time(utc_ms)
        return ", ".join(f"{_word(name, 60)}: {_words(word)}" for name, word in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_word(one) for one in value)
    if isinstance(value, bool):
        return say(current(), "consent.yes" if value else "consent.no")
    return "" if value is None else _word(value)
