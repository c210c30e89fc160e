"""Posts and districts. docs/instruments.md."""

import pytest

from fieldkit.cases.places import DISTRICTS, district_named, read_posts
from fieldkit.errors import DataFileInvalid
from tests.cases.mistakes import told

HEAD = "code,name,district,neighbour,hours,evidence,note\n"
ROW = "gatuna,Gatuna,Gicumbi,UG,24h,second-hand,\n"


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
    found = read_posts((HEAD + ROW + "path,A path,,,,own,\n").encode(), "posts.csv")
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
        (HEAD + ROW.replace("second-hand", "sure"), "line 2, column 1: 'sure' is no evidence"),
        (HEAD + "a,b\n", "line 2, column 1: 2 cells instead of 7"),
        (HEAD + ",Gatuna,,,,own,\n", "line 2, column 1: `code` is empty"),
        (ROW, "line 1, column 1: the first row does not name the columns"),
        ("", "line 1, column 1: the first row does not name the columns"),
        (HEAD + '"open', "this is no CSV file in UTF-8"),
        (HEAD + ROW * 600, "more than 500 posts"),
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
        read_posts(HEAD.encode() + b"\xff\xfe,a,,,,own,\n", "posts.csv")
