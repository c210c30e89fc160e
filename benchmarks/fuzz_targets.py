"""What is fuzzed: good files, what reads them, and how one that was changed inside is signed and sealed anew."""

import functools
import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.fuzz_mutants import json_mutated, mutated
from fieldkit import errors
from fieldkit.cases.orders import Order, Place, StandingOrder
from fieldkit.crypto import canonical, derive, seal
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import (
    alert,
    card,
    container,
    escrow,
    namespaces,
    orders,
    payload,
    policy_file,
    revoked_file,
    tip,
    word,
)
from fieldkit.sync.bundle.container import Members
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.receipt import open_receipt, write_receipt
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.verify import examine, inspect, open_bundle, verify
from fieldkit.sync.http.hello import Hello, Malformed, Receipts, Reply, read_hello, read_reply
from fieldkit.sync.http.names import place_of
from fieldkit.sync.http.signing import Request, read_token, sign_request
from fieldkit.sync.policy.client import Refused, Trusted, offered
from fieldkit.sync.policy.keys import tuf_key
from tests.bundle import parts
from tests.policy import parts as policy_parts

Make = Callable[[random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """`good` files, `read` what is fuzzed, `allowed` what it may raise; `resealed` makes a file that is changed inside
    and signed and sealed well; `weight` how often it has its turn."""

    name: str
    good: Sequence[bytes]
    read: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...]
    resealed: tuple[Make, ...] = ()
    weight: int = 4

    def case(self, chance: random.Random) -> bytes:
        """Return the next bytes to try."""
        if self.resealed and chance.random() < 0.4:
            return chance.choice(self.resealed)(chance)
        return mutated(chance.choice(self.good), self.good, chance)


HQ, RECOVERY = parts.HQ_IDENTITY, parts.RECOVERY_IDENTITY
TO_HQ = parts.RECIPIENTS
WORD_SIGNERS = Signers((Signer(namespaces.HEADQUARTERS, (namespaces.WORD,), parts.HQ_KEY.public),))
OFFICER = parts.STRANGER_IDENTITY
OFFICERS = (seal.recipient_of(OFFICER), *TO_HQ)
LAPTOP = HQ
"""Whose identity receipts and words are sealed to here."""


def targets() -> tuple[Target, ...]:
    """Return all targets; the same ones at each call, but for what age draws."""
    return (*_containers(), *_documents(), *_small(), _policy())


def _containers() -> tuple[Target, ...]:
    bundles = tuple(parts.bundle(seq, parts.ZEROS if seq == 1 else "a" * 64).data for seq in (1, 2))
    receipt = write_receipt(parts.receipt_body(), parts.HQ_KEY, TO_HQ[0], parts.zeros).data

    def bundle(data: bytes) -> None:
        examine(data, parts.SIGNERS, now_ms=parts.NOW)
        inspect(data)
        opened = open_bundle(verify(data, parts.SIGNERS, namespace=namespaces.BUNDLE, now_ms=parts.NOW), [HQ])
        for _ in opened.records:
            pass

    def receipts(data: bytes) -> None:
        open_receipt(data, parts.SIGNERS, [LAPTOP], device=parts.DEVICE)

    return (
        Target("bundle", (*bundles, receipt), bundle, (errors.BundleError,), (_lines, _frames, _manifests), 8),
        Target(
            "receipt",
            (receipt, bundles[0]),
            receipts,
            (errors.BundleError,),
            (functools.partial(_receipts, receipt),),
            6,
        ),
    )


def _lines(chance: random.Random) -> bytes:
    """A bundle whose lines are changed: signed and sealed well, its foot fitting or not."""
    found = parts.record_lines()
    at = chance.randrange(len(found))
    found[at] = json_mutated(found[at], chance)
    if chance.random() < 0.3:
        content = mutated(parts.content(parts.head(), found), [parts.good_content()], chance)
        return parts.around_content(content)
    head = canonical.loads_object(canonical.dumps(parts.head()), what="head")
    line = canonical.dumps(head) if chance.random() < 0.5 else json_mutated(canonical.dumps(head), chance)
    before = b"".join(each + b"\n" for each in (line, *found))
    foot: dict[str, Json] = {"t": "foot", "n": len(found), "sha256": hashlib.sha256(before).hexdigest()}
    return parts.around_content(before + canonical.dumps(foot) + b"\n")


def _frames(chance: random.Random) -> bytes:
    """A bundle whose compressed part is changed inside age."""
    good = payload.encode(parts.good_content(), parts.zeros)
    return parts.around(mutated(good, [good], chance))


def _manifests(chance: random.Random) -> bytes:
    """A bundle whose manifest is changed and signed."""
    sealed = _sealed_content()
    return parts.signed(json_mutated(canonical.dumps(parts.manifest_json(sealed)), chance), sealed)


@functools.cache
def _sealed_content() -> bytes:
    return seal.seal(payload.encode(parts.good_content(), parts.zeros), TO_HQ)


def _receipts(good: bytes, chance: random.Random) -> bytes:
    members = container.unpack(good, Kind.RECEIPT)
    content = payload.decode(seal.unseal(members.payload, [LAPTOP])).splitlines()
    manifest = members.manifest
    sealed = members.payload
    if chance.random() < 0.4:
        manifest = json_mutated(manifest, chance)
    else:
        at = chance.randrange(len(content))
        content[at] = json_mutated(content[at], chance)
        before = b"".join(each + b"\n" for each in content[:-1])
        if at < len(content) - 1:
            foot: dict[str, Json] = {"t": "foot", "n": len(content) - 2, "sha256": hashlib.sha256(before).hexdigest()}
            content[-1] = canonical.dumps(foot)
        sealed = seal.seal(payload.encode(before + content[-1] + b"\n", parts.zeros), [TO_HQ[0]])
        told = json.loads(manifest)
        told["payload"] = {"sha256": hashlib.sha256(sealed).hexdigest(), "size": len(sealed)}
        manifest = canonical.dumps(told)
    return container.pack(Kind.RECEIPT, Members(manifest, sshsig(parts.HQ_KEY, manifest, namespaces.RECEIPT), sealed))


def _documents() -> tuple[Target, ...]:
    kit = errors.FieldkitError
    a_card = card.write_card(parts.card(), parts.HQ_KEY)
    request = card.write_request(parts.request(), parts.DEVICE_KEY)
    rotated = card.write_request(parts.rotated(), parts.OTHER_KEY)
    made = escrow.make_escrow(bytes(32), parts.DEVICE, "s-" + "1" * 32, parts.EPOCH, 1, "first", OFFICERS)
    an_escrow = escrow.write_escrow(made, parts.DEVICE_KEY)
    half = escrow.write_half(escrow.open_first(made, OFFICER))
    key = escrow.write_key(escrow.open_second(escrow.open_first(made, OFFICER), HQ))
    a_word = word.write_word(parts.word(), parts.HQ_KEY, TO_HQ[0], parts.zeros)
    a_tip = tip.write_tip(parts.tip(), TO_HQ, parts.zeros)

    def escrows(data: bytes) -> None:
        escrow.look_at(data, parts.DEVICE_KEY.public)
        escrow.open_first(escrow.read_escrow(data), OFFICER)

    def words(data: bytes) -> None:
        orders.orders_of(word.open_word(data, WORD_SIGNERS, [LAPTOP], device=parts.DEVICE).orders)

    return (
        Target("card", (a_card, request), card.read_card, (kit,), (_re_signed(a_card, parts.HQ_KEY, namespaces.CARD),)),
        Target(
            "request",
            (request, rotated, a_card),
            card.read_request,
            (kit,),
            (
                _re_signed(request, parts.DEVICE_KEY, namespaces.REQUEST),
                _re_signed(rotated, parts.OTHER_KEY, namespaces.REQUEST),
            ),
        ),
        Target(
            "escrow",
            (an_escrow, request),
            escrows,
            (errors.EscrowInvalid, errors.EscrowNotForYou),
            (_re_signed(an_escrow, parts.DEVICE_KEY, namespaces.ESCROW),),
        ),
        Target(
            "escrow half",
            (half, key),
            lambda data: escrow.open_second(escrow.read_half(data), HQ),
            (errors.EscrowInvalid, errors.EscrowNotForYou),
            (_as_json(half),),
            1,
        ),
        Target("escrow key", (key, half), escrow.read_key, (errors.EscrowInvalid,), (_as_json(key),), 1),
        Target("word", (a_word, a_tip), words, (errors.WordInvalid,), (_sealed_again(a_word, namespaces.WORD),)),
        Target(
            "tip",
            (a_tip, a_word),
            lambda data: tip.open_tip(data, [HQ]),
            (errors.TipInvalid, errors.WrongRecipient, errors.PracticeForReal),
            (_sealed_again(a_tip, None),),
        ),
        _orders(),
    )


def _orders() -> Target:
    """The list of orders that outlives a store; changed inside, under the store's own MAC."""
    store, key = "s-" + "5c" * 16, bytes(32)
    order = Order("erase", "0f0e0d0c-1111-4222-8333-444455556666", 7, parts.NOW)
    standing = StandingOrder(order, parts.DEVICE, (Place.HEADQUARTERS, Place.BACKUPS))
    good = orders.write_orders((standing,), store, key, HQ, parts.zeros)
    said = json.loads(payload.decode(seal.unseal(good, [HQ])))
    del said["mac"]

    def make(chance: random.Random) -> bytes:
        content = json_mutated(canonical.dumps(said), chance)
        try:
            changed = canonical.loads_object(content, what="orders")
            told = derive.mac(derive.hkdf(key, "fieldkit orders"), canonical.dumps(changed)).hex()
            content = canonical.dumps({**changed, "mac": told})
        except errors.FieldkitError:  # what is no canonical JSON goes in as it is
            pass
        return seal.seal(payload.encode(content, parts.zeros), [TO_HQ[0]])

    def read(data: bytes) -> None:
        orders.read_orders(data, store, key, HQ)

    return Target("orders", (good,), read, (errors.OrdersFileInvalid,), (make,), 2)


def _re_signed(good: bytes, key: SigningKey, namespace: str) -> Make:
    """Return a maker of signed documents whose line is changed."""
    line = good.partition(b"\n")[0]

    def make(chance: random.Random) -> bytes:
        body = json_mutated(line, chance) + b"\n"
        return body + sshsig(key, body, namespace)

    return make


def _sealed_again(good: bytes, namespace: str | None) -> Make:
    """Return a maker of sealed files whose content is changed; with a namespace it is signed by headquarters again."""
    content = payload.decode(seal.unseal(good, [HQ]))
    line = content.partition(b"\n")[0]

    def make(chance: random.Random) -> bytes:
        if chance.random() < 0.3:
            return seal.seal(mutated(payload.encode(content, parts.zeros), [content], chance), [TO_HQ[0]])
        body = json_mutated(line, chance) + b"\n"
        signed = body + (b"" if namespace is None else sshsig(parts.HQ_KEY, body, namespace))
        return seal.seal(payload.encode(signed, parts.zeros), [TO_HQ[0]])

    return make


def _as_json(good: bytes) -> Make:
    return lambda chance: json_mutated(good.strip(), chance) + b"\n"


def _small() -> tuple[Target, ...]:
    kit = errors.FieldkitError
    hello = Hello(parts.EPOCH, 3, (2, "0" * 16), "a" * 16, "", 4).write()
    listed = Receipts((("00000001.fkr", "b" * 16),), whole=True, more=False)
    up = (("5c" * 8 + "-00000001.fkb", "c" * 16), ("5c" * 8 + "-00000001.fke", "d" * 16))
    reply = Reply(parts.NOW, bytes(12), listed, up, "e" * 16, 7).write()
    token = sign_request(Request("POST", "/v1/hello"), parts.DEVICE, bytes(12), parts.DEVICE_KEY).encode()
    rules = policy_file.write_policy(
        policy_file.Policy(lock_minutes=3, escrow=OFFICERS, retention={"laptop_sealed": 60})
    )
    revoked = revoked_file.write_revoked(parts.REVOKED)
    said = alert.Alert(parts.DEVICE[2:10], "K7M4QX", 1_795_500_000, "duty")
    sms = alert.seal_alert(said, OFFICER, TO_HQ[0], bytes(range(32))).encode()
    signers = parts.SIGNERS.text().encode()
    return (
        Target("hello", (hello, reply), read_hello, (Malformed,), (_as_json(hello),), 6),
        Target("hello's answer", (reply, hello), read_reply, (Malformed,), (_as_json(reply),), 6),
        Target("header", (token, hello), lambda data: read_token(data.decode("latin-1")), (), (), 6),
        Target("path", _PATHS, lambda data: place_of(data.decode("latin-1")), (), (), 4),
        Target("rules", (rules, revoked), policy_file.read_policy, (kit,), (_as_json(rules),), 6),
        Target("revoked.json", (revoked, rules), revoked_file.read_revoked, (kit,), (_as_json(revoked),), 6),
        Target(
            "allowed_signers", (signers,), lambda data: Signers.parse(data.decode("utf-8", "replace")), (kit,), (), 6
        ),
        Target(
            "alert",
            (sms, b"+250 788 000 000: " + sms),
            lambda data: alert.open_alert(data.decode("latin-1"), (RECOVERY, HQ)),
            (errors.AlertUnreadable, errors.AlertForOthers),
            (),
            2,
        ),
    )


_PATHS = tuple(
    text.encode()
    for text in ("/v1/hello", "/v1/up/" + "A" * 16, "/v1/down/00000001.fkr", "/v1/policy/targets/forms/x/x.yaml")
)


def _policy() -> Target:
    folder, _ = policy_parts.folder()
    names = [name for name in folder.files if name.startswith("metadata/")]
    good = [name.encode() + b"\n" + folder.files[name] for name in names]

    def read(data: bytes) -> None:
        name, _, content = data.partition(b"\n")
        changed = policy_parts.Folder({**folder.files, name.decode("latin-1"): content})
        trusted = Trusted(policy_parts.root())
        with offered(trusted, changed.fetch, policy_parts.NOW_MS) as offer:
            for path in offer.contents:
                offer.read(path)

    def make(chance: random.Random) -> bytes:
        """Metadata whose signed part is changed, under the signature of the policy key."""
        name = chance.choice([one for one in names if "root" not in one])
        told = json.loads(folder.files[name])
        try:
            told["signed"] = json.loads(json_mutated(json.dumps(told["signed"]).encode(), chance))
            from securesystemslib.formats import encode_canonical

            signed = str(encode_canonical(told["signed"])).encode()
        except Exception:  # what cannot be signed cannot come signed: duplicate keys, fractions
            return mutated(chance.choice(good), good, chance)
        told["signatures"] = [
            {"keyid": tuf_key(policy_parts.POLICY_KEY.public).keyid, "sig": policy_parts.POLICY_KEY.sign(signed).hex()}
        ]
        return name.encode() + b"\n" + json.dumps(told).encode()

    return Target("policy", good, read, (Refused,), (make,), 1)
