"""Headquarters changes its recipients and its signing key; laptops learn it from the policy, whenever they come."""

import dataclasses
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands.hq_setup import hq_keys, newest_card
from fieldkit.crypto import seal
from fieldkit.sync.bundle.signers import Signers
from tests.flow.key_changes import Tool, codes, done, lines_by_age, publish, states, sync, what
from tests.flow.world import DAY_MS, NOTHING_SHOWN, SUSPICION, Machine, World


def rotate(world: World, what_changes: str, *words: str) -> None:
    done(world.hq.do("hq", "rotate", what_changes, *words))


def told(world: World) -> list[dict[str, str]]:
    """Return the rows of `hq recipient list` for the class of cases."""
    rows = world.hq.do("hq", "recipient", "list").data["recipients"]
    return [row for row in rows if row["class"] == "case"]


def sent(machine: Machine, stick: Path) -> tuple[str, Path]:
    """Screen, pack and hand over; return the code and the bundle on the stick."""
    code = machine.screen(NOTHING_SHOWN)
    return code, machine.hand_over(stick)


def recovery_of(world: World) -> str:
    return world.path("recovery.txt").read_text(encoding="utf-8").strip()


def test_the_former_identity_opens_the_old_and_the_new_one_the_new(world: World, tmp_path: Path, tool: Tool) -> None:
    """Bundles from before and after the change are both imported; each opens by the one identity that it was for."""
    before = hq_keys(world.hq.open()).identities["case"]
    old, old_file = sent(world.laptop, world.stick("old"))
    rotate(world, "recipients", "--class", "case")
    publish(world)
    sync(world.laptop, world.stick())
    new, new_file = sent(world.laptop, world.stick())
    assert what(world.bring(stick="old")) == ["new"]
    assert what(world.bring()) == ["replay", "new"]
    assert codes(world) == {old, new}
    after = hq_keys(world.hq.open()).identities["case"]
    opened = [lines_by_age(f, i, tmp_path, tool) is not None for f in (old_file, new_file) for i in (before, after)]
    assert opened == [True, False, False, True]
    others = hq_keys(world.hq.open()).former_identities
    assert [one.recipient_class for one in others] == ["case"]


def test_two_changes_while_a_laptop_is_away_lose_nothing(world: World) -> None:
    """A hundred and twenty days without a sync; meanwhile recipients change twice and the signing key once, and each
    time a policy is published. Then one stick, one sync, one import, one more sync: everything is received."""
    found = [sent(world.laptop, world.stick("in a drawer"))[0]]
    for day in (20, 115):
        world.hq.clock.ahead_ms = day * DAY_MS
        rotate(world, "recipients")
        if day > 100:
            rotate(world, "signing")
        publish(world, "office")
    for day in (60, 120):
        world.laptop.clock.ahead_ms = day * DAY_MS
        found.append(world.laptop.screen(SUSPICION if day > 100 else NOTHING_SHOWN))
        world.laptop.pack()
    found.append(world.laptop.screen(NOTHING_SHOWN))
    world.hq.clock.ahead_ms = 120 * DAY_MS

    first = sync(world.laptop, world.stick("office"))
    assert (first.warnings, len(first.data["handed_over"])) == ([], 3)
    world.laptop.hand_over(world.stick("office"))
    assert what(world.bring(stick="office")) == ["new"] * 4
    last = sync(world.laptop, world.stick("office"))
    assert (last.warnings, len(last.data["receipts"])) == ([], 4)
    assert (codes(world), set(states(world.laptop).values())) == (set(found), {"received by HQ"})
    assert what(world.bring(stick="in a drawer")) == ["replay"]
    assert world.laptop.do("status").data["interviews"] != []
    for machine in (world.hq, world.laptop):
        assert machine.open().check()


