"""Whoever has only stock tools can check and open a bundle, by the very commands that docs/bundle-format.md prints."""

import hashlib
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.sync.bundle.card import write_card
from fieldkit.sync.bundle.namespaces import HEADQUARTERS, WORD
from fieldkit.sync.bundle.receipt import write_receipt
from fieldkit.sync.bundle.signers import Signer, Signers
from fieldkit.sync.bundle.word import write_word
from tests.bundle import parts

DOC = Path(__file__).parents[2] / "docs" / "bundle-format.md"
Tool = Callable[[str], str]


def commands(name: str) -> str:
    """Return the block of commands that the page marks with this name."""
    found = re.search(rf"<!-- commands: {name} -->\n```sh\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def run(name: str, folder: Path, tool: Tool) -> "subprocess.CompletedProcess[str]":
    """Run a block in a folder, stopping at the first command that fails."""
    script = "set -eo pipefail\n" + commands(name)
    return subprocess.run(
        [tool("bash"), "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def folder(tmp_path: Path, tool: Tool) -> Path:
    """A folder with a bundle, the signers that are not bound to a time, and an identity."""
    for name in ("tar", "jq", "ssh-keygen", "sha256sum"):
        tool(name)
    (tmp_path / "bundle.fkb").write_bytes(parts.bundle().data)
    (tmp_path / "allowed_signers").write_text(parts.SIGNERS.text(), encoding="utf-8", newline="\n")
    (tmp_path / "identity.txt").write_text(parts.RECOVERY_IDENTITY + "\n", encoding="utf-8", newline="\n")
    return tmp_path


def test_anybody_can_check_a_bundle_from_outside(folder: Path, tool: Tool) -> None:
    """`tar`, `jq`, `ssh-keygen` and `sha256sum` find the three members, the signer and the manifest hash."""
    timeless = Signers(tuple(line for line in parts.SIGNERS.lines if line.principal != parts.DEVICE))
    always = f'{parts.DEVICE} namespaces="fieldkit-bundle@v1" {parts.DEVICE_KEY.public.openssh()}\n'
    (folder / "allowed_signers").write_text(timeless.text() + always, encoding="utf-8", newline="\n")
    done = run("outside", folder, tool)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:3] == ["manifest.json", "manifest.json.sig", "payload.age"]
    assert f'Good "fieldkit-bundle@v1" signature for {parts.DEVICE}' in done.stdout
    hashed = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert done.stdout.splitlines()[-1].startswith(hashed)


def test_ssh_keygen_keeps_our_validity_dates(folder: Path, tool: Tool) -> None:
    """The dates of our subset mean the same to ssh-keygen: valid within them, refused after them."""
    subprocess.run([tool("tar"), "xf", "bundle.fkb"], cwd=folder, check=True)
    data, statuses = (folder / "manifest.json").read_bytes(), []
    for at in ("20261118110640Z", "20270217110640Z"):  # the time of the tests, and 91 days later
        command = [tool("ssh-keygen"), "-Y", "verify", "-f", "allowed_signers", "-I", parts.DEVICE]
        command += ["-n", "fieldkit-bundle@v1", "-s", "manifest.json.sig", f"-Overify-time={at}"]
        statuses.append(subprocess.run(command, cwd=folder, input=data, capture_output=True, check=False).returncode)
    assert statuses[0] == 0
    assert statuses[1] != 0


@pytest.mark.parametrize(
    ("member", "old", "new"), [("manifest.json", b'"policy":7', b'"policy":8'), ("payload.age", b"X25519", b"X25518")]
)
def test_stock_tools_notice_a_change_too(folder: Path, tool: Tool, member: str, old: bytes, new: bytes) -> None:
    """A changed manifest fails at the signature, a changed payload at the hash."""
    data = (folder / "bundle.fkb").read_bytes()
    assert old in data, member
    (folder / "bundle.fkb").write_bytes(data.replace(old, new))
    assert run("outside", folder, tool).returncode != 0


def test_an_auditor_with_an_identity_reads_the_records(folder: Path, tool: Tool) -> None:
    """`age -d | zstd -dc | jq` gives the records; the padding frame disturbs none of them."""
    for name in ("age", "zstd"):
        tool(name)
    subprocess.run([tool("tar"), "xf", "bundle.fkb"], cwd=folder, check=True)
    done = run("inside", folder, tool)
    assert (0, "", f'"{parts.RECORD_ID}"\n') == (done.returncode, done.stderr, done.stdout)


def test_a_receipt_is_checked_the_same_way(folder: Path, tool: Tool) -> None:
    """Headquarters' signature under a receipt, and the bundle it is about."""
    receipt = write_receipt(parts.receipt_body(), parts.HQ_KEY, parts.RECIPIENTS[0], parts.zeros)
    (folder / "receipt.fkr").write_bytes(receipt.data)
    done = run("receipt", folder, tool)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "c" * 64)
    assert 'Good "fieldkit-receipt@v1" signature for hq' in done.stdout


def test_a_card_is_checked_against_its_own_key(folder: Path, tool: Tool) -> None:
    """The card's signature holds under the key it names."""
    (folder / "hq.card").write_bytes(write_card(parts.card(), parts.HQ_KEY))
    done = run("card", folder, tool)
    assert (done.returncode, 'Good "fieldkit-card@v1" signature for hq' in done.stdout) == (0, True)


def test_what_age_and_zstd_make_by_hand_is_read(tmp_path: Path, tool: Tool) -> None:
    """Our padding frame is one that `zstd -t` takes, and our frame one that it lists with its size."""
    from fieldkit.sync.bundle import payload

    (tmp_path / "content.zst").write_bytes(payload.encode(parts.good_content(), parts.zeros))
    subprocess.run([tool("zstd"), "-q", "-t", "content.zst"], cwd=tmp_path, check=True)
    out = subprocess.run([tool("zstd"), "-dc", "content.zst"], cwd=tmp_path, check=True, capture_output=True).stdout
    assert parts.good_content() == out


def test_headquarters_word_is_opened_and_checked_by_stock_tools(folder: Path, tool: Tool) -> None:
    """Whoever has the laptop's identity opens the word with age and zstd and checks it with ssh-keygen."""
    for name in ("age", "zstd"):
        tool(name)
    (folder / "word.fkw").write_bytes(write_word(parts.word(), parts.HQ_KEY, parts.RECIPIENTS[1], parts.zeros))
    line = Signer(HEADQUARTERS, (WORD,), parts.HQ_KEY.public).line()
    (folder / "allowed_signers").write_text(f"{line}\n", encoding="utf-8", newline="\n")
    done = run("word", folder, tool)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f'Good "fieldkit-word@v1" signature for hq with ED25519 key {done.stdout.split()[8]}',
        parts.HQ_EPOCH,
    ]
