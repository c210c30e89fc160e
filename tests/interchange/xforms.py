"""XForms for tests, written down in parts: a model, a body, and what `from_xform` makes of them."""

from fieldkit.forms.interchange.xform_read import from_xform
from fieldkit.forms.plain_yaml import read_plain
from fieldkit.result import Json

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"'
    ' xmlns:orx="http://openrosa.org/xforms">\n<h:head>\n<h:title>T</h:title>\n<model>\n'
)


def xform(model: str, body: str = "") -> bytes:
    """Return an XForm; the model's first line is line 5, the body's first line follows `<h:body>`."""
    return f"{HEAD}{model}\n</model>\n</h:head>\n<h:body>\n{body}\n</h:body>\n</h:html>\n".encode()


def data(nodes: str) -> str:
    return f'<instance><data id="t">{nodes}</data></instance>'


def imported(model: str, body: str = "") -> dict[str, Json]:
    """Return the form as plain values, without the empty labels; asserts that nothing is wrong with it."""
    result = from_xform(xform(model, body))
    assert [problem.what for problem in result.problems] == []
    form = _without_empty_labels(read_plain(result.text.encode(), "form.yaml"))
    assert isinstance(form, dict)
    return form


def _without_empty_labels(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_empty_labels(one) for key, one in value.items() if (key, one) != ("label", "")}
    return [_without_empty_labels(one) for one in value] if isinstance(value, list) else value


def survey(model: str, body: str = "") -> Json:
    return imported(model, body)["survey"]


def found(source: bytes) -> list[str]:
    """Return "line: severity: what" of every problem."""
    return [f"{p.line}: {p.severity}: {p.what}" for p in from_xform(source).problems]
