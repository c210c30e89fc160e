"""Every form that ships, in ODK: it passes ODK Validate, and JavaRosa computes what fieldkit computes."""

import datetime as dt
import re
import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from fieldkit.commands.form_exchange import lists_of
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer
from tests.interchange.javarosa import (
    ZONE_OFFSET,
    Talks,
    all_in_javarosa,
    answered,
    as_given,
    expected,
    odk_jar,
    written,
)
from tests.interchange.random_interviews import Answers, Interviews
from tests.interchange.sheets import BESIDE, SHIPPED

FORMS = {path.stem: path for path in SHIPPED}
TODAY = dt.datetime.now(dt.timezone(ZONE_OFFSET)).date()
"""JavaRosa has no other day than the machine's."""
INTERVIEWS, SEED = 50, 20261122
MIDNIGHT = "T00:00:00.000+02:00"
Find = Callable[[str], str]


@cache
def compiled(name: str) -> CompiledForm:
    return compile_form(load_form(FORMS[name].read_bytes(), name, BESIDE))


@cache
def interviews(name: str) -> list[Answers]:
    return Interviews(compiled(name), SEED, TODAY).likely(INTERVIEWS)


def has_result(name: str) -> bool:
    form = compiled(name).form
    return bool(form.classify or form.scores)


def computes(name: str) -> bool:
    """Return whether a form classifies, scores or calculates: the others have nothing to compare."""
    return has_result(name) or any(q.type is QuestionType.CALCULATE for q in compiled(name).form.questions)


COMPUTING = [name for name in FORMS if computes(name)]


def talks(name: str) -> Talks:
    sets = [as_given(answered(compiled(name), answers, TODAY)) for answers in interviews(name)]
    return Talks(FORMS[name].read_text(encoding="utf-8"), sets, lists_of(FORMS[name]))


@pytest.fixture(scope="module")
def javarosa(tool: Find, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[dict[str, str]]]:
    """What JavaRosa has computed for each form, after each of its interviews: two processes, half of the forms each."""
    folder = tmp_path_factory.mktemp("javarosa")
    halves = [{name: talks(name) for name in COMPUTING[half::2]} for half in (0, 1)]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda half: all_in_javarosa(tool, folder, half), halves))
    return found[0] | found[1]


# --- ODK Validate ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def validated(tool: Find, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What ODK Validate says of each form."""
    folder = tmp_path_factory.mktemp("validate")
    for name, path in FORMS.items():
        written(folder, name, Talks(path.read_text(encoding="utf-8"), [], lists_of(path)))
    command = [tool("java"), "-jar", str(odk_jar()), *(str(folder / f"{name}.xml") for name in FORMS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    said = re.split(r"^Validating: ", done.stdout + done.stderr, flags=re.MULTILINE)[1:]
    return {Path(one.splitlines()[0]).stem: one for one in said}


@pytest.mark.parametrize("name", FORMS)
def test_a_shipped_form_passes_odk_validate(name: str, validated: Mapping[str, str]) -> None:
    """ODK's own checker loads every shipped form, with the lists it chooses from, into ODK's own engine."""
    assert "Xform is valid" in validated.get(name, ""), validated.get(name, "not looked at")


# --- JavaRosa --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMPUTING)
def test_a_shipped_form_computes_the_same_in_javarosa(name: str, javarosa: Mapping[str, list[dict[str, str]]]) -> None:
    """Fifty random interviews: classification, elements, scores, bands, and every other calculation of the form."""
    assert len(javarosa[name]) == INTERVIEWS
    for answers, theirs in zip(interviews(name), javarosa[name], strict=True):
        assert "!failed" not in theirs, (name, theirs)
        mine = _computed(compiled(name), answers)
        differ = {
            key: (value, theirs.get(key, "")) for key, value in mine.items() if not _same(value, theirs.get(key, ""))
        }
        assert not differ, (name, differ, answers)


@pytest.mark.parametrize("name", [name for name in COMPUTING if has_result(name)])
def test_the_random_interviews_differ_in_what_comes_out(name: str) -> None:
    """Fifty interviews that all end alike would compare nothing."""
    assert len({tuple(_computed(compiled(name), answers).items()) for answers in interviews(name)}) > 1


LOOK_UP = """\
form_id: look_up
version: "1"
title: Look up
survey:
  - {name: post, type: select_one_from_file posts.csv, label: Which post?, parameters: value=code label=name}
  - {name: phone, type: calculate, calculation: "instance('posts')/root/item[code = ${post}]/phone"}
"""


def test_javarosa_reads_the_lists_that_an_exported_form_names(tool: Find, tmp_path: Path) -> None:
    """They lie in the folder of its media, where `fieldkit form export` puts them."""
    sets = [{"/post": ("select_one", post)} for post in ("gatuna", "rusumo")]
    lists = {"posts.csv": b"code,name,phone\nrusumo,Rusumo,0788000000\ngatuna,Gatuna,0788000001\n"}
    found = all_in_javarosa(tool, tmp_path, {"look_up": Talks(LOOK_UP, sets, lists)})["look_up"]
    assert [one["phone"] for one in found] == ["0788000001", "0788000000"]


def _computed(form: CompiledForm, answers: Answers) -> dict[str, str]:
    """Return what fieldkit computes under the names of the export. What stands in repeats has no single value."""
    state = answered(form, answers, TODAY)
    calculated = {
        cell.key: _text(state.answer(cell))
        for cell in form.cells
        if cell.question.type is QuestionType.CALCULATE and cell.template == 0 and "/" not in cell.key
    }
    return calculated | (expected(form, answers, form.form.classify.name, TODAY) if form.form.classify else {})


def _text(value: AnswerValue) -> str:
    return "" if isinstance(value, NonAnswer) else str(value)


def _same(mine: str, theirs: str) -> bool:
    """Compare numbers as numbers; a day is one of JavaRosa's midnights."""
    try:
        return mine == theirs.removesuffix(MIDNIGHT) or abs(float(mine) - float(theirs)) < 1e-9
    except ValueError:
        return False
