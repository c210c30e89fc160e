"""What the interface says, in the person's language: lookup, visible fallback to English, what is missing.

The texts are data in `catalogue.py`; message catalogues (gettext) can take its place without touching a caller.
"""

from fieldkit.ui.catalogue import LANGUAGE_NAMES, REVIEWED, TEXTS

LANGUAGES = ("en", "rw", "fr", "sw")
FALLBACK = "en"


def say(language: str, key: str, /, **facts: object) -> str:
    """Return one text with its facts filled in. A text that is not translated comes in English, marked "[en]"."""
    texts = TEXTS[key]
    text = texts.get(language)
    if text is None:
        text = f"[{FALLBACK}] {texts[FALLBACK]}"
    return text.format(**facts) if facts else text


def short(language: str, key: str) -> str:
    """Return the short form of a text, for a narrow screen, where there is one."""
    brief = f"{key}.short"
    return say(language, brief if brief in TEXTS else key)


def language_name(code: str) -> str:
    """Return a language's own name, or its code where we have none."""
    return LANGUAGE_NAMES.get(code, code)


def missing(language: str) -> tuple[str, ...]:
    """Return the ids of texts that the language does not have."""
    return tuple(key for key, texts in TEXTS.items() if language not in texts)


def unreviewed(language: str) -> tuple[str, ...]:
    """Return the ids of texts that nobody fluent has reviewed."""
    reviewed = REVIEWED.get(language, frozenset())
    return tuple(key for key, texts in TEXTS.items() if language in texts and key not in reviewed)
