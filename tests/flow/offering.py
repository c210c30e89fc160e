"""Things of practice that are offered to real work, and the reverse: each function gives the exit status of one."""

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit import errors
from fieldkit.commands.class_home import classes_here
from fieldkit.commands.class_results import members_here
from fieldkit.commands.hq_setup import card_of, registry
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.store.store import Store
from fieldkit.sync.bundle import namespaces, signed_document
from fieldkit.sync.bundle.capacity import read_capacity
from fieldkit.sync.bundle.card import Request, read_card, read_request, write_request
from fieldkit.sync.bundle.class_result import ClassResult, open_result
from fieldkit.sync.bundle.namespaces import BundleNamespace
from fieldkit.sync.bundle.verify import verify
from fieldkit.sync.bundle.write import BundleDraft, write_bundle
from tests.flow.forging import drafted, key_of
from tests.flow.test_class import Room
from tests.flow.world import Machine, World

PASSPHRASE = "an invented practice passphrase"


@dataclass(slots=True)
class Both:
    """A class with one result, and a headquarters with a laptop; beside them a store with the practice profile."""

    room: Room
    world: World
    practice: Store
    home: Path

    @property
    def practice_key(self) -> SigningKey:
        return SigningKey.from_seed(self.practice.identity.seed)

    @property
    def class_keys(self) -> tuple[str, str]:
        """The class's id and the identity that opens its results."""
        shown = self.room.trainer.unlock_and("practice", "class", "show", "--identity").data
        return shown["class"], shown["identity"]

    @property
    def trainee_key(self) -> SigningKey:
        return members_here(self.room.laptop("7").env())[0].trainee.key

    @property
    def inbox(self) -> dict[str, Any]:
        """What headquarters has, without what it put aside."""
        return {name: value for name, value in self.world.hq.do("inbox").data.items() if name != "quarantine"}

    def as_bundle(self, data: bytes) -> int:
        """Bring a file as a bundle: it goes into quarantine; return the status that its check gives."""
        stick = self.world.stick("offered")
        place = stick / "up" / self.world.laptop.device.removeprefix("d-") / f"{'0' * 16}-00000001.fkb"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        before = self.inbox
        (fate,) = self.world.bring(stick="offered")
        assert fate["new"] == 0
        assert fate["quarantine"]
        assert self.inbox == before
        try:
            verify(data, registry(self.world.hq.open()), namespace=namespaces.BUNDLE, now_ms=None)
        except errors.BundleError as error:
            return error.exit_status
        return 0

    def as_result(self, data: bytes) -> int:
        """Put a file among a class's results; return the status of the only refusal."""
        (self.room.stick / "results" / f"{'e' * 32}.fkp").write_bytes(data)
        refused = self.room.gather().data["refused"]
        assert self.room.gather().data["runs"] == 1
        return status_of(refused[0]["code"])

    def request_of(self, key: SigningKey) -> Request:
        """What a key would say of itself to be enrolled as the real laptop."""
        made = read_request(self.world.path("device.request").read_bytes())
        return dataclasses.replace(made, key=key.public)


def every_error() -> list[type[errors.FieldkitError]]:
    return [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.FieldkitError)]


def status_of(code: str) -> int:
    return next(one.exit_status for one in every_error() if one.code == code)


def code_of(status: int) -> str:
    return next((one.code for one in every_error() if one.exit_status == status), f"status {status}")


# --- bundles -----------------------------------------------------------------------------------------------------


def bundle(both: Both, key: SigningKey, namespace: BundleNamespace, dev: str) -> bytes:
    following = both.practice.outbox.next_bundle()
    draft = BundleDraft(
        dev=dev,
        epoch=following.epoch,
        seq=following.seq,
        prev=following.prev,
        rcpt=following.rcpt,
        audit=following.audit,
        policy=1,
        made={**both.world.laptop.clock.now().as_json(), "clock": "ok"},
        forms=[],
        records=[],
        namespace=namespace,
    )
    recipients = card_of(both.world.laptop.open()).recipients["case"]
    return write_bundle(draft, key, recipients, os.urandom).data


def practice_bundle(both: Both) -> int:
    """Made by a practice store, as itself."""
    return both.as_bundle(bundle(both, both.practice_key, namespaces.PRACTICE, both.practice.identity.device))


def practice_bundle_of_the_laptop(both: Both) -> int:
    """An enrolled laptop's own key, in the namespace of practice."""
    return both.as_bundle(bundle(both, key_of(both.world.laptop), namespaces.PRACTICE, both.world.laptop.device))


