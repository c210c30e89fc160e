"""Where a laptop hands over: folders, sticks, addresses; which of them are tried, in which order. docs/mailbox.md"""

import contextlib
import itertools
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from fieldkit.commands.published import policy_of
from fieldkit.ports import Env, Transport
from fieldkit.result import Json
from fieldkit.store.store import Store
from fieldkit.sync.http.names import is_url
from fieldkit.sync.mailbox import DEVICE_FOLDER, TIPS_FOLDER, Mailbox
from fieldkit.workflows.exchange import place_word

if TYPE_CHECKING:
    from fieldkit.sync.http.client import HttpMailbox

Kind: TypeAlias = Literal["folder", "stick", "http"]

LAST = "sync.last"
"""Setting: the place that worked last, and when."""
ROOTS = ("/media/*", "/media/*/*", "/run/media/*/*", "/Volumes/*")
"""Where systems mount what is put in. Nowhere else is looked: a share that hangs must not hold up every sync."""
LETTERS = "DEFGHIJKLMNOPQRSTUVWXYZ"
MOST_MOUNTS, MOST_ENTRIES = 64, 64
OWN = "fieldkit"
"""The one folder of a stick, besides its root, in which a mailbox is looked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place to try. `at` is a path or an address, empty for "any stick"; `ca` the PEM of an address's authority."""

    kind: Kind
    at: str = ""
    ca: str = field(default="", repr=False)

    def as_json(self) -> dict[str, Json]:
        return {"kind": self.kind, "at": self.at, "ca": self.ca}

    @staticmethod
    def from_json(value: Json) -> "Place | None":
        """Return what `as_json` gave; None for anything else."""
        if not isinstance(value, Mapping):
            return None
        kind = value.get("kind")
        if kind not in ("folder", "stick", "http"):
            return None
        return Place("http" if kind == "http" else "folder", str(value.get("at", "")), str(value.get("ca", "")))

    @property
    def word(self) -> str:
        """The place as people are told it: a folder's last name, or a host."""
        if self.kind == "http":
            return self.at.partition("://")[2].split("/")[0]
        return place_word(Path(self.at)) if self.at else "USB"


@dataclass(frozen=True, slots=True)
class Reached:
    """A mailbox that can be talked to. `folder` is the same where it is a folder; `has_news` tells whether looking into
    its policy folder can find anything."""

    mailbox: Transport
    word: str
    folder: Mailbox | None = None
    has_news: Callable[[], bool] = lambda: True


def typed_place(typed: str, ca: str = "") -> Place:
    """Return the place that somebody typed."""
    return Place("http", typed, ca) if is_url(typed) else Place("folder", typed)


@contextlib.contextmanager
def mailbox_at(place: Place, store: Store, env: Env) -> Iterator[Reached]:
    """Yield the mailbox at a place. Raises: MailboxMissing; of an address NoAddress, PlainHttp, CertificateRefused."""
    if place.kind != "http":
        folder = Mailbox(Path(place.at))
        yield Reached(folder, place_word(folder.root), folder)
        return
    from fieldkit.commands.http_here import http_mailbox, keep

    mailbox: HttpMailbox = http_mailbox(store, env, place.at, place.ca)
    try:
        yield Reached(mailbox, mailbox.place, has_news=mailbox.has_newer_policy)
    finally:
        keep(store, place.at, mailbox)


def places_to_try(store: Store) -> tuple[Place, ...]:
    """Return what the policy lists, in its order; where it lists nothing, the place that worked last and any stick that
    is here. "Any stick" stands as the sticks that are found now."""
    listed = [Place(one.kind, one.url or one.path, one.ca) for one in policy_of(store).transports]
    if not listed:
        last = last_place(store)
        listed = [*([last] if last is not None else []), Place("stick")]
    found: list[Place] = []
    for one in listed:
        found += [Place("folder", str(path)) for path in sticks()] if one.kind == "stick" else [one]
    return tuple(dict.fromkeys(found))


def last_place(store: Store) -> Place | None:
    """Return the place that worked last."""
    return Place.from_json(store.settings.get_json(LAST))


def last_time_ms(store: Store) -> int | None:
    """Return when a sync last worked, ms since 1970."""
    value = store.settings.get_json(LAST)
    found = value.get("at_ms") if isinstance(value, Mapping) else None
    return found if isinstance(found, int) else None


def remember(store: Store, place: Place, now_ms: int) -> None:
    """Keep the place that worked, and when; a folder by its whole path, wherever the next sync is typed."""
    whole = place if place.kind == "http" else replace(place, at=str(Path(place.at).absolute()))
    store.settings.put_json(LAST, {**whole.as_json(), "at_ms": now_ms})


def sticks() -> tuple[Path, ...]:
    """Return the folders of mounted sticks that are mailboxes, whatever the sticks are called."""
    found: list[Path] = []
    for root in itertools.islice(_mounts(), MOST_MOUNTS):
        found += [folder for folder in (root, root / OWN) if _is_mailbox(folder)]
    return tuple(found)


def _mounts() -> Iterator[Path]:
    if os.name == "nt":
        yield from (Path(f"{letter}:/") for letter in LETTERS)
        return
    for pattern in ROOTS:
        base = Path(pattern[: pattern.index("*")])
        with contextlib.suppress(OSError):
            yield from sorted(base.glob(pattern[len(str(base)) + 1 :]))


def _is_mailbox(folder: Path) -> bool:
    """Tell whether there is an `up` or `down` in which nothing lies but what a mailbox has."""
    return any(_is_side(folder / side) for side in ("up", "down"))


def _is_side(folder: Path) -> bool:
    try:
        if folder.is_symlink() or not folder.is_dir():
            return False
        names = [entry.name for entry in itertools.islice(os.scandir(folder), MOST_ENTRIES)]
    except OSError:
        return False
    return all(name == TIPS_FOLDER or name.startswith(".") or DEVICE_FOLDER.fullmatch(name.lower()) for name in names)
