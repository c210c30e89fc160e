"""A headquarters and a laptop in one folder, whose screens are drawn as text: what docs/examples.md is made from.

Stores, keys, forms, bundles and commands are the real ones. The clock and the generator of random numbers are fixed, so
that codes and hours are the same every time; and instead of a person at a keyboard, a table of answers replies.
"""

import contextlib
import dataclasses
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from fieldkit.cli import main
from fieldkit.commands.beginning import begin
from fieldkit.commands.conducting import conduct
from fieldkit.commands.contacts import office_of
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.library import form_file
from fieldkit.commands.opening import machine_of
from fieldkit.commands.telling import tell_code
from fieldkit.forms.interview import QuestionView, Reply, SetLanguage
from fieldkit.ports import Env, Instant
from fieldkit.result import Json
from fieldkit.store import calibration
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.store import Store, open_store
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.passphrases import FilePassphrases
from fieldkit.ui.scenes import Inner, OverviewScene, QuestionScene, SheetScene
from fieldkit.ui.screen import FullScreen
from fieldkit.ui.terminal import LineTerminal

WIDTH, HEIGHT = 80, 24
BEGINS_MS = 1_795_503_600_000
"""24 November 2026, 09:00 in Kigali."""
SECONDS_A_SCREEN = 12
DUTY, DEPUTY = "+250 700 000 000", "+250 700 000 001"
PASSPHRASE = "an invented passphrase"
SAME: Mapping[str, str] = MappingProxyType({})
SEARCHED = 60
"""In a list longer than this one types the beginning of a word instead of a number."""
NON_ANSWERS = {"dk": Command.DONT_KNOW, "ref": Command.REFUSED, "blank": Command.SKIP}


@dataclass(slots=True)
class FixedClock:
    """A clock that stands until it is moved."""

    utc_ms: int = BEGINS_MS

    def now(self) -> Instant:
        return Instant(self.utc_ms, 120, self.utc_ms - BEGINS_MS, "an-invented-boot")

    def pass_seconds(self, seconds: int) -> None:
        self.utc_ms += seconds * 1000


@dataclass(slots=True)
class FixedEntropy:
    """Bytes that look random and are the same every time. Only for invented people: keys made of them are no secret."""

    seed: str
    given: int = 0

    def token(self, size: int) -> bytes:
        self.given += 1
        return hashlib.shake_256(f"{self.seed} {self.given}".encode()).digest(size)


@dataclass(frozen=True, slots=True)
class Shown:
    """One screen: the question's name, or the title of a page; its rows as they are drawn."""

    name: str
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.rows).rstrip()


class Drawn(FullScreen):
    """The full screen without a terminal: each screen is kept as text, and a table of answers presses the keys.

    Page by page: a question is first drawn as it comes, then, once the arrow or the marks stand where the answer is,
    as it is given. Kept is the second.
    """

    def __init__(self, answers: Mapping[str, Json], clock: FixedClock, languages: Mapping[str, str]) -> None:
        super().__init__(Occasion())
        self.answers = answers
        self.clock = clock
        self.languages = languages
        self.shown: list[Shown] = []
        self.asked: set[str] = set()

    def _show(self, scene: Inner) -> Reply:
        if isinstance(scene, QuestionScene):
            return self._answered(scene)
        if isinstance(scene, OverviewScene):
            return self._kept(scene, "overview", (Key.END, Key.ENTER))
        assert isinstance(scene, SheetScene)
        return self._read(scene)

    def _read(self, scene: SheetScene) -> Reply:
        """Read a page to its end; each part of a long one is a screen of its own."""
        name = _title(scene)
        while True:
            before = self._draw(scene, name)
            scene.press(Key.PAGE_DOWN)
            if _rows(scene) == before:
                reply = scene.press(Key.ENTER)
                assert reply is not None
                return reply

    def _answered(self, scene: QuestionScene) -> Reply:
        view = scene.page.view
        name = view.name or "menu"
        if self.languages.get(name, view.language) != view.language:
            return SetLanguage(self.languages[name])
        assert view.error is None, f"{name}: {view.error}"
        if name in self.answers:
            self.asked.add(name)
        keys = keys_for(view, self.answers.get(name))
        return self._kept(scene, name, keys)

    def _kept(self, scene: Inner, name: str, keys: Sequence[Key | Command | str]) -> Reply:
        _rows(scene)
        for key in keys[:-1]:
            assert scene.press(key) is None, f"{name}: {key!r} left the screen"
        self._draw(scene, name)
        reply = scene.press(keys[-1])
        assert reply is not None, "\n".join([f"{name} does not take its answer:", *_rows(scene)])
        return reply

    def _draw(self, scene: Inner, name: str) -> tuple[str, ...]:
        rows = _rows(scene)
        self.shown.append(Shown(name, rows))
        self.clock.pass_seconds(SECONDS_A_SCREEN)
        return rows


