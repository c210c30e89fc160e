"""Computers of the model: real stores with cheap keyslots, clocks that jump, and power that is cut in the middle."""

import contextlib
import io
import random
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from fieldkit import errors
from fieldkit.cases.drafting import DraftStart
from fieldkit.cases.words import NewDevice, Profile, Role
from fieldkit.commands.hq_setup import card_of
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.ports import Env
from fieldkit.store.journal import Journal
from fieldkit.store.outbox import Outbox
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.store import Machine, Store, create_store, open_store
from fieldkit.sync.bundle.card import Request
from fieldkit.sync.http.client import HttpMailbox
from fieldkit.sync.mailbox import Mailbox
from fieldkit.ui.passphrases import FilePassphrases
from fieldkit.ui.terminal import LineTerminal
from fieldkit.workflows import packing, trust
from tests.store.scene import CHEAP, FORM, PASSPHRASE, SetClock, code, content, finish, record_id, stub

BASE_MS = 1_795_000_000_000
DAY_MS = 24 * 3_600_000
JUMPS = (0, 1_000, BASE_MS - 30 * DAY_MS, BASE_MS, BASE_MS + DAY_MS, BASE_MS + 400 * DAY_MS)
"""Where a clock may jump to: 1970, a month back, right, a day and more than a year ahead."""
AT_LAST_MS = BASE_MS + 500 * DAY_MS


class PowerCut(BaseException):
    """The computer is off at once. No code of the product may catch it."""


POINTS: tuple[tuple[type, str], ...] = (
    (Mailbox, "put_bundle"),
    (Mailbox, "read"),
    (Mailbox, "holds"),
    (Mailbox, "remove_bundle"),
    (HttpMailbox, "put_bundle"),
    (HttpMailbox, "read"),
    (Outbox, "apply_receipt"),
    (Outbox, "apply_word"),
    (Outbox, "handed_over"),
    (Outbox, "add"),
    (Mailbox, "put_receipt"),
    (Mailbox, "put_word"),
    (Journal, "append"),
    (Journal, "append_many"),
)
"""Calls at which power may be cut, before them or after."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Power goes off at the call of this point (its place in POINTS) after so many calls."""

    point: int
    calls: int
    after: bool


@contextlib.contextmanager
def cutting(cut: Cut | None) -> Iterator[None]:
    """Raise PowerCut at one call of this thread, if it comes to that."""
    if cut is None:
        yield
        return
    owner, name = POINTS[cut.point % len(POINTS)]
    real, left, here = getattr(owner, name), [cut.calls], threading.get_ident()

    def call(*args: Any, **named: Any) -> Any:
        if threading.get_ident() != here:
            return real(*args, **named)
        left[0] -= 1
        if left[0] < 0 and not cut.after:
            raise PowerCut
        found = real(*args, **named)
        if left[0] < 0:
            raise PowerCut
        return found

    with mock.patch.object(owner, name, call):
        yield


@dataclass(slots=True)
class Seeded:
    """Randomness that is the same in each run, so that an example can be run again. `lanes` keep copies apart."""

    source: random.Random

    def token(self, size: int) -> bytes:
        return self.source.randbytes(size)


@dataclass(slots=True)
class Computer:
    """One data folder, its clock, and the store in it, held open."""

    home: Path
    source: random.Random
    clock: SetClock = field(default_factory=lambda: SetClock(BASE_MS))
    held: Store | None = None

    @property
    def machine(self) -> Machine:
        return Machine(self.clock, Seeded(self.source), SystemPlatform())

    @property
    def env(self) -> Env:
        return Env(
            home=self.home,
            clock=self.clock,
            entropy=Seeded(self.source),
            terminal=LineTerminal(stdin=io.StringIO(), stderr=sys.stderr),
            passphrases=FilePassphrases("", warn=lambda line: None),
            platform=SystemPlatform(),
            held=self.held,
        )

    @property
    def store(self) -> Store:
        if self.held is None:
            self.held = open_store(self.home, PASSPHRASE, machine=self.machine, bounds=CHEAP)
            assert self.held.loss is None
        return self.held

    def create(self, role: Role) -> Store:
        self.held = create_store(
            self.home,
            role=role,
            profile=Profile.REAL,
            passphrase=PASSPHRASE,
            person="Invented Name",
            machine=self.machine,
            bounds=CHEAP,
        )
        return self.held

    def close(self) -> None:
        if self.held is not None:
            self.held.close()
            self.held = None

    def power_cut(self) -> None:
        """Go on with what was in the files at this moment: nothing is closed in order."""
        left = self.home.with_name(f"{self.home.name}-cut")
        shutil.copytree(self.home, left)
        self.close()
        shutil.rmtree(self.home)
        left.rename(self.home)

    def tick(self) -> None:
        self.clock.forward(60)


