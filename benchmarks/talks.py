"""Made-up talks: how long each answer of a screening took, what was changed, who paused. Makes audits of them.

Each answer has its share of the interview's length, spread as people answer (log-normally). One talk in seven is
interrupted, one in five changes an answer, one in sixteen goes on in another language, one in a hundred on a laptop
that was started anew.
"""

import dataclasses
import random
from collections.abc import Iterator, Sequence

from fieldkit.cases.audit import Audit, audit_of
from fieldkit.cases.drafting import Draft, DraftAnswer, DraftSummary, TrailRow
from fieldkit.ports import Instant


def talk(draw: random.Random, keys: Sequence[str], started: Instant, length_ms: int, language: str) -> Audit:
    """Return the audit of an invented talk in which these questions were answered in this order."""
    happened = list(_happened(draw, keys))
    shares = [draw.lognormvariate(0, 0.6) * weight for _, _, weight in happened]
    other = draw.randrange(len(keys)) if draw.random() < 0.06 else len(happened)
    anew = draw.randrange(len(keys)) if draw.random() < 0.01 else len(happened)
    trail, passed = [], 0.0
    for number, ((kind, name, _), share) in enumerate(zip(happened, shares, strict=True)):
        passed += share * length_ms / sum(shares)
        at = _later(started, int(passed), anew=number > anew)
        trail.append(TrailRow(kind, name, at, language if number < other else "en"))
    given = [row for row in trail if row.kind == "answer"]
    history = [DraftAnswer(n, row.name or "", n, row.at, language) for n, row in enumerate(given)]
    summary = DraftSummary("", "", "", "", "", started, started, None, language, "", len(keys))
    finished = _later(started, length_ms, anew=anew < len(happened))
    return audit_of(Draft(summary, {}, {}, history, {}, trail), finished)


def _happened(draw: random.Random, keys: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """Yield kind, name and about how many times as long as an answer it takes."""
    for number, key in enumerate(keys):
        yield "answer", key, 1
        if draw.random() < 0.2 / len(keys):
            yield "answer", draw.choice(keys[: number + 1]), 0.5
        if draw.random() < 0.14 / len(keys):
            yield "event", draw.choice(("paused", "paused", "distress", "left", "locked")), 0.5
            yield "event", "resumed", 10


def _later(started: Instant, ms: int, *, anew: bool) -> Instant:
    utc, mono = started.utc_ms + ms, started.mono_ms + ms
    moved = dataclasses.replace(started, utc_ms=utc, mono_ms=mono)
    return dataclasses.replace(moved, boot="ffff", mono_ms=ms) if anew else moved
