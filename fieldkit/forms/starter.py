"""A form to begin with: commented, complete, and passing its own check and tests."""

import re
from collections.abc import Mapping, Sequence

from fieldkit import errors
from fieldkit.forms.words import is_language_code

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}\Z")
MAX_LANGUAGES = 20

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "title": {"en": "A visit", "fr": "Une visite", "rw": "Gusura", "sw": "Ziara"},
    "yes": {"en": "Yes", "fr": "Oui", "rw": "Yego", "sw": "Ndiyo"},
    "no": {"en": "No", "fr": "Non", "rw": "Oya", "sw": "Hapana"},
    "food": {"en": "Food", "fr": "De la nourriture", "rw": "Ibiryo", "sw": "Chakula"},
    "water": {"en": "Water", "fr": "De l'eau", "rw": "Amazi", "sw": "Maji"},
    "nothing": {"en": "Nothing", "fr": "Rien", "rw": "Nta kintu", "sw": "Hakuna"},
    "consent": {
        "en": "May I ask you a few questions?",
        "fr": "Puis-je vous poser quelques questions ?",
        "rw": "Nakubaza ibibazo bike?",
        "sw": "Naweza kukuuliza maswali machache?",
    },
    "household": {"en": "The household", "fr": "Le ménage", "rw": "Urugo", "sw": "Kaya"},
    "people": {
        "en": "How many people live here?",
        "fr": "Combien de personnes vivent ici ?",
        "rw": "Hano haba abantu bangahe?",
        "sw": "Watu wangapi wanaishi hapa?",
    },
    "people_range": {
        "en": "Between 1 and 50",
        "fr": "Entre 1 et 50",
        "rw": "Hagati ya 1 na 50",
        "sw": "Kati ya 1 na 50",
    },
    "needs": {
        "en": "What is needed most?",
        "fr": "De quoi a-t-on le plus besoin ?",
        "rw": "Ni iki gikenewe cyane?",
        "sw": "Ni nini kinahitajika zaidi?",
    },
    "needs_alone": {
        "en": "Nothing cannot be chosen with others",
        "fr": "Rien ne va pas avec d'autres choix",
        "rw": "Nta kintu ntijyana n'ibindi",
        "sw": "Hakuna haiendi na nyingine",
    },
    "come_back": {
        "en": "Come back tomorrow: much is needed here.",
        "fr": "Revenez demain : les besoins sont grands.",
        "rw": "Garuka ejo: hakenewe byinshi.",
        "sw": "Rudi kesho: mahitaji ni mengi.",
    },
}

_FORM = """\
# A fieldkit form. It is XLSForm written as YAML: every key is described in docs/form-language.md.
#   fieldkit form check {file}    says what is wrong, and where
#   fieldkit form test {file}     runs the tests at the end of this file
#   fieldkit form show {file}     shows the form in words
# Every value is read as text: yes, 010 and 2026-01-15 stay as they are written.

form_id: {name}
version: "1"  # give every change a new version: `fieldkit form diff OLD NEW` says what it does to answers
title:
{title}
default_language: {default}
languages: [{languages}]
reviewed: none  # when a fluent person has read the texts of a language, name it here: {{{default}: all}}
use: practice  # practice, pilot or field, for each language
minutes: 10  # how long it usually takes
non_response: [dk, ref]  # "don't know" and "prefers not to say" are answers to any question

choices:
  yes_no:
    "yes":
{yes}
    "no":
{no}
  needs:
    food:
{food}
    water:
{water}
    nothing:
{nothing}

survey:
  - name: consent
    type: select_one yes_no
    label:
{consent}
    required: "yes"

  # A group is asked as a whole: what is under it needs no `relevant` of its own.
  - group: household
    label:
{household}
    relevant: "${{consent}} = 'yes'"
    survey:
      - name: people
        type: integer
        label:
{people}
        constraint: ". >= 1 and . <= 50"  # `.` is the answer; a blank one is never refused
        constraint_message:
{people_range}

      - name: needs
        type: select_multiple needs
        label:
{needs}
        constraint: "not(selected(., 'nothing') and count-selected(.) > 1)"
        constraint_message:
{needs_alone}

  # A score adds up points; `urgency` is the sum, `urgency_band` the name of its band.
  - score: urgency
    add:
      - when: "selected(${{needs}}, 'water')"
        points: 2
      - when: "selected(${{needs}}, 'food')"
        points: 1
      - when: "${{people}} >= 10"
        points: 1
        note: a large household
    bands:
      low: 0
      high: 3

  - name: come_back
    type: note
    relevant: "${{urgency_band}} = 'high'"
    label:
{come_back}

# Each test answers some questions and says what should come of it. Answers of a group stand under its name.
tests:
  - name: a large household without water
    answers:
      consent: "yes"
      household:
        people: 12
        needs: [water]
    expect:
      urgency: 3
      urgency_band: high
      visible: [household, come_back]

  - name: a small household
    answers:
      consent: "yes"
      household:
        people: 3
        needs: [food]
    expect:
      urgency: 1
      urgency_band: low
      hidden: [come_back]

  - name: nothing and something cannot both be chosen
    answers:
      consent: "yes"
      household:
        people: 60
        needs: [nothing, food]
    expect:
      invalid: [people, needs]

  - name: nothing is asked without consent
    answers:
      consent: "no"
    expect:
      hidden: [people, needs, come_back]
      urgency: 0
"""


def starter(name: str, languages: Sequence[str] = ("en",), file: str = "") -> str:
    """Return the text of a form called `name`; languages without texts of ours get the English ones to translate.

    Raises: StarterImpossible.
    """
    if not _NAME.match(name):
        why = "a name begins with a letter and has only letters, digits, _, - and ."
        raise errors.StarterImpossible(name=name, why=why)
    codes = tuple(dict.fromkeys(languages))
    wrong = [code for code in codes if not is_language_code(code)]
    if wrong or not codes or len(codes) > MAX_LANGUAGES:
        why = f"{wrong[0]!r} is no language code" if wrong else f"it needs 1 to {MAX_LANGUAGES} languages"
        raise errors.StarterImpossible(name=name, why=why)
    texts = {key: _lines(key, codes) for key in _TEXTS}
    head = {"name": name, "default": codes[0], "languages": ", ".join(codes), "file": file or f"{name}.yaml"}
    made = _FORM
    for key, lines in texts.items():
        made = made.replace(f"\n{{{key}}}\n", f"\n{lines}\n")
    return made.format(**head)


def _lines(key: str, codes: Sequence[str]) -> str:
    """Return the texts of a key, one line for each language, indented as its place in the form asks for."""
    found = re.search(rf"^( *)\S[^\n]*:\n\{{{key}\}}$", _FORM, re.MULTILINE)
    indent = (found[1] if found else "") + "  "
    texts = _TEXTS[key]
    return "\n".join(f'{indent}{code}: "{texts.get(code, texts["en"])}"' for code in codes)
