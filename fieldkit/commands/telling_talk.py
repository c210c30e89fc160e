"""How a talk went, in words: the sum of its audit as lines to read. docs/interview.md 7"""

from collections.abc import Mapping

from fieldkit.cases.audit_sum import QUICK, counts_of, in_sum, is_clock_suspect, jumps, seconds_of, texts_of
from fieldkit.result import Json
from fieldkit.ui.messages import current, say, say_n

KNOWN = (
    *("paused", "distress", "left", "hidden", "locked", "cut_off", "rechecked", "noted"),
    *("boot", "back", "wall", "unset", "early"),
)
"""Words of an audit that have a text; a newer laptop may send others."""


def talk_lines(audit: Mapping[str, Json], stub: Mapping[str, Json]) -> list[str]:
    """Return the sum of an audit as lines to read, in the person's language."""
    language, told = current(), in_sum(audit, stub)
    lines = [_took(told, seconds_of(told, stub), language)]
    away = told.get("away")
    for word, pair in away.items() if isinstance(away, Mapping) else ():
        if isinstance(pair, list | tuple) and isinstance(pair[0], int):
            facts = {"what": _words(word, language), "time": _long(pair[1], language)}
            lines.append(say_n(language, "talked.times", pair[0], **facts))
    lines += [f"{_words(word, language)}: {count}" for word, count in counts_of(told.get("happened"))]
    if changed := counts_of(told.get("changed")):
        which = ", ".join(key for key, _ in changed)
        lines.append(say_n(language, "talked.changed", sum(n for _, n in changed), which=which))
    if isinstance(slowest := told.get("slowest"), list | tuple):
        lines.append(say(language, "talked.longest", which=slowest[0], time=_long(slowest[1], language)))
    if languages := texts_of(told.get("languages")):
        lines.append(say(language, "talked.language", which=say(language, "talked.then").join(languages)))
    if odd := jumps(told):
        what = ", ".join(_words(one, language) for one in odd)
        lines.append(say(language, "talked.suspect", what=what) if is_clock_suspect(told) else what)
    return lines


def _took(told: Mapping[str, Json], seconds: int, language: str) -> str:
    answers, quick = told["answers"], told.get("quick")
    line = say_n(language, "talked.took", answers if isinstance(answers, int) else 0, time=_long(seconds, language))
    return line + (say(language, "talked.quick", n=quick, most=QUICK) if quick else "")


def _words(word: str, language: str) -> str:
    """Return what happened in words; what is not known here as it came."""
    return say(language, f"talked.{word}") if word in KNOWN else word


def _long(seconds: Json, language: str) -> str:
    assert isinstance(seconds, int)
    if seconds < 60:
        return say(language, "talked.seconds", n=str(seconds))
    minutes = round(seconds / 60)
    if minutes < 120:
        return say(language, "talked.minutes", n=str(minutes))
    return say(language, "talked.hours", hours=str(minutes // 60), minutes=str(minutes % 60))
