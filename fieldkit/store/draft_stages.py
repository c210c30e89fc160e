"""The stages of a draft: one for each version of its form that it was moved to. store-format 7.1."""

import json
from collections.abc import Mapping, Sequence

from fieldkit.cases.drafting import DraftPin
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.database import Row

PIN = "form"
"""The kind of row that begins a stage."""


def pinned_value(pin: DraftPin) -> str:
    """Return the value of the row that moves a draft to a version."""
    value: dict[str, Json] = {
        "form": pin.form,
        "version": pin.version,
        "form_hash": pin.form_hash,
        "forms": dict(pin.forms),
    }
    return canonical.dumps(value).decode()


def stages(header: Mapping[str, Json], rows: Sequence[Row]) -> list[tuple[dict[str, Json], list[Row]]]:
    """Return each stage: the draft's header as it counts there, and the rows of the stage without its first."""
    found: list[tuple[dict[str, Json], list[Row]]] = [(dict(header), [])]
    for row in rows:
        if row[1] == PIN:
            found.append((_pinned(header, json.loads(row[3])), []))
        else:
            found[-1][1].append(row)
    return found


def _pinned(header: Mapping[str, Json], pin: Mapping[str, Json]) -> dict[str, Json]:
    extra = header["extra"]
    own = extra if isinstance(extra, Mapping) else {}
    return {
        **header,
        "form": pin["form"],
        "version": pin["version"],
        "form_hash": pin["form_hash"],
        "extra": {**own, "forms": pin["forms"]},
    }
