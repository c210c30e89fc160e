"""Whoever has only python-tuf, or only stock tools, can check what headquarters published."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.policy import parts

DOC = Path(__file__).parents[2] / "docs" / "policy-format.md"
NOTHING_OF_OURS = """
import sys
from pathlib import Path
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

folder, root, out = map(Path, sys.argv[1:])

class Files(FetcherInterface):
    def _fetch(self, url):
        path = folder / url.removeprefix("x:/")
        if not path.is_file():
            raise DownloadHTTPError("no", 404)
        return iter([path.read_bytes()])

out.mkdir()
updater = Updater(str(out / "m") if (out / "m").mkdir() is None else "", "x:/metadata", str(out), "x:/targets", Files(),
                  bootstrap=root.read_bytes())
updater.refresh()
for name in ("hq.card", "policy.json", "forms/small/small.yaml"):
    print(name, Path(updater.download_target(updater.get_targetinfo(name))).read_bytes().hex())
assert "fieldkit" not in sys.modules
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy folder on the disk, published now."""
    import time

    now = int(time.time() * 1000)
    made = parts.Folder({"metadata/1.root.json": parts.root(now_ms=now)})
    made.publish(now_ms=now)
    for name, data in made.files.items():
        path = tmp_path / "policy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "policy"


def test_python_tufs_own_client_takes_it(folder: Path, tmp_path: Path) -> None:
    """Its updater, as its documentation has it, on our folder: the same files."""
    argv = [sys.executable, "-I", "-c", NOTHING_OF_OURS, str(folder), str(folder / "metadata" / "1.root.json")]
    done = subprocess.run([*argv, str(tmp_path / "out")], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert dict(line.split(" ") for line in done.stdout.splitlines()) == {
        name: data.hex() for name, data in parts.FILES.items()
    }


def run(name: str, folder: Path, tool: Callable[[str], str]) -> "subprocess.CompletedProcess[str]":
    """Run a block of the page's commands, stopping at the first that fails."""
    for needed in ("jq", "xxd", "openssl", "sha256sum", "sed"):
        tool(needed)
    found = re.search(rf"<!-- commands: {name} -->\n```sh\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    script = "set -eo pipefail\n" + found[1]
    argv = [tool("bash"), "-c", script]
    return subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_stock_tools_check_the_signature_and_every_hash(folder: Path, tool: Callable[[str], str]) -> None:
    """`openssl` finds the timestamp signed by the key that the root names; `sha256sum` goes from there to each file."""
    done = run("timestamp", folder, tool)
    assert (done.returncode, done.stdout.strip()) == (0, "Signature Verified Successfully"), done.stderr
    done = run("contents", folder, tool)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("block", "name"), [("timestamp", "metadata/timestamp.json"), ("contents", "targets")])
def test_stock_tools_notice_a_change_too(folder: Path, tool: Callable[[str], str], block: str, name: str) -> None:
    """A changed timestamp fails at its signature, a changed form at its hash."""
    path = folder / name if (folder / name).is_file() else next((folder / name).rglob("*.yaml"))
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    assert run(block, folder, tool).returncode != 0
