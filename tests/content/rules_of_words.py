"""What no text of a shipped form says, in any language. A rule takes a whole form and returns what is wrong in it."""

import re
from collections.abc import Iterator

from fieldkit.ui.text import width_of
from fieldkit.ui.trap_words import told_traps
from tests.content.shipped import LANGUAGES, SOME, Tree, questions, texts

Words = dict[str, str]
"""A pattern by language."""

WHY: Words = {
    "en": r"\bwhy (?:did|didn't|do|don't|have|haven't|were|are) (?:you|they)\b|\bhow could you\b",
    "fr": r"\bpourquoi (?:n'|ne )?(?:avez|êtes|es|as|a-t|ont|est-ce que vous)|pour quelle raison (?:avez|êtes)",
    "rw": r"\b(?:ni )?kuki (?:wa|u[a-z]|mwa|ut|nti|ba)|ni iyihe mpamvu (?:wa|u[a-z]|yatumye u)",
    "sw": r"\bkwa ?nini (?:uli|u[nm]e|hu|una|mli|wali)|\bmbona (?:uli|huku)",
}
ORIENTATION: Words = {
    "en": r"sexual orientation|gender identity|homosex|\bgay\b|lesb|bisex|transg|\bstraight\b",
    "fr": r"orientation sexuelle|identité de genre|homosex|\bgay\b|lesb|bisex|transg",
    "rw": r"ubutinganyi|abatinganyi|ubwoko bw'imibonano",
    "sw": r"ushoga|msagaji|mwelekeo wa kijinsia|utambulisho wa kijinsia",
}
DENIAL: Words = {
    "en": r"\bnot (?:a |an |the )?victims?\b|\b(?:not|no) (?:human )?trafficking\b|n't (?:a victim|trafficking)"
    r"|\bno victim\b",
    "fr": r"\bpas (?:une |de |la |d'une )?(?:victimes?|traite)\b|\baucune (?:victime|traite)\b|\bni victime\b",
    "rw": r"\bsi (?:uwa?curujwe|icuruzwa|uwakorewe)|nta (?:curuzwa|icuruzwa)|ntabwo (?:ari (?:uwa|icuruzwa)|yacurujwe)"
    r"|\bnti[yb]acurujwe",
    "sw": r"\bsio? (?:mwathirika|mhanga|usafirishaji|ulanguzi)|hakuna (?:usafirishaji haramu|ulanguzi)"
    r"|hajasafirishwa",
}
FINDING: Words = {
    "en": r"\b(?:is|was|are) (?:a )?(?:victims?|trafficked|trafficking|guilty)\b|\bhas been trafficked"
    r"|\bproof of trafficking\b",
    "fr": r"\b(?:est|était) (?:une )?(?:victime|traite|coupable)\b|\ba été victime",
    "rw": r"\byacurujwe\b|\bni icuruzwa\b|ni umunyabyaha|byemejwe n'amategeko",
    "sw": r"\b(?:ni|alikuwa) (?:mwathirika|mhanga)\b|amesafirishwa kiharamu|ana hatia",
}
_HOURS = r"o'clock|\b\d{1,2} ?[ap]m\b|\b\d{1,2} ?h ?\d{2}\b|nyakanga"
_COUNTED = r"|\bsaa (?:moja|moya|mbil|mbir|tatu|nne|ine|tano|sita|saba|nane|tisa|cyenda|kumi|icumi)"
CLOCK: Words = dict.fromkeys(LANGUAGES, _HOURS + _COUNTED)
# Only with a word that forbids it, or that asks for the person's agreement, in the same sentence.
RETURN: Words = {
    "en": r"\bsend(?:ing)? (?:\w+ ){0,3}(?:back|home)\b|\breturn (?:her|him|them|the person)\b|deport|repatriat",
    "fr": r"\brenvo[iy]|expuls|rapatri|reconduire",
    "rw": r"kwirukana|kumusubiza iwabo|gucyura|kumucyura",
    "sw": r"kufukuza|kumrudisha|mrudishe|mrejeshe",
}
DETENTION: Words = {
    "en": r"\bdetain|\bdetention|\barrest|\block (?:\w+ ){0,2}up\b|\bhold (?:her|him|them|the person)\b",
    "fr": r"détention|détenir|détenez|arrêtez-|arrestation|enferm",
    "rw": r"\b[gk]?u?funga (?:umuntu|uyu)|\bafungwe|\bmufunge|guta muri yombi",
    "sw": r"kamateni|mkamate|kukamata|kizuizini|mfungie",
}
ORIGIN: Words = {
    "en": r"embass|consul(?!t|a?tion)|authorities of (?:the|their) country|\bcountry of origin\b",
    "fr": r"ambassade|consulat|autorités de (?:son|leur) pays|pays d'origine",
    "rw": r"ambasade|igihugu akomokamo|igihugu cy'inkomoko",
    "sw": r"ubalozi|nchi (?:ya asili|anakotoka)",
}
CONFRONT: Words = {
    "en": r"confront|\bargue with|\baccuse\b|\bchallenge the\b",
    "fr": r"confront|\baccusez|\baffront",
    "rw": r"\bshinja|kumushinja|guterana amagambo",
    "sw": r"\bkabili|mkabili|mshutumu",
}
POLICE: Words = {"en": r"\bpolice\b|\bRIB\b|\bInvestigation Bureau\b", "fr": r"\bpolice\b|\bRIB\b"}
AGREED: Words = {
    "en": r"agree|person (?:calls|wants|wishes|asks|decides)|\bown (?:wish|choice|decision)|focal point|112"
    r"|only with|ground",
    "fr": r"accord|accept|la personne (?:appelle|le (?:veut|souhaite)|demande|décide)|point focal|112|motif",
}
FORBIDS: Words = {
    "en": r"\bnot\b|n't\b|\bnever\b|\bno\b|\bnobody\b|\bwithout\b|\bbefore\b|\bonly (?:with|if|when)\b|agree|\bnor\b",
    "fr": r"\bne\b|\bn'|\bjamais\b|\baucun|\bsans\b|\bpersonne n|\bseulement\b|\bavant\b|accord|\bni\b",
    "rw": r"\bnt[aiuy]|\bata?[a-z]{3,}|\bba?ta[a-z]+|kirazira|\bgusa\b|yemeye|abyemeye|\bnta\b|\bntawe\b",
    "sw": r"\busi|\bsi\b|\bha[a-z]{3,}|\bbila\b|\bkamwe\b|\btu\b|ridhaa|\bkubali|amekubali|\bwasi|\basi",
}
# A person of unknown sex is "the person", "they"; "il y a", "il faut" and the like name nobody.
GENDERED: Words = {
    "en": r"\b(?:he|she|his|hers|her|him|himself|herself)\b"
    r"|\b(?:trafficked|exploited) (?:woman|women|girls?|men|man|boys?)\b",
    "fr": r"^(?=.*\b(?:enfant|victime|recruteur|auteur|suspect|accompagnant|adulte|témoin|employeur)\b)"
    r".*(?<!-)\bil\b"
    r"(?! (?:y|n'y|faut|ne faut|est (?:possible|tard|trop|sûr|interdit|permis|important)|s'agit|suffit|reste|"
    r"manque|arrive|se peut|vaut))|\b(?:un trafiquant|le trafiquant|une trafiquante|la trafiquante)\b"
    r"|\b(?:femme|homme) victime",
}
PHONE = r"\b(?:116|166|3512|3029)\b|\+?\d(?:[ -]?\d){8,}"
SENTENCE = re.compile(r"(?<=[.!?;])\s+")
ADVICE = ("next_steps", "due")
HELP = ("label", "hint", "why", "guidance_hint")


