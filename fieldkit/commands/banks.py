"""The banks of test items on this machine: found by name or file, and listed."""

import hashlib
from pathlib import Path

import typer

from fieldkit import errors
from fieldkit.commands.files import read_named
from fieldkit.commands.practice_check import BANKS, shipped_vignettes
from fieldkit.practice.items import Bank, for_audience
from fieldkit.practice.read_items import is_bank, read_bank
from fieldkit.practice.vignette import AUDIENCES
from fieldkit.result import Json
from fieldkit.ui.messages import STANDS_IN, language_name, say

_YAML = (".yaml", ".yml")


def banks_here() -> tuple[Bank, ...]:
    """Return the banks that ship. Raises: DataFileInvalid."""
    return tuple(read_bank(path.read_bytes(), path.name) for path in sorted(_shipped().glob("*.yaml")))


def bank_file(named: str) -> tuple[Bank, bytes]:
    """Return a bank by its id or file, and the file's bytes. Raises: BankUnknown, UnreadableFile, DataFileInvalid."""
    path = Path(named)
    if path.suffix not in _YAML:
        path = _shipped() / f"{named}.yaml"
        if Path(named).name != named or not path.is_file():
            raise errors.BankUnknown(bank=named)
    data = read_named(path)
    if not is_bank(data):
        raise errors.BankUnknown(bank=path.name)
    return read_bank(data, path.name), data


def hash_of(data: bytes) -> str:
    """Return the hash by which a bank's file is known."""
    return hashlib.sha256(data).hexdigest()


def fits_audience(bank: Bank, audience: str) -> None:
    """Raises: typer.BadParameter where the bank has no item for an audience; "" is everybody."""
    if audience and audience not in AUDIENCES:
        raise typer.BadParameter(f"there is no audience {audience!r}: {', '.join(AUDIENCES)}")
    if not for_audience(bank, audience):
        raise typer.BadParameter(f"{bank.id} has no item for {audience}: --audience {' or '.join(bank.audience)}")


def remarks_of(bank: Bank, language: str) -> list[str]:
    """Return what must be said of the texts that are shown: not in this language, not read by anybody fluent."""
    shown = next((code for code in (language, STANDS_IN.get(language, ""), "en") if code in bank.languages), "en")
    found = []
    if shown != language:
        names = {"language": language_name(language), "other": language_name(shown)}
        found.append(say(language, "test.untranslated", **names))
    if not bank.reviewed.get(shown):
        found.append(say(language, "test.unreviewed"))
    return found


def reviewed(bank: Bank) -> list[str]:
    """Return the languages in which somebody fluent read the bank."""
    return [language for language in bank.languages if bank.reviewed.get(language)]


def bank_data(bank: Bank) -> dict[str, Json]:
    """Return a bank as the list has it."""
    return {
        "bank": bank.id,
        "version": bank.version,
        "title": dict(bank.title),
        "items": len(bank.items),
        "audience": list(bank.audience),
        "languages": list(bank.languages),
        "reviewed": list(reviewed(bank)),
    }


def _shipped() -> Path:
    return shipped_vignettes() / BANKS
