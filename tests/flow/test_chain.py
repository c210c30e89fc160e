"""From an interview to "received by HQ", by the commands that people type."""

import json
from pathlib import Path

import pytest

from fieldkit import errors
from tests.flow.world import NOTHING_SHOWN, SUSPICION, World, run


def test_an_interview_arrives_and_the_laptop_says_received_by_hq(world: World) -> None:
    """Screen, pack, sync; headquarters imports and acknowledges; the next sync says received by HQ, with the number."""
    laptop, hq, stick = world.laptop, world.hq, world.stick()
    code = laptop.screen()
    (bundle,) = laptop.pack()
    assert bundle["interviews"] == 1
    assert [bundle["name"]] == laptop.do("sync", str(stick)).data["handed_over"]
    assert laptop.do("status").data["interviews"][0]["state"] == "handed over"

    (fate,) = world.bring()
    assert (fate["what"], fate["new"], fate["urgent"]) == ("new", 1, 1)
    (row,) = hq.do("inbox").data["rows"]
    assert (code, "possible_trafficking", True) == (row["code"], row["result"], row["urgent"])
    assert hq.do("hq", "ack", code).data["clock"] == "met"

    (receipt,) = laptop.do("sync", str(stick)).data["receipts"]
    assert {"number": fate["receipt"], "outcome": "accepted", "interviews": 1} == receipt
    (kept,) = laptop.do("status").data["interviews"]
    assert ("received by HQ", fate["receipt"]) == (kept["state"], kept["receipt"])
    assert list((stick / "up").rglob("*.fkb")) == [], "a laptop takes its bundle off the stick after the receipt"


@pytest.mark.slow
def test_the_same_chain_as_processes_of_their_own(world: World) -> None:
    """Every command is a process that unlocks, works, and locks again."""
    stick, answers = world.stick(), world.path("answers.json")
    answers.write_text(json.dumps(SUSPICION), encoding="utf-8")

    def at(machine: str, *words: str) -> object:
        done = run(world.path(machine), *words, passphrases=world.path(f"{machine}.passphrase"))
        assert done.status == 0, done.err
        return done.data

    at("laptop", "screen", "--answers", str(answers))
    at("laptop", "pack")
    at("laptop", "sync", str(stick))
    at("hq", "hq", "import", str(stick))
    received = at("laptop", "sync", str(stick))
    assert isinstance(received, dict)
    assert [one["interviews"] for one in received["receipts"]] == [1]


def test_the_worker_reads_received_by_hq(world: World) -> None:
    """The line that a worker reads after the stick came back begins with "received by HQ"."""
    world.laptop.screen()
    world.laptop.hand_over(world.stick())
    world.bring()
    lines = world.laptop.read("sync", str(world.stick())).splitlines()
    assert lines[:1] == ["received by HQ R-000001-3: bundle 1, interviews: 1"]


def test_importing_a_stick_again_changes_nothing(world: World) -> None:
    """A second import of the same stick is a replay: nothing new, the same receipt, the same inbox."""
    world.laptop.screen()
    world.laptop.hand_over(world.stick())
    (first,) = world.bring()
    before = world.hq.open().digest()
    (second,) = world.bring()
    assert ("replay", 0, 1, first["receipt"]) == (
        second["what"],
        second["new"],
        second["duplicate"],
        second["receipt"],
    )
    assert before == world.hq.open().digest()


def test_an_import_goes_on_after_a_bad_stick(world: World) -> None:
    """A folder that is not there and one full of junk do not keep the good stick from being imported."""
    world.laptop.screen()
    world.laptop.hand_over(world.stick("good"))
    junk = _junk(world.stick("junk"))
    folders = [str(world.path("gone")), str(junk), str(world.stick("good"))]
    done = world.hq.do("hq", "import", *folders)
    assert done.status == 0
    assert [one["what"] for one in done.data["folders"][folders[2]]] == ["new"]
    assert any("gone" in warning for warning in done.warnings)


def _junk(stick: Path) -> Path:
    """A stick as people have them: photos, autorun, names near ours, a bundle name with rubbish inside."""
    device = stick / "up" / ("ab" * 16)
    device.mkdir(parents=True)
    (stick / "autorun.inf").write_text("[autorun]\nopen=evil.exe\n", encoding="utf-8")
    (stick / "photo.jpg").write_bytes(b"\xff\xd8\xff" * 999)
    (device / "0123456789abcdef-00000001.fkb").write_bytes(b"not a bundle at all" * 99)
    (device / "0123456789abcdef-00000002.fkb").write_bytes(b"")
    (device / "0123456789ABCDEF-00000003.fkb").write_bytes(b"wrong case")
    (device / "0123456789abcdef-00000004.fkb").mkdir()
    (device / "0123456789abcdef-00000005.fkb").symlink_to("/dev/zero")
    (device / "0123456789abcdef-00000006.fkb.part").write_bytes(b"half")
    (stick / "up" / "not-a-device").mkdir()
    return stick


def test_only_missing_folders_is_an_error_of_its_own(world: World) -> None:
    """When none of the folders is there the exit status says so."""
    done = world.hq.do("hq", "import", str(world.path("gone")), str(world.path("gone too")))
    assert errors.MailboxMissing.exit_status == done.status
    assert len(done.warnings) == 2


