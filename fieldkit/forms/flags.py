"""Which answers say who somebody is: those that a form flags, and whatever is made of them. form-language 3.2"""

from collections.abc import Iterator
from functools import lru_cache

from fieldkit.forms.dependencies import trails
from fieldkit.forms.model import Form, Formula, Question
from fieldkit.forms.names import Names

IDENTIFYING = "identifying"


def identifying_keys(form: Form) -> frozenset[str]:
    """Return the keys of the questions that are flagged identifying, or that take their value or choices from such."""
    return _found(_ById(form))


class _ById:
    """A form as a key of the cache: by what it was made of."""

    __slots__ = ("form",)

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return hash(self.form.form_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.form.form_hash == self.form.form_hash


@lru_cache(maxsize=8)
def _found(key: _ById) -> frozenset[str]:
    form = key.form
    names = Names(form)
    reads = {question.key: frozenset(_reads(question, names)) for question in form.questions}
    found = {question.key for question in form.questions if IDENTIFYING in question.flags}
    while True:
        more = {key for key, read in reads.items() if key not in found and read & found}
        if not more:
            return frozenset(found)
        found |= more


def _reads(question: Question, names: Names) -> Iterator[str]:
    """Yield the keys of the questions whose answers may become part of this one's value or choices."""
    for formula in _formulas(question):
        for trail in trails(formula.parsed.tree, names, question):
            if isinstance(trail.target, Question):
                yield trail.target.key
    given = question.choices_from
    for name in (given.value, given.label) if given is not None else ():
        item = names.first.get(name)
        if isinstance(item, Question):
            yield item.key


def _formulas(question: Question) -> Iterator[Formula]:
    if question.calculation is not None:
        yield question.calculation
    if isinstance(question.default, Formula):
        yield question.default
