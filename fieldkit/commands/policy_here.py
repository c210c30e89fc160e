"""What headquarters decided, as this store knows it; and taking what it decided since. docs/policy-format.md 7"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal, TypeAlias

from fieldkit import errors
from fieldkit.commands.card_copy import NEWEST_CARD, keep_copy
from fieldkit.commands.hq_setup import card_of
from fieldkit.commands.manner import POLICY as LOCK
from fieldkit.crypto import canonical
from fieldkit.paths import shipped_forms
from fieldkit.ports import Env
from fieldkit.result import Json
from fieldkit.store.store import Store
from fieldkit.sync.bundle.policy_file import Policy
from fieldkit.ui.error_words import error_words
from fieldkit.ui.messages import current, say, say_n
from fieldkit.workflows.policy_update import (
    CARD_TARGET,
    POLICY,
    POLICY_TARGET,
    SIGNERS_TARGET,
    Prepared,
    blob,
    changes,
    form_names,
    prepare,
)

if TYPE_CHECKING:
    from fieldkit.sync.policy.client import Offer
    from fieldkit.sync.policy.repository import State

Fetch: TypeAlias = Callable[[str, int], bytes | None]
"""Reads a file of the policy folder by its path there (`metadata/timestamp.json`) and the most bytes that it may have.
None where there is none; one byte more than the most says that it is larger. Raises what its transport raises."""
ROOT, STATE = "policy.root", "policy.state"
"""Settings of a laptop: the root that it believes, and the metadata that it installed last with the time of that."""
REVOKED = "policy.revoked"
"""Setting: true where headquarters no longer believes this laptop."""
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """How an update ended. `version` and `age_days` are of what is installed now, None where nothing is; `changed` are
    the targets that were new; `error` says why nothing was taken; `stale`: what is here may no longer be installed
    anew, and goes on to be used; `revoked`: headquarters no longer believes this laptop; `first`: nothing was installed
    before, and forms are told by nobody as new that the laptop may have had all along."""

    state: Literal["absent", "same", "taken", "refused"]
    version: int | None = None
    changed: tuple[str, ...] = ()
    error: errors.FieldkitError | None = None
    age_days: int | None = None
    stale: bool = False
    revoked: bool = False
    first: bool = False

    def lines(self) -> tuple[str, ...]:
        """Return what was taken, in the person's language."""
        if self.state != "taken":
            return ()
        forms = "" if self.first else ", ".join(form_names(self.changed))
        told = say(current(), "policy.taken", version=str(self.version))
        return (told, *((say(current(), "policy.forms", forms=forms),) if forms else ()))

    def warnings(self) -> tuple[str, ...]:
        """Return what somebody must know, in the person's language."""
        found = []
        if self.error is not None:
            found.append(say(current(), "policy.refused", why="; ".join(error_words(self.error, current()))))
        if self.stale and self.age_days is not None:
            found.append(say_n(current(), "policy.old", self.age_days))
        if self.revoked:
            found.append(say(current(), "policy.revoked"))
        return tuple(found)

    def as_json(self) -> dict[str, Json]:
        return {
            "state": self.state,
            "version": self.version,
            "changed": list(self.changed),
            "error": None if self.error is None else self.error.code,
            "age_days": self.age_days,
            "stale": self.stale,
            "revoked": self.revoked,
        }


def update_policy(store: Store, fetch: Fetch, env: Env) -> PolicyOutcome:
    """Take what headquarters published since, all of it or nothing. Never raises for what it finds there.

    Raises: StoreError; a link that ends (what `fetch` raises) is the outcome's `error`.
    """
    from fieldkit.sync.policy.client import Refused, Trusted, is_news, offered
    from fieldkit.sync.policy.roots import root_of_card

    now = latest_time(store, env)
    installed, taken_ms = installed_state(store)
    first = installed is None
    state: Literal["absent", "same", "taken", "refused"] = "same"
    error: errors.FieldkitError | None = None
    changed: tuple[str, ...] = ()
    try:
        news = is_news(fetch, installed)
        if news:
            root = store.settings.get(ROOT) or root_of_card(card_of(store).policy_root, fetch)
            with offered(Trusted(root, installed), fetch, now) as offer:
                changed = _install(store, offer, installed, now, env)
            state = "taken"
        elif news is None:
            state = "absent"
    except Refused as refused:
        error = refused.error
        if store.settings.get(ROOT) != refused.root:
            store.settings.put(ROOT, refused.root)
    except errors.StoreError:
        raise
    except errors.FieldkitError as found:
        error = found
    if state == "taken":
        installed, taken_ms = installed_state(store)
    return PolicyOutcome(
        "refused" if error is not None else state,
        installed.version if installed else None,
        changed,
        error,
        max(0, now - taken_ms) // DAY_MS if installed else None,
        installed is not None and installed.expires_ms <= now,
        store.settings.get_json(REVOKED) is True,
        first,
    )


