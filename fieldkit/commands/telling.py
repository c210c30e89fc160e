"""How a stored interview is told to a person: its answers under their questions, its result in words, its reasons."""

from collections.abc import Mapping

from fieldkit import errors
from fieldkit.commands.library import forms_here
from fieldkit.forms.check import load_form
from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.model import Form, Question, text_in
from fieldkit.forms.values import AnswerValue, NonAnswer, from_json
from fieldkit.result import Json

LANGUAGE = "en"
_NON_ANSWERS = {
    NonAnswer.BLANK: "(left blank)",
    NonAnswer.DONT_KNOW: "(does not know)",
    NonAnswer.REFUSED: "(prefers not to say)",
    NonAnswer.NOT_ASKED: "(not asked)",
    NonAnswer.IRRELEVANT: "(did not apply)",
}


def tell_code(code: str) -> str:
    """Return a short code as people say it: K7M-4QX."""
    return f"{code[:3]}-{code[3:]}" if len(code) == 6 else code


def result_words(label: str | None) -> str:
    """Return a stored result label in words; an erased one says so."""
    if label is None:
        return "(erased)"
    return next((one.words for one in ResultLabel if one.value == label), label)


def interview_lines(form_id: str, content: Mapping[str, Json]) -> list[str]:
    """Return result, reasons and every answer of one interview."""
    result = content.get("result")
    lines = [] if not isinstance(result, Mapping) else _result_lines(form_id, result)
    answers = content.get("answers")
    if isinstance(answers, Mapping):
        lines += ["", "Answers", *answer_lines(form_id, answers, with_free_text=True)]
    return [*lines, "", "This is a referral hint, not a legal finding and not a decision about anybody."]


def _result_lines(form_id: str, result: Mapping[str, Json]) -> list[str]:
    label = result.get("label")
    elements = result.get("elements")
    lines = ["", f"Result: {result_words(label if isinstance(label, str) else None)}"]
    if isinstance(elements, Mapping):
        lines.append("  " + ", ".join(f"{name}: {truth}" for name, truth in elements.items()))
    lines.append(f"  age: {result.get('age')}")
    if result.get("looks_like"):
        lines.append(f"  looks more like: {result['looks_like']}")
    reasons = result.get("reasons")
    form = _form(form_id)
    for name in reasons if isinstance(reasons, list | tuple) else ():
        lines.append(f"  - {_label(form, str(name))}")
    return lines


def answer_lines(form_id: str, answers: Mapping[str, Json], *, with_free_text: bool) -> list[str]:
    """Return "question: answer" lines in the form's order; what did not apply is left out."""
    form = _form(form_id)
    order = [q.name for q in form.questions] if form else []
    names = [n for n in order if n in answers] + [n for n in answers if n not in order]
    lines = []
    for name in names:
        value = from_json(answers[name])
        if value is not NonAnswer.IRRELEVANT:
            lines += [f"  {_label(form, name)}", f"      {_words(form, name, value, with_free_text)}"]
    return lines


def _form(form_id: str) -> Form | None:
    found = forms_here().get(form_id)
    try:
        return load_form(found.data, found.id) if found else None
    except errors.FormError:
        return None


def _question(form: Form | None, name: str) -> Question | None:
    return next((q for q in form.questions if q.name == name), None) if form else None


def _label(form: Form | None, name: str) -> str:
    question = _question(form, name)
    if form is None or question is None or question.label is None:
        return name
    return text_in(question.label.texts, LANGUAGE, form.default_language)


def _words(form: Form | None, name: str, value: AnswerValue, with_free_text: bool) -> str:
    if isinstance(value, NonAnswer):
        return _NON_ANSWERS[value]
    question = _question(form, name)
    if question is not None and "free_text" in question.flags and not with_free_text:
        return "(free text)"
    if isinstance(value, tuple):
        return ", ".join(_choice(form, question, part) for part in value)
    return _choice(form, question, value) if isinstance(value, str) else str(value)


def _choice(form: Form | None, question: Question | None, value: str) -> str:
    if form is None or question is None or not question.list_name:
        return value
    texts = form.choices.get(question.list_name, {}).get(value)
    return text_in(texts, LANGUAGE, form.default_language) if texts else value