def _all(tree: Tree, *, spoken: bool = False) -> Iterator[tuple[str, str, str]]:
    """Yield place, language and words of each text; `spoken` leaves out messages about a wrong spelling."""
    for said in texts(tree):
        if not (spoken and said.key == "constraint_message"):
            yield from ((str(said), code, text) for code, text in said.words.items())


def _advice(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """Yield the texts that tell a worker what to do: next steps, what is due, notes, hints."""
    notes = {name for name, row in questions(tree).items() if row["type"] == "note"}
    for said in texts(tree):
        note = len(said.place) > 1 and said.place[-2] in notes
        if set(ADVICE) & set(said.place) or note or said.key in HELP[1:]:
            yield from ((str(said), code, text) for code, text in said.words.items())


def _found(where: Iterator[tuple[str, str, str]], patterns: Words) -> list[str]:
    hits = (
        (place, code, re.search(patterns[code], text, re.IGNORECASE)) for place, code, text in where if code in patterns
    )
    return [f"{place} ({code}): {hit.group()!r}" for place, code, hit in hits if hit]


def _unless(where: Iterator[tuple[str, str, str]], patterns: Words, excuse: Words) -> list[str]:
    """Return the sentences that have a pattern and not what excuses it."""
    return [
        f"{place} ({code}): {sentence!r}"
        for place, code, text in where
        if code in patterns
        for sentence in SENTENCE.split(text)
        if re.search(patterns[code], sentence, re.IGNORECASE) and not re.search(excuse[code], sentence, re.IGNORECASE)
    ]


def all_languages(tree: Tree) -> list[str]:
    """Every text is there in all four languages: a worker can change the language at any question and lose nothing."""
    english = EXACT.get(tree["form_id"], ())
    return [
        str(said)
        for said in texts(tree)
        if not (set(said.words) == {"en"} and set(english) & set(said.place))
        if set(said.words) - set(SOME) != set(LANGUAGES) or not all(text.strip() for text in said.words.values())
    ]


EXACT = {"wg_ss": ("wg_answer", "six")}
"""By form: lists and groups of a published instrument, whose wording is not ours to translate."""


def no_bare_texts(tree: Tree) -> list[str]:
    """No label, hint or message is one plain string for every language."""
    keys = (*HELP, "constraint_message", "required_message")
    rows = questions(tree).items()
    return [f"{name}.{key}" for name, row in rows for key in keys if key in row and not isinstance(row[key], dict)]


def no_why_did_you(tree: Tree) -> list[str]:
    """Nobody is asked why they did something: it blames."""
    return _found(_all(tree), WHY)


def no_orientation(tree: Tree) -> list[str]:
    """Sexual orientation and gender identity are never asked and never written down."""
    return _found(_all(tree), ORIENTATION)


def no_denial(tree: Tree) -> list[str]:
    """No text denies what a person may have lived through."""
    return _found(_all(tree), DENIAL)


def no_finding(tree: Tree) -> list[str]:
    """No advice and no result says who somebody is in law."""
    rule = {"survey": [], "classify": tree.get("classify", {}), "due": tree.get("due", [])}
    return _found(_all(rule), FINDING) + _found(_advice(tree), FINDING)


def no_trap_words(tree: Tree) -> list[str]:
    """Words for the genocide's survivors, terrorism, police questioning, court cases keep their meaning."""
    return [
        f"{said} ({code}): {told}"
        for said in texts(tree)
        for code, text in said.words.items()
        for told in told_traps(code, text, said.words.get("en", ""))
    ]


def digits_of_the_day(tree: Tree) -> list[str]:
    """Times are written in digits of the 24-hour day, months never by name."""
    return _found(_all(tree), CLOCK)


def nobody_is_sent_back(tree: Tree) -> list[str]:
    """No advice leads to return, but to forbid it."""
    return _unless(_advice(tree), RETURN, FORBIDS)


def nobody_is_detained(tree: Tree) -> list[str]:
    """No advice has anybody held, but to forbid it."""
    return _unless(_advice(tree), DETENTION, FORBIDS)


def origin_only_with_agreement(tree: Tree) -> list[str]:
    """Nobody in the country of origin is told anything without agreement."""
    return _unless(_advice(tree), ORIGIN, FORBIDS)


def nobody_is_confronted(tree: Tree) -> list[str]:
    """The companion is never to be confronted."""
    return _unless(_advice(tree), CONFRONT, FORBIDS)


def police_with_agreement(tree: Tree) -> list[str]:
    """The person calls the police, or agrees, or the focal point does on a recorded ground; 112 in danger."""
    steps = {"next_steps": tree.get("classify", {}).get("next_steps", []), "survey": []}
    return _unless(_all(steps), POLICE, AGREED)


def no_sex_assumed(tree: Tree) -> list[str]:
    """No text assumes whether a person concerned, or one accused, is a woman or a man."""
    return _found(_all(tree), GENDERED)


def only_112_is_printed(tree: Tree) -> list[str]:
    """Numbers come from the card and the directory; a form prints none but 112."""
    return _found(_all(tree, spoken=True), dict.fromkeys(LANGUAGES, PHONE))


def only_gaps_of_the_card(tree: Tree) -> list[str]:
    """A next step may hold {duty_phone} and {deputy_phone}; no other text holds a gap but ${a question}."""
    found = ((place, set(re.findall(r"(?<!\$){[^}]*}", text))) for place, _, text in _all(tree))
    return [
        f"{place}: {gap}"
        for place, gaps in found
        for gap in gaps
        if gap not in ("{duty_phone}", "{deputy_phone}") or "next_steps" not in place
    ]


def short_choices_and_labels(tree: Tree) -> list[str]:
    """A choice fits a line of 70 columns, a label five lines."""
    return [
        f"{said} ({code}): {width_of(text)} columns"
        for said in texts(tree)
        for code, text in said.words.items()
        if width_of(text) > (70 if said.place[0] == "choices" else 480 if _is_note(tree, said.place) else 380)
    ]


def _is_note(tree: Tree, place: tuple[str, ...]) -> bool:
    row = questions(tree).get(place[-2]) if len(place) > 1 else None
    return row is not None and row["type"] == "note"


def clocks_stand_together(tree: Tree) -> list[str]:
    """Who says that care works within 72 hours says that some of it works within 5 days, in every language."""
    return [
        f"{said} ({code})"
        for said in texts(tree)
        for code, text in said.words.items()
        if "72" in said.words["en"] and re.search(CARE, said.words["en"]) and not (" 5" in text and "72" in text)
    ]


CARE = r"\b(?:care|medicine)\b"


def french_keeps_its_punctuation(tree: Tree) -> list[str]:
    """A blank before ; : ? ! and inside guillemets does not let them fall to the next line."""
    return [f"{said}" for said in texts(tree) if re.search(r"« |[^ ] [:;?!»]", said.words.get("fr", ""))]


RULES_OF_WORDS = (
    *(all_languages, no_bare_texts, no_why_did_you, no_orientation, no_denial, no_finding, no_trap_words),
    *(digits_of_the_day, nobody_is_sent_back, nobody_is_detained, origin_only_with_agreement, nobody_is_confronted),
    *(police_with_agreement, no_sex_assumed, only_112_is_printed, only_gaps_of_the_card, short_choices_and_labels),
    *(clocks_stand_together, french_keeps_its_punctuation),
)
