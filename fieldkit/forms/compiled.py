"""What a compiled form is made of: cells, steps, templates of frames. Holds no behaviour but look-ups.

A frame is a list (see `expression.code`): the form has one, every instance of a repeat its own. A template says what
the frames of one repeat hold. A step computes one slot of the frames of its template: a scope (whether something
applies), a value, or how many instances a repeat has. Steps are in graph order, so running all of them computes
everything, and running those that read what changed computes what changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from fieldkit.forms.expression.code import Run
from fieldkit.forms.expression.functions import Type
from fieldkit.forms.model import Form, Formula, Group, Option, Question
from fieldkit.forms.names import Names


class Cell(NamedTuple):
    """One question at run time. `status_slot`, `kept_slot` and `computed_slot` are 0 unless nr(), once() or a
    calculation on a question that is also asked need them. `options` gives the choices of a frame, None for the list
    as it stands; `entry` is the place in its template's `entries`."""

    question: Question
    number: int
    template: int
    entry: int
    slot: int
    scope: int
    type: Type
    step: int
    required: Run | None
    constraint: Run | None
    default: Run | None
    read_only: Run | None
    options: "Callable[[Any], Sequence[Option]] | None"
    triggered: Run | None
    status_slot: int
    kept_slot: int
    computed_slot: int

    @property
    def key(self) -> str:
        return self.question.key


class Step(NamedTuple):
    """`cell` is the index of the question whose value this computes, -1 for a scope, -2 for a number of instances (of
    the template `slot`)."""

    template: int
    slot: int
    cell: int
    run: Run | None


IS_SCOPE, IS_COUNT = -1, -2


class Reader(NamedTuple):
    """A step that reads a slot: from the frame that changed `climb` frames up, then down through lists of instances."""

    step: int
    climb: int
    downs: tuple[int, ...]


Offer: TypeAlias = Callable[[Any], Sequence[Option]]
Initial: TypeAlias = "tuple[Mapping[str, Run], ...] | None"


@dataclass(slots=True, eq=False)
class Template:
    """What the frames of one repeat hold; number 0 is the form itself. `entries` are its questions, as cell numbers,
    and the repeats in it, as templates, in the order of the file."""

    number: int
    repeat: Group | None
    outer: "Template | None"
    list_slot: int
    depth: int
    inner: "list[Template]" = field(default_factory=list)
    entries: "list[int | Template]" = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    types: list[object] = field(default_factory=list)
    readers: tuple[tuple[int, ...], ...] = ()
    """By slot: the steps of the form's own frame that read it."""
    far: tuple[tuple[Reader, ...], ...] = ()
    """By slot: the steps in repeats that read it."""
    empties: tuple[object, ...] = ()
    counted: bool = False
    initial: Initial = None
    index: int = 0
    """Its place among the entries of the template around it."""
    applies: Run | None = None
    """Whether the repeat applies, in a frame of its own."""

    @property
    def key(self) -> str:
        return self.repeat.key if self.repeat else ""

    def place_for(self, empty: object) -> int:
        self.types.append(empty)
        return len(self.types) - 1


def template_of(group: Group | None, form: Template, repeats: Mapping[str, Template]) -> Template:
    """Return the template of the frames that a group stands in: its own for a repeat, `form` outside repeats."""
    while group is not None and not group.repeat:
        group = group.group
    return form if group is None else repeats[group.key]


@dataclass(frozen=True, slots=True)
class CompiledForm:
    form: Form
    names: Names
    cells: tuple[Cell, ...]
    by_key: Mapping[str, Cell]
    templates: tuple[Template, ...]
    repeats: Mapping[str, Template]
    steps: tuple[Step, ...]
    scopes: Mapping[str, int]
    """By the key of a group: its scope's slot."""
    order: tuple[str, ...]
    """The keys of the graph, each after what it reads."""
    reads: Mapping[str, tuple[str, ...]]
    kept_cells: tuple[Cell, ...]
    """The calculations that once() freezes."""
    triggers: Mapping[str, tuple[Cell, ...]]
    """By key: what is computed when this question's answer changes."""
    instance_name: Run | None
    outputs: "Mapping[tuple[int, str], Run]"
    """By template and text: the expressions that stand in texts for people."""
    looked_up: frozenset[str]
    """The lists and tables that look-ups name."""

    def cell_of(self, name: str) -> Cell | None:
        """Return the cell that `${name}` in a text or rule means, seen from the form itself."""
        item = self.names.first.get(name)
        return self.by_key.get(item.key) if isinstance(item, Question) else self.by_key.get(name)

    def template_at(self, group: Group | None) -> Template:
        """Return the template of the frames that a group stands in; a repeat stands in its own."""
        return template_of(group, self.templates[0], self.repeats)

    def keys(self, formula: Formula) -> list[str]:
        """Return the keys of the questions that a formula names."""
        found = [self.names.first.get(name) for name in formula.parsed.names]
        return [item.key for item in found if isinstance(item, Question)]
