"""Headquarters: devices, import, receipts, quarantine, inbox."""

import dataclasses
import json
from hashlib import sha256
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.cases.rec_line import short_line
from fieldkit.cases.words import ImportOutcome, InboxQuery, IncomingRecord, Role
from fieldkit.crypto import canonical
from fieldkit.ports import Instant
from fieldkit.result import Json
from fieldkit.store import quarantine
from fieldkit.store.missing import add_number, high_water, numbers
from fieldkit.store.receipt_number import receipt_number
from fieldkit.store.store import Store
from tests.store.scene import DEVICE, PASSPHRASE, Scene, content, enrol, incoming, line, rec_line, record_id, stub

OTHER = "d-" + "2" * 32


def take(store: Store, scene: Scene, seq: int, *records: IncomingRecord, unconfirmed: bool = False) -> ImportOutcome:
    """Import one invented bundle."""
    bundle = incoming(seq, *records, unconfirmed=unconfirmed)
    return store.intake.import_bundle(bundle, scene.clock.now(), lambda o: (f"{o.number}.fkr", o.number.encode()))[0]


def event(number: int, at_ms: int, kind: str = "report_made", by: str = "voice") -> IncomingRecord:
    at: Json = {"utc_ms": at_ms, "offset_min": 120, "mono_ms": 1_000, "boot": "boot-1"}
    return line({"t": "event", "id": record_id(number), "kind": kind, "at": at, "by": by, "to": "duty"})


def test_an_import_lists_what_is_new_and_what_was_here(scene: Scene, hq: Store) -> None:
    """Idempotent by record and revision: a line that was received before is a duplicate, not a second interview."""
    enrol(hq)
    now = scene.clock.now()
    first = take(hq, scene, 1, rec_line(1, now, urgent=True), rec_line(2, now))
    second = take(hq, scene, 2, rec_line(2, now), rec_line(3, now), event(3, 5))
    assert (first.new, first.duplicate, first.urgent) == (2, 0, 1)
    assert (second.new, second.duplicate, [how for _, _, how in second.records]) == (2, 1, ["duplicate", "new", "new"])
    assert hq.inbox.count() == 3
    assert [len(entry.contents) for entry in hq.journal.entries("bundle.imported")] == [2, 2]
    assert hq.check() == hq.rebuild()


def test_the_receipt_is_made_inside_the_transaction(scene: Scene, hq: Store) -> None:
    """If no receipt can be made nothing was imported."""
    enrol(hq)

    def fails(_: ImportOutcome) -> tuple[str, bytes]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hq.intake.import_bundle(incoming(1, rec_line(1, scene.clock.now())), scene.clock.now(), fails)
    assert (hq.inbox.count(), hq.devices.links(DEVICE)) == (0, ())
    assert take(hq, scene, 1, rec_line(1, scene.clock.now())).number == receipt_number(1)


def test_a_replay_gets_its_first_receipt(scene: Scene, hq: Store) -> None:
    """The receipt file is kept and handed out again unchanged."""
    enrol(hq)
    outcome = take(hq, scene, 1, rec_line(1, scene.clock.now()))
    kept = hq.intake.receipt_for(incoming(1).manifest_hash)
    assert kept is not None
    assert (kept.number, kept.data, kept.seq) == (outcome.number, outcome.number.encode(), 1)
    assert hq.intake.receipts(DEVICE) == (kept,)
    assert hq.intake.receipt_for("f" * 64) is None
    with pytest.raises(errors.StoreError, match="imported already"):
        take(hq, scene, 1, rec_line(1, scene.clock.now()))


