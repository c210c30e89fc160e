"""Uploads: tus 1.0 core and creation, addressed by what they are, checked without a key."""

import hashlib
import socket
import time

import pytest

from benchmarks.served import Served
from fieldkit.crypto import seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.bundle.escrow import make_escrow, write_escrow
from fieldkit.sync.bundle.revoked_file import write_revoked
from fieldkit.sync.bundle.signers import Revoked
from fieldkit.sync.http import incoming
from fieldkit.sync.http.intake import Ledger
from tests.bundle import parts as bundle_parts
from tests.http.parts import (
    BUNDLE_DATA,
    DEVICE,
    NAME,
    OTHER,
    OTHER_KEY,
    PART,
    Laptop,
    Moved,
    bundle_of,
    files_of,
    metadata,
    place_of,
    sealed,
)

WHERE = f"up/{DEVICE[2:]}/{NAME}"
SIZE = len(BUNDLE_DATA)
OFFICERS = tuple(seal.recipient_of(seal.generate_identity()) for _ in range(3))


def test_a_bundle_in_two_parts_lies_in_the_mailbox_after_the_second(intake: Served, laptop: Laptop) -> None:
    """What is not whole is nowhere that an import looks; at the last byte the answer is `stored, unread`."""
    begun = laptop.begin()
    assert (begun.status, begun.headers["upload-offset"], begun.headers["location"]) == (
        201,
        "0",
        place_of(BUNDLE_DATA),
    )
    first = laptop.part(BUNDLE_DATA, 0, 1000)
    assert (first.status, first.headers["upload-offset"]) == (204, "1000")
    assert [name for name in files_of(intake) if not name.startswith(".incoming/")] == []
    last = laptop.part(BUNDLE_DATA, 1000)
    assert (last.status, last.body, last.headers["upload-offset"]) == (202, b"stored, unread", str(SIZE))
    assert files_of(intake) == [WHERE]
    assert (intake.box / WHERE).read_bytes() == BUNDLE_DATA


def test_whoever_lost_the_answer_lands_on_the_same_object(intake: Served, laptop: Laptop) -> None:
    """Beginning again tells how far it is; a part sent twice is told the true offset; a stored bundle is stored."""
    laptop.begin()
    laptop.part(BUNDLE_DATA, 0, 1000)
    again = laptop.begin()
    assert (again.status, again.headers["upload-offset"]) == (201, "1000")
    twice = laptop.part(BUNDLE_DATA, 0, 1000)
    assert (twice.status, twice.headers["upload-offset"]) == (409, "1000")
    assert laptop.head().headers["upload-offset"] == "1000"
    laptop.part(BUNDLE_DATA, 1000)
    assert (laptop.begin().status, laptop.head().headers["upload-offset"]) == (202, str(SIZE))
    late = laptop.part(BUNDLE_DATA, 1000)
    assert (late.status, late.headers["upload-offset"]) == (409, str(SIZE))
    assert files_of(intake) == [WHERE]


@pytest.mark.parametrize("offset", [1, 999, SIZE, SIZE + 1, 10**9])
def test_a_part_at_another_offset_changes_nothing(laptop: Laptop, offset: int) -> None:
    """Beyond and before the true offset alike: 409, and the true one."""
    laptop.begin()
    said = laptop.part(BUNDLE_DATA, 0, 100, headers={"Upload-Offset": str(offset)})
    assert (said.status, said.headers["upload-offset"]) == (409, "0")


@pytest.mark.parametrize("offset", ["", "-1", "1e3", "٣", "0x10", "01", "99999999999"])
def test_an_offset_that_is_no_number_is_refused(laptop: Laptop, offset: str) -> None:
    """Only plain decimal digits are an offset."""
    laptop.begin()
    assert laptop.part(BUNDLE_DATA, 0, 100, headers={"Upload-Offset": offset.encode().decode("latin-1")}).status == 400


def test_what_came_of_a_part_that_was_cut_off_is_kept(laptop: Laptop) -> None:
    """The connection dies inside a part; the laptop goes on behind the last byte that arrived."""
    laptop.begin()
    path = place_of(BUNDLE_DATA)
    head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\nFK: {laptop.token('PATCH', path)}\r\nContent-Length: {SIZE}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in {**PART, "Upload-Offset": "0"}.items())
    with socket.create_connection(("127.0.0.1", laptop.served.port)) as connection:
        connection.sendall(head.encode() + b"\r\n" + BUNDLE_DATA[:2345])
    deadline = time.monotonic() + 5
    while laptop.head().headers["upload-offset"] != "2345" and time.monotonic() < deadline:
        time.sleep(0.01)
    assert laptop.part(BUNDLE_DATA, 2345).status == 202


