"""The main job over a network: from a laptop through an intake to headquarters, and the receipt back."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.flaky_proxy import Weather, flaky
from benchmarks.served import Served, served
from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.sync.bundle.policy_file import Policy
from fieldkit.sync.bundle.revoked_file import write_revoked
from fieldkit.sync.bundle.signers import Revoked, Signers
from fieldkit.sync.http.link import Answer, Link
from tests.flow.test_canary import TYPED, found_under
from tests.flow.test_seizure import OFFICERS, given_out, rules, with_officers
from tests.flow.world import NOTHING_SHOWN, PYTHON, ROOT, World, environment


@pytest.fixture
def intake(world: World) -> "Iterator[Served]":
    """An intake with headquarters' own list of signers."""
    signers = world.path("allowed_signers")
    assert world.hq.do("hq", "signers", "-o", str(signers)).status == 0
    place = world.path("intake")
    place.mkdir()
    with served(place, Signers.parse(signers.read_text(encoding="utf-8"))) as running:
        yield running


def states(world: World) -> list[str]:
    return [row["state"] for row in world.laptop.do("status").data["interviews"]]


def test_from_the_laptop_to_headquarters_and_the_receipt_back(world: World, intake: Served) -> None:
    """pack, sync URL, hq import FOLDER, sync URL: received by HQ; the bundle leaves the intake after its receipt."""
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    first = world.laptop.do("sync", intake.url)
    assert (first.status, len(first.data["handed_over"]), first.data["waiting"]) == (0, 1, 1), first.err
    assert states(world) == ["handed over"]
    assert world.hq.do("hq", "import", str(intake.box)).data["receipts_written"] == 1
    assert [code] == [row["code"] for row in world.hq.do("inbox").data["rows"]]

    second = world.laptop.do("sync", intake.url)
    assert [one["interviews"] for one in second.data["receipts"]] == [1]
    assert (states(world), second.data["waiting"], second.data["handed_over"]) == (["received by HQ"], 0, [])
    assert list((intake.box / "up").rglob("*.fkb")) == []
    third = world.laptop.do("sync", intake.url)
    assert (third.data["receipts"], third.data["handed_over"], third.warnings) == ([], [], [])


def test_what_was_handed_over_on_a_stick_is_known_by_its_receipt(world: World, intake: Served) -> None:
    """A stick and an intake are one mailbox: the receipt may come by the other way."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.hand_over(world.stick())
    world.laptop.do("sync", intake.url)
    world.bring()
    world.hq.do("hq", "import", str(intake.box))
    assert [one["interviews"] for one in world.laptop.do("sync", intake.url).data["receipts"]] == [1]
    assert states(world) == ["received by HQ"]


def test_bundles_that_wait_there_for_their_receipt_are_never_fetched(
    world: World, intake: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second sync asks once; then it fetches receipts and word and deletes by hash; no bundle comes down."""
    requests: list[str] = []
    real = Link.ask

    def noted(self: Link, method: str, path: str, headers: "dict[str, str]", body: bytes, most: int) -> Answer:
        requests.append(f"{method} {path[:7]}")
        return real(self, method, path, headers, body, most)

    for _ in range(2):
        world.laptop.screen(NOTHING_SHOWN)
        world.laptop.pack()
    world.laptop.do("sync", intake.url)
    monkeypatch.setattr(Link, "ask", noted)
    assert len(world.laptop.do("sync", intake.url).data["already_there"]) == 2
    assert requests == ["POST /v1/hel"]
    world.hq.do("hq", "import", str(intake.box))
    requests.clear()
    assert len(world.laptop.do("sync", intake.url).data["receipts"]) == 2
    assert requests == ["POST /v1/hel", *["GET /v1/dow"] * 3, *["DELETE /v1/up/"] * 2]


