"""Load and answer generated forms of N questions, beside a bare C YAML compose and a plain loop in the same run."""

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml

from benchmarks.figures import Figure
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import CompiledForm, compile_form
from fieldkit.forms.interview import Answer, Event, Next, Save, State, final_answers, start, step

LANGUAGES = ("en", "fr", "rw", "sw")
TODAY = dt.date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Now:
    utc_ms: int = 1_795_341_600_000
    offset_min: int = 120


def generate(questions: int, languages: Sequence[str] = ("en",), seed: int = 7) -> tuple[str, dict[str, str]]:
    """Return a form like a long screening (60 % skip logic, constraints, sections with totals) and answers to it."""
    rnd = random.Random(seed)
    answers: dict[str, str] = {}
    lines = ["form_id: bench", 'version: "1"', *_text("title", f"Bench {questions}", languages, 0), "choices:"]
    for name, values in (("yn", ("yes", "no", "unk")), ("means", ("force", "fraud", "coercion", "debt", "none"))):
        lines.append(f"  {name}:")
        for value in values:
            lines += _text(f'"{value}"', value.title(), languages, 4)
    lines.append("survey:")
    before: list[tuple[str, str]] = []
    totals: list[str] = []
    for section in range(0, questions, 20):
        number = section // 20 + 1
        lines += [f"  - group: g{number}", *_text("label", f"Section {number}", languages, 4), "    survey:"]
        yes: list[str] = []
        for i in range(section + 1, min(section + 20, questions) + 1):
            kind = ("integer", "select_one yn", "select_multiple means", "text", "select_one yn")[i % 5]
            lines += [f"      - name: q{i}", f"        type: {kind}"]
            lines += _text("label", f"Question number {i}?", languages, 8)
            if before and i % 5 in (0, 1, 2):
                lines.append(f'        relevant: "{_relevant(rnd, before, i)}"')
            if kind == "integer":
                lines.append('        constraint: ". >= 0 and . <= 120"')
                lines += _text("constraint_message", "Between 0 and 120", languages, 8)
            answers[f"q{i}"] = _answer(rnd, kind, i)
            if kind != "text":
                before.append((f"q{i}", kind))
            if kind == "select_one yn":
                yes.append(f"if(${{q{i}}} = 'yes', 1, 0)")
        lines += [f"      - name: score{number}", "        type: calculate"]
        lines.append(f'        calculation: "{" + ".join(yes)}"')
        totals.append(f"${{score{number}}}")
    lines += ["  - name: total", "    type: calculate", f'    calculation: "{" + ".join(totals)}"']
    lines += ["  - name: refer", "    type: note", *_text("label", "Refer: score is ${total}", languages, 4)]
    lines.append('    relevant: "${total} >= 5"')
    return "\n".join(lines) + "\n", answers


def _text(key: str, words: str, languages: Sequence[str], indent: int) -> list[str]:
    """Return the lines of a text; a form in one language says it without a code, as authors do."""
    pad = " " * indent
    if len(languages) == 1:
        return [f'{pad}{key}: "{words}"']
    return [f"{pad}{key}:", *(f'{pad}  {code}: "{words}"' for code in languages)]


def _relevant(rnd: random.Random, before: list[tuple[str, str]], i: int) -> str:
    name, kind = rnd.choice(before[-40:])
    test = {
        "integer": "${%s} < 18 or ${%s} > 60",
        "select_one yn": "${%s} = 'yes'",
        "select_multiple means": "selected(${%s}, 'force') or selected(${%s}, 'debt')",
    }[kind].replace("%s", name)
    return f"({test}) and string-length(${{{before[-2][0]}}}) > 0" if i % 10 == 1 and len(before) > 2 else test


def _answer(rnd: random.Random, kind: str, i: int) -> str:
    match kind:
        case "integer":
            return str(rnd.choice((9, 15, 17, 25, 40, 70)))
        case "text":
            return f"some words {i}"
        case "select_one yn":
            return rnd.choice(("yes", "yes", "no", "unk"))
        case _:
            return rnd.choice(("force", "force debt", "none", "fraud coercion"))


def opened(form: CompiledForm) -> State:
    return start(form, language="en", today=TODAY, now=Now())


