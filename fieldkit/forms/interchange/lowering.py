"""What fieldkit adds to XLSForm, said in XLSForm's own words, step by step: a form's plain values in and out.

Each step takes a document and returns one without one of the additions. To add a step, write `lower(document)` in a
module of its own and name it in `STEPS`: behind `lower_score` where it reads scores, and before `lower_non_response`
where it writes `nr()`.
"""

from collections.abc import Callable
from typing import TypeAlias

from fieldkit.forms.interchange import (
    lower_attributes,
    lower_classify,
    lower_gates,
    lower_non_response,
    lower_score,
)
from fieldkit.forms.interchange.plain import Fields

Step: TypeAlias = Callable[[Fields], Fields]

STEPS: tuple[Step, ...] = (
    lower_score.lower,
    lower_classify.lower,
    lower_gates.lower,
    lower_non_response.lower,
    lower_attributes.lower,
)


def lower(document: Fields) -> Fields:
    """Return the document in XLSForm's words alone."""
    for step in STEPS:
        document = step(document)
    return document
