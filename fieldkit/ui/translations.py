"""The files that translators edit: read, brought in step with the English, written, compiled, and judged text by text.

Only `fieldkit language`, a certificate's page, `scripts/catalogues.py` and tests come here: it loads Babel. A message's
context is the text's id, so that a changed English text still finds its old translation. "Fuzzy" means that nobody
fluent has reviewed it; a message that also carries the English it was made from (`#| msgid`) is out of date: it is not
said until that is mended.
"""

import io
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, unescape, write_po

from fieldkit.paths import catalogues
from fieldkit.ui.catalogue import TEXTS, Text
from fieldkit.ui.messages import FALLBACK, compiled_file, forms_of

ONE_LINE = 10_000
"""Columns: every text stays on one line, so that a change of one text is a change of one line."""
DOMAIN = "fieldkit"
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
FLAGS = {"fuzzy", "python-brace-format"}


class Catalogue(Catalog):
    """A catalogue whose header says only what is needed: no dates and versions that change every file."""

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        count, rule = get_plural(self.locale_identifier)
        headers = [("Project-Id-Version", DOMAIN)]
        if "@" in self.last_translator and "EMAIL@" not in self.last_translator:
            headers.append(("Last-Translator", self.last_translator))
        return [
            *headers,
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", f"nplurals={count}; plural={rule};"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]

    mime_headers = property(_get_mime_headers, Catalog._set_mime_headers)


@dataclass(frozen=True, slots=True)
class Standing:
    """The ids of a language's texts by how far they are."""

    reviewed: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()
    out_of_date: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


# --- files ---------------------------------------------------------------------------------------------------


def source_file(language: str) -> Path:
    """Return where the file lies that a language's translators edit."""
    return catalogues() / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """Return a language's catalogue as it is; an empty one where there is no file yet."""
    path = source_file(language)
    return parse(path.read_bytes(), language) if path.is_file() else _empty(language)


def parse(data: bytes, language: str) -> Catalog:
    """Return a catalogue from the bytes of its file. Raises PoFileError where it is none."""
    found = read_po(io.BytesIO(data), locale=language, domain=DOMAIN, charset="utf-8", abort_invalid=True)
    for message in found:
        message.previous_id = list(_previous(message.user_comments))
        message.user_comments = [line for line in message.user_comments if not line.startswith("|")]
    return found


def write(catalogue: Catalog) -> bytes:
    """Return a catalogue as the bytes of its file."""
    out = io.BytesIO()
    write_po(out, catalogue, width=ONE_LINE, include_previous=True)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return the compiled form: what may be said. Raises ValueError naming texts with other facts than the English."""
    if wrong := tuple(faults(catalogue)):
        raise ValueError("\n".join(wrong))
    spoken = _empty(str(catalogue.locale_identifier))
    for message in catalogue:
        if message.id and _whole(message) and not message.previous_id:
            spoken[message.id] = message
    out = io.BytesIO()
    write_mo(out, spoken, use_fuzzy=True)
    return out.getvalue()


def _empty(language: str) -> Catalogue:
    about = f"# What fieldkit says in {language}. How to work on it: docs/languages.md."
    return Catalogue(language, DOMAIN, header_comment=about, fuzzy=False)


def _previous(comments: Iterable[str]) -> Iterator[str]:
    """Yield the English (one form or two) that stands in the comments of a message as what it was translated from."""
    texts: list[str] = []
    for line in (comment[1:].strip() for comment in comments if comment.startswith("|")):
        keyword, _, rest = line.partition(" ")
        if keyword in ("msgid", "msgid_plural"):
            texts.append(rest)
        elif line.startswith('"') and texts:
            texts[-1] += line
    return ("".join(unescape(part) for part in _QUOTED.findall(text)) for text in texts)


# --- in step with the English --------------------------------------------------------------------------------


def updated(old: Catalog, extra: Mapping[str, object] | None = None, texts: Mapping[str, Text] = TEXTS) -> Catalog:
    """Return a catalogue with exactly the texts of the program, each with the translation that `old` has under its id.

    A translation of an English that has changed since is marked out of date. `extra` are new translations by id, which
    nobody has reviewed.
    """
    language = str(old.locale_identifier)
    for message in old.obsolete.values():  # their file does not say whether they were reviewed
        message.flags.add("fuzzy")
    before = {message.context: message for message in (*old.obsolete.values(), *old) if message.id}
    new, given = _empty(language), extra or {}
    new.last_translator = old.last_translator
    for key, text in texts.items():
        if not isinstance(text, Mapping) or key in given:
            message = _carried(before.pop(key, None), key, forms_of(text), new.num_plurals)
            if key in given:
                _replace(message, _forms(given[key]), new.num_plurals)
            new[message.id] = message
    new.obsolete = {(m.context or "", str(m.id)): m for m in before.values() if any(_forms(m.string))}
    return new


def _carried(old: Message | None, key: str, english: tuple[str, ...], plurals: int) -> Message:
    """Return the message of a text, with what an older one of the same id said."""
    wanted = english[0] if len(english) == 1 else english
    new = Message(wanted, "" if len(english) == 1 else ("",) * plurals, context=key)
    new.flags &= FLAGS
    if old is None or not any(_forms(old.string)):
        return new
    new.user_comments, said = old.user_comments, _forms(old.string)
    new.flags |= old.flags & {"fuzzy"}
    new.string = said[0] if len(english) == 1 else (*said, *("",) * plurals)[:plurals]
    new.previous_id = list(old.previous_id)
    if _forms(old.id) != english:
        new.previous_id = new.previous_id or list(_forms(old.id))
        new.flags.add("fuzzy")
    return new


def _replace(message: Message, said: tuple[str, ...], plurals: int) -> None:
    """Give a message a new translation, which nobody has reviewed; the same one again changes nothing."""
    if message.previous_id or said != _forms(message.string):
        message.string = (*said, *said[-1:] * plurals)[:plurals] if message.pluralizable else said[0]
        message.previous_id = []
        message.flags.add("fuzzy")


def alike(one: Catalog, other: Catalog) -> bool:
    """Return whether two catalogues say the same, however their files are laid out."""
    return _content(one) == _content(other)


def _content(catalogue: Catalog) -> list[tuple[object, ...]]:
    return [
        (m.context, _forms(m.id), _forms(m.string), "fuzzy" in m.flags, tuple(m.previous_id)) for m in catalogue if m.id
    ]


# --- judging -------------------------------------------------------------------------------------------------


def standing(catalogue: Catalog, texts: Mapping[str, Text] = TEXTS) -> Standing:
    """Sort the program's texts by how far this language has them, whether or not the file is in step."""
    language = str(catalogue.locale_identifier)
    here = {message.context: message for message in catalogue if message.id}
    sorted_: dict[str, list[str]] = {word: [] for word in Standing.__slots__}
    for key, text in texts.items():
        sorted_[_word(here.get(key), text, language)].append(key)
    return Standing(**{word: tuple(keys) for word, keys in sorted_.items()})


def all_reviewed(language: str, begin: str) -> bool:
    """Tell whether somebody fluent has reviewed every text whose id begins so. English is the source."""
    texts = {key: text for key, text in TEXTS.items() if key.startswith(begin)}
    return language == FALLBACK or len(standing(read(language), texts).reviewed) == len(texts)


def _word(message: Message | None, text: Text, language: str) -> str:
    if isinstance(text, Mapping):
        return "unreviewed" if language in text else "missing"
    if message is None or not _whole(message):
        return "missing"
    if message.previous_id or _forms(message.id) != forms_of(text):
        return "out_of_date"
    return "unreviewed" if "fuzzy" in message.flags else "reviewed"


def faults(catalogue: Catalog) -> Iterator[str]:
    """Yield each translation that could not be filled in: its facts in braces are not those of the English."""
    for message in catalogue:
        if not message.id or message.previous_id:
            continue
        wanted = set().union(*(_facts(form) for form in _forms(message.id)))
        for form in filter(None, _forms(message.string)):
            odd = (_facts(form) ^ wanted) - ({"{n}"} if message.pluralizable else set())
            if odd:
                yield f"{message.context}: {', '.join(sorted(odd))} is only in one of {message.id!r} and {form!r}"


def _facts(text: str) -> set[str]:
    """Return the facts of a text, each whole: {n:>9} and {n.real} are others than {n}."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return {"a brace that stands alone"}
    return {
        "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
        for _, name, spec, conversion in parts
        if name is not None
    }


def _forms(text: object) -> tuple[str, ...]:
    """Return a message's id or string as its forms."""
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


def _whole(message: Message) -> bool:
    return all(_forms(message.string))


def translations_of(language: str) -> dict[str, tuple[str, ...]]:
    """Return what a language says, reviewed or not: id -> forms. Texts that still stand in the code are among them."""
    waiting = {key: text[language] for key, text in TEXTS.items() if isinstance(text, Mapping) and language in text}
    said = {str(m.context): _forms(m.string) for m in read(language) if m.id and any(_forms(m.string))}
    return {**said, **{key: _forms(text) for key, text in waiting.items()}}


def compiled_is_new(language: str) -> bool:
    """Return whether the compiled catalogue is what the translators' file gives."""
    path = compiled_file(language)
    return path.is_file() and path.read_bytes() == compiled(read(language))