def test_readable_copies_wait_again_after_a_change_of_recipients(world: World) -> None:
    """Once a set of recipients is proven, answers leave at packing. Of another set they stay until its receipt."""
    sent(world.laptop, world.stick())
    world.bring()
    sync(world.laptop, world.stick())
    world.laptop.screen(NOTHING_SHOWN)
    assert world.laptop.do("pack").data["readable_copies_removed"] == 1
    rotate(world, "recipients")
    publish(world)
    sync(world.laptop, world.stick())
    code = world.laptop.screen(NOTHING_SHOWN)
    assert world.laptop.do("pack").data["readable_copies_removed"] == 0
    assert readable(world.laptop, code)
    sync(world.laptop, world.stick())
    world.bring()
    sync(world.laptop, world.stick())
    assert not readable(world.laptop, code)
    world.laptop.screen(NOTHING_SHOWN)
    assert world.laptop.do("pack").data["readable_copies_removed"] == 1


def readable(machine: Machine, code: str) -> bool:
    return {row["code"]: row["readable"] for row in machine.do("status").data["interviews"]}[code] is True


def test_receipts_say_which_identities_headquarters_holds(world: World) -> None:
    """The offline recovery identity is none of them: it proves nothing about headquarters."""
    sent(world.laptop, world.stick())
    world.bring()
    sync(world.laptop, world.stick())
    rows = world.laptop.open().connection.execute("SELECT recipients FROM receipts").fetchall()
    own = seal.key_id(hq_keys(world.hq.open()).recipients("case")[0])
    assert rows == [(f'["{own}"]',)]


def test_a_second_recipient_of_a_region_opens_with_age_alone(world: World, tmp_path: Path, tool: Tool) -> None:
    """From the card on that names them, until one that does not; their label stays at headquarters."""
    identity = seal.generate_identity()
    recipient = seal.recipient_of(identity)
    _, before = sent(world.laptop, world.stick())
    words = ("--recipient", recipient, "--class", "case", "--label", "Rusumo", "-o", str(world.path("new.card")))
    added = done(world.hq.do("hq", "recipient", "add", *words)).data
    assert b"Rusumo" not in world.path("new.card").read_bytes()
    assert ("Rusumo", added["id"]) in [(row["who"], row["id"]) for row in told(world)]
    publish(world)
    sync(world.laptop, world.stick())
    code, during = sent(world.laptop, world.stick())
    done(world.hq.do("hq", "recipient", "remove", added["id"]))
    publish(world)
    sync(world.laptop, world.stick())
    _, after = sent(world.laptop, world.stick())
    opened = [lines_by_age(file, identity, tmp_path, tool) for file in (before, during, after)]
    assert [text is not None for text in opened] == [False, True, False]
    assert opened[1] is not None
    assert f'"code":"{code}"' in opened[1]
    assert what(world.bring()) == ["new"] * 3


def test_the_office_and_its_recovery_identity_always_stay(world: World) -> None:
    """Neither can be taken away; nor somebody who is not there, or added who is, or made of no key or class."""
    own, recovery = (row["id"] for row in told(world))
    one = seal.recipient_of(seal.generate_identity())
    add = ("hq", "recipient", "add", "--label", "x", "--recipient")
    done(world.hq.do(*add, one))
    refused = [
        ("hq", "recipient", "remove", own),
        ("hq", "recipient", "remove", recovery),
        ("hq", "recipient", "remove", "k-" + "0" * 16),
        (*add, one),
        (*add, seal.recipient_of(recovery_of(world))),
        (*add, one, "--class", "cases"),
    ]
    assert {world.hq.do(*words).status for words in refused} == {errors.RecipientRefused.exit_status}
    assert world.hq.do(*add, "age1x").status == errors.BadKey.exit_status
    assert [row["id"] for row in told(world)] == [own, recovery, seal.key_id(one)]


def test_a_class_has_at_most_sixteen_recipients(world: World) -> None:
    """The card could not name more."""
    store = world.hq.open()
    keys = hq_keys(store)
    add = ("hq", "recipient", "add", "--label", "x", "--recipient")
    statuses = [world.hq.do(*add, seal.recipient_of(seal.generate_identity())).status for _ in range(15)]
    assert statuses == [0] * 14 + [errors.RecipientRefused.exit_status]
    card = newest_card(store)
    assert card is not None
    assert len(card.recipients["case"]) == len(keys.recipients("case")) + 14


