"""The texts of the forms that interviews were begun on, by content hash: store-format 7.2."""

from collections.abc import Iterable, Iterator

from fieldkit.cases.drafting import KeptForm
from fieldkit.store.core import Core

KEEP = "INSERT INTO forms VALUES (?, ?, ?) ON CONFLICT (hash, name) DO NOTHING"


class KeptForms:
    """What is here stays: nothing deletes a version of a form."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def get(self, form_hash: str) -> KeptForm | None:
        """Return a form's text and files, None when they were never kept. The caller computes the hash anew."""
        rows = self._core.db.query("SELECT name, data FROM forms WHERE hash = ?", (form_hash,))
        files = {str(name): bytes(data) for name, data in rows}
        return KeptForm(form_hash, files) if "" in files else None

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the hash and the file of every version that is kept."""
        for form_hash, data in self._core.db.each("SELECT hash, data FROM forms WHERE name = ''", ()):
            yield str(form_hash), bytes(data)


def keep(core: Core, forms: Iterable[KeptForm]) -> None:
    """Store texts that are not here yet, inside the caller's transaction."""
    for form in forms:
        for name, data in form.files.items():
            core.db.execute(KEEP, (form.form_hash, name, data))
