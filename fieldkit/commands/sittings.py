"""The first sitting of a knowledge test, remembered on this computer until the second. docs/practice-format.md 8.1.

Only which items were right: so that the person can be shown what changed. The class's result is sealed, and cannot be
read here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeGuard

from fieldkit import errors
from fieldkit.commands.class_home import read_small
from fieldkit.commands.class_results import Member
from fieldkit.crypto import canonical
from fieldkit.ports import Platform
from fieldkit.result import Json
from fieldkit.sync.bundle.class_file import CLASS_ID, WORD
from fieldkit.sync.bundle.class_result import MOST_ITEMS
from fieldkit.sync.bundle.fields import Fields

SITTINGS: Final = "sittings"
_LARGEST: Final = 65_536

Marks = Mapping[str, tuple[str, bool | None]]
"""By item: the fingerprint of its text, and whether it was right; None is not marked."""


def first_sitting(member: Member, bank: str) -> Marks | None:
    """Return how the test before the course went; None where it was not on this computer, or was another test.

    Raises: ClassFileInvalid, ClassMixed.
    """
    path = _place(member)
    if not path.is_file():
        return None
    try:
        doc = canonical.loads_object(read_small(path, _LARGEST), what=path.name)
    except errors.MalformedJson as error:
        raise errors.ClassFileInvalid(why=f"{SITTINGS}/{path.name}: {error.facts['why']}") from None
    fields = Fields(doc, lambda why: errors.ClassFileInvalid(why=f"{SITTINGS}/{path.name}: {why}"))
    fields.constant("v", 1)
    of_class, of_bank = fields.text("class", CLASS_ID), fields.text("bank", WORD)
    rows = fields.items("items", 0, MOST_ITEMS)
    fields.done()
    if of_class != member.home.id:
        raise errors.ClassMixed(what=f"{SITTINGS}/{path.name}")
    found: dict[str, tuple[str, bool | None]] = {}
    for row in rows:
        if not _is_row(row):
            fields.refuse("has a malformed item")
        found[row[0]] = (row[1], row[2])
    return found if of_bank == bank else None


def remember(member: Member, bank: str, marks: Marks, platform: Platform) -> None:
    """Write down how the test before the course went; the first one stays. Raises: DiskFull, UnwritablePlace."""
    if first_sitting(member, bank) is not None:
        return
    platform.private_dir(member.home.place(SITTINGS))
    rows: list[Json] = [[item, print_, right] for item, (print_, right) in marks.items()]
    doc: dict[str, Json] = {"v": 1, "class": member.home.id, "bank": bank, "items": rows}
    platform.write_private(_place(member), canonical.dumps(doc))


def forget(member: Member) -> None:
    """Take it away: the second sitting was finished, and what changed was told."""
    _place(member).unlink(missing_ok=True)


def _place(member: Member) -> Path:
    return member.home.place(SITTINGS, member.trainee.file)


def _is_row(row: Json) -> "TypeGuard[tuple[str, str, bool | None]]":
    if not isinstance(row, list) or len(row) != 3:
        return False
    return isinstance(row[0], str) and isinstance(row[1], str) and (row[2] is None or isinstance(row[2], bool))
