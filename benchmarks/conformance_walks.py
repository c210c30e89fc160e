"""Replay the recorded walks: answers given to a form, and the state of every node at the end.

The forms are the workbooks of forms.jsonl.gz; where none is recorded, the XForm made of it is read instead.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.conformance_interview import FormRefused, Interview, Shown, inner, same
from benchmarks.conformance_score import Failure, Score
from fieldkit.forms.interchange.import_form import from_xlsform
from fieldkit.forms.interchange.read_workbook import read_md
from fieldkit.forms.interchange.workbook import sheet_of, workbook_of
from fieldkit.forms.interchange.xform_read import from_xform
from fieldkit.forms.model import Group, Question
from fieldkit.forms.nodes import Node

FILE = "walks.jsonl.gz"
FORMS = "forms.jsonl.gz"
_PREFIX = "pyxform:"


class Source(NamedTuple):
    """A form as fieldkit reads it, and where it came from."""

    text: str
    files: Mapping[str, bytes]
    complaint: str


def run(folder: Path) -> Score:
    """Return how many walks end in the recorded state. A note says the same of the forms read from their XForms."""
    forms = {row["id"].removeprefix(_PREFIX): row for row in _rows(folder / FORMS)}
    walks = list(_rows(folder / FILE))
    used = dict.fromkeys(walk["id"] for walk in walks)
    failures = replayed(walks, {name: source(forms[name]) for name in used})
    again = replayed(walks, {name: source_of_xform(forms[name]) for name in used})
    bare = sum(not (forms[name]["md"] or forms[name]["ss"]) for name in used)
    notes = (
        f"forms: {len(used)}, of which {bare} have no workbook and are read from their XForm",
        f"all forms read from their XForms: {len(walks) - len(again)} / {len(walks)}",
    )
    return Score(FILE, len(walks) - len(failures), len(walks), failures, notes)


def replayed(walks: Sequence[Mapping[str, Any]], forms: Mapping[str, Source]) -> tuple[Failure, ...]:
    """Return what fails, at most one thing for each walk."""
    found = (replay(walk, forms[walk["id"]]) for walk in walks)
    return tuple(failure for failure in found if failure is not None)


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def source(row: Mapping[str, Any]) -> Source:
    """Return the form of a recorded workbook; of its XForm where no workbook is recorded."""
    if not (row["md"] or row["ss"]):
        return source_of_xform(row)
    book = read_md(row["md"]) if row["md"] else workbook_of(sheet_of(name, rows) for name, rows in row["ss"].items())
    sheet = from_xlsform(book)
    return Source(sheet.text, {}, "; ".join(p.what for p in sheet.problems if p.severity == "error"))


def source_of_xform(row: Mapping[str, Any]) -> Source:
    """Return the form of a recorded XForm."""
    found = from_xform(row["xform"].encode())
    return Source(found.text, found.files, "; ".join(p.what for p in found.problems if p.severity == "error"))


def replay(walk: Mapping[str, Any], form: Source) -> Failure | None:
    """Give the walk's answers and compare what every node holds in the end."""
    name = f"{walk['id']} walk {walk['seed']}"
    if form.complaint:
        return Failure(name, "import", "a form", form.complaint)
    try:
        interview = Interview(form.text, form.files)
    except FormRefused as refused:
        return Failure(name, "check", "a form without errors", str(refused))
    for _, reference, value in walk["ops"]:
        refused_because = interview.answer(inner(reference), value)
        if refused_because:
            return Failure(name, f"answer {value!r} to {reference}", "accepted", refused_because)
    found = interview.nodes()
    for reference, expected in walk["final"].items():
        node = found.get(inner(reference))
        if node is None and is_made_up(inner(reference), found):
            continue
        if node is None:
            return Failure(name, reference, "a node", "nothing")
        wrong = list(differences(expected, interview.seen(node), is_shuffled(node.item)))
        if wrong:
            what, want, got = wrong[0]
            return Failure(name, f"{what} of {reference}", repr(want), repr(got))
    return None


def is_made_up(path: str, found: Mapping[str, Node]) -> bool:
    """Whether a node is the one that XLSForm's converter puts beside a repeat for its `repeat_count`."""
    repeat = found.get(path.removesuffix("_count"))
    return repeat is not None and isinstance(repeat.item, Group) and repeat.item.repeat_count is not None


def is_shuffled(item: Question | Group) -> bool:
    """Whether the order of a question's choices is left to chance."""
    if isinstance(item, Group):
        return False
    return item.parameters.get("randomize", "").lower() == "true" and "seed" not in item.parameters


def differences(expected: Mapping[str, Any], got: Shown, shuffled: bool) -> Iterator[tuple[str, object, object]]:
    """Yield what differs: relevance, value, label, the values of the choices, and a violated constraint."""
    if expected["relevant"] != got.relevant:
        yield "relevant", expected["relevant"], got.relevant
    if "value" in expected and not same(expected["value"], got.value):
        yield "value", expected["value"], got.value
    if "label" in expected and " ".join(expected["label"].split()) != " ".join(got.label.split()):
        yield "label", expected["label"], got.label
    choices = [value for value, _ in got.choices]
    order = sorted if shuffled else list
    if "choices" in expected and order(expected["choices"]) != order(choices):
        yield "choices", expected["choices"], choices
    if expected.get("violation", "") != got.violation:
        yield "violation", expected.get("violation", ""), got.violation
