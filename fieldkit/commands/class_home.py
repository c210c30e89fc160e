"""Where a practice class lies on a computer: under `practice/` of the data folder, apart from every store.

docs/practice-format.md 8.1. Nothing here opens a store or knows one.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fieldkit import errors
from fieldkit.commands.files import read_named
from fieldkit.crypto import canonical, derive
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Env, Platform
from fieldkit.practice.items import Bank
from fieldkit.practice.read_items import read_bank
from fieldkit.practice.read_vignette import read_vignette
from fieldkit.practice.vignette import Vignette
from fieldkit.result import Json
from fieldkit.sync.bundle import class_keys
from fieldkit.sync.bundle.class_file import CLASS_ID, FILE, MAX_FILE, ClassFile, Listed, ListedBank, read_class
from fieldkit.sync.bundle.class_keys import ClassKeys, read_keys
from fieldkit.sync.bundle.class_result import MOST_RUNS, NAME, WHO
from fieldkit.sync.bundle.fields import HASH, Fields
from fieldkit.ui.messages import current, say

VIGNETTES, OPENED, RESULTS, TRAINEES, TYPED = "vignettes", "opened", "results", "trainees", "typed.json"
BANKS = "banks"
TRIES = 3
_PRACTISING = "fieldkit practice trainee 1"
"""The seed of a real key, copied in here, gives another key: none of practice is ever one of real work."""
_MOST_TEXT = 1024 * 1024
"""Bytes of a vignette's file: what the reader of YAML takes."""
_TRAINEE = re.compile(r"[0-9a-f]{16}\.json")
_PATH = re.compile(r".{0,4000}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ClassHome:
    """One class on this computer."""

    folder: Path
    found: ClassFile

    @property
    def id(self) -> str:
        return self.found.id

    @property
    def is_trainers(self) -> bool:
        return (self.folder / class_keys.FILE).is_file()

    def place(self, *parts: str) -> Path:
        return self.folder.joinpath(*parts)

    def files(self) -> dict[str, bytes]:
        """Return the vignettes' files that can be read here, by id: open ones, and those of an opened assessment.

        Raises: ClassFileInvalid when one was changed.
        """
        found = {}
        for listed, folder in ((self.found.vignettes, VIGNETTES), (self.found.assessment, OPENED)):
            for one in listed:
                path = self.place(folder, f"{one.id}.yaml")
                if path.is_file():
                    found[one.id] = text_of(path, one)
        return found

    def vignettes(self) -> dict[str, Vignette]:
        """Return the vignettes that can be practised here. Raises: ClassFileInvalid, DataFileInvalid."""
        return {name: read_vignette(data, f"{name}.yaml") for name, data in self.files().items()}

    def bank(self) -> Bank | None:
        """Return the bank of the class's test, None where it names none.

        Raises: UnreadableFile, ClassFileInvalid, DataFileInvalid.
        """
        listed = self.found.bank
        if listed is None:
            return None
        data = as_listed(read_named(self.place(BANKS, f"{listed.id}.yaml")), listed)
        return read_bank(data, f"{listed.id}.yaml")


@dataclass(frozen=True, slots=True)
class Trainee:
    """Somebody who joined on this computer: a chosen name, a practice key, how many results there are."""

    class_id: str
    who: str
    seed: bytes = field(repr=False)
    folder: str = ""
    done: int = 0

    @property
    def key(self) -> SigningKey:
        return SigningKey.from_seed(derive.hkdf(self.seed, _PRACTISING))

    @property
    def file(self) -> str:
        return f"{self.key.public.fingerprint[:16]}.json"

    def as_json(self) -> dict[str, Json]:
        return {
            "v": 1,
            "class": self.class_id,
            "who": self.who,
            "seed": self.seed.hex(),
            "folder": self.folder,
            "done": self.done,
        }


def text_of(path: Path, listed: Listed | ListedBank) -> bytes:
    """Return a vignette's or bank's file as the class lists it. Raises: UnreadableFile, ClassFileInvalid."""
    return as_listed(read_named(path, _MOST_TEXT), listed)


def as_listed(data: bytes, listed: Listed | ListedBank) -> bytes:
    """Return a vignette's or bank's file when it is the one that the class lists. Raises: ClassFileInvalid."""
    if hashlib.sha256(data).hexdigest() != listed.hash:
        raise errors.ClassFileInvalid(why=f"{listed.id} is another text than it lists")
    return data


# --- classes -----------------------------------------------------------------------------------------------------


def practice_home(env: Env) -> Path:
    """Return the folder of all classes on this computer."""
    return env.home / "practice"


def classes_here(env: Env) -> tuple[ClassHome, ...]:
    """Return the classes on this computer, the newest first. Raises: ClassFileInvalid, ClassMixed."""
    found = [class_in(path) for path in class_folders(env)]
    return tuple(sorted(found, key=lambda one: (one.found.made, _written(one)), reverse=True))


def class_folders(env: Env) -> list[Path]:
    """Return the folders of the classes on this computer, unread."""
    root = practice_home(env)
    folders = sorted(path for path in root.iterdir() if CLASS_ID.fullmatch(path.name)) if root.is_dir() else []
    return [path for path in folders if (path / FILE).is_file()]


def _written(one: ClassHome) -> float:
    return one.place(FILE).stat().st_mtime


def class_in(folder: Path) -> ClassHome:
    """Return the class of a folder under `practice/`. Raises: ClassFileInvalid, ClassMixed."""
    found = read_class(read_small(folder / FILE))
    if found.id != folder.name:
        raise errors.ClassMixed(what=FILE)
    return ClassHome(folder, found)


def class_named(env: Env, class_id: str | None, *, trainers: bool) -> ClassHome:
    """Return the class of that id, or the newest; with `trainers` only those whose keys are here.

    Raises: ClassUnknown.
    """
    here = [one for one in classes_here(env) if one.is_trainers or not trainers]
    found = next((one for one in here if class_id in (None, one.id)), None)
    if found is None:
        raise errors.ClassUnknown(why="none whose keys are here" if trainers else "none was joined")
    return found


def new_class_home(env: Env, found: ClassFile, data: bytes, files: Mapping[str, bytes]) -> ClassHome:
    """Keep a class file and the files that lie open beside it: by their places, `vignettes/ID.yaml`.

    Raises: ClassMixed where another class has the same id here.
    """
    folder = practice_home(env) / found.id
    if (folder / FILE).is_file() and class_in(folder).found.key != found.key:
        raise errors.ClassMixed(what=f"{FILE} of {found.id}")
    for place in (practice_home(env), folder, folder / RESULTS, folder / VIGNETTES, folder / BANKS):
        env.platform.private_dir(place)
    for name, text in files.items():
        env.platform.write_private(folder / name, text)
    env.platform.write_private(folder / FILE, data)
    return ClassHome(folder, found)


def read_small(path: Path, most: int = MAX_FILE) -> bytes:
    """Return a class file's bytes. Raises: UnreadableFile, ClassFileInvalid."""
    data = read_named(path)
    if len(data) > most:
        raise errors.ClassFileInvalid(why=f"it is larger than {most} bytes")
    return data


# --- the trainer's keys ---------------------------------------------------------------------------------------------


def trainers_keys(env: Env, home: ClassHome) -> ClassKeys:
    """Ask for the passphrase and open the keys of a class.

    Raises: ClassUnknown, ClassKeysDamaged, ClassMixed, ClassPassphraseWrong.
    """
    if not home.is_trainers:
        raise errors.ClassUnknown(why="its keys are on the trainer's computer")
    data = read_named(home.place(class_keys.FILE))
    for tries_left in range(TRIES - 1, -1, -1):
        passphrase = env.passphrases.existing(say(current(), "class.passphrase", name=home.found.name))
        try:
            return _fitting(read_keys(data, home.id, passphrase), home)
        except errors.WrongKey:
            if not tries_left or not env.passphrases.can_retry:
                raise errors.ClassPassphraseWrong() from None
            env.terminal.say(say(current(), "class.passphrase_again"))
    raise AssertionError("the loop above returns or raises")


def _fitting(keys: ClassKeys, home: ClassHome) -> ClassKeys:
    if keys.signing.public != home.found.key or keys.recipient != home.found.recipient:
        raise errors.ClassMixed(what=class_keys.FILE)
    return keys


# --- trainees ---------------------------------------------------------------------------------------------------------


def trainees_of(home: ClassHome) -> tuple[Trainee, ...]:
    """Return who joined on this computer, whoever did something last first. Raises: ClassMixed."""
    folder = home.place(TRAINEES)
    paths = [path for path in folder.iterdir() if _TRAINEE.fullmatch(path.name)] if folder.is_dir() else []
    newest = sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return tuple(_trainee(path, home) for path in newest)


def _trainee(path: Path, home: ClassHome) -> Trainee:
    try:
        doc = canonical.loads_object(read_small(path, 16384), what=path.name)
    except errors.MalformedJson as error:
        raise errors.ClassFileInvalid(why=f"{path.name}: {error.facts['why']}") from None
    fields = Fields(doc, lambda why: errors.ClassFileInvalid(why=f"{path.name}: {why}"))
    fields.constant("v", 1)
    found = Trainee(
        class_id=fields.text("class", CLASS_ID),
        who=fields.text("who", WHO),
        seed=bytes.fromhex(fields.text("seed", HASH)),
        folder=fields.text("folder", _PATH),
        done=fields.number("done", 0, MOST_RUNS),
    )
    fields.done()
    if found.class_id != home.id or found.file != path.name:
        raise errors.ClassMixed(what=f"{TRAINEES}/{path.name}")
    return found


def keep_trainee(trainee: Trainee, home: ClassHome, platform: Platform) -> Trainee:
    """Write down who joined, or how far they are."""
    platform.private_dir(home.place(TRAINEES))
    platform.write_private(home.place(TRAINEES, trainee.file), canonical.dumps(trainee.as_json()))
    return trainee


def next_number(trainee: Trainee, home: ClassHome, platform: Platform) -> Trainee:
    """Take the next number of a trainee: written before it is used, so that none is used twice."""
    return keep_trainee(replace(trainee, done=trainee.done + 1), home, platform)


# --- results and typed lines ------------------------------------------------------------------------------------------


def results_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that are named as results are, by name. Raises: UnreadableFile."""
    yield from (path for path in files_in(folder) if NAME.fullmatch(path.name) and path.is_file())


def files_in(folder: Path) -> list[Path]:
    """Return what lies in a folder, by name; nothing where it is none. A link is never followed: on a stick it leads
    to wherever its maker wanted. Raises: UnreadableFile."""
    if folder.is_symlink():
        raise errors.UnreadableFile(path=folder, why="it is a link")
    try:
        return sorted(path for path in folder.iterdir() if not path.is_symlink()) if folder.is_dir() else []
    except OSError as error:
        raise errors.UnreadableFile(path=folder, why=error.strerror or "read error") from None


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as it was typed, whose it is, on which day."""

    line: str
    who: str
    made: str


def typed_here(home: ClassHome) -> tuple[Typed, ...]:
    """Return the lines that were typed on the trainer's computer. Raises: ClassFileInvalid."""
    path = home.place(TYPED)
    if not path.is_file():
        return ()
    try:
        found = tuple(Typed(**one) for one in json.loads(read_small(path)))
        if not all(isinstance(text, str) for one in found for text in (one.line, one.who, one.made)):
            raise TypeError
        return found
    except (ValueError, TypeError, RecursionError):
        raise errors.ClassFileInvalid(why=f"{TYPED} was changed") from None


def keep_typed(lines: Sequence[Typed], home: ClassHome, platform: Platform) -> None:
    """Write the typed lines."""
    data: list[Json] = [{"line": one.line, "who": one.who, "made": one.made} for one in lines]
    platform.write_private(home.place(TYPED), canonical.dumps(data))
