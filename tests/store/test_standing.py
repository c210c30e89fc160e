"""Words, dropped files, receipts by number and epochs side by side, in the store itself."""

import dataclasses
import shutil

import pytest

from fieldkit import errors
from fieldkit.cases.standing import MOST_EACH, ChainHeld, Moment, WordFacts, held_digest
from fieldkit.cases.words import BundleState, PackedBundle, ReceiptFacts, RecordState
from fieldkit.store.store import Store
from tests.store.scene import DEVICE, Scene, enrol, finish, incoming, pack, rec_line, receipt, record_id

DAY_MS = 24 * 3600 * 1000
HQ_1, HQ_2 = "e-" + "11" * 8, "e-" + "22" * 8


def word(
    store: Store, seqs: list[int], hq_epoch: str = HQ_2, n: int = 1, before: tuple[str, ...] = (HQ_1,)
) -> WordFacts:
    """What a headquarters says that holds these of our bundles."""
    rows = [(row.seq, row.manifest_hash) for row in store.outbox.list() if row.seq in seqs]
    chain = ChainHeld(store.epoch, max(seqs, default=1), max(seqs, default=0), (), held_digest(rows))
    chains = (chain,) if seqs else ()
    return WordFacts(Moment(hq_epoch, n, before, 1), "aa" * 32, f"{n:064x}", chains)


def packed(store: Store, scene: Scene, number: int) -> PackedBundle:
    finish(store, number, scene.clock.now())
    bundle = pack(store)
    store.outbox.handed_over(store.outbox.waiting(), "stick", scene.clock.now())
    return bundle


def received(bundle: PackedBundle, hq_epoch: str, number: int) -> ReceiptFacts:
    return receipt(bundle, f"R-{number:06d}-0", hq_epoch=hq_epoch, hq_time_ms=1_795_000_000_000)


def two_received(store: Store, scene: Scene) -> list[PackedBundle]:
    bundles = [packed(store, scene, number) for number in (1, 2)]
    for number, bundle in enumerate(bundles, start=1):
        store.outbox.apply_receipt(received(bundle, HQ_1, number))
    return bundles


def test_a_lost_bundle_falls_back_and_comes_back(field: Store, scene: Scene) -> None:
    """Received, then packed, handed over, received again; the same tables come out of the journal."""
    _, second = two_received(field, scene)
    assert field.outbox.apply_word(word(field, [1])).again == (2,)
    assert [row.state for row in field.outbox.list()] == [BundleState.RECEIVED, BundleState.PACKED]
    assert {row.id: row.state for row in field.records.list()} == {
        record_id(1): RecordState.RECEIVED,
        record_id(2): RecordState.PACKED,
    }
    field.outbox.handed_over(field.outbox.waiting(), "stick", scene.clock.now())
    assert field.records.get(record_id(2)).state is RecordState.HANDED_OVER
    field.outbox.apply_receipt(received(second, HQ_2, 10_001))
    assert field.records.get(record_id(2)).state is RecordState.RECEIVED
    digest = field.digest()
    assert field.rebuild() == digest
    assert field.check() == digest


def test_a_word_that_says_held_ends_the_waiting(field: Store, scene: Scene) -> None:
    """The next word holds it, though its receipt was lost on the way: nothing is offered any more."""
    two_received(field, scene)
    field.outbox.apply_word(word(field, [1]))
    assert field.outbox.apply_word(word(field, [1, 2], n=2)).held == (2,)
    assert field.outbox.waiting() == ()


def test_the_same_word_and_an_older_one_write_nothing(field: Store, scene: Scene) -> None:
    """An old copy is no news, but the newest one counts for its orders as often as it is found."""
    two_received(field, scene)
    newest, older = word(field, [1, 2], n=5), word(field, [], n=4)
    assert field.outbox.word_held() == ""
    assert field.outbox.word_counts(newest)
    field.outbox.apply_word(newest)
    head = field.journal.head()
    assert not field.outbox.apply_word(newest).new
    assert not field.outbox.apply_word(older).new
    assert field.outbox.word_counts(newest)
    assert not field.outbox.word_counts(older)
    assert field.outbox.word_held() == newest.sha256
    assert field.journal.head() == head


def test_a_word_from_before_a_receipt_is_old(field: Store, scene: Scene) -> None:
    """A receipt of the restored headquarters came; a word of the time before, never seen here, changes nothing."""
    two_received(field, scene)
    field.outbox.apply_receipt(received(packed(field, scene, 3), HQ_2, 10_001))
    assert not field.outbox.apply_word(word(field, [], hq_epoch=HQ_1, n=9, before=())).new


def test_a_word_tells_headquarters_time(field: Store) -> None:
    """The clock of this laptop cannot be earlier than what headquarters signed."""
    said = word(field, [])
    field.outbox.apply_word(dataclasses.replace(said, moment=dataclasses.replace(said.moment, hq_time_ms=123)))
    assert field.outbox.last_hq_time_ms() == 123


