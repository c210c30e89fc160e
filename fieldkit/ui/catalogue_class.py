"""The interface texts of a practice class: joining, opening the assessment, handing over, agreeing to capacity."""

CLASS: dict[str, dict[str, str]] = {
    "class.joining": {
        "en": "PRACTICE. The class in this folder: {name}",
        "fr": "EXERCICE. La classe dans ce dossier : {name}",
        "rw": "IMYITOZO. Itsinda riri muri ubu bubiko: {name}",
        "sw": "MAZOEZI. Darasa lililo katika folda hii: {name}",
    },
    "class.ask_code": {
        "en": "The code on the board:",
        "fr": "Le code au tableau :",
        "rw": "Kode yanditse ku kibaho:",
        "sw": "Msimbo ulioandikwa ubaoni:",
    },
    "class.mistyped": {
        "en": "A character is wrong. Look at the board and type it again.",
        "fr": "Un caractère est faux. Regardez le tableau et tapez encore.",
        "rw": "Harimo inyuguti itari yo. Reba ku kibaho wongere wandike.",
        "sw": "Kuna herufi isiyo sahihi. Tazama ubao uandike tena.",
    },
    "class.ask_who": {
        "en": "A number or a short name for this class (no real name is needed):",
        "fr": "Un numéro ou un nom court pour cette classe (pas besoin du vrai nom) :",
        "rw": "Nimero cyangwa izina rigufi muri iri tsinda (si ngombwa izina nyakuri):",
        "sw": "Namba au jina fupi kwa darasa hili (si lazima jina halisi):",
    },
    "class.who_rule": {
        "en": "1 to 20 letters, digits, spaces, . - or '.",
        "fr": "De 1 à 20 lettres, chiffres, espaces, . - ou '.",
        "rw": "Inyuguti, imibare, imyanya, . - cyangwa ', kuva kuri 1 kugeza kuri 20.",
        "sw": "Herufi, tarakimu, nafasi, . - au ', kuanzia 1 hadi 20.",
    },
    "class.joined": {
        "en": "You are {who} in the class {name}.",
        "fr": "Vous êtes {who} dans la classe {name}.",
        "rw": "Witwa {who} mu itsinda {name}.",
        "sw": "Wewe ni {who} katika darasa {name}.",
    },
    "class.travels": {
        "en": "The trainer gets how each item stood and what you judged, sealed; never your own words.",
        "fr": "Qui forme reçoit, scellé, le résultat de chaque point et votre jugement ; jamais vos mots.",
        "rw": "Utanga amahugurwa abona gusa uko buri ngingo yagenze n'uko wabibonye; ntabona amagambo wanditse.",
        "sw": "Mkufunzi hupata, kwa kufungwa, matokeo ya kila kipengele na uamuzi wako; kamwe si maneno uliyoandika.",
    },
    "class.opt_out": {
        "en": "You may leave any story without a reason. That is not marked.",
        "fr": "Vous pouvez quitter toute histoire sans raison. Cela ne compte pas.",
        "rw": "Ushobora kureka inkuru iyo ari yo yose nta mpamvu utanze. Nta manota bikurwaho.",
        "sw": "Unaweza kuacha hadithi yoyote bila kutoa sababu. Haihesabiwi.",
    },
    "class.next": {
        "en": "Next: fieldkit practice",
        "fr": "Ensuite : fieldkit practice",
        "rw": "Igikurikira: fieldkit practice",
        "sw": "Kinachofuata: fieldkit practice",
    },
    "class.ask_opening": {
        "en": "The opening code that the trainer gives out:",
        "fr": "Le code d'ouverture que donne la personne qui forme :",
        "rw": "Kode yo gufungura itangwa n'utanga amahugurwa:",
        "sw": "Msimbo wa kufungua unaotolewa na mkufunzi:",
    },
    "class.opened": {
        "en": "Opened: {names}",
        "fr": "Ouvert : {names}",
        "rw": "Byafunguwe: {names}",
        "sw": "Zimefunguliwa: {names}",
    },
    "class.no_seal": {
        "en": "This class has nothing that is sealed.",
        "fr": "Rien n'est scellé dans cette classe.",
        "rw": "Nta gifunze kiri muri iri tsinda.",
        "sw": "Hakuna kilichofungwa katika darasa hili.",
    },
    "class.given": {
        "en": "Results handed over: {n}",
        "fr": "Résultats remis : {n}",
        "rw": "Ibisubizo byatanzwe: {n}",
        "sw": "Matokeo yaliyokabidhiwa: {n}",
    },
    "class.saved": {
        "en": "The result is in the class folder.",
        "fr": "Le résultat est dans le dossier de la classe.",
        "rw": "Igisubizo kiri mu bubiko bw'itsinda.",
        "sw": "Matokeo yako katika folda ya darasa.",
    },
    "class.waits": {
        "en": "The class folder is not here: the result waits here. Later: fieldkit practice class give FOLDER",
        "fr": "Le dossier n'est pas là : le résultat attend ici. Plus tard : fieldkit practice class give DOSSIER",
        "rw": "Ububiko bw'itsinda ntibuhari: igisubizo kirategereje. Nyuma: fieldkit practice class give FOLDER",
        "sw": "Folda ya darasa haipo: matokeo yanasubiri hapa. Baadaye: fieldkit practice class give FOLDER",
    },
    "class.line": {
        "en": "Or read this line to the trainer: {line}",
        "fr": "Ou lisez cette ligne à la personne qui forme : {line}",
        "rw": "Cyangwa usomere uyu murongo utanga amahugurwa: {line}",
        "sw": "Au msomee mkufunzi mstari huu: {line}",
    },
    # --- capacity: the wording is part of what is recorded; a change is a new wording ---
    "capacity.consent": {
        "en": (
            "May headquarters keep how you did? It gets the number or name that you chose, the day, for whom the class"
            " was, and scores: how many items were as in the key, before and after, and whether the set was reached."
            " Not what you answered, not which story you left. It is used to plan training and refreshers, not to judge"
            " your work or your pay. You may say no, nobody is told why, and you may take it back later."
        ),
        "fr": (
            "Le siège peut-il garder vos résultats ? Il reçoit le numéro ou le nom que vous avez choisi, le jour, le"
            " public de la classe et des scores : combien de points étaient comme dans la clé, avant et après, et si la"
            " série est atteinte. Pas vos réponses, pas l'histoire que vous avez quittée. Cela sert à prévoir des"
            " formations et des rappels, non à juger votre travail ou votre paie. Vous pouvez dire non, sans raison, et"
            " revenir sur votre accord plus tard."
        ),
        "rw": (
            "Icyicaro gikuru cyabika uko wabikoze? Kibona nimero cyangwa izina wahisemo, umunsi, abo amahugurwa yari"
            " agenewe n'amanota: ingingo zingahe zari nk'uko biteganyijwe, mbere na nyuma, kandi niba urugero"
            " rwaragezweho. Ntikibona ibyo wasubije, cyangwa inkuru waretse. Bikoreshwa mu gutegura amahugurwa no"
            " kuyasubiramo, si ugucira urubanza akazi kawe cyangwa umushahara. Ushobora kuvuga oya nta mpamvu utanze,"
            " kandi ushobora kwisubiraho nyuma."
        ),
        "sw": (
            "Je, makao makuu yanaweza kuhifadhi matokeo yako? Yanapata namba au jina ulilochagua, siku, darasa lilikuwa"
            " la nani, na alama: vipengele vingapi vilikuwa kama kwenye ufunguo, kabla na baada, na kama kiwango"
            " kilifikiwa. Si ulichojibu, wala hadithi uliyoiacha. Hutumika kupanga mafunzo na marudio, si kuhukumu kazi"
            " au malipo yako. Unaweza kusema hapana bila kutoa sababu, na unaweza kubadili uamuzi baadaye."
        ),
    },
    "capacity.agrees": {
        "en": "Does {who} agree?",
        "fr": "Est-ce que {who} est d'accord ?",
        "rw": "Ese {who} arabyemeye?",
        "sw": "Je, {who} anakubali?",
    },
    "capacity.no": {
        "en": "No, nothing is handed over",
        "fr": "Non, rien n'est transmis",
        "rw": "Oya, nta gitangwa",
        "sw": "Hapana, hakuna kinachotolewa",
    },
    "capacity.yes": {
        "en": "Yes, the scores may be kept",
        "fr": "Oui, les scores peuvent être gardés",
        "rw": "Yego, amanota ashobora kubikwa",
        "sw": "Ndiyo, alama zinaweza kuhifadhiwa",
    },
}
