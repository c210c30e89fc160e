"""Orders to erase: wherever copies of an interview are, until when, and what a restored backup does with them."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cases.drafting import DraftStart
from fieldkit.cases.orders import Order
from fieldkit.commands.orders_here import Desk
from fieldkit.commands.telling import tell_code
from fieldkit.result import Json
from fieldkit.store.orders_file import file_beside, orders_in
from fieldkit.sync.mailbox import Mailbox
from fieldkit.workflows.importing import SERVED_DAYS
from fieldkit.workflows.orders import Answered, let_go
from tests.flow.test_canary import MARKER, TYPED
from tests.flow.test_hostile_device import Sender, interview
from tests.flow.world import DAY_MS, NOTHING_SHOWN, Machine, Said, World
from tests.store.test_canary import decrypted

WHY = "asked for by the person"


def bring(world: World, *words: str) -> Said:
    done = world.hq.do("hq", "import", str(world.stick()), *words)
    assert done.status == 0, done.err
    return done


def round_trip(world: World) -> Said:
    """Pack, hand over, import, and let the laptop hear."""
    world.laptop.hand_over(world.stick(), "--because", "a test")
    bring(world)
    return sync(world)


def sync(world: World) -> Said:
    done = world.laptop.do("sync", str(world.stick()))
    assert (done.status, done.warnings) == (0, [])
    return done


def erase(machine: Machine, code: str, *words: str) -> Any:
    done = machine.do("hq", "erase", code, "--reason", WHY, "--yes", *words)
    assert done.status == 0, done.err
    return done.data["orders"]


def states(machine: Machine, code: str) -> dict[str, str]:
    """Return the state of each copy, as the newest order about an interview has it."""
    found = machine.do("hq", "orders", code).data["orders"][0]
    return {copy["place"]: copy["state"] for copy in found["copies"]}


def readable_at(machine: Machine) -> bool:
    """Return whether the marker can be read anywhere in a machine's store: contents, drafts, free pages, log."""
    store = machine.open()
    rows = store.connection.execute("SELECT payload FROM contents UNION ALL SELECT value FROM answers").fetchall()
    payloads = b" ".join(bytes(row[0]) if isinstance(row[0], bytes) else str(row[0]).encode() for row in rows)
    return MARKER.encode() in payloads or MARKER.encode() in decrypted(store)


def outbox_of(machine: Machine) -> list[str]:
    return sorted(path.name for path in (machine.files / "outbox").glob("*.fkb"))


def told(world: World, *, alone: bool = True) -> str:
    """Have an interview with the marker received, with its receipt on the laptop; return its code."""
    code = world.laptop.screen(TYPED)
    if not alone:
        world.laptop.screen(NOTHING_SHOWN)
    round_trip(world)
    return code


def test_an_erased_interview_is_gone_at_headquarters_and_its_stub_stays(world: World) -> None:
    """Answers, identity and events are gone at once, from free pages too; code, times and clock stay; the tables follow
    from the journal as before."""
    code = told(world)
    assert readable_at(world.hq)
    before = world.hq.do("inbox").data["rows"][0]
    (order,) = erase(world.hq, code)
    assert (order["code"], order["order"], order["n"], order["reason"]) == (before["code"], "erase", 1, WHY)
    assert not readable_at(world.hq)
    (row,) = world.hq.do("inbox").data["rows"]
    assert (row["code"], row["received_ms"]) == (before["code"], before["received_ms"])
    assert "Kanari" not in world.hq.read("show", code)
    digest = world.hq.open().digest()
    assert world.hq.open().rebuild() == digest == world.hq.open().check()


