"""Every file of tests/vectors/bundle gives the result that its header expects."""

import base64
import zlib
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.sync.bundle import namespaces
from fieldkit.sync.bundle.card import read_card, read_request
from fieldkit.sync.bundle.receipt import open_receipt
from fieldkit.sync.bundle.tip import open_tip
from fieldkit.sync.bundle.verify import open_bundle, verify
from fieldkit.sync.bundle.word import open_word
from tests.bundle import parts

FOLDER = Path(__file__).parent.parent / "vectors" / "bundle"
FILES = sorted(FOLDER.glob("*.txt"))


def read_vector(path: Path) -> tuple[dict[str, str], bytes]:
    """Return a vector's header and bytes."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    lines = [line for line in head.splitlines() if not line.startswith("#")]
    return dict(line.split(": ", 1) for line in lines), zlib.decompress(base64.b64decode(body))


def open_any(kind: str, data: bytes) -> None:
    """Do everything that may be done with a file of this kind."""
    if kind == "bundle":
        verified = verify(data, parts.SIGNERS, namespace=namespaces.BUNDLE, now_ms=parts.NOW, revoked=parts.REVOKED)
        open_bundle(verified, [parts.HQ_IDENTITY])
    elif kind == "receipt":
        open_receipt(data, parts.SIGNERS, [parts.HQ_IDENTITY], device=parts.DEVICE)
    elif kind == "tip":
        assert open_tip(data, [parts.HQ_IDENTITY]).tip == parts.tip()
    elif kind == "word":
        facts = open_word(data, parts.SIGNERS, [parts.HQ_IDENTITY], device=parts.DEVICE)
        assert (facts.moment, facts.orders) == (parts.word().moment, (parts.ORDER,))
        assert facts.chains in (parts.CHAINS, parts.NAMED_CHAINS)
    elif kind == "card":
        assert parts.card() == read_card(data)
    else:
        assert read_request(data) in (parts.request(), parts.rotated())


@pytest.mark.parametrize("path", FILES, ids=[p.stem for p in FILES])
def test_each_vector_gives_the_expected_result(path: Path) -> None:
    """A good file opens; a bad one fails with the one error that its header names."""
    header, data = read_vector(path)
    try:
        open_any(header["kind"], data)
        result = "ok"
    except errors.BundleError as error:
        result = error.code
    assert header["expect"] == result


def test_every_error_of_a_reader_has_a_vector() -> None:
    """No check is without a file that fails it."""
    seen = {read_vector(path)[0]["expect"] for path in FILES}
    known = {c.code for c in errors.BundleError.__subclasses__()}
    assert {"FK-301"} == known - seen  # signer unknown: no signers were given, which is not the file's doing
