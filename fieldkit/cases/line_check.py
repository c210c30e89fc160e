"""What a received record line must look like before anything of it is stored: the rules of `records`, and bounds.

A signature proves the laptop, not that what it sent is sane: a time in the year 200,000 or a text of a quarter megabyte
must end here, as one refused bundle, not in every later command. The quick pass says yes or no; `records` says what is
wrong.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from fieldkit import errors
from fieldkit.cases.answer_keys import OWN, PARTS
from fieldkit.cases.audit import LATEST_MS
from fieldkit.cases.audit_sum import is_sound
from fieldkit.cases.records import CHILD, CLASSES, CONTENT, OPTIONAL, STATES, record_from_json
from fieldkit.forms.classify import ResultLabel
from fieldkit.forms.keys import ids_of, name_of
from fieldkit.forms.values import Tri, from_json, to_json
from fieldkit.result import Json

OFFSET_MIN: Final = 14 * 60
MONO_MS: Final = 3_155_760_000_000
"""A hundred years since a boot."""
REVISIONS: Final = 1_000_000
TEXT: Final = 10_000
"""Characters of one answer, as on the laptop; also of what comes out of one: a post, the person told."""
NAME: Final = 128
ID: Final = 16
"""Characters of the id of one instance of a repeat."""
ANSWERS: Final = 20_000
"""Answers of one interview, every instance of a repeat counted; the line that holds them has its own bound."""
DEPTH: Final = 16
"""Instances within each other in the key of one answer."""
EVENT_FIELDS: Final = 32
LISTED: Final = 2_000
NOTES: Final = 2_000
KEY: Final = NAME + DEPTH * (ID + 2) + 16
"""Characters of a key with all the ids that may follow its name, and of what may stand before it."""
LEAST: Final = len(CONTENT) - len(OPTIONAL)
"""Fields of a content that has none of the optional ones."""

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_ID = re.compile(_UUID)
_STUB = re.compile(
    rf"{_UUID}\n[0-9A-HJKMNP-TV-Z]{{6}}\n[\w.-]{{1,128}}\n[^\x00-\x1f\x7f-\x9f]{{1,128}}\n[0-9a-f]{{64}}"
    rf"\n(?:{'|'.join(STATES)})\n(?:{'|'.join(CLASSES)})"
)
_CONTENT = re.compile(r"[\w-]{1,16}\n(?:practice|pilot|field)\n[^\x00-\x1f\x7f-\x9f]{0,64}")
_LABEL = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,64}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HASH = re.compile("[0-9a-f]{64}")
_KIND = re.compile("[a-z][a-z0-9_]{0,39}")
_LABELS = frozenset(label.value for label in ResultLabel)
_TRUTHS = frozenset(truth.value for truth in Tri)
_AGES = frozenset(("child", "adult", "unknown"))
_CHILD = frozenset(CHILD)
_FIELDS = frozenset(CONTENT)


def check_line(value: Mapping[str, Json]) -> None:
    """Refuse a line that is no record or breaks a bound; an interview's is given in form 1 (`rec_line.full_line`);
    `erase` lines carry an id and short facts.

    Raises: MalformedRecord; it never names what a line holds.
    """
    type_ = value.get("t")
    check = _CHECKS.get(type_) if isinstance(type_, str) else None
    try:
        if check is not None and check(value):
            return
    except (KeyError, TypeError, AttributeError, errors.StoredAnswerUnreadable):
        pass
    if type_ != "erase":
        record_from_json(dict(value))
    raise errors.MalformedRecord(what="a time, a number or a text in it is out of bounds")


def are_answers(value: Json) -> bool:
    """Return whether this is names and values of answers, within bounds. store-format 6"""
    try:
        return isinstance(value, Mapping) and _answers(value)
    except (KeyError, TypeError, AttributeError, errors.StoredAnswerUnreadable):
        return False


def _rec(value: Any) -> bool:
    stub, content = value["stub"], value["content"]
    start, base, rev = stub["clock_start"], stub["base"], stub["rev"]
    texts = (stub["id"], stub["code"], stub["form"], stub["version"], stub["form_hash"], stub["state"], stub["class"])
    return (
        value["id"] == texts[0]
        and _STUB.fullmatch("\n".join(texts)) is not None
        and type(rev) is int
        and 1 <= rev <= REVISIONS
        and (base is None or _HASH.fullmatch(base) is not None)
        and _instant(stub["started"])
        and _instant(stub["finished"])
        and (start is None or _instant(start))
        and _CONTENT.fullmatch("\n".join((content["language"], content["use"], content["interviewer"]))) is not None
        and _profile(content["profile"])
        and _result(content["result"])
        and _answers(content["answers"])
        and (len(content) == LEAST or _more(content))
    )


def _more(content: Any) -> bool:
    """The fields that are left out where there is nothing in them. bundle-format 6.4"""
    checks = {"consent": _consent, "notes": _notes, "audit": is_sound, "revision": _revision, "checked_by": _label}
    return _FIELDS.issuperset(content) and all(
        bool(content[name]) and check(content[name]) for name, check in checks.items() if name in content
    )


def _consent(value: Any) -> bool:
    """Short facts, moments, non-answers; and for each purpose a word."""
    if len(value) > EVENT_FIELDS:
        return False
    for name, fact in value.items():
        if len(name) > NAME or not ((type(fact) is str and len(fact) <= TEXT) or _said(fact)):
            return False
    return True


def _said(fact: Any) -> bool:
    if type(fact) is not dict:
        return _fact(fact)
    if "utc_ms" in fact:
        return _instant(fact)
    return len(fact) <= EVENT_FIELDS and all(len(name) <= NAME and _fact(word) for name, word in fact.items())


def _notes(value: Any) -> bool:
    return len(value) <= NOTES and all(_stored_key(key) and _note(note) for key, note in value.items())


def _note(value: Any) -> bool:
    return len(value) == 2 and type(value["doubt"]) is bool and len("" + value["text"]) <= TEXT


def _stored_key(key: str) -> bool:
    """A key as a draft has it: with the form that it belongs to before it."""
    part = next((part for part in (*PARTS, OWN) if key.startswith(part)), "")
    return _key(key[len(part) :])


def _revision(value: Any) -> bool:
    return len(value) == 2 and len("" + value["reason"]) <= TEXT and len("" + value["author"]) <= NAME


def _label(value: Any) -> bool:
    """Whom a store knows: of the length and kind of an interviewer."""
    return _LABEL.fullmatch(value) is not None


def _instant(value: Any) -> bool:
    utc, offset, mono, boot = value["utc_ms"], value["offset_min"], value["mono_ms"], value["boot"]
    return (
        len(value) == 4
        and type(utc) is type(offset) is type(mono) is int
        and 0 <= utc < LATEST_MS
        and -OFFSET_MIN <= offset <= OFFSET_MIN
        and 0 <= mono < MONO_MS
        and type(boot) is str
        and len(boot) <= 64
        and boot.isprintable()
    )


def _profile(value: Any) -> bool:
    post, day = value.get("post"), value.get("day")
    return (
        value["child"] in _CHILD
        and (post is None or (type(post) is str and len(post) <= TEXT))
        and (day is None or _DAY.fullmatch(day) is not None)
        and len(value) <= EVENT_FIELDS
    )


def _result(value: Any) -> bool:
    looks_like, elements = value["looks_like"], value["elements"]
    return (
        value["label"] in _LABELS
        and value["age"] in _AGES
        and type(value["urgent"]) is type(value["suspicion"]) is bool
        and (looks_like is None or (type(looks_like) is str and len(looks_like) <= TEXT))
        and len(elements) <= EVENT_FIELDS
        and all(len(name) <= NAME for name in elements)
        and _TRUTHS.issuperset(elements.values())
        and _names(value["touched"])
        and _names(value["reasons"])
    )


def _names(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) <= LISTED and all(len("" + name) <= NAME for name in value)


def _answers(value: Any) -> bool:
    """Names and values of answers, in an interview or an identity."""
    if len(value) > ANSWERS:
        return False
    for key, answer in value.items():
        if (len(key) > NAME or "[" in key) and not _key(key):
            return False
        if type(answer) is str:
            if len(answer) > TEXT:
                return False
        elif type(answer) is not int and not _odd(answer):
            return False
    return True


def _key(key: str) -> bool:
    """A name, and in a repeat the ids of its instances: `hours[2][1]`."""
    if "[" not in key:
        return len(key) <= NAME
    name, ids = name_of(key), ids_of(key)
    whole = name + "".join(f"[{one}]" for one in ids)
    return key == whole and 0 < len(name) <= NAME and len(ids) <= DEPTH and all(0 < len(one) <= ID for one in ids)


def _odd(answer: Any) -> bool:
    """A non-answer, a date, a time, a decimal, several choices, or the ids of a repeat's instances; written as fieldkit
    writes it, so that no laptop's Python reads more into it than another's."""
    parts = answer.values() if type(answer) is dict else answer
    read = from_json(answer)
    if isinstance(read, dt.date | dt.time) and to_json(read) != answer:
        return False
    return len(parts) <= LISTED and all(len(part) <= TEXT for part in parts)


def _identity(value: Any) -> bool:
    return _ID.fullmatch(value["id"]) is not None and _answers(value["identity"])


def _event(value: Any) -> bool:
    return _KIND.fullmatch(value["kind"]) is not None and _instant(value["at"]) and _erase(value, besides=("at",))


def _erase(value: Any, besides: tuple[str, ...] = ()) -> bool:
    """Short facts only: what an event carries besides its kind and time."""
    return (
        _ID.fullmatch(value["id"]) is not None
        and len(value) <= EVENT_FIELDS
        and all(len(name) <= NAME and (name in besides or _fact(fact)) for name, fact in value.items())
    )


def _fact(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return _names(value)
    return value is None or type(value) in (int, bool) or len("" + value) <= TEXT


_CHECKS: Final = {"rec": _rec, "identity": _identity, "event": _event, "erase": _erase}