def test_the_laptop_carries_an_order_out_and_headquarters_learns_it(world: World) -> None:
    """The word tells it; a sealed file with nothing else in it goes at once; the answer comes in the next bundle."""
    code = told(world)
    assert len(outbox_of(world.laptop)) == 1
    erase(world.hq, code)
    assert states(world.hq, code) == {
        "laptop": "waiting",
        "sealed": "waiting",
        "mailboxes": "waiting",
        "headquarters": "done",
    }
    bring(world)
    done = sync(world)
    assert [(one["code"], one["sealed"]) for one in done.data["orders"]] == [(code.replace("-", ""), 0)]
    assert outbox_of(world.laptop) == []
    assert sync(world).data["orders"] == []
    assert "erased: headquarters ordered it" in world.laptop.read("status")
    assert f"fieldkit hq orders {code[:3]}-{code[-3:]}" in world.hq.read("show", code)
    round_trip(world)
    assert states(world.hq, code) == {
        "laptop": "done",
        "sealed": "done",
        "mailboxes": "waiting",
        "headquarters": "done",
    }
    assert len(outbox_of(world.laptop)) == 1  # the answer: it tells nothing of the interview
    for machine in (world.hq, world.laptop):
        assert machine.do("store", "check").status == 0
        assert not readable_at(machine)


def test_what_is_still_readable_on_the_laptop_goes_with_the_order(world: World) -> None:
    """Before the first receipt the answers are readable on the laptop; an unfinished revision of it goes, too."""
    code = world.laptop.screen(TYPED)
    world.laptop.hand_over(world.stick(), "--because", "a test")
    bring(world)
    assert readable_at(world.laptop)
    store = world.laptop.open()
    record = store.records.get(code)
    base = store.records.revision_base(record.id)
    extra: dict[str, Json] = {"revises": {"rev": 1, "base": base.base, "reason": "a slip"}}
    form = (str(base.stub["form"]), str(base.stub["version"]), str(base.stub["form_hash"]))
    now = world.laptop.clock.now()
    store.drafts.start(DraftStart(record.id, *form, record.code, "en", now, extra))
    store.drafts.put(record.id, "must_not_say", MARKER, now, "en")
    erase(world.hq, code)
    bring(world)
    done = sync(world)
    assert len(done.data["orders"]) == 1
    assert store.drafts.list() == ()
    assert not readable_at(world.laptop)
    store.check()


def test_a_sealed_file_with_other_interviews_stays_for_its_time_and_is_said(world: World) -> None:
    """Nobody can take one interview out of a sealed bundle: it goes when its time is over; both sides say when."""
    code = told(world, alone=False)
    erase(world.hq, code)
    bring(world)
    done = world.laptop.read("sync", str(world.stick()))
    assert "It is still in 1 sealed file, which nobody can open here and which goes 2" in done, "with the day"
    assert len(outbox_of(world.laptop)) == 1
    round_trip(world)
    assert states(world.hq, code)["sealed"] == "waiting"
    for machine in (world.laptop, world.hq):
        machine.clock.ahead_ms += 31 * DAY_MS
    assert states(world.hq, code)["sealed"] == "overdue"
    world.laptop.screen(NOTHING_SHOWN)
    round_trip(world)
    sync(world)
    assert len(outbox_of(world.laptop)) == 1  # the newest alone
    assert states(world.hq, code)["sealed"] == "done"


def test_what_a_laptop_sends_of_it_later_is_erased_as_it_comes(world: World) -> None:
    """A revision, or an event with a text, that was on its way: received, with its receipt, and not kept."""
    code = told(world)
    record = world.laptop.open().records.get(code).id
    erase(world.hq, code)
    world.laptop.open().records.add_event(record, "correction", world.laptop.clock.now(), {"text": MARKER, "by": "x"})
    world.laptop.hand_over(world.stick(), "--because", "a test")
    (fate,) = world.bring()
    assert (fate["what"], fate["receipt"] is not None) == ("new", True)
    assert not readable_at(world.hq)
    digest = world.hq.open().check()
    assert world.hq.open().rebuild() == digest


