"""Answers a form in JavaRosa over its exported XForm, and in fieldkit, with the same answers."""

import datetime as dt
import json
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.engine import State
from fieldkit.forms.interchange.export_form import to_xlsform
from fieldkit.forms.interchange.lower_non_response import SUFFIX
from fieldkit.forms.interchange.write_xform import to_xform
from fieldkit.forms.interview import start
from fieldkit.forms.nodes import nodes
from fieldkit.forms.values import AnswerValue, NonAnswer
from fieldkit.forms.yaml_reader import read_yaml
from tests.forms.scenario import TODAY, Now
from tests.interchange.sheets import BLOCKS

HERE = Path(__file__).parent
Answers = Mapping[str, AnswerValue]
Given = dict[str, tuple[str, str]]


def answered(form: CompiledForm, answers: Answers) -> State:
    return start(form, language="en", today=TODAY, now=Now(), answers=answers)


def as_given(state: State) -> Given:
    """Return the answers of an interview as JavaRosa gets them: by path; a non-answer in its companion."""
    found: Given = {}
    for node in nodes(state):
        if node.cell is None or not node.cell.question.type.takes_answer or node.value is NonAnswer.IRRELEVANT:
            continue
        path = node.path.replace("[1]", "")
        if node.value in (NonAnswer.DONT_KNOW, NonAnswer.REFUSED) and isinstance(node.value, NonAnswer):
            found[path + SUFFIX] = ("select_one", node.value.value)
        elif not isinstance(node.value, NonAnswer):
            found[path] = (node.cell.question.type.value, _text(node.value))
    return found


def _text(value: AnswerValue) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def xform_of(text: str, name: str) -> str:
    """Export a form as an XForm."""
    root, problems = read_yaml(text)
    assert root is not None, problems
    return to_xform(to_xlsform(root, BLOCKS), name)


def in_javarosa(tool: Callable[[str], str], folder: Path, text: str, sets: Sequence[Given]) -> "list[dict[str, str]]":
    """Return what JavaRosa has computed after each set of answers, by name. Skips by name what is missing."""
    pyxform = pytest.importorskip("pyxform")
    jar = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
    java = tool("java")
    form, given = folder / "form.xml", folder / "answers.json"
    form.write_text(xform_of(text, "form"), encoding="utf-8")
    given.write_text(json.dumps(sets), encoding="utf-8")
    command = [java, "-cp", str(jar), str(HERE / "JavaRosaAnswers.java"), str(form), str(given)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if re.match(r"\{", line)]
