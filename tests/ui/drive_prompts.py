"""A small program for the pty tests of single prompts: asks once while a store counts as open, prints what came.

Run as `python -m tests.ui.drive_prompts PROMPT IDLE [plain]`.
"""

import sys
from collections.abc import Callable

from fieldkit.ports import Hidden, WhyHidden
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.plain import PlainScreen
from fieldkit.ui.terminal import terminal_for
from fieldkit.ui.unseen import read_unseen
from fieldkit.ui.watch import LockRules, held_open


def at_once(why: WhyHidden) -> None:
    raise AssertionError("here every reading call can be interrupted", why)


def main() -> None:
    name, idle, *plain = sys.argv[1:]
    terminal = terminal_for(plain=bool(plain))
    sys.stdout.write("canary before\n")
    sys.stdout.flush()
    asks: dict[str, Callable[[], object]] = {
        "ask": lambda: terminal.ask("Name of the post:"),
        "choose": lambda: terminal.choose("Which?:", [("a", "The first"), ("b", "The second")]),
        "confirm": lambda: terminal.confirm("Go on?:"),
        "unseen": lambda: read_unseen("Passphrase:"),
        "menu": lambda: PlainScreen(Occasion()).choose("Which?:", (), [("a", "The first")], "en"),
    }
    with held_open(LockRules(float(idle), 999), at_once):
        try:
            told = repr(asks[name]())
        except Hidden as hidden:
            told = f"hidden {hidden.why}"
    sys.stdout.write(f"reply: {told}\n")


if __name__ == "__main__":
    main()
