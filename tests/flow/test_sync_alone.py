"""`fieldkit sync` without a place: what headquarters lists, in order; where each bundle stands, in four words."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.served import Served, served
from fieldkit import errors
from fieldkit.commands import mailboxes
from fieldkit.commands.mailboxes import Place
from fieldkit.sync.bundle.policy_file import Policy, PolicyTransport, write_policy
from fieldkit.sync.bundle.signers import Signers
from fieldkit.workflows.policy_update import POLICY
from tests.flow.world import NOTHING_SHOWN, World

NOBODY = "http://127.0.0.1:9"
"""The port that throws everything away: nobody listens there."""


@pytest.fixture(autouse=True)
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's sticks are mounted, and nothing else of this machine."""
    place = tmp_path / "media"
    place.mkdir()
    monkeypatch.setattr(mailboxes, "ROOTS", (f"{place}/*",))
    return place


@pytest.fixture
def intake(world: World) -> Iterator[Served]:
    """An intake with headquarters' own list of signers."""
    signers = world.path("allowed_signers")
    assert world.hq.do("hq", "signers", "-o", str(signers)).status == 0
    place = world.path("intake")
    place.mkdir()
    with served(place, Signers.parse(signers.read_text(encoding="utf-8"))) as running:
        yield running


def lists(world: World, *transports: PolicyTransport) -> None:
    """Let this be what headquarters decided, as a laptop keeps it."""
    world.laptop.open().settings.put(POLICY, write_policy(Policy(transports=transports)))


def packed(world: World) -> None:
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()


def folder(path: Path) -> PolicyTransport:
    return PolicyTransport("folder", path=str(path))


def test_with_nothing_known_it_says_so(world: World) -> None:
    """No policy, no stick, never handed over: the hint is to name the place."""
    packed(world)
    assert world.laptop.do("sync").status == errors.NoWayKnown.exit_status


def test_it_goes_where_it_went_last(world: World) -> None:
    """After one sync with a folder, the word alone is enough."""
    packed(world)
    stick = world.stick()
    world.laptop.do("sync", str(stick))
    packed(world)
    done = world.laptop.do("sync")
    assert (done.status, len(done.data["handed_over"]), done.data["places"]) == (0, 1, [stick.name])


def test_what_headquarters_lists_is_tried_in_order(world: World) -> None:
    """A folder that is not there and an address where nobody answers: each says why in one line, the next one works."""
    packed(world)
    shared = world.path("shared")
    shared.mkdir()
    lists(world, folder(world.path("not there")), PolicyTransport("http", url=NOBODY), folder(shared))
    done = world.laptop.do("sync")
    assert (done.status, len(done.data["handed_over"]), done.data["places"]) == (0, 1, ["shared"])
    assert [one["error"] for one in done.data["failed"]] == [errors.MailboxMissing.code, errors.NobodyAnswers.code]
    told = [line for line in done.warnings if "was not reached" in line]
    assert [line.split(" was")[0] for line in told] == ["not there", "127.0.0.1:9"]
    assert all("\n" not in line for line in told)


def test_the_first_that_works_ends_it(world: World, intake: Served) -> None:
    """An address that works is enough: nothing is written to the folder behind it."""
    packed(world)
    shared = world.path("shared")
    shared.mkdir()
    lists(world, PolicyTransport("http", url=intake.url), folder(shared))
    done = world.laptop.do("sync")
    assert (done.status, len(done.data["handed_over"]), done.data["failed"]) == (0, 1, [])
    assert list(shared.iterdir()) == []
    world.hq.do("hq", "import", str(intake.box))
    assert [one["interviews"] for one in world.laptop.do("sync").data["receipts"]] == [1]


def test_when_nothing_works_every_reason_is_said(world: World) -> None:
    """One error that names each place; a place that somebody typed keeps its own error."""
    packed(world)
    lists(world, folder(world.path("gone")), PolicyTransport("http", url=NOBODY))
    done = world.laptop.do("sync")
    assert done.status == errors.NoWayWorked.exit_status
    said = done.out + done.err
    assert "gone" in said
    assert "127.0.0.1:9" in said
    assert world.laptop.do("sync", str(world.path("gone"))).status == errors.MailboxMissing.exit_status


