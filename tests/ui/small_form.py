"""A small form and the loop of a workflow, to put the real engine behind every kind of screen."""

import datetime as dt
from typing import Protocol

from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.events import Event
from fieldkit.forms.interview import (
    Finished,
    QuestionView,
    Reply,
    State,
    final_answers,
    start,
    step,
    view,
)
from fieldkit.forms.values import AnswerValue
from fieldkit.ports import Instant

FORM = """
form_id: small
version: "1"
title: {en: Small form, fr: Petit formulaire}
default_language: en
languages: [en, fr]
use: {en: practice, fr: practice}
non_response: [dk, ref]
choices:
  yes_no:
    "yes": {en: "Yes", fr: "Oui"}
    "no": {en: "No", fr: "Non"}
  company:
    family: {en: Family, fr: Famille}
    agent: {en: An agent, fr: Un agent}
survey:
  - {name: hello, type: note, label: {en: Hello., fr: Bonjour.}}
  - name: travelling
    type: select_one yes_no
    label: {en: "Is the person travelling?", fr: "La personne voyage-t-elle ?"}
    required: "yes"
  - name: company
    type: select_multiple company
    label: {en: With whom?, fr: Avec qui ?}
    relevant: "${travelling} = 'yes'"
  - name: age
    type: integer
    label: {en: How old?, fr: Quel âge ?}
    required: "yes"
    constraint: ". >= 0 and . <= 120"
    constraint_message: {en: Between 0 and 120., fr: Entre 0 et 120.}
  - name: crossed
    type: date
    label: {en: Which day?, fr: Quel jour ?}
"""


class Asks(Protocol):
    """Any of the interview screens."""

    def question(self, view: QuestionView) -> Reply: ...


def answers(screen: Asks) -> dict[str, AnswerValue]:
    """Run the form on a screen to its end."""
    compiled = compile_form(load_form(FORM.encode(), "small"))
    return walked(start(compiled, language="en", today=dt.date(2026, 11, 22), now=Instant(0, 120, 0, "b")), screen)


def walked(state: State, screen: Asks) -> dict[str, AnswerValue]:
    """Run an interview on a screen to its end; {} when it is left."""
    while True:
        reply = screen.question(view(state))
        if not isinstance(reply, Event):
            return {}
        state, effects = step(state, reply)
        if any(isinstance(effect, Finished) for effect in effects):
            return final_answers(state)
