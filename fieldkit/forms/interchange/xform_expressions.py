"""Expressions of an XForm as fieldkit writes them: paths stay, what fieldkit spells otherwise is put that way."""

import re
from collections.abc import Mapping

from fieldkit import errors
from fieldkit.forms.expression.syntax import Literal, Number, Tree, parse
from fieldkit.forms.interchange.xform_choices import Table
from fieldkit.forms.interchange.xform_paths import location
from fieldkit.forms.read_questions import is_computed_default

_QUOTED_ATTRIBUTE = re.compile(r"""(['"])@([\w.-]+)\1""")
_ATTRIBUTE = re.compile(r"(?<=[\[/(\s=<>])@(?=[A-Za-z_])")


def literal(text: str) -> str:
    """Return a text as an expression."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    parts = ', "\'", '.join(f"'{part}'" for part in text.split("'"))
    return f"concat({parts})"


class Expressions:
    """Reads expressions of one form; `tables` are the secondary instances that became flat lists."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.renamed = [
            (
                re.compile(_instance(name) + rf"/\s*{re.escape(table.root)}\s*/\s*{re.escape(table.item)}(?![\w.-])"),
                name,
            )
            for name, table in tables.items()
            if (table.root, table.item) != ("root", "item")
        ]

    def read(self, text: str) -> str:
        """Return an expression as fieldkit reads it."""
        text = text.strip()
        for path, name in self.renamed:
            text = path.sub(f"instance({literal(name)})/root/item".replace("\\", r"\\"), text)
        if "@" in text and "pulldata(" in text:
            text = _QUOTED_ATTRIBUTE.sub(r"\1\2\1", text)
        if "@" in text and "instance(" in text:
            text = _ATTRIBUTE.sub("", text)
        return text

    def dynamic(self, text: str) -> str:
        """Return an expression so that it counts as one under `default`, which else holds plain text."""
        text = self.read(text)
        tree = _tree(text)
        if isinstance(tree, Literal):
            return self.static(tree.value)
        return text if isinstance(tree, Number) or is_computed_default(text) else f"string({text})"

    def static(self, text: str) -> str:
        """Return a plain text so that it does not count as an expression under `default`."""
        return f"string({literal(text)})" if is_computed_default(text) else text

    def place_in_target(self, reference: str) -> str | None:
        """Return the condition under which an instance is the one that an action names: `/a/rep[2]/x`."""
        where = location(reference)
        conditions = []
        for up, step in enumerate(reversed(where.steps if where else ())):
            for predicate in step.predicates:
                position = f"position({'/'.join(['..'] * up)})" if up else "position(.)"
                number = predicate.strip()
                conditions.append(
                    f"{position} = {number}" if number.isdigit() else number.replace("position()", position)
                )
        return " and ".join(conditions) or None


def _tree(text: str) -> Tree | None:
    try:
        return parse(text).tree
    except errors.ExpressionInvalid:
        return None


def _instance(name: str) -> str:
    escaped = re.escape(name)
    return rf"""instance\(\s*(?:'{escaped}'|"{escaped}")\s*\)\s*"""