def practice_key_for_a_real_bundle(both: Both) -> int:
    """The key of a practice store signs as real work, under its own name."""
    return both.as_bundle(bundle(both, both.practice_key, namespaces.BUNDLE, both.practice.identity.device))


def practice_key_under_the_laptops_name(both: Both) -> int:
    """The key of a practice store signs as real work, as the laptop."""
    return both.as_bundle(bundle(both, both.practice_key, namespaces.BUNDLE, both.world.laptop.device))


def trainee_key_under_the_laptops_name(both: Both) -> int:
    return both.as_bundle(bundle(both, both.trainee_key, namespaces.BUNDLE, both.world.laptop.device))


def result_as_a_bundle(both: Both) -> int:
    return both.as_bundle(both.room.results[0].read_bytes())


def capacity_file(both: Both, *words: str) -> Path:
    file = both.room.root / "class.capacity"
    given = ("practice", "class", "capacity", "-o", str(file), "--agreed", "7", "--force", *words)
    both.room.gather()
    assert both.room.trainer.unlock_and(*given).status == 0
    return file


def sealed_capacity(both: Both) -> Path:
    return capacity_file(both, "--card", str(both.world.path("hq.card")))


def sealed_capacity_as_a_bundle(both: Both) -> int:
    return both.as_bundle(sealed_capacity(both).read_bytes())


def capacity_as_a_bundle(both: Both) -> int:
    return both.as_bundle(capacity_file(both).read_bytes())


def capacity_to_import(both: Both) -> int:
    return both.world.hq.do("hq", "import", str(capacity_file(both))).status


def class_folder_to_import(both: Both) -> int:
    return both.world.hq.do("hq", "import", str(both.room.stick)).status


def sealed_capacity_as_a_concern(both: Both) -> int:
    """Neither taken in nor kept sealed for the second recipient."""
    stick = both.world.stick("tips")
    (stick / "up" / "tips").mkdir(parents=True)
    shutil.copy(sealed_capacity(both), stick / "up" / "tips" / f"{'0' * 32}.fkt")
    done = both.world.hq.do("hq", "import", str(stick))
    assert "this is practice: capacity results of a class" in done.warnings[0]
    assert both.world.hq.do("hq", "concerns").data == {"unread": 0, "sealed": 0, "concerns": []}
    identity = both.world.path("recovery.txt")
    words = ("hq", "concerns", "open", str(sealed_capacity(both)), "--identity", str(identity))
    return both.world.hq.do(*words).status


def sealed_capacity_as_a_receipt(both: Both) -> int:
    """On the laptop's way back: nothing counts as received."""
    both.world.laptop.screen()
    stick = both.world.stick("back")
    both.world.laptop.hand_over(stick)
    place = stick / "down" / both.world.laptop.device.removeprefix("d-") / "00000001.fkr"
    place.parent.mkdir(parents=True)
    shutil.copy(sealed_capacity(both), place)
    done = both.world.laptop.do("sync", str(stick))
    assert any("this is practice" in line for line in done.warnings), done.err
    assert both.world.laptop.open().outbox.next_bundle().rcpt == "0" * 64
    return errors.PracticeForReal.exit_status


# --- real work, offered to practice ----------------------------------------------------------------------------------


def real_bundle_as_a_result(both: Both) -> int:
    return both.as_result(drafted(both.world.laptop).data)


def practice_bundle_as_a_result(both: Both) -> int:
    """A bundle is none of a class, whoever made it."""
    return both.as_result(bundle(both, both.practice_key, namespaces.PRACTICE, both.practice.identity.device))


def sealed_capacity_as_a_result(both: Both) -> int:
    return both.as_result(sealed_capacity(both).read_bytes())


def real_stick_to_gather(both: Both) -> int:
    both.world.laptop.screen()
    both.world.laptop.hand_over(both.world.stick())
    return both.room.trainer.unlock_and("practice", "class", "gather", str(both.world.stick())).status


def real_card_as_a_class(both: Both) -> int:
    folder = both.world.stick("false-class")
    shutil.copy(both.world.path("hq.card"), folder / "class.fkc")
    words = ("practice", "class", "join", str(folder), "--code", both.room.code, "--who", "7")
    return both.room.laptop("9").unlock_and(*words).status


# --- keys ------------------------------------------------------------------------------------------------------------


def forged(both: Both, signed: Callable[[ClassResult], ClassResult]) -> bytes:
    class_id, identity = both.class_keys
    good = open_result(both.room.results[0].read_bytes(), class_id, identity)
    other = signed(dataclasses.replace(good, n=good.n + 1))
    (home,) = classes_here(both.room.trainer.env())
    return resealed(other, home.found.recipient)


