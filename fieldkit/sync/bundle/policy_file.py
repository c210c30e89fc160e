"""`policy.json`: what headquarters decides for all its laptops. docs/policy-format.md 5.

It is not signed by itself: it is trusted as a target of the policy repository, or as headquarters' own setting.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from fieldkit import errors
from fieldkit.crypto import canonical, seal
from fieldkit.result import Json
from fieldkit.sync.bundle.fields import LABEL, Fields
from fieldkit.sync.bundle.limits import LIMITS

_T = TypeVar("_T")

POLICY_KIND = "fieldkit-policy"
Readable: TypeAlias = Literal["proof", "until_receipt"]
TransportKind: TypeAlias = Literal["folder", "stick", "http"]

LONGEST_LOCK = 60
"""Minutes: `ui.watch` bounds them too."""
OFFICERS = 3
"""Recipients of the escrow: two of three open it."""
MOST_TRANSPORTS = 8
LONGEST_KEPT = 36_500
"""Days: a hundred years."""
RETENTION = ("laptop_sealed", "laptop_drafts", "receipts", "quarantine", "payloads", "records", "backups")
"""What `retention` may name; a name that is not there leaves things as they are built in."""
NOT_YET = ("laptop_drafts", "receipts", "records")
"""Names that may be given and on which nothing acts yet: whoever gives one is told."""
_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,200}(?:/[A-Za-z0-9._~/\-]{0,200})?")
_PLACE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,400}")
_PEM = re.compile(r"[A-Za-z0-9+/=\n -]{1,16000}")
_READABLE = re.compile("proof|until_receipt")
_KIND = re.compile("folder|stick|http")
_PHONE = re.compile(r"\+?[0-9][0-9 ]{2,23}")


@dataclass(frozen=True, slots=True)
class PolicyTransport:
    """One way to headquarters, in the order in which `sync` tries them. A folder has `path`; a stick nothing, any one
    will do; HTTP has `url` and perhaps `ca`, the PEM of the authority that its certificate is checked against."""

    kind: TransportKind
    path: str = ""
    url: str = ""
    ca: str = ""

    def as_json(self) -> dict[str, Json]:
        if self.kind != "http":
            return {"kind": self.kind, **({"path": self.path} if self.kind == "folder" else {})}
        return {"kind": self.kind, "url": self.url, **({"ca": self.ca} if self.ca else {})}


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it, with what holds where headquarters says nothing.

    `lock_minutes` without a key until the store locks; `readable` says when readable copies leave a laptop: at packing
    once a receipt proved that headquarters opens bundles, or always at the receipt only; `escrow` is empty or three age
    recipients; `retention` maps names of RETENTION to days; `alert_phone` is where an alert by SMS goes.
    """

    lock_minutes: int = 5
    readable: Readable = "proof"
    transports: tuple[PolicyTransport, ...] = ()
    escrow: tuple[str, ...] = ()
    wipe_without_passphrase: bool = False
    retention: Mapping[str, int] = field(default_factory=dict)
    alert_phone: str | None = None

    def days(self, name: str) -> int | None:
        """Return how many days something is kept, None where headquarters has not said."""
        return self.retention.get(name)

    def as_json(self) -> dict[str, Json]:
        """Return the object of the file: what is as built in is left out."""
        usual = Policy()
        found: dict[str, Json] = {
            "lock_minutes": self.lock_minutes,
            "readable": self.readable,
            "transports": [one.as_json() for one in self.transports],
            "escrow": list(self.escrow),
            "wipe_without_passphrase": self.wipe_without_passphrase,
            "retention": dict(self.retention),
            "alert": {"phone": self.alert_phone} if self.alert_phone else {},
        }
        as_built: dict[str, Json] = {
            "lock_minutes": usual.lock_minutes,
            "readable": usual.readable,
            "transports": [],
            "escrow": [],
            "wipe_without_passphrase": False,
            "retention": {},
            "alert": {},
        }
        return {"v": 1, "kind": POLICY_KIND, **{k: v for k, v in found.items() if v != as_built[k]}}


