"""`fieldkit demo`: the main job end to end, with real stores, keys, bundles and receipts, and invented people.

Every step is the command that a person would type, run as a process of its own in a temporary folder.
"""

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit import errors
from fieldkit.commands.demo_stories import STORIES
from fieldkit.ports import Env
from fieldkit.result import Result
from fieldkit.sync.bundle.namespaces import BUNDLE

LANGUAGES = "en,fr,rw,sw,rn"


@dataclass(frozen=True, slots=True)
class Stage:
    """The folder of one demo: headquarters' home, the laptop's home, a stick, and the files that pass between them."""

    root: Path
    env: Env

    def hq(self, *words: str, data: bool = True) -> Any:
        """Run a command at headquarters."""
        return self._run("hq-home", "hq.passphrase", words, data)

    def laptop(self, *words: str, data: bool = True) -> Any:
        """Run a command on the field laptop."""
        return self._run("laptop-home", "laptop.passphrase", words, data)

    def path(self, name: str) -> str:
        return str(self.root / name)

    def _run(self, home: str, passphrase: str, words: tuple[str, ...], data: bool) -> Any:
        argv = [sys.executable, "-m", "fieldkit", "--home", self.path(home), "--passphrase-file", self.path(passphrase)]
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [*argv, *words, *(["--json"] if data else [])], capture_output=data, check=False, encoding="utf-8"
        )
        if done.returncode != 0:
            raise errors.DemoFailed(command=" ".join(words), said=(done.stderr or "").strip())
        return json.loads(done.stdout)["data"] if data else None


def demo(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Option(help="Where to make the demo; a temporary folder if not given.")
    ] = None,
    ask: Annotated[bool, typer.Option(help="In a terminal, offer to try the interview at the end.")] = True,
) -> Result:
    """Run the main job for real with invented data: set up, screen, pack, hand over, import, verify, acknowledge.

    Example: fieldkit demo
    """
    env: Env = ctx.obj
    root = Path(tempfile.mkdtemp(prefix="fieldkit-demo-")) if folder is None else folder
    stage = Stage(root, env)
    env.terminal.say("Everybody and everything in this demo is invented.", f"Folder: {root}", "")
    _prepare(stage)
    _set_up(stage)
    codes = _screen_people(stage)
    name = _hand_over(stage)
    _at_headquarters(stage, codes)
    _receipt_comes_back(stage)
    _verify_with_stock_tools(stage, name)
    env.terminal.say("", "Headquarters' table:")
    stage.hq("inbox", data=False)
    if ask and env.terminal.interactive and env.terminal.confirm("Try the interview yourself?"):
        stage.laptop("screen", data=False)
    return Result(data={"folder": str(root), "interviews": len(codes)}, lines=_to_look_at(root))


def _to_look_at(root: Path) -> tuple[str, ...]:
    """Return the commands by which somebody can look around in the demo."""
    fieldkit = f"{sys.executable} -m fieldkit"
    return (
        "",
        f"Look at the files in {root}, or go on with the same commands:",
        f"  {fieldkit} --home {root / 'hq-home'} --passphrase-file {root / 'hq.passphrase'} inbox",
        f"  {fieldkit} --home {root / 'laptop-home'} --passphrase-file {root / 'laptop.passphrase'} status",
    )


def _step(stage: Stage, words: str) -> None:
    stage.env.terminal.say(f"- {words}")


def _prepare(stage: Stage) -> None:
    if stage.root.exists() and any(stage.root.iterdir()):
        raise errors.UnwritablePlace(path=stage.root, why="it is not empty; the demo needs a folder of its own")
    (stage.root / "stick").mkdir(parents=True)
    for name in ("hq.passphrase", "laptop.passphrase"):
        stage.env.platform.write_private(stage.root / name, f"invented {secrets.token_hex(8)} demo\n".encode())


