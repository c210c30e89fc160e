"""The alternate screen of a terminal, held by one prompt_toolkit application that lives from question to question.

The event loop runs only while somebody is asked: the caller can commit an answer in between. Nothing stays in the
scrollback. There is no history, no clipboard and no window title.
"""

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

from fieldkit import errors
from fieldkit.forms.interview import QuickExit, Reply
from fieldkit.ui.drawing import Drawn
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.streams import encodable, talk_output

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.data_structures import Point
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

STYLE = {
    "title": "bold",
    "banner": "reverse",
    "question": "bold",
    "arrow": "bold",
    "pointed": "bold ansicyan",
    "typed": "bold",
    "problem": "bold ansiyellow",
    "key": "reverse",
    "danger": "reverse bold ansired",
}
"""Looks of the parts. Colour only repeats what an arrow, a mark or a word already says."""


INTERRUPT = "\x03"
"""Ctrl-C: not an answer and not a command; the caller sees KeyboardInterrupt."""

URGENT = (Command.DANGER, Command.QUICK_EXIT, Command.LEAVE)
"""Keys that count even when they were pressed while the screen was busy."""

_KEYS: dict[str, Key | Command | str] = {
    **{f"c-{command.value}": command for command in Command},
    "c-c": INTERRUPT,
    "<sigint>": INTERRUPT,
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
    """What the canvas shows: drawn for a size, changed by keys until it has a reply."""

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

    def __init__(self) -> None:
        self._scene: Scene = _Blank()
        self._drawn = Drawn((), (0, 0))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._app: Application[None] | None = None
        self._running: asyncio.Task[None] | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._early: list[Command] = []

    def show(self, scene: Scene) -> Reply:
        """Draw a scene and wait for its reply.

        Raises: KeyboardInterrupt, NotATerminal.
        """
        loop, app = self._open()
        self._scene, self._reply = scene, loop.create_future()
        if self._running is None:
            self._running = loop.create_task(_run(app))
        else:
            self._redraw(app)
        done = loop.run_until_complete(_first(self._reply, self._running))
        if done is self._running:
            self.close()
            raise errors.NotATerminal(what="an answer", option="--answers FILE")
        return self._reply.result()

    def _redraw(self, app: "Application[None]") -> None:
        """Draw now. What was typed before the person could see this scene answers nothing; a call for help does."""
        from prompt_toolkit.application.current import set_app

        early = [translate(press.key, press.data) for press in app.input.read_keys()]
        app.render_counter += 1  # what was drawn for an earlier scene is kept under this number
        with set_app(app):
            app.renderer.render(app, app.layout)
        for command in (*self._early, *early):
            if command in URGENT:
                self._press(command)
        self._early.clear()

    def close(self) -> None:
        """Leave the alternate screen; the terminal shows again what it showed before."""
        if self._loop is None:
            return
        loop, app, running = self._loop, self._app, self._running
        self._scene, self._loop, self._app, self._running = _Blank(), None, None, None
        if app is not None and running is not None:
            if app.is_running and not running.done():
                app.exit()
            loop.run_until_complete(asyncio.gather(running, return_exceptions=True))
        loop.close()

    def _open(self) -> "tuple[asyncio.AbstractEventLoop, Application[None]]":
        if self._loop is None or self._app is None:
            self._loop, self._app = asyncio.new_event_loop(), self._application()
            self._loop.set_exception_handler(self._broken)
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
            style=Style.from_dict(STYLE),
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
        self._drawn = self._scene.draw(size.columns, size.rows)
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
        if reply is None or reply.done():
            if isinstance(pressed, Command) and pressed in URGENT:
                self._early.append(pressed)
            return
        if pressed is INTERRUPT:
            reply.set_exception(KeyboardInterrupt())
            return
        answer = self._scene.press(pressed) if pressed is not None else None
        if isinstance(answer, QuickExit) and self._app is not None:
            self._scene = _Blank()
            self._app.renderer.clear()
        if answer is not None:
            reply.set_result(answer)

    def _broken(self, _: object, context: dict[str, Any]) -> None:
        """A bug while drawing or pressing: hand it to the caller instead of waiting for ever."""
        failure = context.get("exception")
        if self._reply is not None and not self._reply.done() and isinstance(failure, BaseException):
            self._reply.set_exception(failure)


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
        return  # the terminal went away: `show` says so


async def _first(reply: "asyncio.Future[Reply]", running: "asyncio.Task[None]") -> object:
    await asyncio.wait((reply, running), return_when=asyncio.FIRST_COMPLETED)
    return reply if reply.done() else running
