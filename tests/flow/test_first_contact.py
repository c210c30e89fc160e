"""How headquarters and laptops come to know each other, and what is refused on the way."""

import dataclasses
import json
from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.crypto import seal
from fieldkit.store.store import store_exists
from fieldkit.sync.bundle.card import read_request, write_request
from tests.flow.forging import key_of
from tests.flow.world import NOTHING_SHOWN, Machine, Said, World, fingerprint_of


@pytest.fixture
def newcomer(world: World) -> Machine:
    """A laptop that was never set up."""
    passphrases = world.path("newcomer.passphrase")
    passphrases.write_text("invented newcomer passphrase\n", encoding="utf-8")
    passphrases.chmod(0o600)
    return Machine(world.path("newcomer"), passphrases)


def set_up(newcomer: Machine, card: Path, fingerprint: str) -> Said:
    request = newcomer.home.parent / "newcomer.request"
    return newcomer.unlock_and("init", "--hq", str(card), "-o", str(request), "--fingerprint", fingerprint)


def swapped(card: Path) -> Path:
    """Return a card in which somebody put a recipient of their own, its signature left as it was."""
    line, _, signature = card.read_bytes().partition(b"\n")
    document = json.loads(line)
    document["recipients"]["case"][0] = seal.recipient_of(seal.generate_identity())
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    changed = card.with_name("swapped.card")
    changed.write_bytes(text.encode() + b"\n" + signature)
    return changed


def test_a_card_whose_recipient_was_swapped_is_refused(world: World, newcomer: Machine) -> None:
    """A card with another recipient than headquarters signed is not accepted, even with the right fingerprint."""
    card = world.path("hq.card")
    done = set_up(newcomer, swapped(card), fingerprint_of(card))
    assert errors.SignedDocumentInvalid.exit_status == done.status
    assert not store_exists(newcomer.home)


def test_the_card_of_somebody_who_plays_headquarters_does_not_match(world: World, newcomer: Machine) -> None:
    """A card that somebody else made and signed himself has other groups than those that headquarters reads out."""
    passphrases = world.path("impostor.passphrase")
    passphrases.write_text("invented impostor passphrase\n", encoding="utf-8")
    passphrases.chmod(0o600)
    impostor = Machine(world.path("impostor"), passphrases)
    recovery = str(world.path("impostor.recovery"))
    assert impostor.unlock_and("hq", "init", "--name", "Test office", "--recovery-file", recovery).status == 0
    card = world.path("impostor.card")
    phones = ("--duty-phone", "+250 700 000 000", "--deputy-phone", "+250 700 000 001")
    assert impostor.do("hq", "card", "-o", str(card), *phones).status == 0
    impostor.close()
    done = set_up(newcomer, card, fingerprint_of(world.path("hq.card")))
    assert errors.FingerprintWrong.exit_status == done.status
    assert not store_exists(newcomer.home)


@pytest.mark.parametrize("change", ["first group", "last group", "too short", "empty"])
def test_with_a_wrong_fingerprint_nothing_is_created(world: World, newcomer: Machine, change: str) -> None:
    """All six groups must fit; otherwise no store and no request are made."""
    card = world.path("hq.card")
    right = fingerprint_of(card)
    given = {
        "first group": ("0000" if right[:4] != "0000" else "1111") + right[4:],
        "last group": right[:-4] + ("0000" if right[-4:] != "0000" else "1111"),
        "too short": right[:20],
        "empty": "",
    }[change]
    assert errors.FingerprintWrong.exit_status == set_up(newcomer, card, given).status
    assert not store_exists(newcomer.home)
    assert not world.path("newcomer.request").exists()


def test_a_request_with_a_wrong_fingerprint_enrols_nobody(world: World) -> None:
    """Headquarters compares the laptop's groups the same way; a wrong group enrols nothing."""
    wrong = fingerprint_of(world.path("hq.card"))
    done = world.hq.do("hq", "enrol", str(world.path("second.request")), "--fingerprint", wrong)
    assert errors.FingerprintWrong.exit_status == done.status
    assert len(world.hq.do("hq", "devices").data["devices"]) == 1


def test_a_request_that_answers_another_card_is_refused(world: World) -> None:
    """A laptop that was set up from another card is told apart before it is enrolled."""

    asked = dataclasses.replace(read_request(world.path("second.request").read_bytes()), card_hash="0" * 64)
    other = world.path("other.request")
    other.write_bytes(write_request(asked, key_of(world.second)))
    done = world.hq.do("hq", "enrol", str(other), "--fingerprint", fingerprint_of(other))
    assert errors.OtherCard.exit_status == done.status


