"""`score:` as calculates: the sum under its own name, and the band under `NAME_band`."""

from collections.abc import Mapping

from fieldkit.forms.interchange.plain import Fields, Plain, fields_of, items, mapped_survey, text

BAND = "_band"


def lower(document: Fields) -> Fields:
    """Return the document with every score written as calculates. Notes of contributions are lost."""
    return mapped_survey(document, _lowered)


def _lowered(item: Fields) -> list[Fields]:
    name = text(item, "score")
    if not name:
        return [item]
    found: list[Fields] = [_calculate(name, sum_of(item))]
    bands = fields_of(item, "bands")
    if bands:
        found.append(_calculate(name + BAND, band_of(name, bands)))
    return found


def _calculate(name: str, calculation: str) -> Fields:
    return {"name": name, "type": "calculate", "calculation": calculation}


def sum_of(score: Mapping[str, Plain]) -> str:
    """Return the sum: the points of every line whose condition holds."""
    lines = items(score, "add")
    return " + ".join(f"if({text(line, 'when')}, {text(line, 'points')}, 0)" for line in lines) or "0"


def band_of(name: str, bands: Mapping[str, Plain]) -> str:
    """Return the highest band whose least score is reached; '' below the lowest."""
    found = "''"
    for band in bands:  # they rise
        found = f"if(${{{name}}} >= {text(bands, band)}, '{band}', {found})"
    return found
