"""Rwanda's districts, and the posts where interviews take place: which district each is in. docs/instruments.md."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fieldkit import errors
from fieldkit.forms.clean_text import clean
from fieldkit.forms.problems import Problem, Problems, TooManyProblems, quoted

DISTRICTS: Final[Mapping[str, str]] = {
    "11": "Nyarugenge",
    "12": "Gasabo",
    "13": "Kicukiro",
    "21": "Nyanza",
    "22": "Gisagara",
    "23": "Nyaruguru",
    "24": "Huye",
    "25": "Nyamagabe",
    "26": "Ruhango",
    "27": "Muhanga",
    "28": "Kamonyi",
    "31": "Karongi",
    "32": "Rutsiro",
    "33": "Rubavu",
    "34": "Nyabihu",
    "35": "Ngororero",
    "36": "Rusizi",
    "37": "Nyamasheke",
    "41": "Rulindo",
    "42": "Gakenke",
    "43": "Musanze",
    "44": "Burera",
    "45": "Gicumbi",
    "51": "Rwamagana",
    "52": "Nyagatare",
    "53": "Gatsibo",
    "54": "Kayonza",
    "55": "Kirehe",
    "56": "Ngoma",
    "57": "Bugesera",
}
"""Code to name; the first digit of the code is the province."""
EVIDENCE: Final = ("read", "second-hand", "own", "unverified")
COLUMNS: Final = ("code", "name", "district", "neighbour", "hours", "evidence", "note")
MAX_POSTS: Final = 500
MAX_BYTES: Final = 1 << 18
_MAX_CELL: Final = 200


@dataclass(frozen=True, slots=True)
class Post:
    """A place of interviews as forms code it. `district` is None where it is in none in particular."""

    code: str
    name: str
    district: str | None
    neighbour: str
    hours: str
    evidence: str
    note: str


def district_named(text: str) -> str | None:
    """Return a district's name for its name or code; None when there is none of that name."""
    wanted = text.strip()
    return DISTRICTS.get(wanted) or next((d for d in DISTRICTS.values() if d.casefold() == wanted.casefold()), None)


def read_posts(data: bytes, name: str) -> dict[str, Post]:
    """Return the posts of a CSV file by their codes.

    Raises: DataFileInvalid with the line of every mistake.
    """
    problems = Problems()
    found: dict[str, Post] = {}
    try:
        for line, cells in _rows(data, problems):
            post = _post(cells, line, problems)
            if post.code in found:
                problems.error((line, 1), f"the post {quoted(post.code)} is there twice", "keep one of the two")
            found.setdefault(post.code, post)
    except TooManyProblems:
        pass
    if problems.any_error:
        raise data_invalid(name, problems.sorted())
    return found


def _rows(data: bytes, problems: Problems) -> list[tuple[int, dict[str, str]]]:
    """Return the rows below the header with their line numbers."""
    if len(data) > MAX_BYTES:
        problems.error((0, 0), f"the file has more than {MAX_BYTES} bytes", "keep the posts only")
        return []
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader if any(row)]
    except (UnicodeDecodeError, csv.Error):
        problems.error((0, 0), "this is no CSV file in UTF-8", "save it as CSV UTF-8")
        return []
    if not rows or tuple(rows[0][1]) != COLUMNS:
        problems.error((1, 1), "the first row does not name the columns", f"write {','.join(COLUMNS)}")
        return []
    if len(rows) > MAX_POSTS + 1:
        problems.error((0, 0), f"more than {MAX_POSTS} posts", "keep the posts only")
        return []
    return [(line, _named(line, row, problems)) for line, row in rows[1:]]


def _named(line: int, row: list[str], problems: Problems) -> dict[str, str]:
    if len(row) != len(COLUMNS):
        problems.error((line, 1), f"{len(row)} cells instead of {len(COLUMNS)}", "one for each column")
    padded = [*row, *[""] * len(COLUMNS)]
    return {column: clean(cell.strip()[:_MAX_CELL]) for column, cell in zip(COLUMNS, padded, strict=False)}


def _post(cells: Mapping[str, str], line: int, problems: Problems) -> Post:
    for column in ("code", "name"):
        if not cells[column]:
            problems.error((line, 1), f"`{column}` is empty", "every post has a code and a name")
    if cells["evidence"] not in EVIDENCE:
        problems.error((line, 1), f"{quoted(cells['evidence'])} is no evidence", f"one of {', '.join(EVIDENCE)}")
    district = district_named(cells["district"])
    if cells["district"] and district is None:
        do = problems.suggest(cells["district"], DISTRICTS.values(), "write the name of a district, or nothing")
        problems.error((line, 1), f"there is no district {quoted(cells['district'])}", do)
    return Post(
        code=cells["code"],
        name=cells["name"],
        district=district,
        neighbour=cells["neighbour"],
        hours=cells["hours"],
        evidence=cells["evidence"],
        note=cells["note"],
    )


def data_invalid(name: str, problems: tuple[Problem, ...]) -> errors.DataFileInvalid:
    """Return the error that carries all mistakes of a data file."""
    wrong = [problem for problem in problems if problem.severity == "error"]
    first = f"line {wrong[0].line}, column {wrong[0].column}: {wrong[0].what}; {wrong[0].do}"
    return errors.DataFileInvalid(name=name, count=len(wrong), first=first, problems=problems)
