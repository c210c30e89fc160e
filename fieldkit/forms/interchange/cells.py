"""What every cell goes through: typographic quotes made plain, runs of spaces made one, control characters dropped."""

import re

from fieldkit.forms.clean_text import clean

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_SPACES = re.compile(" +")
TRUE_WORDS = frozenset(("yes", "Yes", "YES", "true", "True", "TRUE", "true()"))
FALSE_WORDS = frozenset(("no", "No", "NO", "false", "False", "FALSE", "false()"))


def clean_cell(text: str, squeeze: bool) -> str:
    """Return a cell's text as ODK's tools read it; `squeeze` for the survey sheet, whose spaces mean nothing."""
    if squeeze:
        text = _SPACES.sub(" ", text.strip())
    return clean(text.translate(_QUOTES))
