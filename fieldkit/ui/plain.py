"""The interview in plain lines: no cursor movement, no boxes, no colour. For screen readers, slow lines and pipes.

The same letters as in full mode come after a colon: ":p" is back. "::" begins an answer that starts with a colon.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TextIO

from fieldkit.forms.interview import Answer, Finish, Next, QuestionView, QuickExit, Reply, SetLanguage
from fieldkit.forms.values import NonAnswer
from fieldkit.ports import Hidden
from fieldkit.ui import repeat_list
from fieldkit.ui.covering import covered_step, covered_view
from fieldkit.ui.drawing import banner_below, own_marks, remarks, shown_words, value_words
from fieldkit.ui.fields import MAX_TEXT, ChoiceField, TextField
from fieldkit.ui.filling import field_for
from fieldkit.ui.help import help_sheet
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.menu import menu_view
from fieldkit.ui.messages import language_name, say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import Page, commands_shown, open_page, press
from fieldkit.ui.plain_lines import LISTED, find, listed_commands
from fieldkit.ui.plain_pages import PlainPages
from fieldkit.ui.repeat_list import Removing
from fieldkit.ui.text import one_line
from fieldkit.ui.typed import answer_text, how_typed, read_back


class PlainScreen(PlainPages):
    """The interview screen in lines: what is said goes to stderr, what is typed comes from stdin.

    `covered`: stored answers are not written; the command for that turns it on and off.
    """

    def __init__(
        self,
        occasion: Occasion,
        *,
        stdin: TextIO | None = None,
        stderr: TextIO | None = None,
        covered: bool = False,
    ) -> None:
        super().__init__(stdin, stderr)
        self.occasion = occasion
        self.covered = covered
        self._asking = ""

    def __enter__(self) -> "PlainScreen":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        """Write one question and return what the person typed, as soon as it can be used. `typed` is what was typed
        before and not given; an empty line gives it.

        Raises: NotATerminal, KeyboardInterrupt.
        """
        before = self.half_typed if self._asking == view.name else ""
        self.half_typed = ""
        return self.asked(*self._head(view), view=view, typed=typed or before)

    def choose(self, title: str, lines: Sequence[str], options: Sequence[tuple[str, str]], language: str) -> Reply:
        """Ask for one of `options` = (value, label): Answer(value), Leave, Danger or QuickExit comes back."""
        return self.asked("", *self.marked(language), view=menu_view(title, lines, language, options))

    def ask(self, title: str, lines: Sequence[str], language: str) -> Reply:
        """Ask for a line of text: Answer(text), Leave, Danger or QuickExit comes back."""
        return self.asked("", *self.marked(language), view=menu_view(title, lines, language))

    def close(self) -> None:
        """End the talk with its last line whole; forget what was typed."""
        self.half_typed = ""
        self.flush()

    # --- what is written ---

    def asked(self, *head: str, view: QuestionView, typed: str = "") -> Reply:
        """Write a question or a menu and return the reply to what was typed."""
        self.write(*head, *self._body(view))
        page, text = open_page(view), typed[:MAX_TEXT]
        many = isinstance(page.field, TextField) and page.field.multiline
        self._tell_typed(view, text, many=many)
        while True:
            try:
                line = self.line()
            except Hidden as hidden:
                return self._left(view, QuickExit(why=hidden.why), text)
            if many and line and not (line.startswith(":") and not line.startswith("::")):
                text = self._longer(view, text, line.removeprefix(":") if line.startswith("::") else line)
                continue
            reply = self._answer(page, text) if text and not line else self._reply(page, line)
            if reply is not None:
                return self._left(view, reply, text)

    def _longer(self, view: QuestionView, text: str, line: str) -> str:
        """Return a text with one more line, or as it is where that would be too long."""
        longer = f"{text}\n{line}" if text else line
        if len(longer) <= MAX_TEXT:
            return longer
        self.problem(say(view.language, "problem.too_long", most=MAX_TEXT))
        return text

    def _tell_typed(self, view: QuestionView, text: str, *, many: bool) -> None:
        if not text:
            return
        shown = say(view.language, "hidden") if self.covered else text
        how = "plain.go_on_typed" if many else "plain.take_typed"
        self.write(say(view.language, "plain.typed", text=shown), say(view.language, how))

    def _left(self, view: QuestionView, reply: Reply, text: str) -> Reply:
        """Return the reply with what was being typed; keep that where the same question comes again."""
        if view.total:
            self._asking, self.half_typed = view.name, "" if isinstance(reply, Answer) else text
        return self.kept(reply)

    def _head(self, view: QuestionView) -> list[str]:
        """Return what stands between two questions: how far, which form, which interview, which language."""
        progress = self.occasion.progress(view)
        others = [fact for fact in self.occasion.facts(view) if fact != progress]
        lines = ["", *self.marked(view.language)]
        lines.append(", ".join(filter(None, (progress, self.occasion.title(view.language), *others))))
        banner = banner_below(self.occasion, view.language, hidden=self.covered)
        lines += [banner] if banner else []
        return [*lines, *self.occasion.remarks(view)]

    def _body(self, asked: QuestionView) -> list[str]:
        view = covered_view(asked) if self.covered else asked
        label = say(view.language, "end.title") if view.at_end else view.label
        lines = [view.section, label, view.heard, shown_words(view), view.hint, *remarks(view)]
        field = field_for(view)
        lines += self._choices(view, field) if isinstance(field, ChoiceField) else []
        answer = value_words(view) or self._typed_answer(view)
        lines += [say(view.language, "answer_now", answer=answer)] if answer else []
        lines += own_marks(view)
        lines += [f"! {view.error}"] if view.error else []
        keys = listed_commands(commands_shown(asked), view.language)
        return [line for line in lines if line] + [self._how(asked), keys]

    def _typed_answer(self, view: QuestionView) -> str:
        if isinstance(view.value, tuple):
            labels = {choice.value: one_line(choice.label) for choice in view.choices}
            return ", ".join(labels[value] for value in view.value if value in labels)
        return "" if view.kind in ("select_one", "note", "repeat", "end") else answer_text(view)

    def _choices(self, view: QuestionView, field: ChoiceField) -> list[str]:
        numbered = [f"  {field.sign(i)}  {one_line(choice.label)}" for i, choice in enumerate(field.choices)]
        if len(numbered) <= LISTED or field.signs:
            return numbered
        return [*numbered[:LISTED], say(view.language, "plain.search", hidden=len(numbered) - LISTED)]

    def _how(self, view: QuestionView) -> str:
        keys = {
            "select_one": "plain.one",
            "select_multiple": "plain.many",
            "rank": "plain.rank",
            "repeat": "plain.repeat",
        }
        field = field_for(view)
        if isinstance(field, TextField) and field.multiline:
            return say(view.language, "plain.multiline")
        return say(view.language, keys[view.kind]) if view.kind in keys else how_typed(view)

    # --- what was typed ---

    def _reply(self, page: Page, typed: str) -> "Reply | None":
        """Return what a line means, or say what to type instead."""
        view = page.view
        if typed.startswith("::"):
            return self._answer(page, typed[1:])
        if typed.startswith(":"):
            return self._command(page, typed[1:].strip().lower())
        if page.field is None:
            return Finish() if view.at_end else Next()
        return self._answer(page, typed)

    def _command(self, page: Page, letter: str) -> "Reply | None":
        language = page.view.language
        key = next((key for key in Command if key.value == letter), None)
        if key is None:
            self.problem(say(language, "problem.command", command=f":{letter[:12]}"))
            return None
        if key is Command.HELP:
            sheet = help_sheet(language, page.view, plain=True)
            self.write(sheet.title, *sheet.lines)
            return None
        if key is Command.COVER and page.view.total:
            self.turn_cover(language)
            return None
        if key is Command.LANGUAGE and len(page.view.languages) > 1:
            return self._language(page.view)
        page, reply = press(page, key)
        if page.problem and reply is None:
            self.problem(page.problem)
        return reply

    def _language(self, view: QuestionView) -> "Reply | None":
        options = [(code, language_name(code)) for code in view.languages]
        reply = self.choose(say(view.language, "language.title"), (), options, view.language)
        return SetLanguage(reply.raw) if isinstance(reply, Answer) and isinstance(reply.raw, str) else reply

    def _answer(self, page: Page, typed: str) -> "Reply | None":
        view = page.view
        if len(typed) > MAX_TEXT:
            self.problem(say(view.language, "problem.too_long", most=MAX_TEXT))
            return None
        if view.kind == "repeat":
            return self._instance(view, typed)
        if isinstance(page.field, ChoiceField):
            return self._choice(view, page.field, typed)
        blank = replace(view, value=NonAnswer.NOT_ASKED)  # a time typed like the old one is a new answer
        page, reply = press(replace(page, view=blank, field=TextField(typed, len(typed))), Key.ENTER)
        if reply is None:
            self.problem(page.problem)
        elif said := read_back(view, typed):
            self.said(said)
        return reply

    def _instance(self, view: QuestionView, typed: str) -> "Reply | None":
        """Return what a sign of a repeat's list means; `-2` is the second one, to be taken away."""
        sign, number = typed[:1], typed[1:].strip()
        known = [str(row.position) for row in view.instances]
        if sign == repeat_list.REMOVE and known and (not number or number in known):
            return self._remove(view, repeat_list.removing(view, number))
        if typed not in (*known, repeat_list.ADD, repeat_list.ON):
            self.problem(say(view.language, "problem.sign"))
            return None
        found = repeat_list.chosen(view, typed)
        if found is None or isinstance(found, Removing):
            self.problem(say(view.language, "problem.nothing_there"))
            return None
        return found

    def _remove(self, view: QuestionView, step: Removing) -> "Reply | None":
        """Ask which one, and whether really; None keeps everything, and the list is asked again."""
        shown = covered_step(view, step) if self.covered else step
        title, goes = repeat_list.question(view, shown)
        options = [(choice.value, one_line(choice.label)) for choice in shown.field.choices]
        reply = self.choose(title, [goes] if goes else [], options, view.language)
        if not isinstance(reply, Answer) or not isinstance(reply.raw, str):
            return reply
        found = repeat_list.removed(view, step, reply.raw)
        if isinstance(found, Removing):
            return self._remove(view, found)
        if found is None:
            self.write("", *self._body(view))
        return found

    def _choice(self, view: QuestionView, field: ChoiceField, typed: str) -> "Reply | None":
        if field.ranked:
            return self._order(view, field, typed)
        parts = typed.replace(",", " ").split() if field.many and not typed.isalpha() else [typed]
        found = [find(field, part) for part in parts] if typed else []
        if found and all(len(positions) == 1 for positions in found):
            picked = sorted({positions[0] for positions in found})
            self.said(*(one_line(field.choices[i].label) for i in picked))
            values = tuple(field.choices[i].value for i in picked)
            return Answer(values if field.many else values[0])
        self._explain_choice(view, field, found)
        return None

    def _order(self, view: QuestionView, field: ChoiceField, typed: str) -> "Reply | None":
        """Return the order that the numbers give; the last one need not be typed."""
        found = [find(field, part) for part in typed.replace(",", " ").split()]
        places = [positions[0] for positions in found if len(positions) == 1]
        order = replace(field, order=tuple(dict.fromkeys(field.choices[i].value for i in places))).answer()
        if len(found) != len(set(places)) or not isinstance(order, tuple):
            self.problem(say(view.language, "problem.rank"))
            return None
        labels = {choice.value: one_line(choice.label) for choice in field.choices}
        self.said(*(f"{place}  {labels[value]}" for place, value in enumerate(order, start=1)))
        return Answer(order)

    def _explain_choice(self, view: QuestionView, field: ChoiceField, found: "list[tuple[int, ...]]") -> None:
        several = [positions for positions in found if len(positions) > 1]
        for positions in several[:1]:
            self.write(*(f"  {i + 1}  {one_line(field.choices[i].label)}" for i in positions[:LISTED]))
        self.problem(say(view.language, "problem.number", last=len(field.choices)))
