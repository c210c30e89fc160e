"""Words that hurt people, or mean something else than they seem to, by language: no text of ours has them.

The evidence is in the design (section 6) and the project's glossary. A word is searched at the beginning of words, so
that its endings are found as well.
"""

import re
from collections.abc import Mapping

TRAPS: Mapping[str, Mapping[str, str]] = {
    "rw": {
        "uwarokotse": "a survivor of the Genocide against the Tutsi; say uwabikorewe",
        "abarokotse": "survivors of the Genocide against the Tutsi; say ababikorewe",
        "iterabwoba": "terrorism; say ibikangisho",
        "kubazwa": "to be questioned by the police; say ikiganiro",
        "umukoresha": "an employer, not a user; say umukozi or ukoresha iyi porogaramu",
    },
    "sw": {
        "idhini": "permission by an authority; say ridhaa",
        "kesi": "a case in court; say shauri",
    },
    "fr": {
        "trafic": "smuggling; say traite, and trafic illicite de migrants only for smuggling itself",
    },
}
_ALLOWED = {"fr": ("trafic illicite de migrants",)}


def traps_in(language: str, text: str) -> tuple[str, ...]:
    """Return the trap words of a language that stand in a text."""
    lowered = " ".join(text.lower().split())
    for phrase in _ALLOWED.get(language, ()):
        lowered = lowered.replace(phrase, "")
    return tuple(word for word in TRAPS.get(language, {}) if re.search(rf"\b{word}", lowered))
