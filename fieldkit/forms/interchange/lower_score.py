"""`score:` as calculates: the sum under its own name, and the band under `NAME_band`."""

from fieldkit.forms.interchange.plain import Fields, fields_of, items, mapped_survey, text
from fieldkit.forms.read_score import BAND, band_text, sum_text


def lower(document: Fields) -> Fields:
    """Return the document with every score written as calculates. Notes of contributions are lost."""
    return mapped_survey(document, _lowered)


def _lowered(item: Fields) -> list[Fields]:
    name = text(item, "score")
    if not name:
        return [item]
    lines = [(text(line, "when"), text(line, "points")) for line in items(item, "add")]
    found: list[Fields] = [_calculate(name, sum_text(lines))]
    bands = fields_of(item, "bands")
    if bands:
        found.append(_calculate(name + BAND, band_text(name, [(band, text(bands, band)) for band in bands])))
    return found


def _calculate(name: str, calculation: str) -> Fields:
    return {"name": name, "type": "calculate", "calculation": calculation}
