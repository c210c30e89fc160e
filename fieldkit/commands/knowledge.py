"""`fieldkit practice test`: a knowledge test before and after a course, from a bank. docs/practice-format.md 6.

No store is made: in a class the marks go to it, sealed; alone nothing is kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.banks import bank_file, banks_here, fits_audience, hash_of, remarks_of
from fieldkit.commands.beginning import screen_for
from fieldkit.commands.class_member import member_asked
from fieldkit.commands.class_results import BankRun, Member, Saved, member_named, save_bank
from fieldkit.commands.conducting import AnyScreen
from fieldkit.commands.contacts import Office, contacts_of
from fieldkit.commands.knowledge_words import Pages, choice_of, items_data, pages_after
from fieldkit.commands.practice import PHONE
from fieldkit.commands.practice_run import Left, left_lines, put
from fieldkit.commands.practice_words import lines_of
from fieldkit.commands.sittings import first_sitting, forget, remember
from fieldkit.commands.vignettes import Who, told_in
from fieldkit.forms.interview import Answer as Given, Reply
from fieldkit.forms.values import NonAnswer
from fieldkit.ports import Env
from fieldkit.practice.items import Answer, Bank, Put, drawn, fingerprints, sheet
from fieldkit.practice.sitting import Answered, answered
from fieldkit.result import Json, Result
from fieldkit.sync.bundle.class_file import MOST_PUT
from fieldkit.ui.keys import leaving_practice
from fieldkit.ui.messages import LANGUAGES, current, say, say_n
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.script import AnswersScript, Scripted
from fieldkit.ui.sheet import LEAVING
from fieldkit.workflows.class_banks import class_items

BEFORE, AFTER = "before", "after"
SEED = 16
_OPEN = {"dk": NonAnswer.DONT_KNOW, "ref": NonAnswer.REFUSED}
"""What stands below the choices of every item."""


def knowledge_test(
    ctx: typer.Context,
    bank: Annotated[
        str | None, typer.Argument(help="A test's name (fieldkit practice list), or its file; else the class's.")
    ] = None,
    before: Annotated[bool, typer.Option("--before", help="Before the course: what is right is not said.")] = False,
    after: Annotated[bool, typer.Option("--after", help="After the course: each question with its answer.")] = False,
    who: Who = "",
    size: Annotated[int, typer.Option(min=0, max=MOST_PUT, help="How many questions; 0: all of them.")] = 0,
    audience: Annotated[str, typer.Option(help="Only questions for: border_officer, field_worker, ...")] = "",
    language: Annotated[str | None, typer.Option(help="Language of the questions and the screens.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Take the answers from a YAML or JSON file.")] = None,
) -> Result:
    """Answer the questions of a knowledge test, before or after a course. Alone nothing of it is kept or sent.

    In a class (--who) the marks go to the trainer, and everybody gets the same questions, before and after, each in
    an order of their own. You may leave at any time without a reason; then nothing is marked.

    Example: fieldkit practice test border_and_field --after
    """
    env: Env = ctx.obj
    if before and after:
        raise typer.BadParameter("--before or --after, one of them")
    member = member_named(env, who) if who else None
    if member is not None and member.home.found.bank is not None and (size or audience):
        raise typer.BadParameter("the class says how many questions there are, and for whom: leave that out")
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"--language is one of {', '.join(LANGUAGES)}")
    script = None if answers is None else _script(answers)
    with _stage(env, script, language or current(), member) as stage:
        try:
            member = member or (None if size or audience else stage.member())
            found, digest = _bank(stage, bank, member)
            phase = BEFORE if before else AFTER if after else stage.phase()
        except Left as left:
            return left.result or Result(data={"state": "left"}, lines=left_lines(current()))
        fits_audience(found, audience)
        names = _drawn(env, found, member, size, audience)
        items = sheet(found, names, env.entropy.token(SEED))
        return _Sitting(stage, found, digest, phase, items, member).run()


def _bank(stage: "_Stage", named: str | None, member: Member | None) -> tuple[Bank, str]:
    """Return the bank and the hash of its file: the class's, the one named, or the one that is chosen.

    Raises: BankUnknown, BankNotOfClass, ClassFileInvalid, DataFileInvalid, UnreadableFile, Left.
    """
    listed = member.home.found.bank if member is not None else None
    own = member.home.bank() if member is not None else None
    if own is not None and listed is not None:
        if named and named != own.id and hash_of(bank_file(named)[1]) != listed.hash:
            raise errors.BankNotOfClass(bank=named, own=own.id)
        return own, listed.hash
    found, data = bank_file(named or stage.which(banks_here()))
    return found, hash_of(data)


def _drawn(env: Env, bank: Bank, member: Member | None, size: int, audience: str) -> tuple[str, ...]:
    """Return the items that are put: for a class the same to everybody, before and after."""
    if member is not None:
        return class_items(member.home.found, bank, size, audience)
    return drawn(bank, env.entropy.token(SEED), size, audience)


def _script(answers: Path) -> Mapping[str, Scripted]:
    from fieldkit.forms.plain_yaml import read_plain
    from fieldkit.ui.script import load_answers

    return load_answers(answers, read_plain)


# --- where it happens ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stage:
    """A screen that says what it is, and the script where nobody is there."""

    env: Env
    shown: AnyScreen
    language: str
    script: Mapping[str, Scripted] | None

    def say(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    def member(self) -> Member | None:
        """Ask for whom it is where somebody joined a class here; a script is for nobody. Raises: Left."""
        if self.script is not None:
            return None
        found = member_asked(self.env, lambda title, options: self.choose(title, (), options), self.language)
        self.shown.occasion = Occasion(rehearsal=True, in_class=found is not None, test=True)
        return found

    def which(self, banks: Sequence[Bank]) -> str:
        return self.choose(self.say("test.which"), (), [(one.id, told_in(one.title, self.language)) for one in banks])

    def phase(self) -> str:
        return self.choose(self.say("test.when"), (), [(word, self.say(f"test.{word}")) for word in (BEFORE, AFTER)])

    def read(self, lines: Sequence[str], title: str) -> None:
        """Show a page until Enter. Raises: Left."""
        self._put(lambda: self.shown.note(lines, self.language, title, LEAVING))

    def choose(self, title: str, lines: Sequence[str], options: Sequence[tuple[str, str]]) -> str:
        """Return the value of the line that was chosen. Raises: Left."""
        reply = self._put(lambda: self.shown.choose(title, lines, options, self.language))
        return reply.raw if isinstance(reply, Given) and isinstance(reply.raw, str) else ""

    def _put(self, page: Callable[[], Reply]) -> Reply:
        calls = contacts_of(Office("PRACTICE", PHONE, PHONE, lambda _: {}), self.language)
        return put(page, lambda: self.shown.danger(calls, self.language), self.env)


@contextmanager
def _stage(env: Env, script: Mapping[str, Scripted] | None, language: str, member: Member | None) -> Iterator[_Stage]:
    shown = screen_for(env, None) if script is None else AnswersScript({})
    shown.occasion = Occasion(rehearsal=True, in_class=member is not None, test=True)
    with closing(shown), leaving_practice():
        yield _Stage(env, shown, language, script)


# --- the sitting -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sitting:
    """One person, one bank, before or after; `items` in this person's order."""

    stage: _Stage
    bank: Bank
    hash: str
    phase: str
    items: tuple[Put, ...]
    member: Member | None

    def run(self) -> Result:
        """Go from the content note to the end; of somebody who left the class gets only that."""
        try:
            self._begin()
            began = self.stage.env.clock.now().mono_ms
            answers = self._answers()
        except Left as left:
            if left.result is not None:
                return left.result
            lines = left_lines(self.stage.language, in_class=bool(self._kept(None, 0)))
            return Result(data={"state": "left", "bank": self.bank.id}, lines=lines)
        before = first_sitting(self.member, self.bank.id) if self.member is not None else None
        found = answered(self.bank, self.items, answers, before)
        kept = self._kept(found, (self.stage.env.clock.now().mono_ms - began) // 1000)
        return self._thanks(kept) if self.phase == BEFORE else self._told(found, before is not None, kept)

    def _begin(self) -> None:
        """Say what may touch somebody, and what becomes of it; one may leave without a reason."""
        say_it, language = self.stage.say, self.stage.language
        lines = [say_it("test.touches"), "", f"{say_n(language, 'test.items', len(self.items))} {say_it('test.open')}"]
        lines += [say_it("test.first")] if self.phase == BEFORE else []
        lines += [say_it("test.class")] if self.member is not None else []
        for remark in remarks_of(self.bank, language):
            lines += ["", remark]
        options = [(word, say_it(f"practice.{word}")) for word in ("begin", "leave")]
        if self.stage.choose(told_in(self.bank.title, language), lines, options) == "leave":
            raise Left

    # --- the items ---

    def _answers(self) -> Mapping[str, Answer]:
        if self.stage.script is not None:
            return self._scripted(self.stage.script)
        return {one.item.id: self._asked(one, number) for number, one in enumerate(self.items, start=1)}

    def _asked(self, one: Put, number: int) -> Answer:
        """Put one item. Raises: Left."""
        language = self.stage.language
        options = [(code, choice_of(one.item, code, language)) for code in one.choices]
        options += [(code, self.stage.say(f"test.{code}")) for code in _OPEN]
        where = self.stage.say("of", number=number, total=len(self.items))
        chosen = self.stage.choose(told_in(one.item.question, language), (where,), options)
        return _OPEN.get(chosen, chosen)

    def _scripted(self, script: Mapping[str, Scripted]) -> Mapping[str, Answer]:
        """Return the answers of a file. Raises: AnswerRefused, AnswerMissing."""
        for name in script:
            if self.bank.item(name) is None:
                raise errors.AnswerRefused(question=name, why=f"{self.bank.id} has no such item")
        return {one.item.id: _given(one, script.get(one.item.id)) for one in self.items}

    # --- afterwards ---

    def _kept(self, found: Sequence[Answered] | None, seconds: int) -> tuple[str, ...]:
        """Keep the marks for the class, and what shows this person later what changed; nothing where one is in none."""
        if self.member is None:
            return ()
        right = None if found is None else {one.item.id: one.right for one in found}
        ordered = None if right is None else {one.id: right[one.id] for one in self.bank.items if one.id in right}
        run = BankRun(self.bank, self.hash, ordered, self.phase, seconds)
        saved = save_bank(self.stage.env, self.member, run)
        if ordered is not None and self.phase == BEFORE:
            prints = fingerprints(self.bank, ordered)
            marks = {name: (prints[name], mark) for name, mark in ordered.items()}
            remember(self.member, self.bank.id, marks, self.stage.env.platform)
        elif ordered is not None:
            forget(self.member)
        return self._where(saved)

    def _where(self, saved: Saved) -> tuple[str, ...]:
        line = (self.stage.say("class.line", line=saved.line),) if saved.line else ()
        return (self.stage.say("class.saved" if saved.handed_over else "class.waits"), *line)

    def _thanks(self, kept: tuple[str, ...]) -> Result:
        """Say thanks, and nothing of how it went."""
        thanks = self.stage.say("test.kept" if self.member is not None else "test.thanks")
        lines = (thanks, self.stage.say("test.talk"))
        hid = self._read([(told_in(self.bank.title, self.stage.language), lines)])
        if hid is not None:
            return hid
        return Result(data=self._data(), lines=(*lines, *(kept or (self.stage.say("practice.over"),))))

    def _told(self, found: Sequence[Answered], compared: bool, kept: tuple[str, ...]) -> Result:
        """Say of each item what is right and why, then what changed."""
        pages = pages_after(found, self.stage.language, compared=compared, in_class=self.member is not None)
        hid = self._read(pages)
        if hid is not None:
            return hid
        last = kept or (self.stage.say("practice.over"),)
        lines = last if self.stage.script is None else (*lines_of(pages), "", *last)
        return Result(data={**self._data(), "items": items_data(found)}, lines=lines)

    def _read(self, pages: Pages) -> Result | None:
        """Show pages; who leaves them has finished all the same. Where all was hidden, return what is said then."""
        try:
            for title, lines in pages:
                self.stage.read(lines, title)
        except Left as left:
            return left.result
        return None

    def _data(self) -> dict[str, Json]:
        return {
            "state": "finished",
            "bank": self.bank.id,
            "version": self.bank.version,
            "phase": self.phase,
            "put": len(self.items),
        }


def _given(one: Put, given: Scripted | None) -> Answer:
    """Return an answer of a file. Raises: AnswerRefused, AnswerMissing."""
    allowed = ", ".join((*one.item.choices, *_OPEN))
    if given is None or given is NonAnswer.BLANK:
        raise errors.AnswerMissing(question=one.item.id, allowed=allowed)
    if isinstance(given, NonAnswer):
        return given
    if not isinstance(given, str) or given not in (*one.item.choices, *_OPEN):
        raise errors.AnswerRefused(question=one.item.id, why=f"one of {allowed}")
    return _OPEN.get(given, given)
