"""The vectors of the format: fixed bytes, and the error that each change gives."""

import json
from typing import Any

import pytest

from fieldkit import errors
from fieldkit.sync.bundle.card import PolicyRoot
from fieldkit.sync.policy import roots
from fieldkit.sync.policy.client import Refused, Trusted, offered
from scripts.policy_vectors import PLACE, ROLLED_BACK, vectors
from tests.policy.parts import Folder

VECTORS: Any = json.loads(PLACE.read_text(encoding="utf-8"))
CARD_ROOT = PolicyRoot(tuple(VECTORS["policy_root"]["keys"]), VECTORS["policy_root"]["threshold"])


def _folder(*changes: dict[str, str | None]) -> Folder:
    merged = {path: text for files in (VECTORS["files"], *changes) for path, text in files.items()}
    return Folder({path: text.encode() for path, text in merged.items() if text is not None})


def _take(folder: Folder, trusted: Trusted | None, now_ms: int) -> Trusted:
    known = trusted or Trusted(roots.root_of_card(CARD_ROOT, folder.fetch))
    with offered(known, folder.fetch, now_ms) as offer:
        for path in offer.contents:
            offer.read(path)
        return Trusted(offer.root, offer.state)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: str(case["name"]))
def test_each_change_gives_its_error(case: Any) -> None:
    """What a second implementation has to say as well."""
    rolled_back = case["name"] == ROLLED_BACK
    before = None
    if case["installed"]:
        before = _take(_folder(VECTORS["second_state"] if rolled_back else {}), None, VECTORS["now_ms"])
    folder = _folder(case["change"])
    if case["error"] is None:
        assert _take(folder, before, case["now_ms"]).state is not None
        return
    with pytest.raises((Refused, errors.PolicyRootUnknown)) as found:
        _take(folder, before, case["now_ms"])
    error = found.value.error if isinstance(found.value, Refused) else found.value
    assert isinstance(error, errors.FieldkitError)
    assert error.code == case["error"]


def test_the_vectors_are_those_that_the_code_makes() -> None:
    """The same keys sign the same bytes: another spelling would be another format."""
    assert json.loads(json.dumps(vectors())) == VECTORS
