"""One SMS that says which laptop, which case, since when, how urgent; sealed to headquarters. docs/alert-format.md."""

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from fieldkit import errors
from fieldkit.crypto import age_keys, derive, fingerprint

Level: TypeAlias = Literal["duty", "urgent", "danger"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""In the order of their numbers, from 1."""

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LENGTH, GROUP = 96, 8
MOST_TEXT = 4096
"""Characters of what somebody pastes."""
CODE_LENGTH = 6
CUT_FROM, LOOSE = 24, 6
"""Characters in pieces of six and more from which on a text is called a cut alert, and not other words."""

_PRIME, _VERSION = 241, 1
_SIZE, _KEY, _CONTENT, _MAC = 69, 32, 13, 8
_TRIED = 8
"""Places of 96 characters in one text at which a wrong character is looked for."""
_NONCE = bytes(12)
_SEAL, _BY = "fieldkit-alert@v1", "fieldkit-alert-mac@v1"
_TYPED = str.maketrans({"0": "o", "O": "o", "1": "i", "I": "i", "l": "L"})
_PIECE = re.compile(r"[0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Alert:
    """What an alert says. `device` are the first 8 hex digits of the pseudonym, `code` is an interview's six characters
    as stored, `at_s` seconds since 1970: when the 24 hours began, else when it was made."""

    device: str
    code: str
    at_s: int
    level: Level

    def as_bytes(self) -> bytes:
        number = 0
        for character in self.code:
            number = number << 5 | fingerprint.ALPHABET.index(character)
        level = LEVELS.index(self.level) + 1
        return bytes.fromhex(self.device) + number.to_bytes(4, "big") + self.at_s.to_bytes(4, "big") + bytes([level])


@dataclass(frozen=True, slots=True)
class OpenedAlert:
    """An alert that was opened, and not yet known to be from whom it names. `mended`: a character was put right."""

    alert: Alert
    id: str
    mended: bool
    mac: bytes = field(repr=False)
    ephemeral: bytes = field(repr=False)
    identity: str = field(repr=False)

    def is_from(self, recipient: str) -> bool:
        """Tell whether the laptop of this age recipient made it."""
        own, theirs = age_keys.secret_of(self.identity), age_keys.public_of(recipient)
        shared = age_keys.agree(own, theirs)
        found = _mac(shared + theirs + age_keys.public_half(own), self.ephemeral, self.alert.as_bytes())
        return hmac.compare_digest(found, self.mac)


def seal_alert(alert: Alert, identity: str, recipient: str, ephemeral: bytes) -> str:
    """Return the 96 characters. `identity` is the laptop's own, `recipient` headquarters', `ephemeral` 32 random bytes
    that are used for nothing else. Raises: BadKey."""
    own, theirs, public = age_keys.secret_of(identity), age_keys.public_of(recipient), age_keys.public_half(ephemeral)
    content = alert.as_bytes()
    mac = _mac(age_keys.agree(own, theirs) + age_keys.public_half(own) + theirs, public, content)
    key = derive.hkdf(age_keys.agree(ephemeral, theirs) + public + theirs, _SEAL)
    return _written(public + derive.aead_encrypt(key, _NONCE, content + mac, b""))


def open_alert(text: str, identities: Sequence[str]) -> OpenedAlert:
    """Find an alert in what was pasted and open it. Raises: AlertUnreadable, AlertForOthers."""
    pieces = _PIECE.findall(text[:MOST_TEXT])
    places = list(dict.fromkeys(_places(pieces)))
    if not places:
        raise _unfound(pieces)
    fitting = [data for data in map(_read, places) if data is not None]
    for data in fitting:
        if (found := _opened(data, identities, mended=False)) is not None:
            return found
    for place in places[:_TRIED]:
        for data in _neighbours(place):
            if (found := _opened(data, identities, mended=True)) is not None:
                return found
    if fitting:
        raise errors.AlertForOthers
    raise errors.AlertUnreadable(
        why="a character of it is not as it was sent", do="compare it with the SMS, group by group, and give it again"
    )


def grouped(text: str) -> tuple[str, ...]:
    """Return the groups that people read and type."""
    return tuple(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def _mac(shared: bytes, ephemeral: bytes, content: bytes) -> bytes:
    return derive.mac(derive.hkdf(shared, _BY), ephemeral, content)[:_MAC]


def _written(data: bytes) -> str:
    number, text = int.from_bytes(data, "big") * _PRIME + _VERSION, ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(LETTERS))
        text = LETTERS[digit] + text
    return text


def _places(pieces: Sequence[str]) -> Iterator[str]:
    """Yield every run of neighbouring pieces that has 96 characters together, as letters of the alphabet."""
    for first in range(len(pieces)):
        length, last = 0, first
        while length < LENGTH and last < len(pieces):
            length += len(pieces[last])
            last += 1
        if length == LENGTH:
            yield "".join(pieces[first:last]).translate(_TYPED)


def _unfound(pieces: Sequence[str]) -> errors.AlertUnreadable:
    """Say that an alert is cut, or that there is none."""
    longest = length = 0
    for piece in pieces:
        length += len(piece)
        longest = max(longest, length)
        length = length if len(piece) >= LOOSE else 0
    if longest < CUT_FROM:
        return errors.AlertUnreadable(why="there is none in this text", do="give the whole SMS as it arrived")
    do = "ask for it to be sent again, as one SMS, and give all of it"
    return errors.AlertUnreadable(why=f"{longest} characters are here, and it has {LENGTH}: it was cut, or grew", do=do)


def _number(text: str) -> int:
    number = 0
    for character in text:
        number = number * len(LETTERS) + LETTERS.index(character)
    return number


def _read(text: str) -> bytes | None:
    """Return the bytes of a text that is written as an alert is."""
    return _bytes(_number(text))


def _bytes(number: int) -> bytes | None:
    data, version = divmod(number, _PRIME)
    return data.to_bytes(_SIZE, "big") if version == _VERSION and data < 1 << 8 * _SIZE else None


def _neighbours(text: str) -> Iterator[bytes]:
    """Yield what fits with one character changed, or with two neighbours that changed places."""
    number, base = _number(text), len(LETTERS)
    digits = [LETTERS.index(character) for character in text]
    for at, digit in enumerate(digits):
        weight = base ** (LENGTH - 1 - at)
        wanted = [other - digit for other in range(base) if other != digit]
        if at + 1 < LENGTH:  # the swap with the next one, in units of the next one's weight
            swapped = _bytes(number + (digits[at + 1] - digit) * (weight - weight // base))
            if swapped is not None:
                yield swapped
        for change in wanted:
            if (data := _bytes(number + change * weight)) is not None:
                yield data


def _opened(data: bytes, identities: Sequence[str], *, mended: bool) -> OpenedAlert | None:
    public, sealed = data[:_KEY], data[_KEY:]
    for identity in identities:
        secret = age_keys.secret_of(identity)
        try:
            key = derive.hkdf(age_keys.agree(secret, public) + public + age_keys.public_half(secret), _SEAL)
            plain = derive.aead_decrypt(key, _NONCE, sealed, b"")
        except errors.WrongKey:
            continue
        alert = _alert(plain[:_CONTENT])
        id_ = hashlib.sha256(data).hexdigest()[:32]
        return OpenedAlert(alert, id_, mended, plain[_CONTENT:], public, identity)
    return None


def _alert(content: bytes) -> Alert:
    """Read the 13 bytes. Raises: AlertUnreadable."""
    number, level = int.from_bytes(content[4:8], "big"), content[12]
    if number >= 1 << 5 * CODE_LENGTH or not 1 <= level <= len(LEVELS):
        why, do = "it says what this version of fieldkit does not know", "update fieldkit here, and ring the post"
        raise errors.AlertUnreadable(why=why, do=do)
    code = "".join(fingerprint.ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))
    return Alert(content[:4].hex(), code, int.from_bytes(content[8:12], "big"), LEVELS[level - 1])