def test_gaps_are_imported_and_asked_for(scene: Scene, hq: Store) -> None:
    """A later bundle is never held back by a lost stick; the missing numbers are in the receipt."""
    enrol(hq)
    now = scene.clock.now()
    assert take(hq, scene, 4, rec_line(4, now)).missing == (1, 2, 3)
    assert take(hq, scene, 2, rec_line(2, now)).missing == (1, 3)
    assert hq.intake.high_water(DEVICE) == 0
    last = take(hq, scene, 1, rec_line(1, now))
    assert (last.missing, last.high_water) == ((3,), 2)
    assert hq.intake.high_water(OTHER) == 0
    (device,) = hq.devices.list()
    assert (device.missing, device.high_water, device.last_received_ms) == ((3,), 2, now.utc_ms)
    assert [link.seq for link in hq.devices.links(DEVICE)] == [1, 2, 4]
    assert hq.check() == hq.rebuild()


def test_a_wild_number_fills_nothing() -> None:
    """Missing numbers are ranges, and a list of them is cut."""
    highest, missing = add_number(0, (), 2**50)
    assert (highest, missing) == (2**50, ((1, 2**50 - 1),))
    assert numbers(missing, 3) == (1, 2, 3)
    assert high_water(highest, missing) == 0
    highest, missing = add_number(highest, missing, 7)
    assert missing == ((1, 6), (8, 2**50 - 1))
    assert numbers(((1, 1), (5, 9)), 4) == (1, 5, 6, 7)
    assert add_number(9, ((3, 3),), 3) == (9, ())
    assert add_number(9, ((3, 4),), 9) == (9, ((3, 4),))


def test_receipt_numbers_have_a_check_digit() -> None:
    """One wrong digit or two swapped neighbours do not give another valid number."""
    assert receipt_number(42).startswith("R-000042-")
    assert receipt_number(572).endswith("-4")
    checks = {receipt_number(n)[-1] for n in (12, 21, 13, 102)}
    assert len(checks) > 1


def test_a_fork_is_shown_unconfirmed(scene: Scene, hq: Store) -> None:
    """Two laptops use one identity: both bundles are readable, both marked."""
    enrol(hq)
    take(hq, scene, 1, rec_line(1, scene.clock.now()))
    outcome = take(hq, scene, 1, rec_line(2, scene.clock.now()), unconfirmed=True)
    assert outcome.outcome == "unconfirmed"
    assert [(row.code, row.unconfirmed) for row in hq.inbox.list()] == [("K00002", True), ("K00001", False)]
    assert hq.devices.get(DEVICE[:6]).unconfirmed == 1


def test_a_correction_replaces_what_is_shown_in_any_order(scene: Scene, hq: Store) -> None:
    """The highest revision is current, also when it arrives first; all revisions are kept."""
    enrol(hq)
    now = scene.clock.now()
    take(hq, scene, 1, rec_line(1, now, "corrected", rev=2))
    take(hq, scene, 2, rec_line(1, now, "first"))
    row = hq.inbox.get(record_id(1))
    assert (row.rev, hq.inbox.count()) == (2, 1)
    assert [revision.rev for revision in hq.inbox.revisions(record_id(1))] == [2, 1]
    assert len(hq.inbox.list(InboxQuery(every_revision=True))) == 2
    take(hq, scene, 3, rec_line(2, now), rec_line(2, now, "second", rev=2))
    assert hq.inbox.get(record_id(2)).rev == 2
    assert hq.check() == hq.rebuild()


def test_urgent_ones_that_nobody_acknowledged_come_first(scene: Scene, hq: Store) -> None:
    """Then the newest; an acknowledgement is journaled with name and time, the first one stays."""
    enrol(hq)
    take(hq, scene, 1, rec_line(1, scene.clock.now(), urgent=True))
    scene.clock.forward(3600)
    take(hq, scene, 2, rec_line(2, scene.clock.now()))
    assert [row.code for row in hq.inbox.list()] == ["K00001", "K00002"]
    row = hq.inbox.acknowledge(hq.inbox.get("K00001"), scene.clock.now())
    assert (row.acknowledged_by, row.acknowledged_ms) == ("person 1", scene.clock.utc_ms)
    assert [row.code for row in hq.inbox.list()] == ["K00002", "K00001"]
    scene.clock.forward(60)
    assert hq.inbox.acknowledge(row, scene.clock.now()).acknowledged_ms == row.acknowledged_ms
    assert [row.code for row in hq.inbox.list(InboxQuery(unacknowledged=True))] == ["K00002"]
    assert [row.code for row in hq.inbox.list(InboxQuery(limit=1))] == ["K00002"]


