"""Missing bundle numbers of one device and epoch, as ranges: a wild number must not fill the disk. Values only."""

from collections.abc import Iterator

Ranges = tuple[tuple[int, int], ...]


def add_number(highest: int, missing: Ranges, seq: int) -> tuple[int, Ranges]:
    """Return the highest number and the missing ranges after `seq` has arrived."""
    if seq > highest:
        gap = ((highest + 1, seq - 1),) if seq > highest + 1 else ()
        return seq, (*missing, *gap)
    return highest, tuple(part for piece in missing for part in _without(piece, seq))


def numbers(missing: Ranges, limit: int) -> tuple[int, ...]:
    """Return the first missing numbers, at most `limit`."""
    found: list[int] = []
    for first, last in missing:
        found.extend(range(first, min(last, first + limit - len(found) - 1) + 1))
        if len(found) >= limit:
            break
    return tuple(found)


def high_water(highest: int, missing: Ranges) -> int:
    """Return the number up to which nothing is missing."""
    return missing[0][0] - 1 if missing else highest


def _without(piece: tuple[int, int], seq: int) -> Iterator[tuple[int, int]]:
    first, last = piece
    if not first <= seq <= last:
        yield piece
        return
    if first < seq:
        yield first, seq - 1
    if seq < last:
        yield seq + 1, last
