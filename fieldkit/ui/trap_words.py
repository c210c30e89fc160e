"""Words that hurt people, or mean something else than they seem to, by language: no text of ours has them.

The evidence is in the design (section 6) and the project's glossary. A pattern also finds other forms of a word.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Trap(NamedTuple):
    """A word's pattern, and what to know about it."""

    pattern: str
    about: str


_IN_KINYARWANDA = {
    "uwarokotse": Trap("rokotse", "a survivor of the Genocide against the Tutsi; say uwabikorewe"),
    "iterabwoba": Trap("iterabwoba", "terrorism; say ibikangisho"),
    "kubazwa": Trap(r"\b(?:ku|[iau])bazwa\b", "to be questioned by the police; say ikiganiro"),
    "umukoresha": Trap("umukoresha", "an employer, not a user; say umukozi or ukoresha iyi porogaramu"),
}

TRAPS: Mapping[str, Mapping[str, Trap]] = {
    "rw": _IN_KINYARWANDA,
    "rn": _IN_KINYARWANDA,  # who speaks one of the two hears the other's words
    "sw": {
        "idhini": Trap(r"\bidhini", "permission by an authority; say ridhaa"),
        "kesi": Trap(r"\bkesi\b", "a case in court; say shauri"),
    },
    "fr": {
        "trafic": Trap(r"\btrafic\b(?! illicite de migrants)", "smuggling; say traite"),
    },
}


def traps_in(language: str, text: str) -> tuple[str, ...]:
    """Return the trap words of a language that stand in a text."""
    words = " ".join(text.lower().split())
    return tuple(word for word, trap in TRAPS.get(language, {}).items() if re.search(trap.pattern, words))