def test_over_a_link_that_is_cut_all_the_time(world: World, intake: Served) -> None:
    """The same command, as often as it takes; what was said is whole at headquarters."""
    code = world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    with flaky(intake.port, Weather(cut=(1_000, 3_000))) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        assert len(world.laptop.do("sync", url).data["handed_over"]) == 1
        world.hq.do("hq", "import", str(intake.box))
        assert len(world.laptop.do("sync", url).data["receipts"]) == 1
        assert proxy.connections > 4
    assert [code] == [row["code"] for row in world.hq.do("inbox").data["rows"]]


def test_an_escrow_reaches_headquarters_over_the_network_too(world: World, intake: Served) -> None:
    """Offered at each sync, sent once, replaced by the newer one; what headquarters gives out is what came."""
    with_officers(world)
    assert world.laptop.do("sync", intake.url).status == 0
    (file,) = (intake.box / "up").rglob("*.fke")
    written, data = file.stat().st_ino, file.read_bytes()
    assert world.laptop.do("sync", intake.url).status == 0
    assert file.stat().st_ino == written
    assert world.hq.do("hq", "import", str(intake.box)).data["escrows"]["new"] == [world.laptop.device]
    rules(world, Policy(escrow=tuple(reversed(OFFICERS))))
    world.laptop.do("sync", intake.url)
    (newer,) = (intake.box / "up").rglob("*.fke")
    assert newer.name != file.name
    assert given_out(world, world.laptop.device).read_bytes() == data


def test_whoever_takes_the_intake_finds_nothing_that_was_said(world: World, intake: Served) -> None:
    """Bundle, receipt, word, escrow, what is half there, lists: nothing of the interview in any spelling."""
    with_officers(world)
    world.laptop.screen(TYPED)
    world.laptop.pack()
    world.laptop.do("sync", intake.url)
    world.hq.do("hq", "import", str(intake.box))
    world.hq.do("hq", "publish", "-o", str(intake.box))
    world.laptop.screen(TYPED)
    world.laptop.pack()
    world.laptop.do("sync", intake.url)
    endings = {path.suffix for path in intake.box.rglob("*") if path.is_file()}
    assert {".fkb", ".fkr", ".fkw", ".fke", ".json", ".key"} <= endings
    assert found_under(intake.box, intake.lists) == []


