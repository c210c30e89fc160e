"""What headquarters published becomes what this laptop goes by: all of it is good, or nothing changes.

docs/policy-format.md 4 and 7. The files come verified; here they are read as strictly as if each came alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from fieldkit import errors
from fieldkit.cases.read_directory import read_directory
from fieldkit.crypto import canonical
from fieldkit.forms.check import load_form
from fieldkit.result import Json
from fieldkit.sync.bundle.card import Card, read_card
from fieldkit.sync.bundle.policy_file import Policy, read_policy
from fieldkit.sync.bundle.revoked_file import read_revoked
from fieldkit.sync.bundle.signers import Revoked, Signers

CARD_TARGET, SIGNERS_TARGET, REVOKED_TARGET = "hq.card", "allowed_signers", "revoked.json"
POLICY_TARGET, DIRECTORY_TARGET, FORM_FOLDER = "policy.json", "directory.yaml", "forms/"
KEPT = (DIRECTORY_TARGET, REVOKED_TARGET)

FILES = "policy.files"
"""Setting {"files": {target path: SHA-256}, "forms": {form id: content hash}}: what stands before the package's."""
POLICY = "policy.json"
"""Setting: the file of the newest policy that was taken, or that headquarters set."""
_BLOB = "policy.blob:"


def blob(sha256: str) -> str:
    """Return the setting that holds a content."""
    return f"{_BLOB}{sha256}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The targets of one state, read. `forms` are {id: content hash}."""

    card: Card
    policy: Policy
    revoked: Revoked
    forms: Mapping[str, str] = field(default_factory=dict)


def prepare(files: Mapping[str, bytes]) -> Prepared:
    """Read all targets. Raises: PolicyContentInvalid, naming the target that cannot be used here."""
    if CARD_TARGET not in files:
        raise errors.PolicyContentInvalid(what=CARD_TARGET)
    for path in files:
        _read(path, files)
    return Prepared(
        read_card(files[CARD_TARGET]),
        read_policy(files[POLICY_TARGET]) if POLICY_TARGET in files else Policy(),
        read_revoked(files[REVOKED_TARGET]) if REVOKED_TARGET in files else Revoked(),
        prepare_forms(files),
    )


def prepare_forms(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return {form id: content hash} of the forms among the targets. Raises: PolicyContentInvalid."""
    return {name: _form(name, files) for name in form_names(files)}


def form_names(paths: Collection[str]) -> list[str]:
    """Return the forms that some target belongs to."""
    return sorted({path.split("/")[1] for path in paths if path.startswith(FORM_FOLDER)})


def own_files(form: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of one form by their plain names."""
    folder = f"{FORM_FOLDER}{form}/"
    return {path.removeprefix(folder): data for path, data in files.items() if path.startswith(folder)}


def changes(
    files: Mapping[str, bytes],
    contents: Mapping[str, str],
    forms: Mapping[str, str],
    before: Collection[str],
    also: Collection[str] = (),
) -> tuple[dict[str, bytes], list[str]]:
    """Return the settings to keep and to forget. `contents` has the SHA-256 of each path, `before` the names of all
    settings: a content that is there is not written again, one that nothing names any more is forgotten. `also` are
    contents that something else names."""
    kept = {path: sha256 for path, sha256 in contents.items() if path in KEPT or path.startswith(FORM_FOLDER)}
    listed: dict[str, Json] = {"files": dict(kept), "forms": dict(forms)}
    values = {blob(sha256): files[path] for path, sha256 in kept.items() if blob(sha256) not in before}
    wanted = {blob(sha256) for sha256 in (*kept.values(), *also)}
    gone = [name for name in before if name.startswith(_BLOB) and name not in wanted]
    return {FILES: canonical.dumps(listed), **values}, gone


def _read(path: str, files: Mapping[str, bytes]) -> None:
    """Read one target that is no form. Raises: PolicyContentInvalid."""
    data = files[path]
    try:
        if path == CARD_TARGET:
            read_card(data)
        elif path == SIGNERS_TARGET:
            Signers.parse(data.decode("ascii"))
        elif path == REVOKED_TARGET:
            read_revoked(data)
        elif path == POLICY_TARGET:
            read_policy(data)
        elif path == DIRECTORY_TARGET:
            read_directory(data, path)
    except (errors.FieldkitError, UnicodeDecodeError):
        raise errors.PolicyContentInvalid(what=path) from None


def _form(name: str, files: Mapping[str, bytes]) -> str:
    """Return the content hash of a form. Raises: PolicyContentInvalid."""
    beside = own_files(name, files)
    own = beside.pop(f"{name}.yaml", None)
    try:
        if own is None:
            raise errors.FormUnknown(form=name)
        form = load_form(own, name, beside)
    except errors.FieldkitError:
        raise errors.PolicyContentInvalid(what=f"{FORM_FOLDER}{name}") from None
    if form.form_id != name or form.missing:
        raise errors.PolicyContentInvalid(what=f"{FORM_FOLDER}{name}")
    return form.form_hash
