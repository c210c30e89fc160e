"""A small program for the pty tests of the canvas: shows hand-made scenes one after the other and prints the replies.

Run as `python -m tests.ui.drive_canvas IDLE BLANK PAUSE SCENE...`: seconds until it locks and goes empty, and between
scenes. A file named by FIELDKIT_SLEEP, once it is there, has the clock jump by a minute, as after sleep.
FIELDKIT_CLOSING is how many seconds the closing takes.
"""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from fieldkit.forms.interview import Answer, Danger, Leave, Next, Reply
from fieldkit.ui.canvas import Canvas
from fieldkit.ui.drawing import Drawn
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.steady import steady_ms
from fieldkit.ui.watch import LockRules


@dataclass
class Typing:
    """A line of text: Enter gives it."""

    title: str
    rests: bool = False
    typed: str = ""

    def draw(self, width: int, height: int) -> Drawn:
        return Drawn(((("", self.title),), (("", f"> {self.typed}"),)), (1, 2 + len(self.typed)))

    def press(self, key: Key | Command | str) -> "Reply | None":
        if isinstance(key, str):
            self.typed += key
        replies: dict[object, Reply] = {Key.ENTER: Answer(self.typed), Command.DANGER: Danger(), Command.LEAVE: Leave()}
        return Next() if self.rests and key is Key.ENTER else replies.get(key)


def clock() -> int:
    """The real clock; a minute later once the file is there."""
    return steady_ms() + (60_000 if Path(os.environ.get("FIELDKIT_SLEEP", "/nowhere")).exists() else 0)


def main() -> None:
    idle, blank, pause = (float(word) for word in sys.argv[1:4])
    canvas = Canvas(LockRules(idle, blank), clock=clock)
    lines = []
    try:
        for name in sys.argv[4:]:
            lines.append(repr(canvas.show(Typing(name, rests=name == "REST"))))
            time.sleep(pause)
    finally:
        canvas.close()
    time.sleep(float(os.environ.get("FIELDKIT_CLOSING", "0")))
    for line in lines:
        sys.stdout.write(f"reply: {line}\n")


if __name__ == "__main__":
    main()
