"""`fieldkit practice class gather|type`: the class's figures from everybody's results. docs/practice-format.md 8.6."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.class_data import class_data
from fieldkit.commands.class_home import (
    RESULTS,
    ClassHome,
    Typed,
    class_named,
    classes_here,
    files_in,
    keep_typed,
    read_small,
    results_in,
    trainers_keys,
    typed_here,
)
from fieldkit.commands.class_results import today
from fieldkit.commands.class_words import LanguageOption, spoken_in, with_names, with_reviews
from fieldkit.commands.files import read_named, write_named
from fieldkit.commands.practice_class import ClassOption, tidy
from fieldkit.ports import Env, Platform
from fieldkit.practice.bars import lines as drawn
from fieldkit.practice.gold import Readiness
from fieldkit.practice.items import Bank
from fieldkit.practice.page import page as page_of
from fieldkit.practice.report import Report
from fieldkit.result import Result, Table
from fieldkit.sync.bundle import class_line
from fieldkit.sync.bundle.class_file import FILE, ClassFile, read_class
from fieldkit.sync.bundle.class_keys import ClassKeys
from fieldkit.sync.bundle.class_result import BANK, ENDING, MAX_FILE, NAME, WHO, ClassResult, open_result
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import current, say, say_n
from fieldkit.ui.report_words import report_words
from fieldkit.workflows.class_banks import is_bank_line, result_of_bank_line
from fieldkit.workflows.class_figures import ClassFigures, PersonFigures, Refresher, brief, figures
from fieldkit.workflows.class_runs import result_of_line

MOST_FILES = 5_000
"""Results looked at in one folder: forty laptops with a hundred runs each."""
SHOWN = 20
"""Items in the terminal, the hardest first; the page has all."""
REAL_ENDINGS = (".fkb", ".fkr", ".fkt")
REAL_NAMES = ("hq.card", "device.request", "up", "down")
_COLUMNS = ("who", "runs", "key", "rule", "pairs", "refresher")
_STANDINGS = {
    Readiness.READY: "ready",
    Readiness.NOT_YET: "not_yet",
    Readiness.NOT_FULL: "not_full",
    Readiness.NO_ITEMS: "another_set",
}
Refusal = tuple[str, errors.FieldkitError]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was taken in: every result once, and what was refused, with its own error."""

    results: tuple[ClassResult, ...]
    new: int
    refused: tuple[Refusal, ...]


def gather(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="The class folder. Without it: what was gathered before.")
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=120, help="After how many months people should train again.")] = 12,
    page: Annotated[Path | None, typer.Option(help="Write the figures as a page (HTML); no names are on it.")] = None,
    language: LanguageOption = None,
    force: Annotated[bool, typer.Option(help="Write over the page.")] = False,
    class_id: ClassOption = None,
) -> Result:
    """Open the results of everybody and show the class: items, agreement, before and after, who is ready.

    It asks for the passphrase of the class. A file that is no result of this class is refused, and the reason is
    said. The page has no names: you can show it to the room, print it, or open it without a network.

    Example: fieldkit practice class gather /media/stick --page class.html
    """
    env: Env = ctx.obj
    spoken = spoken_in(language)
    home = _home(env, folder, class_id)
    keys = trainers_keys(env, home)
    found = gathered(home, keys, folder, env.platform)
    told = figures(home.found, found.results, today(env))
    told = replace(told, report=with_reviews(told.report, home, spoken))
    if page is not None:
        _write_page(page, with_names(told.report, home, spoken), spoken, env, force=force)
    return _result(home, found, told, months, dt.date.fromisoformat(today(env)), env, spoken)


def _home(env: Env, folder: Path | None, class_id: str | None) -> ClassHome:
    """Return the class of a folder, or the one named. Raises: ClassUnknown, ClassFileInvalid, RealForPractice."""
    if folder is None:
        return class_named(env, class_id, trainers=True)
    if not (folder / FILE).is_file() and (real := _real_things(folder)):
        raise errors.RealForPractice(what=real[0])
    found = read_class(read_small(folder / FILE))
    home = class_named(env, found.id, trainers=True)
    if home.found != found:
        raise errors.ClassFileInvalid(why="the one in the folder is not the one that this computer made")
    return home


def _real_things(folder: Path) -> list[str]:
    """Return the names of what is no part of a class folder but of real work."""
    names = (path.name for place in (folder, folder / RESULTS) for path in files_in(place))
    return [name for name in names if name in REAL_NAMES or name.endswith(REAL_ENDINGS)]


