"""Workbooks written as tables in the tests, and what becomes of them."""

import re
from pathlib import Path
from xml.etree import ElementTree

from fieldkit.forms.interchange.export_form import to_xlsform
from fieldkit.forms.interchange.import_form import from_xlsform
from fieldkit.forms.interchange.plain import Fields
from fieldkit.forms.interchange.read_workbook import read_md
from fieldkit.forms.interchange.workbook import Workbook
from fieldkit.forms.interchange.write_xform import to_xform
from fieldkit.forms.plain_yaml import plain
from fieldkit.forms.yaml_reader import Node, read_yaml

FORMS = Path(__file__).parents[2] / "forms"
SHIPPED = sorted(FORMS.glob("*.yaml"))
BLOCKS = {path.name: path.read_bytes() for path in sorted((FORMS / "blocks").glob("*.yaml"))}
"""The blocks that shipped forms include."""
LISTS = {path.name: path.read_bytes() for path in sorted((FORMS / "data").glob("*.csv"))}
"""The lists that shipped forms choose from."""
BESIDE = {**BLOCKS, **LISTS}
_NUMBERED = re.compile(r"(generated_table_list_label|reserved_name_for_field_list_labels|generated_note_name)_\d+")


def complaints(tables: str) -> list[str]:
    """Return every error and warning of a workbook with its place."""
    return [problem.located("f").removeprefix("f: ") for problem in from_xlsform(read_md(tables)).problems]


def imported(tables: str) -> Fields:
    """Return the form that a workbook without mistakes becomes, as plain values."""
    found = from_xlsform(read_md(tables))
    assert [problem.located("f") for problem in found.problems if problem.severity == "error"] == []
    return form(found.text)


def tree(text: str) -> Node:
    root, problems = read_yaml(text)
    assert problems == ()
    assert root is not None
    return root


def form(text: str) -> Fields:
    found = plain(tree(text))
    assert isinstance(found, dict)
    return found


def exported(text: str, files: dict[str, bytes] | None = None) -> Workbook:
    """Return the workbook of a form written as YAML."""
    return to_xlsform(tree(text), files or BLOCKS)


def rows(book: Workbook, sheet: str = "survey") -> list[dict[str, str]]:
    return [dict(row.cells) for row in book.sheet(sheet).rows]


def row(book: Workbook, name: str) -> dict[str, str]:
    """Return the row of the survey with this name."""
    return next(cells for cells in rows(book) if cells.get("name") == name)


def xform(book: Workbook) -> str:
    """Return the XForm in canonical XML; names that the peer's tool numbers by row lose their numbers."""
    return ElementTree.canonicalize(_NUMBERED.sub(r"\1", to_xform(book, "test")), strip_text=True)
