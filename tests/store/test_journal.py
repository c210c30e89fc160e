"""The journal's chain, contents and erasure: store-format 5."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.projections import KINDS
from fieldkit.store.quick_json import quick_canonical
from fieldkit.store.store import Store
from tests.store.scene import Scene


def test_an_entry_names_the_one_before_it(field: Store) -> None:
    """Headers form a chain of hashes."""
    first = field.journal.append("note", "subject", {"a": 1}, [b"secret"])
    second = field.journal.append("note")
    rows = field.connection.execute("SELECT header, hash FROM entries ORDER BY n DESC LIMIT 2").fetchall()
    header = json.loads(rows[0][0])
    assert (second.n, first.hash) == (header["n"], header["prev"])
    assert all(sha256(row[0]).hexdigest() == row[1] for row in rows)
    assert field.journal.head().hash == second.hash
    assert first == next(iter(field.journal.entries("note")))
    assert field.journal.last("note") == second
    assert field.journal.last("nothing of the kind") is None


def test_an_erased_content_is_gone_and_the_chain_still_holds(field: Store) -> None:
    """Erasing takes payload and nonce; the header keeps a commitment that can no longer be guessed."""
    entry = field.journal.append("note", None, {}, [b"one", b"two"])
    assert field.journal.content(entry.contents[1]) == b"two"
    field.journal.erase([entry.contents[1]], "asked to")
    assert (field.journal.content(entry.contents[0]), field.journal.content(entry.contents[1])) == (b"one", None)
    assert field.journal.payloads(entry) == (b"one", None)
    row = field.connection.execute("SELECT nonce, payload FROM contents WHERE id = ?", (entry.contents[1],)).fetchone()
    assert row == (None, None)
    assert field.journal.verify() == field.journal.head().n


def test_a_missing_content_is_an_error_when_read(field: Store) -> None:
    """A content that no entry has is never "erased"."""
    with pytest.raises(errors.JournalDamaged):
        field.journal.content("999.0")


def test_a_failed_transaction_leaves_no_entry(field: Store) -> None:
    """What a transaction appended goes with it, and the next entry follows the right one."""
    before = field.journal.head()

    def work() -> None:
        field.journal.append("note")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        field._core.db.run("the note", work)
    assert field.journal.head() == before
    field.journal.append("note")
    assert field.journal.verify() == before.n + 1


Spoil = Callable[[Store, int], None]


def _sql(statement: str) -> Spoil:
    return lambda store, n: store.connection.execute(statement, (n,))


def _other_header(**changes: Json) -> Spoil:
    """Replace an entry by one whose hash fits, so that only its place in the chain is wrong."""

    def spoil(store: Store, n: int) -> None:
        header = json.loads(store.connection.execute("SELECT header FROM entries WHERE n = ?", (n,)).fetchone()[0])
        data = canonical.dumps({**header, **changes})
        store.connection.execute(
            "UPDATE entries SET header = ?, hash = ? WHERE n = ?", (data, sha256(data).hexdigest(), n)
        )

    return spoil


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_sql("UPDATE entries SET header = X'7B7D' WHERE n = ?"), "its hash does not fit its header"),
        (_sql("UPDATE entries SET kind = 'other' WHERE n = ?"), "its row does not fit its header"),
        (_sql("DELETE FROM entries WHERE n = ?"), "are missing"),
        (_other_header(prev="f" * 64), "it does not follow the entry before it"),
        (_sql("DELETE FROM contents WHERE entry = ?"), "is missing and was never erased"),
        (_sql("UPDATE contents SET nonce = NULL, payload = NULL WHERE entry = ?"), "is missing and was never erased"),
        (_sql("UPDATE contents SET payload = X'00' WHERE entry = ?"), "does not fit its commitment"),
    ],
)
def test_every_change_to_an_entry_is_named(field: Store, spoil: Spoil, why: str) -> None:
    """`store check` names the first entry that is wrong, and why."""
    entry = field.journal.append("note", "subject", {}, [b"secret"])
    field.journal.append("note")
    spoil(field, entry.n)
    with pytest.raises(errors.JournalDamaged, match=why) as caught:
        field.journal.verify()
    assert list(field.journal.faults())
    assert caught.value.facts["n"] in (entry.n, entry.n + 1)


def test_a_changed_content_is_not_handed_out(field: Store) -> None:
    """Reading checks the commitment too."""
    entry = field.journal.append("note", None, {}, [b"secret"])
    field.connection.execute("UPDATE contents SET payload = X'00' WHERE entry = ?", (entry.n,))
    with pytest.raises(errors.JournalDamaged):
        field.journal.content(entry.contents[0])


def test_an_erased_content_that_comes_back_is_noticed(field: Store) -> None:
    """An older page put back after an erasure does not pass."""
    entry = field.journal.append("note", None, {}, [b"secret"])
    row = field.connection.execute("SELECT nonce, payload, id FROM contents WHERE entry = ?", (entry.n,)).fetchone()
    field.journal.erase(entry.contents, "asked to")
    field.connection.execute("UPDATE contents SET nonce = ?, payload = ? WHERE id = ?", row)
    with pytest.raises(errors.JournalDamaged, match="is here again"):
        field.journal.verify()


def test_the_latest_time_stands_when_the_clock_falls_back(scene: Scene) -> None:
    """A dead battery makes nothing earlier than what was there before."""
    with scene.create() as store:
        before = store.journal.latest_ms()
        scene.clock.utc_ms = 0
        store.journal.append("note", None, {})
        assert store.journal.latest_ms() == before > 0


def test_the_actor_is_the_person_who_opened_the_store(scene: Scene) -> None:
    """Every entry says who did it, by label."""
    with scene.create() as store:
        store.keyslots.add("Second Name", "another person's invented words")
    with scene.open("another person's invented words") as store:
        assert store.journal.append("note").actor == "person 2"


ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ASCII, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(ASCII, VALUES, max_size=4))
def test_the_quick_encoder_writes_the_canonical_bytes(value: dict[str, Json]) -> None:
    """Where keys are ASCII and there are no floats, the quick encoder is RFC 8785."""
    assert quick_canonical(value) == canonical.dumps(value)


def test_every_kind_of_entry_is_registered() -> None:
    """docs/store-format.md 6 names each kind that the projections know."""
    text = (Path(__file__).parent.parent.parent / "docs" / "store-format.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []
