"""The keys of every interview screen, in one table: the same letters with Ctrl in full mode, after ":" in plain mode.

Why these letters: they reach the program in a Linux console, over ssh, in tmux and GNU screen and in the Windows
consoles. Left alone on purpose: C (interrupt), Z (suspend), S (stops the output on some lines), A and B (prefixes of
screen and tmux), H I J M (Backspace, Tab, Enter), D (closes a shell that it reaches by accident), F and V (the Windows
console takes them for itself). Function keys are not used: many laptops hide them behind another key.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from enum import Enum


class Command(Enum):
    """What a person can do on every screen; the value is the letter."""

    BACK = "p"
    SKIP = "n"
    DONT_KNOW = "k"
    REFUSED = "r"
    JUMP = "t"
    REMARK = "o"
    PAUSE = "w"
    COVER = "e"
    LANGUAGE = "l"
    HELP = "u"
    LEAVE = "x"
    DANGER = "g"
    QUICK_EXIT = "q"


class Key(Enum):
    """The other keys that a screen knows."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    HOME = "home"
    END = "end"
    PAGE_UP = "page up"
    PAGE_DOWN = "page down"
    ENTER = "enter"
    BACKSPACE = "backspace"
    DELETE = "delete"


TEXT_OF: dict[Command, str] = {
    Command.BACK: "key.back",
    Command.SKIP: "key.skip",
    Command.DONT_KNOW: "key.dont_know",
    Command.REFUSED: "key.refused",
    Command.JUMP: "key.jump",
    Command.REMARK: "key.remark",
    Command.PAUSE: "key.pause",
    Command.COVER: "key.cover",
    Command.LANGUAGE: "key.language",
    Command.HELP: "key.help",
    Command.LEAVE: "key.leave",
    Command.DANGER: "key.danger",
    Command.QUICK_EXIT: "key.quick_exit",
}

_FORGETS: ContextVar[str] = ContextVar("where leaving forgets what was answered", default="")


@contextlib.contextmanager
def leaving_forgets() -> Iterator[None]:
    """Say meanwhile of the keys that leave that they forget: nothing is saved before the end. tip-format 4"""
    token = _FORGETS.set("forget")
    try:
        yield
    finally:
        _FORGETS.reset(token)


@contextlib.contextmanager
def leaving_practice() -> Iterator[None]:
    """Say meanwhile of the keys that leave that they leave practice, of which nothing is kept."""
    token = _FORGETS.set("practice")
    try:
        yield
    finally:
        _FORGETS.reset(token)


def text_of(key: Command) -> str:
    """Return the id of a key's word."""
    return f"key.{_FORGETS.get()}" if key is Command.LEAVE and _FORGETS.get() else TEXT_OF[key]


def help_of(key: Command) -> str:
    """Return the id of what a key does."""
    where = _FORGETS.get()
    own = key in (Command.LEAVE, Command.QUICK_EXIT) or (where == "forget" and key in (Command.REMARK, Command.PAUSE))
    return f"help.{key.value}.{where}" if where and own else f"help.{key.value}"