def gathered(home: ClassHome, keys: ClassKeys, folder: Path | None, platform: Platform) -> Gathered:
    """Take in what lies in the class folder and here; a bad file keeps no other back."""
    taking = _Taking(home, keys)
    for path in results_in(home.place(RESULTS)):
        taking.take(path)
    before = len(taking.kept)
    offered = _offered(folder)
    for path in offered[:MOST_FILES]:
        data = taking.take(path)
        if data is not None:
            platform.write_private(home.place(RESULTS, path.name), data)
    new = len(taking.kept) - before
    taking.typed()
    real = [(name, errors.RealForPractice(what=name)) for name in (_real_things(folder) if folder else [])]
    more = [(RESULTS, errors.ResultsCrowded(most=MOST_FILES))] if len(offered) > MOST_FILES else []
    return Gathered(tuple(taking.kept.values()), new, (*more, *real[:MOST_FILES], *taking.refused))


def _offered(folder: Path | None) -> list[Path]:
    """Return what is offered as a result, what has the ending whatever its name; at most one file too many.

    Of more, some by chance: whoever fills a stick with noise must not choose which files are not looked at.
    Raises: UnreadableFile.
    """
    place = folder / RESULTS if folder is not None else None
    found = [path for path in files_in(place) if path.suffix == ENDING] if place is not None else []
    if len(found) <= MOST_FILES:
        return found
    return sorted(found, key=lambda path: (NAME.fullmatch(path.name) is None, secrets.token_bytes(8)))[: MOST_FILES + 1]


class _Taking:
    """Results as they are taken in, each once: by key and number."""

    def __init__(self, home: ClassHome, keys: ClassKeys) -> None:
        self._home, self._keys = home, keys
        self.kept: dict[tuple[str, int], ClassResult] = {}
        self.refused: list[Refusal] = []
        self._known: set[str] = set()

    def take(self, path: Path) -> bytes | None:
        """Take one file in; return its bytes where it is new."""
        if path.name in self._known:
            return None
        try:
            data = read_named(path, MAX_FILE + 1)
            fresh = self._add(open_result(data, self._home.id, self._keys.identity))
        except errors.FieldkitError as error:
            self.refused.append((path.name, error))
            return None
        self._known.add(path.name)
        return data if fresh else None

    def _add(self, result: ClassResult) -> bool:
        _of_this_class(result, self._home.found)
        place = (result.key.openssh(), result.n)
        known = self.kept.get(place)
        if known is not None and known.unsigned() != result.unsigned():
            raise errors.PracticeKeyCopied(n=result.n)
        self.kept.setdefault(place, result)
        return known is None

    def typed(self) -> None:
        """Add the typed lines of runs whose results did not come."""
        lines = _Lines(self._home)
        came = {(one.who, one.n) for one in self.kept.values()}
        for one in typed_here(self._home):
            try:
                result = lines.result(one.line, one.who, one.made)
            except errors.ResultLineWrong as error:
                self.refused.append((one.line, error))
                continue
            if (result.who, result.n) not in came:
                self.kept[(f"typed {result.who}", result.n)] = result


def _of_this_class(result: ClassResult, found: ClassFile) -> None:
    """Raises: ResultForeign for another text of what the class lists, or another test than the one that it names."""
    if result.of == BANK and found.bank is not None:
        if result.name != found.bank.id:
            raise errors.ResultForeign(why=f"it is on {result.name}, and the class's test is {found.bank.id}")
        same = (result.hash, result.form) == (found.bank.hash, "")
    else:
        listed = found.listed(result.name)
        known = (listed.hash, listed.form_hash) if listed is not None else (result.hash, result.form_hash)
        taken = listed is None and found.bank is not None and result.name == found.bank.id
        same = known == (result.hash, result.form_hash) and not taken
    if not same:
        raise errors.ResultForeign(why=f"it is on another text of {result.name}")


class _Lines:
    """What a class's typed lines are read with, read once."""

    def __init__(self, home: ClassHome) -> None:
        self._home, self._vignettes = home, home.vignettes()
        self._bank: Bank | None = None

    def result(self, line: str, who: str, made: str) -> ClassResult:
        """Return the result that a typed line says. Raises: ResultLineWrong."""
        found = self._home.found
        bank = self._own_bank() if is_bank_line(line, found) else None
        if bank is not None:
            return result_of_bank_line(line, who, made, found, bank)
        return result_of_line(line, who, made, found, self._vignettes)

    def _own_bank(self) -> Bank | None:
        self._bank = self._bank or self._home.bank()
        return self._bank


def _write_page(path: Path, report: Report, language: str, env: Env, *, force: bool) -> None:
    if path.exists() and not force:
        raise errors.UnwritablePlace(path=path, why="it exists already; --force writes over it")
    write_named(path, page_of(report, report_words(language), language).encode(), env.platform)


# --- what is shown --------------------------------------------------------------------------------------------------


