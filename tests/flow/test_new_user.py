"""What a new user ran into: each of these once ended badly."""

import json
import shutil
from pathlib import Path

from fieldkit.errors import DraftUnknown, FormFollows, NoCardMade, UnwritablePlace, WrongApproval
from tests.flow.world import NOT_TOLD, NOTHING_SHOWN, SUSPICION, World, _machine, fingerprint_of


def test_the_identity_page_is_not_an_interview_of_its_own(world: World) -> None:
    """Names are written down only at the end of a screening, where they are kept apart."""
    for form in ("identity_contact", "after_result"):
        assert world.laptop._run(["screen", form], held=True).status == FormFollows.exit_status


def test_a_mistyped_code_of_an_unfinished_interview_is_named(world: World) -> None:
    """A code that no unfinished interview has is an error with its own words."""
    assert world.laptop._run(["screen", "--resume", "ZZZZZZ"], held=True).status == DraftUnknown.exit_status
    words = ["drafts", "--discard", "ZZZZZZ", "--reason", "x"]
    assert world.laptop._run(words, held=True).status == DraftUnknown.exit_status


def test_a_laptop_is_not_set_up_where_its_request_cannot_be_written(world: World) -> None:
    """When device.request cannot be written there, nothing at all is made."""
    home = world.path("fresh")
    card, nowhere = str(world.path("hq.card")), str(world.path("nowhere") / "device.request")
    said = world.laptop.copied(home)
    said.close()
    shutil.rmtree(home)
    done = said._run(["init", "--hq", card, "--fingerprint", "0" * 24, "-o", nowhere], held=False)
    assert (done.status, home.exists()) == (UnwritablePlace.exit_status, False)


def test_a_lost_request_can_be_written_again(world: World) -> None:
    """`fieldkit request` writes the laptop's request anew, for the same laptop."""
    again = world.path("again.request")
    assert world.laptop.do("request", "-o", str(again)).data["device"] == world.laptop.device
    assert again.is_file()


def test_an_untold_suspicion_ends_with_the_phone_to_call(world: World) -> None:
    """The last lines of an interview that somebody must be told of name the duty phone and the next command."""
    answers = world.path("again.json")
    answers.write_text(json.dumps({**SUSPICION, **NOT_TOLD}), encoding="utf-8")
    said = world.laptop.read("screen", "--answers", str(answers))
    assert "! Call the duty phone +250 700 000 000 now" in said
    assert "fieldkit report-made" in said


def test_one_damaged_sealed_file_keeps_no_later_bundle_back(world: World) -> None:
    """A sealed file that rotted on the laptop is named; the other bundles are handed over all the same."""
    world.laptop.screen(NOTHING_SHOWN)
    first = world.laptop.pack()[0]["name"]
    world.laptop.screen(NOTHING_SHOWN)
    second = world.laptop.pack()[0]["name"]
    (world.laptop.files / "outbox" / first).write_bytes(b"rotten")
    done = world.laptop.do("sync", str(world.stick()))
    assert done.data["handed_over"] == [second]
    assert any(first in warning for warning in done.warnings)


def test_texts_that_nobody_reviewed_are_not_approved_for_the_field(world: World) -> None:
    """Approval for field use is refused while a language of the form is unreviewed."""
    words = ["hq", "card", "-o", str(world.path("c")), "--approve", "border_quick_screen:en", "--use", "field"]
    assert world.hq._run(words, held=True).status == WrongApproval.exit_status


def test_the_fingerprint_stays_on_the_screen_when_every_form_is_approved(world: World) -> None:
    """It is read out while the other side types: forms that are approved alike share a line."""
    said = world.hq.read("hq", "card", "-o", str(world.path("all.card")), "--approve", "all:en,fr")
    approved = [line for line in said.splitlines() if line.startswith("Approved for")]
    assert len(approved) < 4
    assert "incident_report" in approved[-1]
    assert len(said.splitlines()) < 12


def test_the_cards_fingerprint_can_be_shown_again(world: World) -> None:
    """Weeks later headquarters shows the last card's groups without making a new card."""
    made = world.hq.do("hq", "card", "-o", str(world.path("new.card")))
    assert world.hq.do("hq", "card").data["fingerprint"] == made.data["fingerprint"]


