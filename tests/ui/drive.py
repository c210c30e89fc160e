"""A small program for the pty and pipe tests: puts hand-made questions on a screen and prints what came back.

Run as `python -m tests.ui.drive MODE QUESTION...`; replies go to stdout, one line each, after the screen is closed.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace

from fieldkit import errors
from fieldkit.forms.classify import Outcome, Reason, ResultLabel
from fieldkit.forms.interview import Answer, Danger, Leave, QuestionView, QuickExit, Reply, SetLanguage
from fieldkit.forms.values import Tri
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.passphrases import PromptingPassphrases
from fieldkit.ui.plain import PlainScreen
from fieldkit.ui.progress import progress
from fieldkit.ui.screen import FullScreen
from fieldkit.ui.sheets import Contact, DraftOffer
from fieldkit.ui.terminal import terminal_for
from tests.ui import views
from tests.ui.places_form import opened
from tests.ui.small_form import answers, walked

OCCASION = Occasion(
    {"en": "Border quick screen", "rw": "Isuzuma ryihuse ku mupaka"}, "K7M-4QX", {"en": "pilot", "rw": "pilot"}
)
CONTACTS = (Contact("duty phone", "0780 000 001"), Contact("deputy", "0780 000 002"))
OUTCOME = Outcome(
    label=ResultLabel.POSSIBLE_TRAFFICKING,
    elements={"act": Tri.YES, "means": Tri.NO, "purpose": Tri.UNKNOWN},
    age="adult",
    touched=("act",),
    reasons=(Reason("offer", "act", "Somebody else arranged the journey"),),
    looks_like=None,
    looks_like_text=None,
    urgent=True,
    suspicion=True,
    clock_question=None,
    settle=None,
    next_steps=("Call the duty phone 0780 000 001 today",),
)
OFFERS = (DraftOffer("d1", "Border quick screen", "K7M-4QX", "2026-11-22 13:05", 7, 15),)


class FixedEntropy:
    """Always the same bytes: the words come out known."""

    def token(self, size: int) -> bytes:
        return b"\x01" * size


def interview(screen: FullScreen | PlainScreen, names: list[str]) -> list[str]:
    """Ask the named questions; refuse the answer "wrong" once with a message, as an engine would."""
    replies: list[str] = []
    with screen:
        for name in names:
            view: QuestionView = getattr(views, name)
            reply: Reply | None = None
            while not isinstance(reply, Leave | QuickExit):
                reply = screen.question(view)
                replies.append(repr(reply))
                if isinstance(reply, Danger):
                    screen.danger(CONTACTS, view.language)
                elif isinstance(reply, SetLanguage):
                    view = replace(view, language=reply.code, reviewed=False)
                elif isinstance(reply, Answer) and reply.raw == "wrong":
                    view = replace(view, error="Between 0 and 120.")
                else:
                    break
            if isinstance(reply, Leave | QuickExit):
                break
            time.sleep(float(sys.argv[2]))
    return replies


def sheet(screen: FullScreen | PlainScreen, name: str) -> list[str]:
    """Show one of the reading pages."""
    shown: dict[str, Callable[[], object]] = {
        "OUTCOME": lambda: screen.outcome(OUTCOME, "en", ("Its code is K7M-4QX.",)),
        "RESUME": lambda: screen.resume_offer(OFFERS, "en"),
        "ASK": lambda: screen.ask("First name?", ("Only if it is safe.",), "en"),
        "PAUSE": lambda: screen.pause(CONTACTS, "en"),
        "DISTRESS": lambda: screen.distress(CONTACTS, "en"),
        "BEFORE": lambda: screen.before_long("en"),
        "TROUBLE": lambda: screen.trouble(errors.DiskFull(what="the answer"), "en"),
        "SERVICES": lambda: screen.services(views.SERVICES, "en"),
        "OVERVIEW": lambda: screen.overview(views.TEXT, views.ROWS),
        "REVIEW": lambda: screen.overview(views.END, views.ROWS),
        "REMARK": lambda: screen.remark(views.TEXT, "heard twice", False),
        "NOTE": lambda: screen.note(("One line.", "Another line."), "en", title="A title"),
    }
    with screen:
        return [repr(shown[name]())]


def main() -> None:
    """Run one mode."""
    mode, names = sys.argv[1], sys.argv[3:]
    sys.stdout.write("before\n")
    sys.stdout.flush()
    screen = FullScreen(OCCASION) if mode.startswith("full") else PlainScreen(OCCASION)
    if mode == "full-engine":
        with screen:
            lines = [repr(answers(screen))]
    elif mode.endswith("-places"):
        with screen:
            lines = [f"{key}={value}" for key, value in walked(opened(), screen).items()]
    elif mode in ("full", "plain"):
        lines = interview(screen, names)
    elif mode in ("full-sheet", "plain-sheet"):
        lines = sheet(screen, names[0])
    elif mode == "progress":
        lines = []
        with progress("importing", 4, plain=names == ["plain"]) as advance:
            for _ in range(4):
                time.sleep(0.5)
                advance(1)
    else:
        terminal = terminal_for(plain=mode.endswith("plain"))
        passphrases = PromptingPassphrases(terminal, FixedEntropy())
        asks: dict[str, Callable[[], object]] = {
            "ask": lambda: terminal.ask("Name of the post:"),
            "choose": lambda: terminal.choose("Which?", [("a", "The first"), ("b", "The second")]),
            "kind": lambda: (terminal.interactive, terminal.plain),
            "confirm": lambda: terminal.confirm("Go on?"),
            "existing": lambda: len(passphrases.existing("Passphrase:")),
            "new": lambda: len(passphrases.new("A new passphrase")),
        }
        lines = [repr(asks[names[0]]())]
    for line in lines:
        sys.stdout.write(f"reply: {line}\n")


if __name__ == "__main__":
    main()
