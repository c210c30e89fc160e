"""Who reads whom: an order in which everything can be computed once, or the path of a cycle."""

from collections.abc import Callable, Iterable, Mapping, Sequence


def order_of(reads: Mapping[str, Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """Return the names, each after what it reads, and every cycle found as a path that ends where it began.

    Names that are read but are no keys are left out. Iterative: forms may chain thousands of calculations.
    """
    done: dict[str, bool] = {}  # False while on the path, True when placed
    ordered: list[str] = []
    cycles: list[list[str]] = []
    for root in reads:
        if root not in done:
            _visit(root, reads, done, ordered, cycles)
    return ordered, cycles


def _visit(
    root: str, reads: Mapping[str, Sequence[str]], done: dict[str, bool], ordered: list[str], cycles: list[list[str]]
) -> None:
    path = [root]
    waiting = [iter(reads[root])]
    done[root] = False
    while path:
        for name in waiting[-1]:
            if name not in done:
                if name in reads:
                    done[name] = False
                    path.append(name)
                    waiting.append(iter(reads[name]))
                    break
            elif not done[name]:
                cycles.append([*path[path.index(name) :], name])
        else:
            waiting.pop()
            name = path.pop()
            done[name] = True
            ordered.append(name)


def all_read(start: Iterable[str], reads: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the names in `start` and everything that they read, directly or not."""
    known = [name for name in start if name in reads]
    return closure(known, lambda name: (other for other in reads[name] if other in reads))


def closure(start: Iterable[str], read_by: Callable[[str], Iterable[str]]) -> set[str]:
    """Return what is in `start`, and whatever each of those reads."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(read_by(name))
    return found
