"""From headquarters to a laptop through a folder, by the commands themselves: what is taken, and what is not."""

import dataclasses
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.commands.hq_roots import policy_key, roots_of
from fieldkit.commands.hq_setup import card_of, newest_card
from fieldkit.commands.library import directory
from fieldkit.commands.officers import _opened
from fieldkit.commands.policy_here import latest_time, update_policy
from fieldkit.commands.published import policy_of, published_of
from fieldkit.commands.publishing import published_state
from fieldkit.crypto.sign import SigningKey
from fieldkit.errors import AnswerMissing
from fieldkit.paths import shipped_forms
from fieldkit.ports import Env
from fieldkit.sync.mailbox import STICK_TIME, Mailbox
from fieldkit.sync.policy.repository import next_state, place_of
from tests.flow.added_forms import SESSION
from tests.flow.world import DAY_MS, NOTHING_SHOWN, SUSPICION, Machine, World, fingerprint_of

FORM = "border_quick_screen"


def publish(world: World, stick: Path | None = None) -> Any:
    done = world.hq.do("hq", "publish", "-o", str(stick or world.stick()))
    assert done.status == 0, done.err
    return done.data


def sync(machine: Machine, stick: Path) -> Any:
    """Sync, which always goes on, whatever the policy is; return what it says of the policy."""
    done = machine.do("sync", str(stick))
    assert done.status == 0, done.err
    return {**done.data["policy"], "warnings": done.warnings}


def card(world: World, *words: str) -> None:
    assert world.hq.do("hq", "card", "-o", str(world.path("newer.card")), *words).status == 0


def test_rules_and_the_newest_card_reach_a_laptop(world: World) -> None:
    """What headquarters decided holds on the laptop after the next sync: rules, telephone numbers, approvals."""
    stick = world.stick()
    assert world.hq.do("hq", "policy", "set", "lock_minutes", "3").status == 0
    assert world.hq.do("hq", "policy", "set", "retention.laptop_sealed", "30").status == 0
    card(world, "--duty-phone", "+250 700 111 222")
    publish(world)
    taken = sync(world.laptop, stick)
    assert (taken["state"], taken["warnings"]) == ("taken", [])
    laptop = world.laptop.open()
    assert policy_of(laptop).lock_minutes == 3
    assert policy_of(laptop).days("laptop_sealed") == 30
    assert laptop.settings.get_json("policy.lock") == {"idle_s": 180}
    assert card_of(laptop).contacts.duty_phone == "+250 700 111 222"
    assert (world.laptop.home / "hq.card").read_bytes() == laptop.settings.get("hq.card")
    assert sync(world.laptop, stick)["state"] == "same"
    assert world.hq.do("hq", "policy", "set", "lock_minutes", "default").status == 0
    publish(world)
    assert sync(world.laptop, stick)["changed"] == ["policy.json"]
    assert policy_of(laptop).lock_minutes == 5


def test_a_stick_without_rules_says_nothing(world: World) -> None:
    """Old sticks and old headquarters: nothing is missing."""
    assert sync(world.laptop, world.stick())["state"] == "absent"


def test_a_new_form_reaches_a_laptop_and_is_used(world: World) -> None:
    """A form that is in no package: added and approved at headquarters, filled on the laptop."""
    file = world.path("small_session.yaml")
    file.write_text(SESSION, encoding="utf-8")
    assert world.hq.do("hq", "policy", "add", str(file)).data["added"] == ["small_session"]
    card(world, "--approve", "small_session:en,fr")
    assert "small_session" in publish(world)["forms"]
    assert world.laptop.do("fill", "small_session", "--answers", str(file)).status == errors.FormUnknown.exit_status
    sync(world.laptop, world.stick())
    answers = world.path("answers.json")
    answers.write_text(json.dumps({"day": "2026-11-01", "people": 4}), encoding="utf-8")
    done = world.laptop.do("fill", "small_session", "--answers", str(answers))
    assert done.status == 0, done.err
    assert world.laptop.pack()[0]["interviews"] == 1


