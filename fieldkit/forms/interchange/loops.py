"""XLSForm's old loops, written out: one group for each choice of the list, with the choice's texts filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fieldkit.forms.interchange.columns import Path
from fieldkit.forms.interchange.items import TYPE, Item
from fieldkit.forms.interchange.lists import Choice
from fieldkit.forms.interchange.sheet_problems import SheetProblems
from fieldkit.forms.interchange.types import SheetType
from fieldkit.forms.interchange.workbook import SURVEY

_FILLED = re.compile(r"%\((\w+)\)s|%%")


def write_out(items: Sequence[Item], lists: Mapping[str, Sequence[Choice]], problems: SheetProblems) -> list[Item]:
    """Return the items with every loop replaced by groups."""
    found = []
    for item in items:
        item.children = write_out(item.children, lists, problems)
        if item.kind == "loop":
            problems.warn(SURVEY, item.row, "", "the loop is written out as groups", "look at them")
            found.append(_as_groups(item, lists.get(item.type.list_name, ())))
        else:
            found.append(item)
    return found


def _as_groups(loop: Item, choices: Sequence[Choice]) -> Item:
    columns = [_column(loop, choice) for choice in choices if choice.value != "none"]
    return replace(loop, kind="group", type=SheetType("group"), children=columns)


def _column(loop: Item, choice: Choice) -> Item:
    texts = {("name",): choice.value, **choice.cells}
    cells: dict[Path, str] = {("name",): choice.value}
    cells.update({path: text for path, text in choice.cells.items() if path[0] in ("label", "media")})
    children = [_filled(child, texts) for child in loop.children]
    return Item("group", loop.row, choice.value, cells, SheetType("group"), children)


def _filled(item: Item, texts: Mapping[Path, str]) -> Item:
    """Fill in a question of the loop; what stands deeper, in groups of the loop, ODK's tools leave alone."""
    cells = {path: _fill(text, path, texts) if path != TYPE else text for path, text in item.cells.items()}
    name = _fill(item.name, ("name",), texts)
    return replace(item, name=name, cells=cells)


def _fill(text: str, path: Path, texts: Mapping[Path, str]) -> str:
    language = path[1:] if path[0] in ("label", "hint", "guidance_hint") else ()

    def one(match: "re.Match[str]") -> str:
        key = match[1]
        if key is None:
            return "%"
        return texts.get((key, *language)) or texts.get((key,)) or ""

    return _FILLED.sub(one, text)
