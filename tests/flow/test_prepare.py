"""Set-up in two steps: IT prepares what opens nothing; the focal point makes the keys with her own passphrase."""

import datetime
import os
import re
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from benchmarks.served import Served, served
from fieldkit import errors
from fieldkit.sync.bundle.policy_file import Policy, PolicyTransport, read_policy, write_policy
from fieldkit.sync.bundle.signers import Signers
from fieldkit.sync.mailbox import Mailbox
from tests.flow.world import DAY_MS, NOTHING_SHOWN, World


def prepare(world: World, *more: str) -> Path:
    folder = world.path("office")
    done = world.hq.do("hq", "prepare", str(folder), "--name", "127.0.0.1", "--name", "intake.example.org", *more)
    assert done.status == 0, done.err
    return folder


def test_nothing_that_it_made_opens_a_bundle(world: World) -> None:
    """No store, no age identity, no passphrase: folders, certificates and texts."""
    folder = prepare(world)
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"AGE-SECRET-KEY" not in everything
    assert not list(folder.rglob("*.db"))
    assert Mailbox(folder / "mailbox").devices() == []
    assert (folder / "mailbox" / "served").is_file()


@pytest.mark.skipif(os.name == "nt", reason="rights of files are another matter there")
def test_keys_are_for_this_user_alone(world: World) -> None:
    """Nobody else on that machine reads them."""
    keys = prepare(world) / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}


def test_what_is_there_already_is_kept(world: World) -> None:
    """A second run changes no key; --renew makes a new certificate by the same authority, and needs its key for it."""
    keys = prepare(world) / "keys"
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    prepare(world)
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == before
    prepare(world, "--renew")
    after = {path.name: path.read_bytes() for path in keys.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"intake.pem", "intake.key"}
    (keys / "ca.key").unlink()
    prepare(world)
    again = world.hq.do("hq", "prepare", str(keys.parent), "--name", "127.0.0.1", "--renew")
    assert again.status == errors.IntakeUnfit.exit_status
    assert "bring it back from the safe" in again.err


def test_a_renewed_certificate_is_valid_longer(world: World) -> None:
    """The authority outlives its certificates: a month before the end a new one is good for two more years."""
    folder = prepare(world)
    world.hq.clock.ahead_ms = 700 * DAY_MS
    first = prepare(world)
    assert first == folder
    before = ends(folder / "keys" / "intake.pem")
    prepare(world, "--renew")
    assert (ends(folder / "keys" / "intake.pem") - before).days == 700


def test_a_name_that_the_authority_may_not_vouch_for_is_refused(world: World) -> None:
    """Laptops would refuse such a certificate, and rules with such an address: nothing of either is written."""
    folder = prepare(world)
    rules = (folder / "policy.json").read_bytes()
    for more in ((), ("--renew",)):
        done = world.hq.do("hq", "prepare", str(folder), "--name", "other.example.org", *more)
        assert done.status == errors.IntakeUnfit.exit_status
        assert "127.0.0.1, intake.example.org alone, not for other.example.org" in done.err
    assert (folder / "policy.json").read_bytes() == rules


def ends(certificate: Path) -> datetime.datetime:
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def test_keys_that_do_not_belong_together_are_refused(world: World) -> None:
    """Files of two offices, a text that is no key, an authority whose time is over."""
    keys = prepare(world) / "keys"
    other = (keys / "intake.key").read_bytes()
    whole = (keys / "ca.key").read_bytes()
    for wrong in (other, b"no key"):
        (keys / "ca.key").write_bytes(wrong)
        again = world.hq.do("hq", "prepare", str(keys.parent), "--name", "127.0.0.1", "--renew")
        assert again.status == errors.IntakeUnfit.exit_status
    (keys / "ca.key").write_bytes(whole)
    world.hq.clock.ahead_ms = 11 * 366 * 86_400_000
    late = world.hq.do("hq", "prepare", str(keys.parent), "--name", "127.0.0.1", "--renew")
    assert late.status == errors.IntakeUnfit.exit_status


def test_a_name_is_a_name(world: World) -> None:
    """What could be read as an option or a path in the texts is refused before anything is made."""
    folder = world.path("office")
    assert world.hq.do("hq", "prepare", str(folder), "--name", "a; rm -r b").status != 0
    assert not folder.exists()


def test_the_authority_vouches_for_these_names_alone(world: World) -> None:
    """Whoever finds its key cannot make a certificate for another site that these laptops would believe."""
    ca = x509.load_pem_x509_certificate((prepare(world, "--years", "5") / "keys" / "ca.pem").read_bytes())
    constraints = ca.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = constraints.value.permitted_subtrees or []
    assert sorted(str(one.value) for one in permitted) == ["127.0.0.1/32", "intake.example.org"]
    assert (ca.not_valid_after_utc - ca.not_valid_before_utc).days == 10 * 365 + 2


