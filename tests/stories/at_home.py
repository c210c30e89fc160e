"""The home screen as a person uses it: find a line by its words, do what it says, read what comes of it."""

import re

from tests.stories.terminal import Terminal

TITLE = "What do you want to do?"
COMMANDS = "Type a command, then Enter."
GO_ON = "Enter to go on."


def home(window: Terminal) -> Terminal:
    """Wait for the home screen."""
    return window.expect(TITLE)


def choose(window: Terminal, words: str) -> Terminal:
    """Choose the line that begins with these words, by its number."""
    window.expect(words)
    found = re.search(rf"^\W*(\d+)  {re.escape(words)}", window.text, re.MULTILINE)
    assert found, window.text
    return window.type(found[1] + "\r")


def progress(window: Terminal) -> str:
    """How far the interview on the screen is: "9 of 32"."""
    found = re.search(r"\d+ of \d+", window.screen()[0])
    assert found, window.text
    return found[0]


def read_page(window: Terminal) -> str:
    """Read a page to its end and go on; return all its words on one line."""
    window.expect(GO_ON)
    seen = window.text
    while window.shows("more below"):
        before = window.text
        window.keys("page down").wait_for_change(before)
        seen += "\n" + window.text
    before = window.text
    window.enter().wait_for_change(before)
    return seen


def command(window: Terminal, *lines: str) -> str:
    """From home, type commands where other commands are typed, read what each says, and come home again."""
    choose(home(window), "Other commands")
    seen = ""
    for line in lines:
        window.expect(COMMANDS).enter(line)
        seen += read_page(window)
    window.expect(COMMANDS).enter()
    home(window)
    return seen


def interview(window: Terminal) -> Terminal:
    """Begin an interview."""
    return choose(home(window), "Begin an interview")


def go_on(window: Terminal) -> Terminal:
    """Go on with the first unfinished interview."""
    return choose(home(window), "Go on:")


def leave(window: Terminal) -> int:
    """Close and leave; return the exit status."""
    choose(home(window), "Close and leave")
    return window.end()
