"""What lies beside a form, read when the form names it: CSV lists and included blocks."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from fieldkit import errors
from fieldkit.commands.files import read_named
from fieldkit.forms.words import FILE_ENDINGS

ENDINGS = (*FILE_ENDINGS, ".yaml", ".yml")
SHARED = ("blocks", "data")
"""Folders beside the forms whose files every form may name: shared blocks, shared lists."""
MAX_TOGETHER = 32 * 1024 * 1024
"""Bytes that all files of one form may have: a form from a mailbox must not fill the memory."""
_PLAIN_NAME = re.compile(r"[^./\\:\x00-\x1f][^/\\:\x00-\x1f]{0,199}\Z")


class Beside(Mapping[str, bytes]):
    """The files in a form's folder by name. A form is untrusted: only plain names in its own folder, no links, are
    read. One that cannot be read counts as missing, and the form says so.

    `read` holds what was asked for and found, so that a copy of the form can carry it along.
    """

    __slots__ = ("_folder", "_own", "read")

    def __init__(self, form: Path) -> None:
        self._folder = form.parent
        self._own = form.name
        self.read: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self.read:
            if not self._may_read(name):
                raise KeyError(name)
            self.read[name] = self._bytes(name)
        return self.read[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._may_read(name)

    def __iter__(self) -> Iterator[str]:
        try:
            names = sorted(path.name for path in self._folder.iterdir())
        except OSError:
            names = []
        return (name for name in names if self._may_read(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _may_read(self, name: str) -> bool:
        if not _PLAIN_NAME.match(name) or not name.lower().endswith(ENDINGS) or name == self._own:
            return False
        return self._place(name) is not None

    def _place(self, name: str) -> Path | None:
        """Return where a file lies: beside the form, or among what forms share."""
        for path in (self._folder / name, *(self._folder / shared / name for shared in SHARED)):
            if path.is_file() and not path.is_symlink() and not path.parent.is_symlink():
                return path
        return None

    def _bytes(self, name: str) -> bytes:
        try:
            data = read_named(self._place(name) or self._folder / name)
        except errors.UnreadableFile:
            raise KeyError(name) from None
        if len(data) + sum(map(len, self.read.values())) > MAX_TOGETHER:
            raise KeyError(name)
        return data