def _set_up(stage: Stage) -> None:
    recovery = stage.path("recovery-identity-on-another-stick.txt")
    stage.hq("hq", "init", "--name", "Demo headquarters", "--person", "Demo focal point", "--recovery-file", recovery)
    _step(stage, "headquarters made its keys and proved its offline recovery identity on a sample bundle")
    approvals = ("--approve", f"all:{LANGUAGES}")
    phones = ("--duty-phone", "+250 700 000 000", "--deputy-phone", "+250 700 000 001")
    card = stage.hq("hq", "card", "-o", stage.path("hq.card"), *phones, *approvals, "--use", "practice")
    _step(stage, f"headquarters wrote its card; fingerprint {' '.join(card['fingerprint'])}")
    request = stage.laptop(
        *("init", "--hq", stage.path("hq.card"), "--post", "Demo post", "--person", "Demo worker"),
        *("-o", stage.path("device.request"), "--fingerprint", "".join(card["fingerprint"])),
    )
    _step(stage, "a laptop was set up from the card, after its fingerprint was compared")
    stage.hq("hq", "enrol", stage.path("device.request"), "--fingerprint", "".join(request["fingerprint"]))
    _step(stage, f"headquarters enrolled the laptop {request['device'][:10]}")


def _screen_people(stage: Stage) -> list[str]:
    codes = []
    for number, (about, answers) in enumerate(STORIES, start=1):
        file = stage.root / f"answers-{number}.json"
        file.write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
        done = stage.laptop("screen", "--answers", str(file))
        codes.append(done["code"])
        _step(stage, f"interview {done['code']}: {about} -> {done['result'].replace('_', ' ')}")
    return codes


def _hand_over(stage: Stage) -> str:
    packed = stage.laptop("pack", "--because", "demo")["bundles"][0]
    _step(stage, f"{packed['interviews']} interviews were sealed and signed: {packed['bytes']} bytes")
    stage.laptop("sync", stage.path("stick"))
    _step(stage, "the bundle was copied to a stick and read back")
    return str(packed["name"])


def _at_headquarters(stage: Stage, codes: list[str]) -> None:
    done = stage.hq("hq", "import", stage.path("stick"))
    new = sum(one["new"] for bundles in done["folders"].values() for one in bundles)
    _step(stage, f"headquarters verified, opened and imported it: {new} interviews, {done['urgent']} urgent")
    stage.hq("hq", "ack", codes[0])
    _step(stage, f"the focal point acknowledged {codes[0]} by name")
    stage.hq("hq", "signers", "-o", stage.path("allowed_signers"))


def _receipt_comes_back(stage: Stage) -> None:
    receipts = stage.laptop("sync", stage.path("stick"))["receipts"]
    _step(stage, f"the stick went back: received by HQ, receipt {receipts[0]['number']}")


def _verify_with_stock_tools(stage: Stage, name: str) -> None:
    """Verify the bundle as an auditor would, where ssh-keygen is installed."""
    bundle = next((stage.root / "laptop-home").rglob(name))
    seen = stage.hq("bundle", "verify", str(bundle), "--signers", stage.path("allowed_signers"))
    _step(stage, f"fieldkit bundle verify: {seen['verdict']}")
    keygen = shutil.which("ssh-keygen")
    if keygen is None:
        _step(stage, "ssh-keygen is not installed here: the stock-tool verification is skipped")
        return
    import tarfile

    opened = stage.root / "bundle-taken-apart"
    opened.mkdir()
    with tarfile.open(bundle) as archive:
        for member in ("manifest.json", "manifest.json.sig", "payload.age"):
            source = archive.extractfile(member)
            if source is not None:
                (opened / member).write_bytes(source.read())
    argv = [keygen, "-Y", "verify", "-f", stage.path("allowed_signers"), "-I", seen["device"], "-n", BUNDLE]
    argv += ["-s", str(opened / "manifest.json.sig")]
    with open(opened / "manifest.json", "rb") as manifest:
        done = subprocess.run(argv, stdin=manifest, capture_output=True, check=False, encoding="utf-8")  # noqa: S603
    if done.returncode != 0:
        raise errors.DemoFailed(command="ssh-keygen -Y verify", said=done.stderr.strip())
    _step(stage, f"stock ssh-keygen: {done.stdout.strip()}")