def test_a_newer_part_takes_over_from_one_that_hangs(laptop: Laptop) -> None:
    """A half-open connection keeps no upload: who comes with the true offset is the writer."""
    laptop.begin()
    path = place_of(BUNDLE_DATA)
    head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\nFK: {laptop.token('PATCH', path)}\r\nContent-Length: {SIZE}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in {**PART, "Upload-Offset": "0"}.items())
    with socket.create_connection(("127.0.0.1", laptop.served.port), timeout=5) as hanging:
        hanging.sendall(head.encode() + b"\r\n" + BUNDLE_DATA[:100])
        deadline = time.monotonic() + 5
        while laptop.head().headers["upload-offset"] != "100" and time.monotonic() < deadline:
            time.sleep(0.01)
        assert laptop.part(BUNDLE_DATA, 100, 1000).status == 204
        hanging.sendall(BUNDLE_DATA[100:200])
        assert b" 409 " in hanging.recv(4096).split(b"\r\n")[0]
    assert laptop.part(BUNDLE_DATA, 1000).status == 202


def test_a_whole_upload_that_a_crash_left_behind_is_stored_when_somebody_asks(intake: Served, laptop: Laptop) -> None:
    """The last byte came and the intake died before it looked: the next HEAD has it look."""
    laptop.begin()
    laptop.part(BUNDLE_DATA, 0, SIZE - 1)
    upload = intake.intake.incoming.find(DEVICE, hashlib.sha256(BUNDLE_DATA).hexdigest()[:24])
    assert upload is not None
    intake.intake.incoming.append(upload, SIZE - 1, BUNDLE_DATA[-1:])
    assert laptop.head().headers["upload-offset"] == str(SIZE)
    assert files_of(intake) == [WHERE]


def _re_signed(data: bytes, device: str, key: SigningKey) -> bytes:
    """The same sealed part, signed anew."""
    from fieldkit.crypto import canonical
    from fieldkit.sync.bundle import container
    from fieldkit.sync.bundle.namespaces import Kind

    sealed = container.unpack(data, Kind.BUNDLE).payload
    return bundle_parts.signed(canonical.dumps(bundle_parts.manifest_json(sealed, dev=device)), sealed, key)


PRACTICE = bundle_parts.signed(b"{}", b"", bundle_parts.DEVICE_KEY, "fieldkit-practice@v1")
REFUSED = {
    "junk": (b"junk" * 500, NAME, b"forged"),
    "cut short": (BUNDLE_DATA[:-600], NAME, b"truncated"),
    "more than a bundle": (BUNDLE_DATA + b"x", NAME, b"forged"),
    "payload changed": (BUNDLE_DATA.replace(b"X25519", b"X25518"), NAME, b"forged"),
    "signed by a stranger": (_re_signed(BUNDLE_DATA, DEVICE, bundle_parts.STRANGER_KEY), NAME, b"forged"),
    "of an unknown device": (_re_signed(BUNDLE_DATA, bundle_parts.STRANGER, OTHER_KEY), NAME, b"unknown-device"),
    "of another device": (bundle_of(1, OTHER, OTHER_KEY)[1], NAME, b"unknown-device"),
    "of practice": (PRACTICE, NAME, b"wrong-recipient"),
    "another number": (BUNDLE_DATA, f"{bundle_parts.EPOCH[2:]}-00000002.fkb", b"name"),
    "another epoch": (BUNDLE_DATA, "0000000000000000-00000001.fkb", b"name"),
    "another hash": (BUNDLE_DATA, f"{bundle_parts.EPOCH[2:]}-00000001-{'0' * 16}.fkb", b"name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_bundle_of_this_laptop_is_thrown_away(intake: Served, laptop: Laptop, case: str) -> None:
    """At the last byte everything is checked that needs no key; what fails leaves nothing behind."""
    data, name, word = REFUSED[case]
    said = laptop.send(data, name)
    assert (said.status, said.body) == (422, word)
    assert files_of(intake) == []


def test_bytes_that_are_not_what_was_named_are_thrown_away(intake: Served, laptop: Laptop) -> None:
    """A part that was changed on the way shows at the end, and the upload begins anew."""
    laptop.begin()
    changed = BUNDLE_DATA[:700] + b"!" + BUNDLE_DATA[701:]
    said = laptop.ask("PATCH", place_of(BUNDLE_DATA), {**PART, "Upload-Offset": "0"}, changed)
    assert (said.status, said.body) == (422, b"hash")
    assert files_of(intake) == []
    assert laptop.send().status == 202


def test_another_whole_bundle_is_never_written_over_and_junk_is(intake: Served, laptop: Laptop) -> None:
    """What lies there may be the only copy of somebody's interview; a file that is no bundle is not."""
    laptop.send()
    name, second = bundle_of(1)
    assert (laptop.send(second, name).status, (intake.box / WHERE).read_bytes()) == (412, BUNDLE_DATA)
    (intake.box / WHERE).write_bytes(b"half a file")
    assert (laptop.send(second, name).status, (intake.box / WHERE).read_bytes()) == (202, second)


def test_a_revoked_laptop_may_still_send(intake: Served, laptop: Laptop) -> None:
    """Whether its bundles are believed is decided by a person at headquarters, who has to see them for that."""
    (intake.lists / "revoked.json").write_bytes(write_revoked(Revoked({DEVICE: {}})))
    assert laptop.send().status == 202


@pytest.mark.parametrize(("length", "status"), [("9437185", 413), ("0", 400), ("-1", 400), ("", 400), ("9" * 12, 400)])
def test_a_length_outside_the_limits_is_refused_before_anything_is_kept(
    intake: Served, laptop: Laptop, length: str, status: int
) -> None:
    """Nine megabytes is the most, nothing is too little."""
    assert laptop.begin(headers={"Upload-Length": length}).status == status
    assert files_of(intake) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name !,sha256 !",
        metadata(NAME, "f" * 64).replace("sha256", "sha512"),
        metadata(NAME, "F" * 64),
        metadata(NAME, "f" * 63 + "g"),
        "name w6k=,sha256 " + metadata(NAME, "f" * 64).rpartition(" ")[2],
    ],
)
def test_metadata_of_another_shape_are_refused(laptop: Laptop, text: str) -> None:
    """Name and SHA-256, in this order, and nothing else."""
    said = laptop.ask("POST", "/v1/up", {"Upload-Length": "100", "Upload-Metadata": text, "Tus-Resumable": "1.0.0"})
    assert (said.status, said.body) == (400, b"metadata")


