"""A bundle or an escrow that goes up in parts, over a link that gives way. docs/http-format.md 5."""

import base64
import hashlib

from fieldkit.sync.http.asking import Asking, Patience, word_of
from fieldkit.sync.http.link import Answer, Cut
from fieldkit.sync.http.names import UPLOADS
from fieldkit.sync.http.signing import Request, upload_address

LARGEST_PART, SMALLEST_PART = 32 * 1024, 512
MOST_FORGOTTEN = 3
"""Times that an upload is begun anew because the intake does not know it any more."""
_TUS = {"Tus-Resumable": "1.0.0"}
_OFFSET_TYPE = "application/offset+octet-stream"
_REFUSED = {
    "name": "another bundle of this laptop has that name there",
    "unknown-device": "it does not know this laptop yet: headquarters has to enrol it",
}


class _Anew(Exception):
    """The intake has thrown away what came, because it was not what had been named."""


class Uploader:
    """Sends bundles as one device. The size of the parts is learnt from how the link does."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self.part = LARGEST_PART

    def send(self, name: str, data: bytes) -> bool:
        """Bring a bundle to the intake; return False when it was there already.

        Raises: LinkFailed (it goes on where it stopped), IntakeFull, IntakeRefused.
        """
        try:
            return _Sending(self, self._asking, name, data).run()
        except _Anew:  # bytes were changed on the way, or the intake lost some: once more from the beginning
            pass
        try:
            return _Sending(self, self._asking, name, data).run()
        except _Anew:
            raise self._asking.refused("what arrives there is not what was sent") from None

    def went_well(self) -> None:
        """A part arrived whole."""
        self.part = min(LARGEST_PART, 2 * self.part)

    def gave_way(self) -> None:
        """Smaller parts may pass where larger ones do not."""
        self.part = max(SMALLEST_PART, self.part // 2)


class _Sending:
    """One bundle on its way."""

    def __init__(self, uploader: Uploader, asking: Asking, name: str, data: bytes) -> None:
        self._uploader, self._asking, self._name, self._data = uploader, asking, name, data
        self._sha256 = hashlib.sha256(data).hexdigest()
        self._path = f"{UPLOADS}/{upload_address(self._sha256)}"
        self._patience: Patience = asking.patience()
        self._offset = self._furthest = self._forgotten = 0

    def run(self) -> bool:
        answer = self._begin()
        if answer.status == 202:
            return False
        while True:
            try:
                answer = self._part()
            except Cut as cut:
                answer = self._after(cut)
            if answer.status == 202 or (answer.status == 200 and self._offset == len(self._data)):
                return True
            if answer.status == 404:
                self._forgotten += 1
                if self._forgotten > MOST_FORGOTTEN:
                    raise self._asking.refused("it forgets what was sent to it, or something before it takes it away")
                answer = self._begin()
                if answer.status == 202:
                    return True

    def _begin(self) -> Answer:
        """Name the upload; take the offset that the intake has reached."""
        told = {"name": self._name.encode(), "sha256": self._sha256.encode()}
        metadata = ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in told.items())
        headers = {**_TUS, "Upload-Length": str(len(self._data)), "Upload-Metadata": metadata}
        answer = self._asking.surely(Request("POST", UPLOADS, self._sha256), headers)
        self._look(answer, (201, 202))
        return answer

    def _part(self) -> Answer:
        """Send the next part; where all is there already an empty one, which has the intake look at the whole."""
        piece = self._data[self._offset : self._offset + self._uploader.part]
        headers = {**_TUS, "Upload-Offset": str(self._offset), "Content-Type": _OFFSET_TYPE}
        headers["Content-Length"] = str(len(piece))
        before = self._offset
        answer = self._asking.once(Request("PATCH", self._path), headers, piece)
        self._look(answer, (202, 204, 404, 409))
        if answer.status == 204:
            self._uploader.went_well()
        self._got_further()
        if self._offset <= before and answer.status not in (202, 404):
            self._patience.failed()
        return answer

    def _got_further(self) -> None:
        """Only what never was there before is progress: an intake that goes to and fro must not be waited for."""
        if self._offset > self._furthest:
            self._furthest = self._offset
            self._patience.progress()

    def _after(self, cut: Cut) -> Answer:
        """Ask how much has arrived, and make the parts smaller if nothing did or nothing moved."""
        before = self._offset
        while True:
            try:
                answer = self._asking.once(Request("HEAD", self._path), _TUS)
                break
            except Cut:
                self._patience.failed()
        self._look(answer, (200, 404))
        self._got_further()
        if cut.silent or self._offset <= before:
            self._uploader.gave_way()
            self._patience.failed()
        return answer

    def _look(self, answer: Answer, expected: tuple[int, ...]) -> None:
        """Take over the offset that an answer tells. Raises: _Anew, IntakeRefused."""
        if answer.status == 422 and word_of(answer) == "hash":
            raise _Anew()
        if answer.status in (412, 422):
            raise self._asking.refused(
                _REFUSED.get(word_of(answer), "it takes this file for no bundle or escrow of this laptop")
            )
        if answer.status not in expected:
            raise self._asking.unexpected(answer)
        if answer.status == 404:
            return
        told = answer.headers.get("Upload-Offset", "")
        offset = int(told) if told.isdecimal() and len(told) < 10 else -1
        if not 0 <= offset <= len(self._data):
            raise self._asking.refused("it tells an impossible offset")
        self._offset = offset
        self._patience.arrived = offset
