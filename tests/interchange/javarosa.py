"""Answers a form in JavaRosa over its exported XForm, and in fieldkit, with the same answers."""

import datetime as dt
import json
import os
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from fieldkit.commands.form_exchange import MEDIA
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.engine import State
from fieldkit.forms.interchange.export_form import to_xlsform
from fieldkit.forms.interchange.lower_non_response import SUFFIX
from fieldkit.forms.interchange.write_xform import to_xform
from fieldkit.forms.interview import outcome, start
from fieldkit.forms.nodes import nodes
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.forms.yaml_reader import read_yaml
from tests.forms.scenario import TODAY
from tests.interchange.random_interviews import now_on
from tests.interchange.sheets import BLOCKS

PROGRAM = Path(__file__).parent / "JavaRosaAnswers.java"
FOR_A_MOMENT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A short run: no second compiler, no threads that collect."""
ZONE, ZONE_OFFSET = "Africa/Kigali", dt.timedelta(hours=2)
"""Where `Now` is, all year."""
Answers = Mapping[str, AnswerValue]
Given = dict[str, tuple[str, str]]


def answered(form: CompiledForm, answers: Answers, today: dt.date = TODAY) -> State:
    return start(form, language="en", today=today, now=now_on(today), answers=answers)


def as_given(state: State) -> Given:
    """Return the answers of an interview as JavaRosa gets them: by path; a non-answer in its companion."""
    found: Given = {}
    for node in nodes(state):
        if node.cell is None or not node.cell.question.type.takes_answer or node.value is NonAnswer.IRRELEVANT:
            continue
        path = node.path.replace("[1]", "")
        filled = node.cell.default is not None or node.cell.question.calculation is not None
        if isinstance(node.value, NonAnswer) and filled:
            found[path] = ("cleared", "")  # or what the form fills in would count as the answer
        if node.value in (NonAnswer.DONT_KNOW, NonAnswer.REFUSED) and isinstance(node.value, NonAnswer):
            found[path + SUFFIX] = ("select_one", node.value.value)
        elif not isinstance(node.value, NonAnswer):
            found[path] = (_kind(node.cell.question.type), _text(node.value))
    return found


def _kind(type_: QuestionType) -> str:
    return "integer" if type_ is QuestionType.RANGE else type_.value


def _text(value: AnswerValue) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, dt.datetime | dt.time):
        return value.isoformat(timespec="milliseconds")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def expected(form: CompiledForm, answers: Answers, prefix: str, today: dt.date = TODAY) -> dict[str, str]:
    """Return what fieldkit finds, under the names of the exported form: its classification."""
    found = outcome(answered(form, answers, today))
    return {
        prefix: found.label.value,
        f"{prefix}_age": found.age,
        **{f"{prefix}_{name}": known.value for name, known in {**found.elements, **found.facts}.items()},
        f"{prefix}_looks_like": " ".join(alike.label for alike in found.alike),
        f"{prefix}_urgent": "yes" if found.urgent else "no",
        f"{prefix}_suspicion": "yes" if found.suspicion else "no",
    }


def xform_of(text: str, name: str) -> str:
    """Export a form as an XForm."""
    root, problems = read_yaml(text)
    assert root is not None, problems
    return to_xform(to_xlsform(root, BLOCKS), name)


class Talks(NamedTuple):
    """A form as YAML, the sets of answers that it gets, and the lists it chooses from, by file name."""

    text: str
    sets: Sequence[Given]
    lists: Mapping[str, bytes] = MappingProxyType({})


def odk_jar() -> Path:
    """Return the jar of ODK Validate, with JavaRosa in it; pyxform brings it."""
    pyxform = pytest.importorskip("pyxform")
    return Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"


def in_javarosa(tool: Callable[[str], str], folder: Path, text: str, sets: Sequence[Given]) -> "list[dict[str, str]]":
    """Return what JavaRosa has computed after each set of answers, by name. Skips by name what is missing."""
    return all_in_javarosa(tool, folder, {"form": Talks(text, sets)})["form"]


def all_in_javarosa(
    tool: Callable[[str], str], folder: Path, talks: Mapping[str, Talks]
) -> "dict[str, list[dict[str, str]]]":
    """Return for each form what JavaRosa has computed after each of its sets. All in one process: starting it costs
    more than a form."""
    found = os.pathsep.join(map(str, (odk_jar(), _classes(tool("java"), folder.parent))))
    command = [tool("java"), *FOR_A_MOMENT, f"-Duser.timezone={ZONE}", "-cp", found, PROGRAM.stem]
    for name, talk in talks.items():
        command += map(str, written(folder, name, talk))
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = iter([json.loads(line) for line in done.stdout.splitlines() if re.match(r"\{", line)])
    return {name: [next(lines) for _ in talk.sets] for name, talk in talks.items()}


def _classes(java: str, folder: Path) -> Path:
    """Return where the program lies compiled; once for all tests that have this folder in common."""
    made = folder / "javarosa-classes"
    if not made.exists():
        compiler = [java, *FOR_A_MOMENT, "-m", "jdk.compiler/com.sun.tools.javac.Main"]
        words = ["-cp", str(odk_jar()), "-d", str(made), str(PROGRAM)]
        done = subprocess.run([*compiler, *words], capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
    return made


def written(folder: Path, name: str, talk: Talks) -> tuple[Path, Path]:
    """Write a form as ODK's tools take it, the CSV files in its folder of media, and the answers."""
    form, given = folder / f"{name}.xml", folder / f"{name}.json"
    form.write_text(xform_of(talk.text, name), encoding="utf-8")
    given.write_text(json.dumps(talk.sets), encoding="utf-8")
    for file, data in talk.lists.items():
        place = folder / MEDIA.format(name) / file
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
    return form, given