def test_a_laptop_that_was_revoked_may_still_send_and_headquarters_decides(world: World, intake: Served) -> None:
    """Its bundles reach headquarters; the intake alone refuses it nothing but the policy."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    (intake.lists / "revoked.json").write_bytes(write_revoked(Revoked({world.laptop.device: {}})))
    assert len(world.laptop.do("sync", intake.url).data["handed_over"]) == 1
    assert len(list((intake.box / "up").rglob("*.fkb"))) == 1


def test_an_older_copy_of_a_laptop_shows_over_the_network_too(world: World, intake: Served) -> None:
    """The intake holds a bundle of this epoch that the data folder does not know: a new epoch is opened, nothing is
    written over."""
    copy = world.laptop.copied(world.path("older"))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    world.laptop.do("sync", intake.url)
    copy.screen(NOTHING_SHOWN)
    copy.pack()
    said = copy.do("sync", intake.url)
    copy.close()
    assert said.data["behind"] is True
    names = sorted(path.name for path in (intake.box / "up").rglob("*.fkb"))
    assert len(names) == 2
    assert sum(bool(re.fullmatch(r"[0-9a-f]{16}-00000001-[0-9a-f]{16}\.fkb", name)) for name in names) == 1


def test_a_laptop_that_is_not_enrolled_is_told_whose_turn_it_is(world: World, intake: Served) -> None:
    """It keeps everything and loses nothing; after enrolment and a new list the same command works."""
    world.second.screen(NOTHING_SHOWN)
    world.second.pack()
    said = world.second.do("sync", intake.url)
    assert said.status == errors.IntakeRefused.exit_status
    assert "enrol" in said.err
    world.enrol_second()
    world.hq.do("hq", "signers", "-o", str(intake.lists / "allowed_signers"))
    assert len(world.second.do("sync", intake.url).data["handed_over"]) == 1


def test_a_concern_does_not_travel_over_a_signed_connection(world: World, intake: Served) -> None:
    """It names no laptop, and a connection would: it waits for a stick."""
    waiting = world.laptop.home / "tips" / f"{'a' * 32}.fkt"
    waiting.parent.mkdir(parents=True, exist_ok=True)
    waiting.write_bytes(b"sealed")
    assert world.laptop.do("sync", intake.url).status == 0
    assert waiting.exists()
    assert not (intake.box / "up" / "tips").exists()


@pytest.mark.parametrize(
    ("url", "error"),
    [("http://192.0.2.1", errors.PlainHttp), ("https://:x", errors.NoAddress), ("HTTP://", errors.NoAddress)],
)
def test_an_address_that_cannot_be_is_refused_at_once(
    world: World, url: str, error: type[errors.FieldkitError]
) -> None:
    """Before anything is sent."""
    assert world.laptop.do("sync", url).status == error.exit_status


def serve(box: Path, *words: str) -> "subprocess.Popen[str]":
    argv = [*PYTHON, "--home", str(box.parent / "nobody"), "hq", "serve", str(box), "--port", "0", *words]
    return subprocess.Popen(
        argv, cwd=ROOT, env=environment(None), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def test_hq_serve_runs_without_store_and_passphrase_until_it_is_stopped(world: World) -> None:
    """On a computer of its own: a folder, a list of signers, no key. What it prints names nobody."""
    box, targets = world.path("box"), world.path("box") / "policy" / "targets"
    targets.mkdir(parents=True)
    world.hq.do("hq", "signers", "-o", str(targets / "allowed_signers"))
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    with serve(box) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:[0-9]+", line)
            assert found is not None, line
            assert len(world.laptop.do("sync", found[0]).data["handed_over"]) == 1
        finally:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "The intake has ended.\n", "")
    assert not world.path("nobody").exists()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ((), errors.IntakeUnfit),
        (("--signers", "SIGNERS", "--host", "0.0.0.0"), errors.PlainHttp),
        (("--signers", "SIGNERS", "--certificate", "SIGNERS"), errors.IntakeUnfit),
        (("--signers", "BROKEN"), errors.IntakeUnfit),
        (("--signers", "SIGNERS", "--revoked", "BROKEN"), errors.IntakeUnfit),
    ],
)
def test_hq_serve_says_why_it_does_not_start(
    world: World, words: tuple[str, ...], error: type[errors.FieldkitError]
) -> None:
    """No list, a broken list, no encryption on a network, a certificate that is none."""
    box, signers, broken = world.path("box"), world.path("signers"), world.path("broken")
    box.mkdir()
    world.hq.do("hq", "signers", "-o", str(signers))
    broken.write_text("nonsense", encoding="utf-8")
    named = {"SIGNERS": str(signers), "BROKEN": str(broken)}
    said = world.hq.do("hq", "serve", str(box), "--port", "0", *(named.get(word, word) for word in words))
    assert said.status == error.exit_status


def test_without_the_libraries_hq_serve_says_what_to_install(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """starlette and uvicorn are not on a laptop."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    said = world.hq.do("hq", "serve", str(world.stick()))
    assert said.status == errors.HqExtraMissing.exit_status
    assert "fieldkit[hq]" in said.err


def test_an_escrow_is_made_also_where_only_a_network_is_used(world: World, intake: Served) -> None:
    """It goes over the network, sealed for its officers, and lies on the laptop: travel mode is possible."""
    officers = ",".join(seal.recipient_of(seal.generate_identity()) for _ in range(3))
    assert world.hq.do("hq", "policy", "set", "escrow", officers).status == 0
    assert world.hq.do("hq", "publish", "-o", str(intake.box)).status == 0
    assert world.laptop.do("sync", intake.url).status == 0
    assert (world.laptop.files / "escrow.json").is_file()
    assert len(list(intake.box.rglob("*.fke"))) == 1
    assert world.laptop.do("travel", "status").data == {"closed": False, "escrow": True}
