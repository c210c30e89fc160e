"""A store's key for three officers, two of whom open it: store-format 15."""

import base64
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey
from fieldkit.result import Json
from fieldkit.sync.bundle import signed_document
from fieldkit.sync.bundle.escrow import (
    ESCROW_KIND,
    LARGEST,
    LARGEST_SEALED,
    Half,
    OpenedKey,
    is_half,
    make_escrow,
    mark_of,
    open_first,
    open_second,
    read_escrow,
    read_half,
    read_key,
    write_escrow,
    write_half,
    write_key,
)
from fieldkit.sync.bundle.namespaces import BUNDLE, ESCROW

DOC = Path(__file__).parents[2] / "docs" / "store-format.md"
KEY = SigningKey.from_seed(b"e" * 32)
SECRET = bytes(range(32))
DEVICE, STORE, EPOCH = "d-" + "1" * 32, "s-" + "2" * 32, "e-" + "3" * 16
IDENTITIES = tuple(seal.generate_identity() for _ in range(3))
OFFICERS = tuple(seal.recipient_of(one) for one in IDENTITIES)
MADE = make_escrow(SECRET, DEVICE, STORE, EPOCH, 7, "first", OFFICERS)
FILE = write_escrow(MADE, KEY)


def signed(**changes: Json) -> bytes:
    """Return the file with other values in it, signed anew."""
    doc: dict[str, Json] = {**json.loads(FILE.split(b"\n")[0]), **changes}
    return signed_document.write({k: v for k, v in doc.items() if v is not None}, KEY, ESCROW)


def line(value: bytes, **changes: Json) -> bytes:
    return canonical.dumps({**json.loads(value), **changes}) + b"\n"


@pytest.mark.parametrize(("first", "second"), [(0, 1), (0, 2), (1, 2)])
def test_any_two_officers_open_it_in_the_order_of_their_pair(first: int, second: int) -> None:
    """The one opens the outside, the other the inside; what comes out is the key, and whose it is."""
    escrow = read_escrow(FILE, KEY.public)
    half = read_half(write_half(open_first(escrow, IDENTITIES[first])))
    opened = read_key(write_key(open_second(half, IDENTITIES[second])))
    assert (opened.key, opened.head) == (SECRET, MADE.head)


@pytest.mark.parametrize("officer", [0, 1, 2])
def test_one_officer_alone_opens_nothing(officer: int) -> None:
    """Neither as the first, nor as the first and the second."""
    identity = IDENTITIES[officer]
    try:
        half = open_first(MADE, identity)
    except errors.EscrowNotForYou:
        return
    with pytest.raises(errors.EscrowNotForYou):
        open_second(half, identity)


def test_headquarters_and_strangers_open_nothing() -> None:
    """An identity that is no officer's opens neither layer."""
    other = seal.generate_identity()
    with pytest.raises(errors.EscrowNotForYou):
        open_first(MADE, other)
    with pytest.raises(errors.EscrowNotForYou):
        open_second(open_first(MADE, IDENTITIES[0]), other)


