"""One run: every form in every engine, end states compared, figures beside their budgets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers.end_states import differences
from benchmarks.peers.figure_lines import OURS, Line
from benchmarks.peers.made_form import ENGLISH, LANGUAGE_NAMES, MadeForm
from benchmarks.peers.non_answers import form_with_non_answers, interviews, lowered_answer
from benchmarks.peers.peer import Fieldkit, Measured, Missing, Peer, PeerFailed, measure
from benchmarks.peers.screening import CHANGES, SUMS, TERMS, expressions, screening

LANGUAGES = tuple(LANGUAGE_NAMES)
SIZES = (20, 200, 1000, 2000)
BASE, LARGE, LARGEST = 200, 1000, 2000
LOAD_MS, LOAD_FOUR_COMPOSE, ANSWER_MS, RATE = 10.0, 1.5, 0.05, 1e6
FLAT = 2.0
"""How many times dearer one answer of 2,000 questions may be than one of 200, before it is not flat any more."""

Results = dict[str, Measured]


@dataclass
class Comparison:
    """`missing` says which peers were left out and why; `states` which end states were compared, and what differed."""

    engines: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    @property
    def all_kept(self) -> bool:
        equal = all(outcome.startswith("equal") for outcome in self.states.values())
        return equal and all(line.kept is not False for line in self.lines)


def compare(wanted: Sequence[Peer], folder: Path, tell: Callable[[str], None]) -> Comparison:
    """Measure fieldkit and the wanted peers; a peer without its tools is named and left out."""
    run = _Run(folder, tell)
    run.prepare([Fieldkit(), *wanted])
    sizes = {questions: run.screening(questions) for questions in SIZES}
    four = run.measured(screening(BASE), languages=LANGUAGES, rounds=30)
    for questions, results in sizes.items():
        run.found.lines += load_lines(f"{questions:,} questions", results)
    run.found.lines += load_lines(f"{BASE} questions, four languages", four)
    run.found.lines += budgeted_load_lines(sizes[BASE][OURS], four[OURS])
    for questions, results in sizes.items():
        run.found.lines += answer_lines(questions, results)
    run.found.lines += flat_lines(sizes)
    run.found.lines.append(rate_line(run.measured(expressions(), rounds=5)))
    run.found.lines += memory_lines(sizes[BASE])
    run.non_answers()
    return run.found


class _Run:
    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self.folder = folder
        self.tell = tell
        self.found = Comparison()
        self.peers: list[Peer] = []

    def prepare(self, wanted: Sequence[Peer]) -> None:
        for peer in wanted:
            try:
                peer.prepare()
            except Missing as tool:
                self.found.missing[peer.name] = f"{tool} is missing"
            else:
                self.peers.append(peer)
                self.found.engines.append(peer.name)

    def screening(self, questions: int) -> Results:
        weighed = 20 if questions == BASE else 0
        return self.measured(screening(questions), rounds=30 if questions <= BASE else 5, interviews=weighed)

    def measured(
        self, form: MadeForm, languages: Sequence[str] = ENGLISH, rounds: int = 1, interviews: int = 0
    ) -> Results:
        """Measure a form in all engines, one after the other, and compare how they ended."""
        results: Results = {}
        for peer in self.peers:
            self.tell(f"{form.title}, {len(languages)} language(s), in {peer.name} ...")
            try:
                results[peer.name] = measure(
                    peer, form, self.folder, languages=languages, rounds=rounds, interviews=interviews
                )
            except PeerFailed as failure:
                if peer.name == OURS:
                    raise
                self.found.states[f"{form.title} in {peer.name}"] = f"FAILED: {failure}"
        self.same_state(f"{form.title}, {len(languages)} language(s)", results)
        return results

    def same_state(self, what: str, results: Results) -> None:
        ours = results[OURS]
        for name, theirs in results.items():
            if name == OURS:
                continue
            found = differences(ours.values, theirs.values)
            if (ours.answered, ours.rejected) != (theirs.answered, theirs.rejected):
                found.append(
                    f"answered {ours.answered} / {theirs.answered}, refused {ours.rejected} / {theirs.rejected}"
                )
            equal = f"equal, {len(ours.values)} visible values"
            self.found.states[f"{what} in {name}"] = "DIFFER: " + "; ".join(found[:8]) if found else equal

    def non_answers(self) -> None:
        """Answer the form with non-answers here, and what it is lowered to in the peers."""
        form = form_with_non_answers()
        different: dict[str, list[str]] = {peer.name: [] for peer in self.peers[1:]}
        number = 0
        for number, given in enumerate(interviews(), 1):
            self.tell(f"Non-answers, interview {number} ...")
            ours = measure(self.peers[0], form, self.folder, answers=given)
            for peer in self.peers[1:]:
                try:
                    theirs = measure(peer, form, self.folder, answers=tuple(map(lowered_answer, given)))
                    found = differences(ours.values, theirs.values)
                except PeerFailed as failure:
                    found = [str(failure)]
                different[peer.name] += [f"interview {number}: {difference}" for difference in found]
        for name, found in different.items():
            outcome = "DIFFER: " + "; ".join(found[:8]) if found else f"equal after {number} interviews"
            self.found.states[f"{form.title}, exported, in {name}"] = outcome


# --- lines ---------------------------------------------------------------------------------------------------


def load_lines(what: str, results: Results) -> Iterator[Line]:
    yield Line(f"load {what}, cold", "ms", {name: found.load_cold_ms for name, found in results.items()})
    yield Line(f"load {what}, warm", "ms", {name: found.load_warm_ms for name, found in results.items()})


def processor_line(what: str, ours: Measured, limit: float, budget: str) -> Line:
    """Loading in processor time: the budget is for a machine that does nothing else."""
    note = f"a bare C YAML compose takes {ours.compose_ms:.2f} ms: {ours.load_processor_ms / ours.compose_ms:.1f} x"
    values = {OURS: ours.load_processor_ms}
    return Line(f"load {what}, processor time", "ms", values, limit, budget, beats_peers=False, note=note)


def budgeted_load_lines(english: Measured, four: Measured) -> Iterator[Line]:
    yield processor_line(f"{BASE} questions", english, LOAD_MS, f"<= {LOAD_MS:g} ms")
    limit = LOAD_MS + LOAD_FOUR_COMPOSE * four.compose_ms
    budget = f"<= {LOAD_MS:g} ms + {LOAD_FOUR_COMPOSE:g} x compose = {limit:.1f} ms"
    yield processor_line(f"{BASE} questions, four languages", four, limit, budget)


def answer_lines(questions: int, results: Results) -> Iterator[Line]:
    p50, p95 = _answers(results, 0), _answers(results, 1)
    limit = {BASE: ANSWER_MS, LARGE: 2 * ANSWER_MS}.get(questions)
    budget = f"<= {limit:g} ms" if limit else ""
    yield Line(f"one answer of {questions:,}, p50", "ms", p50)
    yield Line(f"one answer of {questions:,}, p95", "ms", p95, limit, budget)


def flat_lines(sizes: Mapping[int, Results]) -> Iterator[Line]:
    """The median answer of a larger form over that of 200 questions: 1 is flat."""
    base = _answers(sizes[BASE], 0)
    for questions in (LARGE, LARGEST):
        larger = _answers(sizes[questions], 0)
        times = {name: larger[name] / base[name] for name in larger if name in base}
        yield Line(
            f"one answer of {questions:,} over one of {BASE}", "times", times, FLAT, f"<= {FLAT:g} x", beats_peers=False
        )


def rate_line(results: Results) -> Line:
    each = _answers(results, 0)
    rates = {name: SUMS * TERMS / each[name] * 1000 for name in each}
    note = f"{SUMS * TERMS} small expressions at each of {CHANGES} answers"
    return Line("expressions evaluated", "1/s", rates, RATE, ">= 1 M/s", more_is_better=True, note=note)


def memory_lines(results: Results) -> Iterator[Line]:
    each = {name: found.interview_kb for name, found in results.items() if found.interview_kb is not None}
    whole = {name: found.resident_kb / 1000 for name, found in results.items() if found.resident_kb is not None}
    yield Line(f"one more open interview of {BASE} questions", "kB", each)
    if OURS in whole:
        yield Line("resident process with one open interview", "MB", whole)


def _answers(results: Results, part: int) -> dict[str, float]:
    return {name: (found.warm_ms or found.cold_ms)[part] for name, found in results.items()}