def test_a_further_recipient_cannot_be_who_reads_concerns_about_the_office(world: World) -> None:
    """The second recipients of a concern are no recipients of the office; nothing is changed then."""
    one = seal.recipient_of(seal.generate_identity())
    done(world.hq.do("hq", "card", "-o", str(world.path("c.card")), "--concern-second", one))
    said = world.hq.do("hq", "recipient", "add", "--recipient", one, "--class", "concern", "--label", "x")
    assert said.status == errors.SignedDocumentInvalid.exit_status
    assert hq_keys(world.hq.open()).further == ()


def test_receipts_of_both_signing_keys_are_believed(world: World) -> None:
    """A laptop that has not taken the newer card leaves the receipt where it is; with the card it takes it, and one of
    the former key as well."""
    first, _ = sent(world.laptop, world.stick("a"))
    world.bring(stick="a")
    rotate(world, "signing", "-o", str(world.path("new.card")))
    second, _ = sent(world.laptop, world.stick("b"))
    assert "new" in what(world.bring(stick="b"))
    said = sync(world.laptop, world.stick("b"))
    assert any("is left aside" in warning for warning in said.warnings)
    assert states(world.laptop) == {first: "received by HQ", second: "handed over"}
    publish(world, "b")
    assert sync(world.laptop, world.stick("b")).warnings == []
    assert set(states(world.laptop).values()) == {"received by HQ"}
    third, _ = sent(world.laptop, world.stick("c"))
    world.bring(stick="c")
    sync(world.laptop, world.stick("c"))
    assert states(world.laptop)[third] == "received by HQ"


def test_a_former_signing_key_is_off_the_card_after_its_time(world: World) -> None:
    """The registry says until when; cards that are made later no longer list it. Only the newest signs cards."""
    rotate(world, "signing")
    world.hq.do("hq", "signers", "-o", str(world.path("signers")))
    registry = world.path("signers").read_text(encoding="utf-8").splitlines()
    assert ["valid-before" in line for line in registry[:2]] == [True, False]
    assert [line.startswith("hq ") for line in registry] == [True, True, False]
    listed = []
    for ahead in (399, 401):
        world.hq.clock.ahead_ms = ahead * DAY_MS
        done(world.hq.do("hq", "card", "-o", str(world.path("new.card"))))
        card = newest_card(world.hq.open())
        assert card is not None
        listed.append([line.namespaces for line in Signers.parse(card.signers).lines])
    assert listed == [
        [
            ("fieldkit-receipt@v1", "fieldkit-word@v1"),
            ("fieldkit-receipt@v1", "fieldkit-card@v1", "fieldkit-word@v1"),
        ],
        [("fieldkit-receipt@v1", "fieldkit-card@v1", "fieldkit-word@v1")],
    ]


def test_a_former_identity_opens_until_its_day_and_is_then_deleted(world: World, tmp_path: Path, tool: Tool) -> None:
    """What comes later is put aside for its wrong recipient; the recovery identity of that time still opens it."""
    _, file = sent(world.laptop, world.stick())
    rotate(world, "recipients", "--keep-days", "30")
    world.hq.clock.ahead_ms = 29 * DAY_MS
    assert world.hq.do("hq", "import", str(world.stick("empty"))).warnings == []
    world.hq.clock.ahead_ms = 31 * DAY_MS
    said = world.hq.do("hq", "import", str(world.stick()))
    assert what(said.data["folders"][str(world.stick())]) == ["quarantined: wrong-recipient"]
    assert len(hq_keys(world.hq.open()).former_identities) == 3
    world.hq.clock.ahead_ms = 61 * DAY_MS
    said = world.hq.do("hq", "import", str(world.stick()))
    assert any("3 former identities" in warning for warning in said.warnings)
    assert hq_keys(world.hq.open()).former_identities == ()
    assert lines_by_age(file, recovery_of(world), tmp_path, tool) is not None


