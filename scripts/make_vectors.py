# ruff: noqa: E501, ARG005 - one vector a line, and changes that ignore what was there
"""Write tests/vectors/bundle: one file for each way in which a bundle, receipt, card or request can be wrong.

Run as `python -m scripts.make_vectors` from the project's folder. Everything is the same from run to run except what age
seals, because age takes no randomness from outside; so the vectors are kept in the repository, and only those that are
missing are written. Delete a file to make it again.
"""

import base64
import re
import struct
import textwrap
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import zstandard

from fieldkit.crypto import canonical, seal
from fieldkit.crypto.sign import SigningKey, sshsig
from fieldkit.result import Json
from fieldkit.sync.bundle import container, namespaces, payload, signed_document
from fieldkit.sync.bundle.card import write_card, write_request
from fieldkit.sync.bundle.container import Members
from fieldkit.sync.bundle.manifest import Payload, ReceiptManifest
from fieldkit.sync.bundle.namespaces import Kind
from fieldkit.sync.bundle.practice_mark import FIRST_LINE
from fieldkit.sync.bundle.receipt import write_receipt
from tests.bundle import parts

FOLDER = Path(__file__).parent.parent / "tests" / "vectors" / "bundle"


class Vector(NamedTuple):
    """A file: its name, the error expected (or "ok"), what reads it, why, and how to make it."""

    name: str
    expect: str
    kind: str
    why: str
    make: Callable[[], bytes]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for vector in VECTORS:
        path = FOLDER / f"{vector.name}.txt"
        if not path.exists():
            path.write_text(_text(vector), encoding="utf-8", newline="\n")


def _text(vector: Vector) -> str:
    body = base64.b64encode(zlib.compress(vector.make(), 9)).decode()
    head = f"expect: {vector.expect}\nkind: {vector.kind}\ncompressed: zlib\n"
    return head + f"# {vector.why}\n\n" + "\n".join(textwrap.wrap(body, 100)) + "\n"


# --- ways to change a good file -----------------------------------------------------------------------------


def _good() -> bytes:
    return parts.bundle().data


def _edit(change: Callable[[bytearray], object]) -> Callable[[], bytes]:
    def make() -> bytes:
        data = bytearray(_good())
        change(data)
        return bytes(data)

    return make


def _header(at: int, new: bytes) -> Callable[[], bytes]:
    """Change the first header, and put its checksum right: the change alone must be refused."""

    def change(data: bytearray) -> None:
        data[at : at + len(new)] = new
        data[148:156] = b" " * 8
        data[148:156] = b"%06o\0 " % sum(data[:512])

    return _edit(change)


def _members(change: Callable[[Members], list[tuple[str, bytes]]]) -> Callable[[], bytes]:
    """Pack other members than the three, each header as the format has it."""

    def make() -> bytes:
        chosen = change(container.unpack(_good(), Kind.BUNDLE))
        blocks = (container._header(n, len(b)) + b + container._fill(len(b)) for n, b in chosen)
        return b"".join(blocks) + bytes(1024)

    return make


def _three(m: Members) -> list[tuple[str, bytes]]:
    return list(zip(container.member_names(Kind.BUNDLE), (m.manifest, m.signature, m.payload), strict=True))


