"""A class's figures as data, for `class gather --json`. docs/practice-format.md 8.6."""

import datetime as dt
from collections.abc import Sequence

from fieldkit import errors
from fieldkit.commands.class_home import ClassHome
from fieldkit.practice.agreement import Agreement
from fieldkit.result import Json
from fieldkit.workflows.class_figures import ClassFigures, PersonFigures


def class_data(
    home: ClassHome,
    refused: Sequence[tuple[str, errors.FieldkitError]],
    new: int,
    told: ClassFigures,
    months: int,
    day: dt.date,
) -> dict[str, Json]:
    """Return what `class gather --json` gives: counts and figures by item, and by person how far they are."""
    report = told.report
    return {
        "class": home.id,
        "name": home.found.name,
        "runs": told.runs,
        "new": new,
        "left": told.left,
        "refused": [{"name": name, "code": error.code, "why": str(error)} for name, error in refused],
        "items": [{"item": one.item, "right": one.right, "of": one.of} for one in report.difficulty],
        "agreement": _agreement(report.agreement),
        "paired": [
            {
                "item": p.item,
                "stayed": p.stayed,
                "gained": p.gained,
                "lost": p.lost,
                "missed": p.missed,
                "once": p.only_before + p.only_after,
            }
            for p in report.paired
        ],
        "people": [_person(one, months, day) for one in told.people],
    }


def _agreement(found: Agreement | None) -> Json:
    """Return the figures; decimals as text, as everywhere."""
    if found is None:
        return None
    return [
        {
            "figure": one.coefficient.value,
            "value": None if one.value is None else f"{one.value:.4f}",
            "low": f"{one.interval.low:.4f}" if one.interval else None,
            "high": f"{one.interval.high:.4f}" if one.interval else None,
            "items": one.items,
            "why": one.why.value if one.why else None,
        }
        for one in found.figures
    ]


def _person(one: PersonFigures, months: int, day: dt.date) -> Json:
    return {
        "who": one.who,
        "runs": one.runs,
        "last": one.last,
        "same": one.gold.same,
        "of": one.gold.of,
        "standing": one.gold.readiness.value,
        "before": list(one.before),
        "after": list(one.after),
        "typed": one.typed,
        "refresher": str(one.refresher(months, day).day),
        "due": one.refresher(months, day).due,
    }