def test_another_laptop_cannot_have_a_report_erased_by_taking_its_id(world: World) -> None:
    """An order is about the interview of one laptop: what another one sends under that id, first or later, stays."""
    world.enrol_second()
    honest, thief = Sender(world, world.laptop), Sender(world, world.second)
    thief.send(interview(world, "K7M4QX"))
    code = world.hq.do("inbox").data["rows"][0]["code"]
    erase(world.hq, code)
    honest.send(interview(world, "K7M4QX"))
    shown = world.hq.open().inbox.revisions(world.hq.open().inbox.get(code).id)
    assert {(row.device, row.readable) for row in shown} == {
        (world.second.device, False),
        (world.laptop.device, True),
    }


def test_a_withdrawal_becomes_an_order_that_waits_for_a_decision(world: World) -> None:
    """Withdrawn of everything: shut at once, listed, and erased when headquarters decides so."""
    code = told(world)
    world.laptop.do("consent", "withdraw", code, "--yes")
    round_trip(world)
    found = states(world.hq, code)
    assert (found["headquarters"], found["laptop"]) == ("waiting", "waiting")
    sync(world)
    world.laptop.screen(NOTHING_SHOWN)
    round_trip(world)
    assert states(world.hq, code)["laptop"] == "done"
    world.hq.clock.ahead_ms += 31 * DAY_MS
    assert states(world.hq, code)["headquarters"] == "overdue"
    assert readable_at(world.hq)
    erase(world.hq, code)
    assert not readable_at(world.hq)
    assert {one["order"] for one in world.hq.do("hq", "orders", code).data["orders"]} == {"erase", "withdraw"}
    assert states(world.hq, code)["headquarters"] == "done"


def test_a_copy_that_is_kept_on_purpose_is_shut(world: World) -> None:
    """`--refuse-copy headquarters`: the order goes out, the copy here is given out to nobody."""
    code = told(world)
    erase(world.hq, code, "--refuse-copy", "headquarters")
    assert readable_at(world.hq)
    assert f"{MARKER} as an answer" not in world.hq.read("show", code)
    assert MARKER not in world.hq.read("inbox")
    revealed = world.hq.do("show", code, "--reveal", "--purpose", "a test")
    assert MARKER not in revealed.out + revealed.err
    assert states(world.hq, code)["headquarters"] == "kept"
    assert world.hq.do("hq", "erase", code, "--reason", "x", "--refuse-copy", "laptop", "--yes").status == 2


def test_headquarters_deletes_the_erased_from_the_sticks_it_imports(world: World) -> None:
    """A bundle that holds an erased interview goes from a stick at the next import, its receipt stays; others stay."""
    code = world.laptop.screen(TYPED)
    ended = world.laptop.hand_over(world.stick(), "--because", "a test")
    world.laptop.screen(NOTHING_SHOWN)
    other = world.laptop.hand_over(world.stick())
    bring(world)
    erase(world.hq, code)
    done = bring(world)
    assert done.data["removed"] == 1
    assert (ended.exists(), other.exists()) == (False, True)
    done = sync(world)
    assert len(done.data["receipts"]) == 2
    assert outbox_of(world.laptop) == [other.name]


def test_a_served_mailbox_keeps_what_was_answered_for_two_weeks(world: World) -> None:
    """HQ keeps the manifest's facts and hashes, not the file: it goes from a served mailbox after its days."""
    world.laptop.screen(NOTHING_SHOWN)
    file = world.laptop.hand_over(world.stick())
    (world.stick() / "served").touch()
    bring(world)
    world.hq.clock.ahead_ms += (SERVED_DAYS - 1) * DAY_MS
    assert (bring(world).data["removed"], file.exists()) == (0, True)
    world.hq.clock.ahead_ms += 2 * DAY_MS
    assert (bring(world).data["removed"], file.exists()) == (1, False)
    assert len(sync(world).data["receipts"]) == 1


