"""The interface texts of the help page: what each key does, one line each, and what each kind of question takes.

See `catalogue.py`.
"""

HELP: dict[str, dict[str, str]] = {
    "help.title": {"en": "Help", "rw": "Ubufasha", "fr": "Aide", "sw": "Msaada"},
    "help.this": {
        "en": "This screen",
        "rw": "Iyi paji",
        "fr": "Cet écran",
        "sw": "Ukurasa huu",
    },
    "help.keys": {
        "en": "The keys, everywhere the same (with Ctrl)",
        "rw": "Buto, ni zimwe hose (hamwe na Ctrl)",
        "fr": "Les touches, partout les mêmes (avec Ctrl)",
        "sw": "Vitufe, ni vile vile kila mahali (pamoja na Ctrl)",
    },
    "help.keys_plain": {
        "en": "The commands, everywhere the same (after a colon)",
        "rw": "Amategeko, ni amwe hose (nyuma y'utudomo tubiri)",
        "fr": "Les commandes, partout les mêmes (après deux-points)",
        "sw": "Amri, ni zile zile kila mahali (baada ya nukta mbili)",
    },
    "help.back": {
        "en": "Enter goes back to where you were.",
        "rw": "Enter igusubiza aho wari uri.",
        "fr": "Entrée revient où vous étiez.",
        "sw": "Enter inarudi ulipokuwa.",
    },
    "help.p": {
        "en": "the screen before",
        "rw": "paji ibanziriza iyi",
        "fr": "l'écran précédent",
        "sw": "ukurasa uliotangulia",
    },
    "help.n": {
        "en": "leave an optional question blank, or go past one that is answered",
        "rw": "reka ikibazo kitari ngombwa, cyangwa urenge icyasubijwe",
        "fr": "laisser vide une question facultative, ou dépasser une question répondue",
        "sw": "acha wazi swali la hiari, au pita lililojibiwa",
    },
    "help.k": {
        "en": "the person does not know",
        "rw": "umuntu ntabizi",
        "fr": "la personne ne sait pas",
        "sw": "mtu hajui",
    },
    "help.r": {
        "en": "the person does not want to answer",
        "rw": "umuntu ntashaka gusubiza",
        "fr": "la personne ne veut pas répondre",
        "sw": "mtu hataki kujibu",
    },
    "help.t": {
        "en": "all questions with their answers: jump to one, see what is missing",
        "rw": "ibibazo byose n'ibisubizo byabyo: jya kuri kimwe, urebe ibibura",
        "fr": "toutes les questions et réponses : aller à l'une, voir ce qui manque",
        "sw": "maswali yote na majibu yake: nenda kwenye moja, ona yanayokosekana",
    },
    "help.o": {
        "en": "write a note on this question, or mark its answer as doubtful",
        "rw": "andika inyandiko kuri iki kibazo, cyangwa ugaragaze ko igisubizo gishidikanywaho",
        "fr": "écrire une note sur cette question, ou marquer la réponse comme douteuse",
        "sw": "andika maelezo kuhusu swali hili, au weka alama kuwa jibu lina shaka",
    },
    "help.w": {
        "en": "stop for a while; the person is upset; check again whether it is safe",
        "rw": "ba uhagaze; umuntu arababaye; ongera urebe niba hari umutekano",
        "fr": "s'arrêter un moment ; la personne est bouleversée ; revérifier la sécurité",
        "sw": "simama kwa muda; mtu amefadhaika; angalia tena usalama",
    },
    "help.e": {
        "en": "hide the answers on the screen, and show them again",
        "rw": "hisha ibisubizo kuri ekara, wongere ubigaragaze",
        "fr": "masquer les réponses à l'écran, et les montrer de nouveau",
        "sw": "ficha majibu kwenye skrini, na uyaonyeshe tena",
    },
    "help.l": {
        "en": "another language; what was typed stays",
        "rw": "urundi rurimi; ibyanditswe bigumaho",
        "fr": "une autre langue ; ce qui est écrit reste",
        "sw": "lugha nyingine; yaliyoandikwa yanabaki",
    },
    "help.u": {"en": "this page", "rw": "iyi paji", "fr": "cette page", "sw": "ukurasa huu"},
    "help.x": {
        "en": "save and leave; go on later at this question",
        "rw": "bika usohoke; uzakomereza kuri iki kibazo",
        "fr": "enregistrer et quitter ; reprendre plus tard à cette question",
        "sw": "hifadhi na utoke; endelea baadaye kwenye swali hili",
    },
    "help.g": {
        "en": "danger now: what to do, whom to call",
        "rw": "akaga ubu: icyo gukora, uwo guhamagara",
        "fr": "danger immédiat : que faire, qui appeler",
        "sw": "hatari sasa: la kufanya, wa kumpigia",
    },
    "help.q": {
        "en": "hide everything at once; all answers are saved",
        "rw": "hisha byose ako kanya; ibisubizo byose byabitswe",
        "fr": "tout cacher aussitôt ; toutes les réponses sont enregistrées",
        "sw": "ficha yote mara moja; majibu yote yamehifadhiwa",
    },
    # --- what a kind of question takes ---
    "kind.text": {
        "en": "Text on one line, at most {most} characters.",
        "rw": "Umwandiko ku murongo umwe, utarenga inyuguti {most}.",
        "fr": "Un texte sur une ligne, au plus {most} caractères.",
        "sw": "Maandishi kwenye mstari mmoja, herufi {most} tu.",
    },
    "kind.multiline": {
        "en": "Text on several lines, at most {most} characters. Up and Down move between lines.",
        "rw": "Umwandiko ku mirongo myinshi, utarenga inyuguti {most}. Up na Down bijya ku yindi mirongo.",
        "fr": "Un texte sur plusieurs lignes, au plus {most} caractères. Haut et Bas changent de ligne.",
        "sw": "Maandishi ya mistari mingi, herufi {most} tu. Up na Down hubadilisha mstari.",
    },
    "kind.integer": {
        "en": "A whole number, such as 17.",
        "rw": "Umubare wuzuye, nka 17.",
        "fr": "Un nombre entier, comme 17.",
        "sw": "Namba kamili, kama 17.",
    },
    "kind.decimal": {
        "en": "A number, such as 1.5 or 1,5.",
        "rw": "Umubare, nka 1.5 cyangwa 1,5.",
        "fr": "Un nombre, comme 1.5 ou 1,5.",
        "sw": "Namba, kama 1.5 au 1,5.",
    },
    "kind.date": {
        "en": "A day; the day comes before the month. What was understood is read back.",
        "rw": "Umunsi; umunsi ubanziriza ukwezi. Ibyumviswe bisomwa bundi bushya.",
        "fr": "Un jour ; le jour vient avant le mois. Ce qui a été compris est relu.",
        "sw": "Siku; siku hutangulia mwezi. Kilichoeleweka husomwa tena.",
    },
    "kind.time": {
        "en": "A time on the 24-hour clock.",
        "rw": "Isaha ku masaha 24.",
        "fr": "Une heure sur 24 heures.",
        "sw": "Wakati kwa saa 24.",
    },
    "kind.datetime": {
        "en": "A day, then a time on the 24-hour clock.",
        "rw": "Umunsi, hanyuma isaha ku masaha 24.",
        "fr": "Un jour, puis une heure sur 24 heures.",
        "sw": "Siku, kisha wakati kwa saa 24.",
    },
    "kind.select_one": {
        "en": "One choice of the list.",
        "rw": "Igisubizo kimwe cyo ku rutonde.",
        "fr": "Un seul choix de la liste.",
        "sw": "Chaguo moja la orodha.",
    },
    "kind.select_multiple": {
        "en": "One choice or several.",
        "rw": "Igisubizo kimwe cyangwa byinshi.",
        "fr": "Un choix ou plusieurs.",
        "sw": "Chaguo moja au zaidi.",
    },
    "kind.rank": {
        "en": "Every choice, in the order that fits.",
        "rw": "Ibisubizo byose, uko bikurikirana.",
        "fr": "Tous les choix, dans l'ordre voulu.",
        "sw": "Machaguo yote, kwa mpangilio unaofaa.",
    },
    "kind.note": {
        "en": "To be read, or read out; nothing is answered.",
        "rw": "Ni ibyo gusoma; nta gisubizwa.",
        "fr": "À lire ou à lire à haute voix ; rien à répondre.",
        "sw": "Ni ya kusoma tu; hakuna la kujibu.",
    },
    "kind.repeat": {
        "en": "A list: open a line, add one, take one away, or go on.",
        "rw": "Urutonde: fungura umurongo, ongeraho, kuraho, cyangwa ukomeze.",
        "fr": "Une liste : ouvrir une ligne, en ajouter, en retirer, ou continuer.",
        "sw": "Orodha: fungua mstari, ongeza, ondoa, au endelea.",
    },
    "kind.end": {
        "en": "The end of the questions.",
        "rw": "Iherezo ry'ibibazo.",
        "fr": "La fin des questions.",
        "sw": "Mwisho wa maswali.",
    },
    "kind.page": {
        "en": "A page to read: Up, Down, Page Up and Page Down move in it.",
        "rw": "Paji yo gusoma: Up, Down, Page Up na Page Down biyigendamo.",
        "fr": "Une page à lire : Haut, Bas, Page préc. et Page suiv. la parcourent.",
        "sw": "Ukurasa wa kusoma: Up, Down, Page Up na Page Down husogeza.",
    },
}