def test_two_officers_open_it_with_stock_tools(tmp_path: Path, tool: Callable[[str], str]) -> None:
    """The very commands of the page: `ssh-keygen` checks who sealed it, `age` opens it twice."""
    for name in ("jq", "ssh-keygen", "base64", "age"):
        tool(name)
    (tmp_path / "escrow.fke").write_bytes(FILE)
    for name, identity in (("first", IDENTITIES[0]), ("second", IDENTITIES[1])):
        (tmp_path / f"{name}.txt").write_text(identity + "\n", encoding="ascii", newline="\n")
    found = re.search(r"<!-- commands: escrow -->\n```sh\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    script = "set -eo pipefail\n" + found[1]
    done = subprocess.run([tool("bash"), "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f'Good "fieldkit-escrow@v1" signature for {DEVICE}' in done.stdout
    assert read_key((tmp_path / "opened.txt").read_bytes()).key == SECRET


def test_the_mark_tells_two_keys_apart_and_nothing_of_them() -> None:
    """It is not part of the key, nor the key part of the file."""
    assert mark_of(SECRET) != mark_of(SECRET[::-1])
    assert SECRET.hex().encode() not in FILE
    assert len(FILE) < LARGEST // 2


def test_another_key_namespace_or_device_is_not_believed() -> None:
    """The enrolled key must have signed it, for this use."""
    with pytest.raises(errors.EscrowInvalid):
        read_escrow(FILE, SigningKey.from_seed(b"f" * 32).public)
    with pytest.raises(errors.EscrowInvalid):
        read_escrow(signed_document.write(json.loads(FILE.split(b"\n")[0]), KEY, BUNDLE))
    assert read_escrow(FILE).n == 7


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"kind": "fieldkit-card"},
        {"device": "d-1"},
        {"store": "s-1"},
        {"epoch": None},
        {"n": 0},
        {"why": "because"},
        {"officers": list(OFFICERS[:2])},
        {"officers": [OFFICERS[0], OFFICERS[0], OFFICERS[1]]},
        {"officers": [*OFFICERS[:2], "age1nobody"]},
        {"sealed": ["AAAA", "AAAA"]},
        {"sealed": ["A", "AAAA", "AAAA"]},
        {"sealed": [base64.b64encode(bytes(LARGEST_SEALED + 1)).decode(), "AAAA", "AAAA"]},
        {"more": 1},
    ],
)
def test_what_is_not_the_format_is_refused(changes: dict[str, Json]) -> None:
    """Exactly these keys, each in its bounds."""
    with pytest.raises(errors.EscrowInvalid):
        read_escrow(signed(**changes))


def test_a_key_of_another_laptop_inside_is_noticed() -> None:
    """What is inside must be what is outside; a mark must be its key's."""
    other = make_escrow(SECRET[::-1], DEVICE, STORE, EPOCH, 8, "key", OFFICERS)
    mixed = replace(MADE, sealed=other.sealed)
    with pytest.raises(errors.EscrowInvalid, match="another laptop or key"):
        open_second(open_first(mixed, IDENTITIES[0]), IDENTITIES[1])
    with pytest.raises(errors.EscrowInvalid, match="mark"):
        read_key(write_key(OpenedKey(MADE.head, SECRET[::-1])))


def test_its_name_in_a_mailbox_tells_epoch_and_number_only() -> None:
    """Hex digits and digits, as all names there."""
    assert MADE.file_name == f"{EPOCH.removeprefix('e-')}-00000007.fke"


def test_a_broken_layer_is_an_error_of_its_own() -> None:
    """Sealed to the right officer, and cut."""
    half = open_first(MADE, IDENTITIES[0])
    cut = Half(half.head, tuple((to, file[:-1]) for to, file in half.files))
    with pytest.raises(errors.EscrowInvalid, match="does not open"):
        open_second(cut, IDENTITIES[1])


def test_halves_are_recognised_and_read_strictly() -> None:
    """A half is told from an escrow by its kind; nothing more is in it, and it is not too large."""
    data = write_half(open_first(MADE, IDENTITIES[0]))
    assert (is_half(data), is_half(FILE)) == (True, False)
    for bad in (
        line(data, more=1),
        line(data, halves=[]),
        data + b" " * LARGEST,
        data + b"\n" * LARGEST,
        data.replace(b'{"file"', b'{"also":1,"file"', 1),
        b"{}",
        b"\xff",
        line(data, kind=ESCROW_KIND),
    ):
        with pytest.raises(errors.EscrowInvalid):
            read_half(bad)


@given(st.binary(max_size=300), st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_any_bytes_are_an_escrow_or_are_refused(junk: bytes, place: int, flip: int) -> None:
    """Nothing but its own error comes out, whatever the bytes."""
    changed = bytearray(FILE)
    changed[place] ^= flip
    for data in (junk, bytes(changed), FILE[:place]):
        for read in (read_escrow, read_half, read_key):
            with pytest.raises(errors.EscrowInvalid):
                read(data)
