"""The interface texts of a certificate: what stands on the page that is printed. No text says what was not reached."""

CERTIFICATE: dict[str, str] = {
    "certificate.title_ready": "Certificate of practice",
    "certificate.title_took_part": "Certificate of attendance",
    "certificate.practice": "PRACTICE. All stories and persons were invented; no real person's case is part of it.",
    "certificate.by_hand": "Name, by hand:",
    "certificate.ready": (
        "practised interviews with invented persons. {same} of {of} items of one complete set were as in its answer"
        " key. The rule asks for nine of ten."
    ),
    "certificate.took_part": "took part in practice interviews with invented persons.",
    "certificate.class": "Class",
    "certificate.for": "For",
    "certificate.who": "Number or name in the class",
    "certificate.day": "Last day of practice",
    "certificate.refresher": "Counts until the refresher on",
    "certificate.made": "Written on",
    "certificate.scenes": "The set, each scene with the beginning of its file's SHA-256:",
    "certificate.attests_ready": (
        "It attests agreement with the answer key of this set on that day. It is no professional qualification, no"
        " permission to interview, and no finding in law."
    ),
    "certificate.attests_took_part": (
        "It attests that the person took part. It is no professional qualification, no permission to interview, and"
        " no finding in law."
    ),
    "certificate.reviewed": "Scenes whose texts a fluent reader has reviewed: {languages}",
    "certificate.not_reviewed": "No fluent reader has reviewed the texts of the scenes, in any language.",
    "certificate.page_not_reviewed": "No fluent reader has reviewed the words of this page in this language.",
    "certificate.signature": "Trainer: name and signature",
    "certificate.place": "Place and day",
    "certificate.fingerprint": "Fingerprint of the signed document",
    "certificate.check": (
        "This page proves nothing alone. To check the signed file: fieldkit practice certificate {file}"
    ),
    "certificate.holder": "Handed to the person named here, who asked for it, and to nobody else.",
}
