"""The texts of forms in the store, and drafts that move to another version of theirs: store-format 7.1 and 7.2."""

import pytest

from fieldkit import errors
from fieldkit.cases.drafting import DraftAnswer, DraftPin, DraftStart, KeptForm
from fieldkit.store.store import Store
from tests.store.scene import FORM, PASSPHRASE, Scene, code, content, record_id, start_draft, stub

OLD = KeptForm(FORM["form_hash"], {"": b"form_id: old", "towns.csv": b"name,label\nkigali,Kigali\n"})
NEW = KeptForm("cd" * 32, {"": b"form_id: new"})
PIN = DraftPin("border_quick_screen", "2", NEW.form_hash, {"after_result": "ef" * 32})


def begun(scene: Scene, store: Store) -> str:
    """Return a draft with two answers that was begun with its form's text."""
    now = scene.clock.now()
    start = DraftStart(record_id(1), code(1), FORM["form"], FORM["version"], FORM["form_hash"], "en", now)
    store.drafts.start(start, (OLD,))
    store.drafts.put(start.record_id, "offer", "yes", now, "en")
    store.drafts.put(start.record_id, "note", "invented words", now, "rw")
    return start.record_id


def moved(scene: Scene, store: Store) -> str:
    """Return that draft, moved to version 2 of its form an hour later."""
    draft_id = begun(scene, store)
    first = store.drafts.load(draft_id).history[0]
    scene.clock.forward(3600)
    carried = (DraftAnswer(0, "offered", first.value, first.at, first.language),)
    store.drafts.upgrade(draft_id, PIN, carried, "offered", (NEW,))
    return draft_id


def test_the_text_of_a_form_is_kept_with_the_interview_that_was_begun_on_it(scene: Scene) -> None:
    """A draft finds its own version of the form, and the files beside it, whatever is installed later."""
    with scene.create() as store:
        begun(scene, store)
    with scene.open() as store:
        assert store.forms.get(OLD.form_hash) == OLD
        assert store.forms.get("00" * 32) is None


def test_the_text_of_a_form_stays_when_its_interviews_are_gone(scene: Scene, field: Store) -> None:
    """Nothing deletes a version of a form: an interview that was not sent yet may need it."""
    field.drafts.discard(begun(scene, field), "begun by mistake")
    assert field.forms.get(OLD.form_hash) == OLD


def test_the_same_text_is_kept_once(scene: Scene, field: Store) -> None:
    """A hundred interviews on one form keep one text."""
    for number in (1, 2):
        now = scene.clock.now()
        start = DraftStart(record_id(number), code(number), FORM["form"], FORM["version"], FORM["form_hash"], "en", now)
        field.drafts.start(start, (OLD,))
    assert field.connection.execute("SELECT count(*) FROM forms").fetchone() == (len(OLD.files),)


def test_a_moved_draft_has_the_answers_that_were_carried_over(scene: Scene) -> None:
    """Form, version and answers are those of the newer version; the code, the person and the begin stay."""
    with scene.create() as store:
        draft_id = moved(scene, store)
    with scene.open() as store:
        draft = store.drafts.load(draft_id)
        (listed,) = store.drafts.list()
        assert draft.answers == {"offered": "yes"}
        assert (listed.version, listed.form_hash, listed.position, listed.answers) == ("2", NEW.form_hash, "offered", 1)
        assert draft.summary == listed
        assert (listed.code, listed.person) == ("K00001", "person 1")
        assert draft.extra == {"forms": {"after_result": "ef" * 32}}
        assert store.forms.get(NEW.form_hash) == NEW
        assert store.check()


def test_a_carried_answer_keeps_the_time_and_language_it_was_given_in(scene: Scene, field: Store) -> None:
    """The 24 hours begin when they began, not when somebody upgraded the form."""
    draft_id = moved(scene, field)
    (carried,) = field.drafts.load(draft_id).history
    assert carried.at.utc_ms == scene.clock.now().utc_ms - 3_600_000
    assert carried.language == "en"


