"""The nodes of an XForm as fieldkit's questions, groups and repeats, in the order in which they are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldkit.forms.interchange.xform_body import Body
from fieldkit.forms.interchange.xform_choices import ChoicesReader, Source
from fieldkit.forms.interchange.xform_expressions import Expressions, literal
from fieldkit.forms.interchange.xform_meta import save_to
from fieldkit.forms.interchange.xform_model import LOAD, NEW_REPEAT, TEMPLATE, VALUE_CHANGED, Action, Model, ModelNode
from fieldkit.forms.interchange.xform_paths import Names, resolved
from fieldkit.forms.interchange.xform_texts import TextReader
from fieldkit.forms.interchange.xform_types import bind_extras, body_extras, question_type
from fieldkit.forms.interchange.xform_xml import Element
from fieldkit.forms.interchange.yaml_text import Value
from fieldkit.forms.problems import Problems, quoted


@dataclass(slots=True)
class ItemReader:
    """Walks the model; `defaults` remembers each question's default, for the rows that instances start with."""

    model: Model
    body: Body
    texts: TextReader
    choices: ChoicesReader
    expressions: Expressions
    names: Names
    problems: Problems
    defaults: dict[str, str] = field(default_factory=dict)
    initial: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    known: dict[int, Mapping[str, list[Element]]] = field(default_factory=dict)
    real: set[int] = field(default_factory=set)
    actions: dict[str, list[Action]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for action in self.model.actions:
            self.actions.setdefault(action.target, []).append(action)

    def survey(self, node: ModelNode, element: Element) -> list[Value]:
        """Return the items inside `node`; `element` is the one whose values are the defaults."""
        here = self.inside(element)
        return [self.item(child, pattern(here.get(child.name) or child.elements)) for child in self.ordered(node)]

    def ordered(self, node: ModelNode) -> list[ModelNode]:
        """Return the children in the body's order; one without a control stays behind its neighbour."""
        placed: list[tuple[int, ModelNode]] = []
        place = -1
        for child in node.children.values():
            if child.name == "meta":
                continue
            place = self.body.order.get(child.path, place)
            placed.append((place, child))
        return [child for _, child in sorted(placed, key=lambda pair: pair[0])]

    def item(self, node: ModelNode, element: Element) -> Value:
        if node.path in self.body.repeats:
            return self.repeat(node, element)
        if node.children:
            return self.group(node, element, "group", self.body.groups.get(node.path))
        return self.question(node, element)

    # --- groups and repeats ------------------------------------------------------------------------------

    def group(self, node: ModelNode, element: Element, kind: str, control: Element | None) -> dict[str, Value]:
        found: dict[str, Value] = {kind: node.name}
        self.shown(found, control, node.path)
        self.logic(found, node.path)
        if control is not None:
            self.put(found, "appearance", control.get("appearance"))
            self.put(found, "body", body_extras(control))
        self.put(found, "bind", bind_extras(self.model.binds.get(node.path), typed=False))
        found["survey"] = self.survey(node, element)
        return found

    def repeat(self, node: ModelNode, element: Element) -> Value:
        control = self.body.repeats[node.path]
        around = self.body.groups.get(node.path) or control
        found = self.group(node, element, "repeat", around)
        survey = found.pop("survey")
        self.put(found, "appearance", control.get("appearance") or around.get("appearance"))
        count = control.get("jr:count").strip()
        if count:
            reference = self.names.reference(count, node.path)
            found["repeat_count"] = reference or self.expressions.read(count)
        fixed = not count and control.get("jr:noAddRemove").strip() == "true()"
        self.put(found, "fixed", "yes" if fixed else "")
        outer = self.begun(node)
        here = self.inside(outer).get(node.name, ())
        rows = [self.row(node, one) for one in here if not _template(one)]
        self.initial[node.path] = rows = rows or ([{}] if fixed else [])  # nobody could add a first one
        if any(rows) if count else rows != [{}]:
            found["initial"] = rows
        found["survey"] = survey
        return found

    def begun(self, node: ModelNode) -> Element:
        """Return the first element around a repeat that an interview begins with; of a template where there is none."""
        outer = self.model.nodes[node.path.rpartition("/")[0]]
        if not self.real:
            self.real = _real(self.model.root.first)
        return next((one for one in outer.elements if id(one) in self.real), outer.first)

    def inside(self, element: Element) -> Mapping[str, list[Element]]:
        """Return an element's children by name; kept, for an element with many repeats is asked as often."""
        if id(element) not in self.known:
            self.known[id(element)] = _by_name(element)
        return self.known[id(element)]

    def row(self, node: ModelNode, element: Element) -> dict[str, Value]:
        """Return what this first instance holds that a new one would not."""
        found: dict[str, Value] = {}
        by_name = self.inside(element)
        for child in node.children.values():
            here = by_name.get(child.name)
            if child.name == "meta" or not here:
                continue
            if child.path in self.body.repeats:
                rows = [self.row(child, one) for one in here if not _template(one)]
                if rows != self.initial.get(child.path, rows):
                    found[child.name] = rows
            elif child.children:
                inner = self.row(child, here[0])
                if inner:
                    found[child.name] = inner
            else:
                value = self.first_value(child, here[0])
                if value != self.defaults.get(child.path, value):
                    found[child.name] = value
        return found

    # --- questions ---------------------------------------------------------------------------------------

    def question(self, node: ModelNode, element: Element) -> Value:
        path = node.path
        control = self.body.controls.get(path)
        bind = self.model.binds.get(path)
        changed = [one for one in self.actions.get(path, ()) if VALUE_CHANGED in one.events]
        calculation = self.model.bind(path, "calculate")
        default = self.default(node, element)
        kind = question_type(control, bind, self.model, path, bool(calculation or changed), bool(default))
        found: dict[str, Value] = {"name": node.name, "type": kind.word}
        source = None
        if (control is not None and control.name in ("select", "select1", "odk:rank")) or kind.word == "query":
            assert control is not None
            source = self.choices.source(control, path)
            found["type"] = self.choices.word(control, source)
        elif control is not None:
            source = self.choices.shown(control, path)
        self.shown(found, control, path)
        if control is not None:
            found.setdefault("label", "")  # said to be empty: a label that is only left out is a mistake elsewhere
        self.logic(found, path, note=kind.word == "note")
        self.calculated(found, path, calculation or kind.calculation, changed)
        if "calculation" not in found or "trigger" in found:  # else it is overwritten before anybody sees it
            self.defaults[path] = default
            self.put(found, "default", default)
        self.attached(found, path, kind.parameters, source)
        self.put(found, "body", kind.body)
        self.put(found, "save_to", save_to(self.model, path))
        self.put(found, "bind", kind.bind)
        self.put(found, "instance", dict(element.attributes))
        return found

    def attached(self, found: dict[str, Value], path: str, parameters: str, source: Source | None) -> None:
        """Put in what comes from the control or its list: trigger of a recording, parameters, filter, appearance."""
        control, (_, trigger) = self.body.controls.get(path), self.model.special.get(path, (None, ""))
        if trigger:
            found["trigger"] = f"${{{self.names.key(trigger)}}}"
        more = dict(source.keys) if source else {}
        self.put(found, "parameters", " ".join(filter(None, (parameters, str(more.pop("parameters", ""))))))
        found.update({key: self.filtered(value) for key, value in more.items()})
        self.put(found, "appearance", "" if control is None else control.get("appearance"))

    def filtered(self, value: Value) -> Value:
        """Return a choice filter, or the nodes that are choices, as fieldkit reads them."""
        if isinstance(value, str):
            return self.expressions.read(value)
        return {key: self.filtered(one) for key, one in value.items()} if isinstance(value, Mapping) else value

    def calculated(self, found: dict[str, Value], path: str, calculation: str, changed: list[Action]) -> None:
        if not changed:
            self.put(found, "calculation", self.read(path, calculation))
            return
        values = {self.value_of(one) for one in changed}
        if calculation or len(values) > 1:
            what = f"{quoted(path)} is set in more than one way"
            self.problems.error(changed[-1].element.place, what, "keep one calculation for one node")
        found["calculation"] = self.value_of(changed[0])
        sources = dict.fromkeys(self.names.key(one.source) or "" for one in changed)
        found["trigger"] = ", ".join(f"${{{key}}}" for key in sources)

    def value_of(self, action: Action) -> str:
        """Return an action's value as an expression; a target with a place among instances counts for that one only."""
        value = self.expressions.read(action.expression) if action.expression else literal(action.literal)
        where = self.expressions.place_in_target(action.element.get("ref"))
        return value if where is None else f"if({where}, {value}, .)"

    def default(self, node: ModelNode, element: Element) -> str:
        """Return the default of a new instance, as a text or as an expression that reads as one."""
        event = {NEW_REPEAT} if self.in_repeat(node.path) else LOAD
        return self.set_by(node.path, frozenset(event)) or self.expressions.static(self.text_of(node, element))

    def first_value(self, node: ModelNode, element: Element) -> str:
        """Return what a node holds in an instance that the form begins with."""
        return self.set_by(node.path, LOAD) or self.expressions.static(self.text_of(node, element))

    def set_by(self, path: str, events: frozenset[str]) -> str:
        for one in self.actions.get(path, ()):
            if one.events & events:
                if one.expression:
                    return self.names.reference(one.expression, path) or self.expressions.dynamic(one.expression)
                return self.expressions.static(one.literal) or "string('')"
        return ""

    def in_repeat(self, path: str) -> bool:
        parts = path.split("/")
        return any("/".join(parts[:end]) in self.body.repeats for end in range(2, len(parts)))

    def text_of(self, node: ModelNode, element: Element) -> str:
        text = element.text.strip()
        if text and self.model.bind(node.path, "type").rpartition(":")[2] in ("int", "integer"):
            whole, dot, rest = text.partition(".")
            return whole if dot and rest.isdigit() and whole.lstrip("-").isdigit() else text
        return text

    # --- parts that questions and groups share -----------------------------------------------------------

    def shown(self, found: dict[str, Value], control: Element | None, path: str) -> None:
        if control is None:
            return
        label, hint = control.child("label"), control.child("hint")
        self.put(found, "label", self.texts.label(label, path))
        self.put(found, "hint", self.texts.label(hint, path))
        self.put(found, "guidance_hint", self.texts.guidance(hint, path))
        self.put(found, "media", self.texts.media(label, path))

    def logic(self, found: dict[str, Value], path: str, note: bool = False) -> None:
        relevant = self.model.bind(path, "relevant")
        self.put(found, "relevant", "" if relevant == "true()" else self.read(path, relevant))
        for key, name in (("required", "required"), ("read_only", "readonly")):
            value = self.model.bind(path, name)
            if value not in ("", "false()") and not (note and key == "read_only"):
                found[key] = "yes" if value == "true()" else self.read(path, value)
        constraint = self.model.bind(path, "constraint")
        self.put(found, "constraint", "" if constraint == "true()" else self.read(path, constraint))
        for key, name in (("constraint_message", "jr:constraintMsg"), ("required_message", "jr:requiredMsg")):
            self.put(found, key, self.texts.message(self.model.bind(path, name), path))

    def read(self, path: str, text: str) -> str:
        """Return an expression of a bind; one that is only the path of no node is empty, as in ODK's engines."""
        named = resolved(text, path) if text and not text.strip()[0].isdigit() else None
        if named is None or named in self.model.nodes or "@" in named:
            return self.expressions.read(text)
        bind = self.model.binds[path]
        self.problems.warn(
            bind.place, f"{quoted(text.strip())} is no node of the form", "correct the path: it is empty"
        )
        return "''"

    @staticmethod
    def put(found: dict[str, Value], key: str, value: Value) -> None:
        if value:
            found[key] = value


def pattern(elements: Sequence[Element]) -> Element:
    """Return the element that a new instance copies: the template, else the first one."""
    return next((one for one in elements if _template(one)), elements[0])


def _by_name(element: Element) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for child in element.children():
        found.setdefault(child.local, []).append(child)
    return found


def _real(element: Element) -> set[int]:
    """Return the ids of all elements that are not part of a template."""
    found = {id(element)}
    for child in element.children():
        if not _template(child):
            found |= _real(child)
    return found


def _template(element: Element) -> bool:
    return TEMPLATE in element.attributes
