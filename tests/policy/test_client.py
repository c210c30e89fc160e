"""What a laptop does with a policy folder: each attack has its own error, and nothing of it is taken."""

import hashlib
import json
from collections.abc import Callable

import pytest

from fieldkit import errors
from fieldkit.crypto.sign import SigningKey
from fieldkit.sync.policy import roots
from fieldkit.sync.policy.client import Refused, Trusted, is_news, offered
from fieldkit.sync.policy.repository import AFTER_RESTORE, State, next_state, place_of, version_found
from fieldkit.sync.policy.tuf_names import Metadata, Root, Timestamp
from tests.policy import parts
from tests.policy.parts import DAY_MS, FILES, NOW_MS, OFFICERS, OTHER_KEY, POLICY_KEY, Folder, folder

OTHER = {**FILES, "policy.json": b'{"kind":"fieldkit-policy","v":1}\n'}


def take(made: Folder, trusted: Trusted | None = None, now_ms: int = NOW_MS) -> tuple[State, dict[str, bytes]]:
    """Take everything that a folder offers."""
    with offered(trusted or Trusted(parts.root()), made.fetch, now_ms) as offer:
        return offer.state, {path: offer.read(path) for path in offer.contents}


def refused(made: Folder, trusted: Trusted | None = None, now_ms: int = NOW_MS) -> errors.FieldkitError:
    """Return the error that a folder gives."""
    with pytest.raises(Refused) as found:
        take(made, trusted, now_ms)
    return found.value.error


def test_what_was_published_arrives_byte_for_byte() -> None:
    """Every file comes as it was published, checked by its hash."""
    made, state = folder()
    assert take(made) == (state, dict(FILES))


def test_nothing_new_costs_one_small_file() -> None:
    """A laptop that has the newest state asks for the timestamp and for nothing else: less than 1 KiB."""
    made, state = folder()
    assert is_news(made.fetch, state) is False
    assert made.asked == ["metadata/timestamp.json"]
    assert made.sent < 1024
    assert is_news(made.fetch, None) is True
    assert is_news(Folder().fetch, state) is None


def test_a_renewed_timestamp_costs_no_content() -> None:
    """Published again without a change: a new timestamp, the same snapshot and targets."""
    made, state = folder()
    again = made.publish(state)
    assert (again.targets, again.snapshot, again.version) == (state.targets, state.snapshot, state.version)
    assert again.counted == state.counted + 1
    made.asked.clear()
    with offered(Trusted(parts.root(), state), made.fetch, NOW_MS) as offer:
        assert offer.state == again
    assert made.asked == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_an_older_state_is_refused() -> None:
    """Rolled back: whoever puts yesterday's files back is told apart by their number."""
    made, state = folder()
    old = dict(made.files)
    newer = made.publish(state, OTHER)
    made.files = old
    assert isinstance(refused(made, Trusted(parts.root(), newer)), errors.PolicyRolledBack)


def test_an_expired_state_is_refused() -> None:
    """Frozen: after 120 days nothing is installed from it any more."""
    made, state = folder()
    take(made, now_ms=NOW_MS + 119 * DAY_MS)
    assert isinstance(refused(made, now_ms=NOW_MS + 121 * DAY_MS), errors.PolicyExpired)
    assert isinstance(refused(made, Trusted(parts.root(), state), NOW_MS + 121 * DAY_MS), errors.PolicyExpired)


def test_an_expired_root_is_refused() -> None:
    """A year after the officers signed, the next root is due."""
    made = Folder({"metadata/1.root.json": parts.root()})
    made.publish(now_ms=NOW_MS + 364 * DAY_MS)
    assert isinstance(refused(made, now_ms=NOW_MS + 366 * DAY_MS), errors.PolicyExpired)


@pytest.mark.parametrize("name", ["snapshot", "targets"])
def test_files_of_two_states_are_refused(name: str) -> None:
    """Mix and match: validly signed, but not what the timestamp stands for."""
    made, state = folder()
    newer = made.publish(state, OTHER)
    made.files[f"metadata/{newer.version}.{name}.json"] = made.files[f"metadata/{state.version}.{name}.json"]
    assert isinstance(refused(made), errors.PolicyMixed)


def test_a_file_under_another_ones_hash_is_refused() -> None:
    """A form in place of another one does not have the hash that was signed."""
    made, _ = folder()
    made.files[place_of("policy.json", FILES["policy.json"])] = parts.FORM[:40]
    assert isinstance(refused(made), errors.PolicyDamaged)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda: folder(with_root=parts.root(signed_by=OFFICERS[:1])), id="one of three"),
        pytest.param(
            lambda: folder(with_root=parts.root(officers=parts.STRANGERS, signed_by=parts.STRANGERS)), id="strangers"
        ),
        pytest.param(lambda: folder(with_root=parts.root(threshold=1)), id="lower threshold"),
        pytest.param(lambda: folder(with_root=parts.root(2)), id="another version"),
        pytest.param(lambda: folder(with_root=b"{}"), id="no root"),
        pytest.param(lambda: (Folder(), None), id="nothing"),
    ],
)
def test_a_first_root_must_be_the_cards(made: "Callable[[], tuple[Folder, State | None]]") -> None:
    """A laptop believes the root that its card names: these keys, this threshold, signed by so many."""
    with pytest.raises(errors.PolicyRootUnknown):
        roots.root_of_card(parts.CARD_ROOT, made()[0].fetch)