def test_what_is_new_to_me_is_what_i_have_not_opened(scene: Scene) -> None:
    """Each person has an own filter; opening is journaled with its purpose."""
    with scene.create(Role.HQ) as hq:
        hq.keyslots.add("Second Name", "another person's invented words")
        enrol(hq)
        take(hq, scene, 1, rec_line(1, scene.clock.now()), rec_line(2, scene.clock.now()))
        value = hq.inbox.read(hq.inbox.get("K00001"), "follow-up")
        assert value is not None
        assert value["content"] == content()
        assert [row.code for row in hq.inbox.list(InboxQuery(new_to="person 1"))] == ["K00002"]
        assert len(hq.inbox.list(InboxQuery(new_to="person 2"))) == 2
    with scene.open("another person's invented words") as hq:
        hq.inbox.read(hq.inbox.get("K00001"), "follow-up")
        assert hq.inbox.get("K00001").seen_by == ("person 1", "person 2")
        assert [e.body["purpose"] for e in hq.journal.entries("record.read")] == ["follow-up"] * 2


def test_identity_is_apart_and_every_reveal_is_journaled(scene: Scene, hq: Store) -> None:
    """The row says that there is one; only `reveal` shows it."""
    enrol(hq)
    who = line({"t": "identity", "id": record_id(1), "identity": {"name": "invented"}})
    take(hq, scene, 1, rec_line(1, scene.clock.now()), who)
    row = hq.inbox.get("K00001")
    assert row.has_identity
    assert hq.inbox.reveal(row, "safe call")
    assert hq.journal.last("identity.revealed") is not None
    hq.inbox.erase_identity(row, "asked to")
    hq.inbox.erase_identity(row, "asked to")
    assert hq.inbox.reveal(row, "safe call") is None
    assert (hq.inbox.get("K00001").has_identity, hq.inbox.get("K00001").readable) == (False, True)
    assert hq.check() == hq.rebuild()


def test_one_received_interview_can_be_erased(scene: Scene, hq: Store) -> None:
    """Stub and hash stay; label, child, post and answers go; the others of the bundle stay; rebuild agrees."""
    enrol(hq)
    take(hq, scene, 1, rec_line(1, scene.clock.now(), urgent=True), rec_line(2, scene.clock.now()))
    hq.inbox.erase(hq.inbox.get("K00001"), "asked to")
    row = hq.inbox.get("K00001")
    assert (row.readable, row.label, row.urgent, row.post, row.form) == (
        False,
        None,
        False,
        None,
        "border_quick_screen",
    )
    assert hq.inbox.read(row, "look") is None
    assert hq.inbox.read(hq.inbox.get("K00002"), "look")
    digest = hq.check()
    assert (hq.rebuild(), hq.digest()) == (digest, digest)


def test_reports_by_voice_count_whenever_they_arrive(scene: Scene, hq: Store) -> None:
    """A report may come in an earlier or later bundle than its interview; the first by voice counts."""
    enrol(hq)
    take(hq, scene, 1, event(1, 700), event(1, 500), event(1, 100, by="letter"), event(1, 50, kind="other"))
    take(hq, scene, 2, rec_line(1, scene.clock.now()))
    row = hq.inbox.get("K00001")
    assert row.voice_ms == 500
    assert [report.at_ms for report in hq.inbox.reports(row)] == [100, 500, 700]
    assert len(hq.inbox.events(row)) == 4


