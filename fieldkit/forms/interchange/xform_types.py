"""Which fieldkit type a control and its bind stand for, and which attributes travel along."""

from collections.abc import Mapping
from typing import NamedTuple

from fieldkit.forms.interchange.xform_model import TEMPLATE, Model
from fieldkit.forms.interchange.xform_xml import Element
from fieldkit.forms.question_types import PRELOADS

_DATA_TYPES = {
    "int": "integer", "integer": "integer", "decimal": "decimal", "float": "decimal", "double": "decimal",
    "date": "date", "time": "time", "dateTime": "dateTime", "geopoint": "geopoint", "geotrace": "geotrace",
    "geoshape": "geoshape", "barcode": "barcode", "binary": "file",
}  # fmt: skip
_PRELOADS = {("timestamp", "start"): "start", ("timestamp", "end"): "end", ("date", "today"): "today"}
_PROPERTIES = {kind.value for kind in PRELOADS} - {*_PRELOADS.values(), "audit"}
_CAPTURES = {"image": "image", "audio": "audio", "video": "video"}
_PARAMETERS = {
    "start": "start", "end": "end", "step": "step", "odk:tick-interval": "tick_interval",
    "odk:placeholder": "placeholder", "accuracyThreshold": "capture-accuracy",
    "unacceptableAccuracyThreshold": "warning-accuracy",
}  # fmt: skip
_BIND_PARAMETERS = {
    "odk:allow-mock-accuracy": "allow-mock-accuracy", "orx:max-pixels": "max-pixels", "odk:quality": "quality",
    "odk:track-changes": "track-changes", "odk:track-changes-reasons": "track-changes-reasons",
    "odk:identify-user": "identify-user", "odk:location-priority": "location-priority",
    "odk:location-min-interval": "location-min-interval", "odk:location-max-age": "location-max-age",
}  # fmt: skip
_BIND_KNOWN = frozenset(
    ("nodeset", "ref", "id", "type", "relevant", "required", "readonly", "constraint", "calculate", "jr:constraintMsg")
) | {"jr:requiredMsg", "jr:preload", "jr:preloadParams", "entities:saveto"}
_BODY_KNOWN = frozenset(
    ("ref", "nodeset", "bind", "appearance", "query", "mediatype", "class", "jr:count", "jr:noAddRemove", TEMPLATE)
) | frozenset(_PARAMETERS)


class Kind(NamedTuple):
    """A type's first word and what else it brings; `query` and the select words get their list elsewhere."""

    word: str
    parameters: str = ""
    calculation: str = ""
    bind: Mapping[str, str] = {}
    body: Mapping[str, str] = {}


def question_type(
    control: Element | None, bind: Element | None, model: Model, path: str, calculated: bool, has_default: bool
) -> Kind:
    """Return what a leaf of the model is."""
    word, calculation = _word(control, bind, model, path, calculated, has_default)
    special, _ = model.special.get(path, (None, ""))
    parameters = {_PARAMETERS[key]: text for key, text in _all(control).items() if key in _PARAMETERS}
    for element in (bind, special):
        parameters |= {_BIND_PARAMETERS[key]: text for key, text in _all(element).items() if key in _BIND_PARAMETERS}
    written = " ".join(f"{key}={text}" for key, text in parameters.items())
    typed = word in ("calculate", "hidden", "text", "note") or (word == "range" and _decimal(bind, parameters))
    extras = bind_extras(bind, typed=typed, preloads=word in ("hidden", "text") and not calculation)
    return Kind(word, written, calculation, extras, body_extras(control))


def _word(
    control: Element | None, bind: Element | None, model: Model, path: str, calculated: bool, has_default: bool
) -> tuple[str, str]:
    preload = _all(bind).get("jr:preload", "")
    parameter = _all(bind).get("jr:preloadParams", "").removeprefix("uri:")
    if preload == "uid":
        return ("text" if control else "calculate"), "once(concat('uuid:', uuid()))"
    if control is None:
        if path in model.special:
            return _special(model.special[path][0]), ""
        if preload == "property" and parameter in _PROPERTIES:
            return parameter, ""
        return _PRELOADS.get((preload, parameter)) or ("calculate" if calculated else "hidden"), ""
    data_type = _all(bind).get("type", "string").rpartition(":")[2]
    match control.name:
        case "trigger":
            return "acknowledge", ""
        case "range":
            return "range", ""
        case "upload":
            return _CAPTURES.get(control.get("mediatype").partition("/")[0], "file"), ""
        case "select" | "select1" | "odk:rank":
            return control.name, ""
    if control.get("query"):
        return "query", ""
    word = _DATA_TYPES.get(data_type, "text")
    if word == "text" and _all(bind).get("readonly", "").strip() == "true()" and not calculated and not has_default:
        return "note", ""
    return word, ""


def _special(element: Element) -> str:
    if element.name == "odk:recordaudio":
        return "background-audio"
    return "start-geopoint" if "load" in element.get("event") else "background-geopoint"


def _decimal(bind: Element | None, parameters: Mapping[str, str]) -> bool:
    """Whether the bind says decimal where the numbers of the range alone would say integer."""
    written = any("." in parameters.get(key, "") for key in ("start", "end", "step"))
    return _all(bind).get("type", "").rpartition(":")[2] == "decimal" and not written


def _all(element: Element | None) -> Mapping[str, str]:
    return {} if element is None else element.attributes


def bind_extras(bind: Element | None, typed: bool, preloads: bool = True) -> dict[str, str]:
    """Return the attributes of a bind that have no key of their own; `typed` when the type is not said elsewhere."""
    attributes = _all(bind)
    found = {
        name: text for name, text in attributes.items() if name not in _BIND_KNOWN and name not in _BIND_PARAMETERS
    }
    data_type = attributes.get("type", "").rpartition(":")[2]
    if typed and data_type not in ("", "string"):
        found["type"] = data_type
    if preloads and attributes.get("jr:preload"):
        found |= {name: attributes[name] for name in ("jr:preload", "jr:preloadParams") if attributes.get(name)}
    return found


def body_extras(control: Element | None) -> dict[str, str]:
    """Return the attributes of a control that have no key of their own."""
    found = {name: text for name, text in _all(control).items() if name not in _BODY_KNOWN}
    mediatype = _all(control).get("mediatype", "")
    if mediatype and mediatype not in ("image/*", "audio/*", "video/*", "application/*"):
        found["mediatype"] = mediatype
    return found
