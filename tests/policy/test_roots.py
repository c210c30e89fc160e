"""The root of trust and its officers' keys, by themselves."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.commands.environment import MachineEntropy
from fieldkit.crypto import canonical
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.policy import roots
from fieldkit.sync.policy.officer import groups_of, new_officer, open_officer, read_public
from tests.policy import parts
from tests.policy.parts import DAY_MS, NOW_MS, OFFICERS, OTHER_KEY, POLICY_KEY

PASSPHRASE = "invented officer passphrase"


@pytest.fixture(scope="module")
def officer() -> tuple[bytes, bytes]:
    return new_officer(PASSPHRASE, MachineEntropy())


def test_an_officers_key_opens_with_its_passphrase_alone(officer: tuple[bytes, bytes]) -> None:
    """The file holds nothing that signs without the passphrase; its public half stands beside it."""
    secret, public = officer
    key = open_officer(secret, PASSPHRASE)
    assert key.public == read_public(public)
    assert key.seed.hex().encode() not in secret
    with pytest.raises(errors.WrongKey):
        open_officer(secret, "another passphrase")


def test_any_change_to_an_officers_file_is_noticed(officer: tuple[bytes, bytes]) -> None:
    """Another public half, salt or seal: the file opens to the key it was made with, or not at all."""
    value = dict(canonical.loads_object(officer[0][:-1], what="it"))
    for name, changed in (
        ("key", OFFICERS[0].public.openssh()),
        ("salt", "00" * 16),
        ("nonce", "00" * 12),
        ("sealed", "00" * 48),
    ):
        with pytest.raises(errors.WrongKey):
            open_officer(canonical.dumps({**value, name: changed}), PASSPHRASE)
    for junk in (
        b"",
        b"{}",
        b"x" * 10_000,
        canonical.dumps({**value, "memory": 8}),
        canonical.dumps({**value, "v": 2}),
    ):
        with pytest.raises(errors.RootRefused):
            open_officer(junk, PASSPHRASE)


def test_ssh_keygen_reads_the_public_half(
    officer: tuple[bytes, bytes], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    """Stock tools show the same key."""
    file = tmp_path / "officer.pub"
    file.write_bytes(officer[1])
    done = subprocess.run([tool("ssh-keygen"), "-lf", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "ED25519" in done.stdout
    assert len(groups_of(read_public(officer[1]))) == 6


@pytest.mark.parametrize(
    ("officers", "threshold", "key"),
    [
        (OFFICERS, 0, POLICY_KEY),
        (OFFICERS, 4, POLICY_KEY),
        ((*OFFICERS, OFFICERS[0]), 2, POLICY_KEY),
        (OFFICERS, 2, OFFICERS[0]),
        ((), 1, POLICY_KEY),
    ],
)
def test_a_root_that_could_not_hold_is_not_made(
    officers: tuple[SigningKey, ...], threshold: int, key: SigningKey
) -> None:
    """A key twice, a threshold out of reach, the key that publishes among the officers."""
    with pytest.raises(errors.RootRefused):
        roots.make_root(1, parts.publics(officers), threshold, key.public, NOW_MS)


def test_a_root_says_who_decides() -> None:
    """Version, officers, threshold, end, who has signed, and a fingerprint that signing does not change."""
    unsigned, signed = parts.root(signed_by=()), parts.root()
    found = roots.read_root(signed)
    assert (found.version, found.threshold, found.policy_key) == (1, 2, POLICY_KEY.public)
    assert found.officers == parts.publics(OFFICERS)
    assert set(found.signed_by) == set(parts.publics(OFFICERS[:2]))
    assert found.expires_ms == NOW_MS + 365 * DAY_MS
    assert roots.read_root(unsigned).fingerprint == found.fingerprint
    assert roots.read_root(parts.root(2)).fingerprint != found.fingerprint
    assert roots.sign_root(signed, OFFICERS[0]) == signed, "signing twice counts once"


@pytest.mark.parametrize(
    ("why", "new", "key"),
    [
        ("is next", parts.root(3), POLICY_KEY),
        ("is next", parts.root(1), POLICY_KEY),
        ("another policy key", parts.root(2), OTHER_KEY),
        ("expired", parts.root(2, now_ms=NOW_MS - 400 * DAY_MS), POLICY_KEY),
        ("1 of 2 officers", parts.root(2, signed_by=OFFICERS[:1]), POLICY_KEY),
        ("root before", parts.root(2, parts.STRANGERS, parts.STRANGERS), POLICY_KEY),
    ],
)
def test_headquarters_takes_no_root_that_laptops_would_refuse(why: str, new: bytes, key: SigningKey) -> None:
    """Each reason has its words, and what to do."""
    with pytest.raises(errors.RootRefused, match=why) as found:
        roots.check_next(parts.root(), new, key.public, NOW_MS)
    assert found.value.advice.startswith(("make", "let"))
    assert roots.check_next(parts.root(), parts.root(2), POLICY_KEY.public, NOW_MS).version == 2


def test_any_bytes_are_a_root_or_are_refused() -> None:
    """Cut, flipped, nested, of another kind: an error of its own, never another one."""
    whole = parts.root()
    made, state = parts.folder()
    assert made.files
    wrong = json.loads(whole)
    wrong["signed"]["roles"]["timestamp"]["keyids"] = ["ab" * 32]
    split = json.loads(whole)
    split["signed"]["roles"]["timestamp"]["keyids"] = split["signed"]["roles"]["root"]["keyids"][:1]
    plain = json.loads(whole)
    plain["signed"]["consistent_snapshot"] = False
    others = [json.dumps(one).encode() for one in (wrong, split, plain)]
    cut = [whole[:end] for end in range(0, len(whole), 97)]
    for data in (*others, *cut, state.targets, b"[" * 50_000, b'{"signed":1,"signatures":[]}', whole + b" " * 70_000):
        with pytest.raises(errors.RootRefused):
            roots.read_root(data)
    assert not roots.follows(whole, b"x")