def test_files_go_when_both_clocks_are_far_enough(field: Store, scene: Scene) -> None:
    """Not by this laptop's clock alone, not by headquarters' alone; what waits or was refused stays."""
    two_received(field, scene)
    now = scene.clock.now().utc_ms
    assert field.outbox.drop_older(30, now + 31 * DAY_MS) == ()
    said = word(field, [1])
    late = dataclasses.replace(said, moment=dataclasses.replace(said.moment, hq_time_ms=now + 31 * DAY_MS))
    field.outbox.apply_word(late)
    assert field.outbox.drop_older(30, now) == ()
    assert field.outbox.drop_older(30, now + 31 * DAY_MS) == (1,), "2 is asked for again"
    assert field.outbox.drop_older(30, now + 31 * DAY_MS) == ()
    assert [field.outbox.path(row).exists() for row in field.outbox.list()] == [False, True]
    assert field.check()
    head = field.journal.head()
    field.outbox.drop([], "nothing")
    assert field.journal.head() == head


def test_a_file_stays_to_the_last_millisecond_of_its_days(field: Store, scene: Scene) -> None:
    """Thirty days are thirty whole days, counted from the receipt."""
    field.outbox.apply_receipt(received(packed(field, scene, 1), HQ_1, 10_000))
    end = scene.clock.now().utc_ms + 30 * DAY_MS
    said = word(field, [1])
    field.outbox.apply_word(dataclasses.replace(said, moment=dataclasses.replace(said.moment, hq_time_ms=end)))
    assert field.outbox.drop_older(30, end - 1) == ()
    assert field.outbox.drop_older(30, end) == (1,)


def test_a_dropped_file_that_comes_back_goes_at_the_next_unlock(scene: Scene) -> None:
    """A crash between journal and disk, or somebody's hand."""
    with scene.create() as store:
        two_received(store, scene)
        first = store.outbox.list()[0]
        kept = scene.home / "kept"
        shutil.copy(store.outbox.path(first), kept)
        store.outbox.drop([first], "for the test")
        shutil.copy(kept, store.outbox.path(first))
        store.outbox.path(first).unlink()
        with pytest.raises(errors.OutboxFileDamaged):
            store.outbox.data(first)
        shutil.copy(kept, store.outbox.path(first))
    with scene.open() as store:
        assert not store.outbox.path(first).exists()
        assert [row.dropped_ms is None for row in store.outbox.list()] == [False, True]


def arrive(store: Store, number: int, scene: Scene, **changes: object) -> None:
    bundle = dataclasses.replace(incoming(number, rec_line(number, scene.clock.now())), **changes)  # type: ignore[arg-type]
    store.intake.import_bundle(bundle, scene.clock.now(), lambda o: (f"{o.number}.fkr", o.number.encode()))


def test_headquarters_says_what_it_holds(hq: Store, scene: Scene) -> None:
    """Highest, what is whole, what is missing, and a digest of it; the mark changes with each import."""
    enrol(hq)
    empty = hq.words.mark(DEVICE)
    assert hq.words.standing(DEVICE).chains == ()
    for number in (1, 2, 4):
        arrive(hq, number, scene)
    (chain,) = hq.words.standing(DEVICE).chains
    assert (chain.highest, chain.high_water, chain.missing) == (4, 2, (3,))
    sent = [(n, incoming(n).manifest_hash) for n in (1, 2, 4)]
    assert chain.held == held_digest(sent)
    assert hq.words.mark(DEVICE) != empty


def test_a_restored_headquarters_names_bundles(hq: Store, scene: Scene) -> None:
    """The last ones, first of the chain that moved last, and all from a fork on; a digest of those before. One that was
    never restored names none: nobody has to send anything again."""
    enrol(hq)
    for number in range(1, MOST_EACH + 2):
        arrive(hq, number, scene)
    assert [chain.named_from for chain in hq.words.standing(DEVICE).chains] == [0]
    hq.new_epoch("for the test")
    (chain,) = hq.words.standing(DEVICE).chains
    assert (chain.named_from, chain.held) == (2, held_digest([(1, incoming(1).manifest_hash)]))
    assert chain.each == tuple(incoming(number).manifest_hash[:16] for number in range(2, MOST_EACH + 2))
    arrive(hq, 1, scene, manifest_hash="b" * 64, unconfirmed=True)
    (chain,) = hq.words.standing(DEVICE).chains
    assert (chain.named_from, chain.held, len(chain.each)) == (1, held_digest([]), MOST_EACH)
    assert sorted(chain.each[:2]) == sorted((incoming(1).manifest_hash[:16], "b" * 16))
    other = {"epoch": "e-" + "0b" * 8, "prev": "0" * 64}
    for number in range(MOST_EACH - 1):
        arrive(hq, number + 1, scene, **other, manifest_hash=f"{number:064x}")
    chains = {chain.epoch: chain for chain in hq.words.standing(DEVICE).chains}
    assert [(len(chain.each), chain.named_from) for chain in chains.values()] == [(MOST_EACH - 1, 1), (1, 1)]


