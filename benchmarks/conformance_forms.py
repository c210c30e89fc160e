"""XLSForms recorded from the peer: do we accept and refuse what it does, and do forms come back unharmed?

`python -m benchmarks.conformance_forms DIR` prints three counts. Accepts: of the workbooks that the peer takes, those
that import and pass our check without an error. Refuses: of those that it refuses, those that we refuse with a place
(sheet and row, or line). Round trip: of the accepted, those whose YAML, exported and converted by the peer's tool,
gives the XForm that the workbook itself gives, apart from names with row numbers that the tool makes up.
"""

import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from benchmarks.conformance_score import Failure, Score
from fieldkit.errors import FieldkitError
from fieldkit.forms.check import check_form
from fieldkit.forms.interchange.export_form import to_xlsform
from fieldkit.forms.interchange.import_form import Imported, from_xlsform
from fieldkit.forms.interchange.read_workbook import read_md
from fieldkit.forms.interchange.types import read_type
from fieldkit.forms.interchange.workbook import SURVEY, Workbook, sheet_of, workbook_of
from fieldkit.forms.interchange.write_xform import as_pyxform
from fieldkit.forms.question_types import NEEDS_DEVICE
from fieldkit.forms.reading import TRUE
from fieldkit.forms.yaml_reader import read_yaml

FILE = "forms.jsonl.gz"
ROOT = "test_name"
DEVICE_TYPES = frozenset(kind.value for kind in NEEDS_DEVICE)
"""What a terminal cannot take: a form that *requires* an answer of such a type cannot be completed in fieldkit."""
# The peer's tool numbers these after the row of the sheet, which means nothing once rows of remarks are gone.
_NUMBERED = re.compile(r"(generated_table_list_label|reserved_name_for_field_list_labels|generated_note_name)_\d+")


class Case(NamedTuple):
    """One recorded workbook, and the peer's verdict."""

    id: str
    workbook: Workbook
    source: Any
    valid: bool
    error: str


class Outcome(NamedTuple):
    """What became of one case: the first complaint ("" when accepted) and whether it names a place."""

    case: Case
    imported: Imported
    complaint: str
    placed: bool


def run(folder: Path) -> Score:
    """Run every recorded workbook of `folder`; a case counts as passed when verdict and round trip agree."""
    cases, bare = _cases(folder / FILE)
    outcomes = [judge(case) for case in cases]
    devices = [outcome for outcome in outcomes if outcome.case.valid and outcome.complaint and needs_device(outcome)]
    counted = [outcome for outcome in outcomes if outcome not in devices]
    accepted = [o for o in counted if o.case.valid and not o.complaint]
    failures = [failure for outcome in counted for failure in _verdicts(outcome)]
    round_trip = [failure for outcome in accepted for failure in _round_trips(outcome)]
    notes = (
        _share("accepts", len(accepted), sum(o.case.valid for o in counted)),
        _share("refuses", sum(o.placed for o in counted if not o.case.valid), sum(not o.case.valid for o in counted)),
        _share("round trip", len(accepted) - len(round_trip), len(accepted)),
        f"left out, no sheet is recorded: {len(bare)} ({', '.join(bare)})",
        f"left out, an answer that needs a device is required: {len(devices)} "
        f"({', '.join(outcome.case.id for outcome in devices) or 'none'})",
    )
    wrong = {failure.id for failure in (*failures, *round_trip)}
    return Score(FILE, len(counted) - len(wrong), len(counted), (*failures, *round_trip), notes)


def _share(what: str, part: int, whole: int) -> str:
    return f"{what}: {part} of {whole}" + (f" ({part / whole:.1%})" if whole else "")


def _cases(path: Path) -> tuple[list[Case], list[str]]:
    """Return the cases with a sheet, and the ids of those recorded without one."""
    found, bare = [], []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["md"]:
                book = read_md(row["md"])
            elif row["ss"]:
                book = workbook_of(sheet_of(name, rows) for name, rows in row["ss"].items())
            else:
                bare.append(row["id"])
                continue
            found.append(Case(row["id"], book, row["md"] or row["ss"], row["valid"], row["error"] or ""))
    return found, bare


def judge(case: Case, with_check: bool = True) -> Outcome:
    """Import one workbook and check what comes out."""
    imported = from_xlsform(case.workbook)
    wrong = [problem for problem in imported.problems if problem.severity == "error"]
    if wrong:
        return Outcome(case, imported, wrong[0].located("workbook"), any(p.row or p.sheet for p in wrong))
    if not with_check:
        return Outcome(case, imported, "", False)
    checked = check_form(imported.text, case.id)
    faults = [problem for problem in checked.problems if problem.severity == "error"]
    return Outcome(case, imported, faults[0].located("form") if faults else "", any(fault.line for fault in faults))


def needs_device(outcome: Outcome) -> bool:
    """Return whether the form requires an answer that needs a device."""
    for row in outcome.case.workbook.sheet(SURVEY).rows:
        kind = read_type(row.cells.get("type", ""))
        if kind is not None and kind.kind in DEVICE_TYPES and row.cells.get("required", "").lower() in TRUE:
            return True
    return False


def _verdicts(outcome: Outcome) -> Iterator[Failure]:
    case = outcome.case
    if case.valid and outcome.complaint:
        yield Failure(case.id, "accepts", "accepted", outcome.complaint)
    elif not case.valid and not outcome.placed:
        got = outcome.complaint or "accepted"
        yield Failure(case.id, "refuses", case.error.strip().partition("\n")[0], got)


def _round_trips(outcome: Outcome) -> Iterator[Failure]:
    expected = canonical(_convert(outcome.case.source))
    try:
        root, _ = read_yaml(outcome.imported.text)
        assert root is not None
        got = canonical(_convert(as_pyxform(to_xlsform(root))))
    except Exception as error:
        got = f"{type(error).__name__}: {error}"
        if isinstance(error, FieldkitError):
            got = str(error)
    if got != expected:
        yield Failure(outcome.case.id, "round trip", *_difference(expected, got))


def _convert(source: Any) -> str:
    from pyxform.xls2xform import convert

    return str(convert(json.loads(json.dumps(source)), form_name=ROOT).xform)


def canonical(xform: str) -> str:
    """Return an XForm in canonical XML, one element a line, without the numbers the tool makes up."""
    return ElementTree.canonicalize(_NUMBERED.sub(r"\1", xform), strip_text=True).replace("><", ">\n<")


def _difference(expected: str, got: str) -> tuple[str, str]:
    """Return the first lines that differ."""
    pairs = zip(expected.splitlines(), got.splitlines(), strict=False)
    return next(((a, b) for a, b in pairs if a != b), (expected[-200:], got[-200:]))


def main(folder: Path, show: Callable[[str], None] = print) -> int:
    """Print the score; return 1 when anything failed."""
    score = run(folder)
    show(f"{score.file}: {score.passed} of {score.total}")
    for note in score.notes:
        show(f"  {note}")
    for failure in score.failures:
        show(f"  {failure.id} {failure.what}\n    expected: {failure.expected}\n    got:      {failure.got}")
    return int(bool(score.failures))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
