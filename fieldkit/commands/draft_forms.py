"""The versions of forms that an unfinished interview belongs to: kept when it begins, found again when it goes on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fieldkit import errors
from fieldkit.cases.answer_keys import AFTER, IDENTITY
from fieldkit.cases.drafting import DraftSummary, KeptForm
from fieldkit.commands.beside import Beside
from fieldkit.commands.library import FormFile, form_file, form_here
from fieldkit.commands.telling import tell_code
from fieldkit.crypto.fingerprint import normalise
from fieldkit.forms import words
from fieldkit.forms.check import load_form
from fieldkit.store.store import Store

FOLLOWERS = dict(zip((AFTER, IDENTITY), words.FOLLOWERS, strict=True))
"""The forms that may follow another one, by what stands before their keys in a draft."""


class ToKeep(NamedTuple):
    """The texts that a draft needs, and the versions of the forms that follow, by their names."""

    forms: tuple[KeptForm, ...]
    followers: dict[str, str]


def files_to_keep(file: FormFile, followed_by: Sequence[str]) -> ToKeep:
    """Return the texts of an interview's form and of those that may follow it, as they are here."""
    found = (form_here(name) for name in FOLLOWERS.values() if name in followed_by)
    followers = [one for one in found if one is not None]
    forms = tuple(kept_form(one) for one in (file, *followers))
    return ToKeep(forms, {one.id: one.sha256 for one in followers})


def kept_form(file: FormFile) -> KeptForm:
    """Return the text of a form that lies here with the files that it reads. Raises: FormInvalid."""
    if file.files is not None:
        return KeptForm(file.sha256, {"": file.data, **file.files})
    beside = Beside(file.path)
    load_form(file.data, file.id, beside)
    return KeptForm(file.sha256, {"": file.data, **beside.read})


def own_file(store: Store, draft: DraftSummary) -> FormFile:
    """Return the form of exactly the version that a draft belongs to: the file here, or the text kept with it.

    Raises: DraftOnOtherForm when neither is it, KeptFormDamaged.
    """
    found = version_of(store, draft.form, draft.form_hash)
    if found is None:
        raise errors.DraftOnOtherForm(code=tell_code(draft.code), version=draft.version)
    return found


def followers_of(store: Store, draft: DraftSummary) -> Mapping[str, str]:
    """Return the forms that follow a draft's own, with the version of each that it is pinned to. A draft from before
    drafts were pinned to any has both, as they are here ("")."""
    pinned = store.drafts.load(draft.id).extra.get("forms")
    if not isinstance(pinned, Mapping):
        return dict.fromkeys(FOLLOWERS.values(), "")
    return {str(name): str(version) for name, version in pinned.items()}


def follower(store: Store, name: str, version: str) -> FormFile:
    """Return a form that follows in a draft's own version of it; where it names none, as it is here.

    Raises: FormUnknown, KeptFormDamaged.
    """
    return version_of(store, name, version) or form_file(name)


def version_of(store: Store, name: str, form_hash: str) -> FormFile | None:
    """Return a form of exactly this version: the file here, or the text kept with an interview, or None.

    Raises: KeptFormDamaged.
    """
    here = form_here(name)
    if here is not None and here.sha256 == form_hash:
        return here
    kept = store.forms.get(form_hash)
    return None if kept is None else _checked(name, kept)


def _checked(name: str, kept: KeptForm) -> FormFile:
    """Compute the hash anew: what the store gives back must be the text that the interview was begun on."""
    files = {file: data for file, data in kept.files.items() if file}
    try:
        form_hash = load_form(kept.files[""], name, files).form_hash
    except errors.FormInvalid:
        form_hash = ""
    if form_hash != kept.form_hash:
        raise errors.KeptFormDamaged(form=name)
    return FormFile(name, Path(f"{name}.yaml"), kept.files[""], form_hash, files)


def draft_by_code(drafts: Sequence[DraftSummary], code: str) -> DraftSummary:
    """Return an unfinished interview by its code as people type it, or by its id.

    Raises: DraftUnknown, RecordAmbiguous when several have the code.
    """
    wanted = normalise(code)
    found = [draft for draft in drafts if code.strip().lower() == draft.id or wanted == draft.code]
    if not found:
        raise errors.DraftUnknown(id=code)
    if len(found) > 1:
        ids = ", ".join(draft.id[:13] for draft in found)
        raise errors.RecordAmbiguous(id=f"{tell_code(found[0].code)} ({ids})", count=len(found))
    return found[0]


def own_draft(store: Store, code: str) -> DraftSummary:
    """Return an unfinished interview that whoever opened the store may go on with.

    Raises: DraftUnknown, RecordAmbiguous, DraftOfAnother when it is somebody else's: it is taken over first.
    """
    found = draft_by_code(store.drafts.list(), code)
    if found.person != store.person:
        raise errors.DraftOfAnother(code=tell_code(found.code), owner=name_of(store, found.person))
    return found


def name_of(store: Store, label: str) -> str:
    """Return the name of a person with a slot here; the label where there is none."""
    return next((person.name for person in store.keyslots.people() if person.label == label), "") or label
