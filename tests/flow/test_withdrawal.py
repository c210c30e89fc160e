"""Consent is taken back: on the laptop, at headquarters, and on the way between. Everybody here is invented."""

import io
from typing import Any

import pytest

from fieldkit import cli, errors
from fieldkit.ui.terminal import LineTerminal
from tests.flow import forging
from tests.flow.test_hostile_device import Sender, interview, moment, rows
from tests.flow.world import SUSPICION, Machine, World

SHUT = "nothing that was said is shown"


def withdraw(machine: Machine, code: str, *words: str) -> Any:
    done = machine.do("consent", "withdraw", code, *words, "--yes")
    assert done.status == 0, done.err
    return done.data


def where(world: World) -> str:
    """Return how far the word of it has come, as `status` tells it."""
    (line,) = (line for line in world.laptop.read("status").splitlines() if "withdrawn" in line)
    return line.split("withdrawn: ", 1)[1].split("\t")[0]


def round_trip(world: World, *words: str) -> None:
    world.laptop.hand_over(world.stick(), *words)
    world.bring()
    assert world.laptop.do("sync", str(world.stick())).status == 0


@pytest.fixture
def sender(world: World) -> Sender:
    """The enrolled laptop, when its key signs what it is told."""
    return Sender(world, world.laptop)


def test_a_withdrawal_reaches_headquarters_and_the_laptop_learns_it(world: World) -> None:
    """Also when only ciphertext is left: waits to be packed, packed, told to HQ, applied at HQ with the receipt."""
    code = world.laptop.screen()
    round_trip(world)
    withdraw(world.laptop, code, "--by", "guardian")
    states = [where(world)]
    world.laptop.pack()
    states.append(where(world))
    world.laptop.do("sync", str(world.stick()))
    states.append(where(world))
    world.bring()
    world.laptop.do("sync", str(world.stick()))
    states.append(where(world))
    assert states[:3] == ["waits to be packed", "packed", "told to HQ"]
    assert states[3].startswith("applied at HQ (R-")
    shown = world.hq.read("show", code)
    assert SHUT in shown
    assert "consent withdrawn, by a guardian" in shown


def test_headquarters_shows_no_answer_no_result_and_no_identity(world: World) -> None:
    """`show` says when and by whom, `--reveal` is refused, the table marks it and counts it apart."""
    code = world.laptop.screen()
    other = world.laptop.screen()
    round_trip(world)
    assert "Answers" in world.hq.read("show", code)
    withdraw(world.laptop, code)
    round_trip(world)
    shown = world.hq.read("show", code)
    assert "Answers" not in shown
    assert "Result" not in shown
    refused = world.hq.do("show", code, "--reveal", "--purpose", "call back")
    assert refused.status == errors.ConsentWithdrawn.exit_status
    assert "Answers" in world.hq.read("show", other)
    table = world.hq.read("inbox")
    assert "1 of them with consent withdrawn" in table
    found = {row["code"]: row for row in rows(world)}
    assert [found[code][name] for name in ("result", "child", "post", "day")] == [None] * 4
    assert (found[code]["urgent"], found[code]["withdrawn"]["everything"]) == (True, True)
    assert found[other]["withdrawn"] is None
    assert [row["urgent"] for row in rows(world)] == [True, True]


def test_what_was_not_packed_never_leaves(world: World) -> None:
    """The next bundle carries the withdrawal alone; headquarters never gets the interview."""
    code = world.laptop.screen()
    withdraw(world.laptop, code)
    shown = world.laptop.read("show", code)
    assert SHUT in shown
    assert "waits to be packed" in shown
    assert "Answers" not in shown
    assert world.laptop.do("show", code, "--reveal", "--purpose", "x").status == errors.ConsentWithdrawn.exit_status
    (bundle,) = world.laptop.pack()
    assert bundle["interviews"] == 0
    world.laptop.do("sync", str(world.stick()))
    world.bring()
    assert rows(world) == []
    world.laptop.do("sync", str(world.stick()))
    assert where(world).startswith("applied at HQ")


