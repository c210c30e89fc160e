"""A laptop's side: what it asks, what it never fetches twice, what it does when the link gives way."""

import contextlib
import hashlib
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.flaky_proxy import FlakyProxy, Weather, flaky
from benchmarks.served import Served, machine_ms
from fieldkit import errors
from fieldkit.ports import Parcel
from fieldkit.result import Json
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.verify import inspect
from fieldkit.sync.http import intake as intake_module, tls, uploading
from fieldkit.sync.http.client import Caller, HttpMailbox
from fieldkit.sync.http.kept import Kept, read_kept
from fieldkit.sync.http.link import Answer, Cut, Link
from fieldkit.sync.http.uploading import LARGEST_PART, SMALLEST_PART
from tests.bundle import parts as bundle_parts
from tests.http.parts import BUNDLE_DATA, DEVICE, KEY, NAME, OTHER, Laptop, Moved, bundle_of, files_of, receipt_for
from tests.http.test_files import REVOKE, put
from tests.http.test_uploads import escrow_of

HOUR_MS = 3_600_000


@pytest.fixture
def through(intake: Served) -> "Iterator[Callable[[Weather], FlakyProxy]]":
    """Return a maker of proxies before the intake."""
    with contextlib.ExitStack() as stack:
        yield lambda weather: stack.enter_context(flaky(intake.port, weather))


Through = Callable[[Weather], FlakyProxy]


def test_where_nothing_is_new_it_is_one_round_trip_under_a_kilobyte(
    intake: Served, laptop: Laptop, through: Through
) -> None:
    """A laptop that has synchronised before, with bundles and receipts lying there, says hello and is done."""
    first = laptop.mailbox()
    for number in (1, 2, 3):
        name, data = bundle_of(number)
        assert first.put_bundle(DEVICE, name, data)
        put(intake, f"down/{DEVICE[2:]}/{number:08d}.fkr", receipt_for(data))
    first = laptop.mailbox(first.keep())
    held = [first.read(parcel) for parcel in first.receipts_of(DEVICE)]
    hashes = [inspect(data, Kind.RECEIPT).manifest_hash for data in held]
    proxy = through(Weather())
    second = laptop.mailbox(first.keep(), port=proxy.port, receipts=hashes)
    assert list(second.receipts_of(DEVICE)) == []
    assert len(list(second.bundles_of(DEVICE))) == 3
    second.close()
    assert proxy.connections == 1
    assert 0 < proxy.crossed <= 1024
    assert second.keep() == first.keep()


def test_a_nonce_that_is_too_old_costs_one_more_request_and_is_replaced(laptop: Laptop, clock: Moved) -> None:
    """The intake answers 401 with a fresh one; the laptop asks once more and keeps it."""
    kept = laptop.mailbox().keep()
    first = laptop.mailbox(kept)
    first.hello()
    clock.ahead_ms = 30 * 24 * HOUR_MS
    second = laptop.mailbox(first.keep())
    second.hello()
    assert second.keep().nonce != first.keep().nonce


def test_what_is_kept_changes_only_when_it_helps(laptop: Laptop, clock: Moved) -> None:
    """Keeping costs an entry in the journal: a nonce that is some hours younger is not worth one."""
    first = laptop.mailbox()
    first.hello()
    clock.ahead_ms = 5 * HOUR_MS
    second = laptop.mailbox(first.keep())
    second.hello()
    assert second.keep() is second._kept
    clock.ahead_ms = 80 * HOUR_MS
    third = laptop.mailbox(first.keep())
    third.hello()
    assert third.keep().nonce != first.keep().nonce


def test_a_receipt_that_is_held_is_not_fetched_and_one_that_was_refused_is_offered_again(
    intake: Served, laptop: Laptop
) -> None:
    """Which receipts a laptop holds, its store says; the list of what lies there is only remembered."""
    put(intake, f"down/{DEVICE[2:]}/00000001.fkr", receipt_for(BUNDLE_DATA))
    first = laptop.mailbox()
    assert [parcel.name for parcel in first.receipts_of(DEVICE)] == ["00000001.fkr"]
    second = laptop.mailbox(first.keep())
    assert second.hello().down is None
    assert [parcel.name for parcel in second.receipts_of(DEVICE)] == ["00000001.fkr"]
    held = inspect(second.read(next(iter(second.receipts_of(DEVICE)))), Kind.RECEIPT).manifest_hash
    assert list(laptop.mailbox(second.keep(), receipts=[held]).receipts_of(DEVICE)) == []


