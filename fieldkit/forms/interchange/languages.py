"""Language columns: `English (en)` is the language en, whose name as written is kept for the way back."""

import re
from collections.abc import Callable, Iterable, Mapping

from fieldkit.forms.interchange.columns import Path
from fieldkit.forms.words import is_language_code

# The pattern of docs/form-language.md 1.5.
_IN_BRACKETS = re.compile(r".*\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)\s*\Z", re.DOTALL)
UNNAMED, DEFAULT = "und", "default"
"""ISO 639's code, and ODK's name, for texts of no stated language that stand beside texts of a stated one."""

_BY_NAME: Mapping[str, str] = {
    "amharic": "am", "arabic": "ar", "bengali": "bn", "burmese": "my", "chinese": "zh", "dari": "prs", "english": "en",
    "espanol": "es", "español": "es", "french": "fr", "francais": "fr", "français": "fr", "german": "de", "hausa": "ha",
    "hindi": "hi", "ikinyarwanda": "rw", "kinyarwanda": "rw", "kirundi": "rn", "rundi": "rn", "kiswahili": "sw",
    "swahili": "sw", "lingala": "ln", "luganda": "lg", "ganda": "lg", "nepali": "ne", "pashto": "ps", "persian": "fa",
    "portuguese": "pt", "russian": "ru", "somali": "so", "spanish": "es", "tigrinya": "ti", "turkish": "tr",
    "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
}  # fmt: skip


def code_for(name: str, taken: Iterable[str]) -> str:
    """Return the code of a language column's name: its own, the one in brackets, a known name's, or a private one."""
    bracketed = _IN_BRACKETS.match(name)
    candidates = (
        name if is_language_code(name) else "",
        bracketed[1].lower() if bracketed else "",
        _BY_NAME.get(name.strip().lower(), ""),
        UNNAMED if name == DEFAULT else "",
    )
    used = set(taken)
    for candidate in candidates:
        if candidate and candidate not in used:
            return candidate
    return next(code for code in _private_codes() if code not in used)


def _private_codes() -> Iterable[str]:
    """ISO 639-2 keeps qaa to qtz for local use; after these, numbered ones."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from (f"q{second}{third}" for second in letters[:20] for third in letters)
    yield from (f"qaa-{number:02}" for number in range(10_000))


class Languages:
    """The languages of one workbook: names as written in the order of their columns, each with its code."""

    def __init__(self, default: str = "") -> None:
        self.default = default or DEFAULT
        self._codes: dict[str, str] = {}
        self._used: set[str] = set()

    def expect(self, name: str) -> str:
        """Give a name its code and its place in the order; it counts only once a text uses it."""
        if name not in self._codes:
            self._codes[name] = code_for(name, self._codes.values())
        return self._codes[name]

    def expect_columns(self, paths: Iterable[Path], is_translated: Callable[[Path], bool]) -> None:
        """Meet the languages of a sheet's columns; a column without language beside others has the default one."""
        found = list(paths)
        beside = {path[:-1] for path in found}
        for path in found:
            if is_translated(path[:-1]):
                self.expect(path[-1])
            elif is_translated(path) and path in beside:
                self.expect(self.default)

    def code(self, name: str) -> str:
        """Return the code of a name that a text is in."""
        self._used.add(name)
        return self.expect(name)

    def name(self, code: str) -> str:
        """Return the name that a code was given for."""
        return next((name for name, given in self._codes.items() if given == code), code)

    @property
    def codes(self) -> list[str]:
        """Return the codes in use, in the order of the columns."""
        return [code for name, code in self._codes.items() if name in self._used]

    @property
    def names(self) -> dict[str, str]:
        """Return code -> name, where they differ."""
        return {code: name for name, code in self._codes.items() if code != name and name in self._used}
