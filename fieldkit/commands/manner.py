"""How fieldkit behaves towards one person: when it locks (policy), how it looks."""

from fieldkit.store.store import Store
from fieldkit.ui.looks import Look, look_of
from fieldkit.ui.watch import LockRules

POLICY = "policy.lock"
"""Setting {"idle_s", "blank_s"}; a policy of headquarters will write it."""


def lock_rules(store: Store) -> LockRules:
    """Return when to lock, by the store's policy."""
    return LockRules.of(store.settings.get_json(POLICY))


def look_wanted(store: Store) -> Look:
    """Return the theme that the person who opened the store chose."""
    return look_of(store.settings.get_json(_own("theme", store)))


def choose_look(store: Store, look: str) -> None:
    """Keep the theme for this person."""
    store.settings.put_json(_own("theme", store), look)


def _own(what: str, store: Store) -> str:
    return f"{what}.{store.person}"