def test_the_old_copy_stays_readable_until_the_interview_ends(scene: Scene, field: Store) -> None:
    """What the older version had can be read; when the interview is finished no row of it is left."""
    draft_id = moved(scene, field)
    before, now = field.drafts.versions(draft_id)
    assert before.answers == {"offer": "yes", "note": "invented words"}
    assert (before.summary.version, now.summary.version) == ("1", "2")
    field.drafts.finish(draft_id, stub(1, scene.clock.now()), content())
    assert field.connection.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    assert field.check()


def test_a_draft_goes_on_after_it_was_moved(scene: Scene) -> None:
    """Answers that follow belong to the newer version, also after a restart."""
    with scene.create() as store:
        draft_id = moved(scene, store)
        store.drafts.put(draft_id, "journey", "bus", scene.clock.now(), "rw")
    with scene.open() as store:
        assert store.drafts.load(draft_id).answers == {"offered": "yes", "journey": "bus"}
        assert store.drafts.list()[0].language == "rw"


def test_a_draft_can_be_moved_twice(scene: Scene, field: Store) -> None:
    """Each upgrade leaves its copy, oldest first."""
    draft_id = moved(scene, field)
    field.drafts.upgrade(draft_id, DraftPin("border_quick_screen", "3", "12" * 32), (), None)
    assert [draft.summary.version for draft in field.drafts.versions(draft_id)] == ["1", "2", "3"]
    assert field.drafts.load(draft_id).answers == {}


def test_a_refused_consent_takes_the_old_copy_too(scene: Scene, field: Store) -> None:
    """An answer may have had another name there: nothing of the copies is left."""
    draft_id = moved(scene, field)
    field.drafts.put(draft_id, "post", "rusumo", scene.clock.now(), "en")
    field.drafts.forget(draft_id, ["offered"])
    assert [draft.answers for draft in field.drafts.versions(draft_id)] == [{}, {"post": "rusumo"}]
    assert field.drafts.load(draft_id).summary.version == "2"
    assert field.check()


def test_the_journal_says_that_a_draft_was_moved(scene: Scene, field: Store) -> None:
    """Which version it was and which it is, and no answer."""
    moved(scene, field)
    entry = field.journal.last("draft.upgraded")
    assert entry is not None
    assert entry.body == {
        "form": "border_quick_screen",
        "version": "2",
        "form_hash": NEW.form_hash,
        "before": FORM["form_hash"],
    }


def test_a_draft_that_is_gone_cannot_be_moved(field: Store) -> None:
    """An unknown draft is an error here as everywhere."""
    with pytest.raises(errors.DraftUnknown):
        field.drafts.upgrade(record_id(9), PIN, (), None)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE answers SET value = replace(value, '\"2\"', '\"9\"') WHERE kind = 'form'",
        "DELETE FROM answers WHERE kind = 'form'",
        "UPDATE answers SET kind = 'form' WHERE name = 'note'",
        "DELETE FROM answers WHERE name = 'note'",
    ],
)
def test_a_changed_version_is_noticed(scene: Scene, field: Store, damage: str) -> None:
    """The running MAC covers the rows of a version and of its old copy as it covers every answer."""
    draft_id = moved(scene, field)
    field.connection.execute(damage)
    field.drafts._macs.clear()
    with pytest.raises(errors.DraftDamaged):
        field.drafts.load(draft_id)


def test_drafts_of_layout_1_go_on_under_layout_2(scene: Scene) -> None:
    """A draft without a kept text can be answered, and moved to a newer version."""
    with scene.create() as store:
        draft_id = start_draft(store, 1, scene.clock.now())
        store.drafts.put(draft_id, "offer", "yes", scene.clock.now(), "en")
        assert store.forms.get(FORM["form_hash"]) is None
        store.drafts.upgrade(draft_id, PIN, (), None, (NEW,))
    with scene.open(PASSPHRASE) as store:
        assert store.drafts.load(draft_id).summary.version == "2"
