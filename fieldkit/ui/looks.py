"""How the full screen looks: three themes. Colour only repeats what an arrow, a mark or a word already says."""

import os
from collections.abc import Mapping
from typing import Literal, TypeAlias

Look: TypeAlias = Literal["dark", "dim", "contrast"]

LOOKS: Mapping[Look, Mapping[str, str]] = {
    # for a dark terminal in an office: the terminal's own colours, two accents
    "dark": {
        "title": "bold",
        "banner": "reverse",
        "practice": "bold bg:ansimagenta ansiwhite",
        "heard": "ansimagenta",
        "question": "bold",
        "arrow": "bold",
        "pointed": "bold ansicyan",
        "typed": "bold",
        "problem": "bold ansiyellow",
        "key": "reverse",
        "danger": "reverse bold ansired",
    },
    # for the night: grey on black, nothing that lights up a face but the danger key
    "dim": {
        "": "bg:ansiblack ansibrightblack",
        "title": "",
        "banner": "underline",
        "practice": "bg:ansiblack ansimagenta underline",
        "heard": "ansimagenta",
        "question": "ansigray",
        "arrow": "ansigray",
        "pointed": "ansigray underline",
        "typed": "ansigray",
        "problem": "ansigray underline",
        "key": "ansigray",
        "danger": "bold ansigray underline",
    },
    # for the sun and for tired eyes: white on black, the chosen line turned round
    "contrast": {
        "": "bg:ansiblack bold ansiwhite",
        "title": "underline",
        "banner": "reverse",
        "practice": "reverse ansibrightmagenta",
        "heard": "ansibrightmagenta",
        "question": "",
        "arrow": "",
        "pointed": "reverse",
        "typed": "underline",
        "problem": "ansibrightyellow",
        "key": "reverse",
        "danger": "reverse ansibrightyellow",
    },
}
"""Styles of the parts that `drawing` names, by theme; "" is what everything else has."""

VARIABLE = "FIELDKIT_THEME"


def look_of(chosen: object) -> Look:
    """Return the theme: FIELDKIT_THEME, else what the person chose, else dark. NO_COLOR wins over its colours."""
    known: dict[object, Look] = {look: look for look in LOOKS}
    return known.get(os.environ.get(VARIABLE)) or known.get(chosen) or "dark"


_worn: list[Look] = ["dark"]


def wear(look: Look) -> None:
    """Have every screen of this process look so from its next opening on: there is one terminal, and one person."""
    _worn[0] = look


def worn() -> Look:
    return _worn[0]
