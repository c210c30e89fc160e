"""How far the texts of a form are in each language: the one place where they are counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.forms.check_texts import Said, missing_texts, texts_of, unreviewed_items
from fieldkit.forms.glossary import Term, unsaid
from fieldkit.forms.model import Form, text_in
from fieldkit.ui.trap_words import gendered_in, told_traps


@dataclass(frozen=True, slots=True)
class TextState:
    """How far one language is in one thing that has texts. `unreviewed` counts questions and groups of a form, else
    texts; `traps` are the words that hurt people, each with the text that has it; `gendered` the words that assume
    somebody's sex; `notes` the terms for which the translation has another word than the glossary."""

    language: str
    where: str
    texts: int
    missing: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()
    out_of_date: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    gendered: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def form_states(form: Form, where: str, terms: Sequence[Term] = ()) -> Iterator[TextState]:
    """Yield how far each language of a form is."""
    texts = list(texts_of(form))
    for language in form.languages:
        own = [(text, text.texts[language]) for text in texts if text.texts.get(language)]
        yield TextState(
            language,
            where,
            len(own) if language in form.partial else len(texts),
            missing_texts(form, language),
            unreviewed_items(form, language),
            (),
            tuple(_traps(own, language)),
            tuple(f"{said.what} has {word!r}" for said, words in own for word in gendered_in(language, words)),
            tuple(_notes(own, language, terms)),
        )


def _traps(own: Sequence[tuple[Said, str]], language: str) -> Iterator[str]:
    for said, words in own:
        yield from (f"{said.what} has {told}" for told in told_traps(language, words, english_of(said)))


def _notes(own: Sequence[tuple[Said, str]], language: str, terms: Sequence[Term]) -> Iterator[str]:
    for said, words in own:
        for term in unsaid(terms, language, words, english_of(said)):
            yield f"{said.what}: {told_term(term, language)}"


def told_term(term: Term, language: str) -> str:
    """Return which word the glossary would like, and how sure it is."""
    wanted = " or ".join(term.words.get(language, ()))
    return f"{term.key} without {wanted} (confidence {term.confidence.get(language, 'low')})"


def english_of(said: Said) -> str:
    return text_in(said.texts, "en", "en")


def traps_of(said: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the trap words of texts by their names."""
    for what, text in said.items():
        yield from (f"{what} has {told}" for told in told_traps(language, text))