def test_an_unfinished_interview_keeps_its_version(world: World) -> None:
    """What was begun on the version in the package goes on with it; the next interview takes the new one."""
    answers = world.path("answers.json")
    answers.write_text(json.dumps({n: v for n, v in SUSPICION.items() if n != "voice_to"}), encoding="utf-8")
    assert world.laptop.do("screen", "--answers", str(answers)).status == AnswerMissing.exit_status
    (draft,) = world.laptop.do("drafts").data["drafts"]
    sync_newer_version(world)
    answers.write_text(json.dumps(SUSPICION), encoding="utf-8")
    done = world.laptop.do("screen", "--resume", draft["code"], "--answers", str(answers))
    assert done.status == 0, done.err
    world.laptop.screen(NOTHING_SHOWN)
    versions = [item.body["stub"]["version"] for item in _records(world)]
    assert versions == [_shipped_version(), "2027.1"]


def test_an_approved_version_outlives_an_update_at_headquarters(world: World) -> None:
    """Headquarters goes back to its package's form; the version that the card approves is still published."""
    sync_newer_version(world)
    before = publish(world)
    assert world.hq.do("hq", "policy", "remove", FORM).status == 0
    after = world.hq.do("hq", "publish", "-o", str(world.stick()))
    assert (after.status, after.data["version"]) == (0, before["version"])
    assert not any("approved in a version" in line for line in after.warnings)


def sync_newer_version(world: World) -> None:
    """Bring the laptop a newer version of the quick screen."""
    folder = world.path("author")
    shutil.copytree(shipped_forms(), folder)
    file = folder / f"{FORM}.yaml"
    text = file.read_text(encoding="utf-8").replace(f'version: "{_shipped_version()}"', 'version: "2027.1"')
    file.write_text(text, encoding="utf-8")
    assert world.hq.do("hq", "policy", "add", str(file)).status == 0
    card(world, "--approve", f"{FORM}:en,fr")
    publish(world)
    assert f"forms/{FORM}/{FORM}.yaml" in sync(world.laptop, world.stick())["changed"]


def _shipped_version() -> str:
    lines = (shipped_forms() / f"{FORM}.yaml").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("version:")).split('"')[1]


def _records(world: World) -> Any:
    return [item for item in world.laptop.open().records.pending() if item.kind == "rec"]


def test_headquarters_own_directory_is_used_on_the_laptop(world: World) -> None:
    """A telephone number that was found out reaches the interviews, and lies in no file that could be changed."""
    file = world.path("referral_directory.yaml")
    shipped = (shipped_forms() / "data" / file.name).read_text(encoding="utf-8")
    assert 'phone: "3512"' in shipped
    file.write_text(shipped.replace('phone: "3512"', 'phone: "0788 333 444"'), encoding="utf-8")
    assert world.hq.do("hq", "policy", "add", str(file)).status == 0
    publish(world)
    sync(world.laptop, world.stick())
    with published_of(world.laptop.open()):
        assert "0788 333 444" in [row.phone for row in directory()]
    assert "0788 333 444" not in [row.phone for row in directory()]
    world.laptop.close()
    for path in world.laptop.home.rglob("*"):
        assert not path.is_file() or b"0788 333 444" not in path.read_bytes(), path


def test_an_older_stick_is_refused_and_the_rest_goes_on(world: World) -> None:
    """Yesterday's stick: its rules are not taken, its bundles and receipts are."""
    stick, old = world.stick(), world.path("old")
    publish(world)
    shutil.copytree(stick, old)
    assert world.hq.do("hq", "policy", "set", "lock_minutes", "3").status == 0
    publish(world)
    sync(world.laptop, stick)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    told = sync(world.laptop, old)
    assert (told["error"], told["version"]) == ("FK-904", 2)
    assert "older than those on this laptop" in told["warnings"][0]
    assert list(old.rglob("*.fkb"))
    assert policy_of(world.laptop.open()).lock_minutes == 3