def test_one_key_under_two_names_is_not_two_officers() -> None:
    """Whoever stole one officer's key cannot count it twice."""
    doc = json.loads(parts.root(signed_by=()))
    own, other = (parts.publics(OFFICERS)[0], parts.publics(OFFICERS)[1])
    first = next(name for name, key in doc["signed"]["keys"].items() if key["keyval"]["public"] == own.raw.hex())
    second = next(name for name, key in doc["signed"]["keys"].items() if key["keyval"]["public"] == other.raw.hex())
    alias = "ab" * 32
    doc["signed"]["keys"][alias] = doc["signed"]["keys"][first]
    doc["signed"]["roles"]["root"]["keyids"] += [alias]
    signed = roots.sign_root(json.dumps(doc).encode(), OFFICERS[0])
    again = json.loads(signed)
    again["signatures"].append({**again["signatures"][0], "keyid": alias})
    data = json.dumps(again).encode()
    assert second in again["signed"]["roles"]["root"]["keyids"]
    found = Metadata[Root].from_bytes(data)
    assert found.signed.get_verification_result("root", found.signed_bytes, found.signatures), "TUF itself counts two"
    with pytest.raises(errors.PolicyRootUnknown):
        roots.root_of_card(parts.CARD_ROOT, Folder({"metadata/1.root.json": data}).fetch)


def test_officers_follow_each_other() -> None:
    """A second root, signed by enough of the old and of the new officers, is followed; then only its keys count."""
    made, state = folder()
    new = (OFFICERS[0], *parts.STRANGERS[:2])
    made.files["metadata/2.root.json"] = parts.root(2, new, (*OFFICERS[:2], parts.STRANGERS[0]), OTHER_KEY)
    assert isinstance(refused(made, Trusted(parts.root(), state)), errors.PolicyTooFewSignatures)
    newer = made.publish(state, OTHER, OTHER_KEY)
    with offered(Trusted(parts.root(), state), made.fetch, NOW_MS) as offer:
        assert (offer.state, offer.root) == (newer, made.files["metadata/2.root.json"])


def test_the_root_is_remembered_also_when_the_rest_is_refused() -> None:
    """A key that the officers took away is not believed again, whatever else was wrong in that exchange."""
    made, state = folder()
    made.files["metadata/2.root.json"] = parts.root(2, key=OTHER_KEY)
    with pytest.raises(Refused) as found:
        take(made, Trusted(parts.root(), state))
    assert found.value.root == made.files["metadata/2.root.json"]


@pytest.mark.parametrize("signed_by", [OFFICERS[:1], parts.STRANGERS, ()])
def test_a_root_of_too_few_officers_is_not_followed(signed_by: tuple[SigningKey, ...]) -> None:
    """One of three, or strangers: the root before does not allow it."""
    made, state = folder()
    made.files["metadata/2.root.json"] = parts.root(2, signed_by=signed_by)
    assert isinstance(refused(made, Trusted(parts.root(), state)), errors.PolicyTooFewSignatures)


def test_a_laptop_set_up_later_does_not_need_the_old_officers() -> None:
    """A card made after a change of officers names the new ones; a root that only the old ones signed is none."""
    new = parts.STRANGERS
    root = parts.root(2, new, (*OFFICERS[:2], *new[:2]))
    made = Folder({"metadata/1.root.json": parts.root(), "metadata/2.root.json": root})
    card_root = roots.read_root(root).as_policy_root()
    assert roots.root_of_card(card_root, made.fetch) == root
    made.files["metadata/2.root.json"] = parts.root(2, OFFICERS, OFFICERS)
    with pytest.raises(errors.PolicyRootUnknown):
        roots.root_of_card(card_root, made.fetch)


@pytest.mark.parametrize("name", ["timestamp", "snapshot", "targets"])
def test_another_key_signs_nothing(name: str) -> None:
    """Metadata by a key that the root does not name: somebody made it who is not headquarters."""
    made, _ = folder()
    strange = next_state(None, FILES, OTHER_KEY, NOW_MS)
    mine = next_state(None, FILES, POLICY_KEY, NOW_MS)
    both = {**mine.metadata(), **{key: data for key, data in strange.metadata().items() if name in key}}
    made.files |= both
    if name == "timestamp":
        assert isinstance(refused(made), errors.PolicyTooFewSignatures)
    else:
        assert isinstance(refused(made), errors.PolicyMixed)  # the hash above it differs first


