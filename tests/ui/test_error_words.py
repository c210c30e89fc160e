"""Errors, states and clocks in the language of the person who meets them."""

import io
import json
from typing import get_args

import pytest

from fieldkit import errors
from fieldkit.cases.clock24 import ClockState
from fieldkit.cases.words import RecordState
from fieldkit.ui import messages
from fieldkit.ui.catalogue import TEXTS
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import LANGUAGES, TRANSLATED
from fieldkit.ui.render import show_error
from fieldkit.ui.state_words import clock_words, state_words


def shown(error: errors.FieldkitError, *, as_json: bool = False) -> tuple[str, str]:
    """Return what is written about an error to stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    show_error(error, "status", as_json=as_json, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_an_error_comes_in_the_language_of_the_screens() -> None:
    """Message and hint are in the person's language; the code is the same in all, for whoever helps by telephone."""
    messages.use("fr")
    assert shown(errors.WrongPassphrase()) == (
        "",
        "erreur : ce mot de passe n'ouvre pas les données [FK-204]\n"
        "conseil : réessayez lentement, sans verrouillage des majuscules ; "
        "l'enveloppe scellée contient un code de secours : `fieldkit key recover`\n",
    )
    messages.use("rw")
    assert shown(errors.NothingToPack())[1].startswith("ikosa: nta gitegereje gupakirwa [FK-704]\ninama: ")


def test_the_words_that_an_error_is_filled_with_are_translated_where_they_are_ours() -> None:
    """What was not saved is said in the person's language; names of files and forms stay as they are."""
    assert error_words(errors.DiskFull(what="the answer"), "sw")[0] == "diski imejaa; haikuhifadhiwa: jibu"
    assert error_words(errors.FormUnknown(form="the_form"), "fr")[0] == (
        "il n'y a pas de formulaire 'the_form' sur cette machine"
    )
    assert error_words(errors.InterviewTooLong(code="K7M", size=70_000, most=65_536, questions="a"), "fr")[0] == (
        "l'entretien K7M est trop long pour voyager : 70\u00a0000 octets sur 65\u00a0536 ; "
        "les réponses les plus longues : a"
    )


def test_an_error_that_is_not_translated_comes_in_english_marked() -> None:
    """What only headquarters meets stays in English and says so; its hint as well."""
    message, hint = error_words(errors.OtherCard(), "rw")
    assert message == "[en] this request answers another card than the ones headquarters has made"
    assert hint.startswith("[en] give the laptop")


def test_for_programs_an_error_is_english_in_every_language() -> None:
    """With --json the envelope and the lines beside it do not change with somebody's choice of language."""
    messages.use("rw")
    out, err = shown(errors.StoreBusy(), as_json=True)
    assert json.loads(out)["error"]["message"] == "another fieldkit has this store open"
    assert err.startswith("error: another fieldkit has this store open [FK-203]\nhint: ")


def test_in_english_an_error_is_what_its_class_says() -> None:
    """Without a language of their own people read the messages of docs/exit-codes.md."""
    error = errors.TooSoon(seconds=30)
    assert error_words(error, "en") == (str(error), error.advice)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_error_of_the_field_has_message_and_hint(language: str) -> None:
    """A translated error is translated whole, and can be filled in every language."""
    codes = {key.partition(".")[2] for key in TEXTS if key.startswith(("error.", "hint."))}
    assert {"FK-001", "FK-004", "FK-203", "FK-204", "FK-205", "FK-214", "FK-222", "FK-501", "FK-603"} <= codes
    assert [code for code in codes if f"error.{code}" not in TEXTS or f"hint.{code}" not in TEXTS] == []


def test_every_state_and_clock_has_words_in_every_language() -> None:
    """Where an interview is, and how its clock stands, is said in words; in English they are those of the record."""
    for language in LANGUAGES:
        assert all(state_words(language, state) for state in RecordState)
        assert all(clock_words(language, state) for state in get_args(ClockState))
    assert [state_words("en", state) for state in RecordState] == [state.value for state in RecordState]
    assert clock_words("fr", "received, not yet seen") == "reçu, pas encore vu"
