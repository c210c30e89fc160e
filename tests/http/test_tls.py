"""Who answers: one CA for one address, and what a laptop with a dead clock battery is told."""

import datetime
import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks import sync_http
from benchmarks.flaky_proxy import Weather, flaky
from benchmarks.served import Served, machine_ms, served
from fieldkit import errors
from fieldkit.sync.http import tls, uploading
from fieldkit.sync.http.client import Caller, HttpMailbox
from fieldkit.sync.http.kept import Kept
from fieldkit.sync.http.link import Link
from fieldkit.sync.http.serving import Binding, listening
from tests.bundle import parts
from tests.http.parts import BUNDLE_DATA, DEVICE, KEY, NAME, SIGNERS

DAY = datetime.timedelta(days=1)
YEAR_2001 = 978_307_200_000


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of a test's own."""

    folder: Path
    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    pem: str

    def certify(self, address: str, since: datetime.timedelta, until: datetime.timedelta) -> tuple[Path, Path]:
        """Return the files of a certificate for an address, valid from and until so long from now, and of its key."""
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name("intake"))
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + since)
            .not_valid_after(now + until)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False)
            .sign(self.key, hashes.SHA256())
        )
        files = self.folder / "intake.pem", self.folder / "intake.key"
        files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(_private(key))
        return files


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def authority(folder: Path) -> Authority:
    """Make an authority that is valid for years."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
    name = _name(f"authority {folder.name}")
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 3000 * DAY)
        .not_valid_after(now + 3000 * DAY)
        .add_extension(x509.BasicConstraints(True, None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )
    return Authority(folder, name, key, certificate.public_bytes(serialization.Encoding.PEM).decode())


Serve = Callable[..., Served]


@pytest.fixture
def own(tmp_path: Path) -> Authority:
    return authority(tmp_path)


@pytest.fixture
def serve(tmp_path: Path, own: Authority) -> Iterator[Serve]:
    """Return a maker of one intake with a certificate of `own`."""
    running = []

    def make(address: str = "127.0.0.1", since: int = -1, until: int = 30) -> Served:
        certificate, key = own.certify(address, since * DAY, until * DAY)
        running.append(served(tmp_path, SIGNERS, certificate=certificate, key=key))
        return running[-1].__enter__()

    yield make
    for one in running:
        one.__exit__(None, None, None)


def mailbox(intake: Served, ca: str, now_ms: int | None = None, told_ms: int = 0) -> HttpMailbox:
    """Return a laptop's side, with its own idea of the time."""
    now = machine_ms() if now_ms is None else now_ms
    link = Link(intake.url, ca, lambda: tls.Clock(now, told_ms), 2.0)
    return HttpMailbox(link, Caller(DEVICE, KEY, parts.EPOCH, 1), Kept(), sleep=lambda _: None)


def test_an_intake_with_a_certificate_of_the_given_authority_is_believed(serve: Serve, own: Authority) -> None:
    """The whole way over TLS."""
    intake = serve()
    one = mailbox(intake, own.pem)
    assert one.put_bundle(DEVICE, NAME, BUNDLE_DATA)
    one.close()
    assert (intake.box / "up" / DEVICE[2:] / NAME).read_bytes() == BUNDLE_DATA


def test_what_arrived_before_a_cut_counts_over_tls_too(serve: Serve, own: Authority) -> None:
    """TLS gives nothing of a record that came in part: bodies go in records that fit a packet, both ways."""
    intake, (name, data) = serve(), sync_http.made_bundle(1, 12_000)
    (intake.lists / "allowed_signers").write_text(sync_http.SIGNERS.text(), encoding="utf-8", newline="\n")
    rules = intake.box / "policy" / "targets" / "large.bin"
    rules.parent.mkdir(parents=True)
    rules.write_bytes(bytes(range(256)) * 50)
    with flaky(intake.port, Weather(cut=(6_000, 6_000))) as proxy:
        link = Link(f"https://127.0.0.1:{proxy.port}", own.pem, lambda: tls.Clock(machine_ms()), 2.0)
        one = HttpMailbox(
            link, Caller(sync_http.DEVICE, sync_http.KEY, sync_http.EPOCH, 1), Kept(), sleep=lambda _: None
        )
        assert one.put_bundle(sync_http.DEVICE, name, data)
        assert one._uploader.part == uploading.LARGEST_PART
        assert one.policy_file("targets/large.bin", 20_000) == rules.read_bytes()
        one.close()
        assert proxy.connections <= 9