@pytest.mark.parametrize("name", ["timestamp.json", "1.snapshot.json", "1.targets.json"])
def test_metadata_that_was_cut_is_refused(name: str) -> None:
    """A stick pulled out too early, at any byte."""
    made, _ = folder()
    whole = made.files[f"metadata/{name}"]
    for end in (0, 1, len(whole) // 2, len(whole) - 1):
        made.files[f"metadata/{name}"] = whole[:end]
        assert isinstance(refused(made), errors.PolicyDamaged), end


@pytest.mark.parametrize("name", ["timestamp.json", "1.snapshot.json", "1.targets.json", "2.root.json"])
def test_metadata_that_is_too_large_is_not_read(name: str) -> None:
    """No file can fill the memory: each kind has its limit."""
    made, _ = folder()
    made.files[f"metadata/{name}"] = b" " * (2 * 1024 * 1024)
    assert isinstance(refused(made), errors.PolicyDamaged)


def test_a_missing_file_is_said_to_be_missing() -> None:
    """Half a copy of a folder."""
    made, _ = folder()
    for name in ("metadata/1.targets.json", place_of("hq.card", parts.CARD)):
        kept = made.files.pop(name)
        assert refused(made).facts["why"] == "a file is missing"
        made.files[name] = kept
    take(made)


def test_too_many_or_too_large_targets_are_refused() -> None:
    """1,000 files, 1 MiB each: more is not asked for."""
    many = {f"forms/f{number}/f{number}.yaml": b"x" for number in range(1_001)}
    for files in (many, {"hq.card": b"x" * (1024 * 1024 + 1)}):
        made = Folder({"metadata/1.root.json": parts.root()})
        made.publish(files=files)
        assert isinstance(refused(made), errors.PolicyDamaged)


def test_targets_of_other_names_are_passed_over() -> None:
    """A newer headquarters may publish what this laptop does not know; no name leads out of the folder."""
    names = ("new.json", "../../x", "forms/con/a.yaml", "forms/a/A.yaml", "forms/a/b/c.yaml", "forms/x/nul.csv")
    made = Folder({"metadata/1.root.json": parts.root()})
    made.publish(files={**FILES, **dict.fromkeys(names, b"x")})
    assert take(made)[1] == dict(FILES)


def test_what_the_link_raises_comes_out_as_it_is() -> None:
    """A pulled stick is told as a pulled stick."""
    made, _ = folder()

    def fetch(path: str, most: int) -> bytes | None:
        if path.endswith("targets.json"):
            raise errors.MailboxUnreadable(path="stick", why="read error")
        return made.fetch(path, most)

    with pytest.raises(Refused) as found, offered(Trusted(parts.root()), fetch, NOW_MS):
        pass
    assert isinstance(found.value.error, errors.MailboxUnreadable)


def test_any_byte_changed_in_metadata_is_noticed() -> None:
    """Flip a bit anywhere: the state is refused, or nothing that counts was changed."""
    made, state = folder()
    for name in ("metadata/timestamp.json", "metadata/1.snapshot.json", "metadata/1.targets.json"):
        whole = made.files[name]
        for at in range(0, len(whole), 7):
            made.files[name] = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            try:
                found, files = take(made)
            except Refused:
                continue
            assert files == dict(FILES)
            assert Metadata[Timestamp].from_bytes(found.timestamp).signed == (
                Metadata[Timestamp].from_bytes(state.timestamp).signed
            )
        made.files[name] = whole


def test_versions_never_go_back_after_a_restore() -> None:
    """Headquarters restored from a backup publishes above what it finds, and above what it may have forgotten."""
    made, state = folder()
    forgotten = made.publish(made.publish(state, OTHER))
    found = version_found(made.files["metadata/timestamp.json"], POLICY_KEY.public)
    assert found == forgotten.counted == 3
    after = made.publish(state, FILES, least=max(found + 1, state.counted + AFTER_RESTORE))
    assert (after.counted, after.version) == (1_001, 1_001)
    assert take(made, Trusted(parts.root(), forgotten))[0] == after
    for junk in (None, b"", b"{}", next_state(None, FILES, OTHER_KEY, NOW_MS).timestamp, state.snapshot):
        assert version_found(junk, POLICY_KEY.public) == 0


def test_targets_are_signed_anew_before_they_expire() -> None:
    """Nothing changed for half a year: the next publication renews what would end within the next."""
    _, state = folder()
    assert next_state(state, FILES, POLICY_KEY, NOW_MS + 100 * DAY_MS).targets == state.targets
    assert next_state(state, FILES, POLICY_KEY, NOW_MS + 200 * DAY_MS).version == state.counted + 1
    assert next_state(state, FILES, OTHER_KEY, NOW_MS).version == state.counted + 1


def test_a_state_names_its_files() -> None:
    """What may be deleted from a folder is what neither state names."""
    made, state = folder()
    assert state.names() | {"metadata/1.root.json"} == set(made.files)
    assert state.contents == {path: hashlib.sha256(data).hexdigest() for path, data in FILES.items()}