def write_policy(policy: Policy) -> bytes:
    """Return the file: one canonical line. Raises: PolicyFileInvalid when the policy does not fit the format."""
    data = canonical.dumps(policy.as_json()) + b"\n"
    read_policy(data)
    return data


def read_policy(data: bytes) -> Policy:
    """Read the file strictly: canonical, no unknown key. Raises: PolicyFileInvalid."""
    if len(data) > LIMITS.document or not data.endswith(b"\n"):
        raise errors.PolicyFileInvalid(why="it is too large, or was cut")
    try:
        value = canonical.loads_canonical(data[:-1], what="policy.json")
    except errors.MalformedJson as error:
        raise errors.PolicyFileInvalid(why=str(error.facts["why"])) from None
    return policy_from(value)


def policy_from(value: Json) -> Policy:
    """Return the policy of a parsed object. Raises: PolicyFileInvalid."""
    fields = Fields(value, lambda why: errors.PolicyFileInvalid(why=why))
    fields.constant("v", 1)
    fields.constant("kind", POLICY_KIND)
    usual = Policy()
    policy = Policy(
        lock_minutes=_given(fields, "lock_minutes", lambda n: fields.number(n, 1, LONGEST_LOCK), usual.lock_minutes),
        readable=_given(fields, "readable", lambda n: _readable(fields.text(n, _READABLE)), usual.readable),
        transports=_given(fields, "transports", lambda n: _transports(fields, n), ()),
        escrow=_given(fields, "escrow", lambda n: _escrow(fields, n), ()),
        wipe_without_passphrase=_given(fields, "wipe_without_passphrase", lambda n: _flag(fields, n), False),
        retention=_given(fields, "retention", lambda n: _retention(fields.inner(n)), {}),
        alert_phone=_given(fields, "alert", lambda n: _alert(fields.inner(n)), None),
    )
    fields.done()
    return policy


def _given(fields: Fields, name: str, read: Callable[[str], _T], usual: _T) -> _T:
    return read(name) if fields.has(name) else usual


def _readable(text: str) -> Readable:
    return "proof" if text == "proof" else "until_receipt"


def _flag(fields: Fields, name: str) -> bool:
    value = fields.take(name)
    if not isinstance(value, bool):
        fields.refuse(f"has a malformed {name}")
    return value


def _transports(fields: Fields, name: str) -> tuple[PolicyTransport, ...]:
    return tuple(_transport(one) for one in fields.each(name, 0, MOST_TRANSPORTS))


def _transport(fields: Fields) -> PolicyTransport:
    kind = fields.text("kind", _KIND)
    if kind == "folder":
        found = PolicyTransport("folder", path=fields.text("path", _PLACE))
    elif kind == "stick":
        found = PolicyTransport("stick")
    else:
        ca = fields.text("ca", _PEM) if fields.has("ca") else ""
        found = PolicyTransport("http", url=fields.text("url", _URL), ca=ca)
    fields.done()
    return found


def _escrow(fields: Fields, name: str) -> tuple[str, ...]:
    found = fields.texts(name, LABEL, 0, OFFICERS)
    if found and len(set(found)) != OFFICERS:
        fields.refuse(f"needs {OFFICERS} different recipients for {name}")
    try:
        for one in found:
            seal.check_recipient(one)
    except errors.BadKey:
        fields.refuse(f"has a malformed {name}")
    return found


def _retention(fields: Fields) -> dict[str, int]:
    found = {name: fields.number(name, 1, LONGEST_KEPT) for name in RETENTION if fields.has(name)}
    fields.done()
    return found


def _alert(fields: Fields) -> str | None:
    phone = fields.text("phone", _PHONE) if fields.has("phone") else None
    fields.done()
    return phone
