"""Write the lists of countries and languages that forms share, from CLDR. `python scripts/shared_data.py [--check]`.

Names come from the Unicode consortium's CLDR through Babel. CLDR has three names of countries in Kinyarwanda: those of
frequent countries are our own, each with how sure it is. forms/data/SOURCES.md says where all the lists come from.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from babel import Locale, __version__ as babel_version
from babel.core import get_global

DATA = Path(__file__).resolve().parent.parent / "forms" / "data"
LANGUAGES = ("en", "fr", "rw", "sw", "rn")
MADE_WITH = "2.18.0"
"""The Babel whose CLDR the files were made from: another may know other names."""


class Own(NamedTuple):
    """A country that the menu shows first, with its name in Kinyarwanda where CLDR has none."""

    code: str
    rw: str = ""
    rw_confidence: str = ""


FIRST: tuple[Own, ...] = (
    # the country itself and its neighbours
    Own("RW", "", "high"),
    Own("BI", "Uburundi", "medium"),
    Own("CD", "Repubulika Iharanira Demokarasi ya Kongo", "medium"),
    Own("UG", "Uganda", "medium"),
    Own("TZ", "Tanzaniya", "medium"),
    Own("KE", "Kenya", "medium"),
    Own("SS", "Sudani y’Epfo", "medium"),
    # where people are taken to, or come from, in the sources
    Own("SA", "Arabiya Sawudite", "low"),
    Own("AE", "Leta Zunze Ubumwe z’Abarabu", "low"),
    Own("OM", "Omani", "low"),
    Own("KW", "Koweti", "low"),
    Own("QA", "Katari", "low"),
    Own("LB", "Libani", "low"),
    Own("MM", "Miyanimari", "low"),
    Own("CN", "Ubushinwa", "medium"),
    Own("MY", "Malesiya", "low"),
    Own("ZA", "Afurika y’Epfo", "medium"),
    Own("ET", "Etiyopiya", "low"),
    Own("ER", "Eritereya", "low"),
    Own("SO", "Somaliya", "low"),
    Own("SD", "Sudani", "medium"),
    Own("LY", "Libiya", "low"),
)
COUNTRIES_HERE: Mapping[str, Mapping[str, str]] = {
    "CD": {"en": "DR Congo (Kinshasa)", "fr": "RD Congo (Kinshasa)"},
}
"""Names by which a neighbour is searched for here; CLDR has Congo - Kinshasa, which nobody types."""
NO_COUNTRY = ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ")
"""Codes of CLDR that ISO 3166-1 does not assign to a country."""
RETIRED = ("BUR", "DDR", "FXX", "TMP", "ZAR", "230", "249", "280", "720", "886")
"""Codes of countries as they were, which CLDR leads to those of today: Burma, Zaire, two Germanys and Yemens."""
STATELESS: Mapping[str, str] = {
    "en": "Stateless: of no country",
    "fr": "Apatride : d'aucun pays",
    "rw": "Udafite ubwenegihugu",
    "sw": "Asiye na uraia",
    "rn": "",
}

FIRST_LANGUAGES = (
    *("rw", "rn", "sw", "fr", "en"),
    *("ln", "lg", "nyn", "cgg", "lua", "kg", "am", "ti", "om", "so", "ar"),
)
SIGN: Mapping[str, str] = {
    "en": "Sign language",
    "fr": "Langue des signes",
    "rw": "Ururimi rw'amarenga",
    "sw": "Lugha ya alama",
    "rn": "",
}
KNOWN_HERE: Mapping[str, Mapping[str, str]] = {
    "rn": {"en": "Kirundi", "fr": "Kirundi"},
    "lg": {"en": "Luganda"},
    "nyn": {"en": "Runyankole"},
    "cgg": {"en": "Rukiga"},
}
"""Names by which a language is asked for here, where CLDR leaves its prefix out."""

Row = tuple[str, ...]


def labels(words: Mapping[str, str]) -> Row:
    """Return the plain label, and one for each language; empty where there is no name: English is shown."""
    return (words["en"], *(words.get(code, "") for code in LANGUAGES))


_LABELS = ("label", *(f"label::{code}" for code in LANGUAGES))
COUNTRY_COLUMNS = ("name", *_LABELS, "iso3", "iso_number", "kind", "menu", "rw_confidence")
LANGUAGE_COLUMNS = ("name", *_LABELS, "menu")


def countries() -> Iterator[Row]:
    """Yield the 249 countries of ISO 3166-1, those of the menu's head first, then A to Z; last, of no country."""
    own = {country.code: country for country in FIRST}
    names = {code: _names(Locale(code).territories) for code in LANGUAGES}
    there = [code for code in names["en"] if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY]
    iso3, numbers = _other_codes(3, letters=True), _other_codes(3, letters=False)
    for menu, code in enumerate(_in_order(there, list(own), names["en"]), start=1):
        words = {language: names[language].get(code, "") for language in LANGUAGES} | {**COUNTRIES_HERE.get(code, {})}
        known = own.get(code, Own(code))
        words["rw"] = words["rw"] or known.rw
        sure = known.rw_confidence or ("high" if words["rw"] else "")
        yield (code, *labels(words), iso3[code], numbers[code], "country", str(menu), sure)
    yield ("XXA", *labels(STATELESS), "XXA", "", "stateless", str(menu + 1), "medium")


