"""The forms on this machine, and which of them headquarters has approved."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, get_args

from fieldkit import errors
from fieldkit.cases.directory import Service
from fieldkit.cases.places import Post, Sector, read_posts, read_sectors
from fieldkit.cases.read_directory import read_directory
from fieldkit.commands.beside import Beside
from fieldkit.forms.check import load_form
from fieldkit.paths import shipped_forms
from fieldkit.sync.bundle.card import Approval, Use

_NO_FORM = re.compile(rb"^(?:block|directory)\s*:", re.MULTILINE)
_FORM = re.compile(rb"^form_id\s*:", re.MULTILINE)
_MADE_OF_MORE = re.compile(rb"include\s*:|_from_file|_external|csv-external|pulldata|instance\(")


@dataclass(frozen=True, slots=True)
class FormFile:
    """A form file as it lies there: its id is the file's name; `sha256` is the form's content hash: over its bytes,
    and over what it includes. `files` are given where it does not lie in a folder."""

    id: str
    path: Path
    data: bytes
    sha256: str
    files: Mapping[str, bytes] | None = None

    @property
    def beside(self) -> Mapping[str, bytes]:
        """The files that it may name: those in its folder, read when it does."""
        return Beside(self.path) if self.files is None else self.files


def forms_here() -> dict[str, FormFile]:
    """Return the shipped forms by id."""
    read = (_form_in(path) for path in sorted(shipped_forms().glob("*.yaml")))
    return {form.id: form for form in read if form is not None}


def _form_in(path: Path) -> FormFile | None:
    data = path.read_bytes()
    return None if is_block(data) else FormFile(path.stem, path, data, _content_hash(path, data))


def is_block(data: bytes) -> bool:
    """Return whether a file is a shared block or a directory of services: used with forms, and none itself.
    (form-language 9; instruments)"""
    return _NO_FORM.search(data) is not None and _FORM.search(data) is None


def _content_hash(path: Path, data: bytes) -> str:
    """Return the form's hash; only one that is made of more than its own bytes must be read for it."""
    if not _MADE_OF_MORE.search(data):
        return hashlib.sha256(data).hexdigest()
    known = _HASHED.get(path)
    if known is not None and known.still_holds(path, data):
        return known.sha256
    beside = Beside(path)
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


def form_file(name: str) -> FormFile:
    """Return a form by id. Raises: FormUnknown."""
    path = next((path for path in shipped_forms().glob("*.yaml") if path.stem == name), None)
    found = _form_in(path) if path is not None else None
    if found is None:
        raise errors.FormUnknown(form=name)
    return found


DIRECTORY, POSTS, SECTORS = "referral_directory.yaml", "border_posts.csv", "sectors.csv"


def directory() -> tuple[Service, ...]:
    """Return the services that help, as they ship; none where the file is not there. Raises: DataFileInvalid."""
    data = _data(DIRECTORY)
    return () if data is None else read_directory(data, DIRECTORY)


def posts() -> dict[str, Post]:
    """Return the posts by the codes that forms use; none where the file is not there. Raises: DataFileInvalid."""
    data = _data(POSTS)
    return {} if data is None else read_posts(data, POSTS)


def sectors() -> dict[str, Sector]:
    """Return the sectors by their codes; none where the file is not there. Raises: DataFileInvalid."""
    data = _data(SECTORS)
    return {} if data is None else read_sectors(data, SECTORS)


def district_of(post: str | None) -> str | None:
    """Return the district that a post is in; None for one that is in none, or unknown."""
    found = posts().get(post or "")
    return None if found is None else found.district


def _data(name: str) -> bytes | None:
    """Return a file of shared data that ships beside the forms."""
    path = shipped_forms() / "data" / name
    return path.read_bytes() if path.is_file() else None


def approvals_for(
    wanted: Sequence[str], approver: str, use: str, day: str, forms: Mapping[str, FormFile]
) -> tuple[Approval, ...]:
    """Turn "FORM:en,rw" into approvals of the files that are here.

    Raises: FormUnknown, WrongApproval, UnknownLanguage.
    """
    level = next((u for u in get_args(Use) if u == use), None)
    if level is None:
        raise errors.WrongApproval(given=use, expected="practice, pilot or field")
    approvals = []
    for text in wanted:
        name, _, languages = text.partition(":")
        if name not in forms:
            raise errors.FormUnknown(form=name)
        if not languages:
            raise errors.WrongApproval(given=text, expected="FORM:LANGUAGE,LANGUAGE")
        form = load_form(forms[name].data, name, forms[name].beside)
        for language in (code.strip() for code in languages.split(",")):
            if language not in form.languages:
                raise errors.UnknownLanguage(form=name, language=language, languages=", ".join(form.languages))
            if level == "field" and form.reviewed.get(language, frozenset()) is not None:
                raise errors.WrongApproval(
                    given=text, expected=f"pilot or practice: nobody has reviewed all its {language} texts"
                )
            approvals.append(Approval(name, forms[name].sha256, language, level, approver, day))
    return tuple(approvals)


def approved_languages(approvals: Sequence[Approval], form: FormFile) -> dict[str, Use]:
    """Return {language: use} for exactly this file; another version of the form is another approval."""
    return {a.language: a.use for a in approvals if a.form == form.id and a.form_hash == form.sha256}
