"""What one look at headquarters' rules costs on the wire, by what is new: metadata and contents, no transport."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.figures import Figure
from fieldkit.commands.beside import Beside
from fieldkit.crypto.sign import SigningKey
from fieldkit.forms.check import load_form
from fieldkit.paths import shipped_forms
from fieldkit.sync.bundle.card import write_card
from fieldkit.sync.policy import roots
from fieldkit.sync.policy.client import Trusted, is_news, offered
from fieldkit.sync.policy.repository import State, next_state, place_of
from tests.bundle import parts

NOW_MS = 1_795_341_600_000
OFFICERS = tuple(SigningKey.from_seed(bytes([number]) * 32) for number in (1, 2, 3))
KEY = SigningKey.from_seed(b"\x15" * 32)
NO_FORM = re.compile(rb"^(?:block|directory)\s*:", re.MULTILINE)


class _Folder:
    """A policy folder that counts what it gives."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files, self.sent = dict(files), 0

    def fetch(self, path: str, most: int) -> bytes | None:
        found = self.files.get(path)
        self.sent += len(found or b"")
        return None if found is None else found[: most + 1]

    def publish(self, before: State | None, files: Mapping[str, bytes]) -> State:
        state = next_state(before, files, KEY, NOW_MS)
        self.files |= {place_of(path, data): data for path, data in files.items()} | state.metadata()
        return state


def run() -> list[Figure]:
    """Measure nothing new, a renewed timestamp, a new card, a changed form, and a first time without any file here."""
    files = {"hq.card": write_card(parts.card(), parts.HQ_KEY), **_forms()}
    root = roots.make_root(1, [key.public for key in OFFICERS], 2, KEY.public, NOW_MS)
    for officer in OFFICERS[:2]:
        root = roots.sign_root(root, officer)
    folder = _Folder({"metadata/1.root.json": root})
    first = folder.publish(None, files)
    found = [_figure("policy: nothing new", _asked(folder, first), "<= 1 KiB")]
    renewed = folder.publish(first, files)
    found.append(_figure("policy: a renewed timestamp", _taken(folder, root, first, files), ""))
    card = write_card(replace(parts.card(), policy=8), parts.HQ_KEY)
    folder.publish(renewed, {**files, "hq.card": card})
    forms = len([path for path in files if path.count("/") == 2])
    found.append(_figure(f"policy: a new card, {forms} files of forms", _taken(folder, root, first, files), ""))
    folder.publish(
        renewed, {path: data + b"\n" if path.endswith("quick_screen.yaml") else data for path, data in files.items()}
    )
    found.append(_figure("policy: the quick screen changed", _taken(folder, root, first, files), ""))
    found.append(_figure("policy: everything, nothing of it here", _taken(folder, root, None, {}), ""))
    return found


def _forms() -> dict[str, bytes]:
    """Return every form that ships, with the files that it reads."""
    found: dict[str, bytes] = {}
    for path in sorted(shipped_forms().glob("*.yaml")):
        data = path.read_bytes()
        if not NO_FORM.search(data):
            found |= _form(path, data)
    return found


def _form(path: Path, data: bytes) -> dict[str, bytes]:
    beside = Beside(path)
    load_form(data, path.stem, beside)
    return {f"forms/{path.stem}/{name}": one for name, one in {path.name: data, **beside.read}.items()}


def _asked(folder: _Folder, state: State) -> int:
    folder.sent = 0
    is_news(folder.fetch, state)
    return folder.sent


def _taken(folder: _Folder, root: bytes, state: State | None, here: Mapping[str, bytes]) -> int:
    """Return the bytes of one exchange in which what is not here is fetched, each content once."""
    folder.sent = 0
    with offered(Trusted(root, state), folder.fetch, NOW_MS) as offer:
        known = set(state.contents.values()) if state is not None and here else set()
        for path, sha256 in offer.contents.items():
            if sha256 not in known:
                offer.read(path)
                known.add(sha256)
    return folder.sent


def _figure(name: str, sent: int, budget: str) -> Figure:
    return Figure(name, sent, "bytes", "", None, budget)
