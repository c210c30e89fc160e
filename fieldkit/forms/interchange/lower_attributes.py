"""What of a question XLSForm has no column for and other tools should not lose: attributes `bind::fk:...`.

They travel through Kobo and ODK unread and unharmed, and an import turns them back into fieldkit's own keys.
"""

from collections.abc import Mapping

from fieldkit.forms.interchange.plain import Fields, fields_of, mapped_survey, text, walk, words
from fieldkit.forms.interchange.yaml_text import Value
from fieldkit.forms.plain_yaml import Plain
from fieldkit.forms.words import FLAGS

NAMESPACE = "urn:x-fieldkit:form"
DECLARED = f'fk="{NAMESPACE}"'
PREFIX = "fk:"
LISTS = ("flags",)
TEXTS = ("observation", "element", "touches", "starts_clock", "renamed_from")


def lower(document: Fields) -> Fields:
    """Return the document with the keys as `bind` attributes, `why` as guidance, and the namespace declared."""
    lowered = mapped_survey(document, lambda item: [_lowered(item)])
    if any(_carries(item) for item in walk(lowered)):
        declared = text(document, "namespaces")
        if NAMESPACE not in declared:
            lowered["namespaces"] = f"{declared} {DECLARED}".strip()
    return lowered


def _carries(item: Mapping[str, Plain]) -> bool:
    return any(key.startswith(PREFIX) for key in fields_of(item, "bind"))


def _lowered(item: Fields) -> Fields:
    bind = dict(fields_of(item, "bind"))
    for key in LISTS:
        if item.get(key):
            bind[PREFIX + key] = " ".join(words(item, key))
        item.pop(key, None)
    for key in TEXTS:
        if text(item, key):
            bind[PREFIX + key] = text(item, key)
        item.pop(key, None)
    if bind:
        item["bind"] = bind
    why = item.pop("why", None)
    if why is not None:
        item.setdefault("guidance_hint", why)
    return item


def restore(item: "dict[str, Value]") -> None:
    """Turn the attributes of an imported question back into keys."""
    bind = item.get("bind")
    if not isinstance(bind, dict):
        return
    for key in (*LISTS, *TEXTS):
        value = bind.get(PREFIX + key)
        if isinstance(value, str) and (key not in LISTS or set(value.split()) <= set(FLAGS)):
            item[key] = value.split() if key in LISTS else value
            del bind[PREFIX + key]
    if not bind:
        del item["bind"]