def test_expired_means_do_not_install_and_never_stop_working(world: World) -> None:
    """After four months without a new stick the laptop screens, packs and hands over; it says how old its rules are."""
    stick = world.stick()
    publish(world)
    sync(world.laptop, stick)
    shutil.rmtree(stick / "policy" / "metadata")
    world.laptop.clock.ahead_ms = 130 * DAY_MS
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    told = sync(world.laptop, stick)
    assert (told["state"], told["stale"], told["age_days"]) == ("absent", True, 130)
    assert "130 days old" in told["warnings"][0]
    world.hq.clock.ahead_ms = 5 * DAY_MS
    assert world.hq.do("hq", "policy", "set", "lock_minutes", "3").status == 0
    publish(world)
    told = sync(world.laptop, stick)
    assert told["error"] == "FK-906"
    assert policy_of(world.laptop.open()).lock_minutes == 5


def test_a_dead_clock_makes_nothing_fresh(world: World) -> None:
    """A laptop whose clock fell back does not take what had expired when headquarters last answered it."""
    stick, late = world.stick(), world.stick("late")
    publish(world, late)
    world.hq.clock.ahead_ms = 125 * DAY_MS
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(stick)
    world.bring()
    sync(world.laptop, stick)
    world.laptop.clock.wall_only_ms = -300 * DAY_MS
    assert latest_time(world.laptop.open(), world.laptop.env()) > world.laptop.clock.now().utc_ms
    assert sync(world.laptop, late)["error"] == "FK-906"


def test_another_headquarters_folder_is_refused(world: World, tmp_path: Path) -> None:
    """A stick of strangers, before and after the first rules were taken."""
    strange = Machine(tmp_path / "strange", world.hq.passphrases)
    recovery, stick = str(tmp_path / "recovery.txt"), world.stick("strange")
    phones = ("--duty-phone", "+250 700 000 000", "--deputy-phone", "+250 700 000 001")
    words = ("hq", "init", "--name", "Strangers", "--person", "X", "--recovery-file", recovery)
    assert strange.unlock_and(*words).status == 0
    assert strange.do("hq", "card", "-o", str(tmp_path / "c"), *phones).status == 0
    assert strange.do("hq", "publish", "-o", str(stick)).status == 0
    strange.close()
    assert sync(world.laptop, stick)["error"] == "FK-902"
    publish(world)
    sync(world.laptop, world.stick())
    assert sync(world.laptop, stick)["error"] == "FK-903"
    assert newest_card(world.laptop.open()) == newest_card(world.hq.open())


BAD: dict[str, bytes] = {
    "hq.card": b"{}",
    "policy.json": b'{"kind":"fieldkit-policy","v":1,"when":"new"}\n',
    "revoked.json": b"{}\n",
    "directory.yaml": b"directory: [{id: x}]\n",
    f"forms/{FORM}/{FORM}.yaml": b"form_id: border_quick_screen\ntitle: {en: \x1b[2J}\n",
    "forms/empty/readme.yaml": b"x: y\n",
}


@pytest.mark.parametrize("path", BAD)
def test_signed_files_are_read_as_strictly_as_others(world: World, path: str) -> None:
    """Validly signed, but not usable here: all of it is left, also what would have been good."""
    stick = world.stick()
    publish(world)
    hq = world.hq.open()
    before = published_state(hq)
    good = {"hq.card": hq.settings.get("hq.card") or b"", "policy.json": b'{"kind":"fieldkit-policy","v":1}\n'}
    files = {**good, path: BAD[path]}
    state = next_state(before, files, policy_key(hq, world.hq.env()), world.hq.clock.now().utc_ms)
    mailbox = Mailbox(stick)
    for name, data in (*((place_of(one, data), data) for one, data in files.items()), *state.metadata().items()):
        mailbox.put_policy(name, data)
    laptop = world.laptop.open()
    settings = {name: laptop.settings.get(name) for name in laptop.settings.names()}
    told = sync(world.laptop, stick)
    assert (told["state"], told["error"]) == ("refused", "FK-908")
    assert "\x1b" not in "".join(told["warnings"])
    beside = ("policy.root", "sync.last")
    kept = {name: laptop.settings.get(name) for name in laptop.settings.names() if name not in beside}
    assert kept == {name: value for name, value in settings.items() if name not in beside}


