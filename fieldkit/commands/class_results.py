"""Keep the result of a practice interview for the class, and hand it over. docs/practice-format.md 8.4.

`save_result` is what practising calls when somebody is in a class; nothing else of the run is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit import errors
from fieldkit.commands.class_home import (
    RESULTS,
    ClassHome,
    Trainee,
    classes_here,
    next_number,
    results_in,
    trainees_of,
)
from fieldkit.commands.files import read_named, write_named
from fieldkit.forms.values import AnswerValue
from fieldkit.ports import Env
from fieldkit.practice.items import Bank
from fieldkit.practice.marks import Marks
from fieldkit.practice.vignette import Vignette
from fieldkit.sync.bundle.class_file import FILE
from fieldkit.sync.bundle.class_result import BANK, VIGNETTE, ClassResult, name_of, write_result
from fieldkit.workflows.class_banks import bank_items, line_of_bank
from fieldkit.workflows.class_runs import Judged, items_of, judged, line_of
from fieldkit.workflows.reopening import day_of

ASSESSMENT, PRACTICE = "assessment", "practice"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on this computer who is in a class."""

    home: ClassHome
    trainee: Trainee


@dataclass(frozen=True, slots=True)
class Run:
    """How one vignette went. `marks` None: somebody left; no reason is asked, and nothing is marked.

    `phase` empty: an assessment where the class has the vignette as one, practice otherwise.
    """

    vignette: Vignette
    marks: Marks | None
    judgement: Mapping[str, AnswerValue] = field(default_factory=dict, repr=False)
    seconds: int = 0
    phase: str = ""


@dataclass(frozen=True, slots=True)
class BankRun:
    """How a knowledge test went: the bank by content, and each item that was put right, not right, or not marked.

    `right` None: somebody left; no reason is asked, and nothing is marked.
    """

    bank: Bank
    hash: str
    right: Mapping[str, bool | None] | None
    phase: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a result: whether it is in the class folder, and the line to type where it can be typed."""

    n: int
    handed_over: bool
    line: str | None


def members_here(env: Env) -> tuple[Member, ...]:
    """Return who is in a class on this computer: of the newest class, whoever did something last first.

    Raises: ClassFileInvalid, ClassMixed.
    """
    return tuple(Member(home, one) for home in classes_here(env) for one in trainees_of(home))


def member_named(env: Env, who: str) -> Member:
    """Return the person of that name in the newest class. Raises: ClassUnknown."""
    found = next((one for one in members_here(env) if one.trainee.who == who), None)
    if found is None:
        raise errors.ClassUnknown(why=f"nobody joined as {who}")
    return found


def save_result(env: Env, member: Member, run: Run) -> Saved | None:
    """Keep a result, and write it to the class folder if that is there.

    None where the vignette is not of the class: then nothing is kept. Raises: DiskFull, UnwritablePlace.
    """
    listed = member.home.found.listed(run.vignette.id)
    if listed is None:
        return None
    trainee = _counted(env, member)
    chosen = Judged() if run.marks is None else judged(run.judgement)
    result = ClassResult(
        class_id=member.home.id,
        who=trainee.who,
        key=trainee.key.public,
        n=trainee.done,
        made=today(env),
        of=VIGNETTE,
        name=listed.id,
        hash=listed.hash,
        form=listed.form,
        form_hash=listed.form_hash,
        phase=run.phase or (ASSESSMENT if listed in member.home.found.assessment else PRACTICE),
        seconds=run.seconds,
        left=run.marks is None,
        items=() if run.marks is None else items_of(run.marks),
        situation=chosen.situation,
        elements=chosen.elements,
        steps=chosen.steps,
    )
    saved = _kept(env, member, trainee, result)
    return Saved(result.n, saved, _line(result, member, run.vignette))


def save_bank(env: Env, member: Member, run: BankRun) -> Saved:
    """Keep the result of a knowledge test. Raises: DiskFull, UnwritablePlace."""
    trainee = _counted(env, member)
    result = ClassResult(
        class_id=member.home.id,
        who=trainee.who,
        key=trainee.key.public,
        n=trainee.done,
        made=today(env),
        of=BANK,
        name=run.bank.id,
        hash=run.hash,
        form="",
        form_hash="",
        phase=run.phase,
        seconds=run.seconds,
        left=run.right is None,
        items=bank_items(run.bank, run.right or {}),
    )
    listed = member.home.found.bank
    line = _bank_line(result, member, run.bank) if listed is not None and listed.id == run.bank.id else None
    return Saved(result.n, _kept(env, member, trainee, result), line)


def _counted(env: Env, member: Member) -> Trainee:
    """Return the trainee with the next number, whatever the caller remembers."""
    now = next(one for one in trainees_of(member.home) if one.file == member.trainee.file)
    return next_number(now, member.home, env.platform)


def _kept(env: Env, member: Member, trainee: Trainee, result: ClassResult) -> bool:
    """Write a result here first, then to the class folder if it is there; return whether it is."""
    data = write_result(result.signed(trainee.key), member.home.found.recipient, env.entropy.token)
    env.platform.write_private(member.home.place(RESULTS, name_of(data)), data)
    folder = Path(trainee.folder)
    if not (folder / FILE).is_file():
        return False
    try:
        _put(folder, name_of(data), data, env)
    except (errors.UnwritablePlace, errors.DiskFull):
        return False
    return True


def _line(result: ClassResult, member: Member, vignette: Vignette) -> str | None:
    try:
        return line_of(result, member.home.found, vignette)
    except errors.BundleOverflow:
        return None


def _bank_line(result: ClassResult, member: Member, bank: Bank) -> str | None:
    try:
        return line_of_bank(result, member.home.found, bank)
    except errors.BundleOverflow:
        return None


def hand_over(home: ClassHome, folder: Path, env: Env) -> int:
    """Write every result of this computer that is not in the class folder yet; return how many.

    Raises: UnwritablePlace, DiskFull.
    """
    there = {path.name: path for path in results_in(folder / RESULTS)}
    given = 0
    for path in results_in(home.place(RESULTS)):
        data = read_named(path)
        if path.name not in there or not _is_there(there[path.name], data):
            _put(folder, path.name, data, env)
            given += 1
    return given


def _is_there(path: Path, data: bytes) -> bool:
    """Return whether a file in the class folder is whole: one that was cut short, or is something else, is written
    again."""
    try:
        return read_named(path, len(data)) == data
    except errors.UnreadableFile:
        return False


def _put(folder: Path, name: str, data: bytes, env: Env) -> None:
    make_part(folder / RESULTS)
    write_named(folder / RESULTS / name, data, env.platform)


def make_part(folder: Path) -> None:
    """Make a folder of a class folder where it is not there. Raises: UnwritablePlace, also where it is a link: that
    leads to wherever its maker wanted."""
    if folder.is_symlink():
        raise errors.UnwritablePlace(path=folder, why="it is a link")
    try:
        folder.mkdir(exist_ok=True, parents=True)
    except OSError as error:
        raise errors.UnwritablePlace(path=folder, why=error.strerror or "write error") from None


def today(env: Env) -> str:
    """Return this day, as this computer believes."""
    return day_of(env.clock.now()).isoformat()