@pytest.mark.parametrize(
    ("changes", "suspect"),
    [
        ({}, False),
        ({"finished": {"utc_ms": 5_000_000_000_000, "offset_min": 0, "mono_ms": 1_000, "boot": "boot-1"}}, True),
        ({"finished": {"utc_ms": 1, "offset_min": 0, "mono_ms": 1_000, "boot": "boot-1"}}, True),
        ({"started": {"utc_ms": 1_794_990_000_000, "offset_min": 0, "mono_ms": 1_000, "boot": "boot-1"}}, True),
        ({"started": {"utc_ms": 1_794_990_000_000, "offset_min": 0, "mono_ms": 1_000, "boot": "boot-0"}}, False),
        ({"started": {"utc_ms": 1_794_913_600_000, "offset_min": 0, "mono_ms": 1_000, "boot": "boot-0"}}, False),
        ({"started": {"utc_ms": 1_794_913_599_999, "offset_min": 0, "mono_ms": 1_000, "boot": "boot-0"}}, True),
        ({"clock_start": {"utc_ms": 1_794_999_999_999, "offset_min": 0, "mono_ms": 1_000, "boot": "boot-1"}}, True),
        ({"clock_start": {"utc_ms": 1_795_000_000_001, "offset_min": 0, "mono_ms": 1_000, "boot": "boot-1"}}, True),
    ],
)
def test_a_clock_that_cannot_be_right_is_marked(
    scene: Scene, hq: Store, changes: dict[str, Json], suspect: bool
) -> None:
    """In the future, backwards, before headquarters was set up (less a day), or jumped while the interview ran."""
    enrol(hq)
    value: dict[str, Json] = {
        "t": "rec",
        "id": record_id(1),
        "stub": stub(1, scene.clock.now(), **changes),
        "content": content(),
    }
    take(hq, scene, 1, line(value))
    assert hq.inbox.get("K00001").suspect is suspect
    assert hq.check() == hq.rebuild()


def rec(path: str = "", value: Json = None, t: str = "rec") -> dict[str, Json]:
    """Return a good line, or one with the value at a path ("stub.finished.utc_ms") replaced."""
    at = Instant(1_795_000_000_000, 120, 1_000, "boot-1")
    lines: dict[str, dict[str, Any]] = {
        "rec": {"t": "rec", "id": record_id(1), "stub": stub(1, at), "content": content()},
        "identity": {"t": "identity", "id": record_id(1), "identity": {"name": "invented", "phone": {"nr": "ref"}}},
        "event": {"t": "event", "id": record_id(1), "kind": "report_made", "at": dict(at.as_json()), "by": "voice"},
        "erase": {"t": "erase", "id": record_id(1)},
    }
    made = json.loads(json.dumps(lines[t]))
    *parents, last = path.split(".")
    place = made
    for name in parents:
        place = place[name]
    if path:
        place[last] = value
    return dict(made)


def test_good_lines_of_every_kind_are_taken(scene: Scene, hq: Store) -> None:
    """An interview, an identity, an event, a wish to erase; a refusal keeps no post."""
    enrol(hq)
    kinds = [line(rec(t=t)) for t in ("identity", "event", "erase")]
    refused = rec("content.profile", {"post": None, "child": "unknown", "day": "2026-11-22"})
    take(hq, scene, 1, *kinds, line(refused))
    row = hq.inbox.get("K00001")
    assert (row.post, row.child, row.label) == (None, "unknown", "possible_trafficking")
    assert hq.check() == hq.rebuild()


def stub_of(value: dict[str, Json]) -> dict[str, Json]:
    """Return the stub of a line of form 1."""
    found = value["stub"]
    assert isinstance(found, dict)
    return found


def test_the_form_of_a_line_makes_no_difference_here(scene: Scene, hq: Store) -> None:
    """What an older laptop sends and what a newer one sends is shown alike; the hash is of the bytes as they came."""
    enrol(hq)
    scene.clock.forward(900)
    old = rec("stub.finished", dict(scene.clock.now().as_json()))
    other = {**old, "id": record_id(2), "stub": {**stub_of(old), "id": record_id(2)}}
    new = short_line(other)
    take(hq, scene, 1, line(old), line(new))
    first, second = hq.inbox.get(record_id(1)), hq.inbox.get(record_id(2))
    revision = sha256(canonical.dumps(new)).hexdigest()
    same = dataclasses.replace(first, id=record_id(2), revision=revision, content_id=second.content_id)
    assert second == dataclasses.replace(same, stub=stub_of(other))
    assert hq.inbox.read(second, "look") == other
    assert hq.check() == hq.rebuild()


