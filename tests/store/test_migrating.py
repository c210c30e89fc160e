"""Older stores open, newer ones are refused: store-format 4."""

import shutil
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

from fieldkit import errors
from fieldkit.cases.withdrawal import EVERYTHING
from fieldkit.cases.words import InboxQuery, NewDevice, Role
from fieldkit.result import Json
from fieldkit.store import migrating
from fieldkit.store.store import Store
from tests.store.make_fixture import FIXTURES
from tests.store.scene import DEVICE, Scene, content, enrol, finish, incoming, line, rec_line, record_id, stub

KEY = "ssh-ed25519 AAAA"

ORDERS = ("orders", "orders_noted", "orders_done", "backups_made")
LAYOUT_6 = ("merges", "merge_heads", "merge_choices", "merge_reckoned", "match_keys", "match_verdicts")
LAYOUTS = sorted(path.name for path in FIXTURES.iterdir())


@pytest.fixture(params=LAYOUTS)
def old(request: pytest.FixtureRequest, scene: Scene) -> Scene:
    """A populated store of each layout that ever shipped."""
    scene.home.mkdir()
    shutil.copytree(FIXTURES / request.param, scene.folder)
    return scene


def test_there_is_a_populated_store_for_every_layout() -> None:
    """Nobody adds a migration without keeping a store of the layout before."""
    assert [f"m{step.LAYOUT:04d}" for step in migrating.MIGRATIONS] == LAYOUTS


def test_a_store_of_every_layout_opens_with_everything_in_it(old: Scene) -> None:
    """Interviews, states, drafts, people and settings of an older store are all there, and work goes on."""
    wanted = (old.folder / "digest.txt").read_text(encoding="utf-8").strip()
    with old.open() as store:
        if store.check() != wanted:
            assert store.rebuild() == store.check()
        assert [(row.code, row.state.value) for row in store.records.list()] == [
            ("K00002", "on this laptop"),
            ("K00001", "received by HQ"),
        ]
        assert store.drafts.load(record_id(3)).answers == {"offer": {"nr": "dk"}}
        assert [person.name for person in store.keyslots.people()] == ["Invented Name", "Second Invented Name"]
        assert store.settings.get_json("note") == {"kept": True}
        finish(store, 9, old.clock.now())
        assert store.check()


def test_a_withdrawal_that_came_before_the_update_counts_after_it(scene: Scene) -> None:
    """Headquarters kept it without knowing what it was; from the update on nothing of the interview is shown."""
    with scene.create(Role.HQ) as store:
        enrol(store)
        back: dict[str, Json] = {
            "t": "event", "id": record_id(1), "kind": "consent_withdrawn", "at": dict(scene.clock.now().as_json()),
            "by": "person",
        }  # fmt: skip
        bundle = incoming(1, rec_line(1, scene.clock.now()), line(back))
        store.intake.import_bundle(bundle, scene.clock.now(), lambda o: ("r.fkr", b"x"))
        as_layout_2(store)
    with scene.open() as store:
        assert store.inbox.withdrawn(record_id(1)) == EVERYTHING
        assert store.check()


def test_a_laptops_own_early_withdrawal_is_kept_too(scene: Scene) -> None:
    """What was journaled as an event of this kind is in the table after the update, as a replay gives it."""
    with scene.create() as store:
        finish(store, 1, scene.clock.now())
        store.records.add_event(record_id(1), "report_made", scene.clock.now(), {"by": "voice", "to": "duty"})
        store.records.add_event(record_id(1), "consent_withdrawn", scene.clock.now(), {"by": "person"})
        as_layout_2(store)
    with scene.open() as store:
        found = store.withdrawals.of(record_id(1))
        assert found is not None
        assert (found.everything, found.by) == (True, "person")
        assert store.check()


def test_what_older_contents_are_about_is_found_after_the_update(scene: Scene) -> None:
    """The code is taken from the answers that are here, as a replay gives it; erased ones give none."""
    now = scene.clock.now()
    with scene.create(Role.HQ) as store:
        enrol(store)
        for number, typed in ((1, "k7m-4qo"), (2, "K7M 4QU"), (3, {"nr": "dk"}), (4, "K7M4Q0"), (5, "K7M4Q0")):
            answers: dict[str, Json] = {"about_code": typed}
            value: dict[str, Json] = {"t": "rec", "id": record_id(number), "stub": stub(number, now)}
            bundle = incoming(number, line({**value, "content": {**content(), "answers": answers}}))
            store.intake.import_bundle(bundle, now, lambda o: ("r.fkr", b"x"))
        store.inbox.erase(store.inbox.get(record_id(5)), "asked to")
        as_layout_4(store)
    with scene.open() as store:
        assert sorted(row.code for row in store.inbox.list(InboxQuery(about="K7M-4Q0"))) == ["K00001", "K00004"]
        assert store.check()