def walk(form: CompiledForm, answers: dict[str, str]) -> tuple[State, list[float]]:
    """Answer everything in order; return the end state and the seconds that each answer took."""
    state, taken = opened(form), []
    clock = time.perf_counter
    while state.position is not None:
        event: Event = Answer(answers[state.position]) if state.position in answers else Next()
        begun = clock()
        state, effects = step(state, event)
        if any(isinstance(effect, Save) for effect in effects):
            taken.append(clock() - begun)
    return state, taken


def best(work: Callable[[], object], rounds: int = 15) -> float:
    """Return the best time of a few rounds, in ms of this process: others on the machine count less."""
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found) * 1000


def load(text: str) -> CompiledForm:
    return compile_form(load_form(text, "bench.yaml"))


def compose(text: str) -> object:
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[int(len(values) * part)]


def load_figures(questions: int) -> list[Figure]:
    english, _ = generate(questions)
    four, _ = generate(questions, LANGUAGES)
    found = []
    for words, text, budget in (
        ("English", english, "<= 10 ms at 200"),
        ("four languages", four, "<= 10 ms + 1.5 x compose at 200"),
    ):
        value, bare = best(lambda text=text: load(text)), best(lambda text=text: compose(text))  # type: ignore[misc]
        found.append(
            Figure(
                f"load {questions} questions, {words}",
                value,
                "ms",
                f"C YAML compose, {bare:.2f} ms",
                value / bare,
                budget,
            )
        )
    return found


def answer_figures(questions: int) -> list[Figure]:
    text, answers = generate(questions)
    form = load(text)
    taken: list[float] = []
    for _ in range(max(3, 2000 // questions)):
        taken += walk(form, answers)[1]
    p50, p95 = statistics.median(taken) * 1000, percentile(taken, 0.95) * 1000
    loop = best(lambda: plain_loop(answers)) / len(answers)
    budget = "<= 0.05 ms at 200; at 1,000 <= 2 x that"
    yardstick = f"a dict copy and a loop over it, per answer {loop * 1000:.1f} us"
    return [
        Figure(f"one answer of {questions}, p50", p50, "ms", yardstick, p50 / loop, ""),
        Figure(f"one answer of {questions}, p95", p95, "ms", yardstick, p95 / loop, budget),
    ]


def plain_loop(answers: dict[str, str]) -> int:
    """The least that an engine which recomputes everything could do for each answer."""
    seen: dict[str, str] = {}
    count = 0
    for name, value in answers.items():
        seen = {**seen, name: value}
        for other in answers:
            count += seen.get(other) == "yes"
    return count


def evaluation_figures() -> list[Figure]:
    text = """\
form_id: e
version: "1"
title: E
choices: {means: {force: Force, debt: Debt}}
survey:
  - {name: age, type: integer, label: Age}
  - {name: means, type: select_multiple means, label: Means}
  - {name: hit, type: note, label: Hit, relevant: "${age} < 18 and selected(${means}, 'force')"}
"""
    form = load(text)
    state = opened(form)
    for raw in ("15", ("force",)):
        state, _ = step(state, Answer(raw))
    evaluate = next(part.run for part in form.steps if part.run is not None)
    slots = state.slots
    rounds = range(200_000)

    def loop() -> None:
        for _ in rounds:
            evaluate(slots)

    rate = len(rounds) / best(loop, 5) * 1000
    return [Figure("evaluations of an expression", rate, "1/s", "JavaRosa, elsewhere: 277,000", None, ">= 1 M/s")]


def run() -> list[Figure]:
    """Return all measurements of the engine."""
    found: list[Figure] = []
    for questions in (20, 200, 1000):
        found += load_figures(questions)
    for questions in (20, 200, 1000, 2000):
        found += answer_figures(questions)
    return found + evaluation_figures()


def totals(questions: int) -> object:
    """Return the total score at the end: the same in every engine."""
    text, answers = generate(questions)
    return final_answers(walk(load(text), answers)[0])["total"]


if __name__ == "__main__":
    from benchmarks.figures import table

    print("\n".join(table(run())))
    print("totals", [totals(n) for n in (20, 200, 1000)])
