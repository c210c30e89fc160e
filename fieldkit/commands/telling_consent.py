"""Consent, its withdrawal, notes and revisions of a finished interview, told in words."""

from collections.abc import Mapping, Sequence

from fieldkit.cases.withdrawal import Withdrawn
from fieldkit.commands.moments import day_and_time
from fieldkit.commands.telling_answers import told_text
from fieldkit.result import Json

CORRECTION = "correction"
"""The kind of event that carries a note to an interview which can no longer be changed where it was made."""
SHUT = "Consent was withdrawn: nothing that was said is shown."
_BY = {"person": "the person", "guardian": "a guardian", "other": "somebody else"}
_FACTS = {
    "given": "agreed to talk",
    "assent": "the child agreed",
    "by": "agreed by",
    "ground": "ground, without a guardian",
    "purposes": "for",
    "explained_by": "explained by",
    "language": "in the language",
    "mode": "how",
    "text": "text that was read",
    "screen_language": "language of the screen",
    "after": "seconds after the beginning",
}


def withdrawn_line(found: Withdrawn) -> str:
    """Return what was withdrawn, when and by whom, and on a laptop how far the word of it has come."""
    what = "consent withdrawn" if found.everything else f"consent withdrawn for: {found.what}"
    where = f": {found.where}" if found.where else ""
    return f"! {what}, by {_BY.get(found.by, _BY['other'])}, {day_and_time(found.at_ms)}{where}"


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
    return f"correction{when}, by {told_text(event.get('by'), 60)}: {told_text(event.get('text'))}"


def revision_lines(code: str, rev: int, content: Json) -> tuple[str, ...]:
    """Say of a later revision that it is one, and why; the first says nothing."""
    if rev < 2:
        return ()
    revision = content.get("revision") if isinstance(content, Mapping) else None
    if not isinstance(revision, Mapping):
        return (f"revision {rev} of {code}",)
    author = told_text(revision.get("author"), 60)
    return (f"revision {rev} of {code}, because {told_text(revision.get('reason'))} (by {author})",)


def consent_lines(consent: Mapping[str, Json]) -> tuple[str, ...]:
    """Return a record of consent, fact by fact: those that are known first, in the order in which they are asked."""
    known = [name for name in _FACTS if name in consent]
    rest = [name for name in consent if name not in _FACTS]
    return tuple(
        f"  {_FACTS.get(name) or told_text(name, 60).replace('_', ' ')}: {words}"
        for name in (*known, *rest)
        if (words := _words(consent[name]))
    )


def _words(value: Json) -> str:
    """Return a fact in words; a moment as day and time, what several things have each as `name: word`."""
    if isinstance(value, Mapping):
        utc_ms = value.get("utc_ms")
        if isinstance(utc_ms, int):
            return day_and_time(utc_ms)
        return ", ".join(f"{told_text(name, 60)}: {_words(word)}" for name, word in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(told_text(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else told_text(value)
