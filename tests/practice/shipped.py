"""The vignettes that ship, and one of them as text to be changed."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.values import AnswerValue
from fieldkit.practice.check_vignette import key_run
from fieldkit.practice.read_vignette import is_vignette, read_vignette
from fieldkit.practice.run_form import question_cells
from fieldkit.practice.vignette import Vignette
from tests.content.shipped import FORMS
from tests.content.walking import compiled

PRACTICE = FORMS / "practice"
FILES = tuple(path for path in sorted(PRACTICE.glob("*.yaml")) if is_vignette(path.read_bytes()))
IDS = tuple(path.stem for path in FILES)
DEBT = "rest_by_the_wall"


@cache
def vignette(name: str) -> Vignette:
    path = PRACTICE / f"{name}.yaml"
    return read_vignette(path.read_bytes(), path.name)


@cache
def form_of(name: str) -> CompiledForm:
    """Return the compiled form of a vignette."""
    return _compiled(vignette(name).form)


@cache
def _compiled(form: str) -> CompiledForm:
    return compiled(form)


@cache
def judgement_form() -> CompiledForm:
    path = PRACTICE / "judgement.yaml"
    return compile_form(load_form(path.read_bytes(), path.name))


@cache
def perfect(name: str) -> Mapping[str, AnswerValue]:
    """Return the key's answers as an interview would give them."""
    run = key_run(vignette(name), form_of(name))
    return {cell.key: run.answer(cell) for cell in question_cells(form_of(name))}


def text_of(name: str) -> str:
    return (PRACTICE / f"{name}.yaml").read_text(encoding="utf-8")


def changed(name: str, *changes: tuple[str, str]) -> tuple[bytes, int]:
    """Return a vignette with parts replaced, each of which is there, and the line of the first change."""
    text = text_of(name)
    line = text[: text.index(changes[0][0])].count("\n") + 1
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode(), line


def path_of(name: str) -> Path:
    return PRACTICE / f"{name}.yaml"
