"""Who answers: the context in which certificates are checked, and what a failed check means. docs/http-format.md 1."""

import datetime
import re
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from fieldkit import errors

PLAUSIBLE_MS = 1_735_689_600_000
"""2025-01-01: a laptop that thinks it is earlier has lost its battery."""
_NOT_YET, _EXPIRED = 9, 10  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
_OTHER_NAME = (62, 64)
_OTHER_AUTHORITY = (2, 18, 19, 20, 21)
_URL = re.compile(
    r"https?://(?:[A-Za-z0-9.-]{1,200}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]{0,200})?"
)
_LOOPBACK = re.compile(r"localhost|127\.[0-9.]+|::1")


@dataclass(frozen=True, slots=True)
class Clock:
    """This laptop's clock, and the latest moment that headquarters has told it: ms since 1970."""

    now_ms: int
    told_ms: int = 0

    @property
    def is_behind(self) -> bool:
        """Tell whether it stands at a time that is past for certain."""
        return self.now_ms < max(self.told_ms, PLAUSIBLE_MS)

    @property
    def day(self) -> str:
        """The day that it shows."""
        try:
            return datetime.datetime.fromtimestamp(self.now_ms / 1000, datetime.timezone.utc).date().isoformat()
        except (OverflowError, OSError, ValueError):
            return "no day at all"


def checked_url(text: str) -> str:
    """Return an address without its last slash. Raises: NoAddress, PlainHttp."""
    try:
        parts = urlsplit(text)
        fits = bool(_URL.fullmatch(text)) and parts.hostname is not None and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits:
        raise errors.NoAddress(url=text if text.isprintable() and len(text) <= 200 else "this text")
    host = parts.hostname or ""
    if parts.scheme == "http" and not _LOOPBACK.fullmatch(host):
        raise errors.PlainHttp(place=host)
    return text.rstrip("/")


def context(ca: str) -> ssl.SSLContext:
    """Return a context that believes this authority (PEM) alone, or the system's where none is given.

    Raises: CertificateRefused when the text is no certificate.
    """
    if not ca:
        made = ssl.create_default_context()
    else:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            made.load_verify_locations(cadata=ca)
        except (ssl.SSLError, ValueError):
            raise errors.CertificateRefused(place="this address", why="the given CA is no certificate") from None
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def explained(failure: ssl.SSLCertVerificationError, place: str, clock: Clock) -> errors.FieldkitError:
    """Return what a failed check means to whoever sits there. It is never a reason to check less."""
    code = failure.verify_code
    if code in (_NOT_YET, _EXPIRED) and clock.is_behind:
        return errors.ClockAgainstCertificate(day=clock.day, place=place)
    if code == _NOT_YET:
        return errors.CertificateRefused(place=place, why="its certificate is not valid yet")
    if code == _EXPIRED:
        return errors.CertificateRefused(place=place, why="its certificate has expired")
    if code in _OTHER_NAME:
        return errors.CertificateRefused(place=place, why="its certificate is for another name")
    if code in _OTHER_AUTHORITY:
        return errors.CertificateRefused(place=place, why="its certificate is not from the expected authority")
    return errors.CertificateRefused(place=place, why=f"its certificate fails check {code}")


def failed_check(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """Return the failed check of a certificate that is behind an error of the network, if there is one."""
    for _ in range(10):
        if error is None or isinstance(error, ssl.SSLCertVerificationError):
            return error
        error = error.__cause__ or error.__context__
    return None
