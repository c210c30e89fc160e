"""What else a draft keeps: notes, what was being typed, what happened, whose it is. store-format 7.4"""

from collections.abc import Callable

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import DraftPin, DraftStart, NoteOn
from fieldkit.store.store import Store
from tests.store.scene import FORM, PASSPHRASE, Scene, code, content, record_id, start_draft, stub

SECOND = "other invented words"


def put(store: Store, scene: Scene, draft_id: str, **answers: str) -> None:
    for name, value in answers.items():
        store.drafts.put(draft_id, name, value, scene.clock.now(), "en")


def test_a_note_is_there_until_it_is_taken_away(scene: Scene) -> None:
    """The latest note on a question counts; one that says nothing takes it away; a doubt needs no words."""
    with scene.create() as store:
        draft_id, now = start_draft(store, 1, scene.clock.now()), scene.clock.now()
        for name, note in (
            ("offer", NoteOn("spoke low", False)),
            ("offer", NoteOn("spoke low, looked away", True)),
            ("age", NoteOn("", True)),
            ("identity/name", NoteOn("spelled by herself", False)),
            ("work", NoteOn("unclear", False)),
            ("work", NoteOn("", False)),
        ):
            store.drafts.note(draft_id, name, note, now, "en")
    with scene.open() as store:
        assert store.drafts.load(draft_id).notes == {
            "offer": NoteOn("spoke low, looked away", True),
            "age": NoteOn("", True),
            "identity/name": NoteOn("spelled by herself", False),
        }
        assert store.check()


def test_what_was_being_typed_comes_back(scene: Scene) -> None:
    """After a lock the text that was being typed is at its question again."""
    with scene.create() as store:
        draft_id = start_draft(store, 1, scene.clock.now())
        store.drafts.position(draft_id, "story")
        store.drafts.typed(draft_id, "story", "the bus sto", scene.clock.now(), "en")
    with scene.open() as store:
        draft = store.drafts.load(draft_id)
        assert (draft.typed, draft.summary.position, draft.summary.answered) == (
            ("story", "the bus sto"),
            "story",
            False,
        )


@pytest.mark.parametrize(
    "then",
    [
        lambda store, draft_id, now: store.drafts.typed(draft_id, "story", "", now, "en"),
        lambda store, draft_id, now: store.drafts.put(draft_id, "story", "the bus stop", now, "en"),
        lambda store, draft_id, now: store.drafts.put(draft_id, "age", 20, now, "en"),
        lambda store, draft_id, now: store.drafts.position(draft_id, "age"),
    ],
    ids=["forgotten", "answered", "another answer", "moved on"],
)
def test_what_was_being_typed_is_void_after(scene: Scene, field: Store, then: Callable[..., None]) -> None:
    """It is forgotten when told so, when something is answered, and when the interview moves on."""
    draft_id, now = start_draft(field, 1, scene.clock.now()), scene.clock.now()
    field.drafts.typed(draft_id, "story", "the bus sto", now, "en")
    then(field, draft_id, now)
    assert field.drafts.load(draft_id).typed is None


def test_neither_note_nor_event_moves_the_interview(scene: Scene, field: Store) -> None:
    """Where an interview stands follows from answers and positions alone."""
    draft_id, now = start_draft(field, 1, scene.clock.now()), scene.clock.now()
    field.drafts.position(draft_id, "story")
    field.drafts.put(draft_id, "offer", "yes", now, "en")
    field.drafts.note(draft_id, "age", NoteOn("", True), now, "en")
    field.drafts.happened(draft_id, "paused", now, "rw")
    field.drafts.set_aside(draft_id, True)
    (listed,) = field.drafts.list()
    assert (listed.position, listed.answered, listed.answers, listed.language) == ("offer", True, 1, "rw")


