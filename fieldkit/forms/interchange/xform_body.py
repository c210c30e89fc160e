"""The `<h:body>` of an XForm: which control stands for which node, and in which order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fieldkit.forms.interchange.xform_model import Model, action
from fieldkit.forms.interchange.xform_paths import resolved
from fieldkit.forms.interchange.xform_xml import Element
from fieldkit.forms.problems import Problems, quoted

CONTROLS = frozenset(("input", "secret", "select", "select1", "odk:rank", "range", "trigger", "upload"))
_AROUND = frozenset(("label", "hint", "setvalue", "h:div"))


@dataclass(slots=True)
class Body:
    """Controls, groups and repeats by the path of their node; `order` is where each path first appears."""

    controls: dict[str, Element] = field(default_factory=dict)
    groups: dict[str, Element] = field(default_factory=dict)
    repeats: dict[str, Element] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)

    def seen(self, path: str) -> None:
        """Note the place of a path; a group stands where the first thing in it stands."""
        while path:
            self.order.setdefault(path, len(self.order))
            path = path.rpartition("/")[0]


def read_body(body: Element, model: Model, problems: Problems) -> Body:
    """Read all controls; actions inside them are added to the model."""
    found = Body()
    reader = _BodyReader(found, model, problems)
    reader.inside(body, model.root.path)
    for element in _deep(body, "odk:recordaudio"):
        problems.warn(element.place, "the recording action in the body is left out", "write it in the model")
    return found


def _deep(element: Element, name: str) -> Iterator[Element]:
    for child in element.children():
        if child.name == name:
            yield child
        yield from _deep(child, name)


@dataclass(slots=True)
class _BodyReader:
    body: Body
    model: Model
    problems: Problems

    def inside(self, element: Element, context: str) -> None:
        for child in element.children():
            if child.name in ("group", "repeat"):
                self.group(child, context)
            elif child.name in CONTROLS:
                self.control(child, context)
            elif child.name == "setvalue":
                self.model.actions.extend(action(child, self.model, context, "", self.problems))
            elif child.name not in _AROUND and not child.name.startswith("odk:"):
                self.problems.warn(child.place, f"<{child.name}> is left out", "fieldkit has nothing like it")

    def path(self, element: Element, context: str) -> str | None:
        """Return the path of the node that a control names; an error when there is none."""
        by_bind = element.get("bind")
        if by_bind:
            found = self.model.bind_ids.get(by_bind)
        else:
            reference = element.get("nodeset") or element.get("ref")
            found = resolved(reference, context) if reference else None
        if found is None or found not in self.model.nodes:
            named = by_bind or element.get("nodeset") or element.get("ref")
            what = f"<{element.name}> names {quoted(named)}, which is no node of the form"
            self.problems.warn(element.place, f"{what}: it is left out", "add the node or correct the name")
            return None
        return found

    def group(self, element: Element, context: str) -> None:
        if not any(element.get(name) for name in ("nodeset", "ref", "bind")):
            label = element.child("label")
            if label is not None and not any(child.name == "repeat" for child in element.children()):
                self.problems.warn(label.place, "the label of a group without a node is left out", "give it a node")
            self.inside(element, context)
            return
        path = self.path(element, context)
        if path is None:
            return
        (self.body.repeats if element.name == "repeat" else self.body.groups)[path] = element
        self.body.seen(path)
        self.inside(element, path)

    def control(self, element: Element, context: str) -> None:
        path = self.path(element, context)
        if path is None:
            return
        if path in self.body.controls:
            what = "a second control of one node is left out"
            self.problems.warn(element.place, what, "ask each question once")
            return
        self.body.controls[path] = element
        self.body.seen(path)
        for child in element.children("setvalue"):
            self.model.actions.extend(action(child, self.model, context, path, self.problems))
        for child in element.children("tag"):
            self.problems.warn(child.place, "the tag of a map is left out", "ask for it in a question")
        for child in element.children("odk:setgeopoint"):
            self.model.special[resolved(child.get("ref"), context) or ""] = (child, path)