def test_a_stick_keeps_what_was_answered_however_old_it_is(world: World) -> None:
    """It is the laptop's to clear, which alone knows whether it holds the receipt; headquarters deletes nothing."""
    world.laptop.screen(NOTHING_SHOWN)
    file = world.laptop.hand_over(world.stick())
    bring(world)
    world.hq.clock.ahead_ms += 2 * SERVED_DAYS * DAY_MS
    assert (bring(world).data["removed"], file.exists()) == (0, True)


def backed_up(world: World) -> tuple[str, Path]:
    """An interview, then a backup; return the code and the file."""
    code = told(world)
    file = world.path("old.fkbak")
    assert world.hq.do("hq", "backup", "-o", str(file)).status == 0
    return code, file


def restored(world: World, file: Path, *words: str, home: str = "again") -> tuple[Machine, Said]:
    world.hq.close()
    machine = Machine(world.path(home), world.hq.passphrases, world.hq.clock)
    return machine, machine.unlock_and("hq", "restore", str(file), *words)


def test_a_backup_restored_where_the_store_was_applies_its_orders_first(world: World) -> None:
    """Backup, erase, the disk breaks, restore: the orders beside the store are applied before anything is given out."""
    code, file = backed_up(world)
    assert readable_at(world.hq)
    erase(world.hq, code)
    world.hq.close()
    shutil.rmtree(world.hq.files)
    done = world.hq.unlock_and("hq", "restore", str(file))
    assert (done.status, done.warnings, done.data["unsure"]) == (0, [], False)
    assert not readable_at(world.hq)
    digest = world.hq.open().check()
    assert world.hq.open().rebuild() == digest
    found = world.hq.do("hq", "orders", code).data["orders"][0]
    assert (found["n"], found["order"]) == (1, "erase")
    assert states(world.hq, code)["backups"] == "waiting"
    world.hq.clock.ahead_ms += 91 * DAY_MS
    assert states(world.hq, code)["backups"] == "overdue"
    assert world.hq.do("hq", "orders", code, "--done", "backups", "--note", "deleted").status == 0
    assert states(world.hq, code)["backups"] == "done"


@pytest.mark.parametrize("where", ["file", "mailbox"])
def test_a_backup_restored_elsewhere_takes_the_orders_it_is_given(world: World, where: str) -> None:
    """`--orders`: the file that lay beside the lost store, or a mailbox that headquarters imported from."""
    code, file = backed_up(world)
    erase(world.hq, code)
    bring(world)
    place = file_beside(world.hq.home) if where == "file" else world.stick()
    machine, done = restored(world, file, "--orders", str(place))
    assert (done.status, done.data["unsure"]) == (0, False)
    assert not readable_at(machine)
    machine.close()


def test_without_its_orders_a_restored_headquarters_gives_nothing_out(world: World) -> None:
    """The list with codes and urgency is there; answers and identity are not, until a mailbox brought the orders."""
    code, file = backed_up(world)
    erase(world.hq, code)
    bring(world)
    machine, done = restored(world, file)
    assert (done.status, done.data["unsure"], len(done.warnings)) == (0, True, 1)
    assert not file_beside(machine.home).exists()
    (row,) = machine.do("inbox").data["rows"]
    assert row["code"] == code.replace("-", "")
    assert {row["result"], row["child"], row["post"]} == {None}
    shown = machine.read("inbox")
    assert "orders" in shown.splitlines()[0]
    assert ("(not shown yet)" in shown, "(erased)" in shown) == (True, False)
    for words in (("show", code), ("show", code, "--reveal", "--purpose", "x"), ("consent", "show", code)):
        refused = machine.do(*words)
        assert (refused.status, refused.envelope["error"]["code"]) == (247, "FK-956")
        assert MARKER not in refused.out + refused.err
    assert machine.do("hq", "orders").data["unsure"]
    machine.close()
    assert machine.open().orders.unsure  # also after another unlock
    assert machine.do("hq", "import", str(world.stick())).status == 0
    assert not machine.open().orders.unsure
    assert not readable_at(machine)
    assert "(erased)" in machine.read("inbox")
    assert machine.do("show", code).status == 0
    machine.close()


