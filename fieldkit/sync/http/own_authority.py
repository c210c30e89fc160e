"""A certificate authority of an office's own, for one intake: laptops believe it and nothing else. docs/for-hq.md 1."""

import datetime as dt
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from fieldkit import errors

EARLIER = dt.timedelta(days=2)
"""A certificate begins before it was made: clocks differ."""
AUTHORITY_YEARS = 10
"""An authority outlives several certificates of its own: at its end every laptop needs new rules."""
_USAGE = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
_MORE_USAGE = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its private key, both PEM."""

    certificate: bytes
    key: bytes = field(repr=False)


def make_authority(names: Sequence[str], now: dt.datetime) -> Issued:
    """Return an authority that can vouch for these names and for no others, valid for AUTHORITY_YEARS."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _name("fieldkit intake authority")
    built = (
        _builder(name, name, key.public_key(), now, AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
    )
    return Issued(_pem(built.sign(key, hashes.SHA256())), _key_pem(key))


def issue(authority: Issued, names: Sequence[str], now: dt.datetime, years: int) -> Issued:
    """Return a certificate for an intake of these names, at most as long as the authority is valid.

    Raises: IntakeUnfit when the authority's files do not belong together, it may not vouch for one of the names, or
    its time is over.
    """
    signing, parent = _loaded(authority)
    refuse_other_names(authority.certificate, names)
    key = ec.generate_private_key(ec.SECP256R1())
    built = (
        _builder(_name(names[0]), parent.subject, key.public_key(), now, years, parent.not_valid_after_utc)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    return Issued(_pem(built.sign(signing, hashes.SHA256())), _key_pem(key))


def refuse_other_names(authority: bytes, names: Sequence[str]) -> None:
    """Refuse names that an authority may not vouch for: laptops would refuse its certificate. Raises: IntakeUnfit."""
    found = _certificate(authority).extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = found.permitted_subtrees or []
    others = [one for one, general in zip(names, _permitted(names), strict=True) if general not in permitted]
    if others:
        known = ", ".join(str(general.value).removesuffix("/32").removesuffix("/128") for general in permitted)
        why = f"the authority in this folder vouches for {known} alone, not for {', '.join(others)}"
        raise errors.IntakeUnfit(why=f"{why}: prepare another folder for that name, and publish its policy.json")


def fingerprint_of(certificate: bytes) -> str:
    """Return the SHA-256 of a certificate in hex, in groups of four. Raises: IntakeUnfit."""
    text = _certificate(certificate).fingerprint(hashes.SHA256()).hex()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def last_day(certificate: bytes) -> str:
    """Return the day until which a certificate is valid. Raises: IntakeUnfit."""
    return _certificate(certificate).not_valid_after_utc.date().isoformat()


def _loaded(authority: Issued) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    certificate = _certificate(authority.certificate)
    try:
        key = serialization.load_pem_private_key(authority.key, None)
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        raise errors.IntakeUnfit(why="ca.pem or ca.key cannot be used") from None
    public = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != public:
        raise errors.IntakeUnfit(why="ca.pem and ca.key do not belong together")
    return key, certificate


def _certificate(data: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(data)
    except ValueError:
        raise errors.IntakeUnfit(why="a certificate in keys cannot be read") from None


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: dt.datetime,
    years: int,
    limit: dt.datetime | None = None,
) -> x509.CertificateBuilder:
    until = now + dt.timedelta(days=365 * years)
    if limit is not None and limit <= now:
        raise errors.IntakeUnfit(why="the time of ca.pem is over: make a new one in another folder")
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(until if limit is None else min(until, limit))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in allowed for name in (*_USAGE, *_MORE_USAGE)})


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _permitted(names: Sequence[str]) -> list[x509.GeneralName]:
    """Return what the authority may vouch for: exactly these hosts and addresses."""
    found: list[x509.GeneralName] = []
    for name in names:
        try:
            found.append(x509.IPAddress(ipaddress.ip_network(name)))
        except ValueError:
            found.append(x509.DNSName(name))
    return found


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
