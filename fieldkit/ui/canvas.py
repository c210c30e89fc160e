"""The alternate screen of a terminal, held by one prompt_toolkit application that lives from question to question.

The event loop runs only while somebody is asked: the caller can commit an answer in between. Nothing stays in the
scrollback. There is no history, no clipboard and no window title. Once a second the canvas looks whether somebody is
still there: without a key the screen goes empty, then everything is hidden, as it is when the laptop slept or the
program is to be suspended or ended.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from fieldkit.forms.interview import Leave, QuickExit, Reply
from fieldkit.ports import WhyHidden
from fieldkit.ui.drawing import Drawn
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.looks import LOOKS, worn
from fieldkit.ui.steady import steady_ms
from fieldkit.ui.streams import drop_typed, encodable, talk_output, wipe
from fieldkit.ui.watch import TICK_S, Attention, LockRules, caught, gone, hand_on, handed_on, rules_now

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.data_structures import Point
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

INTERRUPT = "\x03"
"""Ctrl-C: not an answer and not a command; the caller sees KeyboardInterrupt."""

SUSPEND = "\x1a"
"""Ctrl-Z: a program that is stopped would keep the key and leave its screen; everything is hidden instead."""

URGENT: tuple[Key | Command | str, ...] = (SUSPEND, Command.DANGER, Command.QUICK_EXIT, Command.LEAVE)
"""Keys that count even when they were pressed while the screen was busy."""

_KEYS: dict[str, Key | Command | str] = {
    **{f"c-{command.value}": command for command in Command},
    "c-c": INTERRUPT,
    "<sigint>": INTERRUPT,
    "c-z": SUSPEND,
    "c-m": Key.ENTER,
    "c-j": Key.ENTER,
    "c-h": Key.BACKSPACE,
    "delete": Key.DELETE,
    "up": Key.UP,
    "down": Key.DOWN,
    "left": Key.LEFT,
    "right": Key.RIGHT,
    "home": Key.HOME,
    "end": Key.END,
    "pageup": Key.PAGE_UP,
    "pagedown": Key.PAGE_DOWN,
}


class Scene(Protocol):
    """What the canvas shows: drawn for a size, changed by keys until it has a reply.

    It may have `typed`, the text that is being typed, and `rests`, True where nobody needs to press a key: then nothing
    locks, and only the screen goes empty.
    """

    def draw(self, width: int, height: int) -> Drawn: ...

    def press(self, key: Key | Command | str) -> "Reply | None": ...


class _Blank:
    """The neutral screen of a quick exit."""

    def draw(self, width: int, height: int) -> Drawn:  # noqa: ARG002
        return Drawn((), (0, 0))

    def press(self, key: Key | Command | str) -> "Reply | None":  # noqa: ARG002
        return None


class Canvas:
    """The screen. `show` draws a scene and returns its reply; the application stays until `close`."""

    def __init__(self, rules: LockRules | None = None, *, clock: Callable[[], int] = steady_ms) -> None:
        self._attention = Attention(rules or rules_now(), clock)
        self._scene: Scene = _Blank()
        self._drawn = Drawn((), (0, 0))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._app: Application[None] | None = None
        self._running: asyncio.Task[None] | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._early: list[Key | Command | str] = []
        self._blanked = self._hidden = False
        self._signalled: WhyHidden | None = None
        self._signals = contextlib.ExitStack()
        self._ticker: asyncio.TimerHandle | None = None

    def show(self, scene: Scene) -> Reply:
        """Draw a scene and wait for its reply. A terminal that went away is a QuickExit as well.

        Raises: KeyboardInterrupt.
        """
        loop, app = self._open()
        self._scene, self._reply = scene, loop.create_future()
        self._attention.touched()
        if self._signalled is not None:
            self._hide(self._signalled)
        elif self._running is None:
            drop_typed()  # before anything could be seen
            self._running = loop.create_task(_run(app))
        else:
            self._redraw(app)
        if self._running is not None:
            self._wait(loop, self._reply, self._running)
        return self._reply.result()

    def _wait(
        self, loop: asyncio.AbstractEventLoop, reply: "asyncio.Future[Reply]", running: "asyncio.Task[None]"
    ) -> None:
        """Run the loop until there is a reply. When the application ended instead, the terminal went away, or a bug
        ended it."""
        self._ticker = loop.call_later(TICK_S, self._tick)
        try:
            done = loop.run_until_complete(_first(reply, running))
        finally:
            if self._ticker is not None:
                self._ticker.cancel()
        if done is not running:
            return
        failure = running.exception()
        if failure is not None and not isinstance(failure, OSError):
            self.close()
            raise failure
        gone()
        self._hide("closed")

    def _redraw(self, app: "Application[None]") -> None:
        """Draw now. What was typed before the person could see this scene answers nothing; a call for help does."""
        from prompt_toolkit.application.current import set_app

        early = [translate(press.key, press.data) for press in app.input.read_keys()]
        app.render_counter += 1  # what was drawn for an earlier scene is kept under this number
        with set_app(app):
            app.renderer.render(app, app.layout)
        for pressed in (*self._early, *early):
            if pressed in URGENT:
                self._press(pressed)
        self._early.clear()

    def close(self) -> None:
        """Leave the alternate screen; the terminal shows again what it showed before, after a QuickExit nothing."""
        if self._loop is None:
            return
        loop, app, running = self._loop, self._app, self._running
        self._scene, self._loop, self._app, self._running = _Blank(), None, None, None
        if app is not None and running is not None:
            if app.is_running and not running.done():
                app.exit()
            loop.run_until_complete(asyncio.gather(running, return_exceptions=True))
        if self._hidden:
            wipe()
        loop.close()
        self._signals.close()
        if self._signalled is not None and not self._hidden:  # it came while the last answer was being stored
            hand_on(self._signalled)
        self._signalled = None

    # --- is somebody there? ---

    def _tick(self) -> None:
        if self._loop is None or self._reply is None or self._reply.done():
            return
        self._ticker = self._loop.call_later(TICK_S, self._tick)
        why = self._lapse()
        if why is not None:
            self._hide(why)
        elif self._attention.blank and not self._blanked:
            self._blanked = True
            self._empty()

    def _lapse(self) -> WhyHidden | None:
        return self._attention.lapse(rests=bool(getattr(self._scene, "rests", False)))

    def _signal(self, why: WhyHidden) -> None:
        """Take a signal: at once where somebody is asked, else when the next scene is to be shown."""
        self._signalled = why
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._hide, why)

    def _hide(self, why: WhyHidden) -> None:
        """End the scene; what was being typed goes with the reply, so that it can be stored."""
        reply = self._reply
        if reply is None or reply.done():
            return
        reply.set_result(QuickExit(typed_in(self._scene), why))
        self._scene, self._hidden = _Blank(), True
        self._empty()

    def _empty(self) -> None:
        """Draw an empty screen, if there still is one."""
        if self._app is not None and self._running is not None and not self._running.done():
            with contextlib.suppress(OSError):
                self._app.renderer.clear()
                self._app.invalidate()

    def _open(self) -> "tuple[asyncio.AbstractEventLoop, Application[None]]":
        if self._loop is None or self._app is None:
            self._loop, self._app = asyncio.new_event_loop(), self._application()
            self._loop.set_exception_handler(self._broken)
            self._blanked = self._hidden = False
            self._signalled = handed_on()
            self._signals.enter_context(caught(self._signal))
        return self._loop, self._app

    def _application(self) -> "Application[None]":
        from prompt_toolkit.application import Application
        from prompt_toolkit.clipboard import DummyClipboard
        from prompt_toolkit.input import create_input
        from prompt_toolkit.layout import FormattedTextControl, Layout, Window
        from prompt_toolkit.styles import Style

        control = FormattedTextControl(self._fragments, focusable=True, get_cursor_position=self._cursor)
        return Application(
            layout=Layout(Window(control, wrap_lines=False, always_hide_cursor=False)),
            key_bindings=self._bindings(),
            style=Style.from_dict(dict(LOOKS[worn()])),
            include_default_pygments_style=False,
            clipboard=DummyClipboard(),
            full_screen=True,
            erase_when_done=True,
            enable_page_navigation_bindings=False,
            input=create_input(),
            output=talk_output(),
        )

    def _fragments(self) -> "StyleAndTextTuples":
        assert self._app is not None
        size = self._app.output.get_size()
        scene: Scene = _Blank() if self._blanked else self._scene
        self._drawn = scene.draw(size.columns, size.rows)
        spans: StyleAndTextTuples = []
        for index, row in enumerate(self._drawn.rows):
            spans += [("", "\n")] if index else []
            spans += [(style, encodable(text, self._app.output.encoding())) for style, text in row]
        return spans

    def _cursor(self) -> "Point":
        from prompt_toolkit.data_structures import Point

        row, column = self._drawn.cursor
        return Point(x=column, y=min(row, max(len(self._drawn.rows) - 1, 0)))

    def _bindings(self) -> "KeyBindings":
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.keys import Keys

        bindings = KeyBindings()
        # Eager and for any key: none of the library's own editing keys may act, nor keep what was typed.
        bindings.add(Keys.Any, eager=True)(self._key)
        bindings.add(Keys.SIGINT, eager=True)(self._key)
        return bindings

    def _key(self, event: "KeyPressEvent") -> None:
        press = event.key_sequence[0]
        self._press(translate(press.key, press.data))

    def _press(self, pressed: Key | Command | str | None) -> None:
        reply = self._reply
        lapsed = self._lapse()  # the key that wakes a laptop may come before the tick that would see that it slept
        self._attention.touched()
        if lapsed is not None and reply is not None:
            self._hide(lapsed)
        if reply is None or reply.done():
            if pressed in URGENT and pressed is not None:
                self._early.append(pressed)
            return
        if pressed is INTERRUPT:
            reply.set_exception(KeyboardInterrupt())
        elif pressed is SUSPEND:
            self._hide("suspend")
        elif pressed is Command.QUICK_EXIT:
            self._hide("key")
        elif not self._woken(pressed) and pressed is not None:
            typed = typed_in(self._scene)
            answer = self._scene.press(pressed)
            if answer is not None:
                reply.set_result(replace(answer, typed=typed) if isinstance(answer, Leave) else answer)

    def _woken(self, pressed: Key | Command | str | None) -> bool:
        """Bring an empty screen back; the key that did so does nothing else, unless somebody is in danger."""
        if not self._blanked:
            return False
        self._blanked = False
        if self._app is not None:
            self._app.invalidate()
        return pressed is not Command.DANGER

    def _broken(self, _: object, context: dict[str, Any]) -> None:
        """A bug while drawing or pressing: hand it to the caller instead of waiting for ever."""
        failure = context.get("exception")
        if self._reply is not None and not self._reply.done() and isinstance(failure, BaseException):
            self._reply.set_exception(failure)


def typed_in(scene: Scene) -> str:
    """Return the text that is being typed in a scene, "" where there is none."""
    return str(getattr(scene, "typed", ""))


def translate(key: str, data: str) -> Key | Command | str | None:
    """Return what a key of the terminal means here: a key, a command, typed or pasted text; None for all others."""
    name = str(getattr(key, "value", key))
    if name in _KEYS:
        return _KEYS[name]
    if name == "<bracketed-paste>":
        return data
    return data if len(name) == 1 and data.isprintable() else None


async def _run(app: "Application[None]") -> None:
    try:
        await app.run_async(set_exception_handler=False)
    except EOFError:
        return  # the terminal went away: `show` hides then


async def _first(reply: "asyncio.Future[Reply]", running: "asyncio.Task[None]") -> object:
    await asyncio.wait((reply, running), return_when=asyncio.FIRST_COMPLETED)
    return reply if reply.done() else running
