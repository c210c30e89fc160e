"""What headquarters cannot accept is put aside with its own word, stays visible, and changes nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.sync.bundle import namespaces
from tests.flow import forging
from tests.flow.world import HOUR_MS, NOTHING_SHOWN, World

UNTOUCHED = ("inbox", "identities", "events_in", "bundles_in", "chains", "receipts_issued", "devices", "acks")


def accepted(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of headquarters' tables that a bad bundle must not change."""
    connection = world.hq.open().connection
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in UNTOUCHED}


def waiting_bundle(world: World) -> Path:
    """One interview is at headquarters already; a second one lies in a bundle on the stick."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("earlier"))
    world.bring(stick="earlier")
    world.laptop.do("sync", str(world.stick("earlier")))
    world.laptop.screen(NOTHING_SHOWN)
    return world.laptop.hand_over(world.stick())


def a_flipped_byte(world: World) -> None:
    file = waiting_bundle(world)
    data = file.read_bytes()
    file.write_bytes(forging.flipped(data, len(data) // 2))


def a_cut_file(world: World) -> None:
    file = waiting_bundle(world)
    file.write_bytes(file.read_bytes()[:-700])


def an_unknown_device(world: World) -> None:
    waiting_bundle(world).unlink()
    world.second.screen(NOTHING_SHOWN)
    world.second.hand_over(world.stick())


def another_headquarters(world: World) -> None:
    waiting_bundle(world).unlink()
    world.laptop.screen(NOTHING_SHOWN)
    file = forging.packed_for_strangers(world.laptop)
    forging.put(world.stick(), world.laptop, file.name, file.read_bytes())


def another_laptops_signature(world: World) -> None:
    world.enrol_second()
    file = waiting_bundle(world)
    file.write_bytes(forging.signed_by(file.read_bytes(), world.second))


def a_practice_signature(world: World) -> None:
    file = waiting_bundle(world)
    file.write_bytes(forging.signed_by(file.read_bytes(), world.laptop, namespaces.PRACTICE))


def a_practice_bundle(world: World) -> None:
    waiting_bundle(world).unlink()
    written = forging.drafted(world.laptop, namespace=namespaces.PRACTICE)
    forging.put(world.stick(), world.laptop, written.name, written.data)


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (a_flipped_byte, "forged"),
        (a_cut_file, "truncated"),
        (an_unknown_device, "unknown-device"),
        (another_headquarters, "wrong-recipient"),
        (another_laptops_signature, "forged"),
        (a_practice_signature, "wrong-recipient"),
        (a_practice_bundle, "wrong-recipient"),
    ],
)
def test_a_bad_bundle_gets_its_word_and_changes_nothing_else(
    world: World, spoil: Callable[[World], None], word: str
) -> None:
    """A forged, cut, unknown or misaddressed bundle is put aside with its word; no report, receipt or chain changes."""
    spoil(world)
    before = accepted(world)
    (fate,) = world.bring()
    assert ("quarantined", word) == (fate["what"], fate["quarantine"])
    assert before == accepted(world)
    (held,) = world.hq.do("hq", "quarantine").data["quarantine"]
    assert word == held["word"]
    assert world.hq.open().digest() == world.hq.do("store", "rebuild").data["projections_sha256"]


def test_other_laptops_are_not_affected(world: World) -> None:
    """One laptop's bad bundle does not keep another's from being imported from the same stick."""
    world.enrol_second()
    a_flipped_byte(world)
    world.second.screen(NOTHING_SHOWN)
    world.second.hand_over(world.stick())
    fates = {fate["device"]: fate["what"] for fate in world.bring()}
    assert {world.laptop.device: "quarantined", world.second.device: "new"} == fates


def test_the_whole_bundle_is_accepted_once_it_comes_undamaged(world: World) -> None:
    """A bundle that was cut on one stick is imported when it comes whole; the laptop offers it until a receipt."""
    a_cut_file(world)
    world.bring()
    world.laptop.do("sync", str(world.stick("second stick")))
    fates = world.bring(stick="second stick")
    assert "new" in [fate["what"] for fate in fates]


def test_enrolling_a_laptop_takes_its_bundles_out_of_quarantine(world: World) -> None:
    """Bundles that came before their laptop was enrolled wait as unknown-device; enrolling imports them at once."""
    code = world.second.screen(NOTHING_SHOWN)
    world.second.hand_over(world.stick())
    assert [fate["quarantine"] for fate in world.bring()] == ["unknown-device"]
    assert world.enrol_second().data["from_quarantine"] == 1
    assert world.hq.do("hq", "quarantine").data["quarantine"] == []
    assert [code] == [row["code"] for row in world.hq.do("inbox").data["rows"]]
    assert [fate["what"] for fate in world.bring()] == ["replay"]
    assert [one["interviews"] for one in world.second.do("sync", str(world.stick())).data["receipts"]] == [1]


def test_the_inbox_begins_with_what_is_in_quarantine_and_since_when(world: World) -> None:
    """The first line of the inbox counts quarantined bundles and tells the age of the oldest, until it is empty."""
    a_flipped_byte(world)
    world.bring()
    world.hq.clock.ahead_ms += 49 * HOUR_MS
    first = world.hq.read("inbox").splitlines()[0]
    assert first == "! 1 bundle in quarantine, the oldest for 49 h: fieldkit hq quarantine"


def test_taking_a_file_out_of_quarantine_needs_a_reason(world: World) -> None:
    """`hq quarantine --discard ID` asks for --reason, which is kept in the journal."""
    a_flipped_byte(world)
    world.bring()
    (held,) = world.hq.do("hq", "quarantine").data["quarantine"]
    without = world.hq.do("hq", "quarantine", "--discard", held["id"])
    assert errors.ReasonMissing.exit_status == without.status
    done = world.hq.do("hq", "quarantine", "--discard", held["id"], "--reason", "a broken stick")
    assert done.data["quarantine"] == []


def test_quarantine_can_be_discarded_by_the_id_that_its_table_shows(world: World) -> None:
    """The id in the first column of `hq quarantine` is the one that --discard takes."""
    a_flipped_byte(world)
    world.bring()
    shown = world.hq.read("hq", "quarantine").splitlines()[1].split("\t")[0]
    done = world.hq.do("hq", "quarantine", "--discard", shown, "--reason", "a broken stick")
    assert (done.status, done.data["quarantine"]) == (0, [])


MALFORMED = {
    "t": "rec",
    "id": "3f6f0a52-5d0c-4a4e-9d3f-0c6a1f6f9b11",
    "stub": {"id": "3f6f0a52-5d0c-4a4e-9d3f-0c6a1f6f9b11"},
    "content": {},
}


def test_a_signed_bundle_with_a_malformed_record_does_not_stop_the_import(world: World) -> None:
    """A laptop of another version, or a stolen key, cannot keep the other bundles on a stick from being imported."""
    world.enrol_second()
    written = forging.drafted(world.second, records=[MALFORMED])
    forging.put(world.stick(), world.second, written.name, written.data)
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    fates = {fate["device"]: fate["what"] for fate in world.bring()}
    assert {world.laptop.device: "new", world.second.device: "quarantined"} == fates
    assert [code] == [row["code"] for row in world.hq.do("inbox").data["rows"]]


def test_a_line_of_a_newer_fieldkit_waits_for_an_update(world: World) -> None:
    """Nothing is guessed about it: the bundle is kept aside, and says that the programs may differ in version."""
    world.enrol_second()
    written = forging.drafted(world.second, records=[{**MALFORMED, "v": 3}])
    forging.put(world.stick(), world.second, written.name, written.data)
    (fate,) = world.bring()
    assert fate["what"] == "quarantined"
    assert "its form is none that this fieldkit knows" in str(fate["why"])


def test_a_bundle_put_into_another_laptops_folder_counts_for_its_signer(world: World) -> None:
    """The folder on the stick proves nothing: a bundle belongs to the laptop that signed it."""
    file = waiting_bundle(world)
    world.enrol_second()
    forging.put(world.stick(), world.second, file.name, file.read_bytes())
    file.unlink()
    (fate,) = world.bring()
    assert ("new", world.laptop.device) == (fate["what"], fate["device"])
    assert [one["interviews"] for one in world.laptop.do("sync", str(world.stick())).data["receipts"]] == [1]


def test_a_flipped_byte_anywhere_is_noticed(world: World) -> None:
    """Whichever byte of a bundle is turned, it is put aside and no report of it appears."""
    file = waiting_bundle(world)
    data = file.read_bytes()
    before = accepted(world)
    places = [*range(0, len(data), max(1, len(data) // 60)), len(data) - 1]
    for at in places:
        file.write_bytes(forging.flipped(data, at))
        (fate,) = world.bring()
        assert ("quarantined", at) == (fate["what"], at)
    assert before == accepted(world)
    assert len(places) == world.hq.do("inbox").data["quarantine"]