def test_versions_and_signs_of_older_layouts_are_found_after_the_update(scene: Scene) -> None:
    """Two versions that stood beside each other unseen are shown, and interviews of one person find each other."""
    now = scene.clock.now()
    with scene.create(Role.HQ) as store:
        enrol(store)
        who: dict[str, Json] = {"name_to_use": "Invented Nobody", "safe_number": "0788 000 001"}
        for number in (1, 2):
            identity: dict[str, Json] = {"t": "identity", "id": record_id(number), "identity": who}
            lines = (rec_line(number, now), line(identity), rec_line(number, now, "green door"))
            store.intake.import_bundle(incoming(number, *lines), now, lambda o: ("r.fkr", b"x"))
        store.inbox.erase_identity(store.inbox.get(record_id(2)), "asked to")
        wanted = store.digest()
        as_layout_4(store)
    with scene.open() as store:
        assert store.check() == wanted
        assert [one.open for one in store.merging.open()] == [1, 1]


def as_layout_5(store: Store) -> None:
    """Take away what layout 6 added."""
    for table in (*LAYOUT_6, "words", "epochs_in", "alerts", "escrows", "device_keys", *ORDERS):
        store.connection.execute(f"DROP TABLE {table}")
    store.connection.execute("ALTER TABLE bundles DROP COLUMN dropped_ms")
    store.connection.execute("UPDATE store SET layout = 5")


def test_the_keys_of_laptops_are_there_after_the_update(scene: Scene) -> None:
    """Each laptop that was enrolled before has its key in the table, as a replay gives it, and can change it."""
    with scene.create(Role.HQ) as store:
        enrol(store)
        store.devices.revoke(DEVICE, 3, "lost")
        as_layout_5(store)
    with scene.open() as store:
        assert store.check()
        store.devices.rotate(NewDevice(DEVICE, "new", "age1", "e-" + "3" * 16, "", "d" * 64), KEY, {}, "voice")
        assert store.devices.former_keys() == ((DEVICE, KEY),)
        assert store.check()


def as_layout_4(store: Store) -> None:
    """Take away what layout 5 added."""
    as_layout_5(store)
    store.connection.execute("DROP INDEX inbox_about")
    store.connection.execute("ALTER TABLE inbox DROP COLUMN about")
    store.connection.execute("DROP TABLE dues_done")
    store.connection.execute("UPDATE store SET layout = 4")


def as_layout_2(store: Store) -> None:
    """Take away what layout 3 added, so that the next opening adds it anew."""
    as_layout_4(store)
    for table in ("withdrawals", "withdrawals_in", "tips"):
        store.connection.execute(f"DROP TABLE {table}")
    store.connection.execute("DROP INDEX items_record")
    store.connection.execute("UPDATE store SET layout = 2")


def test_a_newer_store_is_refused_untouched(old: Scene) -> None:
    """An older program does not write into what it does not know."""
    with old.open() as store:
        store.connection.execute("UPDATE store SET layout = layout + 1")
    before = (old.folder / "S.db").read_bytes()
    with pytest.raises(errors.StoreTooNew):
        old.open()
    assert (old.folder / "S.db").read_bytes() == before


def _adds_a_column(connection: Any) -> None:
    connection.execute("ALTER TABLE drafts ADD COLUMN colour TEXT")


def _fails(connection: Any) -> None:
    connection.execute("ALTER TABLE drafts ADD COLUMN colour TEXT")
    raise ZeroDivisionError


def test_a_migration_is_applied_once_and_whole(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forward only, each in one transaction; one that fails leaves the layout before."""
    scene.create().close()
    following = [SimpleNamespace(LAYOUT=migrating.newest_layout() + 1, apply=work) for work in (_fails, _adds_a_column)]
    bad, good = (cast(ModuleType, step) for step in following)
    shipped = migrating.MIGRATIONS
    monkeypatch.setattr(migrating, "MIGRATIONS", (*shipped, bad))
    with pytest.raises(ZeroDivisionError):
        scene.open()
    monkeypatch.setattr(migrating, "MIGRATIONS", (*shipped, good))
    for _ in range(2):
        with scene.open() as store:
            assert store.connection.execute("SELECT layout FROM store").fetchone()[0] == shipped[-1].LAYOUT + 1
            assert store.check()


def test_a_store_without_its_first_row_is_damaged(scene: Scene) -> None:
    """A database without the row that says what it is cannot be opened."""
    with scene.create() as store:
        store.connection.execute("DELETE FROM store")
    with pytest.raises(errors.StoreDamaged):
        scene.open()


def test_fixtures_hold_nothing_but_invented_data() -> None:
    """The kept stores are small and in the repository."""
    size = sum(path.stat().st_size for path in Path(FIXTURES).rglob("*") if path.is_file())
    assert size < 1_000_000 * len(LAYOUTS)
