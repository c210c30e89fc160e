"""The choices sheet: lists of choices in the order of their rows."""

from collections.abc import Mapping
from typing import NamedTuple

from fieldkit.forms.interchange.cells import clean_cell
from fieldkit.forms.interchange.columns import Columns, Path, read_columns
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.workbook import CHOICES, Workbook
from fieldkit.forms.problems import quoted

LIST_NAME: Path = ("list name",)
NAME: Path = ("name",)


class Choice(NamedTuple):
    """One choice: its value, and its other cells by column path."""

    row: int
    value: str
    cells: Mapping[Path, str]


class Lists(NamedTuple):
    """Every list by name, and the columns of the sheet."""

    lists: Mapping[str, list[Choice]]
    columns: Columns


def read_lists(workbook: Workbook, duplicates: bool, problems: SheetProblems) -> Lists:
    """Read the choices; report choices without a value, and values that come twice unless `duplicates` are allowed."""
    sheet = workbook.sheet(CHOICES)
    columns = read_columns("choices", sheet, problems)
    if sheet.rows and NAME not in columns.headings:
        problems.error(CHOICES, 1, "", "there is no column `name`", "add it: the value that is stored")
        return Lists({}, columns)
    lists: dict[str, list[Choice]] = {}
    for row in sheet.rows:
        cells = {columns.paths[heading]: clean_cell(text, False) for heading, text in row.cells.items()}
        list_name = cells.pop(LIST_NAME, "")
        value = cells.pop(NAME, "")
        if list_name:
            lists.setdefault(list_name, []).append(Choice(row.number, value, cells))
        elif value:
            heading = columns.headings.get(LIST_NAME, "list_name")
            problems.warn(CHOICES, row.number, heading, "a choice without a list is left out", "name its list")
    for name, choices in lists.items():
        _check_values(name, choices, duplicates, columns, problems)
    return Lists(lists, columns)


def _check_values(
    name: str, choices: list[Choice], duplicates: bool, columns: Columns, problems: SheetProblems
) -> None:
    heading = columns.headings[NAME]
    seen: dict[str, int] = {}
    for choice in choices:
        if not choice.value:
            problems.error(CHOICES, choice.row, heading, f"a choice of {quoted(name)} has no value", "give it one")
        elif choice.value in seen and not duplicates:
            what = (
                f"the value {quoted(choice.value)} stands twice in {quoted(name)} (first in row {seen[choice.value]})"
            )
            problems.error(CHOICES, choice.row, heading, what, "change one, or set allow_choice_duplicates to yes")
        seen.setdefault(choice.value, choice.row)
