"""A marker that was typed as an answer, a name and a passphrase is found nowhere in clear."""

import base64
import binascii
import json
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from fieldkit.result import Json
from fieldkit.store.inbox import Inbox
from tests.flow.world import PYTHON, ROOT, SUSPICION, World, environment

MARKER = "Kanari7Zamani42Umutoni"
PASSPHRASE = f"{MARKER} as a passphrase"
TYPED: dict[str, Json] = {
    **SUSPICION,
    "name_to_use": f"{MARKER} as a name",
    "must_not_say": f"{MARKER} as an answer",
    "may_say": f"{MARKER} as an answer",
    "voice_to": f"{MARKER} as a colleague",
}


def faces(marker: str) -> dict[str, bytes]:
    """Return the marker as it may lie about: plain, in capitals, UTF-16, hex, base64 at each of its three offsets."""
    plain = marker.encode()
    inner = {f"base64 at {at}": base64.b64encode(b"\0" * at + plain)[4 : 4 + 20] for at in range(3)}
    return {
        "utf-8": plain,
        "lower case": plain.lower(),
        "capitals": plain.upper(),
        "utf-16": marker.encode("utf-16-le"),
        "utf-16 big end": marker.encode("utf-16-be"),
        "hex": binascii.hexlify(plain),
        "hex capitals": binascii.hexlify(plain).upper(),
        "reversed": plain[::-1],
        **inner,
    }


def found_in(data: bytes) -> list[str]:
    return [face for face, form in faces(MARKER).items() if form in data]


def found_under(*folders: Path) -> list[str]:
    """Return file and face for every hit in names and bytes below some folders."""
    hits = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            hits += [f"{path}: name: {face}" for face in found_in(str(path).encode())]
            if path.is_file() and not path.is_symlink():
                hits += [f"{path}: {face}" for face in found_in(path.read_bytes())]
    return hits


class Watch:
    """Looks into every process's arguments and environment until it is closed."""

    def __init__(self) -> None:
        self.hits: set[str] = set()
        self.looks = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.005):
            for file in (*Path("/proc").glob("[0-9]*/cmdline"), *Path("/proc").glob("[0-9]*/environ")):
                try:
                    data = file.read_bytes()
                except OSError:
                    continue
                self.looks += 1
                self.hits |= {f"{file.name}: {face}" for face in found_in(data)}


class Scene:
    """Commands as processes of their own, with a home, a temporary folder and everything they wrote kept apart."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home, self.temporary, self.work = (self._folder(name) for name in ("home", "tmp", "work"))
        self.secrets = self._folder("what-the-person-holds")
        self.written: list[str] = []
        self.passphrases = self.secrets / "passphrase"
        self.passphrases.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.passphrases.chmod(0o600)
        self.answers = self.secrets / "answers.json"
        self.answers.write_text(json.dumps(TYPED), encoding="utf-8")

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True)
        return folder

    def run(self, data: str, *words: str, status: int = 0) -> Mapping[str, object]:
        """Run a command; keep what it wrote to stderr and stdout."""
        argv = [*PYTHON, "--home", str(self.work / data), "--passphrase-file", str(self.passphrases), *words, "--json"]
        changes = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "XDG_DATA_HOME": str(self.home / "data")}
        changes["PYTHONPATH"] = str(ROOT)
        done = subprocess.run(
            argv, capture_output=True, check=False, encoding="utf-8", cwd=self.work, env=environment(changes)
        )
        self.written += [done.stdout, done.stderr]
        assert done.returncode == status, done.stderr
        found = json.loads(done.stdout)
        data_part: Mapping[str, object] = found.get("data", {})
        return data_part


def whole_chain(scene: Scene) -> Sequence[str]:
    """Everything from headquarters' keys to a receipt, with the marker typed wherever something is typed."""
    root = scene.work
    scene.run("hq", "hq", "init", "--name", "Office", "--person", "F", "--recovery-file", str(scene.secrets / "r.txt"))
    forms = ("border_quick_screen", "after_result", "identity_contact")
    approvals = [word for form in forms for word in ("--approve", f"{form}:en")]
    phones = ("--duty-phone", "+250 700 000 000", "--deputy-phone", "+250 700 000 001")
    card = scene.run("hq", "hq", "card", "-o", str(root / "hq.card"), *phones, *approvals, "--use", "practice")
    request = scene.run(
        *("laptop", "init", "--hq", str(root / "hq.card"), "-o", str(root / "request")),
        *("--fingerprint", _whole(card)),
    )
    scene.run("hq", "hq", "enrol", str(root / "request"), "--fingerprint", _whole(request))
    stick = root / "stick"
    stick.mkdir()
    code = str(scene.run("laptop", "screen", "--answers", str(scene.answers))["code"])
    scene.run("laptop", "show", code)
    scene.run("laptop", "pack")
    scene.run("laptop", "sync", str(stick))
    scene.run("hq", "hq", "import", str(stick))
    scene.run("hq", "inbox")
    scene.run("hq", "show", code, "--reveal", "--purpose", "test")
    scene.run("hq", "hq", "backup", "-o", str(root / "backup.fkbak"))
    scene.run("laptop", "sync", str(stick))
    scene.run("laptop", "status")
    return [code]


