"""Stores and classes that were renamed, copied or given another label: each function gives the exit status."""

import shutil
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.cases.words import Profile
from fieldkit.commands.class_home import classes_here
from fieldkit.commands.opening import machine_of
from fieldkit.store.platform import SystemPlatform
from fieldkit.store.store import open_store
from tests.flow.offering import PASSPHRASE, Both
from tests.flow.world import Machine


def renamed_practice_store(both: Both) -> int:
    """A practice store put where the real one lies, opened with its own passphrase."""
    both.practice.close()
    machine = moved(both, both.home / "store", "store")
    return machine.unlock_and("status").status


def relabelled_practice_store(both: Both) -> int:
    """The same, with its own word for what it is changed to real: no slot opens any more."""
    both.practice.close()
    machine = moved(both, both.home / "store", "store")
    slots = machine.files / "keyslots.json"
    slots.write_bytes(slots.read_bytes().replace(b'"practice"', b'"real"', 1))
    return machine.unlock_and("status").status


def real_store_as_practice(both: Both) -> int:
    """A real store, opened by whoever wants practice."""
    both.world.laptop.close()
    passphrase = both.world.laptop.passphrases.read_text(encoding="utf-8").strip()
    with pytest.raises(errors.WrongProfile) as refused:
        open_store(
            both.world.laptop.home, passphrase, machine=machine_of(both.room.trainer.env()), profile=Profile.PRACTICE
        )
    return refused.value.exit_status


def real_store_in_the_place_of_a_class(both: Both) -> int:
    """Copied over a class's folder: it has no class file, and is no class."""
    both.world.laptop.close()
    (home,) = classes_here(both.room.trainer.env())
    shutil.rmtree(home.folder)
    shutil.copytree(both.world.laptop.files, home.folder)
    return both.room.trainer.unlock_and("practice", "class", "gather").status


def renamed_class(both: Both) -> int:
    """A class's folder put where the real store lies: there is no store there."""
    (home,) = classes_here(both.room.trainer.env())
    return moved(both, home.folder, "store").unlock_and("status").status


def renamed_class_folder(both: Both) -> int:
    """A class's folder under the name of another class."""
    (home,) = classes_here(both.room.trainer.env())
    home.folder.rename(home.folder.with_name("c-" + "0" * 16))
    return both.room.trainer.unlock_and("practice", "class", "gather").status


def moved(both: Both, folder: Path, name: str) -> Machine:
    secret = both.world.path("moved.passphrase")
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    secret.chmod(0o600)
    machine = Machine(both.world.path("moved"), secret)
    SystemPlatform().private_dir(machine.home)
    shutil.copytree(folder, machine.home / name)
    return machine
