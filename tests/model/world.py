"""The world of the model: headquarters, laptops and their copies, a stick, a shelf of files kept back, an intake."""

import contextlib
import dataclasses
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from benchmarks.served import QUOTA, Served, served
from fieldkit import errors
from fieldkit.cases.rec_line import full_line
from fieldkit.cases.words import Role
from fieldkit.commands.card_copy import NEWEST_CARD
from fieldkit.commands.hq_import import import_tools
from fieldkit.commands.hq_key_change import change_keys
from fieldkit.commands.hq_roots import install_root, root_for_cards, roots_of
from fieldkit.commands.hq_rotating import identities_until
from fieldkit.commands.hq_setup import KEYS, NAME, hq_keys, registry, remember_card
from fieldkit.commands.http_here import http_mailbox, keep
from fieldkit.commands.policy_here import update_policy
from fieldkit.commands.publishing import publish
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.store import backup
from fieldkit.store.store import open_store
from fieldkit.sync.bundle.card import CLASSES, Contacts, Request, write_card
from fieldkit.sync.bundle.revoked_file import write_revoked
from fieldkit.sync.bundle.signers import Signers
from fieldkit.sync.http.client import HttpMailbox
from fieldkit.sync.http.registry import REVOKED, SIGNERS
from fieldkit.sync.mailbox import Mailbox
from fieldkit.sync.policy.roots import read_root
from fieldkit.workflows import trust
from fieldkit.workflows.exchange import Exchanged, exchange, this_laptop
from fieldkit.workflows.hq_keys import IDENTITIES_KEPT_DAYS
from fieldkit.workflows.importing import import_stick, look_again
from tests.model.computers import Computer, Cut, Laptop, PowerCut, Seeded, cutting, new_device
from tests.store.scene import CHEAP, PASSPHRASE

POSTS = 3
WORD = "word.fkw"


def make_template(root: Path) -> None:
    """Make headquarters, its card and enrolled laptops once; each example begins with a copy."""
    source = random.Random(7)
    hq = Computer(root / "hq", source)
    office = hq.create(Role.HQ)
    recovery = seal.recipient_of(seal.generate_identity())
    keys = trust.make_hq_keys(Seeded(source), SigningKey.from_seed(office.identity.seed), recovery)
    office.settings.put_json(KEYS, keys.to_json())
    office.settings.put_json(NAME, "Invented office")
    contacts, now = Contacts("+250 700 000 000", "+250 700 000 001"), hq.clock.now()
    root_of_trust = root_for_cards(office, keys)
    card = trust.make_card(keys, "Invented office", contacts, (), now, Seeded(source), 1, (), policy_root=root_of_trust)
    data = write_card(card, keys.signing)
    remember_card(office, card, data)
    for post in range(POSTS):
        laptop = Laptop(root / f"laptop{post}", source)
        laptop.create(Role.FIELD).settings.put(NEWEST_CARD, data)
        office.devices.enrol(new_device(laptop.request()))
        laptop.close()
    hq.close()


