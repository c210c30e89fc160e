"""Sealed concerns in the data folder: waiting, handed over, deleted after 90 days. docs/tip-format.md 4."""

import contextlib
import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fieldkit import errors
from fieldkit.commands.files import read_named, write_named
from fieldkit.ports import Platform
from fieldkit.sync.mailbox import STICK_TIME, Mailbox

FOLDER = "tips"
KEPT_DAYS = 90
_HERE = re.compile(r"([0-9a-f]{32})(?:-([0-9]{8})\.sent|\.fkt)")


@dataclass(frozen=True, slots=True)
class TipHere:
    """One sealed concern. `sent` is the day it was first handed over, None while it waits."""

    path: Path
    name: str
    sent: dt.date | None


def keep_tip(home: Path, name: str, data: bytes, platform: Platform) -> None:
    """Keep a sealed concern until it is handed over. Raises: DiskFull, UnwritablePlace."""
    folder = home / FOLDER
    platform.private_dir(folder)
    path = folder / name
    write_named(path, data, platform)
    _without_time(path)
    _without_time(folder)


def tips_here(home: Path) -> Iterator[TipHere]:
    """Yield what lies here, by name."""
    folder = home / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = _HERE.fullmatch(path.name)
        with contextlib.suppress(ValueError):  # a day that is none: not written by us
            if match is not None:
                sent = None if match[2] is None else dt.datetime.strptime(match[2], "%Y%m%d").date()  # noqa: DTZ007
                yield TipHere(path, f"{match[1]}.fkt", sent)


def hand_over_tips(home: Path, mailbox: Mailbox, today: dt.date) -> int:
    """Offer every concern that lies here, delete those that were handed over long ago; return how many are new there.

    Nothing of this is told on the screen: whoever carries the stick may be the one it is about.
    Raises: MailboxFull, MailboxReadOnly, MailboxGone, MailboxUnreadable, MailboxCorruptsData.
    """
    new = 0
    for tip in list(tips_here(home)):
        if tip.sent is not None and (today - tip.sent).days > KEPT_DAYS:
            mailbox.remove_tip(tip.name)
            tip.path.unlink(missing_ok=True)
            continue
        try:
            data = read_named(tip.path)
        except errors.UnreadableFile:
            continue
        new += mailbox.put_tip(tip.name, data)
        if tip.sent is None:
            _mark(tip, today)
    return new


def _mark(tip: TipHere, today: dt.date) -> None:
    """Remember the day. Where that cannot be written the file simply waits on: it is offered again."""
    with contextlib.suppress(OSError):
        tip.path.rename(tip.path.with_name(f"{tip.path.stem}-{today:%Y%m%d}.sent"))
        _without_time(tip.path.parent)


def _without_time(path: Path) -> None:
    """Give it the constant time, as far as the system lets us."""
    with contextlib.suppress(OSError):
        os.utime(path, (STICK_TIME, STICK_TIME))