def _whole(data: Mapping[str, object]) -> str:
    groups = data["fingerprint"]
    assert isinstance(groups, list)
    return "".join(groups)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scene, Watch]:
    """The whole chain, once, watched."""
    scene = Scene(tmp_path_factory.mktemp("canary"))
    with Watch() as watch:
        whole_chain(scene)
    return scene, watch


@pytest.mark.slow
def test_the_marker_is_nowhere_on_the_disk(walked: tuple[Scene, Watch]) -> None:
    """Data folders, stick, card, request, backup, home and temporary folder hold no typed word in clear."""
    scene, _ = walked
    assert found_under(scene.work, scene.home, scene.temporary) == []


@pytest.mark.slow
def test_the_marker_is_in_no_process_arguments_and_no_environment(walked: tuple[Scene, Watch]) -> None:
    """While commands run, neither their arguments nor their environment tell a typed word."""
    _, watch = walked
    assert watch.looks > 100
    assert set() == watch.hits


@pytest.mark.slow
def test_the_marker_is_in_nothing_that_was_printed(walked: tuple[Scene, Watch]) -> None:
    """With --json nothing on stdout or stderr tells it, not even `show --reveal`."""
    scene, _ = walked
    assert found_in("\n".join(scene.written).encode()) == []


@pytest.mark.slow
def test_the_search_finds_the_marker_where_it_is(walked: tuple[Scene, Watch], tmp_path: Path) -> None:
    """The search itself works: it finds the marker in the person's own files, in each face, and in a process."""
    scene, _ = walked
    assert {scene.answers.name, scene.passphrases.name} == {
        Path(hit.rsplit(": ", 1)[0]).name for hit in found_under(scene.secrets)
    }
    for face, form in faces(MARKER).items():
        (tmp_path / "file").write_bytes(b"\x07\x00" + form + b"\xff")
        assert face in "".join(found_under(tmp_path))
    encoded = base64.b64encode(b"a" + MARKER.encode() + b"z")
    (tmp_path / "file").write_bytes(encoded)
    assert found_under(tmp_path) != []
    with Watch() as watch:
        subprocess.run(["sleep", "0.3"], check=True, env={**os.environ, "SECRET": MARKER})
    assert {"environ: utf-8"} == watch.hits


def test_the_readable_answers_are_what_the_marker_tests_speak_of(world: World) -> None:
    """The marker did reach headquarters: with a purpose, identity is shown there in clear, on paper's behalf only."""
    code = world.laptop.screen(TYPED)
    world.laptop.hand_over(world.stick())
    world.bring()
    assert MARKER in world.hq.read("show", code, "--reveal", "--purpose", "test")


def test_a_bug_shows_no_data(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error names its kind and a place in our code; neither its words nor any value around it."""
    code = world.laptop.screen(TYPED)
    world.laptop.hand_over(world.stick())
    world.bring()

    def broken(self: object, row: object, purpose: str) -> None:
        held = json.dumps(TYPED)
        raise KeyError(held)

    monkeypatch.setattr(Inbox, "read", broken)
    for words in (("show", code), ("show", code, "--reveal", "--purpose", MARKER)):
        done = world.hq.do(*words)
        assert done.status == 1
        assert "this is a bug in fieldkit (KeyError at fieldkit" in done.err
        assert found_in((done.out + done.err).encode()) == []
        assert "Traceback" not in done.err


@pytest.mark.parametrize("question", ["age", "seen", "post", "documents"])
def test_an_answer_that_is_refused_is_not_printed(world: World, question: str) -> None:
    """The message about a wrong answer names the question, never the answer."""
    done = world.laptop.screened(None, **{question: MARKER})
    assert done.status != 0
    assert found_in((done.out + done.err).encode()) == []


def test_a_malformed_answers_file_is_not_printed(world: World) -> None:
    """Neither a broken JSON nor a broken YAML answers file is quoted in the message about it."""
    for name, text in (("a.json", f'{{"age": "{MARKER}'), ("a.yaml", f"age: [{MARKER}\nage: {MARKER}\n\t- x")):
        file = world.path(name)
        file.write_text(text, encoding="utf-8")
        done = world.laptop.do("screen", "--answers", str(file))
        assert done.status != 0
        assert found_in((done.out + done.err).encode()) == []
