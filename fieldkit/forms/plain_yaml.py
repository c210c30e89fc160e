"""YAML as plain values: every scalar is text. The whole of a file that is no form, such as answers, or one node."""

from typing import Any, TypeAlias, overload

from fieldkit.forms.model import TestAnswers
from fieldkit.forms.problems import invalid
from fieldkit.forms.yaml_reader import List, Map, Node, Text, read_yaml

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


def read_plain(data: bytes, name: str) -> Plain:
    """Return the document as texts, lists and mappings.

    Raises: FormInvalid with line and column of every mistake (duplicate keys, anchors, tags, depth over 20).
    """
    root, problems = read_yaml(data)
    if root is None:
        raise invalid(name, problems)
    return plain(root)


@overload
def plain(node: Node) -> Plain: ...
@overload
def plain(node: Node, many: type[tuple[Any, ...]]) -> TestAnswers: ...
def plain(node: Node, many: type[Any] = list) -> Any:
    """Return a node tree as plain values, freshly made; `many` is what becomes of a list."""
    match node:
        case Text():
            return node.value
        case List():
            return many(plain(item, many) for item in node.items)
        case Map():
            return {key: plain(item, many) for key, item in node.entries.items()}
