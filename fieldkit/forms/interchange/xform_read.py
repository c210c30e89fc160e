"""Reads an XForm (the XML that ODK's tools exchange) as a fieldkit form: bytes in, YAML text and problems out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fieldkit.forms.interchange.languages import DEFAULT
from fieldkit.forms.interchange.xform_body import read_body
from fieldkit.forms.interchange.xform_choices import ChoicesReader
from fieldkit.forms.interchange.xform_expressions import Expressions
from fieldkit.forms.interchange.xform_items import ItemReader
from fieldkit.forms.interchange.xform_meta import meta_keys, meta_questions
from fieldkit.forms.interchange.xform_model import Model, ModelNode, read_model
from fieldkit.forms.interchange.xform_paths import Names
from fieldkit.forms.interchange.xform_texts import TextReader, language_codes
from fieldkit.forms.interchange.xform_xml import Element, read_xml
from fieldkit.forms.interchange.yaml_text import Value, write_yaml
from fieldkit.forms.problems import Problem, Problems, TooManyProblems, quoted
from fieldkit.forms.words import UNVERSIONED

_NO_NAME = re.compile(r"^(?![A-Za-z_])|[^A-Za-z0-9_.-]")


class XFormImported(NamedTuple):
    """A form's YAML text ("" when it could not be read), what is wrong or left out, and the files beside it."""

    text: str
    problems: tuple[Problem, ...]
    files: dict[str, bytes]


def from_xform(data: bytes) -> XFormImported:
    """Return the form that the XML describes. Never raises: what is wrong is in `problems`, with its line."""
    problems = Problems()
    form: dict[str, Value] = {}
    files: dict[str, bytes] = {}
    try:
        root, namespaces = read_xml(data, problems)
        if root is not None:
            form, files = _form(root, namespaces, problems)
    except TooManyProblems:
        form = {}
    return XFormImported(write_yaml(form).text() if form else "", problems.sorted(), files)


def _form(root: Element, namespaces: dict[str, str], problems: Problems) -> tuple[dict[str, Value], dict[str, bytes]]:
    head, body = root.child("h:head"), root.child("h:body")
    model_element = head.child("model") if head else None
    if model_element is None or body is None:
        missing = "h:body" if model_element is not None else "model in an h:head"
        problems.error(root.place, f"this is not an XForm: there is no {missing}", "export the form as XForm")
        return {}, {}
    model = read_model(model_element, problems)
    if model is None:
        return {}, {}
    controls = read_body(body, model, problems)
    names = Names(_paths(model.root))
    codes = language_codes(model.languages)
    texts = TextReader(model.itext, codes, names, problems)
    choices = ChoicesReader(model, controls, texts, names, problems)
    choices.prepare()
    reader = ItemReader(model, controls, texts, choices, Expressions(choices.tables), names, problems)
    survey = [*choices.external, *reader.survey(model.root, model.root.first), *meta_questions(model)]
    form = _top(head, model, codes, problems)
    form |= _settings(model, model_element, body, namespaces)
    form |= meta_keys(model, controls, names, reader.expressions)
    if any(isinstance(one, list) and _twice(one) for one in choices.lists.values()):
        form["allow_choice_duplicates"] = "yes"
    if choices.lists:
        form["choices"] = choices.lists
    return {**form, "survey": survey}, choices.files


def _paths(root: ModelNode) -> Iterator[str]:
    for child in root.children.values():
        if child.name != "meta":
            yield child.path
            yield from _paths(child)


def _twice(rows: Sequence[Value]) -> bool:
    names = [row["name"] for row in rows if isinstance(row, Mapping)]
    return len({str(name) for name in names}) < len(names)


def _top(head: Element | None, model: Model, codes: dict[str, str], problems: Problems) -> dict[str, Value]:
    element = model.root.first
    title = head.child("h:title") if head else None
    written = element.get("id") or model.root.name
    identifier = _NO_NAME.sub("_", written)
    if identifier != written:
        problems.warn(
            element.place, f"the form id {quoted(written)} is read as {quoted(identifier)}", "rename the form"
        )
    version = element.get("version") or element.get("orx:version") or UNVERSIONED
    found: dict[str, Value] = {"form_id": identifier, "version": version}
    found["title"] = (title.text.strip() if title else "") or written
    languages = [code for code in codes.values() if code]
    if languages:
        if model.default_language not in ("", DEFAULT):
            found["default_language"] = codes[model.default_language]
        found["languages"] = languages
        named = {code: name for name, code in codes.items() if name != code}
        if named:
            found["languages_named"] = named
    return found


def _settings(model: Model, element: Element, body: Element, namespaces: dict[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    submission = element.child("submission")
    if body.get("class"):
        found["style"] = body.get("class")
    settings: dict[str, str] = {}
    if model.root.name != "data":
        settings["name"] = model.root.name
    if submission is not None:
        if submission.get("base64RsaPublicKey"):
            found["public_key"] = submission.get("base64RsaPublicKey")
        pairs = {"submission_url": "action", "auto_send": "orx:auto-send", "auto_delete": "orx:auto-delete"}
        pairs["client_editable"] = "odk:client-editable"
        settings |= {key: submission.get(name) for key, name in pairs.items() if submission.get(name)}
    if namespaces:
        found["namespaces"] = " ".join(f'{prefix}="{uri}"' for prefix, uri in namespaces.items())
    return {**found, **({"settings": settings} if settings else {})}