def test_headquarters_does_not_publish_what_laptops_would_refuse(world: World) -> None:
    """A form with a control character, a value out of bounds: they are refused where somebody can mend them."""
    file = world.path("bad.yaml")
    file.write_bytes(SESSION.replace("Small session", "Small \x1b[2J").encode())
    assert world.hq.do("hq", "policy", "add", str(file)).status != 0
    for words in (
        ("lock_minutes", "0"),
        ("lock_minuts", "3"),
        ("readable", "never"),
        ("escrow", "age1x"),
        ("transports", "{"),
    ):
        said = world.hq.do("hq", "policy", "set", *words)
        assert said.status == errors.PolicyFileInvalid.exit_status, words


def test_headquarters_sees_what_holds_and_what_waits(world: World) -> None:
    """What was decided, until when laptops take it, who holds the root, what the next publication would change."""
    publish(world)
    assert world.hq.do("hq", "policy", "set", "alert.phone", "+250 700 555 666").status == 0
    told = world.hq.do("hq", "policy")
    assert told.data["policy"] == {"alert": {"phone": "+250 700 555 666"}}
    assert told.data["waiting"] == ["policy.json"]
    assert told.data["root"]["threshold"] == 1
    assert "one key inside this store" in told.warnings[0]
    assert "changed since: policy.json" in world.hq.read("hq", "policy")
    file = world.path("policy.json")
    file.write_bytes(b'{"kind":"fieldkit-policy","lock_minutes":2,"v":1}\n')
    assert world.hq.do("hq", "policy", "set", "--file", str(file)).status == 0
    assert world.hq.do("hq", "policy").data["policy"] == {"lock_minutes": 2}
    assert world.hq.do("hq", "policy", "set", "lock_minutes").status == 2
    assert world.hq.do("hq", "policy", "root").status == 2
    assert world.hq.do("hq", "policy", "remove", "small_session").status == errors.FormUnknown.exit_status


def test_a_revoked_laptop_is_told(world: World) -> None:
    """Its focal point has to be told by voice: nothing that it sends is believed."""
    world.hq.open().devices.revoke(world.laptop.device, 1, "lost")
    publish(world)
    told = sync(world.laptop, world.stick())
    assert told["revoked"] is True
    assert "no longer believes this laptop" in told["warnings"][0]


