"""One sitting of a knowledge test: how each item stands, what changed, and its typed line."""

import dataclasses

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto.sign import PublicKey
from fieldkit.forms.values import NonAnswer
from fieldkit.practice.items import Answer, Bank, Item, sheet
from fieldkit.practice.sitting import Change, Stands, answered, changed
from fieldkit.sync.bundle.class_file import ListedBank
from fieldkit.sync.bundle.class_result import ClassResult
from fieldkit.workflows.class_banks import bank_items, class_items, is_bank_line, line_of_bank, result_of_bank_line
from fieldkit.workflows.class_figures import marks_of
from tests.practice.test_class_runs import CLASS

MARKS = st.sampled_from([True, False, None])


def item(name: str) -> Item:
    return Item(
        id=name,
        theme="duty",
        audience=("border_officer",),
        question={"en": f"What about {name}?"},
        choices={"a": {"en": "this"}, "b": {"en": "that"}},
        right="a",
        why={"en": "because"},
    )


def bank(size: int) -> Bank:
    return Bank(
        id="own_test",
        version="1",
        title={"en": "Test"},
        languages=("en",),
        audience=("border_officer",),
        source="own",
        items=tuple(item(f"i{number}") for number in range(size)),
    )


FOUR = bank(4)
NAMES = tuple(one.id for one in FOUR.items)
WITH_TEST = dataclasses.replace(CLASS, bank=ListedBank("own_test", "5b" * 32))


def result(found: Bank, right: dict[str, bool | None] | None, **changes: object) -> ClassResult:
    made = ClassResult(
        class_id=CLASS.id,
        who="7",
        key=PublicKey(bytes(32)),
        n=1,
        made="2026-11-25",
        of="bank",
        name=found.id,
        hash="5b" * 32,
        form="",
        form_hash="",
        phase="before",
        seconds=600,
        left=right is None,
        items=bank_items(found, right or {}),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def test_how_each_item_stands() -> None:
    """Right; not right; not known, which is not right; left out, which is not marked."""
    given: dict[str, Answer] = dict(zip(NAMES, ("a", "b", NonAnswer.DONT_KNOW, NonAnswer.REFUSED), strict=True))
    found = {one.item.id: one for one in answered(FOUR, sheet(FOUR, NAMES, b"seed"), given)}
    assert [found[name].stands for name in NAMES] == [
        Stands.RIGHT,
        Stands.NOT_RIGHT,
        Stands.NOT_KNOWN,
        Stands.LEFT_OUT,
    ]
    assert [found[name].right for name in NAMES] == [True, False, False, None]


def test_what_changed_is_told_of_items_that_asked_the_same() -> None:
    """Marked both times, and with the same words; the others are counted, not compared."""
    prints = {one.id: one.fingerprint for one in FOUR.items}
    before = {
        "i0": (prints["i0"], False),
        "i1": (prints["i1"], True),
        "i2": ("00" * 8, True),
        "i3": (prints["i3"], None),
    }
    given: dict[str, Answer] = {"i0": "a", "i1": "b", "i2": "a", "i3": "a"}
    found = answered(FOUR, sheet(FOUR, NAMES, b"seed"), given, before)
    assert changed(found) == Change(gained=1, lost=1, same=0, other=2)


def test_a_class_draws_the_same_items_whenever_it_is_asked() -> None:
    """Where it names the test, its own number of them, whatever is asked for; else as many as are asked for."""
    named = dataclasses.replace(WITH_TEST, bank=ListedBank("own_test", "5b" * 32, 2))
    assert len(class_items(named, FOUR, 4)) == 2
    assert class_items(named, FOUR) == class_items(CLASS, FOUR, 2)
    assert set(class_items(CLASS, FOUR, 2)) < set(class_items(CLASS, FOUR, 3))
    assert class_items(CLASS, FOUR) == NAMES
    wide = bank(40)
    assert class_items(CLASS, wide, 20) != class_items(dataclasses.replace(CLASS, nonce="cd" * 16), wide, 20)


@given(st.lists(MARKS, min_size=4, max_size=60), st.integers(1, 63), st.sampled_from(["7", "Étang"]))
def test_what_a_line_says_is_what_was_marked(marks: list[bool | None], n: int, who: str) -> None:
    """Sixty items fit, which is as many as a bank has."""
    found = bank(len(marks))
    right = {one.id: mark for one, mark in zip(found.items, marks, strict=True)}
    own = result(found, right, n=n, who=who)
    line = line_of_bank(own, WITH_TEST, found)
    assert is_bank_line(line, WITH_TEST)
    back = result_of_bank_line(line, who, "2026-11-25", WITH_TEST, found)
    assert back == dataclasses.replace(own, typed=True)
    assert marks_of(back) == {name: stands == "as_in_key" for name, stands in own.items if stands != "left_open"}


def test_a_line_of_somebody_who_left_has_no_marks() -> None:
    """Only that it was so."""
    line = line_of_bank(result(FOUR, None), WITH_TEST, FOUR)
    back = result_of_bank_line(line, "7", "2026-11-25", WITH_TEST, FOUR)
    assert (back.left, back.items) == (True, ())


def test_a_line_of_something_else_is_refused() -> None:
    """Another person's, another class's, more than the test has, a number that no line holds."""
    line = line_of_bank(result(bank(60), dict.fromkeys((f"i{n}" for n in range(60)), True)), WITH_TEST, bank(60))
    other = dataclasses.replace(WITH_TEST, id="c-ffffffffffffffff")
    for who, found, size in (("8", WITH_TEST, 60), ("7", other, 60), ("7", CLASS, 60), ("7", WITH_TEST, 4)):
        with pytest.raises(errors.ResultLineWrong):
            result_of_bank_line(line, who, "2026-11-25", found, bank(size))
    with pytest.raises(errors.BundleOverflow):
        line_of_bank(result(FOUR, {}, n=64), WITH_TEST, FOUR)
    assert not is_bank_line(line, CLASS)
