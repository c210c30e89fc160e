"""Does the task in a file (see peer.py) in fieldkit, and prints what it measured as one line of JSON."""

import datetime as dt
import gc
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.made_form import Given
from fieldkit.forms.check import LAST, load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Answer, Goto, Rejected, State, start, step
from fieldkit.forms.nodes import nodes
from fieldkit.forms.values import AnswerValue, NonAnswer

TODAY = dt.date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Now:
    utc_ms: int = 1_795_341_600_000
    offset_min: int = 120


@dataclass(frozen=True, slots=True)
class Walked:
    state: State
    taken: list[float]
    answered: int
    rejected: int


def load(text: str) -> CompiledForm:
    """Return the form ready to run: YAML, check and compiling; nothing is cached."""
    LAST.forget()
    return compile_form(load_form(text, "made.yaml"))


def opened(form: CompiledForm) -> State:
    return start(form, language="en", today=TODAY, now=Now())


def walk(form: CompiledForm, answers: Sequence[Given]) -> Walked:
    """Give the answers whose questions apply, in order; take the seconds of each one."""
    state, clock = opened(form), time.perf_counter
    taken: list[float] = []
    rejected = 0
    for given in answers:
        if state.position != given.name:
            state, _ = step(state, Goto(given.name))
        if state.position != given.name:
            continue
        event = Answer(typed(given))
        begun = clock()
        state, effects = step(state, event)
        taken.append(clock() - begun)
        rejected += any(isinstance(effect, Rejected) for effect in effects)
    return Walked(state, taken, len(taken) - rejected, rejected)


def typed(given: Given) -> str | tuple[str, ...] | NonAnswer:
    if given.value.startswith("!"):
        return NonAnswer(given.value[1:])
    return tuple(given.value.split()) if given.kind.startswith("select_multiple") else given.value


def visible(state: State) -> dict[str, AnswerValue]:
    """Return every question that applies, with its value."""
    return {node.key: node.value for node in nodes(state) if node.kind == "question" and node.relevant}


def visible_texts(state: State) -> dict[str, str]:
    """Return what an XForm's instance would hold: beside an empty text, `<name>_nr` says why there is no answer."""
    found: dict[str, str] = {}
    for name, value in visible(state).items():
        found[name] = _as_text(value)
        if value is NonAnswer.DONT_KNOW or value is NonAnswer.REFUSED:
            found[f"{name}_nr"] = value.value
    return found


def _as_text(value: AnswerValue) -> str:
    match value:
        case NonAnswer():
            return ""
        case tuple():
            return " ".join(value)
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def measure(text: str, answers: Sequence[Given], rounds: int, interviews: int) -> dict[str, Any]:
    """Load and answer the form so many times; the first time everything is cold."""
    found, cold = _cold(text, answers)
    composes = [compose(text) for _ in range(rounds)]  # with nothing of the form on the heap
    loads, processor, warm = [cold], [cold], []
    for _ in range(rounds - 1):
        begun = time.process_time()
        spent, form = _timed_load(text)
        processor.append((time.process_time() - begun) * 1000)
        loads.append(spent)
        warm += walk(form, answers).taken
    found["load_cold_ms"] = cold
    found["load_warm_ms"] = min(loads[1:] or loads)
    # one thread: no processor time is longer than the time that passed, but its clock may be coarse
    found["load_processor_ms"] = min(processor[1:] + loads[1:] or processor)
    found["compose_ms"] = min(composes)
    found["warm_ms"] = _middle_and_high(warm) if warm else None
    found["interview_kb"] = _memory(text, answers, interviews) if interviews else None
    return found


def _cold(text: str, answers: Sequence[Given]) -> tuple[dict[str, Any], float]:
    spent, form = _timed_load(text)
    return _outcome(walk(form, answers)), spent


def _timed_load(text: str) -> tuple[float, CompiledForm]:
    begun = time.perf_counter()
    form = load(text)
    return (time.perf_counter() - begun) * 1000, form


def _outcome(walked: Walked) -> dict[str, Any]:
    return {
        "values": visible_texts(walked.state),
        "resident_kb": resident(),
        "answered": walked.answered,
        "rejected": walked.rejected,
        "cold_ms": _middle_and_high(walked.taken),
    }


def compose(text: str) -> float:
    """Return the milliseconds of processor time of a bare C YAML compose, the yardstick of loading."""
    import yaml

    begun = time.process_time()
    yaml.compose(text, Loader=yaml.CSafeLoader)
    return (time.process_time() - begun) * 1000


def _middle_and_high(seconds: Sequence[float]) -> tuple[float, float]:
    return statistics.median(seconds) * 1000, sorted(seconds)[int(len(seconds) * 0.95)] * 1000


def _memory(text: str, answers: Sequence[Given], interviews: int) -> float:
    """Return what one more open interview of one loaded form holds."""
    form = load(text)
    walk(form, answers)
    tracemalloc.start()
    open_ones = [walk(form, answers).state for _ in range(interviews)]
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / 1024 / len(open_ones)


def resident() -> float | None:
    """Return the process's resident memory in kB; None where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((float(line.split()[1]) for line in lines if line.startswith("VmRSS:")), None)


def main(task_file: str) -> None:
    task = json.loads(Path(task_file).read_text(encoding="utf-8"))
    text = Path(task["form"]).read_text(encoding="utf-8")
    answers = [Given(*row) for row in task["answers"]]
    print(json.dumps(measure(text, answers, task["rounds"], task["interviews"])))


if __name__ == "__main__":
    main(sys.argv[1])