def latest_time(store: Store, env: Env) -> int:
    """Return the latest time that can be believed, ms since 1970: a dead clock makes nothing fresh."""
    card = store.settings.get(NEWEST_CARD)
    made_ms = card_of(store).made_ms if card is not None else 0
    return max(env.clock.now().utc_ms, store.outbox.last_hq_time_ms(), made_ms)


def installed_state(store: Store) -> "tuple[State | None, int]":
    """Return the metadata that was installed last, and when (ms since 1970); None and 0 where none was."""
    from fieldkit.sync.policy.repository import State

    value = store.settings.get_json(STATE)
    if not isinstance(value, Mapping):
        return None, 0
    parts = (str(value[name]).encode() for name in ("timestamp", "snapshot", "targets"))
    taken_ms = value["taken_ms"]
    return State(*parts), taken_ms if isinstance(taken_ms, int) else 0


def _install(store: Store, offer: "Offer", installed: "State | None", now_ms: int, env: Env) -> tuple[str, ...]:
    """Fetch, read and keep everything in one transaction; return what is new. Raises: PolicyContentInvalid, Refused."""
    wanted = {path: sha256 for path, sha256 in offer.contents.items() if path != SIGNERS_TARGET}
    known = _known(store)
    for path, sha256 in wanted.items():  # a block that several forms read is fetched once
        if sha256 not in known:
            known[sha256] = offer.read(path)
    files = {path: known[sha256] for path, sha256 in wanted.items()}
    prepared = prepare(files)
    values, gone = changes(files, wanted, prepared.forms, store.settings.names())
    store.settings.change(
        {**values, **_rules(files, prepared, store), ROOT: offer.root, STATE: _state_json(offer, now_ms)},
        [*gone, *(() if POLICY_TARGET in files else (POLICY, LOCK))],
    )
    keep_copy(files[CARD_TARGET], env)
    before = installed.contents if installed else {}
    return tuple(sorted(path for path, sha256 in wanted.items() if before.get(path) != sha256))


def _rules(files: Mapping[str, bytes], prepared: Prepared, store: Store) -> dict[str, bytes]:
    """Return the settings that other commands go by."""
    revoked = store.identity.device in prepared.revoked.since
    found = {NEWEST_CARD: files[CARD_TARGET], REVOKED: canonical.dumps(revoked)}
    if POLICY_TARGET in files:
        found |= {POLICY: files[POLICY_TARGET], LOCK: lock_of(prepared.policy)}
    return found


def lock_of(policy: Policy) -> bytes:
    """Return the setting by which the screen locks."""
    return canonical.dumps({"idle_s": policy.lock_minutes * 60})


def _state_json(offer: "Offer", now_ms: int) -> bytes:
    state = offer.state
    parts = (("timestamp", state.timestamp), ("snapshot", state.snapshot), ("targets", state.targets))
    return canonical.dumps({**{name: data.decode() for name, data in parts}, "taken_ms": now_ms})


def _known(store: Store) -> dict[str, bytes]:
    """Return what is here already by its SHA-256: earlier publications, and the package."""
    shipped = (path.read_bytes() for path in sorted(shipped_forms().rglob("*")) if path.is_file())
    names = [name for name in store.settings.names() if name.startswith(blob("")) or name in (NEWEST_CARD, POLICY)]
    kept = (store.settings.get(name) or b"" for name in names)
    return {hashlib.sha256(data).hexdigest(): data for data in chain(shipped, kept)}
