"""A file that comes down in as many parts as the link makes of it. docs/http-format.md 6."""

import hashlib
import re

from fieldkit.sync.http.asking import Asking
from fieldkit.sync.http.hello import BEGINNING
from fieldkit.sync.http.link import Answer, Cut
from fieldkit.sync.http.signing import Request

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,10})-[0-9]{1,10}/[0-9]{1,10}")


class _Coming:
    """What has come of one file. `tag` is the beginning of its SHA-256, which every part repeats."""

    def __init__(self) -> None:
        self.data, self.tag = b"", ""

    def take(self, answer: Answer) -> bool:
        """Add what came, if it fits behind what is here; return whether it did and was anything."""
        tag = answer.headers.get("ETag", "").strip('"')
        if answer.status == 200:
            longer = len(answer.body) > (len(self.data) if tag == self.tag else 0)
            self.data, self.tag = (answer.body, tag) if longer else (self.data, self.tag)
            return longer
        match = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if answer.status != 206 or match is None or int(match[1]) != len(self.data) or tag != self.tag:
            self.data, self.tag = b"", ""
            return False
        self.data += answer.body
        return bool(answer.body)

    def is_whole(self) -> bool:
        return hashlib.sha256(self.data).hexdigest()[:BEGINNING] == self.tag


def fetch(asking: Asking, path: str, most: int) -> bytes | None:
    """Return a file of at most `most` bytes, or None where there is none.

    Raises: LinkFailed, IntakeRefused (also when it is larger), and what `Asking.once` raises.
    """
    coming, patience = _Coming(), asking.patience()
    request = Request("GET", path)
    while True:
        headers = {"Range": f"bytes={len(coming.data)}-"} if coming.data else {}
        try:
            answer = asking.once(request, headers, most=most)
        except Cut as cut:
            if cut.part is not None and cut.part.status in (200, 206) and coming.take(cut.part):
                patience.progress()
                patience.arrived = len(coming.data)
            else:
                patience.failed()
            continue
        if answer.status == 404:
            return None
        if answer.status not in (200, 206):
            raise asking.unexpected(answer)
        coming.take(answer)
        if coming.is_whole() and len(coming.data) <= most:
            return coming.data
        coming = _Coming()
        patience.failed()
