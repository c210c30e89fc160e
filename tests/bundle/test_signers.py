"""The subset of allowed_signers, and revocation: bundle-format 8.4."""

import pytest

from fieldkit import errors
from fieldkit.sync.bundle import namespaces
from fieldkit.sync.bundle.limits import LIMITS
from fieldkit.sync.bundle.signers import Revoked, Signer, Signers
from tests.bundle import parts

KEY = parts.DEVICE_KEY.public.openssh()


def test_a_file_of_signers_reads_back_as_it_was_written() -> None:
    """Principals, namespaces, validity and keys survive; blank lines and remarks are passed over."""
    text = parts.SIGNERS.text()
    assert Signers.parse(text) == parts.SIGNERS
    assert Signers.parse("# laptops\n\n" + text + "\n") == parts.SIGNERS


def test_a_line_looks_as_ssh_keygen_reads_it() -> None:
    """One line, spelled out."""
    line = Signer("hq", ("a@v1", "b@v1"), parts.DEVICE_KEY.public, 1_700_000_000_000, 1_800_000_000_000).line()
    expected = f'hq namespaces="a@v1,b@v1",valid-after="20231114221320Z",valid-before="20270115080000Z" {KEY}'
    assert expected == line


def test_a_key_is_found_by_name_use_and_time() -> None:
    """The newest line that fits gives the key; another use or time gives none."""
    old = Signer(parts.DEVICE, ("x@v1",), parts.OTHER_KEY.public, None, 1000)
    new = Signer(parts.DEVICE, ("x@v1",), parts.DEVICE_KEY.public, 1000, None)
    signers = Signers((old, new))
    keys = [signers.key_of(parts.DEVICE, "x@v1", at) for at in (999, 1000, None)]
    assert keys == [parts.OTHER_KEY.public, parts.DEVICE_KEY.public, parts.DEVICE_KEY.public]
    assert signers.key_of(parts.DEVICE, "y@v1", None) is None
    assert (signers.knows(parts.DEVICE), signers.knows("hq")) == (True, False)
    assert Signers((old,)).key_of(parts.DEVICE, "x@v1", 1000) is None


@pytest.mark.parametrize(
    "line",
    [
        f"* {KEY}",
        f"hq {KEY}",
        f'hq cert-authority,namespaces="x" {KEY}',
        f'hq namespaces="*" {KEY}',
        f'hq namespaces="x" {KEY} comment',
        f'hq namespaces="x" ssh-rsa {KEY.split()[1]}',
        f'hq namespaces="x" {KEY[:-3]}',
        f'hq namespaces="x",valid-after="20231314221320Z" {KEY}',
        f'hq namespaces="x",valid-after="20231114221320" {KEY}',
        f'hq,d-1 namespaces="x" {KEY}',
        f' hq namespaces="x" {KEY}',
        f'hq namespaces="x" {KEY}\r',
    ],
)
def test_other_lines_are_refused_by_number(line: str) -> None:
    """What ssh-keygen might read more widely than fieldkit is an error that names the line."""
    with pytest.raises(errors.SignersInvalid) as caught:
        Signers.parse(f"# remark\n{line}\n")
    assert caught.value.facts["line"] == 2


def test_a_file_too_large_is_refused() -> None:
    """An allowed_signers file has at most 1 MiB."""
    with pytest.raises(errors.SignersInvalid):
        Signers.parse("#" * (LIMITS.signers + 1))
    assert Signers.parse("#" * LIMITS.signers) == Signers()


def test_revocation_counts_from_a_number_of_each_epoch() -> None:
    """Before the number a bundle is believed; an epoch that is not listed is not believed at all."""
    revoked = Revoked({parts.DEVICE: {parts.EPOCH: 5}})
    found = [
        revoked.since_number(*x) for x in ((parts.DEVICE, parts.EPOCH), (parts.DEVICE, "e-x"), ("d-x", parts.EPOCH))
    ]
    assert found == [5, 1, None]


def test_a_former_key_ends_by_itself() -> None:
    """What ended for one key says nothing of the device's others; where both speak, the lower number counts."""
    former, present = parts.DEVICE_KEY.public, parts.OTHER_KEY.public
    ended = {parts.DEVICE: {former.openssh(): {parts.EPOCH: 7, parts.OLD_EPOCH: 3}}}
    revoked = Revoked({}, ended)
    assert revoked.since_number(parts.DEVICE, parts.EPOCH, former) == 7
    assert revoked.since_number(parts.DEVICE, "e-x", former) == 1
    assert revoked.since_number(parts.DEVICE, parts.EPOCH, present) is None
    assert revoked.since_number(parts.DEVICE, parts.EPOCH) is None
    both = Revoked({parts.DEVICE: {parts.EPOCH: 5, parts.OLD_EPOCH: 9}}, ended)
    assert [both.since_number(parts.DEVICE, e, former) for e in (parts.EPOCH, parts.OLD_EPOCH)] == [5, 3]


def test_namespaces_are_all_different() -> None:
    """No two kinds of thing are signed under one name."""
    assert len(set(namespaces.ALL_NAMESPACES)) == len(namespaces.ALL_NAMESPACES)