def _result(
    home: ClassHome, found: Gathered, told: ClassFigures, months: int, day: dt.date, env: Env, language: str
) -> Result:
    shown = brief(told.report, SHOWN)
    lines = [*drawn(shown, report_words(language), bars=not env.terminal.plain), ""]
    more = len(told.report.difficulty) - len(shown.difficulty)
    lines += [say_n(language, "class.more", more), ""] if more else []
    counts = {"people": len(told.people), "runs": told.runs, "new": found.new, "left": told.left}
    lines.append(say(language, "class.counts", **counts))
    return Result(
        data=class_data(home, found.refused, found.new, told, months, day),
        lines=tuple(lines),
        table=people_table(told.people, months, day, language) if told.people else None,
        after=_after(told.people, months, day, language),
        warnings=(*_refused(found.refused, language), *doubts(told.people, language)),
        exit_status=found.refused[0][1].exit_status if found.refused and not found.results else 0,
    )


def people_table(people: Sequence[PersonFigures], months: int, day: dt.date, language: str) -> Table:
    """Return the table of the people: the trainer's alone."""
    rows = tuple(
        (
            say(language, "class.typed", who=one.who) if one.typed else one.who,
            str(one.runs),
            f"{one.gold.same}/{one.gold.of}",
            say(language, f"report.{_STANDINGS[one.gold.readiness]}"),
            f"{one.before[0]}/{one.before[1]} {one.after[0]}/{one.after[1]}" if one.before[1] or one.after[1] else "",
            _due_word(one.refresher(months, day)),
        )
        for one in people
    )
    return Table(tuple(say(language, f"class.col.{name}") for name in _COLUMNS), rows)


def _due_word(refresher: Refresher) -> str:
    """Return the day of the refresher; one that has come is marked, and told again below the table."""
    return f"! {refresher.day}" if refresher.due else str(refresher.day)


def _after(people: Sequence[PersonFigures], months: int, day: dt.date, language: str) -> tuple[str, ...]:
    due = [one.who for one in people if one.refresher(months, day).due]
    return (say(language, "class.due", n=len(due), names=", ".join(due)),) if due else ()


def _refused(refused: Sequence[Refusal], language: str) -> list[str]:
    lines = []
    for name, error in refused[:SHOWN]:
        message, advice = error_words(error, language)
        lines.append(say(language, "class.refused", file=name, message=message, code=error.code, advice=advice))
    more = len(refused) - len(lines)
    return [*lines, say(language, "class.refused_more", n=more)] if more else lines


def doubts(people: Sequence[PersonFigures], language: str) -> list[str]:
    """Say whose results the trainer should look at before anything is written about them."""
    return [
        *(say(language, "class.same_name", who=one.who) for one in people if one.keys > 1),
        *(say(language, "class.ahead", who=one.who) for one in people if one.ahead),
    ]


# --- a line that was read out ----------------------------------------------------------------------------------------


def type_(
    ctx: typer.Context,
    line: Annotated[str, typer.Argument(help="The line on the trainee's screen. Dashes and capitals do not matter.")],
    who: Annotated[str | None, typer.Option(help="The trainee's name. Without it you are asked.")] = None,
) -> Result:
    """Take in a result line that a trainee reads out. For a laptop that cannot use the stick.

    A typing mistake is noticed. The line has no signature: the list says "typed" beside the name.

    Example: fieldkit practice class type 4K7QM-3XPA9-T2B01-0ZD8F-66MWP-1R3TN-5HC2 --who Umusozi
    """
    env: Env = ctx.obj
    language = current()
    head, _ = class_line.read_head(line)
    home = _class_of_line(env, head.class_tag)
    name = str(head.number) if head.number is not None else tidy(who or env.terminal.ask(say(language, "class.whose")))
    if (who is not None and tidy(who) != name) or not WHO.fullmatch(name):
        raise errors.ResultLineWrong(why="it is another person's")
    result = _Lines(home).result(line, name, today(env))
    known = typed_here(home)
    same = [one for one in known if one.who == name and class_line.read_head(one.line)[0].n == result.n]
    if not same:
        keep_typed([*known, Typed(line, name, today(env))], home, env.platform)
    told = say(language, "class.line_taken", who=name, n=result.n, name=result.name)
    told = say(language, "class.line_left", line=told) if result.left else told
    return Result(
        data={"class": home.id, "who": name, "n": result.n, "name": result.name, "new": not same},
        lines=(say(language, "class.line_again", line=told) if same else told,),
    )


def _class_of_line(env: Env, tag: int) -> ClassHome:
    here = [one for one in classes_here(env) if one.is_trainers]
    found = next((one for one in here if class_line.class_tag(one.id) == tag), None)
    if found is None:
        raise errors.ClassUnknown(why="none that this line is of")
    return found
