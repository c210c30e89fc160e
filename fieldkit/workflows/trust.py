"""Headquarters' own keys, its card, and how a laptop and headquarters come to know each other.

First contact is a fingerprint spoken by one side and typed by the other: two named groups of six, chosen at random, so
that nobody confirms by pressing y. Spec: docs/bundle-format.md, "Signed documents".
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence

from fieldkit import errors
from fieldkit.crypto import fingerprint, seal
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.ports import Entropy, Instant, Terminal
from fieldkit.sync.bundle.card import CLASSES, Approval, Card, Contacts, PolicyRoot, Request
from fieldkit.sync.bundle.namespaces import BUNDLE, CARD, HEADQUARTERS, RECEIPT, REQUEST, SYNC, TIP, WORD
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.workflows.hq_keys import HqKeys

__all__ = ["HqKeys"]

SAMPLE = b"fieldkit recovery sample: if you can read this, the recovery identity works\n"


def make_hq_keys(entropy: Entropy, signing: SigningKey, recovery_recipient: str) -> HqKeys:
    """Make headquarters' policy root and one age identity for each recipient class, beside its signing key."""
    return HqKeys(
        signing=signing,
        policy_root=SigningKey.from_seed(entropy.token(32)),
        identities={name: seal.generate_identity() for name in CLASSES},
        recovery_recipient=recovery_recipient,
    )


def make_card(
    keys: HqKeys,
    name: str,
    contacts: Contacts,
    approvals: Sequence[Approval],
    now: Instant,
    entropy: Entropy,
    policy: int = 1,
    concern_second: Sequence[str] = (),
    policy_root: PolicyRoot | None = None,
) -> Card:
    """Put together headquarters' card: public, signed by the caller with `keys.signing`. Without `policy_root` it names
    the root of trust that `keys` holds."""
    public = keys.signing.public
    return Card(
        name=name,
        key=public,
        recipients={c: keys.recipients(c) for c in CLASSES},
        policy_root=policy_root or _own_root(keys),
        policy=policy,
        contacts=contacts,
        approvals=tuple(approvals),
        signers=Signers(keys.lines(now.utc_ms)).text(),
        made_ms=now.utc_ms,
        nonce=entropy.token(16).hex(),
        concern_second=tuple(concern_second),
    )


def _own_root(keys: HqKeys) -> PolicyRoot:
    if keys.policy_root is None:
        raise ValueError("officers have the root: the card names theirs")
    return PolicyRoot((keys.policy_root.public.openssh(),), 1)


def make_request(
    device: str, epoch: str, key: SigningKey, recipient: str, card: Card, post: str, now: Instant, entropy: Entropy
) -> Request:
    """Put together a laptop's request; it names the card that it answers."""
    return Request(
        device=device,
        key=key.public,
        recipient=recipient,
        epoch=epoch,
        post=post,
        card_hash=card.body_hash,
        made_ms=now.utc_ms,
        nonce=entropy.token(16).hex(),
    )


def allowed_signers(
    hq: PublicKey,
    devices: Mapping[str, str],
    former: Sequence[tuple[str, str]] = (),
    hq_former: Sequence[Signer] = (),
) -> Signers:
    """Return the registry as OpenSSH's allowed_signers: headquarters for receipts and cards, laptops for bundles.
    `former` are (device, key) of keys before the present ones: what they signed may still be on its way."""
    lines = [*hq_former, Signer(HEADQUARTERS, (RECEIPT, CARD, WORD), hq)]
    uses = (BUNDLE, REQUEST, TIP, SYNC)
    lines += [Signer(device, uses, PublicKey.from_openssh(key)) for device, key in (*former, *sorted(devices.items()))]
    return Signers(tuple(lines))


def prove_recovery(typed: str, recipients: Sequence[str]) -> None:
    """Open a sample bundle's payload with the identity as it was typed or read back.

    Raises: RecoveryNotProven when it does not open.
    """
    identity = "".join(typed.split()).upper()
    try:
        opened = seal.unseal(seal.seal(SAMPLE, recipients), [identity])
    except errors.FieldkitError:
        raise errors.RecoveryNotProven() from None
    if opened != SAMPLE:
        raise errors.RecoveryNotProven()


def in_english(key: str, /, **facts: str) -> str:
    """Return how two groups are asked for, where nobody gave a language."""
    return _ASKED[key].format(**facts)


_ASKED = {
    "groups": "Ask {other_side} to read out two of the six groups of {whose}.",
    "group": "Group {number}, as you hear it: ",
}


def confirm_fingerprint(
    groups: tuple[str, ...],
    other_side: str,
    given: str | None,
    terminal: Terminal,
    entropy: Entropy,
    said: Callable[..., str] = in_english,
    whose: str = "their fingerprint",
) -> None:
    """Have the person type two named groups that `other_side` reads out, or compare `--fingerprint` whole. `said` puts
    the questions into words: `groups` names the other side, `group` asks for one.

    Raises: FingerprintWrong (nothing was changed), NotATerminal.
    """
    wanted = _pick_two(len(groups), entropy)
    typed = _whole(given) if given is not None else _ask_two(wanted, other_side, terminal, said, whose)
    if given is not None and len(typed) != len(groups):
        raise errors.FingerprintWrong(other_side=other_side)
    if not fingerprint.matches(groups, typed):
        raise errors.FingerprintWrong(other_side=other_side)


def _whole(given: str) -> dict[int, str]:
    compact = "".join(c for c in given if c.isalnum())
    return {i: compact[4 * i : 4 * i + 4] for i in range((len(compact) + 3) // 4)}


def _pick_two(count: int, entropy: Entropy) -> tuple[int, int]:
    first = entropy.token(1)[0] % count
    second = (first + 1 + entropy.token(1)[0] % (count - 1)) % count
    return min(first, second), max(first, second)


def _ask_two(
    wanted: tuple[int, int], other_side: str, terminal: Terminal, said: Callable[..., str], whose: str
) -> dict[int, str]:
    terminal.say(said("groups", other_side=other_side, whose=whose))
    return {i: terminal.ask(said("group", number=str(i + 1))) for i in wanted}


def spoken(groups: Sequence[str]) -> str:
    """Return a fingerprint as it is printed and read out: numbered groups."""
    return "   ".join(f"{i + 1}: {group}" for i, group in enumerate(groups))


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` in hex."""
    return hashlib.sha256(data).hexdigest()
