"""Translators' sheets: a CSV file with one row for each text of a form; written, and read back. docs/languages.md 8."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fieldkit.commands.text_files import TextFile
from fieldkit.commands.text_states import told_term
from fieldkit.forms.clean_text import clean
from fieldkit.forms.edit_yaml import Edits, entry
from fieldkit.forms.glossary import Term, unsaid
from fieldkit.forms.passages import Passage, put_text
from fieldkit.forms.problems import quoted
from fieldkit.forms.words import is_language_code
from fieldkit.ui.trap_words import gendered_in, told_traps

HEAD = ("file", "place", "what")
TAIL = ("reviewed", "note")
MAX_BYTES, MAX_ROWS, MAX_CELL = 8 << 20, 20_000, 10_000
_GAPS = re.compile(r"\$\{[^}]*\}|\{[a-z_]+\}")
_FORMULA = re.compile(r"'?[=+\-@\t]")
"""How a cell begins that a spreadsheet would compute: it gets an apostrophe in front, and loses it again."""


class Fault(NamedTuple):
    """What is wrong with a row of a sheet, and what to do."""

    row: int
    what: str
    do: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.what}; {self.do}" if self.row else f"{self.what}; {self.do}"


class Change(NamedTuple):
    """One translation that a sheet brings."""

    row: int
    label: str
    passage: Passage
    language: str
    words: str


class Taken(NamedTuple):
    """What a sheet brings, what is wrong with it, and how many rows say nothing new."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    unchanged: int

    def of(self, label: str) -> tuple[Change, ...]:
        """Return the changes of one file."""
        return tuple(change for change in self.changes if change.label == label)


# --- writing -------------------------------------------------------------------------------------------------