@pytest.mark.parametrize("name", ["../../etc/passwd", "x.fkb", f"..%2f{NAME}", f"{NAME}\x00", "CON", "0" * 40])
def test_a_name_outside_the_mailboxs_grammar_is_refused(intake: Served, laptop: Laptop, name: str) -> None:
    """The name of an upload is one of docs/mailbox.md or nothing."""
    assert laptop.begin(name=name).status == 400
    assert files_of(intake) == []


def test_another_version_of_tus_or_type_is_refused(laptop: Laptop) -> None:
    """tus 1.0.0, and parts of its content type."""
    assert laptop.begin(headers={"Tus-Resumable": "0.2.2"}).status == 412
    laptop.begin()
    assert laptop.part(BUNDLE_DATA, 0, 10, headers={"Content-Type": "text/plain"}).status == 415
    assert laptop.part(BUNDLE_DATA + b"x", 0, headers={"Upload-Offset": "0"}).status == 404


def test_a_part_longer_than_what_is_missing_is_refused(intake: Served, laptop: Laptop) -> None:
    """More bytes than were named are not written."""
    laptop.begin()
    said = laptop.ask("PATCH", place_of(BUNDLE_DATA), {**PART, "Upload-Offset": "0"}, BUNDLE_DATA + b"x")
    assert said.status == 413
    assert laptop.head().headers["upload-offset"] == "0"


def test_options_tell_what_can_be_done_without_a_signature(laptop: Laptop) -> None:
    """The one request that is not signed, as tus wants it."""
    said = laptop.ask("OPTIONS", "/v1/up", token="")
    assert (said.status, said.headers["tus-extension"], said.headers["tus-max-size"]) == (204, "creation", "9437184")


def test_a_laptop_has_a_quota_for_each_day(intake: Served, laptop: Laptop, other: Laptop, clock: Moved) -> None:
    """What comes is counted whatever becomes of it; the next day begins anew; others are not touched."""
    intake.intake.ledger = Ledger(quota=2 * SIZE)
    for number in (1, 2):
        assert laptop.send(*sealed(number)).status == 202
    over = laptop.begin(*sealed(3))
    assert (over.status, over.body) == (429, b"quota")
    name, data = bundle_of(1, OTHER, OTHER_KEY)
    assert other.send(data, name).status == 202
    clock.ahead_ms = 24 * 3_600_000
    assert laptop.send(*sealed(3)).status == 202


def test_the_quota_holds_inside_an_upload_too(intake: Served, laptop: Laptop) -> None:
    """An upload that is thrown away and sent again and again ends with the day's amount."""
    laptop.begin()
    intake.intake.ledger = Ledger(quota=1000)
    assert laptop.part(BUNDLE_DATA, 0, 900).status == 204
    assert laptop.part(BUNDLE_DATA, 900, 1100).status == 429


