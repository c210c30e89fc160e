"""Write tests/vectors/policy/vectors.json: one repository with fixed keys, and what a laptop says to each change of it.

`python -m scripts.policy_vectors [--check]`. For second implementations: docs/policy-format.md 9.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from fieldkit.crypto.sign import SigningKey
from tests.policy import parts
from tests.policy.parts import DAY_MS, NOW_MS, OFFICERS

PLACE = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "policy" / "vectors.json"


def vectors() -> dict[str, object]:
    """Return the whole file's object. A change is {path: text}, null where the file is gone."""
    made, first = parts.folder()
    base = dict(made.files)
    second = made.publish(first, {**parts.FILES, "policy.json": b'{"kind":"fieldkit-policy","v":1}\n'})
    newer = {path: data for path, data in made.files.items() if base.get(path) != data}
    stamp, targets = "metadata/timestamp.json", "metadata/1.targets.json"
    cut = base[targets][: len(base[targets]) // 2]
    cases: list[tuple[str, str, str | None, bool, int, Mapping[str, bytes | None]]] = [
        ("whole", "taken", None, False, NOW_MS, {}),
        ("newer", "a second state is taken after the first", None, True, NOW_MS, newer),
        ("first-root-one-of-three", "signed by one officer", "FK-902", False, NOW_MS, _root(signed_by=OFFICERS[:1])),
        ("first-root-threshold", "a lower threshold than the card's", "FK-902", False, NOW_MS, _root(threshold=1)),
        (
            "first-root-strangers",
            "other officers",
            "FK-902",
            False,
            NOW_MS,
            _root(officers=parts.STRANGERS, signed_by=parts.STRANGERS),
        ),
        (
            "second-root-one-of-three",
            "one officer is not enough",
            "FK-903",
            False,
            NOW_MS,
            {"metadata/2.root.json": parts.root(2, signed_by=OFFICERS[:1])},
        ),
        (
            "second-root-other-key",
            "the officers replaced the policy key",
            "FK-903",
            False,
            NOW_MS,
            {"metadata/2.root.json": parts.root(2, key=parts.OTHER_KEY)},
        ),
        ("expired", "after 121 days", "FK-906", False, NOW_MS + 121 * DAY_MS, {}),
        ("cut", "half of the targets", "FK-907", False, NOW_MS, {targets: cut}),
        ("missing", "no targets", "FK-907", False, NOW_MS, {targets: None}),
        (
            "mixed",
            "the first snapshot under the second timestamp",
            "FK-905",
            False,
            NOW_MS,
            {**newer, f"metadata/{second.version}.snapshot.json": base["metadata/1.snapshot.json"]},
        ),
        ("rolled-back", "the first state after the second", "FK-904", True, NOW_MS, {stamp: base[stamp]}),
    ]
    return {
        "now_ms": NOW_MS,
        "policy_root": parts.CARD_ROOT.as_json(),
        "files": _texts(base),
        "installed_before_rolled-back": _texts(newer),
        "cases": [
            {
                "name": name,
                "about": about,
                "error": error,
                "installed": installed,
                "now_ms": now,
                "change": _texts(change),
            }
            for name, about, error, installed, now, change in cases
        ],
    }


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
