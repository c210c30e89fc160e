"""The keys of answers: `town`, `home/town`, `town[2]`, `hours[2][1]`. form-language 4.9

An instance is named by an id; a repeat has the ids in their order under its own key. The ids of a key are written as
in the frames: `[2][1]`, '' outside repeats.
"""

import re
from collections.abc import Sequence

_ID = re.compile(r"[1-9][0-9]{0,8}\Z")
_IDS = re.compile(r"\[([^\[\]]*)\]")


def name_of(key: str) -> str:
    """Return the key without the ids of instances: `town` of `town[2]`."""
    return key.partition("[")[0]


def suffix_of(key: str) -> str:
    """Return the ids of a key as they are written: `[2]` of `town[2]`."""
    return key[len(name_of(key)) :]


def ids_of(key: str) -> tuple[str, ...]:
    """Return the ids of the instances that a key or suffix names, the outermost first."""
    return tuple(_IDS.findall(key))


def are_ids(ids: Sequence[str], *, unique: bool = True) -> bool:
    """Return whether these are ids of instances: digits from 1 up, and among siblings each once."""
    return all(_ID.match(found) for found in ids) and (not unique or len(set(ids)) == len(ids))


def last_id(suffix: str) -> str:
    """Return the id of the innermost instance: `1` of `[2][1]`."""
    return suffix.rpartition("[")[2].rstrip("]")
