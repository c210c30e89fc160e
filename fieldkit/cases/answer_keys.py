"""The keys of answers: `town`, `home/town`, `town[2]`, `hours[2][1]`, and how they are told apart within one draft.

An instance is named by an id that is never used again; a repeat has the ids in their order under its own key.
"""

import re
from collections.abc import Iterable
from typing import Final

AFTER: Final = "after/"
IDENTITY: Final = "identity/"
PARTS: Final = (AFTER, IDENTITY)
"""What stands before a key in a draft for the forms that follow a screening; a screening's own keys have nothing."""

OWN: Final = "/"
"""What stands before a screening's own key that would read like one of a later form: one in a group called `after`."""

_IDS = re.compile(r"\[([^\[\]]*)\]")


def name_of(key: str) -> str:
    """Return the key without the ids of instances: `town` of `town[2]`."""
    return key.partition("[")[0]


def ids_of(key: str) -> tuple[str, ...]:
    """Return the ids of the instances that an answer stands in, the outermost first."""
    return tuple(_IDS.findall(key))


def instances_named(name: str, around: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the instances within `around` ("[2]", or "") in which a question called `name` has a key."""
    start = f"{name}{around}["
    found = dict.fromkeys(key[len(start) :].partition("]")[0] for key in keys if key.startswith(start))
    return tuple(found)


def stored_key(part: str, key: str) -> str:
    """Return the name under which a draft keeps an answer of one of its forms; `part` is "", AFTER or IDENTITY."""
    return OWN + key if not part and key.startswith(PARTS) else part + key


def own_key(part: str, stored: str) -> str | None:
    """Return the key of an answer in one of a draft's forms; None for an answer of another form."""
    if part:
        return stored[len(part) :] if stored.startswith(part) else None
    return None if stored.startswith(PARTS) else stored.removeprefix(OWN)