def test_an_unfinished_interview_is_deleted(world: World) -> None:
    """Like one that is given up, with consent as the reason; nobody need be its owner."""
    world.laptop.screened(None, age="not an age")
    (draft,) = world.laptop.do("drafts").data["drafts"]
    assert world.laptop.do("consent", "withdraw", draft["code"]).status == errors.NotConfirmed.exit_status
    part = world.laptop.do("consent", "withdraw", draft["code"], "--of", "research", "--yes")
    assert part.status == errors.PurposesStillOpen.exit_status
    assert withdraw(world.laptop, draft["code"])["state"] == "deleted"
    entry = world.laptop.open().journal.last("draft.discarded")
    assert entry is not None
    assert entry.body["reason"] == "consent withdrawn"
    assert world.laptop.do("drafts").data["drafts"] == []


def test_single_purposes_leave_the_answers_with_a_line(world: World) -> None:
    """What is left of the consent goes on; both sides say what does not."""
    code = world.laptop.screen()
    withdraw(world.laptop, code, "--of", "statistics, research")
    assert "Answers" in world.laptop.read("show", code)
    assert "withdrawn for referral" not in world.laptop.read("status")
    round_trip(world)
    shown = world.hq.read("show", code)
    assert "consent withdrawn for: statistics, research" in shown
    assert "Answers" in shown
    assert world.hq.read("show", code, "--reveal", "--purpose", "call back")
    assert "consent withdrawn" not in world.hq.read("inbox")
    record = rows(world)[0]["id"]
    assert world.hq.open().inbox.withdrawn(record) == {"statistics", "research"}


def test_a_withdrawal_twice_is_said_and_sent_once(world: World) -> None:
    """The second one tells where the first one is."""
    code = world.laptop.screen()
    withdraw(world.laptop, code)
    again = world.laptop.do("consent", "withdraw", code)  # nothing is asked for a second time
    assert again.status == 0
    assert "waits to be packed" in world.laptop.read("consent", "withdraw", code)
    assert len(world.laptop.open().records.pending()) == 1


def test_a_script_confirms_with_yes(world: World) -> None:
    """Without a terminal nobody can type the code: --yes, or nothing is changed."""
    code = world.laptop.screen()
    done = world.laptop.do("consent", "withdraw", code)
    assert done.status == errors.NotConfirmed.exit_status
    assert "--yes" in done.err
    assert "Answers" in world.laptop.read("show", code)


