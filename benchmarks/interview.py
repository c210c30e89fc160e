"""An interview of 200 questions on a pseudo-terminal: what a person waits for between two questions, and its parts.

The program is the whole one (`fieldkit screen`, in a process of its own, with a clock in it: `interview_program`). This
process types, and reads what comes to the screen: a question counts as drawn with the last byte of it.
"""

import json
import os
import re
import select
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.interview_program import FORMS, OUT
from benchmarks.peers.made_form import as_yaml
from benchmarks.peers.screening import screening
from fieldkit.commands import library
from fieldkit.forms.interview import Choice, QuestionView
from fieldkit.forms.values import NonAnswer
from fieldkit.paths import shipped_forms
from fieldkit.ui.drawing import draw_page
from fieldkit.ui.keys import Key
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import open_page, press

QUESTIONS, ASKED = 200, 90
"""Questions in the form, and how many of those that apply are answered."""
QUIET = 0.02
"""Seconds without a byte after which a screen is whole."""
PATIENCE = 30.0
_NUMBER = re.compile(r"Question number (\d+)\?")
_KEYS = ("40", "1", "1 ", "some words", "2")
"""What answers a question of each kind, before Enter, by its number modulo 5: see peers/screening.py."""


_PLACE = QuestionView(
    name="place",
    kind="select_one",
    label="Which one?",
    hint="",
    why="",
    choices=(),
    value=NonAnswer.NOT_ASKED,
    number=1,
    total=2,
    section="",
    required=False,
    allowed_non_answers=(),
    languages=("en",),
    language="en",
    language_missing=False,
    can_go_back=False,
    error=None,
    reviewed=True,
    at_end=False,
)


def run() -> list[Figure]:
    """Measure one interview."""
    with tempfile.TemporaryDirectory() as folder:
        waited, opened, found = _interview(Path(folder))
    parts, bare = found["seconds"], {name: found["seconds"][f"bare {name}"] for name in ("insert", "redraw")}
    own = [a + b for a, b in zip(parts["logic"], parts["commit"], strict=True)]
    insert, redraw = statistics.median(bare["insert"]), statistics.median(bare["redraw"])
    return [
        Figure("passphrase accepted to first question", opened * 1e3, "ms", "", None, ""),
        _figure("Enter to next question drawn", waited, None, "", "p95 <= 30 ms"),
        *_percentile("Enter to next question drawn", waited, "<= 30 ms"),
        *_percentile("of it logic and commit", own, "<= 5 ms"),
        _figure("of it logic: step and view", parts["logic"], None, "", ""),
        _figure("of it commit", parts["commit"], insert, "bare SQLCipher insert", ""),
        *_percentile("processor time of logic, commit and draw", parts["busy"], ""),
        _figure("of it draw", parts["draw"], redraw, "bare prompt_toolkit, the same screens", ""),
        _long_list(),
        *(
            Figure(f"memory of the interview's process, {name}", size / 1e6, "MB", "", None, "")
            for name, size in found["memory"].items()
        ),
    ]


def _long_list() -> Figure:
    """A key and the screen after it, in a list of 416 beside one of 20."""
    full, short = _pressed(416), _pressed(20)
    return Figure("key in a list of 416 choices, drawn", full * 1e3, "ms", "a list of 20", full / short, "<= 10 ms")


def _pressed(choices: int) -> float:
    names = [f"Umurenge wa Kéntarama {number}" for number in range(choices)]
    page = open_page(replace(_PLACE, choices=tuple(Choice(name, name) for name in names)))
    taken = []
    for key in (*"umurenge", Key.END, Key.PAGE_UP, Key.BACKSPACE):
        begun = time.perf_counter()
        page, _ = press(page, key)
        draw_page(page, Occasion(), 80, 24)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _figure(name: str, seconds: Sequence[float], yardstick: float | None, what: str, budget: str) -> Figure:
    median = statistics.median(seconds)
    return Figure(f"{name}, p50", median * 1e3, "ms", what, median / yardstick if yardstick else None, budget)


def _percentile(name: str, seconds: Sequence[float], budget: str) -> list[Figure]:
    return [Figure(f"{name}, p95", sorted(seconds)[int(len(seconds) * 0.95)] * 1e3, "ms", "", None, budget)]


def _interview(folder: Path) -> tuple[list[float], float, dict[str, Any]]:
    """Return the seconds from Enter to the next question, those to the first one, and what the program noted."""
    from tests.stories.conftest import FORMS as SHIPPED, PASSPHRASE, prepare

    form = screening(QUESTIONS)
    forms, out = folder / "forms", folder / "out.json"
    shutil.copytree(shipped_forms(), forms)
    (forms / f"{form.form_id}.yaml").write_text(as_yaml(form), encoding="utf-8")
    before = vars(library)["shipped_forms"]
    vars(library)["shipped_forms"] = lambda: forms
    try:
        (folder / "place").mkdir()
        place = prepare(folder / "place", [f"{name}:en" for name in (*SHIPPED, form.form_id)])
    finally:
        vars(library)["shipped_forms"] = before
    env = {FORMS: str(forms), OUT: str(out), "PYTHONPATH": str(Path(__file__).parents[1])}
    with place.laptop("screen", form.form_id, module="benchmarks.interview_program", env=env) as window:
        window.at("Passphrase:")
        typist = Typist(window)
        typist.send(PASSPHRASE + "\r")
        first = typist.until_question("")
        waited = [typist.answered() for _ in range(ASKED)]
        window.keys("ctrl-x").end()
    found = json.loads(out.read_text(encoding="utf-8"))
    return waited, first - found["moments"]["accepted"], found


class Typist:
    """Types on a terminal and notes when the last byte of each screen came."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self._last = 0.0

    def send(self, keys: str) -> None:
        self._window.type(keys)

    def answered(self) -> float:
        """Answer the question that is shown; return the seconds from Enter until the next one was drawn."""
        before = self._question()
        self.send(_KEYS[int(before) % 5])
        self._read_until_quiet()
        pressed = time.monotonic()
        self.send("\r")
        return self.until_question(before) - pressed

    def until_question(self, before: str) -> float:
        """Wait until another question than `before` is on the screen; return when its last byte came."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self._read_until_quiet()
            if self._question() not in ("", before):
                return self._last
        raise RuntimeError(f"no next question; the screen shows:\n{self._window.text}")

    def _question(self) -> str:
        found = _NUMBER.search(self._window.text)
        return found[1] if found else ""

    def _read_until_quiet(self) -> None:
        """Read until nothing comes for a while; what was read is drawn only then, so that drawing delays no reading."""
        handle, chunks = self._window.process.child_fd, []
        while select.select([handle], [], [], QUIET)[0]:
            chunks.append(os.read(handle, 65536))
            self._last = time.monotonic()
        self._window.see(b"".join(chunks))