def test_the_trail_tells_what_happened_in_order(scene: Scene, field: Store) -> None:
    """Answers, moves, events and notes, each with its moment and the language shown; never what was said."""
    draft_id = start_draft(field, 1, scene.clock.now())
    begun = scene.clock.now().utc_ms
    put(field, scene, draft_id, offer="yes")
    scene.clock.forward(5)
    field.drafts.happened(draft_id, "distress", scene.clock.now(), "rw")
    scene.clock.forward(5)
    field.drafts.note(draft_id, "offer", NoteOn("wept", True), scene.clock.now(), "rw")
    field.drafts.position(draft_id, "age")
    field.drafts.set_aside(draft_id, True)
    field.drafts.typed(draft_id, "age", "2", scene.clock.now(), "rw")
    trail = field.drafts.load(draft_id).trail
    assert [(row.kind, row.name, row.at.utc_ms - begun, row.language) for row in trail] == [
        ("answer", "offer", 0, "en"),
        ("event", "distress", 5_000, "rw"),
        ("remark", "offer", 10_000, "rw"),
        ("position", "age", 10_000, None),
    ]


def test_an_upgrade_takes_notes_events_and_the_owner_along(scene: Scene, field: Store) -> None:
    """Whose it is, what happened and the notes whose question is still there belong to the newer version as well."""
    second = field.keyslots.add("Second Invented Name", SECOND)
    draft_id = start_draft(field, 1, scene.clock.now())
    put(field, scene, draft_id, offer="yes")
    scene.clock.forward(5)
    field.drafts.happened(draft_id, "paused", scene.clock.now(), "en")
    scene.clock.forward(5)
    put(field, scene, draft_id, note="x")
    field.drafts.hand_over(draft_id, second, "shift ended")
    field.drafts.set_aside(draft_id, True)
    before = field.drafts.load(draft_id)
    pin = DraftPin("border_quick_screen", "2", "cd" * 32)
    notes = {"offered": NoteOn("spoke low", False)}
    field.drafts.upgrade(draft_id, pin, before.history, "offered", (), notes, ("offered", "so fa"))
    now = field.drafts.load(draft_id)
    assert (now.summary.person, now.summary.aside, now.typed, now.notes) == (second, True, ("offered", "so fa"), notes)
    assert [(row.kind, row.name) for row in now.trail] == [
        ("form", None),
        ("answer", "offer"),
        ("event", "paused"),
        ("answer", "note"),
        ("remark", "offered"),
        ("position", "offered"),
    ]
    assert field.check()


def test_a_refused_consent_takes_what_was_typed_and_noted(scene: Scene, field: Store) -> None:
    """Nothing that was being typed stays, and of the notes those on answers that stay; whose it is stays."""
    second = field.keyslots.add("Second Invented Name", SECOND)
    draft_id, now = start_draft(field, 1, scene.clock.now()), scene.clock.now()
    put(field, scene, draft_id, post="rusumo", offer="yes")
    for name in ("post", "offer", "never_answered"):
        field.drafts.note(draft_id, name, NoteOn(f"canary on {name}", True), now, "en")
    field.drafts.happened(draft_id, "offer", now, "en")
    field.drafts.hand_over(draft_id, second, "shift ended")
    field.drafts.typed(draft_id, "story", "canary being typed", now, "en")
    field.drafts.forget(draft_id, {"offer"})
    draft = field.drafts.load(draft_id)
    assert (draft.answers, list(draft.notes), draft.typed) == ({"post": "rusumo"}, ["post"], None)
    assert ("event", "offer") in [(row.kind, row.name) for row in draft.trail]
    assert draft.summary.person == second
    values = " ".join(str(row[0]) for row in field.connection.execute("SELECT value FROM answers"))
    assert "canary on post" in values
    assert values.count("canary") == 1
    assert field.check()


