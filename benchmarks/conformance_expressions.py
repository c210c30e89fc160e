"""Run the recorded expressions: each is compiled without nodes around it and read as the asked type."""

import datetime as dt
import json
import math
import random
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from benchmarks.conformance_score import Failure, Score
from fieldkit import errors
from fieldkit.forms.expression.code import Code, Scope, Surroundings, as_boolean, as_number, as_text
from fieldkit.forms.expression.compile import compile_tree
from fieldkit.forms.expression.syntax import parse

FILE = "expressions.json"
_OFFSET_MIN = -420  # America/Phoenix, all year
_NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone(dt.timedelta(minutes=_OFFSET_MIN)))
_CHANCE = random.Random(20261122)
_AROUND = Surroundings(
    _NOW.date(),
    _NOW,
    _OFFSET_MIN,
    "en",
    "en",
    _CHANCE.random,
    lambda: str(uuid.UUID(int=_CHANCE.getrandbits(128), version=4)),
)
_FRAME = [_AROUND, None, 1, "", None, ""]  # code.py says what stands where; the last is for once()
_NEAR = 1e-12  # relative and absolute: the peers' own tests compare so
_READ: Mapping[str, Callable[[Code], Callable[[Any], Any]]] = {
    "number": as_number,
    "boolean": as_boolean,
    "string": as_text,
    "throws": as_text,
}


class _NoNodes:
    """A scope in which no name means anything; what is an error is kept in `mistakes`."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def report(self, _at: int, what: str, _do: str, severity: str = "error") -> None:
        if severity == "error":
            self.mistakes.append(what)

    def suggest(self, _word: str, _known: Iterable[str], otherwise: str) -> str:
        return otherwise

    def kept(self, _at: int) -> int:
        return len(_FRAME) - 1

    def nothing(self, *_: object) -> None:
        self.mistakes.append("there is no question")

    reference = own = path = status = labels = lookup = indexed = position = nothing


def run(folder: Path) -> Score:
    """Return how many of the recorded expressions give what the peers agree on."""
    cases = json.loads((folder / FILE).read_text())
    failures = [failure for case in cases if (failure := _check(case))]
    return Score(FILE, len(cases) - len(failures), len(cases), tuple(failures))


def _check(case: Mapping[str, Any]) -> Failure | None:
    got = outcome(case["expr"], case["result"])
    if _fits(case, got):
        return None
    expected = "an error" if case["compare"] == "throws" else repr(case["expected"])
    return Failure(case["id"], f"{case['expr']} as {case['result']}", expected, str(got) if _wrong(got) else repr(got))


def outcome(expression: str, kind: str) -> object:
    """Return the value of an expression as number, boolean or string; the mistake if it has one."""
    scope = _NoNodes()
    try:
        code = compile_tree(parse(expression).tree, cast(Scope, scope))
    except errors.ExpressionInvalid as error:
        return error
    if scope.mistakes:
        return ValueError(scope.mistakes[0])
    return _READ[kind](code)([*_FRAME])


def _wrong(got: object) -> bool:
    return isinstance(got, Exception)


def _fits(case: Mapping[str, Any], got: object) -> bool:
    how, expected = case["compare"], case["expected"]
    if how == "throws" or _wrong(got):
        return how == "throws" and _wrong(got)
    if how == "regex":
        return re.fullmatch(expected.strip("/"), str(got)) is not None
    if case["result"] == "number":
        return isinstance(got, float) and _same(float(expected), got, case.get("factor"))
    return bool(expected == got)


def _same(expected: float, got: float, factor: float | None) -> bool:
    if math.isnan(expected) or math.isnan(got):
        return math.isnan(expected) and math.isnan(got)
    if factor is not None:
        return abs(expected - got) <= 1 / factor
    return math.isclose(expected, got, rel_tol=_NEAR, abs_tol=_NEAR)
