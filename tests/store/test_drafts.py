"""Unfinished interviews: store-format 7."""

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import ExtraEvent
from fieldkit.store.store import Store
from tests.store.scene import Scene, content, finish, record_id, start_draft, stub


def test_answers_come_back_with_the_latest_value(scene: Scene) -> None:
    """After any stop the interview is there with every answer given, dropped answers gone."""
    with scene.create() as store:
        draft_id = start_draft(store, 1, scene.clock.now())
        store.drafts.put(draft_id, "offer", "no", scene.clock.now(), "en")
        store.drafts.put(draft_id, "note", "seen at the bus park", scene.clock.now(), "en")
        store.drafts.put(draft_id, "offer", {"nr": "dk"}, scene.clock.now(), "rw")
        store.drafts.put(draft_id, "note", None, scene.clock.now(), "rw")
    with scene.open() as store:
        draft = store.drafts.load(draft_id)
        assert draft.answers == {"offer": {"nr": "dk"}}
        assert [answer.name for answer in draft.history] == ["offer", "note", "offer", "note"]


def test_the_list_says_which_interview_from_when_at_which_question(scene: Scene, field: Store) -> None:
    """The next start names each unfinished interview."""
    begun = scene.clock.now()
    first = start_draft(field, 1, begun)
    field.drafts.put(first, "offer", "no", begun, "en")
    scene.clock.forward(60)
    field.drafts.position(first, "journey")
    second = start_draft(field, 2, scene.clock.now())
    newest, oldest = field.drafts.list()
    assert (newest.id, newest.position, newest.answers) == (second, None, 0)
    assert (oldest.position, oldest.started, oldest.saved.utc_ms) == ("journey", begun, begun.utc_ms + 60_000)
    assert (oldest.person, oldest.code) == ("person 1", "K00001")


def test_finishing_makes_a_record_and_the_draft_is_gone(scene: Scene, field: Store) -> None:
    """Stub, content, identity and events in one transaction."""
    now = scene.clock.now()
    told = ExtraEvent("report_made", now, {"by": "voice", "to": "the duty officer"})
    finish(field, 1, now, identity={"name": "invented"}, events=(told,))
    (row,) = field.records.list()
    assert field.drafts.list() == ()
    assert (row.readable, row.has_identity, row.voice_ms, row.pending_items) == (True, True, now.utc_ms, 3)
    assert field.connection.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    assert field.records.content(row.id) == content()
    assert [item.kind for item in field.records.pending()] == ["rec", "identity", "event"]
    assert field.check()


def test_a_discarded_interview_leaves_only_the_fact(scene: Scene, field: Store) -> None:
    """No answer stays; the journal says that an interview was discarded and why."""
    draft_id = start_draft(field, 1, scene.clock.now())
    field.drafts.put(draft_id, "note", "canary-in-a-draft", scene.clock.now(), "en")
    field.drafts.discard(draft_id, "wrong form")
    entry = field.journal.last("draft.discarded")
    assert entry is not None
    assert entry.body == {"reason": "wrong form", "answers": 1}
    assert field.connection.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    assert field.check()


def test_an_unknown_draft_is_an_error_everywhere(scene: Scene, field: Store) -> None:
    """A draft that is gone cannot be answered, loaded, discarded or finished."""
    now, gone = scene.clock.now(), record_id(9)
    for work in (
        lambda: field.drafts.put(gone, "offer", "no", now, "en"),
        lambda: field.drafts.load(gone),
        lambda: field.drafts.discard(gone, "no reason"),
        lambda: field.drafts.finish(gone, stub(9, now), content()),
    ):
        with pytest.raises(errors.DraftUnknown):
            work()
    here = start_draft(field, 1, now)
    with pytest.raises(errors.DraftUnknown):
        field.drafts.finish(here, stub(2, now), content())
    assert len(field.drafts.list()) == 1


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE answers SET value = '\"no\"' WHERE name = 'offer'",
        "DELETE FROM answers WHERE name = 'offer'",
        "UPDATE answers SET language = NULL",
        "UPDATE answers SET name = 'note' WHERE name = 'offer'",
        "UPDATE drafts SET header = X'7B7D'",
        "UPDATE drafts SET n = n + 1",
    ],
)
def test_a_changed_answer_is_noticed(scene: Scene, field: Store, damage: str) -> None:
    """The running MAC covers every answer, its order and what the interview is pinned to."""
    draft_id = start_draft(field, 1, scene.clock.now())
    field.drafts.put(draft_id, "offer", "yes", scene.clock.now(), "en")
    field.drafts.put(draft_id, "journey", "yes", scene.clock.now(), "en")
    field.connection.execute(damage)
    with pytest.raises(errors.DraftDamaged):
        field.drafts.load(draft_id)
    with pytest.raises(errors.DraftDamaged):
        field.check()


@pytest.mark.parametrize("damage", ["DELETE FROM drafts", "DELETE FROM drafts; DELETE FROM answers"])
def test_a_draft_that_vanished_is_noticed(scene: Scene, field: Store, damage: str) -> None:
    """The journal knows which interviews were begun and not ended."""
    draft_id = start_draft(field, 1, scene.clock.now())
    field.drafts.put(draft_id, "offer", "yes", scene.clock.now(), "en")
    for statement in damage.split(";"):
        field.connection.execute(statement)
    with pytest.raises(errors.DraftDamaged):
        field.check()


def test_the_counter_of_answers_never_goes_back(scene: Scene) -> None:
    """Also when all drafts are gone: the anchor compares it."""
    with scene.create() as store:
        draft_id = start_draft(store, 1, scene.clock.now())
        store.drafts.put(draft_id, "offer", "yes", scene.clock.now(), "en")
        store.drafts.discard(draft_id, "test")
        counter = store._core.draft_counter
    with scene.open() as store:
        assert store._core.draft_counter == counter == 3


def test_answers_that_consent_does_not_cover_are_deleted_with_their_history(scene: Scene, field: Store) -> None:
    """What is kept stays in order and is proven anew; what is forgotten is in no row, and the counter moved on."""
    now = scene.clock.now()
    draft_id = start_draft(field, 1, now)
    for name, value in (("safe", "yes"), ("offer", "no"), ("consent", "yes"), ("offer", "yes"), ("consent", "no")):
        field.drafts.put(draft_id, name, value, now, "en")
    before = field._core.draft_counter
    field.drafts.forget(draft_id, {"offer"})
    draft = field.drafts.load(draft_id)
    assert [(answer.name, answer.value) for answer in draft.history] == [
        ("safe", "yes"),
        ("consent", "yes"),
        ("consent", "no"),
    ]
    assert field._core.draft_counter > before
    field.drafts.put(draft_id, "end", "yes", now, "en")
    assert field.check()


def test_an_interruption_beside_a_commit_does_not_spoil_the_count(
    scene: Scene, field: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C after an answer was committed: the next answer still fits, and nothing is damaged."""
    draft_id = start_draft(field, 1, scene.clock.now())

    def interrupted() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(field._core.db, "after_commit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            field.drafts.put(draft_id, "offer", "yes", scene.clock.now(), "en")
    field.drafts.put(draft_id, "journey", "yes", scene.clock.now(), "en")
    assert field.drafts.load(draft_id).answers == {"offer": "yes", "journey": "yes"}
