"""Bundles come late, twice, never, or from a copy: nothing waits for what is missing, and nothing counts twice."""

from pathlib import Path

from tests.flow.world import NOTHING_SHOWN, Machine, World


def three_bundles(world: World) -> tuple[list[str], list[Path]]:
    """Screen and pack three times; return the codes and, in three folders, the bundles one by one."""
    codes, sticks = [], []
    for number in (1, 2, 3):
        codes.append(world.laptop.screen(NOTHING_SHOWN if number < 3 else None))
        file = world.laptop.hand_over(world.stick("all"))
        single = world.stick(f"stick {number}") / file.relative_to(world.stick("all"))
        single.parent.mkdir(parents=True)
        single.write_bytes(file.read_bytes())
        sticks.append(world.stick(f"stick {number}"))
    return codes, sticks


def test_a_lost_stick_never_hides_a_later_urgent_report(world: World) -> None:
    """When bundle 2 is lost, bundle 3 is imported at once and its urgent report stands on top of the inbox."""
    codes, _ = three_bundles(world)
    world.bring(stick="stick 1")
    (fate,) = world.bring(stick="stick 3")
    assert (fate["what"], fate["urgent"], fate["missing"]) == ("new", 1, [2])
    top = world.hq.do("inbox").data["rows"][0]
    assert (codes[2], True) == (top["code"], top["urgent"])


def test_missing_numbers_are_shown_and_asked_for_until_they_come(world: World) -> None:
    """Headquarters lists the missing numbers, its receipt asks for them, the laptop offers them again, and they fit."""
    codes, _ = three_bundles(world)
    world.bring(stick="stick 1")
    world.bring(stick="stick 3")
    (device,) = world.hq.do("hq", "devices").data["devices"]
    assert (device["missing"], device["high_water"]) == ([2], 1)

    done = world.laptop.do("sync", str(world.stick("stick 3")))
    assert done.data["again"] == [2]
    fates = {fate["what"]: fate for fate in world.bring(stick="stick 3")}
    assert fates["new"]["new"] == 1
    assert fates["new"]["missing"] == []
    (device,) = world.hq.do("hq", "devices").data["devices"]
    assert (device["missing"], device["high_water"]) == ([], 3)
    assert set(codes) == {row["code"] for row in world.hq.do("inbox").data["rows"]}


def test_bundles_in_any_order_give_the_same_inbox(world: World) -> None:
    """Three sticks brought in the order 3, 1, 2 leave nothing missing and every interview once."""
    codes, _ = three_bundles(world)
    for number, missing in ((3, [1, 2]), (1, [2]), (2, [])):
        (fate,) = world.bring(stick=f"stick {number}")
        assert ("new", missing) == (fate["what"], fate["missing"])
    assert sorted(codes) == sorted(row["code"] for row in world.hq.do("inbox").data["rows"])


def test_a_replay_gets_the_first_receipt_byte_for_byte(world: World) -> None:
    """The same bundle brought again on another stick gets the receipt that was made the first time, unchanged."""
    three_bundles(world)
    world.bring(stick="stick 1")
    world.bring(stick="stick 2")
    again = world.stick("again")
    (again / "up").mkdir()
    world.stick("stick 1").joinpath("up").rename(again / "up2")
    (again / "up").rmdir()
    (again / "up2").rename(again / "up")
    first = receipts(world.stick("stick 1"))
    (fate,) = world.bring(stick="again")
    assert fate["what"] == "replay"
    assert first["00000001.fkr"] == receipts(again)["00000001.fkr"]


def receipts(stick: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((stick / "down").rglob("*.fkr"))}


def test_any_stick_brings_the_receipts_that_another_one_lost(world: World) -> None:
    """Receipts of a laptop are written to every stick that carries something of it, so a lost one delays nothing."""
    three_bundles(world)
    world.bring(stick="stick 1")
    world.bring(stick="stick 2")
    done = world.laptop.do("sync", str(world.stick("stick 2")))
    assert len(done.data["receipts"]) == 2


def test_two_laptops_with_one_identity_are_shown_as_unconfirmed(world: World) -> None:
    """A copied data folder makes a second bundle 1: it is opened, marked unconfirmed, and the people are named."""
    twin = world.laptop.copied(world.path("twin"))
    first = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("of the laptop"))
    second = twin.screen(NOTHING_SHOWN)
    twin.hand_over(world.stick("of the copy"))
    twin.close()

    (fate,) = world.bring(stick="of the laptop")
    assert fate["what"] == "new"
    done = world.hq.do("hq", "import", str(world.stick("of the copy")))
    ((fate,),) = done.data["folders"].values()
    assert (fate["what"], fate["new"]) == ("unconfirmed", 1)
    assert any("two laptops use this identity" in warning for warning in done.warnings)
    marked = {row["code"]: row["unconfirmed"] for row in world.hq.do("inbox").data["rows"]}
    assert {first: False, second: True} == marked
    (device,) = world.hq.do("hq", "devices").data["devices"]
    assert device["unconfirmed"] == 1


def test_a_fork_never_deletes_the_copys_bundle(world: World) -> None:
    """The copy's receipt says unconfirmed, not accepted: its sealed file stays on the stick and in its outbox."""
    twin = world.laptop.copied(world.path("twin"))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick("of the laptop"))
    twin.screen(NOTHING_SHOWN)
    file = twin.hand_over(world.stick("of the copy"))
    world.bring(stick="of the laptop")
    world.bring(stick="of the copy")
    done = twin.do("sync", str(world.stick("of the copy")))
    assert [one["outcome"] for one in done.data["receipts"]] == ["unconfirmed"]
    assert file.is_file()
    twin.close()


def test_the_laptop_itself_is_not_blamed_after_a_fork(world: World) -> None:
    """After a copy's bundle came second, the laptop's own next bundle fits its own chain and is plainly new."""
    twin = world.laptop.copied(world.path("twin"))
    _send(world, world.laptop, "a")
    _send(world, twin, "b")
    twin.close()
    assert _send(world, world.laptop, "c") == ["new"]


def _send(world: World, machine: Machine, stick: str) -> list[str]:
    machine.screen(NOTHING_SHOWN)
    name = machine.hand_over(world.stick(stick)).name
    return [fate["what"] for fate in world.bring(stick=stick) if fate["name"] == name]


def test_two_laptops_on_one_stick_are_told_apart(world: World) -> None:
    """One stick may carry the bundles of several laptops; each gets its own receipts only."""
    world.enrol_second()
    for machine in (world.laptop, world.second):
        machine.screen(NOTHING_SHOWN)
        machine.hand_over(world.stick())
    assert [fate["what"] for fate in world.bring()] == ["new", "new"]
    for machine in (world.laptop, world.second):
        done = machine.do("sync", str(world.stick()))
        assert (len(done.data["receipts"]), done.warnings) == (1, [])


def test_a_receipt_of_another_headquarters_is_not_believed(world: World) -> None:
    """The words "received by HQ" are said only on a receipt that headquarters signed for exactly this bundle."""
    world.laptop.screen(NOTHING_SHOWN)
    file = world.laptop.hand_over(world.stick())
    world.bring()
    (receipt,) = (world.stick() / "down").rglob("*.fkr")
    data = receipt.read_bytes()
    receipt.write_bytes(data[:900] + bytes([data[900] ^ 1]) + data[901:])
    done = world.laptop.do("sync", str(world.stick()))
    assert done.data["receipts"] == []
    assert len(done.warnings) == 1
    assert world.laptop.do("status").data["interviews"][0]["state"] == "handed over"
    assert file.is_file()