def test_a_full_disk_takes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it in one transaction: where the store refuses one setting, the others are as they were."""
    publish(world)
    laptop = world.laptop.open()
    before = {name: laptop.settings.get(name) for name in laptop.settings.names()}
    real = laptop.settings.put

    def put(name: str, value: bytes) -> None:
        if name == "policy.state":
            raise errors.DiskFull(what="the setting")
        real(name, value)

    monkeypatch.setattr(laptop.settings, "put", put)
    outcome = update_policy(laptop, Mailbox(world.stick()).policy_file, world.laptop.env())
    assert isinstance(outcome.error, errors.DiskFull)
    assert {name: laptop.settings.get(name) for name in laptop.settings.names()} == before


def test_the_folder_can_be_held_by_fat_and_tells_no_time(world: World) -> None:
    """Lower-case names, constant times, no half file; what nobody names any more is deleted, links are not followed."""
    stick = world.stick()
    publish(world)
    junk = stick / "policy" / "metadata" / "99.targets.json"
    junk.write_bytes(b"x")
    outside = world.path("outside")
    outside.write_bytes(b"kept")
    (stick / "policy" / "targets" / "link.yaml").symlink_to(outside)
    for minutes in ("3", "4"):
        assert world.hq.do("hq", "policy", "set", "lock_minutes", minutes).status == 0
        publish(world)
    files = [path for path in (stick / "policy").rglob("*") if path.is_file()]
    assert all(path.name == path.name.lower() and not path.name.endswith(".part") for path in files)
    assert {path.stat().st_mtime for path in files} == {STICK_TIME}
    assert not junk.exists()
    assert outside.read_bytes() == b"kept"
    metadata = sorted(path.name for path in (stick / "policy" / "metadata").iterdir())
    assert metadata == [
        "1.root.json",
        "2.snapshot.json",
        "2.targets.json",
        "3.snapshot.json",
        "3.targets.json",
        "timestamp.json",
    ]
    sync(world.laptop, stick)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="no links to follow")
def test_a_policy_folder_that_is_a_link_is_not_read(world: World) -> None:
    """Whoever prepares a stick cannot lead the laptop elsewhere."""
    stick, other = world.stick(), world.stick("other")
    publish(world, other)
    (stick / "policy").symlink_to(other / "policy")
    assert sync(world.laptop, stick)["error"] == errors.MailboxUnreadable.code
    assert world.hq.do("hq", "publish", "-o", str(stick)).status == errors.MailboxUnreadable.exit_status


def test_a_restored_headquarters_publishes_above_what_laptops_know(world: World) -> None:
    """Restored from a backup, on a stick that it never saw: laptops take it all the same."""
    publish(world)
    backup = world.path("backup.fkbak")
    assert world.hq.do("hq", "backup", "-o", str(backup)).status == 0
    for minutes in ("3", "4"):
        assert world.hq.do("hq", "policy", "set", "lock_minutes", minutes).status == 0
        publish(world)
    sync(world.laptop, world.stick())
    again = Machine(world.path("again"), world.hq.passphrases)
    assert again.unlock_and("hq", "restore", str(backup)).status == 0
    new_stick = world.stick("new")
    assert again.do("hq", "publish", "-o", str(new_stick)).status == 0
    again.close()
    assert sync(world.laptop, new_stick)["state"] == "taken"


# --- officers ------------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Typing:
    """Passphrases as somebody types them."""

    lines: Iterator[str]
    can_retry: bool = True

    def existing(self, prompt: str) -> str:
        return next(self.lines)

    def new(self, prompt: str) -> str:
        return next(self.lines)


class Officers:
    """Three officers on laptops of their own, without a store."""

    def __init__(self, world: World) -> None:
        self.world, self.machine = world, Machine(world.path("nowhere"), world.hq.passphrases)
        self.keys = [world.path(f"{name}.key") for name in "abc"]
        for key in self.keys:
            assert self.machine.unlock_and("hq", "officer", "new", "-o", str(key)).status == 0

    @property
    def publics(self) -> str:
        return ",".join(f"{key}.pub" for key in self.keys)

    def make(self, *words: str) -> Path:
        root = self.world.path("root.json")
        done = self.world.hq.do("hq", "policy", "root", *words, "-o", str(root))
        assert done.status == 0, done.err
        self.fingerprint = "".join(done.data["fingerprint"])
        return root

    def sign(self, root: Path, *who: int) -> None:
        for number in who:
            words = ("hq", "officer", "sign", str(root), "--key", str(self.keys[number]))
            done = self.machine.unlock_and(*words, "--fingerprint", self.fingerprint)
            assert done.status == 0, done.err

    def typing(self, *lines: str) -> Env:
        """Return an officer's machine where these are typed, one after the other."""
        return dataclasses.replace(self.machine.env(), passphrases=Typing(iter(lines)))

    def install(self, root: Path) -> int:
        return self.world.hq.do("hq", "policy", "root", "--install", str(root)).status


