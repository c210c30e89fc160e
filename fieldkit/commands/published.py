"""Forms and directory that headquarters published, out of the open store: they stand before those in the package.

They lie nowhere else than in the encrypted store, so nobody can change a telephone number of the directory on the disk.
Without an open store what ships is used. docs/policy-format.md 7
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from fieldkit.result import Json
from fieldkit.store.settings import Settings
from fieldkit.store.store import Store
from fieldkit.sync.bundle.policy_file import Policy, read_policy
from fieldkit.workflows.policy_update import DIRECTORY_TARGET, FILES, FORM_FOLDER, POLICY, blob


def policy_of(store: Store) -> Policy:
    """Return what headquarters decided; what is built in where it has said nothing. Raises: PolicyFileInvalid."""
    data = store.settings.get(POLICY)
    return Policy() if data is None else read_policy(data)


class PublishedForm(NamedTuple):
    """A form's file, the files that it reads, and its content hash."""

    data: bytes
    files: Mapping[str, bytes]
    sha256: str


@dataclass(slots=True)
class Published:
    """What one open store has; read when it is asked for."""

    settings: Settings
    _known: bytes | None = None
    _files: Mapping[str, str] = field(default_factory=dict)
    _forms: Mapping[str, str] = field(default_factory=dict)

    def form_ids(self) -> tuple[str, ...]:
        """Return the forms that are here, by id."""
        self._look()
        return tuple(sorted(self._forms))

    def form(self, form_id: str) -> PublishedForm | None:
        """Return a form by id."""
        self._look()
        if form_id not in self._forms:
            return None
        folder, own = f"{FORM_FOLDER}{form_id}/", f"{form_id}.yaml"
        files = {
            path.removeprefix(folder): self._bytes(sha) for path, sha in self._files.items() if path.startswith(folder)
        }
        return PublishedForm(files.pop(own), files, self._forms[form_id])

    def directory(self) -> bytes | None:
        """Return the directory of services."""
        self._look()
        sha256 = self._files.get(DIRECTORY_TARGET)
        return None if sha256 is None else self._bytes(sha256)

    def _look(self) -> None:
        """Read the list where it is another one than before: an update or `hq policy add` may have changed it."""
        data = self.settings.get(FILES)
        if data != self._known:
            value = self.settings.get_json(FILES)
            found: Mapping[str, Json] = value if isinstance(value, Mapping) else {}
            self._files, self._forms = _texts(found.get("files")), _texts(found.get("forms"))
            self._known = data

    def _bytes(self, sha256: str) -> bytes:
        return self.settings.get(blob(sha256)) or b""


def _texts(value: Json) -> dict[str, str]:
    return {name: str(one) for name, one in value.items()} if isinstance(value, Mapping) else {}


_in_use: list[Published] = []


@contextmanager
def published_of(store: Store) -> Iterator[None]:
    """Use what this store has while it is open."""
    _in_use.append(Published(store.settings))
    try:
        yield
    finally:
        _in_use.pop()


def published() -> Published | None:
    """Return what the store that is open has; None where none is."""
    return _in_use[-1] if _in_use else None
