"""A concern from the laptop to whoever may read it: without a passphrase, without a draft, without a sender."""

import dataclasses
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fieldkit.commands.concerns_in import concerns_in
from fieldkit.commands.tips_here import hand_over_tips, tips_here
from fieldkit.crypto import seal
from fieldkit.result import Json
from fieldkit.sync.bundle.tip import open_tip
from fieldkit.sync.mailbox import Mailbox
from tests.flow.test_canary import MARKER, faces, found_under
from tests.flow.world import DAY_MS, Machine, Said, World, run

TOLD: dict[str, Json] = {
    "danger": "no",
    "giver": "helped",
    "what": ["bribe"],
    "role": "field_worker",
    "concerns_focal_point": "no",
    "own_words": f"{MARKER} as a concern",
    "wants_contact": "yes",
    "safe_contact": f"{MARKER} as a contact",
}
ABOUT_THE_OFFICE: dict[str, Json] = {**TOLD, "role": "focal_point", "concerns_focal_point": "yes"}
Tool = Callable[[str], str]


def answers(world: World, told: dict[str, Json]) -> str:
    file = world.path("concern.json")
    file.write_text(json.dumps(told), encoding="utf-8")
    return str(file)


def given(world: World, told: dict[str, Json] | None = None, *words: str, form: str = "staff_concern") -> Said:
    """Give a concern as a process of its own, with a passphrase file that opens nothing."""
    nothing = world.path("no-passphrase")
    nothing.write_text("not the passphrase of anything\n", encoding="utf-8")
    nothing.chmod(0o600)
    world.close()
    argv = ("concern", form, "--answers", answers(world, TOLD if told is None else told), *words)
    return run(world.laptop.home, *argv, passphrases=nothing)


def brought(world: World) -> Json:
    """Carry what lies on the laptop to headquarters."""
    assert world.laptop.do("sync", str(world.stick())).status == 0
    done = world.hq.do("hq", "import", str(world.stick()))
    assert done.status == 0, done.err
    found: Json = done.data["concerns"]
    return found


def with_second(world: World) -> str:
    """Give the laptop a card that names somebody outside the office; return their identity file."""
    identity = seal.generate_identity()
    file = world.path("second.identity")
    file.write_text(f"# invented\n{identity}\n", encoding="utf-8")
    card = world.path("hq2.card")
    said = world.hq.do("hq", "card", "-o", str(card), "--concern-second", seal.recipient_of(identity))
    assert said.status == 0, said.err
    take_card(world.laptop, card)
    return str(file)


def take_card(laptop: Machine, card: Path) -> None:
    laptop.open().settings.put("hq.card", card.read_bytes())
    shutil.copy(card, laptop.home / "hq.card")


# --- giving ---


def test_a_concern_needs_no_passphrase_and_reaches_headquarters_unauthenticated(world: World) -> None:
    """Somebody without a slot complains; headquarters reads it, with a purpose, and knows: nobody vouches for it."""
    assert given(world).status == 0
    assert brought(world) == {"new": 1, "sealed": 0, "refused": 0, "left": 0}
    assert world.hq.do("inbox").data["concerns_unread"] == 1
    assert world.hq.read("inbox").startswith("! 1 concern that nobody has read: fieldkit hq concerns")
    listed = world.hq.do("hq", "concerns").data
    assert [row["standing"] for row in listed["concerns"]] == ["none"]
    assert "unauthenticated" in world.hq.read("hq", "concerns")
    shown = world.hq.read("hq", "concerns", "show", listed["concerns"][0]["id"], "--purpose", "test")
    assert f"{MARKER} as a concern" in shown
    assert world.hq.do("inbox").data["concerns_unread"] == 0


def test_nothing_of_a_concern_is_ever_in_clear_on_the_laptop(world: World) -> None:
    """Neither in the data folder nor on the stick; what is printed holds none of it; no draft and no record is made."""
    said = given(world)
    assert world.laptop.do("sync", str(world.stick())).status == 0
    assert world.laptop.open().drafts.list() == ()
    assert world.laptop.open().records.list() == ()
    world.close()
    assert found_under(world.laptop.home, world.stick()) == []
    assert [face for face, form in faces(MARKER).items() if form in (said.out + said.err).encode()] == []
    (world.laptop.home / "probe").write_text(MARKER, encoding="utf-8")
    assert found_under(world.laptop.home) != []


