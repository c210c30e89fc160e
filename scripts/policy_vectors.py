"""Write tests/vectors/policy/vectors.json: one repository with fixed keys, and what a laptop says to each change of it.

`python -m scripts.policy_vectors [--check]`. For second implementations: docs/policy-format.md 9.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from fieldkit.crypto.sign import SigningKey
from tests.policy import parts
from tests.policy.parts import DAY_MS, NOW_MS, OFFICERS

ROLLED_BACK = "rolled-back"
"""The one case before which the laptop took the second state, not the first."""
PLACE = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "policy" / "vectors.json"


class Case(NamedTuple):
    """One thing that a laptop finds. `installed`: it took a state before. A change is {path: bytes}, None for gone."""

    name: str
    about: str
    error: str | None
    change: Mapping[str, bytes | None]
    installed: bool = False
    now_ms: int = NOW_MS

    def as_json(self) -> dict[str, object]:
        return {**self._asdict(), "change": _texts(self.change)}


def vectors() -> dict[str, object]:
    """Return the whole file's object."""
    made, first = parts.folder()
    base = dict(made.files)
    second = made.publish(first, {**parts.FILES, "policy.json": b'{"kind":"fieldkit-policy","v":1}\n'})
    newer = {path: data for path, data in made.files.items() if base.get(path) != data}
    cases = (*_of_roots(), *_of_states(base, newer, second.version))
    return {
        "now_ms": NOW_MS,
        "policy_root": parts.CARD_ROOT.as_json(),
        "files": _texts(base),
        "second_state": _texts(newer),
        "cases": [case.as_json() for case in cases],
    }


def _of_roots() -> tuple[Case, ...]:
    strangers = _root(officers=parts.STRANGERS, signed_by=parts.STRANGERS)
    lonely = {"metadata/2.root.json": parts.root(2, signed_by=OFFICERS[:1])}
    replaced = {"metadata/2.root.json": parts.root(2, key=parts.OTHER_KEY)}
    return (
        Case("first-root-one-of-three", "signed by one officer", "FK-902", _root(signed_by=OFFICERS[:1])),
        Case("first-root-threshold", "a lower threshold than the card's", "FK-902", _root(threshold=1)),
        Case("first-root-strangers", "other officers", "FK-902", strangers),
        Case("second-root-one-of-three", "one officer is not enough", "FK-903", lonely),
        Case("second-root-other-key", "the officers replaced the policy key", "FK-903", replaced),
    )


def _of_states(base: Mapping[str, bytes], newer: Mapping[str, bytes], second: int) -> tuple[Case, ...]:
    targets, stamp = "metadata/1.targets.json", "metadata/timestamp.json"
    cut = base[targets][: len(base[targets]) // 2]
    mixed = {**newer, f"metadata/{second}.snapshot.json": base["metadata/1.snapshot.json"]}
    return (
        Case("whole", "taken", None, {}),
        Case("newer", "a second state after the first", None, newer, installed=True),
        Case("expired", "after 121 days", "FK-906", {}, now_ms=NOW_MS + 121 * DAY_MS),
        Case("cut", "half of the targets", "FK-907", {targets: cut}),
        Case("missing", "no targets", "FK-907", {targets: None}),
        Case("mixed", "the first snapshot under the second timestamp", "FK-905", mixed),
        Case(ROLLED_BACK, "the first state where the second was taken", "FK-904", {stamp: base[stamp]}, installed=True),
    )


def _root(
    officers: tuple[SigningKey, ...] = OFFICERS,
    signed_by: tuple[SigningKey, ...] = OFFICERS[:2],
    threshold: int = 2,
) -> dict[str, bytes | None]:
    return {"metadata/1.root.json": parts.root(1, officers, signed_by, threshold=threshold)}


def _texts(files: Mapping[str, bytes | None]) -> dict[str, str | None]:
    return {path: None if data is None else data.decode() for path, data in sorted(files.items())}


def main() -> int:
    """Write the file, or with --check say whether it is as it would be written."""
    text = json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"
    if "--check" in sys.argv:
        return int(not PLACE.is_file() or PLACE.read_text(encoding="utf-8") != text)
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    PLACE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
