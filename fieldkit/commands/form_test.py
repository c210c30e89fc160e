"""`fieldkit form test`: run the tests that forms carry, and say what none of them reached."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.form_source import (
    Source,
    compiled_of,
    problem_data,
    read_source,
    spread_files,
    told_problems,
)
from fieldkit.forms.coverage import Coverage
from fieldkit.forms.testing import TestReport, TestRun, run_tests
from fieldkit.result import Json, Result
from fieldkit.ui.text import one_line, wrap

WIDTH = 79
_LABEL = 18
MAX_NAMED = 12
"""Names listed of one kind before the rest is only counted."""


def run(
    files: Annotated[list[Path], typer.Argument(help="Form files (YAML), or folders of them.")],
    coverage: Annotated[bool, typer.Option(help="Say what no test reached.")] = True,
) -> Result:
    """Run the `tests:` of forms; say what came instead of what was expected, and what no test reached.

    Today is 15 January 2026 where a test gives no day, and random() gives the same in every run.

    Example: fieldkit form test forms/border_quick_screen.yaml
    """
    lines: list[str] = []
    data: list[Json] = []
    failed = 0
    for path in spread_files(files):
        source = read_source(path)
        if source.checked.form is None:
            wrong = [problem for problem in source.checked.problems if problem.severity == "error"]
            lines += [*told_problems(source, wrong), f"{path}: its tests cannot run before this is corrected"]
            data.append({"file": str(path), "problems": [problem_data(source, problem) for problem in wrong]})
            failed += 1
            continue
        report = run_tests(compiled_of(source), source.places)
        failed += report.failed
        lines += [*_told(source, report), *(_told_coverage(report.coverage) if coverage and report.runs else ())]
        data.append(_data(source, report))
    status = errors.FormTestsFailed.exit_status if failed else 0
    return Result(data={"forms": data, "failed": failed}, lines=tuple(lines), exit_status=status)


# --- for people ----------------------------------------------------------------------------------------------


def _told(source: Source, report: TestReport) -> Iterator[str]:
    if not report.runs:
        yield f"{source.name}: no tests; write some under `tests:`"
        return
    for run in report.runs:
        if not run.passed:
            line, column = run.place
            yield one_line(f"{source.name}:{line}:{column}: failed: {run.name}")
            yield from _told_run(source, run)
    passed = len(report.runs) - report.failed
    yield f"{source.name}: {passed} of {len(report.runs)} tests passed"


def _told_run(source: Source, run: TestRun) -> Iterator[str]:
    for found in run.mismatches:
        told = wrap(f"{found.about}: expected {found.expected}, got {found.got}", WIDTH - 4)
        yield "    " + told[0]
        yield from ("      " + part for part in told[1:])
    for line in told_problems(source, run.problems):
        yield "    " + line if line.startswith(source.name) else line


def _told_coverage(coverage: Coverage) -> Iterator[str]:
    rows = [
        ("never shown", _names(coverage.never_shown)),
        ("never chosen", _by_name(coverage.never_chosen)),
        ("never applies", _names(coverage.never_true)),
        ("always applies", _names(coverage.never_false)),
        ("bands", _by_name(coverage.bands)),
        ("results", _names(coverage.results)),
        ("looks like", _names(coverage.looks_like)),
        ("never positive", _names(coverage.dimensions)),
    ]
    yield f"  shown: {coverage.shown} of {coverage.questions} questions"
    missed = [(word, text) for word, text in rows if text]
    if not missed:
        yield "  every question, choice, condition, band and result was reached"
        return
    yield "  not reached by any test:"
    for word, text in missed:
        parts = wrap(text, WIDTH - _LABEL - 4)
        yield f"    {word:<{_LABEL - 2}}  {parts[0]}".rstrip()
        yield from (" " * (_LABEL + 4) + part for part in parts[1:])


def _names(names: Sequence[str]) -> str:
    rest = len(names) - MAX_NAMED
    return ", ".join([*names[:MAX_NAMED], *([f"and {rest} more"] if rest > 0 else [])])


def _by_name(missed: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name}: {_names(values)}" for name, values in missed.items())


# --- for programs --------------------------------------------------------------------------------------------


def _data(source: Source, report: TestReport) -> Json:
    return {
        "file": source.name,
        "tests": [_run_data(source, run) for run in report.runs],
        "coverage": {name: _plain(value) for name, value in asdict(report.coverage).items()},
    }


def _plain(value: object) -> Json:
    if isinstance(value, Mapping):
        return {str(name): list(values) for name, values in value.items()}
    if isinstance(value, tuple):
        return [str(part) for part in value]
    return value if isinstance(value, int) else str(value)


def _run_data(source: Source, run: TestRun) -> Json:
    return {
        "name": run.name,
        "line": run.place[0],
        "column": run.place[1],
        "passed": run.passed,
        "mismatches": [dict(found._asdict()) for found in run.mismatches],
        "problems": [problem_data(source, problem) for problem in run.problems],
    }