def test_what_lies_in_the_mailbox_of_one_laptop_is_bounded(intake: Served, laptop: Laptop) -> None:
    """Sixteen days' quota: a stolen key cannot fill the disk over the weeks."""
    intake.intake.ledger = Ledger(quota=SIZE + 10)
    folder = intake.box / "up" / DEVICE[2:]
    folder.mkdir(parents=True)
    (folder / f"{'0' * 16}-00000001.fkb").write_bytes(bytes(15 * (SIZE + 10) + 20))
    assert laptop.begin().status == 507


def test_unfinished_uploads_are_bounded_and_forgotten(
    intake: Served, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight at a time for each laptop; one that does not grow for two weeks is forgotten."""
    for number in range(1, 9):
        assert laptop.begin(*sealed(number)).status == 201
    ninth = laptop.begin(*sealed(9))
    assert (ninth.status, ninth.body) == (429, b"unfinished")
    monkeypatch.setattr(incoming, "KEPT_SECONDS", -10)
    monkeypatch.setattr(incoming, "SWEEP_SECONDS", -1)
    assert laptop.begin(*sealed(9)).status == 201
    assert len(files_of(intake)) == 1


def test_unfinished_uploads_of_all_are_bounded(intake: Served, laptop: Laptop) -> None:
    """However many laptops there are, what is not whole takes so much and no more."""
    intake.intake.incoming._most = SIZE
    assert laptop.begin().status == 201
    assert laptop.begin(*sealed(2)).status == 507


def test_half_a_note_of_an_upload_is_no_upload(intake: Served, laptop: Laptop) -> None:
    """What the intake finds in `.incoming/` it believes only in its own form; beginning again repairs it."""
    laptop.begin()
    note = next(intake.box.rglob("*.json"))
    for text in (b"", b"[]", b'{"length":"1","name":"x","sha256":"y"}', note.read_bytes().replace(NAME.encode(), b"x")):
        note.write_bytes(text)
        assert laptop.head().status == 404
    assert laptop.send().status == 202


ESCROW_FILE = f"{bundle_parts.EPOCH[2:]}-00000001.fke"


def escrow_of(
    n: int = 1, device: str = DEVICE, key: SigningKey = bundle_parts.DEVICE_KEY, epoch: str = bundle_parts.EPOCH
) -> bytes:
    """An escrow that is right in every way, for invented officers."""
    made = make_escrow(bytes(32), device, "s-" + "1" * 32, epoch, n, "first", OFFICERS)
    return write_escrow(made, key)


def test_an_escrow_goes_up_and_takes_the_place_of_the_older_one(intake: Served, laptop: Laptop) -> None:
    """Bundles stay; what was stored is told in the next hello, and is not given back."""
    laptop.send()
    first = escrow_of()
    assert laptop.send(first, ESCROW_FILE).status == 202
    assert laptop.head(first).headers["upload-offset"] == str(len(first))
    newer = ESCROW_FILE.replace("1.fke", "2.fke")
    assert laptop.send(escrow_of(2), newer).status == 202
    assert files_of(intake) == [f"up/{DEVICE[2:]}/{NAME}", f"up/{DEVICE[2:]}/{newer}"]
    assert laptop.ask("GET", f"/v1/up/{newer}").status == 404
    assert laptop.ask("DELETE", f"/v1/up/{newer}").status == 404


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"junk" * 100, ESCROW_FILE, b"escrow"),
        (escrow_of(key=OTHER_KEY), ESCROW_FILE, b"escrow"),
        (escrow_of(device=OTHER), ESCROW_FILE, b"escrow"),
        (escrow_of()[:-40], ESCROW_FILE, b"escrow"),
        (escrow_of(n=2), ESCROW_FILE, b"name"),
        (escrow_of(epoch="e-" + "0" * 16), ESCROW_FILE, b"name"),
        (BUNDLE_DATA, ESCROW_FILE, b"escrow"),
        (escrow_of(), NAME, b"forged"),
    ],
)
def test_what_is_no_escrow_of_this_laptop_is_thrown_away(
    intake: Served, laptop: Laptop, data: bytes, name: str, word: bytes
) -> None:
    """Another's key, another's device, another number or epoch, a bundle under its name, and the reverse."""
    laptop.send(escrow_of(3), ESCROW_FILE.replace("1.fke", "3.fke"))
    before = files_of(intake)
    said = laptop.send(data, name)
    assert (said.status, said.body) == (422, word)
    assert files_of(intake) == before


def test_an_escrow_is_no_larger_than_escrows_are(intake: Served, laptop: Laptop) -> None:
    """Under the name of an escrow sixteen KiB, refused before a byte of it is taken."""
    said = laptop.begin(bytes(16 * 1024 + 1), ESCROW_FILE)
    assert (said.status, said.body) == (413, b"upload")
    assert files_of(intake) == []
