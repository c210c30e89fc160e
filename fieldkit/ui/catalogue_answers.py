"""The interface texts about answers with a shape of their own: days, times, bounds, orders, the list of a repeat.

See `catalogue.py`.
"""

ANSWERS: dict[str, dict[str, str]] = {
    # --- how to answer ---
    "how.date": {
        "en": "Type day, month, year: 22/11/2026 or 2026-11-22, then Enter.",
        "rw": "Andika umunsi, ukwezi, umwaka: 22/11/2026 cyangwa 2026-11-22, hanyuma Enter.",
        "fr": "Écrivez jour, mois, année : 22/11/2026 ou 2026-11-22, puis Entrée.",
        "sw": "Andika siku, mwezi, mwaka: 22/11/2026 au 2026-11-22, kisha Enter.",
    },
    "how.month-year": {
        "en": "Type month and year: 11/2026 or 2026-11, then Enter.",
        "rw": "Andika ukwezi n'umwaka: 11/2026 cyangwa 2026-11, hanyuma Enter.",
        "fr": "Écrivez mois et année : 11/2026 ou 2026-11, puis Entrée.",
        "sw": "Andika mwezi na mwaka: 11/2026 au 2026-11, kisha Enter.",
    },
    "how.year": {
        "en": "Type the year with four digits: 2026, then Enter.",
        "rw": "Andika umwaka mu mibare ine: 2026, hanyuma Enter.",
        "fr": "Écrivez l'année en quatre chiffres : 2026, puis Entrée.",
        "sw": "Andika mwaka kwa tarakimu nne: 2026, kisha Enter.",
    },
    "how.time": {
        "en": "Type hours and minutes, from 00:00 to 23:59: 14:30, then Enter.",
        "rw": "Andika isaha n'iminota, kuva kuri 00:00 kugeza kuri 23:59: 14:30, hanyuma Enter.",
        "fr": "Écrivez heures et minutes, de 00:00 à 23:59 : 14:30, puis Entrée.",
        "sw": "Andika saa na dakika, kuanzia 00:00 hadi 23:59: 14:30, kisha Enter.",
    },
    "how.datetime": {
        "en": "Type day and time: 22/11/2026 14:30, then Enter.",
        "rw": "Andika umunsi n'isaha: 22/11/2026 14:30, hanyuma Enter.",
        "fr": "Écrivez le jour et l'heure : 22/11/2026 14:30, puis Entrée.",
        "sw": "Andika siku na saa: 22/11/2026 14:30, kisha Enter.",
    },
    "how.range": {
        "en": "Type a number from {low} to {high}, then Enter.",
        "rw": "Andika umubare uva kuri {low} kugeza kuri {high}, hanyuma Enter.",
        "fr": "Écrivez un nombre de {low} à {high}, puis Entrée.",
        "sw": "Andika namba kuanzia {low} hadi {high}, kisha Enter.",
    },
    "how.step": {
        "en": "In steps of {step}.",
        "rw": "Intambwe ni {step}.",
        "fr": "Par pas de {step}.",
        "sw": "Kwa hatua za {step}.",
    },
    "how.rank": {
        "en": "Number or Up/Down, Space gives the next place, then Enter.",
        "rw": "Umubare cyangwa Up/Down, Space itanga umwanya ukurikira, hanyuma Enter.",
        "fr": "Numéro ou Haut/Bas, Espace donne la place suivante, puis Entrée.",
        "sw": "Namba au Up/Down, Space hutoa nafasi inayofuata, kisha Enter.",
    },
    "plain.rank": {
        "en": "Type the numbers in the order that fits, like 2 1 3, then Enter.",
        "rw": "Andika imibare mu buryo ikurikirana, nka 2 1 3, hanyuma Enter.",
        "fr": "Écrivez les numéros dans l'ordre voulu, comme 2 1 3, puis Entrée.",
        "sw": "Andika namba kwa mpangilio unaofaa, kama 2 1 3, kisha Enter.",
    },
    "how.repeat": {
        "en": "The sign before a line, or Up/Down, then Enter.",
        "rw": "Ikimenyetso kibanziriza umurongo, cyangwa Up/Down, hanyuma Enter.",
        "fr": "Le signe devant une ligne, ou Haut/Bas, puis Entrée.",
        "sw": "Alama iliyo mbele ya mstari, au Up/Down, kisha Enter.",
    },
    "plain.repeat": {
        "en": "Type the sign before a line, then Enter; - and a number takes that one away.",
        "rw": "Andika ikimenyetso kibanziriza umurongo, hanyuma Enter; - n'umubare bikuraho icyo.",
        "fr": "Écrivez le signe devant une ligne, puis Entrée ; - et un numéro retire celui-là.",
        "sw": "Andika alama iliyo mbele ya mstari, kisha Enter; - na namba huondoa hicho.",
    },
    # --- an answer read back ---
    "read_as": {
        "en": "Read as: {parts}",
        "rw": "Bisomwe: {parts}",
        "fr": "Lu comme : {parts}",
        "sw": "Imesomwa: {parts}",
    },
    "part.day": {"en": "day {number}", "rw": "umunsi {number}", "fr": "jour {number}", "sw": "siku {number}"},
    "part.month": {"en": "month {number}", "rw": "ukwezi {number}", "fr": "mois {number}", "sw": "mwezi {number}"},
    "part.year": {"en": "year {number}", "rw": "umwaka {number}", "fr": "année {number}", "sw": "mwaka {number}"},
    "part.time": {
        "en": "{clock} of the 24-hour clock",
        "rw": "{clock} ku isaha y'amasaha 24",
        "fr": "{clock} sur 24 heures",
        "sw": "{clock} kwa saa ya masaa 24",
    },
    "guidance": {
        "en": "For the interviewer: {guidance}",
        "rw": "Bigenewe ubaza: {guidance}",
        "fr": "Pour l'enquêteur : {guidance}",
        "sw": "Kwa anayehoji: {guidance}",
    },
    "answer": {
        "en": "Answer: {answer}",
        "rw": "Igisubizo: {answer}",
        "fr": "Réponse : {answer}",
        "sw": "Jibu: {answer}",
    },
    # --- the list of a repeat ---
    "repeat.empty": {
        "en": "nothing answered yet",
        "rw": "nta gisubizo kirahari",
        "fr": "rien n'est encore répondu",
        "sw": "bado hakuna jibu",
    },
    "repeat.problem": {
        "en": "(not complete)",
        "rw": "(ntibyuzuye)",
        "fr": "(incomplet)",
        "sw": "(haijakamilika)",
    },
    "repeat.add": {"en": "Add one more", "rw": "Ongeraho ikindi", "fr": "En ajouter un", "sw": "Ongeza kimoja"},
    "repeat.remove": {"en": "Take one away", "rw": "Kuraho kimwe", "fr": "En retirer un", "sw": "Ondoa kimoja"},
    "repeat.on": {"en": "Go on", "rw": "Komeza", "fr": "Continuer", "sw": "Endelea"},
    "repeat.which": {
        "en": "Which one is to be taken away?",
        "rw": "Ni ikihe gikurwaho?",
        "fr": "Lequel faut-il retirer ?",
        "sw": "Ni kipi kiondolewe?",
    },
    "repeat.sure": {
        "en": "Take this one away? {row}",
        "rw": "Gukuraho iki? {row}",
        "fr": "Retirer celui-ci ? {row}",
        "sw": "Kuondoa hiki? {row}",
    },
    "repeat.goes": {
        "en": "Everything that was answered in it goes, also in the lists inside it. It does not come back.",
        "rw": "Ibyasubijwe byose birimo biragenda, n'ibyo mu ntonde zirimo. Ntibigaruka.",
        "fr": "Tout ce qui y a été répondu part, aussi dans les listes qu'il contient. Cela ne revient pas.",
        "sw": "Majibu yote yaliyomo yataondolewa, pamoja na ya orodha zilizomo ndani. Hayatarudi.",
    },
    "repeat.keep": {"en": "Keep it", "rw": "Kireke", "fr": "Le garder", "sw": "Kiache"},
    "repeat.go": {"en": "Take it away", "rw": "Gikureho", "fr": "Le retirer", "sw": "Kiondoe"},
    # --- what did not work ---
    "problem.date": {
        "en": "That is not a day in the calendar. Write it as 22/11/2026.",
        "rw": "Iyo si itariki iriho. Yandike nka 22/11/2026.",
        "fr": "Cette date n'existe pas. Écrivez-la comme 22/11/2026.",
        "sw": "Hiyo si tarehe halisi. Iandike kama 22/11/2026.",
    },
    "problem.month-year": {
        "en": "That is not a month of a year. Write it as 11/2026.",
        "rw": "Uko si ukwezi k'umwaka. Kwandike nka 11/2026.",
        "fr": "Ce n'est pas un mois d'une année. Écrivez-le comme 11/2026.",
        "sw": "Huo si mwezi wa mwaka. Uandike kama 11/2026.",
    },
    "problem.year": {
        "en": "That is not a year. Write it with four digits: 2026.",
        "rw": "Uwo si umwaka. Wandike mu mibare ine: 2026.",
        "fr": "Ce n'est pas une année. Écrivez-la en quatre chiffres : 2026.",
        "sw": "Huo si mwaka. Uandike kwa tarakimu nne: 2026.",
    },
    "problem.time": {
        "en": "That is not a time of day. Write it as 14:30.",
        "rw": "Iyo si isaha iriho. Yandike nka 14:30.",
        "fr": "Cette heure n'existe pas. Écrivez-la comme 14:30.",
        "sw": "Huo si wakati halisi. Uandike kama 14:30.",
    },
    "problem.datetime": {
        "en": "That is not a day with a time. Write it as 22/11/2026 14:30.",
        "rw": "Ibyo si umunsi n'isaha. Byandike nka 22/11/2026 14:30.",
        "fr": "Ce n'est pas un jour avec une heure. Écrivez-le comme 22/11/2026 14:30.",
        "sw": "Hiyo si siku na saa. Iandike kama 22/11/2026 14:30.",
    },
    "problem.rank": {
        "en": "Give every choice a place, each once.",
        "rw": "Buri kimwe gihe umwanya, rimwe gusa.",
        "fr": "Donnez une place à chaque choix, une seule fois.",
        "sw": "Kila chaguo lipe nafasi, mara moja tu.",
    },
    "problem.sign": {
        "en": "Give one of the signs in the list.",
        "rw": "Andika kimwe mu bimenyetso biri ku rutonde.",
        "fr": "Donnez un des signes de la liste.",
        "sw": "Andika mojawapo ya alama za orodha.",
    },
    "problem.nothing_there": {
        "en": "No question is put there.",
        "rw": "Nta kibazo gihari.",
        "fr": "Aucune question n'y est posée.",
        "sw": "Hakuna swali hapo.",
    },
}
