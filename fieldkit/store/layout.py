"""The names of everything in the store folder (store-format 2)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one store are."""

    home: Path
    name: str = "store"

    @property
    def folder(self) -> Path:
        return self.home / self.name

    @property
    def database(self) -> Path:
        return self.folder / "S.db"

    @property
    def log(self) -> Path:
        return self.folder / "S.db-wal"

    @property
    def keyslots(self) -> Path:
        return self.folder / "keyslots.json"

    @property
    def previous_keyslots(self) -> Path:
        return self.folder / "keyslots.json.previous"

    @property
    def attempts(self) -> Path:
        return self.folder / "attempts.json"

    @property
    def anchor(self) -> Path:
        return self.folder / "anchor.json"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast.bin"

    @property
    def escrow(self) -> Path:
        return self.folder / "escrow.json"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"
