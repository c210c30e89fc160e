"""The forms on this machine, and which of them headquarters has approved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from fieldkit import errors
from fieldkit.cases.directory import Service
from fieldkit.cases.places import Post, Sector, data_invalid, read_posts, read_sectors
from fieldkit.cases.read_directory import read_directory
from fieldkit.commands.beside import Beside
from fieldkit.commands.content_hash import content_hash
from fieldkit.commands.published import published
from fieldkit.forms.check import load_form
from fieldkit.forms.check_texts import missing_texts, unreviewed_items
from fieldkit.forms.glossary import GlossaryInvalid, Term, read_glossary
from fieldkit.forms.problems import Problem
from fieldkit.paths import shipped_forms
from fieldkit.sync.bundle.card import Approval, Use

_NO_FORM = re.compile(rb"^(?:block|directory)\s*:", re.MULTILINE)
_FORM = re.compile(rb"^form_id\s*:", re.MULTILINE)


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
    """Return the forms by id: those that headquarters published, and of the others those that ship."""
    ours = {form_id: form for form_id in _published_ids() if (form := _published_form(form_id)) is not None}
    read = (_form_in(path) for path in sorted(shipped_forms().glob("*.yaml")) if path.stem not in ours)
    return dict(sorted({**{form.id: form for form in read if form is not None}, **ours}.items()))


def _published_ids() -> tuple[str, ...]:
    found = published()
    return () if found is None else found.form_ids()


def _published_form(name: str) -> FormFile | None:
    """Return a form that headquarters published; it lies in no folder."""
    found = published()
    form = None if found is None else found.form(name)
    return None if form is None else FormFile(name, Path(f"{name}.yaml"), form.data, form.sha256, form.files)


def files_of_forms() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each form's file, unread: for a look whether a form says something at all."""
    ours = [form for name in _published_ids() if (form := _published_form(name)) is not None]
    yield from ((form.id, form.data) for form in ours)
    for path in sorted(shipped_forms().glob("*.yaml")):
        if path.stem not in {form.id for form in ours}:
            yield path.stem, path.read_bytes()


def _form_in(path: Path) -> FormFile | None:
    data = path.read_bytes()
    return None if is_block(data) else FormFile(path.stem, path, data, content_hash(path, data))


def is_block(data: bytes) -> bool:
    """Return whether a file is a shared block or a directory of services: used with forms, and none itself.
    (form-language 9; instruments)"""
    return _NO_FORM.search(data) is not None and _FORM.search(data) is None


def form_file(name: str) -> FormFile:
    """Return a form by id. Raises: FormUnknown."""
    found = form_here(name)
    if found is None:
        raise errors.FormUnknown(form=name)
    return found


def form_here(name: str) -> FormFile | None:
    """Return a form by id, None where there is none; the others are not looked at."""
    ours = _published_form(name)
    if ours is not None:
        return ours
    path = next((path for path in shipped_forms().glob("*.yaml") if path.stem == name), None)
    return None if path is None else _form_in(path)


ALL = "all"
"""Stands for every form in an approval."""
DIRECTORY, POSTS, SECTORS = "referral_directory.yaml", "border_posts.csv", "sectors.csv"
GLOSSARY = "glossary.csv"


def directory() -> tuple[Service, ...]:
    """Return the services that help, as headquarters published them, else as they ship; none where the file is not
    there. Raises: DataFileInvalid."""
    found = published()
    data = (None if found is None else found.directory()) or _data(DIRECTORY)
    return () if data is None else read_directory(data, DIRECTORY)


def posts() -> dict[str, Post]:
    """Return the posts by the codes that forms use; none where the file is not there. Raises: DataFileInvalid."""
    data = _data(POSTS)
    return {} if data is None else read_posts(data, POSTS)


def sectors() -> dict[str, Sector]:
    """Return the sectors by their codes; none where the file is not there. Raises: DataFileInvalid."""
    data = _data(SECTORS)
    return {} if data is None else read_sectors(data, SECTORS)


def glossary() -> tuple[Term, ...]:
    """Return the words that translations should use; none where the file is not there. Raises: DataFileInvalid."""
    data = _data(GLOSSARY)
    try:
        return () if data is None else read_glossary(data)
    except GlossaryInvalid as wrong:
        raise data_invalid(GLOSSARY, (Problem(0, 0, str(wrong), "correct the file"),)) from None


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
    """Turn "FORM:en,rw" into approvals of the files that are here; "all:en,rw" means every form, each in those of the
    languages that it has.

    Raises: FormUnknown, WrongApproval, UnknownLanguage.
    """
    level = next((u for u in get_args(Use) if u == use), None)
    if level is None:
        raise errors.WrongApproval(given=use, expected="practice, pilot or field")
    found: dict[tuple[str, str], Approval] = {}
    for text in wanted:
        name, _, given = text.partition(":")
        languages = [code.strip() for code in given.split(",")]
        if name != ALL and name not in forms:
            raise errors.FormUnknown(form=name)
        if not given:
            raise errors.WrongApproval(given=text, expected="FORM:LANGUAGE,LANGUAGE")
        for one in forms.values() if name == ALL else (forms[name],):
            for language in _checked_languages(one, languages, level, text, skip=name == ALL):
                found[one.id, language] = Approval(one.id, one.sha256, language, level, approver, day)
        for language in languages:
            if not any(approved == language for _, approved in found):
                known = ", ".join(sorted({approved for _, approved in found})) or "none"
                raise errors.UnknownLanguage(form=name, language=language, languages=known)
    return tuple(found.values())


def _checked_languages(file: FormFile, wanted: Sequence[str], level: Use, given: str, *, skip: bool) -> Iterator[str]:
    """Yield the languages in which a form may be approved; `skip` leaves out those that it does not have."""
    form = load_form(file.data, file.id, file.beside)
    for language in wanted:
        if language not in form.languages and not skip:
            raise errors.UnknownLanguage(form=file.id, language=language, languages=", ".join(form.languages))
        if language not in form.languages:
            continue
        shown = (language, form.partial.get(language, language))
        if level == "field" and any(unreviewed_items(form, code) for code in shown):
            expected = f"pilot or practice: nobody has reviewed all the {language} texts of {file.id}"
            raise errors.WrongApproval(given=given, expected=expected)
        if level == "field" and missing_texts(form, language):
            expected = f"pilot or practice: {language} texts of {file.id} are missing, others would stand in for them"
            raise errors.WrongApproval(given=given, expected=expected)
        yield language


def approved_languages(approvals: Sequence[Approval], form: FormFile) -> dict[str, Use]:
    """Return {language: use} for exactly this file; another version of the form is another approval."""
    return {a.language: a.use for a in approvals if a.form == form.id and a.form_hash == form.sha256}
