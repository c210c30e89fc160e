"""What every text of the shipped forms keeps to: four languages, short lines, careful words."""

import re
from pathlib import Path

import pytest

from fieldkit.commands.beside import Beside
from fieldkit.commands.text_states import form_states
from fieldkit.forms.check import load_form
from tests.content.shipped import ALL, FORMS, LANGUAGES, NAMES, SOME, Said, questions, read, texts

SAID = [(name, said) for name in NAMES for said in texts(read(name))]
WORDS = [(f"{name}:{said}:{code}", code, text) for name, said in SAID for code, text in said.words.items()]

# Words that hurt, mislead or mean something else here. (reference context 4; design 4, People first)
TRAPS = {
    "en": r"\bvictims?\b|\billegal\b|\bwhy did you\b|\bsurvivors?\b",
    "fr": r"\btrafic\b(?! illicite de migrants)|\bpourquoi (?:avez|es|as)\b|\bvictimes?\b|\bclandestin",
    "rw": r"rokotse|iterabwoba|\b(?:ku|i|a|u)bazwa\b|umukoresha|igitsina|\bkuki wa|nyakanga",
    "rn": r"rokotse|iterabwoba|\b(?:ku|i|a|u)bazwa\b|umukoresha|igitsina|nyakanga|\bkuki wa|ni kuki w",
    "sw": r"\bidhini\b|\bkesi\b|\bnyengine\b|\bkwa nini uli|mwathirika",
}
# What no advice may say: contact with the country of origin's authorities, return, detention.
ADVICE = {
    "en": r"embass|consul|deport|detain|detention|arrest|\bsend (?:her|him|them )?back\b|\breturn (?:her|him|them)\b",
    "fr": r"ambassade|consul|expuls|renvo[iy]|détention|détenir|arrestation|rapatri",
    "rw": r"ambasade|kwirukana|\bgufunga\b|gufungwa|\bkumusubiza|gucyura",
    "sw": r"ubalozi|fukuz|kamata|kumrudisha|mrejeshe",
}
# Sexual orientation and gender identity are never asked.
SOGIE = r"sexual orientation|orientation sexuelle|homosex|\bgay\b|lesb|bisex|transg|ubutinganyi|ushoga|msagaji"
# A clock time in words: Kinyarwanda and Swahili count from 6 in the morning, so times are digits of the 24-hour day.
CLOCK_WORDS = (
    r"\bsaa (?:moja|moya|mbil|mbiri|tatu|nne|ine|tano|sita|saba|nane|tisa|cyenda|kumi|icumi)|o'clock|\b[ap]m\b|\d\s?h\d"
)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_there_in_all_four_languages(name: str) -> None:
    """A worker can change the language at any question and lose nothing."""
    lacking = [
        str(said)
        for said in texts(read(name))
        if set(said.words) - set(SOME) != set(LANGUAGES) or not all(said.words.values())
    ]
    assert lacking == []


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_left_outside_the_languages(name: str) -> None:
    """Every label, hint, reason and next step is a mapping of languages, never one plain string."""
    lacking = [
        f"{row['name']}.{key}"
        for row in questions(read(name)).values()
        for key in ("label", "hint", "why", "constraint_message", "required_message")
        if key in row and not isinstance(row[key], dict)
    ]
    assert lacking == []


@pytest.mark.parametrize("name", NAMES)
def test_no_language_claims_a_review_or_more_than_practice(name: str) -> None:
    """Until somebody fluent has read a language, the form says that nobody has, and may be used for practice only."""
    tree = read(name)
    codes = tree["languages"]
    assert (dict.fromkeys(codes, "none"), dict.fromkeys(codes, "practice")) == (tree["reviewed"], tree["use"])


@pytest.mark.parametrize("name", ["consent_safety", "consent_age", "consent_again"])
def test_all_that_is_said_around_consent_is_there_in_kirundi_too(name: str) -> None:
    """Nobody agrees to what they do not understand: every text of the two blocks, and none of another one."""
    found = texts(read(f"blocks/{name}"))
    assert [str(said) for said in found if not said.words.get("rn")] == []
    assert len(found) > 20


def test_a_form_with_kirundi_says_that_kinyarwanda_stands_in_for_the_rest() -> None:
    """What is missing in Kirundi is shown in Kinyarwanda, not in English."""
    lacking = {
        name
        for name in NAMES
        for said in texts(read(name))
        if "rn" not in said.words and "rn" in read(name)["languages"]
    }
    assert {name: read(name).get("partial") for name in lacking} == {name: {"rn": "rw"} for name in lacking}
    assert "border_quick_screen" in lacking