def keys_for(view: QuestionView, answer: Json) -> Sequence[Key | Command | str]:
    """Return what a person presses to give an answer: numbers, letters, a fixed key for what is no answer."""
    if view.kind == "note" or view.at_end:
        return (Key.ENTER,)
    if isinstance(answer, Mapping):
        return (NON_ANSWERS[str(answer["nr"])],)
    if answer is None:
        return (Command.SKIP,) if view.name else ("2", Key.ENTER)
    if not view.choices:
        return (*str(answer), *((Key.ENTER, Key.ENTER) if view.multiline else ()), Key.ENTER)
    values = [choice.value for choice in view.choices]
    if len(values) > SEARCHED:
        return _searched(view, answer)
    if isinstance(answer, Sequence) and not isinstance(answer, str):
        marks = [key for one in answer for key in (*str(values.index(str(one)) + 1), " ")]
        return (*marks, Key.ENTER)
    return (*str(values.index(str(answer)) + 1), Key.ENTER)


def _searched(view: QuestionView, answer: Json) -> Sequence[Key | Command | str]:
    """Return what finds an answer in a long list: the first letters of its words; Space where several may be marked."""
    several = isinstance(answer, list)
    wanted = answer[0] if isinstance(answer, list) else answer
    label = next(choice.label for choice in view.choices if choice.value == wanted)
    return (*label.lower()[:5], *((" ",) if several else ()), Key.ENTER)


def _rows(scene: Inner) -> tuple[str, ...]:
    drawn = scene.draw(WIDTH, HEIGHT)
    return tuple("".join(text for _, text in row).rstrip() for row in drawn.rows)


def _title(scene: SheetScene) -> str:
    return _rows(scene)[0].strip()


class _Window(io.StringIO):
    """Says that it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@dataclass(slots=True)
class Machine:
    """One person's computer, its store held open as in a sitting."""

    home: Path
    clock: FixedClock
    entropy: FixedEntropy
    held: Store | None = None

    def env(self, *, drawn: bool = False) -> Env:
        secret = self.home.parent / "passphrase"
        return Env(
            home=self.home,
            clock=self.clock,
            entropy=self.entropy,
            terminal=LineTerminal(plain=not drawn, stdin=io.StringIO(), stderr=io.StringIO()),
            passphrases=FilePassphrases(str(secret), warn=lambda _: None),
            platform=SystemPlatform(),
        )

    def open(self) -> Store:
        if self.held is None:
            self.held = open_store(self.home, PASSPHRASE, machine=machine_of(self.env()))
        return self.held

    def types(self, *words: str, held: bool = True, drawn: bool = False) -> str:
        """Run a command and return what it writes; `drawn`: as on a terminal of 80 columns, without colours."""
        out, err = _Window() if drawn else io.StringIO(), io.StringIO()
        env = self.env(drawn=drawn)
        env = dataclasses.replace(env, held=self.open()) if held else env
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(words, env=env)
        if status != 0:
            raise RuntimeError(f"fieldkit {' '.join(words)} ended with {status}: {err.getvalue()}")
        return out.getvalue()

    def fills(
        self, form: str, answers: Mapping[str, Json], about: str = "", languages: Mapping[str, str] = SAME
    ) -> "Interview":
        """Fill a form to its end, its screens drawn; return them and the code. `languages`: from which question on the
        screens speak another one."""
        store, env = self.open(), self.env()
        office, shown = office_of(card_of(store)), Drawn(answers, self.clock, languages)
        draft = begin(store, office, form_file(form), "en", env, about.replace("-", ""))
        done = conduct(store, office, draft, shown, env)
        missing = set(answers) - shown.asked
        if missing:
            raise RuntimeError(f"{form} never asked {sorted(missing)}")
        return Interview(tell_code(draft.code), tuple(shown.shown), done.lines)


