"""What the reading pages say: immediate danger, the result, an interview that was not finished. Lines, no drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldkit.forms.classify import Outcome
from fieldkit.forms.interview import Choice
from fieldkit.ui.messages import say
from fieldkit.ui.text import one_line

NEW = ""
"""The value of the offer "begin a new interview"."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call, as HQ's card names them."""

    who: str
    number: str


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service that can be called: what it does, when, whether somebody verified it lately, whom to try instead.

    `verified` None: the worker's own office, which knows its number. It is for the worker, not for the person's paper.
    """

    name: str
    phone: str
    about: str
    hours: str
    verified: bool | None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class DraftOffer:
    """An interview that was not finished, in the words of the person's language. `begun` is written in digits."""

    draft: str
    form: str
    code: str
    begun: str
    number: int
    total: int


def danger_lines(language: str, contacts: Sequence[Contact], *, practice: bool = False) -> tuple[str, ...]:
    """Return what to do in immediate danger and whom to call; in practice first that real danger is another thing."""
    stop = ["practice.danger", "practice.danger_stop"] if practice else ["danger.stop"]
    steps = [f"- {say(language, key)}" for key in (*stop, "danger.calm", "danger.move")]
    if not contacts:
        return (*steps, "", say(language, "danger.nobody"))
    calls = [f"  {one_line(contact.number)} ({one_line(contact.who)})" for contact in contacts]
    return (*steps, "", say(language, "danger.call"), *calls)


def outcome_lines(outcome: Outcome, language: str, *, banner: str = "") -> tuple[str, ...]:
    """Return the result in words: what is urgent, label, what it is not, what to do next, elements, reasons, what
    else it looks like, the question that could settle it. Urgency stands above a label that may sound harmless."""
    lines = [banner] if banner else []
    if outcome.urgent:
        lines += [f"! {say(language, 'result.urgent')}", ""]
    lines += [say(language, f"result.{outcome.label.value}"), say(language, "result.hint")]
    if outcome.next_steps:  # what to do, and the phone, before the reasons: the first page must hold it
        lines += ["", say(language, "result.next"), *(f"- {one_line(step)}" for step in outcome.next_steps)]
    names = {found.name: found.label for found in outcome.dimensions}
    lines += _elements(outcome.elements, names, language)
    if outcome.reasons:
        lines += ["", say(language, "result.reasons")]
        lines += [f"- {one_line(r.text)} ({_element(r.element, names, language)})" for r in outcome.reasons]
    if outcome.looks_like_text:
        lines += ["", say(language, "result.looks_like", what=one_line(outcome.looks_like_text))]
    if outcome.settle_text:
        lines += ["", say(language, "result.settle", what=one_line(outcome.settle_text))]
    if outcome.evidence:
        lines += ["", say(language, "result.evidence", what=one_line(outcome.evidence))]
    return tuple(lines)


def offer_lines(offers: Sequence[DraftOffer], language: str) -> tuple[str, ...]:
    """Return each unfinished interview in one sentence."""
    return tuple(
        say(
            language,
            "resume.line",
            form=one_line(offer.form),
            code=one_line(offer.code),
            begun=one_line(offer.begun),
            number=offer.number,
            total=offer.total,
        )
        for offer in offers
    )


def offer_choices(offers: Sequence[DraftOffer], language: str) -> tuple[Choice, ...]:
    """Return the choices: go on with one of them, or begin a new interview."""
    going_on = (Choice(o.draft, say(language, "resume.continue", code=one_line(o.code))) for o in offers)
    return (*going_on, Choice(NEW, say(language, "resume.new")))


def _elements(elements: Mapping[str, object], names: Mapping[str, str], language: str) -> list[str]:
    if not elements:
        return []
    rows = [f"- {_element(name, names, language)}: {_shown(value, language)}" for name, value in elements.items()]
    return ["", say(language, "result.elements"), *rows]


def _element(name: str, names: Mapping[str, str], language: str) -> str:
    """Return an element in the interface's words, a dimension in the form's."""
    own = name in ("act", "means", "purpose", "sign")
    return say(language, f"element.{name}") if own else one_line(names.get(name) or name)


def _shown(value: object, language: str) -> str:
    return say(language, f"tri.{getattr(value, 'value', 'unknown')}")