def _signature(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    def make() -> bytes:
        m = container.unpack(_good(), Kind.BUNDLE)
        return container.pack(Kind.BUNDLE, Members(m.manifest, change(m.signature), m.payload))

    return make


def _signed_by(key: SigningKey, namespace: str = namespaces.BUNDLE) -> Callable[[], bytes]:
    def make() -> bytes:
        m = container.unpack(_good(), Kind.BUNDLE)
        return parts.signed(m.manifest, m.payload, key, namespace)

    return make


def _manifest(**changes: Json) -> Callable[[], bytes]:
    return lambda: parts.with_manifest(**changes)


def _spelled(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Sign a manifest that is spelled otherwise."""

    def make() -> bytes:
        m = container.unpack(_good(), Kind.BUNDLE)
        return parts.signed(change(m.manifest), m.payload)

    return make


def _payload(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Change the sealed part and leave the manifest as it is."""

    def make() -> bytes:
        m = container.unpack(_good(), Kind.BUNDLE)
        return container.pack(Kind.BUNDLE, Members(m.manifest, m.signature, change(m.payload)))

    return make


def _sealed(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Change the sealed part and sign over the change, as a device with a fault would."""

    def make() -> bytes:
        sealed = change(seal.seal(payload.encode(parts.good_content(), parts.zeros), parts.RECIPIENTS))
        return parts.signed(canonical.dumps(parts.manifest_json(sealed)), sealed)

    return make


def _plain(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Change what is inside age."""
    return lambda: parts.around(change(payload.encode(parts.good_content(), parts.zeros)))


def _frame(make_frame: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Put another frame in, with right padding."""
    return lambda: parts.around(_padded(make_frame(parts.good_content())))


def _padded(frame: bytes) -> bytes:
    fill = payload.padme(len(frame) + 8) - len(frame) - 8
    return frame + b"\x50\x2a\x4d\x18" + struct.pack("<I", fill) + bytes(fill)


def _zstd(checksum: bool = True, size: bool = True) -> Callable[[bytes], bytes]:
    compressor = zstandard.ZstdCompressor(level=19, write_checksum=checksum, write_content_size=size)
    return compressor.compress


def bomb(size: int, window_log: int = 20) -> bytes:
    """A frame of `size` zero bytes, 4 bytes for every 128 KiB, made without ever holding them."""
    header = b"\x28\xb5\x2f\xfd" + bytes([0b11000100, (window_log - 10) << 3]) + struct.pack("<Q", size)
    count, chunk = divmod(size, 128 * 1024)
    sizes = [128 * 1024] * count + ([chunk] if chunk else [])
    blocks = [struct.pack("<I", n << 3 | 1 << 1 | (i == len(sizes) - 1))[:3] + b"\0" for i, n in enumerate(sizes)]
    return header + b"".join(blocks) + bytes(4)


def _lines(change: Callable[[list[bytes]], object]) -> Callable[[], bytes]:
    """Change the record lines; head and foot fit them."""

    def make() -> bytes:
        lines = parts.record_lines()
        change(lines)
        return parts.around_content(parts.content(parts.head(), lines))

    return make


def _content(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return lambda: parts.around_content(change(parts.good_content()))


def _head(**changes: Json) -> Callable[[], bytes]:
    return lambda: parts.around_content(parts.content(parts.head(**changes), parts.record_lines()))


def _foot(**foot: Json) -> Callable[[], bytes]:
    right = canonical.loads(parts.good_content().splitlines()[-1], what="foot")
    assert isinstance(right, dict)
    return lambda: parts.around_content(parts.content(parts.head(), parts.record_lines(), {**right, **foot}))


def _receipt_data(key: SigningKey = parts.HQ_KEY, recipient: str = parts.RECIPIENTS[0]) -> bytes:
    return write_receipt(parts.receipt_body(), key, recipient, parts.zeros).data


def _receipt(
    inside: Callable[[bytes], bytes] = lambda b: b,
    *,
    dev: str = parts.DEVICE,
    epoch: str = parts.EPOCH,
    of: str = "c" * 64,
) -> Callable[[], bytes]:
    """A receipt whose lines or manifest are changed, signed by headquarters."""

    def make() -> bytes:
        good = container.unpack(_receipt_data(), Kind.RECEIPT)
        lines = inside(payload.decode(seal.unseal(good.payload, [parts.HQ_IDENTITY])))
        sealed = seal.seal(payload.encode(_refooted(lines), parts.zeros), [parts.RECIPIENTS[0]])
        to = (seal.key_id(parts.RECIPIENTS[0]),)
        outside = ReceiptManifest(dev, epoch, 3, of, Payload.of(sealed), to).to_bytes()
        return container.pack(Kind.RECEIPT, Members(outside, sshsig(parts.HQ_KEY, outside, namespaces.RECEIPT), sealed))

    return make


def _refooted(lines: bytes) -> bytes:
    head, *records, _ = lines.splitlines()
    value = canonical.loads(head, what="head")
    assert isinstance(value, dict)
    return parts.content(value, records)


def _card(change: Callable[[dict[str, Json]], object]) -> Callable[[], bytes]:
    """A changed card, signed again by headquarters' own key."""

    def make() -> bytes:
        doc = parts.card().as_json()
        change(doc)
        return signed_document.write(doc, parts.HQ_KEY, namespaces.CARD)

    return make


def _rotated(change: Callable[[dict[str, Json]], object]) -> Callable[[], bytes]:
    """Change the word of the former key, and sign the request over the change by the new one."""

    def make() -> bytes:
        doc = parts.rotated().as_json()
        rotates = doc["rotates"]
        assert isinstance(rotates, dict)
        change(rotates)
        return signed_document.write(doc, parts.OTHER_KEY, namespaces.REQUEST)

    return make


def _unsigned() -> bytes:
    doc = parts.rotated().as_json()
    rotates = doc["rotates"]
    assert isinstance(rotates, dict)
    rotates.pop("signature")
    return signed_document.body_of(doc)


def _request(change: Callable[[dict[str, Json]], object]) -> Callable[[], bytes]:
    def make() -> bytes:
        doc = parts.request().as_json()
        change(doc)
        return signed_document.write(doc, parts.DEVICE_KEY, namespaces.REQUEST)

    return make


def _inner(name: str, **changes: Json) -> Callable[[dict[str, Json]], object]:
    def change(doc: dict[str, Json]) -> None:
        inner = doc[name]
        assert isinstance(inner, dict)
        doc[name] = {k: v for k, v in {**inner, **changes}.items() if v != "-"}

    return change


def _good_card() -> bytes:
    return write_card(parts.card(), parts.HQ_KEY)


def _swapped(data: bytes) -> bytes:
    stranger = seal.recipient_of(parts.STRANGER_IDENTITY)
    ours = parts.RECIPIENTS[1]
    swapped = data.replace(ours.encode(), stranger.encode())
    return swapped.replace(seal.key_id(ours).encode(), seal.key_id(stranger).encode())


def _foreign(recipient: str = seal.recipient_of(parts.STRANGER_IDENTITY)) -> Callable[[], bytes]:
    """Sealed to strangers although the manifest names us."""
    return lambda: parts.around(payload.encode(parts.good_content(), parts.zeros), [recipient])


def _written_by(dev: str, key: SigningKey, seq: int = 1, epoch: str = parts.EPOCH) -> Callable[[], bytes]:
    prev = parts.ZEROS if seq == 1 else "e" * 64

    def make() -> bytes:
        lines = parts.content(parts.head(dev=dev, seq=seq, epoch=epoch, prev=prev), parts.record_lines())
        sealed = seal.seal(payload.encode(lines, parts.zeros), parts.RECIPIENTS)
        manifest = parts.manifest_json(sealed, dev=dev, seq=seq, epoch=epoch, prev=prev)
        return parts.signed(canonical.dumps(manifest), sealed, key)

    return make


def _tip(change: Callable[[bytes], bytes] = bytes) -> Callable[[], bytes]:
    """A concern, its content changed before it is sealed."""
    content = canonical.dumps(parts.tip().as_json()) + b"\n"
    return lambda: seal.seal(payload.encode(change(content), parts.zeros), parts.RECIPIENTS)


def _word(
    change: Callable[[dict[str, Json]], object] = bool, key: SigningKey = parts.HQ_KEY, namespace: str = namespaces.WORD
) -> Callable[[], bytes]:
    """Headquarters' word, its object changed before it is signed and sealed."""
    return _worded(lambda content: content, change, key, namespace)


def _worded(
    content: Callable[[bytes], bytes],
    change: Callable[[dict[str, Json]], object] = bool,
    key: SigningKey = parts.HQ_KEY,
    namespace: str = namespaces.WORD,
) -> Callable[[], bytes]:
    """The same, its signed text changed before it is sealed."""

    def make() -> bytes:
        doc = parts.word().as_json(key.public)
        change(doc)
        return seal.seal(
            payload.encode(content(signed_document.write(doc, key, namespace)), parts.zeros), parts.RECIPIENTS[:1]
        )

    return make


def _chain(**changes: Json) -> Callable[[], bytes]:
    """A word whose first chain is changed."""

    def change(doc: dict[str, Json]) -> None:
        chains = doc["chains"]
        assert isinstance(chains, list)
        chains[0] = {**chains[0], **changes}

    return _word(change)


def _orders(*orders: Json) -> Callable[[], bytes]:
    return _word(lambda d: d.update(orders=list(orders)))


_RECORD = b'{"id":"3f6f0a52-5d0c-4a4e-9d3f-0c6a1f6f9b11","t":"rec"'
_MIB = 1024 * 1024
_ORDER: dict[str, Json] = {"order": "erase", "record": parts.RECORD_ID}
B, R, C, Q, T, W = "bundle", "receipt", "card", "request", "tip", "word"

VECTORS = (
    Vector("good", "ok", B, "right in every way", _good),
    Vector("good-empty", "ok", B, "no records at all", lambda: parts.bundle(records=()).data),
    Vector("good-later", "ok", B, "number 2 of its epoch", _written_by(parts.DEVICE, parts.DEVICE_KEY, 2)),
    Vector("good-before-revocation", "ok", B, "4 of a device revoked from 5", _written_by(parts.REVOKED_DEVICE, parts.DEVICE_KEY, 4)),
    Vector("good-receipt", "ok", R, "right in every way", _receipt_data),
    Vector("good-receipt-applied", "ok", R, "a withdrawal of consent that took effect", _receipt(lambda b: b.replace(b'"was":"new"', b'"was":"applied"'))),
    Vector("good-card", "ok", C, "right in every way", _good_card),
    Vector("good-request", "ok", Q, "right in every way", lambda: write_request(parts.request(), parts.DEVICE_KEY)),
    Vector("practice-result", "FK-811", B, "a result of a practice class", lambda: FIRST_LINE + b"age-encryption.org/v1\n"),
    Vector("good-request-rotated", "ok", Q, "a new key, for which the former one vouches", lambda: write_request(parts.rotated(), parts.OTHER_KEY)),
    # container: bundle-format 3
    Vector("container-empty", "FK-302", B, "no bytes at all", lambda: b""),
    Vector("container-cut-in-header", "FK-302", B, "100 bytes", _edit(lambda d: d.__delitem__(slice(100, None)))),
    Vector("container-cut-in-manifest", "FK-302", B, "600 bytes", _edit(lambda d: d.__delitem__(slice(600, None)))),
    Vector("container-cut-in-payload", "FK-302", B, "half of it", _edit(lambda d: d.__delitem__(slice(len(d) // 2, None)))),
    Vector("container-cut-end-mark", "FK-302", B, "half the end mark", _edit(lambda d: d.__delitem__(slice(-512, None)))),
    Vector("container-zeros-after-cut", "FK-302", B, "zeros from the third header on", _members(lambda m: _three(m)[:2])),
    Vector("container-trailing", "FK-303", B, "one byte behind the end", _edit(lambda d: d.extend(b"\0"))),
    Vector("container-two-archives", "FK-303", B, "another archive behind it", lambda: _good() * 2),
    Vector("container-extra-member", "FK-303", B, "a fourth member", _members(lambda m: [*_three(m), ("x", b"x")])),
    Vector("container-member-twice", "FK-303", B, "the manifest twice", _members(lambda m: _three(m)[:1] + _three(m))),
    Vector("container-order", "FK-303", B, "the signature first", _members(lambda m: [_three(m)[i] for i in (1, 0, 2)])),
    Vector("container-name-path", "FK-303", B, "a name with a path", _header(0, b"../anifest.json")),
    Vector("container-name-case", "FK-303", B, "a name in capitals", _header(0, b"MANIFEST.JSON")),
    Vector("container-name-after-nul", "FK-303", B, "text behind the name's NUL", _header(20, b"x")),
    Vector("container-prefix", "FK-303", B, "a prefix before the name", _header(345, b"x")),
    Vector("container-hard-link", "FK-303", B, "a hard link", _header(156, b"1/etc/passwd")),
    Vector("container-symbolic-link", "FK-303", B, "a symbolic link", _header(156, b"2/etc/passwd")),
    Vector("container-folder", "FK-303", B, "a folder", _header(156, b"5")),
    Vector("container-pax", "FK-303", B, "a pax extension header", _header(156, b"x")),
    Vector("container-gnu-long-name", "FK-303", B, "a GNU long name", _header(156, b"L")),
    Vector("container-sparse", "FK-303", B, "a GNU sparse file", _header(156, b"S")),
    Vector("container-old-type", "FK-303", B, "the file type of old tar", _header(156, b"\0")),
    Vector("container-gnu-magic", "FK-303", B, "GNU's magic", _header(257, b"ustar  \0")),
    Vector("container-mode", "FK-303", B, "an executable mode", _header(100, b"0000755")),
    Vector("container-time", "FK-303", B, "a real time", _header(136, b"15000000000")),
    Vector("container-owner", "FK-303", B, "an owner's name", _header(265, b"root")),
    Vector("container-checksum", "FK-303", B, "a wrong checksum", _edit(lambda d: d.__setitem__(slice(148, 154), b"000000"))),
    Vector("container-size-base-256", "FK-303", B, "8 GiB in GNU's base 256", _header(124, b"\x80\0\0\0\0\0\0\x02\0\0\0\0")),
    Vector("container-size-huge", "FK-315", B, "8 GiB less one byte", _header(124, b"77777777777\0")),
    Vector("container-size-spaces", "FK-303", B, "a size with spaces", _header(124, b"       1300 ")),
    Vector("container-size-negative", "FK-303", B, "a negative size", _header(124, b"-0000000001\0")),
    Vector("container-fill", "FK-303", B, "a byte in the filling", _edit(lambda d: d.__setitem__(1535, 1))),
    Vector("container-manifest-large", "FK-315", B, "a manifest over 4 KiB", _members(lambda m: [("manifest.json", b"x" * 4097), *_three(m)[1:]])),
    Vector("container-file-large", "FK-315", B, "more bytes than any bundle", lambda: bytes(9 * _MIB)),
    Vector("container-receipt-as-bundle", "FK-303", B, "a receipt where a bundle belongs", _receipt_data),
    # signature: bundle-format 4
    Vector("signature-other-text", "FK-305", B, "the signature of another manifest", _signature(lambda s: sshsig(parts.DEVICE_KEY, b"{}", namespaces.BUNDLE))),
    Vector("signature-empty", "FK-305", B, "no signature", _signature(lambda s: b"")),
    Vector("signature-line-length", "FK-305", B, "an armour in one line", _signature(lambda s: re.sub(rb"(?<=[^-])\n(?=[^-])", b"", s))),
    Vector("signature-crlf", "FK-305", B, "an armour with CRLF", _signature(lambda s: s.replace(b"\n", b"\r\n"))),
    Vector("signature-practice", "FK-306", B, "signed in practice", _signed_by(parts.DEVICE_KEY, namespaces.PRACTICE)),
    Vector("signature-receipt-namespace", "FK-306", B, "signed as a receipt", _signed_by(parts.DEVICE_KEY, namespaces.RECEIPT)),
    Vector("signature-foreign-namespace", "FK-306", B, "signed for git", _signed_by(parts.DEVICE_KEY, "git")),
    # manifest: bundle-format 5
    Vector("manifest-not-json", "FK-304", B, "no JSON", _spelled(lambda m: b"manifest")),
    Vector("manifest-not-object", "FK-304", B, "a list", _spelled(lambda m: b"[]")),
    Vector("manifest-not-canonical", "FK-304", B, "a space", _spelled(lambda m: m.replace(b":", b": ", 1))),
    Vector("manifest-key-twice", "FK-304", B, "a key twice", _spelled(lambda m: b'{"audit":1,' + m[1:])),
    Vector("manifest-key-more", "FK-304", B, "a key more", _manifest(zz=1)),
    Vector("manifest-key-less", "FK-304", B, "a key less", _manifest(policy=None)),
    Vector("manifest-version", "FK-304", B, "version 2", _manifest(v=2)),
    Vector("manifest-version-true", "FK-304", B, "version true", _manifest(v=True)),
    Vector("manifest-suite", "FK-304", B, "another suite", _manifest(suite="none")),
    Vector("manifest-kind", "FK-304", B, "a receipt's kind", _manifest(kind="receipt")),
    Vector("manifest-device", "FK-304", B, "a device in capitals", _manifest(dev="d-" + "7F" * 16)),
    Vector("manifest-device-newline", "FK-304", B, "a device and a newline", _manifest(dev=parts.DEVICE + "\n")),
    Vector("manifest-sequence-zero", "FK-304", B, "number 0", _manifest(seq=0)),
    Vector("manifest-sequence-large", "FK-304", B, "number 100,000,000", _manifest(seq=100_000_000, prev="e" * 64)),
    Vector("manifest-sequence-text", "FK-304", B, "a number as text", _manifest(seq="1")),
    Vector("manifest-sequence-true", "FK-304", B, "true is no number", _manifest(seq=True)),
    Vector("manifest-prev-of-first", "FK-304", B, "number 1 with something before it", _manifest(prev="e" * 64)),
    Vector("manifest-prev-missing", "FK-304", B, "number 2 with nothing before it", _manifest(seq=2)),
    Vector("manifest-one-recipient", "FK-304", B, "one recipient", _manifest(to=[parts.TO[0]])),
    Vector("manifest-many-recipients", "FK-304", B, "17 recipients", _manifest(to=[f"k-{n:016x}" for n in range(17)])),
    Vector("manifest-recipient-twice", "FK-304", B, "a recipient twice", _manifest(to=[parts.TO[0]] * 2)),
    Vector("manifest-recipient-order", "FK-304", B, "recipients out of order", _manifest(to=list(parts.TO[::-1]))),
    Vector("manifest-recipient-not-text", "FK-304", B, "a number among recipients", _manifest(to=[parts.TO[0], 1])),
    Vector("manifest-recipients-no-list", "FK-304", B, "recipients as text", _manifest(to="k-")),
    Vector("manifest-payload-no-object", "FK-304", B, "payload as text", _manifest(payload="x")),
    Vector("manifest-payload-size", "FK-304", B, "a payload over 8 MiB", _manifest(payload={"sha256": "a" * 64, "size": 9 * _MIB})),
    Vector("manifest-payload-key-more", "FK-304", B, "a key more in payload", _manifest(payload={"sha256": "a" * 64, "size": 1, "x": 1})),
    # signer: bundle-format 7.2, 4
    Vector("signer-unknown", "FK-307", B, "a device nobody enrolled", _written_by(parts.STRANGER, parts.STRANGER_KEY)),
    Vector("signer-other-device", "FK-310", B, "the signature replaced by another enrolled device's", _signed_by(parts.OTHER_KEY)),
    Vector("signer-headquarters", "FK-310", B, "the signature replaced by headquarters' own", _signed_by(parts.HQ_KEY)),
    Vector("signer-lapsed", "FK-308", B, "a key that was valid until last month", _written_by(parts.LAPSED_DEVICE, parts.DEVICE_KEY)),
    Vector("signer-revoked", "FK-309", B, "5 of a device revoked from 5", _written_by(parts.REVOKED_DEVICE, parts.DEVICE_KEY, 5)),
    Vector("signer-revoked-new-epoch", "FK-309", B, "a new epoch of a revoked device", _written_by(parts.REVOKED_DEVICE, parts.DEVICE_KEY, 1, parts.OLD_EPOCH)),
    Vector("good-former-key", "ok", B, "4 of a former key that signed to 4, in its epoch", _written_by(parts.ROTATED_DEVICE, parts.DEVICE_KEY, 4, parts.OLD_EPOCH)),
    Vector("good-new-key", "ok", B, "the present key of a device that changed it", _written_by(parts.ROTATED_DEVICE, parts.OTHER_KEY, 5)),
    Vector("signer-former-key", "FK-309", B, "5 of a former key that signed to 4", _written_by(parts.ROTATED_DEVICE, parts.DEVICE_KEY, 5, parts.OLD_EPOCH)),
    Vector("signer-former-key-new-epoch", "FK-309", B, "a former key in a new epoch", _written_by(parts.ROTATED_DEVICE, parts.DEVICE_KEY, 1)),
    # sealed part: bundle-format 7.2, 5 and 7
    Vector("payload-flipped", "FK-311", B, "a flipped bit", _payload(lambda p: p[:-1] + bytes([p[-1] ^ 1]))),
    Vector("payload-longer", "FK-311", B, "a byte more", _payload(lambda p: p + b"\0")),
    Vector("payload-re-encrypted", "FK-311", B, "the same lines sealed again to somebody else", _payload(lambda p: seal.seal(seal.unseal(p, [parts.HQ_IDENTITY]), [seal.recipient_of(parts.STRANGER_IDENTITY)]))),
    Vector("seal-not-for-us", "FK-312", B, "the manifest names others", _manifest(to=["k-" + "0" * 16, "k-" + "1" * 16])),
    Vector("seal-names-us-only", "FK-312", B, "named but not sealed to", _foreign()),
    Vector("seal-no-age", "FK-313", B, "no age file", _sealed(lambda s: b"age? no")),
    Vector("seal-crowd", "FK-313", B, "10,000 stanzas", _sealed(lambda s: s.replace(b"\n---", b"\n-> X25519 " + b"A" * 43 + (b"\n" + b"B" * 43 + b"\n-> X25519 " + b"A" * 43) * 9_999 + b"\n" + b"B" * 43 + b"\n---", 1))),
    Vector("seal-long-header", "FK-313", B, "a header over 8 KiB", _sealed(lambda s: s.replace(b"\n---", b"\n-> x" + b"y" * 8_192 + b"\n\n---", 1))),
    Vector("seal-armoured", "FK-313", B, "an armoured age file", _sealed(lambda s: b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.encodebytes(s) + b"-----END AGE ENCRYPTED FILE-----\n")),
    Vector("seal-cut", "FK-313", B, "an age file without its last byte", _sealed(lambda s: s[:-1])),
    Vector("seal-trailing", "FK-313", B, "a byte behind the age file", _sealed(lambda s: s + b"x")),
    # frames: bundle-format 6.1
    Vector("frame-not-zstd", "FK-314", B, "gzip's magic", _plain(lambda p: b"\x1f\x8b\x08\x00" + p[4:])),
    Vector("frame-empty", "FK-314", B, "nothing sealed", _plain(lambda p: b"")),
    Vector("frame-cut-header", "FK-314", B, "a frame's first six bytes", _plain(lambda p: p[:6])),
    Vector("frame-cut-blocks", "FK-314", B, "half a frame", _plain(lambda p: p[: len(p) // 2])),
    Vector("frame-cut-block-header", "FK-314", B, "a block that runs over the end", _plain(lambda p: b"\x28\xb5\x2f\xfd\x24\x01" + b"\x08")),
    Vector("frame-skippable-first", "FK-314", B, "the padding first", _plain(lambda p: p[payload.walk_frame(p).end :] + p[: payload.walk_frame(p).end])),
    Vector("frame-second", "FK-314", B, "a second compressed frame", _frame(lambda c: _zstd()(c) + _zstd()(b"more"))),
    Vector("frame-no-checksum", "FK-314", B, "no checksum", _frame(_zstd(checksum=False))),
    Vector("frame-no-size", "FK-314", B, "no content size", _frame(_zstd(size=False))),
    Vector("frame-dictionary", "FK-314", B, "a dictionary id", _frame(lambda c: b"\x28\xb5\x2f\xfd\x25\x01" + _zstd()(c)[5:])),
    Vector("frame-reserved-bit", "FK-314", B, "a reserved bit", _frame(lambda c: _zstd()(c)[:4] + bytes([_zstd()(c)[4] | 8]) + _zstd()(c)[5:])),
    Vector("frame-checksum-wrong", "FK-314", B, "a wrong checksum", _frame(lambda c: _zstd()(c)[:-1] + bytes([_zstd()(c)[-1] ^ 1]))),
    Vector("frame-size-lies", "FK-314", B, "a content size that is not kept", _frame(lambda c: bomb(_MIB).replace(struct.pack("<Q", _MIB), struct.pack("<Q", _MIB - 1)))),
    Vector("frame-bomb", "FK-315", B, "1 GiB of zeros", lambda: parts.around(_padded(bomb(1024 * _MIB)))),
    Vector("frame-ratio", "FK-315", B, "2 MiB of zeros", lambda: parts.around(_padded(bomb(2 * _MIB)))),
    Vector("frame-window", "FK-315", B, "a window of 16 MiB", lambda: parts.around(_padded(bomb(_MIB, window_log=24)))),
    Vector("padding-missing", "FK-314", B, "no padding frame", _plain(lambda p: p[: payload.walk_frame(p).end])),
    Vector("padding-other-magic", "FK-314", B, "another skippable magic", _plain(lambda p: p.replace(b"\x50\x2a\x4d\x18", b"\x51\x2a\x4d\x18"))),
    Vector("padding-trailing", "FK-314", B, "a byte behind the padding", _plain(lambda p: p + b"\0")),
    Vector("padding-short", "FK-314", B, "the padding's last byte cut", _plain(lambda p: p[:-1])),
    Vector("padding-not-padme", "FK-314", B, "padding of another length", _plain(lambda p: p[: payload.walk_frame(p).end] + b"\x50\x2a\x4d\x18" + struct.pack("<I", 1000) + bytes(1000))),
    # lines: bundle-format 6.2
    Vector("lines-empty", "FK-316", B, "no lines", lambda: parts.around_content(b"")),
    Vector("lines-no-last-newline", "FK-316", B, "no newline at the end", _content(lambda c: c[:-1])),
    Vector("lines-head-only", "FK-316", B, "a head without a foot", _content(lambda c: c.split(b"\n")[0] + b"\n")),
    Vector("lines-many", "FK-315", B, "newlines only", lambda: parts.around_content(b"\n" * 30_000)),
    Vector("lines-long", "FK-315", B, "a line over 256 KiB", _lines(lambda x: x.append(_RECORD + b',"x":"' + b"y" * 262_144 + b'"}'))),
    Vector("lines-no-json", "FK-316", B, "a line of text", _lines(lambda x: x.append(b"text"))),
    Vector("lines-no-object", "FK-316", B, "a number as a line", _lines(lambda x: x.append(b"1"))),
    Vector("lines-blank", "FK-316", B, "an empty line", _lines(lambda x: x.append(b""))),
    Vector("lines-not-utf-8", "FK-316", B, "Latin-1 text", _lines(lambda x: x.append(_RECORD + b',"x":"\xe9"}'))),
    Vector("lines-key-twice", "FK-316", B, "a key twice", _lines(lambda x: x.append(_RECORD + b',"t":"rec"}'))),
    Vector("lines-float", "FK-316", B, "a number with a fraction", _lines(lambda x: x.append(_RECORD + b',"x":1.5}'))),
    Vector("lines-number-large", "FK-316", B, "2^53", _lines(lambda x: x.append(_RECORD + b',"x":9007199254740992}'))),
    Vector("lines-deep", "FK-316", B, "17 levels", _lines(lambda x: x.append(_RECORD + b',"x":' + b"[" * 16 + b"]" * 16 + b"}"))),
    Vector("lines-half-character", "FK-316", B, "half of a surrogate pair", _lines(lambda x: x.append(_RECORD + b',"x":"\\ud800"}'))),
    Vector("lines-record-type", "FK-316", B, "a record of no known type", _lines(lambda x: x.append(_RECORD.replace(b'"rec"', b'"run"') + b"}"))),
    Vector("lines-record-no-type", "FK-316", B, "a record without a type", _lines(lambda x: x.append(_RECORD.replace(b',"t":"rec"', b"") + b"}"))),
    Vector("lines-record-no-id", "FK-316", B, "a record without an id", _lines(lambda x: x.append(b'{"t":"rec"}'))),
    Vector("lines-record-id-path", "FK-316", B, "a record whose id is a path", _lines(lambda x: x.append(b'{"id":"../../x","t":"rec"}'))),
    Vector("lines-record-id-number", "FK-316", B, "a record whose id is a number", _lines(lambda x: x.append(b'{"id":1,"t":"rec"}'))),
    Vector("lines-second-head", "FK-316", B, "a second head", _lines(lambda x: x.append(canonical.dumps(parts.head())))),
    Vector("foot-count", "FK-316", B, "a foot that counts one more", _foot(n=5)),
    Vector("foot-hash", "FK-316", B, "a foot with another hash", _foot(sha256="0" * 64)),
    Vector("lines-trailing-text", "FK-316", B, "text behind the foot's newline", _content(lambda c: c + b"x")),
    Vector("foot-type", "FK-316", B, "a foot of another type", _foot(t="rec")),
    Vector("foot-key-more", "FK-316", B, "a foot with a key more", _foot(x=1)),
    Vector("foot-missing", "FK-316", B, "a record where the foot belongs", _content(lambda c: b"\n".join(c.split(b"\n")[:-2]) + b"\n")),
    Vector("head-not-head", "FK-316", B, "a foot where the head belongs", _head(t="foot")),
    Vector("head-key-more", "FK-316", B, "a head with a key more", _head(x=1)),
    Vector("head-key-less", "FK-316", B, "a head without made", _head(made=None)),
    Vector("head-no-device", "FK-316", B, "a head without a device", _head(dev=None)),
    # binding: bundle-format 6.2
    Vector("bind-device", "FK-317", B, "another device's sealed part, signed as its own", lambda: parts.signed(canonical.dumps(parts.manifest_json(p := container.unpack(_good(), Kind.BUNDLE).payload, dev=parts.OTHER_DEVICE)), p, parts.OTHER_KEY)),
    Vector("bind-forwarded", "FK-317", B, "a sealed part opened, sealed again to others, and signed by a forwarder", lambda: parts.signed(canonical.dumps(parts.manifest_json(p := seal.seal(seal.unseal(container.unpack(_good(), Kind.BUNDLE).payload, [parts.HQ_IDENTITY]), [parts.RECIPIENTS[0], seal.recipient_of(parts.STRANGER_IDENTITY)]), dev=parts.OTHER_DEVICE, to=sorted([seal.key_id(parts.RECIPIENTS[0]), seal.key_id(seal.recipient_of(parts.STRANGER_IDENTITY))]))), p, parts.OTHER_KEY)),
    Vector("bind-epoch", "FK-317", B, "another epoch outside", _manifest(epoch=parts.OLD_EPOCH)),
    Vector("bind-sequence", "FK-317", B, "another number inside", _head(seq=2)),
    Vector("bind-sequence-type", "FK-317", B, "the number as true", _head(seq=True)),
    Vector("bind-prev", "FK-317", B, "another bundle before it inside", _head(prev="f" * 64)),
    Vector("bind-recipients", "FK-317", B, "other recipients inside", _head(to=[parts.TO[0], "k-" + "f" * 16])),
    Vector("bind-namespace", "FK-317", B, "packed in practice, signed for real", _head(namespace=namespaces.PRACTICE)),
    # receipts: bundle-format 9
    Vector("receipt-cut", "FK-302", R, "half a receipt", lambda: _receipt_data()[:2000]),
    Vector("receipt-bundle", "FK-303", R, "a bundle where a receipt belongs", _good),
    Vector("receipt-by-device", "FK-310", R, "signed by a device", lambda: _receipt_data(parts.DEVICE_KEY)),
    Vector("receipt-not-for-us", "FK-312", R, "sealed to somebody else", lambda: _receipt_data(recipient=seal.recipient_of(parts.STRANGER_IDENTITY))),
    Vector("receipt-other-device", "FK-312", R, "for another device", _receipt(dev=parts.OTHER_DEVICE)),
    Vector("receipt-bind-of", "FK-317", R, "about another bundle inside", _receipt(of="d" * 64)),
    Vector("receipt-bind-epoch", "FK-317", R, "about another epoch inside", _receipt(epoch=parts.OLD_EPOCH)),
    Vector("receipt-manifest-of", "FK-304", R, "a malformed hash outside", _receipt(of="d")),
    Vector("receipt-outcome", "FK-316", R, "no known outcome", _receipt(lambda b: b.replace(b'"accepted"', b'"lost"'))),
    Vector("receipt-number", "FK-316", R, "a number whose check digit is wrong", _receipt(lambda b: b.replace(b"R-000042-7", b"R-000043-7"))),
    Vector("receipt-missing", "FK-316", R, "a missing number 0", _receipt(lambda b: b.replace(b'"missing":[1,', b'"missing":[0,'))),
    Vector("receipt-was", "FK-316", R, "a record neither new nor duplicate", _receipt(lambda b: b.replace(b'"was":"new"', b'"was":"old"'))),
    Vector("receipt-record-key-more", "FK-316", R, "a record with a key more", _receipt(lambda b: b.replace(b'"was":"new"', b'"was":"new","x":1'))),
    Vector("receipt-key-more", "FK-316", R, "a head with a key more", _receipt(lambda b: b.replace(b'"to":[', b'"t1":1,"to":['))),
    # first contact: bundle-format 8
    Vector("card-recipient-swapped", "FK-319", C, "a recipient swapped for a stranger's", lambda: _swapped(_good_card())),
    Vector("card-signed-by-other", "FK-319", C, "signed again by a stranger, who left headquarters' key inside", lambda: signed_document.write(parts.card().as_json(), parts.STRANGER_KEY, namespaces.CARD)),
    Vector("card-practice", "FK-319", C, "signed in practice", lambda: write_card(parts.card(), parts.HQ_KEY, namespaces.PRACTICE_CARD)),
    Vector("card-trailing", "FK-319", C, "a line behind the signature", lambda: _good_card() + b"\n"),
    Vector("card-large", "FK-319", C, "more than 64 KiB", lambda: _good_card() + bytes(65_536)),
    Vector("card-not-canonical", "FK-319", C, "a space in the body", lambda: (body := b'{"v": 1}\n') + sshsig(parts.HQ_KEY, body, namespaces.CARD)),
    Vector("card-no-duty-phone", "FK-319", C, "no duty phone", _card(_inner("contacts", duty_phone="-"))),
    Vector("card-no-deputy", "FK-319", C, "no deputy's phone", _card(_inner("contacts", deputy_phone="-"))),
    Vector("card-empty-phone", "FK-319", C, "an empty duty phone", _card(_inner("contacts", duty_phone=""))),
    Vector("card-one-recipient", "FK-319", C, "one recipient for cases", _card(_inner("recipients", case=[{"id": seal.key_id(parts.RECIPIENTS[0]), "recipient": parts.RECIPIENTS[0]}]))),
    Vector("card-no-recipient", "FK-319", C, "no recipient for cases", _card(_inner("recipients", case=[]))),
    Vector("card-recipient-twice", "FK-319", C, "the same recipient twice", _card(_inner("recipients", concern=[{"id": seal.key_id(parts.RECIPIENTS[0]), "recipient": parts.RECIPIENTS[0]}] * 3))),
    Vector("card-recipient-repeated", "FK-319", C, "two different recipients, one of them repeated", _card(_inner("recipients", concern=[{"id": seal.key_id(r), "recipient": r} for r in (*parts.RECIPIENTS, parts.RECIPIENTS[0])]))),
    Vector("card-recipient-id", "FK-319", C, "an id that is another recipient's", _card(_inner("recipients", concern=[{"id": parts.TO[0], "recipient": r} for r in parts.RECIPIENTS]))),
    Vector("card-recipient-malformed", "FK-319", C, "a recipient that is none", _card(_inner("recipients", concern=[{"id": parts.TO[0], "recipient": "age1x"}]))),
    Vector("card-key-malformed", "FK-319", C, "a policy key that is none", _card(_inner("policy_root", keys=["ssh-rsa AAAA"]))),
    Vector("card-policy-key-twice", "FK-319", C, "one policy key twice, for a threshold of two", _card(_inner("policy_root", keys=[parts.HQ_KEY.public.openssh()] * 2, threshold=2))),
    Vector("card-threshold", "FK-319", C, "a threshold nobody can reach", _card(_inner("policy_root", threshold=2))),
    Vector("card-signers", "FK-319", C, "malformed signers", _card(lambda d: d.update(signers="* ssh-rsa AAAA"))),
    Vector("card-name", "FK-319", C, "a name with a terminal escape", _card(lambda d: d.update(name="a\x1b[2J"))),
    Vector("card-kind", "FK-319", C, "a request's kind", _card(lambda d: d.update(kind="fieldkit-device-request"))),
    Vector("card-approval", "FK-319", C, "an approval without an approver", _card(lambda d: d.update(approvals=[{"form": "x"}]))),
    Vector("card-approvals-no-list", "FK-319", C, "approvals that are no list", _card(lambda d: d.update(approvals={}))),
    Vector("request-card", "FK-319", Q, "a card where a request belongs", _good_card),
    Vector("request-key", "FK-319", Q, "a key that is none", lambda: (body := canonical.dumps({**parts.request().as_json(), "key": "x"}) + b"\n") + sshsig(parts.DEVICE_KEY, body, namespaces.REQUEST)),
    Vector("request-recipient", "FK-319", Q, "a recipient that is none", _request(lambda d: d.update(recipient="age1x"))),
    Vector("request-key-more", "FK-319", Q, "a key more", _request(lambda d: d.update(x=1))),
    Vector("request-post-direction", "FK-319", Q, "a label that turns the direction of writing", _request(lambda d: d.update(post="a\u202eb"))),
    Vector("request-rotates-number", "FK-319", Q, "another number than the former key signed", _rotated(lambda r: r.update(last={parts.OLD_EPOCH: 13}))),
    Vector("request-rotates-zero", "FK-319", Q, "a number below 1", _rotated(lambda r: r.update(last={parts.OLD_EPOCH: 0}))),
    Vector("request-rotates-epoch", "FK-319", Q, "the new epoch among those of the former key", _rotated(lambda r: r.update(last={parts.EPOCH: 1}))),
    Vector("request-rotates-last-no-object", "FK-319", Q, "a list of epochs", _rotated(lambda r: r.update(last=[parts.OLD_EPOCH]))),
    Vector("request-rotates-same-key", "FK-319", Q, "the new key as the former one", _rotated(lambda r: r.update(key=parts.OTHER_KEY.public.openssh()))),
    Vector("request-rotates-key", "FK-319", Q, "a former key that is none", _rotated(lambda r: r.update(key="ssh-rsa AAAA"))),
    Vector("request-rotates-other-key", "FK-319", Q, "the name of another key", _rotated(lambda r: r.update(key=parts.STRANGER_KEY.public.openssh()))),
    Vector("request-rotates-unsigned", "FK-319", Q, "no signature of the former key", _rotated(lambda r: r.pop("signature"))),
    Vector("request-rotates-signature", "FK-319", Q, "something else as its signature", _rotated(lambda r: r.update(signature="signed"))),
    Vector("request-rotates-namespace", "FK-319", Q, "signed by the former key for something else", _rotated(lambda r: r.update(signature=sshsig(parts.DEVICE_KEY, _unsigned(), namespaces.REQUEST).decode()))),
    Vector("request-rotates-key-more", "FK-319", Q, "a key more in it", _rotated(lambda r: r.update(x=1))),
    Vector("request-rotates-null", "FK-319", Q, "null in its place", _request(lambda d: d.update(rotates=None))),
    # concerns: tip-format
    Vector("good-tip", "ok", T, "right in every way", _tip()),
    Vector("tip-not-sealed", "FK-321", T, "no age file", lambda: b"noise"),
    Vector("tip-practice-result", "FK-811", T, "a result of a practice class", lambda: FIRST_LINE + b"age-encryption.org/v1\n"),
    Vector("tip-large", "FK-321", T, "more than 80 KiB", lambda: _tip()() + bytes(81_920)),
    Vector("tip-cut", "FK-321", T, "its last byte is missing", lambda: _tip()()[:-1]),
    Vector("tip-no-newline", "FK-321", T, "no newline at the end", _tip(lambda c: c[:-1])),
    Vector("tip-second-line", "FK-321", T, "a second line", _tip(lambda c: c * 2)),
    Vector("tip-hour", "FK-321", T, "an hour with the day", _tip(lambda c: c.replace(b'"2026-11-25"', b'"2026-11-25T10:00"'))),
    Vector("tip-key-more", "FK-321", T, "a key more", _tip(lambda c: c.replace(b'"v":1', b'"v":1,"w":1'))),
    Vector("tip-practice", "FK-321", T, "given in practice", _tip(lambda c: c.replace(b"fieldkit-tip", b"fieldkit-practice-tip"))),
    # headquarters' word: 9.1
    Vector("good-word", "ok", W, "right in every way", _word()),
    Vector("good-word-naming", "ok", W, "bundles of one chain named one by one", _word(lambda d: d.update(chains=[c.as_json() for c in parts.NAMED_CHAINS]))),
    Vector("word-not-sealed", "FK-926", W, "no age file", lambda: b"noise"),
    Vector("word-large", "FK-926", W, "more than 64 KiB", lambda: _word()() + bytes(65_536)),
    Vector("word-cut", "FK-926", W, "its last byte is missing", lambda: _word()()[:-1]),
    Vector("word-not-for-us", "FK-926", W, "sealed to somebody else", lambda: seal.seal(b"x", [seal.recipient_of(parts.STRANGER_IDENTITY)])),
    Vector("word-by-device", "FK-926", W, "signed by the laptop itself", _word(key=parts.DEVICE_KEY)),
    Vector("word-practice", "FK-926", W, "said in practice", _word(namespace=namespaces.PRACTICE_WORD)),
    Vector("word-receipt-namespace", "FK-926", W, "signed as a receipt", _word(namespace=namespaces.RECEIPT)),
    Vector("word-changed", "FK-926", W, "a number changed behind the signature", _worded(lambda c: c.replace(b'"n":3', b'"n":4'))),
    Vector("word-second-line", "FK-926", W, "a line behind the signature", _worded(lambda c: c + b"x\n")),
    Vector("word-other-device", "FK-926", W, "for another laptop", _word(lambda d: d.update(dev=parts.OTHER_DEVICE))),
    Vector("word-kind", "FK-926", W, "a card's kind", _word(lambda d: d.update(kind="fieldkit-hq-card"))),
    Vector("word-version", "FK-926", W, "version 2", _word(lambda d: d.update(v=2))),
    Vector("word-key-more", "FK-926", W, "a key more", _word(lambda d: d.update(x=1))),
    Vector("word-key-less", "FK-926", W, "no head", _word(lambda d: d.pop("hq_audit"))),
    Vector("word-number-zero", "FK-926", W, "number 0", _word(lambda d: d.update(n=0))),
    Vector("word-before-itself", "FK-926", W, "its epoch before itself", _word(lambda d: d.update(before=[parts.HQ_EPOCH]))),
    Vector("word-before-many", "FK-926", W, "65 epochs before", _word(lambda d: d.update(before=[f"e-{n:016x}" for n in range(65)]))),
    Vector("word-chains-many", "FK-926", W, "17 chains", _word(lambda d: d.update(chains=[{**parts.CHAINS[0].as_json(), "epoch": f"e-{n:016x}"} for n in range(17)]))),
    Vector("word-chain-twice", "FK-926", W, "one epoch twice", _word(lambda d: d.update(chains=[parts.CHAINS[0].as_json()] * 2))),
    Vector("word-chain-key-more", "FK-926", W, "a key more in a chain", _chain(x=1)),
    Vector("word-chain-zero", "FK-926", W, "a chain of nothing", _chain(highest=0, high_water=0, missing=[])),
    Vector("word-chain-above", "FK-926", W, "all held above the highest", _chain(high_water=8, missing=[])),
    Vector("word-chain-gap", "FK-926", W, "a gap without its first number", _chain(missing=[5])),
    Vector("word-chain-no-gap", "FK-926", W, "nothing missing, and yet not all held", _chain(missing=[])),
    Vector("word-chain-order", "FK-926", W, "missing numbers out of order", _chain(missing=[4, 6, 5])),
    Vector("word-chain-twice-missing", "FK-926", W, "a missing number twice", _chain(missing=[4, 4])),
    Vector("word-chain-missing-highest", "FK-926", W, "the highest is missing", _chain(missing=[4, 7])),
    Vector("word-chain-held", "FK-926", W, "a digest too long", _chain(held="ab" * 9)),
    Vector("word-named-none", "FK-926", W, "a number from which none is named", _chain(named_from=5, each=[])),
    Vector("word-named-no-list", "FK-926", W, "a number from which bundles are named, and no list", _chain(named_from=5)),
    Vector("word-named-no-number", "FK-926", W, "named bundles and no number", _chain(each=["ab" * 8])),
    Vector("word-named-zero", "FK-926", W, "bundles named from number 0 on", _chain(named_from=0, each=["ab" * 8])),
    Vector("word-named-above", "FK-926", W, "bundles named above the highest", _chain(named_from=8, each=["ab" * 8])),
    Vector("word-named-many", "FK-926", W, "33 named bundles", _chain(named_from=5, each=["ab" * 8] * 33)),
    Vector("word-named-whole", "FK-926", W, "a whole manifest hash", _chain(named_from=5, each=["ab" * 32])),
    Vector("word-orders-many", "FK-926", W, "101 orders", _orders(*[_ORDER] * 101)),
    Vector("word-order-no-object", "FK-926", W, "an order that is a text", _orders("erase")),
    Vector("word-order-no-record", "FK-926", W, "an order without a record", _orders({"order": "erase", "n": 1})),
    Vector("word-order-record", "FK-926", W, "an order with a path for a record", _orders({**_ORDER, "record": "../x"})),
    Vector("word-order-kind", "FK-926", W, "a kind in capitals", _orders({**_ORDER, "order": "ERASE"})),
    Vector("word-order-nested", "FK-926", W, "an object in an order", _orders({**_ORDER, "more": {}})),
    Vector("word-order-line", "FK-926", W, "a line break in an order", _orders({**_ORDER, "why": "a\nb"})),
    Vector("word-order-name", "FK-926", W, "a key with a digit", _orders({**_ORDER, "a1": 1})),
    Vector("word-order-keys", "FK-926", W, "11 keys besides", _orders({**_ORDER, **{f"k{'a' * n}": 1 for n in range(11)}})),
    Vector("word-order-large", "FK-926", W, "more than 512 bytes", _orders({**_ORDER, **dict.fromkeys("abc", "x" * 200)})),
)  # fmt: skip

if __name__ == "__main__":
    main()
