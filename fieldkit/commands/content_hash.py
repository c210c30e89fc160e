"""The hash of a form's content without reading the form: over its bytes and those of the files that it names.

Home and packing ask for the hash of every form on a laptop; reading each of them for it would take seconds on an old
one. What names another file is looked for in the bytes, and only in spellings that cannot mean anything else; a form
that says it in any other way is read by the engine. (form-language 1.6)
"""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from fieldkit import errors
from fieldkit.commands.beside import Beside
from fieldkit.forms.check import load_form
from fieldkit.forms.include import MAX_INCLUDES, hash_of

_NAMES_FILES = re.compile(rb"include *:|_from_file|_external|-external|pulldata|instance\(")
_INCLUDE = re.compile(rb" *- (?:\{ ?)?include: +(\"?)([\w-]+)\1 ?\}? *\r?")
_CHOICES = re.compile(
    rb"[ {]type: +(\"?)select_(?:one|multiple)_from_file ([\w-]+\.csv)(?: or_other)?\1(?= *(?:[,}\r]|$))"
)
_NAME = 2
"""Which group of the two patterns holds the name."""
_SEVERAL_LINES = re.compile(rb"[:-] [|>][-+0-9]* *\r?\n")
"""The beginning of a text that could hold what looks like a line of the form."""


def content_hash(path: Path, data: bytes) -> str:
    """Return the hash of the form that lies at `path` and has these bytes."""
    if not _NAMES_FILES.search(data):
        return hashlib.sha256(data).hexdigest()
    known = _HASHED.get(path)
    if known is not None and known.still_holds(path, data):
        return known.sha256
    beside = Beside(path)
    files = named_files(data, beside)
    if files is not None:
        return hash_of(data, files)
    return _read_for_it(path, data, beside)


def named_files(data: bytes, beside: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """Return the files that a form names, by name, its blocks' own included; None where only reading it could tell."""
    found: dict[str, bytes] = {}
    waiting = [data]
    for text in waiting:
        names = _names_in(text)
        if names is None or len(found) > MAX_INCLUDES:
            return None
        for name in names:
            file = beside.get(name)
            if file is None and name.endswith(".yaml"):
                return None  # the form has a mistake
            if file is not None and name not in found:
                found[name] = file
                waiting += [file] if name.endswith(".yaml") else []
    return found


@lru_cache(maxsize=128)  # every form includes the same few blocks
def _names_in(text: bytes) -> tuple[str, ...] | None:
    """Return the files that a form or block names itself; None where that cannot be told from its lines."""
    found: list[str] = []
    for match in _NAMES_FILES.finditer(text):
        end = text.find(b"\n", match.start())
        line = text[text.rfind(b"\n", 0, match.start()) + 1 : end if end >= 0 else len(text)]
        block = _INCLUDE.fullmatch(line)
        found += (
            [f"{block[_NAME].decode()}.yaml"] if block else [one[_NAME].decode() for one in _CHOICES.finditer(line)]
        )
        if block is None and _NAMES_FILES.search(_CHOICES.sub(b"", line)):
            return None
    return None if found and _SEVERAL_LINES.search(text) else tuple(found)


def _read_for_it(path: Path, data: bytes, beside: Beside) -> str:
    try:
        form = load_form(data, path.name, beside)
    except errors.FormError:
        return hashlib.sha256(data).hexdigest()
    if not form.missing:
        _HASHED[path] = _Hashed(data, beside.read, form.form_hash)
    return form.form_hash


class _Hashed(NamedTuple):
    """The bytes that a form was made of when its hash was computed: a command asks for it several times."""

    data: bytes
    files: Mapping[str, bytes]
    sha256: str

    def still_holds(self, path: Path, data: bytes) -> bool:
        beside = Beside(path)
        return data == self.data and all(beside.get(name) == was for name, was in self.files.items())


_HASHED: dict[Path, _Hashed] = {}
