"""Open, lock and close the store around a command: the one place where a passphrase is asked for."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from fieldkit import errors
from fieldkit.cases.words import Profile, Role
from fieldkit.commands.card_copy import mend_copy
from fieldkit.commands.hiding import status_after
from fieldkit.commands.manner import lock_rules, look_wanted
from fieldkit.commands.open_marks import keep_marker
from fieldkit.commands.own_language import speak
from fieldkit.commands.published import published_of
from fieldkit.commands.standing_here import drop_old
from fieldkit.ports import Env, WhyHidden
from fieldkit.store.store import Machine, Store, closed_for_travel, open_store, store_exists, wait_before_attempt
from fieldkit.ui import messages
from fieldkit.ui.error_words import error_words
from fieldkit.ui.looks import wear
from fieldkit.ui.watch import held_open

T = TypeVar("T")
TRIES = 3
"""Passphrases asked for in one call; the growing delay between them is the store's (store-format 3)."""


def machine_of(env: Env) -> Machine:
    """Return the ports a store needs."""
    return Machine(env.clock, env.entropy, env.platform)


@contextmanager
def opened(
    env: Env, role: Role | None = None, *, despite_loss: bool = False, sitting: bool = False, said: str = ""
) -> Iterator[Store]:
    """Give the store that the sitting holds, or open it with a passphrase, watch the prompts while it is open, and
    close it afterwards. `sitting`: this is the process that holds it for the others. `said` above the first prompt.

    Raises: WrongRole, NoStore, StoreBusy, WrongPassphrase, StoreRolledBack and what else opening can find.
    """
    if isinstance(env.held, Store) and not despite_loss:
        if role is not None and env.held.role is not role:
            raise errors.WrongRole(found=env.held.role.value, wanted=role.value)
        with published_of(env.held):
            yield env.held
        return
    if not store_exists(env.home):  # before a passphrase is asked for that cannot open anything
        raise errors.NoStore(path=env.home)
    if closed_for_travel(env.home):
        raise errors.ClosedForTravel()
    with (
        _unlock(env, role, despite_loss, said) as store,
        held_open(lock_rules(store), lambda why: _end_at_once(why, sitting)),
        published_of(store),
    ):
        speak(store)
        drop_old(store, env)
        keep_marker(store, env)
        if (changed := mend_copy(store, env)) is not None:
            env.terminal.say(messages.say(messages.current(), "talk.warning", what=changed))
        wear(look_wanted(store))
        yield store


def _end_at_once(why: WhyHidden, sitting: bool) -> None:
    """End without closing in order, where a reading call cannot be interrupted: what was answered is committed."""
    os._exit(status_after(why, sitting=sitting))


def _unlock(env: Env, role: Role | None, despite_loss: bool, said: str) -> Store:
    """Ask until one opens it. What is `said` is part of the prompt: said any sooner, somebody in a hurry would type
    while the terminal still shows it."""
    above = iter((said,))

    def once() -> Store:
        _wait(env)
        prompt = "\n".join(filter(None, (next(above, ""), messages.say(messages.current(), "passphrase.ask"))))
        return open_store(
            env.home,
            env.passphrases.existing(prompt),
            machine=machine_of(env),
            role=role,
            profile=Profile.REAL,
            despite_loss=despite_loss,
        )

    return patiently(env, once, (errors.WrongPassphrase, errors.PassphraseUnusable), _not_opened)


def _not_opened(slip: errors.FieldkitError) -> Sequence[str]:
    """Say what is wrong; Enter once too often is not a reason to end either."""
    language = messages.current()
    if isinstance(slip, errors.WrongPassphrase):
        return (messages.say(language, "talk.passphrase_wrong"),)
    return (error_words(slip, language)[1],)


def patiently(
    env: Env,
    once: Callable[[], T],
    slips: tuple[type[errors.FieldkitError], ...],
    told: Callable[[errors.FieldkitError], Sequence[str]],
) -> T:
    """Have something secret typed until it is no slip, TRIES times where somebody can type again; `told` says what a
    slip was. Ended at the first one, the next try would be typed at the shell's prompt, seen and kept.

    Raises: the last slip, and what else `once` raises.
    """
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            return once()
        except slips as slip:
            if not tries_left or not env.passphrases.can_retry:
                raise
            env.terminal.say(*told(slip))
    raise AssertionError("the loop above returns or raises")


def _wait(env: Env) -> None:
    seconds = wait_before_attempt(env.home, machine_of(env))
    if seconds > 0:
        env.terminal.say(messages.say_n(messages.current(), "talk.wait", round(seconds + 0.5)))
        time.sleep(seconds)
