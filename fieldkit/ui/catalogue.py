"""The interface texts in English, which is their source: id -> text. Their translations are in `fieldkit/locale`.

Words follow the project's glossary. Trap words that are never used: uwarokotse, iterabwoba, kubazwa, umukoresha (rw);
idhini, kesi (sw); trafic (fr). Dates and times are digits in every language.
"""

from collections.abc import Mapping
from typing import TypeAlias

from fieldkit.ui.catalogue_access import ACCESS
from fieldkit.ui.catalogue_answers import ANSWERS
from fieldkit.ui.catalogue_author import AUTHOR
from fieldkit.ui.catalogue_certificate import CERTIFICATE
from fieldkit.ui.catalogue_class import CLASS
from fieldkit.ui.catalogue_concern import CONCERN
from fieldkit.ui.catalogue_contacts import CONTACTS
from fieldkit.ui.catalogue_errors import ERRORS
from fieldkit.ui.catalogue_home import HOME
from fieldkit.ui.catalogue_knowledge import KNOWLEDGE
from fieldkit.ui.catalogue_laptop import LAPTOP
from fieldkit.ui.catalogue_pages import PAGES
from fieldkit.ui.catalogue_policy import POLICY
from fieldkit.ui.catalogue_practice import PRACTICE
from fieldkit.ui.catalogue_report import REPORT
from fieldkit.ui.catalogue_seizure import SEIZURE
from fieldkit.ui.catalogue_setup import SETUP
from fieldkit.ui.catalogue_sheets import SHEETS
from fieldkit.ui.catalogue_standing import STANDING
from fieldkit.ui.catalogue_sync import SYNC
from fieldkit.ui.catalogue_told import TOLD
from fieldkit.ui.catalogue_trainer import TRAINER
from fieldkit.ui.catalogue_words import WORDS

LANGUAGE_NAMES = {
    "en": "English",
    "rw": "Ikinyarwanda",
    "fr": "français",
    "sw": "Kiswahili",
    "rn": "Ikirundi",
}

Text: TypeAlias = "str | tuple[str, str] | Mapping[str, str | tuple[str, ...]]"
"""English; or English for one and for other numbers; or, until `scripts/catalogues.py take-in` has moved its
translations into the catalogues, a text by language."""

TEXTS: dict[str, Text] = {
    **SHEETS,
    **SYNC,
    **ANSWERS,
    **CERTIFICATE,
    **CLASS,
    **CONCERN,
    **CONTACTS,
    **HOME,
    **KNOWLEDGE,
    **PAGES,
    **POLICY,
    **PRACTICE,
    **REPORT,
    **TRAINER,
    **AUTHOR,
    **STANDING,
    **SEIZURE,
    **LAPTOP,
    **TOLD,
    **ACCESS,
    **SETUP,
    **WORDS,
    **ERRORS,
    # --- header ---
    "of": "{number} of {total}",
    "use.practice": "PRACTICE - invented data only",
    "use.pilot": "PILOT TEXT - invented data only",
    "unreviewed": "text not reviewed",
    "untranslated": "not translated into {language}",
    # --- keys ---
    "key.with": "Ctrl with",
    "key.back": "back",
    "key.skip": "skip",
    "key.dont_know": "don't know",
    "key.refused": "refused",
    "key.language": "language",
    "key.leave": "save and leave",
    "key.danger": "DANGER NOW",
    "key.quick_exit": "hide all",
    # --- how to answer ---
    "how.one": "Number or Up/Down, then Enter.",
    "how.many": "Number or Up/Down, Space marks, then Enter.",
    "how.filter": "Type letters to search.",
    "how.text": "Type, then Enter.",
    "how.number": "Type a number, then Enter.",
    "how.note": "Enter to go on.",
    "how.end": "Enter to finish.",
    "plain.one": "Type its number, then Enter.",
    "plain.many": "Type the numbers with spaces between, like 1 3, then Enter.",
    "plain.search": "{hidden} more: type part of the word to search.",
    "search": "Search",
    "why": "Why we ask: {why}",
    "answer_now": "Answer now: {answer}",
    # --- the five non-answers, as the record says them ---
    "nr.blank": "left blank",
    "nr.dk": "don't know",
    "nr.ref": "refused",
    "nr.not_asked": "not asked",
    "nr.irrelevant": "does not apply",
    # --- where more of the screen is ---
    "more.below": "more below: Page Down",
    "more.above": "more above: Page Up",
    "shown": "{first}-{last} of {total}",
    # --- what did not work, and what does ---
    "problem.choose": "Choose an answer first: its number or Up/Down.",
    "problem.mark": "Mark at least one answer with Space.",
    "problem.type": "Type an answer first.",
    "problem.no_skip": "This question needs an answer.",
    "problem.no_skip_but": "This question needs an answer; {ways} also counts.",
    "or": "or",
    "problem.not_offered": "'{way}' is not offered for this question.",
    "problem.first": "This is the first question.",
    "problem.typed": "Enter keeps what you typed; empty the line to leave it out.",
    "problem.marked": "Enter keeps what you marked; take the marks away to leave it out.",
    "problem.one_language": "This form has only this language.",
    "problem.no_match": "Nothing matches.",
    "problem.number": "Give a number from 1 to {last}.",
    "problem.command": "There is no command {command}. Write :: to begin an answer with a colon.",
    "problem.too_long": "That is too long: at most {most} characters.",
}
