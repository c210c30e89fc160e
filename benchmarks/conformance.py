"""Run the cases recorded from other engines. `python -m benchmarks.conformance DIR [NAME ...] [--json]`

Each kind of file has its module here with `run(folder) -> Score`; this one only finds them and prints.
"""

import dataclasses
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.conformance_score import Score

MODULES = {
    "conformance_expressions": "expressions.json",
    "conformance_forms": "forms.jsonl.gz",
    "conformance_walks": "walks.jsonl.gz",
    "conformance_scenarios": "scenarios.jsonl.gz",
}


def scores(folder: Path, chosen: Sequence[str]) -> tuple[list[Score], int]:
    """Return the score of every (chosen) file that `folder` has and a module here can run, and how many broke."""
    found: list[Score] = []
    broken = 0
    for name, file in MODULES.items():
        if (chosen and file.split(".")[0] not in chosen) or not (folder / file).exists():
            continue
        print(f"running {file} ...", file=sys.stderr)
        try:
            found.append(importlib.import_module(f"benchmarks.{name}").run(folder))
        except Exception as error:  # one broken module must not hide the others
            print(f"  {name} failed: {type(error).__name__}: {error}", file=sys.stderr)
            broken += 1
    return found, broken


def lines(score: Score) -> list[str]:
    """Return one file's score as people read it: the count first, then its notes, then each failure."""
    share = 100 * score.passed / score.total if score.total else 0.0
    found = [f"{score.file}: {score.passed} / {score.total} ({share:.1f} %)", *(f"  note: {n}" for n in score.notes)]
    for failure in score.failures:
        found.append(f"  {failure.id}: {failure.what}")
        found.append(f"    expected {failure.expected}, got {failure.got}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Print the scores; return 1 if a module broke, 2 when there is nothing to run."""
    words = [word for word in arguments if word != "--json"]
    if not words or words[0].startswith("-") or not Path(words[0]).is_dir():
        print(
            "usage: python -m benchmarks.conformance DIR [expressions|forms|walks|scenarios ...] [--json]",
            file=sys.stderr,
        )
        return 2
    found, broken = scores(Path(words[0]), words[1:])
    if "--json" in arguments:
        print(json.dumps([dataclasses.asdict(score) for score in found], indent=1))
    else:
        print("\n".join(line for score in found for line in lines(score)))
    return 1 if broken else 0 if found else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