@pytest.mark.parametrize("code", [*LANGUAGES, *SOME])
def test_no_text_uses_a_word_that_means_something_else_here(code: str) -> None:
    """Words for genocide survivors, terrorism, police questioning, court cases stay with their meaning."""
    assert _hits(code, TRAPS[code]) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_advice_leads_to_the_country_of_origin_or_to_detention(code: str) -> None:
    """No step tells the worker to call an embassy, to return the person, or to have anyone held."""
    assert _hits(code, ADVICE[code]) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_asks_about_sexual_orientation(code: str) -> None:
    """Sexual orientation and gender identity are never asked and never written down."""
    assert _hits(code, SOGIE) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_times_are_digits(code: str) -> None:
    """Times are written in digits of the 24-hour day."""
    assert _hits(code, CLOCK_WORDS) == []


def test_no_text_ever_says_that_somebody_is_not_a_victim() -> None:
    """No text denies what a person may have lived through."""
    denial = r"not a victim|(?:not|no) trafficking|pas (?:une |de )?(?:victime|traite)|si icuruzwa|si usafirishaji"
    assert [place for place, _, text in WORDS if re.search(denial, text, re.IGNORECASE)] == []


def test_the_companion_is_never_to_be_confronted() -> None:
    """The only word about confronting the companion is not to."""
    assert [
        place for place, code, text in WORDS if code == "en" and re.search(r"(?<!do not )confront", text, re.IGNORECASE)
    ] == []


def test_the_only_number_printed_is_112() -> None:
    """Phone numbers come from headquarters' card; a form prints 112 and nothing else."""
    spoken = [said for _, said in SAID if said.key != "constraint_message"]
    printed = {number for said in spoken for text in said.words.values() for number in re.findall(r"\d{3,}", text)}
    assert {"112"} == printed


def test_only_the_two_phones_of_the_card_are_filled_in() -> None:
    """A next step may hold {duty_phone} and {deputy_phone}; no other text holds a gap."""
    gaps = {
        (said.place[-2:-1], gap)
        for _, said in SAID
        for text in said.words.values()
        for gap in re.findall(r"{[^}]*}", text)
    }
    assert {"{duty_phone}", "{deputy_phone}"} == {gap for _, gap in gaps}
    assert all("next_steps" in said.place for _, said in SAID if any("{" in text for text in said.words.values()))


@pytest.mark.parametrize(
    ("longest", "what"),
    [
        (60, "choice"),
        (100, "question"),
        (480, "note"),
        (135, "hint"),
        (95, "why"),
        (110, "reason"),
        (125, "looks like"),
        (210, "next step"),
    ],
)
def test_texts_fit_a_small_screen(longest: int, what: str) -> None:
    """A choice fits one line of 80 columns; a question two; a note read aloud seven."""
    assert [
        (name, str(said), code, len(text))
        for name, said in SAID
        for code, text in said.words.items()
        if _what(name, said) == what and len(text) > longest
    ] == []


def _hits(code: str, pattern: str) -> list[tuple[str, str]]:
    found = [(place, re.search(pattern, text, re.IGNORECASE)) for place, own, text in WORDS if own == code]
    return [(place, hit.group()) for place, hit in found if hit]


def _what(name: str, said: Said) -> str:
    if said.place[0] == "choices":
        return "choice"
    if said.place[0] == "classify":
        return {"elements": "reason", "looks_like": "looks like", "next_steps": "next step"}[said.place[1]]
    if said.key != "label":
        return said.key
    row = questions(read(name)).get(said.place[-2])
    return "note" if row and row["type"] == "note" else "question"


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_shipped_form_has_a_trap_word_or_assumes_somebodys_sex(path: Path) -> None:
    """By language and by what the English beside it means; every form there is, with its blocks."""
    form = load_form(path.read_bytes(), path.name, Beside(path))
    found = [(state.language, state.traps, state.gendered) for state in form_states(form, path.stem)]
    assert [state for state in found if state[1] or state[2]] == []


def test_a_list_of_choices_has_the_same_words_wherever_it_stands() -> None:
    """Two forms with the same choices in English have them alike in every language."""
    told: dict[tuple[object, ...], dict[str, str]] = {}
    for name in ALL:
        for key, choices in read(name)["choices"].items():
            english = tuple((value, text["en"]) for value, text in choices.items())
            words = repr([sorted((code, text.get(code)) for code in LANGUAGES) for text in choices.values()])
            told.setdefault(english, {})[f"{name}.{key}"] = words
    assert [list(found) for found in told.values() if len(set(found.values())) > 1] == []
