"""What an intake gives: to each laptop its own files, and the policy to those that were not revoked."""

import hashlib
import json

import pytest

from benchmarks.served import Served
from fieldkit.sync.bundle.revoked_file import write_revoked
from fieldkit.sync.bundle.signers import Revoked, Signers
from fieldkit.sync.http.hello import Hello, digest, read_reply
from fieldkit.sync.http.published import Published
from fieldkit.sync.http.registry import Registry
from tests.bundle import parts as bundle_parts
from tests.http.parts import BUNDLE_DATA, DEVICE, NAME, OTHER, SIGNERS, Laptop, bundle_of, receipt_for

REVOKE = write_revoked(Revoked({DEVICE: {bundle_parts.EPOCH: 7}}))


def put(served: Served, path: str, data: bytes) -> None:
    """Headquarters puts a file into the folder."""
    file = served.box / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def test_a_laptop_gets_its_own_receipts_and_word_and_nobody_elses(
    intake: Served, laptop: Laptop, other: Laptop
) -> None:
    """No path names a device: whose files they are follows from the signature."""
    put(intake, f"down/{DEVICE[2:]}/00000007.fkr", b"receipt")
    put(intake, f"down/{DEVICE[2:]}/word.fkw", b"word")
    assert laptop.ask("GET", "/v1/down/00000007.fkr").body == b"receipt"
    assert laptop.ask("GET", "/v1/down/word.fkw").body == b"word"
    for path in ("/v1/down/00000007.fkr", "/v1/down/word.fkw", f"/v1/up/{NAME}"):
        assert other.ask("GET", path).status == 404


def test_the_rest_of_a_file_can_be_asked_for(intake: Served, laptop: Laptop) -> None:
    """From any byte on, with a tag by which parts of two files are told apart."""
    put(intake, f"down/{DEVICE[2:]}/00000007.fkr", b"0123456789")
    rest = laptop.ask("GET", "/v1/down/00000007.fkr", {"Range": "bytes=4-"})
    assert (rest.status, rest.body, rest.headers["content-range"]) == (206, b"456789", "bytes 4-9/10")
    assert rest.headers["etag"] == f'"{hashlib.sha256(b"0123456789").hexdigest()[:16]}"'
    for other in ("bytes=0-", "bytes=10-", "bytes=1-3", "bytes=-3", "bytes=1-,4-", "lines=1-", "bytes=99999999999-"):
        whole = laptop.ask("GET", "/v1/down/00000007.fkr", {"Range": other})
        assert (whole.status, whole.body) == (200, b"0123456789")


def test_policy_is_given_but_not_to_a_revoked_laptop(intake: Served, laptop: Laptop, other: Laptop) -> None:
    """A stolen laptop learns nothing new of headquarters: no forms, no directory, no recipients."""
    put(intake, "policy/metadata/timestamp.json", b'{"signed":{"version":4},"signatures":[]}')
    put(intake, "policy/targets/forms/border_quick_screen.yaml", b"form")
    put(intake, "policy/notes.txt", b"not part of it")
    assert laptop.ask("GET", "/v1/policy/targets/forms/border_quick_screen.yaml").body == b"form"
    assert laptop.ask("GET", "/v1/policy/notes.txt").status == 404
    assert laptop.ask("GET", "/v1/policy/metadata/2.root.json").status == 404
    (intake.lists / "revoked.json").write_bytes(REVOKE)
    for path in ("metadata/timestamp.json", "targets/forms/border_quick_screen.yaml", "metadata/2.root.json"):
        said = laptop.ask("GET", f"/v1/policy/{path}")
        assert (said.status, said.body) == (403, b"revoked")
        assert other.ask("GET", f"/v1/policy/{path}").status != 403
    body = Hello(bundle_parts.EPOCH, 1, (0, digest({})), digest({})).write()
    sha256 = hashlib.sha256(body).hexdigest()
    versions = [
        read_reply(one.ask("POST", "/v1/hello", body=body, signed_body=sha256).body).policy for one in (laptop, other)
    ]
    assert versions == [0, 4]


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"signed":[]}', b'{"signed":{"version":true}}', b'{"signed":{}}']
)
def test_a_timestamp_that_says_nothing_is_version_0(intake: Served, text: bytes) -> None:
    """The intake believes nothing of the policy; it only passes a number on."""
    put(intake, "policy/metadata/timestamp.json", text)
    assert intake.intake.listing.policy_version() == 0


def test_links_in_the_folder_are_not_followed(intake: Served, laptop: Laptop) -> None:
    """A link that somebody laid into the served folder leads nowhere."""
    (intake.box / "secret").write_bytes(b"secret")
    (intake.box / "policy" / "metadata").mkdir(parents=True)
    try:
        (intake.box / "policy" / "metadata" / "root.json").symlink_to(intake.box / "secret")
        (intake.box / "policy" / "targets").symlink_to(intake.box)
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert laptop.ask("GET", "/v1/policy/metadata/root.json").status == 404
    assert laptop.ask("GET", "/v1/policy/targets/secret").status == 404


