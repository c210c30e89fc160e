"""A run's marks as a class's result and as a typed line, and a class's figures. docs/practice-format.md 8."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given, settings, strategies as st

from fieldkit import errors
from fieldkit.crypto.sign import SigningKey
from fieldkit.forms.values import AnswerValue
from fieldkit.practice.gold import Readiness
from fieldkit.practice.marking import key_judgement, mark
from fieldkit.practice.marks import Marks
from fieldkit.sync.bundle.class_file import ClassFile, Listed
from fieldkit.sync.bundle.class_line import class_tag
from fieldkit.sync.bundle.class_result import ClassResult
from fieldkit.workflows.class_figures import ClassFigures, figures, marks_of, months_later
from fieldkit.workflows.class_runs import Judged, items_of, judged, line_of, result_of_line
from tests.practice.shipped import IDS, form_of, perfect, vignette

KEY = SigningKey.from_seed(b"k" * 32)
CLASS = ClassFile(
    id="c-0123456789abcdef",
    name="Posts, June",
    audience="border_officer",
    key=KEY.public,
    recipient="",
    made="2026-11-25",
    nonce="ab" * 16,
    vignettes=tuple(Listed(name, "5b" * 32, "border_quick_screen", "5b" * 32) for name in IDS),
)
PAID, DEBT = "tea_by_the_shop", "rest_by_the_wall"


def marked(name: str, answers: Mapping[str, AnswerValue], judgement: Mapping[str, AnswerValue]) -> Marks:
    ways = {question: "leading" for question, entry in vignette(name).script.items() if entry.ways}
    kinds = {q: w for q, w in ways.items() if any(way.kind == w for way in vignette(name).script[q].ways)}
    return mark(vignette(name), form_of(name), answers, judgement, asked=kinds)


NOTHING = Judged()


def result(name: str, marks: Marks | None, chosen: Judged = NOTHING, **changes: object) -> ClassResult:
    found = ClassResult(
        class_id=CLASS.id,
        who="7",
        key=KEY.public,
        n=1,
        made="2026-11-25",
        of="vignette",
        name=name,
        hash="5b" * 32,
        form="border_quick_screen",
        form_hash="5b" * 32,
        phase="practice",
        seconds=600,
        left=marks is None,
        items=() if marks is None else items_of(marks),
        situation=chosen.situation,
        elements=chosen.elements,
        steps=chosen.steps,
    )
    return dataclasses.replace(found, **changes)  # type: ignore[arg-type]


def typed_again(found: ClassResult) -> ClassResult:
    line = line_of(found, CLASS, vignette(found.name))
    assert len(line) <= 40
    return result_of_line(line, found.who, found.made, CLASS, {name: vignette(name) for name in IDS})


@given(st.sampled_from(IDS), st.data())
@settings(max_examples=60, deadline=None)
def test_a_typed_line_says_of_every_item_what_the_file_says(name: str, data: st.DataObject) -> None:
    """Right or not right, for any answers and any judgement; and the judgement as it was."""
    kept = data.draw(st.sets(st.sampled_from(sorted(perfect(name)))))
    answers = {key: value for key, value in perfect(name).items() if key in kept}
    judgement: dict[str, AnswerValue] = {
        "situation": data.draw(st.sampled_from(["fraud", "smuggling", "i_do_not_know"])),
        "elements": data.draw(st.sampled_from([("act",), ("act", "purpose"), ("none",)])),
        "steps_now": data.draw(st.sampled_from([("refer_now", "send_back"), ("none",)])),
        "steps_after": data.draw(st.sampled_from([("talk_again", "call_family"), ()])),
    }
    found = result(name, marked(name, answers, judgement), judged(judgement))
    back = typed_again(found)
    assert marks_of(back) == marks_of(found)
    assert (back.situation, back.elements, set(back.steps)) == (found.situation, found.elements, set(found.steps))
    assert (back.n, back.phase, back.seconds, back.typed) == (1, "practice", 600, True)


def test_whoever_left_has_no_marks_on_the_line_either() -> None:
    """And every vignette that ships has a line."""
    assert typed_again(result(PAID, None, left=True)).left
    for name in IDS:
        assert typed_again(result(name, marked(name, perfect(name), key_judgement(vignette(name))))).items


def test_words_of_ones_own_are_no_part_of_a_judgement() -> None:
    """The question that would have settled it is talked about, not sent."""
    found = judged({"situation": "fraud", "settling": "who paid, Umusozi?", "steps_now": ("none",)})
    assert found == Judged("fraud", (), ())


def test_a_line_of_another_class_person_or_place_is_refused() -> None:
    """Each with its reason."""
    line = line_of(result(PAID, None), CLASS, vignette(PAID))
    other = dataclasses.replace(CLASS, id="c-" + "f" * 16)
    assert class_tag(other.id) != class_tag(CLASS.id)
    with pytest.raises(errors.ResultLineWrong, match="another person"):
        result_of_line(line, "8", "2026-11-25", CLASS, {PAID: vignette(PAID)})
    for found, vignettes in ((other, {PAID: vignette(PAID)}), (CLASS, {})):
        with pytest.raises(errors.ResultLineWrong, match="another class"):
            result_of_line(line, "7", "2026-11-25", found, vignettes)
    with pytest.raises(errors.ResultLineWrong, match="another class"):
        result_of_line(line, "7", "2026-11-25", dataclasses.replace(CLASS, vignettes=()), {PAID: vignette(PAID)})
    with pytest.raises(errors.BundleOverflow):
        line_of(result(PAID, None, n=64), CLASS, vignette(PAID))


# --- figures ---------------------------------------------------------------------------------------------------


def full(name: str, **changes: object) -> ClassResult:
    key = key_judgement(vignette(name))
    return result(name, mark(vignette(name), form_of(name), perfect(name), key), judged(key), **changes)


def nothing(name: str, **changes: object) -> ClassResult:
    return result(name, mark(vignette(name), form_of(name), {}, {}), NOTHING, **changes)


def of_two(*results: ClassResult, **changes: object) -> ClassFigures:
    listed = tuple(one for one in CLASS.vignettes if one.id in (PAID, DEBT))
    found = dataclasses.replace(CLASS, vignettes=listed)
    return figures(dataclasses.replace(found, **changes), results, "2026-11-25")  # type: ignore[arg-type]


def standing_of(*results: ClassResult) -> Readiness:
    return of_two(*results).people[0].gold.readiness


def test_the_rule_asks_for_a_whole_set() -> None:
    """Nine of ten on every vignette; what was left is no part of it, what was not begun is open."""
    assert standing_of(full(PAID), full(DEBT, n=2)) is Readiness.READY
    assert standing_of(full(PAID)) is Readiness.NOT_FULL
    assert standing_of(full(PAID), result(DEBT, None, n=2)) is Readiness.READY
    assert standing_of(result(PAID, None), result(DEBT, None, n=2)) is Readiness.NO_ITEMS
    assert standing_of(full(PAID), nothing(DEBT, n=2)) is Readiness.NOT_YET
    assert standing_of(result(PAID, None), full(PAID, n=2), full(DEBT, n=3)) is Readiness.READY


def test_with_an_assessment_only_its_vignettes_count_for_the_rule() -> None:
    """And only runs of that phase: practice may go wrong as often as one likes."""
    (paid,) = (one for one in CLASS.vignettes if one.id == PAID)
    runs = (nothing(PAID), full(PAID, n=2, phase="assessment"), nothing(DEBT, n=3))
    assert of_two(*runs, vignettes=(), assessment=(paid,)).people[0].gold.readiness is Readiness.READY


def test_the_first_run_counts() -> None:
    """Who practises a vignette again has seen its key."""
    assert standing_of(nothing(PAID), full(PAID, n=2), full(DEBT, n=3)) is Readiness.NOT_YET


def test_opt_outs_are_counted_of_nobody() -> None:
    """The class's number; no item and no agreement has them."""
    told = of_two(full(PAID), result(PAID, None, who="8"))
    assert told.left == 1
    assert {one.of for one in told.report.difficulty} == {1}
    assert not any("left" in field.name for field in dataclasses.fields(told.people[0]))


