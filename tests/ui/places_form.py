"""A form with repeats in each other, one that is counted, an order, a scale, a time, a day with a time, a month."""

import datetime as dt

from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import State, start
from fieldkit.ports import Instant

FORM = """
form_id: places
version: "1"
title: {en: Places, fr: Lieux}
default_language: en
languages: [en, fr]
use: {en: practice, fr: practice}
choices:
  needs:
    food: {en: Food, fr: Manger}
    rest: {en: Rest, fr: Repos}
    pay: {en: Pay, fr: Salaire}
survey:
  - repeat: place
    label: {en: "Places where the person worked", fr: "Lieux où la personne a travaillé"}
    summary: {en: "${town}", fr: "${town}"}
    survey:
      - {name: town, type: text, label: {en: "Which town?", fr: "Quelle ville ?"}, required: "yes"}
      - repeat: shift
        label: {en: "Shifts in ${town}", fr: "Horaires à ${town}"}
        survey:
          - {name: begins, type: time, label: {en: "When does the shift begin?", fr: "Quand commence l'horaire ?"}}
  - name: children
    type: integer
    label: {en: "How many children?", fr: "Combien d'enfants ?"}
    required: "yes"
    constraint: ". <= 5"
  - repeat: child
    label: {en: Child, fr: Enfant}
    repeat_count: "${children}"
    survey:
      - name: age
        type: integer
        label: {en: "How old is the child?", fr: "Quel âge a l'enfant ?"}
        flags: [identifying]
  - {name: needs, type: rank needs, label: {en: "What comes first?", fr: "Qu'est-ce qui vient d'abord ?"}}
  - name: fear
    type: range
    parameters: "start=1 end=5 step=1"
    label: {en: "How afraid is the person?", fr: "Combien la personne a-t-elle peur ?"}
  - {name: left, type: dateTime, label: {en: "When did the person leave?", fr: "Quand la personne est-elle partie ?"}}
  - {name: born, type: date, appearance: month-year, label: {en: "Which month?", fr: "Quel mois ?"}}
  - name: town_again
    type: text
    read_only: "yes"
    calculation: "${place}[1]/town"
    label: {en: "The first town", fr: "La première ville"}
    guidance_hint: {en: "Read it out.", fr: "Lisez-la."}
    why: {en: "To be sure.", fr: "Pour être sûr."}
"""
NOW = Instant(0, 120, 0, "b")


def compiled() -> CompiledForm:
    """Return the form, ready to ask."""
    return compile_form(load_form(FORM.encode(), "places"))


def opened(language: str = "en") -> State:
    """Return a fresh interview."""
    return start(compiled(), language=language, today=dt.date(2026, 11, 22), now=NOW)
