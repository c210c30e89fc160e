"""Where an interview is and how its 24-hour clock stands, in the person's language."""

from fieldkit.cases.clock24 import ClockState
from fieldkit.cases.words import RecordState
from fieldkit.ui.messages import say


def state_words(language: str, state: RecordState) -> str:
    """Return where an interview is."""
    return say(language, f"state.{state.name.lower()}")


def clock_words(language: str, state: ClockState) -> str:
    """Return how a 24-hour clock stands."""
    return say(language, f"clock.{state.replace(',', '').replace(' ', '_')}")
