"""The door of an intake: what is refused before it costs anything, and who is let in."""

import socket
import time

import pytest

from benchmarks.served import Served
from fieldkit.crypto.sign import sign_bare
from fieldkit.sync.bundle.namespaces import BUNDLE
from fieldkit.sync.http import hello, server, serving
from fieldkit.sync.http.hello import Hello, digest
from fieldkit.sync.http.signing import HEADER, NO_NONCE, NOTHING, Request, read_nonce, read_token
from tests.bundle import parts as bundle_parts
from tests.http.parts import (
    BUNDLE_DATA,
    DEVICE,
    NAME,
    OTHER_KEY,
    PART,
    STRANGER,
    Laptop,
    Moved,
    asked,
    files_of,
    place_of,
    raw,
)

HOUR_MS = 3_600_000
BODY = Hello(bundle_parts.EPOCH, 1, (0, digest({})), digest({})).write()


def _sha256(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def say_hello(laptop: Laptop, token: str | None = None, body: bytes = BODY) -> "tuple[int, bytes]":
    said = laptop.ask("POST", "/v1/hello", body=body, signed_body=_sha256(body), token=token)
    return said.status, said.body


def test_a_signed_hello_is_answered(laptop: Laptop) -> None:
    """An enrolled laptop is told the time, the next nonce, and that nothing is new."""
    status, body = say_hello(laptop)
    reply = hello.read_reply(body)
    assert (status, reply.down, reply.up, reply.word, reply.policy) == (200, None, None, "", 0)


PLACES = (
    "/v1/up/{}",
    "/v1/down/{}",
    "/v1/policy/metadata/{}",
    "/v1/policy/targets/{}",
    "/v1/policy/{}",
    "/{}",
    "/v1/{}",
)
ESCAPES = (
    "..",
    "../x",
    "../../../../etc/passwd",
    "%2e%2e/x",
    "..%2f..%2fx",
    "..\\x",
    "%5c..%5cx",
    "./x",
    "x/../y",
    "x//y",
    "/etc/passwd",
    "%00",
    "x%00.json",
    ".hidden",
    "x/",
    "~root",
    "file:///etc/passwd",
    "x;y",
    "%c0%ae%c0%ae/x",
    "x" * 400,
)


@pytest.mark.parametrize("place", PLACES)
def test_no_path_leads_out_of_a_laptops_own_files(intake: Served, laptop: Laptop, place: str) -> None:
    """Dots, escapes, second spellings and absolute paths are no paths of this page, in whatever part they stand."""
    (intake.box / "secret").write_text("secret", encoding="utf-8")
    (intake.box / "policy" / "metadata").mkdir(parents=True)
    for part in ESCAPES:
        path = place.format(part)
        for method in ("GET", "DELETE", "HEAD", "PATCH"):
            assert laptop.ask(method, path).status in (404, 405), (method, path)
    assert files_of(intake) == ["secret"]


@pytest.mark.parametrize("path", ["/v1/hello?x=1", "/v1/up?", f"/v1/up/{NAME}?a", "/", "/v2/hello", "/V1/hello"])
def test_other_paths_and_queries_are_not_found(laptop: Laptop, path: str) -> None:
    """The page names every path."""
    expected = 404 if path != "/v1/up?" else 405
    assert laptop.ask("GET", path).status == expected


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/hello", "POST"),
        ("PUT", "/v1/up", "OPTIONS, POST"),
        ("POST", f"/v1/up/{NAME}", "GET, DELETE"),
        ("PUT", f"/v1/up/{NAME}", "GET, DELETE"),
        ("DELETE", "/v1/down/00000001.fkr", "GET"),
        ("PUT", "/v1/policy/targets/hq.card", "GET"),
    ],
)
def test_a_method_that_a_place_does_not_have_is_refused(laptop: Laptop, method: str, path: str, allowed: str) -> None:
    """Nobody writes receipts or policy through the door."""
    said = laptop.ask(method, path)
    assert (said.status, said.headers["allow"]) == (405, allowed)


