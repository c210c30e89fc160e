"""The language of the screens that a person has chosen for themselves; it is kept in the store, under their label."""

from fieldkit.store.store import Store
from fieldkit.ui import messages

SETTING = "language."


def language_of(store: Store) -> str | None:
    """Return the language that the person who opened the store has chosen; None where they have not."""
    chosen = store.settings.get_json(SETTING + store.person)
    return chosen if isinstance(chosen, str) and chosen in messages.LANGUAGES else None


def choose(store: Store, language: str) -> None:
    """Keep a language for the person who opened the store, and speak it from now on."""
    store.settings.put_json(SETTING + store.person, language)
    messages.use(language)


def speak(store: Store) -> None:
    """Speak the language of the person who opened the store; without a choice of theirs the system's stays."""
    chosen = language_of(store)
    if chosen is not None:
        messages.use(chosen)
