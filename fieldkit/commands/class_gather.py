"""`fieldkit practice class gather|type`: the class's figures from everybody's results. docs/practice-format.md 8.6."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
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
from fieldkit.commands.files import read_named, write_named
from fieldkit.commands.practice_class import ClassOption, tidy
from fieldkit.ports import Env, Platform
from fieldkit.practice.agreement import Agreement
from fieldkit.practice.bars import lines as drawn
from fieldkit.practice.gold import Readiness
from fieldkit.practice.page import page as page_of
from fieldkit.practice.report import Report
from fieldkit.result import Json, Result, Table
from fieldkit.sync.bundle import class_line
from fieldkit.sync.bundle.class_file import FILE, read_class
from fieldkit.sync.bundle.class_keys import ClassKeys
from fieldkit.sync.bundle.class_result import ENDING, MAX_FILE, NAME, WHO, ClassResult, open_result
from fieldkit.workflows.class_figures import ClassFigures, PersonFigures, brief, figures
from fieldkit.workflows.class_runs import result_of_line

MOST_FILES = 5_000
"""Results looked at in one folder: forty laptops with a hundred runs each."""
SHOWN = 20
"""Items in the terminal, the hardest first; the page has all."""
REAL_ENDINGS = (".fkb", ".fkr", ".fkt")
REAL_NAMES = ("hq.card", "device.request", "up", "down")
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
        Path | None, typer.Argument(help="The class folder; without it what was gathered before.")
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=120, help="After how many months a refresher is due.")] = 12,
    page: Annotated[
        Path | None, typer.Option(help="Write the page that opens without a network; nobody is on it.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Write over the page.")] = False,
    class_id: ClassOption = None,
) -> Result:
    """Open everybody's results, each once, and show the class: items, agreement, before and after, who is ready.

    Asks for the passphrase of the class's keys. What is no result of this class is refused, each with its reason.

    Example: fieldkit practice class gather /media/stick --page class.html
    """
    env: Env = ctx.obj
    home = _home(env, folder, class_id)
    keys = trainers_keys(env, home)
    found = gathered(home, keys, folder, env.platform)
    told = figures(home.found, found.results, today(env))
    if page is not None:
        _write_page(page, told.report, env, force=force)
    return _result(home, found, told, months, dt.date.fromisoformat(today(env)), env)


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
        listed = self._home.found.listed(result.name)
        if listed is not None and (listed.hash, listed.form_hash) != (result.hash, result.form_hash):
            raise errors.ResultForeign(why=f"it is on another text of {result.name}")
        place = (result.key.openssh(), result.n)
        known = self.kept.get(place)
        if known is not None and known.unsigned() != result.unsigned():
            raise errors.PracticeKeyCopied(n=result.n)
        self.kept.setdefault(place, result)
        return known is None

    def typed(self) -> None:
        """Add the typed lines of runs whose results did not come."""
        vignettes = self._home.vignettes()
        came = {(one.who, one.n) for one in self.kept.values()}
        for one in typed_here(self._home):
            try:
                result = result_of_line(one.line, one.who, one.made, self._home.found, vignettes)
            except errors.ResultLineWrong as error:
                self.refused.append((one.line, error))
                continue
            if (result.who, result.n) not in came:
                self.kept[(f"typed {result.who}", result.n)] = result


def _write_page(path: Path, report: Report, env: Env, *, force: bool) -> None:
    if path.exists() and not force:
        raise errors.UnwritablePlace(path=path, why="it exists already; --force writes over it")
    write_named(path, page_of(report).encode(), env.platform)


# --- what is shown --------------------------------------------------------------------------------------------------


def _result(home: ClassHome, found: Gathered, told: ClassFigures, months: int, day: dt.date, env: Env) -> Result:
    shown = brief(told.report, SHOWN)
    lines = [*drawn(shown, bars=not env.terminal.plain), ""]
    more = len(told.report.difficulty) - len(shown.difficulty)
    lines += [f"{more} more items are on the page: --page FILE.html", ""] if more else []
    lines.append(f"{len(told.people)} people, {told.runs} runs ({found.new} new), {told.left} left without marks")
    return Result(
        data=_data(home, found, told, months, day),
        lines=tuple(lines),
        table=_people_table(told.people, months, day) if told.people else None,
        after=_after(told.people, months, day),
        warnings=(*_refused(found.refused), *_doubts(told.people)),
        exit_status=found.refused[0][1].exit_status if found.refused and not found.results else 0,
    )


def _people_table(people: Sequence[PersonFigures], months: int, day: dt.date) -> Table:
    words = {
        Readiness.READY: "reached",
        Readiness.NOT_YET: "not yet",
        Readiness.NOT_FULL: "set not full",
        Readiness.NO_ITEMS: "another set",
    }
    rows = tuple(
        (
            one.who + (" (typed)" if one.typed else ""),
            str(one.runs),
            f"{one.gold.same} of {one.gold.of}",
            words[one.gold.readiness],
            f"{one.before[0]}/{one.before[1]} {one.after[0]}/{one.after[1]}" if one.before[1] or one.after[1] else "",
            _due_word(one, months, day),
        )
        for one in people
    )
    return Table(("who", "runs", "as in the key", "9 of 10", "before, after", "refresher"), rows)


def _due_word(one: PersonFigures, months: int, day: dt.date) -> str:
    due = one.due(months)
    return f"! due since {due}" if due <= day else str(due)


def _after(people: Sequence[PersonFigures], months: int, day: dt.date) -> tuple[str, ...]:
    due = [one.who for one in people if one.due(months) <= day]
    return (f"! A refresher is due for {len(due)}: {', '.join(due)}",) if due else ()


def _refused(refused: Sequence[Refusal]) -> list[str]:
    lines = [f"{name}: {error.code} {error}; {error.advice}" for name, error in refused[:SHOWN]]
    more = len(refused) - len(lines)
    return [*lines, f"{more} more files were refused"] if more else lines


def _doubts(people: Sequence[PersonFigures]) -> list[str]:
    many = [one.who for one in people if one.keys > 1]
    ahead = [one.who for one in people if one.ahead]
    return [
        *(f"results of several laptops have the name {who}: ask whether that is one person" for who in many),
        *(f"results of {who} have a day after today: look at that laptop's clock" for who in ahead),
    ]


def _data(home: ClassHome, found: Gathered, told: ClassFigures, months: int, day: dt.date) -> dict[str, Json]:
    report = told.report
    return {
        "class": home.id,
        "name": home.found.name,
        "runs": told.runs,
        "new": found.new,
        "left": told.left,
        "refused": [{"name": name, "code": error.code, "why": str(error)} for name, error in found.refused],
        "items": [{"item": one.item, "right": one.right, "of": one.of} for one in report.difficulty],
        "agreement": _agreement(report.agreement),
        "paired": [
            {"item": p.item, "stayed": p.stayed, "gained": p.gained, "lost": p.lost, "missed": p.missed}
            for p in report.paired
        ],
        "people": [_person(one, months, day) for one in told.people],
    }


def _agreement(found: Agreement | None) -> Json:
    """Return the figures; decimals as text, as everywhere."""
    if found is None:
        return None
    return [
        {
            "figure": one.coefficient.value,
            "value": None if one.value is None else f"{one.value:.4f}",
            "low": f"{one.interval.low:.4f}" if one.interval else None,
            "high": f"{one.interval.high:.4f}" if one.interval else None,
            "items": one.items,
            "why": one.why.value if one.why else None,
        }
        for one in found.figures
    ]


def _person(one: PersonFigures, months: int, day: dt.date) -> Json:
    return {
        "who": one.who,
        "runs": one.runs,
        "last": one.last,
        "same": one.gold.same,
        "of": one.gold.of,
        "standing": one.gold.readiness.value,
        "before": list(one.before),
        "after": list(one.after),
        "typed": one.typed,
        "refresher": str(one.due(months)),
        "due": one.due(months) <= day,
    }


# --- a line that was read out ----------------------------------------------------------------------------------------


def type_(
    ctx: typer.Context,
    line: Annotated[str, typer.Argument(help="The line on the trainee's screen; dashes and capitals do not matter.")],
    who: Annotated[str | None, typer.Option(help="The trainee's name; asked where it is no number.")] = None,
) -> Result:
    """Take in a result line that a trainee reads out, for a laptop whose stick does not work.

    A wrong or swapped character is noticed. The line is not signed: it is shown as typed.

    Example: fieldkit practice class type 4K7QM-3XPA9-T2B01-0ZD8F-66MWP-1R3TN-5HC2 --who Mugisha
    """
    env: Env = ctx.obj
    head, _ = class_line.read_head(line)
    home = _class_of_line(env, head.class_tag)
    name = str(head.number) if head.number is not None else tidy(who or env.terminal.ask("Whose line is it?"))
    if (who is not None and tidy(who) != name) or not WHO.fullmatch(name):
        raise errors.ResultLineWrong(why="it is another person's")
    result = result_of_line(line, name, today(env), home.found, home.vignettes())
    known = typed_here(home)
    same = [one for one in known if one.who == name and class_line.read_head(one.line)[0].n == result.n]
    if not same:
        keep_typed([*known, Typed(line, name, today(env))], home, env.platform)
    told = f"{name}, run {result.n}: {result.name}" + (", left" if result.left else "")
    return Result(
        data={"class": home.id, "who": name, "n": result.n, "name": result.name, "new": not same},
        lines=(told if not same else f"{told}; it was typed before and is counted once",),
    )


def _class_of_line(env: Env, tag: int) -> ClassHome:
    here = [one for one in classes_here(env) if one.is_trainers]
    found = next((one for one in here if class_line.class_tag(one.id) == tag), None)
    if found is None:
        raise errors.ClassUnknown(why="none that this line is of")
    return found
