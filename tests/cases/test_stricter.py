"""The stricter risk stands while versions differ. store-format 13"""

from hypothesis import given, strategies as st

from fieldkit.cases.stricter import CHILD, LABELS, NO_RISK, Risk, risk_of, strictest
from fieldkit.forms.classify import ResultLabel
from fieldkit.result import Json

RISKS = st.builds(
    Risk,
    st.none() | st.sampled_from(LABELS),
    urgent=st.booleans(),
    suspicion=st.booleans(),
    child=st.none() | st.sampled_from(CHILD),
)


def test_every_result_has_its_place() -> None:
    """A new result label must be placed before it can be merged."""
    assert set(LABELS) == {label.value for label in ResultLabel}


@given(st.lists(RISKS, min_size=1, max_size=4))
def test_nothing_is_milder_than_any_version(risks: list[Risk]) -> None:
    """One urgent version makes it urgent, one child a child; the label is one that a version has."""
    found = strictest(risks)
    assert found == strictest(reversed(risks))
    assert strictest([found, *risks]) == found
    for one in risks:
        assert (found.urgent, found.suspicion) >= (one.urgent and found.urgent, False)
        assert found.urgent or not one.urgent
        assert found.suspicion or not one.suspicion
        assert one.label is None or LABELS.index(found.label or "") <= LABELS.index(one.label)
        assert one.child is None or CHILD.index(found.child or "") <= CHILD.index(one.child)
    assert found.label in {one.label for one in risks}


def test_a_word_that_is_not_known_here_stands_before_all() -> None:
    """A newer fieldkit may have a result that this one cannot place: nobody calls it mild."""
    assert strictest([Risk("possible_trafficking", False, False, "no"), Risk("new", False, False, "odd")]) == Risk(
        "new", urgent=False, suspicion=False, child="odd"
    )


def test_none_gives_no_risk_and_a_content_states_its_own() -> None:
    """What was erased says nothing."""
    assert strictest([]) == NO_RISK == risk_of({})
    told: dict[str, Json] = {
        "result": {"label": "needs_review", "urgent": True, "suspicion": 1},
        "profile": {"child": "yes"},
    }
    assert risk_of(told) == Risk("needs_review", urgent=True, suspicion=False, child="yes")