def test_a_card_needs_the_duty_phone_and_the_deputy(world: World) -> None:
    """Headquarters' first card cannot be made without both phones; later ones remember them."""
    passphrases = world.path("bare.passphrase")
    passphrases.write_text("invented bare passphrase\n", encoding="utf-8")
    passphrases.chmod(0o600)
    bare = Machine(world.path("bare"), passphrases)
    bare.unlock_and("hq", "init", "--name", "Bare office", "--recovery-file", str(world.path("bare.recovery")))
    card = world.path("bare.card")
    for words in ((), ("--duty-phone", "+250 700 000 000"), ("--deputy-phone", "+250 700 000 001")):
        assert errors.PhonesMissing.exit_status == bare.do("hq", "card", "-o", str(card), *words).status
        assert not card.exists()
    bare.close()
    assert world.hq.do("hq", "card", "-o", str(card)).status == 0


def test_a_laptop_of_an_older_card_is_still_enrolled(world: World) -> None:
    """Headquarters remembers every card it made: a request that answers an earlier one is fine."""
    assert world.hq.do("hq", "card", "-o", str(world.path("newer.card"))).status == 0
    assert world.enrol_second().status == 0


def test_nobody_there_to_type_is_said_before_a_secret_is_shown(world: World) -> None:
    """Without a terminal the recovery identity is not even made; an empty file of passphrases leaves no file behind."""
    alone = Machine(world.path("alone"), world.path("empty.passphrase"))
    alone.passphrases.write_text("", encoding="utf-8")
    alone.passphrases.chmod(0o600)
    init = ("hq", "init", "--name", "Office")
    nothing = alone.unlock_and(*init)
    assert nothing.status == errors.PassphraseUnusable.exit_status
    file = world.path("identity.txt")
    assert alone.unlock_and(*init, "--recovery-file", str(file)).status == errors.PassphraseUnusable.exit_status
    assert not file.exists()
    typed = Machine(world.path("alone"), world.hq.passphrases).unlock_and(*init)
    assert typed.status == errors.NotATerminal.exit_status
    assert "--recovery-file" in typed.envelope["error"]["hint"]
    assert "AGE-SECRET-KEY" not in nothing.out + nothing.err + typed.out + typed.err
    assert not world.path("alone").exists()


def test_a_store_is_never_made_over_another(world: World) -> None:
    """Where a store is already, `init` and `hq init` change nothing."""
    card = world.path("hq.card")
    before = (world.laptop.files / "keyslots.json").read_bytes()
    done = world.laptop.unlock_and("init", "--hq", str(card), "--fingerprint", fingerprint_of(card))
    assert errors.StoreExists.exit_status == done.status
    done = world.laptop.unlock_and("hq", "init", "--name", "x", "--recovery-file", str(world.path("r")))
    assert errors.StoreExists.exit_status == done.status
    assert before == (world.laptop.files / "keyslots.json").read_bytes()
    assert not world.path("r").exists()


def test_a_laptop_is_not_headquarters(world: World) -> None:
    """A field laptop refuses headquarters' commands, and headquarters a laptop's, before anything is read."""
    for words in (("inbox",), ("hq", "devices"), ("hq", "import", str(world.stick()))):
        assert errors.WrongRole.exit_status == world.laptop.do(*words).status
    for words in (("screen",), ("pack",), ("status",)):
        assert errors.WrongRole.exit_status == world.hq.do(*words).status


def test_signers_list_every_enrolled_laptop(world: World, tmp_path: Path) -> None:
    """`hq signers` writes headquarters' line and one line for each laptop, for stock ssh-keygen."""
    world.enrol_second()
    out = tmp_path / "allowed_signers"
    assert world.hq.do("hq", "signers", "-o", str(out)).data["signers"] == 3
    principals = {line.split()[0] for line in out.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    assert {"hq", world.laptop.device, world.second.device} == principals


def test_bundle_verify_tells_verified_from_signer_unknown(world: World, tmp_path: Path) -> None:
    """With the signers a bundle is verified; without, it is intact, signer unknown, with its own exit status."""
    world.laptop.screen(NOTHING_SHOWN)
    file = world.laptop.hand_over(world.stick())
    signers = tmp_path / "allowed_signers"
    world.hq.do("hq", "signers", "-o", str(signers))
    known = world.hq.do("bundle", "verify", str(file), "--signers", str(signers))
    assert (known.status, known.data["verdict"]) == (0, "verified")
    unknown = world.hq.do("bundle", "verify", str(file))
    assert errors.BundleSignerUnknown.exit_status == unknown.status
    assert unknown.data["verdict"] == "intact, signer unknown"
