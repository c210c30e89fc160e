"""Interviews that may be with one person: suggested with reasons, decided by people. store-format 14"""

from collections.abc import Mapping

import pytest

from fieldkit import errors
from fieldkit.cases.versions import Pair
from fieldkit.result import Json
from fieldkit.store import matching
from fieldkit.store.store import Store
from tests.store.scene import DEVICE, Scene, code, content, enrol, incoming, line, record_id, stub

OTHER = "d-" + "2" * 32
NAMED: dict[str, Json] = {"name_to_use": "Uwase Marie", "safe_number": "+250 788 123 456"}
ANSWERS: dict[str, Json] = {"sex": "woman", "age": 24, "nationality": "BI", "consent_language": "rn"}


def take(
    store: Store,
    scene: Scene,
    number: int,
    *,
    identity: Mapping[str, Json] | None = None,
    device: str = DEVICE,
    day: str = "2026-11-22",
    post: str = "rusumo",
    unconfirmed: bool = False,
    **answers: Json,
) -> None:
    """Import one interview with an identity; its number is its bundle's."""
    said: dict[str, Json] = {
        **content(),
        "answers": {**ANSWERS, **answers},
        "profile": {"post": post, "child": "no", "day": day},
    }
    now = scene.clock.now()
    lines = [line({"t": "rec", "id": record_id(number), "stub": stub(number, now), "content": said})]
    if identity is not None:
        lines.append(line({"t": "identity", "id": record_id(number), "identity": identity}))
    bundle = incoming(number, *lines, device=device, unconfirmed=unconfirmed)
    store.intake.import_bundle(bundle, now, lambda o: ("r.fkr", b"x"))


@pytest.fixture
def two(hq: Store) -> Store:
    """Headquarters with two laptops."""
    enrol(hq)
    enrol(hq, OTHER, "ssh-ed25519 BBBB")
    return hq


def pairs(store: Store) -> tuple[Pair, ...]:
    return store.matching.suggestions(100).pairs


def codes(store: Store) -> set[tuple[str, str]]:
    return {pair.codes for pair in pairs(store)}


def test_one_person_screened_by_two_laptops_is_suggested_with_reasons(scene: Scene, two: Store) -> None:
    """The name is turned round and written otherwise, the number has another beginning: said in words, never shown."""
    take(two, scene, 1, identity=NAMED)
    other: dict[str, Json] = {"name_to_use": "marie  UWASÉ", "safe_number": "0788-123-456"}
    take(two, scene, 2, identity=other, device=OTHER, age=25, day="2026-11-24", post="gatuna")
    (found,) = pairs(two)
    assert found.codes == (code(1), code(2))
    assert set(found.reasons) == {
        "same phone", "same name", "same sex", "ages a year apart", "same nationality", "same language", "2 days apart",
    }  # fmt: skip
    assert found.reasons[:2] == ("same phone", "same name")
    assert found.points == 14
    assert two.check() == two.rebuild()


def test_neither_the_tables_nor_the_journal_hold_a_name_a_second_time(scene: Scene, two: Store) -> None:
    """The keys are hidden by the store's key; what was listed is a number."""
    take(two, scene, 1, identity=NAMED)
    take(two, scene, 2, identity=NAMED, device=OTHER)
    pairs(two)
    dump = two._core.projections.dump().lower()
    assert b"phone:" in dump
    for said in (b"uwase", b"marie", b"788123456", b"788 123"):
        assert said not in dump
    entry = two.journal.last("match.listed")
    assert entry is not None
    assert (dict(entry.body), entry.subject) == ({"pairs": 1}, None)


def test_a_shared_phone_alone_suffices_and_a_common_name_does_not(scene: Scene, two: Store) -> None:
    """Two sisters with one phone are suggested, with what speaks against it; a first name shared is not enough."""
    take(two, scene, 1, identity=NAMED)
    sister: dict[str, Json] = {"name_to_use": "Keza Aline", "safe_number": "0788123456"}
    take(two, scene, 2, identity=sister, device=OTHER, age=19, day="2026-06-01")
    take(two, scene, 3, identity={"name_to_use": "Marie"}, device=OTHER, sex="man", age=60, day="2026-01-01")
    (found,) = pairs(two)
    assert found.codes == (code(1), code(2))
    assert "another name" in found.reasons


def test_without_a_name_only_near_interviews_of_two_laptops_are_suggested(scene: Scene, two: Store) -> None:
    """All facts alike, at most three days apart, from different laptops; weaker likenesses are left alone."""
    take(two, scene, 1)
    take(two, scene, 2, device=OTHER, day="2026-11-20")
    take(two, scene, 3)
    take(two, scene, 4, device=OTHER, day="2026-11-16")
    assert codes(two) == {(code(1), code(2)), (code(2), code(3))}