def test_before_and_after_are_paired_by_person_and_item() -> None:
    """Runs of these phases; a run that is neither is neither."""
    told = of_two(nothing(PAID, phase="before"), full(PAID, n=2, phase="after"), full(DEBT, n=3))
    person = told.people[0]
    assert person.after[0] == person.after[1] > 0
    assert person.before[0] < person.before[1]
    gained = sum(pair.gained for pair in told.report.paired)
    assert gained == sum(1 for item in marks_of(nothing(PAID)).values() if not item) > 0
    assert told.report.people is not None
    assert told.report.people.more == 1
    assert of_two(full(PAID)).report.paired == ()


def test_the_class_agrees_on_situations_over_vignettes() -> None:
    """A rater who named none is missing, not wrong."""
    told = of_two(full(PAID), full(PAID, who="8"), nothing(PAID, who="9"), full(DEBT, n=2))
    assert told.report.agreement is not None
    assert (told.report.agreement.raters, told.report.agreement.missing) == (3, 3)
    assert of_two().report.agreement is None


def test_people_stand_in_order_numbers_as_numbers() -> None:
    """2 before 10, names behind; of one name with two keys it is said."""
    other = SigningKey.from_seed(b"o" * 32).public
    told = of_two(full(PAID, who="10"), full(PAID, who="2"), full(PAID, who="Ann"), full(DEBT, who="Ann", key=other))
    assert [(one.who, one.keys) for one in told.people] == [("2", 1), ("10", 1), ("Ann", 2)]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-25", 12, "2027-11-25"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-12-05", 1, "2027-01-05"),
        ("9999-06-01", 12, "9999-12-31"),
    ],
)
def test_a_refresher_is_due_on_the_same_day_months_later(day: str, months: int, later: str) -> None:
    """The last of the month where it has no such day; a clock that is nonsense keeps nobody's figures back."""
    assert months_later(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(later)
