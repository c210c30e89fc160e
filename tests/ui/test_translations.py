"""The files that translators edit, the compiled ones that the program reads, and the tool that keeps them in step."""

import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog

from fieldkit.commands.beside import Beside
from fieldkit.forms import messages as form_messages
from fieldkit.forms.check import load_form
from fieldkit.forms.check_texts import texts_of
from fieldkit.paths import shipped_forms
from fieldkit.ui import translations
from fieldkit.ui.catalogue import TEXTS, Text
from fieldkit.ui.messages import TRANSLATED, compiled_file, forms_of
from fieldkit.ui.translations import compiled, faults, parse, read, source_file, standing, updated, write
from fieldkit.ui.trap_words import TRAPS, traps_in
from scripts import catalogues
from tests.project.checkout import ROOT

HEAD = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def french(*messages: str) -> Catalog:
    """Return a French catalogue from the text of its messages."""
    return parse((HEAD + "\n\n".join(messages) + "\n").encode(), "fr")


def said(catalogue: Catalog) -> dict[str, tuple[object, bool, list[str]]]:
    """Return what a catalogue has: id -> (translation, is it fuzzy, the English it was made from)."""
    return {str(m.context): (m.string, m.fuzzy, list(m.previous_id)) for m in catalogue if m.id}


# --- what ships ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_there_in_the_four_languages(language: str) -> None:
    """Kinyarwanda, French and Swahili are complete and in step with the English."""
    found = standing(read(language))
    assert (found.missing, found.out_of_date) == ((), ())


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_translators_files_are_in_step_with_the_program(language: str) -> None:
    """Each file has exactly the texts of the program, in their order (else: python scripts/catalogues.py update)."""
    here = read(language)
    assert translations.alike(here, updated(here))


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogues_are_those_of_the_translators_files(language: str) -> None:
    """What the program says is what the translators wrote (else: python scripts/catalogues.py compile)."""
    assert translations.compiled_is_new(language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_facts_as_the_english(language: str) -> None:
    """No fact gets lost in a translation, and none is asked for that nobody gives."""
    assert list(faults(read(language))) == []


def test_every_translation_has_left_the_code() -> None:
    """Translations live with the translators (else: python scripts/catalogues.py take-in MODULE)."""
    assert [key for key, text in TEXTS.items() if not isinstance(text, str | tuple)] == []


@pytest.mark.parametrize("language", TRAPS)
def test_words_that_hurt_people_are_not_used(language: str) -> None:
    """Genocide survivor, terrorism, police questioning, employer, court case, smuggling: none stands in a text.

    Neither in the interface, nor in the messages of the form engine, nor in the forms that ship.
    """
    everything = [form for forms in translations.translations_of(language).values() for form in forms]
    everything += [form_messages.message(key, language) for key in form_messages.KEYS]
    for path in sorted(shipped_forms().glob("*.yaml")):
        form = load_form(path.read_bytes(), path.name, Beside(path))
        everything += [text.texts[language] for text in texts_of(form) if language in text.texts]
    assert [(text, found) for text in everything if (found := traps_in(language, text))] == []


def test_trap_words_are_found_in_their_other_forms_and_smuggling_has_its_name() -> None:
    """Plurals and forms of verbs are found as well; *trafic illicite de migrants* is the one right use of *trafic*."""
    assert traps_in("rw", "Ni Abarokotse; umukoresha wawe") == ("uwarokotse", "umukoresha")
    assert traps_in("rw", "Ntiyabajijwe, arimo ibazwa") == ("kubazwa",)
    assert traps_in("sw", "kesi yake, ridhaa") == ("kesi",)
    assert traps_in("fr", "le trafic illicite\nde migrants") == ()
    assert traps_in("fr", "trafic illicite de migrants, trafic de personnes") == ("trafic",)
    assert traps_in("en", "kesi") == ()


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("number", [0, 1, 2, 5, 1000])
def test_the_plural_rules_are_those_of_the_unicode_consortium(language: str, number: int) -> None:
    """A catalogue's rule picks the form that CLDR picks. CLDR has none for Kinyarwanda: one and other, as its nouns."""
    with compiled_file(language).open("rb") as file:
        chosen = GNUTranslations(file).plural(number)  # type: ignore[attr-defined]  # set by the file's own rule
    by_cldr = Locale.parse(language).plural_form(number)
    expected = "one" if language == "rw" and number == 1 else by_cldr
    assert ("one", "other")[chosen] == expected


# --- keeping in step -----------------------------------------------------------------------------------------

BACK: dict[str, Text] = {"key.back": "back"}


def test_a_translation_stays_with_its_text_whatever_its_place() -> None:
    """The id is what a translation belongs to: a reviewed one stays reviewed when texts move."""
    old = french(
        'msgctxt "b"\nmsgid "back"\nmsgstr "retour"', '#, fuzzy\nmsgctxt "a"\nmsgid "answer"\nmsgstr "réponse"'
    )
    new = updated(old, texts={"a": "answer", "b": "back", "c": "back"})
    assert said(new) == {
        "a": ("réponse", True, []),
        "b": ("retour", False, []),
        "c": ("", False, []),
    }


def test_a_changed_english_text_makes_its_translation_out_of_date() -> None:
    """The old translation stays for the translator to see, with the English that it was made from, and is not said."""
    changed: dict[str, Text] = {"key.back": "back one question"}
    new = parse(write(updated(french('msgctxt "key.back"\nmsgid "back"\nmsgstr "retour"'), texts=changed)), "fr")
    assert said(new) == {"key.back": ("retour", True, ["back"])}
    assert standing(new, changed).out_of_date == ("key.back",)
    assert b"retour" not in compiled(new)
    assert said(updated(new, texts=changed)) == said(new)


def test_a_text_that_changed_before_the_files_were_brought_in_step_counts_as_out_of_date() -> None:
    """Nobody has to run a tool first to see what is out of date."""
    old = french('msgctxt "key.back"\nmsgid "back"\nmsgstr "retour"')
    assert standing(old, {"key.back": "back one question"}).out_of_date == ("key.back",)
    assert standing(old, BACK).reviewed == ("key.back",)


def test_a_translator_mends_what_is_out_of_date_by_taking_the_mark_away() -> None:
    """Without `fuzzy` and `#| msgid` a translation is reviewed and said again."""
    old = french('#, fuzzy\n#| msgid "return"\nmsgctxt "key.back"\nmsgid "back"\nmsgstr "arrière"')
    assert standing(old, BACK).out_of_date == ("key.back",)
    mended = french('msgctxt "key.back"\nmsgid "back"\nmsgstr "arrière"')
    assert standing(mended, BACK).reviewed == ("key.back",)


def test_a_long_english_text_is_kept_whole_beside_its_old_translation() -> None:
    """What a translation was made from can be read again, also when an editor has wrapped it."""
    long = 'He said: "' + "as long as it takes, " * 12 + '"\nand more'
    old = Catalog("fr")
    old.add(long, "Il a dit", context="long")
    new = updated(old, texts={"long": "short"})
    assert said(parse(write(new), "fr")) == {"long": ("Il a dit", True, [long])}
    wrapped = french('#, fuzzy\n#| msgid ""\n#| "one "\n#| "two"\nmsgctxt "a"\nmsgid "b"\nmsgstr "c"')
    assert said(wrapped) == {"a": ("c", True, ["one two"])}


def test_a_text_that_went_and_comes_back_has_its_translation_again() -> None:
    """What the program no longer says is kept at the end of the file; as nobody knows its state, it is unreviewed."""
    gone = parse(write(updated(french('msgctxt "key.back"\nmsgid "back"\nmsgstr "retour"'), texts={})), "fr")
    assert said(gone) == {}
    assert b'#~ msgstr "retour"' in write(gone)
    assert said(updated(gone, texts=BACK)) == {"key.back": ("retour", True, [])}


def test_a_plural_text_is_said_only_when_all_its_forms_are_there() -> None:
    """A text with one form missing is missing: half a translation would mix two languages."""
    texts: dict[str, Text] = {"days": ("{n} day", "{n} days")}
    message = 'msgctxt "days"\nmsgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} jour"\nmsgstr[1] '
    assert standing(french(message + '""'), texts).missing == ("days",)
    assert b"jour" not in compiled(french(message + '""'))
    assert standing(french(message + '"{n} jours"'), texts).reviewed == ("days",)


def test_a_text_that_gets_a_plural_keeps_its_old_form_for_the_translator() -> None:
    """One form becomes two: the old one stays as the first, out of date."""
    old = french('msgctxt "days"\nmsgid "{n} days"\nmsgstr "{n} jours"')
    new = updated(old, texts={"days": ("{n} day", "{n} days")})
    assert said(new) == {"days": (("{n} jours", ""), True, ["{n} days"])}


@pytest.mark.parametrize("wrong", ["{numero}", "", "{number.real}", "{number!r}", "{number:>9}", "{number} {", "{}"])
def test_a_translation_with_other_facts_is_not_compiled(wrong: str) -> None:
    """A mistyped fact would end an interview: the compiler names the text instead."""
    bad = french(f'msgctxt "n"\nmsgid "question {{number}}"\nmsgstr "question no {wrong}"')
    with pytest.raises(ValueError, match=r"^n: "):
        compiled(bad)


def test_the_form_for_one_may_leave_the_number_out() -> None:
    """ "One day" needs no figure; any other fact does."""
    english = 'msgctxt "d"\nmsgid "{n} day {to}"\nmsgid_plural "{n} days {to}"\n'
    one = english + 'msgstr[0] "un jour %s"\nmsgstr[1] "{n} jours {to}"'
    assert list(faults(french(one % "{to}"))) == []
    assert list(faults(french(one % ""))) != []


# --- taking translations in ----------------------------------------------------------------------------------

MODULE = '''"""Pages. See `catalogue.py`."""

PAGES: dict[str, dict[str, str]] = {
    # --- first ---
    "page.title": {"en": "Overview", "rw": "Incamake", "fr": "Aperçu", "sw": "Muhtasari"},
    "page.text": {
        # said aloud
        "en": "One line"
        " in two parts.",
        "fr": "Une ligne.",
    },
    "page.days": {"en": ("{n} day", "{n} days"), "fr": ("{n} jour", "{n} jours")},
    "page.plain": "English already",
}
'''
LEFT = '''"""Pages. See `catalogue.py`."""

PAGES: dict[str, str | tuple[str, str]] = {
    # --- first ---
    "page.title": "Overview",
    "page.text":
# said aloud
("One line"
        " in two parts."),
    "page.days": ("{n} day", "{n} days"),
    "page.plain": "English already",
}
'''


def test_taking_in_leaves_the_english_with_its_order_and_comments() -> None:
    """A module with four languages becomes one with English; what was beside it comes out by id and language."""
    left, taken = catalogues.only_english(MODULE.encode())
    assert "\n".join(line.rstrip() for line in left.decode().splitlines()) + "\n" == LEFT
    assert taken == {
        "page.title": {"rw": "Incamake", "fr": "Aperçu", "sw": "Muhtasari"},
        "page.text": {"fr": "Une ligne."},
        "page.days": {"fr": ("{n} jour", "{n} jours")},
    }


def test_taking_in_the_same_module_again_changes_nothing() -> None:
    """A module that has only English stays as it is."""
    assert catalogues.only_english(LEFT.encode()) == (LEFT.encode(), {})


def test_a_translation_that_was_taken_in_waits_for_a_reader() -> None:
    """What comes from the code is unreviewed; what is there already in the same words keeps its state."""
    old = french('msgctxt "a"\nmsgid "A"\nmsgstr "un"', 'msgctxt "b"\nmsgid "B"\nmsgstr "deux"')
    new = updated(old, {"a": "un", "b": "deux bis", "c": "trois"}, texts={"a": "A", "b": "B", "c": "C", "d": "D"})
    assert said(new) == {
        "a": ("un", False, []),
        "b": ("deux bis", True, []),
        "c": ("trois", True, []),
        "d": ("", False, []),
    }


def test_the_tool_says_what_is_out_of_step() -> None:
    """`catalogues.py check` changes nothing and ends with 0 when all is in step; without a word it explains itself."""
    before = {language: source_file(language).read_bytes() for language in TRANSLATED}
    tool = [sys.executable, str(ROOT / "scripts" / "catalogues.py")]
    done = subprocess.run([*tool, "check"], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert before == {language: source_file(language).read_bytes() for language in TRANSLATED}
    assert subprocess.run(tool, check=False, capture_output=True).returncode == 2


def test_writing_a_file_anew_changes_no_byte(tmp_path: Path) -> None:
    """The tool's own files are stable: a change of one text is a change of few lines."""
    for language in TRANSLATED:
        data = source_file(language).read_bytes()
        assert write(updated(parse(data, language))) == data


def test_every_english_text_is_one_or_two_forms() -> None:
    """Texts are never empty; a plural has a form for one and a form for other numbers."""
    assert [key for key, text in TEXTS.items() if not all(forms_of(text)) or len(forms_of(text)) > 2] == []
