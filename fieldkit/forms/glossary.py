"""The words that translations should use: which term the English has, and whether the translation has its word.

A note, never an error: a good text may say a thing in other words. docs/languages.md 7.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldkit.forms.clean_text import clean

LANGUAGES: Final = ("fr", "rw", "sw")
COLUMNS: Final = ("key", "en", *LANGUAGES, *(f"confidence_{code}" for code in LANGUAGES), "evidence", "note")
CONFIDENCES: Final = ("high", "medium", "low")
MAX_TERMS, MAX_BYTES, MAX_CELL = 500, 1 << 18, 200


@dataclass(frozen=True, slots=True)
class Term:
    """One term: what the English has, and by language the beginnings or stems of words, one of which is wanted."""

    key: str
    english: re.Pattern[str]
    words: Mapping[str, tuple[str, ...]]
    confidence: Mapping[str, str]
    note: str

    def is_meant(self, english: str) -> bool:
        return self.english.search(english) is not None

    def is_said(self, language: str, text: str) -> bool:
        """Return whether one of its words is in a text; in a language without any, every text will do."""
        low = text.lower().replace("’", "'")
        words = self.words.get(language)
        return not words or any(word in low for word in words)


class GlossaryInvalid(ValueError):
    """The file is no glossary; the text says where."""


def read_glossary(data: bytes) -> tuple[Term, ...]:
    """Return the terms of a CSV file. Raises: GlossaryInvalid."""
    if len(data) > MAX_BYTES:
        raise GlossaryInvalid(f"the file has more than {MAX_BYTES} bytes")
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise GlossaryInvalid("this is no CSV file in UTF-8") from None
    if not rows or set(COLUMNS) - set(rows[0]) or len(rows) > MAX_TERMS:
        raise GlossaryInvalid(f"it needs 1 to {MAX_TERMS} rows with the columns {','.join(COLUMNS)}")
    return tuple(_term(number, row) for number, row in enumerate(rows, start=2))


def _term(line: int, row: Mapping[str, "str | None"]) -> Term:
    cells = {column: clean((row.get(column) or "").strip())[:MAX_CELL] for column in COLUMNS}
    confidence = {code: cells[f"confidence_{code}"] for code in LANGUAGES}
    if not cells["key"] or not cells["en"] or not set(confidence.values()) <= set(CONFIDENCES):
        raise GlossaryInvalid(f"line {line}: `key` and `en` are needed, confidence is one of {', '.join(CONFIDENCES)}")
    try:
        english = re.compile(rf"\b(?:{cells['en']})\b", re.IGNORECASE)
    except re.error:
        raise GlossaryInvalid(f"line {line}: `en` is no pattern") from None
    words = {code: tuple(word.lower() for word in cells[code].split("|") if word) for code in LANGUAGES}
    return Term(cells["key"], english, words, confidence, cells["note"])


def unsaid(terms: Sequence[Term], language: str, text: str, english: str) -> Iterator[Term]:
    """Yield the terms that the English has and a translation does not say in any of their words."""
    for term in terms:
        if term.is_meant(english) and not term.is_said(language, text):
            yield term
