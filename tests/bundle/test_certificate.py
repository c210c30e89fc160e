"""A certificate as a signed document: who signs it, what is refused, stock tools. docs/practice-format.md 8.9."""

import dataclasses
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.sync.bundle import signed_document
from fieldkit.sync.bundle.certificate import Certificate, Scene, read_certificate, write_certificate
from fieldkit.sync.bundle.namespaces import PRACTICE_CAPACITY, PRACTICE_CERTIFICATE
from tests.bundle.class_parts import CLASS_ID, CLASS_KEY, TRAINEE_KEY, class_with, result

PAGE = Path(__file__).parents[2] / "docs" / "practice-format.md"
TOOK_PART = Certificate(
    class_id=CLASS_ID,
    class_name="Posts, June",
    audience="border_officer",
    key=CLASS_KEY.public,
    made="2026-11-26",
    nonce="cd" * 16,
    who="7",
    name=None,
    day="2026-11-25",
)
READY = dataclasses.replace(
    TOOK_PART,
    name="Étang Example",
    standing="ready",
    refresher="2027-11-25",
    scenes=(Scene("tea_by_the_shop", "5b" * 32), Scene("v05_debt", "6c" * 32)),
    same=18,
    of=20,
)


def with_(found: Certificate = READY, **fields: Json) -> bytes:
    return signed_document.write({**found.as_json(), **fields}, CLASS_KEY, PRACTICE_CERTIFICATE)


@pytest.mark.parametrize("found", [READY, TOOK_PART])
def test_what_was_written_is_read_again(found: Certificate) -> None:
    """With six groups that stand on the page, and change with every word."""
    data = write_certificate(found, CLASS_KEY)
    assert read_certificate(data) == found
    assert read_certificate(data, CLASS_KEY.public) == found
    assert len(found.fingerprint) == 6
    assert dataclasses.replace(found, who="8").fingerprint != found.fingerprint


def test_one_of_attendance_says_nothing_of_a_set() -> None:
    """No score, no scene, no day until when: nothing from which one could see what was not reached."""
    said = TOOK_PART.as_json()
    assert (said["same"], said["of"], said["scenes"], said["refresher"]) == (0, 0, [], None)
    assert b"not_" not in write_certificate(TOOK_PART, CLASS_KEY)


def test_only_the_class_key_signs_it() -> None:
    """Another key that names itself is another class; the class's own key tells."""
    with pytest.raises(ValueError, match="signed by the key"):
        write_certificate(READY, TRAINEE_KEY)
    other = write_certificate(dataclasses.replace(READY, key=TRAINEE_KEY.public), TRAINEE_KEY)
    assert read_certificate(other).key == TRAINEE_KEY.public
    with pytest.raises(errors.CertificateForged, match="another key"):
        read_certificate(other, CLASS_KEY.public)


CHANGED: dict[str, Callable[[bytes], bytes]] = {
    "another score": lambda data: data.replace(b'"same":18', b'"same":20'),
    "another name": lambda data: data.replace("Étang".encode(), b"Keza"),
    "another day": lambda data: data.replace(b"2027-11-25", b"2099-11-25"),
    "no signature": lambda data: data.partition(b"\n")[0] + b"\n",
    "another signature": lambda data: data.partition(b"\n")[0] + b"\n" + with_(made="2026-11-27").partition(b"\n")[2],
    "a signature for another use": lambda _: signed_document.write(READY.as_json(), CLASS_KEY, PRACTICE_CAPACITY),
    "another key in it": lambda data: data.replace(
        CLASS_KEY.public.openssh().encode(), TRAINEE_KEY.public.openssh().encode()
    ),
}


@pytest.mark.parametrize("how", CHANGED)
def test_what_was_changed_after_signing_has_an_error_of_its_own(how: str) -> None:
    """It is no slip: do not rely on it."""
    data = with_()
    changed = CHANGED[how](data)
    assert changed != data
    with pytest.raises(errors.CertificateForged):
        read_certificate(changed)


WRONG: dict[str, Callable[[], bytes]] = {
    "noise": lambda: b"noise",
    "the page": lambda: b'<!DOCTYPE html>\n<html lang="en">',
    "a result": result,
    "a class file": class_with,
    "too large": lambda: with_(class_name="x" * 70_000),
    "another version": lambda: with_(v=2),
    "more": lambda: with_(score=1),
    "another standing": lambda: with_(standing="not_yet"),
    "a name of two lines": lambda: with_(name="a\nb"),
    "a long name": lambda: with_(name="x" * 101),
    "no such day": lambda: with_(day="2026-02-30"),
    "no such refresher": lambda: with_(refresher="2027-02-30"),
    "no refresher": lambda: with_(refresher=None),
    "a refresher before the day": lambda: with_(refresher="2026-11-25"),
    "no scenes": lambda: with_(scenes=[]),
    "a scene twice": lambda: with_(scenes=[READY.scenes[0].as_json()] * 2),
    "more in a scene": lambda: with_(scenes=[{**READY.scenes[0].as_json(), "marks": 1}]),
    "more right than there was": lambda: with_(same=21),
    "less than nine in ten": lambda: with_(same=17),
    "of nothing": lambda: with_(same=0, of=0),
    "attendance with a score": lambda: with_(TOOK_PART, same=1, of=1),
    "attendance with scenes": lambda: with_(TOOK_PART, scenes=[READY.scenes[0].as_json()]),
    "attendance with a day": lambda: with_(TOOK_PART, refresher="2027-11-25"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_fieldkit_would_not_write_is_refused(name: str) -> None:
    """However well it is signed."""
    with pytest.raises(errors.CertificateInvalid):
        read_certificate(WRONG[name]())


def test_a_field_that_is_missing_is_refused() -> None:
    """A null is written; nothing is left out."""
    for name in READY.as_json():
        doc = {key: value for key, value in READY.as_json().items() if key != name}
        with pytest.raises((errors.CertificateInvalid, errors.CertificateForged)):
            read_certificate(signed_document.write(doc, CLASS_KEY, PRACTICE_CERTIFICATE))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    """Never another error."""
    with pytest.raises(errors.CertificateInvalid):
        read_certificate(data)


@given(st.integers(0, 2000), st.integers(0, 255))
def test_any_one_changed_byte_is_noticed(place: int, byte: int) -> None:
    """Wherever it stands."""
    data = bytearray(with_())
    place %= len(data)
    if data[place] == byte:
        return
    data[place] = byte
    with pytest.raises((errors.CertificateInvalid, errors.CertificateForged)):
        read_certificate(bytes(data))


def test_it_is_canonical_so_that_jq_and_others_agree() -> None:
    """One line, sorted keys."""
    line = with_().partition(b"\n")[0]
    assert canonical.dumps(canonical.loads_object(line, what="it")) == line


def test_stock_tools_check_the_signature(tmp_path: Path, tool: Callable[[str], str]) -> None:
    """head, tail, jq and ssh-keygen, by the very commands that the page prints; a changed file is not good."""
    for name in ("jq", "ssh-keygen", "tail", "head"):
        tool(name)
    (block,) = re.findall(
        r"<!-- commands: certificate -->\n```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    for data, good in ((with_(), True), (with_().replace(b'"same":18', b'"same":20'), False)):
        (tmp_path / "seven.certificate").write_bytes(data)
        script = "set -eo pipefail\n" + block
        done = subprocess.run([tool("bash"), "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode == 0) is good, done.stderr
        assert ('Good "fieldkit-practice-certificate@v1" signature' in done.stdout) is good
        if good:
            assert done.stdout.splitlines()[-3:] == ["ready", "7", "2026-11-25"]