def test_a_clock_that_is_ahead_for_a_while_ends_no_former_identity(world: World) -> None:
    """An import by a clock that is ten years ahead puts aside what it cannot open; once it is right all of it opens."""
    sent(world.laptop, world.stick())
    rotate(world, "recipients")
    world.hq.clock.ahead_ms = 3650 * DAY_MS
    assert [fate["what"] for fate in world.bring()] == ["quarantined"]
    world.hq.clock.ahead_ms = 0
    assert world.hq.do("hq", "import", str(world.stick("empty"))).warnings == []
    world.hq.clock.ahead_ms = 3661 * DAY_MS
    rotate(world, "signing")
    assert not any("deleted" in one for one in world.hq.do("hq", "import", str(world.stick("empty"))).warnings)
    world.hq.clock.ahead_ms = 0
    world.bring()
    assert len(world.hq.do("inbox").data["rows"]) == 1


def test_another_recovery_identity_is_proven_and_takes_over(world: World, tmp_path: Path, tool: Tool) -> None:
    """From the new card on it opens what laptops seal; the former paper opens what was sealed before, and is kept."""
    _, before = sent(world.laptop, world.stick())
    former, file = recovery_of(world), world.path("second recovery.txt")
    done(world.hq.do("hq", "recovery", "replace", "--recovery-file", str(file)))
    publish(world)
    sync(world.laptop, world.stick())
    _, after = sent(world.laptop, world.stick())
    new = file.read_text(encoding="utf-8").strip()
    opened = [lines_by_age(f, i, tmp_path, tool) is not None for f in (before, after) for i in (former, new)]
    assert opened == [True, False, False, True]
    listed = world.hq.do("hq", "recipient", "list").data["former_recovery"]
    assert listed == [{"id": seal.key_id(seal.recipient_of(former))}]
    assert what(world.bring()) == ["new", "new"]


def test_a_recovery_identity_that_was_not_given_back_changes_nothing(world: World) -> None:
    """Without proof that somebody has it on paper the former one stays."""
    assert world.hq.do("hq", "recovery", "replace").status != 0
    assert hq_keys(world.hq.open()).former_recovery == ()


def test_changed_keys_are_there_after_the_store_was_closed(world: World) -> None:
    """Everything that changed is in the encrypted store, and the store's check is content."""
    for words in (("recipients",), ("signing",), ("signing",)):
        rotate(world, *words)
    add = ("hq", "recipient", "add", "--label", "x", "--recipient", seal.recipient_of(seal.generate_identity()))
    done(world.hq.do(*add))
    done(world.hq.do("hq", "recovery", "replace", "--recovery-file", str(world.path("r"))))
    before = hq_keys(world.hq.open())
    world.hq.close()
    after = hq_keys(world.hq.open())
    assert (before.signing.seed, dataclasses.replace(before, signing=after.signing, policy_root=after.policy_root)) == (
        after.signing.seed,
        after,
    )
    assert world.hq.open().check()


def test_keys_change_before_there_is_a_card(world: World) -> None:
    """The first card then names the new ones."""
    passphrases = world.path("bare.passphrase")
    passphrases.write_text("invented bare passphrase\n", encoding="utf-8")
    passphrases.chmod(0o600)
    bare = Machine(world.path("bare"), passphrases)
    done(bare.unlock_and("hq", "init", "--name", "Bare", "--recovery-file", str(world.path("bare.recovery"))))
    assert done(bare.do("hq", "rotate", "recipients")).data["card"] is None
    bare.close()


@pytest.mark.parametrize("words", [("rotate", "recipients", "--class", "all"), ("rotate", "signing", "x")])
def test_what_does_not_fit_changes_no_key(world: World, words: tuple[str, ...]) -> None:
    """An unknown class or word is refused before anything is made."""
    before = hq_keys(world.hq.open())
    assert world.hq.do("hq", *words).status != 0
    assert hq_keys(world.hq.open()).identities == before.identities