def test_the_root_passes_to_three_officers(world: World) -> None:
    """Two of three sign; laptops with the old card follow, laptops set up from then on believe only the officers."""
    officers, stick = Officers(world), world.stick()
    root = officers.make("--officers", officers.publics, "--threshold", "2")
    officers.sign(root, 0)
    assert officers.install(root) == errors.RootRefused.exit_status
    officers.sign(root, 2)
    assert officers.install(root) == 0
    assert world.hq.open().settings.get_json("hq.keys")["policy_root"] == ""  # type: ignore[index,call-overload]
    done = world.hq.do("hq", "publish", "-o", str(stick))
    assert done.warnings == []
    assert sync(world.laptop, stick)["state"] == "taken"
    card(world)
    new_card = world.path("newer.card")
    assert len(card_of(world.hq.open()).policy_root.keys) == 3
    publish(world)
    later = Machine(world.path("later"), world.hq.passphrases)
    words = ("init", "--hq", str(new_card), "-o", str(world.path("later.request")))
    assert later.unlock_and(*words, "--fingerprint", fingerprint_of(new_card)).status == 0
    assert sync(later, stick)["state"] == "taken"
    assert sync(world.laptop, stick)["state"] == "taken"
    later.close()


def test_officers_from_the_beginning_are_version_one(world: World, tmp_path: Path) -> None:
    """Before the first card nobody can have confirmed another root."""
    office = Machine(tmp_path / "office", world.hq.passphrases)
    words = ("hq", "init", "--name", "Office", "--person", "X", "--recovery-file", str(tmp_path / "r"))
    assert office.unlock_and(*words).status == 0
    officers = Officers(World(world.root, office, world.laptop, world.second))
    root = officers.make("--officers", officers.publics)
    officers.sign(root, 0, 1)
    assert officers.install(root) == 0
    assert len(roots_of(office.open())) == 1
    phones = ("--duty-phone", "+250 700 000 000", "--deputy-phone", "+250 700 000 001")
    assert office.do("hq", "card", "-o", str(tmp_path / "card"), *phones).status == 0
    assert card_of(office.open()).policy_root.threshold == 2
    office.close()


def test_the_key_that_publishes_is_replaced_by_the_officers(world: World) -> None:
    """A stolen policy key ends with the next root: what it signs is refused from then on."""
    officers, stick = Officers(world), world.stick()
    root = officers.make("--officers", officers.publics)
    officers.sign(root, 0, 1)
    assert officers.install(root) == 0
    publish(world)
    sync(world.laptop, stick)
    stolen = policy_key(world.hq.open(), world.hq.env())
    root = officers.make("--renew", "--new-key")
    officers.sign(root, 1, 2)
    assert officers.install(root) == 0
    assert policy_key(world.hq.open(), world.hq.env()) is not stolen
    publish(world)
    assert sync(world.laptop, stick)["state"] == "taken"
    forge(world, stick, stolen)
    assert sync(world.laptop, stick)["error"] == "FK-903"


def test_a_new_root_counts_from_the_moment_it_was_seen(world: World) -> None:
    """Also when all else in that folder is the thief's: the next folder without that root does not bring him back."""
    officers, stick, other = Officers(world), world.stick(), world.stick("other")
    root = officers.make("--officers", officers.publics)
    officers.sign(root, 0, 1)
    assert officers.install(root) == 0
    publish(world)
    sync(world.laptop, stick)
    stolen = policy_key(world.hq.open(), world.hq.env())
    forge(world, stick, stolen)
    shutil.copytree(stick, other, dirs_exist_ok=True)
    root = officers.make("--renew", "--new-key")
    officers.sign(root, 1, 2)
    Mailbox(stick).put_policy("metadata/3.root.json", root.read_bytes())
    assert sync(world.laptop, stick)["error"] == "FK-903"
    assert sync(world.laptop, other)["error"] == "FK-903"


def forge(world: World, stick: Path, stolen: SigningKey) -> None:
    """Publish as the thief of the policy key would."""
    card = world.hq.open().settings.get("hq.card") or b""
    files = {"hq.card": card, "policy.json": b'{"kind":"fieldkit-policy","lock_minutes":60,"v":1}\n'}
    forged = next_state(published_state(world.hq.open()), files, stolen, world.hq.clock.now().utc_ms)
    contents = {place_of(path, data): data for path, data in files.items()}
    for name, data in (*contents.items(), *forged.metadata().items()):
        Mailbox(stick).put_policy(name, data)


