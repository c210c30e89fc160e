"""How the keys of answers are told apart within one draft, which carries up to three forms."""

from collections.abc import Iterable
from typing import Final

AFTER: Final = "after/"
IDENTITY: Final = "identity/"
PARTS: Final = (AFTER, IDENTITY)
"""What stands before a key in a draft for the forms that follow a screening; a screening's own keys have nothing."""

OWN: Final = "/"
"""What stands before a screening's own key that would read like one of a later form: one in a group called `after`."""


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
