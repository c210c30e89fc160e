"""The interface texts that say who somebody to call is."""

CONTACTS: dict[str, dict[str, str]] = {
    "contact.duty": {
        "en": "duty phone, {office}",
        "rw": "telefoni y'ushinzwe kwakira amakuru, {office}",
        "fr": "permanence, {office}",
        "sw": "simu ya zamu, {office}",
    },
    "contact.deputy": {
        "en": "deputy, {office}",
        "rw": "umusimbura, {office}",
        "fr": "suppléance, {office}",
        "sw": "msaidizi, {office}",
    },
    "contact.doubt": {
        "en": "{who} (not yet verified)",
        "rw": "{who} (ntibiragenzurwa)",
        "fr": "{who} (pas encore vérifié)",
        "sw": "{who} (bado haijathibitishwa)",
    },
    "contact.police": {
        "en": "police (not yet verified)",
        "rw": "polisi (ntibiragenzurwa)",
        "fr": "police (pas encore vérifié)",
        "sw": "polisi (bado haijathibitishwa)",
    },
}