def test_a_long_list_comes_in_pages(intake: Served, laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many receipts there are, one answer stays small."""
    monkeypatch.setattr(intake_module, "MOST_LISTED", 2)
    receipt = receipt_for(BUNDLE_DATA)
    for number in range(1, 8):
        put(intake, f"down/{DEVICE[2:]}/{number:08d}.fkr", receipt)
    first = laptop.mailbox()
    assert len(list(first.receipts_of(DEVICE))) == 7
    assert laptop.mailbox(first.keep()).hello().down is None
    for number in (1, 2, 3):
        (intake.box / "down" / DEVICE[2:] / f"{number:08d}.fkr").unlink()
    third = laptop.mailbox(first.keep())
    assert len(list(third.receipts_of(DEVICE))) == 4


def test_a_bundle_goes_up_and_comes_back(intake: Served, laptop: Laptop) -> None:
    """Handed over once; the second time it is known without a request; it is fetched only when somebody asks."""
    first = laptop.mailbox()
    assert first.put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert not first.put_bundle(DEVICE, NAME, BUNDLE_DATA)
    second = laptop.mailbox(first.keep())
    told = list(second.bundles_of(DEVICE))
    assert [(one.name, one.sha256) for one in told] == [(NAME, hashlib.sha256(BUNDLE_DATA).hexdigest()[:16])]
    assert second.holds(DEVICE, NAME) == second.read(told[0]) == BUNDLE_DATA
    assert second.holds(DEVICE, "0" * 16 + "-00000009.fkb") is None
    assert not second.remove_bundle(DEVICE, NAME)
    put(intake, f"down/{DEVICE[2:]}/00000001.fkr", receipt_for(BUNDLE_DATA))
    assert second.remove_bundle(DEVICE, NAME)
    assert list(second.bundles_of(DEVICE)) == []
    assert laptop.mailbox(second.keep()).put_bundle(DEVICE, NAME, BUNDLE_DATA)


def test_a_laptop_sees_itself_only(laptop: Laptop) -> None:
    """The port has room for many devices; an intake tells nobody of others, and nobody writes receipts there."""
    mailbox = laptop.mailbox()
    assert mailbox.devices((OTHER,)) == (DEVICE,)
    for call in (lambda: list(mailbox.bundles_of(OTHER)), lambda: mailbox.put_bundle(OTHER, NAME, b"x")):
        with pytest.raises(errors.MailboxUnreadable):
            call()
    with pytest.raises(errors.MailboxReadOnly):
        mailbox.put_receipt(DEVICE, 1, b"x")
    with pytest.raises(errors.MailboxUnreadable):
        mailbox.read(Parcel(DEVICE, "00000099.fkr", Path("x"), 0))


def test_the_word_and_the_policy_are_fetched_when_they_are_new(intake: Served, laptop: Laptop) -> None:
    """By the hash and the version that hello tells."""
    assert laptop.mailbox().word(DEVICE) is None
    put(intake, f"down/{DEVICE[2:]}/word.fkw", b"word")
    put(intake, "policy/metadata/timestamp.json", b'{"signed":{"version":4}}')
    mailbox = laptop.mailbox()
    assert (mailbox.word(DEVICE), mailbox.has_newer_policy()) == (b"word", True)
    assert mailbox.policy_file("metadata/timestamp.json", 100) == b'{"signed":{"version":4}}'
    assert mailbox.policy_file("metadata/9.root.json", 100) is None
    assert mailbox.policy_file("../up/x", 100) is None
    with pytest.raises(errors.IntakeRefused):
        mailbox.policy_file("metadata/timestamp.json", 10)
    known = laptop.mailbox(word=hashlib.sha256(b"word").hexdigest(), policy=4)
    assert (known.word(DEVICE), known.has_newer_policy()) == (None, False)
    (intake.lists / "revoked.json").write_bytes(REVOKE)
    with pytest.raises(errors.IntakeRefused, match="revoked"):
        laptop.mailbox().policy_file("metadata/timestamp.json", 100)


def test_over_a_link_that_is_cut_all_the_time_everything_arrives(
    intake: Served, laptop: Laptop, through: Through
) -> None:
    """Cut every one to three kilobytes, some of it half-open, slow, answers that end in the middle: both ways whole."""
    put(intake, f"down/{DEVICE[2:]}/00000001.fkr", receipt_for(BUNDLE_DATA))
    put(intake, "policy/targets/forms/large.yaml", bytes(range(256)) * 40)
    proxy = through(Weather(cut=(1_000, 3_000), half_open=0.03, delay=0.0005))
    mailbox = laptop.mailbox(port=proxy.port, stall=0.4)
    lies_there = (intake.box / "down" / DEVICE[2:] / "00000001.fkr").read_bytes()
    assert [mailbox.read(parcel) for parcel in mailbox.receipts_of(DEVICE)] == [lies_there]
    assert mailbox.put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert mailbox.policy_file("targets/forms/large.yaml", 20_000) == bytes(range(256)) * 40
    assert (intake.box / "up" / DEVICE[2:] / NAME).read_bytes() == BUNDLE_DATA
    assert proxy.connections > 8


def test_answers_that_are_lost_cost_nothing_but_themselves(intake: Served, laptop: Laptop, through: Through) -> None:
    """The intake did its work and the answer vanished: the laptop asks again and lands on the same object."""
    proxy = through(Weather(lost=4))
    mailbox = laptop.mailbox(port=proxy.port)
    mailbox.put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert files_of(intake) == [f"up/{DEVICE[2:]}/{NAME}"]


def test_where_nothing_passes_the_error_says_what_arrived(
    intake: Served, laptop: Laptop, through: Through, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounded tries, then a plain sentence; the next attempt goes on where this one stopped."""
    with pytest.raises(errors.LinkFailed, match="gave way 8 times in a row; 0 bytes"):
        laptop.mailbox(port=through(Weather(cut=(1, 2))).port).put_bundle(DEVICE, NAME, BUNDLE_DATA)
    real, passed = Link.ask, []

    def three_parts(self: Link, method: str, path: str, headers: "dict[str, str]", body: bytes, most: int) -> Answer:
        if method == "PATCH":
            passed.append(len(body))
            if len(passed) > 3:
                raise Cut()
        return real(self, method, path, headers, body, most)

    with monkeypatch.context() as patch:
        patch.setattr(Link, "ask", three_parts)
        patch.setattr(uploading, "LARGEST_PART", 1000)
        with pytest.raises(errors.LinkFailed, match="3000 bytes of the last file came across") as told:
            laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert "nothing is lost" in told.value.advice
    assert laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert intake.intake.ledger._bytes[DEVICE] == len(BUNDLE_DATA)


def test_nobody_listening_is_said_plainly(laptop: Laptop) -> None:
    """A wrong port, a server that is down: not a link that gave way, and the hint is to look at network and address."""
    with pytest.raises(errors.NobodyAnswers, match=r"nobody answers at 127\.0\.0\.1:1$") as told:
        laptop.mailbox(port=1).hello()
    assert "use a stick" in told.value.advice


def test_a_name_that_no_network_knows_is_nobody_too() -> None:
    """Without a network no name is found: the same sentence, and not one about certificates."""
    link = Link("https://intake.invalid", "", lambda: tls.Clock(machine_ms()))
    with pytest.raises(errors.NobodyAnswers, match=r"nobody answers at intake\.invalid"):
        HttpMailbox(link, Caller(DEVICE, KEY, bundle_parts.EPOCH, 1), Kept(), sleep=lambda _: None).hello()


def test_who_was_reached_before_and_is_gone_now_gave_way(intake: Served, laptop: Laptop) -> None:
    """A link that breaks in the middle of a sync is none where nobody answers."""
    with flaky(intake.port, Weather()) as proxy:
        mailbox = laptop.mailbox(port=proxy.port)
        mailbox.hello()
    with pytest.raises(errors.LinkFailed):
        mailbox.put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert files_of(intake) == []


class _Portal(http.server.BaseHTTPRequestHandler):
    """What a hotel's network answers instead of headquarters."""

    status, body, extra = 200, b"<html>Welcome</html>", ("X", "y")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(self.status)
        self.send_header(*self.extra)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("status", "body", "extra"),
    [
        (200, b"<html>Welcome</html>", ("X", "y")),
        (200, b"{}", ("X", "y")),
        (200, b"x" * 100_000, ("X", "y")),
        (302, b"", ("Location", "http://127.0.0.1:1/")),
        (401, b"", ("FK-Nonce", "A" * 16)),
        (401, b"", ("FK-Nonce", "!")),
        (404, b"", ("X", "y")),
        (500, b"", ("X", "y")),
    ],
)
def test_whoever_is_no_intake_is_found_out(laptop: Laptop, status: int, body: bytes, extra: tuple[str, str]) -> None:
    """A portal, another server, a redirection: said at once, nothing is followed and nothing is sent."""
    handler = type("Portal", (_Portal,), {"status": status, "body": body, "extra": extra})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as portal:
        thread = threading.Thread(target=portal.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            with pytest.raises(errors.IntakeRefused):
                laptop.mailbox(port=portal.server_address[1]).hello()
        finally:
            portal.shutdown()
            thread.join(5)


def test_parts_grow_smaller_where_nothing_passes_and_larger_where_it_does(laptop: Laptop) -> None:
    """Between 32 KiB and 512 bytes."""
    uploader = laptop.mailbox()._uploader
    for _ in range(10):
        uploader.gave_way()
    assert uploader.part == SMALLEST_PART
    for _ in range(10):
        uploader.went_well()
    assert uploader.part == LARGEST_PART


def test_a_proxy_that_passes_whole_requests_only_gets_small_ones(
    intake: Served, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a part that is cut off is lost, as before a buffering proxy, parts shrink until they pass."""
    real, sizes = Link.ask, []

    def narrow(self: Link, method: str, path: str, headers: "dict[str, str]", body: bytes, most: int) -> Answer:
        if len(body) > 900 and method == "PATCH":
            raise Cut(silent=True)
        sizes.append(len(body))
        return real(self, method, path, headers, body, most)

    monkeypatch.setattr(Link, "ask", narrow)
    mailbox = laptop.mailbox()
    mailbox.put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert max(sizes) == SMALLEST_PART
    assert len(files_of(intake)) == 1


def test_an_intake_that_takes_no_more_says_so(intake: Served, laptop: Laptop) -> None:
    """The day's amount is used up: an error of its own, and what waits goes on waiting."""
    intake.intake.ledger.quota = 100
    with pytest.raises(errors.IntakeFull, match="one day"):
        laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)
    intake.intake.ledger.quota = 10**9
    intake.intake.incoming._most = 10
    with pytest.raises(errors.IntakeFull, match="no room"):
        laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)


