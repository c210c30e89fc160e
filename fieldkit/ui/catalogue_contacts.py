"""The interface texts that say who somebody to call is."""

CONTACTS: dict[str, str] = {
    "contact.duty": "duty phone, {office}",
    "contact.deputy": "deputy, {office}",
    "contact.doubt": "{who}, not yet verified",
    "contact.police": "police, not yet verified",
}
