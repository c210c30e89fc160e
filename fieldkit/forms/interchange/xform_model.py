"""The `<model>` of an XForm: the tree of its primary instance, binds, actions and translations, found by path."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from fieldkit.forms.interchange.xform_paths import resolved
from fieldkit.forms.interchange.xform_xml import Element
from fieldkit.forms.problems import Problems, quoted

MAX_LANGUAGES = 100
ENTITY = "/meta/entity"
TEMPLATE = "jr:template"
LOAD = frozenset(("odk-instance-first-load", "odk-instance-load"))
NEW_REPEAT = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"

Itext: TypeAlias = dict[str, dict[str, list[Element]]]
"""Text id -> language as written -> its `<value>` elements (one for each form: long, image, guidance ...)."""


@dataclass(slots=True)
class ModelNode:
    """A node of the primary instance; `elements` are all that stand at this path (a repeat has several)."""

    name: str
    path: str
    elements: list[Element]
    children: "dict[str, ModelNode]" = field(default_factory=dict)

    @property
    def first(self) -> Element:
        return self.elements[0]

    def walk(self) -> "Iterator[ModelNode]":
        yield self
        for child in self.children.values():
            yield from child.walk()


@dataclass(slots=True)
class Action:
    """A `setvalue`: when, which node, and the expression or text it puts there."""

    events: frozenset[str]
    target: str
    expression: str
    literal: str
    source: str
    element: Element


@dataclass(slots=True)
class Model:
    """Everything the head of the form says."""

    root: ModelNode
    binds: dict[str, Element]
    actions: list[Action]
    itext: Itext
    languages: list[str]
    secondary: dict[str, Element]
    nodes: dict[str, ModelNode]
    entities: dict[str, ModelNode] = field(default_factory=dict)
    default_language: str = ""
    bind_ids: dict[str, str] = field(default_factory=dict)
    special: dict[str, tuple[Element, str]] = field(default_factory=dict)  # what an action records, and its trigger
    entity_binds: dict[str, str] = field(default_factory=dict)  # calculations of attributes of an entity

    def bind(self, path: str, name: str) -> str:
        found = self.binds.get(path)
        return "" if found is None else found.get(name).strip()


def read_model(model: Element, problems: Problems) -> Model | None:
    """Read the `<model>`; None when it has no primary instance."""
    instances = list(model.children("instance"))
    roots = list(instances[0].children()) if instances else []
    if not roots:
        problems.error(model.place, "the model has no primary instance", "add `<instance>` with the form's nodes")
        return None
    root = _tree(roots[0], f"/{roots[0].local}")
    itext, languages, default = _itext(model)
    if len(languages) > MAX_LANGUAGES:
        problems.error(model.place, f"more than {MAX_LANGUAGES} languages", "split the form")
        return None
    nodes = {node.path: node for node in root.walk()}
    found = Model(root, {}, [], itext, languages, _secondary(instances[1:], problems), nodes)
    found.entities = {path: node for path, node in nodes.items() if path.endswith(ENTITY)}
    found.default_language = default
    for element in model.children("bind"):
        _bind(found, element, problems)
    for element in model.children("setvalue"):
        found.actions.extend(action(element, found, root.path, "", problems))
    for element in model.children("odk:recordaudio", "odk:setgeopoint"):
        found.special[resolved(element.get("ref"), root.path) or ""] = (element, "")
    return found


def _tree(element: Element, path: str) -> ModelNode:
    node = ModelNode(element.local, path, [element])
    _grow(node, element)
    return node


def _grow(node: ModelNode, element: Element) -> None:
    for child in element.children():
        known = node.children.get(child.local)
        if known is None:
            node.children[child.local] = _tree(child, f"{node.path}/{child.local}")
        else:
            known.elements.append(child)
            _grow(known, child)


def _bind(model: Model, element: Element, problems: Problems) -> None:
    nodeset = element.get("nodeset") or element.get("ref")
    path = resolved(nodeset, model.root.path)
    if path is None or "@" in path:
        if path is not None and "/meta/" in path:
            model.entity_binds[path] = element.get("calculate")
        else:
            problems.warn(element.place, f"the bind of {quoted(nodeset)} is left out", "only elements hold answers")
        return
    if path not in model.nodes:
        problems.warn(element.place, f"the bind of {quoted(nodeset)} is left out", "there is no such node")
    if element.get("id"):
        model.bind_ids.setdefault(element.get("id"), path)
    known = model.binds.get(path)
    if known is None:
        model.binds[path] = element
    else:  # several binds of one node add up
        known.attributes.update(element.attributes)


def action(element: Element, model: Model, context: str, source: str, problems: Problems) -> Iterator[Action]:
    """Yield what one `<setvalue>` does, nothing when its target cannot be named."""
    reference = element.get("ref")
    target = model.bind_ids.get(element.get("bind")) or resolved(reference, context)
    if target is None or "@" in target:
        if "/meta/" not in reference:
            problems.warn(element.place, f"the action on {quoted(reference)} is left out", "name one element")
        return
    events = frozenset((element.get("event") or element.get("ev:event")).split())
    if not source:
        events -= {VALUE_CHANGED}  # nobody changes the model itself
    if unknown := events - LOAD - {NEW_REPEAT, VALUE_CHANGED}:
        problems.warn(element.place, f"the event {quoted(min(unknown))} is left out", "ODK has no such event")
    if not events:
        problems.warn(element.place, f"the action on {quoted(reference)} is left out", "no event of a person starts it")
    yield Action(events, target, element.get("value").strip(), element.text.strip(), source, element)


def _secondary(instances: list[Element], problems: Problems) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element in instances:
        name = element.get("id")
        if not name:
            problems.warn(element.place, "a secondary instance without an id is left out", "give it an id")
        elif name in found:
            problems.error(element.place, f"the instance {quoted(name)} is given twice", "keep one of the two")
        else:
            found[name] = element
    return found


def _itext(model: Element) -> tuple[Itext, list[str], str]:
    """Return the texts, the languages with the default one first, and which one is said to be the default."""
    texts: Itext = {}
    default = ""
    languages: list[str] = []
    holder = model.child("itext")
    for translation in holder.children("translation") if holder else ():
        language = translation.get("lang")
        if language not in languages:
            stated = "default" in translation.attributes
            default = language if stated else default
            languages.insert(0 if stated else len(languages), language)
        for text in translation.children("text"):
            texts.setdefault(text.get("id"), {}).setdefault(language, []).extend(text.children("value"))
    return texts, languages, default
