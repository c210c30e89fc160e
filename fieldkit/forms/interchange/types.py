"""XLSForm's many spellings of question types, and the one of each that fieldkit writes."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from fieldkit.forms.words import FILE_ENDINGS

SELECTS: Mapping[str, str] = {
    "select_one": "select_one",
    "select one": "select_one",
    "select one from": "select_one",
    "select1": "select_one",
    "add select one prompt using": "select_one",
    "select_multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "select_one_from_file": "select_one_from_file",
    "select one from file": "select_one_from_file",
    "select_multiple_from_file": "select_multiple_from_file",
    "select multiple from file": "select_multiple_from_file",
    "select_one_external": "select_one_external",
    "rank": "rank",
}
MEDIA_KINDS = ("image", "big-image", "audio", "video")

_SPELLINGS: Mapping[str, str] = {
    "text": "text|string|q string|add text prompt",
    "integer": "integer|int|q int|add integer prompt",
    "decimal": "decimal|q decimal|add decimal prompt",
    "date": "date|q date|add date prompt",
    "time": "time",
    "dateTime": "dateTime|datetime|date time|q dateTime|q date time|add dateTime prompt|add date time prompt",
    "note": "note|q note|add note prompt",
    "calculate": "calculate|q calculate|add calculate prompt",
    "acknowledge": "acknowledge|q acknowledge|add acknowledge prompt",
    "barcode": "barcode|q barcode|add barcode prompt",
    "range": "range",
    "hidden": "hidden",
    "image": "image|photo|q image|q picture|add image prompt|add photo prompt",
    "audio": "audio|q audio|add audio prompt",
    "video": "video|q video|add video prompt",
    "file": "file|add file prompt",
    "geopoint": "geopoint|gps|location|q geopoint|q location|add location prompt",
    "geotrace": "geotrace|q geotrace",
    "geoshape": "geoshape|q geoshape",
    "start": "start|start time|get start time",
    "end": "end|end time|get end time",
    "today": "today|get today",
    "deviceid": "deviceid|device id|imei|get device id",
    "username": "username",
    "phonenumber": "phonenumber|get phone number",
    "email": "email",
    "simserial": "simserial|sim id|get sim id",
    "subscriberid": "subscriberid|subscriber id|get subscriber id",
    "audit": "audit",
    "start-geopoint": "start-geopoint",
    "background-audio": "background-audio",
    "background-geopoint": "background-geopoint",
    "csv-external": "csv-external",
    "xml-external": "xml-external",
}
SPELLINGS: Mapping[str, str] = {word: kind for kind, words in _SPELLINGS.items() for word in words.split("|")}

SETTING_ROWS: Mapping[str, str] = {
    "form_title": "title",
    "set_form_title": "title",
    "form_id": "id_string",
    "set_form_id": "id_string",
    "prefix": "prefix",
}
"""Settings may also stand as rows of the survey sheet: the type says which, the name is its value."""

# Spellings that say a little more than the type they stand for: what they add is written out, and the spelling kept.
ADDING: Mapping[str, tuple[str, str, str]] = {
    "percentage": ("integer", "0 <= . and . <= 100", ""),
    "number of days in last month": ("integer", "0 <= . and . <= 31", "Enter a number 0-31."),
    "number of days in last six months": ("integer", "0 <= . and . <= 183", "Enter a number 0-183."),
    "number of days in last year": ("integer", "0 <= . and . <= 365", "Enter a number 0-365."),
    "phone number": ("text", r"regex(., '^\d*$')", "Enter numbers only."),
    "trigger": ("acknowledge", "", ""),
    "uri:deviceid": ("deviceid", "", ""),
    "uri:username": ("username", "", ""),
    "uri:phonenumber": ("phonenumber", "", ""),
    "uri:email": ("email", "", ""),
    "uri:simserial": ("simserial", "", ""),
    "uri:subscriberid": ("subscriberid", "", ""),
}
# Only these spellings of a type read `parameters` in ODK's tools; under another spelling they mean nothing.
_READS_PARAMETERS = {"text", "image", "photo", "add image prompt", "add photo prompt", "audio", "add audio prompt"}
_PARAMETRISED = {"text", "image", "audio", "geopoint", "geotrace", "geoshape"}

BEGIN = re.compile(r"begin[ _](group|lgroup|repeat|loop|looped group)(?: (?:over )?(\S+))?\Z")
END = re.compile(r"end[ _](group|lgroup|repeat|loop|looped group)\Z")
BLOCKS: Mapping[str, str] = {
    "group": "group",
    "lgroup": "repeat",
    "repeat": "repeat",
    "looped group": "repeat",
    "loop": "loop",
}
_SELECT = re.compile(
    "(" + "|".join(sorted(SELECTS, key=len, reverse=True)) + r") (\S+)( or specify other| or_other| or other)?\Z"
)
_OSM = re.compile(r"osm(?: (\S+))?\Z")


class SheetType(NamedTuple):
    """A question type: fieldkit's word, its list, and the spelling where the word alone would lose something."""

    kind: str
    list_name: str = ""
    or_other: bool = False
    spelling: str = ""
    constraint: str = ""
    hint: str = ""

    @property
    def is_select(self) -> bool:
        return self.kind.startswith("select_") or self.kind == "rank"

    @property
    def written(self) -> str:
        """The value of `type:` in YAML and of the type column in a sheet."""
        parts = (self.kind, self.list_name, "or_other" if self.or_other else "")
        return " ".join(part for part in parts if part)


def read_type(text: str, has_parameters: bool = False) -> SheetType | None:
    """Return what a type cell means; None when it is no type. Blocks (begin, end) are not types."""
    select = _SELECT.match(text)
    if select:
        kind, list_name = SELECTS[select[1]], select[2]
        if kind in ("select_one", "select_multiple") and list_name.endswith(FILE_ENDINGS):
            kind = f"{kind}_from_file"
        return SheetType(kind, list_name, bool(select[3]))
    if text in ADDING:
        kind, constraint, hint = ADDING[text]
        return SheetType(kind, spelling=text, constraint=constraint, hint=hint)
    if text in SPELLINGS:
        kind = SPELLINGS[text]
        loses = has_parameters and kind in _PARAMETRISED and text != kind and text not in _READS_PARAMETERS
        return SheetType(kind, spelling=text if loses else "")
    if _OSM.match(text):  # a map editor's upload: kept, and never asked in a terminal
        return SheetType("file", spelling=text)
    return None


UNKNOWN = SheetType("")
