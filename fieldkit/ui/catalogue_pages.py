"""The interface texts of the pages around a question: fixed keys, list of all questions, note, pause, hidden answers.

See `catalogue.py`. `X.short` is X for a narrow screen.
"""

from fieldkit.ui.catalogue_care import CARE
from fieldkit.ui.catalogue_help import HELP

PAGES: dict[str, dict[str, str]] = {
    **CARE,
    **HELP,
    # --- keys ---
    "key.jump": {"en": "list", "rw": "urutonde", "fr": "liste", "sw": "orodha"},
    "key.remark": {"en": "note", "rw": "inyandiko", "fr": "note", "sw": "maelezo"},
    "key.pause": {"en": "pause", "rw": "akaruhuko", "fr": "pause", "sw": "pumzika"},
    "key.cover": {
        "en": "hide answers",
        "rw": "hisha ibisubizo",
        "fr": "masquer les réponses",
        "sw": "ficha majibu",
    },
    "key.cover.short": {"en": "cover", "rw": "ibisubizo", "fr": "masquer", "sw": "ficha"},
    "key.help": {"en": "help", "rw": "ubufasha", "fr": "aide", "sw": "msaada"},
    "key.back.short": {"en": "back", "rw": "inyuma", "fr": "retour", "sw": "rudi"},
    "key.refused.short": {"en": "refused", "rw": "yanze", "fr": "refuse", "sw": "amekataa"},
    "key.leave.short": {"en": "leave", "rw": "sohoka", "fr": "quitter", "sw": "toka"},
    "key.danger.short": {"en": "DANGER NOW", "rw": "AKAGA UBU", "fr": "DANGER", "sw": "HATARI SASA"},
    "problem.no_key": {
        "en": "'{way}' does nothing here.",
        "rw": "'{way}' nta cyo ikora hano.",
        "fr": "« {way} » ne fait rien ici.",
        "sw": "'{way}' haifanyi kitu hapa.",
    },
    # --- hidden answers ---
    "covered": {
        "en": "ANSWERS HIDDEN",
        "rw": "IBISUBIZO BIHISHE",
        "fr": "RÉPONSES MASQUÉES",
        "sw": "MAJIBU YAMEFICHWA",
    },
    "uncovered": {
        "en": "Answers are shown.",
        "rw": "Ibisubizo biragaragara.",
        "fr": "Les réponses sont visibles.",
        "sw": "Majibu yanaonekana.",
    },
    "hidden": {"en": "hidden", "rw": "bihishe", "fr": "masqué", "sw": "imefichwa"},
    # --- marks, in signs and words ---
    "mark.missing": {"en": "! missing", "rw": "! kibura", "fr": "! manque", "sw": "! linakosekana"},
    "mark.wrong": {"en": "! to correct", "rw": "! gikosorwe", "fr": "! à corriger", "sw": "! lirekebishwe"},
    "mark.doubtful": {"en": "? doubtful", "rw": "? birashidikanywaho", "fr": "? douteux", "sw": "? lina shaka"},
    "mark.note": {"en": "* note", "rw": "* inyandiko", "fr": "* note", "sw": "* maelezo"},
    # --- the list of all questions ---
    "overview.title": {
        "en": "All questions",
        "rw": "Ibibazo byose",
        "fr": "Toutes les questions",
        "sw": "Maswali yote",
    },
    "overview.review": {
        "en": "Before finishing: look through the answers",
        "rw": "Mbere yo kurangiza: reba ibisubizo",
        "fr": "Avant de terminer : relisez les réponses",
        "sw": "Kabla ya kumaliza: pitia majibu",
    },
    "overview.first": {
        "en": "Missing or to correct",
        "rw": "Ibibura cyangwa ibikosorwa",
        "fr": "À compléter ou à corriger",
        "sw": "Yanayokosekana au ya kurekebisha",
    },
    "overview.nothing_missing": {
        "en": "nothing is missing",
        "rw": "nta kibura",
        "fr": "rien ne manque",
        "sw": "hakuna kinachokosekana",
    },
    "overview.missing": {
        "en": "missing {count}",
        "rw": "ibibura {count}",
        "fr": "manquent {count}",
        "sw": "yanayokosekana {count}",
    },
    "overview.wrong": {
        "en": "to correct {count}",
        "rw": "ibikosorwa {count}",
        "fr": "à corriger {count}",
        "sw": "ya kurekebisha {count}",
    },
    "overview.refused": {
        "en": "refused {count}",
        "rw": "yanze gusubiza {count}",
        "fr": "refus {count}",
        "sw": "amekataa {count}",
    },
    "overview.dk": {
        "en": "don't know {count}",
        "rw": "ntabizi {count}",
        "fr": "ne sait pas {count}",
        "sw": "hajui {count}",
    },
    "overview.doubtful": {
        "en": "doubtful {count}",
        "rw": "ibishidikanywaho {count}",
        "fr": "douteuses {count}",
        "sw": "yenye shaka {count}",
    },
    "overview.noted": {
        "en": "notes {count}",
        "rw": "inyandiko {count}",
        "fr": "notes {count}",
        "sw": "maelezo {count}",
    },
    "overview.open": {
        "en": "left open {count}",
        "rw": "ibitasubijwe {count}",
        "fr": "sans réponse {count}",
        "sw": "bila jibu {count}",
    },
    "overview.only": {
        "en": "only what is missing or doubtful",
        "rw": "ibibura n'ibishidikanywaho gusa",
        "fr": "seulement ce qui manque ou est douteux",
        "sw": "yanayokosekana au yenye shaka tu",
    },
    "overview.back": {
        "en": "Back to the question",
        "rw": "Subira ku kibazo",
        "fr": "Revenir à la question",
        "sw": "Rudi kwenye swali",
    },
    "overview.finish": {
        "en": "Finish the interview",
        "rw": "Rangiza ikiganiro",
        "fr": "Terminer l'entretien",
        "sw": "Maliza mahojiano",
    },
    "overview.here": {"en": "(here)", "rw": "(hano)", "fr": "(ici)", "sw": "(hapa)"},
    "overview.none": {
        "en": "Nothing is missing and nothing is doubtful.",
        "rw": "Nta kibura, nta n'igishidikanywaho.",
        "fr": "Rien ne manque et rien n'est douteux.",
        "sw": "Hakuna kinachokosekana wala chenye shaka.",
    },
    "overview.still": {
        "en": "Something is missing: give its number, or 0 to try to finish.",
        "rw": "Hari ibibura: andika umubare wacyo, cyangwa 0 ugerageze kurangiza.",
        "fr": "Il manque quelque chose : donnez son numéro, ou 0 pour essayer de terminer.",
        "sw": "Kuna kinachokosekana: andika namba yake, au 0 kujaribu kumaliza.",
    },
    "how.overview": {
        "en": "Number, Up/Down or letters to search, then Enter.",
        "rw": "Umubare, Up/Down cyangwa inyuguti ushakishe, hanyuma Enter.",
        "fr": "Numéro, Haut/Bas ou lettres pour chercher, puis Entrée.",
        "sw": "Namba, Up/Down au herufi kutafuta, kisha Enter.",
    },
    "plain.overview": {
        "en": "Type a number to go there, a word to search, % for what is missing or doubtful, 0 to go on.",
        "rw": "Andika umubare ujyeyo, ijambo ushakishe, % urebe ibibura n'ibishidikanywaho, 0 ukomeze.",
        "fr": "Écrivez un numéro pour y aller, un mot pour chercher, % pour ce qui manque, 0 pour continuer.",
        "sw": "Andika namba kwenda huko, neno kutafuta, % kwa yanayokosekana, 0 kuendelea.",
    },
    "plain.covered_list": {
        "en": "Answers are hidden in this list.",
        "rw": "Ibisubizo bihishe kuri uru rutonde.",
        "fr": "Les réponses sont masquées dans cette liste.",
        "sw": "Majibu yamefichwa katika orodha hii.",
    },
    # --- note ---
    "remark.title": {
        "en": "Note on: {question}",
        "rw": "Inyandiko ku kibazo: {question}",
        "fr": "Note sur : {question}",
        "sw": "Maelezo kuhusu: {question}",
    },
    "remark.hint": {
        "en": "Your own words, not an answer. No names of people.",
        "rw": "Amagambo yawe, si igisubizo. Nta mazina y'abantu.",
        "fr": "Vos propres mots, pas une réponse. Pas de noms de personnes.",
        "sw": "Maneno yako mwenyewe, si jibu. Bila majina ya watu.",
    },
    "how.remark": {
        "en": "Enter: new line; Enter on an empty line keeps the note. Ctrl O: doubtful or not. Ctrl P: no change.",
        "rw": "Enter: umurongo mushya; Enter ku murongo w'ubusa ibika. Ctrl O: gushidikanya. Ctrl P: nta gihinduka.",
        "fr": "Entrée : nouvelle ligne ; Entrée sur une ligne vide garde la note. Ctrl O : douteux. Ctrl P : rien.",
        "sw": "Enter: mstari mpya; Enter kwenye mstari mtupu huhifadhi. Ctrl O: shaka. Ctrl P: bila mabadiliko.",
    },
    "remark.menu": {
        "en": "Note and doubt",
        "rw": "Inyandiko no gushidikanya",
        "fr": "Note et doute",
        "sw": "Maelezo na shaka",
    },
    "remark.now": {
        "en": "Note now: {note}",
        "rw": "Inyandiko iriho: {note}",
        "fr": "Note actuelle : {note}",
        "sw": "Maelezo ya sasa: {note}",
    },
    "remark.write": {
        "en": "Write a note; it takes the place of the one before",
        "rw": "Andika inyandiko; isimbura iyari iriho",
        "fr": "Écrire une note ; elle remplace la précédente",
        "sw": "Andika maelezo; yanachukua nafasi ya yaliyopo",
    },
    "remark.clear": {
        "en": "Take the note away",
        "rw": "Kuraho inyandiko",
        "fr": "Retirer la note",
        "sw": "Ondoa maelezo",
    },
    "remark.doubt": {
        "en": "Mark the answer as doubtful",
        "rw": "Garagaza ko igisubizo gishidikanywaho",
        "fr": "Marquer la réponse comme douteuse",
        "sw": "Weka alama kuwa jibu lina shaka",
    },
    "remark.sure": {
        "en": "The answer is no longer doubtful",
        "rw": "Igisubizo ntikigishidikanywaho",
        "fr": "La réponse n'est plus douteuse",
        "sw": "Jibu halina shaka tena",
    },
    "remark.back": {
        "en": "Change nothing",
        "rw": "Ntugire icyo uhindura",
        "fr": "Ne rien changer",
        "sw": "Usibadilishe chochote",
    },
    # --- long text, text that was being typed ---
    "how.multiline": {
        "en": "Type; Enter makes a new line. Enter on an empty line at the end gives the answer.",
        "rw": "Andika; Enter itangira umurongo mushya. Enter ku murongo urimo ubusa irangiza igisubizo.",
        "fr": "Écrivez ; Entrée fait une nouvelle ligne. Entrée sur une ligne vide à la fin donne la réponse.",
        "sw": "Andika; Enter huanza mstari mpya. Enter kwenye mstari mtupu mwishoni hutoa jibu.",
    },
    "plain.multiline": {
        "en": "Type line after line; an empty line ends the answer.",
        "rw": "Andika umurongo ku wundi; umurongo urimo ubusa urangiza igisubizo.",
        "fr": "Écrivez ligne après ligne ; une ligne vide termine la réponse.",
        "sw": "Andika mstari baada ya mstari; mstari mtupu humaliza jibu.",
    },
    "plain.typed": {
        "en": "Typed before and not yet given: {text}",
        "rw": "Byanditswe mbere bitaratangwa: {text}",
        "fr": "Écrit avant, pas encore donné : {text}",
        "sw": "Iliyoandikwa awali, haijatolewa: {text}",
    },
    "plain.take_typed": {
        "en": "An empty line gives it; or type anew.",
        "rw": "Umurongo urimo ubusa uragitanga; cyangwa wandike bundi bushya.",
        "fr": "Une ligne vide le donne ; ou écrivez à nouveau.",
        "sw": "Mstari mtupu huitoa; au andika upya.",
    },
    "plain.go_on_typed": {
        "en": "Go on with the next line; an empty line gives it.",
        "rw": "Komereza ku murongo ukurikira; umurongo urimo ubusa uragitanga.",
        "fr": "Continuez à la ligne suivante ; une ligne vide le donne.",
        "sw": "Endelea na mstari unaofuata; mstari mtupu huitoa.",
    },
    # --- pause ---
    "pause.title": {"en": "Pause", "rw": "Akaruhuko", "fr": "Pause", "sw": "Mapumziko"},
    "pause.hint": {
        "en": "Everything that was answered is saved. There is no hurry.",
        "rw": "Ibyasubijwe byose byabitswe. Nta gihutirwa.",
        "fr": "Tout ce qui a été répondu est enregistré. Rien ne presse.",
        "sw": "Yote yaliyojibiwa yamehifadhiwa. Hakuna haraka.",
    },
    "pause.on": {
        "en": "Go on with the interview",
        "rw": "Komeza ikiganiro",
        "fr": "Continuer l'entretien",
        "sw": "Endelea na mahojiano",
    },
    "pause.distress": {
        "en": "The person is upset: what helps",
        "rw": "Umuntu arababaye: icyafasha",
        "fr": "La personne est bouleversée : ce qui aide",
        "sw": "Mtu amefadhaika: kinachosaidia",
    },
    "pause.recheck": {
        "en": "Somebody came, or we moved: check again whether it is safe",
        "rw": "Hari uje, cyangwa twimutse: ongera urebe niba hari umutekano",
        "fr": "Quelqu'un est venu, ou nous avons bougé : vérifier à nouveau la sécurité",
        "sw": "Kuna aliyekuja, au tumehama: angalia tena kama kuna usalama",
    },
    "pause.withdraw": {
        "en": "The person takes the agreement back",
        "rw": "Umuntu yisubiyeho ku kwemera kwe",
        "fr": "La personne retire son consentement",
        "sw": "Mtu anaondoa ridhaa yake",
    },
    "pause.leave": {
        "en": "Save and leave; go on another time",
        "rw": "Bika usohoke; uzakomeze ikindi gihe",
        "fr": "Enregistrer et quitter ; reprendre une autre fois",
        "sw": "Hifadhi na utoke; endelea wakati mwingine",
    },
}