def test_a_person_may_say_that_nothing_was_ordered(world: World) -> None:
    """The files are lost with the office: somebody says how they know, and that is in the journal."""
    code, file = backed_up(world)
    machine, _ = restored(world, file)
    assert machine.do("hq", "orders", "--none").status != 0
    assert machine.do("hq", "orders", "--none", "--reason", "the paper list has none").status == 0
    assert machine.do("show", code).status == 0
    entry = machine.open().journal.last("orders.sure")
    assert entry is not None
    assert entry.body["by"] == "person"
    machine.close()


def test_a_forged_or_foreign_file_of_orders_is_refused(world: World) -> None:
    """A changed byte, another store's file, and nothing at all: refused, and nothing is restored by it."""
    code, file = backed_up(world)
    erase(world.hq, code)
    good = file_beside(world.hq.home).read_bytes()
    bad = world.path("bad.fko")
    bad.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    machine, done = restored(world, file, "--orders", str(bad))
    assert (done.status, done.envelope["error"]["code"]) == (248, "FK-957")
    assert not machine.files.exists()
    assert restored(world, file, "--orders", str(world.path("nowhere")))[1].status != 0
    assert world.hq.do("hq", "orders", "--take", str(bad)).status == 248


def test_a_store_folder_put_back_by_hand_is_brought_up_to_date_at_unlock(world: World) -> None:
    """The file beside the store knows more than the folder: its orders are applied before anything is shown."""
    code = told(world)
    world.hq.close()
    shutil.copytree(world.hq.files, world.path("yesterday"))
    erase(world.hq, code)
    world.hq.close()
    shutil.rmtree(world.hq.files)
    shutil.copytree(world.path("yesterday"), world.hq.files)
    assert not readable_at(world.hq)


def test_a_restored_laptop_hears_its_orders_again(world: World) -> None:
    """From the file beside its store at once; elsewhere from the next word, because headquarters says it for a year."""
    code = world.laptop.screen(TYPED)
    backup = world.path("laptop.fkbak")
    assert world.laptop.do("backup", "-o", str(backup)).status == 0
    round_trip(world)
    erase(world.hq, code)
    bring(world)
    sync(world)
    round_trip(world)
    world.laptop.close()
    for home in ("laptop", "laptop-elsewhere"):
        machine = Machine(world.path(home), world.laptop.passphrases)
        if home == "laptop":
            shutil.rmtree(machine.files)
        assert machine.unlock_and("restore", str(backup)).status == 0
        if home != "laptop":
            assert readable_at(machine)
            bring(world)
            done = machine.do("sync", str(world.stick()))
            assert len(done.data["orders"]) == 1
        assert not readable_at(machine)
        machine.close()


def test_an_interview_made_at_headquarters_ends_there(world: World) -> None:
    """No laptop has it: only headquarters, and its backups."""
    code = told(world)
    store = world.hq.open()
    assert store.orders.list() == ()
    found = states_of_made(world)
    assert found == {"headquarters": "done"}
    assert code


def states_of_made(world: World) -> dict[str, str]:
    """Make an interview at headquarters by the store itself, erase it, and return its copies."""
    from tests.store.scene import content, stub

    store, now = world.hq.open(), world.hq.clock.now()
    one = stub(1, now)
    start = DraftStart(str(one["id"]), str(one["form"]), "1", str(one["form_hash"]), str(one["code"]), "en", now, {})
    store.drafts.start(start)
    store.drafts.finish(str(one["id"]), one, content(MARKER))
    erase(world.hq, str(one["code"]))
    assert store.inbox.read(store.inbox.get(str(one["code"])), "x") is None
    return states(world.hq, str(one["code"]))


