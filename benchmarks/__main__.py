"""Run every module here that has a `run() -> list[Figure]` and print one table. `python -m benchmarks [MODULE ...]`."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import benchmarks
from benchmarks.figures import Figure, table


def main(chosen: Sequence[str]) -> int:
    """Run the chosen modules, or all; return 1 when one of them failed."""
    known = measuring_modules()
    strange = [name for name in chosen if name not in known]
    if strange:
        asked = {"-h", "--help"} >= set(strange)
        print(f"python -m benchmarks [MODULE ...]; without one, all: {' '.join(known)}")
        return 0 if asked else 2
    figures: list[Figure] = []
    failed = 0
    for name in chosen or known:
        print(f"measuring {name} ...", file=sys.stderr)
        try:
            figures += importlib.import_module(f"benchmarks.{name}").run()
        except Exception as error:  # one broken measurement must not hide the others
            print(f"  {name} failed: {type(error).__name__}: {error}", file=sys.stderr)
            failed = 1
    print("\n".join(table(figures)))
    return failed


def measuring_modules() -> list[str]:
    """Return the modules of this package that have a `run`, by name."""
    names = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("__")]
    return [n for n in names if hasattr(importlib.import_module(f"benchmarks.{n}"), "run")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
