"""A result as one line that people type: mixed radix, and a check that notices slips. docs/practice-format.md 8.5."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from fieldkit import errors
from fieldkit.crypto import typed_code
from fieldkit.crypto.typed_code import LONG_CHECK, Shape

LINE = Shape(size=30, check=4, prime=LONG_CHECK, group=5)
VERSION = 1
NOT_PUT, NOT_RIGHT, RIGHT = range(3)
"""How an answer stands on the line."""
MOST_MINUTES, MOST_N, MOST_NUMBER = 63, 63, 2**14 - 1
_HEAD = (4, 2**15, 2, 2**14, 64, 4, 64, 2, 64)


@dataclass(frozen=True, slots=True)
class BodyShape:
    """What the vignette says of the rest of the line: how many categories, steps, and items there are."""

    situations: int
    elements: int
    steps: int
    answers: int
    conduct: int
    ways: int

    @property
    def radices(self) -> tuple[int, ...]:
        many = ((2, self.steps), (3, self.answers), (2, self.conduct), (3, self.ways))
        return (self.situations, self.elements, *(radix for radix, count in many for _ in range(count)))


@dataclass(frozen=True, slots=True)
class Head:
    """What every line says. `number` is the trainee's, None where it is a name, of which `name_tag` is a part."""

    class_tag: int
    number: int | None
    name_tag: int
    place: int
    phase: int
    n: int
    left: bool
    minutes: int

    def fits(self, who: str) -> bool:
        """Return whether this is the person's line."""
        return head_of(who) == (self.number, self.name_tag)


@dataclass(frozen=True, slots=True)
class Body:
    """What the line of a run that was not left says, as places in lists that both sides know."""

    situation: int
    elements: int
    steps: tuple[int, ...]
    answers: tuple[int, ...]
    conduct: tuple[int, ...]
    ways: tuple[int, ...]

    @property
    def digits(self) -> tuple[int, ...]:
        return (self.situation, self.elements, *self.steps, *self.answers, *self.conduct, *self.ways)


def class_tag(class_id: str) -> int:
    """Return the part of a class's id that a line carries."""
    return int(class_id.removeprefix("c-")[:4], 16) >> 1


def head_of(who: str) -> tuple[int | None, int]:
    """Return a person as a line has it: the number itself, or a part of the name's hash."""
    if who.isascii() and who.isdigit() and str(int(who)) == who and int(who) <= MOST_NUMBER:
        return int(who), 0
    return None, int.from_bytes(hashlib.sha256(who.encode()).digest()[:2], "big") >> 2


def write_line(head: Head, body: Body | None, shape: BodyShape) -> str:
    """Return the line; of somebody who left the body is None. Raises: BundleOverflow when it is too much for a line."""
    who = head.name_tag if head.number is None else head.number
    kind = int(head.number is not None)
    digits = [VERSION, head.class_tag, kind, who, head.place, head.phase, head.n, int(head.left), head.minutes]
    radices: list[int] = [*_HEAD]
    if body is not None:
        digits += body.digits
        radices += shape.radices
    if _product(radices) > LINE.limit:
        raise errors.BundleOverflow(what="a typed line", found=_product(radices).bit_length(), limit=LINE.limit)
    return typed_code.spell(_packed(digits, radices), LINE)


def read_head(line: str) -> tuple[Head, int]:
    """Return what a line says of who and which, and the rest as a number. Raises: ResultLineWrong."""
    try:
        number = typed_code.read(line, LINE)
    except errors.MistypedCode as error:
        raise errors.ResultLineWrong(why=error.facts["why"]) from None
    digits, rest = _unpacked(number, _HEAD)
    version, tag, is_number, who, place, phase, n, left, minutes = digits
    if version != VERSION:
        raise errors.ResultLineWrong(why="another version of fieldkit made it")
    own = who if is_number else None
    return Head(tag, own, 0 if is_number else who, place, phase, n, bool(left), minutes), rest


def read_body(rest: int, shape: BodyShape) -> Body:
    """Return how the run stands. Raises: ResultLineWrong when more is in the line than the vignette has."""
    digits, more = _unpacked(rest, shape.radices)
    if more:
        raise errors.ResultLineWrong(why="it is of another text of the vignette")
    left = iter(digits[2:])
    steps, answers, conduct = (tuple(islice(left, count)) for count in (shape.steps, shape.answers, shape.conduct))
    return Body(digits[0], digits[1], steps, answers, conduct, tuple(left))


def _packed(digits: Sequence[int], radices: Sequence[int]) -> int:
    number = 0
    for digit, radix in zip(reversed(digits), reversed(radices), strict=True):
        if not 0 <= digit < radix:
            raise ValueError("a digit does not fit the line")
        number = number * radix + digit
    return number


def _unpacked(number: int, radices: Iterable[int]) -> tuple[list[int], int]:
    digits = []
    for radix in radices:
        number, digit = divmod(number, radix)
        digits.append(digit)
    return digits, number


def _product(radices: Iterable[int]) -> int:
    total = 1
    for radix in radices:
        total *= radix
    return total
