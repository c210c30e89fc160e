"""Sealing to age recipients: round trips, and the age program beside us."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from fieldkit import errors
from fieldkit.crypto import seal


def test_every_recipient_opens_what_was_sealed() -> None:
    """One file, any of its recipients."""
    mine, yours, nobody = (seal.generate_identity() for _ in range(3))
    sealed = seal.seal(b"text", [seal.recipient_of(mine), seal.recipient_of(yours)])
    assert [seal.unseal(sealed, [i]) for i in (mine, yours)] == [b"text", b"text"]
    assert seal.unseal(sealed, [nobody, yours]) == b"text"
    with pytest.raises(errors.WrongRecipient):
        seal.unseal(sealed, [nobody])
    with pytest.raises(errors.WrongRecipient):
        seal.unseal(sealed, [])


def test_sealing_the_same_twice_gives_different_files() -> None:
    """Nobody can tell from two files whether they hold the same."""
    recipient = seal.recipient_of(seal.generate_identity())
    assert seal.seal(b"text", [recipient]) != seal.seal(b"text", [recipient])


def test_a_cut_or_changed_file_is_broken() -> None:
    """A missing tail, a flipped byte or bytes behind the end do not open."""
    identity = seal.generate_identity()
    sealed = seal.seal(b"text" * 100, [seal.recipient_of(identity)])
    for damaged in (sealed[:-1], sealed[:60], sealed + b"x", b"", sealed[:-9] + b"x" + sealed[-8:]):
        with pytest.raises(errors.SealBroken):
            seal.unseal(damaged, [identity])


def test_text_that_is_no_key_is_refused() -> None:
    """A recipient or identity has one spelling."""
    recipient = seal.recipient_of(seal.generate_identity())
    seal.check_recipient(recipient)
    for wrong in ("", "age1qq", recipient.upper(), recipient[:-1], recipient + " "):
        with pytest.raises(errors.BadKey):
            seal.check_recipient(wrong)
    with pytest.raises(errors.BadKey):
        seal.recipient_of("AGE-SECRET-KEY-1QQ")


def test_a_key_id_is_the_start_of_a_hash() -> None:
    """`k-` and 16 hex digits of SHA-256 of the recipient's text."""
    assert seal.key_id("abc") == "k-ba7816bf8f01cfea"


def test_the_age_program_opens_what_we_seal_and_the_other_way_round(tool: Callable[[str], str], tmp_path: Path) -> None:
    """fieldkit and age understand each other, with age-keygen's keys too."""
    age, age_keygen = tool("age"), tool("age-keygen")
    made = subprocess.run([age_keygen], capture_output=True, text=True, check=True).stdout
    identity = next(line for line in made.splitlines() if line.startswith("AGE-SECRET-KEY-1"))
    (tmp_path / "identity").write_text(identity)
    recipient = seal.recipient_of(identity)
    ours = subprocess.run(
        [age, "-d", "-i", tmp_path / "identity"],
        input=seal.seal(b"text", [recipient]),
        capture_output=True,
        check=True,
    )
    theirs = subprocess.run([age, "-r", recipient], input=b"text", capture_output=True, check=True)
    assert (ours.stdout, seal.unseal(theirs.stdout, [identity])) == (b"text", b"text")


def with_stanzas(many: int, noise: bytes = b"") -> bytes:
    """Return what begins as an age file for many recipients does; nobody holds a key to it."""
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n"
    return b"age-encryption.org/v1\n" + stanza * many + noise + b"--- " + b"C" * 43 + b"\n" + b"x" * 100


def test_a_crowd_of_recipients_is_refused_before_a_key_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stanza costs a computation with each identity: ten thousand of them must not keep an import busy."""

    def tried(*_: object) -> bytes:
        raise AssertionError("a key was tried")

    monkeypatch.setattr(pyrage, "decrypt", tried)
    identity = seal.generate_identity()
    for crowd in (with_stanzas(10_000), with_stanzas(21), with_stanzas(1, b"-> " + b"x" * 9_000 + b"\n")):
        with pytest.raises(errors.SealCrowded):
            seal.unseal(crowd, [identity])
    with pytest.raises(errors.SealCrowded):
        seal.unseal(b"age-encryption.org/v1\n" + b"-> X25519 A\n" * 10_000, [identity])
    with pytest.raises(AssertionError, match="a key was tried"):
        seal.unseal(with_stanzas(20), [identity])


def test_the_noise_that_age_adds_and_sixteen_recipients_are_no_crowd() -> None:
    """What is sealed here carries a stanza of noise besides; a header may hold more of it, with a body."""
    identities = [seal.generate_identity() for _ in range(16)]
    for _ in range(20):
        sealed = seal.seal(b"text", [seal.recipient_of(one) for one in identities])
        assert sealed.partition(b"\n---")[0].count(b"\n->") == 17
        assert seal.unseal(sealed, identities[-1:]) == b"text"
    grease = b"-> q6-grease aB3 ~x\n" + (b"D" * 64 + b"\n") * 5 + b"DDDD\n"
    seal.check_header(with_stanzas(17, grease * 3))


def test_what_the_age_program_seals_to_sixteen_is_no_crowd(tool: Callable[[str], str], tmp_path: Path) -> None:
    """Headers of the age program pass as well."""
    identities = [seal.generate_identity() for _ in range(16)]
    to = [word for one in identities for word in ("-r", seal.recipient_of(one))]
    theirs = subprocess.run([tool("age"), *to], input=b"text", capture_output=True, check=True).stdout
    assert seal.unseal(theirs, identities[-1:]) == b"text"


def test_an_armoured_age_file_is_not_taken(tool: Callable[[str], str]) -> None:
    """Its header cannot be counted without undoing the armour; nothing of ours is armoured."""
    identity = seal.generate_identity()
    recipient = seal.recipient_of(identity)
    theirs = subprocess.run([tool("age"), "-a", "-r", recipient], input=b"text", capture_output=True, check=True).stdout
    with pytest.raises(errors.SealBroken):
        seal.unseal(theirs, [identity])
