"""The interface texts of handing over: an alert by SMS, where each bundle stands, what to do next."""

SYNC: dict[str, object] = {
    # --- an alert by SMS ---
    "alert.send": {
        "en": "Send this as one SMS to {phone}, from any phone. It is about {code}; nobody else can read it.",
        "rw": "Ohereza ibi muri SMS imwe kuri {phone}, kuri telefoni iyo ari yo yose. Ni ibya {code}; nta wundi ushobora kubisoma.",
        "fr": "Envoyez ceci en un seul SMS au {phone}, de n'importe quel téléphone. Il s'agit de {code} ; personne d'autre ne peut le lire.",
        "sw": "Tuma hii kama SMS moja kwa {phone}, kutoka simu yoyote. Inahusu {code}; hakuna mwingine anayeweza kuisoma.",
    },
    "alert.delete": {
        "en": "Then delete it from the phone.",
        "rw": "Hanyuma uyisibe muri telefoni.",
        "fr": "Effacez-le ensuite du téléphone.",
        "sw": "Kisha ifute kwenye simu.",
    },
    "alert.after": {
        "en": "Nothing is delivered by it: the 24 hours go on. Ring as soon as you can, and hand over the bundle.",
        "rw": "Iyo SMS ntitanga ikiganiro: amasaha 24 arakomeza. Hamagara ukibishobora, kandi utange paki.",
        "fr": "Il ne remet rien : les 24 heures continuent. Appelez dès que possible, et remettez le paquet.",
        "sw": "SMS hiyo haifikishi chochote: saa 24 zinaendelea. Piga simu mara uwezapo, na ukabidhi kifurushi.",
    },
}
