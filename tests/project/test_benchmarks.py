"""The made-up forms of the benchmarks say the same as YAML and as XLSForm. Nothing is timed here."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
import yaml

import benchmarks
from benchmarks.__main__ import main
from benchmarks.peers.end_states import differences
from benchmarks.peers.figure_lines import Line
from benchmarks.peers.made_form import ENGLISH, LANGUAGE_NAMES, Given, MadeForm, as_xlsform, as_yaml
from benchmarks.peers.non_answers import form_with_non_answers, interviews, lowered, lowered_answer
from benchmarks.peers.screening import expressions, screening
from fieldkit.forms.check import check_form

FOUR = tuple(LANGUAGE_NAMES)
MADE = {"20": screening(20), "200": screening(200), "expressions": expressions()}
TEXTS = ("label", "constraint_message")


def _rows(survey: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield the XLSForm rows that a survey in YAML stands for."""
    for item in survey:
        columns = {key: value for key, value in item.items() if key not in ("group", "survey")}
        if "group" not in item:
            yield _flat(columns)
            continue
        yield _flat({"type": "begin_group", "name": item["group"], **columns})
        yield from _rows(item["survey"])
        yield {"type": "end_group", "name": item["group"]}


def _flat(columns: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in columns.items():
        if isinstance(value, Mapping):
            found |= {f"{key}::{LANGUAGE_NAMES[code]} ({code})": text for code, text in value.items()}
        else:
            found[key] = value
    return found


def _choices(lists: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {"list_name": name, "name": value, **_flat({"label": label})}
        for name, values in lists.items()
        for value, label in values.items()
    ]


@pytest.mark.parametrize("languages", [ENGLISH, FOUR], ids=["English", "four languages"])
@pytest.mark.parametrize("form", MADE.values(), ids=MADE)
def test_the_yaml_and_the_sheets_describe_the_same_form(form: MadeForm, languages: Sequence[str]) -> None:
    """A made-up form has the same rows, choices and settings as fieldkit's YAML and as an XLSForm."""
    written: Any = yaml.load(as_yaml(form, languages), Loader=yaml.BaseLoader)
    sheets = as_xlsform(form, languages)
    assert list(_rows(written["survey"])) == sheets["survey"]
    assert _choices(written["choices"]) == sheets["choices"]
    (settings,) = sheets["settings"]
    assert (settings["form_id"], settings["version"]) == (written["form_id"], written["version"])


@pytest.mark.parametrize("form", [*MADE.values(), form_with_non_answers()], ids=[*MADE, "non-answers"])
def test_a_made_up_form_passes_the_check(form: MadeForm) -> None:
    """The forms that are measured are forms that fieldkit accepts."""
    problems = check_form(as_yaml(form), "made.yaml").problems
    assert [problem for problem in problems if problem.severity == "error"] == []


def test_a_long_screening_is_mostly_skip_logic() -> None:
    """Three in five questions of the made-up screening are asked depending on earlier answers."""
    asked = [row for row in screening(200).rows if row["name"].startswith("q")]
    assert len(asked) == 200
    assert sum("relevant" in row for row in asked) == 119
    assert sum("constraint" in row for row in asked) == 40


def test_a_non_answer_is_given_in_the_companion_that_the_exported_form_has() -> None:
    """Where there are no non-answers, not knowing the age is an answer to `age_nr`."""
    given = lowered_answer(Given("age", "integer", "!dk"))
    names = [row.get("name") for row in lowered(form_with_non_answers())["survey"]]
    assert given == Given("age_nr", "select_one nr", "dk")
    assert names[:2] == ["age", given.name]


def test_each_question_is_refused_once_and_not_known_once() -> None:
    """The interviews with non-answers leave out each question alone, in both ways."""
    alone = {tuple(g for g in given if g.value.startswith("!")) for given in interviews()}
    single = {(g[0].name, g[0].value) for g in alone if len(g) == 1}
    assert {
        (name, code) for name in ("age", "weight", "born", "paid", "means", "place") for code in ("!dk", "!ref")
    } == single


def test_numbers_are_equal_however_they_are_written() -> None:
    """End states are compared by value: 3 is 3.0, an empty companion is none, a hidden question has none."""
    assert differences({"n": "3", "t": "a"}, {"n": "3.0", "t": "a", "t_nr": ""}) == []
    assert differences({"n": "3", "t": ""}, {"n": "4"}) == ["n: '3' / '4'", "t: '' / '-'"]


def test_a_budget_is_missed_when_a_peer_is_ahead() -> None:
    """A line keeps its budget when it is within the limit and better than every peer."""
    values = {"fieldkit": 8.0, "JavaRosa": 32.0}
    assert Line("load", "ms", values, 10.0, "<= 10 ms").verdict == "kept"
    assert Line("load", "ms", values, 5.0, "<= 5 ms").verdict == "MISSED"
    assert Line("load", "ms", {"fieldkit": 8.0, "JavaRosa": 7.0}, 10.0, "<= 10 ms").verdict == "MISSED"
    assert Line("load", "ms", values).ratios == {"JavaRosa": 4.0}


@pytest.mark.parametrize("name", [m.name for m in pkgutil.walk_packages(benchmarks.__path__, "benchmarks.")])
def test_every_benchmark_can_be_imported(name: str) -> None:
    """No benchmark runs or fails when it is only imported."""
    assert importlib.import_module(name)


def test_asking_benchmarks_for_help_names_the_modules(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m benchmarks --help` measures nothing; a mistyped module is an error with the names that exist."""
    assert main(["--help"]) == 0
    assert "sync_http" in capsys.readouterr().out
    assert main(["nothing_such"]) == 2