def test_a_laptop_that_nobody_enrolled_is_told_what_to_do(intake: Served) -> None:
    """The sentence says whose turn it is."""
    stranger = Laptop(intake, bundle_parts.STRANGER, bundle_parts.STRANGER_KEY)
    thief = Laptop(intake, DEVICE, bundle_parts.STRANGER_KEY)
    for who, what in ((stranger, "enrol"), (thief, "signature")):
        with pytest.raises(errors.IntakeRefused, match=what):
            who.mailbox().hello()
        who.close()


def test_a_name_that_another_bundle_has_is_refused_and_nothing_is_written_over(intake: Served, laptop: Laptop) -> None:
    """The exchange picks a longer name beforehand; if it did not, the intake would not give way."""
    laptop.send()
    stale = laptop.mailbox()
    stale.hello()
    stale._up.clear()
    with pytest.raises(errors.IntakeRefused, match="name"):
        stale.put_bundle(DEVICE, NAME, bundle_of(1)[1])
    assert (intake.box / "up" / DEVICE[2:] / NAME).read_bytes() == BUNDLE_DATA


@pytest.mark.parametrize(
    "url", ["https://", "ftp://x", "https://user@x", "https://x/?a", "https://x#y", "https://x:99999", "https://ü", "x"]
)
def test_a_text_that_is_no_address_is_refused(url: str) -> None:
    """No user names, no queries, no other schemes."""
    with pytest.raises(errors.NoAddress):
        tls.checked_url(url)