def test_the_list_and_the_page_for_the_file(world: World) -> None:
    """`hq orders` counts what is done, waits and is overdue; `-o` writes a page; an import says what is overdue."""
    code = told(world)
    assert "Nothing was ordered" in world.hq.read("hq", "orders")
    assert world.hq.do("hq", "orders", code).envelope["error"]["code"] == "FK-958"
    erase(world.hq, code)
    again = world.hq.do("hq", "erase", code, "--reason", "x", "--yes")
    assert again.envelope["error"]["code"] == "FK-959"
    page = world.path("page.txt")
    assert world.hq.do("hq", "orders", code, "-o", str(page)).status == 0
    text = page.read_text(encoding="utf-8")
    assert tell_code(code) in text
    assert "laptop: waiting until" in text
    assert max(map(len, text.splitlines())) <= 100
    assert world.hq.do("hq", "orders", "-o", str(world.path("all.txt"))).status == 0
    listed = world.hq.read("hq", "orders")
    assert "erased" in listed
    world.hq.clock.ahead_ms += 100 * DAY_MS
    assert "3 copies under orders to erase are overdue" in world.hq.read("hq", "import", str(world.stick()))
    assert "OVERDUE since" in world.hq.read("hq", "orders", code)
    assert world.hq.do("hq", "orders", code, "--done", "moon", "--note", "x").status == 2
    assert world.hq.do("hq", "orders", code, "--done", "mailboxes").status != 0


def test_an_erasure_is_confirmed_and_has_a_reason(world: World) -> None:
    """Without a reason, or without the code typed once more, nothing is erased."""
    code = told(world)
    assert world.hq.do("hq", "erase", code, "--yes").status != 0
    assert world.hq.do("hq", "erase", code, "--reason", "x").envelope["error"]["code"] == "FK-722"
    assert readable_at(world.hq)


def test_old_files_leave_the_quarantine_only_where_the_policy_says_so(world: World) -> None:
    """Nothing is thrown away by itself; `retention.quarantine` lets it age."""
    world.second.screen(NOTHING_SHOWN)
    world.second.hand_over(world.stick())
    bring(world)
    assert len(world.hq.do("hq", "quarantine").data["quarantine"]) == 1
    shutil.rmtree(world.stick())
    world.hq.clock.ahead_ms += 400 * DAY_MS
    bring(world)
    assert len(world.hq.do("hq", "quarantine").data["quarantine"]) == 1
    assert world.hq.do("hq", "policy", "set", "retention.quarantine", "90").status == 0
    assert "taken out of quarantine" in world.hq.read("hq", "import", str(world.stick()))
    assert world.hq.do("hq", "quarantine").data["quarantine"] == []


def test_a_damaged_file_of_orders_beside_the_store_is_written_anew(world: World) -> None:
    """The store knows its orders itself: a file that was cut is replaced at the next unlock."""
    code = told(world)
    erase(world.hq, code)
    world.hq.close()
    file_beside(world.hq.home).write_bytes(b"junk")
    store = world.hq.open()
    found = orders_in(store._core, store.settings, file_beside(world.hq.home).read_bytes())
    assert [one.order.n for one in found] == [1]
    world.laptop.close()
    file_beside(world.laptop.home).write_bytes(b"junk")
    assert world.laptop.open().heard_orders.applied() == ()


def test_a_crash_before_the_sealed_file_is_dropped_is_finished_by_the_next_sync(world: World) -> None:
    """The order is committed, the file is still there: it goes the next time."""
    code = told(world)
    erase(world.hq, code)
    bring(world)
    store, now = world.laptop.open(), world.laptop.clock.now()
    orders = [one.order for one in world.hq.open().orders.all()]
    assert len(store.heard_orders.carry_out(orders, now, 30)) == 1
    world.laptop.close()
    assert len(outbox_of(world.laptop)) == 1
    assert sync(world).data["orders"] == []
    assert outbox_of(world.laptop) == []


