"""The interface texts as data: id -> language -> text, and which of them somebody fluent has reviewed.

Words follow the project's glossary. Trap words that are never used: uwarokotse, iterabwoba, kubazwa, umukoresha (rw);
idhini, kesi (sw); trafic (fr). Dates and times are digits in every language.
"""

from fieldkit.ui.catalogue_answers import ANSWERS
from fieldkit.ui.catalogue_contacts import CONTACTS
from fieldkit.ui.catalogue_home import HOME
from fieldkit.ui.catalogue_pages import PAGES
from fieldkit.ui.catalogue_sheets import SHEETS

LANGUAGE_NAMES = {
    "en": "English",
    "rw": "Ikinyarwanda",
    "fr": "français",
    "sw": "Kiswahili",
    "rn": "Ikirundi",
}

TEXTS: dict[str, dict[str, str]] = {
    **SHEETS,
    **ANSWERS,
    **CONTACTS,
    **HOME,
    **PAGES,
    # --- header ---
    "of": {
        "en": "{number} of {total}",
        "rw": "{number} kuri {total}",
        "fr": "{number} sur {total}",
        "sw": "{number} kati ya {total}",
    },
    "use.practice": {
        "en": "PRACTICE - invented data only",
        "rw": "IMYITOZO - amakuru y'amahimbano gusa",
        "fr": "EXERCICE - données inventées seulement",
        "sw": "MAZOEZI - taarifa za kubuni tu",
    },
    "use.pilot": {
        "en": "PILOT TEXT - invented data only",
        "rw": "INYANDIKO Y'IGERAGEZA - amakuru y'amahimbano gusa",
        "fr": "TEXTE PILOTE - données inventées seulement",
        "sw": "MAANDISHI YA MAJARIBIO - taarifa za kubuni tu",
    },
    "unreviewed": {
        "en": "text not reviewed",
        "rw": "inyandiko ntiragenzurwa",
        "fr": "texte non relu",
        "sw": "maandishi hayajakaguliwa",
    },
    "untranslated": {
        "en": "not translated into {language}",
        "rw": "ntibirahindurwa mu rurimi: {language}",
        "fr": "non traduit : {language}",
        "sw": "haijatafsiriwa: {language}",
    },
    # --- keys ---
    "key.with": {"en": "Ctrl with", "rw": "Ctrl na", "fr": "Ctrl avec", "sw": "Ctrl na"},
    "key.back": {"en": "back", "rw": "subira inyuma", "fr": "retour", "sw": "rudi"},
    "key.skip": {"en": "skip", "rw": "simbuka", "fr": "passer", "sw": "ruka"},
    "key.dont_know": {"en": "don't know", "rw": "simbizi", "fr": "ne sait pas", "sw": "sijui"},
    "key.refused": {"en": "refused", "rw": "yanze gusubiza", "fr": "refuse", "sw": "amekataa kujibu"},
    "key.language": {"en": "language", "rw": "ururimi", "fr": "langue", "sw": "lugha"},
    "key.leave": {
        "en": "save and leave",
        "rw": "bika usohoke",
        "fr": "enregistrer et quitter",
        "sw": "hifadhi na toka",
    },
    "key.danger": {
        "en": "DANGER NOW",
        "rw": "AKAGA UBU",
        "fr": "DANGER IMMÉDIAT",
        "sw": "HATARI SASA",
    },
    "key.quick_exit": {"en": "hide all", "rw": "hisha byose", "fr": "tout cacher", "sw": "ficha yote"},
    # --- how to answer ---
    "how.one": {
        "en": "Number or Up/Down, then Enter.",
        "rw": "Umubare cyangwa Up/Down, hanyuma Enter.",
        "fr": "Numéro ou Haut/Bas, puis Entrée.",
        "sw": "Namba au Up/Down, kisha Enter.",
    },
    "how.many": {
        "en": "Number or Up/Down, Space marks, then Enter.",
        "rw": "Umubare cyangwa Up/Down, Space ihitamo, hanyuma Enter.",
        "fr": "Numéro ou Haut/Bas, Espace coche, puis Entrée.",
        "sw": "Namba au Up/Down, Space huchagua, kisha Enter.",
    },
    "how.filter": {
        "en": "Type letters to search.",
        "rw": "Andika inyuguti ushakishe.",
        "fr": "Tapez des lettres pour chercher.",
        "sw": "Andika herufi kutafuta.",
    },
    "how.text": {
        "en": "Type, then Enter.",
        "rw": "Andika, hanyuma Enter.",
        "fr": "Écrivez, puis Entrée.",
        "sw": "Andika, kisha Enter.",
    },
    "how.number": {
        "en": "Type a number, then Enter.",
        "rw": "Andika umubare, hanyuma Enter.",
        "fr": "Écrivez un nombre, puis Entrée.",
        "sw": "Andika namba, kisha Enter.",
    },
    "how.note": {
        "en": "Enter to go on.",
        "rw": "Enter kugira ngo ukomeze.",
        "fr": "Entrée pour continuer.",
        "sw": "Enter ili kuendelea.",
    },
    "how.end": {
        "en": "Enter to finish.",
        "rw": "Enter kugira ngo urangize.",
        "fr": "Entrée pour terminer.",
        "sw": "Enter ili kumaliza.",
    },
    "plain.one": {
        "en": "Type its number, then Enter.",
        "rw": "Andika umubare wacyo, hanyuma Enter.",
        "fr": "Écrivez son numéro, puis Entrée.",
        "sw": "Andika namba yake, kisha Enter.",
    },
    "plain.many": {
        "en": "Type the numbers with spaces between, like 1 3, then Enter.",
        "rw": "Andika imibare uyitandukanyije, nka 1 3, hanyuma Enter.",
        "fr": "Écrivez les numéros séparés par des espaces, comme 1 3, puis Entrée.",
        "sw": "Andika namba zikiwa na nafasi kati yake, kama 1 3, kisha Enter.",
    },
    "plain.search": {
        "en": "{hidden} more: type part of the word to search.",
        "rw": "Hari izindi {hidden}: andika igice cy'ijambo ushakishe.",
        "fr": "{hidden} de plus : écrivez une partie du mot pour chercher.",
        "sw": "Zaidi {hidden}: andika sehemu ya neno kutafuta.",
    },
    "search": {"en": "Search", "rw": "Shakisha", "fr": "Rechercher", "sw": "Tafuta"},
    "why": {
        "en": "Why we ask: {why}",
        "rw": "Impamvu tubaza: {why}",
        "fr": "Pourquoi cette question : {why}",
        "sw": "Kwa nini tunauliza: {why}",
    },
    "answer_now": {
        "en": "Answer now: {answer}",
        "rw": "Igisubizo kiriho: {answer}",
        "fr": "Réponse actuelle : {answer}",
        "sw": "Jibu la sasa: {answer}",
    },
    # --- the five non-answers, as the record says them ---
    "nr.blank": {"en": "left blank", "rw": "ntacyanditswe", "fr": "laissée vide", "sw": "imeachwa wazi"},
    "nr.dk": {"en": "don't know", "rw": "ntabizi", "fr": "ne sait pas", "sw": "hajui"},
    "nr.ref": {"en": "refused", "rw": "yanze gusubiza", "fr": "refuse de répondre", "sw": "amekataa kujibu"},
    "nr.not_asked": {"en": "not asked", "rw": "ntiyabajijwe", "fr": "non posée", "sw": "haikuulizwa"},
    "nr.irrelevant": {"en": "does not apply", "rw": "ntibimureba", "fr": "sans objet", "sw": "haihusiki"},
    # --- where more of the screen is ---
    "more.below": {
        "en": "more below: Page Down",
        "rw": "hari ibindi hepfo: Page Down",
        "fr": "suite plus bas : Page suiv.",
        "sw": "zaidi chini: Page Down",
    },
    "more.above": {
        "en": "more above: Page Up",
        "rw": "hari ibindi hejuru: Page Up",
        "fr": "suite plus haut : Page préc.",
        "sw": "zaidi juu: Page Up",
    },
    "shown": {
        "en": "{first}-{last} of {total}",
        "rw": "{first}-{last} kuri {total}",
        "fr": "{first}-{last} sur {total}",
        "sw": "{first}-{last} kati ya {total}",
    },
    # --- what did not work, and what does ---
    "problem.choose": {
        "en": "Choose an answer first: its number or Up/Down.",
        "rw": "Banza uhitemo igisubizo: umubare wacyo cyangwa Up/Down.",
        "fr": "Choisissez d'abord une réponse : son numéro ou Haut/Bas.",
        "sw": "Chagua jibu kwanza: namba yake au Up/Down.",
    },
    "problem.mark": {
        "en": "Mark at least one answer with Space.",
        "rw": "Hitamo nibura igisubizo kimwe ukoresheje Space.",
        "fr": "Cochez au moins une réponse avec Espace.",
        "sw": "Chagua angalau jibu moja kwa Space.",
    },
    "problem.type": {
        "en": "Type an answer first.",
        "rw": "Banza wandike igisubizo.",
        "fr": "Écrivez d'abord une réponse.",
        "sw": "Andika jibu kwanza.",
    },
    "problem.no_skip": {
        "en": "This question needs an answer.",
        "rw": "Iki kibazo gikeneye igisubizo.",
        "fr": "Cette question demande une réponse.",
        "sw": "Swali hili linahitaji jibu.",
    },
    "problem.no_skip_but": {
        "en": "This question needs an answer; {ways} also counts.",
        "rw": "Iki kibazo gikeneye igisubizo; {ways} na byo biremewe.",
        "fr": "Cette question demande une réponse ; {ways} compte aussi.",
        "sw": "Swali hili linahitaji jibu; {ways} pia inakubaliwa.",
    },
    "or": {"en": "or", "rw": "cyangwa", "fr": "ou", "sw": "au"},
    "problem.not_offered": {
        "en": "'{way}' is not offered for this question.",
        "rw": "'{way}' ntiyemewe kuri iki kibazo.",
        "fr": "« {way} » n'est pas prévu pour cette question.",
        "sw": "'{way}' hairuhusiwi kwa swali hili.",
    },
    "problem.first": {
        "en": "This is the first question.",
        "rw": "Iki ni cyo kibazo cya mbere.",
        "fr": "C'est la première question.",
        "sw": "Hili ni swali la kwanza.",
    },
    "problem.typed": {
        "en": "Enter keeps what you typed; empty the line to leave it out.",
        "rw": "Enter ibika ibyo wanditse; siba umurongo kugira ngo ubireke.",
        "fr": "Entrée garde ce que vous avez écrit ; videz la ligne pour l'omettre.",
        "sw": "Enter huhifadhi ulichoandika; futa mstari ili kukiacha.",
    },
    "problem.marked": {
        "en": "Enter keeps what you marked; take the marks away to leave it out.",
        "rw": "Enter ibika ibyo wahisemo; kuraho ibyo wahisemo kugira ngo ubireke.",
        "fr": "Entrée garde ce que vous avez coché ; décochez pour l'omettre.",
        "sw": "Enter huhifadhi ulichochagua; ondoa alama ili kukiacha.",
    },
    "problem.one_language": {
        "en": "This form has only this language.",
        "rw": "Iyi fishi iri muri uru rurimi gusa.",
        "fr": "Ce formulaire n'existe que dans cette langue.",
        "sw": "Fomu hii ina lugha hii tu.",
    },
    "problem.no_match": {
        "en": "Nothing matches.",
        "rw": "Nta gihuye.",
        "fr": "Rien ne correspond.",
        "sw": "Hakuna kinacholingana.",
    },
    "problem.number": {
        "en": "Give a number from 1 to {last}.",
        "rw": "Andika umubare uva kuri 1 kugeza kuri {last}.",
        "fr": "Donnez un numéro de 1 à {last}.",
        "sw": "Andika namba kuanzia 1 hadi {last}.",
    },
    "problem.command": {
        "en": "There is no command {command}. Write :: to begin an answer with a colon.",
        "rw": "Nta tegeko {command} ribaho. Andika :: kugira ngo igisubizo gitangizwe n'utudomo tubiri.",
        "fr": "Il n'y a pas de commande {command}. Écrivez :: pour commencer une réponse par deux-points.",
        "sw": "Hakuna amri {command}. Andika :: ili kuanza jibu kwa nukta mbili.",
    },
    "problem.too_long": {
        "en": "That is too long: at most {most} characters.",
        "rw": "Ni birebire cyane: ntibirenze inyuguti {most}.",
        "fr": "C'est trop long : au plus {most} caractères.",
        "sw": "Ni ndefu mno: herufi {most} tu.",
    },
}

# English is the language the texts were written in; the other three wait for a fluent reviewer.
REVIEWED: dict[str, frozenset[str]] = {"en": frozenset(TEXTS)}
