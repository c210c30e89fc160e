"""A request for a new key, for which the former key vouches: bundle-format 8.2."""

import dataclasses
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import namespaces
from fieldkit.sync.bundle.card import Request, read_request, write_request
from fieldkit.sync.bundle.rotation import Rotates
from tests.bundle import parts


def test_a_rotated_request_arrives_as_it_was_written() -> None:
    """The former key, the numbers it signed and its word survive the file; the fingerprint covers them."""
    asked = parts.rotated()
    first = parts.rotated(last={parts.OLD_EPOCH: 1})
    assert read_request(write_request(first, parts.OTHER_KEY)) == first
    assert read_request(write_request(asked, parts.OTHER_KEY)) == asked
    assert asked.rotates is not None
    assert asked.rotates.ended == {parts.OLD_EPOCH: 13}
    assert asked.fingerprint != dataclasses.replace(asked, rotates=None).fingerprint


def test_practice_vouches_in_its_own_namespace() -> None:
    """A word given in practice is none in real work."""
    asked = parts.rotated(namespace=namespaces.PRACTICE_REQUEST)
    data = write_request(asked, parts.OTHER_KEY, namespaces.PRACTICE_REQUEST)
    assert read_request(data, namespaces.PRACTICE_REQUEST) == asked
    with pytest.raises(errors.SignedDocumentInvalid):
        write_request(asked, parts.OTHER_KEY)


def changed(**changes: object) -> Request:
    asked = parts.rotated()
    return dataclasses.replace(asked, rotates=dataclasses.replace(asked.rotates, **changes))  # type: ignore[type-var]


@pytest.mark.parametrize(
    "asked",
    [
        changed(last={parts.OLD_EPOCH: 13}),
        changed(key=parts.STRANGER_KEY.public),
        changed(signature=b"nothing"),
        changed(signature=sshsig(parts.DEVICE_KEY, parts.request().body, namespaces.ROTATE)),
        dataclasses.replace(parts.rotated(), recipient=parts.RECIPIENTS[1]),
        dataclasses.replace(parts.rotated(), nonce="00" * 16),
        parts.rotated(last={parts.EPOCH: 1}),
        parts.rotated(last={parts.OLD_EPOCH: 0}),
        parts.rotated(last={"e-1": 1}),
        parts.rotated(last={f"e-{n:016x}": 1 for n in range(65)}),
        parts.rotated(former=parts.OTHER_KEY),
    ],
)
def test_what_the_former_key_did_not_sign_is_refused(asked: Request) -> None:
    """Other numbers, another recipient, another key or epoch: the word holds for exactly one request."""
    with pytest.raises(errors.SignedDocumentInvalid):
        write_request(asked, parts.OTHER_KEY)


def test_a_malformed_former_key_is_refused() -> None:
    """What is no key, or has a field more, is no word of anybody."""
    wrong: list[dict[str, Json]] = [{"key": "ssh-rsa AAAA"}, {"more": 1}, {"last": []}]
    for rotates in wrong:
        document = dict(parts.rotated().as_json())
        document["rotates"] = {**document["rotates"], **rotates}  # type: ignore[dict-item]
        body = canonical.dumps(document) + b"\n"
        with pytest.raises(errors.SignedDocumentInvalid):
            read_request(body + sshsig(parts.OTHER_KEY, body, namespaces.REQUEST))


def test_a_key_that_signed_nothing_may_be_replaced() -> None:
    """A laptop may change its keys before it ever packed."""
    asked = parts.rotated(last={})
    assert read_request(write_request(asked, parts.OTHER_KEY)) == asked


def test_stock_tools_check_the_former_keys_word(tool: Callable[[str], str], tmp_path: Path) -> None:
    """ssh-keygen verifies it over the body without the signature, as jq writes it."""
    asked = parts.rotated()
    assert asked.rotates is not None
    unsigned = dataclasses.replace(asked, rotates=Rotates(asked.rotates.key, asked.rotates.last))
    (tmp_path / "signers").write_text(f"{parts.DEVICE} {asked.rotates.key.openssh()}\n", encoding="utf-8")
    (tmp_path / "word.sig").write_bytes(asked.rotates.signature)
    (tmp_path / "request").write_bytes(write_request(asked, parts.OTHER_KEY))
    jq = [tool("jq"), "-cS", "del(.rotates.signature)"]
    line = subprocess.run(jq, input=asked.body, capture_output=True, check=True).stdout
    assert line == unsigned.body
    argv = [tool("ssh-keygen"), "-Y", "verify", "-f", "signers", "-I", parts.DEVICE, "-n", namespaces.ROTATE]
    done = subprocess.run([*argv, "-s", "word.sig"], input=line, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_former_key_must_be_its_own() -> None:
    """A word by somebody else's key, under the former key's name, is refused."""
    asked = parts.rotated(former=SigningKey.from_seed(b"5" * 32))
    stolen = dataclasses.replace(asked, rotates=dataclasses.replace(asked.rotates, key=parts.DEVICE_KEY.public))  # type: ignore[type-var]
    with pytest.raises(errors.SignedDocumentInvalid, match="former key"):
        write_request(stolen, parts.OTHER_KEY)