def test_a_head_that_is_too_large_is_refused(laptop: Laptop) -> None:
    """Eight kilobytes of head are the most; the next bytes are not waited for."""
    flood = b"POST /v1/hello HTTP/1.1\r\nHost: x\r\nX: " + b"y" * (2 * serving.MOST_HEAD)
    assert raw(laptop.served.port, flood).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("method", "path", "length"),
    [
        ("POST", "/v1/hello", 1025),
        ("POST", "/v1/up", 1),
        ("PATCH", "/v1/up/AAAAAAAAAAAAAAAA", 64 * 1024 + 1),
        ("GET", f"/v1/up/{NAME}", 1),
        ("POST", "/v1/hello", 10**9),
    ],
)
def test_a_body_larger_than_its_place_takes_is_refused_unread(
    laptop: Laptop, method: str, path: str, length: int
) -> None:
    """The length that is named is enough: not a byte of the body is sent here, and the answer comes."""
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
    assert raw(laptop.served.port, head.encode()).startswith(b"HTTP/1.1 413")


def test_a_body_without_a_length_is_refused_unread(laptop: Laptop) -> None:
    """Chunked bodies have no end that could be looked at beforehand."""
    head = b"POST /v1/hello HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert raw(laptop.served.port, head).startswith(b"HTTP/1.1 411")


def test_a_stranger_is_answered_before_the_body_is_read(laptop: Laptop) -> None:
    """Header, nonce and device are looked at while the body is still on its way, which may be never."""
    stranger = Laptop(laptop.served, STRANGER, OTHER_KEY)
    for token, status in (("", 400), (stranger.token("POST", "/v1/hello"), 403), ("A" * 123, 401)):
        head = f"POST /v1/hello HTTP/1.1\r\nHost: x\r\nFK: {token}\r\nContent-Length: 900\r\n\r\n"
        assert raw(laptop.served.port, head.encode()).startswith(f"HTTP/1.1 {status}".encode())


def test_a_wrong_signature_is_refused(laptop: Laptop) -> None:
    """Another key, another body, another path, another method, another use: the signature fits one request only."""
    token = laptop.token("POST", "/v1/hello", _sha256(BODY))
    assert say_hello(laptop, token)[0] == 200
    wrong = [
        Laptop(laptop.served, DEVICE, OTHER_KEY).token("POST", "/v1/hello", _sha256(BODY)),
        laptop.token("POST", "/v1/hello", NOTHING),
        laptop.token("POST", "/v1/up", _sha256(BODY)),
        laptop.token("PATCH", "/v1/hello", _sha256(BODY)),
    ]
    for each in wrong:
        assert say_hello(laptop, each) == (403, b"signature")


def test_a_signature_made_for_a_bundle_lets_nobody_in(laptop: Laptop) -> None:
    """The same key, the same message, the namespace of bundles: refused."""
    import base64

    good = read_token(laptop.token("POST", "/v1/hello", _sha256(BODY)))
    assert good is not None
    message = Request("POST", "/v1/hello", _sha256(BODY)).message(DEVICE, good.nonce)
    raw_token = bytes.fromhex(DEVICE[2:]) + good.nonce + sign_bare(laptop.key, message, BUNDLE)
    token = base64.urlsafe_b64encode(raw_token).decode().rstrip("=")
    assert say_hello(laptop, token) == (403, b"signature")


def test_a_laptop_that_is_not_on_the_list_is_told_so(laptop: Laptop) -> None:
    """It learns that it has to be enrolled, and nothing else."""
    assert say_hello(Laptop(laptop.served, STRANGER, OTHER_KEY)) == (403, b"unknown-device")


def test_whoever_is_enrolled_or_struck_off_counts_at_once(intake: Served, laptop: Laptop) -> None:
    """The lists are read again when they change; one that cannot be read leaves the one before in force."""
    signers = intake.lists / "allowed_signers"
    text = signers.read_text(encoding="utf-8")
    signers.write_text("this is no list\n", encoding="utf-8")
    assert say_hello(laptop)[0] == 200
    signers.write_text("# nobody\n", encoding="utf-8")
    assert say_hello(laptop) == (403, b"unknown-device")
    signers.write_text(text, encoding="utf-8")
    assert say_hello(laptop)[0] == 200
    signers.unlink()
    assert say_hello(laptop)[0] == 200


