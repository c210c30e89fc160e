"""Load and answer generated forms of 20 to 2,000 questions in fieldkit and, with --peers, in its peers in one run.

    python -m benchmarks.engine [--peers] [--json] [--cache DIR]

`--peers` needs pyxform, a JDK, node and npm; a peer without its tools is named and left out. `--cache` is where npm
puts @getodk/xforms-engine (under the temporary folder if not given). A form is loaded from its text each time.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.peers.comparison import Comparison, compare
from benchmarks.peers.figure_lines import Line, table
from benchmarks.peers.made_form import ENGLISH, as_yaml
from benchmarks.peers.peer import JavaRosa, Peer, XFormsEngine
from benchmarks.peers.screening import screening

CACHE = Path(tempfile.gettempdir()) / "fieldkit-benchmark-peers"


def generate(questions: int, languages: Sequence[str] = ENGLISH, seed: int = 7) -> tuple[str, dict[str, str]]:
    """Return a form like a long screening (60 % skip logic, constraints, sections with totals) and answers to it."""
    form = screening(questions, seed)
    return as_yaml(form, languages), {given.name: given.value for given in form.answers}


def measured(peers: Sequence[Peer]) -> Comparison:
    """Measure in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        return compare(peers, Path(folder), lambda text: print(f"  {text}", file=sys.stderr))


def run() -> list[Figure]:
    """Return all measurements of the engine alone."""
    return [line.figure() for line in measured(()).lines]


def as_json(found: Comparison) -> dict[str, Any]:
    return {
        "benchmark": "engine",
        "format": 1,
        "engines": found.engines,
        "missing": found.missing,
        "states": found.states,
        "lines": [_line_as_json(line) for line in found.lines],
        "all_kept": found.all_kept,
    }


def _line_as_json(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "unit": line.unit,
        "values": dict(line.values),
        "ratios": line.ratios,
        "budget": line.promised,
        "kept": line.kept,
        "note": line.note,
    }


def as_text(found: Comparison) -> list[str]:
    """Return the table, then the end states, then what was missing."""
    lines = table(found.lines, found.engines)
    lines += [
        "",
        "x: how many times better fieldkit is. A warm load is the best of its rounds; answers are without a screen.",
    ]
    lines += [f"{line.name}: {line.note}" for line in found.lines if line.note]
    if found.states:
        lines += ["", "end states (every question that applies, with its value):"]
        lines += [f"  {what}: {outcome}" for what, outcome in found.states.items()]
    lines += [f"left out: {name}: {why}" for name, why in found.missing.items()]
    return lines


def main(arguments: Sequence[str]) -> int:
    """Print the comparison; return 1 when a budget is missed or an end state differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--peers", action="store_true", help="measure JavaRosa and xforms-engine beside it")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--cache", type=Path, default=CACHE, help="keep npm's packages here from run to run")
    chosen = parser.parse_args(arguments)
    found = measured((JavaRosa(chosen.cache), XFormsEngine(chosen.cache)) if chosen.peers else ())
    print(json.dumps(as_json(found), indent=1) if chosen.json else "\n".join(as_text(found)))
    return 0 if found.all_kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
