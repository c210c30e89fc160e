"""A key and a value as somebody types them, put into a policy."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fieldkit import errors
from fieldkit.crypto import canonical
from fieldkit.result import Json
from fieldkit.sync.bundle.policy_file import RETENTION, Policy, policy_from
from fieldkit.ui.text import one_line

DEFAULT: Final = "default"
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


def changed_by(policy: Policy, key: str, value: str) -> Policy:
    """Return the policy with one key changed. Raises: PolicyFileInvalid, naming the key or what it takes."""
    name, _, inner = key.partition(".")
    readers: Mapping[str, Callable[[str], Json]] = {
        "lock_minutes": _number,
        "readable": str,
        "wipe_without_passphrase": _yes_no,
        "escrow": lambda text: [one.strip() for one in text.split(",")],
        "transports": _json,
        "alert.phone": str,
        **{f"retention.{one}": _number for one in RETENTION},
    }
    if key not in readers:
        raise errors.PolicyFileInvalid(why=f"there is no key {one_line(key)!r}; keys are {', '.join(readers)}")
    found: dict[str, Any] = dict(policy.as_json())
    if not inner:
        found.pop(name, None)
        if value != DEFAULT:
            found[name] = readers[key](value)
        return policy_from(found)
    inside = {one: kept for one, kept in dict(found.get(name, {})).items() if one != inner}
    found[name] = inside if value == DEFAULT else {**inside, inner: readers[key](value)}
    return policy_from(found)


def _number(text: str) -> Json:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else text


def _yes_no(text: str) -> Json:
    return _YES_NO.get(text, text)


def _json(text: str) -> Json:
    try:
        return canonical.loads(text.encode(), what="the value")
    except errors.MalformedJson as error:
        raise errors.PolicyFileInvalid(why=str(error)) from None
