"""What an enrolled laptop in the wrong hands can send, and what that cannot do. Every bundle here is validly signed."""

import hashlib
import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fieldkit.crypto import canonical
from fieldkit.result import Json
from tests.flow import forging
from tests.flow.test_bad_places import fill, moved
from tests.flow.world import HOUR_MS, Machine, World

URGENT: dict[str, Json] = {"label": "possible_trafficking", "urgent": True, "suspicion": True}
HARMLESS: dict[str, Json] = {"label": "elements_not_shown", "urgent": False, "suspicion": False}
HUGE = 2**53 - 1


@dataclass(slots=True)
class Sender:
    """A laptop's key in somebody's hands: it signs whatever it is told, in the right order unless told otherwise."""

    world: World
    machine: Machine
    seq: int = 0
    prev: str = "0" * 64
    fates: list[Mapping[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def send(self, *records: Mapping[str, Json], **changes: object) -> str:
        """Sign a bundle of these lines, carry it to headquarters and import it; return its fate."""
        following: dict[str, object] = {"seq": self.seq + 1, "prev": self.prev} | changes
        written = forging.drafted(self.machine, records=list(records), **following)
        if not changes:
            self.seq, self.prev = self.seq + 1, written.manifest_hash
        stick = self.world.stick(f"stick {uuid.uuid4().hex[:8]}")
        forging.put(stick, self.machine, written.name, written.data)
        done = self.world.hq.do("hq", "import", str(stick))
        assert done.status == 0, done.err
        (fate,) = done.data["folders"][str(stick)]
        self.fates.append(fate)
        self.warnings = done.warnings
        return str(fate["what"])


@pytest.fixture
def sender(world: World) -> Sender:
    """The enrolled laptop."""
    return Sender(world, world.laptop)


@pytest.fixture
def stranger(world: World) -> Sender:
    """Another enrolled laptop, not the one whose interviews are attacked."""
    world.enrol_second()
    return Sender(world, world.second)


def moment(world: World, hours: float = 0, **changes: Json) -> dict[str, Json]:
    utc_ms = world.hq.clock.now().utc_ms + int(hours * HOUR_MS)
    mono_ms = 36_000_000 + int(hours * HOUR_MS)
    return {"utc_ms": utc_ms, "offset_min": 120, "mono_ms": mono_ms, "boot": "b", **changes}


def interview(
    world: World, code: str, result: Mapping[str, Json] = URGENT, rev: int = 1, **stub: Json
) -> dict[str, Any]:
    """Return the line of an invented interview whose clock began an hour ago."""
    now, began = moment(world), moment(world, -1)
    id_ = str(uuid.uuid5(uuid.NAMESPACE_DNS, code).hex)
    id_ = f"{id_[:8]}-{id_[8:12]}-4{id_[13:16]}-8{id_[17:20]}-{id_[20:]}"
    plain: dict[str, Json] = {
        "id": id_, "code": code, "form": "border_quick_screen", "version": "1", "form_hash": "ab" * 32, "rev": rev,
        "base": None, "state": "finished", "class": "case", "started": began, "finished": now, "clock_start": began,
    }  # fmt: skip
    told: dict[str, Json] = {"elements": {}, "age": "adult", "touched": [], "reasons": [], "looks_like": None}
    content: dict[str, Json] = {
        "language": "en", "use": "practice", "answers": {"note": f"note of {code}, revision {rev}"},
        "result": {**told, **result}, "profile": {"post": "Test post", "child": "no", "day": "2026-11-22"},
        "interviewer": "person 1",
    }  # fmt: skip
    return {"t": "rec", "id": id_, "stub": {**plain, **stub}, "content": content}


def told_by_voice(world: World, about: Mapping[str, Any], at: Json = None) -> dict[str, Json]:
    when = moment(world) if at is None else at
    return {"t": "event", "id": about["id"], "kind": "report_made", "at": when, "by": "voice", "to": "duty"}


def rows(world: World, *words: str) -> list[dict[str, Any]]:
    return list(world.hq.do("inbox", *words).data["rows"])


def rebuilt(world: World) -> bool:
    """Tell whether the tables are what the journal gives."""
    return bool(world.hq.open().digest() == world.hq.do("store", "rebuild").data["projections_sha256"])


@pytest.mark.parametrize("at", [HUGE, -1, "x", None])
def test_a_time_that_cannot_be_is_refused_as_one_bundle(world: World, sender: Sender, at: Json) -> None:
    """A signed report from the year 285,000 puts its own bundle aside; the inbox goes on working for everybody."""
    good = interview(world, "AAAAAA")
    assert sender.send(good) == "new"
    bad = interview(world, "BBBBBB")
    assert sender.send(bad, told_by_voice(world, bad, at={**moment(world), "utc_ms": at})) == "quarantined"
    assert sender.fates[-1]["quarantine"] == "malformed"
    assert "AAA-AAA" in world.hq.read("inbox")
    assert [row["code"] for row in rows(world)] == ["AAAAAA"]
    assert "malformed" in world.hq.read("hq", "quarantine")
    assert rebuilt(world)


@pytest.mark.parametrize("name", ["started", "finished", "clock_start"])
@pytest.mark.parametrize("utc_ms", [0, 7_258_118_399_999])
def test_the_farthest_times_that_are_taken_can_be_shown(world: World, sender: Sender, name: str, utc_ms: int) -> None:
    """1970 and 2199 are wrong, but they are days: shown, sorted, and marked as a suspect clock."""
    stub: dict[str, Any] = {name: moment(world, utc_ms=utc_ms)}
    line = interview(world, "AAAAAA", **stub)
    assert sender.send(line, told_by_voice(world, line, at=moment(world, utc_ms=utc_ms))) == "new"
    for words in (("inbox",), ("show", "AAAAAA"), ("hq", "devices"), ("hq", "ack", "AAAAAA"), ("hq", "quarantine")):
        assert world.hq.read(*words)
    assert rows(world)[0]["clock"]["suspect"] is True


def test_text_of_a_laptop_cannot_steer_the_terminal_or_flood_it(world: World, sender: Sender) -> None:
    """Escapes in a signed line never reach the screen, and a long answer is cut with a word about it."""
    line = interview(world, "AAAAAA")
    line["content"]["answers"]["note"] = "\x1b[2Jwiped" + "x" * 9_000
    line["content"]["profile"]["post"] = "\x1b]0;title\x07post" + "y" * 9_000
    event = told_by_voice(world, line) | {"to": "\x1b[31mred" + "z" * 9_000}
    reason = {**event, "kind": "packed_unsettled", "because": "\x1b[2J" + "w" * 9_000}
    identity: dict[str, Json] = {
        "t": "identity",
        "id": line["id"],
        "identity": {"name_to_use": "\x1b[2J" + "v" * 9_000},
    }
    assert sender.send(line, event, reason, identity) == "new"
    show = world.hq.read("show", "AAAAAA", "--reveal", "--purpose", "test")
    for said in (show, world.hq.read("inbox"), world.hq.read("hq", "devices"), world.hq.read("hq", "quarantine")):
        assert "\x1b" not in said
        assert "\x07" not in said
        assert max(map(len, said.splitlines())) < 2_200
    assert "more characters" in show
    assert max(map(len, world.hq.read("inbox").splitlines())) < 300


def test_what_a_laptop_says_of_the_talk_is_shown_or_put_aside(world: World, sender: Sender) -> None:
    """An audit that `show` could not tell puts its bundle aside; a note's key cannot write lines of its own."""
    line = interview(world, "AAAAAA")
    line["content"]["audit"] = {"rows": "abc", "after": [1, 2, 3]}
    assert sender.send(line) == "quarantined"
    line = interview(world, "BBBBBB")
    line["content"]["notes"] = {"x\nResult: none": {"text": "a\nResult: none", "doubt": False}}
    assert sender.send(line) == "new"
    assert not [told for told in world.hq.read("show", "BBBBBB").splitlines() if told.startswith("Result: none")]


def test_an_answer_that_is_none_is_refused(world: World, sender: Sender) -> None:
    """An answer of no known shape puts its bundle aside: `show` never meets one."""
    line = interview(world, "AAAAAA")
    line["content"]["answers"]["note"] = {"date": "someday"}
    assert sender.send(line) == "quarantined"


def test_another_laptop_cannot_touch_an_interview_that_is_not_its_own(
    world: World, sender: Sender, stranger: Sender
) -> None:
    """A report, a revision and an identity from a laptop that did not send the interview are kept, said, and change
    nothing: not the clock, not the result, not the urgency, not the identity."""
    line = interview(world, "AAAAAA")
    real: dict[str, Json] = {"t": "identity", "id": line["id"], "identity": {"name_to_use": "the real name"}}
    sender.send(line, real)
    (before,) = rows(world)
    false: dict[str, Json] = {"t": "identity", "id": line["id"], "identity": {"name_to_use": "a false name"}}
    harmless = interview(world, "AAAAAA", HARMLESS, rev=9, clock_start=None)
    assert stranger.send(told_by_voice(world, line), false, harmless) == "new"
    assert stranger.fates[-1]["foreign"] == 3
    assert any("3 lines about interviews of another laptop" in warning for warning in stranger.warnings)

    by_standing = {row["standing"]: row for row in rows(world)}
    assert before == by_standing["confirmed"] | {"clock": before["clock"]}
    assert by_standing["confirmed"]["clock"]["state"] == before["clock"]["state"]
    assert by_standing["foreign"]["result"] == "elements_not_shown"
    assert [row["standing"] for row in rows(world)] == ["confirmed", "foreign"]
    show = world.hq.read("show", "AAAAAA", "--reveal", "--purpose", "test")
    assert "possible trafficking" in show
    assert ("the real name" in show, "a false name" in show) == (True, False)
    assert show.count(f"! unconfirmed, changes nothing: laptop {stranger.machine.device[:10]} sent") == 3
    assert rebuilt(world)


def test_what_is_unconfirmed_can_be_looked_at_by_itself(world: World, sender: Sender, stranger: Sender) -> None:
    """`show CODE:d-1234` and `show CODE:REVISION` name a laptop or a revision; the code alone means the confirmed."""
    line = interview(world, "AAAAAA")
    sender.send(line)
    stranger.send(interview(world, "AAAAAA", HARMLESS, rev=2))
    device = stranger.machine.device
    assert "possible trafficking" in world.hq.read("show", "AAA-AAA")
    assert "another laptop sent an interview of this id first" in world.hq.read("show", f"AAA-AAA:{device[:8]}")
    (foreign,) = (row for row in rows(world) if row["standing"] == "foreign")
    assert "another laptop sent" in world.hq.read("show", f"{line['id']}:{foreign['revision'][:8]}")


def test_an_urgent_report_is_never_hidden_by_a_laptop_that_took_its_id_first(
    world: World, sender: Sender, stranger: Sender
) -> None:
    """Whoever sends an id first owns it; the true interview still stands on top, urgent and unconfirmed."""
    stranger.send(interview(world, "AAAAAA", HARMLESS, clock_start=None))
    sender.send(interview(world, "AAAAAA"))
    first, _ = rows(world)
    assert (first["device"], first["urgent"], first["standing"]) == (sender.machine.device, True, "foreign")


def test_a_fork_never_overrides_what_is_confirmed(world: World, sender: Sender) -> None:
    """A second bundle of the same number is a row of its own: the confirmed report stays urgent and its clock runs."""
    line = interview(world, "AAAAAA")
    sender.send(line)
    (before,) = rows(world)
    harmless = interview(world, "AAAAAA", HARMLESS, rev=9, clock_start=None)
    assert sender.send(harmless, told_by_voice(world, line), seq=1, prev="0" * 64) == "unconfirmed"
    first, second = rows(world)
    assert (before["revision"], True, before["clock"]["state"]) == (
        first["revision"],
        first["urgent"],
        first["clock"]["state"],
    )
    assert (second["standing"], second["unconfirmed"], second["result"]) == ("fork", True, "elements_not_shown")
    assert sender.send(interview(world, "AAAAAA", HARMLESS, rev=2, clock_start=None)) == "new"
    assert {row["standing"]: row["rev"] for row in rows(world)} == {"confirmed": 2, "fork": 9}
    assert rebuilt(world)


def test_an_urgent_fork_is_shown_on_top(world: World, sender: Sender) -> None:
    """A fork may be the true one: its urgency shows at once, beside what is confirmed."""
    sender.send(interview(world, "AAAAAA", HARMLESS, clock_start=None))
    sender.send(interview(world, "AAAAAA", rev=2), seq=1, prev="0" * 64)
    assert [(row["standing"], row["urgent"]) for row in rows(world)] == [("fork", True), ("confirmed", False)]


def test_a_line_of_a_fork_counts_once_it_comes_confirmed(world: World, sender: Sender) -> None:
    """The same revision in a confirmed bundle is confirmed; the fork's copy is no row any more."""
    sender.send(interview(world, "BBBBBB"))
    line = interview(world, "AAAAAA")
    sender.send(line, seq=1, prev="0" * 64)
    sender.send(line)
    assert {row["code"]: row["standing"] for row in rows(world)} == {"AAAAAA": "confirmed", "BBBBBB": "confirmed"}
    assert rebuilt(world)


def test_an_urgent_revision_after_an_acknowledgement_asks_again(world: World, sender: Sender) -> None:
    """Acknowledged and read is a revision, not a code: an urgent one that comes later stands on top until seen to."""
    sender.send(interview(world, "AAAAAA", HARMLESS, clock_start=None), interview(world, "BBBBBB", HARMLESS))
    world.hq.do("hq", "ack", "AAAAAA")
    world.hq.read("show", "AAAAAA")
    assert [row["code"] for row in rows(world, "--waiting")] == ["BBBBBB"]
    sender.send(interview(world, "AAAAAA", rev=2))
    for words in ((), ("--waiting",), ("--new",)):
        first = rows(world, *words)[0]
        assert (first["code"], first["acknowledged_ms"]) == ("AAAAAA", None), words
    assert first["clock"]["state"] == "received, not yet seen"
    assert "of this revision nobody yet; of revision 1: Focal Person" in world.hq.read("inbox")
    assert "revision 1 was acknowledged by Focal Person" in world.hq.read("show", "AAAAAA")
    assert world.hq.do("hq", "ack", "AAAAAA").data["clock"] == "met"
    assert [row["code"] for row in rows(world, "--waiting")] == ["BBBBBB"]
    assert rebuilt(world)


def test_a_clock_that_was_met_stays_met_for_the_next_revision(world: World, sender: Sender) -> None:
    """The 24 hours were met by the first acknowledgement; the urgent revision asks again all the same."""
    sender.send(interview(world, "AAAAAA"))
    world.hq.do("hq", "ack", "AAAAAA")
    sender.send(interview(world, "AAAAAA", rev=2))
    (row,) = rows(world, "--waiting")
    assert (row["clock"]["state"], row["acknowledged_ms"]) == ("met", None)
    assert row["earlier_revision_acknowledged_ms"] is not None


def test_a_correction_that_is_not_urgent_asks_nobody_again(world: World, sender: Sender) -> None:
    """A typing mistake corrected after an acknowledgement does not put the interview back among those waiting."""
    first = interview(world, "AAAAAA")
    sender.send(first)
    world.hq.do("hq", "ack", "AAAAAA")
    base = hashlib.sha256(canonical.dumps(first)).hexdigest()
    sender.send(interview(world, "AAAAAA", HARMLESS, rev=2, base=base))
    assert rows(world, "--waiting") == []
    assert rows(world)[0]["acknowledged_ms"] is not None


def test_interviews_with_one_code_are_told_apart_by_their_ids(world: World, sender: Sender, stranger: Sender) -> None:
    """A laptop that takes another's code makes the code ambiguous; the message names both ids, and an id works."""
    line = interview(world, "AAAAAA")
    sender.send(line)
    other = interview(world, "BBBBBB")
    stranger.send({**other, "stub": {**other["stub"], "code": "AAAAAA"}})
    said = world.hq.do("show", "AAAAAA")
    assert (said.status != 0, line["id"][:13] in said.err, other["id"][:13] in said.err) == (True, True, True)
    assert world.hq.read("show", line["id"][:13])


def test_a_report_from_before_its_clock_is_said_to_be_suspect(world: World, sender: Sender) -> None:
    """A report by voice dated before the first sign, or tomorrow, meets no clock without a word about it."""
    for code, at in (("AAAAAA", -2.0), ("BBBBBB", 2.0)):
        line = interview(world, code)
        sender.send(line, told_by_voice(world, line, at=moment(world, at)))
    assert [row["clock"]["suspect"] for row in rows(world)] == [True, True]


def test_a_revocation_in_the_registry_is_honoured(world: World, sender: Sender, stranger: Sender) -> None:
    """From its number on a revoked laptop's bundles are put aside as revoked, in any epoch; earlier ones stay."""
    stranger.send(interview(world, "AAAAAA"))
    world.hq.open().devices.revoke(stranger.machine.device, 2, "stolen")
    assert stranger.send(interview(world, "BBBBBB")) == "quarantined"
    assert stranger.fates[-1]["quarantine"] == "revoked"
    assert stranger.send(interview(world, "CCCCCC"), epoch="e-" + "9" * 16, seq=1, prev="0" * 64) == "quarantined"
    assert sender.send(interview(world, "DDDDDD")) == "new"
    assert {row["code"] for row in rows(world)} == {"AAAAAA", "DDDDDD"}
    assert rebuilt(world)


def test_a_disk_full_of_junk_does_not_end_an_import(
    world: World, sender: Sender, small_disk: Callable[[str, str], Path]
) -> None:
    """A bad file for which there is no room is not kept, and said; the good ones behind it are imported."""
    sender.machine.open()
    hq = world.hq = moved(world.hq, small_disk("office", "16m"))
    hq.open()
    written = forging.drafted(sender.machine, records=[interview(world, "AAAAAA")], seq=1, prev="0" * 64)
    stick = world.stick()
    junk = stick / "up" / ("0" * 32)
    junk.mkdir(parents=True)
    (junk / ("0" * 16 + "-00000001.fkb")).write_bytes(b"j" * 4_000_000)
    forging.put(stick, sender.machine, written.name, written.data)
    fill(hq.home.parent, 2_000_000)
    done = hq.do("hq", "import", str(stick))
    fates = {fate["what"]: fate for fate in done.data["folders"][str(stick)]}
    assert sorted(fates) == ["new", "not kept"]
    assert any("not kept" in warning and "disk is full" in warning for warning in done.warnings)
    assert hq.do("hq", "quarantine").data["quarantine"] == []
    hq.close()


def test_a_stick_full_of_junk_hides_nothing_that_an_import_says(world: World, sender: Sender) -> None:
    """A hundred folders of files that are no bundles: one laptop's report stands in the table, a fork is said first."""
    written = [forging.drafted(sender.machine, records=[interview(world, c * 6)], seq=1, prev="0" * 64) for c in "AB"]
    stick = world.stick()
    for number, one in enumerate(written):
        forging.put(stick, sender.machine, one.name.replace(".fkb", f"-{'ab'[number] * 16}.fkb"), one.data)
    for number in range(100):
        junk = stick / "up" / f"{number:032x}"
        junk.mkdir(parents=True)
        for seq in (1, 2):
            (junk / f"{'0' * 16}-{seq:08d}.fkb").write_bytes(b"junk")
    done = world.hq.do("hq", "import", str(stick))
    assert sum(fate["what"] == "quarantined" for fate in done.data["folders"][str(stick)]) == 200
    assert "two laptops use this identity" in done.warnings[0]
    assert len(done.warnings) < 30
    assert any("180 more files were not imported" in warning for warning in done.warnings)
    table = world.hq.read("hq", "import", str(stick))
    assert sender.machine.device[:10] in table
    assert "truncated x2" in table
    assert len(table.splitlines()) < 60


def test_a_flood_of_wrong_dates_pushes_no_report_off_the_table(world: World, sender: Sender, stranger: Sender) -> None:
    """Urgent ones with an impossible clock stand behind those with a good one; how many do not fit is said."""
    long_ago = moment(world, utc_ms=1)
    wrong: dict[str, Any] = dict.fromkeys(("started", "finished", "clock_start"), long_ago)
    stranger.send(*(interview(world, f"F{number:05d}", **wrong) for number in range(60)))
    sender.send(interview(world, "AAAAAA"))
    assert rows(world)[0]["code"] == "AAAAAA"
    assert "! 11 more urgent ones do not fit here: --limit 61" in world.hq.read("inbox")


def test_no_bundle_can_stop_the_import_of_others(world: World, sender: Sender) -> None:
    """A bundle of one line thousands of times gets a receipt that says it once; the next ones are imported."""
    line = interview(world, "AAAAAA")
    line["content"]["answers"] |= {f"noise_{n}": os.urandom(5_000).hex() for n in range(10)}  # a bundle that is no bomb
    assert sender.send(line, *[told_by_voice(world, line)] * 19_000) == "new"
    assert sender.send(interview(world, "BBBBBB")) == "new"
    revisions = [interview(world, "CCCCCC", rev=rev) for rev in range(1, 1_001)]
    assert sender.send(*revisions) == "new"
    assert {row["code"]: row["rev"] for row in rows(world)} == {"AAAAAA": 1, "BBBBBB": 1, "CCCCCC": 1_000}
