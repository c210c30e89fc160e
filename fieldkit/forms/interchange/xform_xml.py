"""XML from an untrusted source as a small tree with line numbers: no DTD, no entities, named limits.

The standard library's expat is enough: every attack on it by entities needs a DOCTYPE, which is refused when it opens.
"""

from collections.abc import Iterator
from xml.parsers import expat

from fieldkit.forms.clean_text import clean
from fieldkit.forms.problems import Problems

MAX_BYTES = 4 << 20
MAX_DEPTH = 64
MAX_ELEMENTS = 100_000

_XHTML = "http://www.w3.org/1999/xhtml"
_PREFIXES = {
    "http://www.w3.org/2002/xforms": "",
    _XHTML: "h:",
    "http://openrosa.org/javarosa": "jr:",
    "http://openrosa.org/xforms": "orx:",
    "http://openrosa.org/xforms/": "orx:",
    "http://www.opendatakit.org/xforms": "odk:",
    "http://www.opendatakit.org/xforms/entities": "entities:",
    "http://www.opendatakit.org/xforms/": "odk:",
    "http://www.w3.org/2001/XMLSchema": "xsd:",
    "http://www.w3.org/2001/xml-events": "ev:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}


# Slotted by hand and not frozen: a form has thousands of these, and the parser fills them as it reads.
class Element:
    """One element. `name` and the attributes' names carry the usual prefix of their namespace, XForms none."""

    __slots__ = ("attributes", "column", "content", "line", "name")

    def __init__(self, name: str, attributes: dict[str, str], line: int, column: int) -> None:
        self.name = name
        self.attributes = attributes
        self.content: list[str | Element] = []
        self.line = line
        self.column = column

    @property
    def place(self) -> tuple[int, int]:
        return self.line, self.column

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def text(self) -> str:
        """The text directly inside, children left out."""
        return "".join(part for part in self.content if isinstance(part, str))

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def children(self, *names: str) -> "Iterator[Element]":
        """Yield the children, of these names where some are given."""
        for part in self.content:
            if isinstance(part, Element) and (not names or part.name in names):
                yield part

    def child(self, name: str) -> "Element | None":
        return next(self.children(name), None)


def read_xml(data: bytes, problems: Problems) -> "tuple[Element | None, dict[str, str]]":
    """Return the root element and the document's own namespaces by prefix; no root when it cannot be read."""
    if len(data) > MAX_BYTES:
        problems.error((0, 0), f"the file is {len(data)} bytes, more than {MAX_BYTES}", "split the form")
        return None, {}
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as wrong:
        what = expat.errors.messages.get(wrong.code, "it is broken")
        problems.error((wrong.lineno, wrong.offset + 1), f"this is not XML: {what}", "export the form again")
    except _Refused as refused:
        problems.error(builder.place(), refused.what, refused.do)
    except (LookupError, ValueError):
        problems.error((1, 1), "this is in an encoding that fieldkit does not read", "save it as UTF-8")
    else:
        return builder.root, builder.namespaces
    return None, {}


class _Refused(Exception):
    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what = what
        self.do = do


class _Builder:
    """Handlers for expat that build the tree and stop at whatever is refused."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.namespaces: dict[str, str] = {}
        self.prefixes = dict(_PREFIXES)
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartNamespaceDeclHandler = self.namespace
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def place(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def doctype(self, *_about: object) -> None:
        raise _Refused("a document type (DOCTYPE) is declared", "delete it: a form has no DTD and no entities")

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        if uri and uri not in self.prefixes:
            self.prefixes[uri] = f"{prefix}:" if prefix else ""
            if prefix:
                self.namespaces[prefix] = uri

    def named(self, name: str) -> str:
        uri, _, local = name.rpartition(" ")
        return self.prefixes.get(uri, "") + local if uri else local

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise _Refused(f"more than {MAX_ELEMENTS} elements", "split the form")
        if len(self.open) >= MAX_DEPTH:
            raise _Refused(f"nested deeper than {MAX_DEPTH}", "flatten it")
        named = {self.named(key): clean(value) for key, value in attributes.items()}
        element = Element(self.named(name), named, *self.place())
        if self.open:
            self.open[-1].content.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        if self.open:
            self.open[-1].content.append(clean(text))
