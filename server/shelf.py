"""Shelf: what was compiled, kept while there is room; what was not used for longest goes first.
And the sizes in which stacks of rows are compiled, so that few serve any number of rows.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

ROOM = 64 << 20
# A stack's buffers. They and what else is touched stay in an L2 cache of 1 MB or 2
# (docs/performance.md).
CACHE_BYTES = 3 << 19
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)


class Shelf:
    """Things by key, each with the bytes that it holds."""

    def __init__(self, room: int = ROOM) -> None:
        self.room, self.used = room, 0
        self._things: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._things)

    def take(self, key: Hashable, size: int, make: Callable[[], Any]) -> Any:
        """What is there under the key, else what `make` gives, of `size` bytes or so."""
        found = self._things.get(key)
        if found is not None:
            self._things.move_to_end(key)
            return found[0]
        made = make()
        self._things[key] = made, size
        self.used += size
        while self.used > self.room and len(self._things) > 1:
            _, (_, freed) = self._things.popitem(last=False)
            self.used -= freed
        return made


def stacks(rows: int, each: int) -> Iterator[tuple[int, int, int]]:
    """Start, stop and size of the stacks that take so many rows of `each` bytes. Some rows of a
    stack may be left over.
    """
    start, most = 0, max(1, CACHE_BYTES // max(1, each))
    sizes = SIZES[: bisect_right(SIZES, most)]
    while start < rows:
        size = _size(rows - start, sizes)
        yield start, min(rows, start + size), size
        start += size


def _size(rows: int, sizes: Sequence[int]) -> int:
    at = min(bisect_left(sizes, rows), len(sizes) - 1)
    idle = sizes[at] - rows
    return sizes[at - 1] if idle > max(2, rows // 8) else sizes[at]
