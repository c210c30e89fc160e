"""Ed25519 and SSHSIG, held against ssh-keygen: docs/bundle-format.md 4."""

import base64
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto.sign import PublicKey, SigningKey, armoured, sign_bare, signature_namespace, sshsig, verify_sshsig

KEY = SigningKey.from_seed(bytes(range(32)))
OTHER = SigningKey.from_seed(bytes(32))
SPACE = "fieldkit-bundle@v1"


def test_the_signer_is_returned() -> None:
    """A verified signature tells which key made it; trusting that key is another question."""
    assert KEY.public == verify_sshsig(sshsig(KEY, b"text", SPACE), b"text", SPACE)
    assert signature_namespace(sshsig(KEY, b"text", SPACE)) == SPACE


def test_signing_is_deterministic() -> None:
    """The same key signs the same bytes the same way: Ed25519 needs no randomness."""
    assert sshsig(KEY, b"text", SPACE) == sshsig(KEY, b"text", SPACE)


@pytest.mark.parametrize(("message", "space"), [(b"texT", SPACE), (b"text", "fieldkit-practice@v1"), (b"", SPACE)])
def test_other_text_or_another_namespace_is_refused(message: bytes, space: str) -> None:
    """A signature is good for one text in one namespace."""
    with pytest.raises(errors.BadSignature):
        verify_sshsig(sshsig(KEY, b"text", SPACE), message, space)


@given(st.integers(0, len(sshsig(KEY, b"text", SPACE)) - 1), st.integers(1, 255))
def test_a_flipped_byte_anywhere_in_the_armour_is_refused(at: int, flip: int) -> None:
    """There is one armour for one signature; every other spelling is refused too."""
    armour = bytearray(sshsig(KEY, b"text", SPACE))
    armour[at] ^= flip
    with pytest.raises(errors.BadSignature):
        verify_sshsig(bytes(armour), b"text", SPACE)


@given(st.binary(max_size=400))
def test_any_blob_in_an_armour_is_refused_quietly(blob: bytes) -> None:
    """Bytes that are no signature give BadSignature and nothing else."""
    armour = b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(blob) + b"\n-----END SSH SIGNATURE-----\n"
    for data in (armour, blob):
        with pytest.raises(errors.BadSignature):
            verify_sshsig(data, b"text", SPACE)


@pytest.mark.parametrize("change", ["wrap", "end", "crlf", "space", "long"])
def test_an_armour_spelled_otherwise_is_refused(change: str) -> None:
    """Other line lengths, line ends, spaces and endings are not accepted."""
    armour = sshsig(KEY, b"text", SPACE)
    changed = {
        "wrap": armour.replace(b"\n", b"", 2).replace(b"SIGNATURE-----", b"SIGNATURE-----\n", 1),
        "end": armour + b"\n",
        "crlf": armour.replace(b"\n", b"\r\n"),
        "space": armour.replace(b"\n", b" \n"),
        "long": armour.replace(b"\n-----END", b"\n" * 5000 + b"-----END"),
    }[change]
    with pytest.raises(errors.BadSignature):
        verify_sshsig(changed, b"text", SPACE)


def test_keys_are_compared_by_their_bytes() -> None:
    """Two keys are the same when their 32 bytes are."""
    assert KEY.public == PublicKey(KEY.public.raw)
    assert KEY.public != OTHER.public
    assert KEY.public != KEY.public.raw
    assert {KEY.public} == {PublicKey.from_openssh(KEY.public.openssh())}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        "ssh-rsa AAAA",
        "ssh-ed25519 ====",
        "ssh-ed25519 é",
        f"{KEY.public.openssh()} comment",
        KEY.public.openssh()[:-1],
        "ssh-ed25519 " + base64.b64encode(bytes(51)).decode(),
    ],
)
def test_text_that_is_no_ed25519_key_is_refused(text: str) -> None:
    """Only `ssh-ed25519 AAAA...` without a comment is a key."""
    with pytest.raises(errors.BadKey):
        PublicKey.from_openssh(text)


def test_keys_of_another_length_are_refused() -> None:
    """Keys and seeds are 32 bytes."""
    with pytest.raises(errors.BadKey):
        PublicKey(bytes(31))
    with pytest.raises(errors.BadKey):
        SigningKey.from_seed(bytes(33))


def test_a_printed_key_shows_its_public_half_only() -> None:
    """No repr shows a seed."""
    assert f"SigningKey(PublicKey({KEY.public.fingerprint[:16]}))" == repr(KEY)
    assert KEY.seed.hex() not in repr(KEY)


def test_ssh_keygen_accepts_our_signature(tool: Callable[[str], str], tmp_path: Path) -> None:
    """`ssh-keygen -Y verify` takes what fieldkit signs, and refuses it under another namespace."""
    ssh_keygen = tool("ssh-keygen")
    (tmp_path / "signers").write_text(f"me {KEY.public.openssh()}\n")
    (tmp_path / "sig").write_bytes(sshsig(KEY, b"text", SPACE))
    command = [ssh_keygen, "-Y", "verify", "-f", "signers", "-I", "me", "-s", "sig", "-n"]
    good = subprocess.run([*command, SPACE], input=b"text", cwd=tmp_path, capture_output=True, check=False)
    bad = subprocess.run(
        [*command, "fieldkit-practice@v1"], input=b"text", cwd=tmp_path, capture_output=True, check=False
    )
    assert (good.returncode, bad.returncode != 0) == (0, True)


def test_ssh_keygens_signature_is_accepted(tool: Callable[[str], str], tmp_path: Path) -> None:
    """What `ssh-keygen -Y sign` writes with an Ed25519 key is the same armour, byte for byte parsed."""
    ssh_keygen = tool("ssh-keygen")
    key = tmp_path / "key"
    subprocess.run([ssh_keygen, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    signed = subprocess.run(
        [ssh_keygen, "-q", "-Y", "sign", "-f", key, "-n", SPACE], input=b"text", capture_output=True, check=True
    )
    public = PublicKey.from_openssh((tmp_path / "key.pub").read_text().strip())
    assert public == verify_sshsig(signed.stdout, b"text", SPACE)
    listed = subprocess.run([ssh_keygen, "-l", "-f", key], capture_output=True, text=True, check=True).stdout
    assert base64.b64encode(bytes.fromhex(public.fingerprint)).decode().rstrip("=") in listed


def test_ssh_keygens_signature_with_another_hash_is_refused(tool: Callable[[str], str], tmp_path: Path) -> None:
    """SHA-256 inside SSHSIG is valid for ssh-keygen but not in our format: one algorithm, one spelling."""
    ssh_keygen = tool("ssh-keygen")
    key = tmp_path / "key"
    subprocess.run([ssh_keygen, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    signed = subprocess.run(
        [ssh_keygen, "-q", "-Y", "sign", "-O", "hashalg=sha256", "-f", key, "-n", SPACE],
        input=b"text",
        capture_output=True,
        check=True,
    )
    with pytest.raises(errors.BadSignature):
        verify_sshsig(signed.stdout, b"text", SPACE)


def test_64_bare_bytes_are_the_inside_of_the_armour() -> None:
    """Where every byte counts the bare signature travels; with the key it is the same armoured SSHSIG again."""
    key = SigningKey.from_seed(b"5" * 32)
    bare = sign_bare(key, b"message", "fieldkit-sync@v1")
    assert len(bare) == 64
    assert armoured(key.public, bare, "fieldkit-sync@v1") == sshsig(key, b"message", "fieldkit-sync@v1")
