"""Posts and districts. docs/instruments.md."""

import pytest

from fieldkit.cases.places import DISTRICTS, district_named, read_posts, read_sectors
from fieldkit.errors import DataFileInvalid
from tests.cases.mistakes import told

HEAD = "code,name,kind,district,neighbour,other_side,hours,status,evidence,note\n"
ROW = "gatuna,Gatuna,land,Gicumbi,UG,Katuna,24h,listed,second-hand,\n"


def test_a_district_is_known_by_name_or_code() -> None:
    """There are thirty; the first digit of the code is the province."""
    assert (len(DISTRICTS), district_named("45"), district_named(" gicumbi "), district_named("Gicumb")) == (
        30,
        "Gicumbi",
        "Gicumbi",
        None,
    )


def test_a_post_has_its_district_with_how_well_that_is_known() -> None:
    """An empty district means in none in particular."""
    found = read_posts((HEAD + ROW + "path,A path,unofficial,,,,,,own,\n").encode(), "posts.csv")
    assert (found["gatuna"].district, found["gatuna"].evidence, found["path"].district) == (
        "Gicumbi",
        "second-hand",
        None,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + ROW + ROW, "line 3, column 1: the post 'gatuna' is there twice"),
        (HEAD + ROW.replace("Gicumbi", "Gicumbo"), "line 2, column 1: there is no district 'Gicumbo'; did you mean"),
        (HEAD + ROW.replace("second-hand", "sure"), "line 2, column 1: `evidence` cannot be 'sure'; one of read,"),
        (HEAD + ROW.replace("land", "lake"), "line 2, column 1: `kind` cannot be 'lake'; one of land, air,"),
        (HEAD + ROW.replace("listed", "open"), "`status` cannot be 'open'; one of listed, neighbour_closed, nothing"),
        (HEAD.replace("name,", "name,name,"), "line 1, column 1: the first row does not name the columns"),
        (HEAD + "a,b\n", "line 2, column 1: 2 cells instead of 10"),
        (HEAD + ",Gatuna,land,,,,,,own,\n", "line 2, column 1: `code` is empty"),
        (ROW, "line 1, column 1: the first row does not name the columns"),
        ("", "line 1, column 1: the first row does not name the columns"),
        (HEAD + '"open', "this is no CSV file in UTF-8"),
        (HEAD + ROW * 600, "more than 500 rows"),
        (HEAD + "x" * 300_000, "more than 262144 bytes"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, said: str) -> None:
    """A wrong district would send people to the wrong place: the file is refused as a whole."""
    with pytest.raises(DataFileInvalid) as raised:
        read_posts(text.encode(), "posts.csv")
    assert said in told(raised.value)


def test_a_file_that_is_no_text_is_refused() -> None:
    """Bytes that are no UTF-8 are not guessed at."""
    with pytest.raises(DataFileInvalid, match="no CSV file in UTF-8"):
        read_posts(HEAD.encode() + b"\xff\xfe,a,land,,,,,,own,\n", "posts.csv")


SECTORS = "name,label,district,also_spelled\n1105,Mageragere,11,Mageregere\n"


def test_a_sector_is_known_by_its_code_and_called_by_either_spelling() -> None:
    """Names are not unique; the code is what is stored."""
    sector = read_sectors(SECTORS.encode(), "s.csv")["1105"]
    assert (sector.district, sector.is_called("mageregere"), sector.is_called("Remera")) == ("Nyarugenge", True, False)


@pytest.mark.parametrize(
    "row", ["1105,Again,11,", "9901,Nowhere,99,", "2101,Elsewhere,11,", "1106,,11,"], ids=lambda row: row.split(",")[1]
)
def test_a_row_that_is_no_sector_refuses_the_file(row: str) -> None:
    """A code twice, a district that is none or another than its code says, no name."""
    with pytest.raises(DataFileInvalid) as raised:
        read_sectors(f"{SECTORS}{row}\n".encode(), "s.csv")
    assert "line 3, column 1: this is no row of a sector" in told(raised.value)
