"""A whole adult interview in each of the four languages: every screen, the result and the pages after it.

In English on full screens it is in test_nothing_left.py and test_from_nothing.py.
"""

import pytest

from fieldkit.ui.messages import LANGUAGES
from tests.stories.conftest import PASSPHRASE, Place
from tests.stories.interviews import (
    AFTER,
    IDENTITY,
    PLAIN_SERVICES,
    RESULT,
    SCREENING,
    SERVICES,
    spoken,
)

FULL = (*SCREENING, RESULT, *SERVICES, *AFTER, *IDENTITY)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_an_adults_interview_is_whole_in_each_language(place: Place, language: str) -> None:
    """Every question, the result, the services and the pages around them speak it; nothing falls back to English."""
    with place.laptop("screen", "--language", language).at("Passphrase:").enter(PASSPHRASE) as window:
        for step in spoken(FULL, language):
            window.expect(step.says)
            assert not window.shows("[en]"), window.text
            window.type(step.keys())
        assert window.end() == 0
        assert window.shows("is finished and saved.")


def test_an_adults_interview_is_whole_in_each_language_in_lines(place: Place) -> None:
    """In plain mode the same questions come in the same order."""
    for language in LANGUAGES:
        steps = (*SCREENING, *PLAIN_SERVICES, *AFTER, *IDENTITY)
        typed = "\n".join(step.line() for step in steps) + "\n"
        done = place.run("laptop", "--plain", "screen", "--new", "--language", language, said=typed)
        assert done.returncode == 0, done.stderr.decode()
        said = " ".join(done.stderr.decode().split())
        at = 0
        for step in spoken(steps, language):
            at = said.find(step.says, at)
            assert at >= 0, step.name
        assert "[en]" not in said
