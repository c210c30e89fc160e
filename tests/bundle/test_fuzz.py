"""A short run of `benchmarks.fuzz`, in a process of its own so that its memory can be measured."""

import json
import random
import subprocess
import sys

import pytest

from benchmarks import fuzz
from benchmarks.fuzz_mutants import json_mutated, mutated
from benchmarks.fuzz_targets import Target
from tests.project.checkout import ROOT


@pytest.mark.parametrize("seed", [3])
def test_nothing_that_was_changed_gets_past_the_errors_of_its_reader(seed: int) -> None:
    """Five thousand bundles, receipts, words, hellos, cards, requests, escrows, alerts, concerns, rules: changed as
    bytes, or changed inside and signed and sealed well. Only the reader's own errors come out; memory stays small."""
    argv = [sys.executable, "-m", "benchmarks.fuzz", "--count", "5000", "--seconds", "15", "--seed", str(seed)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    told = json.loads(done.stdout)
    assert told["crashes"] == {}
    assert told["rss_mib"] < 256
    assert done.returncode == 0, done.stderr
    assert set(told["cases"]) >= {"bundle", "receipt", "word", "hello", "card", "escrow", "alert", "tip", "policy"}
    assert told["count"] > 500


def test_a_reader_that_breaks_is_reported_with_how_to_do_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of another kind is a crash: named once, with seed and number."""

    def broken(data: bytes) -> int:
        return data[10**6]

    monkeypatch.setattr(fuzz, "targets", lambda: (Target("broken", (b"good bytes",), broken, (ValueError,)),))
    found = fuzz.fuzz(7, 20, 5.0)
    ((kind, how),) = found.crashes.items()
    assert kind.startswith("broken: IndexError at test_fuzz.py:")
    assert "--seed 7 --first 0" in how
    assert fuzz.main(["--count", "1"]) == 1


def test_the_same_seed_makes_the_same_changes() -> None:
    """A case can be done again."""
    line, others = b'{"a":{"b":[1,"two",null]},"n":12345}', [b"another good file"]
    for number in range(200):
        first, second = random.Random(number), random.Random(number)
        assert mutated(line, others, first) == mutated(line, others, second)
        assert json_mutated(line, first) == json_mutated(line, second)
