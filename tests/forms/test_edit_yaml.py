"""Changing single values of a YAML file in place. docs/languages.md 8."""

from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from fieldkit.forms.edit_yaml import Edits, compose, entry, key_of, quote
from fieldkit.forms.plain_yaml import plain
from fieldkit.forms.yaml_reader import read_yaml

FILE = """\
# what this is
use: {en: practice, rw: "x"}  # levels
label:
  en: "é 😀 hi" # as said
  fr: |
    block
    text

other: plain words  # tail
empty: {}
nothing:
rows:
  - en: q
    fr: 'it''s'
"""


def read(text: str) -> Any:
    root, problems = read_yaml(text)
    assert root is not None, problems
    return plain(root)


def changed(key: str, *path: str | int, to: str = "X", text: str = FILE) -> str:
    """Return the file with one key of one mapping set."""
    node: Any = compose(text)
    for step in path:
        node = node.value[step] if isinstance(step, int) else entry(node, step)
    edits = Edits(text)
    edits.put(node, key, quote(to))
    return edits.applied()


@pytest.mark.parametrize(
    ("key", "path", "line"),
    [
        ("fr", ["use"], 'use: {en: practice, rw: "x", fr: "X"}  # levels'),
        ("rw", ["use"], 'use: {en: practice, rw: "X"}  # levels'),
        ("en", ["label"], '  en: "X" # as said'),
        ("fr", ["label"], '  fr: "X"'),
        ("sw", ["label"], '  sw: "X"'),
        ("other", [], 'other: "X"  # tail'),
        ("no", ["empty"], 'empty: {"no": "X"}'),
        ("nothing", [], 'nothing: "X"'),
        ("fr", ["rows", 0], '    fr: "X"'),
        ("sw", ["rows", 0], '    sw: "X"'),
    ],
)
def test_only_the_value_changes(key: str, path: list[str | int], line: str) -> None:
    """Comments, order, indentation and every other line stay."""
    after = changed(key, *path)
    assert line in after.splitlines()
    kept = [each for each in FILE.splitlines() if each not in after.splitlines()]
    assert len(kept) <= 3
    assert "# what this is" in after


def test_a_value_over_several_lines_is_replaced_whole() -> None:
    """The lines of a block text go with it, the blank line behind it stays."""
    after = changed("fr", "label")
    assert '  fr: "X"\n\nother' in after
    assert "block" not in after


def test_line_ends_of_windows_and_the_mark_at_the_beginning_stay() -> None:
    """An editor there would show the whole file as changed otherwise."""
    text = "\ufeff" + FILE.replace("\n", "\r\n")
    after = changed("sw", "label", text=text)
    assert after.startswith("\ufeff# what")
    assert after.count("\r\n") == after.count("\n") == FILE.count("\n") - 2 + 3


def test_two_changes_of_one_place_are_a_mistake_of_ours() -> None:
    """One of them would be lost."""
    edits, root = Edits(FILE), compose(FILE)
    for _ in range(2):
        edits.put(root, "other", '"x"')
    with pytest.raises(ValueError, match="two changes of one place"):
        edits.applied()


@pytest.mark.parametrize("key", ["en", "no", "a b", "Yes", "x: y", "1"])
def test_a_key_is_quoted_where_another_reader_would_misread_it(key: str) -> None:
    """Norwegian is no."""
    assert yaml.safe_load(f"{key_of(key)}: 1") == {key: 1}


texts = st.text(alphabet="ab é\"'\\:#-[]{}&*!|>%@`,?=$😀語\u2028\u00a0", max_size=8)
names = st.text(alphabet="ab é\"':#-{*,\u2028", min_size=1, max_size=3)
trees = st.recursive(
    texts,
    lambda inner: st.dictionaries(names, inner, min_size=1, max_size=3) | st.lists(inner, min_size=1, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(names, trees, min_size=1, max_size=3),
    texts,
    names,
    st.data(),
    st.booleans(),
    st.integers(20, 90),
)
def test_whatever_the_file_is_exactly_one_value_changes(
    tree: dict[str, Any], words: str, new: str, data: st.DataObject, flow: bool, width: int
) -> None:
    """In any style in which YAML can be written."""
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, width=width, sort_keys=False)
    if read_yaml(text)[0] is None or read(text) != tree:
        return  # an anchor, or what our reader takes out
    key = data.draw(st.sampled_from([*tree, new]))
    after = changed(key, to=words, text=text)
    assert read(after) == {**tree, key: words}
