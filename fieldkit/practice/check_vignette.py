"""Check a vignette against its form: names, values, a complete key, a script that covers it. practice-format 3."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final

from fieldkit.forms.compare_expected import told
from fieldkit.forms.compiled import Cell, CompiledForm
from fieldkit.forms.dependencies import questions_read
from fieldkit.forms.model import Formula
from fieldkit.forms.problems import Place, Problem, Problems, TooManyProblems, quoted
from fieldkit.forms.screens import violation
from fieldkit.forms.values import NonAnswer
from fieldkit.practice.put_to import By, answered_by
from fieldkit.practice.run_form import Run, askable, question_cells, run_given
from fieldkit.practice.vignette import ELEMENTS, OTHERWISE, Given, Key, KeyAnswer, Vignette

_TRAFFICKING: Final = {
    "trafficking_adult": (("act", "means", "purpose"), ("adult", "unknown")),
    "trafficking_child": (("act", "purpose"), ("child", "unknown")),
}
"""What the law needs for each, and as whom the person may be protected."""


def check_vignette(vignette: Vignette, compiled: CompiledForm) -> tuple[Problem, ...]:
    """Return everything in which a vignette and its form do not fit together, in the order of the file."""
    problems = Problems()
    with suppress(TooManyProblems):
        _Check(vignette, compiled, problems).all()
    return problems.sorted()


def check_twins(vignettes: Mapping[str, Vignette]) -> dict[str, tuple[Problem, ...]]:
    """Return what is wrong with the twins among vignettes, by id."""
    return {name: tuple(_twin_problems(one, vignettes)) for name, one in vignettes.items()}


def _twin_problems(one: Vignette, others: Mapping[str, Vignette]) -> Iterator[Problem]:
    if not one.twin:
        return
    line, column = one.place("twin")
    twin = others.get(one.twin)
    if twin is None:
        do = Problems().suggest(one.twin, others, "write the id of a vignette that lies beside it")
        yield Problem(line, column, f"there is no vignette {quoted(one.twin)}", do)
    elif twin.twin != one.id:
        yield Problem(line, column, f"{quoted(one.twin)} does not name it as its twin", "name each in the other")
    elif twin.form != one.form:
        yield Problem(line, column, f"{quoted(one.twin)} is on another form", "put twins on the same form")
    elif twin.key.situation == one.key.situation:
        what = f"{quoted(one.twin)} has the same situation: nothing changes"
        yield Problem(line, column, what, "let the one fact change the answer", "warning")


def deciding_questions(compiled: CompiledForm) -> set[str]:
    """Return the keys of the questions on which the gates, the age, an element or the result depends."""
    return {key for formula in _deciding(compiled) for key in questions_read(compiled.names, formula)} | {
        question.key for question in compiled.form.questions if question.touches is not None
    }


def _deciding(compiled: CompiledForm) -> Iterator[Formula]:
    form = compiled.form
    rule = form.classify
    single = [form.safety, form.consent, form.danger, *((rule.child, rule.adult) if rule else ())]
    yield from (formula for formula in single if formula is not None)
    yield from (question.touches for question in form.questions if question.touches is not None)
    if rule is not None:
        yield from (item.when for items in rule.elements.values() for item in items)
        yield from rule.decision.formulas() if rule.decision is not None else ()


def key_run(vignette: Vignette, compiled: CompiledForm) -> Run:
    """Return the run of the key: its answers, everything else blank."""
    return run_given(compiled, {name: answer.right for name, answer in vignette.key.answers.items()})


class _Check:
    """Every method checks one thing; all of them are asked."""

    def __init__(self, vignette: Vignette, compiled: CompiledForm, problems: Problems) -> None:
        self.vignette = vignette
        self.key: Key = vignette.key
        self.compiled = compiled
        self.problems = problems
        self.names = [cell.question.name for cell in question_cells(compiled)]

    def all(self) -> None:
        self.check_languages()
        self.check_law()
        self.check_speakers()
        known = self.check_names()
        self.check_conduct_names()
        self.run = key_run(self.vignette, self.compiled)
        fits = self.check_values()
        if known and fits and self.check_path():
            self.check_result()
            self.check_conduct()
            self.check_script()

    def error(self, path: str, what: str, do: str) -> None:
        self.problems.error(self.vignette.place(path), what, do)

    # --- words

    def check_languages(self) -> None:
        form = self.compiled.form
        missing = [code for code in self.vignette.languages if code not in form.languages]
        if missing:
            self.error("languages", f"the form has no {', '.join(missing)}", f"use: {', '.join(form.languages)}")
        unread = [code for code in self.vignette.languages if not self.vignette.reviewed.get(code)]
        if unread:
            what = f"no fluent reader has reviewed its texts in {', '.join(unread)}"
            self.problems.warn(self.vignette.place("reviewed"), what, "have them read, then write `all`")

    def check_law(self) -> None:
        """A situation of trafficking has the elements that it needs; an element that is there is not open as well."""
        needed, ages = _TRAFFICKING.get(self.key.situation, ((), ()))
        missing = [name for name in needed if name not in (*self.key.present, *self.key.either)]
        if missing:
            do = "name its codes under `elements`, or choose another situation"
            self.error("key.situation", f"{self.key.situation} without {', '.join(missing)}", do)
        if ages and self.key.age and self.key.age not in ages:
            self.error("key.age", f"{self.key.situation}, and `age` is {self.key.age}", f"use: {', '.join(ages)}")
        both = set(self.key.right_steps) & set(self.key.unsafe_steps)
        if both:
            self.error("key.next_steps", f"both right and unsafe: {', '.join(sorted(both))}", "keep one of the two")

    # --- names

    def check_names(self) -> bool:
        """Return whether every name of the key is a question of the form."""
        for name, entry in self.vignette.script.items():
            if name != OTHERWISE:
                self.named(name, entry.place)
        for name in self.key.not_keyed:
            if self.named(name, self.vignette.place("key.not_keyed")) and name in self.key.answers:
                self.error("key.not_keyed", f"{quoted(name)} has a key answer as well", "keep one of the two")
        if self.key.settles:
            self.named(self.key.settles, self.vignette.place("key.settles"))
        found = [self.named(name, answer.place) for name, answer in self.key.answers.items()]
        return all(found)  # a list: each is asked

    def named(self, name: str, place: Place) -> bool:
        if askable(self.compiled, name) is not None:
            return True
        do = self.problems.suggest(name, self.names, "write the name of a question outside repeats")
        self.problems.error(place, f"{quoted(name)} is no question of {self.compiled.form.form_id}", do)
        return False

    def check_conduct_names(self) -> None:
        for point in self.key.conduct:
            for name in point.when.parsed.names:
                if self.compiled.cell_of(name) is None:
                    do = self.problems.suggest(name, self.names, "write the name of a question")
                    self.problems.error(point.when.place(0), f"there is no question {quoted(name)}", do)

    # --- values

    def check_values(self) -> bool:
        """Return whether every answer of the key, and every further one, could be given."""
        fits = True
        for name, answer in self.key.answers.items():
            cell = askable(self.compiled, name)
            if cell is None:
                continue
            why = self.run.unfit.get(cell.key) or self.constraint(self.run, cell)
            for value in answer.also:
                alone = run_given(self.compiled, {**self.rights(), name: value})
                why = why or alone.unfit.get(cell.key) or self.constraint(alone, cell)
            if why:
                self.problems.error(answer.place, f"{quoted(name)} cannot be that: {why}", _values(self.compiled, cell))
                fits = False
        return fits

    def rights(self) -> dict[str, Given]:
        return {name: answer.right for name, answer in self.key.answers.items()}

    def constraint(self, run: Run, cell: Cell) -> str:
        broken = run.applies(cell) and violation(run.state, cell, run.state.root) == "constraint"
        return "the form's own check refuses it" if broken else ""

    # --- the path of the key

    def check_path(self) -> bool:
        """Return whether the key leads to the end of the form: otherwise all else follows from where it stops."""
        deciding = deciding_questions(self.compiled)
        complete = True
        for cell in self.put():
            name = cell.question.name
            if name in self.key.answers or name in self.key.not_keyed:
                continue
            if violation(self.run.state, cell, self.run.state.root) == "required":
                self.error("key.answers", f"{quoted(name)} must be answered, and has no key", f"add `{name}:`")
                complete = False
            elif cell.key in deciding:
                do = f"add `{name}:`, or name it under `not_keyed:` if no answer is right"
                self.error("key.answers", f"{quoted(name)} decides, is put, and has no key", do)
        if complete:
            self.check_put()
        return complete

    def check_put(self) -> None:
        for name, answer in self.key.answers.items():
            cell = askable(self.compiled, name)
            if cell is not None and not self.run.applies(cell):
                do = "correct the answers that it depends on, or leave it out"
                self.problems.error(answer.place, f"{quoted(name)} is not put with the key's answers", do)

    def put(self) -> Iterator[Cell]:
        """Yield the questions that are put along the key's path."""
        return (cell for cell in question_cells(self.compiled) if self.run.applies(cell))

    def check_result(self) -> None:
        found = self.run.outcome
        if found.label.value != self.key.result:
            what = f"the form gives {found.label.value} with the key's answers, not {self.key.result}"
            self.error("key.result", what, self.settle(found.settle))
        else:
            self.check_also()
        touched = [name for name in found.touched if name in ELEMENTS]
        if set(touched) != set(self.key.touched):
            what = f"the form touches {_list(touched)} with the key's answers, not {_list(self.key.touched)}"
            do = "correct the answers, or say under `touched:` where the form differs from the law"
            self.error("key.touched" if "key.touched" in self.vignette.places else "key.elements", what, do)
        if self.key.age and found.age != self.key.age:
            self.error("key.age", f"the form protects as {found.age} with the key's answers", "correct one of the two")

    def settle(self, question: str | None) -> str:
        name = question.rpartition("/")[2] if question else ""
        return f"correct the answers or the result (open: {name})" if name else "correct the answers or the result"

    def check_also(self) -> None:
        """A further answer that counts as right should not change the result unseen."""
        for name, answer in self.key.answers.items():
            for value in answer.also:
                found = run_given(self.compiled, {**self.rights(), name: value}).outcome.label.value
                if found not in self.key.results:
                    what = f"with {told(value)} for {quoted(name)} the form gives {found}"
                    self.problems.warn(
                        answer.place, what, "add it to `also_result:`, or take the answer out of `also:`"
                    )

    def check_conduct(self) -> None:
        for point in self.key.conduct:
            if self.run.truth(point.when) is not True:
                what = f"the key itself does not keep the point {point.point}"
                self.problems.error(point.place, what, "correct `when:`: it must be yes with the key's answers")

    # --- the script

    def check_script(self) -> None:
        for cell in self.put():
            name = cell.question.name
            entry = self.vignette.script.get(name)
            if entry is not None:
                self.check_silence(name, entry.silent)
            elif not self.covered(answered_by(cell.question)):
                do = "add an entry, or `seen:` under `otherwise:`" if cell.question.observation else "add an entry"
                self.error("script", f"nothing comes to {quoted(name)}", do)

    def covered(self, by: By) -> bool:
        """Return whether `otherwise` has something for a question without an entry of its own."""
        rest = self.vignette.script.get(OTHERWISE)
        if by is By.WORKER or rest is None:
            return by is By.WORKER
        return bool(rest.seen) if by is By.SIGHT else bool(rest.says or rest.silent or rest.seen)

    def check_speakers(self) -> None:
        """Nobody says anything to a question that is not put to the person."""
        for cell in question_cells(self.compiled):
            entry = self.vignette.script.get(cell.question.name)
            if entry is None or answered_by(cell.question) is By.PERSON:
                continue
            if entry.says or entry.silent or any(way.says for way in entry.ways):
                what = f"{quoted(cell.question.name)} is answered by the worker: nobody says it"
                self.problems.error(entry.place, what, "write `seen:` instead")

    def check_silence(self, name: str, silent: bool) -> None:
        answer: KeyAnswer | None = self.key.answers.get(name)
        if answer is not None and silent and not isinstance(answer.right, NonAnswer):
            what = f"the person is silent to {quoted(name)}, and the key has an answer"
            self.problems.error(answer.place, what, "write `right: {nr: ref}`, or let the person say it")


def _values(compiled: CompiledForm, cell: Cell) -> str:
    choices = list(compiled.form.choices.get(cell.question.list_name, ()))
    return f"use: {', '.join(choices[:12])}" if choices else "correct the value"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
