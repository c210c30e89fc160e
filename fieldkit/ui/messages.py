"""What the interface says, in the person's language: lookup, plurals, numbers, visible fallback to English.

English is the source and stands in `catalogue.py`; the other languages are gettext catalogues in `fieldkit/locale`,
compiled from the files that translators edit (docs/languages.md). Only the standard library reads them here: Babel is
loaded when a number needs its rules, so that the first screen of an old laptop does not wait for it.
"""

import os
import struct
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from fieldkit.paths import catalogues
from fieldkit.ui.catalogue import LANGUAGE_NAMES, TEXTS, Text

FALLBACK = "en"
TRANSLATED = ("rw", "fr", "sw")
"""Languages with a catalogue."""
LANGUAGES = (FALLBACK, *TRANSLATED)
STANDS_IN = {"rn": "rw"}
"""Languages of forms that have no catalogue, and the one whose texts are shown: close enough to be read."""
VARIABLES = ("FIELDKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that may name the language of the screens; the first one that is set decides, as in gettext."""

_CURRENT: ContextVar[str | None] = ContextVar("language of the screens", default=None)


def say(language: str, key: str, /, **facts: object) -> str:
    """Return one text with its facts filled in. What has no translation comes in English, marked "[en]".

    A fact that is a number is a quantity, and is written by the rules of the language. What only looks like one (a
    year, a code, a telephone number, a time) is given as text and stays as it is.
    """
    text = TEXTS[key]
    if isinstance(text, Mapping):
        return _fill(_waiting(text, language)[0], language, facts)
    return _fill(_translations(language).pgettext(key, forms_of(text)[0]), language, facts)


def say_n(language: str, key: str, number: int, /, **facts: object) -> str:
    """Return the form of a text that goes with a number, by the plural rule of the language. {n} is the number."""
    text, facts = TEXTS[key], {"n": number, **facts}
    if isinstance(text, Mapping):
        return _fill(_waiting(text, language)[0 if number == 1 else -1], language, facts)
    one, other = forms_of(text)[0], forms_of(text)[-1]
    return _fill(_translations(language).npgettext(key, one, other, number), language, facts)


def forms_of(text: Text) -> tuple[str, ...]:
    """Return the English forms of a text: one, or two where it has a plural."""
    english = text["en"] if isinstance(text, Mapping) else text
    return english if isinstance(english, tuple) else (english,)


def number_text(language: str, value: int | float) -> str:
    """Return a number as the language writes it: 4,000 and 1.5, or 4 000 and 1,5."""
    if isinstance(value, int) and -1000 < value < 1000:
        return str(value)
    from babel.core import UnknownLocaleError
    from babel.numbers import format_decimal

    try:
        written = format_decimal(value, locale=language)
    except (UnknownLocaleError, ValueError):
        written = format_decimal(value, locale=FALLBACK)
    # The narrow no-break space of French is missing in console fonts and in the old code pages of Windows.
    return written.replace("\u202f", "\u00a0")


def short(language: str, key: str) -> str:
    """Return the short form of a text, for a narrow screen, where there is one."""
    brief = f"{key}.short"
    return say(language, brief if brief in TEXTS else key)


def language_name(code: str) -> str:
    """Return a language's own name, or its code where we have none."""
    return LANGUAGE_NAMES.get(code, code)


# --- the language of the person at the screen, outside an interview ------------------------------------------


def current() -> str:
    """Return the language of the screens: the one that `use` set, else the system's, else English."""
    return _CURRENT.get() or from_environment(os.environ)


def use(language: str | None) -> None:
    """Set the language of the screens for this process; None goes back to the system's."""
    _CURRENT.set(language if language in LANGUAGES else None)


def from_environment(variables: Mapping[str, str]) -> str:
    """Return the language that the environment names; English where it is none of ours."""
    named = next((variables[name] for name in VARIABLES if variables.get(name)), "")
    code = named.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return code if code in LANGUAGES else FALLBACK


# --- looking up ----------------------------------------------------------------------------------------------


class _English(NullTranslations):
    """What is said where a language has no text: the English one, marked so that nobody takes it for a choice."""

    def pgettext(self, context: str, message: str) -> str:
        return mark(super().pgettext(context, message))

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return mark(super().npgettext(context, msgid1, msgid2, n))


def mark(english: str) -> str:
    """Return an English text as it stands in for a missing one."""
    return f"[{FALLBACK}] {english}"


@cache
def _translations(language: str) -> NullTranslations:
    """Return the catalogue of a language. One that cannot be read is as good as none: an interview must go on."""
    language = STANDS_IN.get(language, language)
    if language == FALLBACK:
        return NullTranslations()
    if language not in TRANSLATED:
        return _English()
    try:
        with compiled_file(language).open("rb") as file:
            found = GNUTranslations(file)
    except (OSError, ValueError, LookupError, struct.error):
        return _English()
    found.add_fallback(_English())
    return found


def compiled_file(language: str) -> Path:
    """Return where the compiled catalogue of a language lies."""
    return catalogues() / language / "LC_MESSAGES" / "fieldkit.mo"


def _waiting(text: Mapping[str, str | tuple[str, ...]], language: str) -> tuple[str, ...]:
    """Return the forms of a text whose translations still stand in the code (scripts/catalogues.py take-in)."""
    found = text.get(STANDS_IN.get(language, language))
    if found is None:
        return tuple(mark(form) for form in forms_of(text))
    return found if isinstance(found, tuple) else (found,)


def _fill(text: str, language: str, facts: Mapping[str, object]) -> str:
    return text.format(**{name: _shown(value, language) for name, value in facts.items()}) if facts else text


def _shown(value: object, language: str) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(language, value)
    return value
