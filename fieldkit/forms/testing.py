"""Run the tests that a form carries (`tests:`), at a fixed moment and with fixed randomness. form-tools 2."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from fieldkit.forms.compare_expected import Comparison, Mismatch
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.coverage import Coverage, Reached
from fieldkit.forms.engine import State
from fieldkit.forms.expectations import ExpectationsReader
from fieldkit.forms.given_answers import AnswersReader, Filling, Path, Wrong
from fieldkit.forms.interview import start
from fieldkit.forms.model import TestCase
from fieldkit.forms.problems import Place, Problem, Problems, quoted
from fieldkit.forms.yaml_reader import List, Map, Node

DEFAULT_DAY = dt.date(2026, 1, 15)
"""`today()` of a test that gives no day; the time is noon."""
OFFSET_MIN = 120
_EPOCH = dt.date(1970, 1, 1)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

PlaceOf: TypeAlias = Callable[[int, Path], Place]


@dataclass(frozen=True, slots=True)
class TestRun:
    """One test after it ran: it passed when neither a mismatch nor a problem is left."""

    __test__ = False

    name: str
    place: Place
    mismatches: tuple[Mismatch, ...]
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        return not self.mismatches and not self.problems


@dataclass(frozen=True, slots=True)
class TestReport:
    """All tests of one form, and what none of them reached."""

    __test__ = False

    runs: tuple[TestRun, ...]
    coverage: Coverage

    @property
    def failed(self) -> int:
        return sum(not run.passed for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Noon:
    utc_ms: int
    offset_min: int = OFFSET_MIN


@dataclass(slots=True)
class FixedEntropy:
    """The same bytes in every run."""

    count: int = field(default=0)

    def token(self, size: int) -> bytes:
        self.count += 1
        return hashlib.shake_256(self.count.to_bytes(4, "big")).digest(size)


def run_tests(compiled: CompiledForm, place_of: PlaceOf | None = None) -> TestReport:
    """Run every test of a form. Raises nothing: a test that cannot run says so in its problems."""
    reached = Reached(compiled)
    runs = tuple(
        _run(compiled, case, number, place_of or _own_place(case), reached)
        for number, case in enumerate(compiled.form.tests)
    )
    return TestReport(runs, reached.coverage())


def problems_of_tests(compiled: CompiledForm, place_of: PlaceOf | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with the tests of a form before any of them runs: for `form check`."""
    found: list[Problem] = []
    for number, case in enumerate(compiled.form.tests):
        found += _problems(compiled, case, number, place_of or _own_place(case))
    return tuple(found)


def places_in(root: Node | None) -> PlaceOf:
    """Return where the parts of a form's tests stand in its file."""

    def place_of(number: int, path: Path) -> Place:
        node: Node | None = root.entries.get("tests") if isinstance(root, Map) else None
        place = (1, 1)
        for step in (number, *path):
            if isinstance(node, List) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                place = node.place
            elif isinstance(node, Map) and isinstance(step, str) and step in node.entries:
                place = node.key_place(step)
                node = node.entries[step]
        return place

    return place_of


def _own_place(case: TestCase) -> PlaceOf:
    return lambda _number, _path: case.place


def _run(compiled: CompiledForm, case: TestCase, number: int, place_of: PlaceOf, reached: Reached) -> TestRun:
    problems = _problems(compiled, case, number, place_of)
    if problems:
        return TestRun(case.name, case.place, (), problems)
    filling = _filled(compiled, case)
    reached.add(filling.state)
    mismatches = tuple(Comparison(filling).mismatches(case.expect))
    return TestRun(case.name, case.place, mismatches, tuple(_unsettled(filling.state, place_of(number, ()))))


def _unsettled(state: State, place: Place) -> Iterator[Problem]:
    if state.unsettled:
        what = "with these answers the form never comes to rest: the instances of a repeat change what counts them"
        yield Problem(*place, what, "let `repeat_count` read nothing that depends on its own instances")


def _filled(compiled: CompiledForm, case: TestCase) -> Filling:
    today = _day(case.today) or DEFAULT_DAY
    noon = ((today - _EPOCH).days * 24 + 12) * 3_600_000 - OFFSET_MIN * 60_000
    language = case.language or compiled.form.default_language
    if language not in compiled.form.languages:
        language = compiled.form.languages[0]
    state = start(compiled, language=language, today=today, now=_Noon(noon), entropy=FixedEntropy())
    filling = Filling(state)
    filling.fill(AnswersReader(compiled).read(case.answers, None, ()))
    return filling


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _ISO.match(text) else None
    except ValueError:
        return None


def _problems(compiled: CompiledForm, case: TestCase, number: int, place_of: PlaceOf) -> tuple[Problem, ...]:
    answers, expected = AnswersReader(compiled), ExpectationsReader(compiled.names, compiled.form)
    answers.read(case.answers, None, ("answers",))
    expected.read(case.expect, ("expect",))
    wrong = [*_wrong_frame(compiled, case), *answers.wrong, *expected.wrong]
    return tuple(_as_problems(wrong, number, place_of))


def _wrong_frame(compiled: CompiledForm, case: TestCase) -> Iterable[Wrong]:
    if case.language and case.language not in compiled.form.languages:
        known = compiled.form.languages
        what = f"the form has no language {quoted(case.language)}"
        yield Wrong(("language",), what, f"use one of: {', '.join(known)}", case.language, known)
    if case.today and _day(case.today) is None:
        yield Wrong(("today",), f"{quoted(case.today)} is no day", "write it as 2026-11-22")
    if not case.expect:
        yield Wrong((), f"the test {quoted(case.name)} expects nothing", "add `expect:` with names and values")


def _as_problems(wrong: Iterable[Wrong], number: int, place_of: PlaceOf) -> Iterable[Problem]:
    suggestions = Problems()
    for one in wrong:
        do = suggestions.suggest(one.name, one.known, one.do) if one.name else one.do
        line, column = place_of(number, one.path)
        yield Problem(line, column, one.what, do)