def test_a_concern_is_never_a_draft(world: World) -> None:
    """`fieldkit screen` refuses the form, also where headquarters has approved it, and home does not offer it."""
    card = world.path("approving.card")
    world.hq.do("hq", "card", "-o", str(card), "--approve", "staff_concern:en", "--use", "pilot")
    take_card(world.laptop, card)
    done = world.laptop.do("screen", "staff_concern", "--answers", answers(world, TOLD))
    assert "FK-731" in done.out + done.err
    assert world.laptop.open().drafts.list() == ()


def test_files_tell_no_hour(world: World) -> None:
    """A waiting concern carries a constant time, and a name of chance alone."""
    given(world)
    (tip,) = tips_here(world.laptop.home)
    assert tip.path.stat().st_mtime == 315_532_800
    assert re.fullmatch("[0-9a-f]{32}.fkt", tip.path.name)


def test_straight_to_a_stick_nothing_stays_here(world: World) -> None:
    """With -o the file is on the stick at once and the laptop keeps no copy."""
    assert given(world, None, "-o", str(world.stick())).status == 0
    assert list(tips_here(world.laptop.home)) == []
    (tip,) = Mailbox(world.stick()).tips()
    folders = (tip.path.parent, tip.path.parent.parent)
    assert [path.stat().st_mtime for path in (tip.path, *folders)] == [315_532_800] * 3, "folders tell no hour either"
    assert given(world, None, "-o", str(world.path("nowhere"))).status == 85


def test_without_a_card_nothing_can_be_sealed(world: World) -> None:
    """A folder that no laptop was set up in says so."""
    nothing = world.path("no-passphrase")
    nothing.write_text("x\n", encoding="utf-8")
    done = run(world.path("empty"), "concern", "staff_concern", "--answers", answers(world, TOLD), passphrases=nothing)
    assert done.status != 0
    assert not world.path("empty").exists()
    other = run(
        world.laptop.home, "concern", "border_quick_screen", "--answers", answers(world, {}), passphrases=nothing
    )
    assert "FK" in other.out + other.err


def test_a_sitting_seals_by_the_stores_card(world: World) -> None:
    """While the store is open the copy in the folder counts for nothing."""
    (world.laptop.home / "hq.card").write_bytes(b"junk")
    assert world.laptop.do("concern", "staff_concern", "--answers", answers(world, TOLD)).status == 0
    assert brought(world) == {"new": 1, "sealed": 0, "refused": 0, "left": 0}


def test_a_swapped_public_card_is_noticed_at_the_next_unlock(world: World) -> None:
    """It is put right, and the person is warned."""
    copy = world.laptop.home / "hq.card"
    good = copy.read_bytes()
    other = World(world.root, world.hq, world.laptop, world.second)
    swapped = other.path("swapped.card")
    world.hq.do("hq", "card", "-o", str(swapped))
    shutil.copy(swapped, copy)
    said = world.laptop.unlock_and("status")
    assert "public card in the data folder was not headquarters' own" in said.err
    assert copy.read_bytes() == good
    copy.unlink()
    assert "public card" not in world.laptop.unlock_and("status").err
    assert copy.read_bytes() == good


# --- who may read ---


def test_about_the_focal_point_only_somebody_outside_can_read(world: World) -> None:
    """Headquarters keeps the file sealed, passes it on, and the second recipient opens it without a store."""
    identity = with_second(world)
    assert given(world, ABOUT_THE_OFFICE).status == 0
    assert brought(world) == {"new": 0, "sealed": 1, "refused": 0, "left": 0}
    assert world.hq.do("hq", "concerns").data["sealed"] == 1
    world.close()
    assert found_under(world.hq.home) == []
    out = world.stick("for-the-second")
    assert world.hq.do("hq", "concerns", "pass", str(out)).data == {"passed": 1}
    assert "0 not passed on yet" in world.hq.read("hq", "concerns")
    nowhere = Machine(world.path("outside"), world.hq.passphrases)
    said = nowhere._run(["hq", "concerns", "open", str(out), "--identity", identity, "--plain"], held=False)
    assert f"{MARKER} as a concern" in said.out
    (file,) = (parcel.path for parcel in Mailbox(out).tips())
    said = nowhere._run(["hq", "concerns", "open", str(file), "--identity", identity, "--plain"], held=False)
    assert f"{MARKER} as a concern" in said.out