def test_any_stick_is_found_whatever_it_is_called(world: World, mounts: Path) -> None:
    """A stick is known by what lies on it: renamed, or mounted elsewhere, it is found; other people's are not."""
    packed(world)
    (mounts / "HOLIDAY" / "up" / "photos").mkdir(parents=True)
    (mounts / "BACKUP").mkdir()
    stick = mounts / "FIELD STICK"
    (stick / "up").mkdir(parents=True)
    lists(world, PolicyTransport("stick"))
    done = world.laptop.do("sync")
    assert (done.status, done.data["places"]) == (0, ["FIELD STICK"])
    stick.rename(mounts / "renamed")
    packed(world)
    assert world.laptop.do("sync").data["places"] == ["renamed"]
    assert not (mounts / "HOLIDAY" / "up" / world.laptop.open().identity.device[2:]).exists()


def test_without_a_list_a_stick_that_is_here_will_do(world: World, mounts: Path) -> None:
    """The last place is gone, a stick is in: also one with the mailbox in its folder fieldkit."""
    packed(world)
    last = world.path("last")
    last.mkdir()
    world.laptop.do("sync", str(last))
    shutil.rmtree(last)
    (mounts / "ANY" / "fieldkit" / "down").mkdir(parents=True)
    done = world.laptop.do("sync")
    assert (done.status, done.data["places"]) == (0, ["fieldkit"])
    assert mailboxes.last_place(world.laptop.open()) == Place("folder", str(mounts / "ANY" / "fieldkit"))


def test_a_write_protected_stick_gives_receipts_and_the_next_place_takes_bundles(
    world: World, small_disk: Callable[[str, str], Path], tool: Callable[[str], str]
) -> None:
    """What one place cannot take, the next one does."""
    stick = small_disk("protected", "4m")
    packed(world)
    world.laptop.do("sync", str(stick))
    world.hq.do("hq", "import", str(stick))
    packed(world)
    subprocess.run([tool("mount"), "-o", "remount,ro", str(stick)], check=True)
    shared = world.path("shared")
    shared.mkdir()
    lists(world, folder(stick), folder(shared))
    done = world.laptop.do("sync")
    assert [one["interviews"] for one in done.data["receipts"]] == [1]
    assert (len(done.data["handed_over"]), done.data["places"]) == (1, ["protected", "shared"])


def test_each_bundle_says_where_it_stands(world: World) -> None:
    """packed, handed over, received: in four words; then what to do next."""
    stick = world.stick()
    packed(world)
    assert "handed over, not received: bundle 1, interviews: 1" in world.laptop.read("sync", str(stick))
    world.bring()
    packed(world)
    world.laptop.screen(NOTHING_SHOWN)
    said = world.laptop.read("sync", str(stick)).splitlines()
    assert "received by HQ R-000001-3: bundle 1, interviews: 1" in said
    assert "handed over, not received: bundle 2, interviews: 1" in said
    assert "1 interview: on this laptop" in said
    assert "Write on paper: R-000001-3" in said
    assert any("bring the stick to headquarters" in line for line in said)
    assert "received by HQ" not in world.laptop.read("sync", str(stick))


def test_what_was_not_handed_over_says_so(world: World, small_disk: Callable[[str, str], Path]) -> None:
    """A write-protected stick: the bundle is packed, not handed over."""
    from fieldkit.commands.bundle_states import bundle_lines

    packed(world)
    assert bundle_lines(world.laptop.open(), (), 0) == ("packed, not handed over: bundle 1, interviews: 1",)


def test_four_words_in_four_languages(world: World) -> None:
    """Each language says it, in few words."""
    from fieldkit.ui.messages import LANGUAGES, say

    for language in LANGUAGES:
        for word in ("sync.packed", "sync.handed", "sync.received", "sync.aside", "sync.again"):
            said = say(language, word, receipt="R-000042-7")
            assert "[" not in said
            assert len(said.split()) <= 6
