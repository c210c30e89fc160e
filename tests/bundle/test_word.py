"""Headquarters' word: who may say it, what is refused, what a writer will not write. docs/bundle-format.md 9.1"""

import dataclasses
import hashlib

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.cases.standing import MOST_CHAINS, MOST_EACH, MOST_MISSING, ChainHeld, Moment, WordFacts
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle import namespaces
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.word import Word, open_word, write_word
from tests.bundle import parts

HQ = namespaces.HEADQUARTERS
NEW_KEY = SigningKey.from_seed(b"5" * 32)


def written(word: Word | None = None, key: SigningKey = parts.HQ_KEY) -> bytes:
    return write_word(word or parts.word(), key, parts.RECIPIENTS[0], parts.zeros)


def opened(data: bytes, signers: Signers = parts.SIGNERS) -> WordFacts:
    return open_word(data, signers, [parts.HQ_IDENTITY], device=parts.DEVICE)


def test_what_was_said_is_what_is_heard() -> None:
    """Moment, chains, orders and head come through as they were."""
    facts = opened(written())
    word = parts.word()
    assert (facts.moment, facts.hq_audit, facts.chains, facts.orders) == (
        word.moment,
        word.hq_audit,
        word.chains,
        word.orders,
    )


def test_once_a_card_names_keys_for_words_only_those_count() -> None:
    """A card from before there were words lets the keys for receipts say them; a later one does not."""
    rotated = Signers(
        (Signer(HQ, (namespaces.RECEIPT,), parts.HQ_KEY.public), Signer(HQ, (namespaces.WORD,), NEW_KEY.public))
    )
    assert opened(written(key=NEW_KEY), rotated).moment.n == 3
    with pytest.raises(errors.WordInvalid, match="did not sign"):
        opened(written(), rotated)
    both = Signers((*rotated.lines, Signer(HQ, (namespaces.WORD,), parts.HQ_KEY.public)))
    assert opened(written(), both).moment.n == 3
    with pytest.raises(errors.WordInvalid, match="did not sign"):
        opened(written(), Signers((Signer(parts.DEVICE, (namespaces.WORD,), parts.HQ_KEY.public),)))


def test_the_largest_word_fits() -> None:
    """All chains, missing numbers, named bundles and orders at their largest are under the limit; one order more is
    refused."""
    missing = tuple(range(90_000_002, 90_000_002 + 2 * MOST_MISSING, 2))
    chains = tuple(
        ChainHeld(f"e-{n:016x}", LIMITS.sequence, missing[0] - 1, missing, f"{n:016x}", 90_000_000)
        for n in range(MOST_CHAINS)
    )
    hashes = [hashlib.sha256(bytes([n])).hexdigest()[:16] for n in range(MOST_EACH)]
    each = [tuple(hashes[n : n + 2]) for n in range(0, MOST_EACH, 2)]
    chains = tuple(dataclasses.replace(chain, each=some) for chain, some in zip(chains, each, strict=True))
    order = {"order": "erase", "record": parts.RECORD_ID, "a": "x" * 200, "b": "y" * 200, "c": "z" * 26}
    assert len(canonical.dumps(order)) == LIMITS.order
    moment = Moment(parts.HQ_EPOCH, 2**40, tuple(f"e-{n:016x}" for n in range(64)), parts.NOW)
    word = Word(parts.DEVICE, moment, "ef" * 32, chains, (order,) * LIMITS.orders)
    data = written(word)
    assert len(data) <= LIMITS.word
    assert opened(data).chains == chains
    with pytest.raises(errors.WordInvalid):
        written(dataclasses.replace(word, orders=(order,) * (LIMITS.orders + 1)))


def test_a_word_over_the_limit_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the limit is passed all the same, the writer says so instead of the reader."""
    monkeypatch.setattr("fieldkit.sync.bundle.word.LIMITS", dataclasses.replace(LIMITS, word=900))
    with pytest.raises(errors.BundleOverflow):
        written()


def test_its_size_does_not_tell_how_much_is_said() -> None:
    """Words about one bundle and about two hundred have one of few sizes: it is padded."""
    sizes = set()
    for number in range(1, 200):
        chain = ChainHeld(parts.EPOCH, number, number, (), f"{number * 7919:016x}")
        data = written(Word(parts.DEVICE, parts.word().moment, "ef" * 32, (chain,)))
        sizes.add(len(seal.unseal(data, [parts.HQ_IDENTITY])))  # age adds noise of its own around it
    assert len(sizes) <= 3


@given(st.binary(max_size=400))
def test_any_bytes_are_a_word_or_are_refused(data: bytes) -> None:
    """Whatever lies there: one error, and nothing else."""
    with pytest.raises(errors.WordInvalid):
        opened(data)


@given(st.data())
def test_a_flipped_byte_anywhere_is_refused(data: st.DataObject) -> None:
    """One changed byte of the file."""
    good = GOOD
    at = data.draw(st.integers(0, len(good) - 1))
    flip = data.draw(st.integers(1, 255))
    with pytest.raises(errors.WordInvalid):
        opened(good[:at] + bytes([good[at] ^ flip]) + good[at + 1 :])


GOOD = written()


def test_a_file_over_the_limit_is_not_opened() -> None:
    """Its size is looked at first; one of exactly 64 KiB is opened."""
    with pytest.raises(errors.WordInvalid, match="larger than"):
        opened(bytes(LIMITS.word + 1))
    with pytest.raises(errors.WordInvalid) as caught:
        opened(bytes(LIMITS.word))
    assert "larger than" not in str(caught.value)


def test_the_first_word_to_a_laptop_can_say_nothing() -> None:
    """Of a headquarters that was never restored and holds nothing of it."""
    word = Word(parts.DEVICE, Moment(parts.HQ_EPOCH, 1, (), parts.NOW), "ef" * 32, ())
    facts = opened(written(word))
    assert (facts.moment, facts.chains, facts.orders) == (word.moment, (), ())


def test_a_chain_of_which_the_first_number_is_missing_can_be_told() -> None:
    """Nothing is whole from the beginning."""
    word = dataclasses.replace(parts.word(), chains=(ChainHeld(parts.EPOCH, 2, 0, (1,), "ab" * 8),))
    assert opened(written(word)).chains == word.chains


def test_one_named_bundle_from_the_first_number_on_can_be_told() -> None:
    """The shortest list there is."""
    chain = ChainHeld(parts.EPOCH, 1, 1, (), "ab" * 8, 1, ("cd" * 8,))
    assert opened(written(dataclasses.replace(parts.word(), chains=(chain,)))).chains == (chain,)


def test_an_order_may_say_nothing_more_and_ten_things_more() -> None:
    """Two keys at least, twelve at most."""
    plain: dict[str, Json] = {"order": "erase", "record": parts.RECORD_ID}
    full: dict[str, Json] = {**plain, **{f"k{'a' * n}": n for n in range(10)}}
    assert opened(written(dataclasses.replace(parts.word(), orders=(plain, full)))).orders == (plain, full)


@pytest.mark.parametrize("name", ["order", "record"])
def test_an_order_of_no_kind_or_record_is_refused(name: str) -> None:
    """A number, null or a list in their place."""
    for value in (7, None, ["erase"]):
        with pytest.raises(errors.WordInvalid):
            written(dataclasses.replace(parts.word(), orders=({**parts.ORDER, name: value},)))