def test_a_root_that_expired_or_is_older_than_the_folders_publishes_nothing(world: World) -> None:
    """Headquarters is told what to do, and laptops keep what they have."""
    officers, stick = Officers(world), world.stick()
    root = officers.make("--officers", officers.publics)
    officers.sign(root, 0, 1)
    backup = world.path("backup.fkbak")
    assert world.hq.do("hq", "backup", "-o", str(backup)).status == 0
    assert officers.install(root) == 0
    publish(world)
    world.hq.clock.ahead_ms = 320 * DAY_MS
    assert "ends on" in world.hq.do("hq", "publish", "-o", str(stick)).warnings[0]
    world.hq.clock.ahead_ms = 400 * DAY_MS
    assert world.hq.do("hq", "publish", "-o", str(stick)).status == errors.RootRefused.exit_status
    again = Machine(world.path("again"), world.hq.passphrases)
    assert again.unlock_and("hq", "restore", str(backup)).status == 0
    refused = again.do("hq", "publish", "-o", str(stick))
    assert refused.status == errors.RootRefused.exit_status
    newer = stick / "policy" / "metadata" / "2.root.json"
    assert str(newer) in refused.envelope["error"]["hint"]
    assert again.do("hq", "policy", "root", "--install", str(newer)).status == 0
    assert again.do("hq", "publish", "-o", str(stick)).status == 0
    again.close()


def test_a_file_that_is_no_officers_half_is_named(world: World) -> None:
    """One of three files is the wrong one: which."""
    officers = Officers(world)
    wrong = officers.publics.replace("b.key.pub", "b.key")
    done = world.hq.do("hq", "policy", "root", "--officers", wrong, "-o", str(world.path("root.json")))
    assert done.status == errors.BadKey.exit_status
    assert "b.key" in done.envelope["error"]["message"]
    told = world.hq.read("hq", "policy", "root", "--officers", officers.publics, "-o", str(world.path("root.json")))
    assert [line.split("  ")[0] for line in told.splitlines()[1:4]] == ["a.key.pub", "b.key.pub", "c.key.pub"]


def test_a_rule_on_which_nothing_acts_yet_is_said(world: World) -> None:
    """A number that would change nothing is not taken without a word; one that does something is."""
    done = world.hq.do("hq", "policy", "set", "retention.records", "30")
    assert done.warnings == ["nothing acts on retention.records yet"]
    assert world.hq.do("hq", "policy", "set", "retention.records", "default").warnings == []
    assert world.hq.do("hq", "policy", "set", "retention.payloads", "30").warnings == []


def test_an_officer_signs_only_what_headquarters_read_out(world: World) -> None:
    """A root that was swapped on the way has another fingerprint; a wrong passphrase opens no key."""
    officers = Officers(world)
    root = officers.make("--officers", officers.publics)
    data = root.read_bytes()
    words = ("hq", "officer", "sign", str(root), "--key", str(officers.keys[0]))
    wrong = officers.machine.unlock_and(*words, "--fingerprint", "0" * 24)
    assert wrong.status == errors.FingerprintWrong.exit_status
    other = Machine(world.path("nowhere"), world.laptop.passphrases)
    done = other.unlock_and(*words, "--fingerprint", officers.fingerprint)
    assert done.status == errors.RootRefused.exit_status
    assert "another officer" in done.envelope["error"]["hint"]
    assert root.read_bytes() == data
    with pytest.raises(errors.RootRefused):
        _opened(officers.keys[0].read_bytes(), officers.typing("wrong one", "wrong two", "wrong three", "never asked"))
    right = officers.machine.passphrases.read_text("utf-8").strip()
    own = _opened(officers.keys[0].read_bytes(), officers.typing("wrong one", "wrong two", right))
    assert own.public.openssh() in officers.keys[0].with_name("a.key.pub").read_text("ascii")
    assert officers.machine.unlock_and("hq", "officer", "new", "-o", str(officers.keys[0])).status != 0
