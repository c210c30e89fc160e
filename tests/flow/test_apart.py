"""Practice and real work apart: each thing of one that is offered to the other, and with which code it is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldkit.cases.words import Profile, Role
from fieldkit.commands.opening import machine_of
from fieldkit.store.store import create_store, open_store
from fieldkit.sync.bundle.class_file import read_class
from tests.copying import copy_tree
from tests.flow import offering, offering_stores
from tests.flow.offering import PASSPHRASE, Both, code_of
from tests.flow.test_class import Room, room_like, save
from tests.flow.world import World


@dataclass(frozen=True, slots=True)
class Made:
    """A class with one result, and the home of a store with the practice profile."""

    room: Room
    home: Path


@pytest.fixture(scope="module")
def made(prepared_room: Room, tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("practice")
    room = room_like(prepared_room, place / "room")
    save(room.join("7"), "7")
    machine = machine_of(room.trainer.env())
    create_store(
        place / "store",
        role=Role.FIELD,
        profile=Profile.PRACTICE,
        passphrase=PASSPHRASE,
        person="practice",
        machine=machine,
    ).close()
    return Made(room, place / "store")


@pytest.fixture
def both(made: Made, world: World, tmp_path: Path) -> Iterator[Both]:
    room, home = room_like(made.room, tmp_path / "room"), tmp_path / "practice-store"
    copy_tree(made.home, home)
    opened = open_store(home, PASSPHRASE, machine=machine_of(room.trainer.env()), profile=Profile.PRACTICE)
    yield Both(room, world, opened, home)
    opened.close()


TABLE: dict[Callable[[Both], int], str] = {
    # --- practice, offered to real work
    offering.practice_bundle: "FK-306",
    offering.practice_bundle_of_the_laptop: "FK-306",
    offering.result_as_a_bundle: "FK-811",
    offering.sealed_capacity_as_a_bundle: "FK-811",
    offering.capacity_as_a_bundle: "FK-811",
    offering.capacity_to_import: "FK-811",
    offering.class_folder_to_import: "FK-811",
    offering.sealed_capacity_as_a_concern: "FK-811",
    offering.sealed_capacity_as_a_receipt: "FK-811",
    offering.class_file_as_headquarters_card: "FK-811",
    offering.practice_request_to_enrol: "FK-319",
    # --- real work, offered to practice
    offering.real_bundle_as_a_result: "FK-812",
    offering.practice_bundle_as_a_result: "FK-812",
    offering.real_stick_to_gather: "FK-812",
    offering.sealed_capacity_as_a_result: "FK-807",
    offering.real_card_as_a_class: "FK-802",
    # --- copied keys
    offering.practice_key_for_a_real_bundle: "FK-307",
    offering.practice_key_under_the_laptops_name: "FK-310",
    offering.trainee_key_under_the_laptops_name: "FK-310",
    offering.real_signature_on_a_result: "FK-809",
    offering.real_key_in_a_trainees_name: "FK-809",
    offering.real_seed_as_a_trainees: "FK-806",
    offering.class_key_as_headquarters: "FK-319",
    offering.class_key_as_headquarters_in_its_namespace: "FK-702",
    offering.capacity_by_a_real_key: "FK-815",
    # --- renamed and copied stores
    offering_stores.renamed_practice_store: "FK-217",
    offering_stores.relabelled_practice_store: "FK-204",
    offering_stores.real_store_as_practice: "FK-217",
    offering_stores.real_store_in_the_place_of_a_class: "FK-801",
    offering_stores.renamed_class: "FK-201",
    offering_stores.renamed_class_folder: "FK-806",
}


@pytest.mark.parametrize("offer", TABLE, ids=lambda offer: offer.__name__)
def test_practice_and_real_work_refuse_each_other_each_with_its_own_code(
    both: Both, offer: Callable[[Both], int]
) -> None:
    """Nothing is taken in, and the error says what it was."""
    status = offer(both)
    assert code_of(status) == TABLE[offer]
    assert both.world.hq.do("hq", "capacity").data["people"] == []


def test_a_class_file_says_that_it_is_practice(both: Both) -> None:
    """Its own reader takes it all the same."""
    assert read_class((both.room.stick / "class.fkc").read_bytes()).name == "Posts, June"