def test_a_request_that_somebody_repeats_shows_nothing_new(laptop: Laptop) -> None:
    """A recorded hello gives what the laptop was given; a recorded upload changes nothing."""
    token = laptop.token("POST", "/v1/hello", _sha256(BODY))
    first, second = say_hello(laptop, token), say_hello(laptop, token)
    assert hello.read_reply(first[1]).down == hello.read_reply(second[1]).down
    assert (first[0], second[0]) == (200, 200)


def test_an_old_nonce_is_answered_with_a_fresh_one(intake: Served, laptop: Laptop, clock: Moved) -> None:
    """Seven days, and no hour of the future; whoever has none sends zeros."""
    now = intake.intake.nonces.fresh(clock())
    for ahead_hours, status in ((0, 200), (7 * 24, 200), (7 * 24 + 2, 401), (-2, 401)):
        clock.ahead_ms = ahead_hours * HOUR_MS
        laptop.nonce = now
        said = laptop.ask("POST", "/v1/hello", body=BODY, signed_body=_sha256(BODY))
        assert said.status == status
        if status == 401:
            laptop.nonce = read_nonce(said.headers["fk-nonce"])
            assert say_hello(laptop)[0] == 200
    laptop.nonce = NO_NONCE
    assert say_hello(laptop)[0] == 401
    laptop.nonce = now[:4] + bytes(8)
    assert say_hello(laptop)[0] == 401


def test_to_delete_takes_a_nonce_of_the_last_hour(intake: Served, laptop: Laptop, clock: Moved) -> None:
    """A recorded DELETE must not meet a bundle that was handed over again days later."""
    laptop.nonce = intake.intake.nonces.fresh(clock())
    clock.ahead_ms = 3 * HOUR_MS
    assert laptop.ask("DELETE", f"/v1/up/{NAME}").status == 401
    laptop.nonce = None
    assert laptop.ask("DELETE", f"/v1/up/{NAME}").status == 404


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"\xff", b"[" * 900, BODY + b" ", BODY.replace(b'"v":1', b'"v":2')]
)
def test_a_hello_of_another_shape_is_refused(laptop: Laptop, body: bytes) -> None:
    """Canonical JSON with exactly the keys of the page."""
    said = laptop.ask("POST", "/v1/hello", body=body, signed_body=_sha256(body))
    assert (said.status, said.body) == (400, b"hello")


