"""Who answers a question of a practice interview: the person, or the worker. docs/practice-format.md 2.

A form marks as `observation` what may be answered without consent. That is less than what the worker answers: how the
agreement was given is the worker's to say, but it goes when the person refuses, so it is no observation.
"""

from enum import Enum
from typing import Final

from fieldkit.forms.model import Question

OWN: Final = frozenset(
    (
        *("post", "interpreter", "explained_by", "consent_language", "consent_mode", "consent_by", "consent_ground"),
        *("observe", "age_band", "own_suspicion", "about_code"),
    )
)
"""Questions of the shared blocks that the worker answers from what they did or think themselves: they are not put to
the person, and nothing that is seen answers them."""


class By(Enum):
    """Who answers."""

    PERSON = "person"
    SIGHT = "sight"
    WORKER = "worker"


def answered_by(question: Question) -> By:
    """Return who answers: the person, the worker by what is seen, or the worker by what they did or think."""
    if question.name in OWN:
        return By.WORKER
    return By.SIGHT if question.observation else By.PERSON
