"""How an expression finds what it names: questions of its own instance, sets of nodes in repeats, rows of tables."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from fieldkit import errors
from fieldkit.forms.dependencies import path_start
from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.code import (
    AROUND,
    PARENT,
    POSITION,
    Code,
    Labels,
    Nodes,
    Run,
    Slot,
    as_number,
    as_text,
    reader,
    reference,
)
from fieldkit.forms.expression.compile import compile_tree
from fieldkit.forms.expression.functions import MAX_TEXT
from fieldkit.forms.expression.syntax import parse
from fieldkit.forms.model import Formula, Group, Question, Table, repeats_around
from fieldkit.forms.names import INSTANCE_ID, LAST_SAVED, Context, Item, Trail, Wrong, start_of
from fieldkit.forms.node_sets import base_group, base_of, entered, node_values, numbered, where, within
from fieldkit.forms.problems import Severity, quoted

if TYPE_CHECKING:
    from fieldkit.forms.compile import FormCompiler

_WITHOUT_ARGUMENTS = ("true", "false", "today", "now", "random", "uuid", "position")


class FormScope:
    """Names as `context` sees them. `prefix` are the hops to the frame of the context's own instance; `outermost` is
    the scope of the whole expression, which current(), `${name}` and absolute paths mean inside a predicate."""

    __slots__ = ("compiler", "context", "formula", "prefix")

    def __init__(
        self,
        compiler: "FormCompiler",
        formula: Formula,
        context: Context,
        prefix: tuple[int, ...] = (),
    ) -> None:
        self.compiler = compiler
        self.formula = formula
        self.context = context
        self.prefix = prefix

    @property
    def outermost(self) -> "FormScope":
        return self

    # --- questions, groups, paths

    def reference(self, name: str, at: int) -> Code | None:
        if self.compiler.is_flat and not self.prefix:
            flat = self.compiler.flat_code(name)
            if flat is not None:
                return flat
        scope = self.outermost
        if name == INSTANCE_ID:
            return Code(lambda frame: frame[AROUND].properties.get(INSTANCE_ID, ""), "text")
        saved = name.startswith(LAST_SAVED)
        found = self.compiler.names.named(name.removeprefix(LAST_SAVED), at, scope.context)
        if saved and not isinstance(found, Wrong):
            return Code(lambda _frame: "", "text")  # nothing of another interview is put in (4.8)
        if isinstance(found, Wrong):
            self.wrong(found)
            return None
        if isinstance(found, Group) and not found.repeat:
            self.report(at, f"${{{name}}} is a group", "name one of its questions")
            return None
        return scope.code_of(self.compiler.names.trail_to(found, scope.context), at)

    def own(self, at: int) -> Code | None:
        if self.context is None:
            self.report(at, "'.' stands for no question here", "write ${name}")
            return None
        if isinstance(self.context, Question) and self.formula is self.context.calculation and not self.context.trigger:
            self.report(at, "'.' in a calculation would read itself", "write once(...) to keep the first value")
            return None
        if self.formula is self.context.relevant:
            self.report(at, "'.' in `relevant` would read itself", "write ${name} of an earlier question")
            return None
        return self.code_of(start_of(self.context), at)

    def path(self, path: syntax.Path) -> Code | None:
        if isinstance(path.start, syntax.Call) and path.start.name == "instance":
            return self.rows(path)
        trail = self.trail(path)
        return None if trail is None else self.scope_for(path).code_of(trail, path.at)

    def scope_for(self, path: syntax.Path) -> "FormScope":
        """Absolute paths, current() and `${name}` are seen from the whole expression, others from here."""
        start = path.start
        while isinstance(start, syntax.Path):
            path, start = start, start.start
        return self.outermost if path.absolute or start is not None else self

    def trail(self, path: syntax.Path) -> Trail | None:
        if self.stands_alone(path):
            name = path.steps[0].name
            do = f"write ${{{name[:40]}}} for an answer, '{name[:40]}' for a text"
            if name.lower() in _WITHOUT_ARGUMENTS:
                do = f"write {name.lower()}()"
            self.report(path.at, f"{name[:40]!r} stands alone", do)
            return None
        scope = self.scope_for(path)
        start = path_start(path, self.compiler.names, scope.context)
        if start is None:
            self.compile_start(path)
            return None
        found = self.compiler.names.walk(path, start, scope.context)
        if isinstance(found, Wrong):
            self.wrong(found)
            return None
        return found

    def stands_alone(self, path: syntax.Path) -> bool:
        """Return whether a path begins with a bare name where no node has children: `age` for `${age}`."""
        bare = path.start is None and not path.absolute and path.steps and path.steps[0].name not in ("..", ".")
        return bool(bare) and (isinstance(self.context, Question) or self.prefix == ())

    def compile_start(self, path: syntax.Path) -> None:
        """Report what is wrong with the start of a path that leads nowhere."""
        if isinstance(path.start, syntax.Reference):
            self.reference(path.start.name, path.start.at)
        elif not isinstance(path.start, syntax.Path):
            self.report(path.at, "this is no path", "begin it with ${name}, `..`, current() or instance('list')")
        else:
            self.path(path.start)

    def code_of(self, trail: Trail, at: int) -> Code | None:
        """Return the code of a target: one slot where every repeat on the way is fixed, a set of nodes otherwise."""
        target = trail.target
        if not trail.downs and isinstance(target, Question):
            slot = self.compiler.slot_of(target)
            self.compiler.note(target, slot, trail.base)
            return reference(slot._replace(hops=self.hops_to(trail.base)))
        frames = self.frames(trail)
        if isinstance(target, Question):
            slot, scope = self.compiler.slot_of(target), self.compiler.scope_of(target)
            self.compiler.note(target, slot, trail.base)
            self.compiler.note(target, Slot(scope, "bool"), trail.base)
            chosen = any(down.predicates for down in trail.downs)
            return node_values(frames, slot.at, scope, "" if chosen else target.name)
        if target is None:
            self.report(at, "this is the form itself", "name one of its questions")
            return None
        scope = self.compiler.scope_of(target)
        self.compiler.note(target, Slot(scope, "bool"), trail.base)
        return Code(self.leaves(frames, target), "nodes", nodes=Nodes(frames, scope))

    def leaves(self, frames: Run, group: Group) -> Run:
        """Return the text of each group in a set of nodes: all its answers, one after the other, as XPath has it."""
        inside = [q for q in self.compiler.form.questions if q.group is not None and within(q.group, group)]
        same = [q for q in inside if repeats_around(q) == repeats_around(group)]
        slots = [self.compiler.slot_of(q) for q in same]
        texts = [as_text(reference(slot)) for slot in slots]
        for question, slot in zip(same, slots, strict=True):
            self.compiler.note(question, slot, None)
        return lambda frame: ["".join([read(found) for read in texts])[:MAX_TEXT] for found in frames(frame)]

    def hops_to(self, base: Group | None) -> tuple[int, ...]:
        depth = len(repeats_around(base))
        return self.prefix + (PARENT,) * (len(repeats_around(self.context)) - depth)

    def frames(self, trail: Trail) -> Run:
        """Return the closure that collects the frames of a set of nodes."""
        run = base_of(self.hops_to(trail.base))
        for down in trail.downs:
            if down.into and isinstance(down.item, Group):
                run = entered(run, self.compiler.template_at(down.item).list_slot)
                self.compiler.note_instances(down.item, trail.base)
            for predicate in down.predicates:
                run = self.filtered(run, down.item, predicate)
        return run

    def filtered(self, run: Run, item: Item, predicate: syntax.Tree) -> Run:
        if isinstance(predicate, syntax.Number):
            index = int(predicate.value) if predicate.value in range(1, 1_000_000) else 0
            return lambda frame: run(frame)[index - 1 : index] if index > 0 else []
        return where(run, self.compiler.in_predicate(predicate, self, item))

    def candidates(self, tree: syntax.Tree, chosen: Formula | None) -> tuple[Run, Context]:
        """Return the frames (or rows) of the nodes that make choices, and what each is; `chosen` filters them."""
        if isinstance(tree, syntax.Path) and isinstance(tree.start, syntax.Call):
            code = self.path(tree)
            rows = None if code is None else code.nodes
            return (lambda _frame: []) if rows is None else rows.frames, None
        trail = self.trail(tree) if isinstance(tree, syntax.Path) else None
        if isinstance(tree, syntax.Reference):
            named = self.compiler.names.named(tree.name, tree.at, self.context)
            trail = None if isinstance(named, Wrong) else self.compiler.names.siblings(named, self.context)
        if trail is None or not isinstance(trail.target, Group):
            self.report(0, "choices are made of the instances of a repeat", "name a repeat, or a question in one")
            return (lambda _frame: []), None
        run = self.frames(trail)
        if chosen is not None:
            run = where(run, self.compiler.in_candidate(chosen, self.context, trail.target))
        return run, trail.target

    # --- functions that need to know where they stand

    def indexed(self, call: syntax.Call) -> Code | None:
        """Return indexed-repeat(${x}, ${repeat}, n, ...) as the path with those instances. (form-language 5.4)"""
        target = self.target_of(call.arguments[0])
        pairs = [(self.target_of(call.arguments[i]), call.arguments[i + 1]) for i in range(1, len(call.arguments), 2)]
        if not isinstance(target, Question) or not all(isinstance(repeat, Group) for repeat, _ in pairs):
            self.report(call.at, "indexed-repeat() takes a question, then a repeat", "write ${x}, ${repeat}, 1")
            return None
        chosen = {repeat.key: number for repeat, number in pairs if isinstance(repeat, Group)}
        around = repeats_around(target)
        first = next((i for i, repeat in enumerate(around) if repeat.key in chosen), len(around))
        own = {repeat.key for repeat in repeats_around(self.context)}
        base = around[first - 1] if first and all(r.key in own for r in around[:first]) else None
        run = base_of(self.hops_to(base))
        for repeat in around[first if base is not None or first == 0 else 0 :]:
            run = entered(run, self.compiler.template_at(repeat).list_slot)
            self.compiler.note_instances(repeat, base)
            if repeat.key in chosen:
                run = numbered(run, as_number(compile_tree(chosen[repeat.key], self)))
        slot, scope = self.compiler.slot_of(target), self.compiler.scope_of(target)
        self.compiler.note(target, slot, base)
        return node_values(run, slot.at, scope)

    def target_of(self, tree: syntax.Tree) -> Context:
        match tree:
            case syntax.Reference(name, at):
                found = self.compiler.names.named(name, at, self.context)
                if isinstance(found, Wrong):
                    self.wrong(found)
                    return None
                return found
            case syntax.Path():
                trail = self.trail(tree)
                return None if trail is None else trail.target
            case _:
                return None

    def position(self, of: syntax.Tree | None, at: int) -> Run | None:
        if of is None:
            self.report(at, "position() needs a repeat here", "write position(..) or position(${repeat})")
            return None
        if isinstance(of, syntax.Reference):
            named = self.compiler.names.named(of.name, of.at, self.outermost.context)
            if isinstance(named, Wrong):
                self.wrong(named)
                return None
            return self.outermost.position_of(self.compiler.names.trail_to(named, self.outermost.context))
        if isinstance(of, syntax.Self):
            return self.position_of(start_of(self.context))
        if isinstance(of, syntax.Call) and of.name == "current":
            of = syntax.Path(of, False, (), of.at)
        trail = self.trail(of) if isinstance(of, syntax.Path) else None
        if trail is None:
            if not isinstance(of, syntax.Path):
                self.report(at, "position() needs a repeat", "write position(..) or position(${repeat})")
            return None
        return self.scope_for(of).position_of(trail) if isinstance(of, syntax.Path) else None

    def position_of(self, trail: Trail) -> Run | None:
        """Return the position of the innermost instance on the trail; that of a fixed one among its siblings."""
        own = {repeat.key for repeat in repeats_around(self.context)}
        around = repeats_around(trail.target)
        fixed = [repeat for repeat in around if repeat.key in own]
        if not fixed:
            return lambda _frame: 1.0  # the only node of its name
        self.compiler.note_instances(fixed[-1], fixed[-1].group and base_group(fixed))
        return reader(self.hops_to(fixed[-1]), POSITION)

    def status(self, name: str, at: int) -> Slot | None:
        found = self.compiler.names.named(name, at, self.context)
        if isinstance(found, Wrong):
            self.wrong(found)
            return None
        if not isinstance(found, Question):
            self.report(at, f"{quoted(name)} is a group", "name one of its questions")
            return None
        trail = self.compiler.names.trail_to(found, self.context)
        if trail.downs:
            self.report(at, f"nr() of {quoted(name)} is asked from outside its repeat", "ask inside the repeat")
            return None
        slot = Slot(self.compiler.status_slot(found), "text", self.hops_to(trail.base))
        self.compiler.note(found, slot, trail.base)
        return slot

    def kept(self, at: int) -> int:
        context = self.context
        if not isinstance(context, Question) or self.formula is not context.calculation:
            self.report(at, "once() works in a calculation only", "put it in a calculate")
            return 0
        return self.compiler.kept_slot(context)

    # --- choices and tables

    def labels(self, text: str) -> Labels | None:
        try:
            tree = parse(text).tree
        except errors.ExpressionInvalid:
            return None
        found = self.target_of(tree)
        if not isinstance(found, Question) or not found.type.has_choices:
            return None
        choices = self.compiler.form.choices.get(found.list_name)
        return None if choices is None else lambda _frame, value: choices.get(value)

    def lookup(self, table: str, column: str, key: str, at: int) -> Callable[[str], str] | None:
        found = self.compiler.table(table.removesuffix(".csv"))
        if found is None:
            do = self.suggest(table, self.compiler.tables, "put the CSV file beside the form")
            self.report(at, f"there is no table {quoted(table)}", do, "warning")
            return lambda _key: ""
        for name in (column, key):
            if name not in found.columns:
                self.no_column(name, found, at)
        index: dict[str, str] = {}
        for row in found.rows:
            index.setdefault(row.get(key, ""), row.get(column, ""))
        return lambda wanted: index.get(wanted, "")

    def no_column(self, name: str, table: Table, at: int) -> None:
        """A column that is not there reads as empty, as XPath has it: most often a slip of the pen."""
        do = self.suggest(name, table.columns, f"use one of: {', '.join(table.columns)[:200]}")
        self.report(at, f"there is no column {quoted(name)}: it reads as empty", do, "warning")

    def rows(self, path: syntax.Path) -> Code | None:
        """Return instance('id')/root/item[...]/column as a set of values."""
        start = path.start
        name = start.arguments[0] if isinstance(start, syntax.Call) else None
        if not isinstance(name, syntax.Literal):
            self.report(path.at, "instance() takes the name of a list in quotes", "write instance('list')/root/item")
            return None
        table = self.compiler.table(name.value)
        if table is None:
            do = self.suggest(name.value, self.compiler.tables, "name a choice list or a CSV file")
            self.report(path.at, f"there is no list {quoted(name.value)}", do, "warning")
            return Code(lambda _frame: [], "nodes", nodes=Nodes(lambda _frame: []))
        if len(path.steps) not in (2, 3):
            do = "write instance('list')/root/item[...]/column"
            self.report(path.at, "this path into a list leads nowhere", do)
            return None
        return self.rows_of(table, path)

    def rows_of(self, table: Table, path: syntax.Path) -> Code | None:
        chosen: Run | None = None
        for predicate in path.steps[1].predicates:
            chosen = self.compiler.in_rows(chosen, predicate, self, table)
        run = chosen or (lambda _frame: table.rows)
        if len(path.steps) == 2:
            return Code(lambda frame: ["" for _ in run(frame)], "nodes", nodes=Nodes(run))
        column = path.steps[2].name
        if column not in table.columns:
            self.no_column(column, table, path.steps[2].at)
        return Code(lambda frame: [row.get(column, "") for row in run(frame)], "nodes", nodes=Nodes(run))

    # --- reports

    def wrong(self, wrong: Wrong) -> None:
        name = quoted(wrong.name)
        if wrong.kind == "ambiguous":
            self.report(wrong.at, f"several questions are called {name}", "give them different names")
        elif wrong.kind == "outside":
            self.report(wrong.at, "'..' leads out of the form", "leave one '..' out")
        else:
            do = self.suggest(wrong.name, wrong.known, "add the question, or correct the name")
            self.report(wrong.at, f"there is no question {name}", do)

    def suggest(self, word: str, known: Iterable[str], otherwise: str) -> str:
        return self.compiler.problems.suggest(word, known, otherwise)

    def report(self, at: int, what: str, do: str, severity: Severity = "error") -> None:
        place = self.formula.place(at)
        if severity == "error":
            self.compiler.problems.error(place, what, do)
        else:
            self.compiler.problems.warn(place, what, do)
