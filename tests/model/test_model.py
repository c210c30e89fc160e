"""Anything may happen, in any order: nothing that is called received is missing, nothing comes twice, all arrives.

Real stores, folders, bundles, keys and a real intake; hypothesis chooses what happens. More of it:
FIELDKIT_MODEL_EXAMPLES=500 python -m pytest tests/model
"""

import hashlib
import os
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fieldkit.cases.words import BundleState, RecordState
from tests.model.computers import AT_LAST_MS, JUMPS, Cut, Laptop
from tests.model.world import World, make_template
from tests.store.scene import record_id

EXAMPLES = int(os.environ.get("FIELDKIT_MODEL_EXAMPLES", "0"))
STEPS = 40
MEMORY = Path("/dev/shm")
"""Where a folder is in memory: this is about order, not about disks."""
MOST_COPIES = 5
MOST_ROUNDS = 8

who = st.integers(0, MOST_COPIES - 1)
which = st.integers(0, 30)
cuts = st.none() | st.builds(Cut, st.integers(0, 30), st.integers(0, 3), st.booleans())
COUNT: Counter[str] = Counter()
"""What came about in all examples: a model that never loses anything shows nothing."""


class Sync(RuleBasedStateMachine):
    """Three laptops, their copies, a stick, an intake, headquarters."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="fieldkit-model-", dir=MEMORY if MEMORY.is_dir() else None))
        self.world = World.of(self.template, self.root)
        self.world.back_up()
        COUNT["examples"] += 1

    def laptop(self, who: int) -> Laptop:
        return self.world.laptops[who % len(self.world.laptops)]

    # --- what people do -----------------------------------------------------------------------------------

    @rule(who=who)
    def interview(self, who: int) -> None:
        self.laptop(who).interview(*self.world.story())

    @rule(who=who, which=which)
    def revise(self, who: int, which: int) -> None:
        laptop = self.laptop(who)
        open_ones = [number for number in laptop.newest if number not in laptop.withdrawn]
        if open_ones:
            laptop.revise(open_ones[which % len(open_ones)], self.world.story()[1])

    @rule(who=who, which=which)
    def withdraw(self, who: int, which: int) -> None:
        laptop = self.laptop(who)
        if laptop.newest:
            laptop.withdraw(list(laptop.newest)[which % len(laptop.newest)])

    @rule(who=who, cut=cuts)
    def pack(self, who: int, cut: Cut | None) -> None:
        self.laptop(who).tick()
        self.laptop(who).pack(cut)

    @rule(who=who, cut=cuts)
    def sync_by_stick(self, who: int, cut: Cut | None) -> None:
        self.world.sync_stick(self.laptop(who), cut)

    @rule(who=who, cut=cuts)
    def sync_by_http(self, who: int, cut: Cut | None) -> None:
        self.world.sync_http(self.laptop(who), cut)

    @rule(where=st.sampled_from(("stick", "box")), cut=cuts)
    def import_(self, where: str, cut: Cut | None) -> None:
        self.world.import_from(where, cut)

    @rule(who=who)
    def interview_and_bring(self, who: int) -> None:
        """What happens most days; alone, the single steps seldom come in this order."""
        laptop = self.laptop(who)
        laptop.interview(*self.world.story())
        laptop.pack()
        self.world.sync_stick(laptop)
        self.world.import_from("stick")

    @rule(who=who)
    def interview_and_receipt(self, who: int) -> None:
        """Up to the receipt: only what is called received can be called so wrongly."""
        laptop = self.laptop(who)
        laptop.interview(*self.world.story())
        laptop.pack()
        self.world.round(laptop)

    # --- what befalls them --------------------------------------------------------------------------------

    @rule(which=which)
    def drop(self, which: int) -> None:
        files = self.world.files()
        if files:
            files[which % len(files)].unlink()

    @rule(which=which, leave=st.booleans())
    def to_shelf(self, which: int, leave: bool) -> None:
        files = self.world.files()
        if files:
            self.world.to_shelf(files[which % len(files)], leave=leave)

    @rule(which=which)
    def from_shelf(self, which: int) -> None:
        files = self.world.files("shelf")
        if files:
            self.world.from_shelf(files[which % len(files)])

    @precondition(lambda self: len(self.world.laptops) < MOST_COPIES)
    @rule(who=who)
    def clone(self, who: int) -> None:
        laptop, count = self.laptop(who), len(self.world.laptops)
        self.world.cloned.add(laptop.post)
        copy = laptop.cloned(self.root / f"copy{count}", random.Random(f"copy{count}"))
        self.world.laptops.append(copy)

    @rule()
    def back_up(self) -> None:
        self.world.back_up()

    @precondition(lambda self: self.world.backups)
    @rule(which=which)
    def restore(self, which: int) -> None:
        self.world.restore(which)

    @precondition(lambda self: self.world.backups)
    @rule(which=which)
    def restore_and_go_round(self, which: int) -> None:
        """The stick goes round the posts after it: they hear of it, and bring what was lost."""
        self.world.restore(which)
        self.world.import_from("stick")
        for laptop in self.world.laptops:
            self.world.round(laptop)

    @rule(who=st.integers(-1, MOST_COPIES - 1), to=st.sampled_from(JUMPS))
    def clock_jumps(self, who: int, to: int) -> None:
        (self.world.hq if who < 0 else self.laptop(who)).clock.utc_ms = to

    @rule(who=who)
    def change_keys(self, who: int) -> None:
        """A laptop changes its keys; its request reaches headquarters some time. Not one that has a copy: that would be
        shut out, which is another test's matter."""
        laptop = self.laptop(who)
        if laptop.post in self.world.cloned or laptop.store.identity.former_seed is not None:
            return
        laptop.store.own_keys.rotate()
        self.world.drawer.append(laptop.request())

    @rule()
    def take_requests(self) -> None:
        self.world.take_requests()

    @rule()
    def publish(self) -> None:
        self.world.publish()

    @rule()
    def rotate_recipients(self) -> None:
        self.world.rotate_recipients()

    @rule(who=who)
    def revoke(self, who: int) -> None:
        self.world.revoke(self.laptop(who).device)

    @rule(who=who)
    def revoke_and_bring(self, who: int) -> None:
        """Whoever has it goes on with it: nothing of that is believed."""
        laptop = self.laptop(who)
        self.world.revoke(laptop.device)
        self.interview_and_bring(who)

    @rule()
    def reinstate(self) -> None:
        self.world.reinstate()

    # --- what holds at each step --------------------------------------------------------------------------

    @invariant()
    def labels_are_true(self) -> None:
        COUNT["steps"] += 1
        self.world.steps += 1
        held, epoch, bundles = set(self.world.at_hq()), self.world.hq.store.epoch, self.world.bundles()
        self.world.imported |= bundles
        for laptop in self.world.laptops:
            heard = _word_epoch(laptop) == epoch
            put = {hashlib.sha256(data).hexdigest() for data in self.world.put}
            for number, story in laptop.newest.items():
                row = laptop.store.records.get(record_id(number))
                if number in laptop.withdrawn:
                    continue
                if story in laptop.pending:
                    assert row.state is RecordState.ON_LAPTOP, (story, row.state)
                else:
                    assert row.state is not RecordState.ON_LAPTOP, (story, row.state)
                if row.state is RecordState.RECEIVED:
                    excused = story in self.world.lost and not heard
                    COUNT["called received and lost at a restore"] += excused and story not in held
                    assert story in held or excused, f"{story} is called received and is not there"
            for bundle in laptop.store.outbox.list():
                if bundle.state is BundleState.RECEIVED:
                    there = bundles if heard else self.world.imported
                    assert bundle.manifest_hash in there, f"{bundle.name} is called received and is not there"
                COUNT["on its way again"] += bundle.again
                assert bundle.state is BundleState.PACKED or bundle.sha256 in put, bundle.name

    @invariant()
    def nothing_is_there_twice(self) -> None:
        cloned = {self.world.laptops[post].device for post in self.world.cloned}
        for story, lanes in self.world.at_hq().items():
            assert len(lanes) == len(set(lanes)), story
            assert len(lanes) == 1 or {device for device, _ in lanes} <= cloned, (story, lanes)

    # --- at last ------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.quiet()
        finally:
            self.world.close()
            shutil.rmtree(self.root, ignore_errors=True)

    def quiet(self) -> None:
        """Everything comes back, clocks are right, everybody syncs until nothing changes."""
        world = self.world
        for machine in (world.hq, *world.laptops):
            machine.clock.utc_ms = AT_LAST_MS
        for file in world.files("shelf"):
            world.from_shelf(file)
        COUNT["in quarantine"] += len(world.hq.store.quarantine.list())
        world.reinstate()
        world.publish()
        before: Any = None
        for _ in range(MOST_ROUNDS):
            for where in ("stick", "box"):
                for laptop in world.laptops:
                    laptop.pack()
                    done = world.sync_stick(laptop) if where == "stick" else world.sync_http(laptop)
                    assert done is not None
                world.import_from(where)
            now = self._everything()
            if now == before:
                break
            before = now
        else:
            raise AssertionError("it does not come to rest")
        self._all_arrived()

    def _everything(self) -> Any:
        states = [
            [(row.name, row.state, row.again) for row in laptop.store.outbox.list()] for laptop in self.world.laptops
        ]
        return sorted(self.world.at_hq().items()), states

    def _all_arrived(self) -> None:
        world = self.world
        self.labels_are_true()
        self.nothing_is_there_twice()
        COUNT.update(world.count)
        COUNT["stories"] += len(world.at_hq())
        COUNT["in a fork"] += sum(fork for lanes in world.at_hq().values() for _, fork in lanes)
        told = {story for laptop in world.laptops for story in laptop.packed}
        assert set(world.at_hq()) == told
        for laptop in world.laptops:
            assert laptop.pending == {}
            for bundle in laptop.store.outbox.list():
                assert (bundle.state, bundle.again) == (BundleState.RECEIVED, False), bundle.name
            assert laptop.store.check()
        assert world.hq.store.check()


def _word_epoch(laptop: Laptop) -> str:
    rows = laptop.store.connection.execute("SELECT hq_epoch FROM words ORDER BY n DESC LIMIT 1").fetchall()
    return str(rows[0][0]) if rows else ""


def test_all_arrives_once_and_nothing_is_called_received_that_is_not(tmp_path_factory: Any) -> None:
    """Fifteen examples of up to forty steps here; as many as FIELDKIT_MODEL_EXAMPLES says in a long run."""
    from hypothesis.stateful import run_state_machine_as_test

    Sync.template = tmp_path_factory.mktemp("template")
    make_template(Sync.template)
    run_state_machine_as_test(
        Sync,
        settings=settings(
            max_examples=EXAMPLES or 15,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=EXAMPLES == 0,
            print_blob=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"\n{dict(COUNT)}")
