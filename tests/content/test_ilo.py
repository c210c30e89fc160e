"""The labour assessments after the ILO indicators: every strength, and the rule of a dimension, in the engine."""

import csv
import itertools
import re
from functools import cache
from pathlib import Path

import pytest

from fieldkit.commands.beside import Beside
from fieldkit.forms.check import check_form, load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.dimensions import Dimensions
from tests.content.answering import result_of
from tests.content.ilo import ADULT, CHILD, NAMES, NO, NOTHING, PREFIX, TOLD, YES
from tests.content.shipped import FORMS, questions, read
from tests.content.walking import Given, compiled, walk

TABLE = Path(__file__).parent / "data" / "ilo_indicators.csv"


# --- the indicators ---------------------------------------------------------------------------------------------


def recorded() -> dict[str, str]:
    """Return strengths by code, as the secondary source has them."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row["code"]: row["strength"] for row in csv.DictReader(lines)}


def dimensions(form: CompiledForm) -> Dimensions:
    rule = form.form.classify
    assert rule
    assert rule.decision
    assert rule.decision.dimensions
    return rule.decision.dimensions


def shipped(name: str) -> list[tuple[str, str]]:
    """Return codes and strengths of a form: the question has the first half of a code, the choice the second."""
    asked, found = questions(read(name)), []
    for each in dimensions(compiled(name)).indicators:
        prefix = asked[each.question]["x"]["code"]
        value = re.search(r"selected\(\., '(\w+)'\)", each.when.text)
        assert value
        assert PREFIX[prefix.split(".")[1]] == each.dimension
        found.append((f"{prefix}.{value[1]}", each.strength.value))
    return found


@pytest.mark.parametrize(("name", "set_", "count"), [(NAMES[0], "AL", 67), (NAMES[1], "CL", 65)])
def test_every_indicator_of_the_set_is_there_once_with_its_strength(name: str, set_: str, count: int) -> None:
    """67 for adults, 65 for children; a strength belongs to the set and the dimension."""
    found = shipped(name)
    assert len(found) == count
    assert dict(found) == {code: strength for code, strength in recorded().items() if code.startswith(set_)}


def test_the_same_act_weighs_differently_before_and_at_the_work() -> None:
    """Papers kept: medium at recruitment, strong at the place of work. For a child most coercion there is strong."""
    adults, children = dict(shipped(NAMES[0])), dict(shipped(NAMES[1]))
    assert (adults["AL.CR.documents_confiscated"], adults["AL.CD.documents_confiscated"]) == ("medium", "strong")
    assert (adults["AL.CD.strong_influence"], children["CL.CD.strong_influence"]) == ("medium", "strong")
    assert (adults["AL.DR.education"], children["CL.DR.education"]) == ("weak", "strong")


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_of_a_list_of_indicators_is_an_indicator_or_none(name: str) -> None:
    """Nothing can be ticked that does not count."""
    tree = read(name)
    for row in questions(tree).values():
        if "indicators" in row:
            values = set(tree["choices"][row["type"].split()[1]])
            counted = {re.findall(r"selected\(\., '(\w+)'\)", each["when"])[0] for each in row["indicators"]}
            assert values - counted == {"none"}


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_finds_nothing(name: str) -> None:
    """The form passes the check, and its only warnings are of texts to review."""
    path = FORMS / f"{name}.yaml"
    problems = check_form(path.read_bytes(), name, Beside(path)).problems
    assert [problem for problem in problems if "no reviewed text in" not in problem.what] == []


@pytest.mark.parametrize(("form", "told"), [(ADULT, TOLD), (CHILD, {"under_18": "known"})])
def test_every_result_says_that_the_strengths_were_not_compared(form: CompiledForm, told: Given) -> None:
    """Until a person has compared them with the publication."""
    found = walk(form, told).outcome.evidence
    assert "secondary source" in found
    assert "no person has compared" in found


# --- the rule of a dimension ------------------------------------------------------------------------------------


def positive(strong: int, medium: int, weak: int) -> bool:
    """The rule as a formula; the form has it as four combinations."""
    return strong >= 2 or (strong >= 1 and medium + weak >= 1) or medium >= 3 or (medium >= 2 and weak >= 1)


BOUNDARIES = [
    (1, 0, 0, False),
    (1, 0, 1, True),
    (0, 2, 0, False),
    (0, 2, 1, True),
    (0, 1, 9, False),
    (0, 0, 9, False),
    (0, 3, 0, True),
    (2, 0, 0, True),
]
EXHAUSTIVE = [(s, m, w, positive(s, m, w)) for s, m, w in itertools.product(range(3), range(4), range(4))]


@cache
def plain(name: str) -> CompiledForm:
    """Return a form with nine indicators of each strength in one dimension, under a shipped form's own rule."""
    rule = "".join(f"    - {{{', '.join(f'{k}: {v}' for k, v in line.items())}}}\n" for line in _rule(name))
    rows = "".join(
        f"  - {{name: {kind}_{n}, type: select_one yn, label: X, indicators: {{dimension: it, strength: {kind}}}}}\n"
        for kind in ("strong", "medium", "weak")
        for n in range(9)
    )
    text = (
        'form_id: plain\nversion: "1"\ntitle: X\nchoices: {yn: {"yes": "Yes", "no": "No"}}\n'
        f"dimensions:\n  named: {{it: {{label: X}}}}\n  positive_if:\n{rule}survey:\n{rows}"
        'classify:\n  name: result\n  outcomes:\n    - {it: "yes", result: possible_trafficking}\n'
    )
    return compile_form(load_form(text, "plain"))


def _rule(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = read(name)["dimensions"]["positive_if"]
    return found


def test_there_are_48_combinations_and_8_boundaries() -> None:
    """Strong 0 to 2, medium 0 to 3, weak 0 to 3."""
    assert (len(EXHAUSTIVE), sum(each[3] for each in EXHAUSTIVE), len(BOUNDARIES)) == (48, 38, 8)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("strong", "medium", "weak", "expected"), [*EXHAUSTIVE, *BOUNDARIES])
def test_a_dimension_is_positive_by_the_published_rule(
    name: str, strong: int, medium: int, weak: int, expected: bool
) -> None:
    """Two strong; a strong and any other; three medium; two medium and a weak. Nothing is added up."""
    counts = {"strong": strong, "medium": medium, "weak": weak}
    answers = {f"{kind}_{n}": "yes" if n < count else "no" for kind, count in counts.items() for n in range(9)}
    assert result_of(plain(name), answers).elements["it"] is (YES if expected else NO)


STRONG = ("documents_confiscated", "debt_bondage")
MEDIUM = ("threats_violence_victim", "threat_denunciation")


@pytest.mark.parametrize(("strong", "medium", "weak", "expected"), [each for each in EXHAUSTIVE if each[2] < 2])
def test_the_shipped_questions_come_to_the_same(strong: int, medium: int, weak: int, expected: bool) -> None:
    """Coercion at the place of work has enough strong and medium indicators, and one weak."""
    kept = (*STRONG[:strong], *("violence_family",) * (medium > 2)) or ("none",)
    threats = (*MEDIUM[: min(medium, 2)], *("threat_inform_family",) * weak) or ("none",)
    told: Given = {**NOTHING, "kept": kept, "threats": threats}
    found = walk(ADULT, told).outcome.elements["coercion_at_destination"]
    assert found is (YES if expected else NO)
