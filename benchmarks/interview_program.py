"""fieldkit with a clock in it, and with the forms of a folder: `python -m benchmarks.interview_program COMMAND ...`.

It is the whole program, started by `benchmarks.interview`; only how long its parts take is noted besides. When the
command has ended it measures the yardsticks in the same process on the same terminal, and writes JSON into a file.
"""

import contextlib
import json
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from benchmarks.memory import memory

FORMS, OUT = "FIELDKIT_MEASURED_FORMS", "FIELDKIT_MEASURED"
"""Variables of the environment: the folder of forms, the file that is written."""
BARE_ROWS = 300
AT = '{"boot":"boot-1","mono_ms":1000,"offset_min":120,"utc_ms":1795000000000}'
TABLE = "CREATE TABLE t (n INTEGER PRIMARY KEY, draft, kind, name, value, at, language, mac BLOB)"
ROW = ("draft", "answer", "q7", '"yes"', AT, "en", bytes(32))

noted: dict[str, list[float]] = {"logic": [], "commit": [], "draw": [], "busy": []}
frames: list[Any] = []
moments: dict[str, float] = {}
held: dict[str, int] = {}
_committed = [0.0]
_left: list[float] = []
_asked: list[float] = []
_worked: list[float] = []
_shown: list[Any] = [[]]
_style: list[Any] = [None]


def _timed(call: Callable[..., Any], seconds: Callable[[float], None]) -> Callable[..., Any]:
    @wraps(call)
    def timed(*args: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return call(*args, **named)
        finally:
            seconds(time.perf_counter() - began)

    return timed


def put_clocks_in() -> None:
    """Note how long storing takes, what lies between a reply and the next question besides, and drawing."""
    from fieldkit.commands import library, opening
    from fieldkit.store.drafts import Drafts
    from fieldkit.ui.canvas import Canvas
    from fieldkit.ui.screen import FullScreen

    def stored(seconds: float) -> None:
        _committed[0] += seconds

    for name in ("step",):
        if hasattr(Drafts, name):
            setattr(Drafts, name, _timed(getattr(Drafts, name), stored))
    opens = vars(opening)["open_store"]
    vars(opening)["open_store"] = _timed(opens, lambda _: moments.update(accepted=time.monotonic()))
    vars(library)["shipped_forms"] = lambda: Path(os.environ[FORMS])
    FullScreen.question = _question(FullScreen.question)  # type: ignore[method-assign]
    Canvas._redraw = _redrawn(Canvas._redraw)  # type: ignore[method-assign]
    Canvas._fragments = _kept(Canvas._fragments)  # type: ignore[method-assign]


def _question(question: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*args: Any, **named: Any) -> Any:
        now = time.perf_counter()
        if _left:
            noted["commit"].append(_committed[0])
            noted["logic"].append(now - _left.pop() - _committed[0])
        _asked[:] = [now]
        reply = question(*args, **named)
        if type(reply).__name__ == "Leave":
            held.update(memory())
        _committed[0] = 0.0
        _left[:], _worked[:] = [time.perf_counter()], [time.process_time()]
        return reply

    return timed


def _redrawn(redraw: Callable[..., None]) -> Callable[..., None]:
    def timed(canvas: Any, app: Any) -> None:
        redraw(canvas, app)
        _style[:] = [app.style]
        if _asked:
            noted["draw"].append(time.perf_counter() - _asked.pop())
            noted["busy"].append(time.process_time() - _worked.pop())
            frames.append(_shown[0])

    return timed


def _kept(fragments: Callable[..., Any]) -> Callable[..., Any]:
    def kept(*args: Any) -> Any:
        _shown[0] = fragments(*args)
        return _shown[0]

    return kept


# --- yardsticks ------------------------------------------------------------------------------------------------


def bare_inserts() -> list[float]:
    """Seconds of each of some bare SQLCipher inserts of one row, with the store's pragmas."""
    from fieldkit.store.opening import open_database

    with tempfile.TemporaryDirectory() as folder:
        bare = open_database(Path(folder) / "bare.db", secrets.token_bytes(32))
        with contextlib.closing(bare):
            bare.execute(TABLE)
            found: list[float] = []
            for n in range(BARE_ROWS):
                _timed(bare.execute, found.append)("INSERT INTO t VALUES (?,?,?,?,?,?,?,?)", (n, *ROW))
            return found


def bare_redraws() -> list[float]:
    """Seconds in which prompt_toolkit alone draws each of the same screens after the one before."""
    from prompt_toolkit.application import Application
    from prompt_toolkit.application.current import set_app
    from prompt_toolkit.layout import FormattedTextControl, Layout, Window

    now: list[Any] = [[]]
    control = FormattedTextControl(lambda: now[0])
    app: Application[None] = Application(
        layout=Layout(Window(control)), style=_style[0], include_default_pygments_style=False, full_screen=True
    )
    found: list[float] = []
    with set_app(app):
        for shown in frames:
            now[0] = shown
            app.render_counter += 1
            _timed(app.renderer.render, found.append)(app, app.layout)
        app.renderer.erase()
    return found[1:]


if __name__ == "__main__":
    put_clocks_in()
    from fieldkit.cli import entry

    with contextlib.suppress(SystemExit):
        entry()
    facts = {**noted, "bare insert": bare_inserts(), "bare redraw": bare_redraws()}
    found = {"seconds": facts, "moments": moments, "memory": held}
    Path(os.environ[OUT]).write_text(json.dumps(found), encoding="utf-8")