def sheet(files: Mapping[str, TextFile], source: str, language: str, terms: Sequence[Term]) -> bytes:
    """Return the sheet: UTF-8 with the mark that Excel needs."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*HEAD, source, language, *TAIL))
    for file in files.values():
        for passage in file.file.passages:
            english, words = passage.source(source), passage.said(language)
            cells = (file.label, passage.path, passage.what, english, words)
            note = "; ".join(_remarks(language, words, english, terms))
            writer.writerow([_safe(cell) for cell in (*cells, _reviewed(file, passage, language), note)])
    return out.getvalue().encode("utf-8-sig")


def _remarks(language: str, words: str, english: str, terms: Sequence[Term]) -> Iterator[str]:
    if not words:
        yield "missing"
        return
    yield from told_traps(language, words, english)
    yield from (f"{word!r}: assumes somebody's sex" for word in gendered_in(language, words))
    yield from (f"perhaps: {told_term(term, language)}" for term in unsaid(terms, language, words, english))


def _reviewed(file: TextFile, passage: Passage, language: str) -> str:
    """Return yes or no for a text of a question or group; nothing for others, which no list names."""
    if not passage.path.startswith("survey."):
        return ""
    said = entry(file.file.root, "reviewed")
    said = said if isinstance(getattr(said, "value", ""), str) else entry(said, language)
    value = getattr(said, "value", "")
    if isinstance(value, str):
        return "yes" if value == "all" else "no"
    return "yes" if passage.owner in [item.value for item in value] else "no"


def _safe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


# --- reading -------------------------------------------------------------------------------------------------


def take(data: bytes, files: Mapping[str, TextFile], *, with_traps: bool = False) -> Taken:
    """Return what a sheet brings for these files, and every row that cannot be taken over."""
    rows, faults = _rows(data)
    if faults:
        return Taken((), faults, 0)
    source = next(column for column in rows[0][1] if column not in HEAD)
    reader = _Rows(files, source, with_traps=with_traps)
    for number, row in rows:
        reader.row(number, row)
    return Taken(tuple(reader.changes.values()), tuple(reader.faults), reader.unchanged)


def _rows(data: bytes) -> tuple[list[tuple[int, dict[str, str]]], tuple[Fault, ...]]:
    """Return the rows with their numbers as a spreadsheet counts them."""
    if len(data) > MAX_BYTES:
        return [], (Fault(0, f"the sheet has more than {MAX_BYTES} bytes", "take a part of it"),)
    try:
        text = data.decode("utf-8-sig")
        first = text.partition("\n")[0]
        comma = ";" if first.count(";") > first.count(",") else ","
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return [], (Fault(0, "this is no CSV file in UTF-8", "save it as CSV UTF-8"),)
    head = [cell.strip() for cell in rows[0]] if rows else []
    codes = [cell for cell in head if cell not in (*HEAD, *TAIL) and is_language_code(cell)]
    if not {"file", "place"} <= set(head) or len(codes) < 2 or len(set(head)) < len(head):
        what = "the first row does not name the columns"
        return [], (Fault(1, what, "file, place, the language of the source, and the one that it is translated into"),)
    if not 1 < len(rows) <= MAX_ROWS:
        return [], (Fault(0, f"the sheet has no rows, or more than {MAX_ROWS}", "write it anew with -o"),)
    kept = (*HEAD[:2], *codes)
    named = [(n, dict(zip(head, row, strict=False))) for n, row in enumerate(rows[1:], start=2) if any(row)]
    return [(n, {key: _plain(row.get(key, "")) for key in kept}) for n, row in named], ()


def _plain(cell: str) -> str:
    cell = cell.strip().replace("\r\n", "\n").replace("\r", "\n")
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


class _Rows:
    """Judges row after row. Everything is compared with the files as they are now."""

    def __init__(self, files: Mapping[str, TextFile], source: str, *, with_traps: bool) -> None:
        self.files, self.source, self.with_traps = files, source, with_traps
        self.places = {label: {p.path: p for p in file.file.passages} for label, file in files.items()}
        self.changes: dict[tuple[str, str, str], Change] = {}
        self.faults: list[Fault] = []
        self.unchanged = 0

    def row(self, number: int, row: Mapping[str, str]) -> None:
        file = self.files.get(row["file"])
        passage = self.places.get(row["file"], {}).get(row["place"])
        if file is None:
            known = ", ".join(self.files)
            self.faults.append(Fault(number, f"there is no file {quoted(row['file'])}", f"the files are {known}"))
        elif passage is None:
            what = f"there is no text at {quoted(row['place'])}"
            self.faults.append(Fault(number, what, "write the sheet anew with -o; the form has changed"))
        elif _spaced(row[self.source]) != _spaced(passage.source(self.source)):
            what = f"the text in {self.source} is not that of the form any more"
            self.faults.append(Fault(number, what, "write the sheet anew with -o, and look at this text again"))
        else:
            for language, words in row.items():
                if language not in (*HEAD, self.source):
                    self.translation(Change(number, file.label, passage, language, words), file)

    def translation(self, new: Change, file: TextFile) -> None:
        if not new.words or new.words == new.passage.said(new.language):
            self.unchanged += 1
            return
        key = (new.label, new.passage.path, new.language)
        faults = list(self.wrong(new, file))
        if key in self.changes and self.changes[key].words != new.words:
            faults.append((f"row {self.changes[key].row} has another text for this place", "keep one of the two"))
        self.faults += [Fault(new.row, what, do) for what, do in faults]
        self.changes.setdefault(key, new)

    def wrong(self, new: Change, file: TextFile) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with a translation, never its words: what to do says enough."""
        english = new.passage.source(self.source)
        if new.language not in file.file.languages:
            yield f"{file.label} has no {new.language}", f"add {new.language} to its `languages:` first"
        if clean(new.words) != new.words or len(new.words) > MAX_CELL:
            yield "there is a control character in the text, or it is too long", "type it anew"
        gaps, wanted = Counter(_GAPS.findall(new.words)), Counter(_GAPS.findall(english))
        if gaps != wanted:
            differing = ", ".join([*(wanted - gaps), *(gaps - wanted)])
            yield f"what is filled in is not that of the source: {differing}", "copy it letter by letter"
        elif _GAPS.sub("", new.words).count("${") > _GAPS.sub("", english).count("${"):
            yield "there is a ${ that nothing closes", "write ${name}, as in the source"
        if not self.with_traps:
            for told in told_traps(new.language, new.words, english):
                yield f"a word that must not be used, {told}", "use another; --force takes it all the same"


def _spaced(text: str) -> str:
    return " ".join(text.split())


# --- putting in ----------------------------------------------------------------------------------------------


def changed_files(files: Mapping[str, TextFile], changes: Sequence[Change]) -> dict[str, bytes]:
    """Return the new bytes of every file that changes, by label."""
    edits: dict[str, Edits] = {}
    for label, of_file in _grouped(changes).items():
        file = files[label].file
        edits[label] = Edits(file.text)
        for change in of_file:
            put_text(edits[label], change.passage, file.default_language, change.language, change.words)
    return {label: made.applied().encode() for label, made in edits.items()}


def _grouped(changes: Sequence[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.label, []).append(change)
    return found
