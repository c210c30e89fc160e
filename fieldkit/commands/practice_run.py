"""One practice interview with an invented person: the story, the talk, one's own judgement, what is said afterwards.

Everything happens in a store with the practice profile that ends with the command. Whoever leaves, at any page, gives
no reason and has no marks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit import errors
from fieldkit.cases.drafting import DraftSummary
from fieldkit.commands.beginning import begin
from fieldkit.commands.class_results import Member, Run as ClassRun, save_result
from fieldkit.commands.conducting import AnyScreen, conduct
from fieldkit.commands.contacts import Office, contacts_of
from fieldkit.commands.form_source import Source, compiled_of, read_source
from fieldkit.commands.hiding import hidden
from fieldkit.commands.library import FormFile
from fieldkit.commands.practice_card import card_pages
from fieldkit.commands.practice_check import shipped_vignettes
from fieldkit.commands.practice_words import Told, lines_of, marks_data, pages, question_words
from fieldkit.commands.rehearsing import Rehearsal
from fieldkit.commands.vignettes import told_in, warnings_of
from fieldkit.forms.classify import Outcome
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Answer, Danger, Leave, QuickExit, Reply
from fieldkit.forms.values import AnswerValue, from_json
from fieldkit.ports import Env
from fieldkit.practice.marking import mark
from fieldkit.practice.vignette import WAYS, Vignette
from fieldkit.result import Result
from fieldkit.store.store import Store
from fieldkit.ui.messages import say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.script import AnswersScript, Scripted
from fieldkit.ui.sheet import LEAVING
from fieldkit.workflows.reopening import day_of

_JUDGEMENT, _WAYS = "judgement/", "ways/"
WORTH_A_PAGE = 15
"""Lines of the card on one page: what fits a screen of 24 rows with the head and the foot."""


class Left(Exception):
    """The trainee left, or hid everything: then `result` is what the command says, which is nothing."""

    def __init__(self, result: Result | None = None) -> None:
        super().__init__()
        self.result = result


@dataclass(frozen=True, slots=True)
class Script:
    """An answers file for a vignette: the interview's answers, the judgement's, and how to ask."""

    answers: Mapping[str, Scripted] = field(default_factory=dict)
    judgement: Mapping[str, Scripted] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict)

    def screen(self) -> AnswersScript:
        """Return the screen of the interview."""
        return AnswersScript(self.answers)


def script_of(given: Mapping[str, Scripted]) -> Script:
    """Return the parts of an answers file: `judgement: {...}` and `ways: {...}` stand beside the answers."""
    answers = {key: value for key, value in given.items() if not key.startswith((_JUDGEMENT, _WAYS))}
    judgement = {key.removeprefix(_JUDGEMENT): value for key, value in given.items() if key.startswith(_JUDGEMENT)}
    ways = {key.removeprefix(_WAYS): str(value) for key, value in given.items() if key.startswith(_WAYS)}
    for name, way in ways.items():
        if way not in WAYS:
            raise errors.AnswerRefused(question=f"ways: {name}", why=", ".join(WAYS))
    return Script(answers, judgement, ways)


@dataclass(slots=True)
class Session:
    """Everything one run works with. `script` None: a person is there. `alone`: fieldkit says the person's words.

    `after` makes the feedback's last page where there is one more; `finished` is true once all of it was read.
    """

    store: Store
    office: Office
    env: Env
    shown: AnyScreen
    vignette: Vignette
    compiled: CompiledForm
    form: FormFile
    language: str
    alone: bool = True
    script: Script | None = None
    member: Member | None = None
    after: Callable[[CompiledForm, str], tuple[str, tuple[str, ...]]] | None = None
    finished: bool = False
    _marked: Result | None = None

    def run(self) -> Result:
        """Practise from the content note to the form's own result; in a class the result is kept for it, and of
        somebody who left only that."""
        self.shown.occasion = Occasion(rehearsal=True, in_class=self.member is not None)
        try:
            return self._run()
        except Left as left:
            if left.result is not None or self._marked is not None:  # hidden; or the feedback was left
                return left.result or self._marked or Result()
            kept = self._kept(ClassRun(self.vignette, None))
            lines = left_lines(self.language, in_class=bool(kept))
            return Result(data={"state": "left", "vignette": self.vignette.id}, lines=lines)

    def _run(self) -> Result:
        self._warned()
        if not self.alone:
            self._card()
        self._story()
        rehearsal = Rehearsal(
            self.vignette, self.compiled, speaks=self.alone, given=None if self.script is None else self.script.ways
        )
        began = self.env.clock.now().mono_ms
        answers = self.interview(rehearsal)
        seconds = (self.env.clock.now().mono_ms - began) // 1000
        judged, judgement = self.judge()
        if not self.alone:
            self._how_asked(rehearsal)
        today = day_of(self.env.clock.now())
        marks = mark(self.vignette, self.compiled, answers, judgement, asked=rehearsal.asked, today=today)
        told = Told(self.vignette, self.compiled, judged, marks, judgement, seconds)
        kept = self._kept(ClassRun(self.vignette, marks, judgement, seconds))  # also where feedback is not read
        return self._tell(told, rehearsal, kept or (self.say("practice.over"),))

    # --- before ---

    def _warned(self) -> None:
        """Say what may touch somebody; one may leave without a reason."""
        title = told_in(self.vignette.title, self.language)
        lines = [f"{self.say('practice.touches')}: {told_in(self.vignette.content_note, self.language)}"]
        for warning in warnings_of(self.vignette, self.language):
            lines += ["", warning]
        options = [(word, self.say(f"practice.{word}")) for word in ("begin", "leave")]
        if self.choose(title, lines, options) == "leave":
            raise Left

    def _card(self) -> None:
        """Let the one who plays read the card, or say that it is known; then the laptop is handed over."""
        options = [(word, self.say(f"pair.{word}")) for word in ("known", "show")]
        if self.choose(self.say("pair.title"), (self.say("pair.how"),), options) == "show":
            for title, lines in card_pages(self.vignette, self.compiled, self.language, WORTH_A_PAGE):
                self.read(lines, title)
            self.choose(self.say("pair.hand_over"), (), [("begin", self.say("practice.begin"))])

    def _story(self) -> None:
        title, steps = told_in(self.vignette.title, self.language), self.vignette.story
        for number, step in enumerate(steps, start=1):
            head = self.say("practice.step", title=title, number=number, total=len(steps))
            self.read((told_in(step, self.language),), head)

    # --- the talk and the judgement ---

    def interview(self, rehearsal: Rehearsal) -> Mapping[str, AnswerValue]:
        """Put the form; return its answers by key. Raises: Left."""
        draft = begin(self.store, self.office, self.form, self.language, self.env)
        return self._conducted(draft, self.shown, rehearsal)

    def judge(self, words: str = "practice.judge") -> tuple[CompiledForm, Mapping[str, AnswerValue]]:
        """Put the judgement by the same engine, before anything of the form's result is shown. Raises: Left."""
        self.read((self.say(words),), self.say("practice.judge_title"))
        path, source, compiled = judgement_form()
        file = FormFile(compiled.form.form_id, path, source.data, compiled.form.form_hash)
        shown = self.shown if self.script is None else AnswersScript(self.script.judgement)
        language = self.language if self.language in compiled.form.languages else None
        draft = begin(self.store, self.office, file, language, self.env)
        return compiled, self._conducted(draft, shown, None)

    def _conducted(
        self, draft: DraftSummary, shown: AnyScreen, rehearsal: Rehearsal | None
    ) -> Mapping[str, AnswerValue]:
        """Run a form of the practice store to its end; return its answers. Raises: Left."""
        done = conduct(self.store, self.office, draft, shown, self.env, followed=False, rehearsal=rehearsal)
        if done.data.get("state") in ("hidden", "unfinished"):
            raise Left(done if done.data["state"] == "hidden" else None)
        content = self.store.records.content(draft.id)
        answers = None if content is None else content.get("answers")
        if content is None or not isinstance(answers, Mapping):
            raise errors.RecordUnknown(id="practice")
        self.language = str(content.get("language") or self.language)
        return {key: from_json(value) for key, value in answers.items()}

    def _how_asked(self, rehearsal: Rehearsal) -> None:
        """Ask the one who played how the questions were put that can be put in a way that does harm."""
        if self.script is not None:
            rehearsal.asked.update({name: way for name, way in self.script.ways.items() if name in rehearsal.put})
            return
        for name in [name for name in rehearsal.put if name in self.vignette.script]:
            kinds = {way.kind for way in self.vignette.script[name].ways}
            if kinds:
                options = [(kind, self.say(f"way.{kind}")) for kind in WAYS if kind in kinds]
                asked = f"“{question_words(self.compiled, name, self.language)}”"
                way = self.choose(self.say("pair.how_asked"), (asked,), [*options, ("", self.say("pair.not_asked"))])
                rehearsal.asked.update({name: way} if way else {})

    # --- afterwards ---

    def _kept(self, run: ClassRun) -> tuple[str, ...]:
        """Keep a result for the class and return what became of it; nothing where one is in none, or the scene is not
        of it."""
        saved = None if self.member is None else save_result(self.env, self.member, run)
        if saved is None:
            return ()
        line = (self.say("class.line", line=saved.line),) if saved.line else ()
        return (self.say("class.saved" if saved.handed_over else "class.waits"), *line)

    def _tell(self, told: Told, rehearsal: Rehearsal, last: tuple[str, ...]) -> Result:
        """Say what was noticed and what to look at again, then show the form's own result."""
        found = pages(told, self.language)
        if self.after is not None:
            found.append(self.after(told.judged, self.language))
        if rehearsal.outcome is not None:
            found[-1] = (found[-1][0], (*found[-1][1], "", self.say("feedback.result")))
        lines = (*lines_of(found), "", *last) if self.script is not None else last
        self._marked = Result(data=marks_data(told, rehearsal.asked, self.alone), lines=lines)
        if self.script is None:
            for title, page in found:
                self.read(page, title)
            self._own_result(rehearsal.outcome)
        self.finished = True
        return self._marked

    def _own_result(self, outcome: Outcome | None) -> None:
        """Show the form's own result, where it has a rule for one."""
        if outcome is not None:
            self._put(lambda: self.shown.outcome(outcome, self.language))

    # --- pages ---

    def say(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    def read(self, lines: Sequence[str], title: str) -> None:
        """Show a page until Enter. Raises: Left."""
        self._put(lambda: self.shown.note(lines, self.language, title, LEAVING))

    def choose(self, title: str, lines: Sequence[str], options: Sequence[tuple[str, str]]) -> str:
        """Return the value of the line that was chosen. Raises: Left."""
        reply = self._put(lambda: self.shown.choose(title, lines, options, self.language))
        return reply.raw if isinstance(reply, Answer) and isinstance(reply.raw, str) else ""

    def _put(self, page: Callable[[], Reply]) -> Reply:
        """Show a page, and over it the danger page if it is asked for: somebody in the room may need it."""
        danger = contacts_of(self.office, self.language)
        return put(page, lambda: self.shown.danger(danger, self.language), self.env)


def left_lines(language: str, *, in_class: bool = False) -> tuple[str, ...]:
    """Return what is said to who left. In a class no line to be read out: aloud it would say who it was."""
    return (say(language, "practice.left_class" if in_class else "practice.left"),)


def judgement_form() -> tuple[Path, Source, CompiledForm]:
    """Return the form of the judgement. Raises: FormInvalid."""
    path = shipped_vignettes() / "judgement.yaml"
    source = read_source(path)
    return path, source, compiled_of(source)


def put(page: Callable[[], Reply], danger: Callable[[], Reply], env: Env) -> Reply:
    """Show a page, and over it the danger page. Raises: Left."""
    while isinstance(reply := page(), Danger):
        if isinstance(reply := danger(), Leave | QuickExit):
            break
    if isinstance(reply, QuickExit):
        raise Left(hidden(env, reply))
    if isinstance(reply, Leave):
        raise Left
    return reply
