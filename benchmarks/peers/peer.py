"""The engines that are measured: what each one needs, and how a task is given to it in a process of its own.

A task is a JSON file: `form` (a path: YAML for fieldkit, an XForm for the others), `answers` (name, type, value),
`rounds` (load and answer so many times; the first is cold), `interviews` (hold so many open and weigh one; 0: do not).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from benchmarks.peers.made_form import ENGLISH, NON_RESPONSE, Given, MadeForm, as_xlsform, as_yaml
from benchmarks.peers.non_answers import lowered

HERE = Path(__file__).parent
PACKAGES = ("@getodk/xforms-engine@0.22.0", "jsdom@29.1.1", "temporal-polyfill@1.0.8")
TIMEOUT = 900


@dataclass(frozen=True, slots=True)
class Measured:
    """What an engine did with a form. Times in ms, memory in kB.

    A warm load is the best of its rounds; answers are (p50, p95). `values` are all questions that apply at the end.
    Fieldkit's only are the processor time of a warm load and of a bare YAML compose: others on the machine count less.
    """

    answered: int
    rejected: int
    values: Mapping[str, str]
    load_cold_ms: float
    load_warm_ms: float
    cold_ms: tuple[float, float]
    warm_ms: tuple[float, float] | None
    resident_kb: float | None
    interview_kb: float | None
    load_processor_ms: float = 0.0
    compose_ms: float = 0.0


class Missing(Exception):
    """A tool that the peer needs is not there; the text names it."""


class PeerFailed(Exception):
    """The peer's process ended with an error; the text is the end of what it wrote."""


class Peer(Protocol):
    name: str

    def prepare(self) -> None:
        """Get ready to run; may compile or install into a folder of the peer's own.

        Raises: Missing.
        """

    def write(self, form: MadeForm, languages: Sequence[str], folder: Path) -> Path:
        """Write the form as this engine reads it; return where it is."""
        ...

    def command(self, task: Path) -> Sequence[str]:
        """Return the command that does a task."""
        ...


def measure(
    peer: Peer,
    form: MadeForm,
    folder: Path,
    *,
    answers: Sequence[Given] | None = None,
    languages: Sequence[str] = ENGLISH,
    rounds: int = 1,
    interviews: int = 0,
) -> Measured:
    """Load and answer the form in the peer's own process.

    Raises: PeerFailed.
    """
    given = form.answers if answers is None else answers
    path = peer.write(form, languages, folder)
    task = folder / f"task_{peer.name}.json"
    what = {"form": str(path), "answers": given, "rounds": rounds, "interviews": interviews}
    task.write_text(json.dumps(what), encoding="utf-8")
    found: dict[str, Any] = json.loads(_run(peer.command(task)).splitlines()[-1])
    return Measured(**found)


def _run(command: Sequence[str], cwd: Path | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=TIMEOUT, check=False)
    if done.returncode or not done.stdout.strip():
        raise PeerFailed(f"{command[0]}: {(done.stderr or done.stdout)[-600:]}")
    return done.stdout


def _needed(tool: str) -> str:
    found = shutil.which(tool)
    if found is None:
        raise Missing(tool)
    return found


def _write_xform(form: MadeForm, languages: Sequence[str], folder: Path) -> Path:
    """Let pyxform make the XForm: of our own sheets, or with non-answers of those that fieldkit exports."""
    from pyxform.xls2xform import convert

    path = folder / f"{form.form_id}_{len(languages)}.xml"
    asked = any(NON_RESPONSE in row for row in form.rows)
    sheets: dict[str, Any] = dict(lowered(form) if asked else as_xlsform(form, languages))
    path.write_text(convert(sheets, validate=False, form_name=form.form_id).xform, encoding="utf-8")
    return path


def _need_pyxform() -> Path:
    """Return the folder of pyxform."""
    try:
        import pyxform
    except ImportError:
        raise Missing("pyxform (pip install 'pyxform>=4.5')") from None
    return Path(str(pyxform.__file__)).parent


class Fieldkit:
    name = "fieldkit"

    def prepare(self) -> None:
        """Nothing: it is here."""

    def write(self, form: MadeForm, languages: Sequence[str], folder: Path) -> Path:
        path = folder / f"{form.form_id}_{len(languages)}.yaml"
        path.write_text(as_yaml(form, languages), encoding="utf-8")
        return path

    def command(self, task: Path) -> Sequence[str]:
        return (sys.executable, "-m", "benchmarks.peers.fieldkit_peer", str(task))


class JavaRosa:
    """Runs on the jar that pyxform brings; a JDK compiles the few lines that drive it into `cache`."""

    name = "JavaRosa"

    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def prepare(self) -> None:
        jar = _need_pyxform() / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
        if not jar.is_file():
            raise Missing("ODK_Validate.jar (part of pyxform)")
        _needed("java")
        self.cache.mkdir(parents=True, exist_ok=True)
        self.classes = os.pathsep.join((str(jar), str(self.cache)))
        compiler = [
            _needed("javac"),
            "-nowarn",
            "-cp",
            str(jar),
            "-d",
            str(self.cache),
            str(HERE / "JavaRosaPeer.java"),
        ]
        subprocess.run(compiler, check=True, capture_output=True, timeout=TIMEOUT)

    def write(self, form: MadeForm, languages: Sequence[str], folder: Path) -> Path:
        return _write_xform(form, languages, folder)

    def command(self, task: Path) -> Sequence[str]:
        return ("java", "-cp", self.classes, "JavaRosaPeer", str(task))


class XFormsEngine:
    """Runs under node from a folder that npm filled once; `cache` keeps it from run to run."""

    name = "xforms-engine"

    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def prepare(self) -> None:
        _need_pyxform()
        _needed("node")
        self.cache.mkdir(parents=True, exist_ok=True)
        if not (self.cache / "node_modules" / "@getodk" / "xforms-engine").is_dir():
            npm = [_needed("npm"), "install", "--no-audit", "--no-fund", "--prefix", str(self.cache), *PACKAGES]
            done = subprocess.run(npm, capture_output=True, text=True, timeout=TIMEOUT, check=False)
            if done.returncode:
                raise Missing(f"{PACKAGES[0]} (npm install failed: {done.stderr.strip()[-200:]})")
        # node looks for packages from where the script is
        shutil.copyfile(HERE / "xforms_engine_peer.mjs", self.cache / "xforms_engine_peer.mjs")

    def write(self, form: MadeForm, languages: Sequence[str], folder: Path) -> Path:
        return _write_xform(form, languages, folder)

    def command(self, task: Path) -> Sequence[str]:
        return ("node", "--expose-gc", str(self.cache / "xforms_engine_peer.mjs"), str(task))
