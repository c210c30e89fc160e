"""A knowledge test's marks as a result's items and as a typed line, and back. docs/practice-format.md 6, 8.4, 8.5."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fieldkit import errors
from fieldkit.practice.items import Bank, drawn
from fieldkit.practice.marks import Standing
from fieldkit.sync.bundle import class_line
from fieldkit.sync.bundle.class_file import ClassFile, ListedBank
from fieldkit.sync.bundle.class_line import Body, BodyShape
from fieldkit.sync.bundle.class_result import BANK, ClassResult
from fieldkit.workflows.class_heads import head_for, typed_result

ITEM = "item"
_STANDS = {True: Standing.AS_IN_KEY.value, False: Standing.DIFFERENT.value, None: Standing.LEFT_OPEN.value}
_DIGIT = {None: class_line.NOT_PUT, False: class_line.NOT_RIGHT, True: class_line.RIGHT}


def bank_items(bank: Bank, right: Mapping[str, bool | None]) -> tuple[tuple[str, str], ...]:
    """Return how every item stands, each with the fingerprint of its text."""
    return tuple((_name(bank, item), _STANDS[mark]) for item, mark in right.items())


def class_items(found: ClassFile, bank: Bank, size: int = 0, audience: str = "") -> tuple[str, ...]:
    """Return the ids that every laptop of a class puts, before and after, in the order of the file. Where the class
    names the bank, it also says how many and for whom."""
    listed = _listed(found, bank)
    if listed is not None:
        size, audience = listed.size, found.audience
    return drawn(bank, bytes.fromhex(found.nonce), size, audience)


def line_of_bank(result: ClassResult, found: ClassFile, bank: Bank) -> str:
    """Return the line to type, of a bank that the class names. Raises: BundleOverflow for a late run."""
    head = head_for(result, len(found.things))
    names = class_items(found, bank)
    return class_line.write_line(head, None if result.left else _body(result, bank, names), _shape(names))


def result_of_bank_line(line: str, who: str, made: str, found: ClassFile, bank: Bank) -> ClassResult:
    """Return the result of a test that was typed. Nothing proves whose it is. Raises: ResultLineWrong."""
    head, rest = class_line.read_head(line)
    listed = _listed(found, bank)
    if head.class_tag != class_line.class_tag(found.id) or listed is None:
        raise errors.ResultLineWrong(why="it is of another class")
    typed = typed_result(head, who, made, found, of=BANK, name=bank.id, sha256=listed.hash, form="", form_hash="")
    names = class_items(found, bank)
    marks = {digit: mark for mark, digit in _DIGIT.items()}
    digits = () if head.left else class_line.read_body(rest, _shape(names)).answers
    right = {name: marks[digit] for name, digit in zip(names, digits, strict=False)}
    return replace(typed, items=bank_items(bank, right))


def is_bank_line(line: str, found: ClassFile) -> bool:
    """Return whether a line is of the class's test and not of a vignette. Raises: ResultLineWrong."""
    return found.bank is not None and class_line.read_head(line)[0].place == len(found.things)


def _listed(found: ClassFile, bank: Bank) -> ListedBank | None:
    return found.bank if found.bank is not None and found.bank.id == bank.id else None


def _name(bank: Bank, item: str) -> str:
    known = bank.item(item)
    return f"{ITEM}:{item}:{known.fingerprint if known is not None else ''}"


def _shape(names: Iterable[str]) -> BodyShape:
    return BodyShape(situations=1, elements=1, steps=0, answers=len(tuple(names)), conduct=0, ways=0)


def _body(result: ClassResult, bank: Bank, names: Iterable[str]) -> Body:
    stands = dict(result.items)
    digit = {_STANDS[mark]: digit for mark, digit in _DIGIT.items()}
    answers = tuple(digit[stands.get(_name(bank, name), Standing.LEFT_OPEN.value)] for name in names)
    return Body(0, 0, (), answers, (), ())