@pytest.mark.parametrize("last", ["answer", "position"])
def test_a_refused_consent_leaves_an_interview_where_it_stands_and_in_its_language(
    scene: Scene, field: Store, last: str
) -> None:
    """At a question whose answer goes: without its answer the interview still stands there, in the language and since
    the moment of then; earlier rows of it are gone."""
    draft_id, now = start_draft(field, 1, scene.clock.now()), scene.clock.now()
    for name, value, language in (("offer", "yes", "en"), ("consent", "no", "en"), ("offer", "no", "rw")):
        field.drafts.put(draft_id, name, value, now, language)
    if last == "position":
        field.drafts.step(draft_id, (), "offer", scene.clock.now(), "rn")
    before = field.drafts.load(draft_id).summary
    field.drafts.forget(draft_id, {"offer"})
    draft = field.drafts.load(draft_id)
    assert draft.answers == {"consent": "no"}
    assert [(row.kind, row.name) for row in draft.trail] == [("answer", "consent"), ("position", "offer")]
    assert (draft.summary.position, draft.summary.answered) == ("offer", False)
    assert (draft.summary.language, draft.summary.saved) == (before.language, before.saved)
    assert field.check()


def test_a_refused_consent_after_an_upgrade_keeps_the_owner(scene: Scene, field: Store) -> None:
    """The older version goes whole; who took the interview over before the upgrade is still its owner."""
    second = field.keyslots.add("Second Invented Name", SECOND)
    draft_id = start_draft(field, 1, scene.clock.now())
    put(field, scene, draft_id, offer="yes")
    field.drafts.hand_over(draft_id, second, "shift ended")
    pin = DraftPin("border_quick_screen", "2", "cd" * 32)
    field.drafts.upgrade(draft_id, pin, field.drafts.load(draft_id).history, None)
    field.drafts.forget(draft_id, {"offer"})
    assert field.drafts.list()[0].person == second
    assert [draft.summary.version for draft in field.drafts.versions(draft_id)] == ["1", "2"]


# --- whose it is -----------------------------------------------------------------------------------------------


def test_a_draft_is_handed_over_with_a_reason(scene: Scene, field: Store) -> None:
    """The list says whose it is now; the journal says to whom it went and why; it is taken up again."""
    second = field.keyslots.add("Second Invented Name", SECOND)
    draft_id = start_draft(field, 1, scene.clock.now())
    field.drafts.set_aside(draft_id, True)
    field.drafts.hand_over(draft_id, second, "shift ended")
    (listed,) = field.drafts.list()
    assert (listed.person, listed.aside) == (second, False)
    entry = field.journal.last("draft.handed_over")
    assert entry is not None
    assert (entry.actor, entry.subject, entry.body) == ("person 1", draft_id, {"to": second, "reason": "shift ended"})
    with pytest.raises(errors.SlotUnknown):
        field.drafts.hand_over(draft_id, "person 9", "nobody")
    assert field.check()


def test_setting_aside_is_not_journaled(scene: Scene, field: Store) -> None:
    """It says nothing about an interview; it can be taken up again."""
    draft_id, before = start_draft(field, 1, scene.clock.now()), field.journal.head().n
    field.drafts.set_aside(draft_id, True)
    aside = field.drafts.list()[0].aside
    field.drafts.set_aside(draft_id, False)
    assert (aside, field.drafts.list()[0].aside, field.journal.head().n) == (True, False, before)


def test_own_drafts_come_first_and_what_is_set_aside_last(scene: Scene) -> None:
    """Whoever opens the store sees what is theirs to go on with; each part newest first."""
    with scene.create() as store:
        second = store.keyslots.add("Second Invented Name", SECOND)
        ids = [start_draft(store, number, scene.clock.now()) for number in range(1, 6)]
        store.drafts.hand_over(ids[4], second, "x")
        store.drafts.hand_over(ids[0], second, "x")
        store.drafts.set_aside(ids[2], True)
        assert [draft.code for draft in store.drafts.list()] == [code(n) for n in (4, 2, 5, 1, 3)]
    with scene.open(SECOND) as store:
        assert [draft.code for draft in store.drafts.list()] == [code(n) for n in (5, 1, 4, 2, 3)]


