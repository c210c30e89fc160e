"""A strict YAML file as plain values: every scalar is text. For files that are not forms, such as answers."""

from fieldkit.forms.problems import invalid
from fieldkit.forms.yaml_reader import List, Map, Node, Text, read_yaml
from fieldkit.result import Json


def read_plain(data: bytes, name: str) -> Json:
    """Return the document as texts, lists and mappings.

    Raises: FormInvalid with line and column of every mistake (duplicate keys, anchors, tags, depth over 20).
    """
    root, problems = read_yaml(data)
    if root is None:
        raise invalid(name, problems)
    return _plain(root)


def _plain(node: Node) -> Json:
    match node:
        case Text():
            return node.value
        case List():
            return [_plain(item) for item in node.items]
        case Map():
            return {key: _plain(item) for key, item in node.entries.items()}
