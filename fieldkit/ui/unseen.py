"""Read one line that nobody sees, not even its length: passphrases. Hiding and danger work while it is typed.

The terminal is in raw mode meanwhile, so that no key reaches anybody else. Where there is no raw mode, getpass reads.
"""

import asyncio
import contextlib
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fieldkit import errors
from fieldkit.ports import Hidden, WhyHidden
from fieldkit.ui.messages import current, say
from fieldkit.ui.streams import can_draw, drop_typed, encodable, is_terminal, talk_output
from fieldkit.ui.watch import waiting

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyPress

MOST = 1000
"""Characters of a line; a paste of a whole file is no passphrase."""

POLICE = "112"


def read_unseen(prompt: str) -> str:
    """Ask on stderr and read one line without showing anything.

    Raises: NotATerminal, KeyboardInterrupt, Hidden.
    """
    if not is_terminal(sys.stdin):
        raise _nobody()
    keyboard = _keyboard()
    if keyboard is None:
        return _by_getpass(prompt)
    line = _Line(prompt)
    try:
        with waiting(sys.stdin, line.hide):
            typed = asyncio.run(line.read(keyboard))
    except EOFError:
        raise _nobody() from None
    finally:
        _end_line()
    return typed


def danger_now() -> tuple[str, ...]:
    """Return what to do in immediate danger where no card of headquarters is open yet."""
    language = current()
    steps = (f"- {say(language, key)}" for key in ("danger.stop", "danger.calm", "danger.move"))
    return (say(language, "danger.title"), *steps, f"{say(language, 'danger.call')} {POLICE}")


class _Line:
    """The line as it is typed."""

    def __init__(self, prompt: str) -> None:
        self._prompt = prompt
        self._typed: list[str] = []
        self._done: asyncio.Future[str] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def read(self, keyboard: "Input") -> str:
        self._loop = asyncio.get_running_loop()
        self._done = self._loop.create_future()
        with keyboard.raw_mode(), _pastes_in_brackets(), keyboard.attach(lambda: self._keys(keyboard)):
            drop_typed()  # what was typed before anybody asked belongs to nothing
            self._ask()  # only now: what is typed after it is not shown
            return await self._done

    def hide(self, why: WhyHidden) -> bool:
        """End the line because of a signal or because nobody typed. False before it has begun."""
        if self._loop is None:
            return False
        self._loop.call_soon_threadsafe(self._end, Hidden(why))
        return True

    def _end(self, ending: str | BaseException) -> None:
        if self._done is None or self._done.done():
            return
        if isinstance(ending, str):
            self._done.set_result(ending)
        else:
            self._done.set_exception(ending)

    def _keys(self, keyboard: "Input") -> None:
        self._press(keyboard.read_keys())
        if keyboard.closed:
            self._end(EOFError())

    def _press(self, keys: "Sequence[KeyPress]") -> None:
        from prompt_toolkit.keys import Keys

        endings: dict[object, BaseException] = {
            Keys.ControlC: KeyboardInterrupt(),
            Keys.ControlQ: Hidden("key"),
            Keys.ControlZ: Hidden("suspend"),
        }
        for press in keys:
            if press.key in endings:
                self._end(endings[press.key])
            elif press.key in (Keys.ControlM, Keys.ControlJ):
                self._end("".join(self._typed))
            elif press.key is Keys.ControlD and not self._typed:
                self._end(EOFError())
            elif press.key in (Keys.ControlH, Keys.Backspace):
                del self._typed[-1:]
            elif press.key is Keys.ControlU:
                self._typed.clear()
            elif press.key is Keys.ControlG:
                self._danger()
            else:
                self._add(press)

    def _add(self, press: "KeyPress") -> None:
        """Add what was typed or pasted; a paste never presses Enter."""
        pasted = press.key == "<bracketed-paste>"
        if pasted or len(press.key) == 1:
            kept = [" " if one.isspace() else one for one in press.data if one.isspace() or one.isprintable()]
            self._typed += kept[: MOST - len(self._typed)]

    def _danger(self) -> None:
        lines = [encodable(line, sys.stderr.encoding or "utf-8") for line in ("", *danger_now(), "")]
        sys.stderr.write("\n".join(lines) + "\n")
        self._ask()

    def _ask(self) -> None:
        sys.stderr.write(encodable(self._prompt, sys.stderr.encoding or "utf-8").rstrip() + " ")
        sys.stderr.flush()


def _keyboard() -> "Input | None":
    """Return the keyboard of the terminal, or None where it cannot be had raw."""
    from prompt_toolkit.input import create_input

    try:
        keyboard = create_input(sys.stdin)
    except (ImportError, OSError, AssertionError):
        return None
    return keyboard if type(keyboard).__name__ in ("Vt100Input", "Win32Input") else None


@contextlib.contextmanager
def _pastes_in_brackets() -> Iterator[None]:
    """Have pastes marked as such where escape sequences may be sent."""
    if not can_draw():
        yield
        return
    output = talk_output()
    output.enable_bracketed_paste()
    output.flush()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            output.disable_bracketed_paste()
            output.flush()


def _end_line() -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write("\n")
        sys.stderr.flush()


def _by_getpass(prompt: str) -> str:
    import getpass

    try:
        return getpass.getpass(prompt.rstrip() + " ", stream=sys.stderr)
    except EOFError:
        raise _nobody() from None


def _nobody() -> errors.NotATerminal:
    return errors.NotATerminal(what="a passphrase", option="--passphrase-file FILE")