def test_drafts_of_two_people_never_mix(scene: Scene) -> None:
    """Two people work in turns on one laptop, each on an interview of their own: nothing of one is in the other."""
    with scene.create() as store:
        store.keyslots.add("Second Invented Name", SECOND)
    ids: dict[str, str] = {}
    for turn in range(3):
        for number, secret in ((1, PASSPHRASE), (2, SECOND)):
            with scene.open(secret) as store:
                mine = ids.get(secret) or start_draft(store, number, scene.clock.now())
                ids[secret], now = mine, scene.clock.now()
                for other in ids.values():  # both know the keys; only the own draft is written to
                    store.drafts.load(other)
                store.drafts.put(mine, f"q{turn}", f"of {number}", now, "en")
                store.drafts.note(mine, f"q{turn}", NoteOn(f"by {number}", False), now, "en")
                store.drafts.typed(mine, "q9", f"being typed by {number}", now, "en")
    with scene.open() as store:
        for number, secret in ((1, PASSPHRASE), (2, SECOND)):
            draft = store.drafts.load(ids[secret])
            assert draft.summary.person == f"person {number}"
            assert draft.answers == {f"q{turn}": f"of {number}" for turn in range(3)}
            assert {note.text for note in draft.notes.values()} == {f"by {number}"}
            assert draft.typed == ("q9", f"being typed by {number}")
        store.drafts.finish(ids[PASSPHRASE], stub(1, scene.clock.now()), content())
        assert [draft.id for draft in store.drafts.list()] == [ids[SECOND]]
        assert store.check()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE answers SET name = 'person 2' WHERE kind = 'owner'",
        "UPDATE answers SET value = replace(value, 'low', 'high') WHERE kind = 'remark'",
        "DELETE FROM answers WHERE kind = 'event'",
        "UPDATE answers SET kind = 'typed' WHERE kind = 'remark'",
    ],
)
def test_a_changed_row_of_these_kinds_is_noticed(scene: Scene, field: Store, damage: str) -> None:
    """The running MAC covers them like answers."""
    draft_id, now = start_draft(field, 1, scene.clock.now()), scene.clock.now()
    field.drafts.note(draft_id, "offer", NoteOn("spoke low", False), now, "en")
    field.drafts.happened(draft_id, "paused", now, "en")
    field.drafts.hand_over(draft_id, "person 1", "x")
    field.drafts.put(draft_id, "offer", "yes", now, "en")
    field.connection.execute(damage)
    with pytest.raises(errors.DraftDamaged):
        field.drafts.load(draft_id)


def test_a_draft_that_is_gone_takes_none_of_these(scene: Scene, field: Store) -> None:
    """Unknown here as everywhere; a lost hand-over leaves nothing in the journal."""
    now, gone, head = scene.clock.now(), record_id(9), field.journal.head()
    works: tuple[Callable[[], None], ...] = (
        lambda: field.drafts.note(gone, "offer", NoteOn("x", False), now, "en"),
        lambda: field.drafts.typed(gone, "offer", "x", now, "en"),
        lambda: field.drafts.happened(gone, "paused", now, "en"),
        lambda: field.drafts.set_aside(gone, True),
        lambda: field.drafts.hand_over(gone, "person 1", "x"),
    )
    for work in works:
        with pytest.raises(errors.DraftUnknown):
            work()
    assert field.journal.head() == head


def test_the_same_interview_is_not_begun_twice(scene: Scene, field: Store) -> None:
    """One draft for an id; of a finished interview only a revision may begin."""
    now = scene.clock.now()
    begin = DraftStart(record_id(1), code(1), FORM["form"], FORM["version"], FORM["form_hash"], "en", now)
    field.drafts.start(begin)
    with pytest.raises(errors.RevisionOpen):
        field.drafts.start(begin)
    field.drafts.finish(record_id(1), stub(1, now), content())
    with pytest.raises(errors.StoreError, match="newest state"):
        field.drafts.start(begin)
