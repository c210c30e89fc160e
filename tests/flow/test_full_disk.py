"""A full disk at every write of an interview: the worker is told, nothing answered is lost, room lets her go on."""

import contextlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from fieldkit.cases.drafting import DraftStart
from fieldkit.commands.library import form_file
from fieldkit.errors import DiskFull, FieldkitError
from fieldkit.forms.check import load_form
from fieldkit.forms.compile import compile_form
from fieldkit.forms.compiled import CompiledForm
from fieldkit.forms.interview import Answer, Danger, Next, QuestionView, QuickExit, Reply
from fieldkit.store.store import Store
from fieldkit.workflows.interview import run
from fieldkit.workflows.keeping import keep
from fieldkit.workflows.reopening import Device
from fieldkit.workflows.work import Done, Forms, Work
from tests.flow.full_disk import WRITES, FullDrafts, Worker, fill, no_room
from tests.store.scene import Scene, SystemEntropy

pytest.importorskip("resource")
FORMS = ("border_quick_screen", "after_result", "identity_contact")
TOLD = {"DiskFull", "StoreUnwritable"}


@cache
def forms() -> Mapping[str, CompiledForm]:
    files = {name: form_file(name) for name in FORMS}
    return {name: compile_form(load_form(file.data, file.id, file.beside)) for name, file in files.items()}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Scene(tmp_path / "home").create() as made:
        yield made


def begun(store: Store) -> str:
    """Begin an interview while there is room."""
    form, now = forms()[FORMS[0]].form, store._core.machine.clock.now()
    draft = str(uuid.uuid4())
    return store.drafts.start(
        DraftStart(draft, draft[:6].upper(), form.form_id, form.version, form.form_hash, "en", now)
    )


def worked(store: Store, worker: Worker) -> Done | None:
    """Run the workflow on the full disk."""
    ready = [forms()[name] for name in FORMS]
    work = Work(
        drafts=worker.disk,
        clock=store._core.machine.clock,
        screen=worker,
        enter=worker.enter,
        forms=Forms(*ready),
        use={},
        interviewer="person 1",
        device=Device(SystemEntropy(), {}),
    )
    return run(worker.draft, work)


def test_a_disk_that_is_full_at_every_write_ends_no_interview(store: Store) -> None:
    """At every answer, move, note, pause and at the end the worker is told that there is no room; what she was told is
    saved is there; when she has made room, Next goes on, and the interview is finished with every answer."""
    draft = begun(store)
    worker = Worker(FullDrafts(store), draft)
    done = worked(store, worker)
    assert done is not None
    assert len(worker.troubles) == len(worker.disk.failed)
    assert set(worker.disk.failed) == {"step", "note", "happened", "finish"}
    assert {name for name, _ in worker.troubles} <= TOLD
    assert {language for _, language in worker.troubles} >= {"en", "fr"}  # told in the language that is shown
    content = store.records.content(draft)
    assert content is not None
    answers = content["answers"]
    assert isinstance(answers, Mapping)
    own = {name: value for name, value in worker.acknowledged.items() if not name.startswith(("after/", "identity/"))}
    assert {name: answers[name] for name in own} == own
    assert store.check()


def test_on_a_disk_that_is_really_full_making_room_lets_her_go_on(
    small_disk: Callable[[str, str], Path],
) -> None:
    """The same on a small disk that is filled to the last byte before each write, as the system itself does it."""

    disk = small_disk("disk", "12m")

    @contextlib.contextmanager
    def filled() -> Iterator[None]:
        fill(disk / "filler")
        try:
            yield
        finally:
            (disk / "filler").unlink()

    scene = Scene(disk / "home")
    with scene.create() as store:
        (scene.folder / "ballast.bin").unlink(missing_ok=True)
        worker = Worker(FullDrafts(store, full=filled), begun(store))
        assert worked(store, worker) is not None
        assert {name for name, _ in worker.troubles} == {"DiskFull"}
        assert store.check()


def test_leaving_at_a_full_disk_loses_at_most_the_answer_that_had_no_room(store: Store) -> None:
    """Whoever cannot make room leaves; later the interview goes on at the same question or the one after it, and
    everything that was acknowledged is there."""
    counted = Worker(FullDrafts(store), begun(store))
    worked(store, counted)
    for number in range(0, len(counted.troubles), 7):
        draft = begun(store)
        left = Worker(FullDrafts(store), draft, leaves_at=number)
        assert worked(store, left) is None
        assert len(left.troubles) == number + 1
        after = Worker(FullDrafts(store, full=contextlib.nullcontext), draft, acknowledged=left.acknowledged)
        assert worked(store, after) is not None
        if left.put:
            assert after.put[0] in counted.put[len(left.put) - 1 : len(left.put) + 1]
        assert store.records.content(draft) is not None
    assert store.check()


class Leaving(Worker):
    """A worker who hides everything at one question, with a word half typed."""

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        reply = super().question(view, typed)
        return QuickExit("half a wo") if view.name == "age" else reply


def test_hiding_everything_works_on_a_full_disk_too(store: Store) -> None:
    """Nothing is asked while somebody comes near: what had no room is where the interview stood, not an answer."""
    draft = begun(store)
    worker = Leaving(FullDrafts(store), draft)
    assert worked(store, worker) is None
    held = store.drafts.load(draft).answers
    assert {name: held.get(name) for name in worker.acknowledged} == worker.acknowledged
    assert worker.disk.failed[-1] in ("step", "happened", "typed")
    assert len(worker.troubles) < len(worker.disk.failed)


class Refused(Worker):
    """A worker to whom the person does not agree: what was said before may not be kept."""

    def question(self, view: QuestionView, typed: str = "") -> Reply:
        reply = super().question(view, typed)
        if view.name != "consent":
            return reply
        self.acknowledged.clear()
        self._given = None
        return Answer("no")


def test_refused_consent_is_forgotten_when_there_is_room(store: Store) -> None:
    """What may not be kept is deleted also where the disk was full when consent was refused."""

    draft = begun(store)
    worker = Refused(FullDrafts(store), draft)
    worked(store, worker)
    assert "forget" in worker.disk.failed
    assert "forget" not in worker.disk.failed[worker.disk.failed.index("forget") + 1 :]


def test_every_write_of_the_workflow_is_tried() -> None:
    """The list of writes is that of the protocol: one that is added must be tried here."""
    from fieldkit.workflows import work

    named = {name for name in vars(work.Drafts) if not name.startswith("_")}
    assert named - {"load"} == set(WRITES)


def test_no_room_is_what_the_system_says(tmp_path: Path) -> None:
    """The stand-in for a full disk refuses real writes of this process, and only as long as it should."""
    with (tmp_path / "x").open("wb", buffering=0) as file, no_room():
        assert file.write(b"xx") == 1
        with pytest.raises(OSError, match="too large"):
            file.write(b"x")
    (tmp_path / "y").write_bytes(b"there is room")


def test_danger_works_on_the_page_that_says_so() -> None:
    """Whom to call is shown before anything is tried again."""
    seen: list[str] = []
    replies: list[Reply] = [Danger(), Next()]
    room = [False, True]

    class Shown:
        def trouble(self, error: FieldkitError, language: str) -> Reply:
            seen.append("trouble")
            return replies.pop(0)

        def danger(self, language: str) -> Reply:
            seen.append(f"danger {language}")
            return Next()

    def store() -> None:
        if not room.pop(0):
            raise DiskFull(what="the answer")

    keep(cast("Work", SimpleNamespace(screen=Shown())), "en", store)
    assert seen == ["trouble", "danger en", "trouble"]
