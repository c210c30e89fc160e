"""What a signature is for. The same key never signs two kinds of thing under one name. docs/bundle-format.md 4.1."""

from enum import Enum
from typing import Literal, TypeAlias

BundleNamespace: TypeAlias = Literal["fieldkit-bundle@v1", "fieldkit-practice@v1"]
ReceiptNamespace: TypeAlias = Literal["fieldkit-receipt@v1", "fieldkit-practice-receipt@v1"]
CardNamespace: TypeAlias = Literal["fieldkit-card@v1", "fieldkit-practice-card@v1"]
RequestNamespace: TypeAlias = Literal["fieldkit-request@v1", "fieldkit-practice-request@v1"]
RotateNamespace: TypeAlias = Literal["fieldkit-rotate@v1", "fieldkit-practice-rotate@v1"]
TipNamespace: TypeAlias = Literal["fieldkit-tip@v1", "fieldkit-practice-tip@v1"]
WordNamespace: TypeAlias = Literal["fieldkit-word@v1", "fieldkit-practice-word@v1"]
ClassNamespace: TypeAlias = Literal["fieldkit-practice-class@v1"]
ResultNamespace: TypeAlias = Literal["fieldkit-practice-result@v1"]
CapacityNamespace: TypeAlias = Literal["fieldkit-practice-capacity@v1"]
CertificateNamespace: TypeAlias = Literal["fieldkit-practice-certificate@v1"]
SyncNamespace: TypeAlias = Literal["fieldkit-sync@v1"]
EscrowNamespace: TypeAlias = Literal["fieldkit-escrow@v1"]

BUNDLE: BundleNamespace = "fieldkit-bundle@v1"
PRACTICE: BundleNamespace = "fieldkit-practice@v1"
RECEIPT: ReceiptNamespace = "fieldkit-receipt@v1"
PRACTICE_RECEIPT: ReceiptNamespace = "fieldkit-practice-receipt@v1"
CARD: CardNamespace = "fieldkit-card@v1"
PRACTICE_CARD: CardNamespace = "fieldkit-practice-card@v1"
REQUEST: RequestNamespace = "fieldkit-request@v1"
PRACTICE_REQUEST: RequestNamespace = "fieldkit-practice-request@v1"
ROTATE: RotateNamespace = "fieldkit-rotate@v1"
PRACTICE_ROTATE: RotateNamespace = "fieldkit-practice-rotate@v1"
TIP: TipNamespace = "fieldkit-tip@v1"
PRACTICE_TIP: TipNamespace = "fieldkit-practice-tip@v1"
WORD: WordNamespace = "fieldkit-word@v1"
PRACTICE_WORD: WordNamespace = "fieldkit-practice-word@v1"
PRACTICE_CLASS: ClassNamespace = "fieldkit-practice-class@v1"
PRACTICE_RESULT: ResultNamespace = "fieldkit-practice-result@v1"
PRACTICE_CAPACITY: CapacityNamespace = "fieldkit-practice-capacity@v1"
PRACTICE_CERTIFICATE: CertificateNamespace = "fieldkit-practice-certificate@v1"
"""Classes have no real counterpart: practice-format 8."""
SYNC: SyncNamespace = "fieldkit-sync@v1"
"""Requests over HTTP (http-format 2). Practice is never sent."""
ESCROW: EscrowNamespace = "fieldkit-escrow@v1"
"""Practice has no escrow: what is made there is thrown away."""

ALL_NAMESPACES = (
    BUNDLE,
    PRACTICE,
    RECEIPT,
    PRACTICE_RECEIPT,
    CARD,
    PRACTICE_CARD,
    REQUEST,
    PRACTICE_REQUEST,
    ROTATE,
    PRACTICE_ROTATE,
    TIP,
    PRACTICE_TIP,
    WORD,
    PRACTICE_WORD,
    PRACTICE_CLASS,
    PRACTICE_RESULT,
    PRACTICE_CAPACITY,
    PRACTICE_CERTIFICATE,
    SYNC,
    ESCROW,
)

HEADQUARTERS = "hq"
"""The principal of headquarters' keys in allowed_signers; devices are named by their `d-` pseudonym."""


class Kind(Enum):
    """The two kinds of container."""

    BUNDLE = "bundle"
    RECEIPT = "receipt"

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces a container of this kind may be signed in: real work first, practice second."""
        return (BUNDLE, PRACTICE) if self is Kind.BUNDLE else (RECEIPT, PRACTICE_RECEIPT)