HUGE = 2**53 - 1
LONG = "x" * 10_001


@pytest.mark.parametrize(
    ("t", "path", "value"),
    [
        ("rec", "t", "unheard-of"),
        ("rec", "t", ["rec"]),
        ("rec", "id", record_id(2)),
        ("rec", "stub", None),
        ("rec", "stub.id", record_id(2)),
        ("rec", "stub.id", "x"),
        ("rec", "stub.code", "K1\x1b[2J"),
        ("rec", "stub.code", "K" * 7),
        ("rec", "stub.form", LONG),
        ("rec", "stub.version", "1\n2"),
        ("rec", "stub.form_hash", "ab"),
        ("rec", "stub.rev", "1"),
        ("rec", "stub.rev", True),
        ("rec", "stub.rev", 0),
        ("rec", "stub.rev", HUGE),
        ("rec", "stub.base", "x"),
        ("rec", "stub.state", "done"),
        ("rec", "stub.class", "all"),
        ("rec", "stub.started", 1),
        ("rec", "stub.started.utc_ms", -1),
        ("rec", "stub.finished.utc_ms", HUGE),
        ("rec", "stub.finished.utc_ms", "1"),
        ("rec", "stub.finished.offset_min", 100_000),
        ("rec", "stub.finished.mono_ms", HUGE),
        ("rec", "stub.finished.boot", LONG),
        ("rec", "stub.clock_start", {"utc_ms": 1}),
        ("rec", "stub.clock_start.utc_ms", HUGE),
        ("rec", "content", {}),
        ("rec", "content.result", None),
        ("rec", "content.result.label", "not a victim"),
        ("rec", "content.result.label", ["x"]),
        ("rec", "content.result.urgent", 1),
        ("rec", "content.result.elements", {"act": "perhaps"}),
        ("rec", "content.result.elements", {LONG: "yes"}),
        ("rec", "content.result.reasons", "x"),
        ("rec", "content.result.reasons", [LONG]),
        ("rec", "content.result.looks_like", LONG),
        ("rec", "content.profile.child", "maybe"),
        ("rec", "content.profile.post", LONG),
        ("rec", "content.profile.day", "tomorrow"),
        ("rec", "content.use", "war"),
        ("rec", "content.language", LONG),
        ("rec", "content.interviewer", LONG),
        ("rec", "content.answers", ["x"]),
        ("rec", "content.answers.note", LONG),
        ("rec", "content.answers.note", {"dec": "much"}),
        ("rec", "content.answers.note", [[]]),
        ("rec", "content.answers", {LONG: "x"}),
        ("rec", "content.answers", {f"q{n}": 1 for n in range(20_001)}),
        ("identity", "identity", "x"),
        ("identity", "identity.name", LONG),
        ("identity", "identity.name", {"date": "someday"}),
        ("identity", "id", "x"),
        ("event", "kind", "Report made!"),
        ("event", "kind", LONG),
        ("event", "at", 5),
        ("event", "at.utc_ms", HUGE),
        ("event", "to", LONG),
        ("event", "to", {"a": 1}),
        ("erase", "id", "x"),
        ("erase", "why", LONG),
    ],
)
def test_a_line_that_is_no_record_or_out_of_bounds_is_refused(
    scene: Scene, hq: Store, t: str, path: str, value: Json
) -> None:
    """The error names what is wrong, never what is in it; nothing of the bundle is imported."""
    enrol(hq)
    with pytest.raises(errors.MalformedRecord) as refused:
        take(hq, scene, 1, rec_line(2, scene.clock.now()), line(rec(path, value, t)))
    assert (hq.inbox.count(), "xxx" in str(refused.value)) == (0, False)


