"""Who is there: how long no key was pressed, whether the laptop slept, whether the program is to stop.

Rules are values; the clock is the one that nobody can set and that counts sleep. A prompt waits inside `waiting`, the
full screen inside `caught`: there the signals that close, end or suspend a program are not the end but a reason to
hide, so that the caller stores what is to be stored and closes in order. What a system lacks: docs/platform.md.
"""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from fieldkit.ports import Hidden, WhyHidden
from fieldkit.ui.steady import steady_ms
from fieldkit.ui.streams import is_terminal, wipe

SHORTEST_S, LONGEST_S = 30.0, 3600.0
"""What a policy may ask for: shorter would lock in the middle of a sentence, longer is no lock."""

SLEPT_MS = 20_000
"""A gap between two ticks from which on the machine counts as having slept."""

TICK_S = 1.0


@dataclass(frozen=True, slots=True)
class LockRules:
    """After how many seconds without a key the store is locked, and the screen emptied."""

    idle_s: float = 300.0
    blank_s: float = 120.0

    @staticmethod
    def of(setting: object) -> "LockRules":
        """Return the rules of a stored policy; what it does not say, or says wrongly, is as built in."""
        told = setting if isinstance(setting, Mapping) else {}
        usual = LockRules()
        return LockRules(_bounded(told.get("idle_s"), usual.idle_s), _bounded(told.get("blank_s"), usual.blank_s))


def _bounded(value: object, usual: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return usual
    return min(max(float(value), SHORTEST_S), LONGEST_S)


class Attention:
    """How long ago somebody pressed a key. Ask `lapse` once a tick."""

    def __init__(self, rules: LockRules, clock: Callable[[], int] = steady_ms) -> None:
        self._rules, self._clock = rules, clock
        self._idle_from = self._blank_from = self._looked = clock()

    def touched(self) -> None:
        """Somebody pressed a key, or is asked only now."""
        self._idle_from = self._blank_from = self._looked = self._clock()

    def lapse(self, *, rests: bool = False) -> WhyHidden | None:
        """Return why to lock now, or None. While the screen rests nobody needs to press anything."""
        now = self._clock()
        gap, self._looked = now - self._looked, now
        if gap > SLEPT_MS:
            return "suspend"
        if rests:
            self._idle_from = now
        return "idle" if now - self._idle_from >= self._rules.idle_s * 1000 else None

    @property
    def blank(self) -> bool:
        """Whether the screen is to be empty by now."""
        return self._clock() - self._blank_from >= self._rules.blank_s * 1000


# --- signals -----------------------------------------------------------------------------------------------

_WHY: dict[str, WhyHidden] = {"SIGTSTP": "suspend", "SIGHUP": "closed", "SIGTERM": "closed", "SIGBREAK": "closed"}
"""Signals by name: Windows has only the last two."""


@contextlib.contextmanager
def caught(arrived: Callable[[WhyHidden], None]) -> Iterator[None]:
    """Hand the signals of `_WHY` to `arrived`. After one came, a second hang-up does not cut the closing short."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    known = {getattr(signal, name): why for name, why in _WHY.items() if hasattr(signal, name)}
    came: list[int] = []

    def handler(number: int, _: object) -> None:
        came.append(number)
        arrived(known[signal.Signals(number)])

    before = {number: signal.signal(number, handler) for number in known}
    try:
        yield
    finally:
        for number, old in before.items():
            if signal.getsignal(number) is not handler:  # `gone` was said meanwhile
                continue
            ending = bool(came) and signal.Signals(number).name in ("SIGHUP", "SIGTSTP")
            signal.signal(number, signal.SIG_IGN if ending else old if old is not None else signal.SIG_DFL)


def gone() -> None:
    """The terminal went away, and was missed before its signal came: the hang-up that the other process of a sitting
    hands on a moment later must not cut the closing short either."""
    if hasattr(signal, "SIGHUP") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


_handed_on: list[WhyHidden] = []


def hand_on(why: WhyHidden) -> None:
    """Keep a signal that came when nobody was asked any more, for whoever asks next in this process."""
    _handed_on[:] = [why]


def handed_on() -> "WhyHidden | None":
    """Return the signal that is still to be minded, once."""
    return _handed_on.pop() if _handed_on else None


# --- prompts that read a line ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Held:
    """What is watched while a store is open; `at_once` ends the process where nothing can interrupt a reading one."""

    rules: LockRules
    at_once: Callable[[WhyHidden], None]


_held: list[_Held] = []
"""The open stores of this process, at most one: signals and the keyboard belong to the process as well."""


def rules_now() -> LockRules:
    """Return the rules of the store that is open, or those that are built in."""
    return _held[-1].rules if _held else LockRules()


@contextlib.contextmanager
def held_open(rules: LockRules, at_once: Callable[[WhyHidden], None]) -> Iterator[None]:
    """Watch every prompt meanwhile; Ctrl-Z outside a prompt does nothing: a stopped process would keep the key."""
    _held.append(_Held(rules, at_once))
    stop = getattr(signal, "SIGTSTP", None)
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(stop, signal.SIG_IGN) if stop is not None and main else None
    try:
        yield
    finally:
        _held.pop()
        if stop is not None and before is not None:
            signal.signal(stop, before)


@contextlib.contextmanager
def waiting(
    stream: TextIO | None, deliver: "Callable[[WhyHidden], bool] | None" = None, *, rests: bool = False
) -> Iterator[None]:
    """Wait for a line from `stream`. Without `deliver` the reason to hide is raised here, out of the reading call; with
    it, it is handed over, again every second until it was taken (True). `rests`: nobody need press a key.

    Raises: Hidden, after the screen was emptied.
    """
    if not is_terminal(stream):
        yield
        return
    try:
        with _watched(deliver, rests=rests):
            yield
    except Hidden:
        wipe()
        raise


@contextlib.contextmanager
def _watched(deliver: "Callable[[WhyHidden], bool] | None", *, rests: bool = False) -> Iterator[None]:
    attention = Attention(_held[-1].rules) if _held else None
    before = handed_on()
    pending: list[WhyHidden] = [before] if before is not None else []

    def arrived(why: WhyHidden) -> None:
        if deliver is None:
            raise Hidden(why)
        if not deliver(why):
            pending[:] = [why]

    def tick() -> None:
        why = pending[0] if pending else attention.lapse(rests=rests) if attention is not None else None
        if why is not None:
            arrived(why)

    with caught(arrived), _ticking(tick, attention, deliver is not None):
        yield


@contextlib.contextmanager
def _ticking(tick: Callable[[], None], attention: Attention | None, delivers: bool) -> Iterator[None]:
    """Call `tick` every second: by a timer signal, which also interrupts a reading call; else from a thread."""
    timer = getattr(signal, "setitimer", None)
    if timer is None or threading.current_thread() is not threading.main_thread():
        with _thread(tick, attention, delivers):
            yield
        return
    before = signal.signal(signal.SIGALRM, lambda *_: tick())
    timer(signal.ITIMER_REAL, TICK_S, TICK_S)
    try:
        yield
    finally:
        timer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before if before is not None else signal.SIG_DFL)


@contextlib.contextmanager
def _thread(tick: Callable[[], None], attention: Attention | None, delivers: bool) -> Iterator[None]:
    """Without a timer signal a reading call cannot be interrupted: there the process ends at once, which loses nothing
    that was answered."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(TICK_S):
            if delivers:
                tick()
                continue
            why = attention.lapse() if attention is not None else None
            if why is not None and _held:
                wipe()
                _held[-1].at_once(why)

    thread = threading.Thread(target=run, name="fieldkit watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
