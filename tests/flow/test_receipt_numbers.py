"""A receipt's number on paper: what it covered, on the laptop and at headquarters; what laptops can prove."""

import json
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.store.store import Store
from tests.flow.world import NOTHING_SHOWN, Machine, World


def received(world: World, times: int = 1) -> list[str]:
    codes = []
    for _ in range(times):
        codes.append(world.laptop.screen(NOTHING_SHOWN))
        world.laptop.hand_over(world.stick())
        world.bring()
        world.laptop.do("sync", str(world.stick()))
    return codes


def restored(world: World, backup: Path) -> Machine:
    world.hq.close()
    again = Machine(world.path("hq-again"), world.hq.passphrases)
    assert again.unlock_and("restore", str(backup)).status == 0
    return again


def test_a_number_on_paper_says_what_it_covered_on_both_sides(world: World) -> None:
    """Codes and days, the bundle, when: the same on the laptop and at headquarters; no answers."""
    first, second = received(world, 2)
    numbers = [one["number"] for one in world.laptop.do("receipts").data["receipts"]]
    assert numbers == ["R-000002-8", "R-000001-3"] or len(set(numbers)) == 2
    here = world.laptop.read("receipts", numbers[1])
    there = world.hq.read("hq", "receipt", numbers[1])
    for told in (here, there):
        assert first[:3] in told
        assert second[:3] not in told
    (one,) = world.laptop.do("receipts", numbers[0]).data["receipts"]
    (other,) = world.hq.do("hq", "receipt", numbers[0]).data["receipts"]
    assert one["interviews"] == other["interviews"]
    assert [row["code"] for row in one["interviews"]] == [second]
    assert "interview" in world.laptop.read("receipts")


def test_a_number_may_be_typed_as_it_is_heard(world: World) -> None:
    """Without R and dashes, with spaces, in small letters."""
    received(world)
    (number,) = [one["number"] for one in world.laptop.do("receipts").data["receipts"]]
    for typed in (number.lower(), number.replace("-", " "), number.replace("-", "")[1:]):
        assert world.laptop.do("receipts", typed).status == 0
        assert world.hq.do("hq", "receipt", typed).status == 0


@pytest.mark.parametrize("typed", ["R-000001-4", "R-000010-3", "R-00001-3", "hello", "R-000001-3; x", "", "٠٠٠٠٠١٣"])
def test_a_slip_in_a_number_is_noticed(world: World, typed: str) -> None:
    """Any one wrong digit, two swapped ones, and what is no number at all."""
    received(world)
    assert world.laptop.do("receipts", typed).status == errors.ReceiptNumberWrong.exit_status
    assert world.hq.do("hq", "receipt", typed).status == errors.ReceiptNumberWrong.exit_status


def test_a_number_that_is_not_known_is_said_to_be_unknown(world: World) -> None:
    """A well-formed number of somebody else's receipt."""
    received(world)
    from fieldkit.sync.bundle.receipt import receipt_number

    other = receipt_number(77)
    assert world.laptop.do("receipts", other).status == errors.ReceiptNumberUnknown.exit_status
    assert world.hq.do("hq", "receipt", other).status == errors.ReceiptNumberUnknown.exit_status


def test_before_the_first_receipt_it_says_that_there_is_none(world: World) -> None:
    """An empty list is said in words."""
    assert "No receipt has come yet." in world.laptop.read("receipts")


def test_a_receipt_of_a_lost_time_counts_no_more_and_its_number_is_never_given_twice(world: World) -> None:
    """After a restore the old receipt is shown as one that does not count; the new one has a number far above."""
    received(world)
    backup = world.path("hq.fkbak")
    assert world.hq.do("backup", "-o", str(backup)).status == 0
    received(world)
    again = restored(world, backup)
    again.do("hq", "import", str(world.stick()))
    world.laptop.do("sync", str(world.stick()))
    old = world.laptop.do("receipts").data["receipts"][0]
    assert (old["bundle"], old["counts"]) == (2, False)
    assert "It counts no more" in world.laptop.read("receipts", old["number"])
    again.do("hq", "import", str(world.stick()))
    world.laptop.do("sync", str(world.stick()))
    new = world.laptop.do("receipts").data["receipts"][0]
    assert (new["bundle"], new["counts"], new["number"][:8]) == (2, True, "R-010001")
    again.close()


def witness(world: World) -> Path:
    file = world.path("laptop.witness")
    assert world.laptop.do("receipts", "--witness", str(file)).status == 0
    return file


def test_an_honest_history_has_all_that_laptops_can_prove(world: World) -> None:
    """Bundles name receipts that were given here; the heads that receipts told are entries of this journal."""
    received(world, 3)
    done = world.hq.do("hq", "audit", str(witness(world)))
    assert (done.status, done.data["findings"], done.data["bundles"], done.data["heads"]) == (0, [], 2, 3)


def test_a_history_that_was_restored_is_told_and_explained(world: World) -> None:
    """Receipts from the lost time are not known any more: told, with the day of the restore."""
    received(world)
    backup = world.path("hq.fkbak")
    world.hq.do("backup", "-o", str(backup))
    received(world)
    again = restored(world, backup)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    again.do("hq", "import", str(world.stick()))
    done = again.do("hq", "audit", str(witness(world)))
    assert done.status == 0
    assert [one["restored"] for one in done.data["findings"]] == [True, True]
    assert "bundle 3" in done.data["findings"][0]["what"]
    assert any("restored" in warning for warning in done.warnings)
    again.close()


def put_back(world: World, snapshot: Path) -> Store:
    """Put an older copy of headquarters' data folder in the place of the present one, anchor and all."""
    import shutil

    world.hq.close()
    shutil.rmtree(world.hq.home)
    shutil.copytree(snapshot, world.hq.home)
    return world.hq.open()


def test_a_history_that_was_put_back_in_secret_is_noticed_with_the_first_bundle_that_shows_it(world: World) -> None:
    """Somebody at headquarters puts an older copy in place to make a report vanish: no restore explains what the next
    bundle names, nor what the laptop's receipts say."""
    import shutil

    received(world)
    world.hq.close()
    snapshot = world.path("snapshot")
    shutil.copytree(world.hq.home, snapshot)
    received(world)
    put_back(world, snapshot)
    proof = witness(world)
    done = world.hq.do("hq", "audit", str(proof))
    assert done.status == errors.HistoryChanged.exit_status
    assert [one["restored"] for one in done.data["findings"]] == [False]

    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    done = world.hq.do("hq", "audit")
    assert done.status == errors.HistoryChanged.exit_status
    (finding,) = done.data["findings"]
    assert "bundle 3 of laptop" in finding["what"]
    assert "names a receipt that was not given here" in finding["what"]
    assert (
        "history was changed or restored"
        in json.dumps(done.envelope) + world.hq._run(["hq", "audit", "--plain"], held=True).out
    )


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"v":1,"kind":"fieldkit-witness","device":"d-1","heads":[]}'])
def test_something_else_than_a_laptops_file_is_refused(world: World, data: bytes) -> None:
    """The file is named, nothing else happens."""
    file = world.path("other")
    file.write_bytes(data)
    assert world.hq.do("hq", "audit", str(file)).status == errors.WitnessInvalid.exit_status
