"""A policy repository with fixed keys, in memory: what the tests of the client change one byte or file of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.sync.bundle.card import PolicyRoot, write_card
from fieldkit.sync.bundle.policy_file import Policy, write_policy
from fieldkit.sync.policy import roots
from fieldkit.sync.policy.repository import State, next_state, place_of
from tests.bundle import parts as bundle_parts

NOW_MS = 1_795_341_600_000
DAY_MS = 24 * 3600 * 1000
OFFICERS = tuple(SigningKey.from_seed(bytes([number]) * 32) for number in range(1, 4))
STRANGERS = tuple(SigningKey.from_seed(bytes([number]) * 32) for number in range(11, 14))
POLICY_KEY, OTHER_KEY = (SigningKey.from_seed(bytes([number]) * 32) for number in (21, 22))
CARD_ROOT = PolicyRoot(tuple(key.public.openssh() for key in OFFICERS), 2)
FORM = b"""form_id: small
version: "1"
title: {en: Small}
default_language: en
languages: [en]
kind: screening
survey:
  - {name: people, type: integer, label: {en: How many?}}
"""
CARD = write_card(bundle_parts.card(), bundle_parts.HQ_KEY)
FILES: Mapping[str, bytes] = {
    "hq.card": CARD,
    "policy.json": write_policy(Policy(lock_minutes=3)),
    "forms/small/small.yaml": FORM,
}


def publics(keys: "tuple[SigningKey, ...]") -> tuple[PublicKey, ...]:
    return tuple(key.public for key in keys)


def root(
    version: int = 1,
    officers: tuple[SigningKey, ...] = OFFICERS,
    signed_by: tuple[SigningKey, ...] = OFFICERS[:2],
    key: SigningKey = POLICY_KEY,
    now_ms: int = NOW_MS,
    threshold: int = 2,
) -> bytes:
    """Return a root with these officers, signed by these keys."""
    data = roots.make_root(version, publics(officers), threshold, key.public, now_ms)
    for one in signed_by:
        data = roots.sign_root(data, one)
    return data


@dataclass(slots=True)
class Folder:
    """A policy folder: its files, and which of them were asked for."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: int = 0

    def fetch(self, path: str, most: int) -> bytes | None:
        self.asked.append(path)
        found = self.files.get(path)
        self.sent += len(found or b"")
        return None if found is None else found[: most + 1]

    def publish(
        self,
        before: State | None = None,
        files: Mapping[str, bytes] = FILES,
        key: SigningKey = POLICY_KEY,
        now_ms: int = NOW_MS,
        least: int = 1,
    ) -> State:
        state = next_state(before, files, key, now_ms, least)
        self.files |= {place_of(path, data): data for path, data in files.items()}
        self.files |= state.metadata()
        return state


def folder(*, with_root: bytes | None = None) -> tuple[Folder, State]:
    """Return a folder with the first root and one state."""
    made = Folder({"metadata/1.root.json": with_root or root()})
    return made, made.publish()
