"""Replay the recorded traces: an XForm, the state it starts in, and after each event the nodes that changed.

A check is one node of one recorded state: relevance, value, label, choices and violation must all be as recorded.
The root node is not counted: it is always there.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.conformance_interview import FormRefused, Interview, inner, same
from benchmarks.conformance_score import Failure, Score
from fieldkit.forms.interchange.xform_read import from_xform

FILE = "scenarios.jsonl.gz"
LEFT_OUT = frozenset(("geo", "external-resource", "upload"))
"""Flags of traces about what a terminal does not have, or about files that are not recorded with them."""
_NO_LABEL = frozenset(("model-value", "root"))


@dataclass(slots=True)
class Count:
    """Checks passed, of how many, and what failed."""

    passed: int = 0
    total: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, ok: bool, failure: Failure) -> None:
        self.total += 1
        self.passed += ok
        if not ok:
            self.failures.append(failure)


def run(folder: Path) -> Score:
    """Return the node checks of all traces but those left out; notes tell those with and without repeats apart."""
    counts = {False: Count(), True: Count()}
    left_out: dict[str, list[str]] = {flag: [] for flag in sorted(LEFT_OUT)}
    for case in _cases(folder / FILE):
        flags = LEFT_OUT.intersection(case["flags"])
        if flags:
            left_out[min(flags)].append(case["id"].rpartition(":")[2])
        else:
            replay(case, counts["repeat" in case["flags"]])
    plain, repeats = counts[False], counts[True]
    notes = (
        f"without repeats: {plain.passed} / {plain.total} node checks",
        f"with repeats: {repeats.passed} / {repeats.total} node checks",
        *(f"left out for {flag}: {', '.join(ids)}" for flag, ids in left_out.items() if ids),
    )
    failures = (*plain.failures, *repeats.failures)
    return Score(FILE, plain.passed + repeats.passed, plain.total + repeats.total, failures, notes)


def _cases(path: Path) -> Iterator[Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def replay(case: Mapping[str, Any], count: Count) -> None:
    """Run one trace; once an event cannot be given, what it should have changed counts as failed."""
    name = case["id"]
    imported = from_xform(case["form"].encode())
    try:
        interview = Interview(imported.text, imported.files)
    except FormRefused as refused:
        for reference in _checked(case):
            count.add(False, Failure(name, reference, "a form without errors", str(refused)))
        return
    compare(case["init"], interview, f"{name} start", count)
    for number, op in enumerate(case["ops"], 1):
        refused_because = perform(interview, *op["op"])
        if "error" in op:
            continue  # the recording ends with an event that the peer refused
        at = f"{name} after {number}"
        compare(op["changed"], interview, f"{at} ({refused_because})" if refused_because else at, count)
        gone = interview.nodes()
        for reference in op["removed"]:
            count.add(inner(reference) not in gone, Failure(at, reference, "removed", "still there"))


def _checked(case: Mapping[str, Any]) -> Iterator[str]:
    """Yield the reference of every check of a trace."""
    for state in (case["init"], *(op.get("changed") or {} for op in case["ops"])):
        yield from (reference for reference, node in state.items() if node["type"] != "root")
    for op in case["ops"]:
        yield from op.get("removed") or ()


def perform(interview: Interview, verb: str, reference: str, value: Any = None) -> str:
    """Give one recorded event to the interview; return why it was refused, if it was."""
    path = inner(reference)
    if verb == "new_repeat":
        return interview.add(path)
    if verb == "remove_repeat":
        return interview.remove(path)
    return interview.answer(path, value)


def compare(state: Mapping[str, Mapping[str, Any]], interview: Interview, at: str, count: Count) -> None:
    """Compare every recorded node with the interview's."""
    found = interview.nodes()
    for reference, expected in state.items():
        if expected["type"] == "root":
            continue
        node = found.get(inner(reference))
        if node is None:
            count.add(False, Failure(at, reference, "a node", "nothing"))
            continue
        wrong = list(differences(expected, interview.seen(node)))
        want, got = (", ".join(f"{one[0]} {one[side]!r}" for one in wrong) for side in (1, 2))
        count.add(not wrong, Failure(at, reference, want, got))


def differences(expected: Mapping[str, Any], got: Any) -> Iterator[tuple[str, object, object]]:
    """Yield what differs between a recorded node and ours."""
    if expected["relevant"] != got.relevant:
        yield "relevant", expected["relevant"], got.relevant
    if "value" in expected and not same(expected["value"], got.value):
        yield "value", expected["value"], got.value
    if expected["type"] not in _NO_LABEL and expected.get("label", "").strip() != got.label.strip():
        yield "label", expected.get("label", ""), got.label
    if expected["type"] in ("select", "rank"):
        choices = [tuple(pair) for pair in expected.get("choices", ())]
        if choices != list(got.choices):
            yield "choices", choices, got.choices
    if expected.get("violation", "") != got.violation:
        yield "violation", expected.get("violation", ""), got.violation
