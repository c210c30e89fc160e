"""What is said after a knowledge test, in words: each item with what is right and why, then what changed; and as data.

Nothing of it comes before the course is over: the first sitting says thanks and no more.
"""

from collections.abc import Sequence

from fieldkit.commands.vignettes import told_in
from fieldkit.practice.items import Item
from fieldkit.practice.sitting import Answered, Stands, changed
from fieldkit.result import Json
from fieldkit.ui.messages import say

Pages = list[tuple[str, tuple[str, ...]]]


def pages_after(found: Sequence[Answered], language: str, *, compared: bool, in_class: bool) -> Pages:
    """Return one page for each item, in the order in which they were put, and one for all of them."""
    told = [(_head(number, len(found), language), _item_lines(one, language)) for number, one in enumerate(found, 1)]
    return [*told, (say(language, "test.summary"), _summary(found, language, compared=compared, in_class=in_class))]


def _head(number: int, total: int, language: str) -> str:
    return say(language, "of", number=number, total=total)


def _item_lines(one: Answered, language: str) -> tuple[str, ...]:
    lines = [told_in(one.item.question, language), "", *_stands(one, language)]
    lines += _since(one, language)
    return (*lines, "", told_in(one.item.why, language))


def _stands(one: Answered, language: str) -> list[str]:
    right = f"+ {say(language, 'test.better', words=choice_of(one.item, one.item.right, language))}"
    if one.stands is Stands.RIGHT:
        chosen = say(language, "test.chose", words=choice_of(one.item, one.item.right, language))
        return [f"+ {chosen}", f"  {say(language, 'test.right')}"]
    if one.stands is Stands.NOT_RIGHT:
        return [f"? {say(language, 'test.chose', words=choice_of(one.item, str(one.chosen), language))}", right]
    return [f"- {say(language, f'test.{one.stands.value}')}", right]


def _since(one: Answered, language: str) -> list[str]:
    if one.before is None or one.right is None or one.before == one.right:
        return []
    return ["", say(language, "test.now_right" if one.right else "test.was_right")]


def _summary(found: Sequence[Answered], language: str, *, compared: bool, in_class: bool) -> tuple[str, ...]:
    marks = [one.right for one in found if one.right is not None]
    facts = {"right": sum(marks), "of": len(marks), "left": len(found) - len(marks)}
    lines = [say(language, "test.marks", **facts)]
    if compared:
        change = changed(found)
        rows = {"gained": change.gained, "lost": change.lost, "same": change.same, "other": change.other}
        lines += ["", say(language, "test.changed")]
        lines += [f"- {say(language, f'test.{word}', n=number)}" for word, number in rows.items() if number]
    elif in_class:
        lines += ["", say(language, "test.not_here")]
    return (*lines, "", say(language, "test.no_grade"))


def choice_of(item: Item, code: str, language: str) -> str:
    """Return the words of a choice."""
    return told_in(item.choices[code], language)


# --- for machines ----------------------------------------------------------------------------------------------


def items_data(found: Sequence[Answered]) -> list[Json]:
    """Return each item of a sitting after the course."""
    return [
        {
            "item": one.item.id,
            "chosen": one.chosen if isinstance(one.chosen, str) else one.chosen.value,
            "right": one.item.right,
            "standing": one.stands.value,
            "before": one.before,
        }
        for one in found
    ]
