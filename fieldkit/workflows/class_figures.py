"""What a class's results say: by item, by person, before and after. docs/practice-format.md 8.6, docs/agreement.md."""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fieldkit.practice.agreement import Agreement, measure
from fieldkit.practice.difficulty import difficulty, hardest_first
from fieldkit.practice.gold import Gold, against_gold, counted
from fieldkit.practice.marks import RIGHT, Standing
from fieldkit.practice.paired import Paired, paired, people, together
from fieldkit.practice.ratings import table
from fieldkit.practice.report import Report
from fieldkit.practice.vignette import SITUATIONS
from fieldkit.sync.bundle.class_file import ClassFile
from fieldkit.sync.bundle.class_result import BANK, VIGNETTE, ClassResult
from fieldkit.workflows.class_banks import ITEM

BEFORE, AFTER, ASSESSMENT = "before", "after", "assessment"
_RIGHT = {standing.value for standing in RIGHT}
_NO_ITEM = {Standing.NOT_PUT.value, Standing.EXTRA.value}


@dataclass(frozen=True, slots=True)
class Refresher:
    """On which day somebody's refresher is, and whether that day has come."""

    day: dt.date
    due: bool

    def __str__(self) -> str:
        return f"! due since {self.day}" if self.due else str(self.day)


def refresher(last: str, months: int, today: dt.date) -> Refresher:
    """Return when a refresher is due after somebody's last run: the one rule, for every list of it."""
    day = months_later(dt.date.fromisoformat(last), months)
    return Refresher(day, day <= today)


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person: how many runs, the day of the last, how the set stands, right of marked before and after."""

    who: str
    runs: int
    last: str
    gold: Gold
    before: tuple[int, int]
    after: tuple[int, int]
    typed: int
    keys: int
    """With how many practice keys results of this name came: more than one are several laptops, or several people."""
    scenes: tuple[str, ...] = ()
    """The vignettes of the set that were done; what was left is no part of it."""
    did: str = ""
    """What was done last and not left, so that no list shows an opt-out."""
    ahead: bool = False
    """A run has a day after today: a clock is wrong, or somebody wants no refresher."""

    def refresher(self, months: int, today: dt.date) -> Refresher:
        """Return when this person's refresher is due."""
        return refresher(self.last, months, today)


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """A class: the report that may be shown to the room, and its people. `left` counts opt-outs, of nobody."""

    report: Report
    people: tuple[PersonFigures, ...]
    runs: int
    left: int


def figures(found: ClassFile, results: Iterable[ClassResult], day: str) -> ClassFigures:
    """Return the figures of a class."""
    by_person = _by_person(results)
    persons = _persons(found, by_person, day)
    report = _report(found, by_person, [person.gold for person in persons], day)
    runs = [one for own in by_person.values() for one in own]
    return ClassFigures(report, persons, len(runs), sum(one.left for one in runs))


def persons_of(found: ClassFile, results: Iterable[ClassResult], day: str) -> tuple[PersonFigures, ...]:
    """Return the people of a class alone, numbers before names."""
    return _persons(found, _by_person(results), day)


def _by_person(results: Iterable[ClassResult]) -> Mapping[str, Sequence[ClassResult]]:
    by_person: dict[str, list[ClassResult]] = {}
    for one in sorted(results, key=lambda one: (one.who, one.n, one.made, one.name)):
        by_person.setdefault(one.who, []).append(one)
    return by_person


def _persons(found: ClassFile, by_person: Mapping[str, Sequence[ClassResult]], day: str) -> tuple[PersonFigures, ...]:
    return tuple(_person(found, who, own, day) for who, own in sorted(by_person.items(), key=lambda pair: _by(pair[0])))


def _by(who: str) -> tuple[int, int, str]:
    """Order numbers as numbers, before names."""
    return (0, int(who), "") if who.isascii() and who.isdigit() else (1, 0, who)


def marks_of(result: ClassResult) -> dict[str, bool]:
    """Return right or not by item, for what is an item; an unsafe step is one that was not right.

    What somebody would rather not answer in a test is not marked; in an interview a question left open is not right.
    """
    none = {*_NO_ITEM, Standing.LEFT_OPEN.value} if result.of == BANK else _NO_ITEM
    return {name: standing in _RIGHT for name, standing in result.items if standing not in none}


def _first(runs: Sequence[ClassResult], phase: str | None = None) -> dict[str, ClassResult]:
    """Return the first run of each thing that was not left; of one phase, or of any but `after`."""
    found: dict[str, ClassResult] = {}
    for one in runs:
        if not one.left and (one.phase == phase if phase else one.phase != AFTER):
            found.setdefault(one.name, one)
    return found


def _flat(runs: Mapping[str, ClassResult]) -> dict[str, bool]:
    return {f"{name} {item}": right for name, one in runs.items() for item, right in marks_of(one).items()}