def test_what_too_many_share_tells_nobody_apart(scene: Scene, two: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a sign is passed over and counted, so that the work stays in proportion."""
    monkeypatch.setattr(matching, "MOST_FACTS", 3)
    for number in range(1, 5):
        take(two, scene, number, device=(DEVICE, OTHER)[number % 2])
    found = two.matching.suggestions(10)
    assert (found.pairs, found.common) == ((), 1)


def test_a_decision_is_journaled_and_can_be_taken_back(scene: Scene, two: Store) -> None:
    """Who, when and why; the pair is listed no more until it is open again. A reason is needed."""
    take(two, scene, 1, identity=NAMED)
    take(two, scene, 2, identity=NAMED, device=OTHER)
    one, other = two.inbox.get(record_id(1)), two.inbox.get(record_id(2))
    with pytest.raises(errors.ReasonMissing):
        two.matching.decide(other, one, "same", " ", scene.clock.now())
    two.matching.decide(other, one, "same", "asked both workers", scene.clock.now())
    assert codes(two) == set()
    (decided,) = two.matching.decided(record_id(2))
    assert (decided.codes, decided.verdict, decided.person) == ((code(1), code(2)), "same", "person 1")
    assert decided.reason == "asked both workers"
    assert two.check() == two.rebuild()
    two.matching.decide(one, other, "open", "a mistake", scene.clock.now())
    assert codes(two) == {(code(1), code(2))}
    two.matching.decide(one, other, "different", "twins", scene.clock.now())
    assert (codes(two), [one.verdict for one in two.matching.decided()]) == (set(), ["different"])
    two.inbox.erase(one, "asked to")
    assert [one.reason for one in two.matching.decided()] == [""]
    assert two.check() == two.rebuild()


def test_only_two_different_confirmed_interviews_are_a_pair(scene: Scene, two: Store) -> None:
    """Nobody is one person with himself, or with what is unconfirmed."""
    take(two, scene, 1, identity=NAMED)
    take(two, scene, 2, identity=NAMED, unconfirmed=True)
    one, fork = two.inbox.get(record_id(1)), two.inbox.get(record_id(2))
    for other in (one, fork):
        with pytest.raises(errors.NotAPair):
            two.matching.decide(one, other, "same", "why", scene.clock.now())
    assert codes(two) == set()


def test_who_took_anything_back_is_compared_with_nobody(scene: Scene, two: Store) -> None:
    """Also where only a purpose was withdrawn."""
    take(two, scene, 1, identity=NAMED)
    take(two, scene, 2, identity=NAMED, device=OTHER)
    back: dict[str, Json] = {
        "t": "event", "id": record_id(1), "kind": "consent_withdrawn", "at": dict(scene.clock.now().as_json()),
        "by": "person", "purposes": ["statistics"],
    }  # fmt: skip
    two.intake.import_bundle(incoming(9, line(back)), scene.clock.now(), lambda o: ("r.fkr", b"x"))
    assert codes(two) == set()


def test_erasing_the_identity_takes_its_signs_along(scene: Scene, two: Store) -> None:
    """Nothing finds a person by what was erased."""
    take(two, scene, 1, identity=NAMED, sex={"nr": "ref"})
    take(two, scene, 2, identity=NAMED, device=OTHER)
    assert codes(two) == {(code(1), code(2))}
    two.inbox.erase_identity(two.inbox.get(record_id(1)), "asked to")
    assert codes(two) == set()
    two.inbox.erase(two.inbox.get(record_id(2)), "asked to")
    two.inbox.erase_identity(two.inbox.get(record_id(2)), "asked to")
    assert two._core.db.number("SELECT count(*) FROM match_keys") == 0
    assert two.check() == two.rebuild()


def test_an_identity_whose_interview_was_erased_is_still_compared(scene: Scene, two: Store) -> None:
    """Its name and phone are here, and nothing else."""
    take(two, scene, 1, identity=NAMED)
    take(two, scene, 2, identity=NAMED, device=OTHER)
    two.inbox.erase(two.inbox.get(record_id(1)), "asked to")
    (found,) = pairs(two)
    assert found.reasons == ("same phone", "same name")


def test_what_is_about_the_other_is_no_suggestion(scene: Scene, two: Store) -> None:
    """A case that names the screening's code is known to be about that person."""
    take(two, scene, 1, identity=NAMED)
    take(two, scene, 2, identity=NAMED, device=OTHER, about_code=code(1))
    assert codes(two) == set()
