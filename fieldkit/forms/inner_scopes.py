"""How names are found inside `[...]` and `choice_filter`: relative to the candidate, or as columns of a row."""

from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.code import POSITION, Code, Nodes, Run, as_text, reader
from fieldkit.forms.expression.compile import compile_tree
from fieldkit.forms.model import Group, Question, Table
from fieldkit.forms.names import Item, start_of
from fieldkit.forms.node_sets import CANDIDATE, OUTER, column_of, equal_rows, indexed, where, within
from fieldkit.forms.scopes import FormScope


class PredicateScope(FormScope):
    """Names inside `[...]` behind a question or repeat: relative paths begin at the candidate."""

    __slots__ = ("around",)

    def __init__(self, around: FormScope, item: Item) -> None:
        super().__init__(around.compiler, around.formula, item, (CANDIDATE,))
        self.around = around

    @property
    def outermost(self) -> FormScope:
        """The scope of the whole expression, reached through the frame in which the path is evaluated."""
        outer = self.around.outermost
        return FormScope(self.compiler, self.formula, outer.context, (OUTER, *outer.prefix))

    def own(self, at: int) -> Code | None:
        return self.code_of(start_of(self.context), at)

    def position(self, of: syntax.Tree | None, at: int) -> Run | None:
        return reader((), POSITION) if of is None else super().position(of, at)


class CandidateScope(PredicateScope):
    """Names in a `choice_filter` over the instances of a repeat: `${name}` of a question there is the candidate's."""

    __slots__ = ()

    def reference(self, name: str, at: int) -> Code | None:
        found = self.compiler.names.named(name, at, self.context)
        if isinstance(found, Question) and isinstance(self.context, Group) and within(found.group, self.context):
            return self.code_of(self.compiler.names.trail_to(found, self.context), at)
        return super().reference(name, at)


class RowScope(FormScope):
    """Names inside `[...]` behind instance(), and in `choice_filter`: bare names are columns of the row."""

    __slots__ = ("around", "read_row", "table")

    def __init__(self, around: FormScope, table: Table) -> None:
        super().__init__(around.compiler, around.formula, around.context, (OUTER, *around.prefix))
        self.around = around
        self.table = table
        self.read_row = False

    @property
    def outermost(self) -> FormScope:
        outer = self.around.outermost
        return FormScope(self.compiler, self.formula, outer.context, (OUTER, *outer.prefix))

    def path(self, path: syntax.Path) -> Code | None:
        names = [step.name for step in path.steps if step.name != "."]
        if path.start is None and not path.absolute and len(names) == 1 and names[0] != "..":
            return self.column(names[0], path.at)
        return super().path(path)

    def own(self, at: int) -> Code | None:
        self.report(at, "'.' is a row here", "name a column, or write current()/.")
        return None

    def column(self, name: str, at: int) -> Code | None:
        self.read_row = True
        if name not in self.table.columns:
            self.no_column(name, self.table, at)
            return Code(lambda _frame: [], "nodes", nodes=Nodes(lambda _frame: []))
        return Code(lambda frame: frame[CANDIDATE].get(name, ""), "text")

    def position(self, of: syntax.Tree | None, at: int) -> Run | None:
        self.read_row = True
        return reader((), POSITION) if of is None else super().position(of, at)


def where_row(rows: Run | None, predicate: syntax.Tree, scope: RowScope) -> Run:
    """Return the rows for which a predicate holds; `rows` is None for the whole table, which may have an index."""
    table = scope.table.rows
    by_column = index_of(predicate, scope)
    if by_column is not None:
        return indexed(table, *by_column) if rows is None else equal_rows(rows, *by_column)
    return where(rows or (lambda _frame: table), compile_tree(predicate, scope))


def index_of(predicate: syntax.Tree, scope: RowScope) -> tuple[str, Run] | None:
    """Return column and wanted text of `column = expression`, where the expression reads no row; None otherwise."""
    if not isinstance(predicate, syntax.Comparison) or predicate.operator != "=":
        return None
    for left, right in ((predicate.left, predicate.right), (predicate.right, predicate.left)):
        column = column_of(left)
        if column in scope.table.columns:
            scope.read_row = False
            wanted = compile_tree(right, scope)
            if not scope.read_row and wanted.type in ("text", "set"):
                return column, as_text(wanted)
    return None