def _person(found: ClassFile, who: str, runs: Sequence[ClassResult], day: str) -> PersonFigures:
    newest = max(one.made for one in runs)
    before, after = _flat(_first(runs, BEFORE)), _flat(_first(runs, AFTER))
    return PersonFigures(
        who=who,
        runs=len(runs),
        last=min(newest, day),
        gold=_gold(found, runs),
        before=(sum(before.values()), len(before)),
        after=(sum(after.values()), len(after)),
        typed=sum(one.typed for one in runs),
        keys=len({one.key for one in runs if not one.typed}),
        scenes=tuple(_done(found, runs)),
        did=_did(runs),
        ahead=newest > day,
    )


def _did(runs: Sequence[ClassResult]) -> str:
    done = sorted((one.made, one.n, one.name) for one in runs if not one.left)
    return done[-1][2] if done else ""


def _set(found: ClassFile) -> list[str]:
    return [one.id for one in found.assessment or found.vignettes]


def _done(found: ClassFile, runs: Sequence[ClassResult]) -> dict[str, ClassResult]:
    """Return the runs that count for the set, in its order."""
    done = _first(runs, ASSESSMENT if found.assessment else None)
    return {name: done[name] for name in _set(found) if name in done}


def _gold(found: ClassFile, runs: Sequence[ClassResult]) -> Gold:
    """Return how somebody's set stands. What was left is no part of it; what was not begun is open."""
    names, done = _set(found), _done(found, runs)
    left = {one.name for one in runs if one.left} - done.keys()
    marks: dict[str, bool | None] = {}
    for name in names:
        if name in done:
            marks.update({f"{name} {item}": right for item, right in marks_of(done[name]).items()})
        elif name not in left:
            marks[name] = None
    return against_gold(marks, tuple(marks))


def _report(
    found: ClassFile,
    by_person: Mapping[str, Sequence[ClassResult]],
    golds: Sequence[Gold],
    day: str,
) -> Report:
    first = {who: _flat(_first(runs)) for who, runs in by_person.items()}
    items = _in_order(first)
    before = {who: _flat(_first(runs, BEFORE)) for who, runs in by_person.items()}
    after = {who: _flat(_first(runs, AFTER)) for who, runs in by_person.items()}
    twice = sorted({*_in_order(before), *_in_order(after)})
    compared = any(before.values()) and any(after.values())
    return Report(
        course=found.name,
        day=day,
        difficulty=hardest_first(difficulty(first, items)),
        agreement=_agreement(found, by_person),
        paired=paired(before, after, twice) if compared else (),
        people=people(before, after, twice) if compared else None,
        gold=counted(golds),
        names=_titles({*items, *twice}),
    )


def _in_order(marks: Mapping[str, Mapping[str, bool]]) -> list[str]:
    return sorted({item for own in marks.values() for item in own})


def _titles(items: Iterable[str]) -> dict[str, str]:
    """Return how items are shown. Items of a test that was changed in between would be called alike: then with the
    first digits of their fingerprints."""
    titles = {item: _title(item) for item in sorted(items)}
    alike = Counter(titles.values())
    return {item: f"{title} ({item[-16:][:4]})" if alike[title] > 1 else title for item, title in titles.items()}


def _title(item: str) -> str:
    """Return an item as it is shown: the vignette and the question; of a step, element or point its kind too."""
    name, _, rest = item.partition(" ")
    kind, _, what = rest.partition(":")
    if kind == ITEM:
        return f"{name} {what.partition(':')[0]}"
    return f"{name} {what if kind == 'answer' else rest.replace(':', ' ')}"


def _agreement(found: ClassFile, by_person: Mapping[str, Sequence[ClassResult]]) -> Agreement | None:
    """Return how far the class agrees on the situation, over the vignettes that somebody practised."""
    rated = {
        who: {name: one.situation or None for name, one in _first(runs).items() if one.of == VIGNETTE}
        for who, runs in by_person.items()
    }
    raters = {who: own for who, own in rated.items() if own}
    items = sorted({name for own in raters.values() for name in own})
    return measure(table(raters, items, len(SITUATIONS)), found.id.encode()) if items else None


def brief(report: Report, most: int) -> Report:
    """Return a report for a screen: the hardest items only; before and after by vignette where there are many items."""
    pairs: dict[str, list[Paired]] = {}
    for pair in report.paired:
        pairs.setdefault(pair.item.partition(" ")[0], []).append(pair)
    many = len(report.paired) > most
    shown = tuple(together(own, name) for name, own in pairs.items()) if many else report.paired
    return replace(report, difficulty=report.difficulty[:most], paired=shown)


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:  # a laptop whose clock is nonsense keeps nobody's figures back
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