def test_what_a_word_says_of_a_fork_is_concluded_from_again(field: Store, scene: Scene) -> None:
    """The receipt of a bundle that was lost at a restore comes late: by the word that is kept it waits again, until a
    word names it."""
    first, second = (packed(field, scene, number) for number in (1, 2))
    field.outbox.apply_receipt(received(first, HQ_1, 1))
    rows = [(1, first.manifest_hash), (2, "b" * 64)]
    chain = ChainHeld(field.epoch, 2, 2, (), "").telling(rows, 2, MOST_EACH)
    said = WordFacts(Moment(HQ_2, 1, (HQ_1,), 1), "aa" * 32, "1" * 64, (chain,))
    assert field.outbox.apply_word(said).again == ()
    assert field.outbox.apply_receipt(received(second, HQ_1, 2)).new
    assert [row.again for row in field.outbox.list()] == [False, True]
    both = dataclasses.replace(chain, held="").telling([*rows, (2, second.manifest_hash)], 2, MOST_EACH)
    heard = field.outbox.apply_word(WordFacts(Moment(HQ_2, 2, (HQ_1,), 2), "aa" * 32, "2" * 64, (both,)))
    assert heard.held == (2,)
    assert [row.again for row in field.outbox.list()] == [False, False]
    digest = field.digest()
    assert field.rebuild() == digest


def test_the_last_word_is_kept_and_epochs_before_are_told(hq: Store) -> None:
    """After a new epoch the ones before stand in every word, in order."""
    assert hq.words.said(DEVICE) is None
    hq.words.keep(DEVICE, hq.epoch, 3, "says", b"file")
    said = hq.words.said(DEVICE)
    assert said is not None
    assert (said.hq_epoch, said.n, said.says, said.data) == (hq.epoch, 3, "says", b"file")
    first = hq.epoch
    assert hq.words.standing(DEVICE).before == ()
    second = hq.new_epoch("for the test")
    hq.new_epoch("for the test")
    for _ in range(2):
        assert hq.words.standing(DEVICE).before == (first, second)


def test_two_epochs_side_by_side_are_told_and_one_after_the_other_not(hq: Store, scene: Scene) -> None:
    """By when bundles were packed, whatever order they came in."""
    enrol(hq)
    later = {"epoch": "e-" + "0b" * 8, "manifest_hash": "b" * 64}
    arrive(hq, 1, scene, made_ms=1_000)
    arrive(hq, 2, scene, made_ms=5_000, **later)
    assert [row.clones for row in hq.devices.list()] == [False]
    arrive(hq, 3, scene, made_ms=None)
    assert [row.clones for row in hq.devices.list()] == [False]
    arrive(hq, 4, scene, made_ms=6_000)
    assert [row.clones for row in hq.devices.list()] == [True]
    digest = hq.digest()
    assert hq.rebuild() == digest


def test_receipts_are_found_by_number_on_both_sides(scene: Scene) -> None:
    """What it covered; an unknown one is nothing."""
    with scene.create() as store:
        two_received(store, scene)
        newest, oldest = store.receipts.held()
        assert (oldest.seq, oldest.counts, len(oldest.covered)) == (1, True, 1)
        assert store.receipts.held(newest.number) == (newest,)
        assert store.receipts.held("R-999999-1") == ()


def test_receipts_that_were_given_and_what_bundles_name(hq: Store, scene: Scene) -> None:
    """By number with the codes; files as they were sent; heads; epochs that were opened."""
    enrol(hq)
    arrive(hq, 1, scene)
    hq.new_epoch("for the test")
    arrive(hq, 2, scene)
    first, second = (data.decode() for _, data in hq.receipts.given_files())
    (given,) = hq.receipts.given(first)
    assert (given.seq, len(given.covered)) == (1, 1)
    assert second.startswith("R-010001-"), "a new epoch goes on at the next full ten thousand"
    assert [named.seq for named in hq.receipts.named_by_bundles()] == [1, 2]
    assert len(hq.receipts.restored()) == 1
    assert hq.receipts.has_head(hq.journal.head().hash)
    assert not hq.receipts.has_head("0" * 64)


def test_each_side_keeps_to_its_own(field: Store) -> None:
    """A laptop says no words and has given no receipts."""
    for wrong in (lambda: field.words.mark("d-1"), lambda: field.receipts.given("R-1")):
        with pytest.raises(errors.WrongRole):
            wrong()
