"""The types of questions, and what each type means: asked, computed, filled by the device. form-language 3."""

from enum import Enum


class QuestionType(Enum):
    """The types that a form may have; the value is XLSForm's word."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    RANGE = "range"
    ACKNOWLEDGE = "acknowledge"
    BARCODE = "barcode"
    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"
    START = "start"
    END = "end"
    TODAY = "today"
    DEVICEID = "deviceid"
    USERNAME = "username"
    PHONENUMBER = "phonenumber"
    EMAIL = "email"
    SIMSERIAL = "simserial"
    SUBSCRIBERID = "subscriberid"
    AUDIT = "audit"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    GEOPOINT = "geopoint"
    GEOTRACE = "geotrace"
    GEOSHAPE = "geoshape"
    START_GEOPOINT = "start-geopoint"
    BACKGROUND_AUDIO = "background-audio"
    BACKGROUND_GEOPOINT = "background-geopoint"

    takes_answer: bool
    """Whether a person answers it: it has a screen of its own."""
    has_choices: bool


ASKED = frozenset(
    (
        QuestionType.TEXT,
        QuestionType.INTEGER,
        QuestionType.DECIMAL,
        QuestionType.DATE,
        QuestionType.TIME,
        QuestionType.DATETIME,
        QuestionType.SELECT_ONE,
        QuestionType.SELECT_MULTIPLE,
        QuestionType.RANK,
        QuestionType.RANGE,
        QuestionType.ACKNOWLEDGE,
        QuestionType.BARCODE,
    )
)
PROPERTIES = frozenset(
    (
        QuestionType.DEVICEID,
        QuestionType.USERNAME,
        QuestionType.PHONENUMBER,
        QuestionType.EMAIL,
        QuestionType.SIMSERIAL,
        QuestionType.SUBSCRIBERID,
    )
)
"""What the device knows of itself and of its user."""
PRELOADS = PROPERTIES | {QuestionType.START, QuestionType.END, QuestionType.TODAY, QuestionType.AUDIT}
NEEDS_DEVICE = frozenset(
    (
        QuestionType.IMAGE,
        QuestionType.AUDIO,
        QuestionType.VIDEO,
        QuestionType.FILE,
        QuestionType.GEOPOINT,
        QuestionType.GEOTRACE,
        QuestionType.GEOSHAPE,
        QuestionType.START_GEOPOINT,
        QuestionType.BACKGROUND_AUDIO,
        QuestionType.BACKGROUND_GEOPOINT,
    )
)
"""What a terminal cannot take: kept for export, skipped in an interview. (form-language 3.3)"""
COMPUTED = frozenset((QuestionType.CALCULATE, QuestionType.HIDDEN)) | PRELOADS | NEEDS_DEVICE
"""Never shown."""
# Plain attributes: looking a member up in a set hashes its name in Python, for every question at every start.
for _kind in QuestionType:
    _kind.takes_answer = _kind in ASKED
    _kind.has_choices = _kind in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE, QuestionType.RANK)
