"""The interview in plain lines: no cursor movement, no boxes, no colour. For screen readers, slow lines and pipes.

The same letters as in full mode come after a colon: ":p" is back. "::" begins an answer that starts with a colon.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TextIO

from fieldkit import errors
from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import Answer, Finish, Next, QuestionView, QuickExit, Reply, SetLanguage
from fieldkit.forms.values import NonAnswer
from fieldkit.ports import Hidden
from fieldkit.ui import repeat_list
from fieldkit.ui.drawing import remarks, shown_words, value_words
from fieldkit.ui.fields import MAX_TEXT, ChoiceField, TextField
from fieldkit.ui.filling import field_for
from fieldkit.ui.keys import TEXT_OF, Command, Key
from fieldkit.ui.messages import language_name, say
from fieldkit.ui.occasion import Occasion
from fieldkit.ui.page import Page, commands_shown, open_page, press
from fieldkit.ui.repeat_list import Removing
from fieldkit.ui.screen import menu_view
from fieldkit.ui.sheets import Contact, DraftOffer, danger_lines, offer_choices, offer_lines, outcome_lines
from fieldkit.ui.streams import encodable
from fieldkit.ui.text import clean, fold, one_line
from fieldkit.ui.typed import answer_text, how_typed, read_back
from fieldkit.ui.watch import waiting

LISTED = 20
"""How many choices of a long list are written out before one searches."""


class PlainScreen:
    """The interview screen in lines: what is said goes to stderr, what is typed comes from stdin."""

    def __init__(self, occasion: Occasion, *, stdin: TextIO | None = None, stderr: TextIO | None = None) -> None:
        self.occasion = occasion
        self._stdin, self._stderr = stdin or sys.stdin, stderr or sys.stderr

    def __enter__(self) -> "PlainScreen":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def question(self, view: QuestionView) -> Reply:
        """Write one question and return what the person typed, as soon as it can be used.

        Raises: NotATerminal, KeyboardInterrupt.
        """
        return self._asked(*self._head(view), view=view)

    def outcome(self, outcome: Outcome, language: str, extra: Sequence[str] = ()) -> Reply:
        """Write the result with its reasons and next steps; `extra` lines follow."""
        banner = self.occasion.banner(language)
        return self.note(
            (*outcome_lines(outcome, language, banner=banner), *extra), language, title=say(language, "result.title")
        )

    def danger(self, contacts: Sequence[Contact], language: str) -> Reply:
        """Write what to do in immediate danger and whom to call."""
        return self.note(danger_lines(language, contacts), language, title=say(language, "danger.title"))

    def note(self, lines: Sequence[str], language: str, title: str = "") -> Reply:
        """Write lines. Nothing needs to be typed to go on: they stay where they are."""
        del language
        self._write("", *([title] if title else []), *lines)
        return Next()

    def choose(self, title: str, lines: Sequence[str], options: Sequence[tuple[str, str]], language: str) -> Reply:
        """Ask for one of `options` = (value, label): Answer(value), Leave, Danger or QuickExit comes back."""
        return self._asked("", view=menu_view(title, lines, language, options))

    def ask(self, title: str, lines: Sequence[str], language: str) -> Reply:
        """Ask for a line of text: Answer(text), Leave, Danger or QuickExit comes back."""
        return self._asked("", view=menu_view(title, lines, language))

    def resume_offer(self, offers: Sequence[DraftOffer], language: str) -> Reply:
        """Offer the unfinished interviews: Answer(draft id), Answer(NEW), Leave, Danger or QuickExit comes back."""
        options = [(choice.value, choice.label) for choice in offer_choices(offers, language)]
        return self.choose(say(language, "resume.title"), offer_lines(offers, language), options, language)

    def close(self) -> None:
        """End the talk with its last line whole."""
        self._stderr.flush()

    # --- what is written ---

    def _asked(self, *head: str, view: QuestionView) -> Reply:
        self._write(*head, *self._body(view))
        while True:
            try:
                typed = self._read()
            except Hidden as hidden:
                return QuickExit(why=hidden.why)
            reply = self._reply(open_page(view), typed)
            if reply is not None:
                return reply

    def _head(self, view: QuestionView) -> list[str]:
        """Return what stands between two questions: how far, which form, which interview, which language."""
        progress = self.occasion.progress(view)
        others = [fact for fact in self.occasion.facts(view) if fact != progress]
        lines = ["", ", ".join(filter(None, (progress, self.occasion.title(view.language), *others)))]
        banner = self.occasion.banner(view.language)
        lines += [banner] if banner else []
        return [*lines, *self.occasion.remarks(view)]

    def _body(self, view: QuestionView) -> list[str]:
        label = say(view.language, "end.title") if view.at_end else view.label
        lines = [view.section, label, shown_words(view), view.hint, *remarks(view)]
        field = field_for(view)
        lines += self._choices(view, field) if isinstance(field, ChoiceField) else []
        answer = value_words(view) or self._typed_answer(view)
        lines += [say(view.language, "answer_now", answer=answer)] if answer else []
        lines += [f"! {view.error}"] if view.error else []
        return [line for line in lines if line] + [self._how(view), self._commands(view)]

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
        return say(view.language, keys[view.kind]) if view.kind in keys else how_typed(view)

    def _commands(self, view: QuestionView) -> str:
        return ", ".join(f":{key.value} {say(view.language, TEXT_OF[key])}" for key in commands_shown(view))

    def _write(self, *lines: str) -> None:
        encoding = self._stderr.encoding or "utf-8"
        for line in lines:
            self._stderr.write(encodable(clean(line), encoding) + "\n")
        self._stderr.flush()

    def _read(self) -> str:
        self._stderr.write("> ")
        self._stderr.flush()
        with waiting(self._stdin):
            line = self._stdin.readline()
        if not line:
            self._stderr.write("\n")
            raise errors.NotATerminal(what="an answer", option="--answers FILE")
        return clean(line).strip()

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
            self._problem(say(language, "problem.command", command=f":{letter[:12]}"))
            return None
        if key is Command.LANGUAGE and len(page.view.languages) > 1:
            return self._language(page.view)
        page, reply = press(page, key)
        if page.problem and reply is None:
            self._problem(page.problem)
        return reply

    def _language(self, view: QuestionView) -> "Reply | None":
        options = [(code, language_name(code)) for code in view.languages]
        reply = self.choose(say(view.language, "language.title"), (), options, view.language)
        return SetLanguage(reply.raw) if isinstance(reply, Answer) and isinstance(reply.raw, str) else reply

    def _answer(self, page: Page, typed: str) -> "Reply | None":
        view = page.view
        if len(typed) > MAX_TEXT:
            self._problem(say(view.language, "problem.too_long", most=MAX_TEXT))
            return None
        if view.kind == "repeat":
            return self._instance(view, typed)
        if isinstance(page.field, ChoiceField):
            return self._choice(view, page.field, typed)
        blank = replace(view, value=NonAnswer.NOT_ASKED)  # a time typed like the old one is a new answer
        page, reply = press(replace(page, view=blank, field=TextField(typed, len(typed))), Key.ENTER)
        if reply is None:
            self._problem(page.problem)
        elif said := read_back(view, typed):
            self._write(f"= {said}")
        return reply

    def _instance(self, view: QuestionView, typed: str) -> "Reply | None":
        """Return what a sign of a repeat's list means; `-2` is the second one, to be taken away."""
        sign, number = typed[:1], typed[1:].strip()
        known = [str(row.position) for row in view.instances]
        if sign == repeat_list.REMOVE and known and (not number or number in known):
            return self._remove(view, repeat_list.removing(view, number))
        if typed not in (*known, repeat_list.ADD, repeat_list.ON):
            self._problem(say(view.language, "problem.sign"))
            return None
        found = repeat_list.chosen(view, typed)
        if found is None or isinstance(found, Removing):
            self._problem(say(view.language, "problem.nothing_there"))
            return None
        return found

    def _remove(self, view: QuestionView, step: Removing) -> "Reply | None":
        """Ask which one, and whether really; None keeps everything, and the list is asked again."""
        title, goes = repeat_list.question(view, step)
        options = [(choice.value, one_line(choice.label)) for choice in step.field.choices]
        reply = self.choose(title, [goes] if goes else [], options, view.language)
        if not isinstance(reply, Answer) or not isinstance(reply.raw, str):
            return reply
        found = repeat_list.removed(view, step, reply.raw)
        if isinstance(found, Removing):
            return self._remove(view, found)
        if found is None:
            self._write("", *self._body(view))
        return found

    def _choice(self, view: QuestionView, field: ChoiceField, typed: str) -> "Reply | None":
        if field.ranked:
            return self._order(view, field, typed)
        parts = typed.replace(",", " ").split() if field.many and not typed.isalpha() else [typed]
        found = [_find(field, part) for part in parts] if typed else []
        if found and all(len(positions) == 1 for positions in found):
            picked = sorted({positions[0] for positions in found})
            self._write(*(f"= {one_line(field.choices[i].label)}" for i in picked))
            values = tuple(field.choices[i].value for i in picked)
            return Answer(values if field.many else values[0])
        self._explain_choice(view, field, found)
        return None

    def _order(self, view: QuestionView, field: ChoiceField, typed: str) -> "Reply | None":
        """Return the order that the numbers give; the last one need not be typed."""
        found = [_find(field, part) for part in typed.replace(",", " ").split()]
        places = [positions[0] for positions in found if len(positions) == 1]
        order = replace(field, order=tuple(dict.fromkeys(field.choices[i].value for i in places))).answer()
        if len(found) != len(set(places)) or not isinstance(order, tuple):
            self._problem(say(view.language, "problem.rank"))
            return None
        labels = {choice.value: one_line(choice.label) for choice in field.choices}
        self._write(*(f"= {place}  {labels[value]}" for place, value in enumerate(order, start=1)))
        return Answer(order)

    def _explain_choice(self, view: QuestionView, field: ChoiceField, found: "list[tuple[int, ...]]") -> None:
        several = [positions for positions in found if len(positions) > 1]
        for positions in several[:1]:
            self._write(*(f"  {i + 1}  {one_line(field.choices[i].label)}" for i in positions[:LISTED]))
        self._problem(say(view.language, "problem.number", last=len(field.choices)))

    def _problem(self, problem: str) -> None:
        self._write(f"! {problem}")


def _find(field: ChoiceField, typed: str) -> tuple[int, ...]:
    """Return the positions that a number or a word means: an exact label wins over a part of one."""
    text = fold(typed.strip())
    if text.isascii() and text.isdecimal():
        number = int(text[:9])
        return (number - 1,) if 1 <= number <= len(field.choices) else ()
    if not text:
        return ()
    exact = tuple(i for i, choice in enumerate(field.choices) if fold(one_line(choice.label)) == text)
    return exact or tuple(i for i, choice in enumerate(field.choices) if text in fold(choice.label))
