"""The `meta` of an XForm: the instance's name, the audit, and the entities that a form makes."""

from collections.abc import Iterator, Mapping

from fieldkit.forms.interchange.xform_body import Body
from fieldkit.forms.interchange.xform_expressions import Expressions
from fieldkit.forms.interchange.xform_model import ENTITY, Model, ModelNode
from fieldkit.forms.interchange.xform_paths import Names
from fieldkit.forms.interchange.xform_types import question_type
from fieldkit.forms.interchange.yaml_text import Value


def meta_keys(model: Model, body: Body, names: Names, expressions: Expressions) -> dict[str, Value]:
    """Return the form keys that meta stands for."""
    found: dict[str, Value] = {}
    meta = model.root.children.get("meta")
    name = meta.children.get("instanceName") if meta else None
    if name is not None and (calculation := model.bind(name.path, "calculate")):
        found["instance_name"] = expressions.read(calculation)
    entities = [_entity(model, body, node, names, expressions) for node in model.entities.values()]
    if entities:
        found["entities"] = entities
    return found


def meta_questions(model: Model) -> Iterator[Value]:
    """Yield the audit, which XLSForm writes as a question."""
    meta = model.root.children.get("meta")
    audit = meta.children.get("audit") if meta else None
    if audit is not None:
        kind = question_type(None, model.binds.get(audit.path), model, audit.path, False, False)
        yield {"name": "audit", "type": "audit", **({"parameters": kind.parameters} if kind.parameters else {})}


def save_to(model: Model, path: str) -> str:
    """Return the property that a question fills; with its list where the form makes entities of several."""
    name = model.bind(path, "entities:saveto")
    entities = model.entities
    if not name or len(entities) < 2:
        return name
    nearest = next((f"{above}{ENTITY}" for above in _above(path) if f"{above}{ENTITY}" in entities), min(entities))
    return f"{entities[nearest].first.get('dataset')}#{name}"


def _entity(model: Model, body: Body, node: ModelNode, names: Names, expressions: Expressions) -> Mapping[str, Value]:
    found: dict[str, Value] = {"list_name": node.first.get("dataset")}
    repeat = next((path for path in _above(node.path) if path in body.repeats), None)
    if repeat is not None:
        found["repeat"] = f"${{{names.key(repeat)}}}"
    label = node.children.get("label")
    calculation = model.bind(label.path, "calculate") if label else ""
    if label is not None and calculation:
        found["label"] = names.named(expressions.read(calculation), label.path)
    for key, attribute in (("create_if", "create"), ("update_if", "update"), ("entity_id", "id")):
        calculation = model.entity_binds.get(f"{node.path}/@{attribute}", "")
        if calculation:
            found[key] = names.named(expressions.read(calculation), node.path)
    return found


def _above(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path
