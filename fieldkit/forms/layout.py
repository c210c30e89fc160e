"""Where everything of a form stands at run time: the templates of its frames, the slots of values and scopes."""

from collections.abc import Mapping

from fieldkit.forms.compiled import Template, template_of
from fieldkit.forms.dependencies import Graph
from fieldkit.forms.expression.code import EMPTY, OWN_SCOPE, Slot
from fieldkit.forms.expression.functions import Type
from fieldkit.forms.model import Form, Group, Question, Table, table_of
from fieldkit.forms.question_types import QuestionType

_TYPES: Mapping[QuestionType, Type] = {
    QuestionType.INTEGER: "number",
    QuestionType.DECIMAL: "number",
    QuestionType.RANGE: "number",
    QuestionType.DATE: "date",
    QuestionType.DATETIME: "date",
    QuestionType.TODAY: "date",
    QuestionType.START: "date",
    QuestionType.END: "date",
    QuestionType.TIME: "any",
    QuestionType.SELECT_MULTIPLE: "set",
    QuestionType.RANK: "set",
    QuestionType.CALCULATE: "any",
    QuestionType.HIDDEN: "any",
}


class Layout:
    """The slots of one form."""

    def __init__(self, form: Form, graph: Graph) -> None:
        self.form = form
        self.names = graph.names
        self.gated = graph.gated
        self.slots: dict[str, Slot] = {}
        self.scopes: dict[str, int] = {}
        self.status_slots: dict[str, int] = {}
        self.kept_slots: dict[str, int] = {}
        self.indexes: dict[str, int] = {}
        self.by_repeat: dict[str, Template] = {}
        self.looked_up: set[str] = set()
        self.lists: dict[str, Table] = {}
        self.templates = [self.new_template(None, None)]
        self.lay_out()

    def new_template(self, repeat: Group | None, outer: Template | None) -> Template:
        number = 0 if outer is None else len(self.templates)
        depth = 0 if outer is None else outer.depth + 1
        found = Template(number, repeat, outer, 0 if outer is None else outer.place_for(None), depth)
        found.types += [None, None, 1.0, "", True]
        return found

    def lay_out(self) -> None:
        """Give every question, group and repeat its slots. What has no condition of its own shares a scope."""
        number = 0
        for item in self.form.items:
            outer = self.template_at(item.group)
            if isinstance(item, Question):
                kind = _TYPES.get(item.type, "text")
                choices = self.form.choices.get(item.list_name) if item.list_name else None
                self.slots[item.key] = Slot(outer.place_for(EMPTY[kind]), kind, (), choices)
                self.scopes[item.key] = self.scope_slot(item, outer)
                self.indexes[item.key] = len(outer.entries)
                outer.entries.append(number)
                number += 1
            elif item.repeat:
                made = self.by_repeat[item.key] = self.new_template(item, outer)
                made.counted = item.repeat_count is not None
                self.templates.append(made)
                made.index = len(outer.entries)
                outer.inner.append(made)
                outer.entries.append(made)
                self.scopes[item.key] = OWN_SCOPE
            else:
                self.scopes[item.key] = self.scope_slot(item, outer)

    def scope_slot(self, item: Question | Group, outer: Template) -> int:
        if item.relevant is None and item.key not in self.gated:
            return self.outer_scope(item)
        return outer.place_for(False)

    def outer_scope(self, item: Question | Group) -> int:
        """Return the scope around an item, in the frame that the item's own scope is in."""
        return self.scopes[item.group.key] if item.group else OWN_SCOPE

    def template_at(self, group: Group | None) -> Template:
        return template_of(group, self.templates[0], self.by_repeat)

    def slot_of(self, question: Question) -> Slot:
        return self.slots[question.key]

    def scope_of(self, item: Question | Group) -> int:
        return self.scopes[item.key]

    def status_slot(self, question: Question) -> int:
        if question.key not in self.status_slots:
            self.status_slots[question.key] = self.template_at(question.group).place_for("not_asked")
        return self.status_slots[question.key]

    def kept_slot(self, question: Question) -> int:
        if question.key not in self.kept_slots:
            self.kept_slots[question.key] = self.template_at(question.group).place_for("")
        return self.kept_slots[question.key]

    @property
    def tables(self) -> list[str]:
        return [*self.form.tables, *self.form.choices]

    def table(self, name: str) -> Table | None:
        """Return a table by the name that a look-up gives, and note that it is used."""
        self.looked_up.add(name)
        if name in self.form.tables:
            return self.form.tables[name]
        if name in self.form.choices and name not in self.lists:
            self.lists[name] = table_of(self.form.choices[name])
        return self.lists.get(name)