def test_a_bundle_goes_only_after_the_receipt_for_exactly_it(intake: Served, laptop: Laptop, other: Laptop) -> None:
    """Not before its receipt lies there, not for the receipt of another, not for another laptop."""
    name, data = bundle_of(2)
    laptop.send()
    laptop.send(data, name)
    assert laptop.ask("DELETE", f"/v1/up/{NAME}").status == 409
    put(intake, f"down/{DEVICE[2:]}/00000001.fkr", receipt_for(BUNDLE_DATA))
    put(intake, f"down/{DEVICE[2:]}/00000002.fkr", b"no receipt at all")
    assert laptop.ask("DELETE", f"/v1/up/{name}").status == 409
    assert other.ask("DELETE", f"/v1/up/{NAME}").status == 404
    assert laptop.ask("DELETE", f"/v1/up/{NAME}").status == 204
    assert [path.name for path in (intake.box / "up" / DEVICE[2:]).iterdir()] == [name]
    assert laptop.ask("DELETE", f"/v1/up/{NAME}").status == 404


def test_a_file_that_is_no_bundle_is_deleted_by_nobody(intake: Served, laptop: Laptop) -> None:
    """What cannot be read has no receipt."""
    put(intake, f"up/{DEVICE[2:]}/{NAME}", b"junk")
    assert laptop.ask("DELETE", f"/v1/up/{NAME}").status == 409


def test_hello_names_what_is_new_by_number(intake: Served, laptop: Laptop) -> None:
    """Only receipts above the highest number seen, unless the list before it is another one than the laptop's."""

    def said(number: int, seen: str, up: str = digest({})) -> "tuple[bool, list[str]] | None":
        body = Hello(bundle_parts.EPOCH, 1, (number, seen), up).write()
        sha256 = hashlib.sha256(body).hexdigest()
        reply = read_reply(laptop.ask("POST", "/v1/hello", body=body, signed_body=sha256).body)
        return None if reply.down is None else (reply.down.whole, [name for name, _ in reply.down.files])

    first, second = receipt_for(BUNDLE_DATA), receipt_for(bundle_of(2)[1])
    put(intake, f"down/{DEVICE[2:]}/00000003.fkr", first)
    assert said(0, digest({})) == (False, ["00000003.fkr"])
    listed = {name: facts.manifest_hash[:16] for name, facts in intake.intake.listing.receipts(DEVICE).items()}
    assert said(3, digest(listed)) is None
    put(intake, f"down/{DEVICE[2:]}/00000009.fkr", second)
    assert said(3, digest(listed)) == (False, ["00000009.fkr"])
    put(intake, f"down/{DEVICE[2:]}/00000003.fkr", second)
    assert said(9, digest(listed)) == (True, ["00000003.fkr", "00000009.fkr"])
    assert intake.intake.listing.receipts(OTHER) == {}


def state(served: Served, number: int, signers: bytes) -> None:
    """Publish a state of the policy, as far as an intake looks at it: hash-named targets, timestamp.json last."""
    sha256 = hashlib.sha256(signers).hexdigest()
    put(served, f"policy/targets/{sha256}.allowed_signers", signers)
    targets = {"targets": {"allowed_signers": {"hashes": {"sha256": sha256}}}}
    put(served, f"policy/metadata/{number}.targets.json", json.dumps({"signed": targets}).encode())
    snapshot = {"meta": {"targets.json": {"version": number}}}
    put(served, f"policy/metadata/{number}.snapshot.json", json.dumps({"signed": snapshot}).encode())
    timestamp = {"meta": {"snapshot.json": {"version": number}}, "version": number}
    put(served, "policy/metadata/timestamp.json", json.dumps({"signed": timestamp}).encode())


def test_the_lists_are_found_in_what_headquarters_published(intake: Served) -> None:
    """By the newest whole state; the next one counts as soon as its timestamp is there; half of one changes nothing."""
    policy = Published(intake.box / "policy")
    assert policy.path_of("allowed_signers") is None
    one, both = Signers(SIGNERS.lines[:1]).text().encode(), SIGNERS.text().encode()
    state(intake, 1, one)
    registry = Registry(lambda: policy.path_of("allowed_signers"), lambda: policy.path_of("revoked.json"))
    assert (len(registry.keys_of(DEVICE)), len(registry.keys_of(OTHER))) == (1, 0)
    (intake.box / "policy" / "metadata" / "timestamp.json").write_bytes(b"[" * 100_000)
    assert len(registry.keys_of(DEVICE)) == 1
    state(intake, 2, both)
    assert (len(registry.keys_of(DEVICE)), len(registry.keys_of(OTHER))) == (1, 1)
    put(intake, "policy/targets/allowed_signers", one)
    assert len(registry.keys_of(OTHER)) == 0


@pytest.mark.parametrize("sha256", ["../../secret", "", None, 5, "A" * 64])
def test_a_hash_that_is_none_leads_nowhere(intake: Served, sha256: object) -> None:
    """What stands in a file of the folder is no path."""
    state(intake, 1, b"")
    told = {"signed": {"targets": {"allowed_signers": {"hashes": {"sha256": sha256}}}}}
    put(intake, "policy/metadata/1.targets.json", json.dumps(told).encode())
    assert Published(intake.box / "policy").path_of("allowed_signers") is None
