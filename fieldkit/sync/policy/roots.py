"""The root of trust: making the next one, signing it, checking it, and finding the one that a card names.

docs/policy-format.md 2. A root is metadata of The Update Framework; all of it is public.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from tuf.api.exceptions import RepositoryError

from fieldkit import errors
from fieldkit.crypto import fingerprint
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.sync.bundle.card import PolicyRoot
from fieldkit.sync.policy.keys import public_of, signer_of, tuf_key
from fieldkit.sync.policy.tuf_names import Metadata, Role, Root, Snapshot, Targets, Timestamp

ROOT_LASTS = dt.timedelta(days=365)
ROOT_BYTES = 64 * 1024
MOST_ROOTS = 64
"""Versions of the root that are looked at in one exchange."""
ONLINE = (Targets.type, Snapshot.type, Timestamp.type)
"""The roles of the policy key."""


@dataclass(frozen=True, slots=True)
class RootFile:
    """A root as a person sees it: version, officers, threshold, policy key, end (ms since 1970), who of its officers
    signed, and the groups of its fingerprint."""

    version: int
    officers: tuple[PublicKey, ...]
    threshold: int
    policy_key: PublicKey
    expires_ms: int
    signed_by: tuple[PublicKey, ...]
    fingerprint: tuple[str, ...]

    def as_policy_root(self) -> PolicyRoot:
        """Return what a card says of it."""
        return PolicyRoot(tuple(key.openssh() for key in self.officers), self.threshold)


def make_root(version: int, officers: Sequence[PublicKey], threshold: int, policy_key: PublicKey, now_ms: int) -> bytes:
    """Return a root that nobody has signed yet. Raises: RootRefused."""
    if not 1 <= threshold <= len(officers) or len(set(officers)) != len(officers) or policy_key in officers:
        _refuse("it needs different keys, and a threshold that they can meet", "give each officer's own .pub file once")
    keys = [tuf_key(key) for key in officers]
    online = tuf_key(policy_key)
    roles = {name: Role([online.keyid], 1) for name in ONLINE}
    roles[Root.type] = Role([key.keyid for key in keys], threshold)
    expires = _moment(now_ms) + ROOT_LASTS
    root = Root(
        version=version,
        expires=expires,
        keys={key.keyid: key for key in (*keys, online)},
        roles=roles,
        consistent_snapshot=True,
    )
    return Metadata(root).to_bytes()


def sign_root(data: bytes, key: SigningKey) -> bytes:
    """Return the root with this key's signature added. Raises: RootRefused when it is no root."""
    root = _parsed(data)
    root.sign(signer_of(key), append=True)
    return root.to_bytes()


def read_root(data: bytes) -> RootFile:
    """Read a root of our shape. Its signatures by its own officers are verified, who they are is not.

    Raises: RootRefused.
    """
    root = _parsed(data)
    role = root.signed.roles[Root.type]
    officers = _officers(root)
    online = {keyid for name in ONLINE for keyid in root.signed.roles[name].keyids}
    policy_key = public_of(root.signed.keys[online.pop()]) if len(online) == 1 else None
    if officers is None or policy_key is None or not root.signed.consistent_snapshot:
        _refuse("it is not of the kind that fieldkit makes", _MAKE)
    found = root.signed.get_verification_result(Root.type, root.signed_bytes, root.signatures)
    signed_by = tuple(key for key in map(public_of, found.signed.values()) if key is not None)
    ends = int(root.signed.expires.timestamp()) * 1000
    groups = fingerprint.groups(root.signed_bytes)
    return RootFile(root.signed.version, officers, role.threshold, policy_key, ends, signed_by, groups)


def old_signatures(before: bytes, new: bytes) -> int:
    """Return how many keys of the root before signed the new one."""
    root = _parsed(new)
    found = _parsed(before).signed.get_verification_result(Root.type, root.signed_bytes, root.signatures)
    return len(found.signed)


def follows(before: bytes, new: bytes) -> bool:
    """Tell whether the root before let this one follow it: the next version, by enough of its keys."""
    try:
        root, last = read_root(new), read_root(before)
    except errors.RootRefused:
        return False
    return root.version == last.version + 1 and old_signatures(before, new) >= last.threshold


def check_next(before: bytes | None, new: bytes, policy_key: PublicKey, now_ms: int) -> RootFile:
    """Check that a root may follow the one before (None: that it may be the first).

    Raises: RootRefused: another version, too few signatures of either, another policy key, expired.
    """
    root = read_root(new)
    wanted = 1 if before is None else read_root(before).version + 1
    if root.version != wanted:
        _refuse(f"it is version {root.version}, and {wanted} is next", _MAKE)
    if root.policy_key != policy_key:
        _refuse("it names another policy key than this store's", _MAKE)
    if root.expires_ms <= now_ms:
        _refuse("it has expired", _MAKE)
    if len(root.signed_by) < root.threshold:
        _refuse(f"{len(root.signed_by)} of {root.threshold} officers have signed it", _SIGN)
    if before is not None and old_signatures(before, new) < read_root(before).threshold:
        _refuse("too few officers of the root before have signed it", _SIGN)
    return root


def root_of_card(card_root: PolicyRoot, fetch: Callable[[str, int], bytes | None]) -> bytes:
    """Return the root of lowest version that has the card's keys and threshold and was signed by them (2.1).

    `fetch` is that of client.py. Raises: PolicyRootUnknown, and what `fetch` raises.
    """
    for version in range(1, MOST_ROOTS + 1):
        data = fetch(f"metadata/{version}.root.json", ROOT_BYTES)
        if data is None:
            break
        if len(data) <= ROOT_BYTES and _is_of_card(data, version, card_root):
            return data
    raise errors.PolicyRootUnknown()


def _is_of_card(data: bytes, version: int, card_root: PolicyRoot) -> bool:
    try:
        root = _parsed(data)
    except errors.RootRefused:
        return False
    officers = _officers(root)
    if officers is None or root.signed.version != version:
        return False
    same_keys = sorted(key.openssh() for key in officers) == sorted(card_root.keys)
    if not same_keys or root.signed.roles[Root.type].threshold != card_root.threshold:
        return False
    return bool(root.signed.get_verification_result(Root.type, root.signed_bytes, root.signatures))


def _officers(root: Metadata[Root]) -> tuple[PublicKey, ...] | None:
    """Return the root's keys, None where one is not ours: a key under two ids would count twice."""
    found = [public_of(root.signed.keys[keyid]) for keyid in root.signed.roles[Root.type].keyids]
    keys = tuple(key for key in found if key is not None)
    return keys if len(set(keys)) == len(found) else None


def _parsed(data: bytes) -> Metadata[Root]:
    """Return metadata that is a root whose roles name only keys that it has. Raises: RootRefused."""
    try:
        found = Metadata[Root].from_bytes(data)
    except (RepositoryError, RecursionError):
        _refuse("the file is not a root", _MAKE)
    if not isinstance(found.signed, Root) or len(data) > ROOT_BYTES:
        _refuse("the file is not a root", _MAKE)
    named = {keyid for role in found.signed.roles.values() for keyid in role.keyids}
    if not named <= set(found.signed.keys):
        _refuse("the file is not a root", _MAKE)
    return found


_MAKE = "make one at headquarters: fieldkit hq policy root --officers ... -o root.json"
_SIGN = "let the officers sign it: fieldkit hq officer sign root.json --key FILE"


def _refuse(why: str, do: str) -> NoReturn:
    raise errors.RootRefused(why=why, do=do)


def _moment(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms // 1000, dt.timezone.utc)