def resealed(result: ClassResult, recipient: str) -> bytes:
    """Seal a result without looking whether it is good."""
    from fieldkit.crypto import canonical, seal
    from fieldkit.sync.bundle import payload
    from fieldkit.sync.bundle.practice_mark import FIRST_LINE

    content = canonical.dumps({**result.unsigned(), "signature": result.signature.decode("ascii")}) + b"\n"
    return FIRST_LINE + seal.seal(payload.encode(content, os.urandom), [recipient])


def real_signature_on_a_result(both: Both) -> int:
    """The laptop's key signs a result as it signs bundles."""
    key = key_of(both.world.laptop)

    def sign(result: ClassResult) -> ClassResult:
        own = dataclasses.replace(result, key=key.public)
        return dataclasses.replace(own, signature=sshsig(key, own.signed_bytes, namespaces.BUNDLE))

    return both.as_result(forged(both, sign))


def real_key_in_a_trainees_name(both: Both) -> int:
    """The laptop's key signs as practice does, but the result names the trainee's key."""
    key = key_of(both.world.laptop)

    def sign(result: ClassResult) -> ClassResult:
        return dataclasses.replace(result, signature=result.signed(key).signature)

    return both.as_result(forged(both, sign))


def real_seed_as_a_trainees(both: Both) -> int:
    """A real seed, copied into a trainee's file under the real key's name: practice makes another key of it."""
    machine = both.room.laptop("7")
    (member,) = members_here(machine.env())
    real = key_of(both.world.laptop)
    path = member.home.place("trainees", f"{real.public.fingerprint[:16]}.json")
    doc = json.loads(member.home.place("trainees", member.trainee.file).read_bytes())
    path.write_text(json.dumps({**doc, "seed": real.seed.hex()}, separators=(",", ":"), sort_keys=True))
    return machine.unlock_and("practice", "class", "show").status


def class_key_as_headquarters(both: Both) -> int:
    """The class's key signs a card in its own namespace."""
    keys = class_signing(both)
    card = read_card(both.world.path("hq.card").read_bytes())
    own = dataclasses.replace(card, key=keys.public)
    file = both.world.path("false.card")
    file.write_bytes(signed_document.write(own.as_json(), keys, namespaces.PRACTICE_CLASS))
    return init_by(both, file)


def class_key_as_headquarters_in_its_namespace(both: Both) -> int:
    """The class's key signs a card as headquarters does: what headquarters reads out does not fit."""
    from fieldkit.sync.bundle.card import write_card

    keys = class_signing(both)
    card = read_card(both.world.path("hq.card").read_bytes())
    file = both.world.path("false.card")
    file.write_bytes(write_card(dataclasses.replace(card, key=keys.public), keys))
    return init_by(both, file)


def class_signing(both: Both) -> SigningKey:
    from fieldkit.sync.bundle.class_keys import read_keys

    (home,) = classes_here(both.room.trainer.env())
    passphrase = both.room.trainer.passphrases.read_text(encoding="utf-8").strip()
    return read_keys(home.place("class.keys").read_bytes(), home.id, passphrase).signing


def init_by(both: Both, card: Path) -> int:
    fresh = Machine(both.world.path("fresh"), both.world.laptop.passphrases)
    real = read_card(both.world.path("hq.card").read_bytes())
    words = (
        "--post",
        "p",
        "--person",
        "w",
        "-o",
        str(both.world.path("r")),
        "--fingerprint",
        "".join(real.fingerprint),
    )
    status = fresh.unlock_and("init", "--hq", str(card), *words).status
    assert not (fresh.home / "store").exists()
    return status


def class_file_as_headquarters_card(both: Both) -> int:
    return init_by(both, both.room.stick / "class.fkc")


def practice_request_to_enrol(both: Both) -> int:
    """A practice store asks to be enrolled, in the namespace of practice."""
    file = both.world.path("practice.request")
    made = both.request_of(both.practice_key)
    file.write_bytes(write_request(made, both.practice_key, namespaces.PRACTICE_REQUEST))
    words = ("hq", "enrol", str(file), "--fingerprint", "".join(made.fingerprint))
    return both.world.hq.do(*words).status


def capacity_by_a_real_key(both: Both) -> int:
    """Headquarters' own key, or a laptop's, signs capacity results as it signs bundles."""
    key = key_of(both.world.hq)
    found = read_capacity(capacity_file(both).read_bytes())
    made = dataclasses.replace(found, key=key.public)
    file = both.world.path("false.capacity")
    file.write_bytes(signed_document.write(made.as_json(), key, namespaces.CARD))
    return both.world.hq.do("hq", "capacity", str(file)).status
