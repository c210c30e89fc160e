"""One frozen table of every size that a stranger could choose. docs/bundle-format.md 7."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes unless said otherwise. Writer and reader use the same table."""

    manifest: int = 4 * KIB
    signature: int = 4 * KIB
    payload: int = 8 * MIB
    plaintext: int = 64 * MIB
    window: int = 8 * MIB
    ratio: int = 200
    """Plaintext bytes per compressed byte, counted only above `ratio_from`: a small bomb is no bomb."""
    ratio_from: int = 1 * MIB
    line: int = 256 * KIB
    records: int = 20_000
    """Lines between head and foot."""
    least_recipients: int = 2
    most_recipients: int = 16
    sequence: int = 99_999_999
    """The largest sequence number: eight digits in a file name."""
    missing: int = 256
    """Sequence numbers asked for again in one receipt, lowest first."""
    document: int = 64 * KIB
    """A card or a request."""
    approvals: int = 256
    """Forms times languages on a card: at about 220 bytes each they leave room for the rest of it."""
    tip: int = 80 * KIB
    """A concern's sealed file."""
    tip_content: int = 64 * KIB
    tip_answers: int = 1_000
    second_recipients: int = 4
    word: int = 64 * KIB
    """Headquarters' word: the file, and what is sealed in it."""
    orders: int = 100
    order: int = 512
    """Bytes of one order in canonical form."""
    epochs: int = 64
    """Epochs of one device in a request for a new key, or in the list of revoked ones."""
    keys_of_device: int = 16
    """Former keys of one device in the list of revoked ones."""
    signers: int = 1 * MIB
    """An allowed_signers file."""

    records_per_bundle: int = 1_000
    """Where the packer splits: the reader takes more, but a lost stick should not carry a year."""
    keep_parsed: int = 4 * MIB
    """Parsed lines are kept in memory up to this much plaintext; above it each pass parses them again."""


LIMITS = Limits()
