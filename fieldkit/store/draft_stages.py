"""The stages of a draft: one for each version of its form that it was moved to. store-format 7.1."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fieldkit.cases.drafting import DraftPin
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.store.database import Row

PIN = "form"
"""The kind of row that begins a stage."""


class Stage(NamedTuple):
    """The draft's header as it counts here, the rows without the one that begins the stage, and that one."""

    header: dict[str, Json]
    rows: list[Row]
    pin: Row | None


def pinned_value(pin: DraftPin) -> str:
    """Return the value of the row that moves a draft to a version."""
    value: dict[str, Json] = {
        "form": pin.form,
        "version": pin.version,
        "form_hash": pin.form_hash,
        "forms": dict(pin.forms),
    }
    return canonical.dumps(value).decode()


def stages(header: Mapping[str, Json], rows: Sequence[Row]) -> list[Stage]:
    """Return the stages of a draft, oldest first; the last one counts."""
    found = [Stage(dict(header), [], None)]
    for row in rows:
        if row[1] == PIN:
            found.append(Stage(_pinned(header, json.loads(row[3])), [], row))
        else:
            found[-1].rows.append(row)
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
