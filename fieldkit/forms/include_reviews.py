"""What of a form with blocks has been reviewed: the form speaks for its own questions, each block for its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fieldkit.forms.yaml_reader import List, Map, Node, Text


def merged_reviews(entries: dict[str, Node], blocks: Sequence[tuple[Map, list[Node]]], survey: List) -> dict[str, Node]:
    """Return a form's entries with `reviewed:` as lists of names, the form's and those of its blocks together."""
    own = entries.get("reviewed")
    if own is None and not any("reviewed" in root.entries for root, _ in blocks):
        return entries
    found: dict[str, dict[str, Node]] = {}
    said_by = ((own, survey.items), *((root.entries.get("reviewed"), items) for root, items in blocks))
    for node, items in said_by:
        for language, said in _per_language(node, entries).items():
            found.setdefault(language, {}).update((name.value, name) for name in _names(said, items))
    mark: Any = own.mark if own is not None else survey.mark
    lists: dict[str, Node] = {language: List(list(names.values()), mark) for language, names in found.items()}
    return {**entries, "reviewed": Map(lists, dict.fromkeys(lists, mark), mark)}


def _per_language(node: Node | None, entries: Mapping[str, Node]) -> Mapping[str, Node]:
    """Return what is said of each language; one word counts for all that the form lists."""
    if node is None or isinstance(node, Map):
        return {} if node is None else node.entries
    languages = entries.get("languages")
    listed = languages.items if isinstance(languages, List) else [entries.get("default_language")]
    codes = [code.value for code in listed if isinstance(code, Text)]
    return dict.fromkeys(codes or ["en"], node)


def _names(said: Node, items: list[Node]) -> Iterator[Text]:
    """Yield the names that are reviewed: those listed, or with `all` every question and group outside other blocks."""
    if isinstance(said, List):
        yield from (name for name in said.items if isinstance(name, Text))
    elif isinstance(said, Text) and said.value == "all":
        yield from _named(items)


def _named(items: list[Node]) -> Iterator[Text]:
    for item in items:
        if not isinstance(item, Map):
            continue
        for key in ("name", "group", "repeat", "score"):
            name = item.entries.get(key)
            if isinstance(name, Text):
                yield name
        inner = item.entries.get("survey")
        if isinstance(inner, List):
            yield from _named(inner.items)
