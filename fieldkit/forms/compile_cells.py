"""The cells of a compiled form: what each question needs at run time beside its value."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldkit.forms.compiled import Cell
from fieldkit.forms.dependencies import trails
from fieldkit.forms.expression.code import Run, as_any
from fieldkit.forms.model import Formula, Question

if TYPE_CHECKING:
    from fieldkit.forms.compile import FormCompiler


def cells_of(compiler: "FormCompiler") -> Iterator[Cell]:
    """Yield every question as a cell, in the order of the form."""
    for number, question in enumerate(compiler.form.questions):
        slot = compiler.slots[question.key]
        template = compiler.template_at(question.group)
        triggered = question.calculation if question.trigger else None
        yield Cell(
            question=question,
            number=number,
            template=template.number,
            entry=compiler.indexes[question.key],
            slot=slot.at,
            scope=compiler.scopes[question.key],
            type=slot.type,
            step=compiler.value_steps[question.key],
            required=compiler.truth(question.required, question) if question.required else None,
            constraint=compiler.truth(question.constraint, question) if question.constraint else None,
            default=None if question.default is None else default_of(compiler, question, question.default),
            read_only=_read_only(compiler, question),
            options=compiler.offers.get(question.key),
            triggered=None if triggered is None else as_any(compiler.code(triggered, question)),
            status_slot=compiler.status_slots.get(question.key, 0),
            kept_slot=compiler.kept_slots.get(question.key, 0),
            computed_slot=compiler.computed_slots.get(question.key, 0),
        )
        compiler.noted.clear()


def default_of(compiler: "FormCompiler", question: Question, given: Formula | str) -> Run:
    if isinstance(given, Formula):
        return as_any(compiler.code(given, question))
    return lambda _frame: given


def _read_only(compiler: "FormCompiler", question: Question) -> Run | None:
    """A question is read-only by itself or by a group around it."""
    found = [compiler.truth(question.read_only, question)] if question.read_only else []
    group = question.group
    while group is not None:
        if group.read_only is not None:
            found.append(compiler.truth(group.read_only, group))
        group = group.group
    runs = [run for run in found if run is not None]
    return (lambda frame: any(run(frame) for run in runs)) if runs else None


def triggers_of(compiler: "FormCompiler", cells: tuple[Cell, ...]) -> dict[str, tuple[Cell, ...]]:
    """Return by key which cells are computed when this question's answer changes."""
    found: dict[str, tuple[Cell, ...]] = {}
    for cell in cells:
        for parsed in cell.question.trigger:
            for trail in trails(parsed.tree, compiler.names, cell.question):
                if isinstance(trail.target, Question):
                    found[trail.target.key] = (*found.get(trail.target.key, ()), cell)
    return found