def _names(found: Mapping[object, object]) -> dict[str, str]:
    """Return the names by code; CLDR also has regions and their numbers."""
    return {code: name for code, name in found.items() if isinstance(code, str) and isinstance(name, str)}


def _other_codes(length: int, *, letters: bool) -> dict[str, str]:
    """Return {two letters: three letters or number}, from CLDR's list of what else is said for a country."""
    said = get_global("territory_aliases").items()
    return {
        codes[0]: other
        for other, codes in said
        if len(other) == length and other.isalpha() == letters and len(codes) == 1 and other not in RETIRED
    }


def _in_order(codes: Iterable[str], first: Sequence[str], names: Mapping[str, str]) -> list[str]:
    rest = sorted((code for code in codes if code not in first), key=lambda code: _sortable(names[code]))
    return [*first, *rest]


def _sortable(name: str) -> str:
    """Return a name as it stands in the alphabet: Åland among A."""
    import unicodedata

    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))


def languages() -> Iterator[Row]:
    """Yield the languages spoken here first, then sign language, then those with a code of two letters, A to Z."""
    names = {code: _names(Locale(code).languages) for code in LANGUAGES}
    there = [code for code in names["en"] if len(code) == 2 and code.isalpha()]
    ordered = _in_order(there, FIRST_LANGUAGES, names["en"])
    at = len(FIRST_LANGUAGES)
    for menu, code in enumerate([*ordered[:at], "sgn", *ordered[at:]], start=1):
        words = {language: names[language].get(code, "") for language in LANGUAGES}
        words |= SIGN if code == "sgn" else KNOWN_HERE.get(code, {})
        yield (code, *labels(words), str(menu))


def table(columns: Row, rows: Iterable[Row]) -> bytes:
    """Return a CSV file as forms read it: UTF-8, commas, no carriage returns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def made() -> dict[str, bytes]:
    """Return the files by name."""
    return {
        "countries.csv": table(COUNTRY_COLUMNS, countries()),
        "languages.csv": table(LANGUAGE_COLUMNS, languages()),
    }


def main(arguments: Sequence[str]) -> int:
    """Write the files, or with --check say whether they are up to date."""
    if babel_version != MADE_WITH:
        print(f"this is Babel {babel_version}; the files were made with {MADE_WITH}", file=sys.stderr)
    files = made()
    if "--check" in arguments:
        stale = [name for name, data in files.items() if _current(name) != data]
        print(f"out of date: {', '.join(stale)}" if stale else "up to date")
        return int(bool(stale))
    for name, data in files.items():
        (DATA / name).write_bytes(data)
    return 0


def _current(name: str) -> bytes:
    return (DATA / name).read_bytes() if (DATA / name).is_file() else b""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