@dataclass(slots=True)
class Laptop(Computer):
    """A laptop, and what its person knows: `pending` and `packed` map a told story (a text that no other interview
    has) to its interview; `newest` maps an interview to the story told last; `withdrawn` interviews."""

    post: int = 0
    pending: dict[str, int] = field(default_factory=dict)
    packed: dict[str, int] = field(default_factory=dict)
    newest: dict[int, str] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)

    @property
    def device(self) -> str:
        return self.store.identity.device

    def request(self) -> Request:
        """Return the request by which headquarters may know this laptop, or its new keys."""
        store = self.store
        key, identity = SigningKey.from_seed(store.identity.seed), store.identity
        recipient, card = seal.recipient_of(identity.age_identity), card_of(store)
        now = self.clock.now()
        made = trust.make_request(identity.device, store.epoch, key, recipient, card, "post", now, Seeded(self.source))
        if identity.former_seed is not None:
            made = made.vouched(SigningKey.from_seed(identity.former_seed), identity.former[-1].last)
        return made

    def interview(self, number: int, story: str) -> None:
        finish(self.store, number, self.clock.now(), note=story)
        self._told(number, story)

    def revise(self, number: int, story: str) -> bool:
        """Tell another story of an interview; False where its answers have left this laptop."""
        store, now = self.store, self.clock.now()
        try:
            base = store.records.revision_base(record_id(number))
        except errors.AnswersNotHere:
            return False
        revises = {"rev": base.stub["rev"], "base": base.base, "reason": "misheard"}
        form = (FORM["form"], FORM["version"], FORM["form_hash"], "en")
        draft = store.drafts.start(DraftStart(record_id(number), code(number), *form, now, {"revises": revises}))
        store.drafts.put(draft, "note", story, now, "en")
        store.drafts.finish(draft, stub(number, now), content(story))
        self._told(number, story)
        return True

    def _told(self, number: int, story: str) -> None:
        self.pending[story] = number
        self.newest[number] = story

    def withdraw(self, number: int) -> None:
        """Take everything back: what was not packed is never told."""
        self.store.withdrawals.withdraw(record_id(number), (), "person", self.clock.now())
        self.withdrawn.add(number)
        self.pending = {story: one for story, one in self.pending.items() if one != number}

    def pack(self, cut: Cut | None = None) -> None:
        store, now = self.store, self.clock.now()
        key = SigningKey.from_seed(store.identity.seed)
        try:
            with contextlib.suppress(errors.NothingToPack), cutting(cut):
                padding = Seeded(self.source).token
                packing.pack(store.records, store.outbox, card_of(store), key, now, "ok", padding)
        except PowerCut:
            self.power_cut()
        waiting = {item.body["content"]["answers"]["note"] for item in self._pending()}
        assert waiting <= set(self.pending)
        for story in set(self.pending) - waiting:
            self.packed[story] = self.pending.pop(story)

    def _pending(self) -> list[Any]:
        return [item for item in self.store.records.pending() if item.kind == "rec"]

    def cloned(self, home: Path, source: random.Random) -> "Laptop":
        """Return the laptop that a copy of this one's disk makes."""
        self.close()
        shutil.copytree(self.home, home)
        clock = SetClock(self.clock.utc_ms, self.clock.mono_ms)
        known = (dict(self.pending), dict(self.packed), dict(self.newest), set(self.withdrawn))
        return Laptop(home, source, clock, None, self.post, *known)


def new_device(asked: Request) -> NewDevice:
    """Return a device as headquarters enrols it."""
    return NewDevice(asked.device, asked.key.openssh(), asked.recipient, asked.epoch, asked.post, "0" * 64)
