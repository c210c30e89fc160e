"""What lists of forms say of each: title, kind, who may run it, languages, what follows it. Read without questions.

Home lists every form on a laptop; reading them whole takes long. A form whose keys for this stand before its choices
and its survey is read as far as there, any other one whole.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fieldkit import errors
from fieldkit.commands.library import FormFile, form_here, forms_here
from fieldkit.forms.check import load_form
from fieldkit.forms.model import Form, Localised, text_in
from fieldkit.forms.words import FOLLOWERS, KINDS, RECIPIENT_CLASSES, ROLES
from fieldkit.forms.yaml_reader import List, Map, Node, Text, read_yaml

AFTER_RESULT, _ = FOLLOWERS
_BODY = re.compile(rb"^(?:choices|survey) *:", re.MULTILINE)
_HEAD_KEY = re.compile(
    rb"^(?:title|default_language|languages|kind|who_may_run|recipient_class|followed_by|partial) *:", re.MULTILINE
)
_NEEDED = ("form_id", "version", "title", "default_language", "languages", "kind", "who_may_run")


class Head(NamedTuple):
    """The part of a form that lists need."""

    id: str
    title: Localised
    default_language: str
    languages: tuple[str, ...]
    kind: str
    who_may_run: tuple[str, ...]
    followed_by: tuple[str, ...]
    recipient_class: str

    def titled(self, language: str) -> str:
        """Return the form's title in a language, in its default one where it has none."""
        return text_in(self.title, language, self.default_language)


def head_of(file: FormFile) -> Head:
    """Return a form's head. Raises: FormInvalid."""
    body = _BODY.search(file.data)
    if body is not None and not _HEAD_KEY.search(file.data, body.start()):
        root, problems = read_yaml(file.data[: body.start()])
        found = _quickly(file.id, root) if not problems else None
        if found is not None:
            return found
    return _whole(file.id, load_form(file.data, file.id, file.beside))


def _whole(name: str, form: Form) -> Head:
    return Head(
        name,
        form.titles,
        form.default_language,
        form.languages,
        form.kind,
        form.who_may_run,
        form.followed_by,
        form.recipient_class,
    )


def _quickly(name: str, root: Node | None) -> Head | None:
    """Return the head where all of it is written down in the usual way; None where only the engine can tell."""
    if not isinstance(root, Map) or any(key not in root.entries for key in _NEEDED):
        return None
    title, partial = _texts(root.entries["title"]), _texts(root.entries.get("partial"))
    languages, roles = _words(root.entries["languages"]), _words(root.entries["who_may_run"])
    followed_by = _words(root.entries["followed_by"]) if "followed_by" in root.entries else ()
    plain = {key: node.value for key, node in root.entries.items() if isinstance(node, Text)}
    kind, default = plain.get("kind", ""), plain.get("default_language", "")
    if not title or not languages or roles is None or followed_by is None or kind not in KINDS:
        return None
    if not set(title) <= set(languages) or default not in languages or not set(roles) <= set(ROLES):
        return None
    full = {code: text for code, other in (partial or {}).items() if (text := title.get(other)) is not None}
    readers = plain.get("recipient_class", RECIPIENT_CLASSES[0])
    if readers not in RECIPIENT_CLASSES:
        return None
    return Head(name, {**full, **title}, default, languages, kind, roles or ROLES, followed_by, readers)


def _words(node: Node) -> tuple[str, ...] | None:
    if not isinstance(node, List):
        return None
    found = tuple(item.value for item in node.items if isinstance(item, Text))
    return found if len(found) == len(node.items) else None


def _texts(node: Node | None) -> Mapping[str, str]:
    """Return a text by language; nothing where it is not written so."""
    if not isinstance(node, Map):
        return {}
    return {code: text.value for code, text in node.entries.items() if isinstance(text, Text)}


def heads_here(files: Iterable[FormFile] | None = None) -> dict[str, Head]:
    """Return the heads of the shipped forms by id, in the order of lists. One with mistakes is left out: the others
    must go on."""
    return {head.id: head for head in in_order(_readable(forms_here().values() if files is None else files))}


def _readable(files: Iterable[FormFile]) -> Iterator[Head]:
    for file in files:
        with contextlib.suppress(errors.FormError):
            yield head_of(file)


def in_order(heads: Iterable[Head]) -> list[Head]:
    """Return heads by kind, as lists of forms show them; each kind in the order it came in."""
    return sorted(heads, key=lambda head: KINDS.index(head.kind))


def following() -> frozenset[str]:
    """Return the forms that some form here is followed by: they are put after another one, never begun alone."""
    return frozenset(name for head in heads_here().values() for name in head.followed_by)


def asks_for_referral(name: str) -> bool:
    """Return whether after an interview with this form the worker says which referral was offered; one that is not here
    any more may have."""
    file = form_here(name)
    head = None if file is None else head_of(file)
    return head is None or AFTER_RESULT in head.followed_by
