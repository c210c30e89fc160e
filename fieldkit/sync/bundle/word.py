"""Headquarters' word (.fkw): all that it holds of one laptop, signed and sealed to it. docs/bundle-format.md 9.1."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NoReturn

from fieldkit import errors
from fieldkit.cases.standing import MOST_BEFORE, MOST_CHAINS, MOST_EACH, MOST_MISSING, ChainHeld, Moment, WordFacts
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import PublicKey, SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle import namespaces, payload, signed_document
from fieldkit.sync.bundle.fields import DEVICE, EPOCH, HASH, RECORD_ID, Fields
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.namespaces import HEADQUARTERS, RECEIPT, WordNamespace
from fieldkit.sync.bundle.signers import Signers

KIND = "fieldkit-word"
MOST_KEYS = 10
"""Of an order, besides `order` and `record`."""
_HELD = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"[a-z][a-z_]{0,23}")
_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,200}")


@dataclass(frozen=True, slots=True)
class Word:
    """What headquarters says to one device. `orders` are objects with `order` and `record`; what they mean is not this
    module's concern."""

    device: str
    moment: Moment
    hq_audit: str
    chains: tuple[ChainHeld, ...]
    orders: tuple[Mapping[str, Json], ...] = field(default=(), repr=False)

    def as_json(self, key: PublicKey) -> dict[str, Json]:
        """Return the object that `key` signs."""
        return {
            "v": 1,
            "kind": KIND,
            "key": key.openssh(),
            "dev": self.device,
            "hq_epoch": self.moment.hq_epoch,
            "n": self.moment.n,
            "before": list(self.moment.before),
            "hq_time_ms": self.moment.hq_time_ms,
            "hq_audit": self.hq_audit,
            "chains": [chain.as_json() for chain in self.chains],
            "orders": [dict(order) for order in self.orders],
        }


def write_word(
    word: Word,
    key: SigningKey,
    recipient: str,
    padding: Callable[[int], bytes],
    *,
    namespace: WordNamespace = namespaces.WORD,
) -> bytes:
    """Return the file. Raises: BundleOverflow, BadKey, WordInvalid for a word that no device would accept."""
    content = signed_document.write(word.as_json(key.public), key, namespace)
    _word(canonical.loads_object(content.partition(b"\n")[0], what="a word"))
    sealed = seal.seal(payload.encode(content, padding), [recipient])
    for size in (len(content), len(sealed)):
        if size > LIMITS.word:
            raise errors.BundleOverflow(what="headquarters' word in bytes", found=size, limit=LIMITS.word)
    return sealed


def open_word(
    data: bytes,
    signers: Signers,
    identities: Sequence[str],
    *,
    device: str,
    namespace: WordNamespace = namespaces.WORD,
) -> WordFacts:
    """Open and check a word for `device`. Raises: WordInvalid."""
    if len(data) > LIMITS.word:
        _refuse(f"it is larger than {LIMITS.word} bytes")
    try:
        content = payload.decode(seal.unseal(data, identities))
        doc, key, _ = signed_document.read(content, namespace, max_size=LIMITS.word, what="word")
    except errors.WrongRecipient:
        _refuse("it is not sealed to this laptop")
    except errors.SignedDocumentInvalid as error:
        _refuse(str(error.facts["why"]))
    except errors.FieldkitError as error:
        _refuse(f"what is sealed is not as it should be ({error.code})")
    if key not in _keys(signers, namespace):
        _refuse("headquarters did not sign it")
    word = _word(doc)
    if word.device != device:
        _refuse("it is for another laptop")
    return WordFacts(word.moment, word.hq_audit, sha256(data).hexdigest(), word.chains, word.orders)


def _keys(signers: Signers, namespace: str) -> frozenset[PublicKey]:
    """Return headquarters' keys for words; of a card made before there were words, those for receipts. A laptop's clock
    may be wrong: validity dates do not count."""
    lines = signers.lines_of(HEADQUARTERS, namespace) or signers.lines_of(HEADQUARTERS, RECEIPT)
    return frozenset(line.key for line in lines)


def _word(doc: Mapping[str, Json]) -> Word:
    fields = Fields(doc, lambda why: errors.WordInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", KIND)
    fields.take("key")  # checked with the signature
    word = Word(
        device=fields.text("dev", DEVICE),
        moment=Moment(
            fields.text("hq_epoch", EPOCH),
            fields.number("n", 1),
            fields.texts("before", EPOCH, 0, MOST_BEFORE),
            fields.number("hq_time_ms"),
        ),
        hq_audit=fields.text("hq_audit", HASH),
        chains=tuple(_chain(one) for one in fields.each("chains", 0, MOST_CHAINS)),
        orders=tuple(_order(one, fields) for one in fields.items("orders", 0, LIMITS.orders)),
    )
    fields.done()
    if word.moment.hq_epoch in word.moment.before:
        fields.refuse("has its epoch before itself")
    if len({chain.epoch for chain in word.chains}) != len(word.chains):
        fields.refuse("has an epoch twice")
    return word


def _chain(fields: Fields) -> ChainHeld:
    highest = fields.number("highest", 1, LIMITS.sequence)
    named = fields.has("named_from")
    chain = ChainHeld(
        epoch=fields.text("epoch", EPOCH),
        highest=highest,
        high_water=fields.number("high_water", 0, highest),
        missing=fields.numbers("missing", 1, highest - 1, MOST_MISSING),
        held=fields.text("held", _HELD),
        named_from=fields.number("named_from", 1, highest) if named else 0,
        each=fields.texts("each", _HELD, 1, MOST_EACH) if named else (),
    )
    fields.done()
    in_order = all(low < high for low, high in zip(chain.missing, chain.missing[1:], strict=False))
    first = chain.missing[0] if chain.missing else highest + 1
    if not in_order or first != chain.high_water + 1:
        fields.refuse("has missing numbers that do not fit")
    return chain


def _order(value: Json, fields: Fields) -> Mapping[str, Json]:
    """Return an order as it is: its kind and record are checked here, its meaning where it is carried out."""
    if not isinstance(value, Mapping) or not 2 <= len(value) <= MOST_KEYS + 2:
        fields.refuse("has a malformed order")
    kind, record = value.get("order"), value.get("record")
    named = isinstance(kind, str) and _NAME.fullmatch(kind) and isinstance(record, str) and RECORD_ID.fullmatch(record)
    plain = all(_NAME.fullmatch(name) and _is_plain(fact) for name, fact in value.items())
    if not named or not plain or len(canonical.dumps(value)) > LIMITS.order:
        fields.refuse("has a malformed order")
    return value


def _is_plain(fact: Json) -> bool:
    return fact is None or isinstance(fact, int) or (isinstance(fact, str) and bool(_LINE.fullmatch(fact)))


def _refuse(why: str) -> NoReturn:
    raise errors.WordInvalid(why=why)
