"""The interface texts in four languages."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.ui import messages
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.keys import TEXT_OF, Command
from fieldkit.ui.messages import LANGUAGES, TRANSLATED, from_environment, number_text, say, say_n

COUNTS = (0, 1, 2, 5, 1000)


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Texts of this test alone, beside those of the program."""
    own: dict[str, object] = {
        "test.days": ("{n} day", "{n} days"),
        "test.now": {"en": "Now", "fr": "Maintenant"},
        "test.left": {"en": ("{n} day left", "{n} days left"), "fr": ("{n} jour restant", "{n} jours restants")},
    }
    for key, text in own.items():
        monkeypatch.setitem(TEXTS, key, text)
    return own


def test_a_text_is_said_in_the_persons_language() -> None:
    """The same text comes in English, Kinyarwanda, French and Swahili."""
    assert [say(code, "of", number=3, total=61) for code in LANGUAGES] == [
        "3 of 61",
        "3 kuri 61",
        "3 sur 61",
        "3 kati ya 61",
    ]


def test_a_missing_text_comes_in_english_and_says_so(texts: dict[str, object]) -> None:
    """Luganda has no interface texts, and a new text has no translation yet: English appears, marked."""
    assert say("lg", "key.back") == "[en] back"
    assert say_n("rw", "test.days", 2) == "[en] 2 days"
    assert say("rw", "test.now") == "[en] Now"


def test_kirundi_is_shown_the_texts_in_kinyarwanda(texts: dict[str, object]) -> None:
    """It has none of its own, and who reads one of the two can read the other."""
    assert say("rn", "key.back") == say("rw", "key.back") == "subira inyuma"
    assert say_n("rn", "test.left", 5) == say_n("rw", "test.left", 5)


def test_a_changed_english_text_is_never_said_in_an_old_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until somebody translates it anew, a text whose English changed comes in English, marked."""
    assert say("fr", "key.back") == "retour"
    monkeypatch.setitem(TEXTS, "key.back", "back one question")
    assert say("fr", "key.back") == "[en] back one question"


def test_a_text_may_stand_with_its_translations_in_the_code_until_they_are_taken_in(texts: dict[str, object]) -> None:
    """While a change is being made, a new text and its translations are one entry of a catalogue module."""
    assert say("fr", "test.now") == "Maintenant"
    assert say_n("fr", "test.left", 5) == "5 jours restants"
    assert say_n("en", "test.left", 1) == "1 day left"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["0 days", "1 day", "2 days", "5 days", "1,000 days"]),
        ("rw", ["iminsi 0", "umunsi 1", "iminsi 2", "iminsi 5", "iminsi 1.000"]),
        ("fr", ["0 jour", "1 jour", "2 jours", "5 jours", "1\u00a0000 jours"]),
        ("sw", ["siku 0", "siku 1", "siku 2", "siku 5", "siku 1,000"]),
    ],
)
def test_a_number_takes_the_form_of_its_language(
    language: str, expected: list[str], texts: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plurals follow the rule of the language: none is "jour" in French, "days" in English."""
    days = {"rw": ("umunsi {n}", "iminsi {n}"), "fr": ("{n} jour", "{n} jours"), "sw": ("siku {n}", "siku {n}")}
    with_catalogues(tmp_path, {code: {"test.days": days[code]} for code in days}, monkeypatch)
    assert [say_n(language, "test.days", count) for count in COUNTS] == expected


def with_catalogues(place: Path, said: dict[str, dict[str, tuple[str, ...]]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program read catalogues of this test: what it ships, and these texts."""
    from fieldkit.ui import translations

    for language, extra in said.items():
        catalogue = translations.updated(translations.read(language), extra)
        (place / f"{language}.mo").write_bytes(translations.compiled(catalogue))
    monkeypatch.setattr(messages, "compiled_file", lambda language: place / f"{language}.mo")
    monkeypatch.setattr(messages, "_translations", messages._translations.__wrapped__)


def test_numbers_are_written_by_the_rules_of_the_language() -> None:
    """A thousand and a half are told apart in each language; small whole numbers are the same in all."""
    assert [number_text(code, 4000) for code in LANGUAGES] == ["4,000", "4.000", "4\u00a0000", "4,000"]
    assert [number_text(code, 1.5) for code in LANGUAGES] == ["1.5", "1,5", "1,5", "1.5"]
    assert [number_text(code, -999) for code in LANGUAGES] == ["-999"] * 4
    assert number_text("no such language", 4000) == "4,000"


def test_what_only_looks_like_a_number_stays_as_it_is() -> None:
    """Years, codes and telephone numbers are given as text and keep their digits."""
    assert say("fr", "part.year", number="2026") == "année 2026"
    assert say("en", "problem.too_long", most=4000) == "That is too long: at most 4,000 characters."


def test_a_catalogue_that_cannot_be_read_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file of translations is damaged or gone, the interview goes on in English, marked."""
    good = messages.compiled_file("fr").read_bytes()
    monkeypatch.setattr(messages, "compiled_file", lambda _: tmp_path / "fr.mo")
    for data in (None, b"", b"no catalogue", good[:200], good[:-900]):
        if data is not None:
            (tmp_path / "fr.mo").write_bytes(data)
        messages._translations.cache_clear()
        assert say("fr", "key.back") == "[en] back"
    messages._translations.cache_clear()


def test_a_language_code_is_no_way_to_another_file() -> None:
    """A form's language code that is a path finds no catalogue."""
    assert say("../fr", "key.back") == "[en] back"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "rw_RW.UTF-8"}, "rw"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "sw-TZ"}, "sw"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "FIELDKIT_LANG": "rw"}, "rw"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
    ],
)
def test_the_system_names_the_language_of_the_screens(variables: dict[str, str], expected: str) -> None:
    """FIELDKIT_LANG comes first, then the system's own variables; a language that fieldkit does not have is English."""
    assert from_environment(variables) == expected


def test_the_language_of_the_person_comes_before_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has set a language sees it whatever the system says; without one the system's is used."""
    monkeypatch.setenv("FIELDKIT_LANG", "fr")
    messages.use("rw")
    assert messages.current() == "rw"
    messages.use(None)
    assert messages.current() == "fr"
    messages.use("xx")
    assert messages.current() == "fr"


def test_saying_something_loads_no_library() -> None:
    """The first screen waits for the standard library alone: Babel comes with the first large number."""
    code = (
        "import sys; from fieldkit.ui.messages import say, say_n\n"
        "say('rw', 'of', number=3, total=999); before = 'babel' in sys.modules\n"
        "say('rw', 'of', number=3, total=1000); print([before, 'babel' in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout.lower()) == [False, True]


def test_no_letter_means_two_things() -> None:
    """Every command has its own letter and its own text."""
    assert len({key.value for key in Command}) == len(Command) == len(TEXT_OF)


def test_every_translated_language_has_its_own_name() -> None:
    """Languages are offered by the names that their speakers use."""
    assert [messages.language_name(code) for code in TRANSLATED] == ["Ikinyarwanda", "français", "Kiswahili"]
    assert messages.language_name("lg") == "lg"