def test_devices_are_enrolled_once_and_revoked_from_a_number(hq: Store) -> None:
    """The same key again is no error, another key is; revoking says from which bundle on."""
    enrol(hq)
    enrol(hq)
    with pytest.raises(errors.DeviceConflict):
        enrol(hq, key="ssh-ed25519 BBBB")
    enrol(hq, OTHER, "ssh-ed25519 CCCC")
    hq.devices.revoke(OTHER, 7, "stolen")
    assert hq.devices.keys() == {DEVICE: "ssh-ed25519 AAAA", OTHER: "ssh-ed25519 CCCC"}
    assert hq.devices.revoked() == {OTHER: {"e-" + "2" * 16: 7}}
    for unknown in ("d-3", "d-"):
        with pytest.raises(errors.DeviceUnknown):
            hq.devices.get(unknown)
    assert hq.check() == hq.rebuild()


def test_a_bundle_of_an_unknown_device_is_not_imported(scene: Scene, hq: Store) -> None:
    """Enrolment comes first."""
    with pytest.raises(errors.DeviceUnknown):
        take(hq, scene, 1, rec_line(1, scene.clock.now()))


def test_what_is_erased_as_it_comes_is_not_left_in_the_log(scene: Scene, hq: Store) -> None:
    """A line about an interview that was ordered to be erased: when the import has ended the log holds nothing."""
    enrol(hq)
    hq.orders.erase(record_id(1), DEVICE, "a test", (), scene.clock.now())
    take(hq, scene, 1, rec_line(1, scene.clock.now()))
    assert (scene.folder / "S.db-wal").stat().st_size == 0


def test_quarantine_keeps_the_file_with_word_and_age(scene: Scene, hq: Store) -> None:
    """The same file again changes nothing but a new reason; it leaves when it was imported or discarded."""
    first = hq.quarantine.add("a.fkb", b"bytes", "unknown-device", "not enrolled", None, scene.clock.now())
    scene.clock.forward(3600)
    head = hq.journal.head()
    assert hq.quarantine.add("b.fkb", b"bytes", "unknown-device", "not enrolled", None, scene.clock.now()) == first
    assert hq.journal.head() == head
    again = hq.quarantine.add("b.fkb", b"bytes", "wrong-recipient", "sealed to others", DEVICE, scene.clock.now())
    assert (again.word, again.since_ms, again.name) == ("wrong-recipient", first.since_ms, "a.fkb")
    assert hq.quarantine.data(first.id) == b"bytes"
    assert hq.quarantine.waiting_for(["wrong-recipient"]) == (again,)
    assert hq.quarantine.waiting_for(["forged"]) == ()
    hq.quarantine.remove(first.id, "imported")
    assert hq.quarantine.list() == ()
    for work in (hq.quarantine.data, hq.quarantine.get):
        with pytest.raises(errors.QuarantineUnknown):
            work(first.id)
    assert hq.check() == hq.rebuild()


def test_what_is_in_quarantine_is_named_by_a_beginning_that_no_other_has(scene: Scene, hq: Store) -> None:
    """Nobody types twelve digits; what fits several, or is too short to be meant, names nothing."""
    rows = [hq.quarantine.add("a", b"%d" % n, "forged", "x", None, scene.clock.now()) for n in range(3)]
    assert hq.quarantine.get(rows[1].id[:8]) == rows[1]
    for name in ("q-", "q-0", rows[1].id[:5], ""):
        with pytest.raises(errors.QuarantineUnknown):
            hq.quarantine.get(name)
    hq.quarantine.remove(rows[1].id[:8], "junk")
    assert hq.quarantine.list() == (rows[0], rows[2])
    assert hq.check() == hq.rebuild()