def test_orders_about_what_is_not_here_change_nothing(world: World) -> None:
    """A laptop passes over interviews that it never had."""
    store = world.laptop.open()
    head = store.journal.head()
    order = Order("erase", "0f0e0d0c-1111-4222-8333-444455556666", 1, 5)
    assert store.heard_orders.carry_out([order], world.laptop.clock.now(), 30) == ()
    assert store.journal.head() == head


def test_some_purposes_withdrawn_are_no_order_and_a_withdrawal_that_comes_first_is(world: World) -> None:
    """Everything withdrawn ends an interview, also one that headquarters has not seen yet; statistics alone do not."""
    code = told(world)
    world.laptop.do("consent", "withdraw", code, "--of", "statistics", "--yes")
    round_trip(world)
    assert world.hq.do("hq", "orders").data["orders"] == []
    other = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.do("consent", "withdraw", other, "--yes")
    round_trip(world)
    (order,) = world.hq.do("hq", "orders").data["orders"]
    assert (order["order"], order["code"]) == ("withdraw", None)
    found = world.hq.do("hq", "orders", order["record"][:13])
    assert found.data["orders"][0]["record"] == order["record"]
    assert world.hq.do("hq", "orders", "0000").status == 249


def test_a_mailbox_whose_orders_cannot_be_read_or_written_is_said(world: World) -> None:
    """Junk in the place of the orders, or a folder: the import goes on, and says it."""
    code = told(world)
    place = world.stick() / "down" / "orders.fko"
    place.write_bytes(b"junk")
    done = world.hq.do("hq", "import", str(world.stick()))
    assert any("orders.fko" in one for one in done.warnings)
    assert orders_in(world.hq.open()._core, world.hq.open().settings, place.read_bytes()) == ()
    place.unlink()
    place.mkdir()
    done = world.hq.do("hq", "import", str(world.stick()))
    assert done.status == 0
    assert any("receipts wait" in one for one in done.warnings)
    assert code


def test_another_bundle_under_the_name_of_an_erased_one_is_not_deleted(world: World) -> None:
    """HQ deletes exactly what it imported and answered."""
    code = world.laptop.screen(TYPED)
    file = world.laptop.hand_over(world.stick(), "--because", "a test")
    bring(world)
    erase(world.hq, code)
    desk = Desk(world.hq.open().orders, world.hq.env())
    receipt = world.hq.open().intake.receipts(world.laptop.device)[0]
    answered = Answered(world.laptop.device, file.name, receipt)
    for data in (b"junk", file.read_bytes()[:-1]):
        whole = file.read_bytes()
        file.write_bytes(data)
        assert let_go(Mailbox(world.stick()), desk, [answered], [receipt.number], 0, 1) == 0
        file.write_bytes(whole)
    assert let_go(Mailbox(world.stick()), desk, [answered], [], 0, 1) == 0
    assert let_go(Mailbox(world.stick()), desk, [answered], [receipt.number], 0, 1) == 1
    assert not desk.carried_by("00" * 32, world.laptop.device)


def test_an_unfinished_revision_at_headquarters_goes_with_its_interview(world: World) -> None:
    """What was made at headquarters may be under revision there when it is erased."""
    from tests.store.scene import content, stub

    store, now = world.hq.open(), world.hq.clock.now()
    one = stub(1, now)
    record, code = str(one["id"]), str(one["code"])
    form = (str(one["form"]), "1", str(one["form_hash"]), code, "en", now)
    store.drafts.start(DraftStart(record, *form, {}))
    store.drafts.finish(record, one, content(MARKER))
    base = store.records.revision_base(record).base
    extra: dict[str, Json] = {"revises": {"rev": 1, "base": base, "reason": "a slip"}}
    store.drafts.start(DraftStart(record, *form, extra))
    erase(world.hq, code)
    assert store.drafts.list() == ()
    assert not readable_at(world.hq)
