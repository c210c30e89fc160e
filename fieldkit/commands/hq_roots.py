"""Headquarters' root of trust and its policy key, as its store holds them. docs/policy-format.md 2"""

from collections.abc import Sequence
from dataclasses import replace

from fieldkit import errors
from fieldkit.commands.card_copy import NEWEST_CARD
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.ports import Env
from fieldkit.result import Json
from fieldkit.store.store import Store
from fieldkit.sync.bundle.card import PolicyRoot
from fieldkit.workflows.trust import HqKeys

KEYS = "hq.keys"
ROOTS, KEY, NEXT_KEY = "policy.roots", "policy.key", "policy.key.next"
"""Settings: all versions of the root as texts, from 1 on; the policy key; one that the next root may name."""
RENEWED_DAYS = 60
"""A root inside the store is made anew so long before its end; of officers' roots headquarters is told."""
DAY_MS = 24 * 3600 * 1000
ONE_KEY = (
    "the root of trust is one key inside this store: whoever has the store open can change everything on every laptop;"
    " give it to officers: fieldkit hq officer new, then fieldkit hq policy root --officers"
)


def roots_of(store: Store) -> tuple[bytes, ...]:
    """Return all versions of the root, the oldest first."""
    found = store.settings.get_json(ROOTS)
    return tuple(str(one).encode() for one in found) if isinstance(found, list | tuple) else ()


def policy_key(store: Store, env: Env) -> SigningKey:
    """Return the key that signs what is published; it is made when it is first asked for."""
    if (kept := _kept_key(store, KEY)) is not None:
        return kept
    return _new_key(store, KEY, env)


def next_policy_key(store: Store, env: Env) -> SigningKey:
    """Return a key that the next root will name instead, made when it is first asked for."""
    return _kept_key(store, NEXT_KEY) or _new_key(store, NEXT_KEY, env)


def root_for_cards(store: Store, keys: HqKeys) -> PolicyRoot:
    """Return what the next card says of the root: the newest one, else the one that this store would make."""
    from fieldkit.sync.policy.roots import read_root

    roots = roots_of(store)
    if roots:
        return read_root(roots[-1]).as_policy_root()
    return PolicyRoot((_own(keys).public.openssh(),), 1)


def is_own(store: Store, keys: HqKeys) -> bool:
    """Tell whether the root is the key inside this store."""
    return keys.policy_root is not None and root_for_cards(store, keys).keys == (keys.policy_root.public.openssh(),)


def settle_own_root(store: Store, keys: HqKeys, env: Env) -> None:
    """Make the root of the key inside the store where there is none yet, or where its end is near."""
    from fieldkit.sync.policy.roots import make_root, read_root, sign_root

    roots, now = roots_of(store), env.clock.now().utc_ms
    if not is_own(store, keys) or (roots and read_root(roots[-1]).expires_ms > now + RENEWED_DAYS * DAY_MS):
        return
    own = _own(keys)
    made = make_root(len(roots) + 1, [own.public], 1, policy_key(store, env).public, now)
    _keep(store, [*roots, sign_root(made, own)])


def propose_root(
    store: Store, keys: HqKeys, officers: Sequence[PublicKey], threshold: int, env: Env, *, new_key: bool
) -> bytes:
    """Return the next root, signed by the key inside the store as far as it counts. The first one of officers follows
    that key's own where a card was made that names it (2.1). Raises: RootRefused."""
    from fieldkit.sync.policy.roots import make_root, sign_root

    if not roots_of(store) and store.settings.get(NEWEST_CARD) is not None:
        settle_own_root(store, keys, env)
    roots = roots_of(store)
    online = next_policy_key(store, env) if new_key else policy_key(store, env)
    made = make_root(len(roots) + 1, officers, threshold, online.public, env.clock.now().utc_ms)
    counts = keys.policy_root is not None and ((is_own(store, keys) and roots) or keys.policy_root.public in officers)
    return sign_root(made, _own(keys)) if counts else made


def install_root(store: Store, keys: HqKeys, data: bytes, env: Env) -> None:
    """Take a root that enough officers signed. The key inside the store goes where the root no longer names it.

    Raises: RootRefused.
    """
    from fieldkit.sync.policy.roots import check_next, read_root

    roots, now = roots_of(store), env.clock.now().utc_ms
    before = roots[-1] if roots else None
    if before is None and store.settings.get(NEWEST_CARD) is not None:
        raise errors.RootRefused(why="cards were given out that name another one", do=_AGAIN)
    following = _kept_key(store, NEXT_KEY)
    changes_key = following is not None and read_root(data).policy_key == following.public
    key = following if following is not None and changes_key else policy_key(store, env)
    root = check_next(before, data, key.public, now)
    store.settings.put_json(KEY, key.seed.hex())
    _keep(store, [*roots, data])
    store.settings.delete(NEXT_KEY)
    if keys.policy_root is not None and keys.policy_root.public not in root.officers:
        store.settings.put_json(KEYS, replace(keys, policy_root=None).to_json())


def _keep(store: Store, roots: Sequence[bytes]) -> None:
    texts: list[Json] = [one.decode() for one in roots]
    store.settings.put_json(ROOTS, texts)


def _own(keys: HqKeys) -> SigningKey:
    if keys.policy_root is None:
        raise errors.RootRefused(why="this store lacks it", do=_AGAIN)
    return keys.policy_root


def _kept_key(store: Store, name: str) -> SigningKey | None:
    found = store.settings.get_json(name)
    return SigningKey.from_seed(bytes.fromhex(found)) if isinstance(found, str) else None


def _new_key(store: Store, name: str, env: Env) -> SigningKey:
    made = SigningKey.from_seed(env.entropy.token(32))
    store.settings.put_json(name, made.seed.hex())
    return made


_AGAIN = "make it again: fieldkit hq policy root --officers ... -o root.json, and let the officers sign it"
