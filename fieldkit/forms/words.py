"""The words of the form language: keys, types, levels; what is reserved for later, and what to write until then."""

from collections.abc import Mapping

USES = ("practice", "pilot", "field")
ROLES = ("field_worker", "focal_point", "trainer")
RECIPIENT_CLASSES = ("case", "concern", "organisation")
FLAGS = ("identifying", "sensitive", "free_text")
ELEMENTS = ("act", "means", "purpose")


def _keys(words: str) -> Mapping[str, None]:
    return dict.fromkeys(words.split())


FORM_KEYS = _keys(
    "form_id version title default_language languages choices survey instance_name style public_key namespaces "
    "allow_choice_duplicates use reviewed who_may_run recipient_class non_response gates kept_on_refusal classify "
    "result tests x"
)
QUESTION_KEYS = _keys(
    "name type label hint why relevant required required_message constraint constraint_message calculation default "
    "read_only appearance guidance_hint parameters media bind body instance non_response flags observation element "
    "touches starts_clock x"
)
GROUP_KEYS = _keys("group label relevant survey appearance bind body x")
GATE_KEYS = _keys("safety consent danger")
CLASSIFY_KEYS = _keys("name age elements looks_like urgent suspicion next_steps")
ITEM_KEYS = _keys("when says")
LOOKS_LIKE_KEYS = _keys("when label says")

LATER_FORM_KEYS = {
    "score": "use a calculate for now",
    "include": "copy the questions in for now",
    "entities": "leave it out",
    "settings": "put its keys at the top of the form",
}
LATER_QUESTION_KEYS = {
    "choice_filter": "use one list for each case for now, with `relevant`",
    "trigger": "use a calculate for now",
    "repeat_count": "ask for a fixed number in groups for now",
    "score": "use a calculate for now",
    "renamed_from": "leave it out for now",
    "save_to": "leave it out",
}

_PRELOAD = "leave it out: fieldkit stores times and the device itself"
LATER_TYPES = {
    "time": "use text with a constraint for now",
    "dateTime": "use date and text for now",
    "datetime": "use date and text for now",
    "rank": "use select_multiple for now",
    "range": "use integer with a constraint",
    "acknowledge": "use note, or select_one with one choice",
    "trigger": "use note, or select_one with one choice",
    "hidden": "use calculate",
    "select_one_from_file": "write the choices in the form for now",
    "select_multiple_from_file": "write the choices in the form for now",
    "select_one_external": "write the choices in the form for now",
    "csv-external": "write the choices in the form for now",
    "xml-external": "write the choices in the form for now",
    "begin_group": "write `- group: name` with its own `survey:`",
    "end_group": "write `- group: name` with its own `survey:`",
    "begin_repeat": "ask for a fixed number in groups for now",
    "end_repeat": "leave it out",
    "repeat": "ask for a fixed number in groups for now",
    "group": "write `- group: name` with its own `survey:`",
    **dict.fromkeys(
        ("start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "start-geopoint"), _PRELOAD
    ),
}
NEVER_TYPES = frozenset(
    ("image", "audio", "video", "file", "signature", "background-audio", "barcode", "geopoint", "geotrace", "geoshape")
)