def test_junk_in_quarantine_is_not_looked_through_for_each_file_of_it(scene: Scene, hq: Store) -> None:
    """What is named whole, by its bytes or its id, is found by an index: else each of thousands of files of junk on a
    stick would cost a look at all of them."""
    row = hq.quarantine.add("a", b"junk", "unknown-device", "x", None, scene.clock.now())
    asked: list[str] = []
    hq.connection.set_trace_callback(asked.append)
    hq.quarantine.add("a", b"junk", "unknown-device", "x", None, scene.clock.now())
    hq.quarantine.get(row.id)
    hq.quarantine.remove(row.id, "junk")
    hq.connection.set_trace_callback(None)
    assert not [sql for sql in asked if sql.startswith(quarantine.LIST) and "WHERE" not in sql]
    assert [sql for sql in asked if sql.startswith(quarantine.LIST)]


def test_an_interview_is_found_by_code_id_or_the_beginning_of_it(scene: Scene, hq: Store) -> None:
    """What fits nothing or several is said."""
    enrol(hq)
    take(hq, scene, 1, rec_line(1, scene.clock.now()), rec_line(2, scene.clock.now()), rec_line(300, scene.clock.now()))
    assert hq.inbox.get("k-00001").code == hq.inbox.get(record_id(1)[:9]).code == "K00001"
    assert [row.code for row in hq.inbox.list(InboxQuery(record_id=record_id(2)))] == ["K00002"]
    assert [row.code for row in hq.inbox.list(InboxQuery(code="k 00002"))] == ["K00002"]
    with pytest.raises(errors.RecordAmbiguous):
        hq.inbox.get("0000")
    for unknown in ("", "ffff"):
        with pytest.raises(errors.RecordUnknown):
            hq.inbox.get(unknown)


def test_names_of_people_stay_out_of_never_erased_headers(hq: Store) -> None:
    """A person's name is a content, so it can be erased like any other."""
    headers = b"".join(row[0] for row in hq.connection.execute("SELECT header FROM entries"))
    assert b"Invented" not in headers
    added = hq.journal.last("person.added")
    assert added is not None
    hq.journal.erase(added.contents, "left")
    assert [person.name for person in hq.keyslots.people()] == [""]
    assert hq.check() == hq.rebuild()
    assert PASSPHRASE.encode() not in headers


def test_the_quarantine_keeps_a_bounded_number_of_files(
    scene: Scene, hq: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small they are; of those beyond the limit the hash is listed."""
    monkeypatch.setattr(quarantine, "MOST_FILES", 1)
    rows = [hq.quarantine.add("a.fkb", data, "forged", "x", None, scene.clock.now()) for data in (b"1", b"2")]
    assert [hq.quarantine.data(row.id) for row in rows] == [b"1", b""]


def test_the_quarantine_keeps_a_bounded_number_of_bytes(
    scene: Scene, hq: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit only name, word and hash are kept; when there is room again, the file itself; then no more."""
    monkeypatch.setattr(quarantine, "MOST_FILES", 2)
    monkeypatch.setattr(quarantine, "MOST_BYTES", 10)
    monkeypatch.setattr(quarantine, "MOST_LISTED", 3)

    def add(data: bytes) -> str:
        return hq.quarantine.add("a.fkb", data, "unknown-device", "not enrolled", None, scene.clock.now()).id

    first, second, third = add(b"12345678"), add(b"123"), add(b"12")
    assert [hq.quarantine.data(one) for one in (first, second, third)] == [b"12345678", b"", b"12"]
    assert [row.id for row in hq.quarantine.waiting_for(["unknown-device"])] == [first, third]
    with pytest.raises(errors.QuarantineFull):
        add(b"another")
    hq.quarantine.remove(first, "junk")
    assert (add(b"123"), hq.quarantine.data(second)) == (second, b"123")
    hq.quarantine.imported(b"123")
    hq.quarantine.imported(b"never seen")
    assert [row.id for row in hq.quarantine.list()] == [third]
    assert hq.check() == hq.rebuild()
