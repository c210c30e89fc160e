"""An expected error in the person's language: its message, what to do next, and the words that it is filled with."""

import re
from functools import cache

from fieldkit.errors import FieldkitError
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.messages import FALLBACK, mark, say

FACT = "fact."
_NAMED = re.compile(r"\\\{(\w+)\\\}")
"""A word of its own in a phrase, as `re.escape` leaves it."""


def error_lines(error: FieldkitError, language: str) -> list[str]:
    """Return what is written about an error: what is wrong, with its code, then what to do."""
    message, advice = error_words(error, language)
    wrong = say(language, "talk.error", message=message, code=error.code)
    return [wrong, *([say(language, "talk.hint", advice=advice)] if advice else [])]


def error_words(error: FieldkitError, language: str) -> tuple[str, str]:
    """Return message and hint. An error that has no translation comes in English, marked."""
    if language == FALLBACK:
        return str(error), error.advice
    facts = {name: fact_words(value, language) for name, value in error.facts.items()}
    message, hint = f"error.{error.code}", f"hint.{error.code}"
    return (
        say(language, message, **facts) if message in TEXTS else mark(str(error)),
        say(language, hint, **facts) if hint in TEXTS else mark(error.advice) if error.advice else "",
    )


def fact_words(value: object, language: str) -> object:
    """Return a fact in the person's language where it is one of our own phrases, with or without words of its own
    (`the withdrawal for {code}`); anything else, and in English everything, as it is."""
    if not isinstance(value, str) or language == FALLBACK:
        return value
    if f"{FACT}{value}" in TEXTS:
        return say(language, f"{FACT}{value}")
    for key, pattern in _patterns().items():
        if (found := pattern.fullmatch(value)) is not None:
            return say(language, key, **found.groupdict())
    return value


@cache
def _patterns() -> dict[str, "re.Pattern[str]"]:
    """Return what the phrases with words of their own look like when these are filled in, by id."""
    keys = [key for key in TEXTS if key.startswith(FACT) and "{" in key]
    return {key: re.compile(_NAMED.sub(_any_word, re.escape(key.removeprefix(FACT)))) for key in keys}


def _any_word(name: "re.Match[str]") -> str:
    return rf"(?P<{name[1]}>\S{{1,200}})"