def test_not_sure_or_no_answer_keeps_the_office_out_as_well(world: World) -> None:
    """Only a clear no lets the office read."""
    with_second(world)
    for told in ("unsure", {"nr": "dk"}, {"nr": "blank"}):
        assert given(world, {**TOLD, "concerns_focal_point": told}).status == 0
    assert given(world).status == 0
    assert brought(world) == {"new": 1, "sealed": 3, "refused": 0, "left": 0}


def test_the_number_of_recipients_does_not_tell_whom_it_is_about(world: World) -> None:
    """Every file has four stanzas."""
    with_second(world)
    given(world), given(world, ABOUT_THE_OFFICE)
    assert [tip.path.read_bytes().count(b"-> X25519 ") for tip in tips_here(world.laptop.home)] == [4, 4]


def test_a_second_recipient_of_the_office_itself_is_refused(world: World) -> None:
    """Headquarters cannot name its own key as the one outside; 'none' takes the outside one away again."""
    card = world.path("own.card")
    world.hq.do("hq", "card", "-o", str(card))
    own = json.loads(card.read_bytes().split(b"\n")[0])["recipients"]["concern"][0]["recipient"]
    assert world.hq.do("hq", "card", "-o", str(card), "--concern-second", own).status == 68
    with_second(world)
    assert world.hq.do("hq", "card").data["concern_second"] != []
    assert world.hq.do("hq", "card", "-o", str(card), "--concern-second", "none").data["concern_second"] == []


# --- at headquarters ---


def test_each_file_is_stored_once(world: World) -> None:
    """The laptop offers it for 90 days; headquarters takes it in once."""
    given(world)
    brought(world)
    assert brought(world) == {"new": 0, "sealed": 0, "refused": 0, "left": 0}
    assert world.hq.open().check() == world.hq.open().rebuild()


def test_reading_needs_a_purpose_and_is_in_the_journal(world: World) -> None:
    """No concern is looked at without a reason that stays."""
    given(world)
    brought(world)
    tip_id = world.hq.do("hq", "concerns").data["concerns"][0]["id"]
    assert world.hq.do("hq", "concerns", "show", tip_id).status != 0
    assert world.hq.do("hq", "concerns", "show", "t-000000000000", "--purpose", "test").status == 123
    world.hq.do("hq", "concerns", "show", tip_id, "--purpose", "to look into it")
    (entry,) = world.hq.open().journal.entries("tip.read")
    assert entry.body == {"id": tip_id, "purpose": "to look into it"}
    assert world.hq.open().check()


def test_junk_is_told_and_changes_nothing(world: World) -> None:
    """Noise under a good name, a bundle renamed, an empty file: each has its reason; the good one comes in."""
    given(world)
    world.laptop.do("sync", str(world.stick()))
    folder = world.stick() / "up" / "tips"
    for number, data in enumerate((b"", b"noise", b"age-encryption.org/v1\n-> X25519 x\nx\n--- x\n", bytes(90_000))):
        (folder / f"{number:032x}.fkt").write_bytes(data)
    (folder / "readme.txt").write_text("no concern", encoding="utf-8")
    done = world.hq.do("hq", "import", str(world.stick()))
    assert done.data["concerns"] == {"new": 1, "sealed": 0, "refused": 3, "left": 0}
    assert sum("no sealed concern" in warning for warning in done.warnings) == 3


