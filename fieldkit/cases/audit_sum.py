"""The audit of an interview in sum, as it travels; whether a received one is sound. docs/interview.md 7"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from fieldkit.cases.audit import (
    BACK,
    BOOT,
    CHANGED,
    EARLY,
    FINISHED,
    LANGUAGE,
    LATER,
    LATEST_MS,
    NAMES,
    ROWS,
    SEGMENTS,
    UNSET,
    WALL,
    WORD,
)
from fieldkit.cases.consent import consent_in_sum
from fieldkit.ports import Instant
from fieldkit.result import Json

RESUMED: Final = "!resumed"
AWAY: Final = ("!paused", "!distress", "!left", "!hidden", "!locked")
"""After these the person is not being talked with; `!resumed` ends it."""
CUT_OFF: Final = "cut_off"
QUICK: Final = 2
"""Seconds: nobody reads a question aloud and hears an answer in less."""
SLOW: Final = 120
"""Seconds from which the longest answer is named: most talks have none, and a month of them must fit a bad link."""
MOST_SECONDS: Final = 3_155_760_000
LISTED: Final = 200
"""Questions that a sum names at most."""

_JUMPS: Final = (BOOT, BACK, WALL, UNSET, EARLY)


def in_sum(audit: Mapping[str, Json], stub: Mapping[str, Json]) -> dict[str, Json]:
    """Return what travels of an audit that is kept on the laptop; of one that is a sum already the same."""
    if "rows" not in audit:
        return dict(audit)
    rows = _rows(audit)
    away, talk = _away(rows)
    answers = [(name, after) for name, after in rows if name[0] not in LANGUAGE + LATER + WORD]
    more = audit.get("more", (0, 0))
    key, longest = max(((name.lstrip(CHANGED), after) for name, after in answers), key=lambda x: x[1], default=("", 0))
    words = Counter(n[1:] for n, _ in rows if n[0] == WORD and n not in (*AWAY, RESUMED, FINISHED))
    languages = list(dict.fromkeys(name[1:] for name, _ in rows if name[0] == LANGUAGE))
    parts: dict[str, Json] = {
        "talk": talk + (more[1] if isinstance(more, list | tuple) else 0),
        "away": away,
        "answers": len(answers),
        "quick": sum(after < QUICK for _, after in answers),
        "slowest": [key, longest] if longest >= SLOW else None,
        "changed": dict(Counter(name[1:] for name, _ in answers if name[0] == CHANGED).most_common(LISTED)),
        "languages": languages if len(languages) > 1 else None,
        "happened": dict(words),
        "jump": jumps(audit),
    }
    if parts["talk"] == _whole(stub):
        del parts["talk"]
    return {key: part for key, part in parts.items() if part or key in ("talk", "answers")}


def travelling(content: Mapping[str, Json], stub: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return a content as it travels: audit and consent in sum. The laptop keeps the time of each answer."""
    audit, consent = content.get("audit"), content.get("consent")
    return {
        **content,
        **({"audit": in_sum(audit, stub)} if isinstance(audit, Mapping) else {}),
        **({"consent": consent_in_sum(consent, stub)} if isinstance(consent, Mapping) else {}),
    }


def _whole(stub: Mapping[str, Json]) -> int | None:
    """Return the seconds from start to finish by the clock that nobody can set; None where it was not one clock."""
    began, ended = (Instant.from_json(at) for at in (stub["started"], stub["finished"]) if isinstance(at, Mapping))
    same = began.boot == ended.boot and began.mono_ms <= ended.mono_ms
    return (ended.mono_ms - began.mono_ms) // 1000 if same else None


def jumps(audit: Mapping[str, Json]) -> list[str]:
    """Return what was odd about the clocks, whichever shape the audit has."""
    found = list(texts_of(audit.get("jump")))
    segments = audit.get("segments")
    for segment in segments if isinstance(segments, list | tuple) else ():
        found += texts_of(segment.get("jump")) if isinstance(segment, Mapping) else ()
    return list(dict.fromkeys(found))


def is_clock_suspect(audit: Mapping[str, Json]) -> bool:
    """Return whether the times of day of this interview cannot be trusted; being started anew alone is no reason."""
    return any(jump != BOOT for jump in jumps(audit))


def is_clock_wrong(audit: Mapping[str, Json]) -> bool:
    """Return whether the laptop knew that its clock could not be right: never set, or behind headquarters' time."""
    if "jump" not in audit and "segments" not in audit:  # nearly all: headquarters asks it of every line
        return False
    return not {UNSET, EARLY}.isdisjoint(jumps(audit))


