"""A whole scene in pages: what the check says, the scene as it is met, the card, the key, a perfect run's feedback."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from fieldkit.commands.practice_card import card_pages, in_pages
from fieldkit.commands.practice_check import Checked, told_mistakes
from fieldkit.commands.practice_run import WORTH_A_PAGE, judgement_form
from fieldkit.commands.practice_words import Told, choice_words, pages as feedback_pages, question_words, value_words
from fieldkit.commands.vignettes import told_in, warnings_of
from fieldkit.forms.compiled import Cell, CompiledForm
from fieldkit.forms.yaml_reader import Node
from fieldkit.practice.check_vignette import key_run
from fieldkit.practice.marking import key_judgement, mark
from fieldkit.practice.run_form import askable, question_cells
from fieldkit.practice.to_do import missing_texts
from fieldkit.practice.vignette import ELEMENTS, OPEN, STEPS_NOW, KeyAnswer, ScriptEntry, Vignette
from fieldkit.ui.messages import LANGUAGES, language_name, say, say_n

MOST_MISTAKES = 12
"""Mistakes that stand on top; the check has all of them."""
Page: TypeAlias = "tuple[str, tuple[str, ...]]"
"""A title, and lines as long as they are."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A scene as far as it can be read. `compiled` is its form, None where there is none; `root` its file."""

    vignette: Vignette
    compiled: CompiledForm | None
    checked: Checked
    root: Node
    language: str

    def pages(self) -> Iterator[Page]:
        """Yield all pages in the order in which a trainer reads."""
        yield from self.mistakes()
        yield from self.before()
        if self.compiled is not None:
            yield from self.talk(self.compiled)
            card = card_pages(self.vignette, self.compiled, self.language, WORTH_A_PAGE)
            yield from ((self.say("preview.card"), lines) for _, lines in card)
        yield from self.key()

    def say(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    # --- what the check says ---

    def mistakes(self) -> Iterator[Page]:
        blocks = [list(self.missing())]
        for problem in self.checked.problems[:MOST_MISTAKES]:
            first, *rest = told_mistakes(self.checked, [problem])
            blocks.append([first.removeprefix(f"{self.checked.path}:"), *rest])
        more = len(self.checked.problems) - MOST_MISTAKES
        if more > 0:
            blocks.append([say_n(self.language, "preview.more", more)])
        if not self.checked.problems:
            blocks.append([self.say("preview.no_mistake")])
        return self.paged("preview.check", blocks)

    def missing(self) -> Iterator[str]:
        """Yield which languages miss texts, and in which the scene is not written at all."""
        for code, paths in missing_texts(self.root).items():
            yield say_n(self.language, "preview.missing", len(paths), language=language_name(code))
        for code in LANGUAGES:
            if code not in self.vignette.languages:
                yield self.say("preview.no_language", language=language_name(code))

    # --- as it is met ---

    def before(self) -> Iterator[Page]:
        vignette, language = self.vignette, self.language
        title = told_in(vignette.title, language)
        note = f"{self.say('practice.touches')}: {told_in(vignette.content_note, language)}"
        yield title, (note, *(line for warning in warnings_of(vignette, language) for line in ("", warning)))
        steps = vignette.story
        for number, step in enumerate(steps, start=1):
            head = self.say("practice.step", title=title, number=number, total=len(steps))
            yield head, (told_in(step, language),)

    def talk(self, compiled: CompiledForm) -> Iterator[Page]:
        """Yield the questions with what comes to each: those along the key's path where there is a usable key."""
        run = key_run(self.vignette, compiled) if self.vignette.key.answers else None
        cells = [cell for cell in question_cells(compiled) if run is None or run.applies(cell)]
        blocks = [self.question(cell, compiled) for cell in cells]
        return self.paged("preview.talk", [[self.say("preview.all_questions")], *blocks] if run is None else blocks)

    def question(self, cell: Cell, compiled: CompiledForm) -> list[str]:
        entry = self.vignette.entry(cell.question.name)
        said = [] if entry is None else list(self.entry(entry, cell))
        return [
            question_words(compiled, cell.question.name, self.language),
            *(line if line.startswith(" ") else f"- {line}" for line in said or [self.say("preview.nothing")]),
        ]

    def entry(self, entry: ScriptEntry, cell: Cell) -> Iterator[str]:
        """Yield what comes to a question as the screen says it; every way to ask, the open one first."""
        language = self.language
        for way in sorted(entry.ways, key=lambda way: way.kind != OPEN):
            kind = self.say(f"way.{way.kind}") if way.kind else "?"
            yield self.say("preview.way", kind=kind, ask=told_in(way.ask, language))
            yield f"  {self.say('practice.says', words=told_in(way.says, language))}"
        if entry.seen and (cell.question.observation or not entry.says):
            yield self.say("practice.seen", words=told_in(entry.seen, language))
        elif entry.says:
            yield self.say("practice.says", words=told_in(entry.says, language))
        elif entry.silent:
            yield self.say("practice.silent")

    # --- the key ---

    def key(self) -> Iterator[Page]:
        key, compiled = self.vignette.key, self.compiled
        if compiled is None or not key.answers:
            yield self.say("preview.key"), (self.say("preview.no_key"),)
            return
        answers = [self.answer(compiled, answer) for answer in key.answers.values()]
        for name in key.not_keyed:
            question = question_words(compiled, name, self.language)
            answers.append([self.say("preview.not_keyed", question=question)])
        yield from self.paged("preview.key", [*self.comes_to(), *answers])
        if key.situation and key.result and key.right_steps:
            yield from self.perfect(compiled)

    def answer(self, compiled: CompiledForm, answer: KeyAnswer) -> list[str]:
        language = self.language
        if askable(compiled, answer.name) is None:
            return [answer.name]
        further = [value_words(compiled, answer.name, value, language) for value in answer.also]
        right = value_words(compiled, answer.name, answer.right, language)
        return [
            question_words(compiled, answer.name, language),
            f"- {self.say('preview.right', given=right)}",
            *(f"- {self.say('preview.also', given=given)}" for given in further),
            *([f"  {told_in(answer.why, language)}"] if answer.why else []),
        ]

    def comes_to(self) -> Iterator[list[str]]:
        """Yield what the key comes to: situation and why, elements, result, steps, conduct, what settles."""
        key, language = self.vignette.key, self.language
        _, _, judged = judgement_form()

        def named(listed: str, values: Sequence[str]) -> str:
            return "; ".join(choice_words(judged, listed, value, language) for value in values) or "-"

        def steps(values: Sequence[str]) -> str:
            return "; ".join(named("step_now" if one in STEPS_NOW else "step_after", [one]) for one in values) or "-"

        yield [self.say("preview.situation", given=named("situation", key.situations)), told_in(key.why, language)]
        codes = [f"{self.say(f'element.{one}')} {' '.join(key.elements.get(one, ())) or '-'}" for one in ELEMENTS]
        age = self.say(f"age.{key.age}") if key.age else "-"
        results = "; ".join(self.say(f"result.{one}") for one in key.results if one) or "-"
        yield [
            self.say("preview.elements", given=", ".join(codes)),
            self.say("preview.age", given=age),
            self.say("preview.result", given=results),
        ]
        yield [self.say("preview.steps", given=steps(key.right_steps))]
        yield [self.say("preview.unsafe", given=steps(key.unsafe_steps))]
        yield [f"{self.say('feedback.conduct')}:", *(f"- {told_in(point.says, language)}" for point in key.conduct)]
        if key.settles and self.compiled is not None:
            settles = question_words(self.compiled, key.settles, language)
            yield [self.say("preview.settles", question=settles), told_in(key.settles_why, language)]

    def perfect(self, compiled: CompiledForm) -> Iterator[Page]:
        """Yield what is said after a run with the key's own answers and judgement, each question asked well."""
        vignette, run = self.vignette, key_run(self.vignette, compiled)
        answers = {cell.key: run.answer(cell) for cell in question_cells(compiled)}
        asked = {name: OPEN for name, entry in vignette.script.items() if entry.ways}
        judgement = key_judgement(vignette)
        marks = mark(vignette, compiled, answers, judgement, asked=asked)
        told = Told(vignette, compiled, judgement_form()[2], marks, judgement, None)
        for title, lines in feedback_pages(told, self.language):
            yield f"{self.say('preview.perfect')}: {title}", lines

    def paged(self, title: str, blocks: Sequence[Sequence[str]]) -> Iterator[Page]:
        return ((self.say(title), lines) for lines in in_pages(blocks, WORTH_A_PAGE))