def test_a_sender_that_falls_silent_is_cut_off(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a body the next bytes are waited for so long and no longer."""
    monkeypatch.setattr(server, "SILENT_SECONDS", 0.1)
    token = laptop.token("POST", "/v1/hello", _sha256(BODY))
    head = f"POST /v1/hello HTTP/1.1\r\nHost: x\r\nFK: {token}\r\nContent-Length: {len(BODY)}\r\n\r\n"
    assert raw(laptop.served.port, head.encode() + BODY[:20]).startswith(b"HTTP/1.1 408")


def test_a_hello_that_comes_by_drops_is_cut_off(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has signed for it yet: it comes whole in that time or not at all, else its kilobyte would last a day."""
    monkeypatch.setattr(server, "SILENT_SECONDS", 0.5)
    token = Laptop(laptop.served, DEVICE, OTHER_KEY).token("POST", "/v1/hello", _sha256(BODY))
    head = f"POST /v1/hello HTTP/1.1\r\nHost: x\r\nFK: {token}\r\nContent-Length: {len(BODY)}\r\n\r\n"
    answer = b""
    with socket.create_connection(("127.0.0.1", laptop.served.port), timeout=0.1) as connection:
        connection.sendall(head.encode())
        for at in range(30):
            connection.sendall(BODY[at : at + 1])
            try:
                answer = connection.recv(100)
            except TimeoutError:
                continue
            break
    assert answer.startswith(b"HTTP/1.1 408")
    assert at < 20


def test_a_part_that_stops_may_stop_longer_and_is_kept(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sender is known: a link that repeats lost packets after two minutes has not given way; then it has."""
    monkeypatch.setattr(server, "SILENT_SECONDS", 0.05)
    monkeypatch.setattr(server, "KNOWN_SILENT_SECONDS", 0.6)
    laptop.begin()
    lines = [f"{name}: {value}" for name, value in {**PART, "Upload-Offset": "0"}.items()]
    lines += [f"FK: {laptop.token('PATCH', place_of(BUNDLE_DATA))}", f"Content-Length: {len(BUNDLE_DATA)}"]
    head = "\r\n".join([f"PATCH {place_of(BUNDLE_DATA)} HTTP/1.1", "Host: x", *lines]) + "\r\n\r\n"
    began = time.monotonic()
    assert raw(laptop.served.port, head.encode() + BUNDLE_DATA[:500]).startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began > 0.5
    assert laptop.head().headers["upload-offset"] == "500"


@pytest.mark.parametrize("beginning", [b"", b"POST /v1/hel", b"POST /v1/hello HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_never_ends_is_cut_off(laptop: Laptop, beginning: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that ask for nothing do not stay."""
    monkeypatch.setattr(serving, "SILENT_SECONDS", 0.1)
    with socket.create_connection(("127.0.0.1", laptop.served.port), timeout=5) as connection:
        connection.sendall(beginning)
        began = time.monotonic()
        assert connection.recv(100) == b""
        assert time.monotonic() - began < 4


def test_a_connection_that_works_is_left_alone(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests that come one after the other keep theirs, however long it lasts."""
    monkeypatch.setattr(serving, "SILENT_SECONDS", 0.2)
    head = b"OPTIONS /v1/up HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", laptop.served.port), timeout=5) as connection:
        for _ in range(6):
            connection.sendall(head)
            assert connection.recv(4096).startswith(b"HTTP/1.1 204")
            time.sleep(0.1)


def asks_and_never_reads(port: int, request: bytes, seconds: float) -> bool:
    """Ask for so long, or until the other side has ended it; return whether it has."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.settimeout(0.3)
        connection.connect(("127.0.0.1", port))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                connection.send(request * 100)
            except TimeoutError:
                continue
            except OSError:
                return True
    return False


@pytest.mark.parametrize("request_line", [b"OPTIONS /v1/up HTTP/1.1", b"GET /v1/nothing HTTP/1.1"])
def test_whoever_takes_no_answer_does_not_keep_a_connection(
    laptop: Laptop, request_line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger who asks and asks and reads nothing is cut off after a while: such connections would add up."""
    monkeypatch.setattr(serving, "SILENT_SECONDS", 0.2)
    assert asks_and_never_reads(laptop.served.port, request_line + b"\r\nHost: x\r\n\r\n", 20)


def test_whoever_reads_slowly_keeps_it(intake: Served, laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is taken bit by bit arrives whole, however long that lasts."""
    monkeypatch.setattr(serving, "SILENT_SECONDS", 0.05)
    place = intake.box / "policy" / "targets"
    place.mkdir(parents=True)
    (place / "large").write_bytes(bytes(8 * 1024 * 1024))
    head = f"GET /v1/policy/targets/large HTTP/1.1\r\nHost: x\r\nFK: {laptop.token('GET', '/v1/policy/targets/large')}"
    got = 0
    with socket.create_connection(("127.0.0.1", intake.port), timeout=5) as connection:
        connection.sendall(f"{head}\r\n\r\n".encode())
        while got < 8 * 1024 * 1024 and (piece := connection.recv(256 * 1024)):
            got += len(piece)
            time.sleep(0.03)
    assert got > 8 * 1024 * 1024


def test_junk_of_any_kind_leaves_nothing_on_the_disk_and_honest_laptops_are_served(
    intake: Served, laptop: Laptop
) -> None:
    """Hundreds of requests by strangers, with right forms and wrong signatures, and one honest bundle after them."""
    stranger, thief = Laptop(intake, STRANGER, OTHER_KEY), Laptop(intake, DEVICE, OTHER_KEY)
    for number in range(150):
        for who in (stranger, thief):
            assert who.begin(b"%d" % number * 50).status == 403
        assert asked(intake.port, "POST", "/v1/up", {HEADER: "A" * 123}).status in (400, 412)
    assert files_of(intake) == []
    assert laptop.send().status == 202


def test_who_came_is_written_nowhere(laptop: Laptop, capfd: pytest.CaptureFixture[str]) -> None:
    """No address, no pseudonym, no path: an intake has no log of requests."""
    say_hello(laptop)
    laptop.send()
    laptop.ask("GET", "/v1/nothing")
    raw(laptop.served.port, b"junk\r\n\r\n")
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