@pytest.mark.parametrize("given", ["", "other"])
def test_a_certificate_of_another_authority_is_not_headquarters(serve: Serve, tmp_path: Path, given: str) -> None:
    """Neither the system's authorities nor another one vouch for it; nothing is sent."""
    intake = serve()
    (tmp_path / "elsewhere").mkdir()
    one = mailbox(intake, given and authority(tmp_path / "elsewhere").pem)
    with pytest.raises(errors.CertificateRefused, match="expected authority"):
        one.put_bundle(DEVICE, NAME, BUNDLE_DATA)
    one.close()
    assert not (intake.box / "up").exists()


def test_a_certificate_for_another_name_is_not_headquarters(serve: Serve, own: Authority) -> None:
    """The right authority for another machine."""
    with pytest.raises(errors.CertificateRefused, match="another name"):
        mailbox(serve("127.0.0.2"), own.pem).hello()


@pytest.mark.parametrize(("since", "until", "what"), [(-30, -2, "has expired"), (2, 30, "not valid yet")])
def test_a_certificate_out_of_its_dates_is_said_to_be_so(
    serve: Serve, own: Authority, since: int, until: int, what: str
) -> None:
    """The laptop's clock is plausible: it is the certificate's fault."""
    with pytest.raises(errors.CertificateRefused, match=what):
        mailbox(serve(since=since, until=until), own.pem).hello()


@pytest.mark.parametrize(("since", "until"), [(-30, -2), (2, 30)])
@pytest.mark.parametrize("behind", ["in 2001", "before the last receipt"])
def test_a_dead_clock_battery_is_explained_and_the_certificate_is_checked_all_the_same(
    serve: Serve, own: Authority, since: int, until: int, behind: str
) -> None:
    """The check fails by dates while the laptop stands in the past: set the clock. Nothing is sent, nothing switched
    off."""
    intake = serve(since=since, until=until)
    now, told = (YEAR_2001, 0) if behind == "in 2001" else (machine_ms(), machine_ms() + 86_400_000)
    with pytest.raises(errors.ClockAgainstCertificate) as told_error:
        mailbox(intake, own.pem, now, told).put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert "set the date" in told_error.value.advice
    assert not (intake.box / "up").exists()


def test_a_wrong_clock_excuses_no_other_authority(serve: Serve, tmp_path: Path) -> None:
    """Whoever makes a laptop forget the time gets no further with a certificate of his own."""
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(errors.CertificateRefused, match="expected authority"):
        mailbox(serve(), authority(tmp_path / "elsewhere").pem, YEAR_2001).hello()


def test_a_file_that_is_no_certificate_is_refused_on_both_sides(tmp_path: Path) -> None:
    """Neither side begins with it."""
    with pytest.raises(errors.CertificateRefused, match="no certificate"):
        Link("https://127.0.0.1:1", "junk", lambda: tls.Clock(0))
    (tmp_path / "junk").write_text("junk", encoding="utf-8")
    with (
        pytest.raises(errors.IntakeUnfit, match="certificate"),
        served(tmp_path, SIGNERS, certificate=tmp_path / "junk", key=tmp_path / "junk"),
    ):
        pass


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "intake.example.org", "::"])
def test_an_intake_listens_without_encryption_on_loopback_only(host: str) -> None:
    """Unless something before it has the encryption."""
    with pytest.raises(errors.PlainHttp):
        listening(Binding(host, 0))


def test_behind_a_proxy_it_listens_elsewhere_too() -> None:
    """`--behind-proxy` is somebody's word for it."""
    with listening(Binding("0.0.0.0", 0, behind_proxy=True)) as place:
        assert place.getsockname()[1] > 0
    with pytest.raises(errors.IntakeUnfit):
        listening(Binding("192.0.2.1", 0, behind_proxy=True))


def test_a_clock_that_shows_no_day_is_said_without_falling_over() -> None:
    """Whatever number the machine gives."""
    assert tls.Clock(10**20).day == "no day at all"
    assert tls.Clock(YEAR_2001).day == "2001-01-01"