@dataclass(frozen=True, slots=True)
class Interview:
    """A form that was filled: its code, its screens in order, what stood there afterwards."""

    code: str
    screens: tuple[Shown, ...]
    lines: tuple[str, ...] = ()

    def screen(self, name: str, number: int = 0) -> Shown:
        """Return the screen of a question, or of a page by its title."""
        found = [one for one in self.screens if one.name == name]
        assert found, f"{name}: {[one.name for one in self.screens]}"
        return found[number]


@dataclass(slots=True)
class Stage:
    """The folder, its two computers and a stick."""

    root: Path
    clock: FixedClock = field(default_factory=FixedClock)
    hq: Machine = field(init=False)
    laptop: Machine = field(init=False)

    def __post_init__(self) -> None:
        self.hq = Machine(self.root / "hq", self.clock, FixedEntropy("hq"))
        self.laptop = Machine(self.root / "laptop", self.clock, FixedEntropy("laptop"))

    @property
    def stick(self) -> str:
        return str(self.root / "stick")

    def set_up(self) -> None:
        """Make headquarters, its card, the laptop; enrol it."""
        (self.root / "stick").mkdir()
        secret = self.root / "passphrase"
        SystemPlatform().write_private(secret, f"{PASSPHRASE}\n".encode())
        card, request = str(self.root / "hq.card"), str(self.root / "device.request")
        recovery = ("--recovery-file", str(self.root / "recovery"))
        self.hq.types("hq", "init", "--name", "Protection office", "--person", "Focal point", *recovery, held=False)
        phones = ("--duty-phone", DUTY, "--deputy-phone", DEPUTY)
        self.hq.types("hq", "card", "-o", card, *phones, "--approve", "all:en,rw,fr,sw,rn", "--use", "practice")
        named = ("--post", "Rusumo", "--person", "Field worker", "-o", request)
        self.laptop.types("init", "--hq", card, *named, "--fingerprint", _fingerprint(Path(card)), held=False)
        self.hq.types("hq", "enrol", request, "--fingerprint", _fingerprint(Path(request)))

    def close(self) -> None:
        for machine in (self.hq, self.laptop):
            if machine.held is not None:
                machine.held.close()


def _fingerprint(file: Path) -> str:
    from fieldkit.sync.bundle.card import read_card, read_request

    data = file.read_bytes()
    read = read_request if b"fieldkit-device-request" in data[:4096] else read_card
    return "".join(read(data).fingerprint)


@contextlib.contextmanager
def staged(root: Path) -> Iterator[Stage]:
    """Give a headquarters and a laptop that know each other. Unlocking is at its quickest: nothing here is secret."""
    measured = calibration.free_memory_kib
    vars(calibration)["free_memory_kib"] = lambda: 0
    stage = Stage(root)
    try:
        stage.set_up()
        yield stage
    finally:
        stage.close()
        vars(calibration)["free_memory_kib"] = measured


__all__ = ["Interview", "Machine", "Shown", "Stage", "staged"]
