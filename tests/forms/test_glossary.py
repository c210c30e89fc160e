"""The words that translations should use. docs/languages.md 7."""

import re

import pytest

from fieldkit.commands.library import glossary
from fieldkit.forms.glossary import COLUMNS, GlossaryInvalid, read_glossary, unsaid
from fieldkit.ui.trap_words import traps_in

HEAD = ",".join(COLUMNS) + "\n"
ROW = "debt,debt\\w*|owes?,dette|doit,umwenda,deni,high,low,medium,own,\n"


def test_a_term_is_looked_for_where_the_english_has_it() -> None:
    """One of its words is enough, in any form; a text in which the English means something else is left alone."""
    terms = read_glossary((HEAD + ROW).encode())
    assert [term.key for term in unsaid(terms, "fr", "Il reste à payer", "A debt is left")] == ["debt"]
    assert list(unsaid(terms, "fr", "Une Dette reste", "Debts are left")) == []
    assert list(unsaid(terms, "fr", "Rien", "An indebted mind")) == []
    assert terms[0].confidence["rw"] == "low"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "it needs 1 to 500 rows with the columns key,en"),
        (b"key,en\na,b\n", "it needs 1 to 500 rows"),
        ((HEAD + ROW.replace("low", "sure")).encode(), "line 2: `key` and `en` are needed, confidence is one of"),
        ((HEAD + ROW.replace("debt,", ",", 1)).encode(), "line 2: `key` and `en` are needed"),
        ((HEAD + ROW.replace("owes?", "(owes")).encode(), "line 2: `en` is no pattern"),
        (b'"open', "this is no CSV file in UTF-8"),
        (b"\xff\xfe", "this is no CSV file in UTF-8"),
        (b"x" * 300_000, "more than 262144 bytes"),
    ],
)
def test_what_is_no_glossary_is_refused(data: bytes, told: str) -> None:
    """It ships with the forms and is data of ours: a mistake is told with its line."""
    with pytest.raises(GlossaryInvalid, match=re.escape(told)):
        read_glossary(data)


def test_the_glossary_that_ships_wants_no_trap_word() -> None:
    """The words that it would like must not be those that hurt."""
    for term in glossary():
        meant = term.english.pattern
        for language, words in term.words.items():
            assert [word for word in words if traps_in(language, word, meant)] == [], (term.key, language)
    assert len(glossary()) >= 40