def test_a_signed_concern_says_what_its_signature_is_worth(world: World) -> None:
    """Valid of an enrolled laptop; of another laptop, or by another key, it is no more than unsigned."""
    from fieldkit.commands.concerns_in import tip_desk
    from fieldkit.crypto.sign import SigningKey
    from fieldkit.workflows.tips import standing_of

    given(world)
    (here,) = tips_here(world.laptop.home)
    desk = tip_desk(world.hq.open(), world.hq.env())
    tip = open_tip(here.path.read_bytes(), desk.identities).tip
    own, other = world.laptop.open().identity, world.second.open().identity
    key, strange = SigningKey.from_seed(own.seed), SigningKey.from_seed(other.seed)
    found = {
        "valid": tip.signed(own.device, key),
        "unknown-device": tip.signed(other.device, strange),
        "invalid": tip.signed(own.device, strange),
        "none": tip,
    }
    assert {word: standing_of(one, desk.keys, desk.revoked) for word, one in found.items()} == {w: w for w in found}
    assert standing_of(found["valid"], desk.keys, {own.device}) == "revoked"
    changed = dataclasses.replace(found["valid"], answers={**tip.answers, "own_words": "put into somebody's mouth"})
    assert standing_of(changed, desk.keys, desk.revoked) == "invalid"


def test_asking_again_after_a_retaliation_report_is_due_once_it_was_read(world: World) -> None:
    """After 30 and 90 days, listed by the concern's id; what nobody has read fills no list but its own."""
    told: dict[str, Json] = {"happened": ["threat"], "own_words": MARKER, "concerns_focal_point": "no"}
    assert given(world, told, form="retaliation_report").status == 0
    brought(world)
    (found,) = concerns_in(world.hq.open(), "retaliation_report")
    assert world.hq.do("due", "--days", "100").data["rows"] == []
    world.hq.do("hq", "concerns", "show", found.id, "--purpose", "test")
    rows = world.hq.do("due", "--days", "100").data["rows"]
    asked = date.fromisoformat(found.made).toordinal()
    assert [(row["name"], date.fromisoformat(row["day"]).toordinal() - asked) for row in rows] == [
        ("check_30", 30),
        ("check_90", 90),
    ]
    assert f"{found.id}:check_30" in world.hq.read("due", "--days", "100")
    assert MARKER not in world.hq.read("due", "--days", "100")
    assert world.hq.do("due", "--done", f"{found.id}:check_30").status == 0
    assert [row["name"] for row in world.hq.do("due", "--days", "100").data["rows"]] == ["check_90"]
    assert world.hq.open().check() == world.hq.open().rebuild()
    assert [row["name"] for row in world.hq.do("due", "--days", "100").data["rows"]] == ["check_90"]
    assert concerns_in(world.hq.open(), "staff_concern") == ()


# --- the copy on the laptop ---


def test_the_sealed_copy_is_deleted_90_days_after_it_was_handed_over(world: World) -> None:
    """Until then each stick gets it again; then it goes here and there."""
    given(world)
    first, second = world.stick(), world.stick("another")
    world.laptop.do("sync", str(first))
    world.laptop.clock.ahead_ms = 89 * DAY_MS
    world.laptop.do("sync", str(second))
    assert [len(Mailbox(stick).tips()) for stick in (first, second)] == [1, 1]
    (tip,) = tips_here(world.laptop.home)
    assert tip.sent is not None
    hand_over_tips(world.laptop.home, Mailbox(second), date.fromordinal(tip.sent.toordinal() + 91))
    assert list(tips_here(world.laptop.home)) == []
    assert Mailbox(second).tips() == []


def test_whoever_hands_over_reads_nothing_about_concerns(world: World) -> None:
    """The colleague with the stick may be the one it is about: `sync` and `status` say nothing of it."""
    given(world)
    told = world.laptop.read("sync", str(world.stick())) + world.laptop.read("status")
    assert re.search("concern|tip|complain", told) is None


def test_stock_tools_open_a_concern(world: World, tool: Tool) -> None:
    """age, zstd and jq read it, by the very commands that docs/tip-format.md prints."""
    from tests.bundle import test_stock_tools

    for one in ("age", "zstd", "jq"):
        tool(one)
    identity = with_second(world)
    given(world, ABOUT_THE_OFFICE)
    (tip,) = tips_here(world.laptop.home)
    folder = world.stick("tools")
    shutil.copy(tip.path, folder / "concern.fkt")
    shutil.copy(identity, folder / "identity.txt")
    text = (Path(test_stock_tools.DOC).parent / "tip-format.md").read_text(encoding="utf-8")
    script = re.search(r"<!-- commands: tip -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert script is not None
    done = subprocess.run(
        [tool("bash"), "-c", "set -eo pipefail\n" + script[1]], cwd=folder, capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout)["own_words"] == f"{MARKER} as a concern"
