"""The interface texts in four languages."""

import re
import string

import pytest

from fieldkit.ui.catalogue import REVIEWED, TEXTS
from fieldkit.ui.keys import TEXT_OF, Command
from fieldkit.ui.messages import LANGUAGES, missing, say, unreviewed

TRAPS = {
    "rw": ("uwarokotse", "abarokotse", "iterabwoba", "kubazwa", "umukoresha"),
    "sw": ("idhini", "kesi"),
    "fr": ("trafic",),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_the_four_languages(language: str) -> None:
    """English, Kinyarwanda, French and Swahili are complete."""
    assert missing(language) == ()


@pytest.mark.parametrize("language", TRAPS)
def test_words_that_hurt_people_are_not_used(language: str) -> None:
    """Words for genocide survivor, terrorism, police questioning, employer, court case, smuggling are absent."""
    said = " ".join(texts[language].lower() for texts in TEXTS.values())
    assert [trap for trap in TRAPS[language] if re.search(rf"\b{trap}", said)] == []


def test_a_translation_has_the_same_facts_as_the_english() -> None:
    """No fact gets lost in a translation."""

    def facts(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    odd = [(key, code) for key, texts in TEXTS.items() for code in texts if facts(texts[code]) != facts(texts["en"])]
    assert odd == []


def test_a_missing_text_comes_in_english_and_says_so() -> None:
    """Kirundi has no interface texts: English appears, marked."""
    assert say("rn", "key.back") == "[en] back"


def test_what_nobody_reviewed_is_counted() -> None:
    """Only English is reviewed; the texts of the other languages wait for a fluent reader."""
    counts = {code: len(unreviewed(code)) for code in LANGUAGES}
    assert {"en": 0, "rw": len(TEXTS), "fr": len(TEXTS), "sw": len(TEXTS)} == counts
    assert {"en"} == set(REVIEWED)


def test_no_letter_means_two_things() -> None:
    """Every command has its own letter and its own text."""
    assert len({key.value for key in Command}) == len(Command) == len(TEXT_OF)
