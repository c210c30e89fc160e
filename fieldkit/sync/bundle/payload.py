"""What age seals: one zstd frame, then one skippable frame of padding to the end. docs/bundle-format.md 6.1.

The boundaries are walked here, so that nothing is decompressed before its size is known and allowed.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

import zstandard

from fieldkit import errors
from fieldkit.sync.bundle.limits import LIMITS

LEVEL = 19
QUICK_LEVEL = 6
"""For hashes and ids, which hardly shrink: within 7 % of the best level, thirty times as fast."""
_MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = b"\x50\x2a\x4d\x18"
_SKIPPABLE_HEADER = 8
_RAW, _RLE, _COMPRESSED, _RESERVED = range(4)


def padme(size: int) -> int:
    """Return the padded length (Padmé, Nikitin et al. 2019): the sizes left tell little, for at most 12 % more."""
    exponent = size.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-size // step) * step


def encode(content: bytes, padding: Callable[[int], bytes], level: int = LEVEL) -> bytes:
    """Compress and pad. `padding(n)` gives n bytes of no meaning; `level` is zstd's.

    Raises: BundleOverflow when the content could not be read back under the limits.
    """
    if len(content) > LIMITS.plaintext:
        raise errors.BundleOverflow(what="its content in bytes", found=len(content), limit=LIMITS.plaintext)
    frame = zstandard.ZstdCompressor(level=level, write_checksum=True, write_content_size=True).compress(content)
    if _is_bomb(len(content), len(frame)):  # honest, but so repetitive that readers would take it for a bomb
        raise errors.BundleOverflow(what="its compression ratio", found=len(content) // len(frame), limit=LIMITS.ratio)
    fill = padme(len(frame) + _SKIPPABLE_HEADER) - len(frame) - _SKIPPABLE_HEADER
    return frame + _SKIPPABLE + struct.pack("<I", fill) + padding(fill)


def decode(payload: bytes) -> bytes:
    """Return the content.

    Raises: BundleFrame, BundleLimit. Nothing larger than the limits is allocated.
    """
    frame = walk_frame(payload)
    _check_padding(payload, frame.end)
    if frame.content > LIMITS.plaintext:
        raise errors.BundleLimit(what="the content", found=frame.content, limit=LIMITS.plaintext)
    if frame.window > LIMITS.window:
        raise errors.BundleLimit(what="the compression window", found=frame.window, limit=LIMITS.window)
    if _is_bomb(frame.content, frame.end):
        raise errors.BundleLimit(what="the compression ratio", found=frame.content // frame.end, limit=LIMITS.ratio)
    try:
        return zstandard.ZstdDecompressor().decompress(payload[: frame.end], max_output_size=frame.content)
    except zstandard.ZstdError:
        raise errors.BundleFrame(why="it does not decompress to what its header says") from None


@dataclass(frozen=True, slots=True)
class Frame:
    """What a zstd frame says of itself: where it ends, bytes of content, bytes of window."""

    end: int
    content: int
    window: int


def walk_frame(data: bytes) -> Frame:
    """Find the first frame's end from its block headers (RFC 8878, 3.1.1). Decompresses nothing.

    Raises: BundleFrame.
    """
    if data[:4] != _MAGIC or len(data) < 5:
        raise errors.BundleFrame(why="it does not start with a zstd frame")
    flags = data[4]
    if flags & 0b00011111 != 0b00000100:  # bundle-format 6.1: checksum, no dictionary, reserved bits zero
        raise errors.BundleFrame(why="the frame is not of the one accepted kind")
    single, size_code = flags >> 5 & 1, flags >> 6
    at = 5 if single else 6
    width = (1 if single else 0, 2, 4, 8)[size_code]
    if not width or len(data) < at + width:
        raise errors.BundleFrame(why="the frame does not say its size")
    content = int.from_bytes(data[at : at + width], "little") + (256 if width == 2 else 0)
    window = content if single else _window(data[5])
    return Frame(_after_blocks(data, at + width) + 4, content, window)


def _window(descriptor: int) -> int:
    base = 1 << (10 + (descriptor >> 3))
    return base + base // 8 * (descriptor & 7)


def _after_blocks(data: bytes, at: int) -> int:
    last = False
    while not last:
        if at + 3 > len(data):
            raise errors.BundleFrame(why="the frame is cut short")
        header = int.from_bytes(data[at : at + 3], "little")
        last, kind, size = bool(header & 1), header >> 1 & 3, header >> 3
        at += 3 + (1 if kind == _RLE else size)
    return at


def _check_padding(payload: bytes, end: int) -> None:
    header = payload[end : end + _SKIPPABLE_HEADER]
    if len(header) != _SKIPPABLE_HEADER or header[:4] != _SKIPPABLE:
        raise errors.BundleFrame(why="the frame is not followed by the padding frame")
    (fill,) = struct.unpack("<I", header[4:])
    if end + _SKIPPABLE_HEADER + fill != len(payload):
        raise errors.BundleFrame(why="the padding does not end at the last byte")
    if len(payload) != padme(end + _SKIPPABLE_HEADER):
        raise errors.BundleFrame(why="the padding is not of the length that the format gives")


def _is_bomb(content: int, frame: int) -> bool:
    return content > LIMITS.ratio_from and content > LIMITS.ratio * frame