@pytest.mark.parametrize(("typed", "status"), [("{code}", 0), ("", 18), ("ABC-DEF", 18)])
def test_a_person_types_the_code_once_more(
    world: World, typed: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal the code is asked for again; anything else leaves it as it is."""
    import dataclasses

    code = world.laptop.screen()
    terminal = LineTerminal(stdin=io.StringIO(typed.format(code=code.lower()) + "\n"), stderr=io.StringIO())
    terminal.interactive = True
    env = dataclasses.replace(world.laptop.env(), held=world.laptop.open(), terminal=terminal)
    assert cli.main(["consent", "withdraw", code], env=env) == status
    assert ("Answers" in world.laptop.read("show", code)) == (status != 0)


def test_bad_words_are_refused_before_anything_is_changed(world: World) -> None:
    """An unknown code, an ambiguous one, purposes and people that are none: each has its own error."""
    code = world.laptop.screen()
    usage = 2
    for words, status in (
        (("ZZZ-ZZZ",), errors.RecordUnknown.exit_status),
        ((code, "--of", "everything"), usage),
        ((code, "--of", ","), usage),
        ((code, "--by", "the neighbour"), usage),
    ):
        assert world.laptop.do("consent", "withdraw", *words, "--yes").status == status
    store = world.laptop.open()
    (row,) = store.records.list()
    store.connection.execute("UPDATE records SET id = 'x' || id")
    store.connection.execute(
        "INSERT INTO records SELECT substr(id, 2), n, code, form, class, 1, 1, 1, 1, stub FROM records"
    )
    assert world.laptop.do("consent", "withdraw", code, "--yes").status == errors.RecordAmbiguous.exit_status
    assert row.withdrawn is None
    assert world.hq.do("consent", "withdraw", code, "--yes").status == errors.RecordUnknown.exit_status


# --- what others can send ----------------------------------------------------------------------------------------


def taken_back(world: World, about: Any, **changes: Any) -> dict[str, Any]:
    plain = {"t": "event", "id": about["id"], "kind": "consent_withdrawn", "at": moment(world), "purposes": []}
    return {**plain, "by": "person", **changes}


def test_another_laptops_withdrawal_stands_beside_and_changes_nothing(world: World, sender: Sender) -> None:
    """It is told as unconfirmed; the interview is shown as before."""
    line = interview(world, "AAAAAA")
    sender.send(line)
    world.enrol_second()
    stranger = Sender(world, world.second)
    assert stranger.send(taken_back(world, line)) == "new"
    shown = world.hq.read("show", "AAAAAA")
    assert SHUT not in shown
    assert f"unconfirmed, changes nothing: laptop {world.second.device[:10]} sent consent withdrawn" in shown
    assert rows(world)[0]["withdrawn"] is None


def test_a_withdrawal_in_a_fork_waits_for_one_in_order(world: World, sender: Sender) -> None:
    """Two laptops with one identity: neither takes back what the other may have asked."""
    line = interview(world, "AAAAAA")
    sender.send(line)
    assert sender.send(taken_back(world, line), seq=1, prev="0" * 64) == "unconfirmed"
    assert SHUT not in world.hq.read("show", "AAAAAA")
    assert sender.send(taken_back(world, line)) == "new"
    assert SHUT in world.hq.read("show", "AAAAAA")


def test_a_withdrawal_that_overtakes_its_interview_holds(world: World, sender: Sender) -> None:
    """A lost stick brings the interview later: it is never shown."""
    line = interview(world, "AAAAAA")
    late = forging.drafted(world.laptop, records=[line], seq=1, prev="0" * 64)
    assert sender.send(taken_back(world, line), seq=2, prev=late.manifest_hash) == "new"
    forging.put(world.stick("found"), world.laptop, late.name, late.data)
    assert world.bring(stick="found")[0]["what"] == "new"
    assert SHUT in world.hq.read("show", "AAAAAA")
    assert rows(world)[0]["result"] is None


# --- the record of consent ---------------------------------------------------------------------------------------


CONSENT = {
    "given": "yes", "explained_by": "me", "language": "en", "mode": "oral", "by": "person", "interpreter": "none",
    "purposes": {"screening": "yes", "referral": "yes", "statistics": "no", "research": "not asked"},
    "text": "a_form 1 0123456789abcdef",
    "at": {"utc_ms": 1_795_341_600_000, "offset_min": 120, "mono_ms": 1, "boot": "b"},
}  # fmt: skip


def test_the_record_of_consent_can_be_seen(world: World, sender: Sender) -> None:
    """Who explained it, how, in which language and wording, and for what."""
    line = interview(world, "AAAAAA")
    line["content"]["consent"] = CONSENT
    sender.send(line)
    shown = world.hq.read("consent", "show", "AAAAAA")
    text = "text that was read: a_form 1 0123456789abcdef"
    for words in ("agreed to talk: yes", "explained by: me", "how: oral", text):
        assert words in shown
    assert "for: referral: yes, research: not asked, screening: yes, statistics: no" in shown
    assert "interpreter: none" in shown
    assert "guardian" not in shown
    assert world.hq.do("consent", "show", "AAAAAA").data == {"code": "AAAAAA", "recorded": True, "withdrawn": None}
    sender.send(taken_back(world, line))
    shown = world.hq.read("consent", "show", "AAAAAA")
    assert "consent withdrawn, by the person" in shown
    assert "explained by" not in shown


def test_where_the_record_of_consent_is_not_it_says_where_it_is(world: World) -> None:
    """On a laptop after packing, in an unfinished interview, and where a form asks for none."""
    code = world.laptop.screen()
    assert "agreed to talk: yes" in world.laptop.read("consent", "show", code)
    refused = world.laptop.screen({**SUSPICION, "consent": "no", "observe": "no"})
    assert "No record of consent was made" in world.laptop.read("consent", "show", refused)
    round_trip(world)
    assert "can no longer be read here; it is with the interview: received by HQ" in world.laptop.read(
        "consent", "show", code
    )
    world.laptop.screened(SUSPICION, age="not an age")
    (draft,) = world.laptop.do("drafts").data["drafts"]
    assert "is not finished" in world.laptop.read("consent", "show", draft["code"])
    assert world.laptop.do("consent", "show", "ZZZ-ZZZ").status == errors.RecordUnknown.exit_status