def test_without_encryption_only_this_very_machine_is_reached() -> None:
    """http:// is for tests and proxies on the same machine."""
    assert tls.checked_url("http://127.0.0.1:8443/") == "http://127.0.0.1:8443"
    assert tls.checked_url("https://intake.example.org/base/") == "https://intake.example.org/base"
    for url in ("http://intake.example.org", "http://192.168.1.1:8443", "http://127.0.0.1.example.org"):
        with pytest.raises(errors.PlainHttp):
            tls.checked_url(url)


def test_no_proxy_of_the_environment_is_used(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that somebody set on the laptop sends nothing elsewhere."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert laptop.mailbox().hello().time_ms > machine_ms() - HOUR_MS


def test_nothing_kept_is_as_good_as_something() -> None:
    """What was kept may be lost or damaged: the next hello begins anew."""
    kept = Kept(b"n" * 12, 5, {"00000001.fkr": "a" * 16}, {NAME: "b" * 16})
    assert read_kept(kept.as_json()) == kept
    good = kept.as_json()
    damaged: list[Json] = [None, [], {}, {**good, "nonce": 5}, {**good, "time_ms": "x"}, {**good, "down": []}]
    damaged += [{**good, "up": {"x": "b" * 16}}, {**good, "up": {NAME: "x"}}, {**good, "down": {NAME: "a" * 16}}]
    assert [read_kept(each) for each in damaged] == [Kept()] * len(damaged)


def changed_on_the_way(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Have one byte of so many parts changed between the two sides."""
    real, left = Link.ask, [times]

    def changes(self: Link, method: str, path: str, headers: "dict[str, str]", body: bytes, most: int) -> Answer:
        if method == "PATCH" and body and left[0]:
            left[0] -= 1
            body = b"!" + body[1:]
        return real(self, method, path, headers, body, most)

    monkeypatch.setattr(Link, "ask", changes)


def test_bytes_that_were_changed_on_the_way_are_sent_once_more(
    intake: Served, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The intake finds out at the end; the laptop begins anew, and a second time says so."""
    changed_on_the_way(monkeypatch, 1)
    assert laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert (intake.box / "up" / DEVICE[2:] / NAME).read_bytes() == BUNDLE_DATA
    changed_on_the_way(monkeypatch, 2)
    name, data = bundle_of(2)
    with pytest.raises(errors.IntakeRefused, match="not what was sent"):
        laptop.mailbox().put_bundle(DEVICE, name, data)


def test_a_bundle_that_the_intake_takes_for_none_is_said(laptop: Laptop) -> None:
    """A laptop sends nothing but its own bundles; if it did, it would be told."""
    with pytest.raises(errors.IntakeRefused, match="no bundle or escrow of this laptop"):
        laptop.mailbox().put_bundle(DEVICE, NAME, b"junk" * 100)


def answers(monkeypatch: pytest.MonkeyPatch, of: str, *answered: "Answer | None") -> None:
    """Have requests of a method answered so, one after the other; None and all later ones as the intake does."""
    real, left = Link.ask, list(answered)

    def ask(self: Link, method: str, path: str, headers: "dict[str, str]", body: bytes, most: int) -> Answer:
        answer = left.pop(0) if method == of and left else None
        return real(self, method, path, headers, body, most) if answer is None else answer

    monkeypatch.setattr(Link, "ask", ask)


def test_an_upload_that_the_intake_has_forgotten_meanwhile_is_begun_anew(
    intake: Served, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`.incoming/` may be emptied at any time."""
    answers(monkeypatch, "PATCH", Answer(404, {}, b"nothing"))
    assert laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)
    assert len(files_of(intake)) == 1


@pytest.mark.parametrize("told", ["", "-5", "99999999", "x", "1e3", "9" * 30])
def test_an_impossible_offset_is_not_believed(laptop: Laptop, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    """Whatever stands there, the laptop sends no other bytes for it."""
    answers(monkeypatch, "PATCH", Answer(409, {"Upload-Offset": told}, b""))
    with pytest.raises(errors.IntakeRefused, match="impossible"):
        laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)


def test_an_intake_that_never_gets_further_is_left(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that bring nothing forward are counted like none."""
    answers(monkeypatch, "PATCH", *[Answer(409, {"Upload-Offset": "0"}, b"")] * 20)
    with pytest.raises(errors.LinkFailed):
        laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ([Answer(404, {}, b"nothing")] * 1000, errors.IntakeRefused),
        ([Answer(409, {"Upload-Offset": str(n % 2 * 100)}, b"") for n in range(1000)], errors.LinkFailed),
        ([Answer(409, {"Upload-Offset": str(n % 7 * 10)}, b"") for n in range(1000)], errors.LinkFailed),
    ],
    ids=["forgets each time", "to and fro", "in rounds"],
)
def test_an_intake_that_goes_round_in_circles_is_left(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch, told: "list[Answer]", error: type[errors.FieldkitError]
) -> None:
    """Whether it does so on purpose, or something before it eats every part: the next place has its turn."""
    answers(monkeypatch, "PATCH", *told)
    with pytest.raises(error):
        laptop.mailbox().put_bundle(DEVICE, NAME, BUNDLE_DATA)


def test_a_status_of_no_page_is_said(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither repeated nor taken for good."""
    before = laptop.mailbox()
    before.hello()
    for method in ("POST", "PATCH"):
        with monkeypatch.context() as patch:
            answers(patch, method, *([None] if method == "POST" else []), Answer(418, {}, b""))
            with pytest.raises(errors.IntakeRefused, match="418"):
                laptop.mailbox(before.keep()).put_bundle(DEVICE, NAME, BUNDLE_DATA)


@pytest.mark.parametrize(
    "parts_of",
    [
        (Answer(200, {"ETag": '"0123456789abcdef"'}, b"something else"),),
        (Answer(206, {"ETag": '"0123456789abcdef"', "Content-Range": "bytes 5-9/10"}, b"56789"),),
        (Answer(206, {}, b"rest"),),
    ],
)
def test_parts_of_another_file_are_never_put_together(
    intake: Served, laptop: Laptop, monkeypatch: pytest.MonkeyPatch, parts_of: "tuple[Answer, ...]"
) -> None:
    """The hash of the whole decides; what does not fit is fetched again."""
    put(intake, f"down/{DEVICE[2:]}/word.fkw", b"0123456789")
    mailbox = laptop.mailbox()
    mailbox.hello()
    answers(monkeypatch, "GET", *parts_of)
    assert mailbox.word(DEVICE) == b"0123456789"


def test_a_bundle_that_cannot_be_deleted_now_stays(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next sync tries again."""
    laptop.send()
    answers(monkeypatch, "DELETE", Answer(507, {}, b"full"), Answer(418, {}, b""))
    mailbox = laptop.mailbox()
    assert [mailbox.remove_bundle(DEVICE, NAME) for _ in range(3)] == [False, False, False]


def test_an_escrow_is_sent_once_and_only_the_newest_is_known(intake: Served, laptop: Laptop) -> None:
    """The next sync learns from the hello's digest that it lies there; it is never taken for a bundle."""
    first, second = (f"{bundle_parts.EPOCH[2:]}-0000000{n}.fke" for n in (1, 2))
    mailbox = laptop.mailbox()
    assert mailbox.put_escrow(laptop.device, first, escrow_of(1))
    assert mailbox.put_escrow(laptop.device, second, newer := escrow_of(2))
    kept = mailbox.keep()
    assert list(kept.up) == [second]
    again = laptop.mailbox(read_kept(kept.as_json()))
    assert not again.put_escrow(laptop.device, second, newer)
    assert list(again.bundles_of(laptop.device)) == []
    assert again.hello().up is None
    assert list(laptop.mailbox().hello().up or ()) == [(second, kept.up[second])]
    assert [path.name for path in intake.box.rglob("*.fke")] == [second]
