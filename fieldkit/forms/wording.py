"""Expressions in words: "the answer to 'age' is below 18". What has no plain wording stays as it is written."""

from collections.abc import Mapping

from fieldkit.forms.compile import compile_form
from fieldkit.forms.expression import syntax
from fieldkit.forms.expression.convert import MIRROR, number_text
from fieldkit.forms.model import Form, Formula, Localised, Question, text_in
from fieldkit.forms.names import Item
from fieldkit.forms.values import NonAnswer

_COMPARED: Mapping[str, str] = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}
_WHY = {
    NonAnswer.BLANK.value: "left blank",
    NonAnswer.DONT_KNOW.value: "answered with: don't know",
    NonAnswer.REFUSED.value: "refused",
    NonAnswer.NOT_ASKED.value: "not asked",
    NonAnswer.IRRELEVANT.value: "dropped",
}
_SIGNS = {"+": "+", "-": "-", "*": "times", "div": "divided by", "mod": "modulo"}


class _NoWords(Exception):
    """Raised inside this module where there is no plain wording."""


def in_words(formula: Formula, form: Form, language: str = "", own: Question | None = None) -> str:
    """Return an expression in English words with the labels of choices in `language`, or as it is written.

    `own` is the question that `.` means.
    """
    try:
        return _Words(compile_form(form).names.first, form, language or form.default_language, own).condition(
            formula.parsed.tree
        )
    except _NoWords:
        return " ".join(formula.text.split())


class _Words:
    def __init__(self, names: Mapping[str, Item], form: Form, language: str, own: Question | None) -> None:
        self.names = names
        self.form = form
        self.language = language
        self.own = own

    def question(self, name: str) -> Question | None:
        item = self.names.get(name)
        return item if isinstance(item, Question) else None

    # --- what is true or not

    def condition(self, tree: syntax.Tree, inside: bool = False) -> str:
        match tree:
            case syntax.Chain(operands, operators, _) if operators[0] in ("and", "or"):
                told = f" {operators[0]} ".join(self.condition(part, True) for part in operands)
                return f"({told})" if inside else told
            case syntax.Comparison(operator, left, right, _):
                return self.comparison(operator, left, right)
            case syntax.Call("not", (part,), _):
                return self.negated(part)
            case syntax.Call("selected", (of, syntax.Literal(value)), _):
                return f"{self.choice(of, value)} is chosen in {self.named(of)}"
            case syntax.Call(("true" | "false") as word, (), _):
                return "always" if word == "true" else "never"
            case syntax.Call("regex", (of, syntax.Literal(pattern)), _):
                return f"{self.value(of)} has the form {pattern}"
            case _:
                raise _NoWords

    def negated(self, tree: syntax.Tree) -> str:
        match tree:
            case syntax.Call("selected", (of, syntax.Literal(value)), _):
                return f"{self.choice(of, value)} is not chosen in {self.named(of)}"
            case _:
                return f"not ({self.condition(tree)})"

    def comparison(self, operator: str, left: syntax.Tree, right: syntax.Tree) -> str:
        if isinstance(left, syntax.Number | syntax.Literal) and not isinstance(right, syntax.Number | syntax.Literal):
            left, right, operator = right, left, MIRROR[operator]
        if isinstance(left, syntax.Call) and left.name == "nr" and isinstance(right, syntax.Literal):
            return self.reason(left, operator, right.value)
        if isinstance(right, syntax.Literal) and not right.value and operator in ("=", "!="):
            return f"{self.named(left)} is {'not answered' if operator == '=' else 'answered'}"
        if isinstance(right, syntax.Literal):
            return f"{self.value(left)} {_COMPARED[operator]} {self.choice(left, right.value)}"
        return f"{self.value(left)} {_COMPARED[operator]} {self.value(right)}"

    def reason(self, call: syntax.Call, operator: str, why: str) -> str:
        if operator not in ("=", "!=") or len(call.arguments) != 1:
            raise _NoWords
        told = _WHY.get(why, "answered" if not why else "")
        if not told:
            raise _NoWords
        return f"{self.named(call.arguments[0])} is {'not ' if operator == '!=' else ''}{told}"

    # --- what has a value

    def value(self, tree: syntax.Tree) -> str:
        match tree:
            case syntax.Number(number):
                return number_text(number)
            case syntax.Literal(text):
                return f"'{text}'"
            case syntax.Self():
                return "the answer"
            case syntax.Reference(name):
                question = self.question(name)
                computed = question is not None and not question.type.takes_answer
                return f"'{name}'" if computed else f"the answer to '{name}'"
            case syntax.Call("today", (), _):
                return "today"
            case syntax.Call("count-selected", (of,), _):
                return f"the number of choices in {self.named(of)}"
            case syntax.Call("string-length", (of,), _):
                return f"the length of {self.named(of)}"
            case syntax.Call(("sum" | "count" | "min" | "max") as word, (of,), _):
                return f"the {_TOTALS[word]} of {self.named(of)}"
            case syntax.Chain(operands, operators, _) if operators[0] in _SIGNS:
                told = self.value(operands[0])
                for sign, part in zip(operators, operands[1:], strict=True):
                    told += f" {_SIGNS[sign]} {self.value(part)}"
                return told
            case syntax.Negation(part, _):
                return f"-{self.value(part)}"
            case _:
                raise _NoWords

    def named(self, tree: syntax.Tree) -> str:
        match tree:
            case syntax.Reference(name):
                return f"'{name}'"
            case syntax.Self():
                return "the answer"
            case _:
                raise _NoWords

    def choice(self, of: syntax.Tree, value: str) -> str:
        """Return a choice by its label, any other text in quotes."""
        question = self.own if isinstance(of, syntax.Self) else None
        if isinstance(of, syntax.Reference):
            question = self.question(of.name)
        labels: Mapping[str, Localised] = self.form.choices.get(question.list_name, {}) if question is not None else {}
        label = text_in(labels.get(value, {}), self.language, self.form.stand_in(self.language))
        return f"'{label or value}'"


_TOTALS = {"sum": "sum", "count": "number", "min": "least", "max": "greatest"}