def test_one_bad_stick_among_several_never_reads_as_an_empty_one(world: World) -> None:
    """A stick that carries nothing is said to carry nothing."""
    assert "No bundle was found." in world.hq.read("hq", "import", str(world.stick("empty")))


def test_receipts_go_to_the_stick_each_bundle_came_from(world: World) -> None:
    """Several sticks in one import: each laptop finds its receipt on its own stick, and one table tells of all."""
    world.enrol_second()
    world.laptop.screen()
    world.laptop.hand_over(world.stick("first"))
    world.second.screen(NOTHING_SHOWN)
    world.second.hand_over(world.stick("second"))
    folders = [str(world.stick(name)) for name in ("first", "second")]
    told = world.hq.read("hq", "import", *folders).splitlines()
    head = ["folder", "device", "new", "known", "missing", "put aside", "urgent", "safe to remove"]
    expected = [
        ["first", world.laptop.device[:10], "1", "0", "none", "none", "1", "yes"],
        ["second", world.second.device[:10], "1", "0", "none", "none", "0", "yes"],
    ]
    assert [head, *expected] == [line.split("\t") for line in told[:3]]
    assert "! 1 urgent: fieldkit inbox" in told
    for machine, folder in zip((world.laptop, world.second), folders, strict=True):
        assert [one["interviews"] for one in machine.do("sync", folder).data["receipts"]] == [1]


IDENTITY_WORDS = ("Invented Person", "+250 700 000 002")


def test_json_carries_no_identity_no_free_text_and_no_answer(world: World) -> None:
    """`inbox --json` and `show --json` leave out what is flagged identifying, sensitive or free text."""
    code = world.laptop.screen(voice_to="free text of a worker")
    _no_answers_in(world.laptop.do("show", code).out)
    world.laptop.hand_over(world.stick())
    world.bring()
    for words in (("inbox",), ("show", code), ("show", code, "--reveal", "--purpose", "a test")):
        _no_answers_in(world.hq.do(*words).out)


def _no_answers_in(text: str) -> None:
    found = [word for word in (*IDENTITY_WORDS, "free text of", "watched", "papers_held", "answers") if word in text]
    assert found == []


def test_identity_stays_hidden_until_it_is_revealed_with_a_purpose(world: World) -> None:
    """`show` says that identity is kept apart; --reveal without --purpose is refused; with one it is shown."""
    code = world.laptop.screen()
    world.laptop.hand_over(world.stick())
    world.bring()
    shown = world.hq.read("show", code)
    assert [word for word in IDENTITY_WORDS if word in shown] == []
    assert "--reveal --purpose WHY" in shown
    assert errors.ReasonMissing.exit_status == world.hq.do("show", code, "--reveal").status
    assert errors.ReasonMissing.exit_status == world.hq.do("show", code, "--reveal", "--purpose", " ").status
    revealed = world.hq.read("show", code, "--reveal", "--purpose", "referral")
    assert list(IDENTITY_WORDS) == [word for word in IDENTITY_WORDS if word in revealed]


def test_every_look_is_in_the_journal(world: World) -> None:
    """Each `show` and each reveal appends an entry with its purpose, at headquarters and on the laptop."""
    code = world.laptop.screen()
    world.laptop.do("show", code)
    assert _looks(world, "laptop") == [("record.read", "show")]
    world.laptop.hand_over(world.stick())
    world.bring()
    world.hq.do("show", code)
    world.hq.do("show", code, "--purpose", "phone call")
    world.hq.do("show", code, "--reveal", "--purpose", "referral")
    expected = [
        ("record.read", "show"),
        ("record.read", "phone call"),
        ("record.read", "referral"),
        ("identity.revealed", "referral"),
    ]
    assert expected == _looks(world, "hq")


def _looks(world: World, machine: str) -> list[tuple[str, str]]:
    store = world.hq.open() if machine == "hq" else world.laptop.open()
    sql = "SELECT kind, header FROM entries WHERE kind IN ('record.read', 'identity.revealed') ORDER BY n"
    rows = store.connection.execute(sql).fetchall()
    return [(kind, json.loads(header)["body"]["purpose"]) for kind, header in rows]


def test_the_inbox_can_show_only_what_is_new_to_me(world: World) -> None:
    """`inbox --new` leaves out what I have opened; `--waiting` what somebody acknowledged."""
    first, second = world.laptop.screen(), world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    world.hq.do("show", first)
    world.hq.do("hq", "ack", second)
    assert [second] == [row["code"] for row in world.hq.do("inbox", "--new").data["rows"]]
    assert [first] == [row["code"] for row in world.hq.do("inbox", "--waiting").data["rows"]]


def test_an_open_suspicion_is_never_pushed_off_the_table_by_newer_interviews(world: World) -> None:
    """However many rows are asked for, reports whose clock runs come before interviews without suspicion."""
    waiting = world.laptop.screen(told_by_voice="no", can_leave="yes", pressure=["threat"], others_there="no")
    world.laptop.hand_over(world.stick(), "--because", "test")
    for _ in range(3):
        world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.bring()
    (row,) = world.hq.do("inbox", "--limit", "1").data["rows"]
    assert (waiting, False) == (row["code"], row["urgent"])
