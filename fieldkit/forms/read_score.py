"""Reads `score:` items and lowers them to calculates: form-language 8."""

from collections.abc import Iterable, Iterator, Mapping

from fieldkit.forms.expression.convert import number_of_text, number_text
from fieldkit.forms.expression.syntax import Call, Chain, Number, Parsed, parse
from fieldkit.forms.model import NO_TEXT, Contribution, Formula, Group, Question, Score
from fieldkit.forms.problems import quoted
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.reading import Reader
from fieldkit.forms.words import CONTRIBUTION_KEYS, SCORE_KEYS
from fieldkit.forms.yaml_reader import List, Map

BAND = "_band"


class ScoreReader(Reader):
    """Reads scores."""

    __slots__ = ()

    def score(self, node: Map) -> Score:
        self.keys(node, SCORE_KEYS, "a score")
        name = self.identifier(node, "score")
        added = tuple(self.contributions(node))
        if not added:
            self.problems.error(node.place, f"the score {quoted(name)} adds nothing", "write `add:` with lines")
        return Score(name, node.place, added, self.bands(node))

    def contributions(self, node: Map) -> Iterator[Contribution]:
        value = node.entries.get("add")
        if value is None:
            return
        if not isinstance(value, List):
            self.problems.error(value.place, "`add` must be a list", "begin each line with `- when:`")
            return
        for line in value.items:
            if not isinstance(line, Map):
                self.problems.error(line.place, "a line of `add` is a mapping", "write {when: ..., points: ...}")
                continue
            self.keys(line, CONTRIBUTION_KEYS, "`add`")
            when = self.formula(line, "when")
            if when is None:
                self.problems.error(line.place, "`when` is missing", "add `when:` with an expression")
                continue
            note = line.entries.get("note")
            yield Contribution(when, self.number(line, "points"), self.localised(note, "`note`") if note else NO_TEXT)

    def number(self, node: Map, key: str) -> float:
        found = number_of_text(self.needed(node, key))
        if found != found:
            if key in node.entries:
                self.problems.error(node.entries[key].place, f"`{key}` must be a number", "write 2 or -1.5")
            return 0.0
        return found

    def bands(self, node: Map) -> Mapping[str, float]:
        bands = node.entries.get("bands")
        if bands is None:
            return {}
        if not isinstance(bands, Map):
            self.problems.error(bands.place, "`bands` must be a mapping", "write {low: 0, high: 5}")
            return {}
        found = {name: self.number(bands, name) for name in bands.entries}
        if list(found.values()) != sorted(set(found.values())):
            self.problems.error(bands.place, "`bands` must rise", "write the lowest first, each once")
        return found


def lowered(score: Score, group: Group | None) -> Iterator[Question]:
    """Yield the calculates that a score stands for: `NAME` and, with bands, `NAME_band`."""
    yield _calculate(score, score.name, Formula(_sum_text(score), _sum(score), *score.place, exact=False), group)
    if score.bands:
        text = band_text(score.name, [(band, number_text(least)) for band, least in score.bands.items()])
        yield _calculate(score, score.name + BAND, Formula(text, parse(text), *score.place, exact=False), group)


def sum_text(lines: Iterable[tuple[str, str]]) -> str:
    """Return the expression of a sum of points, each behind its condition, as a form in XLSForm has it."""
    return " + ".join(f"if({when}, {points}, 0)" for when, points in lines) or "0"


def band_text(name: str, bands: Iterable[tuple[str, str]]) -> str:
    """Return the expression of a score's band: the highest whose least score is reached; '' below the lowest.

    `bands` rise: each with the least score it needs.
    """
    found = "''"
    for band, least in bands:
        found = f"if(${{{name}}} >= {least}, '{band}', {found})"
    return found


def _sum_text(score: Score) -> str:
    return sum_text((line.when.text, number_text(line.points)) for line in score.contributions)


def _sum(score: Score) -> Parsed:
    """Put the sum together from parsed parts: the whole may be longer than one written expression."""
    parts = [line.when.parsed for line in score.contributions]
    terms = tuple(
        Call("if", (line.when.parsed.tree, Number(line.points, 0), Number(0.0, 0)), 0) for line in score.contributions
    )
    if not parts:
        return parse("0")
    return parts[0]._replace(
        tree=Chain(terms, ("+",) * (len(terms) - 1), 0) if len(terms) > 1 else terms[0],
        names=tuple(name for part in parts for name in part.names),
        asked=tuple(name for part in parts for name in part.asked),
        functions=("if", *(name for part in parts for name in part.functions)),
        paths=any(part.paths for part in parts),
    )


def _calculate(score: Score, name: str, formula: Formula, group: Group | None) -> Question:
    kind = QuestionType.CALCULATE
    return Question(name=name, key=name, type=kind, place=score.place, group=group, calculation=formula)