def test_approvals_are_kept_from_card_to_card_until_withdrawn(world: World) -> None:
    """A further approval adds to the earlier ones; --withdraw takes a form's back."""
    card = str(world.path("new.card"))
    before = {a["form"] for a in world.hq.do("hq", "card").data["approvals"]}
    world.hq.do("hq", "card", "-o", card, "--approve", "border_quick_screen:rw")
    after = [(a["form"], a["language"]) for a in world.hq.do("hq", "card").data["approvals"]]
    assert {form for form, _ in after} == before
    assert ("border_quick_screen", "rw") in after
    assert ("border_quick_screen", "en") in after
    world.hq.do("hq", "card", "-o", card, "--withdraw", "identity_contact")
    assert "identity_contact" not in {a["form"] for a in world.hq.do("hq", "card").data["approvals"]}


def test_publishing_before_the_card_says_to_make_the_card(tmp_path: Path) -> None:
    """Headquarters is told which command comes first, not what a laptop would be told."""
    hq = _machine(tmp_path, "hq")
    words = ("--name", "Test office", "--person", "F", "--recovery-file", str(tmp_path / "recovery.txt"))
    assert hq.unlock_and("hq", "init", *words).status == 0
    said = hq.do("hq", "publish", "-o", str(tmp_path))
    hq.close()
    assert said.status == NoCardMade.exit_status
    assert "fieldkit hq card" in said.envelope["error"]["hint"]


def test_the_wrong_folder_is_named_at_an_import(world: World) -> None:
    """The folder above the mailbox, or somebody's own stick: it says so, and where the mailbox lies."""
    office = world.path("office")
    (office / "mailbox" / "up").mkdir(parents=True)
    wrong = world.hq.do("hq", "import", str(office))
    assert any(f"give {office / 'mailbox'}" in warning for warning in wrong.warnings)
    assert world.hq.do("hq", "import", str(office / "mailbox")).warnings == []
    own = world.stick("own")
    assert world.hq.do("hq", "import", str(own)).warnings == []  # an empty stick is no mistake
    (own / "letter.txt").write_text("invented", encoding="utf-8")
    assert any("right stick" in warning for warning in world.hq.do("hq", "import", str(own)).warnings)


def test_rules_are_told_as_people_read_them(world: World) -> None:
    """`hq policy` shows addresses, not certificates; nothing is `changed since` before the first publication."""
    ways = '[{"kind":"http","url":"https://intake.example.org:8443"},{"kind":"stick"}]'
    for words in (("transports", ways), ("alert.phone", "+250 700 555 666"), ("wipe_without_passphrase", "true")):
        assert world.hq.do("hq", "policy", "set", *words).status == 0
    said = world.hq.read("hq", "policy")
    assert "transports: https://intake.example.org:8443; any stick\n" in said
    assert "alert: phone +250 700 555 666\n" in said
    assert "wipe_without_passphrase: yes\n" in said
    assert "changed since" not in said
    assert world.hq.do("hq", "publish", "-o", str(world.stick())).status == 0
    card = ("hq", "card", "-o", str(world.path("newer.card")), "--approve", "incident_report:en")
    assert world.hq.do(*card).status == 0
    assert world.hq.read("hq", "policy").count("changed since: forms/incident_report\n") == 1


def test_after_enrolling_headquarters_is_told_to_publish(world: World) -> None:
    """An intake knows a new laptop by the next publication; before the first there is nothing to say."""
    assert world.hq.do("hq", "publish", "-o", str(world.stick())).status == 0
    request = world.path("second.request")
    assert "hq publish" in world.hq.read("hq", "enrol", str(request), "--fingerprint", fingerprint_of(request))


def test_the_first_rules_call_no_form_new_that_the_laptop_had(world: World) -> None:
    """Taking rules for the first time is one line, not a list of every form in the package."""
    assert world.hq.do("hq", "publish", "-o", str(world.stick())).status == 0
    said = world.laptop.read("sync", str(world.stick()))
    assert "New rules from headquarters" in said
    assert "New versions of forms" not in said
