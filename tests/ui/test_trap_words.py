"""Words that hurt, or mean something else: by language, and by what is meant. docs/languages.md 6."""

import pytest

from fieldkit.ui.trap_words import gendered_in, told_traps, traps_in


@pytest.mark.parametrize(
    ("language", "text", "english", "found"),
    [
        ("rw", "Uwarokotse yavuze", "", ("uwarokotse",)),
        ("rw", "Iterabwoba", "threats", ("iterabwoba",)),
        ("rw", "Kubazwa cyangwa abazwa", "interview", ("kubazwa",)),
        ("rw", "Umukoresha", "employer", ("umukoresha",)),
        ("rw", "Igitsina cyawe ni ikihe?", "What is your sex?", ("igitsina",)),
        ("rw", "Ihohoterwa rishingiye ku gitsina", "gender-based violence", ()),
        ("rw", "Gukoreshwa imibonano mpuzabitsina", "sexual exploitation", ()),
        ("rw", "Ku itariki ya 3 Nyakanga", "3 July", ("month",)),
        ("rw", "Saa mbiri", "at 8", ("clock",)),
        ("rw", "Bishobora kuba icuruzwa", "perhaps smuggled", ("icuruzwa",)),
        ("rw", "Bishobora kuba icuruzwa", "perhaps trafficked", ()),
        ("rw", "Icuruzwa cyangwa kwambutswa", "trafficked or smuggled", ()),
        ("sw", "Idhini ya mtu", "consent", ("idhini",)),
        ("sw", "Kesi mpya", "new case", ("kesi",)),
        ("sw", "Usafirishaji haramu", "smuggling", ("ulanguzi",)),
        ("sw", "Usafirishaji magendo", "trafficking", ("magendo",)),
        ("sw", "Ndani ya saa 24", "within 24 hours", ()),
        ("sw", "Saa tatu, Julai", "at 9 in July", ("month", "clock")),
        ("fr", "Le trafic d'êtres humains", "trafficking", ("trafic",)),
        ("fr", "Trafic illicite\n de migrants", "migrant smuggling", ()),
        ("fr", "Trafic illicite de migrants", "trafficking in persons", ("trafic illicite de migrants",)),
        ("fr", "Traite des personnes", "trafficking in persons", ()),
        ("fr", "Traite des personnes", "migrant smuggling", ("traite",)),
        ("fr", "Distinguer la traite du trafic illicite de migrants", "tell trafficking from smuggling", ()),
        ("fr", "Maltraité", "smuggled", ()),
        ("fr", "À 14h30, en août", "", ("month", "clock")),
        ("en", "At 3 pm, in May", "", ("clock",)),
        ("rn", "Kubazwa", "", ("kubazwa",)),
    ],
)
def test_a_word_is_a_trap_in_a_language_and_for_a_meaning(
    language: str, text: str, english: str, found: tuple[str, ...]
) -> None:
    """What is right for smuggling is wrong for trafficking, and the other way round."""
    assert traps_in(language, text, english) == found


def test_a_trap_is_told_with_what_to_say() -> None:
    """A translator needs the other word."""
    assert list(told_traps("sw", "idhini")) == ["'idhini': permission by an authority; say ridhaa"]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "He took her papers", ("he", "her")),
        ("en", "What they told him or her", ()),
        ("en", "He/she was there; there is help here", ()),
        ("en", "Ask this woman", ("this woman",)),
        ("fr", "Elle, la personne, dit qu'il y a un danger", ()),
        ("fr", "Le trafiquant et cette femme", ("le trafiquant", "cette femme")),
        ("rw", "Uwo mugore n'umugabo we", ("uwo mugore", "umugabo we")),
        ("rw", "Umugore cyangwa umugabo", ()),
        ("sw", "Msichana huyu", ("msichana huyu",)),
        ("sw", "Mwanamke au mwanaume", ()),
        ("rn", "umugore we", ()),
    ],
)
def test_no_text_may_assume_the_sex_of_whom_it_is_about(language: str, text: str, found: tuple[str, ...]) -> None:
    """Men are trafficked, women traffic: neither victim nor perpetrator has a sex in a text."""
    assert gendered_in(language, text) == found
