"""Rwanda's districts and sectors, and the posts where interviews take place: which district each is in.

The format: docs/instruments/data.md. Codes are what is stored: twelve sectors are called as a district is, and
twenty-six names of sectors occur in several districts.
"""

import csv
import io
from collections.abc import Mapping, Sequence
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
POST_KINDS: Final = ("land", "air", "unofficial", "internal")
POST_STATES: Final = ("listed", "neighbour_closed", "")
"""`listed`: stood on the immigration service's page as open when it was read; "": no post at all."""
COLUMNS: Final = (
    *("code", "name", "kind", "district", "neighbour", "other_side", "hours", "status", "evidence", "note"),
)
"""Every one must be there; `name::fr` and the like may be as well: forms show them, nothing here reads them."""
SECTOR_COLUMNS: Final = ("name", "label", "district", "also_spelled")
MAX_POSTS: Final = 500
MAX_SECTORS: Final = 2_000
MAX_BYTES: Final = 1 << 18
_MAX_CELL: Final = 200


@dataclass(frozen=True, slots=True)
class Post:
    """A place of interviews as forms code it. `district` is None where it is in none in particular."""

    code: str
    name: str
    kind: str
    district: str | None
    neighbour: str
    other_side: str
    hours: str
    status: str
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector by its code; its name may be that of other sectors, or of a district. `district` is a name."""

    code: str
    name: str
    district: str
    also_spelled: str = ""

    def is_called(self, name: str) -> bool:
        return name.casefold() in (self.name.casefold(), self.also_spelled.casefold())


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
        for line, cells in _rows(data, problems, COLUMNS, MAX_POSTS):
            post = _post(cells, line, problems)
            if post.code in found:
                problems.error((line, 1), f"the post {quoted(post.code)} is there twice", "keep one of the two")
            found.setdefault(post.code, post)
    except TooManyProblems:
        pass
    if problems.any_error:
        raise data_invalid(name, problems.sorted())
    return found


def read_sectors(data: bytes, name: str) -> dict[str, Sector]:
    """Return the sectors of a CSV file by their codes.

    Raises: DataFileInvalid with the line of every mistake.
    """
    problems = Problems()
    found: dict[str, Sector] = {}
    try:
        for line, cells in _rows(data, problems, SECTOR_COLUMNS, MAX_SECTORS):
            code, district = cells["name"], DISTRICTS.get(cells["district"])
            if district is None or not code.startswith(cells["district"]) or not cells["label"] or code in found:
                do = "code, name, and the code of the district that it begins with; each code once"
                problems.error((line, 1), f"this is no row of a sector: {quoted(code)}", do)
            found[code] = Sector(code, cells["label"], district or "", cells["also_spelled"])
    except TooManyProblems:
        pass
    if problems.any_error:
        raise data_invalid(name, problems.sorted())
    return found


def _rows(data: bytes, problems: Problems, columns: Sequence[str], most: int) -> list[tuple[int, dict[str, str]]]:
    """Return the rows below the header with their line numbers."""
    if len(data) > MAX_BYTES:
        problems.error((0, 0), f"the file has more than {MAX_BYTES} bytes", "keep the rows that ship")
        return []
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader if any(row)]
    except (UnicodeDecodeError, csv.Error):
        problems.error((0, 0), "this is no CSV file in UTF-8", "save it as CSV UTF-8")
        return []
    head = rows[0][1] if rows else []
    if set(columns) - set(head) or len(set(head)) < len(head):
        problems.error((1, 1), "the first row does not name the columns", f"write {','.join(columns)}")
        return []
    if len(rows) > most + 1:
        problems.error((0, 0), f"more than {most} rows", "keep the rows that ship")
        return []
    return [(line, _named(line, head, row, problems)) for line, row in rows[1:]]


def _named(line: int, head: Sequence[str], row: Sequence[str], problems: Problems) -> dict[str, str]:
    if len(row) != len(head):
        problems.error((line, 1), f"{len(row)} cells instead of {len(head)}", "one for each column")
    padded = [*row, *[""] * len(head)]
    return {column: clean(cell.strip()[:_MAX_CELL]) for column, cell in zip(head, padded, strict=False)}


def _post(cells: Mapping[str, str], line: int, problems: Problems) -> Post:
    for column in ("code", "name"):
        if not cells[column]:
            problems.error((line, 1), f"`{column}` is empty", "every post has a code and a name")
    for column, words in (("evidence", EVIDENCE), ("kind", POST_KINDS), ("status", POST_STATES)):
        if cells[column] not in words:
            one_of = f"one of {', '.join(word or 'nothing' for word in words)}"
            problems.error((line, 1), f"`{column}` cannot be {quoted(cells[column])}", one_of)
    district = district_named(cells["district"])
    if cells["district"] and district is None:
        do = problems.suggest(cells["district"], DISTRICTS.values(), "write the name of a district, or nothing")
        problems.error((line, 1), f"there is no district {quoted(cells['district'])}", do)
    return Post(
        code=cells["code"],
        name=cells["name"],
        kind=cells["kind"],
        district=district,
        neighbour=cells["neighbour"],
        other_side=cells["other_side"],
        hours=cells["hours"],
        status=cells["status"],
        evidence=cells["evidence"],
        note=cells["note"],
    )


def data_invalid(name: str, problems: tuple[Problem, ...]) -> errors.DataFileInvalid:
    """Return the error that carries all mistakes of a data file."""
    wrong = [problem for problem in problems if problem.severity == "error"]
    first = f"line {wrong[0].line}, column {wrong[0].column}: {wrong[0].what}; {wrong[0].do}"
    return errors.DataFileInvalid(name=name, count=len(wrong), first=first, problems=problems)
