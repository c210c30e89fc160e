"""Published worked examples of coefficients of agreement, with where each was read. docs/agreement.md 5."""

from collections.abc import Sequence

from fieldkit.practice.ratings import Ratings, Row

WIKIPEDIA_FLEISS = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)
"""14 raters, 10 items, 5 categories (Wikipedia, Fleiss' kappa), as in statsmodels' test_inter_rater.py."""

FLEISS_1971 = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445 "
    "333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
)
"""30 patients, 6 diagnoses each (Fleiss 1971, table 1), as in R's irr `diagnoses` and statsmodels' tests."""

GWET_6_PSYCHIATRISTS = (
    (0, 0, 0, 6, 0),
    (0, 3, 0, 0, 3),
    (0, 1, 4, 0, 1),
    (0, 0, 0, 0, 6),
    (0, 3, 0, 3, 0),
    (2, 0, 4, 0, 0),
    (0, 0, 4, 0, 2),
    (2, 0, 3, 1, 0),
    (2, 0, 0, 4, 0),
    (0, 0, 0, 0, 6),
    (1, 0, 0, 5, 0),
    (1, 1, 0, 4, 0),
    (0, 3, 3, 0, 0),
    (1, 0, 0, 5, 0),
    (0, 2, 0, 3, 1),
)
"""15 patients of Fleiss 1971 (Gwet, irrCAC `distrib.6raters`)."""

GWET_4_CATEGORIES = tuple(
    zip(
        (3, 2, 2, 2, 3, 3, 0, 0, 0, 3, 0, 0, 0, 0, 3),
        (0, 1, 1, 0, 1, 1, 4, 3, 0, 1, 4, 3, 2, 0, 1),
        (1, 1, 1, 2, 0, 0, 0, 1, 4, 0, 0, 1, 2, 4, 0),
        strict=True,
    )
)
"""4 raters, 15 subjects (Gwet, irrCAC `cac.dist4cat`, columns 2 to 4)."""

GWET_ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
"""Two abstractors, 100 pregnancies (Gwet, irrCAC `cont3x3abstractors`)."""

SAS = ((0, 4, 1), (0, 8, 0), (0, 1, 5))
"""Two raters, 19 subjects: a printout of SAS in statsmodels' test_inter_rater.py."""

KRIPPENDORFF_C = (
    "1 1 - 1",
    "2 2 3 2",
    "3 3 3 3",
    "3 3 3 3",
    "2 2 2 2",
    "1 2 3 4",
    "4 4 4 4",
    "1 1 2 1",
    "2 2 2 2",
    "- 5 5 5",
    "- - 1 1",
    "- - 3 -",
)
"""4 observers, 12 units, missing ratings (Krippendorff 2011, example C; Gwet's `cac.raw4raters`; irr's `nmm`)."""

WIKIPEDIA_ALPHA = (
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
"""3 coders, 15 units, missing ratings (Wikipedia, Krippendorff's alpha), as in fast-krippendorff's tests."""


def ratings(rows: Sequence[Row], offered: int = 0) -> Ratings:
    """Name raters and items by their numbers."""
    raters = tuple(f"r{number}" for number in range(len(rows[0]) if rows else 0))
    return Ratings(raters, tuple(f"i{number}" for number in range(len(rows))), tuple(rows), offered)


def from_counts(counts: Sequence[Sequence[int]]) -> Ratings:
    """Return ratings in which each category was given as often as the table of items and categories says."""
    return ratings([tuple(str(at) for at, n in enumerate(row) for _ in range(n)) for row in counts], len(counts[0]))


def from_square(table: Sequence[Sequence[int]]) -> Ratings:
    """Return the ratings of two raters from their contingency table."""
    pairs = [(str(a), str(b)) for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    return ratings(pairs, len(table))


def from_words(lines: Sequence[str]) -> Ratings:
    """Return ratings from a line for each item; a dash or a star is a missing rating."""
    return ratings([tuple(None if word in "-*" else word for word in line.split()) for line in lines])


def by_coder(lines: Sequence[str]) -> Ratings:
    """Return ratings from a line for each coder."""
    columns = zip(*(line.split() for line in lines), strict=True)
    return from_words([" ".join(column) for column in columns])