@dataclass(slots=True)
class World:
    """Everybody, and what was seen: `put` are (device, SHA-256) of all files that came to a stick or the intake; `lost`
    stories that headquarters had before it was restored; `imported` every bundle that it ever had; `drawer` requests of
    laptops that changed their keys."""

    root: Path
    hq: Computer
    laptops: list[Laptop]
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    intake: Served | None = None
    backups: list[Path] = field(default_factory=list)
    put: set[bytes] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    cloned: set[int] = field(default_factory=set)
    drawer: list[Request] = field(default_factory=list)
    stories: dict[str, str] = field(default_factory=dict)
    numbers: int = 0
    steps: int = 0
    count: Counter[str] = field(default_factory=Counter)

    @staticmethod
    def of(template: Path, root: Path) -> "World":
        shutil.copytree(template, root, dirs_exist_ok=True)
        hq = Computer(root / "hq", random.Random("hq"))
        laptops = [Laptop(root / f"laptop{n}", random.Random(f"laptop{n}"), post=n) for n in range(POSTS)]
        for name in ("stick", "shelf", "box", "lists"):
            (root / name).mkdir()
        (root / "box" / "served").touch()
        world = World(root, hq, laptops)
        world.stack.enter_context(world._watched())
        world.stack.enter_context(mock.patch.object(backup, "open_store", partial(open_store, bounds=CHEAP)))
        return world

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Remember what laptops put anywhere."""
        with contextlib.ExitStack() as patches:
            for owner in (Mailbox, HttpMailbox):
                patches.enter_context(mock.patch.object(owner, "put_bundle", self._watching(owner.put_bundle)))
            yield

    def _watching(self, real: Any) -> Any:
        def put_bundle(mailbox: Any, device: str, name: str, data: bytes) -> bool:
            new: bool = real(mailbox, device, name, data)
            self.put.add(data)
            return new

        return put_bundle

    def close(self) -> None:
        for one in (self.hq, *self.laptops):
            one.close()
        self.stack.close()

    # --- laptops ------------------------------------------------------------------------------------------

    def story(self) -> tuple[int, str]:
        self.numbers += 1
        return self.numbers, f"story {self.numbers}"

    def sync_stick(self, laptop: Laptop, cut: Cut | None = None) -> Exchanged | None:
        laptop.tick()
        mailbox = Mailbox(self.root / "stick")
        try:
            with cutting(cut):
                update_policy(laptop.store, mailbox.policy_file, laptop.env)
                return self._exchange(laptop, mailbox)
        except PowerCut:
            laptop.power_cut()
            self.count["power cut, laptop"] += 1
            return None

    def sync_http(self, laptop: Laptop, cut: Cut | None = None) -> Exchanged | None:
        """Sync with the intake; None where power was cut, or where the intake does not know this laptop's key."""
        laptop.tick()
        url = self._served().url
        mailbox = http_mailbox(laptop.store, laptop.env, url)
        try:
            with cutting(cut):
                if mailbox.has_newer_policy():
                    update_policy(laptop.store, mailbox.policy_file, laptop.env)
                done = self._exchange(laptop, mailbox)
                keep(laptop.store, url, mailbox)
                return done
        except errors.IntakeRefused:
            self.count["refused by the intake"] += 1
            return None
        except PowerCut:
            laptop.power_cut()
            self.count["power cut, laptop"] += 1
            return None
        finally:
            mailbox.close()

    def _exchange(self, laptop: Laptop, mailbox: Any) -> Exchanged:
        from fieldkit.commands.hq_setup import card_of

        store = laptop.store
        me = this_laptop(store.identity, store.epoch, card_of(store), store.new_epoch)
        done = exchange(mailbox, store.outbox, me, laptop.clock.now, "somewhere", lambda _: None)
        if done.key_known:
            store.own_keys.known_at_headquarters()
        return done

    def _served(self) -> Served:
        if self.intake is None:
            self.intake = self.stack.enter_context(served(self.root, Signers(), quota=QUOTA))
            self.write_lists()
        return self.intake

    # --- headquarters -------------------------------------------------------------------------------------

    def import_from(self, name: str, cut: Cut | None = None) -> None:
        self.hq.tick()
        store = self.hq.store
        refused, known = store.devices.refused(), self._imported()
        try:
            with cutting(cut):
                tools = import_tools(store, self.hq.env)
                look_again(tools)
                import_stick(Mailbox(self.root / name), tools, lambda _: None)
        except PowerCut:
            self.hq.power_cut()
            self.count["power cut, headquarters"] += 1
        for device, epoch, seq in self._imported() - known:
            since = refused.since_number(device, epoch)
            assert since is None or seq < since, "a revoked laptop was believed"

    def bundles(self) -> set[str]:
        """Return the manifest hashes of the bundles that headquarters holds now."""
        rows = self.hq.store.connection.execute("SELECT manifest_hash FROM bundles_in").fetchall()
        return {str(row[0]) for row in rows}

    def _imported(self) -> set[tuple[str, str, int]]:
        return set(self.hq.store.connection.execute("SELECT device, epoch, seq FROM bundles_in").fetchall())

    def write_lists(self) -> None:
        """Give the intake the lists of now."""
        (self.root / "lists" / SIGNERS).write_text(registry(self.hq.store).text(), encoding="utf-8", newline="\n")
        (self.root / "lists" / REVOKED).write_bytes(write_revoked(self.hq.store.devices.refused()))

    def take_requests(self) -> None:
        """Enrol what lies in the drawer and is vouched for by the key that headquarters knows; after a restore all of
        it is gone through again."""
        devices = self.hq.store.devices
        for asked in self.drawer:
            row = devices.get(asked.device)
            if asked.rotates is None or row.revoked_since is not None or row.key != asked.rotates.key.openssh():
                continue
            devices.rotate(new_device(asked), row.key, asked.rotates.ended, "key")
            look_again(import_tools(self.hq.store, self.hq.env), also=(errors.Quarantine.FORGED.value,))
        self.write_lists()

    def revoke(self, device: str) -> None:
        self.hq.store.devices.revoke(device, None, "lost")
        self.write_lists()

    def reinstate(self) -> None:
        store = self.hq.store
        for row in store.devices.list():
            if row.revoked_since is not None:
                store.devices.reinstate(row.device, "found")
                look_again(import_tools(store, self.hq.env))
        self.take_requests()

    def publish(self) -> None:
        for name in ("stick", "box"):
            try:
                self.publish_at(name)
            except errors.RootRefused:  # restored from before its root was renewed: what the error says is done
                self.take_newer_roots(self.root / name)
                self.publish_at(name)

    def publish_at(self, name: str) -> None:
        ctx: Any = SimpleNamespace(obj=dataclasses.replace(self.hq.env, held=self.hq.store))
        publish(ctx, self.root / name)

    def take_newer_roots(self, mailbox: Path) -> None:
        """Install the roots that this headquarters made after the backup, one after the other."""
        store = self.hq.store
        newer = mailbox / "policy" / "metadata"
        while (file := newer / f"{read_root(roots_of(store)[-1]).version + 1}.root.json").exists():
            install_root(store, hq_keys(store), file.read_bytes(), self.hq.env)

    def rotate_recipients(self) -> None:
        """New identities, a new card, and a backup at once: an older one cannot open what comes."""
        now = self.hq.clock.now().utc_ms
        store = self.hq.store
        keys = hq_keys(store).with_new_identities(CLASSES, identities_until(store, now, IDENTITIES_KEPT_DAYS))
        change_keys(store, keys, self.hq.env, None)
        self.backups.clear()
        self.publish()

    def round(self, laptop: Laptop) -> None:
        """A stick goes to headquarters and back."""
        self.sync_stick(laptop)
        self.import_from("stick")
        self.sync_stick(laptop)

    def back_up(self) -> None:
        file = self.root / f"backup{len(self.backups)}-{self.steps}.tar"
        backup.write_backup(self.hq.store, file, self.hq.machine)
        self.backups.append(file)

    def restore(self, which: int) -> None:
        before = set(self.at_hq())
        self.hq.close()
        shutil.rmtree(self.hq.home)
        file = self.backups[which % len(self.backups)]
        with backup.restore_backup(file, self.hq.home, PASSPHRASE, self.hq.machine):
            pass
        self.count["restored"] += 1
        self.stories.clear()  # contents are numbered: what comes now may get the number of what was lost
        self.lost |= before - set(self.at_hq())
        self.take_requests()

    def at_hq(self) -> dict[str, list[tuple[str, int]]]:
        """Return {story: [(device, fork) of each time that headquarters holds it]}."""
        found: dict[str, list[tuple[str, int]]] = {}
        rows = self.hq.store.connection.execute("SELECT device, fork, content FROM inbox").fetchall()
        for device, fork, content_id in rows:
            if content_id not in self.stories:
                line: Any = full_line(json.loads(self.hq.store.journal.content(content_id) or b""))
                self.stories[content_id] = line["content"]["answers"]["note"]
            found.setdefault(self.stories[content_id], []).append((device, fork))
        return found

    # --- the stick ----------------------------------------------------------------------------------------

    def files(self, name: str = "stick") -> list[Path]:
        """Return bundles, receipts and words, in an order that does not depend on the file system."""
        root = self.root / name
        found = [path for side in ("up", "down") for path in (root / side).rglob("*.fk*") if path.is_file()]
        return sorted(found, key=lambda path: path.relative_to(root).as_posix())

    def to_shelf(self, file: Path, *, leave: bool) -> None:
        place = self.root / "shelf" / file.relative_to(self.root / "stick")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        if not leave:
            file.unlink()

    def from_shelf(self, file: Path) -> None:
        """Put a file back; over a newer word, but never over another bundle or receipt."""
        place = self.root / "stick" / file.relative_to(self.root / "shelf")
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.name == WORD or not place.exists():
            shutil.copyfile(file, place)
        file.unlink()
