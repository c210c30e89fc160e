"""The words of the form language: keys, types, levels, and what to write instead of a word that is none."""

import re
from collections.abc import Mapping

from fieldkit.forms.question_types import QuestionType

USES = ("practice", "pilot", "field")
ROLES = ("field_worker", "child_protection", "focal_point", "trainer")
KINDS = ("screening", "assessment", "case", "report", "organisation")
"""What a form is for, in the order in which lists of forms show them."""
FOLLOWERS = ("after_result", "identity_contact")
"""The forms that may be put after another one, in its interview, in this order."""
RECIPIENT_CLASSES = ("case", "concern", "organisation")
FLAGS = ("identifying", "sensitive", "free_text")
ELEMENTS = ("act", "means", "purpose")
UNVERSIONED = "0"
"""The version of a form that XLSForm gave none."""


LANGUAGE_CODE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_LANGUAGE = re.compile(LANGUAGE_CODE)


def is_language_code(text: str) -> bool:
    return _LANGUAGE.fullmatch(text) is not None


def _keys(words: str) -> Mapping[str, None]:
    return dict.fromkeys(words.split())


FORM_KEYS = _keys(
    "form_id version title default_language languages languages_named choices survey settings instance_name style "
    "public_key namespaces allow_choice_duplicates use reviewed partial kind who_may_run recipient_class minutes "
    "non_response followed_by clock_from second_person due "
    "gates kept_on_refusal classify dimensions result tests entities source licence evidence x"
)
MAX_MINUTES = 240
BLOCK_KEYS = _keys("block title source licence evidence languages default_language reviewed choices survey x")
QUESTION_KEYS = _keys(
    "name type label hint guidance_hint why relevant required required_message constraint constraint_message "
    "calculation default read_only appearance parameters choice_filter choices_from trigger media bind body instance "
    "save_to non_response flags observation element touches indicators starts_clock "
    "renamed_from x"
)
GROUP_KEYS = _keys(
    "group label hint guidance_hint relevant survey appearance read_only media bind body instance renamed_from x"
)
REPEAT_KEYS = _keys(
    "repeat label hint guidance_hint relevant repeat_count summary initial fixed survey appearance read_only media "
    "bind body instance renamed_from x"
)
INCLUDE_KEYS = _keys("include")
SCORE_KEYS = _keys("score add bands label x")
CONTRIBUTION_KEYS = _keys("when points note")
DUE_KEYS = _keys("name on says")
TEST_KEYS = _keys("name language today answers expect")
GATE_KEYS = _keys("safety consent danger")
CLASSIFY_KEYS = _keys("name age elements facts outcomes looks_like urgent suspicion next_steps")
ITEM_KEYS = _keys("when says")
LOOKS_LIKE_KEYS = _keys("when label says")
ALIKE_KEYS = _keys("match lines")
OUTCOME_KEYS = _keys("result label says")
DIMENSIONS_KEYS = _keys("set evidence positive_if named")
DIMENSION_KEYS = _keys("label element")
LEAST_KEYS = _keys("strong medium weak medium_or_weak any")
INDICATOR_KEYS = _keys("dimension strength when says")

TYPES: Mapping[str, QuestionType] = {kind.value: kind for kind in QuestionType}
FROM_FILE: Mapping[str, QuestionType] = {
    "select_one_from_file": QuestionType.SELECT_ONE,
    "select_multiple_from_file": QuestionType.SELECT_MULTIPLE,
    "select_one_external": QuestionType.SELECT_ONE,
}
EXTERNAL = ("csv-external", "xml-external")
FILE_ENDINGS = (".csv", ".xml", ".geojson")
"""The files that choices can come from."""

NO_TYPES = {
    "begin_group": "write `- group: name` with its own `survey:`",
    "begin group": "write `- group: name` with its own `survey:`",
    "end_group": "leave it out: a group ends with its `survey:`",
    "end group": "leave it out: a group ends with its `survey:`",
    "begin_repeat": "write `- repeat: name` with its own `survey:`",
    "begin repeat": "write `- repeat: name` with its own `survey:`",
    "end_repeat": "leave it out: a repeat ends with its `survey:`",
    "end repeat": "leave it out: a repeat ends with its `survey:`",
    "group": "write `- group: name` with its own `survey:`",
    "repeat": "write `- repeat: name` with its own `survey:`",
    "datetime": "write dateTime",
    "int": "write integer",
    "string": "write text",
    "photo": "write image",
    "location": "write geopoint",
    "trigger": "write acknowledge",
}
"""What people write for a type that has another name here."""
