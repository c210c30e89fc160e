"""Every coefficient equals published worked examples. docs/agreement.md 5 names what was read where."""

from pathlib import Path

import pytest

from fieldkit.practice.agreement import figure
from fieldkit.practice.coefficients import Coefficient
from fieldkit.practice.ratings import Ratings
from tests.practice import published as p

PERCENT, COHEN, FLEISS, AC1, ALPHA = Coefficient
ABSTRACTORS = p.from_square(p.GWET_ABSTRACTORS)
SIX = p.from_counts(p.GWET_6_PSYCHIATRISTS)
RAW4 = p.from_words(p.KRIPPENDORFF_C)

CASES = [
    pytest.param(PERCENT, ABSTRACTORS, 0.89, id="percent, two raters: Gwet, irrCAC README"),
    pytest.param(PERCENT, SIX, 0.5511111, id="percent, six raters: Gwet, irrCAC README"),
    pytest.param(PERCENT, RAW4, 0.8181818, id="percent, missing ratings: Gwet, irrCAC README"),
    pytest.param(COHEN, ABSTRACTORS, 0.7964094, id="Cohen: Gwet, irrCAC README"),
    pytest.param(COHEN, p.from_square(p.SAS), 0.4842, id="Cohen: SAS printout in statsmodels"),
    pytest.param(FLEISS, p.ratings([tuple(row) for row in p.FLEISS_1971.split()]), 0.4302445, id="Fleiss 1971: irr"),
    pytest.param(FLEISS, SIX, 0.4139265, id="Fleiss: Gwet, irrCAC README"),
    pytest.param(FLEISS, RAW4, 0.76117, id="Fleiss, missing ratings: Gwet, irrCAC README"),
    pytest.param(AC1, ABSTRACTORS, 0.8493305, id="AC1, two raters: Gwet, irrCAC README"),
    pytest.param(AC1, SIX, 0.4448007, id="AC1, six raters: Gwet, irrCAC README"),
    pytest.param(AC1, p.from_counts(p.GWET_4_CATEGORIES), 0.3518903, id="AC1, four raters: Gwet, irrCAC README"),
    pytest.param(AC1, RAW4, 0.77544, id="AC1, missing ratings: Gwet, irrCAC README"),
    pytest.param(ALPHA, ABSTRACTORS, 0.7972585, id="alpha, two raters: Gwet, irrCAC README"),
    pytest.param(ALPHA, SIX, 0.4204384, id="alpha, six raters: Gwet, irrCAC README"),
    pytest.param(ALPHA, RAW4, 0.74342, id="alpha, missing ratings: Krippendorff's C by Gwet, irrCAC README"),
    pytest.param(ALPHA, p.by_coder(p.WIKIPEDIA_ALPHA), 0.691358, id="alpha, missing ratings: fast-krippendorff"),
]


@pytest.mark.parametrize(("which", "ratings", "value"), CASES)
def test_a_coefficient_equals_its_published_example_to_four_decimals(
    which: Coefficient, ratings: Ratings, value: float
) -> None:
    """Each figure is the published one, to the four decimals that are shown nowhere but here."""
    assert figure(ratings, which).value == pytest.approx(value, abs=0.00005)


def test_the_example_that_everybody_knows_is_printed_with_three_decimals() -> None:
    """Wikipedia's 14 raters and 10 items give Fleiss' kappa 0.210."""
    assert figure(p.from_counts(p.WIKIPEDIA_FLEISS), FLEISS).value == pytest.approx(0.210, abs=0.0005)


def test_the_page_names_every_example_with_its_figure() -> None:
    """docs/agreement.md 5 and the tests name the same figures."""
    text = (Path(__file__).parents[2] / "docs" / "agreement.md").read_text(encoding="utf-8")
    section = text.split("## 5.")[1].split("## 6.")[0]
    assert all(f" {case.values[2]} " in section for case in CASES)
