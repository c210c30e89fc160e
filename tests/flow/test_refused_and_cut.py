"""Power cuts around a refused consent: what may not be kept goes, and the interview goes on where it stood."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

import pytest

from fieldkit.cases.drafting import DraftStart
from fieldkit.commands.library import form_file
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Answer, Goto, QuestionView, Reply, SetLanguage
from fieldkit.store.store import Store
from fieldkit.workflows.interview import run
from fieldkit.workflows.reopening import Device
from fieldkit.workflows.work import Forms, Screen, Work
from tests.store.scene import Scene, SystemEntropy


class PowerCut(BaseException):
    """The computer is off at once."""


@cache
def screening() -> CompiledForm:
    file = form_file("border_quick_screen")
    return compile_form(load_form(file.data, file.id, file.beside))


@dataclass
class Answers:
    """A screen on which one reply after another is given; when there is none left the power goes off."""

    replies: list[Reply] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        self.seen.append((view.name, view.language))
        if not self.replies:
            raise PowerCut
        return self.replies.pop(0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Scene(tmp_path / "home").create() as made:
        yield made


@pytest.fixture
def until_cut(store: Store) -> Callable[..., list[tuple[str, str]]]:
    """Return what goes on with one interview until the power goes off, and says which questions it put, in which
    languages."""
    form, clock = screening().form, store._core.machine.clock
    draft = str(uuid.uuid4())
    pinned = (form.form_id, form.version, form.form_hash, "sw")
    store.drafts.start(DraftStart(draft, draft[:6].upper(), *pinned, clock.now()))

    def go_on(*replies: Reply) -> list[tuple[str, str]]:
        screen = Answers(list(replies))
        work = Work(
            drafts=store.drafts,
            clock=clock,
            screen=cast(Screen, screen),
            enter=lambda _: None,
            forms=Forms(screening(), None, None),
            use={},
            interviewer="person 1",
            device=Device(SystemEntropy(), {}),
        )
        with pytest.raises(PowerCut):
            run(draft, work)
        return screen.seen

    return go_on


def given(*answers: tuple[str, str]) -> list[Reply]:
    return [one for name, value in answers for one in (Goto(name), Answer(value))]


def test_an_interview_cut_twice_after_a_no_goes_on_at_its_question_in_its_language(
    until_cut: Callable[..., list[tuple[str, str]]],
) -> None:
    """After the no somebody goes back to a question that does not count any more, answers it and changes the language.
    The power goes there, and again as soon as what may not be kept is gone: it is the same question, in the same
    language."""
    agreed = given(("alone", "yes"), ("safe", "yes"), ("maybe_child", "no"), ("consent", "no"))
    back = [*given(("explained_by", "me")), Goto("explained_by"), SetLanguage("rn")]
    assert until_cut(*agreed, *back)[-1] == ("explained_by", "rn")
    for _ in range(3):
        assert until_cut() == [("explained_by", "rn")]