def _rows(audit: Mapping[str, Json]) -> list[tuple[str, int]]:
    after = audit.get("after")
    seconds = [s for s in after if isinstance(s, int)] if isinstance(after, list | tuple) else []
    return list(zip(texts_of(audit.get("rows")), seconds, strict=True))


def _away(rows: Sequence[tuple[str, int]]) -> tuple[dict[str, Json], int]:
    """Return interruptions by the word before them, [times, seconds], and the seconds of the talk."""
    times: dict[str, list[int]] = {}
    talk = 0
    for (before, _), (name, after) in pairwise([("", 0), *rows]):
        if before not in AWAY and name != RESUMED:
            talk += after
            continue
        found = times.setdefault(before[1:] if before in AWAY else CUT_OFF, [0, 0])
        found[0] += 1
        found[1] += after
    return {word: list(found) for word, found in times.items()}, talk


def seconds_of(told: Mapping[str, Json], stub: Mapping[str, Json]) -> int:
    """Return how many seconds a talk took by its sum; 0 where that cannot be known."""
    talk = told["talk"] if "talk" in told else _whole(stub)
    return talk if isinstance(talk, int) else 0


def counts_of(value: Json) -> list[tuple[str, int]]:
    """Return the names and counts of a part of a sum."""
    return [(k, n) for k, n in value.items() if isinstance(n, int)] if isinstance(value, Mapping) else []


def texts_of(value: Json) -> list[str]:
    """Return the texts in a part of an audit."""
    return [x for x in value if isinstance(x, str)] if isinstance(value, list | tuple) else []


# --- whether a received one is sound ---------------------------------------------------------------------------

_NAME = re.compile(r"[~]?[\w.:/-]{1,256}(?:\[[0-9]{1,16}\]){0,16}|=[\w-]{1,16}|\+(?:after|identity)|![a-z_]{1,40}")
_WORD, _CODE = re.compile("[a-z_]{1,40}"), re.compile(r"[\w-]{1,16}")
_SHAPES: Final = {"rows", "after", "segments", "more"}, {
    "talk", "away", "answers", "quick", "slowest", "changed", "languages", "happened", "jump",
}  # fmt: skip


def is_sound(audit: Any) -> bool:
    """Return whether a received audit has one of the two shapes, within bounds; it never raises."""
    try:
        if set(audit) <= _SHAPES[0]:
            return _sound_rows(audit)
        return set(audit) <= _SHAPES[1] and _sound_sum(audit)
    except (KeyError, TypeError, AttributeError, ValueError):
        return False


def _sound_rows(audit: Mapping[str, Any]) -> bool:
    rows, after, segments, more = audit["rows"], audit["after"], audit.get("segments", []), audit.get("more", [0, 0])
    return (
        all(isinstance(listed, list | tuple) for listed in (rows, after, segments, more))
        and len(rows) == len(after) <= ROWS
        and sum(map(len, rows)) <= NAMES
        and all(map(_NAME.fullmatch, rows))
        and all(map(_number, after))
        and len(more) == 2
        and all(map(_number, more))
        and len(segments) <= SEGMENTS
        and all(_number(segment["row"]) and set(segment.get("jump", ())) <= set(_JUMPS) for segment in segments)
        and all(set(segment) <= {"row", "at", "jump"} and _is_moment(segment) for segment in segments)
    )


def _sound_sum(audit: Mapping[str, Any]) -> bool:
    key, seconds = audit.get("slowest", ("x", 0))
    pairs = audit.get("away", {})
    counts = list(_all_counts(audit))
    return (
        all(map(_number, (audit.get("talk", 0), audit["answers"], audit.get("quick", 0), seconds)))
        and all(_NAME.fullmatch(name) and _number(count) for name, count in counts)
        and len(counts) <= 2 * LISTED
        and all(_WORD.fullmatch(word) and len(pair) == 2 and all(map(_number, pair)) for word, pair in pairs.items())
        and len(pairs) <= LISTED
        and _NAME.fullmatch(key) is not None
        and all(map(_CODE.fullmatch, audit.get("languages", ())))
        and len(audit.get("languages", ())) <= LISTED
        and set(audit.get("jump", ())) <= set(_JUMPS)
    )


def _all_counts(audit: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for field in ("changed", "happened"):
        yield from audit.get(field, {}).items()


def _is_moment(segment: Mapping[str, Any]) -> bool:
    at = segment.get("at")
    if at is None:
        return True
    Instant.from_json(at)
    bounds = (at["utc_ms"] < LATEST_MS, at["mono_ms"] < LATEST_MS, abs(at["offset_min"]) <= 14 * 60)
    return len(at) == 4 and at["utc_ms"] >= 0 and at["mono_ms"] >= 0 and all(bounds) and len(at["boot"]) <= 64


def _number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_SECONDS
