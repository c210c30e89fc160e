"""When the answers leave the laptop, and what stays readable there."""

from tests.flow.world import NOTHING_SHOWN, Machine, World

GONE = "The answers are not readable here: they have left this laptop, or were erased."


def readable(machine: Machine, code: str) -> bool:
    """Return whether `show` still tells an answer on the laptop."""
    shown = machine.read("show", code)
    assert (GONE in shown) != ("Answers" in shown)
    return GONE not in shown


def test_answers_stay_readable_until_headquarters_has_proven_that_it_opens_them(world: World) -> None:
    """The first bundle keeps its readable copy at packing; it goes when the receipt arrives."""
    code = world.laptop.screen()
    world.laptop.hand_over(world.stick())
    assert readable(world.laptop, code)
    world.bring()
    assert readable(world.laptop, code)
    world.laptop.do("sync", str(world.stick()))
    assert not readable(world.laptop, code)


def test_after_that_answers_leave_at_packing(world: World) -> None:
    """Once a receipt has proven the recipients, packing takes the readable copy away at once, and says so."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    world.laptop.do("sync", str(world.stick()))

    code = world.laptop.screen()
    assert readable(world.laptop, code)
    assert world.laptop.do("pack").data["readable_copies_removed"] == 1
    assert not readable(world.laptop, code)


def test_code_date_state_and_due_task_stay(world: World) -> None:
    """After the answers have left, status still tells the code, when it was, where it is, and what is due by when."""
    code = world.laptop.screen(told_by_voice="no")
    world.laptop.hand_over(world.stick(), "--because", "no network")
    world.bring()
    world.laptop.do("sync", str(world.stick()))
    (row,) = world.laptop.do("status").data["interviews"]
    assert (code, "received by HQ", False, "running") == (row["code"], row["state"], row["readable"], row["clock"])
    table = world.laptop.read("status")
    assert "tell by voice before" in table
    assert "(answers at HQ only)" in table


def test_a_report_made_after_packing_travels_with_the_next_bundle(world: World) -> None:
    """`report-made` works on what was packed already, and headquarters learns of it with the next bundle."""
    code = world.laptop.screen(told_by_voice="no")
    world.laptop.hand_over(world.stick(), "--because", "no network")
    world.bring()
    assert world.laptop.do("report-made", code, "--to", "duty officer").status == 0
    world.laptop.hand_over(world.stick())
    world.bring()
    (row,) = world.hq.do("inbox").data["rows"]
    assert (row["clock"]["state"], row["reported_by_voice_ms"] is not None) == ("met", True)


def test_identity_is_gone_from_the_laptop_with_the_answers(world: World) -> None:
    """Identity and safe contact leave the laptop together with the answers: --reveal shows nothing of them."""
    code = world.laptop.screen()
    world.laptop.hand_over(world.stick())
    world.bring()
    assert "Invented Person" in world.laptop.read("show", code, "--reveal", "--purpose", "a test")
    world.laptop.do("sync", str(world.stick()))
    assert "Invented Person" not in world.laptop.read("show", code, "--reveal", "--purpose", "a test")


def test_resending_offers_the_same_sealed_file_again(world: World) -> None:
    """A second stick gets the stored file unchanged: nothing is sealed anew."""
    world.laptop.screen(NOTHING_SHOWN)
    first = world.laptop.hand_over(world.stick())
    world.laptop.do("sync", str(world.stick("another")))
    assert [first.read_bytes()] == [file.read_bytes() for file in world.stick("another").rglob("*.fkb")]


def test_a_rebuild_after_the_answers_left_gives_the_same_state(world: World) -> None:
    """`store rebuild` gives the same SHA-256 after contents were erased as before, on laptop and headquarters."""
    world.laptop.screen()
    world.laptop.hand_over(world.stick())
    world.bring()
    world.laptop.do("sync", str(world.stick()))
    for machine in (world.laptop, world.hq):
        checked = machine.do("store", "check")
        assert checked.status == 0, checked.err
        rebuilt = machine.do("store", "rebuild").data["projections_sha256"]
        assert checked.data["projections_sha256"] == rebuilt
