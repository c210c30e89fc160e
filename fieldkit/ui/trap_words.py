"""Words that hurt people, or mean something else than they seem to, by language and meaning: no text of ours has them.

The evidence is in the design (section 6) and the project's glossary. A pattern also finds other forms of a word. Some
words are right for one meaning and wrong for another: which one is meant is read from the English beside it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Trap(NamedTuple):
    """A word's pattern, and what to know about it. With `meaning`, it is a trap only where the English matches that,
    and does not match `unless`."""

    pattern: str
    about: str
    meaning: str = ""
    unless: str = ""

    def is_in(self, words: str, english: str) -> bool:
        """Return whether it stands in a text (lower case, single spaces) with that meaning."""
        if self.meaning and not re.search(self.meaning, english):
            return False
        if self.unless and re.search(self.unless, english):
            return False
        return re.search(self.pattern, words) is not None


_SMUGGLING, _TRAFFICKING = r"\bsmuggl", r"\btraffick"
_MONTHS = "the name of a month means different months in Kinyarwanda and Kirundi; write the date in digits"
_CLOCK = "Kinyarwanda and Swahili count hours from six in the morning; write the hour in digits, 00 to 24"
_HOURS_RW = "moya|mbiri|tatu|ine|tano|sita|saba|(?:umu)?nane|(?:i)?cyenda|icumi"
_HOURS_SW = "moja|mbili|tatu|nne|tano|sita|saba|nane|tisa|kumi"

_IN_KINYARWANDA = {
    "uwarokotse": Trap("rokotse", "a survivor of the Genocide against the Tutsi; say uwabikorewe"),
    "iterabwoba": Trap("iterabwoba", "terrorism; say ibikangisho"),
    "kubazwa": Trap(r"\b(?:ku|[iau])bazwa\b", "to be questioned by the police; say ikiganiro"),
    "umukoresha": Trap("umukoresha", "an employer, not a user; say umukozi or ukoresha iyi porogaramu"),
    "igitsina": Trap(
        r"(?<!rishingiye ku )\bi?gitsina\b",
        "sex as a word for the body when said aloud; ask umugabo cyangwa umugore",
    ),
    "icuruzwa": Trap("icuruz|gucuruz", "trafficking, and the text is about smuggling", _SMUGGLING, _TRAFFICKING),
    "month": Trap(
        r"\b(?:mutarama|gashyantare|werurwe|gicurasi|kamena|nyakanga|kanama|nzeri|ukwakira|ugushyingo|ukuboza)\b",
        _MONTHS,
    ),
    "clock": Trap(rf"\bsaa (?:{_HOURS_RW})\b", _CLOCK),
}

TRAPS: Mapping[str, Mapping[str, Trap]] = {
    "en": {
        "month": Trap(r"\b(?:january|february|april|june|july|august|september|october|november|december)\b", _MONTHS),
        "clock": Trap(r"o'clock|\b\d{1,2} ?[ap]\.?m\b", _CLOCK),
    },
    "rw": _IN_KINYARWANDA,
    "rn": _IN_KINYARWANDA,  # who speaks one of the two hears the other's words
    "sw": {
        "idhini": Trap(r"\bidhini", "permission by an authority; say ridhaa"),
        "kesi": Trap(r"\bkesi\b", "a case in court; say shauri"),
        "ulanguzi": Trap(
            r"\bulanguzi|\busafirishaji haramu",
            "trafficking, and the text is about smuggling; say usafirishaji magendo wa wahamiaji",
            _SMUGGLING,
            _TRAFFICKING,
        ),
        "magendo": Trap(
            r"\bmagendo",
            "smuggling, and the text is about trafficking; say usafirishaji haramu",
            _TRAFFICKING,
            _SMUGGLING,
        ),
        "month": Trap(
            r"\b(?:januari|februari|machi|aprili|juni|julai|agosti|septemba|oktoba|novemba|desemba)\b", _MONTHS
        ),
        "clock": Trap(rf"\bsaa (?:{_HOURS_SW})\b", _CLOCK),
    },
    "fr": {
        "trafic": Trap(r"\btrafic\b(?! illicite de migrants)", "smuggling; say traite"),
        "trafic illicite de migrants": Trap(
            r"\btrafic illicite de migrants",
            "smuggling, and the text is about trafficking; say traite",
            _TRAFFICKING,
            _SMUGGLING,
        ),
        "traite": Trap(
            r"\btraite\b",
            "trafficking, and the text is about smuggling; say trafic illicite de migrants",
            _SMUGGLING,
            _TRAFFICKING,
        ),
        "month": Trap(r"\b(?:janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b", _MONTHS),
        "clock": Trap(r"\b\d{1,2} ?h ?\d{2}\b", _CLOCK),
    },
}

_GENDERED: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:he|she|him|his|her|hers|himself|herself)\b|\b(?:this|that) (?:woman|man|girl|boy)\b|\bpimp\b"
        r"|\b(?:girl|boy)friend\b"
    ),
    "fr": re.compile(
        r"\b(?:cette femme|cet homme|cette fille|ce garçon|le trafiquant|la trafiquante|la recruteuse|le proxénète"
        r"|son mari|son petit ami|sa petite amie)\b"
    ),
    "rw": re.compile(r"\b(?:umugore we|umugabo we|u(?:yu|wo) (?:mugore|mugabo|mukobwa|muhungu))\b"),
    "sw": re.compile(r"\b(?:mume wake|mke wake|(?:mwanamke|mwanaume|msichana|mvulana) (?:huyu|huyo))\b"),
}
_BOTH = re.compile(r"\b(?:he|she|him|his|hers?)(?: or |/)(?:he|she|him|his|hers?)\b")


def traps_in(language: str, text: str, english: str = "") -> tuple[str, ...]:
    """Return the trap words of a language that stand in a text; `english` is what the text means."""
    words, meant = _plain(text), _plain(english)
    return tuple(word for word, trap in TRAPS.get(language, {}).items() if trap.is_in(words, meant))


def told_traps(language: str, text: str, english: str = "") -> Iterator[str]:
    """Yield each trap word of a text with why it is one."""
    for word in traps_in(language, text, english):
        yield f"{word!r}: {TRAPS[language][word].about}"


def gendered_in(language: str, text: str) -> tuple[str, ...]:
    """Return the words of a text that assume the sex of whom it is about. Both together assume none.

    French pronouns follow the grammar of "la personne" and are no sign; Kinyarwanda and Swahili have none with a sex.
    """
    pattern = _GENDERED.get(language)
    return () if pattern is None else tuple(dict.fromkeys(pattern.findall(_BOTH.sub(" ", _plain(text)))))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
