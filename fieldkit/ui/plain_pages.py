"""The pages around the questions in plain lines: pages to read, the list of all questions, a note."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from fieldkit.forms.interview import (
    Answer,
    Back,
    Danger,
    Finish,
    Goto,
    Leave,
    Next,
    Noted,
    OutlineRow,
    QuestionView,
    QuickExit,
    Reply,
)
from fieldkit.ports import Hidden
from fieldkit.ui import overview
from fieldkit.ui.around import PagesAround
from fieldkit.ui.help import help_sheet
from fieldkit.ui.keys import Command, Key
from fieldkit.ui.menu import menu_view
from fieldkit.ui.messages import say
from fieldkit.ui.overview import FIRST, ON, ONLY, OverviewPage
from fieldkit.ui.overview_drawing import heading_of
from fieldkit.ui.plain_lines import PlainLines, listed_commands, named_command
from fieldkit.ui.sheet import Sheet
from fieldkit.ui.text import one_line

LISTED_ROWS = 60
"""How many questions of the list are written out before one searches."""

_LEAVES: dict[Command, Reply] = {
    Command.LEAVE: Leave(),
    Command.DANGER: Danger(),
    Command.QUICK_EXIT: QuickExit(),
}


class PlainPages(PlainLines, PagesAround):
    """Everything but the questions themselves."""

    @abstractmethod
    def asked(self, *head: str, view: QuestionView, typed: str = "") -> Reply:
        """Write a question or a menu and return the reply to what was typed."""

    def read(self, sheet: Sheet) -> Reply:
        """Write a page. Nothing needs to be typed to go on, it stays where it is; some pages wait all the same."""
        self.write("", *self.marked(sheet.language), *([sheet.title] if sheet.title else []), *sheet.lines)
        if not sheet.waits:
            return Next()
        self.write(sheet.how, listed_commands(sheet.keys, sheet.language))
        while True:
            try:
                typed = self.line(rests=sheet.rests)
            except Hidden as hidden:
                return self.kept(QuickExit(why=hidden.why))
            reply = Next() if not typed else self._command_on(sheet.keys, typed, sheet.language)
            if reply is not None:
                return self.kept(reply)

    def marked(self, language: str) -> list[str]:
        """Return what stands above a page in practice; from then on the prompt says so too."""
        mark = self.occasion.mark(language)
        self.prompt = f"{say(language, 'practice.word')}> " if mark else "> "
        return [mark] if mark else []

    def _command_on(self, keys: Sequence[Command], typed: str, language: str) -> "Reply | None":
        """Do what a command means on a page that is no question, or say that it is none."""
        key = named_command(typed)
        if key is None or key not in keys:
            self.problem(say(language, "problem.command", command=typed[:12]))
        elif key is Command.HELP:
            page = help_sheet(language, plain=True)
            self.write(page.title, *page.lines)
        return _LEAVES.get(key) if key in keys and key is not None else None

    # --- the list of all questions ---

    def overview(self, view: QuestionView, rows: Sequence[OutlineRow]) -> Reply:
        """Write the list of all questions: Goto, Next; at the end Finish or Back."""
        page = overview.open_overview(view, rows, covered=self.covered)
        self._list(page)
        while True:
            before = page
            try:
                page, reply = self._on_list(page, self.line())
            except Hidden as hidden:
                reply = QuickExit(why=hidden.why)
            if reply is not None:
                return self.kept(reply)
            if (page.only, page.query, page.covered) != (before.only, before.query, before.covered):
                self._list(page)

    def _list(self, page: OverviewPage) -> None:
        """Write the list as far as it is not too long, then what can be typed."""
        language = page.view.language
        places = range(1, len(page.entries) - 1)
        first = overview.first_to_read(page)
        self.write(
            "", *self.marked(language), overview.title_words(page), overview.counted(page), *([first] if first else [])
        )
        self.write(f"  {ONLY}  {overview.first_words(page)}")
        if page.covered:
            self.write(say(language, "plain.covered_list"))
        if page.only and not places:
            self.write(say(language, "overview.none"))
        for place in places[:LISTED_ROWS]:
            heading = heading_of(page, place)
            self.write(*([heading] if heading else []), self._row(page, page.entries[place]))
        if len(places) > LISTED_ROWS:
            self.write(say(language, "plain.search", hidden=len(places) - LISTED_ROWS))
        self.write(f"  {ON}  {overview.last_words(page)}", say(language, "plain.overview"))
        self.write(listed_commands(overview.KEYS, language))

    def _row(self, page: OverviewPage, number: int) -> str:
        row = page.rows[number]
        said = [overview.answer_words(page, row), *overview.marks(row, page.view.language)]
        if row.current:
            said.append(say(page.view.language, "overview.here"))
        return f"  {number + 1}  {one_line(row.label)}: {'  '.join(filter(None, said))}".rstrip(": ")

    def _on_list(self, page: OverviewPage, typed: str) -> "tuple[OverviewPage, Reply | None]":
        """Return the list after a line was typed, and the reply where there is one."""
        if typed.startswith(":"):
            return self._list_command(page, typed)
        if not typed:
            return page, self._go_on(page)
        if typed == ONLY:
            return overview.press(replace(page, at=page.entries.index(FIRST)), Key.ENTER)
        if typed == ON:
            return page, Finish() if page.view.at_end else Next()
        if typed.isascii() and typed.isdecimal():
            return page, self._jump(page, int(typed[:9]))
        found = overview.searched(page, typed)
        if len(found.entries) <= 2:
            self.problem(found.problem)
            return page, None
        return found, None

    def _list_command(self, page: OverviewPage, typed: str) -> "tuple[OverviewPage, Reply | None]":
        key = named_command(typed)
        if key is Command.COVER:
            self.turn_cover(page.view.language)
            return replace(page, covered=self.covered), None
        if key in (Command.BACK, Command.JUMP):
            return page, Back() if page.view.at_end else Next()
        return page, self._command_on(overview.KEYS, typed, page.view.language)

    def _go_on(self, page: OverviewPage) -> "Reply | None":
        """Return what an empty line does: it never finishes while something is missing."""
        if not page.view.at_end:
            return Next()
        if not any(row.problem for row in page.rows):
            return Finish()
        self.problem(say(page.view.language, "overview.still"))
        return None

    def _jump(self, page: OverviewPage, number: int) -> "Reply | None":
        if 1 <= number <= len(page.rows):
            return Goto(page.rows[number - 1].name)
        self.problem(say(page.view.language, "problem.number", last=len(page.rows)))
        return None

    # --- a note ---

    def remark(self, view: QuestionView, note: str, doubtful: bool) -> Reply:
        """Let the worker write a note on a question: Noted, or Next where nothing was changed."""
        language = view.language
        title = say(language, "remark.title", question=one_line(view.label))
        now = [say(language, "remark.now", note=note)] if note and not self.covered else []
        kinds = ["write", *(["clear"] if note else []), "sure" if doubtful else "doubt", "back"]
        options = [(kind, say(language, f"remark.{kind}")) for kind in kinds]
        reply = self.choose(title, [say(language, "remark.hint"), *now], options, language)
        if not isinstance(reply, Answer):
            return reply
        match reply.raw:
            case "write":
                return self._written(view, doubtful)
            case "clear":
                return Noted("", doubtful)
            case "back":
                return Next()
        return Noted(note, not doubtful)

    def _written(self, view: QuestionView, doubtful: bool) -> Reply:
        paper = replace(menu_view(say(view.language, "remark.menu"), (), view.language), multiline=True)
        reply = self.asked("", view=paper)
        return Noted(reply.raw, doubtful) if isinstance(reply, Answer) and isinstance(reply.raw, str) else reply