def test_the_service_texts_name_the_command_that_is_printed(world: World) -> None:
    """systemd's and Windows' text start what `hq prepare` prints; systemd itself finds nothing wrong with it."""
    folder = prepare(world)
    command = world.hq.do("hq", "prepare", str(folder), "--name", "127.0.0.1").data["command"]
    unit = (folder / "fieldkit-intake.service").read_text("utf-8")
    started = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    assert started is not None
    assert re.findall(r'"([^"]*)"', started[1]) == command
    task = (folder / "fieldkit-intake-task.cmd").read_bytes().decode("utf-8")
    assert "/SC ONSTART" in task
    assert str(folder / "mailbox") in task


@pytest.fixture
def office(world: World) -> Iterator[tuple[Path, Served]]:
    """An intake that runs with what IT prepared, and with headquarters' list of signers."""
    folder = prepare(world)
    signers = world.path("allowed_signers")
    assert world.hq.do("hq", "signers", "-o", str(signers)).status == 0
    text = signers.read_text(encoding="utf-8")
    (folder / "box").symlink_to(folder / "mailbox", target_is_directory=True)
    keys = folder / "keys"
    certificate, key = keys / "intake.pem", keys / "intake.key"
    with served(folder, Signers.parse(text), certificate=certificate, key=key) as running:
        yield folder, running


def test_a_laptop_reaches_it_by_the_policy_that_it_wrote(world: World, office: tuple[Path, Served]) -> None:
    """The rules that go with it list the address with its authority, then any stick; over it a bundle is received."""
    folder, running = office
    listed = read_policy((folder / "policy.json").read_bytes()).transports
    assert [one.kind for one in listed] == ["http", "stick"]
    assert listed[0].url == "https://127.0.0.1:8443"
    ca = world.path("ca.pem")
    ca.write_text(listed[0].ca)
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    done = world.laptop.do("sync", running.url, "--ca", str(ca))
    assert (done.status, len(done.data["handed_over"])) == (0, 1), done.err
    world.hq.do("hq", "import", str(folder / "mailbox"))
    assert [one["interviews"] for one in world.laptop.do("sync").data["receipts"]] == [1]


def test_a_clock_that_is_too_early_is_the_reason_that_is_said(world: World) -> None:
    """`sync` alone, and the laptop stands before the certificate: set the clock, not try another network."""
    world.hq.clock.ahead_ms = 800 * DAY_MS  # for the laptop's clock the certificate is not valid yet
    folder = prepare(world)
    keys = folder / "keys"
    (folder / "box").symlink_to(folder / "mailbox", target_is_directory=True)
    with served(folder, Signers.parse(""), certificate=keys / "intake.pem", key=keys / "intake.key") as running:
        listed = (PolicyTransport("http", url=running.url, ca=(keys / "ca.pem").read_text("ascii")),)
        world.laptop.open().settings.put("policy.json", write_policy(Policy(transports=listed)))
        world.laptop.clock.wall_only_ms = -4000 * DAY_MS
        done = world.laptop.do("sync")
    assert done.status == errors.ClockAgainstCertificate.exit_status, done.err
    assert "set the date and time" in done.envelope["error"]["hint"]


def test_without_its_authority_nobody_believes_it(world: World, office: tuple[Path, Served]) -> None:
    """The system's authorities do not vouch for it: nothing is sent."""
    world.laptop.screen(NOTHING_SHOWN)
    world.laptop.pack()
    assert world.laptop.do("sync", office[1].url).status == errors.CertificateRefused.exit_status


def test_stock_openssl_finds_the_chain_good(world: World) -> None:
    """The library that others use to check a certificate accepts this one for its name and no other."""
    keys = prepare(world) / "keys"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(keys / "ca.pem")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(keys / "intake.pem", keys / "intake.key")
    for name, fits in (("intake.example.org", True), ("other.example.org", False)):
        assert _shake(context, server, name) is fits


def _shake(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> bool:
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(theirs, ours, server_hostname=name)
    other = server.wrap_bio(ours, theirs, server_side=True)
    for _ in range(6):
        for side in (one, other):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return True


def test_it_needs_no_store(tmp_path: Path) -> None:
    """IT's computer has none, and none is made."""
    home = tmp_path / "home"
    words = [
        sys.executable,
        "-m",
        "fieldkit",
        "--home",
        str(home),
        "hq",
        "prepare",
        str(tmp_path / "o"),
        "--name",
        "a.b",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not home.exists()
    assert "hq init" in done.stdout + done.stderr
