"""What an interview says when something is not accepted, by language. No fluent reader has reviewed these texts yet."""

from collections.abc import Mapping
from typing import Final

from fieldkit.forms.convert_answer import MAX_TEXT, Misfit, bounds
from fieldkit.forms.model import Question
from fieldkit.forms.question_types import QuestionType
from fieldkit.forms.values import decimal_text

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "required": "This question needs an answer",
        "constraint": "This answer is not possible here",
        "not_integer": "Write a whole number, such as 17",
        "not_decimal": "Write a number, such as 1.5",
        "not_date": "Write a date, such as 2026-11-22 or 22/11/2026",
        "not_a_choice": "Choose from the list",
        "not_time": "Write a time, such as 14:30",
        "not_datetime": "Write a date and a time, such as 2026-11-22 14:30",
        "not_in_range": "Write a number from {low} to {high}, in steps of {step}",
        "not_all_ranked": "Put every choice in order, each once",
        "acknowledge": "Understood",
        "no_more": "No more can be added here",
        "too_long": "This is too long: at most {most} characters",
        "not_allowed": "This question does not take that answer",
        "not_here": "This question does not apply now",
        "no_question": "There is no question here",
        "no_language": "The form is not in that language",
        "second_person": "Somebody else has to look this over and finish it, with a passphrase of their own",
    },
    "fr": {
        "required": "Cette question demande une réponse",
        "constraint": "Cette réponse n'est pas possible ici",
        "not_integer": "Écrivez un nombre entier, comme 17",
        "not_decimal": "Écrivez un nombre, comme 1.5",
        "not_date": "Écrivez une date, comme 2026-11-22 ou 22/11/2026",
        "not_a_choice": "Choisissez dans la liste",
        "not_time": "Écrivez une heure, comme 14:30",
        "not_datetime": "Écrivez une date et une heure, comme 2026-11-22 14:30",
        "not_in_range": "Écrivez un nombre de {low} à {high}, par pas de {step}",
        "not_all_ranked": "Classez tous les choix, chacun une fois",
        "acknowledge": "Compris",
        "no_more": "On ne peut plus rien ajouter ici",
        "too_long": "C'est trop long : au plus {most} caractères",
        "not_allowed": "Cette question n'accepte pas cette réponse",
        "not_here": "Cette question ne s'applique pas maintenant",
        "no_question": "Il n'y a pas de question ici",
        "no_language": "Le formulaire n'existe pas dans cette langue",
        "second_person": "Une autre personne doit relire et terminer, avec son propre mot de passe",
    },
    "rw": {
        "required": "Iki kibazo kigomba gusubizwa",
        "constraint": "Iki gisubizo ntigishoboka hano",
        "not_integer": "Andika umubare wuzuye, nka 17",
        "not_decimal": "Andika umubare, nka 1.5",
        "not_date": "Andika itariki, nka 2026-11-22 cyangwa 22/11/2026",
        "not_a_choice": "Hitamo mu bisubizo byatanzwe",
        "not_time": "Andika isaha, nka 14:30",
        "not_datetime": "Andika itariki n'isaha, nka 2026-11-22 14:30",
        "not_in_range": "Andika umubare uva kuri {low} kugeza kuri {high}, intambwe ni {step}",
        "not_all_ranked": "Shyira byose ku murongo, buri kimwe rimwe",
        "acknowledge": "Nabyumvise",
        "no_more": "Nta kindi cyongerwaho hano",
        "too_long": "Ibi ni birebire cyane: ntibirenze inyuguti {most}",
        "not_allowed": "Iki kibazo ntigisubizwa gutyo",
        "not_here": "Iki kibazo ntikireba ibi ubu",
        "no_question": "Nta kibazo kiri hano",
        "no_language": "Ifishi ntiboneka muri urwo rurimi",
        "second_person": "Undi muntu agomba kubisuzuma no kubisoza, akoresheje ijambobanga rye",
    },
    "sw": {
        "required": "Swali hili linahitaji jibu",
        "constraint": "Jibu hili haliwezekani hapa",
        "not_integer": "Andika nambari kamili, kama 17",
        "not_decimal": "Andika nambari, kama 1.5",
        "not_date": "Andika tarehe, kama 2026-11-22 au 22/11/2026",
        "not_a_choice": "Chagua kutoka kwenye orodha",
        "not_time": "Andika saa, kama 14:30",
        "not_datetime": "Andika tarehe na saa, kama 2026-11-22 14:30",
        "not_in_range": "Andika nambari kuanzia {low} hadi {high}, kwa hatua za {step}",
        "not_all_ranked": "Panga machaguo yote, kila moja mara moja",
        "acknowledge": "Nimeelewa",
        "no_more": "Haiwezekani kuongeza zaidi hapa",
        "too_long": "Ni ndefu mno: herufi {most} tu",
        "not_allowed": "Swali hili halikubali jibu hilo",
        "not_here": "Swali hili halihusiki sasa",
        "no_question": "Hakuna swali hapa",
        "no_language": "Fomu haipo katika lugha hiyo",
        "second_person": "Mtu mwingine lazima aangalie na kumaliza, kwa nenosiri lake mwenyewe",
    },
}

KEYS = tuple(_TEXTS["en"])
LANGUAGES = tuple(_TEXTS)
_STANDS_IN: Final = {"rn": "rw"}


def message(key: str, language: str, **facts: object) -> str:
    """Return a message in the language, in English where there is none."""
    text = _TEXTS.get(_STANDS_IN.get(language, language), _TEXTS["en"])[key]
    return text.format(**facts) if facts else text


def misfit_message(misfit: Misfit, question: Question, language: str) -> str:
    """Return why something typed is not an answer to a question, and what is: a range's bounds, the most of a text."""
    if question.type is QuestionType.RANGE:
        start, end, step = bounds(question)
        low, high = sorted((start, end))
        facts = {"low": low, "high": high, "step": step}
        shown = {name: decimal_text(value) for name, value in facts.items()}
        return message(Misfit.NOT_IN_RANGE.value, language, **shown)
    return message(misfit.value, language, most=MAX_TEXT)
